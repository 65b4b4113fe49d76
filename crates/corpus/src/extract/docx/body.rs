//! The body of a document: paragraphs, runs, tables, text boxes.

use super::numbering::Numbering;
use super::styles::{self, Effective, Styles, switch};
use crate::draft::{Paragraph, ParagraphStyle};
use crate::extract::xml::{Child, Element};

/// Reads blocks in order; numbers count on from one to the next.
pub(super) struct BodyReader<'s> {
    styles: &'s Styles,
    numbering: Numbering,
    paragraphs: Vec<Paragraph>,
    /// Open fields, innermost last.
    fields: Vec<DocxField>,
}

#[derive(Debug, Default)]
struct DocxField {
    code: String,
    /// Behind `separate`: what follows is shown.
    result: bool,
}

/// The text of a paragraph while it is read.
#[derive(Default)]
struct ParagraphRuns {
    text: String,
    chars: usize,
    bold: usize,
    /// Text boxes that are anchored in the paragraph.
    boxes: Vec<Paragraph>,
}

impl<'s> BodyReader<'s> {
    pub(super) fn new(styles: &'s Styles, numbering: Numbering) -> Self {
        Self { styles, numbering, paragraphs: Vec::new(), fields: Vec::new() }
    }

    pub(super) fn finish(self) -> Vec<Paragraph> {
        self.paragraphs
    }

    /// Reads what stands in a body, a cell or a text box.
    pub(super) fn blocks(&mut self, container: &Element) {
        for element in container.elements() {
            match element.name.as_str() {
                "p" => self.paragraph(element),
                "tbl" => self.table(element),
                "sdt" if is_contents(element) => {}
                "AlternateContent" => {
                    if let Some(choice) = choice(element) {
                        self.blocks(choice);
                    }
                }
                "del" | "moveFrom" | "sectPr" | "pPr" | "tcPr" | "sdtPr" => {}
                _ => self.blocks(element),
            }
        }
    }

