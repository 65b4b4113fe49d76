//! Rich Text Format: `\'xx` bytes in the code page of their font, `\uN` characters with their
//! fallbacks, destinations that are not text, tables.
//!
//! The format is a stream of groups and control words (RTF 1.9.1); what is not known is passed
//! over, as the specification asks.

use std::collections::HashMap;

use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, SHIFT_JIS, WINDOWS_1252};

use super::{Budget, Extract, Extracted, Fit, Input, Sink};
use crate::draft::{Draft, Paragraph, Style};
use crate::reason::Reason;

pub(super) struct Rtf;

impl Extract for Rtf {
    fn fit(&self, input: &Input<'_>) -> Fit {
        let start = input.bytes.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(0);
        if input.bytes[start..].starts_with(b"{\\rt") { Fit::Signature } else { Fit::No }
    }

    fn extract(&self, input: &Input<'_>, budget: &Budget<'_>, sink: &mut Sink<'_>) {
        let mut reader = Reader::new(input.bytes);
        if let Err(reason) = reader.run(budget) {
            return sink(Extracted::rejected(input.source, reason));
        }
        let undecodable = reader.undecodable;
        sink(Extracted::Draft(Box::new(Draft {
            source: input.source.to_owned(),
            paragraphs: reader.finish(),
            undecodable,
            ..Draft::default()
        })));
    }
}

/// Groups whose content is not part of the text.
const ASIDE: &[&str] = &[
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "header",
    "headerl",
    "headerr",
    "headerf",
    "footer",
    "footerl",
    "footerr",
    "footerf",
    "fldinst",
    "listtable",
    "listoverridetable",
    "rsidtbl",
    "generator",
    "themedata",
    "colorschememapping",
    "datastore",
    "latentstyles",
    "xmlnstbl",
    "filetbl",
    "revtbl",
    "pgptbl",
    "annotation",
    "atnid",
    "atnauthor",
    "atndate",
    "atnref",
    "bkmkstart",
    "bkmkend",
    "template",
    "operator",
    "nonshppict",
    "pnseclvl",
    "mmathPr",
    "wgrffmtfilter",
    "docvar",
    "userprops",
    "ftnsep",
    "ftnsepc",
    "aftnsep",
    "aftnsepc",
    "ftncn",
    "aftncn",
    "listname",
    "leveltext",
    "levelnumbers",
    "sp",
    "sn",
    "sv",
    "shprslt",
    "pgdsc",
    "pgdsctbl",
    "do",
    "xe",
    "tc",
    "falt",
    "panose",
    "staticval",
    "propname",
];

/// What a group sets for what stands in it.
#[derive(Clone)]
struct State {
    aside: bool,
    note: bool,
    hidden: bool,
    deleted: bool,
    bold: bool,
    /// How many fallback characters follow a `\uN`.
    fallback: usize,
    encoding: &'static Encoding,
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    states: Vec<State>,
    fonts: HashMap<i32, &'static Encoding>,
    /// The font that is being defined in the font table.
    defining: Option<i32>,
    page: &'static Encoding,
    /// Bytes that wait for the rest of their character.
    pending: Vec<u8>,
    surrogate: Option<u16>,
    skip: usize,
    line: Line,
    note: Line,
    cells: Vec<String>,
    /// The rows of the table so far.
    rows: Vec<Vec<Vec<Paragraph>>>,
    in_table: bool,
    paragraphs: Vec<Paragraph>,
    notes: Vec<Paragraph>,
    undecodable: usize,
}

