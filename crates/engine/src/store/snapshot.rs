//! One commit in view: every segment with its facts, the reports numbered through, the places of
//! the archive.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use rustc_hash::FxHashMap;
use suyan_analysis::Tokens;
use suyan_analysis::grams::Gram;
use suyan_corpus::{Facts, Gazetteer, Kind, Part, Passage, Place};
use suyan_search::{Contents, Error, FacetPlace};
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::TermInfo;
use tantivy::{DocId, InvertedIndexReader, SegmentReader};

use super::caches::Caches;
use super::commit::Commit;
use super::format::schema::{self, Fields};
use super::ledger::Files;
use super::lookup::{self, Lookup};
use super::passage_set::PassageSet;
use super::removals::Removals;
use super::segment::{HEADING, PART, SegmentData, SegmentReport};
use super::stored::Stored;
pub(crate) use super::view::Snapshot;

/// One segment in view.
pub(crate) struct SegmentView {
    pub reader: SegmentReader,
    pub data: Arc<SegmentData>,
    /// The number of its first report among the snapshot's.
    pub base: u32,
    /// Lengths of its passages in tokens, as BM25 takes them.
    pub lengths: FieldNormReader,
    pub postings: Arc<InvertedIndexReader>,
    /// The words of the segmenter.
    pub cut: Arc<InvertedIndexReader>,
    pub stored: Arc<Stored>,
    /// What of it was removed.
    pub removals: Removals,
    /// Its number among the snapshot's.
    pub number: usize,
    /// See [`Self::with_prefix`].
    sets: Cache<String, Arc<PassageSet>, SetWeigher>,
}

impl SegmentView {
    /// The passages that hold a term with this prefix. A character alone is hundreds of terms, and
    /// those that stand alone in a query are few: 在, 和, 对.
    pub(crate) fn with_prefix(&self, prefix: &str) -> std::io::Result<Arc<PassageSet>> {
        self.sets.get_or_insert_with(prefix, || {
            let Self { postings, reader, removals, .. } = self;
            PassageSet::with_prefix(postings, prefix, reader.max_doc(), removals).map(Arc::new)
        })
    }

    /// How many passages hold a term whose postings are at `info`, removed ones left out.
    pub(crate) fn frequency(&self, info: Option<&TermInfo>) -> std::io::Result<u64> {
        info.map_or(Ok(0), |info| self.removals.living(&self.postings, info))
    }
}

/// Weighs sets by their bytes.
#[derive(Clone)]
struct SetWeigher;

impl Weighter<String, Arc<PassageSet>> for SetWeigher {
    fn weight(&self, _: &String, set: &Arc<PassageSet>) -> u64 {
        set.size()
    }
}

/// Sets that are kept of a segment, at the most: 64 bits for each of its passages are some forty
/// megabytes for a nation's.
const MOST_SETS: usize = 64;
/// What is kept of strings that were looked up, in bytes, and what one takes usually.
const MOST_LOOKUPS: u64 = 8 << 20;
const USUAL_LOOKUP: u64 = 1 << 10;
/// Terms and pairs of characters whose frequency is kept: some ten megabytes.
const MOST_FREQUENCIES: usize = 20_000;
const MOST_PAIRS: usize = 150_000;

/// What facets count of a report: close together, since they look at every report that matches.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FacetValues {
    /// An index into [`CommitView::places`], or the number of places where it is unknown.
    pub place: u32,
    /// An index into [`CommitView::classes`].
    pub class: u32,
}

/// What many reports have in common.
pub(crate) type ReportClass = (Option<i16>, Kind);

/// All reports in one order, so that lists of hundreds of thousands are sorted by numbers.
struct Ranked {
    /// The reports in their order.
    reports: Vec<u32>,
    /// Where each report stands in the order.
    rank: Vec<u32>,
}

impl Ranked {
    fn new(count: usize, order: impl Fn(u32, u32) -> Ordering) -> Self {
        let mut reports: Vec<u32> = (0..count as u32).collect();
        reports.sort_unstable_by(|&a, &b| order(a, b));
        let mut rank = vec![0; count];
        for (at, &report) in (0..).zip(&reports) {
            rank[report as usize] = at;
        }
        Self { reports, rank }
    }

