//! OpenDocument texts (odt), and the flat form of the same in one XML file (fodt). Numbers of
//! lists are written out as a reader sees them, hidden text stays out.

use std::collections::HashSet;
use std::io::Cursor;

use zip::ZipArchive;

use super::archive::{Package, package, part, xml_text};
use super::docx::numbering::{Level, Numbering};
use super::xml::{self, Child, Element};
use super::{Budget, DraftSink, Extract, Extracted, FormatFit, Input};
use crate::decode;
use crate::draft::{Draft, Paragraph, ParagraphStyle};
use crate::reason::{Damage, Reason};

pub(super) struct Odt;

impl Extract for Odt {
    fn fit(&self, input: &Input<'_>) -> FormatFit {
        if package(input.bytes) == Some(Package::Odt) || is_flat(input.bytes) {
            FormatFit::Signature
        } else {
            FormatFit::No
        }
    }

    fn extract(&self, input: &Input<'_>, budget: &Budget<'_>, sink: &mut DraftSink<'_>) {
        sink(match read(input, budget) {
            Ok(paragraphs) => Extracted::Draft(Box::new(Draft {
                source: input.source.to_owned(),
                paragraphs,
                ..Draft::default()
            })),
            Err(reason) => Extracted::rejected(input.source, reason),
        });
    }
}

fn is_flat(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]);
    head.trim_start().starts_with("<?xml") && head.contains("<office:document")
}

fn read(input: &Input<'_>, budget: &Budget<'_>) -> Result<Vec<Paragraph>, Reason> {
    let mut flow = OdtFlow::default();
    let root = if is_flat(input.bytes) {
        xml::parse(&decode::decode(input.bytes, None).text, budget)?
    } else {
        let mut zip = ZipArchive::new(Cursor::new(input.bytes))
            .map_err(|_| Reason::Damaged(Damage::Package))?;
        let encrypted = part(&mut zip, "META-INF/manifest.xml", budget)?
            .is_some_and(|bytes| String::from_utf8_lossy(&bytes).contains("encryption-data"));
        if encrypted {
            return Err(Reason::Encrypted("文档".to_owned()));
        }
        if let Some(bytes) = part(&mut zip, "styles.xml", budget)? {
            match xml::parse(&xml_text(&bytes), budget) {
                Ok(styles) => flow.styles(&styles),
                Err(reason @ Reason::Bound { .. }) => return Err(reason),
                Err(_) => {}
            }
        }
        let content = part(&mut zip, "content.xml", budget)?
            .ok_or_else(|| Reason::Damaged(Damage::Part("content.xml".to_owned())))?;
        xml::parse(&xml_text(&content), budget)?
    };
    flow.styles(&root);
    let body = root.find("body").and_then(|body| body.child("text"));
    flow.blocks(body.ok_or(Reason::Damaged(Damage::Body))?);
    flow.paragraphs.append(&mut flow.notes);
    Ok(flow.paragraphs)
}

#[derive(Default)]
struct OdtFlow {
    paragraphs: Vec<Paragraph>,
    notes: Vec<Paragraph>,
    /// Styles whose text is not shown.
    hidden: HashSet<String>,
    numbering: Numbering,
    /// The number that the next paragraph begins with.
    number: String,
}

impl OdtFlow {
    /// Reads which styles hide their text, and how lists are numbered.
    fn styles(&mut self, root: &Element) {
        for container in ["automatic-styles", "styles"].iter().filter_map(|name| root.find(name)) {
            for style in container.elements() {
                let Some(name) = style.attribute("name") else { continue };
                let hides = |e: &Element| e.attribute("display") == Some("none");
                if style.name == "style" && style.child("text-properties").is_some_and(hides) {
                    self.hidden.insert(name.to_owned());
                }
                if style.name == "list-style" {
                    let levels = style.elements().map(level).collect();
                    self.numbering.define(name, levels);
                    self.numbering.list(name, name);
                }
            }
        }
    }

    fn is_hidden(&self, element: &Element) -> bool {
        element.attribute("style-name").is_some_and(|name| self.hidden.contains(name))
    }

    /// A list: the first paragraph of each item begins with its number.
    fn list(&mut self, list: &Element, style: Option<&str>, depth: u8) {
        let style = list.attribute("style-name").or(style);
        let goes_on = ["continue-numbering", "continue-list"]
            .iter()
            .any(|name| list.attribute(name).is_some_and(|value| value != "false"));
        if let Some(style) = style.filter(|_| depth == 0 && !goes_on) {
            self.numbering.restart(style);
        }
        for item in list.elements() {
            if item.name == "list-item"
                && item.elements().next().is_some_and(|e| e.name != "list")
                && let Some(style) = style
            {
                self.number = self.numbering.next(style, depth);
            }
            for block in item.elements() {
                match block.name.as_str() {
                    "list" => self.list(block, style, depth.saturating_add(1)),
                    _ => self.block(block),
                }
                self.number.clear();
            }
        }
    }

    fn blocks(&mut self, container: &Element) {
        container.elements().for_each(|element| self.block(element));
    }

    fn block(&mut self, element: &Element) {
        match element.name.as_str() {
            "p" => self.paragraph(element, ParagraphStyle::Body),
            "h" => {
                let level = element.attribute("outline-level").and_then(|l| l.parse().ok());
                self.paragraph(element, ParagraphStyle::Heading(level.unwrap_or(1)));
            }
            "table" => self.table(element),
            "list" => self.list(element, None, 0),
            "tracked-changes" | "table-of-content" | "sequence-decls" | "forms" | "annotation"
            | "variable-decls" | "user-field-decls" => {}
            _ => self.blocks(element),
        }
    }

