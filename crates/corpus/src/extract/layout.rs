//! What a sheet is: a table of reports, a table of their paragraphs, or one report line by line.
//!
//! Told by the header where there is one, else by what the cells hold. A sheet whose rows have
//! several cells and no text in any of them is no report, and is refused with its header.

use super::columns::ColumnRole;
use super::values;

/// A sheet's cells, row by row.
pub(super) type CellRows = [Vec<String>];

/// What a sheet is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// A table with a header in this row.
    Named(usize),
    /// A table whose rows from this one on tell by themselves what they hold.
    Nameless(usize),
    /// A table with a report in each of these columns, below the year or place it is of.
    Wide(usize, Vec<usize>),
    /// One report, line by line.
    Lines,
    /// A table without a text; its first row.
    Foreign(String),
}

impl Layout {
    pub(super) fn of(rows: &CellRows) -> Self {
        if let Some((head, columns)) = wide(rows) {
            return Self::Wide(head, columns);
        }
        if let Some(head) = header(rows).or_else(|| lone_header(rows)) {
            return Self::Named(head);
        }
        if let Some(first) = nameless(rows) {
            return Self::Nameless(first);
        }
        foreign(rows).map_or(Self::Lines, Self::Foreign)
    }
}

/// Finds the row of a sheet that names its columns: among the first rows, one in which some cell
/// names a text, or in which several cells name columns and a later row holds a long text.
pub(super) fn header(rows: &CellRows) -> Option<usize> {
    rows.iter().take(5).position(|row| {
        let known = row.iter().filter(|cell| is_short(cell) && column(cell).is_some()).count();
        let text = row.iter().any(|cell| is_short(cell) && is_text(cell));
        known >= 2 && text || known >= 2 && rows.len() > 1 && has_long_cell(rows)
    })
}

/// A header of which one name is known, that of the text: a report, or a sentence with its id,
/// stands in each row below.
fn lone_header(rows: &CellRows) -> Option<usize> {
    let first = rows.iter().position(|row| !is_blank(row))?;
    let names = &rows[first];
    let is_named = |cell: &String| is_short(cell) && is_text(cell);
    let at = names.iter().position(is_named)?;
    let below: Vec<&str> =
        rows[first + 1..].iter().filter_map(|row| row.get(at)).map(String::as_str).collect();
    let filled: Vec<&str> = below.into_iter().filter(|cell| !cell.trim().is_empty()).collect();
    let alone = names.iter().filter(|cell| !cell.trim().is_empty()).count() == 1;
    let fits = |cell: &&&str| {
        is_segment(&names[at]) && !alone
            || if alone { values::is_whole_report(cell) } else { values::is_prose(cell) }
    };
    let fitting = filled.iter().filter(fits).count();
    (fitting > 0 && fitting * 2 > filled.len()).then_some(first)
}

/// A header of years or places over columns of texts.
fn wide(rows: &CellRows) -> Option<(usize, Vec<usize>)> {
    let head =
        rows.iter().take(5).position(|row| row.iter().filter(|c| !c.is_empty()).count() > 1)?;
    let names = &rows[head];
    // A column that is named as the text is the text; numbered pieces of it are not years.
    if names.iter().any(|name| is_short(name) && is_text(name)) {
        return None;
    }
    let holds_text = |at: usize| {
        let cells = rows[head + 1..].iter().filter_map(|row| row.get(at));
        let mut filled = cells.filter(|cell| !cell.trim().is_empty()).peekable();
        filled.peek().is_some() && filled.all(|cell| values::is_prose(cell))
    };
    let over = |at: &usize| {
        let name = names[*at].trim();
        let value = ColumnRole::of_value(name);
        let told = matches!(
            value,
            Some(
                ColumnRole::Year
                    | ColumnRole::Date
                    | ColumnRole::Place(_)
                    | ColumnRole::File
                    | ColumnRole::Code
                    | ColumnRole::Title
            )
        );
        column(name).is_none() && told && holds_text(*at)
    };
    let columns: Vec<usize> = (0..names.len()).filter(over).collect();
    let years = columns.iter().any(|at| values::is_year(&names[*at]));
    let whole = |at: &usize| {
        rows[head + 1..].iter().filter_map(|r| r.get(*at)).any(|c| values::is_whole_report(c))
    };
    (columns.len() > 1 && (years || columns.iter().all(whole))).then_some((head, columns))
}

