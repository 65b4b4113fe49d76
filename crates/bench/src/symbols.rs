//! Which strings the docstore writes as one or two bytes: words of a general dictionary, chosen by
//! how many bytes each of them saves in real reports.
//!
//! What is chosen is a table of the index format. It is made anew by hand, hardly ever, and every
//! index written before must then be written again.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use anyhow::{Context, Result};

use crate::passages;

/// As many symbols as the docstore has codes for.
const SYMBOLS: usize = suyan_engine::SYMBOLS;
/// No symbol has more characters.
const LONGEST: usize = 12;
/// One passage in so many is looked at.
const STEP: usize = 5;
/// Times that the passages are cut, each time with what was chosen before.
const ROUNDS: usize = 6;

/// Chooses from the words of `words` (one a line, up to the first blank) and from single characters
/// for the passages of `file`; the most frequent first. Printable ASCII is always among them.
pub fn choose(file: &Path, words: &Path) -> Result<Vec<String>> {
    let texts: Vec<String> =
        passages::read(file)?.into_iter().step_by(STEP).map(|line| line.text).collect();
    let words = std::fs::read_to_string(words).context("read the words")?;
    let always: HashSet<String> = (' '..='~').map(String::from).collect();
    let mut chosen: HashSet<String> = words
        .lines()
        .filter_map(|line| line.split(' ').next())
        .filter(|word| word.len() > 2 && word.chars().count() <= LONGEST)
        .map(str::to_owned)
        .chain(texts.iter().flat_map(|text| text.chars().map(String::from)))
        .chain(always.iter().cloned())
        .collect();
    let mut ranked: Vec<(usize, String)> = Vec::new();
    for round in 0..ROUNDS {
        let mut used: HashMap<&str, usize> = HashMap::new();
        texts
            .iter()
            .for_each(|text| cut(text, &chosen, |symbol| *used.entry(symbol).or_default() += 1));
        let of = |word: &String| used.get(word.as_str()).copied().unwrap_or(0);
        ranked = chosen.iter().map(|word| (of(word), word.clone())).collect();
        // What it saves; where nothing is used, what is short.
        let worth = |(uses, word): &(usize, String)| {
            (always.contains(word), uses * (word.len().max(3) - 2), std::cmp::Reverse(word.len()))
        };
        ranked.sort_unstable_by(|a, b| worth(b).cmp(&worth(a)).then_with(|| a.1.cmp(&b.1)));
        // Step by step: what the last ones were used for falls to others.
        let steps = ROUNDS - 1 - round;
        ranked.truncate(SYMBOLS << steps);
        chosen = ranked.iter().map(|(_, word)| word.clone()).collect();
    }
    ranked.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    Ok(ranked.into_iter().map(|(_, word)| word).collect())
}

/// The longest symbol at every place, as the docstore takes them.
fn cut<'t>(text: &'t str, symbols: &HashSet<String>, mut each: impl FnMut(&'t str)) {
    let mut rest = text;
    while !rest.is_empty() {
        let ends = rest.char_indices().skip(1).map(|(at, _)| at).chain([rest.len()]).take(LONGEST);
        let ends: Vec<usize> = ends.collect();
        let longest = ends.iter().rev().find(|&&end| symbols.contains(&rest[..end]));
        let end = longest.copied().unwrap_or(ends[0]);
        if longest.is_some() {
            each(&rest[..end]);
        }
        rest = &rest[end..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbols(all: &[&str]) -> HashSet<String> {
        all.iter().map(|&one| one.to_owned()).collect()
    }

    fn taken<'t>(text: &'t str, known: &HashSet<String>) -> Vec<&'t str> {
        let mut taken = Vec::new();
        cut(text, known, |symbol| taken.push(symbol));
        taken
    }

    #[test]
    fn the_longest_symbol_is_taken_at_every_place() {
        let known = symbols(&["发", "发展", "发展改革", "改", "革委"]);
        assert_eq!(taken("发展改革委", &known), ["发展改革"]);
        assert_eq!(taken("发展改", &known), ["发展", "改"]);
        assert_eq!(taken("发发展", &known), ["发", "发展"]);
        assert_eq!(taken("无", &known), Vec::<&str>::new());
        assert_eq!(taken("", &known), Vec::<&str>::new());
    }

    #[test]
    fn a_symbol_longer_than_the_docstore_takes_is_not_sought() {
        let longest = "字".repeat(LONGEST);
        let longer = "字".repeat(LONGEST + 1);
        let known = symbols(&[&longest, &longer]);
        assert_eq!(taken(&longer, &known), [longest.as_str()]);
    }

    #[test]
    fn what_saves_bytes_is_chosen_and_printable_ascii_always() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, words) = (folder.path().join("passages.jsonl"), folder.path().join("words.txt"));
        let text = "推进高质量发展，推进改革";
        let line = |at: usize| passages::PeerPassage::of_text(&at.to_string(), text);
        passages::write(&file, &(0..50).map(line).collect::<Vec<_>>()).expect("write");
        std::fs::write(&words, "推进 5 v\n高质量发展 3 n\n从未用过 9 n\n").expect("write");
        let chosen = choose(&file, &words).expect("symbols");
        // 推进 stands there twice a passage, and takes the place of its two characters.
        assert_eq!(chosen[0], "推进");
        let place = |symbol: &str| chosen.iter().position(|one| one == symbol);
        assert!(place("高质量发展") < place("推"));
        assert!((' '..='~').all(|c| place(&c.to_string()).is_some()));
        assert!(chosen.len() <= SYMBOLS);
    }
}
