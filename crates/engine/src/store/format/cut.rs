//! The words of the segmenter in one segment in the making: which passages hold each, how often.
//!
//! Texts are cut at indexing, once, so that nobody who counts words has to cut them again. Kept as
//! postings of a field of their own, words are merged and removed with their passages, and have the
//! checksums that all postings have. Words without a letter, numbers and marks, are counted and not
//! kept.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;
use suyan_analysis::segment::{each_word, is_listed};
use tantivy::DocId;
use tantivy::postings::FieldSerializer;

/// The number of all words that are not kept.
const NONE: u32 = u32::MAX;
/// Bytes of a word that is its own key: five ideographs, more than nearly all words have.
const SHORT: usize = 16;

/// The bytes of a short word as one integer, which no text has to be compared with.
fn packed(word: &str) -> Option<u128> {
    let mut bytes = [0; SHORT];
    bytes.get_mut(..word.len())?.copy_from_slice(word.as_bytes());
    // Bytes that are nought would be taken for the end.
    (word.as_bytes().last() != Some(&0)).then(|| u128::from_le_bytes(bytes))
}

/// The inverse of [`packed`].
fn unpacked(word: u128) -> Vec<u8> {
    let bytes = word.to_le_bytes();
    let length = SHORT - bytes.iter().rev().take_while(|&&byte| byte == 0).count();
    bytes[..length].to_vec()
}

/// See the module.
#[derive(Default)]
pub(super) struct TermCut {
    short: HashMap<u128, u32, FxBuildHasher>,
    long: HashMap<Box<str>, u32, FxBuildHasher>,
    /// Distinct words that are kept.
    kept: u32,
    /// The words of all passages, one behind the other.
    occurrences: Vec<u32>,
    /// Where the words of each passage end.
    ends: Vec<usize>,
}

impl TermCut {
    /// Cuts the text of the next passage; gives how many words it has.
    pub(super) fn add(&mut self, text: &str) -> u64 {
        let Self { short, long, kept, occurrences, .. } = self;
        let mut many = 0;
        each_word(text, |word| {
            many += 1;
            let mut fresh = || {
                let number = if is_listed(word) { *kept } else { NONE };
                *kept += u32::from(number != NONE);
                number
            };
            let number = match packed(word) {
                Some(word) => *short.entry(word).or_insert_with(fresh),
                None => match long.get(word) {
                    Some(&number) => number,
                    None => *long.entry(word.into()).or_insert_with(&mut fresh),
                },
            };
            if number != NONE {
                occurrences.push(number);
            }
        });
        self.ends.push(self.occurrences.len());
        many
    }

    /// Occurrences so far: four bytes each.
    pub(super) fn len(&self) -> usize {
        self.occurrences.len()
    }

    /// Writes everything, word by word in the order of their bytes.
    pub(super) fn write(self, out: &mut FieldSerializer<'_>) -> std::io::Result<()> {
        let Self { short, long, kept, occurrences, ends } = self;
        // Where the passages of each word begin among those of all, counted first.
        let mut starts = vec![0usize; kept as usize + 1];
        for &word in &occurrences {
            starts[word as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut docs: Vec<DocId> = vec![0; occurrences.len()];
        let mut from = 0;
        for (doc, &end) in (0..).zip(&ends) {
            for &word in &occurrences[from..end] {
                let place = &mut next[word as usize];
                docs[*place] = doc;
                *place += 1;
            }
            from = end;
        }
        let short = short.into_iter().map(|(word, number)| (unpacked(word), number));
        let long = long.into_iter().map(|(word, number)| (word.into_boxed_bytes().into(), number));
        let mut listed: Vec<(Vec<u8>, u32)> =
            short.chain(long).filter(|(_, number)| *number != NONE).collect();
        listed.sort_unstable();
        for (word, number) in listed {
            let number = number as usize;
            out.new_term(&word, 0, true)?;
            for of_doc in docs[starts[number]..starts[number + 1]].chunk_by(|a, b| a == b) {
                out.write_doc(of_doc[0], of_doc.len() as u32, &[]);
            }
            out.close_term()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// A word that is its own key is given back, and no two have one key.
        #[test]
        fn a_short_word_is_its_own_key(words in prop::collection::vec("\\PC{0,6}", 2)) {
            for word in &words {
                match packed(word) {
                    Some(key) => prop_assert_eq!(unpacked(key), word.as_bytes()),
                    None => prop_assert!(word.len() > SHORT || word.ends_with('\0'), "{:?}", word),
                }
            }
            if words[0] != words[1] && let Some(key) = packed(&words[0]) {
                prop_assert_ne!(Some(key), packed(&words[1]));
            }
        }
    }

    #[test]
    fn a_word_that_ends_with_nought_is_kept_as_it_is() {
        assert_eq!(packed("a\0"), None);
        assert_eq!(packed("\0a").map(unpacked), Some(b"\0a".to_vec()));
        assert_eq!(
            packed("营商环境一"),
            Some(u128::from_le_bytes({
                let mut bytes = [0; 16];
                bytes[..15].copy_from_slice("营商环境一".as_bytes());
                bytes
            }))
        );
        assert_eq!(packed("营商环境一流的"), None);
    }

    #[test]
    fn words_are_counted_and_numbers_and_marks_not_kept() {
        let mut cut = TermCut::default();
        // 新增 | 床位 | 12 | 张 | ，| 床位 | 床位
        assert_eq!(cut.add("新增床位12张，床位床位"), 7);
        assert_eq!(cut.len(), 5);
        assert_eq!(cut.add(""), 0);
        assert_eq!(cut.add("，。；"), 3);
        assert_eq!((cut.len(), cut.kept), (5, 3));
        assert_eq!(cut.ends, [5, 5, 5]);
        assert_eq!(cut.occurrences, [0, 1, 2, 1, 1]);
    }
}
