//! Judging ranked lists: MRR@10, recall@10 and nDCG@10 by binary grades.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::passages;
use crate::results::Results;

/// What a peer (or the engine) writes.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct PeerRun {
    /// Its name.
    pub peer: String,
    /// Its version.
    #[serde(default)]
    pub version: String,
    /// Seconds to index all passages.
    pub index_seconds: f64,
    /// Bytes of the index on disk.
    pub index_bytes: u64,
    /// What it answered, by query set.
    pub sets: HashMap<String, Vec<RankedAnswer>>,
}

/// The answer to one query.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct RankedAnswer {
    /// The query's id.
    pub id: String,
    /// Microseconds from query to the ids of the ten best and the count of all hits.
    pub us: f64,
    /// Passage ids, best first.
    #[serde(default)]
    pub top: Vec<String>,
    /// How many passages matched.
    #[serde(default)]
    pub hits: u64,
    /// Line numbers from 0 of all passages that matched; for phrase sets only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub all: Vec<u32>,
}

/// The measures of one or many ranked lists.
#[derive(Debug, Default, Clone, Copy)]
pub struct Measures {
    /// Mean of one over the rank of the first good passage among ten.
    pub mrr: f64,
    /// Share of queries with a good passage among ten.
    pub found: f64,
    /// Mean discounted gain among ten over the best possible.
    pub ndcg: f64,
}

/// Hits of a full page.
const PAGE: usize = 10;

/// Which passages are good for each query.
pub type Qrels = HashMap<String, HashSet<String>>;

/// Reads query id, passage id, grade; grade 0 is left out.
pub fn read_qrels(path: &Path) -> Result<Qrels> {
    let mut qrels = Qrels::new();
    for row in passages::read_tsv(path)? {
        if let [query, passage, grade] = row.as_slice()
            && grade != "0"
        {
            qrels.entry(query.clone()).or_default().insert(passage.clone());
        }
    }
    Ok(qrels)
}

/// Judges one ranked list.
pub fn measure<S: AsRef<str>>(top: &[S], good: &HashSet<String>) -> Measures {
    let mut measures = Measures::default();
    let discount = |rank: usize| 1.0 / ((rank + 2) as f64).log2();
    for (rank, id) in top.iter().take(10).enumerate() {
        if good.contains(id.as_ref()) {
            if measures.found == 0.0 {
                measures.found = 1.0;
                measures.mrr = 1.0 / (rank + 1) as f64;
            }
            measures.ndcg += discount(rank);
        }
    }
    let best: f64 = (0..good.len().min(10)).map(discount).sum();
    if best > 0.0 {
        measures.ndcg /= best;
    }
    measures
}

/// The mean over many lists.
pub fn mean(all: impl IntoIterator<Item = Measures>) -> Measures {
    let (mut sum, mut count) = (Measures::default(), 0.0);
    for one in all {
        sum.mrr += one.mrr;
        sum.found += one.found;
        sum.ndcg += one.ndcg;
        count += 1.0;
    }
    let count = f64::max(count, 1.0);
    Measures { mrr: sum.mrr / count, found: sum.found / count, ndcg: sum.ndcg / count }
}

/// Judges one set of a run file: over all its queries, and by the groups of their ids.
pub fn judge(run: &Path, set: &str, qrels: &Path) -> Result<Results> {
    let run: PeerRun = serde_json::from_reader(std::io::BufReader::new(std::fs::File::open(run)?))?;
    let answers = run.sets.get(set).with_context(|| format!("the run has no set {set}"))?;
    let qrels = read_qrels(qrels)?;
    let mut results = Results::default();
    judge_answers(&run.peer, set, answers, &qrels, &mut results);
    Ok(results)
}

/// The group that a query is reported with apart from the others: of its kind, which is the first
/// letter of its id; of a set whose ids are numbers, the even half, by which settings are chosen, or
/// the odd one.
fn group(id: &str) -> Option<String> {
    match id.chars().next() {
        Some(letter) if letter.is_ascii_lowercase() => Some(letter.to_string()),
        _ => {
            let number: u64 = id.parse().ok()?;
            Some(if number.is_multiple_of(2) { "even" } else { "odd" }.to_owned())
        }
    }
}