#[derive(Default)]
struct Line {
    text: String,
    bold: usize,
    chars: usize,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let page: &'static Encoding = GB18030;
        let state = State {
            aside: false,
            note: false,
            hidden: false,
            deleted: false,
            bold: false,
            fallback: 1,
            encoding: page,
        };
        Self {
            bytes,
            at: 0,
            states: vec![state],
            fonts: HashMap::new(),
            defining: None,
            page,
            pending: Vec::new(),
            surrogate: None,
            skip: 0,
            line: Line::default(),
            note: Line::default(),
            cells: Vec::new(),
            rows: Vec::new(),
            in_table: false,
            paragraphs: Vec::new(),
            notes: Vec::new(),
            undecodable: 0,
        }
    }

    fn run(&mut self, budget: &Budget<'_>) -> Result<(), Reason> {
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'{' => {
                    self.flush();
                    budget.nesting(self.states.len())?;
                    if let Some(state) = self.states.last().cloned() {
                        self.states.push(state);
                    }
                }
                b'}' => {
                    self.flush();
                    self.skip = 0;
                    if self.states.len() > 1 {
                        let closed = self.states.pop();
                        let still = self.states.last().is_some_and(|s| s.note);
                        if closed.is_some_and(|s| s.note) && !still {
                            self.end_note();
                        }
                    }
                }
                b'\\' => {
                    // Each may end a paragraph or a cell, and is room for one.
                    let made = self.made();
                    self.control();
                    budget.nodes(self.made().saturating_sub(made))?;
                }
                b'\r' | b'\n' | 0 => {}
                _ if self.skip > 0 => self.skip -= 1,
                _ => self.byte(byte),
            }
        }
        self.flush();
        Ok(())
    }

    /// How many paragraphs, cells and notes there are so far.
    fn made(&self) -> usize {
        self.paragraphs.len()
            + self.rows.len()
            + self.cells.len()
            + self.notes.len()
            + self.fonts.len()
    }

    fn state(&mut self) -> &mut State {
        if self.states.is_empty() {
            self.states.push(State {
                aside: false,
                note: false,
                hidden: false,
                deleted: false,
                bold: false,
                fallback: 1,
                encoding: GB18030,
            });
        }
        let last = self.states.len() - 1;
        &mut self.states[last]
    }

    fn control(&mut self) {
        let Some(&first) = self.bytes.get(self.at) else { return };
        if !first.is_ascii_alphabetic() {
            self.at += 1;
            return self.symbol(first);
        }
        let start = self.at;
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_alphabetic) {
            self.at += 1;
        }
        let word = String::from_utf8_lossy(&self.bytes[start..self.at]).into_owned();
        let number_start = self.at;
        if self.bytes.get(self.at) == Some(&b'-') {
            self.at += 1;
        }
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        let number = std::str::from_utf8(&self.bytes[number_start..self.at]).ok();
        let number: Option<i32> = number.and_then(|n| n.parse().ok());
        if self.bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        if word == "bin" {
            let length = usize::try_from(number.unwrap_or(0)).unwrap_or(0);
            self.at = self.at.saturating_add(length).min(self.bytes.len());
            return;
        }
        if word != "u" {
            // A control word is one fallback character, if one is awaited.
            if self.skip > 0 {
                self.skip -= 1;
                return;
            }
            self.flush();
        }
        self.word(&word, number);
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'\'' => {
                let digits = self.bytes.get(self.at..self.at + 2);
                let text = digits.and_then(|d| std::str::from_utf8(d).ok());
                if let Some(byte) = text.and_then(|t| u8::from_str_radix(t, 16).ok()) {
                    self.at += 2;
                    if self.skip > 0 {
                        self.skip -= 1;
                    } else {
                        self.byte(byte);
                    }
                }
            }
            b'*' => self.state().aside = true,
            b'~' => self.push('\u{A0}'),
            b'_' => self.push('-'),
            b'\\' | b'{' | b'}' => self.byte(symbol),
            b'\n' | b'\r' => self.end_paragraph(),
            _ => {}
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        match word {
            _ if ASIDE.contains(&word) => self.state().aside = true,
            // Destinations behind `\\*` that do hold text, unless what they stand in does not.
            "shptxt" | "shpinst" | "fldrslt" | "pntext" | "listtext" => {
                let outer = self.states.len().checked_sub(2).and_then(|at| self.states.get(at));
                let aside = outer.is_some_and(|outer| outer.aside);
                self.state().aside = aside;
            }
            "footnote" => {
                self.state().note = true;
            }
            "u" => self.unicode(number.unwrap_or(0)),
            "uc" => self.state().fallback = usize::try_from(number.unwrap_or(1)).unwrap_or(1),
            "par" | "sect" | "page" | "line" | "column" => self.end_paragraph(),
            "intbl" => self.in_table = true,
            "pard" => self.in_table = false,
            "cell" | "nestcell" => self.end_cell(),
            "row" | "nestrow" => self.end_row(),
            "tab" => self.push('\t'),
            "emdash" => self.push('—'),
            "endash" => self.push('–'),
            "lquote" => self.push('‘'),
            "rquote" => self.push('’'),
            "ldblquote" => self.push('“'),
            "rdblquote" => self.push('”'),
            "bullet" => self.push('•'),
            "emspace" | "enspace" | "qmspace" => self.push(' '),
            "v" => self.state().hidden = number != Some(0),
            "deleted" => self.state().deleted = number != Some(0),
            "b" => self.state().bold = number != Some(0),
            "plain" => {
                let state = self.state();
                (state.hidden, state.deleted, state.bold) = (false, false, false);
            }
            "ansicpg" => {
                self.page = code_page(number.unwrap_or(936));
                self.state().encoding = self.page;
            }
            "f" | "loch" | "hich" | "dbch" | "af" | "fcharset" | "deff" => self.font(word, number),
            _ => {}
        }
    }

    fn font(&mut self, word: &str, number: Option<i32>) {
        let aside = self.state().aside;
        match (word, number) {
            ("f", Some(font)) if aside => self.defining = Some(font),
            ("f", Some(font)) => {
                let encoding = self.fonts.get(&font).copied().unwrap_or(self.page);
                self.state().encoding = encoding;
            }
            ("fcharset", Some(charset)) => {
                if let Some(font) = self.defining {
                    self.fonts.insert(font, charset_encoding(charset, self.page));
                }
            }
            _ => {}
        }
    }

    fn unicode(&mut self, number: i32) {
        self.flush();
        // Signed 16-bit numbers; characters beyond come as two.
        let unit = (number & 0xFFFF) as u16;
        self.skip = self.state().fallback;
        match (self.surrogate.take(), unit) {
            (_, 0xD800..=0xDBFF) => self.surrogate = Some(unit),
            (Some(high), 0xDC00..=0xDFFF) => {
                let decoded = char::decode_utf16([high, unit]).next().and_then(Result::ok);
                self.push(decoded.unwrap_or('\u{FFFD}'));
            }
            (_, unit) => self.push(char::from_u32(u32::from(unit)).unwrap_or('\u{FFFD}')),
        }
    }

    fn byte(&mut self, byte: u8) {
        if byte < 0x80 && self.pending.is_empty() {
            self.push(char::from(byte));
        } else {
            self.pending.push(byte);
        }
    }

    /// Decodes the bytes that wait.
    fn flush(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.pending);
        let encoding = self.state().encoding;
        let (text, bad) = encoding.decode_without_bom_handling(&bytes);
        // Latin fonts are named for Chinese text often enough.
        let text = if encoding == WINDOWS_1252 && bytes.len() > 1 && self.page == GB18030 {
            GB18030.decode_without_bom_handling(&bytes).0
        } else {
            text
        };
        if bad {
            self.undecodable += text.matches('\u{FFFD}').count();
        }
        for c in text.chars() {
            self.push(c);
        }
    }

    fn push(&mut self, c: char) {
        if !self.pending.is_empty() {
            self.flush();
        }
        let state = self.state();
        if state.aside || state.hidden || state.deleted {
            return;
        }
        let (bold, note) = (state.bold, state.note);
        let line = if note { &mut self.note } else { &mut self.line };
        line.text.push(c);
        if !c.is_whitespace() {
            line.chars += 1;
            line.bold += usize::from(bold);
        }
    }

    fn end_paragraph(&mut self) {
        let state = self.state();
        if state.aside {
            return;
        }
        if state.note {
            return;
        }
        if self.in_table {
            self.line.text.push('\n');
            return;
        }
        self.emit();
    }

    fn end_table(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        self.paragraphs.extend(super::table_paragraphs(rows));
    }

    fn emit(&mut self) {
        self.end_table();
        let line = std::mem::take(&mut self.line);
        if line.chars == 0 {
            return;
        }
        let style = if line.bold == line.chars { Style::Bold } else { Style::Body };
        let pieces = line.text.split('\n').filter(|piece| !piece.trim().is_empty());
        self.paragraphs.extend(pieces.map(|text| Paragraph { text: text.to_owned(), style }));
    }

    fn end_cell(&mut self) {
        if !self.state().aside {
            let line = std::mem::take(&mut self.line);
            self.cells.push(line.text);
        }
    }

    fn end_row(&mut self) {
        if self.state().aside {
            return;
        }
        let cells = std::mem::take(&mut self.cells);
        let row: Vec<Vec<Paragraph>> = cells
            .iter()
            .map(|cell| {
                let lines = cell.split('\n').filter(|line| !line.trim().is_empty());
                lines.map(|l| Paragraph { text: l.to_owned(), style: Style::Body }).collect()
            })
            .collect();
        self.rows.push(row);
    }

    fn end_note(&mut self) {
        let line = std::mem::take(&mut self.note);
        let text = line.text.trim().to_owned();
        if !text.is_empty() {
            self.notes.push(Paragraph { text, style: Style::Note });
        }
    }

    fn finish(mut self) -> Vec<Paragraph> {
        if !self.cells.is_empty() {
            self.end_row();
        }
        self.emit();
        self.paragraphs.append(&mut self.notes);
        self.paragraphs
    }
}

