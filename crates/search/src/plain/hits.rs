//! What was found becomes hits: put in order, cut to a page, and shown.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::ops::Range;

use suyan_analysis::Tokens;
use suyan_promises::sentences;

use super::catalog::oldest;
use super::{Catalog, FoundPassage, FoundRank, Ledger, PassageNumbers, Ranking};
use crate::ledger::PromiseMark;
use crate::matching::{TextMatch, match_text};
use crate::query::Query;
use crate::rank::score_of;
use crate::show::{Gist, fragments, snippet};
use crate::{Error, Group, Hit, PassageHit, SearchRequest, Sort, Tier};

/// The hits of a page, chosen and not yet shown.
#[derive(Debug, Default)]
pub struct HitPage {
    chosen: Vec<PlainHit>,
}

/// A hit that is to be shown.
#[derive(Debug, Clone)]
struct PlainHit {
    /// The passages that the hit may show, best first.
    passages: Vec<FoundPassage>,
    /// What orders the hit.
    rank: FoundRank,
    /// How many passages of its report match.
    matching: u64,
}

impl HitPage {
    /// The passages whose text may be shown: number of the report, ordinal.
    #[must_use]
    pub fn passages(&self) -> Vec<(usize, u32)> {
        self.chosen.iter().flat_map(|one| &one.passages).map(FoundPassage::place).collect()
    }

    /// The numbers of the reports of its hits.
    #[must_use]
    pub fn reports(&self) -> HashSet<usize> {
        self.chosen.iter().map(|one| one.passages[0].report).collect()
    }

    /// How many hits there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.chosen.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chosen.is_empty()
    }

    /// The page in pieces of so many hits.
    #[must_use]
    pub fn in_pieces(self, of: usize) -> Vec<Self> {
        let pieces = self.chosen.chunks(of.max(1));
        pieces.map(|chosen| Self { chosen: chosen.to_vec() }).collect()
    }
}

/// The page of a request: by rank, then the latest first; or by date. Behind fewer hits than were
/// asked for stand, on the first page, passages that hold a part of the words: shown, not counted.
#[must_use]
pub fn choose(catalog: &Catalog, request: &SearchRequest, ranking: &Ranking) -> HitPage {
    let mut all = hits_of(request, &ranking.found);
    all.sort_by(|a, b| in_order(catalog, request.sort, a, b));
    let page = all.into_iter().skip(request.offset).take(request.limit);
    let mut page = HitPage { chosen: page.collect() };
    if request.offset == 0 && !ranking.is_partial {
        fill(request, &ranking.weaker, &mut page.chosen);
    }
    page
}

/// What was found as hits, in no order.
fn hits_of(request: &SearchRequest, found: &[FoundPassage]) -> Vec<PlainHit> {
    let of_report = found.chunk_by(|a, b| a.report == b.report);
    match request.group {
        Group::Report => of_report.map(|own| report(request, own)).collect(),
        Group::Passage => of_report
            .flat_map(|own| own.iter().map(|one| passage(*one, own.len() as u64)))
            .collect(),
    }
}

/// A report, of which a few more passages than are shown may be, since boilerplate folds.
fn report(request: &SearchRequest, own: &[FoundPassage]) -> PlainHit {
    let best = own.iter().map(|one| one.rank);
    let best = best.reduce(|a, b| if b.key() > a.key() { b } else { a });
    let mut passages = own.to_vec();
    passages
        .sort_by(|a, b| b.within.key().total_cmp(&a.within.key()).then(a.ordinal.cmp(&b.ordinal)));
    passages.truncate(request.passages_per_report.max(1) * 2);
    let rank = best.unwrap_or(passages[0].rank);
    PlainHit { passages, rank, matching: own.len() as u64 }
}

fn passage(one: FoundPassage, matching: u64) -> PlainHit {
    let shown = FoundPassage { within: one.rank, ..one };
    PlainHit { passages: vec![shown], rank: one.rank, matching }
}

fn in_order(catalog: &Catalog, sort: Sort, a: &PlainHit, b: &PlainHit) -> Ordering {
    let (left, right) = (a.passages[0].report, b.passages[0].report);
    let by_rank = || b.rank.key().total_cmp(&a.rank.key());
    // Reports are numbered in the order of lists, the latest first.
    let order = match sort {
        Sort::Relevance => by_rank().then(left.cmp(&right)),
        Sort::Newest => left.cmp(&right).then_with(by_rank),
        Sort::Oldest => {
            let entries = catalog.entries();
            oldest(&entries[left], &entries[right]).then_with(by_rank)
        }
    };
    order.then(a.passages[0].ordinal.cmp(&b.passages[0].ordinal))
}

