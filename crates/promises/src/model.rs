//! The model: a weight for every feature of a clause, made on sentences marked by reading
//! (`examples/train.rs`). A sentence is a promise if any of its clauses is one, so its probability
//! is that of at least one (noisy or), and the training, which knows of sentences only, finds the
//! clauses by itself.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::features::{Sentence, number, of_clause};

/// `feature TAB weight`, `#` begins a comment.
const TABLE: &str = include_str!("../data/weights.tsv");

/// Weights by the number of their feature.
#[derive(Debug, Clone, Default)]
pub struct Model {
    weights: FxHashMap<u64, f32>,
}

/// The model that the crate carries.
static OWN: LazyLock<Model> = LazyLock::new(|| Model::from_table(TABLE));

impl Model {
    /// The model that the crate carries.
    #[must_use]
    pub fn own() -> &'static Self {
        &OWN
    }

    /// A model read from a table.
    #[must_use]
    pub fn from_table(table: &str) -> Self {
        let lines = table.lines().filter_map(|line| line.split_once('\t'));
        let read =
            |(name, weight): (&str, &str)| Some((number(name.as_bytes()), weight.parse().ok()?));
        Self { weights: lines.filter_map(read).collect() }
    }

    /// How probable it is of each clause of a sentence that it is a promise.
    pub(crate) fn clauses(&self, sentence: &Sentence<'_>) -> Vec<f32> {
        let probability = |at| {
            let mut sum = 0.0;
            of_clause(sentence, at, &mut |name| {
                sum += self.weights.get(&name.number()).copied().unwrap_or_default();
            });
            1.0 / (1.0 + (-sum).exp())
        };
        (0..sentence.clauses.len()).map(probability).collect()
    }
}

/// How probable it is that at least one of the clauses is a promise.
pub(crate) fn any(clauses: &[f32]) -> f32 {
    1.0 - clauses.iter().map(|p| 1.0 - p).product::<f32>()
}

/// A marked sentence: its text, whether it is a promise, and how much it counts.
#[derive(Debug, Clone)]
pub struct Marked {
    /// Its text.
    pub text: String,
    /// Whether it is a promise.
    pub is_promise: bool,
    /// How much it counts.
    pub weight: f64,
}

/// Trains a model: the table of its weights. Deterministic.
#[must_use]
pub fn train(marked: &[Marked], least_seen: usize, decay: f64, rounds: usize) -> String {
    let mut names: Vec<String> = Vec::new();
    let mut seen: Vec<usize> = Vec::new();
    let mut numbers: FxHashMap<String, usize> = FxHashMap::default();
    let mut data: Vec<(Vec<Vec<usize>>, &Marked)> = Vec::new();
    for mark in marked {
        let sentence = Sentence::of(&mark.text);
        let mut of_sentence: Vec<Vec<usize>> = Vec::new();
        for at in 0..sentence.clauses.len() {
            let mut features: Vec<usize> = Vec::new();
            of_clause(&sentence, at, &mut |name| {
                let next = names.len();
                let number = *numbers.entry(name.text()).or_insert(next);
                if number == next {
                    names.push(name.text());
                    seen.push(0);
                }
                features.push(number);
            });
            of_sentence.push(features);
        }
        let mut all: Vec<usize> = of_sentence.iter().flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        all.iter().for_each(|number| seen[*number] += 1);
        data.push((of_sentence, mark));
    }
    let weights = descend(&data, &seen, least_seen, decay, rounds);
    let mut rows: Vec<(&String, f64)> =
        names.iter().zip(weights).filter(|(_, w)| w.abs() > 0.004).collect();
    rows.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(b.0)));
    rows.iter().map(|(name, weight)| format!("{name}\t{weight:.3}\n")).collect()
}

/// Gradient descent with a step of its own for every weight (AdaGrad) on the loss of sentences.
fn descend(
    data: &[(Vec<Vec<usize>>, &Marked)],
    seen: &[usize],
    least_seen: usize,
    decay: f64,
    rounds: usize,
) -> Vec<f64> {
    let mut weights = vec![0.0f64; seen.len()];
    let mut squares = vec![1e-6f64; seen.len()];
    for _ in 0..rounds {
        let mut gradient: Vec<f64> = weights.iter().map(|weight| decay * weight).collect();
        for (clauses, mark) in data {
            let score =
                |features: &Vec<usize>| -> f64 { features.iter().map(|n| weights[*n]).sum() };
            let each: Vec<f64> = clauses.iter().map(|f| 1.0 / (1.0 + (-score(f)).exp())).collect();
            let none: f64 = each.iter().map(|p| 1.0 - p).product();
            let any = (1.0 - none).clamp(1e-6, 1.0 - 1e-6);
            for (features, p) in clauses.iter().zip(&each) {
                // The derivative of the loss by a clause's score.
                let slope = if mark.is_promise { -p * (1.0 - any) / any } else { *p };
                for number in features {
                    gradient[*number] += slope * mark.weight;
                }
            }
        }
        for (number, slope) in gradient.iter().enumerate() {
            if seen[number] < least_seen {
                continue;
            }
            squares[number] += slope * slope;
            weights[number] -= 0.3 * slope / squares[number].sqrt();
        }
    }
    weights
}
