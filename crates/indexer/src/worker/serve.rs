//! The other side: what the program does as a worker.

use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;
use std::time::Duration;

use suyan_corpus::EXTRACTION;
use suyan_corpus::extract::apart::{ApartJob, STACK, work};

use super::frame::{self, Tag};
use super::{MessageHead, bounds};

/// Reads documents from standard input until it is closed, and writes what is in them to standard
/// output.
///
/// # Errors
/// A thread or the pipes are not to be had: whoever started the worker is told by its end.
pub fn serve() -> io::Result<()> {
    // A panic is told as a frame; its words are for nobody.
    std::panic::set_hook(Box::new(|_| {}));
    let reading = || documents(&mut io::stdin().lock(), &mut io::stdout().lock());
    let thread = thread::Builder::new().stack_size(STACK).spawn(reading)?;
    thread.join().unwrap_or_else(|_| Err(io::ErrorKind::Other.into()))
}

fn documents(from: &mut impl Read, to: &mut impl Write) -> io::Result<()> {
    frame::write(to, Tag::Hello, EXTRACTION.as_bytes())?;
    while let Some((tag, head)) = frame::read(from)? {
        let head: MessageHead = match tag {
            Tag::Head => serde_json::from_slice(&head)?,
            _ => return Err(io::ErrorKind::InvalidData.into()),
        };
        let Some((Tag::Bytes, bytes)) = frame::read(from)? else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        let before = bounds::taken();
        bounds::set(&head.limits);
        document(&head, &bytes, before, to)?;
    }
    Ok(())
}

/// Reads one document. What it holds is written when all of it was read: a document is in the
/// account whole or not at all. The process had taken so much time `before`.
fn document(
    head: &MessageHead,
    bytes: &[u8],
    before: Option<Duration>,
    to: &mut impl Write,
) -> io::Result<()> {
    let job = ApartJob { what: head.what, source: &head.source, bytes, limits: &head.limits };
    let mut found = Vec::new();
    let read = catch_unwind(AssertUnwindSafe(|| work(&job, &mut |one| found.push(one))));
    if read.is_ok() {
        for extracted in found {
            frame::write(to, Tag::Found, &serde_json::to_vec(&extracted)?)?;
        }
    }
    let took = bounds::taken().zip(before).map_or(Duration::ZERO, |(now, then)| now - then);
    let took = u64::try_from(took.as_micros()).unwrap_or(u64::MAX).to_le_bytes();
    frame::write(to, if read.is_ok() { Tag::End } else { Tag::Broken }, &took)
}

#[cfg(test)]
mod tests {
    use suyan_corpus::Limits;
    use suyan_corpus::extract::Extracted;
    use suyan_corpus::extract::apart::JobInput;

    use super::*;

    #[test]
    fn a_document_goes_in_and_what_it_holds_comes_out() {
        let limits = Limits { time: std::time::Duration::from_secs(600), ..Limits::default() };
        let head = MessageHead { what: JobInput::Fragment, source: "a.csv#1".to_owned(), limits };
        let (mut to, mut from) = (Vec::new(), Vec::new());
        document(&head, "<p>甲</p><p>乙</p>".as_bytes(), None, &mut from).unwrap();
        to.append(&mut from);
        let mut answers = to.as_slice();
        let Some((Tag::Found, json)) = frame::read(&mut answers).unwrap() else { panic!() };
        let Ok(Extracted::Draft(draft)) = serde_json::from_slice(&json) else { panic!() };
        assert_eq!((draft.source.as_str(), draft.paragraphs.len()), ("a.csv#1", 2));
        assert_eq!(frame::read(&mut answers).unwrap(), Some((Tag::End, vec![0; 8])));
    }

    /// What a worker writes to these frames, and how it ends.
    fn conversation(frames: &[(Tag, &[u8])]) -> (Vec<(Tag, Vec<u8>)>, io::Result<()>) {
        let (mut given, mut said) = (Vec::new(), Vec::new());
        for (tag, bytes) in frames {
            frame::write(&mut given, *tag, bytes).unwrap();
        }
        let ended = documents(&mut given.as_slice(), &mut said);
        let (mut from, mut answers) = (said.as_slice(), Vec::new());
        while let Some(answer) = frame::read(&mut from).unwrap() {
            answers.push(answer);
        }
        (answers, ended)
    }

    #[test]
    fn a_worker_says_hello_and_ends_with_its_pipe() {
        let (said, ended) = conversation(&[]);
        assert_eq!(said, [(Tag::Hello, EXTRACTION.as_bytes().to_vec())]);
        assert!(ended.is_ok());
    }

    #[test]
    fn what_is_no_document_ends_the_worker() {
        for frames in [
            &[(Tag::Bytes, &b"x"[..])][..],
            &[(Tag::End, b"")],
            &[(Tag::Head, b"{}")],
            &[(Tag::Head, b"\xff")],
        ] {
            let (said, ended) = conversation(frames);
            assert_eq!(said.len(), 1, "nothing but hello: {frames:?}");
            assert!(ended.is_err(), "{frames:?}");
        }
    }
}
