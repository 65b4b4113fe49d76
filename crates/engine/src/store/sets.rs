//! Sets of strings: files of the user's own in a folder `sets`, which lies beside the index or in its
//! folder, as the table of concepts does. A name is a file's name, with `.txt` or without. A few come
//! with the program; a user's own of the same name stands before one.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use suyan_search::Error;

/// The most bytes of a set.
const LARGEST: u64 = 1 << 20;

/// The sets that come with the program.
const OURS: [(&str, &str); 3] = [
    ("三农", include_str!("../../data/sets/三农.txt")),
    ("数字经济", include_str!("../../data/sets/数字经济.txt")),
    ("环境", include_str!("../../data/sets/环境.txt")),
];

/// The names of all sets, in order.
pub(crate) fn names(index: &Path) -> Result<Vec<String>, Error> {
    let mut names: BTreeSet<String> = OURS.iter().map(|(name, _)| (*name).to_owned()).collect();
    for folder in folders(index) {
        let reading = |error: std::io::Error| Error::io("reading the sets", &folder, &error, false);
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(reading(error)),
        };
        for entry in entries {
            let entry = entry.map_err(reading)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let name = name.strip_suffix(".txt").unwrap_or(&name);
            if is_plain(name) && entry.path().is_file() {
                names.insert(name.to_owned());
            }
        }
    }
    Ok(names.into_iter().collect())
}

/// Where a user's own sets lie.
fn folders(index: &Path) -> impl Iterator<Item = std::path::PathBuf> {
    let beside = index.parent().map(|folder| folder.join("sets"));
    beside.into_iter().chain([index.join("sets")])
}

/// Whether a name can be no path.
fn is_plain(name: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    !name.is_empty() && !name.starts_with('.') && name.chars().all(is_plain)
}

/// Reads a set; `None` where there is none of this name.
pub(crate) fn read(index: &Path, name: &str) -> Result<Option<String>, Error> {
    if !is_plain(name) {
        return Ok(None);
    }
    for folder in folders(index) {
        for file in [name.to_owned(), format!("{name}.txt")] {
            let path = folder.join(file);
            let reading = |error: std::io::Error| Error::io("reading a set", &path, &error, false);
            let opened = match File::open(&path) {
                Ok(opened) => opened,
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(reading(error)),
            };
            if !opened.metadata().map_err(reading)?.is_file() {
                continue;
            }
            let mut bytes = Vec::new();
            opened.take(LARGEST).read_to_end(&mut bytes).map_err(reading)?;
            let text = String::from_utf8_lossy(&bytes);
            return Ok(Some(text.trim_start_matches('\u{feff}').to_owned()));
        }
    }
    let ours = OURS.iter().find(|(known, _)| *known == name);
    Ok(ours.map(|(_, text)| (*text).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_lies_beside_the_index_and_no_name_leads_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let index = folder.path().join("index");
        std::fs::create_dir_all(folder.path().join("sets")).unwrap();
        std::fs::write(folder.path().join("sets/绿色.txt"), "\u{feff}环保\n-环保局\n").unwrap();
        std::fs::write(folder.path().join("secret"), "x").unwrap();
        assert_eq!(read(&index, "绿色").unwrap().as_deref(), Some("环保\n-环保局\n"));
        std::fs::write(folder.path().join("sets/环境.txt"), "水环境\n").unwrap();
        assert_eq!(read(&index, "环境").unwrap().as_deref(), Some("水环境\n"));
        assert!(read(&index, "三农").unwrap().unwrap().contains("农村"));
        assert_eq!(names(&index).unwrap(), ["三农", "数字经济", "环境", "绿色"]);
        for name in ["无", "../secret", "..", "", "/etc/hostname"] {
            assert_eq!(read(&index, name).unwrap(), None, "{name}");
        }
    }
}