    fn compare(&self, a: u32, b: u32) -> Ordering {
        self.rank[a as usize].cmp(&self.rank[b as usize])
    }
}

/// See the module.
pub(crate) struct CommitView {
    pub fields: Fields,
    pub segments: Vec<SegmentView>,
    /// Every report of every segment, removed ones included; [`SegmentReport::place`] is an index
    /// into [`Self::places`].
    pub reports: Vec<SegmentReport>,
    /// What facets count of every report.
    pub counted: Vec<FacetValues>,
    /// The distinct years with kinds of reports.
    pub classes: Vec<ReportClass>,
    /// For every report the segment it stands in.
    pub segment_of: Vec<u32>,
    newest_first: OnceLock<Ranked>,
    oldest_first: OnceLock<Ranked>,
    /// For every report whether it was removed.
    pub removed: Vec<bool>,
    /// For every report whether it was not; `None` where none was.
    pub present: Option<Arc<Vec<bool>>>,
    /// Which reports are there, the other files of reports left out; `None` where nothing is left
    /// out.
    pub once: Option<Arc<Vec<bool>>>,
    pub places: Vec<Place>,
    /// For every place the number of its code among [`Self::codes`].
    pub code_of: Vec<u32>,
    /// The distinct codes in order, each with the place that stands for it: a place whose path
    /// changed over the years stands as it was last.
    pub codes: Vec<Arc<FacetPlace>>,
    /// What is in view, as an id.
    pub contents: Arc<Contents>,
    /// Reports in view.
    pub report_count: u64,
    /// Passages in view.
    pub passage_count: u64,
    /// The mean length of a passage in tokens.
    pub mean_length: f32,
    /// Tells it apart from every other one that this process has taken.
    pub number: u64,
    /// What those who ask keep of this commit.
    pub caches: Caches,
    /// See [`Self::frequency`].
    frequencies: Cache<String, u64>,
    /// See [`Self::frequency_of_pair`].
    pairs: Cache<(char, char), u64>,
    /// See [`Self::frequency_of_character`].
    characters: Cache<char, u64>,
    /// See [`Self::lookup`].
    lookups: Cache<String, Arc<Lookup>, lookup::LookupWeigher>,
    /// The divisions known at the commit, where users' tables add to the built-in ones.
    pub divisions: Option<Arc<Gazetteer>>,
    /// The hash of the file that they were read from.
    places_hash: Option<String>,
    /// The files of the ledger.
    pub ledger_files: Files,
}

