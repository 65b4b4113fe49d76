//! A request becomes the promises that pass it, counted.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use suyan_analysis::Tokens;
use suyan_corpus::{Kind, Level, Part};
use suyan_promises::{Strength, Verdict, sentences};

use super::super::{Asked, Catalog, PassageNumbers, PassageReader, choose as page_of, rank};
use super::Ledger;
use crate::ledger::{
    ItemCount, KeptPromise, PlaceItems, PromiseFacets, PromiseRequest, PromiseSort, PromiseTotal,
};
use crate::matching::match_text;
use crate::query::{Query, parse};
use crate::{Error, FacetPlace, Group, SearchRequest, Tier};

/// Passages that are read at once.
const READ_TOGETHER: usize = 500;

/// A promise that passes.
#[derive(Debug, Clone)]
pub(super) struct PlainPromise {
    pub report: usize,
    /// Its number in its report.
    pub promise: usize,
    /// The numbers of its items that pass.
    pub items: Vec<usize>,
    /// Where it stands by relevance.
    rank: usize,
    verdicts: Vec<Verdict>,
    strength: Strength,
    part: Part,
}

/// All that pass, in order.
pub(super) struct AllChosen(Vec<PlainPromise>);

/// See the module.
pub(super) fn choose(
    ledger: &Ledger,
    catalog: &Catalog,
    reader: &dyn PassageReader,
    request: &PromiseRequest,
) -> Result<AllChosen, Error> {
    let query = parse(&request.query)?;
    let says = query.alternatives.iter();
    let has_words = says.clone().any(|one| !one.terms.is_empty() || !one.excluded.is_empty());
    let asked = Asked::of(catalog, &query.alternatives, &request.filters);
    let matched = has_words.then(|| matched(ledger, catalog, reader, &query, request));
    let matched = matched.transpose()?;
    let only = request.report.as_deref().map(|id| catalog.find(id));
    let order: &[usize] = match (&only, request.sort) {
        (Some(only), _) => only.as_slice(),
        (None, PromiseSort::Newest) => &ledger.newest_first,
        (None, _) => &ledger.in_order,
    };
    let mut chosen = Vec::new();
    for &report in order.iter().filter(|&&report| asked.admits_report(report)) {
        for (number, promise) in ledger.promises_of(report).iter().enumerate() {
            let rank = match &matched {
                Some(matched) => match matched.get(&(report, number)) {
                    Some(rank) => *rank,
                    None => continue,
                },
                None if asked.admits(report, promise.part()) => 0,
                None => continue,
            };
            chosen.extend(passing(ledger, request, report, number, promise, rank));
        }
    }
    if request.sort == PromiseSort::Relevance && matched.is_some() {
        chosen.sort_by_key(|one| (one.rank, one.promise));
    }
    Ok(AllChosen(chosen))
}

/// The promise with those of its items that pass, if any do.
fn passing(
    ledger: &Ledger,
    request: &PromiseRequest,
    report: usize,
    number: usize,
    promise: &KeptPromise,
    rank: usize,
) -> Option<PlainPromise> {
    let strength = promise.record.strength;
    if !request.strengths.is_empty() && !request.strengths.contains(&strength) {
        return None;
    }
    let (mut items, mut verdicts) = (Vec::new(), Vec::new());
    for (at, (verdict, has_figure)) in ledger.verdicts(report, promise).enumerate() {
        if (request.verdicts.is_empty() || request.verdicts.contains(&verdict))
            && request.quantity.is_none_or(|wanted| wanted == has_figure)
        {
            items.push(at);
            verdicts.push(verdict);
        }
    }
    let part = promise.part();
    let chosen = PlainPromise { report, promise: number, items, rank, verdicts, strength, part };
    (!chosen.items.is_empty()).then_some(chosen)
}

/// The promises whose sentences hold a query's words, each with where its passage stands by
/// relevance.
fn matched(
    ledger: &Ledger,
    catalog: &Catalog,
    reader: &dyn PassageReader,
    query: &Query,
    request: &PromiseRequest,
) -> Result<HashMap<(usize, usize), usize>, Error> {
    let filters = request.filters.clone();
    let (group, limit) = (Group::Passage, usize::MAX);
    let whole = SearchRequest { group, limit, filters, ..SearchRequest::default() };
    let ranking = rank(reader, query, &whole, false)?;
    if ranking.is_partial {
        return Ok(HashMap::new());
    }
    let ranked = page_of(catalog, &whole, &ranking).passages();
    let promising: Vec<(usize, (usize, u32))> = ranked
        .into_iter()
        .enumerate()
        .filter(|(_, (report, ordinal))| {
            ledger.promises_of(*report).iter().any(|one| one.ordinal == *ordinal)
        })
        .collect();
    let mut matched = HashMap::new();
    for some in promising.chunks(READ_TOGETHER) {
        let wanted: Vec<(usize, u32)> = some.iter().map(|(_, place)| *place).collect();
        let read = reader.passages(&wanted)?;
        for (rank, place) in some {
            for number in in_passage(ledger, &read, *place, query) {
                matched.insert((place.0, number), *rank);
            }
        }
    }
    Ok(matched)
}

