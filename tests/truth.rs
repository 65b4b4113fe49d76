//! Search beside a scan: random strings of the reports themselves, quoted and plain, must be
//! counted exactly as often as reading every passage finds them.
//!
//! The scan has a normalisation of its own ([`crate::normaliser`]); nothing of the engine's matching
//! is used.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::AhoCorasick;
use serde_json::Value;

use crate::archive::served;
use crate::asked;
use crate::normaliser::{Normal, Normaliser};
use crate::support::{Desk, Server, project};

/// The passages of a report: its id, and for each its number and text.
pub type Passages = (String, Vec<(u64, String)>);

/// Whether the match at `from` cuts no number that the pattern does not hold whole.
pub fn is_whole(text: &Normal, from: usize, pattern: &Normal) -> bool {
    let to = from + pattern.text.len();
    let touched = text.numbers.iter().filter(|(start, end)| *start < to && *end > from);
    let expected = pattern.numbers.iter().map(|(start, end)| (start + from, end + from));
    touched.copied().eq(expected)
}

/// Every passage of an archive, read.
pub struct Scan<'a> {
    pub reports: &'a [Passages],
    /// The number of the report, that of the passage, and its text.
    pub texts: Vec<(usize, u64, Normal)>,
    pub normaliser: Normaliser,
}

impl<'a> Scan<'a> {
    pub fn new(reports: &'a [Passages]) -> Self {
        let normaliser = Normaliser::new();
        let texts = reports.iter().enumerate().flat_map(|(at, (_, passages))| {
            let normaliser = &normaliser;
            passages.iter().map(move |(ordinal, text)| (at, *ordinal, normaliser.normal(text)))
        });
        Self { reports, texts: texts.collect(), normaliser }
    }

    /// For every pattern the passages that hold it, with where.
    pub fn find(&self, patterns: &[String]) -> Vec<BTreeMap<usize, Vec<usize>>> {
        let readings: Vec<(usize, Normal)> = patterns
            .iter()
            .enumerate()
            .flat_map(|(at, p)| self.normaliser.readings(p).into_iter().map(move |r| (at, r)))
            .collect();
        let automaton = AhoCorasick::new(readings.iter().map(|(_, r)| &r.text)).unwrap();
        let mut found = vec![BTreeMap::<usize, Vec<usize>>::new(); patterns.len()];
        for (at, (_, _, text)) in self.texts.iter().enumerate() {
            for hit in automaton.find_overlapping_iter(&text.text) {
                let (pattern, reading) = &readings[hit.pattern().as_usize()];
                if is_whole(text, hit.start(), reading) {
                    found[*pattern].entry(at).or_default().push(hit.start());
                }
            }
        }
        found
    }

    /// Passages per report.
    fn per_report(&self, passages: impl IntoIterator<Item = usize>) -> BTreeMap<&str, u64> {
        let mut counts = BTreeMap::new();
        for at in passages {
            *counts.entry(self.reports[self.texts[at].0].0.as_str()).or_default() += 1;
        }
        counts
    }
}

/// The same numbers on every machine.
pub struct Dice(pub u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        let (a, c) = (6_364_136_223_846_793_005, 1_442_695_040_888_963_407);
        self.0 = self.0.wrapping_mul(a).wrapping_add(c);
        usize::try_from((self.0 >> 33) % sides.max(1) as u64).unwrap()
    }

    /// A random piece of a random passage.
    pub fn piece(&mut self, reports: &[Passages], least: usize, most: usize) -> Option<String> {
        let (_, passages) = &reports[self.roll(reports.len())];
        let (_, text) = passages.get(self.roll(passages.len()))?;
        let characters: Vec<char> = text.chars().collect();
        let length = least + self.roll(most - least + 1);
        let from = self.roll(characters.len());
        Some(characters.get(from..from + length)?.iter().collect())
    }
}

/// A string in quotation marks that do not stand in it.
fn quoted(text: &str) -> Option<String> {
    let pairs = [('"', '"'), ('“', '”'), ('「', '」')];
    let (open, close) = pairs.into_iter().find(|(_, close)| !text.contains(*close))?;
    Some(format!("{open}{text}{close}"))
}

