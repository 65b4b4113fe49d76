//! Query sets as peers get them: `NAME:MODE:FILE`.

use std::path::PathBuf;
use std::str::FromStr;

use anyhow::{Result, bail};

use crate::passages;

/// How the queries of a set are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Words, the best ten passages.
    Rank,
    /// Exactly these characters; the ten best, the count, and (not timed) all passages.
    Phrase,
}

/// One query set.
#[derive(Debug, Clone)]
pub struct Set {
    /// Its name in results.
    pub name: String,
    /// How its queries are meant.
    pub mode: Mode,
    /// Query id and query, tab-separated.
    pub file: PathBuf,
}

impl Set {
    /// The queries with their ids.
    pub fn queries(&self) -> Result<Vec<(String, String)>> {
        let rows = passages::read_tsv(&self.file)?.into_iter();
        Ok(rows.filter_map(|row| Some((row.first()?.clone(), row.get(1)?.clone()))).collect())
    }
}

impl FromStr for Set {
    type Err = anyhow::Error;

    fn from_str(words: &str) -> Result<Self> {
        let mut words = words.splitn(3, ':');
        let (Some(name), Some(mode), Some(file)) = (words.next(), words.next(), words.next())
        else {
            bail!("a set is written NAME:MODE:FILE");
        };
        let mode = match mode {
            "rank" => Mode::Rank,
            "phrase" => Mode::Phrase,
            other => bail!("unknown mode {other:?}: rank or phrase"),
        };
        Ok(Self { name: name.to_owned(), mode, file: file.into() })
    }
}

impl std::fmt::Display for Set {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mode = if self.mode == Mode::Rank { "rank" } else { "phrase" };
        write!(f, "{}:{mode}:{}", self.name, self.file.display())
    }
}