/// Appends the best of the weaker passages until there are as many hits as were asked for.
fn fill(request: &SearchRequest, weaker: &[FoundPassage], chosen: &mut Vec<PlainHit>) {
    let mut in_order = weaker.to_vec();
    in_order.sort_by(|a, b| b.rank.key().total_cmp(&a.rank.key()).then(a.place().cmp(&b.place())));
    let mut reports: HashSet<usize> = chosen.iter().map(|one| one.passages[0].report).collect();
    let mut shown: HashSet<(usize, u32)> =
        chosen.iter().flat_map(|one| &one.passages).map(FoundPassage::place).collect();
    for one in in_order {
        if chosen.len() >= request.limit {
            break;
        }
        let is_new = match request.group {
            Group::Report => reports.insert(one.report),
            Group::Passage => shown.insert(one.place()),
        };
        if is_new {
            let of_report = weaker.iter().filter(|other| other.report == one.report).count();
            chosen.push(passage(one, if request.places_only { 0 } else { of_report as u64 }));
        }
    }
}

/// Shows a page, with marks of promises where there is a ledger; `read` gives passages by the number
/// of their report and their ordinal, and is not called where places are enough.
///
/// # Errors
/// Those of `read`.
pub fn show(
    catalog: &Catalog,
    query: &Query,
    request: &SearchRequest,
    page: &HitPage,
    ledger: Option<&Ledger>,
    read: impl FnOnce(&[(usize, u32)]) -> Result<PassageNumbers, Error>,
) -> Result<Vec<Hit>, Error> {
    let passages = match request.places_only || page.is_empty() {
        true => PassageNumbers::new(),
        false => read(&page.passages())?,
    };
    // Rows of files have no marks.
    let ledger = ledger.filter(|_| !request.whole_passages);
    let marks = |found: &FoundPassage, text: &str, matched: &TextMatch| {
        let place = (found.report, found.ordinal);
        let marks =
            ledger.map(|ledger| ledger.marks(catalog, place, || matched_sentences(text, matched)));
        marks.unwrap_or_default()
    };
    let hit = |one: &PlainHit| Hit {
        report: catalog.entries()[one.passages[0].report].head(),
        // A report that stands by its date has the score of its best passage.
        score: match request.group == Group::Report && request.sort != Sort::Relevance {
            true => one.passages[0].within.score,
            false => score_of(one.rank.key()),
        },
        matching_passages: one.matching,
        passages: shown_of(query, request, one, &passages, &marks),
    };
    Ok(page.chosen.iter().map(hit).collect())
}

/// The passages of a hit: of those that say the same, the first.
fn shown_of(
    query: &Query,
    request: &SearchRequest,
    hit: &PlainHit,
    passages: &PassageNumbers,
    marks: &dyn Fn(&FoundPassage, &str, &TextMatch) -> Vec<PromiseMark>,
) -> Vec<PassageHit> {
    let most = request.passages_per_report.max(1);
    let (mut shown, mut gists): (Vec<PassageHit>, Vec<Gist>) = (Vec::new(), Vec::new());
    for one in &hit.passages {
        if shown.len() == most {
            break;
        }
        if let Some(passage) = passages.get(&one.place()) {
            let gist = Gist::of(&Tokens::of(&passage.text));
            if gists.iter().any(|other| other.is_like(&gist)) {
                continue;
            }
            gists.push(gist);
        }
        shown.push(self::shown(query, request, one, passages, marks));
    }
    shown
}

/// A passage as a hit shows it.
fn shown(
    query: &Query,
    request: &SearchRequest,
    found: &FoundPassage,
    passages: &PassageNumbers,
    marks: &dyn Fn(&FoundPassage, &str, &TextMatch) -> Vec<PromiseMark>,
) -> PassageHit {
    let (FoundPassage { ordinal, part, .. }, tier) = (*found, found.within.tier);
    let place = PassageHit {
        ordinal,
        part,
        heading: Vec::new(),
        tier,
        snippet: Vec::new(),
        more: Vec::new(),
        promises: Vec::new(),
    };
    let Some(passage) = passages.get(&(found.report, ordinal)) else { return place };
    let nothing = || TextMatch { tier: Tier::Some, marks: Vec::new(), terms: Vec::new() };
    let matched = match_text(query, &Tokens::of(&passage.text)).unwrap_or_else(nothing);
    let (snippet, more) = match request.whole_passages {
        true => (fragments(&passage.text, 0..passage.text.len(), &matched.marks), Vec::new()),
        false => snippet(&passage.text, &matched),
    };
    let heading = passage.heading.clone();
    let promises = marks(found, &passage.text, &matched);
    PassageHit { heading, tier: matched.tier, snippet, more, promises, ..place }
}

/// For every sentence of the text, whether a mark begins in it.
fn matched_sentences(text: &str, matched: &TextMatch) -> Vec<bool> {
    let is_matched = |range: Range<usize>| matched.marks.iter().any(|m| range.contains(&m.start));
    sentences(text).into_iter().map(is_matched).collect()
}
