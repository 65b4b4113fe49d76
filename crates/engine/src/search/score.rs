//! The score of a passage: BM25 over the query's words, as character strings, with the settings
//! that short passages ask for.

use suyan_corpus::Part;
use tantivy::DocId;
use tantivy::fieldnorm::FieldNormReader;

use crate::matching::near::Closeness;
use crate::matching::rarity::frequency;
use crate::matching::walk::Walk;
use crate::query::Conjunction;
use crate::store::segment::{HEADING, LENGTH, PART, least_length};
use crate::store::snapshot::{SegmentView, Snapshot};
use crate::{Error, Tier};

/// How soon more of the same word stops counting: low, since a passage is short.
const K1: f32 = 0.25;
/// How much length counts.
const B: f32 = 0.75;
/// Passages shorter than this many tokens gain nothing by it: a heading or a salutation says less
/// than a sentence.
const SHORT: f32 = 30.0;
/// What a heading is worth beside a passage that says something.
const HEADING_WORTH: f32 = 0.5;
/// What an entry of the glossary is worth: it explains a word, where the reader looks for what
/// was done or promised.
const GLOSSARY_WORTH: f32 = 0.6;
// See [`ScoreTable::key`].
const _: () = assert!(least_length(1 << LENGTH) as f32 <= SHORT + 1.0, "the first class is short");
/// Words that stand so many tokens apart gain half of what they gain side by side.
const HALF_GAP: f32 = 12.0;
/// What closeness adds at most, beside the words' own weight: in the query's order, and in
/// another.
const IN_ORDER: f32 = 1.2;
const IN_ANY_ORDER: f32 = 0.3;

/// Tiers stand apart by more than any score.
const TIER_STEP: f32 = 1000.0;

/// Everything that a score needs to know of the query and the archive.
pub(crate) struct Scorer {
    /// One weight per term.
    pub weights: Vec<f32>,
    norms: [f32; 256],
}

impl Scorer {
    /// No word adds more than this much of its weight to a score, however often it stands there
    /// (a little more, for rounding).
    pub(crate) const MOST_OF_WEIGHT: f32 = (1.0 + K1) * 1.0001;

    /// The scorer of a conjunction: rare words weigh most.
    pub(crate) fn of(snapshot: &Snapshot, conjunction: &Conjunction) -> Result<Self, Error> {
        let passages = snapshot.passage_count;
        let weight = |term| Ok(idf(passages, frequency(snapshot, term)?));
        let weights: Result<Vec<f32>, Error> = conjunction.terms.iter().map(weight).collect();
        let mut weights = weights?;
        if weights.is_empty() {
            // A walk without words has one that stands everywhere.
            weights.push(idf(passages, passages));
        }
        Ok(Self::with_weights(snapshot, weights))
    }

    pub(crate) fn with_weights(snapshot: &Snapshot, weights: Vec<f32>) -> Self {
        let mut norms = [0.0; 256];
        for (id, norm) in norms.iter_mut().enumerate() {
            let length = (FieldNormReader::id_to_fieldnorm(id as u8) as f32).max(SHORT);
            *norm = K1 * (1.0 - B + B * length / snapshot.mean_length.max(SHORT));
        }
        Self { weights, norms }
    }

    /// What one term adds that stands `count` times in a passage.
    #[inline]
    pub(crate) fn term(&self, term: usize, count: u32, segment: &SegmentView, doc: DocId) -> f32 {
        self.adds(term, count, segment.lengths.fieldnorm_id(doc))
    }

    #[inline]
    fn adds(&self, term: usize, count: u32, length: u8) -> f32 {
        let count = count as f32;
        self.weights[term] * count * (1.0 + K1) / (count + self.norms[usize::from(length)])
    }

    /// The share of its weight that a term adds which stands in a passage once.
    #[inline]
    pub(crate) fn once(&self, segment: &SegmentView, doc: DocId) -> f32 {
        (1.0 + K1) / (1.0 + self.norms[usize::from(segment.lengths.fieldnorm_id(doc))])
    }

