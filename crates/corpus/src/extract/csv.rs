//! Tables as text: csv and tsv, in any encoding, with cells that hold whole reports.

use csv::ReaderBuilder;

use super::sheet::{self, Sheet};
use super::{Extract, Extracted, Fit, Input, Limits, Sink};
use crate::decode;

pub(super) struct Csv;

impl Extract for Csv {
    fn is_linear(&self) -> bool {
        true
    }

    fn fit(&self, input: &Input<'_>) -> Fit {
        if decode::binary(input.bytes).is_some() {
            return Fit::No;
        }
        let named = matches!(input.extension().as_str(), "csv" | "tsv" | "tab");
        let head = decode::decode(&input.bytes[..input.bytes.len().min(64 << 10)], None).text;
        let table = header(&head).is_some();
        match (named, table) {
            (true, _) => Fit::Name,
            (false, true) => Fit::Content,
            (false, false) => Fit::No,
        }
    }

    fn extract(&self, input: &Input<'_>, limits: &Limits, sink: &mut Sink<'_>) {
        let decoded = decode::decode(input.bytes, None);
        let delimiter =
            header(&decoded.text).unwrap_or_else(|| delimiter(&decoded.text, &input.extension()));
        let rows = match rows(&decoded.text, delimiter, limits) {
            Ok(rows) => rows,
            Err(reason) => return sink(Extracted::rejected(input.source, reason)),
        };
        if rows.is_empty() {
            return sink(Extracted::not_report(input.source, "空表"));
        }
        sheet::emit(
            Sheet {
                source: input.source,
                name: None,
                several: false,
                rows,
                first: 0,
                merged: Vec::new(),
            },
            limits,
            sink,
        );
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

fn rows(text: &str, delimiter: u8, limits: &Limits) -> Result<Vec<Vec<String>>, String> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_| "表格损坏".to_owned())?;
        rows.push(record.iter().map(ToOwned::to_owned).collect());
        if rows.len() > limits.members + 1 {
            return Err(format!("超过 {} 行的上限", limits.members));
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::extract;

    fn run(name: &str, bytes: &[u8]) -> Vec<Extracted> {
        let mut out = Vec::new();
        extract(&Input::file(name, bytes), &Limits::default(), &mut |e| out.push(e));
        out
    }

    #[test]
    fn cells_may_hold_line_ends() {
        let out = run("a.csv", "\u{FEFF}省份,年份,正文\n江岭省,2020,\"甲\n乙\"\n".as_bytes());
        let [Extracted::Draft(draft)] = &out[..] else { panic!("{out:?}") };
        assert_eq!(draft.paragraphs.len(), 2);
        assert_eq!(draft.given.place, ["江岭省"]);
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
