//! XML as a small tree, for formats whose parts must be seen together (docx, odt). Names are local
//! names, without prefix: `w:p` is `p`.
//!
//! Depth and size are bounded while parsing: whoever walks the tree may recurse, and a file of
//! empty elements becomes no tree of gigabytes.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::Budget;
use crate::reason::{Damage, Reason};

/// An element.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Its local name.
    pub name: String,
    /// Local names and values.
    pub attributes: Vec<(String, String)>,
    /// What stands in it.
    pub children: Vec<Child>,
}

/// What stands in an element.
#[derive(Debug)]
pub(super) enum Child {
    /// An element.
    Element(Element),
    /// Characters.
    Text(String),
}

impl Element {
    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The elements directly below.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        })
    }

    /// The first element of this name directly below.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.elements().find(|e| e.name == name)
    }

    /// The attribute `val` of the first element of this name directly below.
    pub(super) fn val(&self, name: &str) -> Option<&str> {
        self.child(name)?.attribute("val")
    }

    /// The first element of this name anywhere below, in document order.
    pub(super) fn find(&self, name: &str) -> Option<&Self> {
        self.elements().find_map(|e| if e.name == name { Some(e) } else { e.find(name) })
    }

    /// All characters below, in document order.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.append_text(&mut text);
        text
    }

    fn append_text(&self, out: &mut String) {
        for child in &self.children {
            match child {
                Child::Element(element) => element.append_text(out),
                Child::Text(text) => out.push_str(text),
            }
        }
    }
}

/// Parses XML into an element that holds the root. Damaged XML gives what was read before the
/// damage, as long as that is anything.
pub(super) fn parse(text: &str, budget: &Budget<'_>) -> Result<Element, Reason> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut open: Vec<Element> = vec![Element::default()];
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                budget.nesting(open.len())?;
                let element = element(&start);
                budget.nodes(1 + element.attributes.len())?;
                open.push(element);
            }
            Ok(Event::Empty(start)) => {
                let element = element(&start);
                budget.nodes(1 + element.attributes.len())?;
                append(&mut open, Child::Element(element));
            }
            Ok(Event::End(_)) if open.len() > 1 => close(&mut open),
            Ok(Event::Text(text)) => push_text(&mut open, &text.xml10_content()),
            Ok(Event::CData(text)) => push_text(&mut open, &text.xml10_content()),
            Ok(Event::GeneralRef(reference)) => {
                let mut encoded = [0; 4];
                let resolved = match reference.resolve_char_ref() {
                    Ok(Some(c)) => &*c.encode_utf8(&mut encoded),
                    _ => match &*reference.xml10_content() {
                        "amp" => "&",
                        "lt" => "<",
                        "gt" => ">",
                        "quot" => "\"",
                        "apos" => "'",
                        "nbsp" => "\u{A0}",
                        _ => "",
                    },
                };
                push_text(&mut open, resolved);
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    while open.len() > 1 {
        close(&mut open);
    }
    let root = open.pop().unwrap_or_default();
    if root.elements().next().is_none() { Err(Reason::Damaged(Damage::Xml)) } else { Ok(root) }
}

fn element(start: &BytesStart<'_>) -> Element {
    let attributes = start
        .attributes()
        .with_checks(false)
        .flatten()
        .map(|attribute| {
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map(std::borrow::Cow::into_owned);
            (local(attribute.key.as_ref()), value.unwrap_or_default())
        })
        .collect();
    Element { name: local(start.name().as_ref()), attributes, children: Vec::new() }
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or_default().to_owned()
}

fn push_text(open: &mut [Element], text: &str) {
    if let Some(last) = open.last_mut() {
        if let Some(Child::Text(before)) = last.children.last_mut() {
            before.push_str(text);
        } else if !text.is_empty() {
            last.children.push(Child::Text(text.to_owned()));
        }
    }
}

fn append(open: &mut [Element], child: Child) {
    if let Some(last) = open.last_mut() {
        last.children.push(child);
    }
}

fn close(open: &mut Vec<Element>) {
    if let Some(element) = open.pop() {
        append(open, Child::Element(element));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    fn read(text: &str) -> Result<Element, Reason> {
        let limits = Limits::default();
        parse(text, &Budget::new(&limits, None, 0))
    }

    #[test]
    fn names_are_local_and_references_resolved() {
        let root = read("<w:a x:b='1&lt;2'><w:t>甲&amp;&#20057;</w:t></w:a>").unwrap();
        let a = root.child("a").unwrap();
        assert_eq!(a.attribute("b"), Some("1<2"));
        assert_eq!(a.text(), "甲&乙");
    }

    #[test]
    fn damage_and_depth_end_the_tree() {
        assert_eq!(read("<a><b>甲</b><c").unwrap().text(), "甲");
        assert!(read(&"<a>".repeat(100_000)).is_err());
        assert!(read("无").is_err());
    }
}
