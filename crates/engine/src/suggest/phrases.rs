//! The phrases of an archive: words, and up to four of them in a row, that stand in several
//! passages of a sample of its reports.
//!
//! The sample is the reports with the smallest hashes of their ids, so that it is the same on
//! every machine and in whatever order an archive was indexed. Phrases are counted in two passes
//! over it: the first counts hashes in a table of fixed size, the second keeps the texts of those
//! that it saw often enough; so memory is bounded whatever the archive says.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use suyan_analysis::words::{Word, words};
use suyan_analysis::{Tokens, find};
use suyan_search::query::Phrase;

use crate::store::snapshot::CommitView;

/// Passages of the sample, about.
const SAMPLED: usize = 24_000;
/// Words of a phrase, at the most.
const MOST_WORDS: usize = 4;
/// Characters of a phrase, at the most.
const LONGEST: usize = 14;
/// Hashes that the first pass tells apart.
const SLOTS: usize = 1 << 21;

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Phrases {
    /// In the order of their text, each with the passages of the archive that hold it, estimated.
    all: Vec<(Box<str>, u32)>,
}

impl Phrases {
    /// Reads the sample. A passage that cannot be read counts as none.
    pub(crate) fn read(snapshot: &CommitView) -> Self {
        let sentences = Sentences::read(snapshot);
        let hasher = RandomState::new();
        let mut slots = vec![0u16; SLOTS];
        sentences.each(|phrase| {
            let slot = hasher.hash_one(phrase) as usize % SLOTS;
            slots[slot] = slots[slot].saturating_add(1);
        });
        let least = if sentences.passages < 2_000 { 2 } else { 4 };
        let mut counts = HashMap::<String, u32>::new();
        sentences.each(|phrase| {
            if u32::from(slots[hasher.hash_one(phrase) as usize % SLOTS]) < least {
                return;
            }
            match counts.get_mut(phrase) {
                Some(count) => *count += 1,
                None => {
                    counts.insert(phrase.to_owned(), 1);
                }
            }
        });
        let share = snapshot.passage_count as f64 / (sentences.passages.max(1)) as f64;
        let estimate = |count: u32| two_digits(f64::from(count) * share);
        let mut all: Vec<(Box<str>, u32)> = counts
            .into_iter()
            .filter(|(_, count)| *count >= least)
            .map(|(text, count)| (text.into_boxed_str(), estimate(count)))
            .collect();
        all.sort_unstable();
        Self { all }
    }

    /// The most frequent phrases that begin so, each with its passages, estimated. A phrase that
    /// nearly always goes on in one way is left out for the longer one.
    pub(crate) fn beginning_with(&self, text: &str, limit: usize) -> Vec<(String, u64)> {
        if text.is_empty() {
            return Vec::new();
        }
        let from = self.all.partition_point(|(phrase, _)| **phrase < *text);
        let mut found: Vec<&(Box<str>, u32)> =
            self.all[from..].iter().take_while(|(phrase, _)| phrase.starts_with(text)).collect();
        found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        found.truncate(limit * 3);
        let goes_on = |at: usize| {
            let (phrase, count) = found[at];
            found.iter().any(|(other, more)| {
                other.len() > phrase.len()
                    && other.starts_with(&**phrase)
                    && u64::from(*more) * 10 >= u64::from(*count) * 9
            })
        };
        (0..found.len())
            .filter(|&at| *found[at].0 != *text && !goes_on(at))
            .map(|at| (found[at].0.to_string(), u64::from(found[at].1)))
            .take(limit)
            .collect()
    }
}

/// A number of which two digits are known.
fn two_digits(number: f64) -> u32 {
    let power = 10f64.powf((number.max(1.0).log10().floor() - 1.0).max(0.0));
    ((number / power).round() * power) as u32
}