impl CommitView {
    /// Takes a commit into view. Facts of segments that `before` had in view are taken over.
    pub(crate) fn take(
        folder: &Path,
        commit: Commit,
        before: Option<&Self>,
    ) -> Result<Self, Error> {
        static TAKEN: AtomicU64 = AtomicU64::new(0);
        let Commit { head, segments: readers, ledger: ledger_files } = commit;
        let mut snapshot = Self {
            fields: schema::schema().1,
            segments: Vec::new(),
            reports: Vec::new(),
            counted: Vec::new(),
            classes: Vec::new(),
            segment_of: Vec::new(),
            newest_first: OnceLock::new(),
            oldest_first: OnceLock::new(),
            removed: Vec::new(),
            present: None,
            once: None,
            places: Vec::new(),
            code_of: Vec::new(),
            codes: Vec::new(),
            contents: Arc::new(Contents::new(&schema::fingerprint(), std::iter::empty())),
            report_count: 0,
            passage_count: readers.iter().map(|reader| u64::from(reader.num_docs())).sum(),
            mean_length: 1.0,
            number: TAKEN.fetch_add(1, Relaxed),
            caches: Caches::default(),
            frequencies: Cache::new(MOST_FREQUENCIES),
            pairs: Cache::new(MOST_PAIRS),
            characters: Cache::new(MOST_FREQUENCIES),
            lookups: Cache::with_weighter(
                (MOST_LOOKUPS / USUAL_LOOKUP) as usize,
                MOST_LOOKUPS,
                lookup::LookupWeigher,
            ),
            divisions: head.payload.read_places(folder)?,
            places_hash: head.payload.places.map(|places| places.hash),
            ledger_files,
        };
        let mut places = HashMap::new();
        for reader in readers {
            let known = before.and_then(|b| {
                b.segments.iter().find(|s| s.reader.segment_id() == reader.segment_id())
            });
            let lengths = reader.get_fieldnorms_reader(snapshot.fields.text);
            let lengths = lengths.map_err(Error::index("opening a segment"))?;
            let data = match known {
                Some(segment) => Arc::clone(&segment.data),
                None => Arc::new(SegmentData::read(&reader, &lengths)?),
            };
            snapshot.add(reader, data, lengths, &mut places)?;
        }
        snapshot.order_places();
        snapshot.number_codes();
        snapshot.number_classes();
        if snapshot.removed.contains(&true) {
            let present = snapshot.removed.iter().map(|&removed| !removed).collect();
            snapshot.present = Some(Arc::new(present));
        }
        let rows = || snapshot.reports.iter().zip(&snapshot.removed);
        let once: Vec<bool> = rows().map(|(row, removed)| !removed && !row.is_twin()).collect();
        snapshot.once = once.contains(&false).then(|| Arc::new(once));
        let rows = snapshot.reports.iter().zip(&snapshot.removed);
        let living = rows.filter(|(_, removed)| !**removed).map(|(row, _)| row);
        let length: u64 = living.clone().map(|row| row.length).sum();
        let held = living.map(|row| (&*row.id, row.digest));
        snapshot.contents = Arc::new(Contents::new(&schema::fingerprint(), held));
        if snapshot.passage_count > 0 {
            snapshot.mean_length = (length as f32 / snapshot.passage_count as f32).max(1.0);
        }
        Ok(snapshot)
    }

    fn add(
        &mut self,
        reader: SegmentReader,
        data: Arc<SegmentData>,
        lengths: FieldNormReader,
        places: &mut HashMap<Place, u32>,
    ) -> Result<(), Error> {
        let opening = Error::index("opening a segment");
        let base = self.reports.len() as u32;
        // A place of removed reports alone is none of the archive's.
        let mut numbers = vec![None; data.places.len()];
        for row in &data.reports {
            let removed = reader.is_deleted(row.first);
            self.report_count += u64::from(!removed);
            self.removed.push(removed);
            self.segment_of.push(self.segments.len() as u32);
            let place = row.place.filter(|_| !removed).map(|at| {
                *numbers[at as usize].get_or_insert_with(|| {
                    let place = &data.places[at as usize];
                    *places.entry(place.clone()).or_insert_with(|| {
                        self.places.push(place.clone());
                        self.places.len() as u32 - 1
                    })
                })
            });
            self.reports.push(SegmentReport { place, ..row.clone() });
        }
        let postings = reader.inverted_index(self.fields.text).map_err(&opening)?;
        let cut = reader.inverted_index(self.fields.cut).map_err(&opening)?;
        let stored = Arc::new(Stored::open(&reader, self.fields)?);
        let room = MOST_SETS as u64 * u64::from(reader.max_doc() / 8 + 8);
        let sets = Cache::with_weighter(MOST_SETS, room, SetWeigher);
        let removals = Removals::of(&reader, &data.reports);
        self.segments.push(SegmentView {
            reader,
            data,
            base,
            lengths,
            postings,
            cut,
            stored,
            removals,
            number: self.segments.len(),
            sets,
        });
        Ok(())
    }

    /// Puts the places into an order of their own: segments come in any.
    fn order_places(&mut self) {
        let mut order: Vec<usize> = (0..self.places.len()).collect();
        order.sort_unstable_by(|&a, &b| {
            let (a, b) = (&self.places[a], &self.places[b]);
            (&a.code, &a.codes, &a.path, &a.name).cmp(&(&b.code, &b.codes, &b.path, &b.name))
        });
        let mut number_of = vec![0; order.len()];
        for (number, &at) in (0..).zip(&order) {
            number_of[at] = number;
        }
        for row in &mut self.reports {
            row.place = row.place.map(|at| number_of[at as usize]);
        }
        self.places = order.iter().map(|&at| self.places[at].clone()).collect();
    }

