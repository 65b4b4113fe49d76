//! The wording that tells parts, as data: `data/wording.txt`, with its cases beside it. Words and
//! patterns are read once, when they are first asked for.

use std::sync::LazyLock;

use regex::Regex;

/// A list of words.
pub(super) type PartWords = LazyLock<Vec<&'static str>>;
/// Patterns, as one.
pub(super) type PartPattern = LazyLock<Option<Regex>>;

/// Words and patterns by their names; see there.
const TABLE: &str = include_str!("../../data/wording.txt");

/// Names the lists of the table and what reads them.
macro_rules! lists {
    (words { $($words:ident $of_words:literal,)* } patterns { $($pattern:ident $of_pattern:literal,)* }) => {
        $(pub(super) static $words: PartWords = LazyLock::new(|| words($of_words));)*
        $(pub(super) static $pattern: PartPattern = LazyLock::new(|| pattern($of_pattern));)*

        #[cfg(test)]
        const WORDS: &[(&str, &PartWords)] = &[$(($of_words, &$words)),*];
        #[cfg(test)]
        const PATTERNS: &[(&str, &PartPattern)] = &[$(($of_pattern, &$pattern)),*];
    };
}

lists! {
    words {
    REVIEW "heading.review",
    NO_REVIEW "heading.ahead",
    LIVELIHOOD_HEADING "heading.livelihood",
    SITUATION_HEADING "heading.situation",
    SITUATION_END "heading.situation.end",
    SURROUNDINGS "heading.surroundings",
    SURROUNDINGS_MADE "heading.surroundings.made",
    SITUATION_DEEDS "heading.situation.deeds",
    SITUATION_AIMS "heading.situation.aims",
    WORK_OF_YEAR "heading.year",
    AIMS "heading.aims",
    DEEDS "heading.deeds",
    WORK "heading.work",
    PLANS "heading.plans",
    OF_OWN_YEAR "heading.own",
    COMING_YEARS "heading.coming",
    SUMMARY "heading.summary",
    ANNOUNCED "heading.announced",
    REACHED "heading.reached",
    STRIVEN_FOR "heading.striven",
    APPENDIX "heading.appendix",
    GLOSSARY_SHORT "heading.glossary",
    SELF_HINT "self.hint",
    YEARS_AHEAD "years.ahead",
    AIMS_HINT "aims.hint",
    SITUATION_HINT "situation.hint",
    LIVELIHOOD_HINT "livelihood.hint",
    OPENS_DEEDS "opening.deeds",
    CLOSING "closing",
    THANKS "closing.thanks",
    NOTE "note",
    NOTE_MARKED "note.marked",
    DONE "tense.done",
    TO_DO "tense.to-do",
    OUGHT "tense.ought",
    }
    patterns {
    SELF "self",
    GLOSSARY "glossary",
    YEARS_BEHIND "years.behind",
    ANNOUNCES_AIMS "aims",
    SERVED "aims.served",
    SITUATION "situation",
    LIVELIHOOD "livelihood",
    COUNTED "livelihood.counted",
    PAST "opening.past",
    AHEAD "opening.ahead",
    DEEDS_BEGIN "deeds.begin",
    }
}

/// Whether one of the words stands in a text.
pub(super) fn any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// Whether a pattern matches a text.
pub(super) fn matches(pattern: &PartPattern, text: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

/// What stands before all rows of a section of patterns.
const BEFORE: &str = "< ";

/// The lines of a section, remarks excluded.
fn section(name: &str) -> impl Iterator<Item = &'static str> {
    let is_heading = move |line: &str| {
        line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) == Some(name)
    };
    let lines = TABLE.lines().skip_while(move |line| !is_heading(line)).skip(1);
    lines.take_while(|line| !line.is_empty()).filter(|line| !line.starts_with('#'))
}

fn words(name: &str) -> Vec<&'static str> {
    section(name).collect()
}

fn pattern(name: &str) -> Option<Regex> {
    Regex::new(&written(name)).ok()
}

/// The rows of a section as one pattern.
fn written(name: &str) -> String {
    let before = section(name).find_map(|line| line.strip_prefix(BEFORE)).unwrap_or_default();
    let rows: Vec<&str> = section(name).filter(|line| !line.starts_with(BEFORE)).collect();
    format!("{before}(?:{})", rows.join("|"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_section_is_read_and_every_list_has_its_section() {
        let headings = TABLE.lines().filter_map(|line| line.strip_prefix('[')?.strip_suffix(']'));
        let sections: Vec<&str> = headings.filter(|name| !name.contains(['(', '|'])).collect();
        let read = WORDS.iter().map(|list| list.0).chain(PATTERNS.iter().map(|list| list.0));
        let read: BTreeSet<&str> = read.collect();
        assert_eq!(read, sections.iter().copied().collect());
        assert_eq!(read.len(), sections.len(), "a section stands twice");
    }

    #[test]
    fn every_pattern_is_one() {
        for (name, pattern) in PATTERNS {
            let rows = section(name).filter(|row| !row.starts_with(BEFORE));
            let broken: Vec<&str> = rows.filter(|row| Regex::new(row).is_err()).collect();
            assert_eq!(broken, [""; 0], "{name}");
            assert!(pattern.is_some(), "{name}: {}", written(name));
            assert!(!matches(pattern, ""), "{name} matches nothing at all");
        }
    }

    #[test]
    fn no_list_of_words_is_empty_and_no_word_stands_twice() {
        for (name, words) in WORDS {
            let once: BTreeSet<&str> = words.iter().copied().collect();
            assert!(!words.is_empty() && once.len() == words.len(), "{name}");
            // Nothing is found in a flat text that has blanks or full-width marks.
            let flat = |word: &&&str| crate::text::flat(word) == **word;
            assert_eq!(words.iter().find(|word| !flat(word)), None, "{name}");
        }
    }
}
