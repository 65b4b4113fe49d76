//! What is learned of words that stand across the borders of others ([`crate::rank::borders`]), from
//! texts.

use std::collections::{BTreeMap, HashSet};

use suyan_analysis::{Tokens, find, segment};

use super::{FoundRank, PassageReader};
use crate::query::{Conjunction, Phrase, Query};
use crate::rank::Scorer;
use crate::rank::borders::{TAUGHT_BY, Teachers, learn};
use crate::{Error, Filters, Tier};

/// Passages that hold a word only across the borders of others, by report and ordinal.
pub(super) type AcrossByReport = HashSet<(usize, u32)>;

/// The passages that hold a query's one word only across the borders of others.
pub(super) fn across(
    reader: &dyn PassageReader,
    query: &Query,
    word: &Phrase,
) -> Result<AcrossByReport, Error> {
    let mut taught = TaughtByReport::of(reader, query, word)?;
    learn(word, &mut taught)?;
    Ok(taught.across())
}

/// The passages of an archive that hold a word.
struct TaughtByReport<'a> {
    reader: &'a dyn PassageReader,
    word: &'a Phrase,
    /// How often each holds it, and its rank, the best first.
    best: Vec<((usize, u32), u32, FoundRank)>,
    /// Where it stands across borders, as far as that is known.
    covered: BTreeMap<(usize, u32), Vec<u32>>,
}

impl<'a> TaughtByReport<'a> {
    fn of(reader: &'a dyn PassageReader, query: &Query, word: &'a Phrase) -> Result<Self, Error> {
        let mut best = Vec::new();
        for alternative in &query.alternatives {
            let scorer = Scorer::of(reader.statistics()?, alternative)?;
            each(reader, alternative, word, &mut |place, count| {
                let Some(outline) = reader.catalog().entries()[place.0].outline(place.1) else {
                    return;
                };
                let score = scorer.sum([count].into_iter(), outline.length, outline.worth());
                best.push((place, count, FoundRank { tier: Tier::Exact, score }));
            })?;
        }
        best.sort_by(|a, b| b.2.key().total_cmp(&a.2.key()).then(a.0.cmp(&b.0)));
        Ok(Self { reader, word, best, covered: BTreeMap::new() })
    }

    /// The passages in which the word stands nowhere else.
    fn across(&self) -> AcrossByReport {
        let is_covered = |place: &(usize, u32), count: u32| {
            self.covered.get(place).is_some_and(|starts| starts.len() == count as usize)
        };
        let all = self.best.iter().filter(|(place, count, _)| is_covered(place, *count));
        all.map(|(place, ..)| *place).collect()
    }
}

/// Gives the passages of the whole archive that hold a word, with how often.
fn each(
    reader: &dyn PassageReader,
    alternative: &Conjunction,
    word: &Phrase,
    take: &mut dyn FnMut((usize, u32), u32),
) -> Result<(), Error> {
    let everything = Filters::default();
    let told = reader.counted(alternative, &everything, &mut |report, ordinal, counts| {
        take((report, ordinal), counts.first());
    })?;
    if told {
        return Ok(());
    }
    let own = std::slice::from_ref(alternative);
    reader.matching(own, &everything, &mut |report, ordinal, tokens| {
        let count = find(tokens, &word.tokens).len() as u32;
        if count > 0 {
            take((report, ordinal), count);
        }
        Ok(())
    })
}

impl Teachers for TaughtByReport<'_> {
    fn best(&mut self) -> Result<Vec<Tokens>, Error> {
        let across = self.across();
        // What is known to stand across comes last, and is left out where it is among them.
        let open = self.best.iter().filter(|(place, ..)| !across.contains(place));
        let wanted: Vec<(usize, u32)> = open.take(TAUGHT_BY).map(|(place, ..)| *place).collect();
        let passages = self.reader.passages(&wanted)?;
        let sees = |text: &str| {
            let mut sees = false;
            segment::each_word(text, |word| sees = sees || word == self.word.normal());
            sees
        };
        let texts = wanted.iter().filter_map(|place| passages.get(place));
        let unseen = texts.filter(|passage| !sees(&passage.text));
        Ok(unseen.map(|passage| Tokens::of(&passage.text)).collect())
    }

    fn learn(&mut self, string: &Phrase, offset: u32) -> Result<(), Error> {
        let alternative = Conjunction::of_phrase(string.clone());
        let everything = Filters { twins: true, ..Filters::default() };
        let covered = &mut self.covered;
        self.reader.matching(&[alternative], &everything, &mut |report, ordinal, tokens| {
            let starts =
                find(tokens, &string.tokens).into_iter().map(|at| at.start as u32 + offset);
            let all = covered.entry((report, ordinal)).or_default();
            all.extend(starts);
            all.sort_unstable();
            all.dedup();
            Ok(())
        })
    }
}
