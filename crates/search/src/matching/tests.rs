//! Tests: what is found and marked in a text, held against a look at every place and every choice.

use std::collections::BTreeSet;

use proptest::prelude::*;
use suyan_analysis::Tokens;
use suyan_corpus::places::Gazetteer;

use super::*;
use crate::Tier;
use crate::query::{Phrase, parse};

/// A text of a few characters, each a token, so that numbers of characters are numbers of tokens.
fn texts(of: &'static [char], longest: usize) -> impl Strategy<Value = String> {
    let characters = prop::collection::vec(prop::sample::select(of), 0..longest);
    characters.prop_map(|characters| characters.into_iter().collect())
}

fn found(query: &str, text: &str) -> Option<TextMatch> {
    match_text(&parse(query).expect("a query"), &Tokens::of(text))
}

/// The numbers of the characters that marks cover.
fn covered(text: &str, found: &TextMatch) -> BTreeSet<usize> {
    let starts = text.char_indices().enumerate();
    let is_marked = |at: usize| found.marks.iter().any(|mark| mark.contains(&at));
    starts.filter(|(_, (byte, _))| is_marked(*byte)).map(|(number, _)| number).collect()
}

/// Where a string of characters stands in another, overlapping places too.
fn places(text: &[char], sought: &[char]) -> Vec<usize> {
    (0..text.len()).filter(|&at| text[at..].starts_with(sought)).collect()
}

/// The characters of all chains of these words, each word used once, no further apart than that.
fn chained(text: &[char], words: &[Vec<char>], distance: usize) -> BTreeSet<usize> {
    fn go(
        text: &[char],
        words: &[Vec<char>],
        distance: usize,
        chain: &mut Vec<(usize, usize)>,
        all: &mut BTreeSet<usize>,
    ) {
        if chain.len() == words.len() {
            all.extend(chain.iter().flat_map(|&(word, at)| at..at + words[word].len()));
            return;
        }
        let reached = chain.last().map(|&(word, at)| at + words[word].len());
        for word in (0..words.len())
            .filter(|word| chain.iter().all(|one| one.0 != *word))
            .collect::<Vec<_>>()
        {
            for at in places(text, &words[word]) {
                if reached.is_none_or(|end| at >= end && at - end <= distance) {
                    chain.push((word, at));
                    go(text, words, distance, chain, all);
                    chain.pop();
                }
            }
        }
    }
    let mut all = BTreeSet::new();
    go(text, words, distance, &mut Vec::new(), &mut all);
    all
}

/// Where a string stands when dots between its characters are nothing.
fn dotted(text: &[char], sought: &[char]) -> Vec<(usize, usize)> {
    let from = |start: usize| {
        let (mut at, mut met) = (start, 0);
        while met < sought.len() {
            match text.get(at) {
                Some(one) if *one == sought[met] => met += 1,
                Some('·') if met > 0 => {}
                _ => return None,
            }
            at += 1;
        }
        Some((start, at))
    };
    (0..text.len()).filter_map(from).collect()
}

