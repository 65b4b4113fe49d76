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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_read_as_it_is_written() {
        for words in ["news:rank:/tmp/q.tsv", "p:phrase:C:queries.tsv", "::rank", "x:rank:"] {
            match words.parse::<Set>() {
                Ok(set) => assert_eq!(set.to_string(), words),
                Err(error) => assert!(words.starts_with("::"), "{words}: {error}"),
            }
        }
        for (words, said) in
            [("news", "NAME:MODE:FILE"), ("a:b", "NAME:MODE"), ("a:best:f", "best")]
        {
            let error = words.parse::<Set>().expect_err("no set").to_string();
            assert!(error.contains(said), "{words}: {error}");
        }
    }

    #[test]
    fn queries_are_the_rows_that_have_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("q.tsv");
        std::fs::write(&file, "1\t养老 服务\n2\n3\tpm2.5\t更多\n\n").expect("write");
        let set = Set { name: "s".to_owned(), mode: Mode::Rank, file };
        let queries = set.queries().expect("queries");
        let wanted = [("1", "养老 服务"), ("3", "pm2.5")];
        assert_eq!(queries, wanted.map(|(id, query)| (id.to_owned(), query.to_owned())));
        let none = Set { file: folder.path().join("none.tsv"), ..set };
        assert!(format!("{:#}", none.queries().expect_err("no file")).contains("none.tsv"));
    }
}
