//! XML of no known kind: elements that look like rows of a table become drafts, else all of its
//! text is one.

use super::columns::{ColumnRole, row_draft};
use super::xml::{self, Child, Element};
use super::{Budget, DraftSink, Extract, Extracted, FormatFit, Input, sheet};
use crate::decode;
use crate::draft::{Draft, Paragraph};
use crate::reason::MissingContent;

pub(super) struct RecordsExtractor;

impl Extract for RecordsExtractor {
    fn fit(&self, input: &Input<'_>) -> FormatFit {
        if decode::binary(input.bytes).is_some() {
            return FormatFit::No;
        }
        let head = decode::decode(&input.bytes[..input.bytes.len().min(256)], None).text;
        let xml = head.trim_start_matches('\u{FEFF}').trim_start().starts_with("<?xml");
        if xml { FormatFit::Content } else { FormatFit::No }
    }

    fn extract(&self, input: &Input<'_>, budget: &Budget<'_>, sink: &mut DraftSink<'_>) {
        let decoded = decode::decode(input.bytes, None);
        let root = match xml::parse(&decoded.text, budget) {
            Ok(root) => root,
            Err(reason) => return sink(Extracted::rejected(input.source, reason)),
        };
        let mut rows = Vec::new();
        collect(&root, &mut rows);
        if let Err(reason) = budget.rows(rows.len()) {
            return sink(Extracted::rejected(input.source, reason));
        }
        for (at, row) in rows.iter().enumerate() {
            let source = format!("{}#{}", input.source, at + 1);
            let pairs: Vec<(&str, String)> = leaves(row);
            let pairs = pairs.iter().map(|(name, value)| (*name, value.as_str()));
            match row_draft(&source, pairs) {
                Some(draft) => sink(sheet::heal_fragment(draft, budget)),
                None => sink(Extracted::no_text(source, MissingContent::ItemText)),
            }
        }
        if rows.is_empty() {
            let mut paragraphs = Vec::new();
            lines(&root, &mut paragraphs);
            sink(Extracted::Draft(Box::new(Draft {
                source: input.source.to_owned(),
                paragraphs,
                undecodable: decoded.undecodable,
                ..Draft::default()
            })));
        }
    }
}

/// The name and text of all that an element holds directly: attributes and elements.
fn leaves(element: &Element) -> Vec<(&str, String)> {
    let attributes = element.attributes.iter().map(|(name, value)| (name.as_str(), value.clone()));
    let children = element.elements().map(|child| {
        let texts: Vec<String> = child.elements().map(Element::text).collect();
        let text = if texts.is_empty() { child.text() } else { texts.join("\n") };
        (child.name.as_str(), text)
    });
    attributes.chain(children).collect()
}

/// Finds the elements that name the columns of a report, text among them.
fn collect<'e>(element: &'e Element, rows: &mut Vec<&'e Element>) {
    let columns: Vec<ColumnRole> =
        leaves(element).iter().filter_map(|(name, _)| ColumnRole::from_name(name)).collect();
    let text = columns.iter().any(|c| matches!(c, ColumnRole::Text(_)));
    if text && columns.len() > 1 {
        rows.push(element);
        return;
    }
    for child in element.elements() {
        collect(child, rows);
    }
}

fn lines(element: &Element, out: &mut Vec<Paragraph>) {
    for child in &element.children {
        match child {
            Child::Element(child) => lines(child, out),
            Child::Text(text) => out.extend(
                text.lines()
                    .filter(|line| !line.trim().is_empty())
                    .map(|line| Paragraph { text: line.to_owned(), ..Paragraph::default() }),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::testing::extracted;

    #[test]
    fn rows_are_told_by_the_names_of_their_elements() {
        let xml = "<?xml version='1.0'?><list><item><地区>云溪市</地区><年份>2020</年份>\
            <正文>甲\n乙</正文></item><item><地区>东岭市</地区><正文>丙</正文></item></list>";
        let out = extracted("a.xml", xml.as_bytes());
        assert_eq!(out.len(), 2);
        let Extracted::Draft(draft) = &out[0] else { panic!("{out:?}") };
        assert_eq!(draft.given.place, ["云溪市"]);
        assert_eq!(draft.paragraphs.len(), 2);
    }
}
