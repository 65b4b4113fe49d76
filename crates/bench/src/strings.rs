//! Which strings of three characters or more are terms of their own: those that reports use most.
//!
//! A word of two characters is one posting list; a longer one is several, whose positions must be
//! compared in every passage that has them all. For the few that stand in the most passages, and
//! that everybody counts, this is most of what a search costs.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use anyhow::Result;
use rayon::prelude::*;
use suyan_analysis::Tokens;

use crate::passages;
use crate::words;

/// Characters of a string at the most.
const LONGEST: usize = 6;
/// One passage in so many is looked at.
const STEP: usize = 3;

/// The strings that stand in the most passages of `file`, the most frequent first: words, and two
/// words that follow one another; in normal form.
pub fn choose(file: &Path, count: usize) -> Result<Vec<String>> {
    let lines: Vec<_> = passages::read(file)?.into_iter().step_by(STEP).collect();
    let of_some = |some: &[passages::PeerPassage]| {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for line in some {
            let words = words::cut(&line.text);
            let pairs = words.windows(2).filter(|two| two.iter().all(|word| is_whole(word)));
            let found: HashSet<String> = pairs
                .map(<[&str]>::concat)
                .chain(words.iter().map(|&word| word.to_owned()))
                .map(|string| normal(&string))
                .filter(|string| is_long(string))
                .collect();
            found.into_iter().for_each(|string| *counts.entry(string).or_default() += 1);
        }
        counts
    };
    let mut all: HashMap<String, usize> = HashMap::new();
    for counts in lines.par_chunks(5_000).map(of_some).collect::<Vec<_>>() {
        counts.into_iter().for_each(|(string, count)| *all.entry(string).or_default() += count);
    }
    let mut all: Vec<(String, usize)> = all.into_iter().collect();
    all.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all.truncate(count);
    Ok(all.into_iter().map(|(string, _)| string).collect())
}

/// Whether a word can be the half of a string: no single character, which goes with anything.
fn is_whole(word: &str) -> bool {
    word.chars().count() >= 2
}

fn normal(string: &str) -> String {
    let tokens = Tokens::of(string);
    tokens.normal(0..tokens.len()).to_owned()
}

fn is_long(string: &str) -> bool {
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    (3..=LONGEST).contains(&string.chars().count()) && string.chars().all(is_han)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_strings_of_most_passages_come_first() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("passages.jsonl");
        let text = |at: usize| match at % STEP {
            // Those in between are not looked at.
            0 if at < 30 => "推进高质量发展，高质量发展。",
            0 => "完善基础设施，基础设施建设",
            _ => "从未见过的字句",
        };
        let line = |at: usize| passages::PeerPassage::of_text(&at.to_string(), text(at));
        passages::write(&file, &(0..90).map(line).collect::<Vec<_>>()).expect("write");
        let chosen = choose(&file, 3).expect("strings");
        // In 20 passages and in 10: each passage counts once, however often a string stands in it.
        assert_eq!(chosen[0], "基础设施");
        assert_eq!(chosen.len(), 3);
        let all = choose(&file, 100).expect("strings");
        assert!(all.contains(&"高质量".to_owned()) && !all.iter().any(|one| one.contains("字句")));
        assert!(all.iter().all(|one| is_long(one)), "{all:?}");
    }

    #[test]
    fn only_strings_of_three_to_six_han_characters_are_terms() {
        for (string, is) in [
            ("发展", false),
            ("高质量", true),
            ("人民群众利益", true),
            ("高质量发展建设", false),
            ("5G基站", false),
            ("一网·统管", false),
        ] {
            assert_eq!(is_long(string), is, "{string}");
        }
    }
}
