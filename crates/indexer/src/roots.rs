//! Which root each given path belongs to, so that a file has one key however it is reached.
//!
//! A folder inside a known root is a part of that root; a folder around known roots takes them
//! in; a root that has vanished and whose files stand in a new folder has moved there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::IndexingError;
use crate::manifest::{Manifest, Record, Root};

/// What one given path covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RootScope {
    /// The root that it belongs to.
    pub root: u32,
    /// The root's folder.
    pub base: PathBuf,
    /// The path below the root: empty for all of it, a folder, or a file.
    pub below: PathBuf,
}

impl RootScope {
    /// Whether a key of the manifest lies in this scope.
    pub fn covers(&self, root: u32, path: &str) -> bool {
        self.root == root && Path::new(path).starts_with(key(&self.below))
    }
}

/// Finds or makes the root of every given path. Scopes that others cover are left out.
pub(crate) fn resolve(
    manifest: &mut Manifest,
    given: &[PathBuf],
) -> Result<Vec<RootScope>, IndexingError> {
    let mut real = Vec::new();
    for path in given {
        let found = path.canonicalize().map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => IndexingError::NoSuchPath(path.clone()),
            _ => IndexingError::io(path)(error),
        })?;
        real.push(found);
    }
    // Outer folders first, so that inner ones find their root.
    real.sort_by_key(|path| (path.is_file(), path.components().count(), path.clone()));
    let mut scopes: Vec<RootScope> = Vec::new();
    for path in real {
        let scope = scope(manifest, &path);
        if !scopes.iter().any(|s| s.root == scope.root && scope.below.starts_with(&s.below)) {
            scopes.push(scope);
        }
    }
    Ok(scopes)
}

fn scope(manifest: &mut Manifest, path: &Path) -> RootScope {
    let around = manifest.roots.iter().find(|(_, r)| r.whole && path.starts_with(&r.path));
    if let Some((&root, known)) = around {
        let base = PathBuf::from(&known.path);
        let below = path.strip_prefix(&base).unwrap_or(Path::new("")).to_owned();
        return RootScope { root, base, below };
    }
    let whole = path.is_dir();
    let base = if whole { path } else { path.parent().unwrap_or(path) };
    let text = base.to_string_lossy().into_owned();
    let known = manifest.roots.iter().find(|(_, r)| r.path == text).map(|(&root, _)| root);
    let root = known.unwrap_or_else(|| manifest.roots.keys().last().map_or(1, |last| last + 1));
    manifest.roots.insert(root, Root { path: text, whole });
    if whole {
        take_in(manifest, root, base);
    }
    let below = path.strip_prefix(base).unwrap_or(Path::new("")).to_owned();
    RootScope { root, base: base.to_owned(), below }
}

/// Moves the keys of all roots inside `base` to `root`. Their files are read again, because the
/// path below the root is a part of what a report is read from.
fn take_in(manifest: &mut Manifest, root: u32, base: &Path) {
    let inner = |(&number, known): (&u32, &Root)| {
        let below = Path::new(&known.path).strip_prefix(base).ok()?;
        (number != root).then(|| (number, key(below)))
    };
    let taken: Vec<(u32, String)> = manifest.roots.iter().filter_map(inner).collect();
    for (number, prefix) in taken {
        manifest.roots.remove(&number);
        let long = |path: String| if prefix.is_empty() { path } else { format!("{prefix}/{path}") };
        for (path, record) in manifest.files.remove(&number).unwrap_or_default() {
            let record = Record { hash: String::new(), ..record };
            manifest.files.entry(root).or_default().entry(long(path)).or_insert(record);
        }
        for (path, table) in manifest.tables.remove(&number).unwrap_or_default() {
            manifest.tables.entry(root).or_default().entry(long(path)).or_insert(table);
        }
    }
}

/// Recognises an archive that was moved: a known root that is no longer there, at least half of
/// whose files stand in the new root `root` under the same paths with the same sizes. Its keys
/// become those of the new root.
pub(crate) fn adopt(manifest: &mut Manifest, root: u32, found: &BTreeMap<&str, u64>) -> bool {
    if manifest.files.get(&root).is_some_and(|files| !files.is_empty()) {
        return false;
    }
    let same = |files: &BTreeMap<String, Record>| {
        files.iter().filter(|(path, r)| found.get(path.as_str()) == Some(&r.size)).count()
    };
    let moved = manifest.roots.iter().filter(|(_, r)| r.whole && !Path::new(&r.path).exists());
    let moved = moved.filter_map(|(&number, _)| {
        let files = manifest.files.get(&number)?;
        let same = same(files);
        (number != root && same > 0 && same * 2 >= files.len()).then_some((same, number))
    });
    let Some((_, old)) = moved.max() else { return false };
    manifest.roots.remove(&old);
    let files = manifest.files.remove(&old).unwrap_or_default();
    manifest.files.insert(root, files);
    if let Some(tables) = manifest.tables.remove(&old) {
        manifest.tables.insert(root, tables);
    }
    true
}

/// A path below a root as the manifest and the reports name it: `/` between folders.
pub(crate) fn key(path: &Path) -> String {
    let names: Vec<String> = path.components().map(|c| name(c.as_os_str())).collect();
    names.join("/")
}

