//! The vocabulary of two parts of an archive from the postings of its words: no text is read.
//!
//! Every passage is in the target, in the reference, in both or in neither. Words are gone through
//! in the order of their bytes, in all segments at once, so that each is summed and done with: a
//! nation's words would not fit into memory one by one.

use std::ops::Range;

use suyan_search::counting::{Cutter, Vocabulary, VocabularyRequest, WordCounts, WordSum};
use suyan_search::{Error, Filters};
use tantivy::DocId;
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermStreamer;

use super::anew::{Anew, WantedCut, WordOfReport, touched};
use super::indexed::Sizes;
use crate::matching::filter::DocFilter;
use crate::parallel::{self, Running};
use crate::store::segment::PART;
use crate::store::snapshot::{SegmentView, Snapshot};

/// Stretches of the dictionary that are gone through apart.
const STRETCHES: usize = 64;
/// Words that are looked up apart.
const LOOKED_UP: usize = 256;

/// The bit of passages of the target.
const TARGET: u8 = 1;
/// The bit of passages of the reference.
const REFERENCE: u8 = 2;

type WordTotals = Vec<(String, WordCounts)>;

/// Sums the postings of words.
pub(crate) fn vocabulary(
    snapshot: &Snapshot,
    request: &VocabularyRequest,
) -> Result<Vocabulary, Error> {
    let running = Running::begin();
    let sides = Sides::of(snapshot, request);
    let take_up = |segment: &SegmentView| SegmentPassages::of(snapshot, segment, &sides);
    let segments = snapshot.segments.iter();
    let mut passages: Vec<SegmentPassages> =
        parallel::map(&snapshot.tuning, segments, u64::MAX, take_up)
            .into_iter()
            .collect::<Result<_, _>>()?;
    let anew = cut_anew(snapshot, &Cutter::of(&request.cut), &mut passages)?;
    let sum = |of: fn(&SegmentPassages) -> u64| passages.iter().map(of).sum::<u64>();
    let target_words = sum(|one| one.target_words);
    let least = request.least;
    let lexicon =
        Lexicon { snapshot, passages: &passages, anew: &anew, least, words: target_words };
    let told: Vec<Result<WordTotals, Error>> = match &request.only {
        Some(only) => {
            let mut only: Vec<&str> = only.iter().map(String::as_str).collect();
            only.sort_unstable();
            only.dedup();
            let look_up = |words: &[&str]| lexicon.look_up(words);
            parallel::map(&snapshot.tuning, only.chunks(LOOKED_UP), u64::MAX, look_up)
        }
        None => {
            let stretches = stretches(snapshot)?;
            let go = |stretch: &Range<Option<String>>| lexicon.stretch(stretch);
            parallel::map(&snapshot.tuning, stretches.iter(), u64::MAX, go)
        }
    };
    drop(running);
    let mut words = told.into_iter().collect::<Result<Vec<_>, _>>()?.concat();
    if request.only.is_none() && !anew.is_empty() {
        words.append(&mut lexicon.unheard_of()?);
        words.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    }
    words.retain(|(word, _)| !request.cut.stop.contains(word));
    Ok(Vocabulary {
        words,
        target_words,
        reference_words: sum(|one| one.reference_words),
        target_reports: sum(|one| one.target_reports) as u32,
    })
}