/// The first row of a table without a header that names anything: in one column stand texts, and
/// beside them stand short cells; or in its only column stand whole reports.
fn nameless(rows: &CellRows) -> Option<usize> {
    let filled: Vec<(usize, &Vec<String>)> =
        rows.iter().enumerate().filter(|(_, row)| !is_blank(row)).collect();
    let width = rows.iter().map(Vec::len).max()?;
    let count = |at: usize, fits: &dyn Fn(&str) -> bool| {
        filled.iter().filter(|(_, row)| row.get(at).is_some_and(|cell| fits(cell))).count()
    };
    let (texts, text) = (0..width)
        .map(|at| (count(at, &values::is_prose), at))
        .max_by_key(|(n, at)| (*n, width - at))?;
    let first =
        filled.iter().find(|(_, row)| row.get(text).is_some_and(|c| values::is_prose(c)))?.0;
    // At most a header and the title of the table stand above.
    let data = filled.iter().filter(|(at, _)| *at >= first).count();
    if first > 2 || texts * 5 < data * 4 {
        return None;
    }
    let is_value =
        |cell: &str| ColumnRole::of_value(cell).is_some_and(|c| !matches!(c, ColumnRole::Text(_)));
    let beside = (0..width).filter(|at| *at != text).any(|at| count(at, &is_value) * 5 >= data * 4);
    let whole = count(text, &values::is_whole_report);
    let several = whole > 1 && whole * 2 > data;
    (beside || several).then_some(first)
}

/// The first row of a table that has no text: most rows have several cells.
fn foreign(rows: &CellRows) -> Option<String> {
    let filled: Vec<usize> = rows
        .iter()
        .map(|row| row.iter().filter(|cell| !cell.trim().is_empty()).count())
        .filter(|count| *count > 0)
        .collect();
    let several = filled.iter().filter(|count| **count > 1).count();
    let lines = rows.iter().flatten().filter(|cell| values::is_prose(cell)).count();
    let is_table = filled.len() > 1 && several * 10 >= filled.len() * 8 && lines * 2 < filled.len();
    let first = rows.iter().find(|row| !is_blank(row))?;
    let names = first.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
    let names: Vec<&str> = names.map(|name| crate::text::head(name, 60)).take(12).collect();
    is_table.then(|| names.join("、"))
}

fn column(name: &str) -> Option<ColumnRole> {
    ColumnRole::from_name(name)
}

/// Whether the name is that of a column of texts, or of pieces of them.
fn is_text(name: &str) -> bool {
    matches!(column(name), Some(ColumnRole::Text(_)))
        || is_segment(name)
        || split_number(name).is_some()
}

fn is_short(cell: &str) -> bool {
    !cell.trim().is_empty() && cell.chars().count() <= 20
}

fn is_blank(row: &[String]) -> bool {
    row.iter().all(|cell| cell.trim().is_empty())
}

fn has_long_cell(rows: &CellRows) -> bool {
    rows.iter().take(50).flatten().any(|cell| cell.chars().count() > 500)
}

/// Whether the name is that of a column of paragraphs or sentences.
pub(super) fn is_segment(name: &str) -> bool {
    matches!(
        name.trim().to_lowercase().as_str(),
        "段落"
            | "段落内容"
            | "段落文本"
            | "段"
            | "句子"
            | "句"
            | "句子内容"
            | "分句"
            | "语句"
            | "分段文本"
            | "段落正文"
            | "paragraph"
            | "para"
            | "paragraph_text"
            | "segment"
            | "sentence"
            | "sentences"
            | "sent"
            | "line"
            | "行文本"
    )
}

/// Whether the name is that of a column of running numbers.
pub(super) fn is_order(name: &str) -> bool {
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
            | "句号"
            | "句子序号"
            | "句子编号"
            | "para_id"
            | "paragraph_id"
            | "para_no"
            | "seq"
            | "order"
            | "no"
            | "line_no"
            | "segment_id"
            | "sent_id"
            | "sentence_id"
            | "sent_no"
            | "paragraph_index"
    )
}

/// `正文2`, `text_3`, `报告全文（下）`: a column that goes on with the text of the one before.
pub(super) fn split_number(name: &str) -> Option<u32> {
    let name = name.trim();
    let name = name.trim_end_matches(['）', ')']);
    let digits = name.len() - name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (stem, number) = name.split_at(name.len() - digits);
    let number = if digits > 0 {
        // 正文2020 is the text of a year.
        number.parse().ok().filter(|number| *number < 100)?
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
    matches!(column(stem), Some(ColumnRole::Text(_))).then_some(number)
}

#[cfg(test)]
mod tests;
