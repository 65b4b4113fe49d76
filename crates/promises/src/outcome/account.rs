//! A report as one that tells what became of promises: its sentences and their figures.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use suyan_analysis::quantity::{Quantity, quantities};
use suyan_corpus::report::Doubt;
use suyan_corpus::{Part, Report};

use super::pairs::{PairIndex, TextPair, canonical, pairs, pairs_of};
use crate::promise::KeptFigure;

/// A report made ready to be asked about many items. Made once for a report; borrows its text.
pub struct PreparedReport<'a> {
    /// The report's id.
    pub report: Arc<str>,
    /// Its year: what it tells of is the year before.
    pub year: i16,
    /// Whether it is there whole, so that silence means something.
    pub whole: bool,
    pub(super) lines: Vec<PreparedSentence<'a>>,
    pub(super) pairs: PairIndex,
}

/// A sentence of fewer characters is short.
const SHORT: usize = 9;

/// A sentence of an account, with what is compared of it.
pub(super) struct PreparedSentence<'a> {
    /// Its pairs, clause by clause.
    pub(super) pairs: Vec<TextPair>,
    /// Its clauses: their bytes, and where their pairs end.
    pub(super) clauses: Vec<(Range<usize>, usize)>,
    figures: OnceLock<SentenceFigures>,
    says: OnceLock<Says>,
    shared: OnceLock<Arc<str>>,
    ahead: bool,
    pub(super) ordinal: u32,
    pub(super) sentence: u32,
    pub(super) part: Part,
    pub(super) text: &'a str,
    pub(super) is_heading: bool,
    pub(super) figured: bool,
    /// Whether it is of hardly any characters.
    pub(super) is_short: bool,
}

impl<'a> PreparedReport<'a> {
    /// The account that a report gives; `None` where its year is not known.
    #[must_use]
    pub fn of(report: &'a Report) -> Option<Self> {
        let year = report.facts.year?;
        let mut account = Self {
            report: report.id.as_str().into(),
            year,
            whole: is_whole(report),
            lines: Vec::new(),
            pairs: PairIndex::default(),
        };
        for passage in report.passages.iter().filter(|passage| passage.part != Part::Glossary) {
            for (range, sentence) in crate::clauses::sentences(&passage.text).into_iter().zip(1..) {
                let text = passage.text[range].trim();
                if text.is_empty() || passage.part == Part::Other && is_title(text) {
                    continue;
                }
                let (clauses, pairs) = cut(text);
                account.lines.push(PreparedSentence {
                    pairs,
                    clauses,
                    figures: OnceLock::new(),
                    says: OnceLock::new(),
                    shared: OnceLock::new(),
                    ahead: matches!(passage.part, Part::Other | Part::Situation)
                        && super::words::looks_ahead(text),
                    ordinal: passage.ordinal,
                    sentence,
                    part: passage.part,
                    text,
                    is_heading: passage.is_heading,
                    is_short: text.chars().nth(SHORT - 1).is_none(),
                    figured: text.contains(|c: char| {
                        c.is_numeric() || "一二三四五六七八九十两半翻平".contains(c)
                    }),
                });
            }
        }
        account.pairs = PairIndex::of(account.lines.iter_mut().map(|line| &mut line.pairs));
        Some(account)
    }

    /// In how many sentences a pair stands.
    pub(super) fn count(&self, pair: u32) -> usize {
        self.pairs.lines(self.pairs.number(pair)).len()
    }

    /// How many sentences it has.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }
}

/// The figures of a sentence, each with the pairs of the words that it is said of.
#[derive(Default)]
pub(super) struct SentenceFigures {
    pub(super) all: Vec<Quantity>,
    pub(super) said: Vec<Vec<TextPair>>,
    /// Each as it is kept, with its value in the unit of comparison.
    pub(super) figures: Vec<(KeptFigure, Option<(f64, String)>)>,
}

/// What the words of a sentence say.
pub(super) struct Says {
    /// A claim about all promises of a kind.
    pub(super) umbrella: bool,
    /// Of each clause, whether something is done.
    pub(super) done: Vec<bool>,
}

impl PreparedSentence<'_> {
    /// The figures, read when they are first asked for.
    pub(super) fn figures(&self, index: &PairIndex) -> &SentenceFigures {
        self.figures.get_or_init(|| {
            if !self.figured {
                return SentenceFigures::default();
            }
            let all = quantities(self.text);
            let said = |at| {
                let mut pairs = pairs_of(&crate::said::of(self.text, &all, at));
                pairs.iter_mut().for_each(|pair| pair.number = index.number(pair.key));
                pairs
            };
            let said = (0..all.len()).map(said).collect();
            let kept = |quantity| {
                let figure = KeptFigure::of(quantity, self.text);
                let base = figure.base();
                (figure, base)
            };
            let figures = all.iter().map(kept).collect();
            SentenceFigures { all, said, figures }
        })
    }

    /// The sentence, for outcomes that outlive the account.
    pub(super) fn shared_text(&self) -> Arc<str> {
        Arc::clone(self.shared.get_or_init(|| self.text.into()))
    }

    /// What its words say, found when it is first asked for.
    pub(super) fn says(&self) -> &Says {
        self.says.get_or_init(|| Says {
            umbrella: super::words::is_umbrella(self.text),
            done: self
                .clauses
                .iter()
                .map(|(range, _)| super::words::is_done(&self.text[range.clone()]))
                .collect(),
        })
    }

    /// Whether the sentence is of the report's review of the past. Parts may be wrong, and where
    /// none is known the words decide.
    pub(super) fn reviews(&self) -> bool {
        match self.part {
            Part::Review => true,
            Part::Other | Part::Situation => !self.ahead,
            _ => false,
        }
    }
}

/// Lines that name the document, its day and its speaker.
fn is_title(text: &str) -> bool {
    ["次会议", "代表大会", "工作报告", "各位代表"].iter().any(|word| text.contains(word))
        && text.chars().count() < 80
}

/// A review of so many bytes says what was done; one shorter is a summary or a fragment.
const LEAST_REVIEW: usize = 600;
/// So many bytes a report has at the least.
const LEAST_REPORT: usize = 3_000;

/// A report is whole where nothing says that it was cut off and it holds a review.
fn is_whole(report: &Report) -> bool {
    let cut = report.facts.doubts.contains(&Doubt::Truncated);
    let reviewed: usize = report
        .passages
        .iter()
        .filter(|passage| passage.part == Part::Review)
        .map(|passage| passage.text.len())
        .sum();
    let long: usize = report.passages.iter().map(|passage| passage.text.len()).sum();
    !cut && reviewed > LEAST_REVIEW && long > LEAST_REPORT
}

/// The clauses of a sentence with where their pairs end, and all the pairs.
fn cut(text: &str) -> (Vec<(Range<usize>, usize)>, Vec<TextPair>) {
    let (mut clauses, mut all) = (Vec::new(), Vec::new());
    for range in crate::clauses::clauses(text) {
        pairs(&canonical(&text[range.clone()]), |pair| all.push(pair));
        clauses.push((range, all.len()));
    }
    (clauses, all)
}
