//! Everything that a query finds, with the keys that order it: what the tiers, scores and second looks
//! of [`crate::rank`] come to where every passage that matches is measured by its text.
//!
//! An engine with lists leaves out whatever cannot reach the page; the page is the same.

use suyan_analysis::Tokens;

use super::alternative::Alternative;
use super::borders::{AcrossByReport, across};
use super::{Asked, FoundPassage, FoundRank, PassageOutline, PassageReader, choose, show};
use crate::query::{Conjunction, Query};
use crate::rank::Scorer;
use crate::rank::borders;
use crate::rank::feedback::{self, LOOKED_AT};
use crate::rank::pairs::RankedText;
use crate::rank::partial::{WordWeights, is_divisible};
use crate::{Error, Group, SearchRequest, Sort, Tier};

/// What a request finds.
#[derive(Debug, Default)]
pub struct Ranking {
    /// What is counted, in the order of reports and ordinals.
    pub found: Vec<FoundPassage>,
    /// Whether nothing holds all words, so that these hold a part of them.
    pub is_partial: bool,
    /// What holds a part of the words, for hits behind those that hold all; none where the page has
    /// no room.
    pub weaker: Vec<FoundPassage>,
}

/// A search.
struct Ranker<'a> {
    reader: &'a dyn PassageReader,
    query: &'a Query,
    request: &'a SearchRequest,
    fills: bool,
}

/// Everything that a request finds; what is only counted stands in no order of relevance. `fills` says
/// whether a page that has room is filled with what holds a part of the words.
///
/// # Errors
/// Those of the reader.
pub fn rank(
    reader: &dyn PassageReader,
    query: &Query,
    request: &SearchRequest,
    fills: bool,
) -> Result<Ranking, Error> {
    let ranker = Ranker { reader, query, request, fills };
    let ranking = ranker.rank(&AcrossByReport::new())?;
    let is_ordered = borders::is_ordered(request) && !ranking.found.is_empty();
    let Some(word) = borders::word(query).filter(|_| is_ordered) else { return Ok(ranking) };
    // Every page of a list stands in the order that its first page asks for.
    let first = borders::first_page(request);
    let page = choose(reader.catalog(), &first, &ranking);
    let hits =
        show(reader.catalog(), query, &first, &page, None, |wanted| reader.passages(wanted))?;
    if !borders::are_seen(word, &hits) {
        return Ok(ranking);
    }
    ranker.rank(&across(reader, query, word)?)
}

