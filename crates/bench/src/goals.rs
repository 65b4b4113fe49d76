//! What the project set out to reach beside its peers, as ratios within one run.

use crate::engine::NAME;
use crate::results::{Results, retrieval_sets, short};

/// A peer's hits are right where it misses, or finds wrongly, at most this share of them.
const RIGHT: f64 = 0.01;

/// Of ranked queries a peer's hits are right where it finds at least this share of what the best
/// peer finds.
const FOUND: f64 = 0.8;

/// One goal: a named ratio, and what it must be at least (or at most).
pub struct Goal {
    /// Where the ratio stands in the results; `*` is any retrieval set, each of which must reach it.
    pub name: &'static str,
    /// The bound.
    pub bound: f64,
    /// Whether less is better.
    pub at_most: bool,
}

const fn at_least(name: &'static str, bound: f64) -> Goal {
    Goal { name, bound, at_most: false }
}

const fn at_most(name: &'static str, bound: f64) -> Goal {
    Goal { name, bound, at_most: true }
}

/// All goals in the order in which they are shown.
pub const GOALS: [Goal; 16] = [
    at_least("goal.indexing-over-lucene-smartcn", 4.0),
    at_least("goal.indexing-over-whoosh-jieba", 25.0),
    at_least("goal.indexing-over-segmenter-alone", 0.125),
    at_most("goal.index-bytes-per-text-byte", 1.6),
    at_least("goal.phrases-median-fastest-right-peer-over-ours", 1.0),
    at_least("goal.phrases-p99-fastest-right-peer-over-ours", 1.0),
    at_least("goal.phrases-median-median-peer-over-ours", 5.0),
    at_least("goal.known-item-median-fastest-right-peer-over-ours", 1.0),
    at_least("goal.known-item-p99-fastest-right-peer-over-ours", 1.0),
    at_least("goal.known-item-median-median-peer-over-ours", 5.0),
    at_least("goal.known-item-mrr10-over-best-peer", 1.15),
    at_least("goal.known-item-recall10-over-best-peer", 1.0),
    at_least("goal.retrieval-*-ndcg10-over-best-peer", 1.05),
    at_least("goal.retrieval-*-full-pages", 0.98),
    at_most("goal.http-p99-ms-at-16-clients", 10.0),
    at_least("goal.http-requests-per-second-at-16-clients", 2000.0),
];

/// Adds the ratios for which the results hold both sides.
pub fn put(results: &mut Results) {
    let mut ratios = Vec::new();
    {
        let figure = |name: &str| results.0.get(name).copied();
        let speed = |who: &str| figure(&format!("index.{who}.mb-per-second"));
        for peer in ["lucene-smartcn", "whoosh-jieba", "segmenter-alone"] {
            ratios.push((format!("indexing-over-{peer}"), ratio(speed(NAME), speed(peer))));
        }
        let size = figure(&format!("index.{NAME}.bytes-per-text-byte"));
        ratios.push(("index-bytes-per-text-byte".to_owned(), size));
        for set in ["phrases", "known-item"] {
            for unit in ["median", "p99"] {
                let ours = figure(&format!("{set}.{NAME}.{unit}-ms"));
                let times = times(results, set, unit);
                let name = format!("{set}-{unit}-fastest-right-peer-over-ours");
                ratios.push((name, ratio(times.first().copied(), ours)));
                if unit == "median" {
                    let name = format!("{set}-median-median-peer-over-ours");
                    ratios.push((name, ratio(times.get(times.len() / 2).copied(), ours)));
                }
            }
        }
        let sets = retrieval_sets(results);
        for set in &sets {
            ratios.push((format!("{set}-full-pages"), figure(&format!("{set}.{NAME}.full-pages"))));
        }
        let of_sets = sets.iter().map(|set| (*set, "ndcg10"));
        for (set, measure) in
            [("known-item", "mrr10"), ("known-item", "recall10")].into_iter().chain(of_sets)
        {
            let ours = figure(&format!("{set}.{NAME}.{measure}"));
            let best = peers(results, set, measure).map(|(_, value)| value).max_by(f64::total_cmp);
            ratios.push((format!("{set}-{measure}-over-best-peer"), ratio(ours, best)));
        }
        let http = |measure: &str| figure(&format!("http.16-clients.{measure}"));
        ratios.push(("http-p99-ms-at-16-clients".to_owned(), http("p99-ms")));
        let rate = http("requests-per-second");
        ratios.push(("http-requests-per-second-at-16-clients".to_owned(), rate));
    }
    for (name, ratio) in ratios {
        if let Some(ratio) = ratio {
            results.put(format!("goal.{name}"), ratio);
        }
    }
}

fn ratio(over: Option<f64>, under: Option<f64>) -> Option<f64> {
    Some(over? / under.filter(|under| *under > 0.0)?)
}

