//! Archives: zip, tar, gzip. Members are extracted one after the other as if they were files below
//! the archive; nothing is ever written to disk.
//!
//! A zip that is really a document (docx, xlsx, odt) belongs to that format.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use flate2::read::GzDecoder;
use zip::ZipArchive;

use super::{Extract, Extracted, Fit, Input, Limits, Sink, extract};
use crate::decode;
use crate::names;

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
    Unread(&'static str),
    /// None: an archive.
    Archive,
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
        return Some(Package::Unread("演示文稿，不是报告文本"));
    }
    if has("OFD.xml") {
        return Some(Package::Unread("OFD 版式文件，暂不能读取"));
    }
    let Ok(mimetype) = part(&mut zip, "mimetype", 200) else { return Some(Package::Archive) };
    Some(match String::from_utf8_lossy(&mimetype).trim() {
        kind if kind.ends_with("opendocument.text") => Package::Odt,
        kind if kind.ends_with("opendocument.spreadsheet") => Package::Sheet,
        kind if kind.contains("opendocument") || kind.contains("epub") => {
            Package::Unread("这种文档暂不能读取")
        }
        _ => Package::Archive,
    })
}

/// Reads a part of a package whole, up to a bound.
pub(super) fn part(
    zip: &mut ZipArchive<Cursor<&[u8]>>,
    name: &str,
    limit: u64,
) -> Result<Vec<u8>, String> {
    let file = zip.by_name(name).map_err(|_| format!("缺少部件 {name}"))?;
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|_| "压缩数据损坏".to_owned())?;
    if bytes.len() as u64 > limit {
        return Err(format!("展开后超过 {} MB 的上限", limit >> 20));
    }
    Ok(bytes)
}

impl Extract for Zip {
    // Its members have clocks of their own.
    fn is_linear(&self) -> bool {
        true
    }

    fn fit(&self, input: &Input<'_>) -> Fit {
        if input.bytes.starts_with(b"PK\x03\x04") || input.bytes.starts_with(b"PK\x05\x06") {
            Fit::Content
        } else {
            Fit::No
        }
    }

    fn extract(&self, input: &Input<'_>, limits: &Limits, sink: &mut Sink<'_>) {
        let named = matches!(
            input.extension().as_str(),
            "docx" | "doc" | "xlsx" | "xls" | "odt" | "ods" | "docm" | "wps" | "et"
        );
        match package(input.bytes) {
            None => sink(Extracted::rejected(input.source, "压缩包损坏，打不开")),
            Some(Package::Unread(reason)) => sink(Extracted::rejected(input.source, reason)),
            Some(_) if named => {
                sink(Extracted::rejected(input.source, "名为文档，实为装着别的东西的压缩包"));
            }
            Some(_) => members(input, limits, sink),
        }
    }
}

fn members(input: &Input<'_>, limits: &Limits, sink: &mut Sink<'_>) {
    let Ok(mut zip) = ZipArchive::new(Cursor::new(input.bytes)) else {
        return sink(Extracted::rejected(input.source, "压缩包损坏，打不开"));
    };
    let mut unpacking = match Unpacking::start(input, limits) {
        Ok(unpacking) => unpacking,
        Err(reason) => return sink(Extracted::rejected(input.source, reason)),
    };
    if zip.is_empty() {
        return sink(Extracted::not_report(input.source, "空的压缩包"));
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
            () if encrypted => Some("成员已加密，无口令不能读".to_owned()),
            () if link => Some("成员是链接，不予跟随".to_owned()),
            () => unpacking.refuse(&name, size, packed),
        };
        if let Some(reason) = refused {
            sink(Extracted::rejected(source, reason));
            continue;
        }
        match zip.by_index(at) {
            Ok(mut file) => unpacking.member(&source, &mut file, sink),
            Err(_) => sink(Extracted::rejected(source, "成员损坏或压缩方法不支持")),
        }
        if unpacking.exhausted(input, sink) {
            return;
        }
    }
}

impl Extract for TarOrGzip {
    // Its members have clocks of their own.
    fn is_linear(&self) -> bool {
        true
    }

    fn fit(&self, input: &Input<'_>) -> Fit {
        let gzip = input.bytes.starts_with(&[0x1F, 0x8B, 0x08]);
        if gzip || is_tar(input.bytes) { Fit::Signature } else { Fit::No }
    }

    fn extract(&self, input: &Input<'_>, limits: &Limits, sink: &mut Sink<'_>) {
        if !input.bytes.starts_with(&[0x1F, 0x8B]) {
            return tar(input, input.bytes, limits, sink);
        }
        let mut unpacked = Vec::new();
        let bound =
            limits.unpacked_bytes.min(limits.ratio.max(1) * input.bytes.len() as u64 + (16 << 20));
        let read = GzDecoder::new(input.bytes).take(bound + 1).read_to_end(&mut unpacked);
        if unpacked.len() as u64 > bound {
            let reason = format!(
                "展开后超过 {} MB 或压缩比超过 {} 的上限",
                limits.unpacked_bytes >> 20,
                limits.ratio
            );
            return sink(Extracted::rejected(input.source, reason));
        }
        if read.is_err() {
            return sink(Extracted::rejected(input.source, "gzip 数据损坏"));
        }
        if is_tar(&unpacked) {
            return tar(input, &unpacked, limits, sink);
        }
        if input.depth >= limits.depth {
            return sink(Extracted::rejected(input.source, depth_reason(limits)));
        }
        let name = input.name();
        let inner = name.strip_suffix(".gz").unwrap_or(name);
        let source = format!("{}/{inner}", input.source);
        let inner = Input { source: &source, bytes: &unpacked, depth: input.depth + 1 };
        extract(&inner, limits, sink);
    }
}

