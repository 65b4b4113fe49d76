//! Automatic numbers, written out as Word prints them: 一、 （一） 1. are not in the text of a
//! document, only in the definition of its lists.

use std::collections::{HashMap, HashSet};

use crate::extract::xml::Element;

/// The lists of a document and how far each has counted.
#[derive(Debug, Default)]
pub(in crate::extract) struct Numbering {
    /// List id → its definition and where it starts anew.
    lists: HashMap<String, NumberingList>,
    definitions: HashMap<String, Vec<Level>>,
    /// Definition → the last number of each level. Lists of one definition count on.
    counters: HashMap<String, [Option<u32>; LEVELS]>,
    started: HashSet<(String, usize)>,
}

const LEVELS: usize = 9;

#[derive(Debug, Clone, Default)]
struct NumberingList {
    definition: String,
    starts: HashMap<usize, u32>,
    levels: HashMap<usize, Level>,
}

/// How one level of a list is numbered.
#[derive(Debug, Clone)]
pub(in crate::extract) struct Level {
    start: u32,
    format: String,
    text: String,
    suffix: String,
    legal: bool,
    style: Option<String>,
}

impl Numbering {
    /// Reads `numbering.xml`, or the lists of Word 2003's XML.
    pub(super) fn of(part: &Element) -> Self {
        let mut numbering = Self::default();
        let root = part.find("numbering").or_else(|| part.find("lists")).unwrap_or(part);
        for definition in root.elements() {
            let id = match definition.name.as_str() {
                "abstractNum" => definition.attribute("abstractNumId"),
                "listDef" => definition.attribute("listDefId"),
                _ => None,
            };
            let Some(id) = id else { continue };
            let mut levels = vec![Level::plain(); LEVELS];
            for level in definition.elements().filter(|e| e.name == "lvl") {
                let at = level.attribute("ilvl").and_then(|l| l.parse().ok()).unwrap_or(LEVELS);
                if let Some(slot) = levels.get_mut(at) {
                    *slot = Level::of(level);
                }
            }
            numbering.definitions.insert(id.to_owned(), levels);
        }
        for list in root.elements().filter(|e| matches!(e.name.as_str(), "num" | "list")) {
            let id = list.attribute("numId").or_else(|| list.attribute("ilfo"));
            let definition = list.val("abstractNumId").or_else(|| list.val("ilst"));
            if let (Some(id), Some(definition)) = (id, definition) {
                numbering.lists.insert(id.to_owned(), NumberingList::of(list, definition));
            }
        }
        numbering
    }

    /// Adds a definition, as other formats than docx tell it.
    pub(in crate::extract) fn define(&mut self, id: &str, mut levels: Vec<Level>) {
        levels.resize(LEVELS, Level::plain());
        self.definitions.insert(id.to_owned(), levels);
    }

    /// Adds a list of a definition.
    pub(in crate::extract) fn list(&mut self, id: &str, definition: &str) {
        let definition = definition.to_owned();
        self.lists.insert(id.to_owned(), NumberingList { definition, ..NumberingList::default() });
    }

    /// Lets a list begin anew.
    pub(in crate::extract) fn restart(&mut self, list: &str) {
        if let Some(known) = self.lists.get(list) {
            self.counters.remove(&known.definition);
        }
    }

    /// The list and level that a paragraph style is linked to from the side of the lists.
    pub(super) fn of_style(&self, style: &str) -> Option<(String, u8)> {
        let (definition, at) = self.definitions.iter().find_map(|(id, levels)| {
            let at = levels.iter().position(|l| l.style.as_deref() == Some(style))?;
            Some((id, at))
        })?;
        let (list, _) = self
            .lists
            .iter()
            .filter(|(_, list)| &list.definition == definition)
            .min_by_key(|(id, _)| (id.len(), (*id).clone()))?;
        Some((list.clone(), u8::try_from(at).ok()?))
    }

    /// Counts one on, and gives the number as printed, with the blank behind it.
    pub(in crate::extract) fn next(&mut self, list: &str, level: u8) -> String {
        let at = usize::from(level).min(LEVELS - 1);
        let Some(known) = self.lists.get(list) else { return String::new() };
        let Some(levels) = self.definitions.get(&known.definition) else { return String::new() };
        let level_of = |at: usize| known.levels.get(&at).unwrap_or(&levels[at]);
        let counters = self.counters.entry(known.definition.clone()).or_default();
        let start = known.starts.get(&at).copied();
        let first = start.is_some() && self.started.insert((list.to_owned(), at));
        counters[at] = Some(match (counters[at], first) {
            (_, true) | (None, _) => start.unwrap_or(level_of(at).start),
            (Some(last), false) => last.saturating_add(1),
        });
        counters[at + 1..].fill(None);
        for (above, counter) in counters.iter_mut().enumerate().take(at) {
            counter.get_or_insert(level_of(above).start);
        }
        let level = level_of(at);
        if matches!(level.format.as_str(), "bullet" | "none") {
            return String::new();
        }
        let mut printed = level.text.clone();
        for (inner, counter) in counters.iter().enumerate().take(at + 1) {
            let format = if level.legal { "decimal" } else { &level_of(inner).format };
            let number = format_number(counter.unwrap_or(1), format);
            printed = printed.replace(&format!("%{}", inner + 1), &number);
        }
        let latin = printed.ends_with(|c: char| c.is_ascii_alphanumeric());
        if level.suffix != "nothing" && latin {
            printed.push(' ');
        }
        printed
    }
}

