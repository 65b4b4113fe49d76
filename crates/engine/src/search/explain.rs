//! Why a report that was expected is or is not among the hits: whether the archive has it, which
//! filter keeps it out, which words its passages hold and lack, how they are scored, and where it
//! stands.

use suyan_analysis::Tokens;
use suyan_corpus::Part;
use suyan_search::explain::{
    ExplainVerdict, Explanation, FilterCheck, PassageCheck, ScoreParts, WordCheck, WordScore,
};
use suyan_search::filter::{Attributes, Dimension, PLACE, Restriction, Scope, YEAR, in_order};
use suyan_search::matching::{closeness, find_term, match_text};
use suyan_search::query::tree::written;
use suyan_search::query::{Conjunction, Query, parse};
use suyan_search::{Error, Filters, Group, SearchRequest, Sort, Tier};

use super::collect::{Candidate, CommitAlternative};
use super::hits::head;
use super::score::{InSegment, Scorer};
use super::{Found, match_all, order_by_borders};
use crate::matching::conjunction::ConjunctionCursor;
use crate::matching::filter::DocFilter;
use crate::store::snapshot::Snapshot;

/// Passages of the report that are shown, the best first.
const MOST_PASSAGES: usize = 8;

/// Explains a report by its id.
pub(crate) fn explain(
    snapshot: &Snapshot,
    request: &SearchRequest,
    id: &str,
) -> Result<Explanation, Error> {
    let query = parse(&request.query)?;
    let Some(report) = snapshot.find(id) else { return Ok(Explanation::absent()) };
    let mut alternatives = CommitAlternative::all(snapshot, &query, &request.filters);
    order_by_borders(snapshot, &query, &mut alternatives, request, None)?;
    // Every report has its score, not those of a page only.
    let (group, limit) = (Group::Report, snapshot.reports.len());
    let all = SearchRequest { group, limit, offset: 0, ..request.clone() };
    let found = match_all(snapshot, &query, &alternatives, &all)?;
    let matching = u64::from(found.counts.reports[report as usize].passages);
    let filters = filter_checks(snapshot, &query, &request.filters, report);
    let (words, passages) = passage_checks(snapshot, &query, request, report)?;
    let explanation = Explanation {
        verdict: ExplainVerdict::Found,
        report: Some(head(snapshot, report)),
        rank: (matching > 0).then(|| rank(snapshot, request, &found, report)),
        total: found.counts.total(),
        matching_passages: matching,
        filters,
        words,
        passages,
    };
    let is_out = !is_admitted(snapshot, &query, &request.filters, report);
    Ok(Explanation { verdict: verdict(&explanation, found.is_partial, is_out), ..explanation })
}

fn verdict(explanation: &Explanation, is_partial: bool, is_out: bool) -> ExplainVerdict {
    let full = |passage: &&PassageCheck| passage.tier.is_some_and(|tier| tier != Tier::Some);
    let matching: Vec<&PassageCheck> = explanation.passages.iter().filter(full).collect();
    if explanation.matching_passages > 0 {
        return if is_partial { ExplainVerdict::FoundInPart } else { ExplainVerdict::Found };
    }
    if is_out || matching.iter().any(|passage| !passage.passes_part) {
        return ExplainVerdict::FilteredOut;
    }
    let would_match = |passage: &PassageCheck| passage.is_excluded && passage.missing.is_empty();
    if explanation.passages.iter().any(would_match) {
        return ExplainVerdict::Excluded;
    }
    if explanation.words.iter().any(|word| word.passages == 0) {
        return ExplainVerdict::WordsMissing;
    }
    ExplainVerdict::WordsApart
}

/// Whether some alternative of the query lets the report pass.
fn is_admitted(snapshot: &Snapshot, query: &Query, filters: &Filters, report: u32) -> bool {
    let admits = |alternative: &Conjunction| {
        DocFilter::of(snapshot, filters, &alternative.restrictions).admits(report)
    };
    query.alternatives.is_empty() || query.alternatives.iter().any(admits)
}

