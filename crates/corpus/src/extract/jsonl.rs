//! JSON lines: one object per line, one report per object; also a JSON array of objects. Keys are
//! read as column names, keys of inner objects too.

use serde_json::Value;

use super::columns::{ColumnRole, row_draft};
use super::json::JsonFailure;
use super::{Budget, DraftSink, Extract, Extracted, FormatFit, Input, json, sheet};
use crate::decode;
use crate::reason::{Damage, MissingContent, Reason};

pub(super) struct JsonLines;

impl Extract for JsonLines {
    fn fit(&self, input: &Input<'_>) -> FormatFit {
        let named = matches!(input.extension().as_str(), "jsonl" | "json" | "ndjson");
        if decode::binary(input.bytes).is_some() {
            return FormatFit::No;
        }
        let head = decode::decode(&input.bytes[..input.bytes.len().min(512)], None).text;
        let head = head.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']);
        let key = head.trim_start_matches(['[', '{', ' ', '\t', '\r', '\n']);
        let object = head.starts_with(['{', '[']) && head.contains('{') && key.starts_with('"');
        match (object, named) {
            (true, true) => FormatFit::Signature,
            (true, false) => FormatFit::Content,
            (false, true) => FormatFit::Name,
            (false, false) => FormatFit::No,
        }
    }

    fn extract(&self, input: &Input<'_>, budget: &Budget<'_>, sink: &mut DraftSink<'_>) {
        let text = decode::decode(input.bytes, None).text;
        match json::parse(&text, budget) {
            Ok(whole) => return value(input, &whole, budget, sink),
            Err(JsonFailure::Struck(reason)) if !has_lines(&text) => {
                return sink(Extracted::rejected(input.source, reason));
            }
            Err(_) => {}
        }
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        for (number, line) in (1..).zip(lines) {
            if let Err(reason) = budget.rows(1) {
                return sink(Extracted::rejected(input.source, reason.rest()));
            }
            // Of one line no more is held than of one document.
            let budget = budget.member();
            let source = format!("{}#{number}", input.source);
            match json::parse(line, &budget) {
                Ok(row) => emit(input, number, &row, &budget, sink),
                Err(JsonFailure::Not) => {
                    sink(Extracted::rejected(source, Reason::Damaged(Damage::JsonLine)));
                }
                Err(JsonFailure::Struck(reason)) => sink(Extracted::rejected(source, reason)),
            }
        }
    }
}

/// Whether a text is a value per line rather than one value.
fn has_lines(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.next().is_some_and(|line| line.starts_with('{') && line.ends_with('}'))
        && lines.next().is_some_and(|line| line.starts_with('{'))
}

/// What an interface answers: the rows lie some levels down.
fn value(input: &Input<'_>, whole: &Value, budget: &Budget<'_>, sink: &mut DraftSink<'_>) {
    let Some(rows) = rows(whole) else { return emit(input, 1, whole, budget, sink) };
    for (at, row) in rows.iter().enumerate() {
        if let Err(reason) = budget.rows(1) {
            return sink(Extracted::rejected(input.source, reason.rest()));
        }
        emit(input, at + 1, row, budget, sink);
    }
}

/// The longest list of objects in a value, if it is not itself a row.
fn rows(value: &Value) -> Option<&Vec<Value>> {
    match value {
        Value::Array(items) if items.iter().any(Value::is_object) => Some(items),
        Value::Object(map) => {
            let fields = map.iter().filter(|(_, inner)| inner.is_string());
            let text =
                |name: &str| matches!(ColumnRole::from_name(name), Some(ColumnRole::Text(_)));
            if fields.into_iter().any(|(name, _)| text(name)) {
                return None;
            }
            map.values().filter_map(rows).max_by_key(|rows| rows.len())
        }
        _ => None,
    }
}

fn emit(
    input: &Input<'_>,
    number: usize,
    row: &Value,
    budget: &Budget<'_>,
    sink: &mut DraftSink<'_>,
) {
    let source = format!("{}#{number}", input.source);
    let mut fields = Vec::new();
    flatten(row, "", &mut fields);
    let pairs = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    match row_draft(&source, pairs) {
        Some(draft) => sink(sheet::heal_fragment(draft, budget)),
        None => sink(Extracted::no_text(source, MissingContent::RowColumn)),
    }
}

fn flatten(value: &Value, name: &str, fields: &mut Vec<(String, String)>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, inner)| flatten(inner, key, fields)),
        Value::String(text) => fields.push((name.to_owned(), text.clone())),
        Value::Number(number) => fields.push((name.to_owned(), number.to_string())),
        // A text kept as a list of paragraphs.
        Value::Array(items) if items.iter().all(Value::is_string) => {
            let lines: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            fields.push((name.to_owned(), lines.join("\n")));
        }
        Value::Array(_) | Value::Bool(_) | Value::Null => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::testing::extracted;

    fn run(name: &str, content: &str) -> Vec<Extracted> {
        extracted(name, content.as_bytes())
    }

    #[test]
    fn every_line_gets_one_outcome() {
        let out = run("a.jsonl", "{\"id\":\"x\",\"text\":\"短\"}\nnot json\n\n{\"id\":\"y\"}\n");
        assert_eq!(out.len(), 3);
        assert!(matches!(&out[0], Extracted::Draft(d) if d.given.id.as_deref() == Some("x")));
        assert!(matches!(&out[1], Extracted::Rejected { source, .. } if source == "a.jsonl#2"));
        assert!(matches!(&out[2], Extracted::NotReport { source, .. } if source == "a.jsonl#3"));
    }

    #[test]
    fn arrays_and_inner_objects_are_rows_too() {
        let out = run("a.txt", "[{\"meta\":{\"年份\":2020},\"正文\":[\"一\",\"二\"]}]");
        let Extracted::Draft(draft) = &out[0] else { panic!("{out:?}") };
        assert_eq!(draft.given.year.as_deref(), Some("2020"));
        assert_eq!(draft.paragraphs.len(), 2);
    }
}