/// How close words come over every choice of one place for each: the least gap, and whether one of
/// the choices with it is in order.
fn closest(words: &[Vec<Stretch>]) -> Option<(u32, bool)> {
    let mut choices: Vec<Vec<Stretch>> = vec![Vec::new()];
    for word in words {
        choices = choices
            .iter()
            .flat_map(|choice| word.iter().map(move |one| [choice.as_slice(), &[*one]].concat()))
            .collect();
    }
    let gap = |choice: &Vec<Stretch>| {
        let start = choice.iter().map(|one| one.0).min().unwrap_or(0);
        let end = choice.iter().map(|one| one.1).max().unwrap_or(0);
        end - start - choice.iter().map(|one| one.1 - one.0).sum::<u32>()
    };
    let least = choices.iter().map(gap).min()?;
    let is_in_order = |choice: &&Vec<Stretch>| choice.windows(2).all(|two| two[0].1 <= two[1].0);
    let best = choices.iter().filter(|choice| gap(choice) == least);
    Some((least, best.filter(is_in_order).count() > 0))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn marks_cover_every_place_of_a_string_and_nothing_else(
        text in texts(&['甲', '乙', '，'], 14),
        sought in texts(&['甲', '乙'], 4),
    ) {
        prop_assume!(!sought.is_empty());
        let (characters, string): (Vec<char>, Vec<char>) = (text.chars().collect(), sought.chars().collect());
        let starts = places(&characters, &string);
        let should: BTreeSet<usize> = starts.iter().flat_map(|&at| at..at + string.len()).collect();
        let found = found(&format!("\"{sought}\""), &text);
        prop_assert_eq!(found.is_some(), !should.is_empty());
        if let Some(found) = found {
            prop_assert_eq!(found.tier, Tier::Exact);
            prop_assert_eq!(covered(&text, &found), should);
            prop_assert!(found.marks.is_sorted_by(|a, b| a.end <= b.start));
            prop_assert_eq!(found.terms, vec![0; found.marks.len()]);
        }
    }

    #[test]
    fn words_within_a_distance_are_those_of_some_chain(
        text in texts(&['甲', '乙', '丙', '丁'], 11),
        words in prop::collection::vec(prop::sample::select(vec!["甲", "乙", "丙"]), 2..5),
        distance in 0usize..6,
    ) {
        let characters: Vec<char> = text.chars().collect();
        let each: Vec<Vec<char>> = words.iter().map(|word| word.chars().collect()).collect();
        let should = chained(&characters, &each, distance);
        let found = found(&format!("\"{}\"~{distance}", words.join(" ")), &text);
        prop_assert_eq!(found.is_some(), !should.is_empty());
        if let Some(found) = found {
            prop_assert_eq!(covered(&text, &found), should);
            let whole: Vec<char> = words.concat().chars().collect();
            let is_exact = !places(&characters, &whole).is_empty();
            prop_assert_eq!(found.tier, if is_exact { Tier::Exact } else { Tier::Near });
        }
    }

    #[test]
    fn dots_within_a_string_are_nothing(
        text in texts(&['甲', '乙', '·'], 12),
        sought in texts(&['甲', '乙'], 5),
    ) {
        prop_assume!(!sought.is_empty());
        let (characters, string): (Vec<char>, Vec<char>) = (text.chars().collect(), sought.chars().collect());
        let strict = places(&characters, &string);
        let should: Vec<(usize, usize)> = match strict.is_empty() {
            false => strict.iter().map(|&at| (at, at + string.len())).collect(),
            true => dotted(&characters, &string),
        };
        let found = find_loosely(&Tokens::of(&text), &Phrase::of(&sought).expect("a phrase"));
        let found: Vec<(usize, usize)> = found.iter().map(|at| (at.start, at.end)).collect();
        prop_assert_eq!(found, should);
    }

    #[test]
    fn closeness_is_that_of_the_closest_choice(
        lengths in prop::collection::vec(1u32..4, 1..4),
        slots in prop::collection::vec((0usize..5, 0u32..6), 0..10),
    ) {
        let mut words = vec![Vec::new(); lengths.len()];
        let mut at = 0;
        for (word, blanks) in slots {
            at += blanks;
            if let Some(length) = lengths.get(word) {
                words[word].push((at, at + length));
                at += length;
            }
        }
        let is = closeness(&words, &mut Occurrences::new());
        prop_assert_eq!(is.map(|is| (is.gap, is.ordered)), closest(&words));
        if let Some(is) = is {
            let inside: Vec<Vec<Stretch>> = words
                .iter()
                .map(|word| word.iter().copied().filter(|one| is.start <= one.0 && one.1 <= is.end).collect())
                .collect();
            prop_assert_eq!(closest(&inside), Some((is.gap, is.ordered)), "{:?}", is);
            prop_assert_eq!(is.end - is.start - lengths.iter().sum::<u32>(), is.gap);
        }
    }
}

#[test]
fn how_close_is_near() {
    let cases = [
        (0, 0, true),
        (8, 2, true),
        (9, 2, false),
        (8, 1, true),
        (16, 3, true),
        (17, 3, false),
        (u32::MAX, 2_000, false),
    ];
    for (gap, words, wanted) in cases {
        assert_eq!(is_near(gap, words), wanted, "{gap} between {words}");
    }
}

#[test]
fn a_text_matches_in_one_of_four_ways_or_not() {
    let far = |many: usize| format!("养老{}托育", "丁".repeat(many));
    let (near, apart) = (far(8), far(9));
    let cases: [(&str, &str, Option<Tier>); 19] = [
        ("养老 托育", "发展养老托育事业", Some(Tier::Exact)),
        ("养老托育", "发展养老托育事业", Some(Tier::Exact)),
        ("养老 托育", "托育和养老", Some(Tier::Near)),
        ("养老 托育", &near, Some(Tier::Near)),
        ("养老 托育", &apart, Some(Tier::Words)),
        ("养老 托育", "养老", Some(Tier::Some)),
        ("养老 托育", "公园", None),
        ("\"养老\" 托育", "托育", None),
        ("\"养老\" 托育", "养老", Some(Tier::Some)),
        ("养老 -托育", "养老托育", None),
        ("养老 -托育", "养老", Some(Tier::Exact)),
        // What is excluded must be there whole.
        ("养老 -(托育 公园)", "养老托育", Some(Tier::Exact)),
        ("-养老", "公园", Some(Tier::Exact)),
        ("-养老", "养老", None),
        // An alternative that matches better decides.
        ("养老 托育 OR 公园 水库", "养老，公园水库", Some(Tier::Exact)),
        ("养老 OR 公园", "公园", Some(Tier::Exact)),
        ("", "公园", Some(Tier::Exact)),
        // What filters exclude is not told by a text.
        ("养老 -(托育 年:2020)", "养老托育", Some(Tier::Exact)),
        ("养老 -(托育 -年:2020)", "养老托育", Some(Tier::Exact)),
    ];
    for (query, text, wanted) in cases {
        assert_eq!(found(query, text).map(|found| found.tier), wanted, "{query} in {text}");
    }
}