/// A file name in Unicode. Old archives hold names in GBK, which no locale decodes any more.
fn name(raw: &std::ffi::OsStr) -> String {
    if let Some(name) = raw.to_str() {
        return name.to_owned();
    }
    let bytes = raw.as_encoded_bytes();
    let gbk = encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes);
    gbk.map_or_else(|| raw.to_string_lossy().into_owned(), std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn record(size: u64) -> Record {
        Record { size, hash: "h".to_owned(), ..Record::default() }
    }

    #[test]
    fn an_inner_folder_is_a_part_and_an_outer_one_takes_in() {
        let top = tempfile::tempdir().unwrap();
        let top = top.path().canonicalize().unwrap();
        fs::create_dir_all(top.join("a/b")).unwrap();
        let mut manifest = Manifest::default();
        let first = resolve(&mut manifest, &[top.join("a")]).unwrap();
        manifest.set(1, "b/x.txt", record(3));
        let inner = resolve(&mut manifest, &[top.join("a/b"), top.join("a/b")]).unwrap();
        assert_eq!((first[0].root, inner.len(), inner[0].root), (1, 1, 1));
        assert!(inner[0].covers(1, "b/x.txt") && !inner[0].covers(1, "bb/x.txt"));
        let outer = resolve(&mut manifest, std::slice::from_ref(&top)).unwrap();
        assert_eq!((outer[0].root, manifest.roots.len()), (2, 1));
        assert!(manifest.record(2, "a/b/x.txt").unwrap().hash.is_empty());
    }

    #[test]
    fn a_moved_archive_keeps_its_keys() {
        let top = tempfile::tempdir().unwrap();
        let mut manifest = Manifest::default();
        let old = top.path().join("old").to_string_lossy().into_owned();
        manifest.roots.insert(1, Root { path: old, whole: true });
        manifest.set(1, "x.txt", record(3));
        manifest.set(1, "y.txt", record(4));
        let scopes = resolve(&mut manifest, &[top.path().to_owned()]).unwrap();
        // Taken in, not adopted: the old place lies inside the new one.
        assert_eq!(manifest.files.keys().collect::<Vec<_>>(), [&scopes[0].root]);

        let mut manifest = Manifest::default();
        manifest.roots.insert(1, Root { path: "/no/such/place".to_owned(), whole: true });
        manifest.set(1, "x.txt", record(3));
        let root = resolve(&mut manifest, &[top.path().to_owned()]).unwrap()[0].root;
        assert!(!adopt(&mut manifest, root, &BTreeMap::from([("x.txt", 5)])));
        assert!(adopt(&mut manifest, root, &BTreeMap::from([("x.txt", 3), ("z.txt", 9)])));
        assert_eq!(manifest.record(root, "x.txt"), Some(&record(3)));
    }

    #[cfg(unix)]
    #[test]
    fn names_in_gbk_are_read() {
        use std::os::unix::ffi::OsStrExt;
        assert_eq!(name(std::ffi::OsStr::from_bytes(b"\xb1\xa8\xb8\xe6.txt")), "报告.txt");
        assert_eq!(name(std::ffi::OsStr::from_bytes(b"\xff\xffa")), "\u{FFFD}\u{FFFD}a");
    }

    #[test]
    fn a_scope_covers_what_lies_in_it_and_no_namesake() {
        let scope = |below: &str| RootScope { root: 1, base: "/a".into(), below: below.into() };
        for (below, root, path, covers) in [
            ("", 1, "x.txt", true),
            ("", 1, "b/x.txt", true),
            ("", 2, "x.txt", false),
            ("b", 1, "b/x.txt", true),
            ("b", 1, "b", true),
            ("b", 1, "bb/x.txt", false),
            ("b", 1, "x.txt", false),
            ("b/c", 1, "b/c/d/x.txt", true),
            ("b/c", 1, "b/cc", false),
            ("b/x.txt", 1, "b/x.txt", true),
            ("b/x.txt", 1, "b/x.txt~2", false),
        ] {
            assert_eq!(scope(below).covers(root, path), covers, "{below:?} {root} {path}");
        }
    }

    #[test]
    fn a_file_that_is_given_alone_does_not_make_its_folder_an_archive() {
        let top = tempfile::tempdir().unwrap();
        let top = top.path().canonicalize().unwrap();
        fs::create_dir_all(top.join("a")).unwrap();
        for file in ["a/x.txt", "a/y.txt"] {
            fs::write(top.join(file), "x").unwrap();
        }
        let mut manifest = Manifest::default();
        let of_file = resolve(&mut manifest, &[top.join("a/x.txt")]).unwrap();
        assert_eq!(
            (of_file[0].below.as_path(), manifest.roots[&1].whole),
            (Path::new("x.txt"), false)
        );
        assert!(of_file[0].covers(1, "x.txt") && !of_file[0].covers(1, "y.txt"));
        manifest.set(1, "x.txt", record(1));
        // The folder itself takes the file's key, whichever comes first.
        let both = resolve(&mut manifest, &[top.join("a/y.txt"), top.join("a")]).unwrap();
        assert_eq!((both.len(), both[0].root, manifest.roots.len()), (1, 1, 1));
        assert!(both[0].covers(1, "x.txt") && manifest.roots[&1].whole);
        let gone = resolve(&mut manifest, &[top.join("none")]);
        assert!(matches!(gone, Err(IndexingError::NoSuchPath(path)) if path == top.join("none")));
    }
}