/// The promises of a passage whose sentences hold the words.
fn in_passage(
    ledger: &Ledger,
    read: &PassageNumbers,
    (report, ordinal): (usize, u32),
    query: &Query,
) -> Vec<usize> {
    let Some(passage) = read.get(&(report, ordinal)) else { return Vec::new() };
    let cut = sentences(&passage.text);
    let own = ledger.promises_of(report).iter().enumerate();
    let own = own.filter(|(_, promise)| promise.ordinal == ordinal);
    let holds = |promise: &KeptPromise| {
        let range = cut.get((promise.sentence as usize).wrapping_sub(1));
        // What matched whole needs no second look.
        range.is_some_and(|range| {
            cut.len() == 1
                || match_text(query, &Tokens::of(&passage.text[range.clone()]))
                    .is_some_and(|matched| matched.tier != Tier::Some)
        })
    };
    own.filter(|(_, promise)| holds(promise)).map(|(number, _)| number).collect()
}

impl AllChosen {
    /// The page of a request.
    pub(super) fn page(&self, request: &PromiseRequest) -> Vec<PlainPromise> {
        self.0.iter().skip(request.offset).take(request.limit).cloned().collect()
    }

    pub(super) fn total(&self) -> PromiseTotal {
        let items = self.0.iter().map(|one| one.items.len() as u64).sum();
        PromiseTotal { promises: self.0.len() as u64, items }
    }

    pub(super) fn facets(&self, catalog: &Catalog) -> PromiseFacets {
        let facts = |one: &PlainPromise| &catalog.entries()[one.report].facts;
        let mut year = counted(&self.0, |one| facts(one).year);
        year.sort_by_key(|one| Reverse(one.value));
        let level = |one: &PlainPromise| facts(one).place.as_ref().map(|place| place.level);
        PromiseFacets {
            verdict: self.by_verdict(),
            strength: counted(&self.0, |one| Some(one.strength)),
            year,
            level: counted::<Level>(&self.0, level),
            kind: counted::<Kind>(&self.0, |one| Some(facts(one).kind)),
            part: counted(&self.0, |one| Some(one.part)),
            place: self.by_place(catalog),
        }
    }

    fn by_verdict(&self) -> Vec<ItemCount<Verdict>> {
        let mut counts: BTreeMap<Verdict, u64> = BTreeMap::new();
        let verdicts = self.0.iter().flat_map(|one| &one.verdicts);
        verdicts.for_each(|verdict| *counts.entry(*verdict).or_default() += 1);
        most_first(counts)
    }

    fn by_place(&self, catalog: &Catalog) -> Vec<PlaceItems> {
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for one in &self.0 {
            if let Some(place) = &catalog.entries()[one.report].facts.place {
                *counts.entry(&place.code).or_default() += one.items.len() as u64;
            }
        }
        // Of several forms of a place the last, as places stand.
        let forms: HashMap<&str, usize> = catalog
            .places()
            .iter()
            .enumerate()
            .map(|(at, place)| (place.code.as_str(), at))
            .collect();
        let of = |(code, items): (&str, u64)| {
            let place = catalog.places()[*forms.get(code)?].clone();
            let place = FacetPlace::of(place.code, place.name, place.path, place.codes);
            Some(PlaceItems { place: Arc::new(place), items })
        };
        let mut places: Vec<PlaceItems> = counts.into_iter().filter_map(of).collect();
        places.sort_by(|a, b| b.items.cmp(&a.items).then_with(|| a.place.code.cmp(&b.place.code)));
        places
    }
}

fn counted<V: Ord>(
    chosen: &[PlainPromise],
    value: impl Fn(&PlainPromise) -> Option<V>,
) -> Vec<ItemCount<V>> {
    let mut counts: BTreeMap<V, u64> = BTreeMap::new();
    for one in chosen {
        if let Some(value) = value(one) {
            *counts.entry(value).or_default() += one.items.len() as u64;
        }
    }
    most_first(counts)
}

/// The values, those with most items first.
fn most_first<V: Ord>(counts: BTreeMap<V, u64>) -> Vec<ItemCount<V>> {
    let mut counts: Vec<ItemCount<V>> =
        counts.into_iter().map(|(value, items)| ItemCount { value, items }).collect();
    counts.sort_by(|a, b| b.items.cmp(&a.items).then_with(|| a.value.cmp(&b.value)));
    counts
}