#[test]
fn marks_are_what_was_typed_without_its_joints() {
    let cases: [(&str, &str, &[&str]); 11] = [
        ("一核两翼", "形成“一核·两翼”格局", &["一核", "两翼"]),
        ("WiFi", "公共场所Wi-Fi覆盖", &["Wi", "Fi"]),
        ("350万", "投资三百五十万元", &["三百五十万"]),
        ("台湾", "臺灣同胞", &["臺灣"]),
        ("5G", "建成５Ｇ基站，15G", &["５Ｇ"]),
        ("十四五规划", "编制“十四五”规划", &["十四五”规划"]),
        ("养老 养老院", "养老院", &["养老院"]),
        ("哈哈", "哈哈哈", &["哈哈哈"]),
        // Marks that touch are two.
        ("养老 OR 托育 公园", "公园托育", &["公园", "托育"]),
        ("gdp", "ＧＤＰ增长", &["ＧＤＰ"]),
        ("é", "cafe\u{301}", &["e\u{301}"]),
    ];
    for (query, text, wanted) in cases {
        let found = found(query, text).unwrap_or_else(|| panic!("{query} in {text}"));
        let marked: Vec<&str> = found.marks.iter().map(|mark| &text[mark.clone()]).collect();
        assert_eq!(marked, wanted, "{query} in {text}");
    }
}

#[test]
fn a_place_lies_within_what_it_is_called() {
    let gazetteer = Gazetteer::builtin();
    let division = gazetteer.by_code("310104", Some(2020)).expect("徐汇区");
    let xuhui = gazetteer.place(division, Some(2020));
    let cases = [
        ("徐汇区", true),
        ("徐汇", true),
        (" 徐汇\u{3000}", true),
        ("310104", true),
        ("310000", true),
        ("上海市", true),
        ("上海", true),
        ("徐", false),
        ("汇区", false),
        ("31", false),
        ("3101", false),
        ("静安区", false),
        ("", false),
        // Only the nation's own reports are the nation's.
        ("全国", false),
        ("100000", false),
        ("国务院", false),
    ];
    for (wanted, is) in cases {
        assert_eq!(is_within(&xuhui, wanted), is, "{wanted:?}");
    }
    let nation = gazetteer.by_code("100000", None).map(|nation| gazetteer.place(nation, None));
    for wanted in ["全国", "国务院", "100000"] {
        assert!(nation.as_ref().is_none_or(|nation| is_within(nation, wanted)), "{wanted}");
    }
}

#[test]
fn several_places_are_alternatives_and_an_unknown_year_is_of_every_time() {
    let gazetteer = Gazetteer::builtin();
    let place = |code: &str, year| {
        let division = gazetteer.by_code(code, Some(year)).expect("a division");
        gazetteer.place(division, Some(year))
    };
    let places = [place("310106", 2010), place("310108", 2010), place("310104", 2010)];
    let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    let admitted = |wanted: &[&str], lineage, year| -> Vec<usize> {
        let filter = ByPlace::of(&places, &names(wanted), lineage, gazetteer);
        (0..places.len()).filter(|&at| filter.admits(at, year)).collect()
    };
    assert_eq!(admitted(&["徐汇", "闸北"], false, Some(2010)), [1, 2]);
    assert_eq!(admitted(&["徐汇", "徐汇区", "310104"], false, None), [2]);
    assert_eq!(admitted(&[], false, None), [0; 0]);
    assert_eq!(admitted(&["静安"], true, None), [0, 1]);
    // 闸北 was no part of 静安 after it had ended.
    assert_eq!(admitted(&["静安"], true, Some(2020)), [0]);
    assert_eq!(admitted(&["静安"], true, Some(2010)), [0, 1]);
}
