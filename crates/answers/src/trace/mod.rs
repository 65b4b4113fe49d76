//! What other years' reports of the same place say of a passage: what became of a promise, or
//! where it came from.
//!
//! The matter is a passage, or one sentence of it. Every passage of the place's later (or
//! earlier) reports is weighed by the strings that it shares with the matter, rare ones more than
//! common ones ([`weigh`]), so that 架空线入地 counts and 进一步推进 does not. No words have to be
//! chosen by the reader, and a year that has a report but nothing of the matter is told apart
//! from a year of which the archive has no report. What shares a little is told apart from what
//! shares enough to be the matter ([`shown()`]), and from what the ledger reads of it.

mod shown;
mod weigh;

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;
use suyan_corpus::{Part, Place};
use suyan_search::{
    Backend, Filters, Fragment, FullReport, PromiseRequest, ReportHead, ShownPromise,
};

use crate::params::Params;
use crate::problem::Problem;
use crate::report::{head, no_report};
use shown::{shown, terms};
use weigh::WeighedMatter;

/// So many reports are read at most: a place's own through time, of every kind.
const MOST_REPORTS: usize = 60;
/// What a year reports as done answers a promise rather than what it promises anew.
const REVIEW: f32 = 1.3;
/// So many promises of a passage are looked at.
const MOST_PROMISES: usize = 12;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceRequest {
    /// The report.
    pub id: String,
    /// The passage.
    pub passage: u32,
    /// A sentence of it, counted from 1; without one, the sentences that the query marks, or all.
    pub sentence: Option<usize>,
    /// The query that led there; may be empty.
    pub query: String,
    /// Which way in time.
    pub to: Direction,
}

impl TraceRequest {
    /// The request for a report of this id that the parameters make: `p`, `s`, `to`, `q`.
    ///
    /// # Errors
    /// `bad_passage` where the passage is missing, or a value that is none.
    pub fn read(id: String, params: &Params) -> Result<Self, Problem> {
        let passage =
            params.count("p", "bad_passage", "p 应为段落序号，如 p=12，即网页地址中的 #p12")?;
        let passage = passage.ok_or_else(|| {
            Problem::new(
                "bad_passage",
                "没有说明是哪一段",
                "用 p 给出段落序号，如 p=12，即网页地址中的 #p12",
            )
        })?;
        let sentence = params.count("s", "bad_sentence", "s 是句子在段中的序号，从 1 起")?;
        let to = match params.one("to") {
            None | Some("later") => Direction::Later,
            Some("earlier") => Direction::Earlier,
            Some(_) => {
                return Err(Problem::new(
                    "bad_to",
                    "to 没有这个值",
                    "可用的值：later（后来）、earlier（此前）",
                ));
            }
        };
        let sentence = sentence.map(|n| n as usize);
        Ok(Self { id, passage, sentence, query: params.query()?, to })
    }
}

/// Which way in time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Later reports, the earliest first.
    #[default]
    Later,
    /// Earlier reports, the latest first.
    Earlier,
}

impl Direction {
    /// The word that the API uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Later => "later",
            Self::Earlier => "earlier",
        }
    }
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trace {
    /// The report of the passage.
    pub report: ReportHead,
    /// The passage's number.
    pub ordinal: u32,
    /// Its part.
    pub part: Part,
    /// The headings above it.
    pub heading: Vec<String>,
    /// The passage in sentences; those of the matter are marked.
    pub sentences: Vec<TraceSentence>,
    /// Which way in time.
    pub to: Direction,
    /// The years that way, as far as the archive reaches, those without a report among them.
    pub years: Vec<TraceYear>,
    /// Strings of the matter that the other years share, the most telling first.
    pub terms: Vec<String>,
    /// What the matter promises, as the ledger reads it; empty backwards in time.
    pub promises: Vec<ShownPromise>,
}

/// A sentence of the passage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TraceSentence {
    /// Its text.
    pub text: String,
    /// Whether it is of the matter.
    pub chosen: bool,
}