impl Ranker<'_> {
    /// See [`Ranking`].
    fn rank(&self, across: &AcrossByReport) -> Result<Ranking, Error> {
        let alternatives = self.query.alternatives.iter();
        let alternatives = alternatives.map(|one| self.alternative(one));
        let alternatives = alternatives.collect::<Result<Vec<_>, _>>()?;
        let lists = alternatives.iter().map(|one| one.all_words(across));
        let mut lists = lists.collect::<Result<Vec<_>, _>>()?;
        let mut ranking = self.in_order(merged(lists.iter().flatten()))?;
        let is_open = lists.iter().flatten().any(|one| !one.is_close);
        if is_open && self.request.group == Group::Report && !ranking.is_partial {
            // The passages of a report that is shown stand by how close the words stand in each.
            let page = choose(self.reader.catalog(), self.request, &ranking).reports();
            for (alternative, list) in alternatives.iter().zip(&mut lists) {
                alternative.look_within(&page, list)?;
            }
            let on_page = |one: &&FoundPassage| page.contains(&one.report);
            for one in merged(lists.iter().flatten().filter(on_page)) {
                let at = ranking.found.binary_search_by_key(&one.place(), FoundPassage::place);
                at.into_iter().for_each(|at| ranking.found[at].within = one.within);
            }
        }
        Ok(ranking)
    }

    fn alternative<'s>(&'s self, conjunction: &'s Conjunction) -> Result<Alternative<'s>, Error> {
        Alternative::of(self.reader, self.query, self.request, conjunction)
    }

    /// What holds all words, and what stands beside it or instead.
    fn in_order(&self, found: Vec<FoundPassage>) -> Result<Ranking, Error> {
        let mut ranking = Ranking { found, ..Ranking::default() };
        let is_ranked = self.request.sort == Sort::Relevance;
        let is_divisible = is_divisible(self.query);
        if ranking.found.is_empty() {
            if is_divisible && !is_plain(self.query) {
                ranking.found = self.in_part()?;
                ranking.is_partial = !ranking.found.is_empty();
                if ranking.is_partial && is_ranked {
                    self.look_again(&mut ranking.found, &mut [])?;
                }
            }
            return Ok(ranking);
        }
        let Ranking { found, weaker, .. } = &mut ranking;
        let question = feedback::question(self.query).filter(|_| is_ranked);
        let tiers = || found.iter().map(|one| one.rank.tier);
        let looks = question.is_some_and(|question| feedback::is_wanted(question, tiers()));
        let has_room = self.has_room(found);
        if is_divisible && is_ranked && (has_room || looks && found.len() < LOOKED_AT) {
            *weaker = self.in_part()?;
        }
        if looks {
            // More weaker ones are not looked at.
            let more = if found.len() < LOOKED_AT { LOOKED_AT + found.len() } else { 0 };
            let mut best = best_of(weaker, more);
            self.look_again(found, &mut best)?;
            take_over(weaker, &best);
        }
        if !has_room {
            weaker.clear();
        }
        Ok(ranking)
    }

    /// Whether the page has room for what holds a part of the words.
    fn has_room(&self, found: &[FoundPassage]) -> bool {
        let SearchRequest { limit, offset, group, whole_passages, .. } = *self.request;
        let hits = match group {
            Group::Passage => found.len(),
            Group::Report => found.chunk_by(|a, b| a.report == b.report).take(limit).count(),
        };
        self.fills && offset == 0 && !whole_passages && hits < limit
    }

    /// What holds enough of the words, in the order of reports and ordinals.
    fn in_part(&self) -> Result<Vec<FoundPassage>, Error> {
        let mut found: Vec<FoundPassage> = Vec::new();
        for conjunction in self.query.in_part().iter().filter(|one| one.terms.len() > 1) {
            found.extend(self.of_part(conjunction)?);
        }
        found.sort_by(|a, b| a.place().cmp(&b.place()).then(b.rank.key().total_cmp(&a.rank.key())));
        found.dedup_by_key(|one| one.place());
        Ok(found)
    }

    fn of_part(&self, conjunction: &Conjunction) -> Result<Vec<FoundPassage>, Error> {
        let (reader, filters) = (self.reader, &self.request.filters);
        let statistics = reader.statistics()?;
        let frequency = |term| {
            let frequency = statistics.frequency_of_term(term)?;
            Ok(if frequency > 0 && reader.stands(term)? { frequency } else { 0 })
        };
        let frequencies = conjunction.terms.iter().map(frequency);
        let frequencies = frequencies.collect::<Result<Vec<u64>, Error>>()?;
        let weights = WordWeights::of(&conjunction.terms, &frequencies, statistics.passages());
        let Some(weights) = weights else { return Ok(Vec::new()) };
        let scorer = Scorer::with_weights(statistics.mean_length(), Vec::new());
        let catalog = reader.catalog();
        let asked = Asked::of(catalog, std::slice::from_ref(conjunction), filters);
        let mut found = Vec::new();
        let mut add = |report: usize, ordinal: u32, outline: PassageOutline, units: u32| {
            let once = scorer.once(outline.length) * outline.worth();
            let rank = FoundRank { tier: Tier::Some, score: units as f32 * weights.unit * once };
            found.push(FoundPassage {
                report,
                ordinal,
                part: outline.part,
                rank,
                within: rank,
                is_close: true,
            });
        };
        let outline = |report: usize, ordinal| catalog.entries()[report].outline(ordinal);
        let told =
            reader.weighed(conjunction, filters, &weights, &mut |report, ordinal, units| {
                if let Some(outline) = outline(report, ordinal)
                    && units >= weights.enough
                    && asked.admits(report, outline.part)
                {
                    add(report, ordinal, outline, units);
                }
            })?;
        if told {
            return Ok(found);
        }
        reader.matching_in_part(
            conjunction,
            filters,
            &weights,
            &mut |report, ordinal, tokens| {
                if let Some(outline) = outline(report, ordinal)
                    && let Some(units) = weights.held(conjunction, tokens)
                    && asked.tier(report, outline.part, tokens).is_some()
                {
                    add(report, ordinal, outline, units);
                }
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Scores the best of both lists again.
    fn look_again(
        &self,
        found: &mut [FoundPassage],
        weaker: &mut [FoundPassage],
    ) -> Result<(), Error> {
        let pool = pool(found, weaker);
        let Some(ceiling) = pool.first().map(|best| best.rank.score) else { return Ok(()) };
        if pool.len() <= 2 {
            return Ok(());
        }
        let wanted: Vec<(usize, u32)> = pool.iter().map(FoundPassage::place).collect();
        let passages = self.reader.passages(&wanted)?;
        let text = |place| {
            let text = passages.get(place).map_or("", |passage| passage.text.as_str());
            RankedText::of(&Tokens::of(text))
        };
        let texts: Vec<RankedText> = wanted.iter().map(text).collect();
        let question = feedback::question(self.query);
        let scores = feedback::scores(self.reader.statistics()?, self.query, question, &texts)?;
        let settled = feedback::settled(question);
        for (seen, score) in pool.iter().zip(scores) {
            let of = |list: &[FoundPassage]| {
                list.binary_search_by_key(&seen.place(), FoundPassage::place).ok()
            };
            let is_partial = seen.rank.tier == Tier::Some;
            let one = match (of(found), of(weaker)) {
                (Some(at), _) => &mut found[at],
                (None, Some(at)) => &mut weaker[at],
                (None, None) => continue,
            };
            if one.rank.tier > settled {
                one.rank.score = ceiling * (1.0 + score);
                if is_partial {
                    one.within = one.rank;
                }
            }
        }
        Ok(())
    }
}

/// What alternatives found, in the order of reports and ordinals: each passage once, by the best.
fn merged<'f>(found: impl Iterator<Item = &'f FoundPassage>) -> Vec<FoundPassage> {
    let mut found: Vec<FoundPassage> = found.copied().collect();
    found.sort_by(|a, b| a.place().cmp(&b.place()).then(b.rank.key().total_cmp(&a.rank.key())));
    let best = |same: &[FoundPassage]| {
        let within = same.iter().map(|one| one.within);
        let best = within.reduce(|a, b| if b.key() > a.key() { b } else { a });
        FoundPassage { within: best.unwrap_or(same[0].within), ..same[0] }
    };
    found.chunk_by(|a, b| a.place() == b.place()).map(best).collect()
}

/// Whether a query is of one word or none: nothing is looked for in part.
fn is_plain(query: &Query) -> bool {
    matches!(query.alternatives.as_slice(), [only] if only.terms.len() <= 1)
}

/// The best of a list by key, in the order of reports and ordinals.
fn best_of(list: &[FoundPassage], many: usize) -> Vec<FoundPassage> {
    let mut best = list.to_vec();
    best.sort_by(|a, b| b.rank.key().total_cmp(&a.rank.key()).then(a.place().cmp(&b.place())));
    best.truncate(many);
    best.sort_by_key(FoundPassage::place);
    best
}

/// The keys of `best`, which are of `list`.
fn take_over(list: &mut [FoundPassage], best: &[FoundPassage]) {
    for one in best {
        if let Ok(at) = list.binary_search_by_key(&one.place(), FoundPassage::place) {
            list[at] = *one;
        }
    }
}

/// The best by score of both lists; what stands in both is taken from the first.
fn pool(found: &[FoundPassage], weaker: &[FoundPassage]) -> Vec<FoundPassage> {
    let is_known = |one: &&FoundPassage| {
        found.binary_search_by_key(&one.place(), FoundPassage::place).is_err()
    };
    let others = weaker.iter().filter(is_known);
    let mut pool: Vec<FoundPassage> = found.iter().chain(others).copied().collect();
    pool.sort_by(|a, b| b.rank.score.total_cmp(&a.rank.score).then(a.place().cmp(&b.place())));
    pool.truncate(LOOKED_AT);
    pool
}
