//! What a compound file (OLE) holds: Word, Excel, or something that is no document at all.

use std::io::Cursor;

use cfb::CompoundFile;

use super::{Bound, Budget};
use crate::reason::{Damage, Reason};

/// The signature of every compound file.
pub(super) const SIGNATURE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// What a compound file is by its streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CompoundKind {
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
pub(super) fn kind(bytes: &[u8]) -> Option<CompoundKind> {
    if !bytes.starts_with(SIGNATURE) {
        return None;
    }
    let Ok(file) = CompoundFile::open(Cursor::new(bytes)) else { return Some(CompoundKind::Other) };
    Some(if file.is_stream("WordDocument") {
        CompoundKind::Word
    } else if file.is_stream("Workbook") || file.is_stream("Book") {
        CompoundKind::Workbook
    } else if file.is_stream("EncryptedPackage") {
        CompoundKind::Encrypted
    } else {
        CompoundKind::Other
    })
}

/// The main stream of a workbook, up to so many bytes; `None` where there is none.
pub(super) fn workbook(
    bytes: &[u8],
    most: u64,
    budget: &Budget<'_>,
) -> Result<Option<Vec<u8>>, Reason> {
    let Ok(mut file) = CompoundFile::open(Cursor::new(bytes)) else { return Ok(None) };
    let name = if file.is_stream("Workbook") { "Workbook" } else { "Book" };
    let Ok(stream) = file.open_stream(name) else { return Ok(None) };
    budget.unpack(stream, most, Bound::PartBytes).map(Some)
}

/// A stream whole, up to a bound.
pub(super) fn stream(
    file: &mut CompoundFile<Cursor<&[u8]>>,
    name: &str,
    budget: &Budget<'_>,
) -> Result<Vec<u8>, Reason> {
    let stream =
        file.open_stream(name).map_err(|_| Reason::Damaged(Damage::Stream(name.to_owned())))?;
    budget.unpack(stream, budget.limits().part_bytes, Bound::PartBytes)
}