/// One year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TraceYear {
    /// The year.
    pub year: i16,
    /// The place's reports of the year; empty where the archive has none.
    pub reports: Vec<TraceReport>,
}

/// One report of a year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TraceReport {
    /// The report.
    pub report: ReportHead,
    /// What it says of the matter, the closest first; empty where it says nothing.
    pub passages: Vec<TracePassage>,
    /// Where it says nothing clearly: what shares a few words with the matter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub weak: Vec<TracePassage>,
    /// How many passages more touch the matter.
    pub more: usize,
}

/// A passage that says something of the matter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TracePassage {
    /// Its number.
    pub ordinal: u32,
    /// Its part.
    pub part: Part,
    /// The headings above it.
    pub heading: Vec<String>,
    /// How much it shares with the matter, comparable within one answer.
    pub score: f32,
    /// A stretch of its text, what it shares marked.
    pub snippet: Vec<Fragment>,
}

/// Answers the request.
///
/// # Errors
/// `not_found` where there is no such report, passage or sentence.
pub fn trace(backend: &dyn Backend, request: &TraceRequest) -> Result<Trace, Problem> {
    let own = backend.report(&request.id)?.ok_or_else(|| no_report(&request.id))?;
    let passage = own.passages.iter().find(|passage| passage.ordinal == request.passage);
    let passage = passage.ok_or_else(|| no_passage(request.passage))?;
    let marks = marks(backend, request)?;
    let chosen = chosen(&passage.text, request, &marks)?;
    let others = match (&own.facts.place, own.facts.year) {
        (Some(place), Some(year)) => others(backend, place, year, request.to)?,
        _ => Vec::new(),
    };
    let matter = WeighedMatter::of(&passage.text, &chosen.stretches(), &marks);
    let weighed = weigh::weigh(&matter, &own, &others, |part| {
        if part == Part::Review && request.to == Direction::Later { REVIEW } else { 1.0 }
    });
    let said: String = chosen.stretches().into_iter().map(|range| &passage.text[range]).collect();
    let asked = sentences(&said).len();
    let terms = terms(&weighed, &others, &said);
    let promises = match request.to {
        Direction::Later => promised(backend, request, &chosen, &passage.text)?,
        Direction::Earlier => Vec::new(),
    };
    let reports: Vec<TraceReport> = others
        .iter()
        .zip(weighed)
        .map(|(report, found)| shown(report, found, request.to, &promises, asked))
        .collect();
    Ok(Trace {
        report: head(&own.id, &own.facts),
        ordinal: passage.ordinal,
        part: passage.part,
        heading: passage.heading.clone(),
        sentences: chosen.sentences(&passage.text),
        to: request.to,
        years: years(own.facts.year, reports, request.to),
        terms,
        promises,
    })
}

/// The promises of a passage. They stand in reading order, and to read one costs little, to read all
/// of a report much: the first of the passage is looked for by halves.
fn of_passage(
    backend: &dyn Backend,
    report: &str,
    ordinal: u32,
) -> Result<Vec<ShownPromise>, Problem> {
    let ask = |offset: usize, limit: usize| {
        let report = Some(report.to_owned());
        backend.promises(&PromiseRequest { report, offset, limit, ..PromiseRequest::default() })
    };
    let total = ask(0, 1)?.total.promises;
    let (mut first, mut end) = (0, usize::try_from(total).unwrap_or(0));
    while first < end {
        let middle = first.midpoint(end);
        let is_before = ask(middle, 1)?.promises.first().is_some_and(|one| one.ordinal < ordinal);
        if is_before {
            first = middle + 1;
        } else {
            end = middle;
        }
    }
    let mut promises = ask(first, MOST_PROMISES)?.promises;
    promises.retain(|promise| promise.ordinal == ordinal);
    Ok(promises)
}

