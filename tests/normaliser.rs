//! The contract's normalisation, written a second time from the contract and the table of
//! characters alone, so that the engine's own is compared with something. Nothing of the engine is
//! used.

use std::collections::{BTreeSet, HashMap};

use unicode_normalization::UnicodeNormalization;

use crate::support::project;

/// A text in normal form, and the numbers in it as byte ranges.
#[derive(PartialEq)]
pub struct Normal {
    pub text: String,
    pub numbers: Vec<(usize, usize)>,
}

/// A character of the normal form, and what stands before it that is no character.
#[derive(Clone, Copy)]
struct Item {
    c: char,
    /// A blank.
    blank: bool,
    /// The edge of an enclosed or raised number.
    wall: bool,
    /// Whether it is of such a number.
    own: bool,
}

/// What a piece of a text may have beside it.
#[derive(Clone, Copy)]
enum Beside {
    Nothing,
    Word,
    Numeral,
}

/// The normalisation of the contract.
pub struct Normaliser {
    table: HashMap<char, char>,
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || ('\u{c0}'..='\u{24f}').contains(&c)
}

fn is_numeral(c: char) -> bool {
    "〇一二三四五六七八九".contains(c)
}

/// The number that a character is which NFKC does not write in digits.
fn enclosed(c: char) -> Option<usize> {
    let rows = ["⓿❶❷❸❹❺❻❼❽❾❿⓫⓬⓭⓮⓯⓰⓱⓲⓳⓴", "-⓵⓶⓷⓸⓹⓺⓻⓼⓽⓾", "-➀➁➂➃➄➅➆➇➈➉", "🄌➊➋➌➍➎➏➐➑➒➓", "🄋"];
    let place = |row: &str| row.chars().position(|d| d == c && d != '-');
    rows.iter().find_map(|row| place(row)).or_else(|| place("-㉈㉉㉊㉋㉌㉍㉎㉏").map(|at| at * 10))
}

/// The digits that a character is, where it is no digit of full width or of a mathematical font.
fn own_number(c: char) -> Option<String> {
    if let Some(value) = enclosed(c) {
        return Some(value.to_string());
    }
    let form: String = std::iter::once(c).nfkc().collect();
    let is_decimal = c.is_ascii()
        || matches!(c, '０'..='９' | '\u{1d7ce}'..='\u{1d7ff}' | '\u{1fbf0}'..='\u{1fbf9}');
    (!is_decimal && form.contains(|c: char| c.is_ascii_digit())).then_some(form)
}

impl Normaliser {
    pub fn new() -> Self {
        let table = std::fs::read_to_string(project("crates/analysis/data/folding.txt")).unwrap();
        let rows = table.lines().filter(|line| !line.starts_with('#'));
        let mut table: HashMap<char, char> =
            rows.filter_map(|row| Some((row.chars().next()?, row.chars().nth(1)?))).collect();
        table.extend([('○', '〇'), ('◯', '〇'), ('零', '〇'), ('−', '-')]);
        Self { table }
    }

    pub fn normal(&self, text: &str) -> Normal {
        self.beside(text, [Beside::Nothing; 2])
    }

    /// What a piece of a text may be in it: a dash or zero at its end may be what its neighbour in
    /// the text makes of it.
    pub fn readings(&self, text: &str) -> Vec<Normal> {
        let all = [Beside::Nothing, Beside::Word, Beside::Numeral];
        // A zero alone is a number.
        let is_zero = |c: char| !c.is_whitespace() && !"0oοо".contains(c);
        let most = if self.normal(text).text.contains(is_zero) { 3 } else { 2 };
        let mut readings: Vec<Normal> = Vec::new();
        for before in &all[..most] {
            for after in &all[..most] {
                let reading = self.beside(text, [*before, *after]);
                if !readings.contains(&reading) {
                    readings.push(reading);
                }
            }
        }
        readings
    }

    fn beside(&self, text: &str, beside: [Beside; 2]) -> Normal {
        let mut items = self.items(text);
        join_dashes(&mut items, beside);
        round_zeros(&mut items, beside);
        let mut normal = String::new();
        let (mut breaks, mut walls) = (BTreeSet::new(), BTreeSet::new());
        for item in items {
            if item.blank && is_word(item.c) && normal.chars().next_back().is_some_and(is_word) {
                normal.push(' ');
            }
            if item.blank {
                breaks.insert(normal.len());
            }
            if item.wall {
                walls.insert(normal.len());
            }
            normal.push(item.c);
        }
        let numbers = numbers(normal.as_bytes(), &breaks, &walls);
        Normal { text: normal, numbers }
    }

