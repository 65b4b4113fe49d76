//! How often every word of the segmenter stands in one part of the archive, and in another.

use std::ops::Range;

use rustc_hash::FxHashMap;
use suyan_analysis::segment::each_word;
use suyan_corpus::Passage;

use crate::matching::gate::Gate;
use crate::store::segment::PART;
use crate::store::snapshot::{SegmentView, Snapshot};
use crate::together::{self, Running};
use crate::{Backend, Error, Filters};

/// Reports that are read at once.
const AT_ONCE: usize = 64;

/// Which parts of the archive are compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VocabularyRequest {
    /// The part that is asked about.
    pub target: Filters,
    /// What it is compared with; without one, everything else.
    pub reference: Option<Filters>,
}

/// What one word counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WordCounts {
    /// In the target.
    pub target: u64,
    /// In the reference.
    pub reference: u64,
    /// Reports of the target that hold it.
    pub reports: u32,
}

/// The words of two parts of an archive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// Every word that has a letter, in no order.
    pub words: Vec<(String, WordCounts)>,
    /// All words of the target, numbers and marks among them,
    pub target_words: u64,
    /// and all of the reference.
    pub reference_words: u64,
    /// Reports of the target.
    pub target_reports: u32,
}

/// Words as they are counted: with the number of the report that held one last.
#[derive(Default)]
struct Counting {
    words: FxHashMap<Box<str>, (WordCounts, u32)>,
    target_words: u64,
    reference_words: u64,
    target_reports: u32,
    report: u32,
}

impl Counting {
    fn begin_report(&mut self, is_target: bool) {
        self.report += 1;
        self.target_reports += u32::from(is_target);
    }

    fn passage(&mut self, text: &str, in_target: bool, in_reference: bool) {
        let Self { words, target_words, reference_words, report, .. } = self;
        each_word(text, |word| {
            *target_words += u64::from(in_target);
            *reference_words += u64::from(in_reference);
            if !word.chars().any(char::is_alphabetic) {
                return;
            }
            let (counts, last) = match words.get_mut(word) {
                Some(known) => known,
                None => words.entry(word.into()).or_default(),
            };
            counts.target += u64::from(in_target);
            counts.reference += u64::from(in_reference);
            if in_target && *last != *report {
                *last = *report;
                counts.reports += 1;
            }
        });
    }

    fn add(&mut self, other: Self) {
        self.target_words += other.target_words;
        self.reference_words += other.reference_words;
        self.target_reports += other.target_reports;
        for (word, (counts, _)) in other.words {
            let (sum, _) = self.words.entry(word).or_default();
            sum.target += counts.target;
            sum.reference += counts.reference;
            sum.reports += counts.reports;
        }
    }

    fn finish(self) -> Vocabulary {
        Vocabulary {
            words: self
                .words
                .into_iter()
                .map(|(word, (counts, _))| (word.into(), counts))
                .collect(),
            target_words: self.target_words,
            reference_words: self.reference_words,
            target_reports: self.target_reports,
        }
    }
}

/// Reads the texts of the index that pass either filter.
pub(crate) fn vocabulary(
    snapshot: &Snapshot,
    request: &VocabularyRequest,
) -> Result<Vocabulary, Error> {
    let target = Gate::of(snapshot, &request.target, &[]);
    let all = Filters::default();
    let reference = Gate::of(snapshot, request.reference.as_ref().unwrap_or(&all), &[]);
    let is_rest = request.reference.is_none();
    let mut stretches = Vec::new();
    for segment in &snapshot.segments {
        let reports = segment.data.reports.len();
        let stretch = |from: usize| (segment, from..(from + AT_ONCE).min(reports));
        stretches.extend((0..reports).step_by(AT_ONCE).map(stretch));
    }
    let gates = [&target, &reference];
    let running = Running::begin();
    let work = |(segment, rows)| stretch(snapshot, segment, rows, gates, is_rest);
    let made = together::map(&snapshot.tuning, stretches.into_iter(), u64::MAX, work);
    drop(running);
    let mut sum = Counting::default();
    for counting in made {
        sum.add(counting?);
    }
    Ok(sum.finish())
}

fn stretch(
    snapshot: &Snapshot,
    segment: &SegmentView,
    rows: Range<usize>,
    [target, reference]: [&Gate; 2],
    is_rest: bool,
) -> Result<Counting, Error> {
    let mut counting = Counting::default();
    for row in rows {
        snapshot.watch.check()?;
        let number = segment.base + row as u32;
        let (of_target, of_reference) = (target.admits(number), reference.admits(number));
        if !of_target && !of_reference {
            continue;
        }
        counting.begin_report(of_target);
        let report = &segment.data.reports[row];
        for doc in report.first..report.end {
            let part = segment.data.parts[doc as usize] & PART;
            let in_target = of_target && target.admits_part(part);
            let in_reference =
                of_reference && reference.admits_part(part) && !(is_rest && in_target);
            if in_target || in_reference {
                counting.passage(&segment.stored.text(doc)?, in_target, in_reference);
            }
        }
    }
    Ok(counting)
}

/// The same by a look at every report of any backend.
pub(crate) fn vocabulary_plainly<B: Backend + ?Sized>(
    backend: &B,
    request: &VocabularyRequest,
) -> Result<Vocabulary, Error> {
    let ids = |filters: &Filters| -> Result<Vec<String>, Error> {
        let mut ids = Vec::new();
        loop {
            let page = backend.reports(filters, 100, ids.len())?;
            ids.extend(page.reports.into_iter().map(|report| report.id));
            if ids.len() as u64 >= page.total {
                return Ok(ids);
            }
        }
    };
    let all = Filters::default();
    let reference = request.reference.as_ref().unwrap_or(&all);
    let (of_target, of_reference) = (ids(&request.target)?, ids(reference)?);
    let mut known: Vec<&String> = of_target.iter().chain(&of_reference).collect();
    known.sort_unstable();
    known.dedup();
    let admits = |filters: &Filters, passage: &Passage| {
        filters.parts.is_empty() || filters.parts.contains(&passage.part)
    };
    let mut counting = Counting::default();
    for id in known {
        let Some(report) = backend.report(id)? else { continue };
        counting.begin_report(of_target.contains(id));
        for passage in &report.passages {
            let in_target = of_target.contains(id) && admits(&request.target, passage);
            let in_reference = of_reference.contains(id)
                && admits(reference, passage)
                && !(request.reference.is_none() && in_target);
            counting.passage(&passage.text, in_target, in_reference);
        }
    }
    Ok(counting.finish())
}