/// Cuts the passages anew that hold a word which was added: their postings do not count, and their
/// words are as many as there are now.
fn cut_anew(
    snapshot: &Snapshot,
    cutter: &Cutter,
    passages: &mut [SegmentPassages],
) -> Result<Anew, Error> {
    if cutter.added.is_empty() {
        return Ok(Anew::default());
    }
    let mut wanted: Vec<Vec<WantedCut>> = Vec::new();
    for (segment, passages) in snapshot.segments.iter().zip(&mut *passages) {
        let side = |doc: DocId| passages.sides[doc as usize];
        let of_doc = |doc| (doc, side(doc) & TARGET != 0, side(doc) & REFERENCE != 0);
        let docs = touched(snapshot, segment, cutter)?.into_iter().filter(|&doc| side(doc) != 0);
        wanted.push(docs.map(of_doc).collect());
    }
    let (anew, sizes) = Anew::cut(snapshot, cutter, &wanted)?;
    for (at, segment) in snapshot.segments.iter().enumerate() {
        let (passages, before) = (&mut passages[at], Sizes::open(segment)?);
        for (&(doc, in_target, in_reference), &words) in wanted[at].iter().zip(&sizes[at]) {
            let before = before.words(doc);
            let now = |all: u64| all + words - before;
            if in_target {
                let row = segment.data.report_of[doc as usize] as usize;
                passages.words_of[row] = now(passages.words_of[row]);
                passages.target_words = now(passages.target_words);
            }
            if in_reference {
                passages.reference_words = now(passages.reference_words);
            }
            passages.sides[doc as usize] = 0;
        }
    }
    Ok(anew)
}

/// What the target and the reference admit.
struct Sides {
    target: DocFilter,
    reference: DocFilter,
    /// Whether the reference is all that the target is not.
    is_rest: bool,
}

impl Sides {
    fn of(snapshot: &Snapshot, request: &VocabularyRequest) -> Self {
        let all = Filters::default();
        let reference = request.reference.as_ref().unwrap_or(&all);
        Self {
            target: DocFilter::of(snapshot, &request.target, &[]),
            reference: DocFilter::of(snapshot, reference, &[]),
            is_rest: request.reference.is_none(),
        }
    }
}

/// The passages of a segment: on which side each is, and how many words the reports of the target
/// have there.
struct SegmentPassages {
    sides: Vec<u8>,
    /// By report of the segment.
    words_of: Vec<u64>,
    target_words: u64,
    reference_words: u64,
    target_reports: u64,
}

impl SegmentPassages {
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
    passages: &'a [SegmentPassages],
    anew: &'a Anew,
    least: u64,
    /// All words of the target.
    words: u64,
}

