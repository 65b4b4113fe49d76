//! Known-item queries: someone remembers a few words of a sentence and wants that passage back.
//!
//! Two kinds, in turn: `w`, two to four words of one sentence in their order with blanks between,
//! and `f`, an unspaced stretch of one clause with one inner word left out. Every passage that
//! holds the sentence counts as found, since copies of a sentence cannot be told apart.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Result, ensure};

use crate::passages::{self, PeerPassage};
use crate::random::Random;
use crate::words;

/// A query and the sentence that it was made from.
struct KnownItem<'a> {
    query: String,
    sentence: &'a str,
}

/// So many passages in a row may give nothing.
const IN_VAIN: usize = 100_000;

/// Writes `known-item.tsv` and `known-item.qrels.tsv` beside the passages.
pub fn write(work: &Path, count: usize, seed: u64) -> Result<()> {
    let lines = passages::read(&work.join("passages.jsonl"))?;
    let holders = holders(&lines);
    let mut random = Random::new(seed);
    let (mut queries, mut qrels) = (String::new(), String::new());
    let (mut made, mut in_vain) = (0, 0);
    while made < count {
        ensure!(in_vain < IN_VAIN, "no passage has a sentence of five words or more to ask for");
        let Some(line) = random.pick(&lines) else { break };
        let drawn = if made % 2 == 0 {
            some_words(&line.text, &mut random)
        } else {
            gapped_fragment(&line.text, &mut random)
        };
        let Some(drawn) = drawn else {
            in_vain += 1;
            continue;
        };
        in_vain = 0;
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

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "今年新建养老服务中心十二个，改造提升老旧小区供水管网设施。\
                        持续优化营商环境，全面推进政务服务改革创新发展；短句。";

    /// Every word of a query stands in the sentence that it was made from, in its order.
    #[test]
    fn words_of_a_query_are_those_of_its_sentence() {
        let mut lengths = std::collections::BTreeSet::new();
        for seed in 0..200 {
            let Some(drawn) = some_words(TEXT, &mut Random::new(seed)) else { continue };
            let mut rest = drawn.sentence;
            let words: Vec<&str> = drawn.query.split(' ').collect();
            for word in &words {
                let at = rest.find(word).unwrap_or_else(|| panic!("{word} of {}", drawn.query));
                rest = &rest[at + word.len()..];
            }
            assert!(TEXT.contains(drawn.sentence));
            lengths.insert(words.len());
        }
        assert_eq!(lengths.into_iter().collect::<Vec<_>>(), [2, 3, 4]);
    }

    /// A fragment lacks one inner word, so that it stands nowhere as it is.
    #[test]
    fn a_fragment_lacks_something_inside() {
        let mut drawn_some = 0;
        for seed in 0..300 {
            let Some(drawn) = gapped_fragment(TEXT, &mut Random::new(seed)) else { continue };
            drawn_some += 1;
            let (query, sentence) = (drawn.query.as_str(), drawn.sentence);
            assert!(!query.contains(['，', '。', ' ']), "{query}");
            let gap = query.char_indices().skip(1).map(|(at, _)| query.split_at(at)).any(
                |(before, behind)| {
                    sentence.split_once(before).is_some_and(|(_, rest)| {
                        rest.find(behind).is_some_and(|skipped| skipped > 0)
                    })
                },
            );
            assert!(gap, "{query} of {sentence}");
        }
        assert!(drawn_some > 30, "{drawn_some}");
    }

    #[test]
    fn copies_of_a_sentence_are_all_good() {
        let folder = tempfile::tempdir().expect("a folder");
        let line = PeerPassage::of_text;
        let sentence = "持续优化营商环境，全面推进政务服务改革创新发展";
        let lines = [line("a", &format!("{sentence}。{sentence}。")), line("b", sentence)];
        let held = holders(&lines);
        assert_eq!(held[sentence], [0, 1]);
        passages::write(&folder.path().join("passages.jsonl"), &lines).expect("write");
        write(folder.path(), 6, 2).expect("queries");
        let rows = |name: &str| passages::read_tsv(&folder.path().join(name)).expect("rows");
        let (queries, qrels) = (rows("known-item.tsv"), rows("known-item.qrels.tsv"));
        let ids: Vec<&str> = queries.iter().map(|row| row[0].as_str()).collect();
        assert_eq!(ids, ["w0000", "f0001", "w0002", "f0003", "w0004", "f0005"]);
        for id in ids {
            let good: Vec<&str> =
                qrels.iter().filter(|row| row[0] == id).map(|row| row[1].as_str()).collect();
            assert_eq!(good, ["a", "b"], "{id}");
        }
        passages::write(&folder.path().join("passages.jsonl"), &[line("c", "短句。")])
            .expect("write");
        assert!(write(folder.path(), 1, 2).is_err(), "nothing can be drawn");
    }
}