/// Asks the server, and compares totals, reports and the passages of each with the scan.
fn compare(
    server: &Server,
    scan: &Scan<'_>,
    query: &str,
    passages: &BTreeSet<usize>,
) -> Option<String> {
    let wanted = scan.per_report(passages.iter().copied());
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    let mut cursor = String::new();
    loop {
        let answer = server.search(query, &format!("&limit=100{cursor}"));
        let total = &answer["total"];
        let counts = (total["reports"].as_u64().unwrap(), total["passages"].as_u64().unwrap());
        if counts != (wanted.len() as u64, passages.len() as u64) {
            return Some(format!(
                "{query}: {counts:?}, the scan finds {} in {} reports; read as {}",
                passages.len(),
                wanted.len(),
                answer["read_as"]
            ));
        }
        for hit in answer["hits"].as_array().unwrap() {
            let is_counted = |p: &Value| p["match"] != "some";
            if hit["passages"].as_array().unwrap().iter().any(is_counted) {
                let id = hit["report"]["id"].as_str().unwrap().to_owned();
                found.insert(id, hit["matching_passages"].as_u64().unwrap());
            }
        }
        // What stands in most reports is compared by its totals and first page.
        let next =
            answer["next"].as_str().filter(|_| found.len() < wanted.len() && wanted.len() < 400);
        match next {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let is_all = found.len() == wanted.len();
    let differs = found.iter().any(|(id, count)| wanted.get(id.as_str()) != Some(count));
    (differs || (!is_all && wanted.len() < 400))
        .then(|| format!("{query}: {found:?}, wanted {wanted:?}"))
}

/// Quoted pieces, as many as asked for.
pub fn quoted_pieces(server: &Server, reports: &[Passages], many: usize) {
    let scan = Scan::new(reports);
    let mut dice = Dice(0x5ca1_ab1e);
    let mut pieces = BTreeSet::new();
    while pieces.len() < many {
        if let Some(piece) = dice.piece(reports, 1, 16)
            && quoted(&piece).is_some()
            && !scan.normaliser.normal(&piece).text.is_empty()
            && !piece.contains('\u{fffd}')
        {
            pieces.insert(piece);
        }
    }
    let pieces: Vec<String> = pieces.into_iter().collect();
    let found = scan.find(&pieces);
    let wrong: Vec<String> = pieces
        .iter()
        .zip(&found)
        .filter_map(|(piece, places)| {
            compare(server, &scan, &quoted(piece)?, &places.keys().copied().collect())
        })
        .collect();
    eprintln!("truth: {} of {many} quoted pieces equal the scan", many - wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Two words beside one another, with OR, excluded, and close together.
pub fn pairs_of_words(server: &Server, reports: &[Passages], many: usize) {
    let scan = Scan::new(reports);
    let mut dice = Dice(0xfee1_600d);
    // Words of two characters that the query language reads as one, none of them a number.
    let is_plain = |c: char| {
        ('\u{4e00}'..='\u{9fff}').contains(&c) && !"一二三四五六七八九十百千万亿两零".contains(c)
    };
    let mut words: Vec<String> = Vec::new();
    while words.len() < many * 2 {
        let Some(piece) = dice.piece(reports, 2, 3) else { continue };
        if piece.chars().all(is_plain) && scan.normaliser.normal(&piece).text == piece {
            let read = server.search(&piece, "&limit=1")["read_as"]["words"].clone();
            if read == serde_json::json!([piece]) {
                words.push(piece);
            }
        }
    }
    let found = scan.find(&words);
    let mut wrong = Vec::new();
    for at in 0..many {
        let (first, second) = (&words[at], &words[many + at]);
        let (a, b) = (&found[at], &found[many + at]);
        let sets: [BTreeSet<usize>; 2] = [a.keys().copied().collect(), b.keys().copied().collect()];
        let both: BTreeSet<usize> = sets[0].intersection(&sets[1]).copied().collect();
        let either = sets[0].union(&sets[1]).copied().collect();
        let without = sets[0].difference(&sets[1]).copied().collect();
        let distance = dice.roll(30);
        let lengths = (first.len(), second.len());
        let near = both
            .iter()
            .copied()
            .filter(|passage| {
                let text = &scan.texts[*passage].2;
                is_near(text, (&a[passage], lengths.0), (&b[passage], lengths.1), distance)
            })
            .collect();
        let cases = [
            // Where no passage holds both, a part of the words counts, which is another test.
            (format!("{first} {second}"), &both),
            (format!("{first} OR {second}"), &either),
            (format!("{first} -{second}"), &without),
            (format!("\"{first} {second}\"~{distance}"), &near),
        ];
        for (query, passages) in cases {
            if !passages.is_empty() || query.starts_with('"') {
                wrong.extend(compare(server, &scan, &query, passages));
            }
        }
    }
    eprintln!("truth: {many} pairs of words asked in four ways, {} unlike the scan", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether two words stand with so many characters between them, a number counting as one.
fn is_near(text: &Normal, a: (&[usize], usize), b: (&[usize], usize), distance: usize) -> bool {
    let between = |from: usize, to: usize| {
        let numbers = text.numbers.iter().filter(|(start, end)| *start >= from && *end <= to);
        let digits: usize = numbers.clone().map(|(start, end)| end - start).sum();
        text.text[from..to].chars().count() - digits + numbers.count()
    };
    a.0.iter().any(|&first| {
        b.0.iter().any(|&second| {
            let (from, to) =
                if first < second { (first + a.1, second) } else { (second + b.1, first) };
            from <= to && to - from <= distance * 64 && between(from, to) <= distance
        })
    })
}

#[test]
fn the_sample_is_searched_as_a_scan() {
    let desk = Desk::new();
    desk.index(project("data").to_str().unwrap(), &[]).expect(0);
    let server = desk.serve();
    let reports: Vec<Passages> =
        served(&server).into_iter().map(|report| (report.id, report.passages)).collect();
    quoted_pieces(&server, &reports, 300);
    pairs_of_words(&server, &reports, 60);
    asked::strings(&server, &reports, 300, &[]);
}