/// The promises of the sentences that are the matter.
fn promised(
    backend: &dyn Backend,
    request: &TraceRequest,
    chosen: &ChosenSentences,
    text: &str,
) -> Result<Vec<ShownPromise>, Problem> {
    let mut promises = of_passage(backend, &request.id, request.passage)?;
    let stretches = chosen.stretches();
    promises.retain(|promise| {
        // Sentences of the ledger end at full stops only, those of the matter at semicolons too.
        stretches.iter().any(|range| promise.text.contains(text[range.clone()].trim()))
    });
    Ok(promises)
}

/// The problem of a passage that the report does not have.
pub fn no_passage(ordinal: u32) -> Problem {
    Problem::not_found(
        format!("这份报告没有第 {ordinal} 段"),
        "段落从 1 起编号，见报告页各段旁的数字",
    )
}

/// Where the query marks the passage.
fn marks(backend: &dyn Backend, request: &TraceRequest) -> Result<Vec<Range<usize>>, Problem> {
    if request.query.trim().is_empty() {
        return Ok(Vec::new());
    }
    let found = backend.matches(&request.id, &request.query)?;
    let own = found.into_iter().find(|passage| passage.ordinal == request.passage);
    Ok(own.map(|passage| passage.marks).unwrap_or_default())
}

/// The sentences of a passage and which of them are the matter.
struct ChosenSentences(Vec<(Range<usize>, bool)>);

impl ChosenSentences {
    fn stretches(&self) -> Vec<Range<usize>> {
        self.0.iter().filter(|(_, chosen)| *chosen).map(|(range, _)| range.clone()).collect()
    }

    fn sentences(&self, text: &str) -> Vec<TraceSentence> {
        let sentence = |(range, chosen): &(Range<usize>, bool)| TraceSentence {
            text: text[range.clone()].to_owned(),
            chosen: *chosen,
        };
        self.0.iter().map(sentence).collect()
    }
}

/// The sentence that is asked for, else those that the query marks, else all.
fn chosen(
    text: &str,
    request: &TraceRequest,
    marks: &[Range<usize>],
) -> Result<ChosenSentences, Problem> {
    let ranges = sentences(text);
    if let Some(wanted) = request.sentence {
        if wanted == 0 || wanted > ranges.len() {
            let hint = format!("这一段有 {} 句", ranges.len());
            return Err(Problem::not_found(format!("这一段没有第 {wanted} 句"), hint));
        }
        let only = ranges.into_iter().enumerate();
        return Ok(ChosenSentences(only.map(|(at, range)| (range, at + 1 == wanted)).collect()));
    }
    let marked = |range: &Range<usize>| {
        marks.iter().any(|mark| mark.start < range.end && mark.end > range.start)
    };
    let any = ranges.iter().any(marked);
    Ok(ChosenSentences(
        ranges.into_iter().map(|range| (range.clone(), !any || marked(&range))).collect(),
    ))
}

/// The sentences of a text, which joined are the text.
fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        if !matches!(c, '。' | '！' | '？' | '；' | ';' | '!' | '?') {
            continue;
        }
        let mut end = at + c.len_utf8();
        while let Some((at, c)) =
            rest.next_if(|(_, c)| matches!(c, '”' | '’' | '」' | '）' | ')' | '"'))
        {
            end = at + c.len_utf8();
        }
        ranges.push(start..end);
        start = end;
    }
    if start < text.len() {
        ranges.push(start..text.len());
    }
    ranges
}

/// The place's reports of other years that way, with what it was called before and later.
fn others(
    backend: &dyn Backend,
    place: &Place,
    year: i16,
    to: Direction,
) -> Result<Vec<FullReport>, Problem> {
    let years = match to {
        Direction::Later => (year.saturating_add(1), i16::MAX),
        Direction::Earlier => (i16::MIN, year.saturating_sub(1)),
    };
    let filters = Filters {
        places: vec![place.code.clone()],
        lineage: true,
        // Reports of what lies below the place are of another level.
        levels: vec![place.level],
        years: Some(years),
        ..Filters::default()
    };
    let total = backend.reports(&filters, 1, 0)?.total;
    // The list begins with the latest year; those next in time are wanted.
    let total = usize::try_from(total).unwrap_or(usize::MAX);
    let skip = if to == Direction::Later { total.saturating_sub(MOST_REPORTS) } else { 0 };
    let mut heads = backend.reports(&filters, MOST_REPORTS, skip)?.reports;
    if to == Direction::Later {
        heads.reverse();
    }
    let mut reports = Vec::with_capacity(heads.len());
    for head in heads {
        reports.extend(backend.report(&head.id)?);
    }
    Ok(reports)
}