fn is_tar(bytes: &[u8]) -> bool {
    bytes.len() > 512 && &bytes[257..262] == b"ustar"
}

fn tar(input: &Input<'_>, bytes: &[u8], limits: &Limits, sink: &mut Sink<'_>) {
    let mut unpacking = match Unpacking::start(input, limits) {
        Ok(unpacking) => unpacking,
        Err(reason) => return sink(Extracted::rejected(input.source, reason)),
    };
    let mut archive = tar::Archive::new(bytes);
    let Ok(entries) = archive.entries() else {
        return sink(Extracted::rejected(input.source, "tar 包损坏"));
    };
    for entry in entries {
        let Ok(mut entry) = entry else {
            return sink(Extracted::rejected(input.source, "tar 包损坏，其后未读"));
        };
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let name = names::decode(&entry.path_bytes());
        let source = format!("{}/{name}", input.source);
        let size = entry.size();
        match unpacking.refuse(&name, size, size) {
            Some(reason) => sink(Extracted::rejected(source, reason)),
            None => unpacking.member(&source, &mut entry, sink),
        }
        if unpacking.exhausted(input, sink) {
            return;
        }
    }
}

/// What one archive has been allowed so far.
struct Unpacking<'l> {
    limits: &'l Limits,
    depth: u8,
    members: usize,
    left: u64,
    /// Names met with `..`, absolute or of another disk are refused, not corrected.
    started: std::time::Instant,
}

fn depth_reason(limits: &Limits) -> String {
    format!("压缩包嵌套超过 {} 层的上限", limits.depth)
}

impl<'l> Unpacking<'l> {
    fn start(input: &Input<'_>, limits: &'l Limits) -> Result<Self, String> {
        if input.depth >= limits.depth {
            return Err(depth_reason(limits));
        }
        Ok(Self {
            limits,
            depth: input.depth + 1,
            members: 0,
            left: limits.unpacked_bytes,
            started: std::time::Instant::now(),
        })
    }

    /// Why a member is not to be unpacked at all.
    fn refuse(&self, name: &str, size: u64, packed: u64) -> Option<String> {
        let outside = name.starts_with(['/', '\\'])
            || name.split(['/', '\\']).any(|part| part == "..")
            || name.as_bytes().get(1) == Some(&b':');
        if outside {
            return Some("成员路径指向包外（..），拒绝".to_owned());
        }
        if size > self.limits.file_bytes {
            return Some(format!("展开后超过单个文件 {} MB 的上限", self.limits.file_bytes >> 20));
        }
        let ratio = size / packed.max(1);
        if ratio > self.limits.ratio && size > 16 << 20 {
            return Some(format!("压缩比 {ratio} 超过 {} 的上限", self.limits.ratio));
        }
        None
    }

    fn member(&mut self, source: &str, reader: &mut dyn Read, sink: &mut Sink<'_>) {
        self.members += 1;
        let bound = self.limits.file_bytes.min(self.left);
        let mut bytes = Vec::new();
        let read = reader.take(bound + 1).read_to_end(&mut bytes);
        if bytes.len() as u64 > bound {
            self.left = 0;
            return;
        }
        self.left -= bytes.len() as u64;
        if read.is_err() {
            return sink(Extracted::rejected(source, "成员损坏，校验不符"));
        }
        extract(&Input { source, bytes: &bytes, depth: self.depth }, self.limits, sink);
    }

    /// Whether a bound of the whole archive struck, and says so.
    fn exhausted(&self, input: &Input<'_>, sink: &mut Sink<'_>) -> bool {
        let reason = if self.members >= self.limits.members {
            format!("成员超过 {} 个的上限，其后未读", self.limits.members)
        } else if self.left == 0 {
            format!("展开后超过 {} MB 的上限，其后未读", self.limits.unpacked_bytes >> 20)
        } else if self.started.elapsed() > self.limits.time {
            format!("超过每个文件 {} 秒的上限，其后未读", self.limits.time.as_secs())
        } else {
            return false;
        };
        sink(Extracted::rejected(input.source, reason));
        true
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

    fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in members {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn run(name: &str, bytes: &[u8], limits: &Limits) -> Vec<Extracted> {
        let mut out = Vec::new();
        extract(&Input::file(name, bytes), limits, &mut |e| out.push(e));
        out
    }

    #[test]
    fn members_are_files_below_the_archive() {
        let inner = zipped(&[("东岭区2020.txt", "正文".as_bytes())]);
        let outer = zipped(&[("第一批/内层.zip", &inner), ("../外.txt", b"x")]);
        let out = run("包.zip", &outer, &Limits::default());
        assert_eq!(out.len(), 2);
        let Extracted::Draft(draft) = &out[0] else { panic!("{out:?}") };
        assert_eq!(draft.source, "包.zip/第一批/内层.zip/东岭区2020.txt");
        assert!(matches!(&out[1], Extracted::Rejected { reason, .. } if reason.contains("..")));
    }

    #[test]
    fn bounds_are_named() {
        let zeros = vec![b' '; 20 << 20];
        let bomb = zipped(&[("a.txt", &zeros)]);
        let out = run("a.zip", &bomb, &Limits::default());
        assert!(
            matches!(&out[..], [Extracted::Rejected { reason, .. }] if reason.contains("压缩比"))
        );
        let deep = zipped(&[("b.zip", &zipped(&[("c.zip", &zipped(&[("d.txt", b"x")]))]))]);
        let out = run("a.zip", &deep, &Limits::default());
        assert!(
            matches!(&out[..], [Extracted::Rejected { reason, .. }] if reason.contains("嵌套"))
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
