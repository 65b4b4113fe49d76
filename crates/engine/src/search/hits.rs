//! Chosen reports and passages become hits with snippets.

use std::collections::HashSet;
use std::ops::Range;

use suyan_analysis::Tokens;
use suyan_corpus::Passage;
use suyan_promises::sentences;
use suyan_search::matching::{TextMatch, match_text};
use suyan_search::query::Query;
use suyan_search::show::{self, Gist};
use suyan_search::{Error, Hit, PassageHit, PlaceHead, ReportHead, SearchRequest, Sort, Tier};

use super::Found;
use super::collect::{Candidate, CommitAlternative, within};
use super::counts::UNSCORED;
use super::score::{score_of, tier_of};
use super::some::{self, WantedPassages};
use crate::ledger;
use crate::parallel;
use crate::store::snapshot::Snapshot;

/// A report, or one passage of it, that is to be shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ChosenHit {
    pub report: u32,
    pub key: f32,
    /// The one passage to show; `None`: the report's best.
    pub passage: Option<(u32, u32)>,
    /// How many passages of the report match.
    pub matching: u64,
}

/// Hits that one thread shows at a time.
const SHOWN_TOGETHER: usize = 4;
/// What it takes to show one passage, in nanoseconds, roughly.
const SHOW: u64 = 20_000;

pub(crate) fn show(
    snapshot: &Snapshot,
    query: &Query,
    alternatives: &[CommitAlternative<'_>],
    request: &SearchRequest,
    found: &Found,
    chosen: &[ChosenHit],
) -> Result<Vec<Hit>, Error> {
    let places = match found.candidates.as_ref().filter(|_| found.is_partial) {
        Some(candidates) => partial(snapshot, query, request, candidates, chosen)?,
        None => whole(alternatives, chosen)?,
    };
    let shown: Vec<(&ChosenHit, &Vec<Candidate>)> = chosen.iter().zip(&places).collect();
    let some = |shown: &[(&ChosenHit, &Vec<Candidate>)]| -> Result<Vec<Hit>, Error> {
        let mut tokens = Tokens::default();
        let hit = |(chosen, places): &(&ChosenHit, &Vec<Candidate>)| {
            hit(snapshot, query, request, chosen, places, &mut tokens)
        };
        shown.iter().map(hit).collect()
    };
    let passages = places.iter().map(|places| places.len().min(request.passages_per_report));
    let show = if request.places_only { 0 } else { SHOW };
    let work = passages.sum::<usize>() as u64 * show;
    let hits = parallel::map(&snapshot.tuning, shown.chunks(SHOWN_TOGETHER), work, some);
    Ok(hits.into_iter().collect::<Result<Vec<_>, _>>()?.concat())
}

/// For every hit the passages that it may show, best first: those that hold all words.
fn whole(
    alternatives: &[CommitAlternative<'_>],
    chosen: &[ChosenHit],
) -> Result<Vec<Vec<Candidate>>, Error> {
    let is_open = |one: &&ChosenHit| one.passage.is_none();
    let reports: Vec<u32> = chosen.iter().filter(is_open).map(|one| one.report).collect();
    let mut best = within(alternatives, &reports)?.into_iter();
    let places = chosen.iter().map(|one| match one.passage {
        Some((segment, doc)) => {
            vec![Candidate { segment, doc, tier: tier_of(one.key), score: score_of(one.key) }]
        }
        None => best.next().unwrap_or_default(),
    });
    Ok(places.collect())
}

/// Shows passages that hold a part of the words. Most of those were only counted; what is shown is
/// scored, unless it was `scored` already, and maybe looked at again.
fn partial(
    snapshot: &Snapshot,
    query: &Query,
    request: &SearchRequest,
    scored: &[Candidate],
    chosen: &[ChosenHit],
) -> Result<Vec<Vec<Candidate>>, Error> {
    let open = chosen.iter().filter(|one| one.passage.is_none());
    let reports: HashSet<u32> = open.map(|one| one.report).collect();
    let mut all = match reports.is_empty() {
        true => Vec::new(),
        false => some::collect(snapshot, query, &request.filters, WantedPassages::Of(&reports))?,
    };
    let place = |one: &Candidate| (one.segment, one.doc);
    for one in &mut all {
        if let Ok(at) = scored.binary_search_by_key(&place(one), place) {
            one.score = scored[at].score;
        }
    }
    let places = chosen.iter().map(|one| match one.passage {
        Some((segment, doc)) => {
            vec![Candidate { segment, doc, tier: tier_of(one.key), score: score_of(one.key) }]
        }
        None => {
            let mut own = within_report(snapshot, &all, one.report).to_vec();
            own.sort_by(|a, b| b.key().total_cmp(&a.key()).then(a.doc.cmp(&b.doc)));
            own
        }
    });
    Ok(places.collect())
}

/// Those of the candidates that stand in a report.
fn within_report<'c>(
    snapshot: &Snapshot,
    candidates: &'c [Candidate],
    report: u32,
) -> &'c [Candidate] {
    let segment = snapshot.segment_of[report as usize];
    let row = &snapshot.reports[report as usize];
    let place = |one: &Candidate| (one.segment, one.doc);
    let from = candidates.partition_point(|one| place(one) < (segment, row.first));
    let many = candidates[from..].partition_point(|one| place(one) < (segment, row.end));
    &candidates[from..from + many]
}

