//! What a compound file (OLE) holds: Word, Excel, or something that is no document at all.

use std::io::{Cursor, Read};

use cfb::CompoundFile;

/// The signature of every compound file.
pub(super) const SIGNATURE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// What a compound file is by its streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Word 97 to 2003.
    Word,
    /// Excel 5 to 2003.
    Workbook,
    /// An encrypted document of Word or Excel since 2007.
    Encrypted,
    /// Something else.
    Other,
}

/// Tells what a compound file is, or `None` where the bytes are none.
pub(super) fn kind(bytes: &[u8]) -> Option<Kind> {
    if !bytes.starts_with(SIGNATURE) {
        return None;
    }
    let Ok(file) = CompoundFile::open(Cursor::new(bytes)) else { return Some(Kind::Other) };
    Some(if file.is_stream("WordDocument") {
        Kind::Word
    } else if file.is_stream("Workbook") || file.is_stream("Book") {
        Kind::Workbook
    } else if file.is_stream("EncryptedPackage") {
        Kind::Encrypted
    } else {
        Kind::Other
    })
}

/// A stream whole, up to a bound.
pub(super) fn stream(
    file: &mut CompoundFile<Cursor<&[u8]>>,
    name: &str,
    limit: u64,
) -> Result<Vec<u8>, String> {
    let stream = file.open_stream(name).map_err(|_| format!("缺少数据流 {name}"))?;
    let mut bytes = Vec::new();
    stream.take(limit + 1).read_to_end(&mut bytes).map_err(|_| "数据流损坏".to_owned())?;
    if bytes.len() as u64 > limit {
        return Err(format!("数据流超过 {} MB 的上限", limit >> 20));
    }
    Ok(bytes)
}