/// The words of the sample, numbered, sentence by sentence.
struct Sentences {
    words: Vec<String>,
    /// Whether no phrase begins or ends with it.
    weak: Vec<bool>,
    /// Numbers of words, a sentence after the other.
    runs: Vec<u32>,
    /// Where each sentence ends in [`Self::runs`].
    ends: Vec<u32>,
    passages: usize,
}

impl Sentences {
    fn read(snapshot: &CommitView) -> Self {
        let mut sentences = Self {
            words: Vec::new(),
            weak: Vec::new(),
            runs: Vec::new(),
            ends: Vec::new(),
            passages: 0,
        };
        let mut numbers = HashMap::<String, u32>::new();
        for report in sample(snapshot) {
            let row = &snapshot.reports[report as usize];
            let segment = snapshot.segment_of[report as usize];
            for doc in row.first..row.end {
                let Ok(passage) = snapshot.passage(segment, doc) else { continue };
                sentences.passages += 1;
                for run in runs(&passage.text) {
                    sentences.add(words(run), &mut numbers);
                }
            }
        }
        sentences
    }

    fn add(&mut self, words: Vec<Word>, numbers: &mut HashMap<String, u32>) {
        for word in words {
            let number = match numbers.get(&word.text) {
                Some(&number) => number,
                None => {
                    let number = self.words.len() as u32;
                    self.words.push(word.text.clone());
                    self.weak.push(word.is_particle() || word.is_single());
                    numbers.insert(word.text, number);
                    number
                }
            };
            self.runs.push(number);
        }
        self.ends.push(self.runs.len() as u32);
    }

    /// Gives every phrase, as often as it stands there.
    fn each(&self, mut put: impl FnMut(&str)) {
        let mut text = String::new();
        let mut from = 0;
        for &end in &self.ends {
            let run = &self.runs[from..end as usize];
            from = end as usize;
            for start in 0..run.len() {
                if self.weak[run[start] as usize] {
                    continue;
                }
                text.clear();
                for &number in run[start..].iter().take(MOST_WORDS) {
                    text.push_str(&self.words[number as usize]);
                    let length = text.chars().count();
                    if length > LONGEST {
                        break;
                    }
                    if length > 1 && !self.weak[number as usize] {
                        put(&text);
                    }
                }
            }
        }
    }
}

/// The reports that are read: those with the smallest hashes, until there are passages enough.
fn sample(snapshot: &CommitView) -> Vec<u32> {
    let mut reports: Vec<(u64, u32)> = (0..snapshot.reports.len() as u32)
        .filter(|&report| !snapshot.removed[report as usize])
        .map(|report| (hash(&snapshot.reports[report as usize].id), report))
        .collect();
    reports.sort_unstable();
    let mut passages = 0;
    let chosen = reports.into_iter().map(|(_, report)| report).take_while(|&report| {
        let is_room = passages < SAMPLED;
        let row = &snapshot.reports[report as usize];
        passages += (row.end - row.first) as usize;
        is_room
    });
    chosen.collect()
}

/// FNV-1a: the same on every machine.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

/// The stretches of a text between marks.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let is_mark = |c: char| !(c.is_alphanumeric() || c == '〇' || "“”‘’\"".contains(c));
    text.split(is_mark).filter(|run| !run.is_empty())
}

/// How `typed`, which is `phrase`, goes on where a text holds it: by a word, and by two.
pub(super) fn following(text: &str, typed: &str, phrase: &Phrase) -> Vec<String> {
    let tokens = Tokens::of(text);
    let mut found = Vec::new();
    for place in find(&tokens, &phrase.tokens) {
        let rest = &text[tokens.source(place).end..];
        let Some(run) = runs(rest).next().filter(|run| rest.starts_with(run)) else { continue };
        let run: String = run.chars().take(LONGEST).collect();
        let mut longer = typed.to_owned();
        for word in words(&run).into_iter().take(2) {
            longer.push_str(&word.text);
            if !word.is_particle()
                && !word.is_single()
                && longer.chars().count() <= LONGEST + typed.chars().count()
            {
                found.push(longer.clone());
            }
        }
    }
    found
}
