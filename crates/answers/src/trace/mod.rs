//! What other years' reports of the same place say of a passage: what became of a promise, or
//! where it came from.
//!
//! The matter is a passage, or one sentence of it. Every passage of the place's later (or
//! earlier) reports is weighed by the strings that it shares with the matter, rare ones more than
//! common ones ([`weigh`]), so that 架空线入地 counts and 进一步推进 does not. No words have to be
//! chosen by the reader, and a year that has a report but nothing of the matter is told apart
//! from a year of which the archive has no report. What shares a little is told apart from what
//! shares enough to be the matter ([`CLEAR`]), and from what the ledger reads of it.

mod weigh;

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use serde::Serialize;
use suyan_analysis::segment::each_word;
use suyan_corpus::{Part, Passage, Place};
use suyan_promises::Verdict;
use suyan_search::{
    Backend, Filters, Fragment, FullReport, PromiseRequest, ReportHead, ShownPromise,
};

use crate::params::Params;
use crate::problem::Problem;
use crate::report::{head, no_report};
use weigh::{Matter, Shared, Weighed};

/// So many reports are read at most: a place's own through time, of every kind.
const MOST_REPORTS: usize = 60;
/// So many passages of one report are shown.
const SHOWN: usize = 3;
/// Less shared than this is no answer, in units of the rarest pair of characters.
const LEAST: f32 = 0.7;
/// Shared strings that stand together and weigh less than this are no clear answer: 工程建设, 新兴产业
/// are in every report.
const CLEAR: f32 = 1.3;
/// Where nothing is rare, so large a part of the matter is clear.
const CLEAR_PART: f32 = 0.3;
/// So much it has to be beside the sentences on which the ledger's reading rests.
const CLEAR_BESIDE: f32 = 2.0;
/// A passage that shares less than this part of what the best of its sort does is left out.
const BESIDE_BEST: f32 = 0.45;
/// An account may share so much less with the matter than the best of what is no account.
const ACCOUNT: f32 = 0.5;
/// What a year reports as done answers a promise rather than what it promises anew.
const REVIEW: f32 = 1.3;
/// So many promises of a report are looked at.
const MOST_PROMISES: usize = 1_000;
/// The characters of a passage that are shown.
const LONG: usize = 150;
/// Shared strings that are offered as a search.
const TERMS: usize = 3;

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
    pub sentences: Vec<Sentence>,
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
pub struct Sentence {
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
    let matter = Matter::of(&passage.text, &chosen.stretches(), &marks);
    let weighed = weigh::weigh(&matter, &own, &others, |part| {
        if part == Part::Review && request.to == Direction::Later { REVIEW } else { 1.0 }
    });
    let said: String = chosen.stretches().into_iter().map(|range| &passage.text[range]).collect();
    let terms = terms(&weighed, &others, &said);
    let promises = match request.to {
        Direction::Later => promised(backend, request, &chosen, &passage.text)?,
        Direction::Earlier => Vec::new(),
    };
    let reports: Vec<TraceReport> = others
        .iter()
        .zip(weighed)
        .map(|(report, found)| shown(report, found, request.to, &promises))
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

/// The promises of the sentences that are the matter.
fn promised(
    backend: &dyn Backend,
    request: &TraceRequest,
    chosen: &Chosen,
    text: &str,
) -> Result<Vec<ShownPromise>, Problem> {
    let asked = PromiseRequest {
        report: Some(request.id.clone()),
        limit: MOST_PROMISES,
        ..PromiseRequest::default()
    };
    let mut promises = backend.promises(&asked)?.promises;
    let stretches = chosen.stretches();
    promises.retain(|promise| {
        let is_own = promise.ordinal == request.passage;
        // Sentences of the ledger end at full stops only, those of the matter at semicolons too.
        is_own && stretches.iter().any(|range| promise.text.contains(text[range.clone()].trim()))
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
struct Chosen(Vec<(Range<usize>, bool)>);

impl Chosen {
    fn stretches(&self) -> Vec<Range<usize>> {
        self.0.iter().filter(|(_, chosen)| *chosen).map(|(range, _)| range.clone()).collect()
    }

    fn sentences(&self, text: &str) -> Vec<Sentence> {
        let sentence = |(range, chosen): &(Range<usize>, bool)| Sentence {
            text: text[range.clone()].to_owned(),
            chosen: *chosen,
        };
        self.0.iter().map(sentence).collect()
    }
}

/// The sentence that is asked for, else those that the query marks, else all.
fn chosen(text: &str, request: &TraceRequest, marks: &[Range<usize>]) -> Result<Chosen, Problem> {
    let ranges = sentences(text);
    if let Some(wanted) = request.sentence {
        if wanted == 0 || wanted > ranges.len() {
            let hint = format!("这一段有 {} 句", ranges.len());
            return Err(Problem::not_found(format!("这一段没有第 {wanted} 句"), hint));
        }
        let only = ranges.into_iter().enumerate();
        return Ok(Chosen(only.map(|(at, range)| (range, at + 1 == wanted)).collect()));
    }
    let marked = |range: &Range<usize>| {
        marks.iter().any(|mark| mark.start < range.end && mark.end > range.start)
    };
    let any = ranges.iter().any(marked);
    Ok(Chosen(ranges.into_iter().map(|range| (range.clone(), !any || marked(&range))).collect()))
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

/// What is shown of a report: what answers the matter before what says it again. Later, that is
/// what is reported as done; earlier, what was promised.
fn shown(
    report: &FullReport,
    mut found: Vec<Weighed>,
    to: Direction,
    promises: &[ShownPromise],
) -> TraceReport {
    let answers = |weighed: &Weighed| {
        (report.passages[weighed.at].part == Part::Review) == (to == Direction::Later)
    };
    // Each sort is measured by its own best: a promise made again repeats the words of the first,
    // an account of it need not.
    let best = |sort: bool| {
        let scores = found.iter().filter(|weighed| answers(weighed) == sort);
        scores.map(|weighed| weighed.score).fold(0.0, f32::max)
    };
    let (accounts, rest) = (best(true), best(false));
    found.retain(|weighed| {
        let best = if answers(weighed) { accounts.max(rest * ACCOUNT) } else { rest };
        weighed.score >= LEAST.max(best * BESIDE_BEST)
    });
    let (told, is_silent) = read_by_ledger(report, promises);
    let is_told = |weighed: &Weighed| told.contains(&report.passages[weighed.at].ordinal);
    found.sort_by_key(|weighed| (!is_told(weighed), !answers(weighed)));
    let least = if told.is_empty() { CLEAR } else { CLEAR_BESIDE };
    let says = |weighed: &Weighed| weighed.peak >= least || weighed.part >= CLEAR_PART;
    let is_clear = |weighed: &Weighed| is_told(weighed) || !is_silent && says(weighed);
    let (mut clear, mut weak): (Vec<Weighed>, Vec<Weighed>) = found.into_iter().partition(is_clear);
    let more = clear.len().saturating_sub(SHOWN);
    clear.truncate(SHOWN);
    weak.truncate(if clear.is_empty() { SHOWN } else { 0 });
    let passage = |weighed: &Weighed| {
        let passage = &report.passages[weighed.at];
        TracePassage {
            ordinal: passage.ordinal,
            part: passage.part,
            heading: passage.heading.clone(),
            score: (weighed.score * 1e3).round() / 1e3,
            snippet: snippet(passage, weighed),
        }
    };
    TraceReport {
        report: head(&report.id, &report.facts),
        passages: clear.iter().map(passage).collect(),
        weak: weak.iter().map(passage).collect(),
        more,
    }
}

/// The passages of a report that the ledger's reading of the matter rests on, and whether it reads
/// that the report does not mention the matter at all.
fn read_by_ledger(report: &FullReport, promises: &[ShownPromise]) -> (HashSet<u32>, bool) {
    let outcomes = || promises.iter().flat_map(|one| &one.items).map(|item| &item.outcome);
    let told = outcomes()
        .flat_map(|outcome| &outcome.evidence)
        .filter(|telling| telling.report == report.id)
        .map(|telling| telling.ordinal)
        .collect();
    let read = |head: &Option<ReportHead>| head.as_ref().is_some_and(|head| head.id == report.id);
    let mut of_this = outcomes().filter(|outcome| read(&outcome.report)).peekable();
    let is_read = of_this.peek().is_some();
    (told, is_read && of_this.all(|outcome| outcome.verdict == Verdict::NotMentioned))
}

/// The sentences around what weighs most, as many as there is room for.
fn snippet(passage: &Passage, weighed: &Weighed) -> Vec<Fragment> {
    let text = &passage.text;
    let ranges = sentences(text);
    let weight = |range: &Range<usize>| -> f32 {
        let within = weighed
            .shared
            .iter()
            .filter(|s| s.range.start >= range.start && s.range.end <= range.end);
        within.map(|shared| shared.weight).sum()
    };
    let size = |range: &Range<usize>| text[range.clone()].chars().count();
    let best = (0..ranges.len()).max_by(|a, b| weight(&ranges[*a]).total_cmp(&weight(&ranges[*b])));
    let Some(best) = best else { return Vec::new() };
    let (mut first, mut last, mut long) = (best, best, size(&ranges[best]));
    loop {
        let behind = ranges.get(last + 1).filter(|range| long + size(range) <= LONG);
        let before = first.checked_sub(1).map(|at| &ranges[at]);
        let before = before.filter(|range| long + size(range) <= LONG && weight(range) > 0.0);
        if let Some(range) = before {
            (first, long) = (first - 1, long + size(range));
        } else if let Some(range) = behind {
            (last, long) = (last + 1, long + size(range));
        } else {
            break;
        }
    }
    let window = ranges[first].start..ranges[last].end;
    let mut fragments = Vec::new();
    let mut at = window.start;
    let mut push = |range: Range<usize>, matched| {
        if !range.is_empty() {
            fragments.push(Fragment { text: text[range].to_owned(), matched });
        }
    };
    let is_within =
        |shared: &&Shared| shared.range.start >= window.start && shared.range.end <= window.end;
    let within: Vec<Shared> = weighed.shared.iter().filter(is_within).cloned().collect();
    for range in &whole_words(text, &within) {
        if range.start >= at && range.end <= window.end {
            push(at..range.start, false);
            push(range.clone(), true);
            at = range.end;
        }
    }
    push(at..window.end, false);
    fragments
}

/// Every shared string that is whole words, with those.
fn whole_of_each<'a>(text: &str, shared: &'a [Shared]) -> Vec<(&'a Shared, Range<usize>)> {
    let whole = whole_words(text, shared);
    let of = |one: &Shared| {
        whole.iter().find(|w| w.start >= one.range.start && w.end <= one.range.end).cloned()
    };
    shared.iter().filter_map(|one| Some((one, of(one)?))).collect()
}

/// Words that stand at the edge of a shared string and tell nothing.
const EDGES: [&str; 9] = ["的", "了", "和", "与", "及", "在", "是", "等", "为"];

/// The shared strings cut to whole words: 重大节点工程 is not shared as 点工程. Where nothing whole is
/// left of any, they stay as they are, so that what is shown has a mark.
fn whole_words(text: &str, shared: &[Shared]) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    each_word(text, |word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        words.push(start..start + word.len());
    });
    let whole = |range: &Range<usize>| {
        let within: Vec<&Range<usize>> = words
            .iter()
            .filter(|word| word.start >= range.start && word.end <= range.end)
            .skip_while(|word| EDGES.contains(&&text[(*word).clone()]))
            .collect();
        let last = within.iter().rposition(|word| !EDGES.contains(&&text[(**word).clone()]))?;
        let whole = within[0].start..within[last].end;
        // A unit alone says nothing of what it measures.
        (!UNITS.contains(&&text[whole.clone()])).then_some(whole)
    };
    let ranges: Vec<Range<usize>> =
        shared.iter().filter_map(|shared| whole(&shared.range)).collect();
    if ranges.is_empty() {
        return shared.iter().map(|shared| shared.range.clone()).collect();
    }
    ranges
}

/// The strings that the best passages share with the matter, none of them within another; what the
/// matter itself does not hold is offered to nobody.
fn terms(weighed: &[Vec<Weighed>], others: &[FullReport], matter: &str) -> Vec<String> {
    let mut sums: BTreeMap<&str, f32> = BTreeMap::new();
    for (found, report) in weighed.iter().zip(others) {
        for passage in found.iter().take(1).filter(|passage| passage.score >= LEAST) {
            let text = &report.passages[passage.at].text;
            let mut seen = HashSet::new();
            for (shared, range) in whole_of_each(text, &passage.shared) {
                let string = without_unit(text, &range);
                let is_said = matter.contains(string);
                if is_said && string.chars().count() >= 3 && seen.insert(string) {
                    *sums.entry(string).or_default() += shared.weight;
                }
            }
        }
    }
    let mut strings: Vec<(&str, f32)> = sums.into_iter().collect();
    strings.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut terms: Vec<String> = Vec::new();
    for (string, _) in strings {
        let is_new = |term: &String| !term.contains(string) && !string.contains(term.as_str());
        if terms.len() < TERMS && terms.iter().all(is_new) {
            terms.push(string.to_owned());
        }
    }
    terms
}

/// Units that stand between a figure and what it measures.
const UNITS: [&str; 24] = [
    "平方公里",
    "平方米",
    "立方米",
    "公里",
    "千米",
    "公顷",
    "万亩",
    "万吨",
    "亿元",
    "万元",
    "万人",
    "万个",
    "万套",
    "万户",
    "人次",
    "亩",
    "吨",
    "个",
    "项",
    "家",
    "所",
    "座",
    "台",
    "条",
];

/// A shared string without the unit that belongs to the figure before it: `12公里架空线`.
fn without_unit<'a>(text: &'a str, range: &Range<usize>) -> &'a str {
    let string = &text[range.clone()];
    if !text[..range.start].ends_with(|c: char| c.is_ascii_digit()) {
        return string;
    }
    UNITS.iter().find_map(|unit| string.strip_prefix(unit)).unwrap_or(string)
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
        let mut archive = Scan::archive();
        archive.reports.retain(|report| report.id != "990101-2022");
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

    #[test]
    fn marks_never_cut_a_word() {
        let text = "推进一批重大节点工程，工业增加值增长";
        let at = |string: &str| {
            let start = text.find(string).unwrap();
            Shared { range: start..start + string.len(), weight: 1.0 }
        };
        let marked = |shared: &[Shared]| -> Vec<&str> {
            whole_words(text, shared).into_iter().map(|range| &text[range]).collect()
        };
        assert_eq!(marked(&[at("点工程"), at("业增加值")]), ["工程", "增加值"]);
        // What is no whole word is better marked than nothing.
        assert_eq!(marked(&[at("业增")]), ["业增"]);
    }
}
