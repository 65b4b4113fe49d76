//! Paragraph styles: what a paragraph inherits from the style that it names.

use std::collections::HashMap;

use crate::extract::xml::Element;

/// All styles of a document, by id.
#[derive(Debug, Default)]
pub(super) struct Styles {
    by_id: HashMap<String, DocxStyle>,
    default: Option<String>,
}

#[derive(Debug, Default, Clone)]
struct DocxStyle {
    based_on: Option<String>,
    name: String,
    outline: Option<u8>,
    numbering: Option<(Option<String>, u8)>,
    bold: Option<bool>,
    hidden: Option<bool>,
}

/// What a style comes to with all that it is based on.
#[derive(Debug, Default, Clone)]
pub(super) struct Effective {
    /// Heading level from 1.
    pub heading: Option<u8>,
    /// List and level of the automatic number.
    pub numbering: Option<(String, u8)>,
    /// Bold by default.
    pub bold: bool,
    /// Hidden by default.
    pub hidden: bool,
    /// An entry of a table of contents.
    pub contents: bool,
}

/// Whether a switch such as `<w:b/>` is on in a property list, if it is there at all.
pub(super) fn switch(properties: &Element, name: &str) -> Option<bool> {
    let value = properties.child(name)?.attribute("val");
    Some(!matches!(value, Some("0" | "false" | "off" | "none")))
}

/// The list and level that paragraph properties name.
pub(super) fn list(properties: &Element) -> Option<(Option<String>, u8)> {
    let list = properties.child("numPr").or_else(|| properties.child("listPr"))?;
    let level = list.val("ilvl").and_then(|l| l.parse().ok()).unwrap_or(0);
    let id = list.val("numId").or_else(|| list.val("ilfo"));
    Some((id.map(ToOwned::to_owned), level))
}

/// The heading level of an `outlineLvl`, from 1; 9 is body text.
pub(super) fn outline(properties: &Element) -> Option<u8> {
    let level: u8 = properties.val("outlineLvl")?.parse().ok()?;
    (level < 9).then_some(level + 1)
}

impl Styles {
    /// Reads `styles.xml`.
    pub(super) fn of(part: &Element) -> Self {
        let mut styles = Self::default();
        let root = part.find("styles").unwrap_or(part);
        for style in root.elements().filter(|e| e.name == "style") {
            let Some(id) = style.attribute("styleId") else { continue };
            let paragraph = style.child("pPr");
            let run = style.child("rPr");
            let read = DocxStyle {
                based_on: style.val("basedOn").map(ToOwned::to_owned),
                name: style.val("name").unwrap_or_default().to_lowercase(),
                outline: paragraph.and_then(outline),
                numbering: paragraph.and_then(list),
                bold: run.and_then(|r| switch(r, "b")),
                hidden: run.and_then(|r| switch(r, "vanish")),
            };
            let default = matches!(style.attribute("default"), Some("1" | "true" | "on"));
            if default && style.attribute("type") == Some("paragraph") {
                styles.default = Some(id.to_owned());
            }
            styles.by_id.insert(id.to_owned(), read);
        }
        styles
    }

    /// What the style of this id, or the default one, comes to.
    pub(super) fn effective(&self, id: Option<&str>) -> Effective {
        let mut effective = Effective::default();
        let mut next = id.or(self.default.as_deref());
        let (mut bold, mut hidden) = (None, None);
        let mut list: Option<String> = None;
        let mut level: Option<u8> = None;
        // Styles may be based on each other in a circle.
        for _ in 0..20 {
            let Some(style) = next.and_then(|id| self.by_id.get(id)) else { break };
            let named = style.name.strip_prefix("heading ").and_then(|n| n.trim().parse().ok());
            effective.heading = effective.heading.or(style.outline).or(named);
            effective.contents |= style.name.starts_with("toc ");
            bold = bold.or(style.bold);
            hidden = hidden.or(style.hidden);
            if let Some((id, own)) = &style.numbering {
                list = list.or_else(|| id.clone());
                level = level.or(Some(*own));
            }
            next = style.based_on.as_deref();
        }
        effective.bold = bold.unwrap_or(false);
        effective.hidden = hidden.unwrap_or(false);
        effective.numbering = list.map(|id| (id, level.unwrap_or(0)));
        effective
    }
}
