//! Runs the peers, each a program of its own, on the same passages and queries.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::naive;
use crate::ranking::Run;
use crate::sets::Set;

/// A peer that the bench knows how to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Peer {
    /// Lucene with the SmartCN analyzer: words by a hidden Markov model.
    LuceneSmartcn,
    /// Lucene with the CJK analyzer: pairs of characters.
    LuceneCjk,
    /// SQLite FTS5 with the trigram tokenizer.
    Sqlite,
    /// Whoosh with jieba's analyzer.
    Whoosh,
    /// tantivy with tantivy-jieba, in this process.
    TantivyJieba,
    /// ripgrep over the text; phrases only.
    Rg,
}

impl Peer {
    /// All of them, the slowest last.
    pub const ALL: [Self; 6] = [
        Self::TantivyJieba,
        Self::LuceneCjk,
        Self::LuceneSmartcn,
        Self::Sqlite,
        Self::Rg,
        Self::Whoosh,
    ];

    /// Indexes `passages` and answers the sets. `work` holds what the install script made and
    /// gets the peer's index.
    pub fn run(self, work: &Path, passages: &Path, threads: usize, sets: &[Set]) -> Result<Run> {
        let stem = passages.file_stem().unwrap_or_default().to_string_lossy();
        let folder = work.join(format!("peer-{self:?}-{stem}").to_lowercase());
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        if self == Self::TantivyJieba {
            return naive::run(passages, &folder, threads, sets);
        }
        let out = folder.with_extension("json");
        let mut command = self.command(work)?;
        command.arg(threads.to_string()).arg(passages).arg(&folder).arg(&out);
        command.args(sets.iter().map(Set::to_string));
        let status = command.status().with_context(|| format!("start {self:?}"))?;
        ensure!(status.success(), "{self:?} ended with {status}; was peers/install.sh run?");
        Ok(serde_json::from_slice(&std::fs::read(&out)?)?)
    }

    /// The program and its first argument.
    fn command(self, work: &Path) -> Result<Command> {
        let scripts = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("peers");
        let tools = work.join("peers");
        let kind = match self {
            Self::LuceneSmartcn => "smartcn",
            Self::LuceneCjk => "cjk",
            Self::Sqlite => "sqlite",
            Self::Whoosh => "whoosh",
            Self::Rg => "rg",
            Self::TantivyJieba => "",
        };
        let mut command = if matches!(self, Self::LuceneSmartcn | Self::LuceneCjk) {
            let path = std::fs::read_to_string(tools.join("lucene.classpath"))
                .context("no Lucene: run peers/install.sh")?;
            let mut java = Command::new("java");
            java.args(["-Xmx3g", "-cp", path.trim(), "Lucene"]);
            java
        } else {
            let mut python = Command::new(tools.join("venv/bin/python"));
            python.arg(scripts.join("python_peer.py"));
            python
        };
        command.arg(kind);
        Ok(command)
    }
}
