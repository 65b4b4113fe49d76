//! A request becomes an answer: match, count, rank, and show the best.

mod alike;
pub(crate) mod answers;
mod asks;
pub(crate) mod collect;
pub(crate) mod counts;
pub(crate) mod explain;
mod feedback;
mod fewer;
#[cfg(test)]
mod highlights;
mod hits;
mod score;
pub(crate) mod snippet;
mod some;

use std::collections::{HashMap, HashSet};

use collect::{Alternative, Candidate, Effort};
use counts::Counts;
pub(crate) use fewer::Fewer;
use hits::Chosen;
pub(crate) use hits::head;
use score::key;
use some::{First, Wanted};

use crate::matching::place::ByPlace;
use crate::query::{Query, parse, read_as};
use crate::store::snapshot::Snapshot;
use crate::together::Running;
use crate::{Error, Group, PlaceHead, SearchAnswer, SearchRequest, Sort, Tier};

/// Answers a request from one commit.
pub(crate) fn search(snapshot: &Snapshot, request: &SearchRequest) -> Result<SearchAnswer, Error> {
    let _running = Running::begin();
    let query = parse(&request.query);
    let alternatives = Alternative::all(snapshot, &query, &request.filters);
    let found = match_all(snapshot, &query, &alternatives, request)?;
    let mut answer = SearchAnswer {
        total: found.counts.total(),
        read_as: read_as(&query),
        fewer: found.fewer.clone(),
        ..SearchAnswer::default()
    };
    if request.filters.lineage {
        answer.read_as.lineage = by_lineage(snapshot, &request.filters.places);
    }
    if request.facets {
        answer.facets = found.counts.facets(snapshot);
    }
    let mut chosen = match request.group {
        Group::Report => reports(snapshot, request, &found),
        Group::Passage => passages(snapshot, request, &found),
    };
    if !found.is_partial {
        fill(snapshot, &query, request, &found, &mut chosen)?;
    }
    answer.hits = hits::show(snapshot, &query, &alternatives, request, &found, &chosen)?;
    Ok(answer)
}

/// The places that count because of their lineage only.
fn by_lineage(snapshot: &Snapshot, wanted: &[String]) -> Vec<PlaceHead> {
    let filter = ByPlace::of(&snapshot.places, wanted, true, snapshot.gazetteer());
    let mut heads: Vec<PlaceHead> = filter
        .by_lineage()
        .map(|at| &snapshot.places[at])
        .map(|place| PlaceHead {
            code: place.code.clone(),
            name: place.name.clone(),
            path: place.path.clone(),
        })
        .collect();
    heads.sort_unstable_by(|a, b| (&a.code, &a.name, &a.path).cmp(&(&b.code, &b.name, &b.path)));
    heads.dedup();
    heads
}

/// Everything that matches, counted.
pub(crate) struct Found {
    pub counts: Counts,
    /// The matches, where they were kept: not for queries that are counted as they come.
    pub candidates: Option<Vec<Candidate>>,
    /// The best passages, where hits are passages and matches were not kept.
    top: Vec<(f32, u32, u32)>,
    /// Whether nothing holds all words, so that these hold a part of them.
    pub is_partial: bool,
    /// What holds a part of a question's words, where it was looked at already.
    weaker: Vec<Candidate>,
    fewer: Option<Fewer>,
}

