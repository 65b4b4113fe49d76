//! A short likeness of a text, by which two that say mostly the same are told without either at hand.

use std::collections::BTreeSet;

use crate::Passage;

/// So many hashes are kept of a text.
const KEPT: usize = 32;
/// Shorter sentences say nothing of where they come from.
const SHORTEST: usize = 12;
/// Texts are twins from this share of common sentences on: two reports of one place and year have
/// next to none, two files of one report half of them at the least.
const SHARE: usize = 5;
/// A text of fewer sentences is a fragment, and too short to tell.
const LEAST: usize = 16;

/// The least hashes of a text's sentences, in order: where the text is cut into paragraphs, its
/// marks and its blanks make no difference.
#[must_use]
pub fn sketch(passages: &[Passage]) -> Vec<u32> {
    let mut hashes = BTreeSet::new();
    for passage in passages.iter().filter(|passage| !passage.is_heading) {
        for sentence in passage.text.split(['。', '！', '？', '；', '\n']) {
            let letters: String = sentence.chars().filter(|c| c.is_alphanumeric()).collect();
            if letters.chars().nth(SHORTEST - 1).is_some() {
                let hash = blake3::hash(letters.as_bytes());
                let [a, b, c, d, ..] = *hash.as_bytes();
                hashes.insert(u32::from_be_bytes([a, b, c, d]));
            }
        }
    }
    hashes.into_iter().take(KEPT).collect()
}

/// Whether two texts say mostly the same, by their sketches.
#[must_use]
pub fn are_twins(a: &[u32], b: &[u32]) -> bool {
    if a.len() < LEAST || b.len() < LEAST {
        return false;
    }
    let both: BTreeSet<u32> = a.iter().chain(b).copied().collect();
    let least: Vec<u32> = both.into_iter().take(KEPT).collect();
    let of = |side: &[u32], hash: &u32| side.binary_search(hash).is_ok();
    let shared = least.iter().filter(|hash| of(a, hash) && of(b, hash)).count();
    shared * SHARE >= least.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Part;

    fn passages(texts: &[String]) -> Vec<Passage> {
        let passage = |(text, ordinal): (&String, u32)| Passage {
            ordinal,
            part: Part::Tasks,
            heading: Vec::new(),
            is_heading: false,
            text: text.clone(),
        };
        texts.iter().zip(1..).map(passage).collect()
    }

    fn sentences(from: u32, to: u32) -> Vec<String> {
        (from..to).map(|n| format!("第{n}项工程按期完成，惠及居民{n}户，群众满意。")).collect()
    }

    #[test]
    fn texts_that_share_their_sentences_are_twins() {
        let whole = sketch(&passages(&sentences(0, 200)));
        assert_eq!(whole.len(), KEPT);
        let joined = sketch(&passages(&[sentences(0, 200).concat()]));
        assert_eq!(whole, joined, "paragraphs make no difference");
        let half = [sentences(0, 100), sentences(1000, 1050)].concat();
        assert!(are_twins(&whole, &sketch(&passages(&half))));
        let other = [sentences(0, 4), sentences(1000, 1200)].concat();
        assert!(!are_twins(&whole, &sketch(&passages(&other))));
        assert!(!are_twins(&[], &[]));
        let of = |count| sketch(&passages(&sentences(0, count)));
        assert!(are_twins(&of(16), &of(16)));
        assert!(!are_twins(&of(15), &of(15)), "a few sentences make no twins");
    }
}
