//! Strings as people type them, without quotation marks: what is told `exact` is what a scan
//! finds, what is told `near` or `words` holds every character but the listed particles, tiers
//! stand in their order, and the counts are those of the list.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::{Server, project};
use crate::truth::{Dice, Passages, Scan};

/// Lists longer than this are not walked to their end; their exact passages are.
const LONG: u64 = 300;
/// Pages of one list, at the most.
const MOST_PAGES: usize = 40;
/// Queries whose total is compared with the passages that hold all words.
const RECOUNTED: usize = 200;

const TIERS: [&str; 4] = ["exact", "near", "words", "some"];

/// The particles and question words that may be left out.
fn particles() -> BTreeSet<String> {
    let list = std::fs::read_to_string(project("crates/analysis/data/particles.txt")).unwrap();
    list.lines().filter(|row| !row.is_empty() && !row.starts_with('#')).map(Into::into).collect()
}

/// What was found for a query: passages in their order with their tiers.
struct Found {
    list: Vec<(usize, usize)>,
    /// Whether it is all of the list.
    is_whole: bool,
    answer: Value,
}

/// The passages of a scan by report and number.
type Places = BTreeMap<(String, u64), usize>;

fn walk(server: &Server, places: &Places, query: &str, exact: usize) -> Found {
    let mut list = Vec::new();
    let mut cursor = String::new();
    let mut first = None;
    for _ in 0..MOST_PAGES {
        let page = server.search(query, &format!("&group=passage&limit=100{cursor}"));
        for hit in page["hits"].as_array().unwrap() {
            let passage = &hit["passages"][0];
            let id = hit["report"]["id"].as_str().unwrap().to_owned();
            let place = places[&(id, passage["ordinal"].as_u64().unwrap())];
            let tier = TIERS.iter().position(|tier| passage["match"] == *tier).unwrap();
            list.push((place, tier));
        }
        let next = page["next"].as_str().map(|next| format!("&cursor={next}"));
        let answer = first.get_or_insert(page);
        let is_long = answer["total"]["passages"].as_u64().unwrap() > LONG;
        match next {
            // Behind the exact ones, a page more.
            Some(_) if is_long && list.len() > exact + 100 => break,
            Some(next) => cursor = next,
            None => return Found { list, is_whole: true, answer: first.unwrap() },
        }
    }
    Found { list, is_whole: false, answer: first.unwrap() }
}

/// The characters of a query that a passage must hold: letters and digits, what was left out taken
/// out. Numbers may be written in another way.
fn needed(normal: &str, ignored: &[&str]) -> Vec<char> {
    let mut left = normal.to_owned();
    for word in ignored {
        left = left.replace(word, " ");
    }
    let is_number =
        |c: char| c.is_ascii_digit() || "〇一二三四五六七八九十百千万亿两廿卅".contains(c);
    left.chars().filter(|&c| c.is_alphanumeric() && !is_number(c)).collect()
}

/// What is wrong with the answer to a query.
fn verdict(
    scan: &Scan<'_>,
    query: &str,
    exact: &BTreeSet<usize>,
    found: &Found,
    listed: &BTreeSet<String>,
) -> Option<String> {
    let Found { list, is_whole, answer } = found;
    let normal = scan.normaliser.normal(query).text;
    let ignored = answer["read_as"]["ignored"].as_array().cloned().unwrap_or_default();
    let ignored: Vec<&str> = ignored.iter().map(|word| word.as_str().unwrap()).collect();
    if let Some(word) = ignored.iter().find(|word| !listed.contains(**word)) {
        return Some(format!("{word} was left out"));
    }
    if !list.is_sorted_by_key(|(_, tier)| tier) {
        return Some("tiers are out of order".to_owned());
    }
    let told: BTreeSet<usize> = list.iter().filter(|(_, t)| *t == 0).map(|(p, _)| *p).collect();
    let undotted = |text: &str| text.replace(['·', '•', '・', '‧'], "");
    let is_dotted = |at: &usize| undotted(&scan.texts[*at].2.text).contains(&undotted(&normal));
    if let Some(at) = told.difference(exact).find(|at| !is_dotted(at)) {
        return Some(format!("told exact: {}", scan.texts[*at].2.text));
    }
    let is_all_seen = *is_whole || list.iter().any(|(_, tier)| *tier > 0);
    if is_all_seen && let Some(at) = exact.difference(&told).next() {
        return Some(format!("not told exact: {}", scan.texts[*at].2.text));
    }
    let needed = needed(&normal, &ignored);
    for (at, tier) in list {
        let text = &scan.texts[*at].2.text;
        if *tier < 3
            && let Some(lost) = needed.iter().find(|c| !text.contains(**c))
        {
            return Some(format!("told {}, {lost} is not in {text}", TIERS[*tier]));
        }
    }
    counts_agree(found)
}

