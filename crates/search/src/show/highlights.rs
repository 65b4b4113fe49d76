//! Tests: marks and snippets of random texts and queries.
//!
//! In every run some thousand; `SUYAN_HIGHLIGHTS=1000000 SUYAN_ARCHIVE=folder cargo test --release
//! -p suyan-search highlights` takes so many pairs from real reports.

use std::path::Path;

use proptest::prelude::*;
use suyan_analysis::Tokens;

use super::snippet::snippet;
use crate::matching::{DOTS, match_text};
use crate::query::{Conjunction, Phrase, Query, Term, TermRole, parse};

/// Every string that a mark may be, in normal form.
fn markable(query: &Query) -> Vec<String> {
    let of = |conjunction: &Conjunction| {
        let terms = conjunction.terms.iter().flat_map(|term| {
            let near = term.near.iter().flat_map(|near| &near.words);
            term.phrases
                .iter()
                .chain(near)
                .chain(alone(term))
                .map(|phrase| phrase.normal().to_owned())
                .collect::<Vec<_>>()
        });
        let whole = conjunction.whole.iter().map(|whole| whole.normal().to_owned());
        terms.chain(whole).collect::<Vec<_>>()
    };
    query.alternatives.iter().flat_map(of).collect()
}

/// A character that was left over, which in part of a query is marked by itself.
fn alone(term: &Term) -> Option<&Phrase> {
    match &term.role {
        TermRole::LeftOver(alone) => Some(alone),
        _ => None,
    }
}

/// The pieces of what may be marked that stand between joints which nobody typed: the hyphen of
/// Wi-Fi, and middle dots anywhere in the whole query.
fn is_piece(query: &Query, text: &str, normal: &str) -> bool {
    let joints = |c: char| c == '-' || c == ' ';
    let is_of_a_word = query.alternatives.iter().flat_map(|one| &one.terms).any(|term| {
        let others = term.phrases.iter().skip(term.literal);
        others.flat_map(|phrase| phrase.normal().split(joints)).any(|piece| piece == normal)
    });
    let wholes = query.alternatives.iter().filter_map(|one| one.whole.as_ref());
    let is_of_a_whole =
        text.contains(DOTS) && wholes.into_iter().any(|whole| whole.normal().contains(normal));
    is_of_a_word || is_of_a_whole
}

/// Whether a string is one of `parts`, or such strings overlapping from its beginning to its end.
fn is_made_of(text: &str, parts: &[String]) -> bool {
    let mut reached = 0;
    loop {
        let furthest = (0..reached.max(1))
            .filter(|&at| text.is_char_boundary(at))
            .flat_map(|at| {
                parts
                    .iter()
                    .filter(move |p| text[at..].starts_with(p.as_str()))
                    .map(move |p| at + p.len())
            })
            .max()
            .unwrap_or(0);
        if furthest >= text.len() {
            return true;
        }
        if furthest <= reached {
            return false;
        }
        reached = furthest;
    }
}

/// Whether a text begins or ends with one character, or one with its accents, that is several
/// tokens, as ¼ and ㎡ are: a match of one of them marks it whole.
fn ends_in_a_compound(marked: &Tokens) -> bool {
    let is_one_source = |at: usize| {
        at + 1 < marked.len() && marked.source(at..at + 1) == marked.source(at + 1..at + 2)
    };
    is_one_source(0) || marked.len().checked_sub(2).is_some_and(is_one_source)
}

