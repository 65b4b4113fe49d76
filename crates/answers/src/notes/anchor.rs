//! What a line of the journal is said of: by words, place and year.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use suyan_analysis::Tokens;
use suyan_analysis::tokens::TokenClass;
use suyan_search::ShownPromise;
use suyan_search::ledger::ShownItem;

/// The share of pairs of characters that two stretches have in common, from which they are taken
/// for one that was read differently.
const ALIKE: f64 = 0.8;
/// A clause of fewer characters is told by its whole sentence only.
const FEWEST: usize = 6;

/// An item by its words, place and year. The ids are where it stood when it was written: a help,
/// and no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// The code of its place as of the year.
    pub place_code: Option<String>,
    /// The name of its place.
    pub place: Option<String>,
    /// The year of its report.
    pub year: Option<i16>,
    /// The sentence of the promise, verbatim.
    pub sentence: String,
    /// The words of the item, verbatim.
    pub words: String,
    /// The id of the promise then.
    pub promise: String,
    /// The number of the item then.
    pub item: u32,
}

impl Anchor {
    /// Of an item as it is shown.
    #[must_use]
    pub fn of(promise: &ShownPromise, item: &ShownItem) -> Self {
        let place = promise.report.place.as_ref();
        Self {
            place_code: place.map(|place| place.code.clone()),
            place: place.map(|place| place.name.clone()),
            year: promise.report.year,
            sentence: promise.text.clone(),
            words: item.text.clone(),
            promise: promise.id.clone(),
            item: item.item,
        }
    }

    /// The id of the report then.
    #[must_use]
    pub fn report(&self) -> &str {
        self.promise.rsplitn(3, ':').nth(2).unwrap_or(&self.promise)
    }
}

/// The words of an anchor, or of what may be what it is of, as they are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AnchorWording {
    sentence: String,
    words: String,
    item: u32,
}

impl AnchorWording {
    pub(super) fn of(sentence: &str, words: &str, item: u32) -> Self {
        Self { sentence: letters(sentence), words: letters(words), item }
    }

    /// Whether sentence and item are the same letters.
    pub(super) fn is(&self, other: &Self) -> bool {
        (&self.sentence, &self.words, self.item) == (&other.sentence, &other.words, other.item)
    }

    /// How surely `now`, of the same place and year, is what this was written of: `None` where it is
    /// not. A report that is read better has the sentence whole where it was cut, without the page
    /// number within it, or cut into other items; figures are never others.
    pub(super) fn fits(&self, now: &Self) -> Option<u32> {
        let same_words = self.words == now.words;
        let holds = self.words.contains(&now.words) || now.words.contains(&self.words);
        if self.sentence == now.sentence {
            let same_item = u32::from(self.item == now.item);
            return match (same_words, holds) {
                (true, _) => Some(8 + same_item),
                (false, true) => Some(6 + same_item),
                _ => (same_figures(&self.words, &now.words)
                    && alike(&self.words, &now.words) >= ALIKE)
                    .then_some(4),
            };
        }
        if self.words.chars().count().min(now.words.chars().count()) < FEWEST
            || !same_figures(&self.words, &now.words)
        {
            return None;
        }
        let same_words = same_words || holds || alike(&self.words, &now.words) >= ALIKE;
        let grew = self.sentence.contains(&now.sentence) || now.sentence.contains(&self.sentence);
        (same_words && (grew || alike(&self.sentence, &now.sentence) >= ALIKE)).then_some(2)
    }
}

/// The letters, digits and ideographs of a text in their normal form: what stays of it when blanks,
/// line breaks and punctuation are read otherwise.
#[must_use]
pub fn letters(text: &str) -> String {
    let tokens = Tokens::of(text);
    let counts =
        |class| matches!(class, TokenClass::Character | TokenClass::Latin | TokenClass::Number);
    let kept = tokens.as_slice().iter().enumerate().filter(|(_, token)| counts(token.class));
    kept.map(|(at, _)| tokens.term(at)).collect()
}

fn same_figures(a: &str, b: &str) -> bool {
    let figures = |text: &str| -> Vec<String> {
        let runs = text.split(|c: char| !c.is_ascii_digit() && c != '.');
        runs.filter(|run| !run.is_empty()).map(str::to_owned).collect()
    };
    figures(a) == figures(b)
}

/// The share of pairs of characters that two texts have in common (Dice's coefficient).
fn alike(a: &str, b: &str) -> f64 {
    let pairs =
        |text: &str| -> Vec<(char, char)> { text.chars().zip(text.chars().skip(1)).collect() };
    let (a, b) = (pairs(a), pairs(b));
    let mut left: HashMap<(char, char), usize> = HashMap::new();
    for pair in &a {
        *left.entry(*pair).or_default() += 1;
    }
    let common = b.iter().filter(|pair| match left.get_mut(pair) {
        Some(many) if *many > 0 => {
            *many -= 1;
            true
        }
        _ => false,
    });
    2.0 * common.count() as f64 / ((a.len() + b.len()).max(1)) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(then: (&str, &str), now: (&str, &str)) -> bool {
        AnchorWording::of(then.0, then.1, 1).fits(&AnchorWording::of(now.0, now.1, 1)).is_some()
    }

    #[test]
    fn a_sentence_that_is_read_better_is_found_again() {
        let then = ("新建公办幼儿园12所，新增学位 4320 个。", "新增学位 4320 个");
        let again = [
            // Blanks and full-width digits,
            ("新建公办幼儿园１２所,新增学位4320个。", "新增学位4320个"),
            // a sentence that was cut at the end of a page,
            ("继续扩大供给：新建公办幼儿园12所，新增学位4320个。", "新增学位4320个"),
            // and other borders of the item.
            ("新建公办幼儿园12所，新增学位4320个。", "新建公办幼儿园12所，新增学位4320个"),
        ];
        for now in again {
            assert!(fits(then, now), "{now:?}");
        }
    }

    #[test]
    fn another_figure_or_matter_is_another() {
        let then = ("新建公办幼儿园12所，新增学位4320个。", "新增学位4320个");
        let others = [
            ("新建公办幼儿园12所，新增学位4230个。", "新增学位4230个"),
            ("新建公办幼儿园12所，新增学位4320个。", "新建公办幼儿园12所"),
            ("整治背街小巷80条，安装路灯4320盏。", "安装路灯4320盏"),
        ];
        for now in others {
            assert!(!fits(then, now), "{now:?}");
        }
    }
}
