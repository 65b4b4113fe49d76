//! The whole archive as a file, for those who want to take it elsewhere: JSON Lines with a report a
//! line and all that is known of it, or Parquet with a passage a row.
//!
//! What is in a line is told by a JSON schema ([`SCHEMA`]); what is in a column, by the file itself.

use std::io::Write;

use serde::Serialize;
use suyan_search::{Backend, Filters, FullReport};

use crate::cells::{FieldKind, Value, broken};
use crate::json::print;
use crate::parquet::{ParquetColumn, ParquetWriter};
use crate::problem::Problem;

/// What a line is, as a JSON schema.
pub const SCHEMA: &str = include_str!("../assets/archive.schema.json");

/// Reports of a page of the list that is gone through.
const PAGE: usize = 500;
/// Passages of one row group: some tens of megabytes of text.
const GROUP: usize = 1 << 16;

/// The form of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArchiveForm {
    /// A report a line.
    JsonLines,
    /// A passage a row.
    Parquet,
}

/// A report as a line.
#[derive(Debug, Serialize)]
struct ArchiveLine<'a> {
    id: &'a str,
    #[serde(flatten)]
    facts: &'a suyan_corpus::Facts,
    passages: &'a [suyan_corpus::Passage],
    snapshot: &'a str,
}

/// The columns of Parquet: name, kind, and what it is.
const COLUMNS: [(&str, FieldKind, &str); 19] = [
    ("report_id", FieldKind::Text, "报告编号"),
    ("title", FieldKind::Text, "题名"),
    ("place_code", FieldKind::Text, "地区代码，当年的"),
    ("place", FieldKind::Text, "地区名称，当年的"),
    ("place_path", FieldKind::Text, "从省级起的地区名称"),
    ("level", FieldKind::Text, "层级"),
    ("year", FieldKind::Int, "年度：报告所部署工作的那一年"),
    ("date", FieldKind::Text, "作报告的日期，ISO 8601"),
    ("kind", FieldKind::Text, "类型"),
    ("speaker", FieldKind::Text, "报告人"),
    ("session", FieldKind::Text, "会议"),
    ("url", FieldKind::Text, "文中所说的来源网址"),
    ("source", FieldKind::Text, "读自哪个文件"),
    ("doubts", FieldKind::Text, "可疑之处，以分号隔开"),
    ("ordinal", FieldKind::Int, "段号，从 1 起"),
    ("part", FieldKind::Text, "部分"),
    ("heading", FieldKind::Text, "上面各级标题"),
    ("is_heading", FieldKind::Int, "是否标题：1 是"),
    ("text", FieldKind::Text, "原文"),
];

/// Writes all reports, the latest first; gives how many there are.
///
/// # Errors
/// What the backend says, or that it cannot be written.
pub fn write_archive(
    backend: &dyn Backend,
    form: ArchiveForm,
    mut out: impl Write,
) -> Result<u64, Problem> {
    match form {
        ArchiveForm::JsonLines => {
            let snapshot = backend.stats().snapshot;
            let written = each_report(backend, |report| {
                let FullReport { id, facts, passages } = report;
                let mut line = print(&ArchiveLine { id, facts, passages, snapshot: &snapshot })?;
                line.push(b'\n');
                out.write_all(&line).map_err(broken)
            })?;
            out.flush().map_err(broken)?;
            Ok(written)
        }
        ArchiveForm::Parquet => write_parquet(backend, out),
    }
}

fn write_parquet(backend: &dyn Backend, out: impl Write) -> Result<u64, Problem> {
    let column =
        |&(name, kind, _): &(&str, FieldKind, &str)| ParquetColumn { name: name.into(), kind };
    let mut writer = ParquetWriter::new(out, "passages", COLUMNS.iter().map(column).collect())?;
    let mut columns = vec![Vec::new(); COLUMNS.len()];
    let written = each_report(backend, |report| {
        add_rows(report, &mut columns);
        if columns[0].len() >= GROUP {
            writer.group(&columns)?;
            columns.iter_mut().for_each(Vec::clear);
        }
        Ok(())
    })?;
    if !columns[0].is_empty() {
        writer.group(&columns)?;
    }
    let about = COLUMNS.iter().map(|(name, _, about)| ((*name).to_owned(), (*about).to_owned()));
    let mut notes: Vec<(String, String)> = about.collect();
    notes.push(("suyan.snapshot".to_owned(), backend.stats().snapshot));
    writer.finish(&notes)?;
    Ok(written)
}

