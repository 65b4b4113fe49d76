//! Archives: zip, tar, gzip. Members are extracted one after the other as if they were files below
//! the archive; nothing is ever written to disk.
//!
//! A zip that is really a document (docx, xlsx, odt) belongs to that format.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use flate2::read::GzDecoder;
use zip::ZipArchive;

use super::{Bound, Budget, DraftSink, Extract, Extracted, FormatFit, Input, extract};
use crate::decode;
use crate::names;
use crate::reason::{Damage, MissingContent, Reason};

pub(super) struct Zip;
pub(super) struct TarOrGzip;

/// What a zip package is by its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Package {
    /// Word.
    Docx,
    /// Excel, text or binary, or an OpenDocument sheet.
    Sheet,
    /// An OpenDocument text.
    Odt,
    /// A document that no extractor reads.
    Unread(Unread),
    /// None: an archive.
    Archive,
}

/// Documents that no extractor reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    Slides,
    Ofd,
    Other,
}

impl Unread {
    fn reason(self) -> Reason {
        match self {
            Self::Slides => Reason::Slides,
            Self::Ofd => Reason::Unsupported("OFD 版式文件".to_owned()),
            Self::Other => Reason::Unsupported("这种文档".to_owned()),
        }
    }
}

/// Tells what a zip is, or `None` where it is none.
pub(super) fn package(bytes: &[u8]) -> Option<Package> {
    if !bytes.starts_with(b"PK") {
        return None;
    }
    let mut zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let has = |name: &str| zip.index_for_name(name).is_some();
    if has("word/document.xml") || has("word/document2.xml") {
        return Some(Package::Docx);
    }
    if has("xl/workbook.xml") || has("xl/workbook.bin") {
        return Some(Package::Sheet);
    }
    if has("ppt/presentation.xml") {
        return Some(Package::Unread(Unread::Slides));
    }
    if has("OFD.xml") {
        return Some(Package::Unread(Unread::Ofd));
    }
    let mut mimetype = Vec::new();
    let read = zip.by_name("mimetype").map(|part| part.take(200).read_to_end(&mut mimetype));
    if !matches!(read, Ok(Ok(_))) {
        return Some(Package::Archive);
    }
    Some(match String::from_utf8_lossy(&mimetype).trim() {
        kind if kind.ends_with("opendocument.text") => Package::Odt,
        kind if kind.ends_with("opendocument.spreadsheet") => Package::Sheet,
        kind if kind.contains("opendocument") || kind.contains("epub") => {
            Package::Unread(Unread::Other)
        }
        _ => Package::Archive,
    })
}

/// Reads a part of a package whole, or `None` where there is none of this name.
pub(super) fn part(
    zip: &mut ZipArchive<Cursor<&[u8]>>,
    name: &str,
    budget: &Budget<'_>,
) -> Result<Option<Vec<u8>>, Reason> {
    let Ok(file) = zip.by_name(name) else { return Ok(None) };
    budget.unpack(file, budget.limits().part_bytes, Bound::PartBytes).map(Some)
}

impl Extract for Zip {
    fn fit(&self, input: &Input<'_>) -> FormatFit {
        if input.bytes.starts_with(b"PK\x03\x04") || input.bytes.starts_with(b"PK\x05\x06") {
            FormatFit::Content
        } else {
            FormatFit::No
        }
    }

    fn extract(&self, input: &Input<'_>, budget: &Budget<'_>, sink: &mut DraftSink<'_>) {
        let named = matches!(
            input.extension().as_str(),
            "docx" | "doc" | "xlsx" | "xls" | "odt" | "ods" | "docm" | "wps" | "et"
        );
        let refused = match package(input.bytes) {
            None => Reason::Damaged(Damage::Archive),
            Some(Package::Unread(unread)) => unread.reason(),
            Some(_) if named => Reason::Misnamed,
            Some(_) => match members(input, budget, sink) {
                Ok(()) => return,
                Err(reason) => reason,
            },
        };
        sink(Extracted::rejected(input.source, refused));
    }
}

