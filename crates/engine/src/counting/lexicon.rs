//! The vocabulary of two parts of an archive from the postings of its words: no text is read.
//!
//! Every passage is in the target, in the reference, in both or in neither. Words are gone through
//! in the order of their bytes, in all segments at once, so that each is summed and done with: a
//! nation's words would not fit into memory one by one.

use std::ops::Range;

use suyan_search::counting::{Sum, Vocabulary, VocabularyRequest, WordCounts};
use suyan_search::{Error, Filters};
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermStreamer;

use super::indexed::Sizes;
use crate::matching::gate::Gate;
use crate::store::segment::PART;
use crate::store::snapshot::{SegmentView, Snapshot};
use crate::together::{self, Running};

/// Stretches of the dictionary that are gone through apart.
const STRETCHES: usize = 64;
/// Words that are looked up apart.
const LOOKED_UP: usize = 256;

/// The bit of passages of the target,
const TARGET: u8 = 1;
/// and of those of the reference.
const REFERENCE: u8 = 2;

type Told = Vec<(String, WordCounts)>;

/// Sums the postings of words.
pub(crate) fn vocabulary(
    snapshot: &Snapshot,
    request: &VocabularyRequest,
) -> Result<Vocabulary, Error> {
    let running = Running::begin();
    let sides = Sides::of(snapshot, request);
    let take_up = |segment: &SegmentView| Passages::of(snapshot, segment, &sides);
    let segments = snapshot.segments.iter();
    let passages: Vec<Passages> = together::map(&snapshot.tuning, segments, u64::MAX, take_up)
        .into_iter()
        .collect::<Result<_, _>>()?;
    let sum = |of: fn(&Passages) -> u64| passages.iter().map(of).sum::<u64>();
    let target_words = sum(|one| one.target_words);
    let lexicon =
        Lexicon { snapshot, passages: &passages, least: request.least, words: target_words };
    let told: Vec<Result<Told, Error>> = match &request.only {
        Some(only) => {
            let mut only: Vec<&str> = only.iter().map(String::as_str).collect();
            only.sort_unstable();
            only.dedup();
            let look_up = |words: &[&str]| lexicon.look_up(words);
            together::map(&snapshot.tuning, only.chunks(LOOKED_UP), u64::MAX, look_up)
        }
        None => {
            let stretches = stretches(snapshot)?;
            let go = |stretch: &Range<Option<String>>| lexicon.stretch(stretch);
            together::map(&snapshot.tuning, stretches.iter(), u64::MAX, go)
        }
    };
    drop(running);
    Ok(Vocabulary {
        words: told.into_iter().collect::<Result<Vec<_>, _>>()?.concat(),
        target_words,
        reference_words: sum(|one| one.reference_words),
        target_reports: sum(|one| one.target_reports) as u32,
    })
}

/// What the target and the reference admit.
struct Sides {
    target: Gate,
    reference: Gate,
    /// Whether the reference is all that the target is not.
    is_rest: bool,
}

impl Sides {
    fn of(snapshot: &Snapshot, request: &VocabularyRequest) -> Self {
        let all = Filters::default();
        let reference = request.reference.as_ref().unwrap_or(&all);
        Self {
            target: Gate::of(snapshot, &request.target, &[]),
            reference: Gate::of(snapshot, reference, &[]),
            is_rest: request.reference.is_none(),
        }
    }
}

/// The passages of a segment: on which side each is, and how many words the reports of the target
/// have there.
struct Passages {
    sides: Vec<u8>,
    /// By report of the segment.
    words_of: Vec<u64>,
    target_words: u64,
    reference_words: u64,
    target_reports: u64,
}

impl Passages {
    fn of(snapshot: &Snapshot, segment: &SegmentView, asked: &Sides) -> Result<Self, Error> {
        let reports = &segment.data.reports;
        let mut passages = Self {
            sides: vec![0; segment.data.parts.len()],
            words_of: vec![0; reports.len()],
            target_words: 0,
            reference_words: 0,
            target_reports: 0,
        };
        let sizes = Sizes::open(segment)?;
        for (row, report) in reports.iter().enumerate() {
            snapshot.watch.check()?;
            let number = segment.base + row as u32;
            let is_target = asked.target.admits(number);
            let is_reference = asked.reference.admits(number);
            if !is_target && !is_reference {
                continue;
            }
            passages.target_reports += u64::from(is_target);
            for doc in report.first..report.end {
                let part = segment.data.parts[doc as usize] & PART;
                let in_target = is_target && asked.target.admits_part(part);
                let in_reference = is_reference
                    && asked.reference.admits_part(part)
                    && !(asked.is_rest && in_target);
                let (of_target, of_reference) = (u8::from(in_target), u8::from(in_reference));
                passages.sides[doc as usize] = (of_target * TARGET) | (of_reference * REFERENCE);
                if in_target || in_reference {
                    let words = sizes.words(doc);
                    passages.words_of[row] += words * u64::from(in_target);
                    passages.reference_words += words * u64::from(in_reference);
                }
            }
            passages.target_words += passages.words_of[row];
        }
        Ok(passages)
    }
}

