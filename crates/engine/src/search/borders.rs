//! What is learned of words that stand across the borders of others
//! ([`suyan_search::rank::borders`]), from the lists of a commit.

use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use rustc_hash::FxHashMap;
use suyan_analysis::Tokens;
use suyan_search::matching::Stretch;
use suyan_search::query::{Phrase, Query};
use suyan_search::rank::borders::{TAUGHT_BY, Teachers};
pub(super) use suyan_search::rank::borders::{
    are_seen, first_page, is_first_page, is_ordered, word,
};
use suyan_search::{Error, Filters, Sort};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED};

use super::across::AcrossBySegment;
use super::best::Scored;
use super::collect::CommitAlternative;
use super::{PassageOrder, Top};
use crate::matching::cursor::Cursor;
use crate::search::counts::MatchCounts;
use crate::store::snapshot::Snapshot;

/// Words that are kept with where they stand across the borders of others, and their bytes.
const MOST_ACROSS: usize = 256;
const MOST_BYTES_ACROSS: u64 = 16 << 20;

/// What was learned of the words of a commit.
struct Learned(Cache<String, Arc<AcrossBySegment>, AcrossWeigher>);

impl Default for Learned {
    fn default() -> Self {
        Self(Cache::with_weighter(MOST_ACROSS, MOST_BYTES_ACROSS, AcrossWeigher))
    }
}

/// The passages that hold a word only across the borders of others, learned once.
pub(crate) fn across(
    snapshot: &Snapshot,
    query: &Query,
    word: &Phrase,
) -> Result<Arc<AcrossBySegment>, Error> {
    let learned = snapshot.caches.of::<Learned>();
    learned.0.get_or_insert_with(word.normal(), || learn(snapshot, query, word).map(Arc::new))
}

/// Weighs them by their bytes.
#[derive(Clone)]
struct AcrossWeigher;

impl Weighter<String, Arc<AcrossBySegment>> for AcrossWeigher {
    fn weight(&self, word: &String, across: &Arc<AcrossBySegment>) -> u64 {
        (word.len() + across.size() + 64) as u64
    }
}

/// Learns across which strings a word stands, and gives the passages that hold it only so.
pub(super) fn learn(
    snapshot: &Snapshot,
    query: &Query,
    word: &Phrase,
) -> Result<AcrossBySegment, Error> {
    let mut taught = TaughtBySegment { query, covered: Covered::of(snapshot, word)? };
    suyan_search::rank::borders::learn(word, &mut taught)?;
    Ok(taught.covered.passages())
}

/// See [`Teachers`].
struct TaughtBySegment<'a> {
    query: &'a Query,
    covered: Covered<'a>,
}

impl Teachers for TaughtBySegment<'_> {
    fn best(&mut self) -> Result<Vec<Tokens>, Error> {
        let Covered { snapshot, word, .. } = self.covered;
        let mut texts = Vec::new();
        for one in best(snapshot, self.query, &Arc::new(self.covered.passages()))? {
            if !is_seen_in(snapshot, word, one.segment, one.doc)? {
                texts.push(Tokens::of(&snapshot.text(one.segment, one.doc)?));
            }
        }
        Ok(texts)
    }

    fn learn(&mut self, string: &Phrase, offset: u32) -> Result<(), Error> {
        self.covered.add(string, offset)
    }
}

/// Whether the segmenter saw a word in a passage when it was indexed, so that the text need not be
/// read.
fn is_seen_in(snapshot: &Snapshot, word: &Phrase, segment: u32, doc: DocId) -> Result<bool, Error> {
    let cut = &snapshot.segments[segment as usize].cut;
    let reading = Error::index("reading posting lists");
    let Some(info) = cut.terms().get(word.normal()).map_err(&reading)? else { return Ok(false) };
    let list = cut.read_postings_from_terminfo(&info, IndexRecordOption::Basic);
    let mut list = list.map_err(reading)?;
    Ok(list.doc() == doc || list.doc() < doc && list.seek(doc) == doc)
}

/// The best passages of the whole archive, those that are known to hold the word across borders
/// behind the others.
fn best(
    snapshot: &Snapshot,
    query: &Query,
    across: &Arc<AcrossBySegment>,
) -> Result<Vec<Scored>, Error> {
    let order = PassageOrder { snapshot, sort: Sort::Relevance };
    let mut top = Top::new(TAUGHT_BY, order);
    for mut alternative in CommitAlternative::all(snapshot, query, &Filters::default()) {
        alternative.across = Some(Arc::clone(across));
        alternative.stream(&mut MatchCounts::new(snapshot), &mut top)?;
    }
    let mut best = top.into_sorted();
    best.retain(|one| !across.holds(one.segment as usize, one.doc));
    Ok(best)
}

/// By passage, in order.
type Starts = Vec<(DocId, u32)>;

/// Where a word stands across borders, in every segment.
struct Covered<'a> {
    snapshot: &'a Snapshot,
    word: &'a Phrase,
    starts: Vec<Starts>,
    /// How often the word stands in each passage that is covered in part.
    counts: Vec<FxHashMap<DocId, usize>>,
}

impl<'a> Covered<'a> {
    fn of(snapshot: &'a Snapshot, word: &'a Phrase) -> Result<Self, Error> {
        let many = snapshot.segments.len();
        let counts = vec![FxHashMap::default(); many];
        Ok(Self { snapshot, word, starts: vec![Vec::new(); many], counts })
    }

    /// Takes note of where `string` stands, which holds the word `offset` tokens on.
    fn add(&mut self, string: &Phrase, offset: u32) -> Result<(), Error> {
        for (at, segment) in self.snapshot.segments.iter().enumerate() {
            let mut cursor = Cursor::open(self.snapshot, segment, string)?;
            let mut word = Cursor::open(self.snapshot, segment, self.word)?;
            let mut stretches: Vec<Stretch> = Vec::new();
            let mut doc = cursor.seek(0);
            while doc != TERMINATED {
                stretches.clear();
                cursor.stretches(&mut stretches);
                self.starts[at].extend(stretches.iter().map(|&(start, _)| (doc, start + offset)));
                if !self.counts[at].contains_key(&doc) && word.seek(doc) == doc {
                    self.counts[at].insert(doc, word.count() as usize);
                }
                doc = cursor.seek(doc + 1);
            }
        }
        Ok(())
    }

    /// The passages in which the word stands nowhere else.
    fn passages(&mut self) -> AcrossBySegment {
        let of_segment = |(starts, counts): (&mut Starts, &FxHashMap<DocId, usize>)| {
            starts.sort_unstable();
            starts.dedup();
            let of_passage = starts.chunk_by(|a, b| a.0 == b.0);
            let whole = of_passage.filter(|some| counts.get(&some[0].0) == Some(&some.len()));
            whole.map(|some| some[0].0).collect()
        };
        let passages = self.starts.iter_mut().zip(&self.counts).map(of_segment).collect();
        AcrossBySegment::new(passages)
    }
}
