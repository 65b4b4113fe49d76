//! Finds the files of an archive, and accounts for what is never read: links, system files,
//! devices, folders that do not open.
//!
//! Links are not followed: what they point to inside the archive is read at its own place, and
//! what lies outside is none of the archive's business. A file or folder that was given by name
//! is followed, because the user pointed at it.

use std::collections::BTreeSet;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use walkdir::{DirEntry, WalkDir};

use crate::line::{AccountLine, LineClass};
use crate::roots::{RootScope, key};

/// A file to look at.
#[derive(Debug, Clone)]
pub(crate) struct FoundFile {
    /// Its root.
    pub root: u32,
    /// Its path below the root, as the manifest and the reports name it.
    pub path: String,
    /// Where it really is.
    pub real: PathBuf,
    /// Its length.
    pub size: u64,
    /// Its time of modification, nanoseconds since 1970, or [`UNKNOWN`].
    pub modified: i64,
}

/// What lies in the scopes of a run.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    /// Files to look at, by root and path.
    pub files: Vec<FoundFile>,
    /// What is accounted for without being read.
    pub passed_over: Vec<AccountLine>,
    /// Places that could not be looked into: nothing may be concluded from files not found there.
    pub unseen: Vec<RootScope>,
}

/// Walks all scopes, but not the index itself.
pub(crate) fn walk(scopes: &[RootScope], index: &Path) -> Walked {
    let index = index.canonicalize().ok();
    let mut walked = Walked::default();
    for scope in scopes {
        // `join("")` would end a file's path with a slash.
        let from = if scope.below.as_os_str().is_empty() {
            scope.base.clone()
        } else {
            scope.base.join(&scope.below)
        };
        let mut entries = WalkDir::new(from).follow_links(false).sort_by_file_name().into_iter();
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    walked.not_opened(scope, &error);
                    continue;
                }
            };
            let is_folder = entry.file_type().is_dir();
            if is_folder && index.as_deref() == Some(entry.path()) {
                entries.skip_current_dir();
            } else if is_folder && is_system_folder(&entry) {
                walked.pass_over(scope, &entry, LineClass::NotReport, "系统或版本库文件夹，未读取");
                entries.skip_current_dir();
            } else if !is_folder {
                walked.meet(scope, &entry);
            }
        }
    }
    walked.files.sort_by(|a, b| (a.root, &a.path, &a.real).cmp(&(b.root, &b.path, &b.real)));
    walked.tell_apart();
    walked.files.sort_by(|a, b| (a.root, &a.path).cmp(&(b.root, &b.path)));
    walked
}

impl Walked {
    fn meet(&mut self, scope: &RootScope, entry: &DirEntry) {
        let name = entry.file_name().to_string_lossy();
        if entry.path_is_symlink() {
            let (class, reason) = link(scope, entry.path());
            self.pass_over(scope, entry, class, reason);
        } else if !entry.file_type().is_file() {
            self.pass_over(scope, entry, LineClass::Rejected, "不是普通文件（管道、套接字或设备）");
        } else if let Some((class, reason)) = leftover(&name) {
            self.pass_over(scope, entry, class, reason);
        } else {
            match entry.metadata() {
                Ok(meta) => self.files.push(FoundFile {
                    root: scope.root,
                    path: below(scope, entry.path()),
                    real: entry.path().to_owned(),
                    size: meta.len(),
                    modified: modified(&meta),
                }),
                Err(error) => self.not_opened(scope, &error),
            }
        }
    }

    fn pass_over(&mut self, scope: &RootScope, entry: &DirEntry, class: LineClass, reason: &str) {
        self.passed_over.push(AccountLine::new(below(scope, entry.path()), class, reason));
    }

    fn not_opened(&mut self, scope: &RootScope, error: &walkdir::Error) {
        let path = error.path().unwrap_or(&scope.base);
        let reason = match error.io_error() {
            Some(io) => format!("打不开：{io}"),
            None => format!("打不开：{error}"),
        };
        self.passed_over.push(AccountLine::new(below(scope, path), LineClass::Rejected, reason));
        let unseen = path.strip_prefix(&scope.base).unwrap_or(Path::new("")).to_owned();
        self.unseen.push(RootScope { below: unseen, ..scope.clone() });
    }

