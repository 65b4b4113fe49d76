//! Rows of cells as drafts: what xlsx, csv, Stata and HTML sheets have in common.
//!
//! What a sheet is tells [`Layout`]: a report per row or per cell; a paragraph or sentence per row,
//! the rows of one report put together; one report, line by line; or a table without a text, which
//! is refused with its header.

use super::columns::{ColumnRole, row_draft};
use super::layout::{Layout, split_number};
use super::{Budget, DraftSink, Extracted, apart, groups, html, txt};
use crate::draft::{Draft, Paragraph, ParagraphStyle};
use crate::reason::{MissingContent, Reason};

pub(super) use super::layout::header;

/// The cells of a sheet.
pub(super) struct Sheet<'a> {
    /// The file or member.
    pub source: &'a str,
    /// The name of the sheet, where the format gives it one.
    pub name: Option<&'a str>,
    /// Whether the file has several sheets, so that a row is named by its sheet too.
    pub several: bool,
    /// The rows, header included.
    pub rows: Vec<Vec<String>>,
    /// How the first row is numbered in `source#row`: spreadsheets count from 1 with the header,
    /// so 1; csv and Stata count records, so 0.
    pub first: usize,
    /// Cells that were merged: each range has the value of its first cell.
    pub merged: Vec<Merged>,
    /// What its documents are charged to.
    pub budget: &'a Budget<'a>,
}

impl<'a> Sheet<'a> {
    /// The only table of a file whose records are counted from the first, the header aside.
    pub fn records(source: &'a str, rows: Vec<Vec<String>>, budget: &'a Budget<'a>) -> Self {
        let (name, several, first, merged) = (None, false, 0, Vec::new());
        Self { source, name, several, rows, first, merged, budget }
    }
}

/// A range of merged cells, ends included.
#[derive(Debug, Clone, Copy)]
pub(super) struct Merged {
    pub rows: (usize, usize),
    pub columns: (usize, usize),
}

impl Sheet<'_> {
    /// Gives every cell of a merged range the value of its first.
    fn fill_merged(&mut self) -> Result<(), Reason> {
        for range in std::mem::take(&mut self.merged) {
            let last = range.rows.1.min(self.rows.len().saturating_sub(1));
            let (from, to) = range.columns;
            let Some(value) = self.rows.get(range.rows.0).and_then(|row| row.get(from)) else {
                continue;
            };
            let value = value.clone();
            for row in self.rows.iter_mut().take(last + 1).skip(range.rows.0) {
                for cell in row.iter_mut().take(to + 1).skip(from) {
                    self.budget.cells(1)?;
                    self.budget.table(value.len())?;
                    cell.clone_from(&value);
                }
            }
        }
        Ok(())
    }

    /// How a row is named in the account of what was read.
    pub(super) fn label(&self, at: usize) -> String {
        let row = at + self.first;
        match self.name.filter(|_| self.several) {
            Some(name) => format!("{}#{name}!{row}", self.source),
            None => format!("{}#{row}", self.source),
        }
    }

    /// Hands over a draft of this sheet. The sheet's name speaks of it as a folder does.
    pub(super) fn give(&self, mut draft: Draft, sink: &mut DraftSink<'_>) {
        if let Some(name) = self.name.filter(|name| tells(name)) {
            draft.labels.insert(0, name.to_owned());
        }
        sink(heal_fragment(draft, self.budget));
    }
}

/// Whether a sheet was given its name by someone: Sheet1 and 工作表1 tell nothing.
fn tells(name: &str) -> bool {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    !matches!(stem.to_lowercase().as_str(), "sheet" | "工作表" | "表" | "worksheet" | "sheet page")
        || name == stem && stem.is_empty()
}

/// Hands over every document of a sheet.
pub(super) fn emit(mut sheet: Sheet<'_>, sink: &mut DraftSink<'_>) {
    let layout = Layout::of(&sheet.rows);
    if layout == Layout::Lines {
        return one_report(&sheet, sink);
    }
    if let Err(reason) = sheet.fill_merged() {
        return sink(Extracted::rejected(sheet.source, reason));
    }
    match layout {
        Layout::Named(head) => {
            let names = sheet.rows[head].clone();
            match groups::named(&names, &sheet.rows[head + 1..]) {
                Some(keys) => groups::emit(&sheet, &names, head + 1, &keys, sink),
                None => records(&sheet, &names, head + 1, sink),
            }
        }
        Layout::Nameless(first) => {
            let names = vec![String::new(); sheet.rows.iter().map(Vec::len).max().unwrap_or(0)];
            match groups::nameless(&sheet.rows[first..]) {
                Some(keys) => groups::emit(&sheet, &names, first, &keys, sink),
                None => records(&sheet, &names, first, sink),
            }
        }
        Layout::Wide(head, columns) => wide(&sheet, head, &columns, sink),
        Layout::Foreign(names) => {
            let source = match sheet.name.filter(|_| sheet.several) {
                Some(name) => format!("{}#{name}", sheet.source),
                None => sheet.source.to_owned(),
            };
            sink(Extracted::no_text(source, MissingContent::Column(names)));
        }
        Layout::Lines => {}
    }
}