fn hit(
    snapshot: &Snapshot,
    query: &Query,
    request: &SearchRequest,
    chosen: &ChosenHit,
    places: &[Candidate],
    tokens: &mut Tokens,
) -> Result<Hit, Error> {
    let most = request.passages_per_report.max(1);
    let mut passages: Vec<PassageHit> = Vec::with_capacity(most);
    let mut shown: Vec<Gist> = Vec::new();
    // A few more than are shown, since boilerplate folds.
    for &Candidate { segment, doc, tier, .. } in places.iter().take(most * 2) {
        if request.places_only {
            passages.push(place_of(snapshot, segment, doc, tier));
        } else {
            let passage = snapshot.passage(segment, doc)?;
            tokens.refill(&passage.text);
            let gist = Gist::of(tokens);
            if shown.iter().any(|other| other.is_like(&gist)) {
                continue;
            }
            let matched = matched(query, tokens);
            let mut shown_hit = passage_hit(&passage, &matched, request.whole_passages);
            // Rows of files have no marks.
            if !request.whole_passages {
                let matched = || matched_sentences(&passage.text, &matched);
                shown_hit.promises =
                    ledger::marks(snapshot, chosen.report, passage.ordinal, matched);
            }
            passages.push(shown_hit);
            shown.push(gist);
        }
        if passages.len() == most {
            break;
        }
    }
    Ok(Hit {
        report: head(snapshot, chosen.report),
        // A report that stands by its date was counted only.
        score: match chosen.passage.is_none() && request.sort != Sort::Relevance {
            true => places.first().map_or(UNSCORED, |best| best.score),
            false => score_of(chosen.key),
        },
        matching_passages: chosen.matching,
        passages,
    })
}

/// A passage by its place, unread.
fn place_of(snapshot: &Snapshot, segment: u32, doc: u32, tier: Tier) -> PassageHit {
    let (ordinal, part) = snapshot.place_in_report(segment, doc);
    PassageHit {
        ordinal,
        part,
        heading: Vec::new(),
        tier,
        snippet: Vec::new(),
        more: Vec::new(),
        promises: Vec::new(),
    }
}

fn matched(query: &Query, tokens: &Tokens) -> TextMatch {
    let nothing = || TextMatch { tier: Tier::Some, marks: Vec::new(), terms: Vec::new() };
    match_text(query, tokens).unwrap_or_else(nothing)
}

/// For every sentence of the text, whether a mark begins in it.
fn matched_sentences(text: &str, matched: &TextMatch) -> Vec<bool> {
    let is_matched = |range: Range<usize>| matched.marks.iter().any(|m| range.contains(&m.start));
    sentences(text).into_iter().map(is_matched).collect()
}

fn passage_hit(passage: &Passage, matched: &TextMatch, whole: bool) -> PassageHit {
    let (snippet, more) = if whole {
        let all = 0..passage.text.len();
        (show::fragments(&passage.text, all, &matched.marks), Vec::new())
    } else {
        show::snippet(&passage.text, matched)
    };
    PassageHit {
        ordinal: passage.ordinal,
        part: passage.part,
        heading: passage.heading.clone(),
        tier: matched.tier,
        snippet,
        more,
        promises: Vec::new(),
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
