//! What goes through the pipes: a letter that says what it is, the length, the bytes.

use std::io::{self, Error, ErrorKind, Read, Write};

/// What a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    /// From a worker, once: it is ready, and reads with this version of the extraction.
    Hello = b'H' as isize,
    /// To a worker: what is to be read, as JSON.
    Head = b'J' as isize,
    /// To a worker: the bytes of it.
    Bytes = b'B' as isize,
    /// From a worker: something that was found, as JSON.
    Found = b'X' as isize,
    /// From a worker: that was all. With the microseconds of processor time that it took.
    End = b'E' as isize,
    /// From a worker: the parser gave up. With the same.
    Broken = b'P' as isize,
}

const TAGS: [Tag; 6] = [Tag::Hello, Tag::Head, Tag::Bytes, Tag::Found, Tag::End, Tag::Broken];

/// No frame is longer: files are not, and what is read of them is shorter.
const MOST: u64 = 2 << 30;

pub(super) fn write(out: &mut impl Write, tag: Tag, bytes: &[u8]) -> io::Result<()> {
    out.write_all(&[tag as u8])?;
    out.write_all(&(bytes.len() as u64).to_le_bytes())?;
    out.write_all(bytes)?;
    out.flush()
}

/// Reads a frame, or `None` where the other side is gone.
pub(super) fn read(from: &mut impl Read) -> io::Result<Option<(Tag, Vec<u8>)>> {
    let mut letter = [0];
    if from.read(&mut letter)? == 0 {
        return Ok(None);
    }
    let tag = TAGS.into_iter().find(|tag| *tag as u8 == letter[0]);
    let tag = tag.ok_or_else(|| Error::from(ErrorKind::InvalidData))?;
    let mut length = [0; 8];
    from.read_exact(&mut length)?;
    let length = u64::from_le_bytes(length);
    if length > MOST {
        return Err(ErrorKind::InvalidData.into());
    }
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 != length {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    Ok(Some((tag, bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut pipe = Vec::new();
        write(&mut pipe, Tag::Found, b"abc").unwrap();
        write(&mut pipe, Tag::End, b"").unwrap();
        let mut from = pipe.as_slice();
        assert_eq!(read(&mut from).unwrap(), Some((Tag::Found, b"abc".to_vec())));
        assert_eq!(read(&mut from).unwrap(), Some((Tag::End, Vec::new())));
        assert_eq!(read(&mut from).unwrap(), None);
        assert!(read(&mut &pipe[..5]).is_err());
        assert!(read(&mut &b"?"[..]).is_err());
    }

    #[test]
    fn a_frame_that_is_cut_anywhere_is_none() {
        let mut pipe = Vec::new();
        write(&mut pipe, Tag::Found, "一二三".as_bytes()).unwrap();
        for end in 0..pipe.len() {
            let read = read(&mut &pipe[..end]);
            match end {
                // The other side is gone between two frames.
                0 => assert_eq!(read.unwrap(), None),
                _ => assert_eq!(read.unwrap_err().kind(), ErrorKind::UnexpectedEof, "{end}"),
            }
        }
        assert!(read(&mut pipe.as_slice()).unwrap().is_some());
    }

    #[test]
    fn a_length_that_no_document_has_is_refused_before_room_is_made() {
        for (length, kind) in [
            (MOST + 1, ErrorKind::InvalidData),
            (u64::MAX, ErrorKind::InvalidData),
            (MOST, ErrorKind::UnexpectedEof),
        ] {
            let pipe = [&[Tag::Bytes as u8][..], &length.to_le_bytes(), b"few"].concat();
            assert_eq!(read(&mut pipe.as_slice()).unwrap_err().kind(), kind, "{length}");
        }
        for letter in [b'?', 0, 0xff, b'h'] {
            let pipe = [&[letter][..], &0u64.to_le_bytes()].concat();
            assert_eq!(read(&mut pipe.as_slice()).unwrap_err().kind(), ErrorKind::InvalidData);
        }
    }
}
