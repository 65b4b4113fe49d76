//! Ways on from an answer that found nothing, or only a part of the words: how it may have been
//! meant to be written, which word or filter kills it, which word is a place. Each is a query that
//! can be asked as it stands, with its exact counts.
//!
//! Bounded: what could be meant is looked up in the dictionary of terms, whose size does not
//! matter; only [`MOST_COUNTED`] queries are counted.

mod place;
mod sounds;
mod spelling;
mod words;

use suyan_search::concepts::Concepts;
use suyan_search::filter::{LEVEL, PART, PLACE, Restriction, YEAR, in_order};
use suyan_search::query::tree::{QueryNode, written};
use suyan_search::query::{Query, parse};
use suyan_search::{
    Error, Fewer, Filters, Help, HelpKind, SearchAnswer, SearchRequest, Tier, Total,
};

use crate::search::collect::CommitAlternative;
use crate::search::counts::MatchCounts;
use crate::search::stream;
use crate::search::totals;
use crate::store::snapshot::Snapshot;

/// Queries that are counted to help with one, at the most.
const MOST_COUNTED: usize = 16;
/// Ways of one kind that are offered, at the most.
const MOST_OF_A_KIND: usize = 3;

/// The ways on from the answer to a request.
pub(crate) fn help(
    snapshot: &Snapshot,
    concepts: &Concepts,
    request: &SearchRequest,
    answer: &SearchAnswer,
) -> Result<Vec<Help>, Error> {
    if request.query.trim().is_empty() && request.filters == Filters::default() {
        return Ok(Vec::new());
    }
    let query = parse(&request.query)?;
    let fewer = answer.fewer.as_ref();
    let mut guide = Guide { snapshot, request, query, fewer, given: Vec::new(), counted: 0 };
    if !request.synonyms
        && let Some((text, widened)) = concepts.widen(&request.query)
    {
        let from: Vec<&str> = widened.iter().map(|w| w.word.as_str()).collect();
        let to: Vec<String> = widened.iter().map(|w| w.also.join("、")).collect();
        guide.offer(HelpKind::Synonyms, &from.join("、"), &to.join("、"), &text, None)?;
        // Nothing more than what is found already is no offer.
        guide.given.retain(|help| help.total.passages > answer.total.passages || is_poor(answer));
    }
    if is_poor(answer) {
        // A word that the table of concepts knows is spelt as it should be.
        if !guide.has(HelpKind::Synonyms) {
            spelling::offer(&mut guide, answer)?;
        }
        place::offer(&mut guide)?;
        let loosened = words::unquote(&mut guide)?;
        words::fewer(&mut guide, &loosened)?;
        wider(&mut guide)?;
    }
    Ok(guide.given)
}

/// Whether an answer holds nothing, or a part of the words at best.
fn is_poor(answer: &SearchAnswer) -> bool {
    let best = answer.hits.iter().flat_map(|hit| &hit.passages).map(|passage| passage.tier).min();
    answer.total.passages == 0 || best == Some(Tier::Some)
}

/// What is known of the request, and the ways found so far.
struct Guide<'a> {
    snapshot: &'a Snapshot,
    request: &'a SearchRequest,
    query: Query,
    /// What the search came to know.
    fewer: Option<&'a Fewer>,
    given: Vec<Help>,
    counted: usize,
}

