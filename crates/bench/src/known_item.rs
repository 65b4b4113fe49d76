//! Known-item queries: someone remembers a few words of a sentence and wants that passage back.
//!
//! Two kinds, in turn: `w`, two to four words of one sentence in their order with blanks between,
//! and `f`, an unspaced stretch of one clause with one inner word left out. Every passage that
//! holds the sentence counts as found, since copies of a sentence cannot be told apart.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;

use crate::passages::{self, PeerPassage};
use crate::random::Random;
use crate::words;

/// A query and the sentence that it was made from.
struct KnownItem<'a> {
    query: String,
    sentence: &'a str,
}

/// Writes `known-item.tsv` and `known-item.qrels.tsv` beside the passages.
pub fn write(work: &Path, count: usize, seed: u64) -> Result<()> {
    let lines = passages::read(&work.join("passages.jsonl"))?;
    let holders = holders(&lines);
    let mut random = Random::new(seed);
    let (mut queries, mut qrels) = (String::new(), String::new());
    let mut made = 0;
    while made < count {
        let Some(line) = random.pick(&lines) else { break };
        let drawn = if made % 2 == 0 {
            some_words(&line.text, &mut random)
        } else {
            gapped_fragment(&line.text, &mut random)
        };
        let Some(drawn) = drawn else { continue };
        let id = format!("{}{made:04}", if made % 2 == 0 { 'w' } else { 'f' });
        writeln!(queries, "{id}\t{}", drawn.query)?;
        for &at in &holders[drawn.sentence] {
            writeln!(qrels, "{id}\t{}\t1", lines[at].id)?;
        }
        made += 1;
    }
    std::fs::write(work.join("known-item.tsv"), queries)?;
    Ok(std::fs::write(work.join("known-item.qrels.tsv"), qrels)?)
}

/// Which passages hold each sentence.
fn holders(lines: &[PeerPassage]) -> HashMap<&str, Vec<usize>> {
    let mut holders: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, line) in lines.iter().enumerate() {
        for sentence in words::sentences(&line.text) {
            let held = holders.entry(sentence).or_default();
            if held.last() != Some(&at) {
                held.push(at);
            }
        }
    }
    holders
}

/// Two to four words of a sentence.
fn some_words<'a>(text: &'a str, random: &mut Random) -> Option<KnownItem<'a>> {
    let sentences: Vec<&str> = words::sentences(text).collect();
    let sentence = *random.pick(&sentences)?;
    let mut words = words::content_words(sentence);
    let mut seen = std::collections::HashSet::new();
    words.retain(|word| seen.insert(*word));
    if words.len() < 5 {
        return None;
    }
    let count = random.between(2, 4);
    let chosen: Vec<&str> =
        random.choose(count, words.len()).into_iter().map(|at| words[at]).collect();
    Some(KnownItem { query: chosen.join(" "), sentence })
}

/// Four to six words of a clause in a row, less one of the inner ones.
fn gapped_fragment<'a>(text: &'a str, random: &mut Random) -> Option<KnownItem<'a>> {
    let sentences: Vec<&str> = words::sentences(text).collect();
    let sentence = *random.pick(&sentences)?;
    let clauses: Vec<&str> = words::clauses(sentence).collect();
    let words = words::cut(random.pick(&clauses)?);
    let length = random.between(4, 6);
    if words.len() < length {
        return None;
    }
    let start = random.below(words.len() - length + 1);
    let left_out = start + random.between(1, length - 2);
    let query: String =
        (start..start + length).filter(|at| *at != left_out).map(|at| words[at]).collect();
    Some(KnownItem { query, sentence })
}
