//! Words that a user adds to the dictionary, with the effect that Python's `add_word` and
//! `load_userdict` have (jieba 0.42.1): frequencies, and the total that they are shares of.

use std::sync::{Arc, Mutex, PoisonError};

use jieba_rs::Jieba;

use super::{cut_by, default_dictionary};

/// A word that a user adds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UserWord {
    /// The word.
    pub word: String,
    /// How often it is taken to stand in what the dictionary was made of; without it, so often that
    /// it is not cut.
    pub frequency: Option<u32>,
}

impl UserWord {
    /// Reads a line of a user's dictionary: a word, and behind blanks its frequency and its tag,
    /// which is not looked at. `None` where there is no word, or one that is never to be cut out.
    #[must_use]
    pub fn read(line: &str) -> Option<Self> {
        let line = line.trim().trim_start_matches('\u{feff}');
        let without = |line: &str, is_part: fn(&str) -> bool| {
            let (word, last) = line.rsplit_once(' ')?;
            (is_part(last) && !word.is_empty()).then(|| (word.to_owned(), last.to_owned()))
        };
        let is_tag = |last: &str| !last.is_empty() && last.bytes().all(|b| b.is_ascii_lowercase());
        let is_number = |last: &str| !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit());
        let line = without(line, is_tag).map_or_else(|| line.to_owned(), |(word, _)| word);
        let (word, frequency) = match without(&line, is_number) {
            Some((word, number)) => (word, Some(number.parse().ok().filter(|&many| many > 0)?)),
            None => (line, None),
        };
        (!word.is_empty()).then_some(Self { word, frequency })
    }
}

/// What cuts: the dictionary, or it with a user's words.
pub struct Segmenter {
    own: Option<Jieba>,
}

/// Dictionaries that were made are kept, so that the pages of one table need not make it anew.
const KEPT: usize = 2;
type Made = (Vec<UserWord>, Arc<Segmenter>);
static MADE: Mutex<Vec<Made>> = Mutex::new(Vec::new());

impl Segmenter {
    /// By the dictionary with these words, added in their order.
    #[must_use]
    pub fn of(words: &[UserWord]) -> Arc<Self> {
        let made = || MADE.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = made().iter().find(|(of, _)| of == words) {
            return Arc::clone(known);
        }
        let own = (!words.is_empty()).then(|| dictionary(words));
        let segmenter = Arc::new(Self { own });
        let mut made = made();
        made.insert(0, (words.to_vec(), Arc::clone(&segmenter)));
        made.truncate(KEPT);
        segmenter
    }

    /// Gives the words of a text in order, which joined are the text.
    pub fn each_word<'t>(&self, text: &'t str, mut put: impl FnMut(&'t str)) {
        cut_by(self.own.as_ref().unwrap_or_else(|| default_dictionary()), text, &mut put);
    }
}

/// The total of the other program's dictionary, in which some words are counted twice.
const TOTAL: u64 = 60_101_967;
/// Stands in no text, and takes up what the other program's total has more: what it counts twice,
/// and what it keeps of words that are said anew.
const NOWHERE: &str = "\u{f8ff}";

fn dictionary(words: &[UserWord]) -> Jieba {
    let mut jieba = default_dictionary().clone();
    let mut kept = TOTAL.saturating_sub(total(&jieba));
    jieba.add_word(NOWHERE, Some(kept as usize), None);
    let mut total = TOTAL;
    for UserWord { word, frequency } in words {
        let known = frequency_of(&mut jieba, word);
        let frequency = match frequency {
            Some(frequency) => u64::from(*frequency),
            None => suggested(&mut jieba, word, known, total),
        };
        jieba.add_word(word, Some(frequency as usize), None);
        total += frequency;
        kept += known.unwrap_or(0);
        jieba.add_word(NOWHERE, Some(kept as usize), None);
    }
    jieba
}

/// The frequency with which a word is not cut: more than its parts have together.
fn suggested(jieba: &mut Jieba, word: &str, known: Option<u64>, total: u64) -> u64 {
    let parts: Vec<String> =
        jieba.cut(word, false).into_iter().map(|token| token.word.to_owned()).collect();
    let total = total as f64;
    let joined = parts
        .iter()
        .fold(1.0, |share, part| share * (frequency_of(jieba, part).unwrap_or(1) as f64 / total));
    ((joined * total) as u64 + 1).max(known.unwrap_or(1))
}

/// The frequency of a word of the dictionary. The library tells only the total: a word that is said
/// to stand there once more takes its own away from it.
fn frequency_of(jieba: &mut Jieba, word: &str) -> Option<u64> {
    if !jieba.has_word(word) {
        return None;
    }
    let before = total(jieba);
    jieba.add_word(word, Some(1), None);
    let frequency = before + 1 - total(jieba);
    jieba.add_word(word, Some(frequency as usize), None);
    Some(frequency)
}

/// The sum of all frequencies, as the library prints it.
fn total(jieba: &Jieba) -> u64 {
    let printed = format!("{jieba:?}");
    let number = printed.split("total_freq: ").nth(1).unwrap_or_default();
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(lines: &[&str]) -> Vec<UserWord> {
        lines.iter().filter_map(|line| UserWord::read(line)).collect()
    }

    fn cut(lines: &[&str], text: &str) -> String {
        let mut cut = Vec::new();
        Segmenter::of(&words(lines)).each_word(text, |word| cut.push(word.to_owned()));
        cut.join(" ")
    }

    #[test]
    fn lines_are_read_as_the_other_program_reads_them() {
        let read = |line: &str| UserWord::read(line).map(|one| (one.word, one.frequency));
        assert_eq!(read("营商环境"), Some(("营商环境".into(), None)));
        assert_eq!(read("云计算 5 n\n"), Some(("云计算".into(), Some(5))));
        assert_eq!(read("李小福 nr"), Some(("李小福".into(), None)));
        assert_eq!(read("\u{feff}大 数据 3"), Some(("大 数据".into(), Some(3))));
        assert_eq!(read("台中 0"), None);
        assert_eq!(read("  "), None);
    }

    #[test]
    fn the_total_is_that_of_the_other_program() {
        // What Python's jieba 0.42.1 prints for `jieba.dt.total` and `jieba.dt.FREQ[...]`.
        let mut jieba = default_dictionary().clone();
        assert_eq!(frequency_of(&mut jieba, "环境"), Some(16_811));
        assert_eq!(frequency_of(&mut jieba, "营商环境"), None);
        assert_eq!(total(&jieba), total(default_dictionary()));
        assert_eq!(total(&dictionary(&[])), TOTAL);
        let known = words(&["环境", "营商环境", "发展 7"]);
        assert_eq!(total(&dictionary(&known)), 60_118_787);
    }

    #[test]
    fn a_user_s_words_are_not_cut() {
        let text = "优化营商环境，发展大数据和数字经济。";
        assert_eq!(cut(&[], text), "优化 营商 环境 ， 发展 大 数据 和 数字 经济 。");
        let lines = ["营商环境", "大数据", "数字经济 99 n"];
        assert_eq!(cut(&lines, text), "优化 营商环境 ， 发展 大数据 和 数字经济 。");
    }
}