    /// Gives files whose names cannot be told apart once they are Unicode a number.
    fn tell_apart(&mut self) {
        let mut seen = BTreeSet::new();
        for file in &mut self.files {
            let first = file.path.clone();
            let mut number = 2;
            while !seen.insert((file.root, file.path.clone())) {
                file.path = format!("{first}~{number}");
                number += 1;
            }
        }
    }
}

fn below(scope: &RootScope, path: &Path) -> String {
    key(path.strip_prefix(&scope.base).unwrap_or(path))
}

fn link(scope: &RootScope, path: &Path) -> (LineClass, &'static str) {
    match path.canonicalize() {
        Err(_) => (LineClass::Rejected, "链接的目标不存在或打不开"),
        Ok(target) if target.starts_with(scope.base.join(&scope.below)) => {
            (LineClass::NotReport, "链接，不跟随：目标就在所给的文件夹内，按其本来位置读取")
        }
        Ok(_) => (LineClass::Rejected, "链接指向所给的文件夹之外，未读取"),
    }
}

/// A time that the system does not tell, or that nanoseconds cannot say (before 1677, after 2262):
/// the content decides.
pub(crate) const UNKNOWN: i64 = i64::MIN;

/// Nanoseconds since 1970, less than none before.
pub(crate) fn modified(meta: &Metadata) -> i64 {
    meta.modified().ok().and_then(nanoseconds).unwrap_or(UNKNOWN)
}

fn nanoseconds(time: SystemTime) -> Option<i64> {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_nanos()).ok(),
        Err(before) => i64::try_from(before.duration().as_nanos()).ok().map(|since| -since),
    }
}

fn is_system_folder(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    let known = [".git", ".svn", ".hg", "__MACOSX", "$RECYCLE.BIN", "System Volume Information"];
    entry.depth() > 0 && known.contains(&name.as_ref())
}

