//! How much a passage shares with a matter: pairs of neighbouring letters that both have, rare
//! ones more than common ones, and runs of them more than single ones. Runs that stand together
//! count as one, in whatever order: 新增城镇就业 is told as 城镇新增就业. Figures are no letters, since
//! they are what changes from a promise to its account, but for those that name: 14号线 and 5G基站
//! are of another matter than 15号线 and 4G基站.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use suyan_corpus::{Part, Passage};
use suyan_search::FullReport;

/// A single shared pair may be chance.
const SINGLE: f32 = 0.35;
/// A single pair beside others, in another order.
const BESIDE: f32 = 0.8;
/// Runs with so many bytes between them stand together: two characters.
const TOGETHER: usize = 6;
/// A run that weighs less says nothing.
const LEAST_RUN: f32 = 0.12;
/// A run that weighs less is not marked.
const LEAST_MARK: f32 = 0.2;
/// What the reader's query marks weighs so much more than what stands beside it.
const ASKED: f32 = 2.0;
/// Of what the query marks, a passage must share so much, or else it is of another matter that
/// stands in the same sentence.
const SHARE_OF_ASKED: f32 = 0.4;
/// So much of it is enough, however long the query: a few rare pairs.
const ENOUGH_OF_ASKED: f32 = 1.4;

/// The pairs of a matter, numbered, with what each is worth to the reader.
pub struct WeighedMatter {
    numbers: HashMap<(char, char), usize>,
    worth: Vec<f32>,
    /// The characters with which a pair begins, by their low bits: most characters of other
    /// texts begin none, and are passed over without a look-up.
    begins: Vec<bool>,
}

/// A passage and what it shares.
#[derive(Debug, Clone)]
pub struct WeighedPassage {
    /// Its place among the passages of its report.
    pub at: usize,
    /// The sum.
    pub score: f32,
    /// The weight of the shared strings that stand together and weigh most.
    pub peak: f32,
    /// The score as a part of what the whole matter weighs.
    pub part: f32,
    /// The shared strings, in order.
    pub shared: Vec<SharedString>,
}

/// A shared string.
#[derive(Debug, Clone)]
pub struct SharedString {
    /// Its bytes in the passage.
    pub range: Range<usize>,
    /// Its weight.
    pub weight: f32,
}

impl WeighedMatter {
    /// The pairs within these stretches of a text, those that the query marks worth more.
    pub fn of(text: &str, stretches: &[Range<usize>], marks: &[Range<usize>]) -> Self {
        let mut matter =
            Self { numbers: HashMap::new(), worth: Vec::new(), begins: vec![false; 1 << 12] };
        for pair in pairs(text) {
            let range = pair.range();
            let within = |list: &[Range<usize>]| {
                list.iter().any(|r| r.start <= range.start && range.end <= r.end)
            };
            if !within(stretches) {
                continue;
            }
            let worth = if within(marks) { ASKED } else { 1.0 };
            let next = matter.worth.len();
            let number = *matter.numbers.entry(pair.letters).or_insert(next);
            if number == next {
                matter.worth.push(worth);
                matter.begins[low(pair.letters.0)] = true;
            } else {
                matter.worth[number] = matter.worth[number].max(worth);
            }
        }
        matter
    }

    fn number(&self, letters: (char, char)) -> Option<usize> {
        if !self.begins[low(letters.0)] {
            return None;
        }
        self.numbers.get(&letters).copied()
    }

    /// The runs of pairs of the matter in a text.
    fn runs(&self, text: &str) -> Vec<SharedRun> {
        let mut runs: Vec<SharedRun> = Vec::new();
        for pair in pairs(text) {
            let Some(number) = self.number(pair.letters) else { continue };
            match runs.last_mut() {
                Some(run) if run.last == pair.start => {
                    run.pairs.push(number);
                    (run.last, run.range.end) = (pair.middle, pair.end);
                }
                _ => runs.push(SharedRun {
                    range: pair.range(),
                    last: pair.middle,
                    pairs: vec![number],
                }),
            }
        }
        runs
    }
}

fn low(letter: char) -> usize {
    letter as usize & 0xfff
}

/// Neighbouring shared pairs, as one string.
struct SharedRun {
    range: Range<usize>,
    /// Where its last letter begins.
    last: usize,
    pairs: Vec<usize>,
}

/// Two neighbouring letters.
struct LetterPair {
    start: usize,
    middle: usize,
    end: usize,
    letters: (char, char),
}

