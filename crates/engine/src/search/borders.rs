//! Words that stand across the borders of others: 和服 in 和服务, 研究生 in 研究生命.
//!
//! Whether a passage matches is decided on characters, so it holds the string and is `exact`. But
//! who asks for one word of the dictionary means the word: passages where it stands only across
//! borders come behind those in which the segmenter sees it.
//!
//! To segment every passage with the word costs too much, and mostly there is nothing to be found.
//! So the first passages are looked at as they are shown. Only where the word is not itself there,
//! the strings that it stands across are learned from the best passages, a few at a time, and
//! looked up as every string is (和服务); what holds the word only in these is put behind. What is
//! learned depends on the archive and the word alone, not on the page or on how segments were cut.

use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use rustc_hash::FxHashMap;
use suyan_analysis::{Tokens, find, words};
use suyan_search::matching::Stretch;
use suyan_search::query::{Phrase, Query};
use suyan_search::{Error, Filters, Fragment, Group, Hit, SearchRequest, Sort};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED};

use super::collect::Alternative;
use super::stream::Scored;
use super::{PassageOrder, Top};
use crate::matching::cursor::Cursor;
use crate::search::counts::Counts;
use crate::store::snapshot::Snapshot;

/// First hits that are looked at.
pub(crate) const FIRST: usize = 10;
/// Passages that strings are learned from at a time, and how often.
const TAUGHT_BY: usize = 64;
const ROUNDS: usize = 8;
/// Characters beside a mark that are looked at with it: more than are cut into words.
const BESIDE: usize = 12;
/// Strings that are learned of one word, at the most.
const MOST_STRINGS: usize = 96;

/// The passages that hold a word only across the borders of others, by segment.
pub(crate) struct Across {
    passages: Vec<Vec<DocId>>,
}

/// Words that are kept with where they stand across the borders of others, and their bytes.
const MOST_ACROSS: usize = 256;
const MOST_BYTES_ACROSS: u64 = 16 << 20;

/// What was learned of the words of a commit.
struct Learned(Cache<String, Arc<Across>, BySize>);

impl Default for Learned {
    fn default() -> Self {
        Self(Cache::with_weighter(MOST_ACROSS, MOST_BYTES_ACROSS, BySize))
    }
}

/// The passages that hold a word only across the borders of others, learned once.
pub(crate) fn across(
    snapshot: &Snapshot,
    query: &Query,
    word: &Phrase,
) -> Result<Arc<Across>, Error> {
    let learned = snapshot.caches.of::<Learned>();
    learned.0.get_or_insert_with(word.normal(), || learn(snapshot, query, word).map(Arc::new))
}

/// Weighs them by their bytes.
#[derive(Clone)]
struct BySize;

impl Weighter<String, Arc<Across>> for BySize {
    fn weight(&self, word: &String, across: &Arc<Across>) -> u64 {
        (word.len() + across.size() + 64) as u64
    }
}

impl Across {
    #[inline]
    pub(super) fn holds(&self, segment: usize, doc: DocId) -> bool {
        self.passages[segment].binary_search(&doc).is_ok()
    }

    /// In bytes.
    fn size(&self) -> usize {
        self.passages.iter().map(|docs| size_of_val(docs.as_slice())).sum()
    }
}

/// The word that a query is, where it is one word of the dictionary and nothing else.
pub(super) fn word(query: &Query) -> Option<&Phrase> {
    let [only] = query.alternatives.as_slice() else { return None };
    only.only_phrase().filter(|phrase| words::is_word(phrase.normal()))
}

/// Whether a request asks for a page that shows the first hits.
pub(super) fn is_first_page(request: &SearchRequest) -> bool {
    request.offset == 0
        && request.group == Group::Report
        && request.limit >= FIRST
        && !request.places_only
        && !request.whole_passages
}

/// The first page of the list that a request asks for.
pub(super) fn first_page(request: &SearchRequest) -> SearchRequest {
    SearchRequest {
        offset: 0,
        limit: FIRST,
        group: Group::Report,
        facets: false,
        passages_per_report: 1,
        whole_passages: false,
        places_only: false,
        ..request.clone()
    }
}

