//! Chosen reports and passages become hits with snippets.

use suyan_analysis::Tokens;
use suyan_corpus::Passage;

use super::alike::Gist;
use super::collect::{Alternative, Candidate, within};
use super::score::score_of;
use super::{Found, snippet};
use crate::matching::text::{TextMatch, match_text};
use crate::query::Query;
use crate::store::snapshot::Snapshot;
use crate::{Error, Hit, PassageHit, PlaceHead, ReportHead, SearchRequest, Tier};

/// A report, or one passage of it, that is to be shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chosen {
    pub report: u32,
    pub key: f32,
    /// The one passage to show; `None`: the report's best.
    pub passage: Option<(u32, u32)>,
    /// How many passages of the report match.
    pub matching: u64,
}

pub(crate) fn show(
    snapshot: &Snapshot,
    query: &Query,
    alternatives: &[Alternative<'_>],
    request: &SearchRequest,
    found: &Found,
    chosen: &[Chosen],
) -> Result<Vec<Hit>, Error> {
    let places = places(snapshot, alternatives, found, chosen)?;
    let mut tokens = Tokens::default();
    let shown = chosen.iter().zip(&places);
    shown
        .map(|(chosen, places)| hit(snapshot, query, request, chosen, places, &mut tokens))
        .collect()
}

/// For every hit the passages that it may show, best first.
fn places(
    snapshot: &Snapshot,
    alternatives: &[Alternative<'_>],
    found: &Found,
    chosen: &[Chosen],
) -> Result<Vec<Vec<(u32, u32)>>, Error> {
    let reports: Vec<u32> =
        chosen.iter().filter(|one| one.passage.is_none()).map(|one| one.report).collect();
    let partial = found.candidates.as_ref().filter(|_| found.is_partial);
    let best = match partial {
        Some(candidates) => {
            reports.iter().map(|&report| best_of(snapshot, candidates, report)).collect()
        }
        None => within(alternatives, &reports)?,
    };
    let mut best = best.into_iter();
    let place = |candidate: Candidate| (candidate.segment, candidate.doc);
    let places = chosen.iter().map(|one| match one.passage {
        Some(place) => vec![place],
        None => best.next().unwrap_or_default().into_iter().map(place).collect(),
    });
    Ok(places.collect())
}

fn hit(
    snapshot: &Snapshot,
    query: &Query,
    request: &SearchRequest,
    chosen: &Chosen,
    places: &[(u32, u32)],
    tokens: &mut Tokens,
) -> Result<Hit, Error> {
    let most = request.passages_per_report.max(1);
    let mut passages: Vec<PassageHit> = Vec::with_capacity(most);
    let mut shown: Vec<Gist> = Vec::new();
    // A few more than are shown, since boilerplate folds.
    for &(segment, doc) in places.iter().take(most * 2) {
        let passage = snapshot.passage(segment, doc)?;
        tokens.refill(&passage.text);
        let gist = Gist::of(tokens);
        if shown.iter().any(|other| other.is_like(&gist)) {
            continue;
        }
        passages.push(passage_hit(&passage, tokens, query, request.whole_passages));
        shown.push(gist);
        if passages.len() == most {
            break;
        }
    }
    Ok(Hit {
        report: head(snapshot, chosen.report),
        score: score_of(chosen.key),
        matching_passages: chosen.matching,
        passages,
    })
}

/// Those of the candidates that stand in a report, best first.
fn best_of(snapshot: &Snapshot, candidates: &[Candidate], report: u32) -> Vec<Candidate> {
    let segment = snapshot.segment_of[report as usize];
    let row = &snapshot.reports[report as usize];
    let from = candidates.partition_point(|c| (c.segment, c.doc) < (segment, row.first));
    let mut own: Vec<Candidate> = candidates[from..]
        .iter()
        .take_while(|c| c.segment == segment && c.doc < row.end)
        .copied()
        .collect();
    own.sort_by(|a, b| b.key().total_cmp(&a.key()).then(a.doc.cmp(&b.doc)));
    own
}

fn passage_hit(passage: &Passage, tokens: &Tokens, query: &Query, whole: bool) -> PassageHit {
    let matched = match_text(query, tokens).unwrap_or(TextMatch {
        tier: Tier::Some,
        marks: Vec::new(),
        terms: Vec::new(),
    });
    let (snippet, more) = if whole {
        let all = 0..passage.text.len();
        (snippet::fragments(&passage.text, all, &matched.marks), Vec::new())
    } else {
        snippet::snippet(&passage.text, &matched)
    };
    PassageHit {
        ordinal: passage.ordinal,
        part: passage.part,
        heading: passage.heading.clone(),
        tier: matched.tier,
        snippet,
        more,
    }
}

/// A report's facts as the API shows them.
pub(crate) fn head(snapshot: &Snapshot, report: u32) -> ReportHead {
    let row = &snapshot.reports[report as usize];
    let place = snapshot.place(report);
    let iso = |date: u32| format!("{:04}-{:02}-{:02}", date / 10_000, date / 100 % 100, date % 100);
    ReportHead {
        id: row.id.to_string(),
        title: row.title.to_string(),
        level: place.map(|place| place.level),
        place: place.map(|place| PlaceHead {
            code: place.code.clone(),
            name: place.name.clone(),
            path: place.path.clone(),
        }),
        year: row.year,
        date: row.date.map(iso),
        kind: row.kind,
    }
}