/// Hands over the members of a zip. An error is why the archive, or the rest of it, is not read.
fn members(input: &Input<'_>, budget: &Budget<'_>, sink: &mut DraftSink<'_>) -> Result<(), Reason> {
    let mut zip =
        ZipArchive::new(Cursor::new(input.bytes)).map_err(|_| Reason::Damaged(Damage::Archive))?;
    let mut unpacking = Unpacking::start(input, budget)?;
    if zip.is_empty() {
        sink(Extracted::no_text(input.source, MissingContent::Members));
    }
    for at in 0..zip.len() {
        let Ok(raw) = zip.by_index_raw(at) else { continue };
        let name = names::decode(raw.name_raw());
        let (size, packed) = (raw.size(), raw.compressed_size());
        let (folder, encrypted, link) = (raw.is_dir(), raw.encrypted(), raw.is_symlink());
        drop(raw);
        if folder || name.ends_with('/') {
            continue;
        }
        let source = format!("{}/{}", input.source, name.replace('\\', "/"));
        let refused = match () {
            () if encrypted => Some(Reason::Encrypted("成员".to_owned())),
            () if link => Some(Reason::Link),
            () => unpacking.refuse(&name, size, packed),
        };
        if let Some(reason) = refused {
            sink(Extracted::rejected(source, reason));
            continue;
        }
        match zip.by_index(at) {
            Ok(mut file) => unpacking.member(&source, &mut file, packed, sink)?,
            Err(_) => {
                let reason = Reason::Damaged(Damage::Method);
                sink(Extracted::rejected(source, reason));
            }
        }
    }
    Ok(())
}

impl Extract for TarOrGzip {
    fn fit(&self, input: &Input<'_>) -> FormatFit {
        let gzip = input.bytes.starts_with(&[0x1F, 0x8B, 0x08]);
        if gzip || is_tar(input.bytes) { FormatFit::Signature } else { FormatFit::No }
    }

    fn extract(&self, input: &Input<'_>, budget: &Budget<'_>, sink: &mut DraftSink<'_>) {
        let read = if input.bytes.starts_with(&[0x1F, 0x8B]) {
            gzip(input, budget, sink)
        } else {
            tar(input, input.bytes, budget, sink)
        };
        if let Err(reason) = read {
            sink(Extracted::rejected(input.source, reason));
        }
    }
}

/// Hands over what a gzip holds: one file, or the members of a tar, which is not held whole.
fn gzip(input: &Input<'_>, budget: &Budget<'_>, sink: &mut DraftSink<'_>) -> Result<(), Reason> {
    let limits = budget.limits();
    let mut head = Vec::new();
    // What is damaged here is damaged when it is read on.
    let _ = GzDecoder::new(input.bytes).take(513).read_to_end(&mut head);
    if is_tar(&head) {
        // What is passed over is unpacked too.
        let mut unpacked = GzDecoder::new(input.bytes).take(budget.most_unpacked() + 1);
        let read = tar(input, &mut unpacked, budget, sink);
        return if unpacked.limit() == 0 { Err(budget.over_unpacked().rest()) } else { read };
    }
    let packed = input.bytes.len() as u64;
    let (most, bound) = match limits.ratio.max(1) * packed + RATIO_FROM {
        by_ratio if by_ratio < most_bytes(budget, input.depth, packed) => (by_ratio, Bound::Ratio),
        _ => (most_bytes(budget, input.depth, packed), Bound::MemberBytes),
    };
    if input.depth >= limits.depth {
        return Err(budget.struck(Bound::Depth));
    }
    let unpacked = budget.unpack(GzDecoder::new(input.bytes), most, bound)?;
    let name = input.name();
    let inner = name.strip_suffix(".gz").unwrap_or(name);
    let source = format!("{}/{inner}", input.source);
    extract(&Input { source: &source, bytes: &unpacked, depth: input.depth + 1 }, budget, sink);
    Ok(())
}

fn is_tar(bytes: &[u8]) -> bool {
    bytes.len() > 512 && &bytes[257..262] == b"ustar"
}

/// Hands over the members of a tar.
fn tar(
    input: &Input<'_>,
    bytes: impl Read,
    budget: &Budget<'_>,
    sink: &mut DraftSink<'_>,
) -> Result<(), Reason> {
    let mut unpacking = Unpacking::start(input, budget)?;
    let mut archive = tar::Archive::new(bytes);
    for entry in archive.entries().map_err(|_| Reason::Damaged(Damage::Tar))? {
        let mut entry = entry.map_err(|_| Reason::Damaged(Damage::Tar).rest())?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let name = names::decode(&entry.path_bytes());
        let source = format!("{}/{name}", input.source);
        let size = entry.size();
        match unpacking.refuse(&name, size, size) {
            Some(reason) => sink(Extracted::rejected(source, reason)),
            None => unpacking.member(&source, &mut entry, 0, sink)?,
        }
    }
    Ok(())
}

/// Members below this size may be packed as tightly as they are.
const RATIO_FROM: u64 = 16 << 20;

/// How large a member may be: those that do not pack well, such as scans, may be larger.
fn most_bytes(budget: &Budget<'_>, depth: u8, packed: u64) -> u64 {
    let limits = budget.limits();
    (limits.member_bytes >> depth).max(packed.saturating_mul(2)).min(limits.file_bytes)
}

/// What one archive has been allowed so far.
struct Unpacking<'b> {
    budget: &'b Budget<'b>,
    /// In how many archives its members lie.
    depth: u8,
    members: usize,
}