    fn items(&self, text: &str) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        let (mut blank, mut wall, mut from) = (false, false, 0);
        let mut put = |form: &str, own: bool| {
            wall |= own;
            for c in form.nfkc().flat_map(char::to_lowercase) {
                if c.is_whitespace() {
                    blank = true;
                } else if !is_nothing(c) {
                    let c = *self.table.get(&c).unwrap_or(&c);
                    items.push(Item { c, blank, wall, own });
                    (blank, wall) = (false, false);
                }
            }
            wall |= own;
        };
        for (at, c) in text.char_indices() {
            if let Some(form) = own_number(c) {
                put(&text[from..at], false);
                put(&form, true);
                from = at + c.len_utf8();
            }
        }
        put(&text[from..], false);
        items
    }
}

/// All dashes between numbers or letters are one.
fn join_dashes(items: &mut Vec<Item>, beside: [Beside; 2]) {
    let is_dash = |c: char| "-‐‑‒–—―−─━⁃⸺⸻".contains(c);
    let is_long = |c: char| "–—―─━".contains(c);
    let mut at = 0;
    while at < items.len() {
        let from = at;
        at += items[at..].iter().take_while(|item| is_dash(item.c)).count();
        // Blanks around a doubled one are nothing, as around any string; one within parts it.
        let is_doubled = || {
            let parted = items[from + 1..at].iter().any(|item| item.blank);
            !parted && items[from..at].iter().all(|item| is_long(item.c))
        };
        let is_one = at == from + 1 || (at > from && is_doubled());
        let before = match from.checked_sub(1) {
            Some(at) => is_word(items[at].c),
            None => matches!(beside[0], Beside::Word),
        };
        let after = items.get(at).map_or(matches!(beside[1], Beside::Word), |item| is_word(item.c));
        if at > from && is_one && before && after {
            items[from].c = '-';
            items.drain(from + 1..at);
            at = from;
        }
        at += 1;
    }
}

/// Between Han digits, and between one and 年, 0 and O are 〇.
fn round_zeros(items: &mut [Item], beside: [Beside; 2]) {
    let mut at = 0;
    while at < items.len() {
        let from = at;
        let is_round = |item: &&Item| "0oοо".contains(item.c) && !item.own;
        at += items[at..].iter().take_while(is_round).count();
        let before = match from.checked_sub(1) {
            Some(at) => is_numeral(items[at].c),
            None => matches!(beside[0], Beside::Numeral),
        };
        let after = match items.get(at) {
            Some(item) => is_numeral(item.c) || item.c == '年',
            None => matches!(beside[1], Beside::Numeral),
        };
        if before && after {
            items[from..at].iter_mut().for_each(|item| item.c = '〇');
        }
        at = at.max(from + 1);
    }
}

fn is_nothing(c: char) -> bool {
    "“”‘’「」\"".contains(c)
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}'
            | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Digits with inner `.` or commas between thousands. A blank is nothing to a string, but no number
/// goes on behind it: `1. 2021年` is an item and a year; and none goes over a wall.
fn numbers(text: &[u8], breaks: &BTreeSet<usize>, walls: &BTreeSet<usize>) -> Vec<(usize, usize)> {
    let digits = |from: usize| {
        (from..text.len())
            .take_while(|&at| text[at].is_ascii_digit() && (at == from || !walls.contains(&at)))
            .count()
    };
    // Digits behind the mark at `at`, where nothing stands before or behind it.
    let behind = |at: usize| {
        let is_broken = [at, at + 1].iter().any(|at| breaks.contains(at) || walls.contains(at));
        if is_broken { 0 } else { digits(at + 1) }
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let from = at;
        at += digits(at);
        if at == from {
            at += 1;
            continue;
        }
        if at - from <= 3 {
            while text.get(at) == Some(&b',') && behind(at) == 3 {
                at += 4;
            }
        }
        while text.get(at) == Some(&b'.') && behind(at) > 0 {
            at += 1 + behind(at);
        }
        found.push((from, at));
    }
    found
}
