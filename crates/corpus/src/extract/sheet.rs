//! Rows of cells as drafts: what xlsx, csv, Stata and HTML sheets have in common.
//!
//! A sheet is one of three things, told by its header: a report per row; a paragraph per row, with
//! the rows of one report below each other; or no table at all but one report, line by line.

use super::columns::{Column, row_draft};
use super::{Extracted, Limits, Sink, html, txt};
use crate::draft::{Draft, Given, Paragraph, Style};

/// The cells of a sheet.
pub(super) struct Sheet<'a> {
    /// The file or member.
    pub source: &'a str,
    /// The name of the sheet, where a workbook has several.
    pub name: Option<&'a str>,
    /// The rows, header included.
    pub rows: Vec<Vec<String>>,
    /// How the first row is numbered in `source#row`: spreadsheets count from 1 with the header,
    /// so 1; csv and Stata count records, so 0.
    pub first: usize,
}

/// Columns of a sheet that has a paragraph per row.
struct Segments {
    text: usize,
    order: Option<usize>,
}

/// Finds the row of a sheet that names its columns: among the first rows, one in which some cell
/// names a text, or in which several cells name columns and a later row holds a long text.
pub(super) fn header(rows: &[Vec<String>]) -> Option<usize> {
    rows.iter().take(5).position(|row| {
        let known = row.iter().filter(|cell| is_short(cell) && column(cell).is_some()).count();
        let text = row.iter().any(|cell| is_short(cell) && is_text(cell));
        known >= 2 && text || known >= 2 && rows.len() > 1 && has_long_cell(rows)
    })
}

fn column(name: &str) -> Option<Column> {
    Column::from_name(name)
}

fn is_text(name: &str) -> bool {
    matches!(column(name), Some(Column::Text(_)))
        || is_segment(name)
        || split_number(name).is_some()
}

fn is_short(cell: &str) -> bool {
    !cell.trim().is_empty() && cell.chars().count() <= 20
}

fn has_long_cell(rows: &[Vec<String>]) -> bool {
    rows.iter().take(50).flatten().any(|cell| cell.chars().count() > 500)
}

fn is_segment(name: &str) -> bool {
    matches!(
        name.trim().to_lowercase().as_str(),
        "段落"
            | "段落内容"
            | "段落文本"
            | "段"
            | "句子"
            | "分段文本"
            | "段落正文"
            | "paragraph"
            | "para"
            | "paragraph_text"
            | "segment"
            | "sentence"
            | "line"
            | "行文本"
    )
}

fn is_order(name: &str) -> bool {
    matches!(
        name.trim().to_lowercase().as_str(),
        "段序"
            | "段号"
            | "段落序号"
            | "段落号"
            | "段落编号"
            | "序"
            | "行号"
            | "句序"
            | "句子序号"
            | "para_id"
            | "paragraph_id"
            | "para_no"
            | "seq"
            | "order"
            | "no"
            | "line_no"
            | "segment_id"
            | "paragraph_index"
    )
}

/// `正文2`, `text_3`, `报告全文（下）`: a column that goes on with the text of the one before.
fn split_number(name: &str) -> Option<u32> {
    let name = name.trim();
    let name = name.trim_end_matches(['）', ')']);
    let digits = name.len() - name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (stem, number) = name.split_at(name.len() - digits);
    let number = if digits > 0 {
        number.parse().ok()?
    } else {
        let last = name.chars().next_back()?;
        let number = "一二三四五六七八九".chars().position(|c| c == last).map(|n| n as u32 + 1);
        number.or(match last {
            '上' => Some(1),
            '中' => Some(2),
            '下' | '续' => Some(3),
            _ => None,
        })?
    };
    let stem = stem.trim_end_matches([
        '_', '-', ' ', '（', '(', '上', '中', '下', '续', '一', '二', '三', '四', '五', '六',
    ]);
    let stem = stem.trim_end_matches("part").trim_end_matches(['_', '-', '第']);
    matches!(column(stem), Some(Column::Text(_))).then_some(number)
}

/// Hands over every document of a sheet.
pub(super) fn emit(sheet: Sheet<'_>, limits: &Limits, sink: &mut Sink<'_>) {
    let Some(head) = header(&sheet.rows) else {
        return one_report(&sheet, sink);
    };
    let names = &sheet.rows[head];
    if sheet.rows.len() > limits.members {
        let reason = format!("超过 {} 行的上限", limits.members);
        return sink(Extracted::rejected(sheet.source, reason));
    }
    match segments(names) {
        Some(columns) => grouped(&sheet, head, &columns, sink),
        None => {
            for (at, row) in sheet.rows.iter().enumerate().skip(head + 1) {
                record(&label(&sheet, at), names, row, sink);
            }
        }
    }
}

