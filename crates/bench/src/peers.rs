//! Runs the peers, each a program of its own, on the same passages and queries.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::memory;
use crate::ranking::PeerRun;
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
    /// tantivy with tantivy-jieba and nothing else.
    TantivyJieba,
    /// SeekStorm with its Chinese word segmentation.
    Seekstorm,
    /// ripgrep over the text; phrases only.
    Rg,
}

impl Peer {
    /// All of them, the slowest last.
    pub const ALL: [Self; 7] = [
        Self::TantivyJieba,
        Self::Seekstorm,
        Self::LuceneCjk,
        Self::LuceneSmartcn,
        Self::Sqlite,
        Self::Rg,
        Self::Whoosh,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::LuceneSmartcn => "lucene-smartcn",
            Self::LuceneCjk => "lucene-cjk",
            Self::Sqlite => "sqlite",
            Self::Whoosh => "whoosh",
            Self::TantivyJieba => "tantivy-jieba",
            Self::Seekstorm => "seekstorm",
            Self::Rg => "rg",
        }
    }

    /// Indexes `passages` and answers the sets; gives also the peak memory of its process in bytes.
    /// `work` holds what the install script made and gets the peer's index.
    pub fn run(
        self,
        work: &Path,
        passages: &Path,
        threads: usize,
        sets: &[Set],
    ) -> Result<(PeerRun, f64)> {
        let stem = passages.file_stem().unwrap_or_default().to_string_lossy();
        let folder = work.join(format!("peer-{}-{stem}", self.name()));
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        let out = folder.with_extension("json");
        let mut command = self.command(work)?;
        command.arg(threads.to_string()).arg(passages).arg(&folder).arg(&out);
        command.args(sets.iter().map(Set::to_string));
        let mut process = command.spawn().context("it does not start; was install.sh run?")?;
        let mut peak = 0.0;
        // The kernel forgets a process's peak with the process, so it is asked until then.
        let status = loop {
            peak = f64::max(peak, memory::peak(&process.id().to_string()));
            match process.try_wait()? {
                Some(status) => break status,
                None => std::thread::sleep(Duration::from_millis(20)),
            }
        };
        ensure!(status.success(), "it ended with {status}; was install.sh run?");
        Ok((serde_json::from_slice(&std::fs::read(&out)?)?, peak))
    }

    /// The program and its first argument.
    fn command(self, work: &Path) -> Result<Command> {
        let scripts = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("peers");
        let tools = work.join("peers");
        Ok(match self {
            Self::LuceneSmartcn => java(&tools, "smartcn")?,
            Self::LuceneCjk => java(&tools, "cjk")?,
            Self::TantivyJieba => {
                let mut own = Command::new(std::env::current_exe()?);
                own.arg("naive");
                own
            }
            Self::Seekstorm => {
                let mut program = Command::new(tools.join("seekstorm/release/seekstorm-peer"));
                program.arg(self.name());
                program
            }
            Self::Sqlite | Self::Whoosh | Self::Rg => {
                let mut python = Command::new(tools.join("venv/bin/python"));
                python.arg(scripts.join("python_peer.py")).arg(self.name());
                python
            }
        })
    }
}

fn java(tools: &Path, analyzer: &str) -> Result<Command> {
    let path = std::fs::read_to_string(tools.join("lucene.classpath"))
        .context("no Lucene: run peers/install.sh")?;
    let mut java = Command::new("java");
    java.args(["-Xmx3g", "-cp", path.trim(), "Lucene", analyzer]);
    Ok(java)
}