/// Where a report stands among those that match.
fn rank(snapshot: &Snapshot, request: &SearchRequest, found: &Found, report: u32) -> u64 {
    let best = |report: u32| found.counts.reports[report as usize].best;
    let stands_before = |other: u32| {
        let newest = || snapshot.newest(other, report);
        let order = match request.sort {
            Sort::Relevance => best(report).total_cmp(&best(other)).then_with(newest),
            Sort::Newest => newest(),
            Sort::Oldest => snapshot.oldest(other, report),
        };
        order.is_lt()
    };
    let matching = (0..snapshot.reports.len() as u32)
        .filter(|&other| other != report && found.counts.reports[other as usize].passages > 0);
    1 + matching.filter(|&other| stands_before(other)).count() as u64
}

/// The filters beside the query and those written into it, each with what the report has.
fn filter_checks(
    snapshot: &Snapshot,
    query: &Query,
    filters: &Filters,
    report: u32,
) -> Vec<FilterCheck> {
    let row = &snapshot.reports[report as usize];
    let place = snapshot.place(report);
    let known = Attributes { place, year: row.year, kind: Some(row.kind), ..Attributes::default() };
    let has = |dimension: &Dimension| match dimension.scope {
        Scope::Division => place.map(|place| place.path.join(" › ")),
        _ => known.of(dimension).map(|own| own.word()),
    };
    let mut checks: Vec<FilterCheck> = Vec::new();
    let mut add = |all: &[Restriction], passes: bool| {
        let Some(first) = all.first() else { return };
        let filter = all.iter().map(written).collect::<Vec<_>>().join(" | ");
        if !checks.iter().any(|check| check.filter == filter) {
            checks.push(FilterCheck { filter, has: has(first.dimension()), passes });
        }
    };
    let of_report = |dimension: &&Dimension| dimension.scope != Scope::Passage;
    for dimension in in_order(&[&PLACE, &YEAR]).into_iter().filter(of_report) {
        let alone = DocFilter::of(snapshot, &filters.only(dimension), &[]);
        add(&filters.of(dimension), alone.admits(report));
    }
    let lineage = Filters { lineage: filters.lineage, ..Filters::default() };
    let all = query.alternatives.iter().flat_map(|alternative| &alternative.restrictions);
    for restriction in all.filter(|one| of_report(&one.dimension())) {
        let alone = std::slice::from_ref(restriction);
        add(alone, DocFilter::of(snapshot, &lineage, alone).admits(report));
    }
    checks
}

/// The words of the query in the report, and its best passages.
fn passage_checks(
    snapshot: &Snapshot,
    query: &Query,
    request: &SearchRequest,
    report: u32,
) -> Result<(Vec<WordCheck>, Vec<PassageCheck>), Error> {
    let row = &snapshot.reports[report as usize];
    let segment = snapshot.segment_of[report as usize];
    let mut words: Vec<WordCheck> = Vec::new();
    for term in query.alternatives.iter().flat_map(|a| &a.terms) {
        if !words.iter().any(|word| word.word == term.label) {
            words.push(WordCheck { word: term.label.clone(), passages: 0 });
        }
    }
    let mut checks = Vec::new();
    let mut tokens = Tokens::default();
    for doc in row.first..row.end {
        let passage = snapshot.passage(segment, doc)?;
        tokens.refill(&passage.text);
        let Some((best, mut check)) = check(query, &request.filters, &tokens, passage.part) else {
            continue;
        };
        for word in &mut words {
            let term = query.alternatives.iter().flat_map(|a| &a.terms);
            let mut same = term.filter(|term| term.label == word.word);
            word.passages +=
                u64::from(same.next().is_some_and(|term| !find_term(term, &tokens).is_empty()));
        }
        if check.present.is_empty() && !query.alternatives.iter().any(|a| a.terms.is_empty()) {
            continue;
        }
        (check.ordinal, check.part) = (passage.ordinal, passage.part);
        checks.push((best, doc, check));
    }
    // Passages that match first, the best tier first, then those with most of the words.
    checks.sort_by_key(|(_, doc, check)| {
        (check.tier.is_none(), check.tier, check.missing.len(), *doc)
    });
    checks.truncate(MOST_PASSAGES);
    let mut passages = Vec::with_capacity(checks.len());
    for (best, doc, mut check) in checks {
        let conjunction = &query.alternatives[best];
        let candidate = Candidate { segment, doc, tier: Tier::Words, score: 0.0 };
        check.score = score_parts(snapshot, conjunction, candidate)?;
        passages.push(check);
    }
    Ok((words, passages))
}

