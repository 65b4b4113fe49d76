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

/// So often it is drawn anew where a passage has nothing that will do: in an archive of short
/// passages none may.
const TRIES: usize = 100_000;
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

/// So many Han characters in a row of some passage; nothing where none has as many.
fn phrase(lines: &[PeerPassage], length: usize, random: &mut Random) -> String {
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    for _ in 0..TRIES {
        let Some(line) = random.pick(lines) else { break };
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
    String::new()
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

/// A long question about some sentence; nothing where none is long enough.
fn question(lines: &[PeerPassage], random: &mut Random) -> String {
    for _ in 0..TRIES {
        let Some(line) = random.pick(lines) else { break };
        let clause: Vec<&str> = words::clauses(&line.text).filter(|c| c.len() > 36).collect();
        if let Some(clause) = random.pick(&clause) {
            let clause: String = clause.chars().take(30).collect();
            return format!("{clause}的情况怎么样？");
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines() -> Vec<PeerPassage> {
        let clauses =
            ["持续优化营商环境", "新增养老床位1250张", "改造老旧小区", "推进乡村全面振兴"];
        let line = |at: usize| {
            let (one, other) = (clauses[at % 4], clauses[at / 3 % 4]);
            let text = format!("{one}，{other}，并且完善配套设施建设管理长效机制。");
            PeerPassage::of_text(&format!("p{at}"), &text)
        };
        (0..40).map(line).collect()
    }

    #[test]
    fn an_address_asks_what_the_engine_is_asked() {
        let query = Mixed {
            q: "养老 \"服务\"&%".to_owned(),
            parameters: vec![
                ("place".to_owned(), "上海".to_owned()),
                ("year".to_owned(), "2019..2021".to_owned()),
                ("sort".to_owned(), "newest".to_owned()),
            ],
            offset: 90,
            ..Mixed::default()
        };
        assert_eq!(
            query.target(),
            "/api/v1/search?q=%E5%85%BB%E8%80%81%20%22%E6%9C%8D%E5%8A%A1%22%26%25\
             &place=%E4%B8%8A%E6%B5%B7&year=2019%2E%2E2021&sort=newest&limit=100"
        );
        let request = query.request();
        assert_eq!(request.query, query.q);
        assert_eq!(request.filters.places, ["上海"]);
        assert_eq!((request.filters.years, request.sort), (Some((2019, 2021)), Sort::Newest));
        assert_eq!((request.limit, request.offset), (10, 90));
    }

    #[test]
    fn a_phrase_stands_in_a_passage() {
        let lines = lines();
        for seed in 0..50 {
            for length in 2..=8 {
                let phrase = phrase(&lines, length, &mut Random::new(seed));
                assert_eq!(phrase.chars().count(), length);
                assert!(lines.iter().any(|line| line.text.contains(&phrase)), "{phrase}");
            }
        }
        assert_eq!(phrase(&[], 4, &mut Random::new(1)), "");
        // Nothing is as long: the draw ends all the same.
        assert_eq!(phrase(&lines, 30, &mut Random::new(1)), "");
        let short = [PeerPassage { text: "短句。再短。".to_owned(), ..lines[0].clone() }];
        assert_eq!(question(&short, &mut Random::new(1)), "");
    }

    #[test]
    fn the_mixed_set_goes_through_its_kinds_and_comes_again_from_its_seed() {
        let folder = tempfile::tempdir().expect("a folder");
        passages::write(&folder.path().join("passages.jsonl"), &lines()).expect("write");
        let drawn = |seed| {
            write(folder.path(), 11, seed).expect("queries");
            let phrases = std::fs::read_to_string(folder.path().join("phrases.tsv"));
            (phrases.expect("phrases"), read_mixed(folder.path()).expect("mixed"))
        };
        let (phrases, mixed) = drawn(5);
        assert_eq!((phrases.lines().count(), mixed.len()), (11, 110));
        let of = |kind: &str| mixed.iter().filter(|one| one.kind == kind).collect::<Vec<_>>();
        for kind in ["rare", "common", "words", "phrase", "question", "place", "years", "part"] {
            assert_eq!(of(kind).len(), 10, "{kind}");
        }
        assert!(of("all").iter().all(|one| one.q.is_empty()));
        assert!(of("deep").iter().all(|one| one.offset == 90));
        assert!(of("question").iter().all(|one| one.q.ends_with("的情况怎么样？")));
        assert!(of("words").iter().all(|one| one.q.split(' ').count() == 2));
        assert!(of("place").iter().all(|one| one.request().filters.places.len() == 1));
        for query in of("years") {
            let (first, last) = query.request().filters.years.expect("years");
            assert!(first <= last && last - first < 4 && first >= 2010, "{query:?}");
        }
        let again = drawn(5);
        assert_eq!((again.0, again.1.len()), (phrases.clone(), 110));
        assert_ne!(drawn(6).0, phrases);
    }
}
