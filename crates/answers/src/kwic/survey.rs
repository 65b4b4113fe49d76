//! How many lines a concordance has, and which of them stand where, before any is cut.

use std::collections::BinaryHeap;
use std::sync::{Mutex, PoisonError};

use suyan_search::MarkedList;

use super::cut::LineCutter;
use super::{KwicRequest, MOST_LINES};
use crate::problem::Problem;

/// A line by its place: the number of its passage in the list, and its own among those of the
/// passage.
pub(super) type LinePlace = (u32, u32);

/// See the module.
pub(super) struct Surveyed {
    /// All lines, listed or not.
    pub total: u64,
    pub plan: Plan,
}

/// Which lines are listed.
pub(super) enum Plan {
    /// All of them, passage by passage: so many of each.
    All(Vec<u32>),
    /// These, in this order.
    Chosen(Vec<LinePlace>),
}

impl Surveyed {
    /// How many lines are listed.
    pub(super) fn listed(&self) -> u64 {
        match &self.plan {
            Plan::All(_) => self.total,
            Plan::Chosen(places) => places.len() as u64,
        }
    }
}

/// Surveys the lines of a list: where they stand in the list's own order and nothing but marks
/// decides, by what the index knows; else by reading every passage, on every core.
pub(super) fn survey(request: &KwicRequest, list: &dyn MarkedList) -> Result<Surveyed, Problem> {
    let cutter = LineCutter::of(request);
    let is_in_order = request.order.is_of_reports();
    let known = if cutter.takes_every_mark() { list.counts()? } else { None };
    if let Some(counts) = &known {
        let total = sum(counts);
        if !is_in_order && request.sample.is_none() && total > MOST_LINES as u64 {
            return Err(too_many());
        }
    }
    if is_in_order && request.sample.is_none() {
        let counts = match known {
            Some(counts) => counts,
            None => count(&cutter, list)?,
        };
        return Ok(Surveyed { total: sum(&counts), plan: Plan::All(counts) });
    }
    choose(request, &cutter, list)
}

fn sum(counts: &[u32]) -> u64 {
    counts.iter().map(|&count| u64::from(count)).sum()
}

fn too_many() -> Problem {
    Problem::new(
        "too_many_lines",
        format!("出现超过 {MOST_LINES} 次，按左右文一次排不下"),
        "请缩小范围，改用 sort=order，或用 sample=1000&seed=1 抽样",
    )
}

/// How many lines each passage has.
fn count(cutter: &LineCutter, list: &dyn MarkedList) -> Result<Vec<u32>, Problem> {
    let counts = Mutex::new(vec![0u32; list.passages()]);
    list.each(&|first, passages| {
        let made: Vec<u32> =
            passages.iter().map(|passage| cutter.marks(passage).count() as u32).collect();
        let mut counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts[first..first + made.len()].copy_from_slice(&made);
        Ok(())
    })?;
    Ok(counts.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// A line that may be listed; the one with the highest hash gives way first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct LineCandidate {
    hash: u64,
    place: LinePlace,
    beside: Box<str>,
}

/// The sample, or all lines, in order by what stands beside the match.
fn choose(
    request: &KwicRequest,
    cutter: &LineCutter,
    list: &dyn MarkedList,
) -> Result<Surveyed, Problem> {
    let most = request.sample.map_or(MOST_LINES + 1, |(many, _)| many);
    let seed = request.sample.map(|(_, seed)| seed);
    let chosen = Mutex::new((0u64, BinaryHeap::<LineCandidate>::new()));
    list.each(&|first, passages| {
        let mut made = Vec::new();
        let mut id = (u32::MAX, String::new());
        for (at, passage) in passages.iter().enumerate() {
            let number = first + at;
            for (nth, mark) in cutter.marks(passage).enumerate() {
                let hash = match seed {
                    None => 0,
                    Some(seed) => {
                        let report = list.report_of(number);
                        if id.0 != report {
                            id = (report, list.head(number).id);
                        }
                        let start = passage.text[..mark.start].chars().count();
                        hash(seed, &id.1, passage.ordinal, start)
                    }
                };
                let beside = request.order.beside(passage, &mark);
                made.push(LineCandidate { hash, place: (number as u32, nth as u32), beside });
            }
        }
        let mut chosen = chosen.lock().unwrap_or_else(PoisonError::into_inner);
        chosen.0 += made.len() as u64;
        for candidate in made {
            chosen.1.push(candidate);
            if chosen.1.len() > most {
                chosen.1.pop();
            }
        }
        Ok(())
    })?;
    let (total, chosen) = chosen.into_inner().unwrap_or_else(PoisonError::into_inner);
    if seed.is_none() && chosen.len() > MOST_LINES {
        return Err(too_many());
    }
    let mut lines = chosen.into_vec();
    lines.sort_unstable_by(|a, b| (&a.beside, a.place).cmp(&(&b.beside, b.place)));
    let places = lines.into_iter().map(|line| line.place).collect();
    Ok(Surveyed { total, plan: Plan::Chosen(places) })
}

/// What a sample is drawn by: a hash of the seed and of where something stands.
pub(crate) fn hash(seed: u64, id: &str, ordinal: u32, start: usize) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&seed.to_le_bytes());
    hasher.update(id.as_bytes());
    hasher.update(&ordinal.to_le_bytes());
    hasher.update(&(start as u64).to_le_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    u64::from_le_bytes(first)
}