    fn paragraph(&mut self, element: &Element, style: ParagraphStyle) {
        if self.is_hidden(element) {
            return;
        }
        let mut text = std::mem::take(&mut self.number);
        let mut boxes = Vec::new();
        self.inline(element, &mut text, &mut boxes);
        for line in text.split('\n').filter(|line| !line.trim().is_empty()) {
            self.paragraphs.push(Paragraph { text: line.to_owned(), style });
        }
        for text_box in boxes {
            self.blocks(text_box);
        }
    }

    fn inline<'e>(
        &mut self,
        element: &'e Element,
        text: &mut String,
        boxes: &mut Vec<&'e Element>,
    ) {
        for child in &element.children {
            let child = match child {
                // Line ends of the XML itself are blanks, and none between Han characters.
                Child::Text(characters) => {
                    text.extend(characters.chars().filter(|c| !matches!(c, '\n' | '\r')));
                    continue;
                }
                Child::Element(child) => child,
            };
            match child.name.as_str() {
                "s" => {
                    let count = child.attribute("c").and_then(|c| c.parse().ok()).unwrap_or(1);
                    text.extend(std::iter::repeat_n(' ', std::cmp::min(count, 200)));
                }
                "tab" => text.push('\t'),
                "line-break" => text.push('\n'),
                "note" => self.note(child),
                "page-number" | "page-count" | "annotation" | "annotation-end" | "rt"
                | "ruby-text" | "hidden-text" => {}
                "text-box" => boxes.push(child),
                "span" if self.is_hidden(child) => {}
                _ => self.inline(child, text, boxes),
            }
        }
    }

    fn note(&mut self, note: &Element) {
        let mut inner = Self::default();
        if let Some(body) = note.child("note-body") {
            inner.blocks(body);
        }
        let lines: Vec<String> =
            inner.paragraphs.iter().map(|p| p.text.trim().to_owned()).collect();
        let text = lines.join("");
        if !text.is_empty() {
            self.notes.push(Paragraph { text, style: ParagraphStyle::Note });
        }
    }

    fn table(&mut self, table: &Element) {
        let mut rows = Vec::new();
        collect(table, "table-row", &mut rows);
        let mut cells_of_rows: Vec<Vec<Vec<Paragraph>>> = Vec::new();
        for row in rows {
            let mut cells = Vec::new();
            for cell in row.elements().filter(|e| e.name == "table-cell") {
                let outer = std::mem::take(&mut self.paragraphs);
                self.blocks(cell);
                cells.push(std::mem::replace(&mut self.paragraphs, outer));
            }
            cells_of_rows.push(cells);
        }
        self.paragraphs.extend(super::table_paragraphs(cells_of_rows));
    }
}

/// How one level of a list style is numbered.
fn level(level: &Element) -> Level {
    let at = level.attribute("level").and_then(|l| l.parse::<usize>().ok()).unwrap_or(1);
    let start = level.attribute("start-value").and_then(|s| s.parse().ok()).unwrap_or(1);
    let format = match level.attribute("num-format").and_then(|f| f.chars().next()) {
        _ if level.name != "list-level-style-number" => "none",
        None => "none",
        Some('一') => "chineseCounting",
        Some('壹') => "chineseLegalSimplified",
        Some('甲') => "ideographTraditional",
        Some('①') => "decimalEnclosedCircle",
        Some('１') => "decimalFullWidth",
        Some('i') => "lowerRoman",
        Some('I') => "upperRoman",
        Some('a') => "lowerLetter",
        Some('A') => "upperLetter",
        Some(_) => "decimal",
    };
    let around = |name| level.attribute(name).unwrap_or_default();
    let shown = level.attribute("display-levels").and_then(|l| l.parse().ok()).unwrap_or(1);
    let numbers: Vec<String> =
        (at.saturating_sub(shown) + 1..=at).map(|number| format!("%{number}")).collect();
    let plain = format!("{}{}{}", around("num-prefix"), numbers.join("."), around("num-suffix"));
    // LibreOffice writes the whole form of the number, each level between two signs.
    let whole = level.attribute("num-list-format").map(|whole| {
        (1..=9).fold(whole.to_owned(), |text, n| text.replace(&format!("%{n}%"), &format!("%{n}")))
    });
    Level::new(start, format, &whole.unwrap_or(plain), "tab", false)
}

/// The elements of a name below, not looking into those found.
fn collect<'e>(element: &'e Element, name: &str, found: &mut Vec<&'e Element>) {
    for child in element.elements() {
        if child.name == name {
            found.push(child);
        } else {
            collect(child, name, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::testing::extracted;

    #[test]
    fn a_flat_text_is_read() {
        let xml = "<?xml version='1.0'?><office:document><office:body><office:text>\
            <text:h text:outline-level='1'>一、回顾</text:h><text:p>坚持<text:span>稳中\
            <text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>释义\
            </text:p></text:note-body></text:note></text:span>求进<text:line-break/>第二行</text:p>\
            <table:table><table:table-row><table:table-cell><text:p>产值</text:p></table:table-cell>\
            <table:table-cell><text:p>6%</text:p></table:table-cell></table:table-row></table:table>\
            </office:text></office:body></office:document>";
        let out = extracted("a.doc", xml.as_bytes());
        let [Extracted::Draft(draft)] = &out[..] else { panic!("{out:?}") };
        let got: Vec<_> = draft.paragraphs.iter().map(|p| (p.text.as_str(), p.style)).collect();
        assert_eq!(
            got,
            [
                ("一、回顾", ParagraphStyle::Heading(1)),
                ("坚持稳中求进", ParagraphStyle::Body),
                ("第二行", ParagraphStyle::Body),
                ("产值\t6%", ParagraphStyle::Row),
                ("释义", ParagraphStyle::Note),
            ]
        );
    }
}