/// What file managers and office programs leave behind: most of it is in no form to be read.
fn leftover(name: &str) -> Option<(LineClass, &'static str)> {
    const LOCKS: &[&str] = &[".~lock.", "~$"];
    const BINARY: &[&str] = &[".ds_store", "thumbs.db", "ehthumbs.db"];
    let lower = name.to_lowercase();
    if LOCKS.iter().any(|start| lower.starts_with(start)) {
        return Some((LineClass::Rejected, "办公软件的占用标记，不是文档"));
    }
    if BINARY.contains(&lower.as_str()) || lower.starts_with("._") {
        return Some((LineClass::NotReport, "系统留下的缓存文件，不是文档"));
    }
    (lower == "desktop.ini").then_some((LineClass::NotReport, "系统的文件夹设置，不是文档"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[cfg(unix)]
    #[test]
    fn links_and_system_files_are_accounted_for_and_not_read() {
        let top = tempfile::tempdir().unwrap();
        let base = top.path().canonicalize().unwrap();
        for folder in ["in/.git", "out", "in/index"] {
            fs::create_dir_all(base.join(folder)).unwrap();
        }
        let files = [
            "in/a.txt",
            "in/.DS_Store",
            "in/Thumbs.db",
            "in/._a.txt",
            "in/~$a.docx",
            "in/.git/c",
            "out/o",
            "in/index/m",
        ];
        for file in files {
            fs::write(base.join(file), "x").unwrap();
        }
        for (name, to) in [("self", "."), ("broken", "nowhere"), ("outside", "../out")] {
            std::os::unix::fs::symlink(to, base.join("in").join(name)).unwrap();
        }
        let scope = RootScope { root: 1, base: base.join("in"), below: PathBuf::new() };
        let walked = walk(&[scope], &base.join("in/index"));
        let files: Vec<&str> = walked.files.iter().map(|f| f.path.as_str()).collect();
        assert_eq!(files, ["a.txt"]);
        let passed: Vec<(&str, LineClass)> =
            walked.passed_over.iter().map(|l| (l.file.as_str(), l.class)).collect();
        let expected = [
            (".DS_Store", LineClass::NotReport),
            ("._a.txt", LineClass::NotReport),
            (".git", LineClass::NotReport),
            ("Thumbs.db", LineClass::NotReport),
            ("broken", LineClass::Rejected),
            ("outside", LineClass::Rejected),
            ("self", LineClass::NotReport),
            ("~$a.docx", LineClass::Rejected),
        ];
        assert_eq!(passed, expected);
    }

    #[test]
    fn what_programs_leave_behind_is_told_by_its_name() {
        let (rejected, no_report) = (Some(LineClass::Rejected), Some(LineClass::NotReport));
        for (name, class) in [
            ("~$报告.docx", rejected),
            (".~lock.报告.odt#", rejected),
            (".DS_Store", no_report),
            (".ds_store", no_report),
            ("Thumbs.db", no_report),
            ("ehthumbs.db", no_report),
            ("._报告.docx", no_report),
            ("desktop.ini", no_report),
            ("Desktop.INI", no_report),
            // Names of reports, odd as they are.
            ("报告~$.docx", None),
            ("~报告.docx", None),
            (".报告.txt", None),
            ("thumbs.db.txt", None),
            ("desktop.ini.txt", None),
            ("", None),
        ] {
            assert_eq!(leftover(name).map(|(class, _)| class), class, "{name}");
        }
    }

    #[test]
    fn times_that_nanoseconds_cannot_say_are_unknown() {
        use std::time::Duration;

        let seconds = Duration::from_secs;
        for (time, wanted) in [
            (UNIX_EPOCH, Some(0)),
            (UNIX_EPOCH + Duration::from_nanos(1), Some(1)),
            (UNIX_EPOCH - seconds(1), Some(-1_000_000_000)),
            (UNIX_EPOCH + Duration::from_nanos(i64::MAX as u64), Some(i64::MAX)),
            // After 2262, and before 1677.
            (UNIX_EPOCH + seconds(9_223_372_037), None),
            (UNIX_EPOCH - seconds(9_223_372_037), None),
        ] {
            assert_eq!(nanoseconds(time), wanted, "{time:?}");
        }
    }

    #[test]
    fn what_was_given_by_name_is_read_whatever_it_is_called() {
        let top = tempfile::tempdir().unwrap();
        let base = top.path().canonicalize().unwrap();
        fs::create_dir_all(base.join("__MACOSX/.git")).unwrap();
        for file in ["__MACOSX/a.txt", "__MACOSX/.git/b.txt", "other.txt"] {
            fs::write(base.join(file), "x").unwrap();
        }
        let paths = |scope: RootScope| -> Vec<String> {
            let walked = walk(&[scope], &base.join("index"));
            walked.files.into_iter().map(|file| file.path).collect()
        };
        let whole = |base: PathBuf, below: &str| RootScope { root: 1, base, below: below.into() };
        // A system folder is one inside the archive.
        assert_eq!(paths(whole(base.join("__MACOSX"), "")), ["a.txt"]);
        assert_eq!(paths(whole(base.clone(), "")), ["other.txt"]);
        assert_eq!(paths(whole(base.clone(), "other.txt")), ["other.txt"]);
        assert_eq!(paths(whole(base.clone(), "__MACOSX/a.txt")), ["__MACOSX/a.txt"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn names_that_are_no_text_are_told_apart_in_one_order() {
        use std::os::unix::ffi::OsStrExt;

        let top = tempfile::tempdir().unwrap();
        let base = top.path().canonicalize().unwrap();
        for name in [&b"\xff\xff.txt"[..], b"\xff\xfe.txt", "\u{FFFD}\u{FFFD}.txt".as_bytes()] {
            fs::write(base.join(std::ffi::OsStr::from_bytes(name)), name).unwrap();
        }
        let scope = RootScope { root: 1, base: base.clone(), below: PathBuf::new() };
        let walked = walk(&[scope], &base.join("index"));
        let told: Vec<(&str, Vec<u8>)> = walked
            .files
            .iter()
            .map(|file| (file.path.as_str(), fs::read(&file.real).unwrap()))
            .collect();
        let expected = [
            ("\u{FFFD}\u{FFFD}.txt", "\u{FFFD}\u{FFFD}.txt".as_bytes().to_vec()),
            ("\u{FFFD}\u{FFFD}.txt~2", b"\xff\xfe.txt".to_vec()),
            ("\u{FFFD}\u{FFFD}.txt~3", b"\xff\xff.txt".to_vec()),
        ];
        assert_eq!(told, expected);
    }
}
