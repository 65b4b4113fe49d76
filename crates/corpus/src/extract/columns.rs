//! Tables of reports: which column is what, told by its name in Chinese or English.
//!
//! Used by every format that has rows: a row becomes one draft.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::Level;
use crate::draft::{Draft, Given, PlaceCell};
use crate::extract::{txt, values};

/// What a column of a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnRole {
    /// The id that the row gives its report.
    Id,
    /// The title.
    Title,
    /// A place; the number orders columns from the outermost in.
    Place(u8),
    /// The year.
    Year,
    /// The day.
    Date,
    /// The kind of document.
    Kind,
    /// Where it came from.
    Url,
    /// The GB/T 2260 code of the place.
    Code,
    /// The path or name of the file that the text was read from.
    File,
    /// The text. Of several, the lowest number is the best.
    Text(u8),
}

/// The columns that names of [`NAMED`] tell.
static NAMES: LazyLock<HashMap<&str, ColumnRole>> = LazyLock::new(|| {
    let rows = NAMED.lines().filter(|line| !line.starts_with('#'));
    let rows = rows.filter_map(|line| line.split_once('\t'));
    let known = rows.filter_map(|(what, names)| Some((ColumnRole::of_row(what)?, names)));
    known.flat_map(|(column, names)| names.split(' ').map(move |name| (name, column))).collect()
});

/// Names by what their columns hold; see there.
const NAMED: &str = include_str!("../../data/columns.tsv");

impl ColumnRole {
    /// What a row of the table tells the names of.
    fn of_row(what: &str) -> Option<Self> {
        Some(match what {
            "id" => Self::Id,
            "title" => Self::Title,
            "file" => Self::File,
            "code" => Self::Code,
            "nation" => Self::Place(0),
            "province" => Self::Place(1),
            "prefecture" => Self::Place(2),
            "county" => Self::Place(3),
            "place" => Self::Place(4),
            "year" => Self::Year,
            "date" => Self::Date,
            "kind" => Self::Kind,
            "url" => Self::Url,
            "text" => Self::Text(0),
            "text-like" => Self::Text(1),
            _ => return None,
        })
    }

    /// Reads a column's name. Blanks, case, underscores and what stands in brackets mean nothing.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.split(['(', '（']).next().unwrap_or_default();
        let name: String = name
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '\u{FEFF}' | '"'))
            .flat_map(char::to_lowercase)
            .collect();
        NAMES.get(name.as_str()).copied()
    }
}

/// How many characters a nameless column needs to pass for the text.
const TEXT_CHARS: usize = 200;

/// Makes a draft of one row, given as names and values of its columns, or `None` where no column
/// holds a text. A column without a known name passes for the text if it is long. Where no name
/// tells anything of the document, the values tell what they are ([`ColumnRole::of_value`]).
#[must_use]
pub fn row_draft<'a, I>(source: &str, row: I) -> Option<Draft>
where
    I: IntoIterator<Item = (&'a str, &'a str)>,
{
    let mut cells = Cells::default();
    for (name, value) in row {
        let value = value.trim();
        if !value.is_empty() && !matches!(value, "null" | "NULL" | "NaN" | "nan" | "None") {
            cells.take(name, value);
        }
    }
    cells.draft(source)
}

/// The cells of a row, sorted by what they are.
#[derive(Default)]
struct Cells<'a> {
    given: Given,
    labels: Vec<String>,
    places: Vec<(u8, PlaceCell)>,
    text: Option<(u8, &'a str)>,
    /// Short values of columns whose names tell nothing.
    nameless: Vec<&'a str>,
}

impl<'a> Cells<'a> {
    fn take(&mut self, name: &str, value: &'a str) {
        match ColumnRole::from_name(name) {
            Some(column) => self.put(column, value),
            None => {
                let longer = self.text.is_none_or(|(r, t)| r == u8::MAX && value.len() > t.len());
                let long = value.chars().take(TEXT_CHARS).count() == TEXT_CHARS;
                if long && longer {
                    self.text = Some((u8::MAX, value));
                } else if !long {
                    self.nameless.push(value);
                }
            }
        }
    }

    fn put(&mut self, column: ColumnRole, value: &'a str) {
        let given = &mut self.given;
        let slot = match column {
            ColumnRole::Id => &mut given.id,
            ColumnRole::Title => &mut given.title,
            ColumnRole::Year => &mut given.year,
            ColumnRole::Date => &mut given.date,
            ColumnRole::Kind => &mut given.kind,
            ColumnRole::Url => &mut given.url,
            ColumnRole::Code => return given.codes.push(value.to_owned()),
            ColumnRole::File => {
                // A name without folder and extension may be a title too.
                if !values::is_file(value) && value.contains("报告") {
                    given.title.get_or_insert_with(|| value.to_owned());
                }
                return self.labels.push(value.to_owned());
            }
            ColumnRole::Place(order) => {
                let cell = PlaceCell { name: value.to_owned(), level: level(order) };
                return self.places.push((order, cell));
            }
            ColumnRole::Text(rank) => {
                if self.text.is_none_or(|(best, _)| rank < best) {
                    self.text = Some((rank, value));
                }
                return;
            }
        };
        slot.get_or_insert_with(|| value.to_owned());
    }

