//! Sets of words: named lists that can be read, cited and told apart by version.
//!
//! A set is a readable file in `sets/` beside the index, or one of those that come with the program:
//! a string a line, `name=a|b` for a group, `-string` for an exclusion, `#` for what is to be said of
//! it. Its version is a hash of what it counts, not of its comments; `set=name@version` is answered by
//! that version or refused.

use serde::Serialize;
use suyan_search::Backend;

use crate::json::print_at;
use crate::problem::Problem;

/// Hexadecimal digits of a version.
const DIGITS: usize = 12;

/// A set as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordSet {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What it says.
    pub text: String,
}

/// A set as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShownSet {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What is said of it: its comments.
    pub about: Vec<String>,
    /// Its strings, groups among them, as they are written.
    pub words: Vec<String>,
    /// The strings within which nothing counts.
    pub excluded: Vec<String>,
}

impl WordSet {
    /// Reads a set by its name, or by `name@version`.
    ///
    /// # Errors
    /// `not_found` where there is none of this name, `set_changed` where it is another version.
    pub fn read(backend: &dyn Backend, wanted: &str) -> Result<Self, Problem> {
        let (name, version) = match wanted.split_once('@') {
            Some((name, version)) => (name, Some(version)),
            None => (wanted, None),
        };
        let short: String = name.chars().take(40).collect();
        let Some(text) = backend.set(name)? else {
            return Err(Problem::not_found(
                format!("没有名为“{short}”的词表"),
                "现有的词表见 /api/v1/sets；自己的词表存为索引旁边 sets 文件夹里的文本文件，一行一词",
            ));
        };
        let set = Self { name: name.to_owned(), version: version_of(&text), text };
        match version {
            Some(version) if version != set.version => Err(Problem::new(
                "set_changed",
                format!("词表“{short}”现在的版本是 {}，与所要的不同", set.version),
                format!("改用 set={short} 按现在的版本计数，或找回原来的文件"),
            )),
            _ => Ok(set),
        }
    }

    /// The set taken apart, as a page shows it.
    #[must_use]
    pub fn shown(&self) -> ShownSet {
        let lines = self.text.lines().map(str::trim);
        let about = lines.clone().filter_map(|line| line.strip_prefix('#'));
        let counted = lines.clone().filter(|line| is_counted(line));
        let (excluded, words): (Vec<&str>, Vec<&str>) =
            counted.partition(|line| line.len() > 1 && line.starts_with('-'));
        let owned = |text: &str| text.trim().to_owned();
        ShownSet {
            name: self.name.clone(),
            version: self.version.clone(),
            about: about.map(owned).collect(),
            words: words.into_iter().map(owned).collect(),
            excluded: excluded.into_iter().map(|line| owned(&line[1..])).collect(),
        }
    }
}

fn is_counted(line: &str) -> bool {
    !line.is_empty() && !line.starts_with('#')
}

/// A hash of the lines that count.
fn version_of(text: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    for line in text.lines().map(str::trim).filter(|line| is_counted(line)) {
        hasher.update(line.as_bytes());
        hasher.update(b"\n");
    }
    hasher.finalize().to_hex()[..DIGITS].to_owned()
}

/// All sets as JSON.
///
/// # Errors
/// What the backend says.
pub fn sets_json(backend: &dyn Backend) -> Result<Vec<u8>, Problem> {
    #[derive(Serialize)]
    struct SetsBody {
        sets: Vec<ShownSet>,
    }
    print_at(backend, &SetsBody { sets: all(backend)? })
}

/// One set as JSON.
///
/// # Errors
/// As [`WordSet::read`].
pub fn set_json(backend: &dyn Backend, name: &str) -> Result<Vec<u8>, Problem> {
    print_at(backend, &WordSet::read(backend, name)?.shown())
}

/// All sets, in the order of their names.
///
/// # Errors
/// What the backend says.
pub fn all(backend: &dyn Backend) -> Result<Vec<ShownSet>, Problem> {
    let names = backend.sets()?;
    let read = |name: &String| WordSet::read(backend, name).map(|set| set.shown());
    names.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_do_not_make_a_version() {
        let one = version_of("# 来源：甲\n环保\n-环保局\n");
        assert_eq!(one, version_of("环保\n\n-环保局\n# 乙"));
        assert_ne!(one, version_of("环保\n"));
        let text = "# 说明\n环保\n组=甲|乙\n-环保局\n".to_owned();
        let shown = WordSet { name: "x".into(), version: one, text }.shown();
        assert_eq!(
            (shown.words.len(), shown.excluded.as_slice()),
            (2, ["环保局".to_owned()].as_slice())
        );
        assert_eq!(shown.about, ["说明"]);
    }
}
