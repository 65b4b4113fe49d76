//! Scores of the passages of a segment: as [`suyan_search::rank`] has them, by the lengths and kinds
//! that the segment keeps, with tables of what a passage may reach at the most.

use suyan_corpus::Part;
use suyan_search::Tier;
pub(crate) use suyan_search::rank::score::{SHORT, Scorer, key, score_of, tier_of};
use suyan_search::rank::{length_id, score};
use tantivy::DocId;

use crate::matching::conjunction::ConjunctionCursor;
use crate::store::segment::{HEADING, LENGTH, PART, least_length};
use crate::store::snapshot::SegmentView;

// See [`ScoreTable::key`].
const _: () = assert!(least_length(1 << LENGTH) <= SHORT + 1, "the first class is short");

/// Scores of the passages of a segment.
pub(crate) trait InSegment {
    /// What one term adds that stands `count` times in a passage.
    fn term(&self, term: usize, count: u32, segment: &SegmentView, doc: DocId) -> f32;
    /// The share of its weight that a term adds which stands once in a passage with these bits of
    /// [`crate::store::segment::SegmentData::parts`].
    fn in_part(&self, segment: &SegmentView, doc: DocId, bits: u8) -> f32;
    /// The score of the passage that a walk is at.
    fn passage(&self, walk: &ConjunctionCursor<'_>, segment: &SegmentView, doc: DocId) -> f32;
    /// No passage has a higher score that has this one before closeness.
    fn most_with_closeness(&self, score: f32, segment: &SegmentView, doc: DocId) -> f32;
    /// The highest keys of passages in which one term is all that is sought.
    fn table(&self, term: usize) -> ScoreTable<'_>;
}

impl InSegment for Scorer {
    #[inline]
    fn term(&self, term: usize, count: u32, segment: &SegmentView, doc: DocId) -> f32 {
        self.adds(term, count, segment.lengths.fieldnorm_id(doc))
    }

    #[inline]
    fn in_part(&self, segment: &SegmentView, doc: DocId, bits: u8) -> f32 {
        let length = match bits >> LENGTH {
            // All short passages are as long to a score.
            0 => 0,
            _ => segment.lengths.fieldnorm_id(doc),
        };
        self.once(length) * worth_of(bits)
    }

    #[inline]
    fn passage(&self, walk: &ConjunctionCursor<'_>, segment: &SegmentView, doc: DocId) -> f32 {
        let counts = walk.terms.iter().map(|cursor| cursor.count());
        self.sum(counts, segment.lengths.fieldnorm_id(doc), worth(segment, doc))
    }

    #[inline]
    fn most_with_closeness(&self, score: f32, segment: &SegmentView, doc: DocId) -> f32 {
        score + self.most_closeness() * worth(segment, doc)
    }

    fn table(&self, term: usize) -> ScoreTable<'_> {
        let most_of = |row: usize, bits: u8| {
            let length = length_id(least_length(bits));
            let adds = match ROWS.get(row) {
                Some(&count) => self.adds(term, count, length),
                None => self.weights[term] * Self::MOST_OF_WEIGHT,
            };
            key(Tier::Exact, adds * worth_of(bits))
        };
        let most: Box<PassageScores<f32>> = Box::new(std::array::from_fn(|row| {
            std::array::from_fn(|bits| most_of(row, bits as u8))
        }));
        let most_of_any = most.each_ref().map(|of| of.iter().copied().fold(0.0, f32::max));
        ScoreTable { scorer: self, term, most, most_of_any }
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
type PassageScores<T> = [[T; 256]; ROWS.len() + 1];

/// See [`InSegment::table`].
pub(crate) struct ScoreTable<'a> {
    scorer: &'a Scorer,
    term: usize,
    /// The highest keys; and by row alone.
    most: Box<PassageScores<f32>>,
    most_of_any: [f32; ROWS.len() + 1],
}

/// Numbers for the highest keys of passages, in their order, so that they take little room.
pub(crate) struct Ranks {
    of: Box<PassageScores<u16>>,
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
        let mut of: Box<PassageScores<u16>> = Box::new([[0; 256]; ROWS.len() + 1]);
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

/// What a passage is worth by the bits of [`crate::store::segment::SegmentData::parts`].
#[inline]
fn worth_of(bits: u8) -> f32 {
    let is_glossary = bits & PART == Part::Glossary as u8;
    score::worth(bits & HEADING != 0, if is_glossary { Part::Glossary } else { Part::Other })
}

#[cfg(test)]
mod tests {
    use suyan_search::rank::{length_id, length_of};
    use tantivy::fieldnorm::FieldNormReader;

    #[test]
    fn lengths_are_kept_as_tantivy_keeps_them() {
        for id in 0..=u8::MAX {
            assert_eq!(length_of(id), FieldNormReader::id_to_fieldnorm(id));
        }
        for length in (0..5_000).chain([70_000, 1 << 20, u32::MAX]) {
            assert_eq!(length_id(length), FieldNormReader::fieldnorm_to_id(length), "{length}");
        }
    }
}