    fn draft(mut self, source: &str) -> Option<Draft> {
        let told = self.given != Given::default() || !self.places.is_empty();
        let told = told || !self.labels.is_empty();
        for value in std::mem::take(&mut self.nameless) {
            match ColumnRole::of_value(value) {
                Some(ColumnRole::Text(_))
                    if self.text.is_none_or(|(r, t)| r == u8::MAX && value.len() > t.len()) =>
                {
                    self.text = Some((u8::MAX, value));
                }
                Some(ColumnRole::Text(_)) => {}
                Some(column) if !told => self.put(column, value),
                _ => {}
            }
        }
        self.places.sort_by_key(|(order, _)| *order);
        self.given.place = self.places.into_iter().map(|(_, cell)| cell).collect();
        let (_, text) = self.text?;
        Some(Draft {
            source: source.to_owned(),
            given: self.given,
            paragraphs: txt::lines(text),
            undecodable: text.matches('\u{FFFD}').count(),
            labels: self.labels,
            ..Draft::default()
        })
    }
}

/// The level that a place column is named for.
pub(super) fn level(order: u8) -> Option<Level> {
    match order {
        0 => Some(Level::Nation),
        1 => Some(Level::Province),
        2 => Some(Level::Prefecture),
        3 => Some(Level::County),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_known_by_name() {
        for (name, column) in [
            ("ID", ColumnRole::Id),
            (" 省份 ", ColumnRole::Place(1)),
            ("full_text", ColumnRole::Text(0)),
            ("报告全文（清洗）", ColumnRole::Text(0)),
            ("\u{FEFF}年份", ColumnRole::Year),
        ] {
            assert_eq!(ColumnRole::from_name(name), Some(column), "{name}");
        }
        assert_eq!(ColumnRole::from_name("字数"), None);
    }

    #[test]
    fn every_row_of_the_table_is_read_and_no_name_stands_twice() {
        let rows: Vec<&str> = NAMED.lines().filter(|line| !line.starts_with('#')).collect();
        let mut names = 0;
        for row in rows {
            let (what, named) = row.split_once('\t').unwrap_or_else(|| panic!("{row}"));
            let column = ColumnRole::of_row(what);
            assert!(column.is_some(), "{what}");
            for name in named.split(' ') {
                names += 1;
                assert_eq!(
                    ColumnRole::from_name(name),
                    column,
                    "{name}: twice, or not as it is read"
                );
            }
        }
        assert!(names == NAMES.len() && names > 300, "{names}");
    }

    #[test]
    fn files_and_codes_have_columns_of_their_own() {
        for (name, column) in [
            ("file", ColumnRole::File),
            ("文件", ColumnRole::File),
            ("文件路径", ColumnRole::File),
            ("doc", ColumnRole::Text(1)),
            ("行政区划代码", ColumnRole::Code),
            ("adcode", ColumnRole::Code),
        ] {
            assert_eq!(ColumnRole::from_name(name), Some(column), "{name}");
        }
    }

    #[test]
    fn where_no_name_tells_anything_the_values_do() {
        let text = "全市经济平稳运行，群众得到实惠。".repeat(20);
        let row = [("x1", "云溪市"), ("x2", "2020"), ("x3", text.as_str())];
        let draft = row_draft("a.jsonl#1", row).unwrap();
        assert_eq!(draft.given.place, ["云溪市"]);
        assert_eq!(draft.given.year.as_deref(), Some("2020"));
        // A table that names its place needs no guess at its other columns.
        let row = [("城市", "云溪市"), ("备注", "东岭"), ("正文", text.as_str())];
        assert_eq!(row_draft("a.jsonl#1", row).unwrap().given.place, ["云溪市"]);
    }

    #[test]
    fn a_row_becomes_a_draft() {
        let row = [("城市", "云溪市"), ("省份", "江岭省"), ("year", "2020"), ("text", "一\n二")];
        let draft = row_draft("a.csv#1", row).unwrap();
        assert_eq!(draft.given.place, ["江岭省", "云溪市"]);
        assert_eq!(draft.given.year.as_deref(), Some("2020"));
        assert_eq!(draft.paragraphs.len(), 2);
        assert_eq!(row_draft("a.csv#2", [("城市", "云溪市")]), None);
    }
}