/// Where the dictionaries of all segments are cut into stretches of about as many words: by that of
/// the largest.
fn stretches(snapshot: &Snapshot) -> Result<Vec<Range<Option<String>>>, Error> {
    let reading = Error::index("reading the dictionary");
    let words = snapshot.segments.iter().map(|segment| segment.cut.terms());
    let Some(largest) = words.max_by_key(|words| words.num_terms()) else { return Ok(Vec::new()) };
    let mut borders = vec![None];
    let every = (largest.num_terms() / STRETCHES).max(1);
    for at in (every..largest.num_terms()).step_by(every) {
        let mut word = Vec::new();
        largest.ord_to_term(at as u64, &mut word).map_err(&reading)?;
        borders.push(Some(String::from_utf8_lossy(&word).into_owned()));
    }
    borders.push(None);
    Ok(borders.windows(2).map(|pair| pair[0].clone()..pair[1].clone()).collect())
}

/// See the module.
struct Lexicon<'a> {
    snapshot: &'a Snapshot,
    passages: &'a [Passages],
    least: u64,
    /// All words of the target.
    words: u64,
}

impl Lexicon<'_> {
    /// The words of a stretch of the dictionary, the first of them included, that behind the last
    /// not.
    fn stretch(&self, stretch: &Range<Option<String>>) -> Result<Told, Error> {
        let reading = Error::index("reading the dictionary");
        let mut streams = Vec::with_capacity(self.snapshot.segments.len());
        for segment in &self.snapshot.segments {
            let mut range = segment.cut.terms().range();
            if let Some(first) = &stretch.start {
                range = range.ge(first);
            }
            if let Some(behind) = &stretch.end {
                range = range.lt(behind);
            }
            let mut stream = range.into_stream().map_err(&reading)?;
            streams.push(stream.advance().then_some(stream));
        }
        let (mut told, mut sum) = (Told::new(), Sum::default());
        let mut word = Vec::new();
        while let Some(next) = streams.iter().flatten().map(TermStreamer::key).min() {
            self.snapshot.watch.check()?;
            word.clear();
            word.extend_from_slice(next);
            for (at, slot) in streams.iter_mut().enumerate() {
                let Some(stream) = slot.as_mut().filter(|stream| stream.key() == word) else {
                    continue;
                };
                self.add(at, stream.value(), &mut sum)?;
                if !stream.advance() {
                    *slot = None;
                }
            }
            self.tell(&word, &mut sum, &mut told);
        }
        Ok(told)
    }

    /// These words, as far as they are there.
    fn look_up(&self, words: &[&str]) -> Result<Told, Error> {
        let (mut told, mut sum) = (Told::new(), Sum::default());
        for word in words {
            self.snapshot.watch.check()?;
            for (at, segment) in self.snapshot.segments.iter().enumerate() {
                let info = segment.cut.terms().get(word);
                if let Some(info) = info.map_err(Error::index("reading the dictionary"))? {
                    self.add(at, &info, &mut sum)?;
                }
            }
            self.tell(word.as_bytes(), &mut sum, &mut told);
        }
        Ok(told)
    }

    fn tell(&self, word: &[u8], sum: &mut Sum, told: &mut Told) {
        let is_told = sum.target() >= self.least;
        let counts = sum.take(self.words);
        if is_told && counts.target + counts.reference > 0 {
            told.push((String::from_utf8_lossy(word).into_owned(), counts));
        }
    }

    /// Adds the occurrences of a word in one segment.
    fn add(&self, at: usize, info: &TermInfo, sum: &mut Sum) -> Result<(), Error> {
        let reading = Error::index("reading postings");
        let (segment, passages) = (&self.snapshot.segments[at], &self.passages[at]);
        let mut block: BlockSegmentPostings = segment
            .cut
            .read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)
            .map_err(&reading)?;
        let report_of = &segment.data.report_of;
        let (mut row, mut many) = (0, 0);
        while block.block_len() > 0 {
            for (&doc, &often) in block.docs().iter().zip(block.freqs()) {
                let side = passages.sides[doc as usize];
                if side == 0 {
                    continue;
                }
                if side & TARGET != 0 {
                    let of_doc = report_of[doc as usize] as usize;
                    if of_doc != row {
                        sum.report(std::mem::take(&mut many), passages.words_of[row]);
                        row = of_doc;
                    }
                    many += u64::from(often);
                }
                if side & REFERENCE != 0 {
                    sum.reference(u64::from(often));
                }
            }
            block.advance();
        }
        sum.report(many, passages.words_of.get(row).copied().unwrap_or_default());
        Ok(())
    }
}