impl LetterPair {
    fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// The characters of a text, small letters for capitals, and a number that names something as one
/// character of its own.
struct TraceLetters<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for TraceLetters<'_> {
    /// Where it begins and ends, and what it is.
    type Item = (usize, usize, char);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at;
        let rest = &self.text[start..];
        let c = rest.chars().next()?;
        if c.is_ascii_digit() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let names = rest[digits..].starts_with(|c: char| c == '号' || c.is_ascii_alphabetic());
            if names && !self.text[..start].ends_with(|c: char| c.is_ascii_digit() || c == '.') {
                self.at = start + digits;
                return Some((start, self.at, name_of(&rest[..digits])));
            }
        }
        self.at = start + c.len_utf8();
        Some((start, self.at, c.to_ascii_lowercase()))
    }
}

/// The first of the private characters that stand for numbers.
const FIRST_NAME: u32 = 0xF_0000;
/// How many there are.
const NAMES: u32 = 0xFFFD;

/// The character of a number that names.
fn name_of(digits: &str) -> char {
    let sum =
        digits.bytes().fold(0u32, |sum, digit| sum.wrapping_mul(10) + u32::from(digit - b'0'));
    char::from_u32(FIRST_NAME + sum % NAMES).unwrap_or('0')
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || u32::from(c) >= FIRST_NAME
}

fn pairs(text: &str) -> impl Iterator<Item = LetterPair> + '_ {
    let letters = || TraceLetters { text, at: 0 };
    let pair = |((start, _, a), (middle, end, b)): ((usize, usize, char), (usize, usize, char))| {
        LetterPair { start, middle, end, letters: (a, b) }
    };
    let both = |pair: &LetterPair| is_letter(pair.letters.0) && is_letter(pair.letters.1);
    letters().zip(letters().skip(1)).map(pair).filter(both)
}

/// Weighs every passage of the other reports; for each report its passages, the closest first.
/// What is rare is told by all the reports together, the matter's own among them.
pub fn weigh(
    matter: &WeighedMatter,
    own: &FullReport,
    others: &[FullReport],
    factor: impl Fn(Part) -> f32,
) -> Vec<Vec<WeighedPassage>> {
    let mut having = vec![0u32; matter.worth.len()];
    let mut count = |runs: &[SharedRun]| {
        let distinct: HashSet<usize> =
            runs.iter().flat_map(|run| run.pairs.iter().copied()).collect();
        for pair in distinct {
            having[pair] += 1;
        }
    };
    let mut all = own.passages.len();
    for passage in &own.passages {
        count(&matter.runs(&passage.text));
    }
    let mut found: Vec<Vec<(usize, Vec<SharedRun>)>> = Vec::new();
    for report in others {
        all += report.passages.len();
        let telling = report.passages.iter().enumerate().filter(|(_, passage)| tells(passage));
        let runs = telling.map(|(at, passage)| (at, matter.runs(&passage.text)));
        let runs: Vec<_> = runs.filter(|(_, runs)| !runs.is_empty()).collect();
        runs.iter().for_each(|(_, runs)| count(runs));
        found.push(runs);
    }
    let weights = MatterWeights::of(matter, &having, all);
    let sum = |report: &FullReport, runs: Vec<(usize, Vec<SharedRun>)>| {
        let mut weighed: Vec<WeighedPassage> = runs
            .into_iter()
            .filter_map(|(at, runs)| passage(at, &runs, &weights, factor(report.passages[at].part)))
            .collect();
        weighed.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.at.cmp(&b.at)));
        weighed
    };
    others.iter().zip(found).map(|(report, runs)| sum(report, runs)).collect()
}

/// A heading or an entry of the glossary gives no account.
fn tells(passage: &Passage) -> bool {
    !passage.is_heading && passage.part != Part::Glossary
}

/// What the pairs of a matter weigh.
struct MatterWeights {
    of: Vec<f32>,
    /// Which of them the query marks.
    asked: Vec<bool>,
    /// What a passage must share of these.
    needed: f32,
    /// All together.
    sum: f32,
}

impl MatterWeights {
    /// The weights, of how many passages out of `all` have each pair.
    fn of(matter: &WeighedMatter, having: &[u32], all: usize) -> Self {
        let rarest = (all as f32 + 2.0).ln();
        let weight = |(n, worth): (&u32, &f32)| {
            let rare = ((all as f32 + 1.0) / (*n as f32 + 0.5)).ln() - 0.7;
            (rare / rarest).max(0.0) * worth
        };
        let of: Vec<f32> = having.iter().zip(&matter.worth).map(weight).collect();
        let asked: Vec<bool> = matter.worth.iter().map(|worth| *worth > 1.0).collect();
        let own: f32 = of.iter().zip(&asked).filter(|(_, asked)| **asked).map(|(w, _)| w).sum();
        let needed = (own * SHARE_OF_ASKED).min(ENOUGH_OF_ASKED);
        Self { sum: of.iter().sum(), of, asked, needed }
    }
}