fn label(sheet: &Sheet<'_>, at: usize) -> String {
    let row = at + sheet.first;
    match sheet.name {
        Some(name) => format!("{}#{name}!{row}", sheet.source),
        None => format!("{}#{row}", sheet.source),
    }
}

/// A row that is a report of its own.
fn record(source: &str, names: &[String], row: &[String], sink: &mut Sink<'_>) {
    if row.iter().all(|cell| cell.trim().is_empty()) {
        return;
    }
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
    match row_draft(source, text.into_iter().chain(pairs)) {
        Some(draft) => sink(Extracted::Draft(Box::new(heal_fragment(draft)))),
        None => sink(Extracted::not_report(source, "这一行没有正文")),
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

/// Reads a text that is itself HTML.
pub(super) fn heal_fragment(mut draft: Draft) -> Draft {
    let text: Vec<&str> = draft.paragraphs.iter().map(|p| p.text.as_str()).collect();
    let text = text.join("\n");
    if html::is_fragment(&text) {
        draft.paragraphs = html::fragment(&text);
    }
    draft
}

fn segments(names: &[String]) -> Option<Segments> {
    let order = names.iter().position(|name| is_order(name));
    let text = names.iter().position(|name| is_segment(name)).or_else(|| {
        order?;
        names.iter().position(|name| matches!(column(name), Some(Column::Text(_))))
    })?;
    Some(Segments { text, order })
}

/// Rows that hold a paragraph each. Rows with the same id, title, place, year and date are one
/// report, put in order where a column says it.
fn grouped(sheet: &Sheet<'_>, head: usize, columns: &Segments, sink: &mut Sink<'_>) {
    let names = &sheet.rows[head];
    let keys: Vec<usize> = (0..names.len())
        .filter(|at| {
            *at != columns.text
                && Some(*at) != columns.order
                && matches!(
                    column(&names[*at]),
                    Some(Column::Title | Column::Place(_) | Column::Year | Column::Date)
                )
        })
        .collect();
    let empty = String::new();
    let mut groups: Vec<(Vec<&str>, Vec<usize>)> = Vec::new();
    for at in head + 1..sheet.rows.len() {
        let row = &sheet.rows[at];
        let key: Vec<&str> = keys.iter().map(|k| row.get(*k).unwrap_or(&empty).trim()).collect();
        match groups.iter_mut().rev().find(|(known, _)| *known == key) {
            Some((_, rows)) => rows.push(at),
            None => groups.push((key, vec![at])),
        }
    }
    for (_, mut rows) in groups {
        let order = |at: &usize| {
            let cell = columns.order.and_then(|c| sheet.rows[*at].get(c));
            cell.and_then(|c| c.trim().parse::<f64>().ok()).map_or(0, |n| (n * 1000.0) as i64)
        };
        rows.sort_by_key(order);
        let cell = |at: &usize| sheet.rows[*at].get(columns.text).unwrap_or(&empty).as_str();
        let text: Vec<&str> = rows.iter().map(cell).collect();
        let text = text.join("\n");
        let first = &sheet.rows[rows[0]];
        let pairs =
            keys.iter().map(|k| (names[*k].as_str(), first.get(*k).unwrap_or(&empty).as_str()));
        let source = label(sheet, rows[0]);
        match row_draft(&source, pairs.chain([("text", text.as_str())])) {
            Some(draft) => sink(Extracted::Draft(Box::new(heal_fragment(draft)))),
            None => sink(Extracted::not_report(source, "这几行没有正文")),
        }
    }
}

/// A sheet without header: one report, a line per row.
fn one_report(sheet: &Sheet<'_>, sink: &mut Sink<'_>) {
    let mut paragraphs = Vec::new();
    for row in &sheet.rows {
        let cells: Vec<&str> = row.iter().map(|c| c.trim()).filter(|c| !c.is_empty()).collect();
        match cells[..] {
            [] => {}
            [cell] => paragraphs.extend(txt::lines(cell)),
            _ => paragraphs.push(Paragraph { text: cells.join("\t"), style: Style::Row }),
        }
    }
    let source = match sheet.name {
        Some(name) => format!("{}#{name}", sheet.source),
        None => sheet.source.to_owned(),
    };
    if paragraphs.is_empty() {
        return sink(Extracted::not_report(source, "空表"));
    }
    let page_title = sheet.name.filter(|name| name.contains("报告")).map(ToOwned::to_owned);
    sink(Extracted::Draft(Box::new(Draft {
        source,
        given: Given::default(),
        page_title,
        paragraphs,
        undecodable: 0,
        by_ocr: false,
    })));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(rows: &[&[&str]]) -> Vec<Extracted> {
        let rows = rows.iter().map(|r| r.iter().map(|c| (*c).to_owned()).collect()).collect();
        let mut out = Vec::new();
        let sheet = Sheet { source: "a.csv", name: None, rows, first: 0 };
        emit(sheet, &Limits::default(), &mut |e| out.push(e));
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