    fn number_codes(&mut self) {
        for of_code in self.places.chunk_by(|a, b| a.code == b.code) {
            let number = self.codes.len() as u32;
            self.code_of.extend(of_code.iter().map(|_| number));
            self.codes.extend(of_code.last().map(|last| {
                let Place { code, name, path, codes, .. } = last.clone();
                Arc::new(FacetPlace::of(code, name, path, codes))
            }));
        }
    }

    fn number_classes(&mut self) {
        let mut numbers: FxHashMap<ReportClass, u32> = FxHashMap::default();
        for row in &self.reports {
            let class = (row.year, row.kind);
            let number = *numbers.entry(class).or_insert_with(|| {
                self.classes.push(class);
                self.classes.len() as u32 - 1
            });
            let place = row.place.unwrap_or(self.places.len() as u32);
            self.counted.push(FacetValues { place, class: number });
        }
    }

    /// How many passages hold a term, those of removed reports left out. Questions and misspelt
    /// words ask for many terms, most of them again and again, and every segment has a dictionary
    /// of its own.
    pub(crate) fn frequency(&self, term: &str) -> Result<u64, Error> {
        self.frequencies.get_or_insert_with(term, || self.ask_frequency(term))
    }

    /// How many passages hold two characters side by side.
    pub(crate) fn frequency_of_pair(&self, left: char, right: char) -> Result<u64, Error> {
        self.pairs.get_or_insert_with(&(left, right), || {
            let mut term = String::with_capacity(8);
            Gram::Pair(left, right).write(&mut term);
            self.ask_frequency(&term)
        })
    }

    /// How often a character stands in the passages of the commit, those of removed reports left
    /// out: once for every other neighbour in a passage, which dictionaries tell without a look at
    /// any list.
    pub(crate) fn frequency_of_character(&self, character: char) -> Result<u64, Error> {
        self.characters.get_or_insert_with(&character, || lookup::of_character(self, character))
    }

    fn ask_frequency(&self, term: &str) -> Result<u64, Error> {
        let mut passages = 0;
        for segment in &self.segments {
            let info = segment.postings.terms().get(term);
            let frequency = info.and_then(|info| segment.frequency(info.as_ref()));
            passages += frequency.map_err(Error::index("reading the dictionary"))?;
        }
        Ok(passages)
    }

    /// What to look up for a string, and where it is in every segment.
    pub(crate) fn lookup(&self, tokens: &Tokens) -> Result<Arc<Lookup>, Error> {
        let lookup = || Lookup::of(self, tokens).map(Arc::new);
        let lookup = self.lookups.get_or_insert_with(&*lookup::key(tokens), lookup);
        lookup.map_err(Error::index("reading the dictionary"))
    }

    /// Whether the same reports are in the same segments of another, and places are known alike.
    pub(crate) fn holds_the_same(&self, other: &Self) -> bool {
        let key = |one: &SegmentView| (one.reader.segment_id(), one.reader.delete_opstamp());
        self.places_hash == other.places_hash
            && self.ledger_files.hash == other.ledger_files.hash
            && self.segments.iter().map(key).eq(other.segments.iter().map(key))
    }

    /// The number of the report that a passage belongs to.
    pub(crate) fn report_of(&self, segment: u32, doc: DocId) -> u32 {
        let view = &self.segments[segment as usize];
        view.base + view.data.report_of[doc as usize]
    }

    /// All divisions known at this commit.
    pub(crate) fn gazetteer(&self) -> &Gazetteer {
        self.divisions.as_deref().unwrap_or_else(|| Gazetteer::builtin())
    }

    /// The number of the report of this id.
    pub(crate) fn find(&self, id: &str) -> Option<u32> {
        let at = self
            .reports
            .iter()
            .zip(&self.removed)
            .position(|(row, &removed)| !removed && &*row.id == id)?;
        Some(at as u32)
    }