    /// The highest keys of passages in which one term is all that is sought.
    pub(crate) fn table(&self, term: usize) -> ScoreTable<'_> {
        let most_of = |count: usize, bits: u8| {
            let length = FieldNormReader::fieldnorm_to_id(least_length(bits));
            let adds = match count + 1 {
                count if count > USUAL_COUNT => self.weights[term] * Self::MOST_OF_WEIGHT,
                count => self.adds(term, count as u32, length),
            };
            key(Tier::Exact, adds * worth_of(bits))
        };
        let most: Box<[[f32; 256]; USUAL_COUNT + 1]> = Box::new(std::array::from_fn(|count| {
            std::array::from_fn(|bits| most_of(count, bits as u8))
        }));
        let most_of_any = most.each_ref().map(|of| of.iter().copied().fold(0.0, f32::max));
        ScoreTable { scorer: self, term, most, most_of_any }
    }

    /// The score of the passage that a walk is at.
    #[inline]
    pub(crate) fn passage(&self, walk: &Walk<'_>, segment: &SegmentView, doc: DocId) -> f32 {
        let sum: f32 = walk
            .terms
            .iter()
            .enumerate()
            .map(|(term, cursor)| self.term(term, cursor.count(), segment, doc))
            .sum();
        sum * worth(segment, doc)
    }

    /// What closeness adds: the more the closer, and more in the query's order.
    pub(crate) fn closeness(&self, found: Closeness) -> f32 {
        let total: f32 = self.weights.iter().sum();
        let near = 1.0 / (1.0 + found.gap as f32 / HALF_GAP);
        total * near * if found.ordered { IN_ORDER } else { IN_ANY_ORDER }
    }
}

/// How often a word usually stands in a passage, at the most.
const USUAL_COUNT: usize = 8;

/// See [`Scorer::table`].
pub(crate) struct ScoreTable<'a> {
    scorer: &'a Scorer,
    term: usize,
    /// The highest keys, by count and the bits of passages, and by count alone; the last count
    /// stands for all others.
    most: Box<[[f32; 256]; USUAL_COUNT + 1]>,
    most_of_any: [f32; USUAL_COUNT + 1],
}

impl ScoreTable<'_> {
    /// The key of a passage that holds the term so often, and nothing else is sought.
    #[inline]
    pub(crate) fn key(&self, count: u32, bits: u8, segment: &SegmentView, doc: DocId) -> f32 {
        // All short passages score the same, which saves the look at their lengths.
        if bits >> LENGTH == 0 && count as usize <= USUAL_COUNT {
            return self.most(count, bits);
        }
        let adds = self.scorer.term(self.term, count, segment, doc);
        key(Tier::Exact, adds * worth_of(bits))
    }

    /// No passage has a higher key that holds the term so often, or less often.
    #[inline]
    pub(crate) fn most_of_any(&self, count: u32) -> f32 {
        self.most_of_any[Self::row(count)]
    }

    /// No passage with these bits of [`crate::store::segment::SegmentData::parts`] has a higher key
    /// that holds the term so often.
    #[inline]
    pub(crate) fn most(&self, count: u32, bits: u8) -> f32 {
        self.most[Self::row(count)][usize::from(bits)]
    }

    #[inline]
    fn row(count: u32) -> usize {
        (count.max(1) as usize - 1).min(USUAL_COUNT)
    }
}

/// What a passage is worth for what it is.
#[inline]
pub(crate) fn worth(segment: &SegmentView, doc: DocId) -> f32 {
    worth_of(segment.data.parts[doc as usize])
}

/// The same by the bits of [`crate::store::segment::SegmentData::parts`].
#[inline]
fn worth_of(bits: u8) -> f32 {
    if bits & HEADING != 0 {
        HEADING_WORTH
    } else if bits & PART == Part::Glossary as u8 {
        GLOSSARY_WORTH
    } else {
        1.0
    }
}

pub(crate) fn idf(passages: u64, frequency: u64) -> f32 {
    let (passages, frequency) = (passages as f32, (frequency as f32).min(passages as f32));
    (1.0 + (passages - frequency + 0.5) / (frequency + 0.5)).ln()
}

/// Tier and score in one number: any passage of a better tier stands before all of a worse one.
#[inline]
pub(crate) fn key(tier: Tier, score: f32) -> f32 {
    let step = match tier {
        Tier::Exact => 3.0,
        Tier::Near => 2.0,
        Tier::Words => 1.0,
        Tier::Some => 0.0,
    };
    step * TIER_STEP + score.clamp(0.0, TIER_STEP - 1.0)
}

/// The tier in a [`key`].
pub(crate) fn tier_of(key: f32) -> Tier {
    match (key / TIER_STEP) as u8 {
        3.. => Tier::Exact,
        2 => Tier::Near,
        1 => Tier::Words,
        0 => Tier::Some,
    }
}

/// The score in a [`key`].
pub(crate) fn score_of(key: f32) -> f32 {
    key % TIER_STEP
}
