//! Query sets drawn from an archive: exact phrases that every peer can answer, and the mixed set
//! of what readers ask of the whole product.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use serde::{Deserialize, Serialize};
use suyan_search::{Filters, SearchRequest, Sort, filter};

use crate::passages::{self, PeerPassage};
use crate::random::Random;
use crate::words;

/// One query of the mixed set.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Mixed {
    /// What it stands for: `rare`, `common`, `words`, `phrase`, `question`, `place`, `years`,
    /// `part`, `newest`, `deep`, `all`.
    pub kind: String,
    /// The query as typed.
    pub q: String,
    /// Parameters besides: name and value.
    #[serde(default)]
    pub parameters: Vec<(String, String)>,
    /// Hits skipped; in process only, since over HTTP a cursor is opaque.
    #[serde(default)]
    pub offset: usize,
}

impl Mixed {
    /// The query as the path of a URL.
    pub fn target(&self) -> String {
        let mut target = format!("/api/v1/search?q={}", percent(&self.q));
        for (name, value) in &self.parameters {
            let _ = write!(target, "&{name}={}", percent(value));
        }
        if self.offset > 0 {
            target.push_str("&limit=100");
        }
        target
    }

    /// The query as the engine takes it.
    pub fn request(&self) -> SearchRequest {
        let mut filters = Filters::default();
        let mut sort = Sort::Relevance;
        for (name, value) in &self.parameters {
            match filter::named(name).and_then(|dimension| (dimension.read)(value)) {
                Some(restriction) => filters.add(restriction),
                None => sort = Sort::Newest,
            }
        }
        SearchRequest {
            query: self.q.clone(),
            filters,
            sort,
            limit: 10,
            offset: self.offset,
            facets: true,
            passages_per_report: 3,
            ..SearchRequest::default()
        }
    }
}

/// Percent-encodes everything but letters and digits.
fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Queries of the mixed set to one phrase: so many that few come twice in a run over HTTP, since
/// the engine keeps answers.
const MIXED: usize = 10;

/// Writes `phrases.tsv` and `mixed.jsonl` beside the passages.
pub fn write(work: &Path, count: usize, seed: u64) -> Result<()> {
    let lines = passages::read(&work.join("passages.jsonl"))?;
    let mut random = Random::new(seed);
    let mut phrases = String::new();
    for number in 0..count {
        let length = 2 + number % 7;
        writeln!(phrases, "{number:04}\t{}", phrase(&lines, length, &mut random))?;
    }
    std::fs::write(work.join("phrases.tsv"), phrases)?;
    let mut out = String::new();
    for query in mixed(&lines, count * MIXED, &mut random) {
        writeln!(out, "{}", serde_json::to_string(&query)?)?;
    }
    Ok(std::fs::write(work.join("mixed.jsonl"), out)?)
}

/// Reads `mixed.jsonl`.
pub fn read_mixed(work: &Path) -> Result<Vec<Mixed>> {
    let text = std::fs::read_to_string(work.join("mixed.jsonl"))?;
    text.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// So many Han characters in a row of some passage.
fn phrase(lines: &[PeerPassage], length: usize, random: &mut Random) -> String {
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    loop {
        let Some(line) = random.pick(lines) else { return String::new() };
        let chars: Vec<char> = line.text.chars().collect();
        if chars.len() < length {
            continue;
        }
        let start = random.below(chars.len() - length + 1);
        let window = &chars[start..start + length];
        if window.iter().copied().all(han) {
            return window.iter().collect();
        }
    }
}

/// How often each content word stands in a sample of the passages, most often first.
fn vocabulary(lines: &[PeerPassage], random: &mut Random) -> Vec<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for _ in 0..5_000 {
        if let Some(line) = random.pick(lines) {
            for word in words::content_words(&line.text) {
                *counts.entry(word.to_owned()).or_default() += 1;
            }
        }
    }
    let mut words: Vec<(String, usize)> = counts.into_iter().collect();
    words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    words.into_iter().map(|(word, _)| word).collect()
}

/// The mixed set: eleven kinds in turn.
fn mixed(lines: &[PeerPassage], count: usize, random: &mut Random) -> Vec<Mixed> {
    const KINDS: [&str; 11] = [
        "rare", "common", "words", "phrase", "question", "place", "years", "part", "newest",
        "deep", "all",
    ];
    const PLACES: [&str; 8] = ["上海", "四川", "广东", "杭州", "徐汇", "310000", "河北", "南京"];
    let vocabulary = vocabulary(lines, random);
    let common = &vocabulary[..vocabulary.len().min(300)];
    let rare = &vocabulary[vocabulary.len() / 2..];
    let word =
        |from: &[String], random: &mut Random| random.pick(from).cloned().unwrap_or_default();
    (0..count)
        .map(|number| {
            let kind = KINDS[number % KINDS.len()];
            let mut query = Mixed { kind: kind.to_owned(), ..Mixed::default() };
            let mut set = |name: &str, value: &str| {
                query.parameters.push((name.to_owned(), value.to_owned()));
            };
            match kind {
                "place" => set("place", random.pick(&PLACES).copied().unwrap_or("上海")),
                "years" => {
                    let first = random.between(2010, 2022);
                    set("year", &format!("{first}..{}", first + random.below(4)));
                }
                "part" => set("part", "tasks"),
                "newest" => set("sort", "newest"),
                _ => {}
            }
            query.offset = if kind == "deep" { 90 } else { 0 };
            query.q = match kind {
                "rare" => word(rare, random),
                "words" => format!("{} {}", word(common, random), word(rare, random)),
                "phrase" => format!("\"{}\"", phrase(lines, 6, random)),
                "question" => question(lines, random),
                "all" => String::new(),
                _ => word(common, random),
            };
            query
        })
        .collect()
}

/// A long question about some sentence.
fn question(lines: &[PeerPassage], random: &mut Random) -> String {
    loop {
        let Some(line) = random.pick(lines) else { return String::new() };
        let clause: Vec<&str> = words::clauses(&line.text).filter(|c| c.len() > 36).collect();
        if let Some(clause) = random.pick(&clause) {
            let clause: String = clause.chars().take(30).collect();
            return format!("{clause}的情况怎么样？");
        }
    }
}