/// What is wrong with the marks of a query in a text, if anything.
fn verdict(text: &str, query: &str) -> Result<(), String> {
    let parsed = parse(query).unwrap();
    let Some(found) = match_text(&parsed, &Tokens::of(text)) else { return Ok(()) };
    let parts = markable(&parsed);
    let mut end = 0;
    for mark in &found.marks {
        let Some(marked) = text.get(mark.clone()).filter(|_| mark.start >= end) else {
            return Err(format!("{query:?} in {text:?}: {mark:?} behind {end}"));
        };
        end = mark.end;
        let tokens = Tokens::of(marked);
        let normal = tokens.normal(0..tokens.len());
        let is_cut =
            ends_in_a_compound(&tokens) && parts.iter().any(|p| normal.contains(p.as_str()));
        let is_whole = is_made_of(normal, &parts) || is_piece(&parsed, text, normal);
        if normal.is_empty() || !(is_cut || is_whole) {
            return Err(format!("{query:?} in {text:?}: {marked:?} is none of {parts:?}"));
        }
    }
    let (first, more) = snippet(text, &found);
    for stretch in std::iter::once(&first).chain(&more) {
        let joined: String = stretch.iter().map(|fragment| fragment.text.as_str()).collect();
        if !text.contains(&joined) || (joined.is_empty() && !text.trim().is_empty()) {
            return Err(format!("{query:?} in {text:?}: {joined:?} is no stretch of it"));
        }
    }
    let is_marked = std::iter::once(&first).chain(&more).flatten().any(|f| f.matched);
    if !found.marks.is_empty() && !is_marked {
        return Err(format!("{query:?} in {text:?}: nothing is marked"));
    }
    Ok(())
}

fn texts() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "架空线",
        "入地",
        "长三角",
        "一体化",
        "发展",
        "示范区",
        "“十四五”",
        "12.5%",
        "5G",
        "15",
        "，",
        "。",
        "、",
        "：",
        " ",
        "\n",
        "·",
        "３.２万",
        "三百五十万",
        "3,500,000",
        "Wi-Fi",
        "ＧＤＰ",
        "經濟",
        "⺠生",
        "\u{200b}",
        "🏠",
        "e\u{301}",
        "㎡",
        "二〇二一年",
        "2021年",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn queries() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "架空线入地",
        "长三角",
        "角一体",
        "一体化发展",
        "十四五",
        "12.5",
        "5g",
        "万",
        "WiFi",
        "gdp",
        "经济",
        "民生",
        "m2",
        "350万",
        "2021年",
        " ",
        " OR ",
        "\"",
        "-",
        "(",
        ")",
        "~3",
        "é",
        "🏠",
        "：",
        "\"长三角 发展\"~4",
    ]);
    prop::collection::vec(piece, 1..7).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn marks_are_what_was_asked_for(text in texts(), query in queries()) {
        prop_assert_eq!(verdict(&text, &query), Ok(()));
    }

    #[test]
    fn marks_of_any_text_are_of_it(text in "\\PC{0,80}", query in "\\PC{1,12}") {
        prop_assert_eq!(verdict(&text, &query), Ok(()));
    }
}

/// The lines of every file below a folder.
fn lines(folder: &Path, out: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            lines(&path, out);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            out.extend(text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned));
        }
    }
}

#[test]
fn marks_of_real_reports_are_what_was_asked_for() {
    let (Some(many), Some(archive)) =
        (std::env::var("SUYAN_HIGHLIGHTS").ok(), std::env::var_os("SUYAN_ARCHIVE"))
    else {
        eprintln!("skipped: SUYAN_HIGHLIGHTS and SUYAN_ARCHIVE are not set");
        return;
    };
    let many: usize = many.parse().unwrap();
    let mut all = Vec::new();
    lines(Path::new(&archive), &mut all);
    all.sort_unstable();
    let mut seed = 0x0dd5_eed5_u64;
    let mut roll = |sides: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % sides.max(1)
    };
    let mut marked = 0;
    for _ in 0..many {
        let text = &all[roll(all.len())];
        let characters: Vec<char> = text.chars().collect();
        let mut query = String::new();
        for _ in 0..=roll(3) {
            let (from, length) = (roll(characters.len()), 1 + roll(8));
            let piece: String = characters[from..].iter().take(length).collect();
            match roll(8) {
                0 => query.push_str(&format!("\"{piece}\" ")),
                1 => query.push_str(&format!("\"{piece}\"~{} ", roll(9))),
                2 => query.push_str(&format!("{piece} OR ")),
                3 => query.push_str(&format!("({piece}) ")),
                4 => query.push_str(&piece),
                _ => query.push_str(&format!("{piece} ")),
            }
        }
        marked += usize::from(match_text(&parse(&query).unwrap(), &Tokens::of(text)).is_some());
        if let Err(why) = verdict(text, &query) {
            panic!("{why}");
        }
    }
    eprintln!("highlights: {many} pairs, {marked} of them marked, none wrong");
}
