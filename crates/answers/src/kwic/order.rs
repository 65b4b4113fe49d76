//! In which order lines stand: as the archive has them, or by what stands beside the match, the
//! first to the tenth character or word on either side.

use std::ops::Range;

use suyan_analysis::segment::{each_word_within, is_listed};
use suyan_search::{MarkedOrder, MarkedPassage};

use super::unknown;
use crate::problem::Problem;

/// So far from the match lines are put in order.
const FURTHEST: u8 = 10;
/// By so many places beside the match at the most.
const MOST_KEYS: usize = 3;
/// Characters in which the words beside a match are looked for: ten words are rarely longer.
const WINDOW: usize = 60;

/// By what lines are in order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum KwicOrder {
    /// Year, place, reading order.
    #[default]
    Order,
    /// Place, year, reading order.
    Place,
    /// Latest year first.
    Year,
    /// What stands beside the match, one place after the other.
    Beside([Option<KwicKey>; MOST_KEYS]),
}

/// What stands at a place beside the match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KwicKey {
    side: MatchSide,
    is_word: bool,
    /// From 1, the nearest; 0 is all ten, the nearest first.
    nth: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MatchSide {
    Left,
    Right,
}

const KNOWN: &str = "order、place、year，或左右第几个字、词：left、right（最近的十个字）、left1 至 left10、right1 至 right10、left_word1 至 left_word10、right_word1 至 right_word10，至多三个，以逗号相连";

impl KwicOrder {
    /// Reads the word of an address.
    ///
    /// # Errors
    /// `bad_sort` with the words that there are.
    pub(super) fn read(word: Option<&str>) -> Result<Self, Problem> {
        match word {
            None | Some("order") => return Ok(Self::Order),
            Some("place") => return Ok(Self::Place),
            Some("year") => return Ok(Self::Year),
            Some(_) => {}
        }
        let mut keys = [None; MOST_KEYS];
        for (at, word) in word.unwrap_or_default().split(',').enumerate() {
            let key = KwicKey::read(word.trim()).filter(|_| at < MOST_KEYS);
            match (keys.get_mut(at), key) {
                (Some(slot), Some(key)) => *slot = Some(key),
                _ => return Err(unknown("sort", "bad_sort", KNOWN)),
            }
        }
        Ok(Self::Beside(keys))
    }

    /// The order of reports that it begins with, or falls back on.
    pub(super) fn of_reports(self) -> MarkedOrder {
        match self {
            Self::Order | Self::Beside(_) => MarkedOrder::Year,
            Self::Place => MarkedOrder::Place,
            Self::Year => MarkedOrder::Newest,
        }
    }

    /// Whether lines stand where the list has them.
    pub(super) fn is_of_reports(self) -> bool {
        !matches!(self, Self::Beside(_))
    }

    /// What a line is put in order by; nothing where that is where it stands.
    pub(super) fn beside(self, passage: &MarkedPassage, mark: &Range<usize>) -> Box<str> {
        let Self::Beside(keys) = self else { return Box::default() };
        let texts = keys.iter().flatten().map(|key| key.of(&passage.text, mark));
        // What ends sooner stands before what goes on.
        texts.collect::<Vec<_>>().join("\0").into()
    }
}

impl KwicKey {
    fn read(word: &str) -> Option<Self> {
        let (side, rest) = match word.strip_prefix("left") {
            Some(rest) => (MatchSide::Left, rest),
            None => (MatchSide::Right, word.strip_prefix("right")?),
        };
        let (is_word, number) = match rest.strip_prefix("_word") {
            Some(number) => (true, number),
            None => (false, rest),
        };
        if number.is_empty() {
            return (!is_word).then_some(Self { side, is_word, nth: 0 });
        }
        let nth = number.parse().ok().filter(|nth| (1..=FURTHEST).contains(nth))?;
        (!number.starts_with(['0', '+'])).then_some(Self { side, is_word, nth })
    }

    fn of(self, text: &str, mark: &Range<usize>) -> String {
        if self.is_word {
            return self.word(text, mark).unwrap_or_default().to_owned();
        }
        let (skip, take) = match self.nth {
            0 => (0, usize::from(FURTHEST)),
            nth => (usize::from(nth) - 1, 1),
        };
        match self.side {
            MatchSide::Left => text[..mark.start].chars().rev().skip(skip).take(take).collect(),
            MatchSide::Right => text[mark.end..].chars().skip(skip).take(take).collect(),
        }
    }

    /// The word at the place, marks and numbers not counted; `None` where there is none so far on.
    fn word<'t>(self, text: &'t str, mark: &Range<usize>) -> Option<&'t str> {
        let window = match self.side {
            MatchSide::Left => {
                let from = text[..mark.start].char_indices().rev().take(WINDOW).last();
                from.map_or(mark.start, |(at, _)| at)..mark.start
            }
            MatchSide::Right => {
                let to = text[mark.end..].char_indices().nth(WINDOW);
                mark.end..to.map_or(text.len(), |(at, _)| mark.end + at)
            }
        };
        let mut words: Vec<&str> = Vec::new();
        each_word_within(text, std::slice::from_ref(&window), |_, word| {
            if is_listed(word) {
                words.push(word);
            }
        });
        let nth = usize::from(self.nth);
        match self.side {
            MatchSide::Left => words.len().checked_sub(nth).map(|at| words[at]),
            MatchSide::Right => words.get(nth - 1).copied(),
        }
    }
}

#[cfg(test)]
mod tests {
    use suyan_corpus::Part;

    use super::*;

    fn key(word: &str) -> String {
        let text = "持续优化营商环境，推进100个公园绿化建设。";
        let start = text.find("公园").unwrap();
        let passage =
            MarkedPassage { ordinal: 1, part: Part::Tasks, text: text.into(), marks: Vec::new() };
        let mark = start..start + "公园".len();
        KwicOrder::read(Some(word)).unwrap().beside(&passage, &mark).into_string()
    }

    #[test]
    fn lines_are_known_by_what_stands_at_a_place() {
        for (word, found) in [
            ("left", "个001进推，境环商"),
            ("left1", "个"),
            ("left5", "进"),
            ("right2", "化"),
            ("right10", ""),
            ("left_word1", "个"),
            ("left_word2", "推进"),
            ("right_word1", "绿化"),
            ("right_word2", "建设"),
            ("right_word3", ""),
            ("left_word2,right1,left1", "推进\0绿\0个"),
            ("place", ""),
        ] {
            assert_eq!(key(word), found, "{word}");
        }
    }

    #[test]
    fn other_words_are_refused() {
        for word in
            ["up", "left0", "left11", "left_word", "right01", "left1,", "left1,left2,left3,left4"]
        {
            assert_eq!(KwicOrder::read(Some(word)).unwrap_err().code, "bad_sort", "{word}");
        }
    }
}
