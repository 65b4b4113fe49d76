//! Sets of strings: files of the user's own in a folder `sets`, which lies beside the index or in its
//! folder, as the table of concepts does. A name is a file's name, with `.txt` or without.

use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use crate::Error;

/// The most bytes of a set.
const LARGEST: u64 = 1 << 20;

/// Reads a set; `None` where there is none of this name.
pub(crate) fn read(index: &Path, name: &str) -> Result<Option<String>, Error> {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.starts_with('.') || !name.chars().all(is_plain) {
        return Ok(None);
    }
    let beside = index.parent().map(|folder| folder.join("sets"));
    for folder in beside.into_iter().chain([index.join("sets")]) {
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
    Ok(None)
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
        for name in ["无", "../secret", "..", "", "/etc/hostname"] {
            assert_eq!(read(&index, name).unwrap(), None, "{name}");
        }
    }
}