fn match_all(
    snapshot: &Snapshot,
    query: &Query,
    alternatives: &[Alternative<'_>],
    request: &SearchRequest,
) -> Result<Found, Error> {
    let mut found = Found {
        counts: Counts::new(snapshot),
        candidates: None,
        top: Vec::new(),
        is_partial: false,
        weaker: Vec::new(),
        fewer: None,
    };
    let wanted = request.offset + request.limit;
    if collect::is_plain(query) {
        let mut top = Top::new(if request.group == Group::Passage { wanted } else { 0 });
        for alternative in alternatives {
            let order = PassageOrder::of(snapshot, request.sort);
            alternative.stream(&mut found.counts, |segment, doc, key| {
                top.offer(key, segment, doc, &order);
            })?;
        }
        found.top = top.into_sorted(&PassageOrder::of(snapshot, request.sort));
        return Ok(found);
    }
    let is_ranked = request.sort == Sort::Relevance;
    let effort =
        Effort { ranked: is_ranked || request.group == Group::Report, thorough: is_ranked, wanted };
    let mut candidates = collect::collect(alternatives, effort)?;
    if candidates.is_empty() && some::is_divisible(query) {
        let wanted = Wanted::All(first(request));
        (candidates, found.fewer) =
            some::collect_and_count(snapshot, query, &request.filters, wanted)?;
        found.is_partial = !candidates.is_empty();
    }
    if let Some(question) = feedback::question(query)
        && is_ranked
        && feedback::is_wanted(question, &candidates)
    {
        if !found.is_partial && candidates.len() < feedback::LOOKED_AT {
            // Those that hold all words are among them, and left out again.
            let wanted = Wanted::Best(feedback::LOOKED_AT + candidates.len());
            found.weaker = some::collect(snapshot, query, &request.filters, wanted)?;
        }
        feedback::look_again(snapshot, question, &mut candidates, &mut found.weaker)?;
    }
    found.counts.add_all(snapshot, &candidates);
    found.candidates = Some(candidates);
    Ok(found)
}

/// How many of the passages that hold a part of the words must stand in their order: those of the
/// page, and those that are looked at again.
fn first(request: &SearchRequest) -> First {
    let wanted = request.offset + request.limit;
    match (request.group, request.sort) {
        (Group::Report, Sort::Relevance) => {
            First { passages: feedback::LOOKED_AT, reports: wanted }
        }
        (Group::Passage, Sort::Relevance) => {
            First { passages: wanted.max(feedback::LOOKED_AT), reports: 0 }
        }
        // By date; what is shown of a report is scored when it is shown.
        (Group::Report, _) => First { passages: 0, reports: 0 },
        (Group::Passage, _) => First { passages: usize::MAX, reports: 0 },
    }
}

/// The reports of the page, best first.
fn reports(snapshot: &Snapshot, request: &SearchRequest, found: &Found) -> Vec<Chosen> {
    let mut matching: Vec<u32> = (0..snapshot.reports.len() as u32)
        .filter(|&report| found.counts.reports[report as usize].passages > 0)
        .collect();
    let best = |report: u32| found.counts.reports[report as usize].best;
    let order = |a: &u32, b: &u32| {
        let relevance = || best(*b).total_cmp(&best(*a));
        match request.sort {
            Sort::Relevance => relevance().then_with(|| snapshot.newest(*a, *b)),
            Sort::Newest => snapshot.newest(*a, *b),
            Sort::Oldest => snapshot.oldest(*a, *b),
        }
    };
    let wanted = request.offset + request.limit;
    if matching.len() > wanted && wanted > 0 {
        if request.sort == Sort::Relevance {
            // Numbers alone are found sooner than reports in their full order.
            let mut keys: Vec<f32> = matching.iter().map(|&report| best(report)).collect();
            let (_, &mut last, _) = keys.select_nth_unstable_by(wanted - 1, |a, b| b.total_cmp(a));
            matching.retain(|&report| best(report) >= last);
        }
        matching.select_nth_unstable_by(wanted - 1, order);
        matching.truncate(wanted);
    }
    matching.sort_unstable_by(order);
    matching
        .into_iter()
        .skip(request.offset)
        .map(|report| Chosen {
            report,
            key: best(report),
            passage: None,
            matching: u64::from(found.counts.reports[report as usize].passages),
        })
        .collect()
}

/// The passages of the page, best first.
fn passages(snapshot: &Snapshot, request: &SearchRequest, found: &Found) -> Vec<Chosen> {
    let order = PassageOrder::of(snapshot, request.sort);
    let top = match &found.candidates {
        None => found.top.clone(),
        Some(candidates) => {
            let mut top = Top::new(request.offset + request.limit);
            for candidate in candidates {
                top.offer(candidate.key(), candidate.segment, candidate.doc, &order);
            }
            top.into_sorted(&order)
        }
    };
    top.into_iter()
        .skip(request.offset)
        .map(|(key, segment, doc)| choose(snapshot, found, key, segment, doc))
        .collect()
}

fn choose(snapshot: &Snapshot, found: &Found, key: f32, segment: u32, doc: u32) -> Chosen {
    let report = snapshot.report_of(segment, doc);
    let matching = u64::from(found.counts.reports[report as usize].passages);
    Chosen { report, key, passage: Some((segment, doc)), matching }
}

/// Behind fewer hits than were asked for: passages that hold a part of the words. They are shown,
/// never counted.
fn fill(
    snapshot: &Snapshot,
    query: &Query,
    request: &SearchRequest,
    found: &Found,
    chosen: &mut Vec<Chosen>,
) -> Result<(), Error> {
    let room = request.limit.saturating_sub(chosen.len());
    let is_first_page = request.offset == 0;
    if room == 0
        || !is_first_page
        // A list that is taken away holds what is counted, and nothing else.
        || request.whole_passages
        || request.sort != Sort::Relevance
        || !some::is_divisible(query)
        || found.counts.total().passages == 0
    {
        return Ok(());
    }
    let counted = chosen.len();
    let mut weaker = found.weaker.clone();
    if weaker.is_empty() {
        let wanted = Wanted::Best(request.limit * PASSAGES_PER_HIT);
        weaker = some::collect(snapshot, query, &request.filters, wanted)?;
    }
    append(snapshot, request, weaker, chosen);
    if chosen.len() < request.limit {
        chosen.truncate(counted);
        let wanted = request.limit + counted;
        let first = match request.group {
            Group::Report => First { passages: 0, reports: wanted },
            Group::Passage => First { passages: wanted, reports: 0 },
        };
        let weaker = some::collect(snapshot, query, &request.filters, Wanted::All(first))?;
        append(snapshot, request, weaker, chosen);
    }
    let reports: HashSet<u32> = chosen[counted..].iter().map(|c| c.report).collect();
    let mut matching = HashMap::<u32, u64>::new();
    for one in some::collect(snapshot, query, &request.filters, Wanted::Of(&reports))? {
        *matching.entry(snapshot.report_of(one.segment, one.doc)).or_default() += 1;
    }
    for chosen in &mut chosen[counted..] {
        chosen.matching = matching.get(&chosen.report).copied().unwrap_or_default();
    }
    Ok(())
}

/// How many passages a hit is reckoned to take, where hits are reports.
const PASSAGES_PER_HIT: usize = 12;

/// Appends the best of the weaker passages until there are as many hits as were asked for; how
/// many match in each is left open.
fn append(
    snapshot: &Snapshot,
    request: &SearchRequest,
    mut weaker: Vec<Candidate>,
    chosen: &mut Vec<Chosen>,
) {
    weaker.sort_by(|a, b| {
        b.score.total_cmp(&a.score).then((a.segment, a.doc).cmp(&(b.segment, b.doc)))
    });
    let mut reports: HashSet<u32> = chosen.iter().map(|c| c.report).collect();
    let mut shown: HashSet<(u32, u32)> = chosen.iter().filter_map(|c| c.passage).collect();
    for candidate in weaker {
        let report = snapshot.report_of(candidate.segment, candidate.doc);
        let passage = (candidate.segment, candidate.doc);
        let is_new = match request.group {
            Group::Report => reports.insert(report),
            Group::Passage => shown.insert(passage),
        };
        if is_new {
            let key = key(Tier::Some, candidate.score);
            chosen.push(Chosen { report, key, passage: Some(passage), matching: 0 });
        }
        if chosen.len() == request.limit {
            break;
        }
    }
}

/// The order of passages that are hits of their own.
struct PassageOrder<'a> {
    snapshot: &'a Snapshot,
    sort: Sort,
}

