//! How a query may go on, from what the archive holds: phrases that begin as the last words typed
//! do, the most frequent first, and concepts by name.
//!
//! Frequent phrases come from a sample of reports that is read once per commit, aside
//! ([`phrases`]); a phrase too rare for the sample is read from the passages that hold what was
//! typed. Counts are exact where they are cheap: two characters are one entry of the dictionary.
//! Where they are not, they are estimated from the sample, and say so.

mod phrases;

use std::sync::{Arc, Mutex, PoisonError};

use suyan_analysis::Tokens;
use suyan_search::query::Phrase;
use suyan_search::{Completion, Concepts, Error};
use tantivy::TERMINATED;

use crate::matching::cursor::Cursor;
use crate::store::lookup::Lookup;
use crate::store::snapshot::{CommitView, Snapshot};
use phrases::Phrases;

/// Passages that are walked through to count the phrases of one answer, at the most.
const MOST_WALKED: u64 = 20_000;
/// Passages that are read where the sample knows nothing.
const MOST_READ: usize = 24;
/// The longest text that is completed, in characters.
const LONGEST_TYPED: usize = 24;
/// Archives with fewer passages are sampled at once, larger ones aside.
const SMALL: u64 = 20_000;

/// What completion keeps between requests.
#[derive(Default)]
pub(crate) struct Suggester {
    // A `std` lock: held to look and to put, never while reading.
    held: Arc<Mutex<HeldSuggestions>>,
}

#[derive(Default)]
struct HeldSuggestions {
    /// The phrases and the commit they are of.
    phrases: Option<(u64, Arc<Phrases>)>,
    /// The commit that is being read.
    reading: Option<u64>,
}

impl Suggester {
    /// The phrases of a commit; of an older one, or none, while they are being read.
    fn phrases(&self, snapshot: &Arc<CommitView>) -> Arc<Phrases> {
        let lock = || self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let mut held = lock();
        if let Some((generation, phrases)) = &held.phrases
            && *generation == snapshot.number
        {
            return Arc::clone(phrases);
        }
        let older = held.phrases.as_ref().map(|(_, phrases)| Arc::clone(phrases));
        if held.reading == Some(snapshot.number) {
            return older.unwrap_or_default();
        }
        held.reading = Some(snapshot.number);
        drop(held);
        if snapshot.passage_count < SMALL {
            let read = Arc::new(Phrases::read(snapshot));
            lock().phrases = Some((snapshot.number, Arc::clone(&read)));
            return read;
        }
        let (snapshot, held) = (Arc::clone(snapshot), Arc::clone(&self.held));
        std::thread::spawn(move || {
            let read = Arc::new(Phrases::read(&snapshot));
            let mut held = held.lock().unwrap_or_else(PoisonError::into_inner);
            held.phrases = Some((snapshot.number, read));
        });
        older.unwrap_or_default()
    }

    /// Ways in which `typed` may go on, best first.
    pub(crate) fn complete(
        &self,
        snapshot: &Snapshot,
        concepts: &Concepts,
        typed: &str,
        limit: usize,
    ) -> Result<Vec<Completion>, Error> {
        let typed = typed.trim();
        if typed.is_empty() || typed.chars().nth(LONGEST_TYPED).is_some() {
            return Ok(Vec::new());
        }
        let phrases = self.phrases(snapshot.commit());
        let mut found: Vec<(String, bool, u64)> = Vec::new();
        for concept in concepts.all().iter().filter(|c| begins(&c.name, typed)) {
            found.push((concept.name.clone(), true, 0));
        }
        // The words typed last may begin something even where all of them together do not.
        for from in starts(typed) {
            let (before, tail) = typed.split_at(from);
            for (text, passages) in phrases.beginning_with(&normal(tail), limit) {
                found.push((format!("{before}{text}"), false, passages));
            }
            if found.len() >= limit {
                break;
            }
        }
        if found.iter().filter(|(_, is_concept, _)| !is_concept).count() < limit.min(4) {
            for text in read_on(snapshot, typed, limit)? {
                found.push((text, false, 0));
            }
        }
        let mut seen = std::collections::HashSet::new();
        found.retain(|(text, ..)| seen.insert(text.clone()) && *text != typed);
        let mut left = MOST_WALKED;
        let mut completions = Vec::new();
        for (text, is_concept, estimate) in found {
            if completions.len() == limit {
                break;
            }
            let (passages, is_estimate) = match count(snapshot, &text, &mut left)? {
                Some(exact) => (exact, false),
                None => (estimate, true),
            };
            if passages > 0 {
                completions.push(Completion { text, is_concept, passages, is_estimate });
            }
        }
        // Concepts first, then what most passages hold; ties stay as they were found.
        completions.sort_by_key(|c| (!c.is_concept, std::cmp::Reverse(c.passages)));
        Ok(completions)
    }
}

