//! Counts from the positions of the index, a stretch of reports at a time.

use std::ops::Range;

use suyan_analysis::{Tokens, find_characters};
use suyan_search::counting::{
    CountRequest, CountWay, Cutter, Occurrence, Pattern, Patterns, ReportCounts, Sweep, TextSize,
    inner,
};
use suyan_search::query::Phrase;
use suyan_search::{Error, Filters};
use tantivy::columnar::Column;
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Term};

use crate::matching::cursor::Cursor;
use crate::matching::filter::DocFilter;
use crate::parallel::{self, Running};
use crate::search::head;
use crate::store::segment::PART;
use crate::store::snapshot::{SegmentView, Snapshot};

/// Reports that are counted at once: some sixty thousand passages, whose occurrences are in memory
/// together.
const AT_ONCE: usize = 256;

/// Counts in every report that passes the filters, in the order of the index.
pub(crate) fn count(
    snapshot: &Snapshot,
    request: &CountRequest,
) -> Result<Vec<ReportCounts>, Error> {
    let patterns = Patterns::of(request);
    let doc_filter = doc_filter(snapshot, &request.filters);
    let cutter = Cutter::of(&request.cut);
    let counting =
        Counting { snapshot, patterns: &patterns, doc_filter: &doc_filter, cutter: &cutter };
    let mut stretches = Vec::new();
    for segment in &snapshot.segments {
        let reports = segment.data.reports.len();
        let stretch = |from: usize| (segment, from..(from + AT_ONCE).min(reports));
        stretches.extend((0..reports).step_by(AT_ONCE).map(stretch));
    }
    let running = Running::begin();
    let work = |(segment, rows)| counting.stretch(segment, rows);
    let made = parallel::map(&snapshot.tuning, stretches.into_iter(), u64::MAX, work);
    drop(running);
    let mut counted = Vec::new();
    for reports in made {
        counted.extend(reports?);
    }
    Ok(counted)
}

fn doc_filter(snapshot: &Snapshot, filters: &Filters) -> DocFilter {
    DocFilter::of(snapshot, filters, &[])
}

struct Counting<'a> {
    snapshot: &'a Snapshot,
    patterns: &'a Patterns,
    doc_filter: &'a DocFilter,
    cutter: &'a Cutter,
}

