//! A request becomes an answer: match, count, rank, and show the best.

pub(crate) mod across;
pub(crate) mod answers;
pub(crate) mod best;
pub(crate) mod borders;
pub(crate) mod collect;
pub(crate) mod counts;
pub(crate) mod explain;
mod feedback;
mod fewer;
#[cfg(test)]
mod gains;
mod hits;
mod marked;
mod marks;
pub(crate) mod report_counts;
pub(crate) mod scan;
mod score;
mod some;
#[cfg(test)]
mod strategies;
pub(crate) mod stream;
pub(crate) mod totals;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use suyan_search::matching::ByPlace;
use suyan_search::query::{Query, parse};
use suyan_search::rank::partial::is_divisible;
use suyan_search::read_as;
use suyan_search::{Error, Fewer, Group, PlaceHead, SearchAnswer, SearchRequest, Sort};

use best::{Best, Scored};
use collect::{Candidate, CommitAlternative, Effort};
use counts::MatchCounts;
use hits::ChosenHit;
pub(crate) use hits::head;
pub(crate) use marked::marked;
pub(crate) use marks::marks;
use some::WantedPassages;

use crate::parallel::Running;
use crate::store::snapshot::Snapshot;

/// Answers a request from one commit.
pub(crate) fn search(snapshot: &Snapshot, request: &SearchRequest) -> Result<SearchAnswer, Error> {
    let _running = Running::begin();
    let query = parse(&request.query)?;
    let mut alternatives = CommitAlternative::all(snapshot, &query, &request.filters);
    let answer = answer(snapshot, &query, &alternatives, request)?;
    if !order_by_borders(snapshot, &query, &mut alternatives, request, Some(&answer))? {
        return Ok(answer);
    }
    self::answer(snapshot, &query, &alternatives, request)
}

