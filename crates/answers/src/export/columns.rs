//! The columns of an export, the same in every form.

use serde::Serialize;
use suyan_engine::Hit;

use crate::problem::Problem;

/// The names of the columns. They are described in the API's description under `ExportRow`.
pub const COLUMNS: [&str; 16] = [
    "report_id",
    "title",
    "place_code",
    "place",
    "place_path",
    "level",
    "year",
    "date",
    "kind",
    "matching_passages",
    "ordinal",
    "part",
    "heading",
    "match",
    "text",
    "link",
];

/// One row: a report with its best passage, or one passage.
#[derive(Debug, Serialize)]
pub struct Row<'a> {
    report_id: &'a str,
    title: &'a str,
    place_code: Option<&'a str>,
    place: Option<&'a str>,
    place_path: Option<String>,
    level: Option<&'static str>,
    year: Option<i16>,
    date: Option<&'a str>,
    kind: &'static str,
    matching_passages: u64,
    ordinal: Option<u32>,
    part: Option<&'static str>,
    heading: Option<String>,
    #[serde(rename = "match")]
    tier: Option<&'static str>,
    text: Option<String>,
    link: String,
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing known.
    Empty,
    /// A number.
    Number(u64),
    /// A text.
    Text(String),
}

impl<'a> Row<'a> {
    /// The row of a hit; its link begins with `base`.
    pub fn new(hit: &'a Hit, base: &str) -> Self {
        let report = &hit.report;
        let place = report.place.as_ref();
        let passage = hit.passages.first();
        let id = percent_encoding::utf8_percent_encode(&report.id, crate::params::PLAIN);
        let anchor = passage.map_or_else(String::new, |passage| format!("#p{}", passage.ordinal));
        Self {
            report_id: &report.id,
            title: &report.title,
            place_code: place.map(|place| place.code.as_str()),
            place: place.map(|place| place.name.as_str()),
            place_path: place.map(|place| place.path.join("/")),
            level: report.level.map(suyan_corpus::Level::as_str),
            year: report.year,
            date: report.date.as_deref(),
            kind: report.kind.as_str(),
            matching_passages: hit.matching_passages,
            ordinal: passage.map(|passage| passage.ordinal),
            part: passage.map(|passage| passage.part.as_str()),
            heading: passage.map(|passage| passage.heading.join(" › ")),
            tier: passage.map(|passage| match passage.tier {
                suyan_engine::Tier::Exact => "exact",
                suyan_engine::Tier::Near => "near",
                suyan_engine::Tier::Words => "words",
                suyan_engine::Tier::Some => "some",
            }),
            text: passage.map(|p| p.snippet.iter().map(|f| f.text.as_str()).collect()),
            link: format!("{base}/reports/{id}{anchor}"),
        }
    }

    /// The values in the order of [`COLUMNS`].
    pub fn cells(self) -> [Cell; COLUMNS.len()] {
        let text = |text: Option<&str>| text.map_or(Cell::Empty, |text| Cell::Text(text.into()));
        let number = |n: Option<u64>| n.map_or(Cell::Empty, Cell::Number);
        [
            Cell::Text(self.report_id.into()),
            Cell::Text(self.title.into()),
            text(self.place_code),
            text(self.place),
            text(self.place_path.as_deref()),
            text(self.level),
            number(self.year.and_then(|year| u64::try_from(year).ok())),
            text(self.date),
            Cell::Text(self.kind.into()),
            Cell::Number(self.matching_passages),
            number(self.ordinal.map(u64::from)),
            text(self.part),
            text(self.heading.as_deref()),
            text(self.tier),
            text(self.text.as_deref()),
            Cell::Text(self.link),
        ]
    }
}

/// A line of JSON.
pub fn json_row(hit: &Hit, base: &str, out: &mut Vec<u8>) -> Result<(), Problem> {
    out.extend(crate::json::print(&Row::new(hit, base))?);
    out.push(b'\n');
    Ok(())
}

/// A line of CSV as RFC 4180 has it.
pub fn csv_row(hit: &Hit, base: &str, out: &mut Vec<u8>) -> Result<(), Problem> {
    for (at, cell) in Row::new(hit, base).cells().iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        match cell {
            Cell::Empty => {}
            Cell::Number(number) => out.extend(number.to_string().as_bytes()),
            Cell::Text(text) => csv_text(text, out),
        }
    }
    out.extend(b"\r\n");
    Ok(())
}

/// A text that a spreadsheet program would take for a formula gets an apostrophe before it: a
/// report must not be able to run anything on a reader's machine.
pub fn csv_text(text: &str, out: &mut Vec<u8>) {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    let quoted = text.contains(['"', ',', '\n', '\r']);
    if quoted {
        out.push(b'"');
    }
    if formula {
        out.push(b'\'');
    }
    if text.contains('"') {
        out.extend(text.replace('"', "\"\"").as_bytes());
    } else {
        out.extend(text.as_bytes());
    }
    if quoted {
        out.push(b'"');
    }
}

#[cfg(test)]
mod tests {
    use super::csv_text;

    #[test]
    fn formulas_and_quotes_are_harmless() {
        let cases = [
            ("平文", "平文"),
            ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""),
            ("-5%", "'-5%"),
            ("＝1+1", "'＝1+1"),
            ("一,二\n三", "\"一,二\n三\""),
        ];
        for (text, cell) in cases {
            let mut out = Vec::new();
            csv_text(text, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), cell);
        }
    }
}
