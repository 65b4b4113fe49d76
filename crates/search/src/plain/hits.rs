//! What was found becomes hits: put in order, cut to a page, and shown.

use std::cmp::Ordering;
use std::ops::Range;

use suyan_analysis::Tokens;
use suyan_promises::sentences;

use super::catalog::{newest, oldest};
use super::{Catalog, Found, Ledger, Passages};
use crate::ledger::PromiseMark;
use crate::matching::{TextMatch, match_text};
use crate::query::Query;
use crate::show::{fragments, snippet};
use crate::{Error, Group, Hit, PassageHit, SearchRequest, Sort};

/// The hits of a page, chosen and not yet shown.
#[derive(Debug, Default)]
pub struct Page {
    /// For every hit the passages that it shows, best first, and how many of its report match.
    chosen: Vec<(Vec<Found>, u64)>,
}

impl Page {
    /// The passages whose text is shown: number of the report, ordinal.
    #[must_use]
    pub fn passages(&self) -> Vec<(usize, u32)> {
        let all = self.chosen.iter().flat_map(|(own, _)| own);
        all.map(|one| (one.report, one.ordinal)).collect()
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

/// The page of a request: by tier, then by score, then the latest first; or by date. What was found
/// of a report stands together.
#[must_use]
pub fn choose(catalog: &Catalog, request: &SearchRequest, found: &[Found]) -> Page {
    let of_report = found.chunk_by(|a, b| a.report == b.report);
    let mut groups: Vec<(Vec<Found>, u64)> = match request.group {
        Group::Report => of_report.map(|own| (own.to_vec(), own.len() as u64)).collect(),
        Group::Passage => {
            of_report.flat_map(|own| own.iter().map(|one| (vec![*one], own.len() as u64))).collect()
        }
    };
    for (own, _) in &mut groups {
        own.sort_by(|a, b| better(a, b).then(a.ordinal.cmp(&b.ordinal)));
        own.truncate(request.passages_per_report.max(1));
    }
    groups.sort_by(|(a, _), (b, _)| {
        let (a, b) = (&a[0], &b[0]);
        let (left, right) = (&catalog.entries()[a.report], &catalog.entries()[b.report]);
        let first = match request.sort {
            Sort::Relevance => better(a, b).then_with(|| newest(left, right)),
            Sort::Newest => newest(left, right),
            Sort::Oldest => oldest(left, right),
        };
        first.then_with(|| better(a, b)).then(a.ordinal.cmp(&b.ordinal))
    });
    let page = groups.into_iter().skip(request.offset).take(request.limit);
    Page { chosen: page.collect() }
}

fn better(a: &Found, b: &Found) -> Ordering {
    a.tier.cmp(&b.tier).then(b.score.total_cmp(&a.score))
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
    page: &Page,
    ledger: Option<&Ledger>,
    read: impl FnOnce(&[(usize, u32)]) -> Result<Passages, Error>,
) -> Result<Vec<Hit>, Error> {
    let passages = match request.places_only || page.is_empty() {
        true => Passages::new(),
        false => read(&page.passages())?,
    };
    // Rows of files have no marks.
    let ledger = ledger.filter(|_| !request.whole_passages);
    let marks = |found: &Found, text: &str, matched: &TextMatch| {
        let place = (found.report, found.ordinal);
        let marks =
            ledger.map(|ledger| ledger.marks(catalog, place, || matched_sentences(text, matched)));
        marks.unwrap_or_default()
    };
    let shown = |one: &Found| shown(query, request, one, &passages, &marks);
    let hit = |(own, matching): &(Vec<Found>, u64)| Hit {
        report: catalog.entries()[own[0].report].head(),
        score: own[0].score,
        matching_passages: *matching,
        passages: own.iter().map(shown).collect(),
    };
    Ok(page.chosen.iter().map(hit).collect())
}

/// A passage as a hit shows it.
fn shown(
    query: &Query,
    request: &SearchRequest,
    found: &Found,
    passages: &Passages,
    marks: &dyn Fn(&Found, &str, &TextMatch) -> Vec<PromiseMark>,
) -> PassageHit {
    let Found { ordinal, part, tier, .. } = *found;
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
    let nothing = || TextMatch { tier, marks: Vec::new(), terms: Vec::new() };
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