/// Puts passages behind that hold the query's word only across the borders of others; tells
/// whether there may be any. `answer` is the request's, where it was searched already.
fn order_by_borders(
    snapshot: &Snapshot,
    query: &Query,
    alternatives: &mut [CommitAlternative<'_>],
    request: &SearchRequest,
    answer: Option<&SearchAnswer>,
) -> Result<bool, Error> {
    let is_empty = answer.is_some_and(|answer| answer.hits.is_empty());
    let Some(word) = borders::word(query).filter(|_| borders::is_ordered(request) && !is_empty)
    else {
        return Ok(false);
    };
    // Every page of a list stands in the order that its first page asks for.
    let is_across = match answer.filter(|_| borders::is_first_page(request)) {
        Some(answer) => borders::are_seen(word, &answer.hits),
        None => {
            let first = self::answer(snapshot, query, alternatives, &borders::first_page(request))?;
            borders::are_seen(word, &first.hits)
        }
    };
    if is_across {
        let across = borders::across(snapshot, query, word)?;
        alternatives.iter_mut().for_each(|one| one.across = Some(Arc::clone(&across)));
    }
    Ok(is_across)
}

/// Answers a request by alternatives that are known.
fn answer(
    snapshot: &Snapshot,
    query: &Query,
    alternatives: &[CommitAlternative<'_>],
    request: &SearchRequest,
) -> Result<SearchAnswer, Error> {
    let found = match_all(snapshot, query, alternatives, request)?;
    let mut answer = SearchAnswer {
        total: found.counts.total(),
        read_as: read_as(query),
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
        fill(snapshot, query, request, &found, &mut chosen)?;
    }
    answer.hits = hits::show(snapshot, query, alternatives, request, &found, &chosen)?;
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
    pub counts: MatchCounts,
    /// The matches, where they were kept: not for queries that are counted as they come. Of those
    /// that hold a part of the words, the ones that may be shown.
    pub candidates: Option<Vec<Candidate>>,
    /// The best passages, where hits are passages and matches were not kept.
    top: Vec<Scored>,
    /// No report of the page has a lower key.
    least: f32,
    /// Whether nothing holds all words, so that these hold a part of them.
    pub is_partial: bool,
    /// What holds a part of a question's words, where it was looked at already.
    weaker: Vec<Candidate>,
    fewer: Option<Fewer>,
}

fn match_all(
    snapshot: &Snapshot,
    query: &Query,
    alternatives: &[CommitAlternative<'_>],
    request: &SearchRequest,
) -> Result<Found, Error> {
    let mut found = Found {
        counts: MatchCounts::new(snapshot),
        candidates: None,
        top: Vec::new(),
        least: f32::NEG_INFINITY,
        is_partial: false,
        weaker: Vec::new(),
        fewer: None,
    };
    let wanted = request.offset + request.limit;
    if stream::is_plain(query) {
        for alternative in alternatives {
            let counts = &mut found.counts;
            match (request.group, request.sort) {
                (Group::Passage, sort) => {
                    let mut top = Top::new(wanted, PassageOrder { snapshot, sort });
                    alternative.stream(counts, &mut top)?;
                    found.top = top.into_sorted();
                }
                // By date, what is shown of a report is scored when it is shown.
                (Group::Report, sort) => {
                    let wanted = (sort == Sort::Relevance).then_some(wanted);
                    found.least = alternative.stream_reports(counts, wanted)?;
                }
            }
        }
        return Ok(found);
    }
    let is_ranked = request.sort == Sort::Relevance;
    let group = request.group;
    let question = feedback::question(query).filter(|_| is_ranked);
    let second_look = question.is_some();
    let effort = Effort { is_ranked, wanted, group, second_look };
    let mut candidates = collect::collect(alternatives, effort)?;
    if candidates.is_empty() && is_divisible(query) {
        let (counts, wanted) = (&mut found.counts, wanted_in_part(request));
        (candidates, found.fewer) = some::count(snapshot, query, &request.filters, wanted, counts)?;
        found.is_partial = found.counts.total().passages > 0;
    }
    if found.is_partial && is_ranked {
        feedback::look_again(snapshot, query, &mut candidates, &mut [])?;
    } else if let Some(question) = question
        && feedback::is_wanted(question, candidates.iter().map(|one| one.tier))
    {
        if candidates.len() < feedback::LOOKED_AT {
            // Those that hold all words are among them, and left out again.
            let most = feedback::LOOKED_AT + candidates.len();
            let wanted = WantedPassages::First(most, Sort::Relevance);
            found.weaker = some::collect(snapshot, query, &request.filters, wanted)?;
        }
        feedback::look_again(snapshot, query, &mut candidates, &mut found.weaker)?;
    }
    if found.is_partial {
        let note = |one: &Candidate| {
            found.counts.note(snapshot.report_of(one.segment, one.doc), one.key());
        };
        candidates.iter().for_each(note);
    } else {
        found.counts.add_all(snapshot, &candidates);
    }
    found.candidates = Some(candidates);
    Ok(found)
}

/// Which of the passages that hold a part of the words must be known one by one: those of the page,
/// and those that are looked at again.
fn wanted_in_part(request: &SearchRequest) -> WantedPassages<'static> {
    let wanted = request.offset + request.limit;
    let most = match (request.group, request.sort) {
        (Group::Report, Sort::Relevance) => feedback::LOOKED_AT,
        (Group::Passage, Sort::Relevance) => wanted.max(feedback::LOOKED_AT),
        // What is shown of a report is looked for when it is shown.
        (Group::Report, _) => 0,
        (Group::Passage, _) => wanted,
    };
    WantedPassages::First(most, request.sort)
}

/// The reports of the page, best first.
fn reports(snapshot: &Snapshot, request: &SearchRequest, found: &Found) -> Vec<ChosenHit> {
    let of = |report: u32| &found.counts.reports[report as usize];
    let matches = |report: &u32| of(*report).passages > 0;
    let page: Vec<u32> = match request.sort {
        Sort::Relevance => {
            let order = |a: &u32, b: &u32| {
                let relevance = of(*b).best.total_cmp(&of(*a).best);
                relevance.then_with(|| snapshot.newest(*a, *b))
            };
            let all = 0..snapshot.reports.len() as u32;
            let is_high = |report: &u32| of(*report).best >= found.least;
            let mut high: Vec<u32> = all.filter(matches).filter(is_high).collect();
            let wanted = request.offset + request.limit;
            if high.len() > wanted && wanted > 0 {
                // Numbers alone are found sooner than reports in their full order.
                let mut keys: Vec<f32> = high.iter().map(|&report| of(report).best).collect();
                let (_, &mut last, _) =
                    keys.select_nth_unstable_by(wanted - 1, |a, b| b.total_cmp(a));
                high.retain(|&report| of(report).best >= last);
                high.select_nth_unstable_by(wanted - 1, order);
                high.truncate(wanted);
            }
            high.sort_unstable_by(order);
            high.into_iter().skip(request.offset).take(request.limit).collect()
        }
        Sort::Newest | Sort::Oldest => {
            let in_order = match request.sort {
                Sort::Oldest => snapshot.oldest_first(),
                _ => snapshot.newest_first(),
            };
            let matching = in_order.iter().copied().filter(matches);
            matching.skip(request.offset).take(request.limit).collect()
        }
    };
    let chosen = page.into_iter().map(|report| ChosenHit {
        report,
        key: of(report).best,
        passage: None,
        matching: u64::from(of(report).passages),
    });
    chosen.collect()
}

/// The passages of the page, best first.
fn passages(snapshot: &Snapshot, request: &SearchRequest, found: &Found) -> Vec<ChosenHit> {
    let top = match &found.candidates {
        None => found.top.clone(),
        Some(candidates) => {
            let order = PassageOrder { snapshot, sort: request.sort };
            let mut top = Top::new(request.offset + request.limit, order);
            candidates.iter().for_each(|one| top.offer(one.scored(snapshot)));
            top.into_sorted()
        }
    };
    let chosen = top.into_iter().skip(request.offset).map(|one| ChosenHit {
        report: one.report,
        key: one.key,
        passage: Some((one.segment, one.doc)),
        matching: u64::from(found.counts.reports[one.report as usize].passages),
    });
    chosen.collect()
}

/// Behind fewer hits than were asked for: passages that hold a part of the words. They are shown,
/// never counted.
fn fill(
    snapshot: &Snapshot,
    query: &Query,
    request: &SearchRequest,
    found: &Found,
    chosen: &mut Vec<ChosenHit>,
) -> Result<(), Error> {
    let room = request.limit.saturating_sub(chosen.len());
    let is_first_page = request.offset == 0;
    if room == 0
        || !is_first_page
        // A list that is taken away holds what is counted, and nothing else.
        || request.whole_passages
        || request.sort != Sort::Relevance
        || !is_divisible(query)
        || found.counts.total().passages == 0
    {
        return Ok(());
    }
    let counted = chosen.len();
    let mut weaker = found.weaker.clone();
    if weaker.is_empty() {
        let most = match request.group {
            Group::Report => request.limit * PASSAGES_PER_HIT,
            // Those that hold all words are among them, and left out again.
            Group::Passage => request.limit + counted,
        };
        let wanted = WantedPassages::First(most, Sort::Relevance);
        weaker = some::collect(snapshot, query, &request.filters, wanted)?;
    }
    append(snapshot, request, weaker, chosen);
    if chosen.len() < request.limit {
        let all = WantedPassages::First(usize::MAX, Sort::Relevance);
        let weaker = some::collect(snapshot, query, &request.filters, all)?;
        append(snapshot, request, weaker, chosen);
    }
    if request.places_only {
        // How many match in each is left open.
        return Ok(());
    }
    let reports: HashSet<u32> = chosen[counted..].iter().map(|c| c.report).collect();
    let mut matching = HashMap::<u32, u64>::new();
    for one in some::collect(snapshot, query, &request.filters, WantedPassages::Of(&reports))? {
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
    weaker: Vec<Candidate>,
    chosen: &mut Vec<ChosenHit>,
) {
    let order = PassageOrder { snapshot, sort: Sort::Relevance };
    let mut weaker: Vec<Scored> = weaker.iter().map(|one| one.scored(snapshot)).collect();
    weaker.sort_unstable_by(|a, b| order.compare(a, b));
    let mut reports: HashSet<u32> = chosen.iter().map(|c| c.report).collect();
    let mut shown: HashSet<(u32, u32)> = chosen.iter().filter_map(|c| c.passage).collect();
    for Scored { segment, doc, report, key } in weaker {
        let is_new = match request.group {
            Group::Report => reports.insert(report),
            Group::Passage => shown.insert((segment, doc)),
        };
        if is_new {
            chosen.push(ChosenHit { report, key, passage: Some((segment, doc)), matching: 0 });
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

impl PassageOrder<'_> {
    fn compare(&self, a: &Scored, b: &Scored) -> std::cmp::Ordering {
        let relevance = b.key.total_cmp(&a.key);
        let by_date = || match self.sort {
            Sort::Oldest => self.snapshot.oldest(a.report, b.report),
            _ => self.snapshot.newest(a.report, b.report),
        };
        let order = match self.sort {
            Sort::Relevance => relevance.then_with(by_date),
            _ => by_date().then(relevance),
        };
        order.then(a.doc.cmp(&b.doc))
    }
}

/// The best of many passages.
struct Top<'a> {
    most: usize,
    order: PassageOrder<'a>,
    held: Vec<Scored>,
    threshold: f32,
}

impl<'a> Top<'a> {
    fn new(most: usize, order: PassageOrder<'a>) -> Self {
        Self { most, order, held: Vec::new(), threshold: f32::NEG_INFINITY }
    }

    fn shrink(&mut self) {
        if self.held.len() > self.most {
            let order = &self.order;
            self.held.select_nth_unstable_by(self.most - 1, |a, b| order.compare(a, b));
            self.held.truncate(self.most);
            if order.sort == Sort::Relevance {
                self.threshold =
                    self.held.iter().map(|held| held.key).fold(f32::INFINITY, f32::min);
            }
        }
    }

    fn into_sorted(mut self) -> Vec<Scored> {
        if self.most > 0 {
            self.shrink();
        }
        self.held.sort_unstable_by(|a, b| self.order.compare(a, b));
        self.held
    }
}

impl Best for Top<'_> {
    const EVERY: bool = true;

    fn threshold(&self) -> f32 {
        if self.most == 0 { f32::INFINITY } else { self.threshold }
    }

    fn offer(&mut self, scored: Scored) {
        if scored.key < self.threshold() {
            return;
        }
        self.held.push(scored);
        if self.held.len() >= self.most.saturating_mul(2).saturating_add(64) {
            self.shrink();
        }
    }
}
