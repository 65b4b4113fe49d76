//! What is shown of another year's report: what answers the matter before what says it again, what
//! is clear apart from what is only alike, each with a stretch of its text and marks of whole words.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use suyan_analysis::segment::each_word;
use suyan_corpus::{Part, Passage};
use suyan_promises::Verdict;
use suyan_search::{Fragment, FullReport, ReportHead, ShownPromise};

use super::weigh::{SharedString, WeighedPassage};
use super::{Direction, TracePassage, TraceReport, sentences};
use crate::report::head;

/// So many passages of one report are shown.
const SHOWN: usize = 3;
/// Less shared than this is no answer, in units of the rarest pair of characters.
const LEAST: f32 = 0.7;
/// Shared strings that stand together and weigh less than this are no clear answer: 工程建设, 新兴产业
/// are in every report.
const CLEAR: f32 = 1.3;
/// Where nothing is rare, so large a part of a sentence of the matter is clear.
const CLEAR_PART: f32 = 0.3;
/// So much it has to be beside the sentences on which the ledger's reading rests.
const CLEAR_BESIDE: f32 = 2.0;
/// A passage that shares less than this part of what the best of its sort does is left out.
const BESIDE_BEST: f32 = 0.45;
/// An account may share so much less with the matter than the best of what is no account.
const ACCOUNT: f32 = 0.5;
/// The characters of a passage that are shown.
const LONG: usize = 150;
/// Shared strings that are offered as a search.
const TERMS: usize = 3;

/// What is shown of a report: what answers the matter before what says it again. Later, that is
/// what is reported as done; earlier, what was promised.
pub(super) fn shown(
    report: &FullReport,
    mut found: Vec<WeighedPassage>,
    to: Direction,
    promises: &[ShownPromise],
    sentences_of_matter: usize,
) -> TraceReport {
    let answers = |weighed: &WeighedPassage| {
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
    let is_told = |weighed: &WeighedPassage| told.contains(&report.passages[weighed.at].ordinal);
    found.sort_by_key(|weighed| (!is_told(weighed), !answers(weighed)));
    let least = if told.is_empty() { CLEAR } else { CLEAR_BESIDE };
    let clear_part = CLEAR_PART / sentences_of_matter.max(1) as f32;
    let says = |weighed: &WeighedPassage| weighed.peak >= least || weighed.part >= clear_part;
    let is_clear = |weighed: &WeighedPassage| is_told(weighed) || !is_silent && says(weighed);
    let (mut clear, mut weak): (Vec<WeighedPassage>, Vec<WeighedPassage>) =
        found.into_iter().partition(is_clear);
    let more = clear.len().saturating_sub(SHOWN);
    clear.truncate(SHOWN);
    weak.truncate(if clear.is_empty() { SHOWN } else { 0 });
    let passage = |weighed: &WeighedPassage| {
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
fn snippet(passage: &Passage, weighed: &WeighedPassage) -> Vec<Fragment> {
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
    let is_within = |shared: &&SharedString| {
        shared.range.start >= window.start && shared.range.end <= window.end
    };
    let within: Vec<SharedString> = weighed.shared.iter().filter(is_within).cloned().collect();
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
fn whole_of_each<'a>(
    text: &str,
    shared: &'a [SharedString],
) -> Vec<(&'a SharedString, Range<usize>)> {
    let whole = whole_words(text, shared);
    let of = |one: &SharedString| {
        whole.iter().find(|w| w.start >= one.range.start && w.end <= one.range.end).cloned()
    };
    shared.iter().filter_map(|one| Some((one, of(one)?))).collect()
}

/// Words that stand at the edge of a shared string and tell nothing.
const EDGES: [&str; 9] = ["的", "了", "和", "与", "及", "在", "是", "等", "为"];

/// The words of the clause in which a range stands.
fn words_around(text: &str, range: &Range<usize>) -> Vec<Range<usize>> {
    let is_border = |c: char| !c.is_alphanumeric();
    let begin = text[..range.start].rfind(is_border);
    let begin = begin.map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    let end = text[range.end..].find(is_border).map_or(text.len(), |at| range.end + at);
    let clause = &text[begin..end];
    let mut words = Vec::new();
    each_word(clause, |word| {
        let start = begin + (word.as_ptr() as usize - clause.as_ptr() as usize);
        words.push(start..start + word.len());
    });
    words
}

/// The shared strings cut to whole words: 重大节点工程 is not shared as 点工程. Where nothing whole is
/// left of any, they stay as they are, so that what is shown has a mark.
fn whole_words(text: &str, shared: &[SharedString]) -> Vec<Range<usize>> {
    let whole = |range: &Range<usize>| {
        let words = words_around(text, range);
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
pub(super) fn terms(
    weighed: &[Vec<WeighedPassage>],
    others: &[FullReport],
    matter: &str,
) -> Vec<String> {
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

    #[test]
    fn marks_never_cut_a_word() {
        let text = "推进一批重大节点工程，工业增加值增长";
        let at = |string: &str| {
            let start = text.find(string).unwrap();
            SharedString { range: start..start + string.len(), weight: 1.0 }
        };
        let marked = |shared: &[SharedString]| -> Vec<&str> {
            whole_words(text, shared).into_iter().map(|range| &text[range]).collect()
        };
        assert_eq!(marked(&[at("点工程"), at("业增加值")]), ["工程", "增加值"]);
        // What is no whole word is better marked than nothing.
        assert_eq!(marked(&[at("业增")]), ["业增"]);
    }
}
