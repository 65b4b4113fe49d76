//! The passages that engine and peers search alike, one JSON object a line.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

/// One passage as every peer gets it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PeerPassage {
    /// Unique in the file.
    pub id: String,
    /// The report that it belongs to; empty in retrieval sets.
    #[serde(default)]
    pub report: String,
    /// Its number in the report.
    #[serde(default)]
    pub ordinal: u32,
    /// The word for its part; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub part: String,
    /// The headings above it, outermost first; for the engine only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heading: Vec<String>,
    /// Whether it is a heading itself; for the engine only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_heading: bool,
    /// Its text.
    pub text: String,
}

/// Reads a whole file.
pub fn read(path: &Path) -> Result<Vec<PeerPassage>> {
    let file = File::open(path).with_context(|| format!("open {}", path.display()))?;
    BufReader::new(file)
        .lines()
        .map(|line| Ok(serde_json::from_str(&line?)?))
        .collect::<Result<_>>()
        .with_context(|| format!("read {}", path.display()))
}

/// Writes a whole file.
pub fn write(path: &Path, lines: &[PeerPassage]) -> Result<()> {
    let file = File::create(path).with_context(|| format!("create {}", path.display()))?;
    let mut out = BufWriter::new(file);
    for line in lines {
        serde_json::to_writer(&mut out, line)?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

/// Reads tab-separated rows.
pub fn read_tsv(path: &Path) -> Result<Vec<Vec<String>>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("read {}", path.display()))?;
    Ok(text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect())
}

#[cfg(test)]
impl PeerPassage {
    /// A passage of which nothing matters but its id and text.
    pub fn of_text(id: &str, text: &str) -> Self {
        Self {
            id: id.to_owned(),
            report: String::new(),
            ordinal: 0,
            part: String::new(),
            heading: Vec::new(),
            is_heading: false,
            text: text.to_owned(),
        }
    }
}
