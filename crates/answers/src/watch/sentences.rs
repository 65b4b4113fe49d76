//! The sentences of reports that speak of a matter, and which of them answers which of the year
//! before.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::{ControlFlow, Range};
use std::time::Instant;

use suyan_analysis::sentences;
use suyan_corpus::Part;
use suyan_search::{Backend, Group, Hit, ListSink, ReportHead, SearchRequest, Sort, Tier};

use crate::compare::Piece;
use crate::compare::align::{dice, pairs_of};
use crate::compare::words::{ALL_TIME, changes, same};
use crate::problem::Problem;
use crate::quote::marked;

/// Less alike than this, one sentence does not answer the other.
const ALIKE: f32 = 0.45;

/// A sentence that speaks of the matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedSentence {
    pub ordinal: u32,
    pub part: Part,
    pub text: String,
}

/// What a sentence is beside those of the year before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// It stands there too.
    Repeated,
    /// It answers this one.
    Changed(usize),
    /// It answers none.
    None,
}

/// What reports say of a matter, by their ids: those that came, and those of the years before.
///
/// # Errors
/// What the backend says.
pub fn said(
    backend: &dyn Backend,
    request: &SearchRequest,
    came: &[ReportHead],
) -> Result<HashMap<String, Vec<WatchedSentence>>, Problem> {
    let mut request = SearchRequest {
        sort: Sort::Oldest,
        group: Group::Passage,
        facets: false,
        passages_per_report: 1,
        whole_passages: true,
        ..request.clone()
    };
    // What answers a report is of the year before, and what has no year may be anything.
    let years: Option<Vec<i16>> = came.iter().map(|head| head.year).collect();
    request.filters.years = match (years, request.filters.years) {
        (Some(years), asked) => {
            let first = years.iter().min().copied().unwrap_or(i16::MIN);
            let last = years.iter().max().copied().unwrap_or(i16::MAX);
            let asked =
                asked.map_or((i16::MIN, i16::MAX), |(from, to)| (from.saturating_sub(1), to));
            Some((first.saturating_sub(1).max(asked.0), last.min(asked.1)))
        }
        (None, Some((from, to))) => Some((from.saturating_sub(1), to)),
        (None, None) => None,
    };
    let mut gathered =
        GatheredSentences { weakest: weakest(backend, &request)?, said: HashMap::new() };
    backend.scan(&request, &mut gathered)?;
    for said in gathered.said.values_mut() {
        said.sort_by_key(|one| one.ordinal);
        // Something said twice in one report is said once.
        let mut known = HashSet::new();
        said.retain(|one| known.insert(one.text.clone()));
    }
    Ok(gathered.said)
}

/// How a passage must at least have been found. Whoever typed one string means it and not its words
/// anywhere in a passage; of words that were typed apart each may stand in a sentence of its own.
fn weakest(backend: &dyn Backend, request: &SearchRequest) -> Result<Tier, Problem> {
    let look = SearchRequest { limit: 1, offset: 0, places_only: true, ..request.clone() };
    let is_one_string = backend.search(&look)?.read_as.literal.is_some();
    Ok(if is_one_string { Tier::Near } else { Tier::Words })
}

struct GatheredSentences {
    weakest: Tier,
    said: HashMap<String, Vec<WatchedSentence>>,
}

impl ListSink for GatheredSentences {
    fn begin(&mut self, _hits: u64) {}

    fn hit(&mut self, hit: &Hit) -> ControlFlow<()> {
        // The strongest tier is the least.
        for passage in hit.passages.iter().filter(|passage| passage.tier <= self.weakest) {
            let (text, marks) = marked(&passage.snippet);
            let own = self.said.entry(hit.report.id.clone()).or_default();
            for range in of_the_matter(&text, &marks) {
                let words = text[range].trim();
                if !words.is_empty() {
                    let (ordinal, part) = (passage.ordinal, passage.part);
                    own.push(WatchedSentence { ordinal, part, text: words.to_owned() });
                }
            }
        }
        ControlFlow::Continue(())
    }
}

/// The sentences of a passage that speak of the matter: of two of which one holds all that is marked
/// in the other and more, the first (养老床位 beside 养老).
fn of_the_matter(text: &str, marks: &[Range<usize>]) -> Vec<Range<usize>> {
    let held = |range: &Range<usize>| -> BTreeSet<char> {
        let within = marks.iter().filter(|mark| mark.start < range.end && mark.end > range.start);
        within.flat_map(|mark| text[mark.clone()].chars()).filter(|c| c.is_alphanumeric()).collect()
    };
    let sentences: Vec<_> =
        sentences(text).into_iter().map(|range| (held(&range), range)).collect();
    let is_less = |one: &BTreeSet<char>| {
        sentences.iter().any(|(other, _)| one.len() < other.len() && one.is_subset(other))
    };
    let own = sentences.iter().filter(|(held, _)| !held.is_empty() && !is_less(held));
    own.map(|(_, range)| range.clone()).collect()
}