/// How a passage does by the alternative of the query that it does best by.
fn check(
    query: &Query,
    filters: &Filters,
    tokens: &Tokens,
    part: Part,
) -> Option<(usize, PassageCheck)> {
    let tier = match_text(query, tokens).map(|matched| matched.tier);
    let known = Attributes { part: Some(part), ..Attributes::default() };
    let checked = query.alternatives.iter().enumerate().map(|(at, alternative)| {
        let (present, missing): (Vec<_>, Vec<_>) =
            alternative.terms.iter().partition(|term| !find_term(term, tokens).is_empty());
        let excluding = Query { alternatives: alternative.excluded.clone(), ..Query::default() };
        let is_excluded = !alternative.excluded.is_empty()
            && match_text(&excluding, tokens).is_some_and(|m| m.tier != Tier::Some);
        let passes =
            |one: &Restriction| one.dimension().scope != Scope::Passage || one.admits(&known);
        let written = alternative.restrictions.iter().all(passes);
        let labels = |terms: Vec<&suyan_search::query::Term>| {
            terms.into_iter().map(|term| term.label.clone()).collect::<Vec<_>>()
        };
        let check = PassageCheck {
            ordinal: 0,
            part,
            tier,
            present: labels(present),
            missing: labels(missing),
            is_excluded,
            passes_part: written && filters.groups().iter().all(|group| group.iter().any(passes)),
            score: None,
        };
        (at, check)
    });
    checked.min_by_key(|(_, check)| (check.is_excluded, check.missing.len()))
}

/// What the score of a passage is made of; `None` where it does not hold all words.
fn score_parts(
    snapshot: &Snapshot,
    conjunction: &Conjunction,
    at: Candidate,
) -> Result<Option<ScoreParts>, Error> {
    if conjunction.terms.is_empty() {
        return Ok(None);
    }
    let doc_filter = DocFilter::of(snapshot, &Filters::default(), &[]);
    let scorer = Scorer::of(snapshot, conjunction)?;
    let segment = &snapshot.segments[at.segment as usize];
    let mut walk = ConjunctionCursor::open(snapshot, segment, conjunction, &doc_filter)?;
    if walk.seek(at.doc) != at.doc {
        return Ok(None);
    }
    let worth = super::score::worth(segment, at.doc);
    let words = conjunction.terms.iter().enumerate().map(|(number, term)| {
        let count = walk.terms[number].count();
        WordScore {
            word: term.label.clone(),
            count,
            weight: scorer.weights[number],
            adds: scorer.term(number, count, segment, at.doc),
        }
    });
    let words: Vec<WordScore> = words.collect();
    let mut stretches = Vec::new();
    let is_known = conjunction.terms.len() > 1 && walk.stretches(&mut stretches)?;
    let close = if is_known { closeness(&stretches, &mut Vec::new()) } else { None };
    let closeness = close.map_or(0.0, |found| scorer.closeness(found));
    let sum: f32 = words.iter().map(|word| word.adds).sum();
    Ok(Some(ScoreParts { score: (sum + closeness) * worth, words, closeness, worth }))
}