/// Every year from the next to the last that has a report.
fn years(own: Option<i16>, reports: Vec<TraceReport>, to: Direction) -> Vec<TraceYear> {
    let mut by_year: BTreeMap<i16, Vec<TraceReport>> = BTreeMap::new();
    for report in reports {
        if let Some(year) = report.report.year {
            by_year.entry(year).or_default().push(report);
        }
    }
    let (Some(own), Some(first), Some(last)) =
        (own, by_year.keys().next().copied(), by_year.keys().next_back().copied())
    else {
        return Vec::new();
    };
    let mut year = |year| TraceYear { year, reports: by_year.remove(&year).unwrap_or_default() };
    match to {
        Direction::Later => (own + 1..=last).map(&mut year).collect(),
        Direction::Earlier => (first..own).rev().map(&mut year).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Scan;

    fn ask(id: &str, passage: u32, to: Direction) -> Trace {
        let request =
            TraceRequest { id: id.into(), passage, sentence: None, query: String::new(), to };
        trace(&Scan::archive(), &request).unwrap()
    }

    #[test]
    fn a_promise_is_followed_into_what_later_years_report() {
        let found = ask("990101-2021", 6, Direction::Later);
        let years: Vec<i16> = found.years.iter().map(|year| year.year).collect();
        assert_eq!(years, [2022, 2023]);
        let first = &found.years[0].reports[0].passages[0];
        assert_eq!((first.ordinal, first.part), (3, Part::Review), "{found:#?}");
        let text: String = first.snippet.iter().map(|f| f.text.as_str()).collect();
        assert_eq!(text, "完成30公里架空线入地，新增养老床位300张。");
        assert!(first.snippet.iter().any(|f| f.matched && f.text.contains("架空线入地")));
        assert!(found.terms.iter().any(|term| term.contains("架空线入地")), "{:?}", found.terms);
    }

    #[test]
    fn a_year_without_a_report_is_there_and_empty() {
        let archive =
            Scan::archive().changed(|reports| reports.retain(|report| report.id != "990101-2022"));
        let request = TraceRequest {
            id: "990101-2021".into(),
            passage: 6,
            sentence: Some(1),
            query: String::new(),
            to: Direction::Later,
        };
        let found = trace(&archive, &request).unwrap();
        let held: Vec<(i16, usize)> =
            found.years.iter().map(|year| (year.year, year.reports.len())).collect();
        assert_eq!(held, [(2022, 0), (2023, 1)]);
        assert!(found.sentences[0].chosen && !found.sentences[1].chosen);
        let wrong = TraceRequest { sentence: Some(9), ..request.clone() };
        assert_eq!(trace(&archive, &wrong).unwrap_err().code, "not_found");
        let wrong = TraceRequest { passage: 99, ..request };
        assert_eq!(trace(&archive, &wrong).unwrap_err().code, "not_found");
    }

    #[test]
    fn the_way_back_begins_with_the_year_before() {
        let found = ask("990101-2023", 3, Direction::Earlier);
        let years: Vec<i16> = found.years.iter().map(|year| year.year).collect();
        assert_eq!(years, [2022, 2021]);
    }

    #[test]
    fn sentences_joined_are_the_text() {
        for text in ["", "一。二！”三", "（一。）二；", "没有句号"] {
            let joined: String = sentences(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(joined, text);
        }
        assert_eq!(sentences("一。”二").len(), 2);
    }
}
