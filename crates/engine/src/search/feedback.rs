//! A second look at the best passages, by what they say character by character and by what they have
//! in common: [`suyan_search::rank::feedback`].

use rustc_hash::FxHashSet;
use suyan_analysis::Tokens;
use suyan_search::Error;
use suyan_search::query::Query;
pub(crate) use suyan_search::rank::feedback::{LOOKED_AT, is_wanted, question};
use suyan_search::rank::feedback::{scores, settled};
use suyan_search::rank::pairs::RankedText;

use super::collect::Candidate;
use crate::parallel;
use crate::store::snapshot::Snapshot;

/// So many are read by one thread at a time.
const READ_TOGETHER: usize = 5;
/// What it takes to read one, in nanoseconds, roughly.
const READ: u64 = 10_000;

/// Scores the best of all candidates again; `found` hold all words, `weaker` a part (or any) of
/// them. Those looked at stay above those not looked at.
pub(crate) fn look_again(
    snapshot: &Snapshot,
    query: &Query,
    found: &mut [Candidate],
    weaker: &mut [Candidate],
) -> Result<(), Error> {
    let pool = pool(snapshot, found, weaker);
    let Some(ceiling) = pool.first().map(|best| best.score).filter(|_| pool.len() > 2) else {
        return Ok(());
    };
    let question = question(query);
    let mixed = scores(snapshot, query, question, &read(snapshot, &pool)?)?;
    let settled = settled(question);
    for (one, mixed) in pool.iter().zip(mixed) {
        let list = if one.is_weaker { &mut *weaker } else { &mut *found };
        if list[one.at].tier > settled {
            list[one.at].score = ceiling * (1.0 + mixed);
        }
    }
    Ok(())
}

/// The texts of a pool.
fn read(snapshot: &Snapshot, pool: &[SecondLook]) -> Result<Vec<RankedText>, Error> {
    let some = |some: &[SecondLook]| -> Result<Vec<RankedText>, Error> {
        let mut tokens = Tokens::default();
        let mut text = |one: &SecondLook| {
            tokens.refill(&snapshot.text(one.segment, one.doc)?);
            Ok(RankedText::of(&tokens))
        };
        some.iter().map(&mut text).collect()
    };
    let read =
        parallel::map(&snapshot.tuning, pool.chunks(READ_TOGETHER), pool.len() as u64 * READ, some);
    Ok(read.into_iter().collect::<Result<Vec<_>, _>>()?.concat())
}

/// A candidate that is looked at again, and where it stands.
struct SecondLook {
    segment: u32,
    doc: u32,
    score: f32,
    is_weaker: bool,
    at: usize,
}

/// The best of all candidates, best first; one that stands in both lists is taken from the first.
fn pool(snapshot: &Snapshot, found: &[Candidate], weaker: &[Candidate]) -> Vec<SecondLook> {
    let held = if weaker.is_empty() { &[][..] } else { found };
    let known: FxHashSet<(u32, u32)> = held.iter().map(|one| (one.segment, one.doc)).collect();
    let seen = |is_weaker: bool| {
        move |(at, one): (usize, &Candidate)| SecondLook {
            segment: one.segment,
            doc: one.doc,
            score: one.score,
            is_weaker,
            at,
        }
    };
    let others = weaker
        .iter()
        .enumerate()
        .filter(|(_, one)| !known.contains(&(one.segment, one.doc)))
        .map(seen(true));
    let mut pool: Vec<SecondLook> =
        found.iter().enumerate().map(seen(false)).chain(others).collect();
    let better = |a: &SecondLook, b: &SecondLook| {
        let by_score = b.score.total_cmp(&a.score);
        by_score.then_with(|| snapshot.passage_order((a.segment, a.doc), (b.segment, b.doc)))
    };
    if pool.len() > LOOKED_AT {
        pool.select_nth_unstable_by(LOOKED_AT - 1, better);
        pool.truncate(LOOKED_AT);
    }
    pool.sort_unstable_by(better);
    pool
}