impl<'b> Unpacking<'b> {
    fn start(input: &Input<'_>, budget: &'b Budget<'b>) -> Result<Self, Reason> {
        if input.depth >= budget.limits().depth {
            return Err(budget.struck(Bound::Depth));
        }
        Ok(Self { budget, depth: input.depth + 1, members: 0 })
    }

    /// Why a member is not to be unpacked at all. Names that point out of the archive are refused,
    /// not corrected.
    fn refuse(&self, name: &str, size: u64, packed: u64) -> Option<Reason> {
        let outside = name.starts_with(['/', '\\'])
            || name.split(['/', '\\']).any(|part| part == "..")
            || name.as_bytes().get(1) == Some(&b':');
        if outside {
            return Some(Reason::Outside);
        }
        if size / packed.max(1) > self.budget.limits().ratio && size > RATIO_FROM {
            return Some(self.budget.struck(Bound::Ratio));
        }
        if size > most_bytes(self.budget, self.depth - 1, packed) {
            return Some(self.budget.struck(Bound::MemberBytes));
        }
        None
    }

    /// Extracts a member. An error is a bound of the whole archive: the rest is not read.
    fn member(
        &mut self,
        source: &str,
        reader: &mut dyn Read,
        packed: u64,
        sink: &mut DraftSink<'_>,
    ) -> Result<(), Reason> {
        if self.members >= self.budget.limits().members {
            return Err(self.budget.struck(Bound::Members).rest());
        }
        self.members += 1;
        self.budget.time().map_err(Reason::rest)?;
        let most = most_bytes(self.budget, self.depth - 1, packed);
        match self.budget.unpack(reader, most, Bound::MemberBytes) {
            Ok(bytes) => {
                extract(&Input { source, bytes: &bytes, depth: self.depth }, self.budget, sink);
            }
            Err(reason @ Reason::Bound { bound: Bound::UnpackedBytes, .. }) => {
                return Err(reason.rest());
            }
            Err(reason @ Reason::Bound { .. }) => sink(Extracted::rejected(source, reason)),
            Err(_) => {
                sink(Extracted::rejected(source, Reason::Damaged(Damage::Member)));
            }
        }
        Ok(())
    }
}

/// The text of a package's part: XML is UTF-8 or says otherwise.
pub(super) fn xml_text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text.trim_start_matches('\u{FEFF}')),
        Err(_) => Cow::Owned(decode::decode(bytes, None).text),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;
    use crate::extract::testing::extracted_within;
    use crate::limits::Limits;

    fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in members {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn run(name: &str, bytes: &[u8], limits: &Limits) -> Vec<Extracted> {
        extracted_within(name, bytes, limits)
    }

    #[test]
    fn members_are_files_below_the_archive() {
        let inner = zipped(&[("东岭区2020.txt", "正文".as_bytes())]);
        let outer = zipped(&[("第一批/内层.zip", &inner), ("../外.txt", b"x")]);
        let out = run("包.zip", &outer, &Limits::default());
        assert_eq!(out.len(), 2);
        let Extracted::Draft(draft) = &out[0] else { panic!("{out:?}") };
        assert_eq!(draft.source, "包.zip/第一批/内层.zip/东岭区2020.txt");
        assert!(
            matches!(&out[1], Extracted::Rejected { reason, .. } if reason.to_string().contains(".."))
        );
    }

    #[test]
    fn bounds_are_named() {
        let zeros = vec![b' '; 20 << 20];
        let bomb = zipped(&[("a.txt", &zeros)]);
        let out = run("a.zip", &bomb, &Limits::default());
        assert!(
            matches!(&out[..], [Extracted::Rejected { reason, .. }] if reason.to_string().contains("压缩比"))
        );
        let deep = zipped(&[("b.zip", &zipped(&[("c.zip", &zipped(&[("d.txt", b"x")]))]))]);
        let out = run("a.zip", &deep, &Limits::default());
        assert!(
            matches!(&out[..], [Extracted::Rejected { reason, .. }] if reason.to_string().contains("嵌套"))
        );
    }

    #[test]
    fn a_document_that_is_a_bag_of_other_things_is_rejected() {
        let bag = zipped(&[("a.jpg", b"x")]);
        let out = run("会议.docx", &bag, &Limits::default());
        assert!(matches!(&out[..], [Extracted::Rejected { .. }]));
    }

    #[test]
    fn tar_and_gzip_are_unpacked() {
        let mut tar = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_ustar();
        header.set_size(3);
        tar.append_data(&mut header, "bak/a.txt", &b"abc"[..]).unwrap();
        let tar = tar.into_inner().unwrap();
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(&tar).unwrap();
        let out = run("a.tar.gz", &gz.finish().unwrap(), &Limits::default());
        assert!(matches!(&out[..], [Extracted::Draft(d)] if d.source == "a.tar.gz/bak/a.txt"));
    }
}