/// The times, in rising order, of the peers whose hits are right; the median peer is sought among
/// the same ones.
fn times(results: &Results, set: &str, unit: &str) -> Vec<f64> {
    let most = peers(results, set, "recall10").map(|(_, found)| found).fold(0.0, f64::max);
    let is_right = |peer: &str| {
        let figure = |what: &str| results.0.get(&format!("{set}.{peer}.{what}")).copied();
        match (figure("missed"), figure("false"), figure("right"), figure("recall10")) {
            (Some(missed), Some(wrong), Some(right), _) => missed + wrong <= RIGHT * right,
            (.., found) => found.is_some_and(|found| found >= FOUND * most),
        }
    };
    let measure = format!("{unit}-ms");
    let mut times: Vec<f64> = peers(results, set, &measure)
        .filter(|(peer, _)| is_right(peer))
        .map(|(_, time)| time)
        .collect();
    times.sort_by(f64::total_cmp);
    times
}

/// What every peer has of one measure.
fn peers<'a>(
    results: &'a Results,
    set: &str,
    measure: &str,
) -> impl Iterator<Item = (&'a str, f64)> {
    let (prefix, suffix) = (format!("{set}."), format!(".{measure}"));
    results.0.iter().filter_map(move |(name, value)| {
        let peer = name.strip_prefix(&prefix)?.strip_suffix(&suffix)?;
        (peer != NAME && peer != "scan-in-memory" && !peer.contains('.')).then_some((peer, *value))
    })
}

/// Prints the goals of a run, each with whether it was reached.
pub fn print(results: &Results) {
    println!("\n| goal | figure | bound | reached |\n| --- | --- | --- | --- |");
    for Goal { name, bound, at_most } in GOALS {
        for (name, &figure) in results.0.iter().filter(|(figure, _)| is_named(figure, name)) {
            let reached = if at_most { figure <= bound } else { figure >= bound };
            let (sign, reached) =
                (if at_most { '≤' } else { '≥' }, if reached { "yes" } else { "no" });
            let name = name.trim_start_matches("goal.");
            println!("| {name} | {} | {sign} {bound} | {reached} |", short(figure));
        }
    }
}

/// Whether a figure's name is a goal's, whose `*` stands for anything.
fn is_named(figure: &str, goal: &str) -> bool {
    match goal.split_once('*') {
        Some((before, behind)) => {
            figure.strip_prefix(before).is_some_and(|rest| rest.ends_with(behind))
        }
        None => figure == goal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_peers_that_find_what_is_sought_are_raced_on_known_items() {
        let mut results = Results::default();
        for (peer, time, found) in [("suyan", 2.0, 0.7), ("blind", 1.0, 0.2), ("slow", 8.0, 0.6)] {
            results.put(format!("known-item.{peer}.p99-ms"), time);
            results.put(format!("known-item.{peer}.recall10"), found);
        }
        put(&mut results);
        assert_eq!(results.0["goal.known-item-p99-fastest-right-peer-over-ours"], 4.0);
    }

    #[test]
    fn every_retrieval_set_has_its_own_goals() {
        let mut results = Results::default();
        for (set, ours, best) in [("news", 0.6, 0.5), ("statutes", 0.5, 0.5)] {
            results.put(format!("retrieval-{set}.suyan.ndcg10"), ours);
            results.put(format!("retrieval-{set}.suyan.full-pages"), 1.0);
            results.put(format!("retrieval-{set}.even.suyan.ndcg10"), 0.1);
            results.put(format!("retrieval-{set}.peer.ndcg10"), best);
            results.put(format!("retrieval-{set}.worse.ndcg10"), best / 2.0);
        }
        put(&mut results);
        assert_eq!(results.0["goal.retrieval-news-ndcg10-over-best-peer"], 0.6 / 0.5);
        assert_eq!(results.0["goal.retrieval-statutes-ndcg10-over-best-peer"], 1.0);
        assert_eq!(results.0["goal.retrieval-news-full-pages"], 1.0);
    }

    #[test]
    fn only_peers_with_right_hits_are_raced_on_phrases() {
        let mut results = Results::default();
        for (peer, time, missed) in [("suyan", 2.0, 0.0), ("wrong", 1.0, 50.0), ("slow", 8.0, 1.0)]
        {
            results.put(format!("phrases.{peer}.median-ms"), time);
            results.put(format!("phrases.{peer}.missed"), missed);
            results.put(format!("phrases.{peer}.false"), 0.0);
            results.put(format!("phrases.{peer}.right"), 1000.0);
        }
        put(&mut results);
        assert_eq!(results.0["goal.phrases-median-fastest-right-peer-over-ours"], 4.0);
        assert!(!results.0.contains_key("goal.indexing-over-lucene-smartcn"));
    }
}
