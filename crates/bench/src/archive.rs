//! A folder of reports becomes passages.
use std::path::Path;

use anyhow::Result;
use walkdir::WalkDir;

use crate::passages::{self, Line};

/// Reads every Markdown file below `archive` and writes `passages.jsonl` into `work`.
pub fn write_passages(archive: &Path, work: &Path) -> Result<()> {
    std::fs::create_dir_all(work)?;
    let mut lines = Vec::new();
    for entry in WalkDir::new(archive).sort_by_file_name() {
        let entry = entry?;
        if entry.path().extension().is_none_or(|e| e != "md") {
            continue;
        }
        let text = String::from_utf8_lossy(&std::fs::read(entry.path())?).into_owned();
        let body = text
            .strip_prefix("---\n")
            .and_then(|t| t.split_once("\n---"))
            .map_or(text.as_str(), |(_, b)| b);
        let report = entry.path().strip_prefix(archive)?.to_string_lossy().into_owned();
        for (at, line) in body.lines().map(str::trim).filter(|l| !l.is_empty()).enumerate() {
            let ordinal = at as u32 + 1;
            lines.push(Line {
                id: format!("{report}#{ordinal}"),
                report: report.clone(),
                ordinal,
                text: line.to_owned(),
            });
        }
    }
    let chars: usize = lines.iter().map(|l| l.text.len()).sum();
    println!("{} passages, {} bytes", lines.len(), chars);
    passages::write(&work.join("passages.jsonl"), &lines)
}
