//! How far a list of words measures one thing: whether its halves agree, and what each word does to
//! the whole.

use serde::Serialize;
use suyan_search::{Backend, CountRequest, CountWay};

use crate::json::print_at;
use crate::panel::PanelRequest;
use crate::params::Params;
use crate::problem::Problem;

/// A request for the reliability of a list.
#[derive(Debug, Clone)]
pub struct ReliabilityRequest {
    panel: PanelRequest,
    seed: u64,
}

/// A list in two halves.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SplitHalf {
    /// The words of each.
    pub halves: [Vec<String>; 2],
    /// The correlation (Pearson) of their rates over the reports; `None` where one of them is the
    /// same in every report.
    pub r: Option<f64>,
    /// The reliability of a list of full length (Spearman and Brown): 2r ÷ (1 + r).
    pub reliability: Option<f64>,
}

/// What a word does to the list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WithoutWord {
    /// The word.
    pub word: String,
    /// Its occurrences.
    pub hits: u64,
    /// Its occurrences per 100 of all.
    pub share: Option<f64>,
    /// The correlation over the reports of the list's rate with it and without it.
    pub r: Option<f64>,
}

/// See the module.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reliability {
    /// The seed of the halves.
    pub seed: u64,
    /// The reports that were looked at.
    pub reports: usize,
    /// Occurrences of all words.
    pub hits: u64,
    /// The list in two halves; `None` of a single word.
    pub split_half: Option<SplitHalf>,
    /// The list without each of its words, those with the greatest share first.
    pub without: Vec<WithoutWord>,
}

impl ReliabilityRequest {
    /// Reads the parameters: those of a panel, and `seed`.
    ///
    /// # Errors
    /// For a value that is none.
    pub fn read(params: &Params) -> Result<Self, Problem> {
        let hint = "seed 是一个整数，决定词表怎样分成两半";
        let seed = u64::from(params.count("seed", "bad_seed", hint)?.unwrap_or(0));
        Ok(Self { panel: PanelRequest::read(params)?, seed })
    }

    /// Counts, and compares.
    ///
    /// # Errors
    /// As a panel's.
    pub fn ask(self, backend: &dyn Backend) -> Result<Reliability, Problem> {
        let panel = self.panel.with_sets(backend)?;
        let counts = CountRequest { way: CountWay::Literal, by_part: false, ..panel.counts() };
        let mut counted = backend.count(&counts)?;
        counted.sort_by(|a, b| a.report.id.cmp(&b.report.id));
        let columns = panel.columns.len();
        // Rates of every column, report by report.
        let (mut rates, mut hits) = (vec![Vec::new(); columns], vec![0u64; columns]);
        for report in &counted {
            let characters: u64 = report.parts.iter().map(|part| part.size.characters).sum();
            if characters == 0 {
                continue;
            }
            rates.iter_mut().for_each(|of_column| of_column.push(0.0));
            for &(column, count) in report.parts.iter().flat_map(|part| &part.counts) {
                let column = column as usize;
                hits[column] += u64::from(count);
                if let Some(last) = rates[column].last_mut() {
                    *last += f64::from(count) * 10_000.0 / characters as f64;
                }
            }
        }
        let names: Vec<&str> = panel.columns.iter().map(|column| column.name.as_str()).collect();
        let all: u64 = hits.iter().sum();
        let every: Vec<usize> = (0..columns).collect();
        let total = sum(&rates, &every);
        let mut without: Vec<WithoutWord> = (0..columns)
            .map(|at| {
                let others: Vec<f64> =
                    total.iter().zip(&rates[at]).map(|(total, own)| total - own).collect();
                WithoutWord {
                    word: names[at].to_owned(),
                    hits: hits[at],
                    share: (all > 0).then(|| hits[at] as f64 * 100.0 / all as f64),
                    r: correlation(&total, &others),
                }
            })
            .collect();
        without.sort_by(|a, b| b.hits.cmp(&a.hits).then_with(|| a.word.cmp(&b.word)));
        Ok(Reliability {
            seed: self.seed,
            reports: total.len(),
            hits: all,
            split_half: split(&names, &rates, self.seed),
            without,
        })
    }

    /// The reliability as JSON.
    ///
    /// # Errors
    /// As [`ReliabilityRequest::ask`].
    pub fn json(self, backend: &dyn Backend) -> Result<Vec<u8>, Problem> {
        print_at(backend, &self.ask(backend)?)
    }
}

fn sum(rates: &[Vec<f64>], columns: &[usize]) -> Vec<f64> {
    let reports = rates.first().map_or(0, Vec::len);
    (0..reports).map(|report| columns.iter().map(|&at| rates[at][report]).sum()).collect()
}

/// Every second word, in an order that the seed makes, is in the other half.
fn split(names: &[&str], rates: &[Vec<f64>], seed: u64) -> Option<SplitHalf> {
    if names.len() < 2 {
        return None;
    }
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_cached_key(|&at| {
        let hash = blake3::Hasher::new()
            .update(&seed.to_le_bytes())
            .update(names[at].as_bytes())
            .finalize();
        *hash.as_bytes()
    });
    let half = |odd: usize| -> Vec<usize> { order.iter().copied().skip(odd).step_by(2).collect() };
    let (one, other) = (half(0), half(1));
    let r = correlation(&sum(rates, &one), &sum(rates, &other));
    let words = |half: &[usize]| half.iter().map(|&at| names[at].to_owned()).collect();
    Some(SplitHalf {
        halves: [words(&one), words(&other)],
        r,
        reliability: r.filter(|&r| r > -1.0).map(|r| 2.0 * r / (1.0 + r)),
    })
}

/// Pearson's correlation; `None` where there is nothing to correlate.
fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let many = a.len() as f64;
    let mean = |of: &[f64]| of.iter().sum::<f64>() / many;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (mut both, mut of_a, mut of_b) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        both += (a - mean_a) * (b - mean_b);
        of_a += (a - mean_a).powi(2);
        of_b += (b - mean_b).powi(2);
    }
    let below = (of_a * of_b).sqrt();
    (below > 0.0).then(|| (both / below).clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_compared_over_reports() {
        let names = ["a", "b", "c"];
        let rates = vec![vec![1.0, 2.0, 3.0], vec![2.0, 4.0, 6.0], vec![0.0, 0.0, 0.0]];
        let found = split(&names, &rates, 1).unwrap();
        assert_eq!(found, split(&names, &rates, 1).unwrap());
        let words: Vec<&String> = found.halves.iter().flatten().collect();
        assert_eq!(words.len(), 3);
        assert_eq!(split(&names[..1], &rates[..1], 1), None);
        assert!((correlation(&rates[0], &rates[1]).unwrap() - 1.0).abs() < 1e-12);
        assert_eq!(correlation(&rates[0], &rates[2]), None);
        // By hand: r of (1, 2, 3) and (1, 3, 2) is one half.
        assert!((correlation(&[1.0, 2.0, 3.0], &[1.0, 3.0, 2.0]).unwrap() - 0.5).abs() < 1e-12);
    }
}
