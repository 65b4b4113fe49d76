//! Runs what others wrote on files that anyone wrote: in a thread of its own, so that a panic, a
//! deep recursion or a loop without end costs one file and not the run.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;

use super::Limits;

/// Deep trees of objects are walked recursively by some parsers.
const STACK: usize = 64 << 20;

/// Runs `work` within the time of one file. What does not end in time is left behind and its
/// thread ends with the process: nothing can be done about a thread from outside.
pub(super) fn run<T, F>(limits: &Limits, work: F) -> Result<T, String>
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    let (sender, receiver) = channel();
    let spawned = thread::Builder::new().stack_size(STACK).spawn(move || {
        // A receiver that is gone has given up waiting.
        let _ = sender.send(work());
    });
    if spawned.is_err() {
        return Err("系统无法再开线程".to_owned());
    }
    match receiver.recv_timeout(limits.time) {
        Ok(result) => Ok(result),
        Err(RecvTimeoutError::Timeout) => {
            Err(format!("超过每个文件 {} 秒的上限", limits.time.as_secs()))
        }
        Err(RecvTimeoutError::Disconnected) => Err("文件损坏，解析中断".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn panics_and_endless_work_become_reasons() {
        let limits = Limits { time: Duration::from_millis(50), ..Limits::default() };
        let broken = run::<(), _>(&Limits::default(), || panic!("on purpose"));
        assert!(broken.is_err_and(|reason| reason.contains("损坏")));
        let endless = run(&limits, || thread::sleep(Duration::from_secs(1)));
        assert!(endless.is_err_and(|reason| reason.contains("上限")));
        assert_eq!(run(&Limits::default(), || 1), Ok(1));
    }
}