/// Adds the measures of answers to the results.
pub fn judge_answers(
    peer: &str,
    set: &str,
    answers: &[RankedAnswer],
    qrels: &Qrels,
    results: &mut Results,
) {
    let none = HashSet::new();
    let mut groups: HashMap<String, Vec<Measures>> = HashMap::new();
    for answer in answers {
        let measures = measure(&answer.top, qrels.get(&answer.id).unwrap_or(&none));
        groups.entry(String::new()).or_default().push(measures);
        if let Some(group) = group(&answer.id) {
            groups.entry(format!(".{group}")).or_default().push(measures);
        }
    }
    let full = answers.iter().filter(|answer| answer.top.len() >= PAGE).count() as f64;
    results.put(format!("{set}.{peer}.full-pages"), full / answers.len().max(1) as f64);
    for (group, measures) in groups {
        let mean = mean(measures);
        results.put(format!("{set}{group}.{peer}.mrr10"), mean.mrr);
        results.put(format!("{set}{group}.{peer}.recall10"), mean.found);
        results.put(format!("{set}{group}.{peer}.ndcg10"), mean.ndcg);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_kinds_and_full_pages_are_reported_apart() {
        let answer = |id: &str, hits: usize| RankedAnswer {
            id: id.to_owned(),
            top: (0..hits).map(|hit| format!("p{hit}")).collect(),
            ..RankedAnswer::default()
        };
        let good = |passage: &str| HashSet::from([passage.to_owned()]);
        let qrels = Qrels::from([("4".to_owned(), good("p0")), ("w1".to_owned(), good("p1"))]);
        let answers = [answer("4", 10), answer("5", 3), answer("w1", 10), answer("f2", 10)];
        let mut results = Results::default();
        judge_answers("suyan", "set", &answers, &qrels, &mut results);
        let figure = |name: &str| results.0[&format!("set.{name}")];
        assert_eq!(figure("suyan.full-pages"), 0.75);
        assert_eq!((figure("even.suyan.ndcg10"), figure("odd.suyan.ndcg10")), (1.0, 0.0));
        assert_eq!((figure("w.suyan.mrr10"), figure("f.suyan.mrr10")), (0.5, 0.0));
    }

    fn good(ids: &[&str]) -> HashSet<String> {
        ids.iter().map(|&id| id.to_owned()).collect()
    }

    /// Worked out by hand: a good passage at rank r is worth 1 / log2(r + 1).
    #[test]
    fn measures_are_those_of_the_textbook() {
        let third = 1.0 / 4f64.log2();
        let second = 1.0 / 3f64.log2();
        for (top, wanted, mrr, found, ndcg) in [
            (&["a", "b", "c"][..], &["a"][..], 1.0, 1.0, 1.0),
            (&["b", "a"], &["a"], 0.5, 1.0, second),
            (&["x", "y", "a"], &["a"], 1.0 / 3.0, 1.0, third),
            (&["a", "x", "b"], &["a", "b"], 1.0, 1.0, (1.0 + third) / (1.0 + second)),
            (&["x"], &["a"], 0.0, 0.0, 0.0),
            (&[], &["a"], 0.0, 0.0, 0.0),
            (&["a"], &[], 0.0, 0.0, 0.0),
        ] {
            let measures = measure(top, &good(wanted));
            let close = |a: f64, b: f64| (a - b).abs() < 1e-12;
            assert!(
                close(measures.mrr, mrr)
                    && close(measures.found, found)
                    && close(measures.ndcg, ndcg),
                "{top:?} by {wanted:?}: {measures:?}"
            );
        }
    }

    #[test]
    fn only_ten_are_looked_at() {
        let top: Vec<String> = (1..=12).map(|rank| format!("p{rank}")).collect();
        assert_eq!(measure(&top, &good(&["p11"])).found, 0.0);
        assert_eq!(measure(&top, &good(&["p10"])).mrr, 0.1);
        // Of more than ten good ones, ten are all that a page can hold.
        let all: Vec<&str> = top.iter().map(String::as_str).collect();
        assert_eq!(measure(&top, &good(&all)).ndcg, 1.0);
    }

    #[test]
    fn means_are_of_all_queries_those_without_hits_too() {
        let one = Measures { mrr: 1.0, found: 1.0, ndcg: 0.5 };
        let mean_of = mean([one, Measures::default(), Measures::default(), one]);
        assert_eq!((mean_of.mrr, mean_of.found, mean_of.ndcg), (0.5, 0.5, 0.25));
        assert_eq!(mean([]).mrr, 0.0);
    }

    #[test]
    fn a_run_is_judged_by_its_files() {
        let folder = tempfile::tempdir().expect("a folder");
        let (run, qrels) = (folder.path().join("run.json"), folder.path().join("qrels.tsv"));
        let answer = |id: &str, top: &[&str]| RankedAnswer {
            id: id.to_owned(),
            top: top.iter().map(|&id| id.to_owned()).collect(),
            ..RankedAnswer::default()
        };
        let peer = PeerRun {
            peer: "peer".to_owned(),
            sets: HashMap::from([(
                "news".to_owned(),
                vec![answer("1", &["p9", "p1"]), answer("2", &["p3"])],
            )]),
            ..PeerRun::default()
        };
        std::fs::write(&run, serde_json::to_vec(&peer).expect("json")).expect("write");
        // A grade of 0 says that it was looked at and is not good.
        std::fs::write(&qrels, "1\tp1\t2\n1\tp9\t0\n2\tp4\t1\nbroken row\n").expect("write");
        let results = judge(&run, "news", &qrels).expect("judged");
        assert_eq!(results.0["news.peer.mrr10"], 0.25);
        assert_eq!(
            (results.0["news.odd.peer.mrr10"], results.0["news.even.peer.mrr10"]),
            (0.5, 0.0)
        );
        let unknown = judge(&run, "statutes", &qrels).expect_err("no such set");
        assert!(unknown.to_string().contains("statutes"), "{unknown}");
    }
}
