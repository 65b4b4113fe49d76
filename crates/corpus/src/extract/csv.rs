//! Tables as text: csv and tsv, in any encoding, with cells that hold whole reports.

use csv::ReaderBuilder;

use super::sheet::{self, Sheet};
use super::{Budget, DraftSink, Extract, Extracted, FormatFit, Input};
use crate::decode;
use crate::reason::{Damage, MissingContent, Reason};

pub(super) struct Csv;

impl Extract for Csv {
    fn fit(&self, input: &Input<'_>) -> FormatFit {
        if decode::binary(input.bytes).is_some() {
            return FormatFit::No;
        }
        let named = matches!(input.extension().as_str(), "csv" | "tsv" | "tab");
        let head = decode::decode(&input.bytes[..input.bytes.len().min(64 << 10)], None).text;
        let table = header(&head).is_some();
        match (named, table) {
            (true, _) => FormatFit::Name,
            (false, true) => FormatFit::Content,
            (false, false) => FormatFit::No,
        }
    }

    fn extract(&self, input: &Input<'_>, budget: &Budget<'_>, sink: &mut DraftSink<'_>) {
        let decoded = decode::decode(input.bytes, None);
        let delimiter =
            header(&decoded.text).unwrap_or_else(|| delimiter(&decoded.text, &input.extension()));
        let rows = match rows(&decoded.text, delimiter, budget) {
            Ok(rows) => rows,
            Err(reason) => return sink(Extracted::rejected(input.source, reason)),
        };
        if rows.is_empty() {
            return sink(Extracted::no_text(input.source, MissingContent::Rows));
        }
        sheet::emit(Sheet::records(input.source, rows, budget), sink);
    }
}

/// The delimiter of a text whose first line names nothing: that of its extension, or the one that
/// stands in the line.
fn delimiter(text: &str, extension: &str) -> u8 {
    if matches!(extension, "tsv" | "tab") {
        return b'\t';
    }
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let rare = [b'\t', b'|', b';'].into_iter();
    let stands = |delimiter: &u8| line.contains(char::from(*delimiter)) && !line.contains(',');
    rare.into_iter().find(stands).unwrap_or(b',')
}

/// The delimiter of a text whose first line names columns, or `None` where it does not.
fn header(text: &str) -> Option<u8> {
    let line = text.trim_start_matches('\u{FEFF}').lines().find(|l| !l.trim().is_empty())?;
    if line.len() > 2000 {
        return None;
    }
    [b',', b'\t', b';', b'|'].into_iter().find(|delimiter| {
        let names: Vec<String> = line
            .split(char::from(*delimiter))
            .map(|name| name.trim().trim_matches('"').to_owned())
            .collect();
        // A text cell stands in for the rows below, which are not looked at here.
        names.len() > 1 && sheet::header(&[names, vec!["文".repeat(501)]]) == Some(0)
    })
}

fn rows(text: &str, delimiter: u8, budget: &Budget<'_>) -> Result<Vec<Vec<String>>, Reason> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    // The reader holds a row whole before anyone can ask how wide it is.
    budget.columns(widest(text, delimiter))?;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_| Reason::Damaged(Damage::Table))?;
        // Those of the header are not counted.
        budget.rows(usize::from(!rows.is_empty()))?;
        budget.cells(record.len())?;
        rows.push(record.iter().map(ToOwned::to_owned).collect());
    }
    Ok(rows)
}

/// How many cells the widest row has.
fn widest(text: &str, delimiter: u8) -> usize {
    let (mut quoted, mut closed, mut begins) = (false, false, true);
    let (mut columns, mut widest) = (1, 1);
    for byte in text.bytes() {
        // A quotation mark opens at the beginning of a cell, and two are one inside.
        let opens = byte == b'"' && (begins || closed);
        if quoted {
            quoted = byte != b'"';
            closed = !quoted;
            continue;
        }
        closed = false;
        begins = false;
        match byte {
            _ if opens => quoted = true,
            b'\n' | b'\r' => (columns, begins) = (1, true),
            _ if byte == delimiter => {
                columns += 1;
                widest = widest.max(columns);
                begins = true;
            }
            _ => {}
        }
    }
    widest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::testing::extracted;

    fn run(name: &str, bytes: &[u8]) -> Vec<Extracted> {
        extracted(name, bytes)
    }

    #[test]
    fn cells_may_hold_line_ends() {
        let out = run("a.csv", "\u{FEFF}省份,年份,正文\n江岭省,2020,\"甲\n乙\"\n".as_bytes());
        let [Extracted::Draft(draft)] = &out[..] else { panic!("{out:?}") };
        assert_eq!(draft.paragraphs.len(), 2);
        assert_eq!(draft.given.place, ["江岭省"]);
    }

    #[test]
    fn delimiters_in_quotation_marks_make_no_cells() {
        for (text, columns) in
            [("a,b\nc\n", 2), ("\"a,\"\"b\"\",c\",d", 2), ("5\",6\",7", 3), ("\"a\nb,\"\n,,,", 4)]
        {
            assert_eq!(widest(text, b','), columns, "{text}");
        }
    }

    #[test]
    fn tables_are_told_by_their_header_in_any_encoding() {
        let (gbk, _, _) =
            encoding_rs::GB18030.encode("城市\t年度\t报告内容\n云溪市\t2020\t坚持稳中求进。\n");
        let out = run("a.txt", &gbk);
        assert!(matches!(&out[..], [Extracted::Draft(d)] if d.source == "a.txt#1"), "{out:?}");
        let out = run("b.txt", "坚持稳中求进，城市,年份，正文。\n".as_bytes());
        assert!(matches!(&out[..], [Extracted::Draft(d)] if d.source == "b.txt"));
    }
}