/// Adds the passages of a report as rows.
fn add_rows(report: &FullReport, columns: &mut [Vec<Value>]) {
    let text = |text: Option<&str>| text.map_or(Value::None, |text| Value::Text(text.to_owned()));
    let facts = &report.facts;
    let place = facts.place.as_ref();
    let date = facts.date.map(|date| date.to_string());
    let path = place.map(|place| place.path.join("/"));
    let word = |doubt| serde_json::to_value(doubt).ok().and_then(|v| v.as_str().map(str::to_owned));
    let doubts: Vec<String> = facts.doubts.iter().filter_map(word).collect();
    let of_report = [
        text(Some(&report.id)),
        text(Some(&facts.title)),
        text(place.map(|place| place.code.as_str())),
        text(place.map(|place| place.name.as_str())),
        text(path.as_deref()),
        text(place.map(|place| place.level.as_str())),
        facts.year.map_or(Value::None, |year| Value::Int(year.into())),
        text(date.as_deref()),
        text(Some(facts.kind.as_str())),
        text(facts.speaker.as_deref()),
        text(facts.session.as_deref()),
        text(facts.url.as_deref()),
        text(facts.sources.first().map(String::as_str)),
        text(Some(doubts.join(";")).filter(|doubts| !doubts.is_empty()).as_deref()),
    ];
    for passage in &report.passages {
        let heading = passage.heading.join(" › ");
        let of_passage = [
            Value::Int(passage.ordinal.into()),
            text(Some(passage.part.as_str())),
            text(Some(heading.as_str()).filter(|heading| !heading.is_empty())),
            Value::Int(passage.is_heading.into()),
            text(Some(&passage.text)),
        ];
        let row = of_report.iter().cloned().chain(of_passage);
        columns.iter_mut().zip(row).for_each(|(column, value)| column.push(value));
    }
}

/// Calls `with` for every report, the latest first.
fn each_report(
    backend: &dyn Backend,
    mut with: impl FnMut(&FullReport) -> Result<(), Problem>,
) -> Result<u64, Problem> {
    let mut seen = 0;
    let all = Filters { twins: true, ..Filters::default() };
    loop {
        let page = backend.reports(&all, PAGE, seen)?;
        if page.reports.is_empty() {
            return Ok(seen as u64);
        }
        for head in &page.reports {
            if let Some(report) = backend.report(&head.id)? {
                with(&report)?;
            }
        }
        seen += page.reports.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Scan;

    #[test]
    fn a_line_is_what_the_schema_says() {
        let mut out = Vec::new();
        let written = write_archive(&Scan::archive(), ArchiveForm::JsonLines, &mut out).unwrap();
        let lines: Vec<serde_json::Value> = String::from_utf8(out)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines.len() as u64, written);
        let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
        let known = schema["properties"].as_object().unwrap();
        for line in &lines {
            let line = line.as_object().unwrap();
            for name in schema["required"].as_array().unwrap() {
                assert!(line.contains_key(name.as_str().unwrap()), "{name}");
            }
            for name in line.keys() {
                assert!(known.contains_key(name), "{name} is not in the schema");
            }
            let passages = &schema["properties"]["passages"]["items"]["properties"];
            for name in line["passages"][0].as_object().unwrap().keys() {
                assert!(passages.get(name).is_some(), "{name} of a passage");
            }
        }
    }

    #[test]
    fn a_row_is_a_passage() {
        let mut columns = vec![Vec::new(); COLUMNS.len()];
        let archive = Scan::archive();
        archive.all().iter().for_each(|report| add_rows(report, &mut columns));
        let passages: usize = archive.all().iter().map(|report| report.passages.len()).sum();
        assert!(columns.iter().all(|column| column.len() == passages));
        let mut out = Vec::new();
        write_archive(&archive, ArchiveForm::Parquet, &mut out).unwrap();
        assert!(out.starts_with(b"PAR1") && out.ends_with(b"PAR1"));
    }
}