    /// All reports in the order of [`Self::newest`].
    pub(crate) fn newest_first(&self) -> &[u32] {
        &self.by_newest().reports
    }

    /// All reports in the order of [`Self::oldest`].
    pub(crate) fn oldest_first(&self) -> &[u32] {
        &self.by_oldest().reports
    }

    /// Whether report `a` stands before `b` in a list with the latest first: by year, day, place
    /// and id, so that the order is the same on every machine. Unknown years come last.
    pub(crate) fn newest(&self, a: u32, b: u32) -> Ordering {
        self.by_newest().compare(a, b)
    }

    /// How two reports stand with the earliest first; unknown years come last all the same.
    pub(crate) fn oldest(&self, a: u32, b: u32) -> Ordering {
        self.by_oldest().compare(a, b)
    }

    fn by_newest(&self) -> &Ranked {
        let key = |report: u32| {
            let row = &self.reports[report as usize];
            (row.year, row.date)
        };
        let order = |a, b| key(b).cmp(&key(a)).then_with(|| self.by_place(a, b));
        self.newest_first.get_or_init(|| Ranked::new(self.reports.len(), order))
    }

    fn by_oldest(&self) -> &Ranked {
        let key = |report: u32| {
            let row = &self.reports[report as usize];
            (row.year.is_none(), row.year, row.date)
        };
        let order = |a, b| key(a).cmp(&key(b)).then_with(|| self.by_place(a, b));
        self.oldest_first.get_or_init(|| Ranked::new(self.reports.len(), order))
    }

    /// The order of passages, each with its segment, that nothing else tells apart: those of the
    /// latest report first, then as they stand in it. Like [`Self::newest`] it hangs on what reports
    /// say, never on where they lie in the index: whatever sorts passages ends with it.
    pub(crate) fn passage_order(&self, a: (u32, DocId), b: (u32, DocId)) -> Ordering {
        let (left, right) = (self.report_of(a.0, a.1), self.report_of(b.0, b.1));
        if left == right { a.1.cmp(&b.1) } else { self.newest(left, right) }
    }

    fn by_place(&self, a: u32, b: u32) -> Ordering {
        // Codes are numbered in their order.
        let code = |report: u32| Some(self.code_of[self.reports[report as usize].place? as usize]);
        let id = |report: u32| &self.reports[report as usize].id;
        code(a).cmp(&code(b)).then_with(|| id(a).cmp(id(b)))
    }

    /// The place of a report.
    pub(crate) fn place(&self, report: u32) -> Option<&Place> {
        self.reports[report as usize].place.map(|at| &self.places[at as usize])
    }

    /// The facts of a report.
    pub(crate) fn facts(&self, report: u32) -> Result<Facts, Error> {
        let segment = &self.segments[self.segment_of[report as usize] as usize];
        segment.stored.facts(self.reports[report as usize].first)
    }

    /// One passage.
    pub(crate) fn passage(&self, segment: u32, doc: DocId) -> Result<Passage, Error> {
        let SegmentView { data, stored, .. } = &self.segments[segment as usize];
        let (heading, text) = stored.passage(doc)?;
        let (ordinal, part) = self.place_in_report(segment, doc);
        let is_heading = data.parts[doc as usize] & HEADING != 0;
        Ok(Passage { ordinal, part, heading, is_heading, text })
    }

    /// The number of a passage in its report, and its part.
    pub(crate) fn place_in_report(&self, segment: u32, doc: DocId) -> (u32, Part) {
        let data = &self.segments[segment as usize].data;
        let first = data.reports[data.report_of[doc as usize] as usize].first;
        let part = Part::ALL.get(usize::from(data.parts[doc as usize] & PART));
        (doc - first + 1, part.copied().unwrap_or_default())
    }

    /// The text of one passage.
    pub(crate) fn text(&self, segment: u32, doc: DocId) -> Result<String, Error> {
        self.segments[segment as usize].stored.text(doc)
    }
}
