//! The score of a passage: BM25 over the query's words, as character strings, with the settings
//! that short passages ask for.

use suyan_corpus::Part;
use suyan_search::matching::Closeness;
use suyan_search::query::Conjunction;
use suyan_search::{Error, Tier};
use tantivy::DocId;
use tantivy::fieldnorm::FieldNormReader;

use crate::matching::conjunction::ConjunctionCursor;
use crate::matching::rarity::frequency;
use crate::store::segment::{HEADING, LENGTH, PART, least_length};
use crate::store::snapshot::{SegmentView, Snapshot};

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
    /// All of them together.
    total: f32,
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
        let total = weights.iter().sum();
        Self { weights, total, norms }
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

    /// The share of its weight that a term adds which stands once in a passage with these bits of
    /// [`crate::store::segment::SegmentData::parts`].
    #[inline]
    pub(crate) fn once(&self, segment: &SegmentView, doc: DocId, bits: u8) -> f32 {
        let length = match bits >> LENGTH {
            // All short passages are as long to a score.
            0 => 0,
            _ => segment.lengths.fieldnorm_id(doc),
        };
        (1.0 + K1) / (1.0 + self.norms[usize::from(length)]) * worth_of(bits)
    }

    /// The highest keys of passages in which one term is all that is sought.
    pub(crate) fn table(&self, term: usize) -> ScoreTable<'_> {
        let most_of = |row: usize, bits: u8| {
            let length = FieldNormReader::fieldnorm_to_id(least_length(bits));
            let adds = match ROWS.get(row) {
                Some(&count) => self.adds(term, count, length),
                None => self.weights[term] * Self::MOST_OF_WEIGHT,
            };
            key(Tier::Exact, adds * worth_of(bits))
        };
        let most: Box<Table<f32>> = Box::new(std::array::from_fn(|row| {
            std::array::from_fn(|bits| most_of(row, bits as u8))
        }));
        let most_of_any = most.each_ref().map(|of| of.iter().copied().fold(0.0, f32::max));
        ScoreTable { scorer: self, term, most, most_of_any }
    }

    /// The score of the passage that a walk is at.
    #[inline]
    pub(crate) fn passage(
        &self,
        walk: &ConjunctionCursor<'_>,
        segment: &SegmentView,
        doc: DocId,
    ) -> f32 {
        let sum: f32 = walk
            .terms
            .iter()
            .enumerate()
            .map(|(term, cursor)| self.term(term, cursor.count(), segment, doc))
            .sum();
        sum * worth(segment, doc)
    }

    /// No passage has a higher score that has this one before closeness.
    #[inline]
    pub(crate) fn most_with_closeness(&self, score: f32, segment: &SegmentView, doc: DocId) -> f32 {
        // A little more, for rounding.
        score + self.total * IN_ORDER * 1.0001 * worth(segment, doc)
    }

    /// What closeness adds: the more the closer, and more in the query's order.
    pub(crate) fn closeness(&self, found: Closeness) -> f32 {
        let near = 1.0 / (1.0 + found.gap as f32 / HALF_GAP);
        self.total * near * if found.ordered { IN_ORDER } else { IN_ANY_ORDER }
    }
}

/// How often a word usually stands in a passage, at the most.
const USUAL_COUNT: usize = 8;
/// Rows of a table: how often a word stands in a passage, at the most. One more row stands for all
/// other counts.
const ROWS: [u32; 12] = [1, 2, 3, 4, 5, 6, 7, USUAL_COUNT as u32, 12, 16, 24, 32];
/// The row of a count; the last stands for all others.
const ROW_OF: [u8; 34] = {
    let mut rows = [0; 34];
    let (mut count, mut row) = (1, 0);
    while count < rows.len() {
        if row < ROWS.len() && count as u32 > ROWS[row] {
            row += 1;
        }
        rows[count] = row as u8;
        count += 1;
    }
    rows
};

/// By row and the bits of passages.
type Table<T> = [[T; 256]; ROWS.len() + 1];

/// See [`Scorer::table`].
pub(crate) struct ScoreTable<'a> {
    scorer: &'a Scorer,
    term: usize,
    /// The highest keys; and by row alone.
    most: Box<Table<f32>>,
    most_of_any: [f32; ROWS.len() + 1],
}