impl Guide<'_> {
    /// Offers a query where it finds something; `filters` where they are not the request's.
    /// Tells whether it was taken.
    fn offer(
        &mut self,
        kind: HelpKind,
        from: &str,
        to: &str,
        query: &str,
        filters: Option<Filters>,
    ) -> Result<bool, Error> {
        self.offer_counted(kind, (from, to, query), filters, None)
    }

    /// Offers a query that finds something, where what it finds may be known.
    fn offer_counted(
        &mut self,
        kind: HelpKind,
        (from, to, query): (&str, &str, &str),
        filters: Option<Filters>,
        known: Option<Total>,
    ) -> Result<bool, Error> {
        let filters = filters.unwrap_or_else(|| self.request.filters.clone());
        let is_known = |help: &Help| help.query == query && help.filters == filters;
        let of_kind = self.given.iter().filter(|help| help.kind == kind).count();
        if self.counted >= MOST_COUNTED
            || of_kind >= MOST_OF_A_KIND
            || (query.trim().is_empty() && filters == Filters::default())
            || self.given.iter().any(is_known)
        {
            return Ok(false);
        }
        let total = match known {
            Some(total) => total,
            None => {
                // What would be refused is no way on.
                let Ok(query) = parse(query) else { return Ok(false) };
                self.counted += 1;
                self.snapshot.watch.check()?;
                count(self.snapshot, &query, &filters)?
            }
        };
        if total.passages == 0 {
            return Ok(false);
        }
        let (from, to, query) = (from.to_owned(), to.to_owned(), query.to_owned());
        self.given.push(Help { kind, from, to, query, filters, total });
        Ok(true)
    }

    /// Whether a way of this kind was found.
    fn has(&self, kind: HelpKind) -> bool {
        self.given.iter().any(|help| help.kind == kind)
    }
}

/// What a query finds, counted without looking at order; a part of the words does not count.
pub(crate) fn count(snapshot: &Snapshot, query: &Query, filters: &Filters) -> Result<Total, Error> {
    let alternatives = CommitAlternative::all(snapshot, query, filters);
    match alternatives.as_slice() {
        [only] if stream::is_plain(query) => {
            let mut counts = MatchCounts::new(snapshot);
            only.stream_reports(&mut counts, None)?;
            Ok(counts.total())
        }
        [only] => only.count(),
        several => totals::count_any(several),
    }
}

/// One filter less: those beside the query, and those written into it.
fn wider(guide: &mut Guide<'_>) -> Result<(), Error> {
    let filters = guide.request.filters.clone();
    let text = guide.request.query.clone();
    if !filters.places.is_empty() && !filters.lineage {
        let with = Filters { lineage: true, ..filters.clone() };
        let names = filters.places.join("、");
        guide.offer(HelpKind::Wider, &format!("地区:{names}"), "连同前身", &text, Some(with))?;
    }
    let beside = without_each(&filters);
    let inside = written_filters(&guide.query.tree);
    let active = beside.len() + inside.len();
    for (what, without) in beside {
        guide.offer(HelpKind::Wider, &what, "", &text, Some(without))?;
    }
    for restriction in &inside {
        let tree = guide.query.tree.map(&mut |node| {
            matches!(node, QueryNode::Restriction(r) if r == restriction).then(QueryNode::default)
        });
        guide.offer(HelpKind::Wider, &written(restriction), "", &tree.written(), None)?;
    }
    if active > 1 && !guide.has(HelpKind::Wider) {
        let is_restriction = |node: &QueryNode| matches!(node, QueryNode::Restriction(_));
        let tree = guide.query.tree.map(&mut |node| is_restriction(node).then(QueryNode::default));
        let all = Some(Filters::default());
        guide.offer(HelpKind::Wider, "全部限定", "", &tree.written(), all)?;
    }
    Ok(())
}

/// The filters with each of them left out, and how that one is said: what is narrowest first.
fn without_each(filters: &Filters) -> Vec<(String, Filters)> {
    let ways = in_order(&[&PART, &YEAR, &PLACE, &LEVEL]).into_iter().map(|dimension| {
        let said: Vec<String> = filters.of(dimension).iter().map(written).collect();
        (said.join("、"), filters.without(dimension))
    });
    ways.filter(|(said, _)| !said.is_empty()).collect()
}

/// The filters written into a query, each once; what is excluded is none.
fn written_filters(tree: &QueryNode) -> Vec<Restriction> {
    let mut found: Vec<Restriction> = Vec::new();
    tree.map(&mut |node| {
        if let QueryNode::Restriction(restriction) = node
            && !found.contains(restriction)
        {
            found.push(restriction.clone());
        }
        matches!(node, QueryNode::Not(_)).then(QueryNode::default)
    });
    found
}