    fn paragraph(&mut self, element: &Element) {
        let properties = element.child("pPr");
        let style_id = properties.and_then(|p| p.val("pStyle"));
        let style = self.styles.effective(style_id);
        let mut runs = ParagraphRuns::default();
        self.inline(element, &style, &mut runs);
        // Where contents end, the text may go on in the same paragraph.
        if style.contents || self.in_contents() {
            return;
        }
        // A paragraph whose mark is deleted or hidden, and which has no text, is not counted.
        if runs.text.trim().is_empty() {
            self.paragraphs.append(&mut runs.boxes);
            return;
        }
        let number = self.number(properties, style_id, &style);
        let heading = properties.and_then(styles::outline).or(style.heading);
        let kind = match heading {
            Some(level) => ParagraphStyle::Heading(level),
            None if runs.chars > 0 && runs.bold == runs.chars => ParagraphStyle::Bold,
            None => ParagraphStyle::Body,
        };
        for (at, line) in runs.text.split('\n').enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            let text = match at {
                0 if !number.is_empty() => format!("{number}{}", line.trim_start()),
                _ => line.to_owned(),
            };
            self.paragraphs.push(Paragraph { text, style: kind });
        }
        self.paragraphs.append(&mut runs.boxes);
    }

    fn number(
        &mut self,
        properties: Option<&Element>,
        style_id: Option<&str>,
        style: &Effective,
    ) -> String {
        // Word 2003 writes the printed number beside the list.
        let list_properties = properties.and_then(|p| p.child("listPr"));
        if let Some(printed) = list_properties.and_then(|l| l.val("t")) {
            let text = printed.trim();
            return if text.chars().any(char::is_alphanumeric) {
                text.to_owned()
            } else {
                String::new()
            };
        }
        let own = properties.and_then(styles::list);
        let list = match own {
            Some((Some(id), level)) => Some((id, level)),
            Some((None, level)) => style.numbering.clone().map(|(id, _)| (id, level)),
            None => style
                .numbering
                .clone()
                .or_else(|| style_id.and_then(|id| self.numbering.of_style(id))),
        };
        match list {
            Some((id, level)) if id != "0" => {
                // A list named by a style says the level on its own side.
                let linked = style_id
                    .filter(|_| properties.and_then(styles::list).is_none())
                    .and_then(|style| self.numbering.of_style(style))
                    .filter(|(list, _)| *list == id)
                    .map(|(_, level)| level);
                self.numbering.next(&id, linked.unwrap_or(level))
            }
            _ => String::new(),
        }
    }

    fn in_contents(&self) -> bool {
        self.fields.iter().any(|f| f.code.trim_start().to_uppercase().starts_with("TOC"))
    }

    /// Whether what stands here is shown: not the code of a field, nor a page number.
    fn shown(&self) -> bool {
        self.fields.iter().all(|field| {
            let code = field.code.trim_start().to_uppercase();
            let number =
                ["PAGE", "NUMPAGES", "SECTIONPAGES"].iter().any(|name| code.starts_with(name));
            field.result && (!number || code.starts_with("PAGEREF"))
        })
    }

    fn inline(&mut self, element: &Element, style: &Effective, runs: &mut ParagraphRuns) {
        for child in element.elements() {
            match child.name.as_str() {
                "r" => self.run(child, style, runs),
                "del" | "moveFrom" | "pPr" | "commentRangeStart" | "rt" => {}
                "fldSimple" => {
                    let code = child.attribute("instr").unwrap_or_default().to_owned();
                    self.fields.push(DocxField { code, result: true });
                    self.inline(child, style, runs);
                    self.fields.pop();
                }
                "AlternateContent" => {
                    if let Some(choice) = choice(child) {
                        self.inline(choice, style, runs);
                    }
                }
                "sdt" if is_contents(child) => {}
                "oMath" | "oMathPara" => runs.push(&math(child), false),
                _ => self.inline(child, style, runs),
            }
        }
    }

    fn run(&mut self, run: &Element, style: &Effective, runs: &mut ParagraphRuns) {
        let properties = run.child("rPr");
        let hidden = properties.and_then(|p| switch(p, "vanish")).unwrap_or(style.hidden);
        let bold = properties.and_then(|p| switch(p, "b")).unwrap_or(style.bold);
        for piece in run.elements() {
            match piece.name.as_str() {
                "fldChar" => self.field(piece.attribute("fldCharType").unwrap_or_default()),
                "instrText" => {
                    if let Some(field) = self.fields.last_mut() {
                        field.code.push_str(&piece.text());
                    }
                }
                _ if hidden => {}
                "drawing" | "pict" | "object" => self.boxes(piece, runs),
                "AlternateContent" => {
                    if let Some(choice) = choice(piece) {
                        self.boxes(choice, runs);
                    }
                }
                _ if !self.shown() => {}
                "t" => runs.push(&piece.text(), bold),
                "tab" | "ptab" => runs.push("\t", bold),
                "br" | "cr" => runs.push("\n", bold),
                "noBreakHyphen" => runs.push("-", bold),
                "ruby" => {
                    if let Some(base) = piece.child("rubyBase") {
                        self.inline(base, style, runs);
                    }
                }
                _ => {}
            }
        }
    }

    fn field(&mut self, kind: &str) {
        match kind {
            "begin" => self.fields.push(DocxField::default()),
            "separate" => {
                if let Some(field) = self.fields.last_mut() {
                    field.result = true;
                }
            }
            _ => {
                self.fields.pop();
            }
        }
    }

    /// The paragraphs of text boxes below an element.
    fn boxes(&mut self, element: &Element, runs: &mut ParagraphRuns) {
        for child in element.elements() {
            match child.name.as_str() {
                "txbxContent" => {
                    let outer = std::mem::take(&mut self.paragraphs);
                    self.blocks(child);
                    runs.boxes.append(&mut self.paragraphs);
                    self.paragraphs = outer;
                }
                "AlternateContent" => {
                    if let Some(choice) = choice(child) {
                        self.boxes(choice, runs);
                    }
                }
                _ => self.boxes(child, runs),
            }
        }
    }

    fn table(&mut self, table: &Element) {
        let outer = std::mem::take(&mut self.paragraphs);
        let mut rows: Vec<Vec<Vec<Paragraph>>> = Vec::new();
        self.rows(table, &mut rows);
        self.paragraphs = outer;
        self.paragraphs.extend(crate::extract::table_paragraphs(rows));
    }

    fn rows(&mut self, table: &Element, rows: &mut Vec<Vec<Vec<Paragraph>>>) {
        for element in table.elements() {
            match element.name.as_str() {
                "tr" if is_deleted(element) => {}
                "tr" => {
                    let mut cells = Vec::new();
                    self.cells(element, &mut cells);
                    rows.push(cells);
                }
                "tblPr" | "tblGrid" | "del" => {}
                _ => self.rows(element, rows),
            }
        }
    }

    fn cells(&mut self, row: &Element, cells: &mut Vec<Vec<Paragraph>>) {
        for element in row.elements() {
            match element.name.as_str() {
                "tc" => {
                    self.blocks(element);
                    cells.push(std::mem::take(&mut self.paragraphs));
                }
                "trPr" | "tblPrEx" => {}
                _ => self.cells(element, cells),
            }
        }
    }
}

impl ParagraphRuns {
    fn push(&mut self, text: &str, bold: bool) {
        let chars = text.chars().filter(|c| !c.is_whitespace()).count();
        self.chars += chars;
        if bold {
            self.bold += chars;
        }
        self.text.push_str(text);
    }
}

fn math(element: &Element) -> String {
    element
        .children
        .iter()
        .map(|child| match child {
            Child::Element(e) if e.name == "t" => e.text(),
            Child::Element(e) => math(e),
            Child::Text(_) => String::new(),
        })
        .collect()
}

fn is_deleted(row: &Element) -> bool {
    row.child("trPr").is_some_and(|p| p.child("del").is_some())
}

/// One of the renderings that are offered of the same thing: never two.
fn choice(element: &Element) -> Option<&Element> {
    element.child("Choice").or_else(|| element.child("Fallback"))
}

/// A content control that holds a table of contents.
fn is_contents(sdt: &Element) -> bool {
    sdt.child("sdtPr").and_then(|p| p.find("docPartGallery")).is_some_and(|gallery| {
        gallery.attribute("val").is_some_and(|v| v.contains("Contents") || v.contains("目录"))
    })
}