/// Whether the word does not stand as itself in what is shown of one of the first hits.
pub(super) fn are_seen(word: &Phrase, hits: &[Hit]) -> bool {
    let is_across = |hit: &Hit| {
        let snippet = hit.passages.first().map(|passage| passage.snippet.as_slice());
        let places = places_of_marks(snippet.unwrap_or_default());
        let is_across = |place: &String| stands_only_across(word, &Tokens::of(place)).is_some();
        !places.is_empty() && places.iter().all(is_across)
    };
    hits.iter().take(FIRST).any(is_across)
}

/// Each mark of a snippet with the characters beside it by which a border may be seen.
fn places_of_marks(snippet: &[Fragment]) -> Vec<String> {
    let shown: String = snippet.iter().map(|fragment| fragment.text.as_str()).collect();
    let (mut places, mut start) = (Vec::new(), 0);
    for fragment in snippet {
        let end = start + fragment.text.len();
        if fragment.matched {
            let before = shown[..start].char_indices().rev().take(BESIDE).last();
            let behind = shown[end..].char_indices().nth(BESIDE);
            let from = before.map_or(start, |(at, _)| at);
            let to = behind.map_or(shown.len(), |(at, _)| end + at);
            places.push(shown[from..to].to_owned());
        }
        start = end;
    }
    places
}

/// Where a text holds a word only across borders: those strings of it that can be learned. `None`
/// where it stands as itself too, or not at all.
fn stands_only_across(word: &Phrase, text: &Tokens) -> Option<Vec<(String, usize)>> {
    let places = find(text, &word.tokens);
    let mut strings = Vec::new();
    for place in &places {
        strings.extend(words::across(text, place)?.string);
    }
    (!places.is_empty()).then_some(strings)
}

/// Learns across which strings a word stands, and gives the passages that hold it only so.
pub(super) fn learn(snapshot: &Snapshot, query: &Query, word: &Phrase) -> Result<Across, Error> {
    let mut covered = Covered::of(snapshot, word)?;
    let mut known: Vec<String> = Vec::new();
    let mut across = Arc::new(covered.passages());
    for _ in 0..ROUNDS {
        let mut learned: Vec<(String, usize)> = Vec::new();
        for one in best(snapshot, query, &across)? {
            if is_seen_in(snapshot, word, one.segment, one.doc)? {
                continue;
            }
            let text = Tokens::of(&snapshot.text(one.segment, one.doc)?);
            learned.extend(stands_only_across(word, &text).into_iter().flatten());
        }
        learned.retain(|(string, _)| !known.contains(string));
        learned.sort_unstable();
        learned.dedup();
        if learned.is_empty() || known.len() + learned.len() > MOST_STRINGS {
            break;
        }
        for (string, offset) in learned {
            if let Some(phrase) = Phrase::of(&string) {
                covered.add(&phrase, offset as u32)?;
            }
            known.push(string);
        }
        across = Arc::new(covered.passages());
    }
    drop(covered);
    Ok(Arc::into_inner(across).unwrap_or(Across { passages: Vec::new() }))
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
fn best(snapshot: &Snapshot, query: &Query, across: &Arc<Across>) -> Result<Vec<Scored>, Error> {
    let order = PassageOrder { snapshot, sort: Sort::Relevance };
    let mut top = Top::new(TAUGHT_BY, order);
    for mut alternative in Alternative::all(snapshot, query, &Filters::default()) {
        alternative.across = Some(Arc::clone(across));
        alternative.stream(&mut Counts::new(snapshot), &mut top)?;
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
    fn passages(&mut self) -> Across {
        let of_segment = |(starts, counts): (&mut Starts, &FxHashMap<DocId, usize>)| {
            starts.sort_unstable();
            starts.dedup();
            let of_passage = starts.chunk_by(|a, b| a.0 == b.0);
            let whole = of_passage.filter(|some| counts.get(&some[0].0) == Some(&some.len()));
            whole.map(|some| some[0].0).collect()
        };
        let passages = self.starts.iter_mut().zip(&self.counts).map(of_segment).collect();
        Across { passages }
    }
}
