//! What the dictionary of one segment tells of a word, before any of its lists is opened.

use suyan_search::Error;
use suyan_search::query::{Phrase, Term};
use tantivy::postings::TermInfo;

use crate::store::lookup::Lookup;
use crate::store::snapshot::{SegmentView, Snapshot};

/// See the module.
pub(crate) struct TermPlan {
    /// The posting list that leads each of its phrases, the rarest: where none of them stands, the
    /// word does not. `None` where it takes a walk to tell.
    pub lists: Option<Vec<TermInfo>>,
    /// Whether it stands wherever they do, so that positions need no look.
    pub is_sure: bool,
    /// How many passages of the segment may hold it, at the most.
    pub frequency: u64,
    /// What it takes to look at them, in passages of one list.
    pub cost: u64,
}

impl TermPlan {
    pub(crate) fn of(
        snapshot: &Snapshot,
        segment: &SegmentView,
        term: &Term,
    ) -> Result<Self, Error> {
        let of_phrase = |phrase| Self::of_phrase(snapshot, segment, phrase);
        if let Some(near) = &term.near {
            let words = near.words.iter().map(of_phrase).collect::<Result<Vec<_>, _>>()?;
            let least = |of: fn(&Self) -> u64| words.iter().map(of).min().unwrap_or(0);
            let (frequency, cost) = (least(|word| word.frequency), least(|word| word.cost));
            return Ok(Self { lists: None, is_sure: true, frequency, cost });
        }
        let mut all = Self { lists: Some(Vec::new()), is_sure: true, frequency: 0, cost: 0 };
        for phrase in &term.phrases {
            let one = of_phrase(phrase)?;
            all.lists = all.lists.zip(one.lists).map(|(all, one)| [all, one].concat());
            all.is_sure &= one.is_sure;
            all.frequency += one.frequency;
            all.cost += one.cost;
        }
        if term.figure.is_some() {
            // Units lead to texts, which decide.
            all.lists = None;
        }
        // Where one of them has no list, all of them are walked.
        all.is_sure |= all.lists.is_none();
        Ok(all)
    }

    /// The one list that leads it, if there is one.
    pub(super) fn only(&self) -> Option<&TermInfo> {
        match self.lists.as_deref() {
            Some([only]) => Some(only),
            _ => None,
        }
    }

    /// Whether a word stands nowhere in the segment, as far as the dictionary tells.
    pub(crate) fn are_none(
        snapshot: &Snapshot,
        segment: &SegmentView,
        term: &Term,
    ) -> Result<bool, Error> {
        let is_nowhere = |phrase: &Phrase| -> Result<bool, Error> {
            Ok(match &*snapshot.lookup(&phrase.tokens)? {
                Lookup::Lists { lists, .. } => {
                    lists.iter().any(|listed| listed.postings[segment.number].is_none())
                }
                Lookup::Prefix(_) => false,
            })
        };
        let is_missing = |missing: bool, phrase| Ok(missing || is_nowhere(phrase)?);
        let is_all = |all: bool, phrase| Ok(all && is_nowhere(phrase)?);
        match &term.near {
            Some(near) => near.words.iter().try_fold(false, is_missing),
            None => term.phrases.iter().try_fold(true, is_all),
        }
    }

    fn of_phrase(
        snapshot: &Snapshot,
        segment: &SegmentView,
        phrase: &Phrase,
    ) -> Result<Self, Error> {
        let lookup = snapshot.lookup(&phrase.tokens)?;
        let lists = match &*lookup {
            Lookup::Prefix(prefix) => {
                let set = segment.with_prefix(prefix);
                let set = set.map_err(Error::index("reading posting lists"))?;
                let frequency = set.count();
                return Ok(Self { lists: None, is_sure: true, frequency, cost: frequency });
            }
            Lookup::Lists { lists, .. } => lists,
        };
        let infos = lists.iter().map(|listed| listed.postings[segment.number].as_ref());
        let lead = match infos.collect::<Option<Vec<_>>>() {
            Some(infos) => infos.into_iter().min_by_key(|info| info.doc_freq),
            None => None,
        };
        let frequency = lead.map_or(0, |info| u64::from(info.doc_freq));
        let is_sure = lead.is_none() || lookup.only().is_some();
        // Positions of several lists are compared.
        let cost = if is_sure { frequency } else { frequency * 3 };
        Ok(Self { lists: Some(lead.into_iter().cloned().collect()), is_sure, frequency, cost })
    }
}
