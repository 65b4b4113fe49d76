//! JSON lines: one object per line, one report per object; also a JSON array of objects. Keys are
//! read as column names, keys of inner objects too.

use serde_json::Value;

use super::columns::{Column, row_draft};
use super::{Extract, Extracted, Fit, Input, Limits, Sink, sheet};
use crate::decode;

pub(super) struct JsonLines;

impl Extract for JsonLines {
    fn is_linear(&self) -> bool {
        true
    }

    fn fit(&self, input: &Input<'_>) -> Fit {
        let named = matches!(input.extension().as_str(), "jsonl" | "json" | "ndjson");
        if decode::binary(input.bytes).is_some() {
            return Fit::No;
        }
        let head = decode::decode(&input.bytes[..input.bytes.len().min(512)], None).text;
        let head = head.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']);
        let key = head.trim_start_matches(['[', '{', ' ', '\t', '\r', '\n']);
        let object = head.starts_with(['{', '[']) && head.contains('{') && key.starts_with('"');
        match (object, named) {
            (true, true) => Fit::Signature,
            (true, false) => Fit::Content,
            (false, true) => Fit::Name,
            (false, false) => Fit::No,
        }
    }

    fn extract(&self, input: &Input<'_>, limits: &Limits, sink: &mut Sink<'_>) {
        let text = decode::decode(input.bytes, None).text;
        if let Ok(whole) = serde_json::from_str::<Value>(&text) {
            // What an interface answers: the rows lie some levels down.
            match rows(&whole) {
                Some(rows) => {
                    rows.iter().enumerate().for_each(|(at, row)| emit(input, at + 1, row, sink))
                }
                None => emit(input, 1, &whole, sink),
            }
            return;
        }
        let mut number = 0;
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            number += 1;
            if number > limits.members {
                let reason = format!("超过 {} 行的上限，其后未读", limits.members);
                sink(Extracted::rejected(input.source, reason));
                return;
            }
            match serde_json::from_str::<Value>(line) {
                Ok(row) => emit(input, number, &row, sink),
                Err(_) => {
                    let source = format!("{}#{number}", input.source);
                    sink(Extracted::rejected(source, "这一行不是 JSON"));
                }
            }
        }
    }
}

/// The longest list of objects in a value, if it is not itself a row.
fn rows(value: &Value) -> Option<&Vec<Value>> {
    match value {
        Value::Array(items) if items.iter().any(Value::is_object) => Some(items),
        Value::Object(map) => {
            let fields = map.iter().filter(|(_, inner)| inner.is_string());
            let text = |name: &str| matches!(Column::from_name(name), Some(Column::Text(_)));
            if fields.into_iter().any(|(name, _)| text(name)) {
                return None;
            }
            map.values().filter_map(rows).max_by_key(|rows| rows.len())
        }
        _ => None,
    }
}

fn emit(input: &Input<'_>, number: usize, row: &Value, sink: &mut Sink<'_>) {
    let source = format!("{}#{number}", input.source);
    let mut fields = Vec::new();
    flatten(row, "", &mut fields);
    let pairs = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    match row_draft(&source, pairs) {
        Some(draft) => sink(Extracted::Draft(Box::new(sheet::heal_fragment(draft)))),
        None => sink(Extracted::not_report(source, "这一行没有正文列")),
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
    use crate::extract::extract;

    fn run(name: &str, content: &str) -> Vec<Extracted> {
        let mut out = Vec::new();
        let input = Input::file(name, content.as_bytes());
        extract(&input, &Limits::default(), &mut |e| out.push(e));
        out
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