fn records(sheet: &Sheet<'_>, names: &[String], first: usize, sink: &mut DraftSink<'_>) {
    for (at, row) in sheet.rows.iter().enumerate().skip(first) {
        record(sheet, at, names, row, sink);
    }
}

/// A table with a report in each of several columns: the name of the column is the year, the day
/// or the place of the reports below it.
fn wide(sheet: &Sheet<'_>, head: usize, columns: &[usize], sink: &mut DraftSink<'_>) {
    let names = &sheet.rows[head];
    for (at, row) in sheet.rows.iter().enumerate().skip(head + 1) {
        for column in columns {
            let Some(text) = row.get(*column).filter(|cell| !cell.trim().is_empty()) else {
                continue;
            };
            let name = names[*column].trim();
            let beside = names.iter().zip(row).enumerate();
            let beside = beside.filter(|(other, _)| !columns.contains(other));
            let pairs = beside.map(|(_, (name, cell))| {
                let known = ColumnRole::from_name(name).is_some();
                (if known { name.as_str() } else { canonical(cell) }, cell.as_str())
            });
            let over = (canonical(name), name);
            let source = format!("{}!{name}", sheet.label(at));
            match row_draft(&source, pairs.chain([over, ("text", text.as_str())])) {
                Some(draft) => sheet.give(draft, sink),
                None => sink(Extracted::no_text(source, MissingContent::CellText)),
            }
        }
    }
}

/// The name of a column that holds such a value.
pub(super) fn canonical(value: &str) -> &'static str {
    match ColumnRole::of_value(value) {
        Some(ColumnRole::Year) => "year",
        Some(ColumnRole::Date) => "date",
        Some(ColumnRole::Code) => "code",
        Some(ColumnRole::Place(_)) => "place",
        Some(ColumnRole::File) => "file",
        Some(ColumnRole::Title) => "title",
        _ => "",
    }
}

/// A row that is a report of its own.
fn record(
    sheet: &Sheet<'_>,
    at: usize,
    names: &[String],
    row: &[String],
    sink: &mut DraftSink<'_>,
) {
    if row.iter().all(|cell| cell.trim().is_empty()) {
        return;
    }
    let source = sheet.label(at);
    let split: Vec<(u32, &str)> = names
        .iter()
        .zip(row)
        .filter_map(|(name, cell)| Some((split_number(name)?, cell.as_str())))
        .filter(|(_, cell)| !cell.trim().is_empty())
        .collect();
    let joined = join_split(split);
    let pairs = names.iter().zip(row).map(|(name, cell)| match &joined {
        Some(_) if split_number(name).is_some() => ("", ""),
        _ => (name.as_str(), cell.as_str()),
    });
    let text = joined.as_deref().map(|text| ("text", text));
    match row_draft(&source, text.into_iter().chain(pairs)) {
        Some(draft) => sheet.give(draft, sink),
        None => sink(Extracted::no_text(source, MissingContent::RowText)),
    }
}

/// The text of several columns. A piece that ends within a sentence goes on in the next.
fn join_split(mut pieces: Vec<(u32, &str)>) -> Option<String> {
    if pieces.len() < 2 {
        return None;
    }
    pieces.sort_by_key(|(number, _)| *number);
    let mut text = String::new();
    for (_, piece) in pieces {
        let ended = text.trim_end().ends_with(['。', '！', '？', '：', '\n', ':', '!', '”']);
        if ended && !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(piece);
    }
    Some(text)
}