impl Lexicon<'_> {
    /// The words of a stretch of the dictionary, the first of them included, that behind the last
    /// not.
    fn stretch(&self, stretch: &Range<Option<String>>) -> Result<WordTotals, Error> {
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
        let (mut told, mut sum) = (WordTotals::new(), WordSum::default());
        let mut word = Vec::new();
        while let Some(next) = streams.iter().flatten().map(TermStreamer::key).min() {
            self.snapshot.watch.check()?;
            word.clear();
            word.extend_from_slice(next);
            for (at, slot) in streams.iter_mut().enumerate() {
                let Some(stream) = slot.as_mut().filter(|stream| stream.key() == word) else {
                    self.add_anew(at, &word, &mut sum);
                    continue;
                };
                self.add(at, &word, stream.value(), &mut sum)?;
                if !stream.advance() {
                    *slot = None;
                }
            }
            self.tell(&word, &mut sum, &mut told);
        }
        Ok(told)
    }

    /// These words, as far as they are there.
    fn look_up(&self, words: &[&str]) -> Result<WordTotals, Error> {
        let (mut told, mut sum) = (WordTotals::new(), WordSum::default());
        for word in words {
            self.snapshot.watch.check()?;
            for (at, segment) in self.snapshot.segments.iter().enumerate() {
                let info = segment.cut.terms().get(word);
                match info.map_err(Error::index("reading the dictionary"))? {
                    Some(info) => self.add(at, word.as_bytes(), &info, &mut sum)?,
                    None => self.add_anew(at, word.as_bytes(), &mut sum),
                }
            }
            self.tell(word.as_bytes(), &mut sum, &mut told);
        }
        Ok(told)
    }

    /// The words that stand only where passages were cut anew.
    fn unheard_of(&self) -> Result<WordTotals, Error> {
        let (mut told, mut sum) = (WordTotals::new(), WordSum::default());
        for word in self.anew.words() {
            self.snapshot.watch.check()?;
            let mut is_known = false;
            for segment in &self.snapshot.segments {
                let info = segment.cut.terms().get(word);
                is_known |= info.map_err(Error::index("reading the dictionary"))?.is_some();
            }
            if !is_known {
                (0..self.passages.len())
                    .for_each(|at| self.add_anew(at, word.as_bytes(), &mut sum));
                self.tell(word.as_bytes(), &mut sum, &mut told);
            }
        }
        Ok(told)
    }

    fn tell(&self, word: &[u8], sum: &mut WordSum, told: &mut WordTotals) {
        let is_told = sum.target() >= self.least;
        let counts = sum.take(self.words);
        if is_told && counts.target + counts.reference > 0 {
            told.push((String::from_utf8_lossy(word).into_owned(), counts));
        }
    }

    /// Adds the occurrences of a word in one segment.
    fn add(&self, at: usize, word: &[u8], info: &TermInfo, sum: &mut WordSum) -> Result<(), Error> {
        let reading = Error::index("reading postings");
        let (segment, passages) = (&self.snapshot.segments[at], &self.passages[at]);
        let mut block: BlockSegmentPostings = segment
            .cut
            .read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)
            .map_err(&reading)?;
        let report_of = &segment.data.report_of;
        let mut reports = OfReports { passages, anew: self.anew_of(at, word), row: 0, many: 0 };
        while block.block_len() > 0 {
            for (&doc, &often) in block.docs().iter().zip(block.freqs()) {
                let side = passages.sides[doc as usize];
                if side == 0 {
                    continue;
                }
                if side & TARGET != 0 {
                    reports.add(report_of[doc as usize] as usize, u64::from(often), sum);
                }
                if side & REFERENCE != 0 {
                    sum.reference(u64::from(often));
                }
            }
            block.advance();
        }
        reports.finish(sum);
        Ok(())
    }

    /// Adds the occurrences of a word where passages were cut anew, in a segment whose dictionary
    /// lacks it.
    fn add_anew(&self, at: usize, word: &[u8], sum: &mut WordSum) {
        let anew = self.anew_of(at, word);
        OfReports { passages: &self.passages[at], anew, row: 0, many: 0 }.finish(sum);
    }

    fn anew_of(&self, at: usize, word: &[u8]) -> &[WordOfReport] {
        match self.anew.is_empty() {
            true => &[],
            false => std::str::from_utf8(word).map_or(&[], |word| self.anew.of(word, at)),
        }
    }
}

/// The occurrences of a word in a segment, report by report: those of postings, and those of
/// passages that were cut anew, each in the order of reports.
struct OfReports<'a> {
    passages: &'a SegmentPassages,
    anew: &'a [WordOfReport],
    row: usize,
    many: u64,
}

impl OfReports<'_> {
    /// Takes up occurrences in the target.
    fn add(&mut self, row: usize, many: u64, sum: &mut WordSum) {
        if row != self.row {
            self.put_down(sum);
            self.up_to(row, sum);
            self.row = row;
        }
        self.many += many;
    }

    /// Puts down the report that it is at, with what was cut anew of it.
    fn put_down(&mut self, sum: &mut WordSum) {
        let before = self.anew.partition_point(|one| (one.0 as usize) < self.row);
        self.up_to_number(before, sum);
        if let Some(&(row, target, reference)) = self.anew.first()
            && row as usize == self.row
        {
            self.many += target;
            sum.reference(reference);
            self.anew = &self.anew[1..];
        }
        let words = self.passages.words_of.get(self.row).copied().unwrap_or_default();
        sum.report(std::mem::take(&mut self.many), words);
    }

    /// Puts down the reports before one that only passages cut anew tell of.
    fn up_to(&mut self, row: usize, sum: &mut WordSum) {
        let before = self.anew.partition_point(|one| (one.0 as usize) < row);
        self.up_to_number(before, sum);
    }

    fn up_to_number(&mut self, number: usize, sum: &mut WordSum) {
        for &(row, target, reference) in &self.anew[..number] {
            sum.report(target, self.passages.words_of[row as usize]);
            sum.reference(reference);
        }
        self.anew = &self.anew[number..];
    }

    fn finish(mut self, sum: &mut WordSum) {
        self.put_down(sum);
        self.up_to_number(self.anew.len(), sum);
    }
}