/// What each sentence is beside those of the year before: the most alike are put together first,
/// and none twice.
pub fn answered(now: &[WatchedSentence], then: &[WatchedSentence]) -> Vec<Answered> {
    let mut found = vec![Answered::None; now.len()];
    let mut free = vec![true; then.len()];
    for (at, one) in now.iter().enumerate() {
        if let Some(old) = then.iter().position(|old| same(&old.text, &one.text)) {
            found[at] = Answered::Repeated;
            free[old] = false;
        }
    }
    let pairs =
        |said: &[WatchedSentence]| said.iter().map(|one| pairs_of(&one.text)).collect::<Vec<_>>();
    let (left, right) = (pairs(now), pairs(then));
    let mut candidates = Vec::new();
    for (at, _) in now.iter().enumerate().filter(|(at, _)| found[*at] == Answered::None) {
        for (old, _) in then.iter().enumerate().filter(|(old, _)| free[*old]) {
            let likeness = dice(&left[at], &right[old]);
            if likeness >= ALIKE {
                candidates.push((likeness, at, old));
            }
        }
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    for (_, at, old) in candidates {
        if found[at] == Answered::None && free[old] {
            found[at] = Answered::Changed(old);
            free[old] = false;
        }
    }
    found
}

/// The figures of a sentence that another does not have, and the other way round.
type FigureChanges = (Vec<String>, Vec<String>);

/// What changed from one sentence to another: the new one in pieces, and the figures that only one
/// of them has.
pub fn changed(then: &str, now: &str) -> (Vec<Piece>, Option<FigureChanges>) {
    let (_, pieces) = changes(then, now, Instant::now() + ALL_TIME);
    let figures = |text: &str| -> Vec<String> {
        let found = suyan_analysis::quantity::quantities(text);
        found.into_iter().map(|quantity| text[quantity.range].to_owned()).collect()
    };
    let (old, new) = (figures(then), figures(now));
    let only = |all: &[String], but: &[String]| -> Vec<String> {
        all.iter().filter(|one| !but.contains(one)).cloned().collect()
    };
    let (before, after) = (only(&old, &new), only(&new, &old));
    let is_any = !before.is_empty() || !after.is_empty();
    (pieces, is_any.then_some((before, after)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(texts: &[&str]) -> Vec<WatchedSentence> {
        let one = |(at, text): (u32, &&str)| WatchedSentence {
            ordinal: at,
            part: Part::Tasks,
            text: (*text).to_owned(),
        };
        (1..).zip(texts).map(one).collect()
    }

    #[test]
    fn sentences_are_repeated_changed_or_new() {
        let then = said(&[
            "完成架空线入地12公里，拔除线杆300根。",
            "推进“一网统管”。",
            "新建停车库420个泊位。",
        ]);
        let now = said(&[
            "推进一网统管。",
            "完成架空线入地15公里，拔除线杆300根。",
            "启动架空线整治立法调研。",
        ]);
        let found = answered(&now, &then);
        assert_eq!(found, [Answered::Repeated, Answered::Changed(0), Answered::None]);
        assert_eq!(answered(&now, &[]), [Answered::None; 3]);
    }

    #[test]
    fn a_sentence_that_holds_less_of_the_matter_is_not_of_it() {
        let text = "新增养老床位5030张。调整养老保险。建设口袋公园。";
        let marks = |words: &[&str]| -> Vec<Range<usize>> {
            let mut marks: Vec<_> = words
                .iter()
                .flat_map(|word| text.match_indices(word).map(|(at, w)| at..at + w.len()))
                .collect();
            marks.sort_by_key(|mark| mark.start);
            marks
        };
        let of = |words: &[&str]| -> Vec<&str> {
            of_the_matter(text, &marks(words)).into_iter().map(|range| &text[range]).collect()
        };
        assert_eq!(of(&["养老", "床位"]), ["新增养老床位5030张。"]);
        assert_eq!(of(&["床位", "公园"]), ["新增养老床位5030张。", "建设口袋公园。"]);
        assert!(of(&[]).is_empty());
    }

    #[test]
    fn changed_figures_are_told() {
        let (pieces, figures) = changed("完成架空线入地12公里。", "完成架空线入地15公里。");
        let (before, after) = figures.unwrap();
        assert_eq!(
            (before.as_slice(), after.as_slice()),
            (&["12公里".into()][..], &["15公里".into()][..])
        );
        assert!(pieces.iter().any(|piece| piece.changed && piece.text.contains("15")));
        assert_eq!(changed("推进整治。", "推进整治工作。").1, None);
    }
}
