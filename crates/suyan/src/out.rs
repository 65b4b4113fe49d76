//! Standard output, where data go. A pipe that its reader closed is the reader's choice; anything
//! else that cannot be written, as on a disk that is full, is a command that is not done: what is
//! there is cut, and must not pass for whole.

use std::io::{Error, ErrorKind, Write};
use std::ops::ControlFlow;

use suyan_answers::export::Out;

use crate::exit::Failed;

/// Writes all of it.
pub fn print(bytes: &[u8]) -> Result<(), Failed> {
    let mut out = std::io::stdout();
    told(out.write_all(bytes).and_then(|()| out.flush()))
}

fn told(written: Result<(), Error>) -> Result<(), Failed> {
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failed::new(format!(
            "没能写出结果（{error}），写出的不完整。请检查磁盘，或换一处再运行"
        ))),
        _ => Ok(()),
    }
}

/// A file that goes to standard output, piece by piece.
#[derive(Debug, Default)]
pub struct Stdout {
    failed: Option<Error>,
}

impl Stdout {
    /// Whether all of it was written.
    pub fn finish(mut self) -> Result<(), Failed> {
        told(self.failed.take().map_or_else(|| std::io::stdout().flush(), Err))
    }
}

impl Out for Stdout {
    fn begin(&mut self, _rows: u64) {}

    fn send(&mut self, bytes: Vec<u8>) -> ControlFlow<()> {
        match std::io::stdout().write_all(&bytes) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.failed = Some(error);
                ControlFlow::Break(())
            }
        }
    }
}