/// Numbers for the highest keys of passages, in their order, so that they take little room.
pub(crate) struct Ranks {
    of: Box<Table<u16>>,
    /// By rank, the lowest first, whether a passage of the rank has just this key, or lower ones
    /// too. Nothing has the first rank.
    keys: Vec<(f32, bool)>,
}

impl Ranks {
    /// The rank of a passage.
    #[inline]
    pub(crate) fn of(&self, count: u32, bits: u8) -> u16 {
        self.of[row_of(count)][usize::from(bits)]
    }

    /// The highest key that a passage of this rank may have, and whether it has just that.
    #[inline]
    pub(crate) fn key(&self, rank: u16) -> (f32, bool) {
        self.keys[usize::from(rank)]
    }

    /// How many ranks there are.
    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// In bytes.
    pub(crate) fn size(&self) -> usize {
        size_of_val(&*self.of) + size_of_val(&*self.keys)
    }
}

#[inline]
fn row_of(count: u32) -> usize {
    usize::from(ROW_OF[(count as usize).min(ROW_OF.len() - 1)])
}

/// Whether all passages with these bits score the same that hold a word so often.
#[inline]
fn is_told(count: u32, bits: u8) -> bool {
    bits >> LENGTH == 0 && count as usize <= USUAL_COUNT
}

impl ScoreTable<'_> {
    /// The key of a passage that holds the term so often, and nothing else is sought.
    #[inline]
    pub(crate) fn key(&self, count: u32, bits: u8, segment: &SegmentView, doc: DocId) -> f32 {
        // All short passages score the same, which saves the look at their lengths.
        if is_told(count, bits) {
            return self.most(count, bits);
        }
        let adds = self.scorer.term(self.term, count, segment, doc);
        key(Tier::Exact, adds * worth_of(bits))
    }

    /// No passage has a higher key that holds the term so often, or less often.
    #[inline]
    pub(crate) fn most_of_any(&self, count: u32) -> f32 {
        self.most_of_any[row_of(count)]
    }

    /// No passage with these bits of [`crate::store::segment::SegmentData::parts`] has a higher key
    /// that holds the term so often.
    #[inline]
    pub(crate) fn most(&self, count: u32, bits: u8) -> f32 {
        self.most[row_of(count)][usize::from(bits)]
    }

    /// Ranks for the keys of the table.
    pub(crate) fn ranks(&self) -> Ranks {
        // Keys are positive: their bits are in the order of the numbers. Of two that are the same,
        // the one that is just so is higher.
        let entry = |row: usize, bits: usize| {
            let is_told = ROWS.get(row).is_some_and(|&count| is_told(count, bits as u8));
            (self.most[row][bits].to_bits(), is_told)
        };
        // Most neighbours are the same.
        let mut entries: Vec<(u32, bool)> = Vec::new();
        for row in 0..self.most.len() {
            let mut of_row: Vec<(u32, bool)> = (0..256).map(|bits| entry(row, bits)).collect();
            of_row.dedup();
            entries.append(&mut of_row);
        }
        entries.sort_unstable();
        entries.dedup();
        let mut of: Box<Table<u16>> = Box::new([[0; 256]; ROWS.len() + 1]);
        for (row, ranks) in of.iter_mut().enumerate() {
            let mut last = (entries[0], 1);
            for (bits, rank) in ranks.iter_mut().enumerate() {
                let entry = entry(row, bits);
                if entry != last.0 {
                    last = (entry, entries.partition_point(|one| *one < entry) as u16 + 1);
                }
                *rank = last.1;
            }
        }
        let none = (f32::NEG_INFINITY, true);
        let keys = entries.iter().map(|&(bits, is_told)| (f32::from_bits(bits), is_told));
        Ranks { of, keys: std::iter::once(none).chain(keys).collect() }
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

///
/// Such weights are summed and taken off again in many orders. In steps of so much no sum of them
/// below 1,000 is rounded, so that the order makes no difference.
pub(crate) fn idf(passages: u64, frequency: u64) -> f32 {
    let (passages, frequency) = (passages as f32, (frequency as f32).min(passages as f32));
    let idf = (1.0 + (passages - frequency + 0.5) / (frequency + 0.5)).ln();
    // Nothing weighs nothing that is there.
    ((idf * IDF_STEPS).round() / IDF_STEPS).max(1.0 / IDF_STEPS)
}

/// See [`idf`].
const IDF_STEPS: f32 = 16_384.0;

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