/// Hands over a row, its text read as HTML where it is that.
pub(super) fn heal_fragment(mut draft: Draft, budget: &Budget<'_>) -> Extracted {
    let text: Vec<&str> = draft.paragraphs.iter().map(|p| p.text.as_str()).collect();
    let text = text.join("\n");
    if !html::is_fragment(&text) {
        return Extracted::Draft(Box::new(draft));
    }
    let read = budget.text(text.len()).and_then(|()| {
        apart::run(apart::JobInput::Fragment, &draft.source, text.as_bytes(), budget)
    });
    match read.map(|mut found| found.pop()) {
        Ok(Some(Extracted::Draft(found))) => {
            draft.paragraphs = found.paragraphs;
            Extracted::Draft(Box::new(draft))
        }
        Ok(Some(other)) => other,
        Ok(None) => Extracted::Draft(Box::new(draft)),
        Err(reason) => Extracted::rejected(draft.source, reason),
    }
}

/// A sheet without header: one report, a line per row.
fn one_report(sheet: &Sheet<'_>, sink: &mut DraftSink<'_>) {
    let mut paragraphs = Vec::new();
    for row in &sheet.rows {
        let cells: Vec<&str> = row.iter().map(|c| c.trim()).filter(|c| !c.is_empty()).collect();
        match cells[..] {
            [] => {}
            [cell] => paragraphs.extend(txt::lines(cell)),
            _ => paragraphs.push(Paragraph { text: cells.join("\t"), style: ParagraphStyle::Row }),
        }
    }
    let source = match sheet.name.filter(|_| sheet.several) {
        Some(name) => format!("{}#{name}", sheet.source),
        None => sheet.source.to_owned(),
    };
    if paragraphs.is_empty() {
        return sink(Extracted::no_text(source, MissingContent::Rows));
    }
    let page_title = sheet.name.filter(|name| name.contains("报告")).map(ToOwned::to_owned);
    let labels = sheet.name.filter(|name| tells(name)).map(ToOwned::to_owned).into_iter().collect();
    sink(Extracted::Draft(Box::new(Draft {
        source,
        page_title,
        paragraphs,
        labels,
        ..Draft::default()
    })));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    fn run(rows: &[&[&str]]) -> Vec<Extracted> {
        let rows = rows.iter().map(|r| r.iter().map(|c| (*c).to_owned()).collect()).collect();
        let mut out = Vec::new();
        let limits = Limits::default();
        let budget = Budget::new(&limits, None, 0);
        emit(Sheet::records("a.csv", rows, &budget), &mut |e| out.push(e));
        out
    }

    fn draft(extracted: &Extracted) -> &Draft {
        let Extracted::Draft(draft) = extracted else { panic!("{extracted:?}") };
        draft
    }

    #[test]
    fn a_row_is_a_report() {
        let out =
            run(&[&["省份", "年份", "正文"], &["江岭省", "2020", "甲\n乙"], &["", "2021", ""]]);
        assert_eq!(draft(&out[0]).source, "a.csv#1");
        assert_eq!(draft(&out[0]).paragraphs.len(), 2);
        assert!(matches!(&out[1], Extracted::NotReport { source, .. } if source == "a.csv#2"));
    }

    #[test]
    fn rows_of_paragraphs_are_put_together_in_order() {
        let out = run(&[
            &["市", "年", "段序", "段落"],
            &["云溪市", "2020", "2", "乙"],
            &["云溪市", "2020", "1", "甲"],
            &["东岭市", "2020", "1", "丙"],
        ]);
        assert_eq!(out.len(), 2);
        let lines: Vec<_> = draft(&out[0]).paragraphs.iter().map(|p| p.text.as_str()).collect();
        assert_eq!(lines, ["甲", "乙"]);
        assert_eq!(draft(&out[1]).given.place, ["东岭市"]);
    }

    #[test]
    fn split_columns_are_one_text() {
        let out =
            run(&[&["年份", "城市", "正文1", "正文2"], &["2020", "云溪市", "坚持稳中", "求进。"]]);
        assert_eq!(draft(&out[0]).paragraphs[0].text, "坚持稳中求进。");
    }

    #[test]
    fn a_sheet_without_header_is_one_report() {
        let out = run(&[&["政府工作报告"], &["各位代表："], &["指标", "目标"]]);
        assert_eq!(out.len(), 1);
        assert_eq!(draft(&out[0]).paragraphs[2].text, "指标\t目标");
    }

    #[test]
    fn a_cell_may_hold_html() {
        let out = run(&[&["年份", "城市", "正文"], &["2020", "云溪市", "<p>甲</p><p>乙</p>"]]);
        assert_eq!(draft(&out[0]).paragraphs.len(), 2);
    }
}