fn normal(text: &str) -> String {
    let tokens = Tokens::of(text);
    tokens.normal(0..tokens.len()).to_owned()
}

fn begins(name: &str, typed: &str) -> bool {
    let (name, typed) = (normal(name), normal(typed));
    !typed.is_empty() && name.starts_with(&typed)
}

/// Where the text to be completed may begin: at the beginning, then at each later word.
fn starts(typed: &str) -> Vec<usize> {
    let mut starts = vec![0];
    let words = suyan_analysis::words::words(typed);
    let mut at = 0;
    for word in &words {
        if let Some(found) = typed[at..].find(&word.text) {
            at += found;
            if at > 0 && !starts.contains(&at) {
                starts.push(at);
            }
            at += word.text.len();
        }
    }
    starts.truncate(4);
    starts
}

/// How many passages hold a phrase, where that is cheap to say.
fn count(snapshot: &Snapshot, text: &str, left: &mut u64) -> Result<Option<u64>, Error> {
    let Some(phrase) = Phrase::of(text) else { return Ok(Some(0)) };
    let lookup = snapshot.lookup(&phrase.tokens)?;
    let Lookup::Lists { lists, .. } = &*lookup else { return Ok(None) };
    let frequency = lists.iter().map(|list| list.frequency).min().unwrap_or(0);
    if frequency == 0 || lookup.only().is_some() {
        return Ok(Some(frequency));
    }
    let Some(rest) = left.checked_sub(frequency) else { return Ok(None) };
    *left = rest;
    let mut passages = 0;
    for segment in &snapshot.segments {
        let mut cursor = Cursor::open(snapshot, segment, &phrase)?;
        let mut doc = cursor.seek(0);
        while doc != TERMINATED {
            passages += u64::from(!segment.reader.is_deleted(doc));
            doc = cursor.seek(doc + 1);
        }
    }
    Ok(Some(passages))
}

/// What follows `typed` in the passages that hold it, those of the latest reports first.
fn read_on(snapshot: &Snapshot, typed: &str, limit: usize) -> Result<Vec<String>, Error> {
    let Some(phrase) = Phrase::of(typed).filter(|phrase| phrase.tokens.len() > 1) else {
        return Ok(Vec::new());
    };
    let Lookup::Lists { lists, .. } = &*snapshot.lookup(&phrase.tokens)? else {
        return Ok(Vec::new());
    };
    if lists.iter().map(|list| list.frequency).min().unwrap_or(0) > MOST_WALKED {
        // So frequent a phrase is in the sample.
        return Ok(Vec::new());
    }
    let mut holding = Vec::new();
    for (number, segment) in (0..).zip(&snapshot.segments) {
        let mut cursor = Cursor::open(snapshot, segment, &phrase)?;
        let mut doc = cursor.seek(0);
        while doc != TERMINATED {
            if !segment.reader.is_deleted(doc) {
                holding.push((number, doc));
            }
            doc = cursor.seek(doc + 1);
        }
    }
    if holding.len() > MOST_READ {
        holding.select_nth_unstable_by(MOST_READ - 1, |&a, &b| snapshot.passage_order(a, b));
        holding.truncate(MOST_READ);
    }
    let mut counts = std::collections::BTreeMap::<String, u32>::new();
    for (segment, doc) in holding {
        for text in phrases::following(&snapshot.text(segment, doc)?, typed, &phrase) {
            *counts.entry(text).or_default() += 1;
        }
    }
    let mut found: Vec<(String, u32)> = counts.into_iter().collect();
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ok(found.into_iter().map(|(text, _)| text).take(limit).collect())
}
