//! Chosen reports and passages become hits with snippets.

use suyan_analysis::Tokens;
use suyan_corpus::{Facts, Passage};

use super::collect::{Candidate, within_report};
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
    request: &SearchRequest,
    found: &Found,
    chosen: &[Chosen],
) -> Result<Vec<Hit>, Error> {
    chosen.iter().map(|chosen| hit(snapshot, query, request, found, chosen)).collect()
}

fn hit(
    snapshot: &Snapshot,
    query: &Query,
    request: &SearchRequest,
    found: &Found,
    chosen: &Chosen,
) -> Result<Hit, Error> {
    let most = request.passages_per_report.max(1);
    let places: Vec<(u32, u32)> = match chosen.passage {
        Some(place) => vec![place],
        // A few more than are shown, since boilerplate folds.
        None => best_of(snapshot, query, request, found, chosen.report)?
            .into_iter()
            .take(most * 2)
            .map(|candidate| (candidate.segment, candidate.doc))
            .collect(),
    };
    let mut passages: Vec<PassageHit> = Vec::with_capacity(most);
    let mut shown: Vec<String> = Vec::new();
    for (segment, doc) in places {
        let passage = snapshot.passage(segment, doc)?;
        let tokens = Tokens::of(&passage.text);
        let normal = tokens.normal(0..tokens.len()).to_owned();
        if shown.contains(&normal) {
            continue;
        }
        passages.push(passage_hit(&passage, &tokens, query, request.whole_passages));
        shown.push(normal);
        if passages.len() == most {
            break;
        }
    }
    Ok(Hit {
        report: head(snapshot, chosen.report)?,
        score: score_of(chosen.key),
        matching_passages: chosen.matching,
        passages,
    })
}

/// The report's matches, best first.
fn best_of(
    snapshot: &Snapshot,
    query: &Query,
    request: &SearchRequest,
    found: &Found,
    report: u32,
) -> Result<Vec<Candidate>, Error> {
    let Some(candidates) = found.candidates.as_ref().filter(|_| found.is_partial) else {
        return within_report(snapshot, query, &request.filters, report);
    };
    let segment = snapshot.segment_of[report as usize];
    let row = &snapshot.reports[report as usize];
    let from = candidates.partition_point(|c| (c.segment, c.doc) < (segment, row.first));
    let mut own: Vec<Candidate> = candidates[from..]
        .iter()
        .take_while(|c| c.segment == segment && c.doc < row.end)
        .copied()
        .collect();
    own.sort_by(|a, b| b.key().total_cmp(&a.key()).then(a.doc.cmp(&b.doc)));
    Ok(own)
}

fn passage_hit(passage: &Passage, tokens: &Tokens, query: &Query, whole: bool) -> PassageHit {
    let matched = match_text(query, tokens).unwrap_or(TextMatch {
        tier: Tier::Some,
        marks: Vec::new(),
        terms: Vec::new(),
    });
    PassageHit {
        ordinal: passage.ordinal,
        part: passage.part,
        heading: passage.heading.clone(),
        tier: matched.tier,
        snippet: if whole {
            snippet::fragments(&passage.text, 0..passage.text.len(), &matched.marks)
        } else {
            snippet::snippet(&passage.text, &matched)
        },
    }
}

/// A report's facts as the API shows them.
pub(crate) fn head(snapshot: &Snapshot, report: u32) -> Result<ReportHead, Error> {
    let facts = snapshot.facts(report)?;
    Ok(head_of(&snapshot.reports[report as usize].id, facts))
}

pub(crate) fn head_of(id: &str, facts: Facts) -> ReportHead {
    ReportHead {
        id: id.to_owned(),
        title: facts.title,
        level: facts.place.as_ref().map(|place| place.level),
        place: facts.place.map(|place| PlaceHead {
            code: place.code,
            name: place.name,
            path: place.path,
        }),
        year: facts.year,
        date: facts.date.map(|date| date.to_string()),
        kind: facts.kind,
    }
}