impl NumberingList {
    fn of(list: &Element, definition: &str) -> Self {
        let mut read = Self { definition: definition.to_owned(), ..Self::default() };
        for over in list.elements().filter(|e| e.name == "lvlOverride") {
            let Some(at) = over.attribute("ilvl").and_then(|l| l.parse::<usize>().ok()) else {
                continue;
            };
            if let Some(start) = over.val("startOverride").and_then(|s| s.parse().ok()) {
                read.starts.insert(at, start);
            }
            if let Some(level) = over.child("lvl") {
                read.levels.insert(at, Level::of(level));
            }
        }
        read
    }
}

impl Level {
    /// A level as other formats than docx tell it.
    pub(in crate::extract) fn new(
        start: u32,
        format: &str,
        text: &str,
        suffix: &str,
        legal: bool,
    ) -> Self {
        let (format, text, suffix) = (format.to_owned(), text.to_owned(), suffix.to_owned());
        Self { start, format, text, suffix, legal, style: None }
    }

    /// The name of a format that the binary format numbers (MSONFC in [MS-OSHARED] 2.2.1.3).
    pub(in crate::extract) fn format_of(code: u8) -> &'static str {
        match code {
            1 => "upperRoman",
            2 => "lowerRoman",
            3 => "upperLetter",
            4 => "lowerLetter",
            10 | 11 | 33..=37 | 39 => "chineseCounting",
            14 => "decimalFullWidth",
            18 => "decimalEnclosedCircle",
            22 => "decimalZero",
            23 => "bullet",
            30 => "ideographTraditional",
            38 => "chineseLegalSimplified",
            255 => "none",
            _ => "decimal",
        }
    }

    fn plain() -> Self {
        Self {
            start: 1,
            format: "none".to_owned(),
            text: String::new(),
            suffix: String::new(),
            legal: false,
            style: None,
        }
    }

    fn of(level: &Element) -> Self {
        // Word 2003 numbers its formats as the binary format does.
        let old = level.val("nfc").and_then(|nfc| nfc.parse().ok()).map(Self::format_of);
        Self {
            start: level.val("start").and_then(|s| s.parse().ok()).unwrap_or(1),
            format: level.val("numFmt").or(old).unwrap_or("decimal").to_owned(),
            text: level.val("lvlText").unwrap_or_default().to_owned(),
            suffix: level.val("suff").unwrap_or("tab").to_owned(),
            legal: level.child("isLgl").is_some(),
            style: level.val("pStyle").map(ToOwned::to_owned),
        }
    }
}

/// A number in one of the formats of ECMA-376 §17.18.59 that Chinese documents use.
pub(super) fn format_number(number: u32, format: &str) -> String {
    match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "japaneseCounting"
        | "ideographDigital"
        | "koreanDigital2"
        | "japaneseDigitalTenThousand"
        | "taiwaneseDigital" => han(number, "零一二三四五六七八九", "十百千"),
        "chineseLegalSimplified" => han(number, "零壹贰叁肆伍陆柒捌玖", "拾佰仟"),
        "ideographTraditional" => nth("甲乙丙丁戊己庚辛壬癸", number),
        "ideographZodiac" => nth("子丑寅卯辰巳午未申酉戌亥", number),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => {
            nth("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", number)
        }
        "decimalEnclosedParen" => format!("({number})"),
        "decimalEnclosedFullstop" => format!("{number}."),
        "decimalFullWidth" | "decimalFullWidth2" => number
            .to_string()
            .chars()
            .map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c))
            .collect(),
        "decimalZero" => format!("{number:02}"),
        "upperLetter" => letter(number, b'A'),
        "lowerLetter" => letter(number, b'a'),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).to_lowercase(),
        "none" | "bullet" => String::new(),
        _ => number.to_string(),
    }
}

fn nth(characters: &str, number: u32) -> String {
    let at = number.saturating_sub(1) as usize;
    characters.chars().nth(at).map_or_else(|| number.to_string(), String::from)
}

/// 1 to 9999 in Han characters: 十二, not 一十二.
fn han(number: u32, digits: &str, units: &str) -> String {
    let digit = |n: u32| digits.chars().nth(n as usize).unwrap_or('零');
    if number == 0 || number > 9999 {
        return if number == 0 { digit(0).to_string() } else { number.to_string() };
    }
    let mut out = String::new();
    let mut gap = false;
    for power in (0..4).rev() {
        let n = number / 10_u32.pow(power) % 10;
        if n == 0 {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push(digit(0));
            gap = false;
        }
        let leading_ten = power == 1 && n == 1 && out.is_empty() && digits.contains('一');
        if !leading_ten {
            out.push(digit(n));
        }
        if power > 0 {
            out.extend(units.chars().nth(power as usize - 1));
        }
    }
    out
}

fn letter(number: u32, first: u8) -> String {
    let at = number.saturating_sub(1);
    let c = char::from(first + u8::try_from(at % 26).unwrap_or(0));
    // Word repeats the letter: Z, AA, BB.
    std::iter::repeat_n(c, (at / 26) as usize % 50 + 1).collect()
}

fn roman(mut number: u32) -> String {
    const PARTS: &[(u32, &str)] = &[
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    number %= 5000;
    let mut out = String::new();
    for (value, sign) in PARTS {
        while number >= *value {
            out.push_str(sign);
            number -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_printed_as_word_does() {
        for (number, format, printed) in [
            (3, "chineseCountingThousand", "三"),
            (12, "chineseCounting", "十二"),
            (20, "japaneseCounting", "二十"),
            (105, "chineseCounting", "一百零五"),
            (10, "chineseLegalSimplified", "壹拾"),
            (2, "ideographTraditional", "乙"),
            (4, "lowerRoman", "iv"),
            (28, "upperLetter", "BB"),
            (7, "decimalEnclosedCircle", "⑦"),
            (7, "anything", "7"),
        ] {
            assert_eq!(format_number(number, format), printed, "{format}");
        }
    }
}
