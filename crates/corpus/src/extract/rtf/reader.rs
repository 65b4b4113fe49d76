//! The stream of groups, control words and bytes.

use std::collections::HashMap;

use encoding_rs::{Encoding, GB18030, WINDOWS_1252};

use super::encoding::{charset_encoding, code_page};
use super::text::RtfText;
use crate::draft::Paragraph;
use crate::extract::Budget;
use crate::reason::Reason;

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
struct GroupState {
    aside: bool,
    note: bool,
    hidden: bool,
    deleted: bool,
    bold: bool,
    /// How many fallback characters follow a `\uN`.
    fallback: usize,
    encoding: &'static Encoding,
}

impl GroupState {
    const OUTERMOST: Self = Self {
        aside: false,
        note: false,
        hidden: false,
        deleted: false,
        bold: false,
        fallback: 1,
        encoding: GB18030,
    };
}

/// Goes through the bytes once, with a state for every group that is open.
pub(super) struct RtfReader<'a> {
    bytes: &'a [u8],
    at: usize,
    states: Vec<GroupState>,
    fonts: HashMap<i32, &'static Encoding>,
    /// The font that is being defined in the font table.
    defining: Option<i32>,
    page: &'static Encoding,
    /// Bytes that wait for the rest of their character.
    pending: Vec<u8>,
    surrogate: Option<u16>,
    skip: usize,
    text: RtfText,
    pub(super) undecodable: usize,
}

impl<'a> RtfReader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let page: &'static Encoding = GB18030;
        Self {
            bytes,
            at: 0,
            states: vec![GroupState::OUTERMOST],
            fonts: HashMap::new(),
            defining: None,
            page,
            pending: Vec::new(),
            surrogate: None,
            skip: 0,
            text: RtfText::default(),
            undecodable: 0,
        }
    }

    /// Reads all of it.
    pub(super) fn run(&mut self, budget: &Budget<'_>) -> Result<(), Reason> {
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'{' => {
                    self.flush();
                    // What stands in for a character ends before a group.
                    self.skip = 0;
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
                            self.text.end_note();
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

    /// How many paragraphs, cells, notes and fonts there are so far.
    fn made(&self) -> usize {
        self.text.made() + self.fonts.len()
    }

    fn state(&mut self) -> &mut GroupState {
        if self.states.is_empty() {
            self.states.push(GroupState::OUTERMOST);
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
        // A symbol is one fallback character, if one is awaited.
        if self.skip > 0 && symbol != b'\'' {
            self.skip -= 1;
            return;
        }
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
            b'\n' | b'\r' => {
                self.flush();
                self.end_paragraph();
            }
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
            "intbl" => self.text.in_table = true,
            "pard" => self.text.in_table = false,
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
        self.text.push(c, bold, note);
    }

    fn end_paragraph(&mut self) {
        let state = self.state();
        if !state.aside && !state.note {
            self.text.end_paragraph();
        }
    }

    fn end_cell(&mut self) {
        if !self.state().aside {
            self.text.end_cell();
        }
    }

    fn end_row(&mut self) {
        if !self.state().aside {
            self.text.end_row();
        }
    }

    /// The paragraphs, notes behind the others. A row that the file broke off counts unless its group
    /// is not part of the text.
    pub(super) fn finish(mut self) -> Vec<Paragraph> {
        let is_text = !self.state().aside;
        self.text.finish(is_text)
    }
}