impl Counting<'_> {
    /// Counts in some reports of a segment, by their numbers in it.
    fn stretch(
        &self,
        segment: &SegmentView,
        rows: Range<usize>,
    ) -> Result<Vec<ReportCounts>, Error> {
        let admitted: Vec<usize> =
            rows.filter(|&row| self.doc_filter.admits(segment.base + row as u32)).collect();
        let runs = self.runs(segment, &admitted);
        let anew = self.passages(segment, &runs, &mut self.cutter.added.iter())?;
        let stopped = self.stopped(segment, &runs)?;
        let found: CountedReports<'_> = match self.patterns.way {
            CountWay::Words if self.patterns.are_listed() => {
                let mut words = self.words(segment, &runs)?;
                words.retain(|word| anew.binary_search(&word.doc).is_err());
                CountedReports::Words(words)
            }
            CountWay::Words => CountedReports::Passages(self.passages(
                segment,
                &runs,
                &mut self.patterns.phrases(),
            )?),
            _ => CountedReports::Places(self.places(segment, &runs)?),
        };
        let sizes = Sizes::open(segment)?;
        let mut sweep = Sweep::of(self.patterns);
        let (mut counted, mut at) = (Vec::with_capacity(admitted.len()), 0);
        let mut stopped = stopped.iter().peekable();
        for row in admitted {
            self.snapshot.watch.check()?;
            let report = &segment.data.reports[row];
            for doc in (report.first..report.end).filter(|&doc| self.admits(segment, doc)) {
                let part = part_of(segment, doc);
                let mut size = sizes.of(doc);
                while let Some((_, many)) = stopped.next_if(|(of, _)| *of <= doc) {
                    size.stopped += u64::from(*many);
                }
                let is_anew = anew.binary_search(&doc).is_ok();
                if is_anew || self.cutter.reads_texts() {
                    self.read(segment, doc, is_anew, &mut size)?;
                }
                sweep.size(part, size);
                match &found {
                    CountedReports::Places(places) => {
                        let of_passage = places[at..].partition_point(|one| one.doc <= doc);
                        if of_passage > 0 {
                            sweep.passage(part, &places[at..at + of_passage]);
                            at += of_passage;
                        }
                    }
                    CountedReports::Words(_) if is_anew => {
                        let text = segment.stored.text(doc)?;
                        sweep.words(part, &text, &Tokens::default(), (self.cutter, true));
                    }
                    CountedReports::Words(words) => {
                        let of_passage = words[at..].iter().take_while(|word| word.doc <= doc);
                        for word in of_passage {
                            sweep.word(part, word.columns, word.many);
                            at += 1;
                        }
                    }
                    CountedReports::Passages(docs) => {
                        if docs.binary_search(&doc).is_ok() {
                            let text = segment.stored.text(doc)?;
                            let tokens = Tokens::of(&text);
                            sweep.words(part, &text, &tokens, (self.cutter, is_anew));
                        }
                    }
                }
            }
            let number = segment.base + row as u32;
            counted.push(ReportCounts {
                report: head(self.snapshot, number),
                place: self.snapshot.place(number).cloned(),
                is_part: report.is_part(),
                parts: sweep.take(),
            });
        }
        Ok(counted)
    }

    /// Corrects how many words a passage has by its text, where lists do not tell.
    fn read(
        &self,
        segment: &SegmentView,
        doc: DocId,
        is_anew: bool,
        size: &mut TextSize,
    ) -> Result<(), Error> {
        self.snapshot.watch.check()?;
        let text = segment.stored.text(doc)?;
        match is_anew {
            true => (size.words, size.stopped) = self.cutter.count(&text, true),
            false => size.stopped += self.cutter.unlisted(&text),
        }
        Ok(())
    }

    /// How often the stop words that are listed stand in the passages, in their order.
    fn stopped(
        &self,
        segment: &SegmentView,
        runs: &[Range<DocId>],
    ) -> Result<Vec<(DocId, u32)>, Error> {
        let mut stopped = Vec::new();
        for word in self.cutter.listed() {
            self.each_listed(segment, runs, word, |doc, many| stopped.push((doc, many)))?;
        }
        stopped.sort_unstable_by_key(|(doc, _)| *doc);
        Ok(stopped)
    }

    fn admits(&self, segment: &SegmentView, doc: DocId) -> bool {
        self.doc_filter.admits_part(segment.data.parts[doc as usize] & PART)
    }

    /// The passages of reports that stand side by side.
    fn runs(&self, segment: &SegmentView, admitted: &[usize]) -> Vec<Range<DocId>> {
        let reports = &segment.data.reports;
        let together = admitted.chunk_by(|a, b| a + 1 == *b);
        let run = |rows: &[usize]| Some(reports[*rows.first()?].first..reports[*rows.last()?].end);
        together.filter_map(run).collect()
    }

    /// Where every string stands.
    fn places(
        &self,
        segment: &SegmentView,
        runs: &[Range<DocId>],
    ) -> Result<Vec<Occurrence>, Error> {
        let mut places = Vec::new();
        let mut stretches = Vec::new();
        for pattern in self.patterns.list.iter().filter(|pattern| !pattern.is_open) {
            self.each_passage(segment, runs, &pattern.phrase, |doc, cursor| {
                stretches.clear();
                cursor.stretches(&mut stretches);
                let place = |&stretch| Occurrence::new(doc, stretch, pattern.string);
                places.extend(stretches.iter().map(place));
            })?;
        }
        self.read_open(segment, runs, &mut places)?;
        places.sort_unstable();
        Ok(places)
    }

    /// Reads the texts for strings of which positions do not tell all.
    fn read_open(
        &self,
        segment: &SegmentView,
        runs: &[Range<DocId>],
        places: &mut Vec<Occurrence>,
    ) -> Result<(), Error> {
        let open: Vec<&Pattern> =
            self.patterns.list.iter().filter(|pattern| pattern.is_open).collect();
        let mut docs = Vec::new();
        for pattern in &open {
            match inner(&pattern.phrase.tokens) {
                Some(phrase) => {
                    self.each_passage(segment, runs, &phrase, |doc, _| docs.push(doc))?;
                }
                // Nothing but a number, which may be a part of any.
                None => docs.extend(runs.iter().cloned().flatten()),
            }
        }
        docs.sort_unstable();
        docs.dedup();
        let mut tokens = Tokens::default();
        for doc in docs.into_iter().filter(|&doc| self.admits(segment, doc)) {
            self.snapshot.watch.check()?;
            tokens.refill(&segment.stored.text(doc)?);
            for pattern in &open {
                let found = find_characters(&tokens, pattern.phrase.normal());
                places.extend(found.into_iter().map(|range| {
                    let stretch = (range.start as u32, range.end as u32);
                    Occurrence::new(doc, stretch, pattern.string)
                }));
            }
        }
        Ok(())
    }

    /// Goes through the passages that hold a string.
    fn each_passage(
        &self,
        segment: &SegmentView,
        runs: &[Range<DocId>],
        phrase: &Phrase,
        mut take: impl FnMut(DocId, &mut Cursor),
    ) -> Result<(), Error> {
        self.snapshot.watch.check()?;
        let mut cursor = Cursor::open_with_positions(self.snapshot, segment, phrase)?;
        for run in runs {
            let mut doc = cursor.seek(run.start);
            while doc < run.end {
                if self.admits(segment, doc) {
                    take(doc, &mut cursor);
                }
                doc = cursor.seek(doc + 1);
            }
        }
        Ok(())
    }

    /// How often every word of the segmenter stands in the passages.
    fn words(
        &self,
        segment: &SegmentView,
        runs: &[Range<DocId>],
    ) -> Result<Vec<WordOf<'_>>, Error> {
        let mut words = Vec::new();
        for (word, columns) in &self.patterns.words {
            let take = |doc, many| words.push(WordOf { doc, columns, many });
            self.each_listed(segment, runs, word, take)?;
        }
        words.sort_unstable_by_key(|word| word.doc);
        Ok(words)
    }

    /// Goes through the passages that hold a word of the segmenter, with how often they do.
    fn each_listed(
        &self,
        segment: &SegmentView,
        runs: &[Range<DocId>],
        word: &str,
        mut take: impl FnMut(DocId, u32),
    ) -> Result<(), Error> {
        self.snapshot.watch.check()?;
        let term = Term::from_field_text(self.snapshot.fields.cut, word);
        let postings = segment.cut.read_postings(&term, IndexRecordOption::WithFreqs);
        let Some(mut postings) = postings.map_err(Error::index("reading postings"))? else {
            return Ok(());
        };
        for run in runs {
            if postings.doc() < run.start {
                postings.seek(run.start);
            }
            while postings.doc() < run.end {
                if self.admits(segment, postings.doc()) {
                    take(postings.doc(), postings.term_freq());
                }
                postings.advance();
            }
        }
        Ok(())
    }

    /// The passages that hold any of these strings.
    fn passages(
        &self,
        segment: &SegmentView,
        runs: &[Range<DocId>],
        strings: &mut dyn Iterator<Item = &Phrase>,
    ) -> Result<Vec<DocId>, Error> {
        let mut docs = Vec::new();
        for string in strings {
            self.each_passage(segment, runs, string, |doc, _| docs.push(doc))?;
        }
        docs.sort_unstable();
        docs.dedup();
        Ok(docs)
    }
}