fn code_page(number: i32) -> &'static Encoding {
    match number {
        950 => BIG5,
        932 => SHIFT_JIS,
        949 => EUC_KR,
        65001 => encoding_rs::UTF_8,
        // Files from Chinese systems call themselves 1252 as often as 936.
        _ => GB18030,
    }
}

fn charset_encoding(charset: i32, page: &'static Encoding) -> &'static Encoding {
    match charset {
        134 => GB18030,
        136 => BIG5,
        128 => SHIFT_JIS,
        129 => EUC_KR,
        0 => WINDOWS_1252,
        _ => page,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::testing::extracted;

    fn texts(rtf: &str) -> Vec<(String, Style)> {
        let mut out = extracted("a.doc", rtf.as_bytes());
        let Some(Extracted::Draft(draft)) = out.pop() else { panic!("{out:?}") };
        draft.paragraphs.into_iter().map(|p| (p.text.trim().to_owned(), p.style)).collect()
    }

    #[test]
    fn bytes_and_characters_are_decoded() {
        let rtf = r"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 \'cb\'ce\'cc\'e5;}{\f1\fcharset0 A;}}
            {\*\generator x;}\f0\'d4\'c6\'cf\'aa\f1 2020\uc2\u24180\'c4\'ea{\v \'b2\'d8}\par
            \uc1\u-10179?\u-8704?\par{\header \'d2\'b3}{\b\uc1\u19968?\u12289?\par}}";
        assert_eq!(
            texts(rtf),
            [
                ("云溪2020年".to_owned(), Style::Body),
                ("😀".to_owned(), Style::Body),
                ("一、".to_owned(), Style::Bold),
            ]
        );
    }

    #[test]
    fn rows_and_notes_are_marked() {
        let rtf =
            r"{\rtf1\trowd\pard\intbl a\cell b\cell\row\pard c{\super{\footnote\pard note}}d\par}";
        assert_eq!(
            texts(rtf),
            [
                ("a\tb".to_owned(), Style::Row),
                ("cd".to_owned(), Style::Body),
                ("note".to_owned(), Style::Note),
            ]
        );
    }
}