/// A passage weighed; `None` where it says nothing of the matter, or shares nothing that could be
/// marked.
fn passage(
    at: usize,
    runs: &[SharedRun],
    weights: &MatterWeights,
    factor: f32,
) -> Option<WeighedPassage> {
    let mut seen = HashSet::new();
    let (mut score, mut asked, mut peak) = (0.0, 0.0, 0.0f32);
    let mut shared = Vec::new();
    let together = |a: &SharedRun, b: &SharedRun| b.range.start <= a.range.end + TOGETHER;
    for cluster in runs.chunk_by(together) {
        let several = cluster.len() > 1;
        let mut own = HashSet::new();
        let mut sum = 0.0;
        for run in cluster {
            let scale = match (run.pairs.len(), several) {
                (1, false) => SINGLE,
                (1, true) => BESIDE,
                _ => 1.0,
            };
            let weight: f32 = run.pairs.iter().map(|pair| weights.of[*pair]).sum::<f32>() * scale;
            for pair in run.pairs.iter().filter(|pair| own.insert(**pair)) {
                sum += weights.of[*pair] * scale;
            }
            for pair in run.pairs.iter().filter(|pair| seen.insert(**pair)) {
                asked += if weights.asked[*pair] { weights.of[*pair] } else { 0.0 };
                score += if weight >= LEAST_RUN { weights.of[*pair] * scale } else { 0.0 };
            }
            if weight >= LEAST_MARK {
                shared.push(SharedString { range: run.range.clone(), weight });
            }
        }
        peak = peak.max(sum);
    }
    let tells = score > 0.0 && asked >= weights.needed && !shared.is_empty();
    let part = if weights.sum > 0.0 { peak / weights.sum } else { 0.0 };
    tells.then_some(WeighedPassage { at, score: score * factor, peak, part, shared })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_strings_that_both_have_and_figures_are_none() {
        let text = "实施架空线入地15公里";
        let whole = std::slice::from_ref(&(0..text.len())).to_vec();
        let matter = WeighedMatter::of(text, &whole, &[]);
        let other = "全年完成架空线入地11.8公里，少于15公里";
        let strings: Vec<&str> =
            matter.runs(other).into_iter().map(|run| &other[run.range]).collect();
        assert_eq!(strings, ["架空线入地", "公里", "公里"]);
        assert!(WeighedMatter::of(text, &[], &[]).runs(other).is_empty());
    }

    #[test]
    fn what_the_query_marks_must_be_shared() {
        let text = "建设高标准农田，办好农产品加工园";
        let whole = std::slice::from_ref(&(0..text.len())).to_vec();
        let mark = text.find("高标准农田").unwrap();
        let marks = std::slice::from_ref(&(mark..mark + "高标准农田".len())).to_vec();
        let matter = WeighedMatter::of(text, &whole, &marks);
        let having = vec![1; matter.worth.len()];
        let weights = MatterWeights::of(&matter, &having, 100);
        let tells = |other: &str| passage(0, &matter.runs(other), &weights, 1.0).is_some();
        assert!(tells("建成高标准农田三万亩"));
        assert!(!tells("农产品加工园开园"));
        let plain = WeighedMatter::of(text, &whole, &[]);
        let weights = MatterWeights::of(&plain, &having, 100);
        assert!(passage(0, &plain.runs("农产品加工园开园"), &weights, 1.0).is_some());
    }

    #[test]
    fn words_in_another_order_are_shared_and_numbers_that_name_are_words() {
        let weigh = |matter: &str, other: &str| {
            let whole = std::slice::from_ref(&(0..matter.len())).to_vec();
            let matter = WeighedMatter::of(matter, &whole, &[]);
            let having = vec![1; matter.worth.len()];
            let weights = MatterWeights::of(&matter, &having, 100);
            passage(0, &matter.runs(other), &weights, 1.0).map_or(0.0, |weighed| weighed.peak)
        };
        let (same, other) = ("全年城镇新增就业33.7万人", "新增就医点，城乡一体，镇街就近");
        assert!(weigh("新增城镇就业20万人", same) > 2.0 * weigh("新增城镇就业20万人", other));
        let line = "14号线开通运营";
        assert!(weigh(line, "地铁14号线建成") > weigh(line, "地铁15号线建成"));
        assert!(weigh("新增5G基站7000个", "建成5G基站") > weigh("新增5G基站7000个", "建成15G基站"));
        // A figure that counts is none.
        assert_eq!(pairs("建成12公里").count(), 2);
    }
}