/// What was found in some reports.
enum CountedReports<'p> {
    /// Where strings stand, in order.
    Places(Vec<Occurrence>),
    /// Words of the segmenter, in the order of passages.
    Words(Vec<WordOf<'p>>),
    /// Passages whose text is to be cut into words, in order.
    Passages(Vec<DocId>),
}

/// How often a word stands in a passage, for these columns.
struct WordOf<'p> {
    doc: DocId,
    columns: &'p [u32],
    many: u32,
}

fn part_of(segment: &SegmentView, doc: DocId) -> usize {
    usize::from(segment.data.parts[doc as usize] & PART)
}

/// The columns that tell how much text a passage is.
pub(super) struct Sizes {
    sentences: Column<u64>,
    letters: Column<u64>,
    words: Column<u64>,
}

impl Sizes {
    pub(super) fn open(segment: &SegmentView) -> Result<Self, Error> {
        let columns = segment.reader.fast_fields();
        let open = |name: &str| {
            let column = columns.column_opt::<u64>(name).map_err(Error::index("opening a segment"));
            column?.ok_or_else(|| Error::index("opening a segment")("a column is missing"))
        };
        Ok(Self { sentences: open("sentences")?, letters: open("letters")?, words: open("words")? })
    }

    /// The words of a passage.
    pub(super) fn words(&self, doc: DocId) -> u64 {
        self.words.first(doc).unwrap_or(0)
    }

    fn of(&self, doc: DocId) -> TextSize {
        let first = |column: &Column<u64>| column.first(doc).unwrap_or(0);
        TextSize {
            passages: 1,
            sentences: first(&self.sentences),
            characters: first(&self.letters),
            words: self.words(doc),
            stopped: 0,
        }
    }
}
