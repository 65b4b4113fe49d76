//! The postings of one segment in the making.
//!
//! tantivy's own writer keeps a growing list per term, which costs several cache misses for every
//! character of a text: two thirds of the time of indexing. Here a term is a number, every
//! occurrence is one integer behind the last, and all of them are sorted once, when the segment is
//! written through tantivy's serializer. What is written is the same.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;
use suyan_analysis::Tokens;
use suyan_analysis::grams::{Gram, numeral_gram, text_grams};
use suyan_analysis::strings;
use tantivy::DocId;
use tantivy::postings::FieldSerializer;

/// An occurrence is term, passage and position in one integer, in this order, so that sorting
/// them is sorting integers.
const DOC_BITS: u32 = 20;
const POSITION_BITS: u32 = 20;
/// Passages that one segment has room for.
pub(super) const MOST_PASSAGES: u32 = 1 << DOC_BITS;
/// Distinct terms that one segment has room for.
pub(super) const MOST_TERMS: usize = 1 << (64 - DOC_BITS - POSITION_BITS);
/// Tokens of one passage beyond this many (3 MB of text) are not found; passages are cut long
/// before.
const MOST_POSITIONS: usize = 1 << POSITION_BITS;

/// See the module.
#[derive(Default)]
pub(super) struct Postings {
    pairs: HashMap<(char, char), u32, FxBuildHasher>,
    numbers: HashMap<Box<str>, u32, FxBuildHasher>,
    /// By their numbers in the table.
    strings: HashMap<u16, u32, FxBuildHasher>,
    /// The lengths of all passages together.
    length: u64,
    occurrences: Vec<u64>,
    tokens: Tokens,
}

impl Postings {
    /// Takes up the text of passage `doc`, which must be the one behind the last. Gives its length
    /// in terms, of which [`strings`] and the beginnings of numerals are none: what they are made of
    /// is counted.
    pub(super) fn add(&mut self, doc: DocId, text: &str) -> u32 {
        self.tokens.refill(text);
        let before = self.occurrences.len();
        let mut uncounted = 0;
        let Self { pairs, numbers, strings, occurrences, tokens, .. } = self;
        text_grams(tokens, |position, gram| {
            if position >= MOST_POSITIONS {
                return;
            }
            let fresh = (pairs.len() + numbers.len() + strings.len()) as u32;
            let term = match gram {
                Gram::Pair(first, second) => {
                    if let Some(Gram::Pair(mark, first)) = numeral_gram(tokens, position, first) {
                        let begun = *pairs.entry((mark, first)).or_insert(fresh);
                        occurrences.push(occurrence(begun, doc, position));
                        uncounted += 1;
                    }
                    let fresh = (pairs.len() + numbers.len() + strings.len()) as u32;
                    *pairs.entry((first, second)).or_insert(fresh)
                }
                // Written as a pair with the end of the text is, which punctuation never forms.
                Gram::Mark(mark) => *pairs.entry((mark, '\0')).or_insert(fresh),
                Gram::Number(digits) => match numbers.get(digits) {
                    Some(&term) => term,
                    None => *numbers.entry(digits.into()).or_insert(fresh),
                },
                Gram::String(_) => return,
            };
            occurrences.push(occurrence(term, doc, position));
        });
        let of_passage = (self.occurrences.len() - before - uncounted) as u32;
        self.length += u64::from(of_passage);
        strings::each(&self.tokens, |position, number| {
            if position < MOST_POSITIONS {
                let fresh = (self.pairs.len() + self.numbers.len() + self.strings.len()) as u32;
                let term = *self.strings.entry(number).or_insert(fresh);
                self.occurrences.push(occurrence(term, doc, position));
            }
        });
        of_passage
    }

    /// The letters, digits and ideographs of the passage taken up last.
    pub(super) fn letters(&self) -> usize {
        self.tokens.letters()
    }

    /// The lengths of all passages together.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Occurrences so far: eight bytes each.
    pub(super) fn len(&self) -> usize {
        self.occurrences.len()
    }

    /// Distinct terms so far.
    pub(super) fn terms(&self) -> usize {
        self.pairs.len() + self.numbers.len() + self.strings.len()
    }

    /// Writes everything, term by term in the order of their bytes.
    pub(super) fn write(self, out: &mut FieldSerializer<'_>) -> std::io::Result<()> {
        let Self { pairs, numbers, strings, mut occurrences, .. } = self;
        let mut terms: Vec<(Gram<'_>, u32)> = pairs
            .iter()
            .map(|(&(first, second), &term)| (Gram::Pair(first, second), term))
            .collect();
        terms.extend(numbers.iter().map(|(digits, &term)| (Gram::Number(digits), term)));
        let string = |(&number, &term): (&u16, &u32)| (Gram::String(strings::string(number)), term);
        terms.extend(strings.iter().map(string));
        terms.sort_unstable_by(|a, b| a.0.order().cmp(&b.0.order()));
        let mut rank = vec![0u64; terms.len()];
        for (at, (_, term)) in terms.iter().enumerate() {
            rank[*term as usize] = at as u64;
        }
        let below = DOC_BITS + POSITION_BITS;
        for occurrence in &mut occurrences {
            let place = *occurrence & ((1 << below) - 1);
            *occurrence = rank[(*occurrence >> below) as usize] << below | place;
        }
        occurrences.sort_unstable();
        let mut key = String::with_capacity(32);
        let mut deltas = Vec::new();
        for of_term in occurrences.chunk_by(|a, b| a >> below == b >> below) {
            let Some(first) = of_term.first() else { continue };
            key.clear();
            terms[(first >> below) as usize].0.write(&mut key);
            // The number of passages only serves scores that are never asked for.
            out.new_term(key.as_bytes(), 0, true)?;
            for of_doc in of_term.chunk_by(|a, b| a >> POSITION_BITS == b >> POSITION_BITS) {
                deltas.clear();
                let mut last = 0;
                for occurrence in of_doc {
                    let position = (occurrence & (MOST_POSITIONS as u64 - 1)) as u32;
                    deltas.push(position - last);
                    last = position;
                }
                let doc = (of_doc[0] >> POSITION_BITS) as u32 & (MOST_PASSAGES - 1);
                out.write_doc(doc, deltas.len() as u32, &deltas);
            }
            out.close_term()?;
        }
        Ok(())
    }
}

fn occurrence(term: u32, doc: DocId, position: usize) -> u64 {
    let place = u64::from(doc) << POSITION_BITS | position as u64;
    u64::from(term) << (DOC_BITS + POSITION_BITS) | place
}