/// Whether total, facets and list say the same.
fn counts_agree(Found { list, is_whole, answer }: &Found) -> Option<String> {
    let total = answer["total"]["passages"].as_u64().unwrap();
    for facet in ["kind", "part"] {
        let rows = answer["facets"][facet].as_array().unwrap();
        let sum: u64 = rows.iter().map(|row| row["passages"].as_u64().unwrap()).sum();
        if sum != total {
            return Some(format!("{facet}: {sum} passages, total {total}"));
        }
    }
    let better = list.iter().filter(|(_, tier)| *tier < 3).count();
    let counted = if better > 0 { better } else { list.len() };
    let distinct: BTreeSet<usize> = list.iter().map(|(at, _)| *at).collect();
    if distinct.len() < list.len() {
        return Some("a passage is listed twice".to_owned());
    }
    (*is_whole && counted as u64 != total).then(|| format!("{counted} listed, total {total}"))
}

/// In how many passages all words of plain queries stand, beside the totals: as many, or fewer where
/// a character that was left over must stand beside its neighbours. Gives what differs and how many
/// were compared.
fn recount(scan: &Scan<'_>, asked: &[(&String, Found)]) -> (Vec<String>, usize) {
    let is_plain = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let is_numeral = |c: char| "一二三四五六七八九十百千万亿两零".contains(c);
    let words = |found: &Found| -> Vec<String> {
        let words = found.answer["read_as"]["words"].as_array().unwrap();
        words.iter().map(|word| word.as_str().unwrap().to_owned()).collect()
    };
    let plain = asked.iter().filter(|(query, found)| {
        query.chars().all(|c| is_plain(c) && !is_numeral(c))
            && found.list.first().is_some_and(|(_, tier)| *tier < 3)
    });
    let mut wrong = Vec::new();
    let plain: Vec<_> = plain.take(RECOUNTED).collect();
    for (query, found) in &plain {
        let words = words(found);
        let holds = |text: &str| words.iter().all(|word| text.contains(word.as_str()));
        let held = scan.texts.iter().filter(|(_, _, text)| holds(&text.text)).count() as u64;
        let total = found.answer["total"]["passages"].as_u64().unwrap();
        let has_single = words.iter().any(|word| word.chars().count() == 1);
        if total > held || (total < held && !has_single) {
            wrong.push(format!("{query}: total {total}, {words:?} stand in {held}"));
        }
    }
    (wrong, plain.len())
}

/// Asks random strings of 2 to 6 characters, as many as asked for, and some words.
pub fn strings(server: &Server, reports: &[Passages], many: usize, words: &[String]) {
    let scan = Scan::new(reports);
    let mut dice = Dice(0x000a_57ed);
    let is_text = |c: char| c.is_alphanumeric() || "，、。；％%".contains(c);
    let mut queries = BTreeSet::new();
    while queries.len() < many {
        if let Some(piece) = dice.piece(reports, 2, 6)
            && piece.chars().all(is_text)
            && piece.chars().any(char::is_alphanumeric)
            && !piece.to_uppercase().contains("OR")
            && !scan.normaliser.normal(&piece).text.is_empty()
        {
            queries.insert(piece);
        }
    }
    queries.extend(words.iter().cloned());
    let queries: Vec<String> = queries.into_iter().collect();
    let exact = scan.find(&queries);
    let exact: Vec<BTreeSet<usize>> =
        exact.iter().map(|found| found.keys().copied().collect()).collect();
    let of = |(at, (report, ordinal, _)): (usize, &(usize, u64, _))| {
        ((reports[*report].0.clone(), *ordinal), at)
    };
    let places: Places = scan.texts.iter().enumerate().map(of).collect();
    let listed = particles();
    let (mut wrong, mut asked) = (Vec::new(), Vec::new());
    for (query, exact) in queries.iter().zip(&exact) {
        let found = walk(server, &places, query, exact.len());
        wrong.extend(
            verdict(&scan, query, exact, &found, &listed).map(|it| format!("{query}: {it}")),
        );
        asked.push((query, found));
    }
    let told = |tier: usize| -> usize {
        let lists = asked.iter().flat_map(|(_, found)| &found.list);
        lists.filter(|(_, of)| *of == tier).count()
    };
    let whole = asked.iter().filter(|(_, found)| found.is_whole).count();
    let (recounted, compared) = recount(&scan, &asked);
    eprintln!(
        "asked: {} strings without quotation marks, {whole} lists walked to their end: {} passages \
         told exact, {} near, {} words, {} some; {compared} totals counted again; {} wrong",
        queries.len(),
        told(0),
        told(1),
        told(2),
        told(3),
        wrong.len() + recounted.len()
    );
    wrong.extend(recounted);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
