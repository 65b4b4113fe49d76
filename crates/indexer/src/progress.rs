//! How far a run is: a bar with rate and time left on a terminal, a plain line now and then
//! elsewhere. All of it on standard error.

use std::io::{IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How long plain output is silent.
const PLAIN_EVERY: Duration = Duration::from_secs(5);

/// The progress of a run over files of known size.
pub(crate) struct RunProgress {
    bar: ProgressBar,
    files: u64,
    /// Files done and when that was last said; `None` on a terminal.
    plain: Option<Mutex<(u64, Instant)>>,
}

impl RunProgress {
    /// Begins a run over so many files of so many bytes together.
    pub fn new(files: usize, bytes: u64) -> Self {
        let files = files as u64;
        let is_terminal = std::io::stderr().is_terminal();
        let target =
            if is_terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(bytes), target);
        let template = "{bar:30} {percent}%  {bytes}/{total_bytes}  {bytes_per_sec}  剩余 {eta}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        let plain = (!is_terminal).then(|| Mutex::new((0, Instant::now())));
        Self { bar, files, plain }
    }

    /// One more file of so many bytes is done.
    pub fn done(&self, bytes: u64) {
        self.bar.inc(bytes);
        let Some(plain) = &self.plain else { return };
        let mut plain = plain.lock().unwrap_or_else(PoisonError::into_inner);
        plain.0 += 1;
        if plain.1.elapsed() >= PLAIN_EVERY {
            plain.1 = Instant::now();
            let rate = self.bar.per_sec() / 1e6;
            let left = self.bar.eta().as_secs();
            self.say(&format!(
                "已读 {}/{} 个文件，{rate:.1} MB/s，剩余约 {left} 秒",
                plain.0, self.files
            ));
        }
    }

    /// Says something without disturbing the bar.
    pub fn say(&self, line: &str) {
        // Nobody may be listening; that is no reason to stop.
        self.bar.suspend(|| drop(writeln!(std::io::stderr(), "{line}")));
    }
}

impl Drop for RunProgress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