impl<'a> PassageOrder<'a> {
    fn of(snapshot: &'a Snapshot, sort: Sort) -> Self {
        Self { snapshot, sort }
    }

    fn compare(&self, a: &(f32, u32, u32), b: &(f32, u32, u32)) -> std::cmp::Ordering {
        let report = |&(_, segment, doc): &(f32, u32, u32)| self.snapshot.report_of(segment, doc);
        let relevance = b.0.total_cmp(&a.0);
        let by_report = |relevance_first: bool| {
            let (left, right) = (report(a), report(b));
            let order = match self.sort {
                Sort::Oldest => self.snapshot.oldest(left, right),
                _ => self.snapshot.newest(left, right),
            };
            if relevance_first { relevance.then(order) } else { order.then(relevance) }
        };
        by_report(self.sort == Sort::Relevance).then(a.2.cmp(&b.2))
    }
}

/// The best of many passages.
struct Top {
    most: usize,
    held: Vec<(f32, u32, u32)>,
    threshold: f32,
}

impl Top {
    fn new(most: usize) -> Self {
        Self { most, held: Vec::new(), threshold: f32::NEG_INFINITY }
    }

    fn offer(&mut self, key: f32, segment: u32, doc: u32, order: &PassageOrder<'_>) {
        if self.most == 0 || (order.sort == Sort::Relevance && key < self.threshold) {
            return;
        }
        self.held.push((key, segment, doc));
        if self.held.len() >= self.most * 2 + 64 {
            self.shrink(order);
        }
    }

    fn shrink(&mut self, order: &PassageOrder<'_>) {
        if self.held.len() > self.most {
            self.held.select_nth_unstable_by(self.most - 1, |a, b| order.compare(a, b));
            self.held.truncate(self.most);
            self.threshold = self.held.iter().map(|held| held.0).fold(f32::INFINITY, f32::min);
        }
    }

    fn into_sorted(mut self, order: &PassageOrder<'_>) -> Vec<(f32, u32, u32)> {
        if self.most > 0 {
            self.shrink(order);
        }
        self.held.sort_unstable_by(|a, b| order.compare(a, b));
        self.held
    }
}
