//! Tests: which stretches of a passage are shown, and that they are whole clauses of it.

use proptest::prelude::*;
use suyan_analysis::Tokens;

use super::snippet::{AIM, LONG_FURTHER, MOST, MOST_FURTHER};
use super::{Gist, fragments, snippet};
use crate::Tier;
use crate::matching::TextMatch;

const WORDS: [&str; 4] = ["养老", "水库", "公园", "农业"];

/// Every place of the words in a text, as marks.
fn marks(text: &str) -> TextMatch {
    let places = WORDS.iter().enumerate().flat_map(|(term, word)| {
        text.match_indices(word).map(move |(at, word)| (at..at + word.len(), term))
    });
    let mut all: Vec<_> = places.collect();
    all.sort_by_key(|(mark, _)| mark.start);
    let (marks, terms) = all.into_iter().unzip();
    TextMatch { tier: Tier::Words, marks, terms }
}

/// A passage of clauses of up to forty characters, some with words.
fn passages() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        3 => Just(""),
        1 => prop::sample::select(WORDS.to_vec()),
    ];
    let end = prop::sample::select(vec!["，", "、", "：", "；", "。", "！", "。”"]);
    let clause = (1usize..20, word, 0usize..18, end).prop_map(|(before, word, behind, end)| {
        format!("{}{word}{}{end}", "丁".repeat(before), "丙".repeat(behind))
    });
    (prop::collection::vec(clause, 1..24), prop::sample::select(vec!["", "戊己"]))
        .prop_map(|(clauses, rest)| clauses.concat() + rest)
}

fn joined(stretch: &[crate::Fragment]) -> String {
    stretch.iter().map(|one| one.text.as_str()).collect()
}

/// The words that are marked in a stretch.
fn shown(stretch: &[crate::Fragment]) -> Vec<usize> {
    let marked = stretch.iter().filter(|one| one.matched);
    marked.filter_map(|one| WORDS.iter().position(|word| *word == one.text)).collect()
}

/// Whether a string stands in a text from the beginning of a clause to the end of one.
fn is_of_whole_clauses(text: &str, stretch: &str) -> bool {
    let ends = |c: char| "，、：；。！”".contains(c);
    text.match_indices(stretch).any(|(at, _)| {
        let (before, behind) = (&text[..at], &text[at + stretch.len()..]);
        before.chars().next_back().is_none_or(ends)
            && (behind.is_empty() || stretch.chars().next_back().is_some_and(ends))
            // A closing mark belongs to what it closes.
            && !behind.starts_with('”')
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn stretches_are_whole_clauses_of_a_length(text in passages()) {
        let found = marks(&text);
        let (first, more) = snippet(&text, &found);
        let length = |stretch: &[crate::Fragment]| joined(stretch).chars().count();
        prop_assert!(length(&first) <= MOST, "{}", joined(&first));
        prop_assert!(more.len() <= MOST_FURTHER);
        for stretch in std::iter::once(&first).chain(&more) {
            prop_assert!(is_of_whole_clauses(&text, &joined(stretch)), "{} of {}", joined(stretch), &text);
            prop_assert!(stretch.iter().all(|one| !one.text.is_empty()));
            let marked = stretch.iter().filter(|one| one.matched);
            prop_assert!(marked.count() == shown(stretch).len(), "a mark is no word");
        }
        let of_first = shown(&first);
        prop_assert_eq!(of_first.is_empty(), found.marks.is_empty());
        for stretch in &more {
            prop_assert!(length(stretch) <= LONG_FURTHER, "{}", joined(stretch));
            prop_assert!(shown(stretch).iter().any(|term| !of_first.contains(term)));
        }
        // What is left out is left out since there is no room for it.
        let everywhere: Vec<usize> =
            std::iter::once(&first).chain(&more).flat_map(|stretch| shown(stretch)).collect();
        let is_left_out = found.terms.iter().any(|term| !everywhere.contains(term));
        prop_assert!(!is_left_out || more.len() == MOST_FURTHER, "{}", &text);
    }

    #[test]
    fn a_short_passage_is_shown_whole(text in passages()) {
        let (first, more) = snippet(&text, &marks(&text));
        if text.chars().count() <= AIM {
            prop_assert_eq!(joined(&first), text);
            prop_assert!(more.is_empty());
        }
    }

    #[test]
    fn fragments_are_the_stretch_with_its_marks(
        text in "[甲乙a🏠]{0,12}",
        cuts in prop::collection::vec(0usize..13, 6),
    ) {
        let at = |number: usize| text.char_indices().nth(number).map_or(text.len(), |(at, _)| at);
        let mut places: Vec<usize> = cuts.into_iter().map(at).collect();
        let range = places[0].min(places[1])..places[0].max(places[1]);
        let mut places = places.split_off(2);
        places.sort_unstable();
        let marks: Vec<std::ops::Range<usize>> =
            places.chunks(2).map(|two| two[0]..two[1]).collect();
        let all = fragments(&text, range.clone(), &marks);
        prop_assert_eq!(joined(&all), &text[range.clone()]);
        // Every byte of the stretch is marked where a mark holds it.
        let said = all.iter().flat_map(|one| one.text.bytes().map(move |_| one.matched));
        let should = range.map(|at| marks.iter().any(|mark| mark.contains(&at)));
        prop_assert_eq!(said.collect::<Vec<_>>(), should.collect::<Vec<_>>());
    }

    #[test]
    fn passages_are_alike_by_nine_of_ten_pairs(
        one in "[甲乙丙5，]{0,14}",
        other in "[甲乙丙5，]{0,14}",
    ) {
        let (a, b) = (Gist::of(&Tokens::of(&one)), Gist::of(&Tokens::of(&other)));
        prop_assert_eq!(a.is_like(&b), are_alike(&one, &other), "{} and {}", &one, &other);
        prop_assert_eq!(a.is_like(&b), b.is_like(&a));
        prop_assert!(a.is_like(&a));
    }
}

/// The same, pair by pair.
fn are_alike(one: &str, other: &str) -> bool {
    let numbers = |text: &str| -> Vec<String> {
        let runs = text.split(|c: char| c != '5').filter(|run| !run.is_empty());
        runs.map(str::to_owned).collect()
    };
    let pairs = |text: &str| -> Vec<String> {
        let said: Vec<char> = text.chars().filter(|c| "甲乙丙".contains(*c)).collect();
        said.windows(2).map(|two| two.iter().collect()).collect()
    };
    let (ours, mut theirs) = (pairs(one), pairs(other));
    let most = ours.len().max(theirs.len());
    let mut common = 0;
    for pair in ours {
        if let Some(at) = theirs.iter().position(|theirs| *theirs == pair) {
            theirs.swap_remove(at);
            common += 1;
        }
    }
    numbers(one) == numbers(other) && 10 * common >= 9 * most
}

#[test]
fn boilerplate_is_told_from_news_at_the_border() {
    let gist = |text: &str| Gist::of(&Tokens::of(text));
    let cases = [
        // Ten pairs, of which nine are the same; nine, of which eight are.
        ("子丑寅卯辰巳午未申酉戌", "子丑寅卯辰巳午未申酉亥", true),
        ("子丑寅卯辰巳午未申酉", "子丑寅卯辰巳午未申亥", false),
        ("新建10所、20所", "新建20所、10所", false),
        ("新建10所", "新建１０所", true),
        ("新建10所。", "“新建”10所", true),
        ("甲", "乙", true),
        ("", "甲乙", false),
    ];
    for (one, other, wanted) in cases {
        assert_eq!(gist(one).is_like(&gist(other)), wanted, "{one} and {other}");
    }
}

#[test]
fn what_a_clause_is() {
    let text_match = |text: &str, mark: &str| {
        let at = text.find(mark).expect("the mark");
        let marks = std::iter::once(at..at + mark.len()).collect();
        TextMatch { tier: Tier::Exact, marks, terms: vec![0] }
    };
    let long = |text: &str| {
        format!("{}{text}{}", "其他工作有序推进，".repeat(30), "再接再厉，".repeat(50))
    };
    // The clause is shown with its neighbours: what is asked is where none was cut.
    let cases = [
        ("完成投资1,234亿元，", "1,234"),
        ("于12：30开始，", "12：30"),
        ("改造公园3、5公里，", "3、5公里"),
        ("称号“国家级，示范，”。", "示范"),
    ];
    for (clause, mark) in cases {
        let text = long(clause);
        let (first, _) = snippet(&text, &text_match(&text, mark));
        assert!(joined(&first).contains(clause), "{} lacks {clause}", joined(&first));
        assert!(joined(&first).chars().count() <= MOST);
    }
    // A row of a table has no marks: it is cut at blanks, and a clause without any is left whole.
    let row = "养老床位 1200 张 ".repeat(40);
    let (first, _) = snippet(&row, &text_match(&row, "养老床位"));
    assert!(joined(&first).chars().count() <= MOST && joined(&first).ends_with(' '));
    let endless = "养老".repeat(300);
    let (first, more) = snippet(&endless, &text_match(&endless, "养老"));
    assert_eq!((joined(&first), more.len()), (endless.clone(), 0));
    let nothing = TextMatch { tier: Tier::Some, marks: Vec::new(), terms: Vec::new() };
    for text in ["", "\n\n", "\u{3000}"] {
        assert!(joined(&snippet(text, &nothing).0).trim().is_empty());
    }
}

#[test]
fn a_sentence_ends_behind_its_closing_marks() {
    let filler = "其他工作有序推进，".repeat(30);
    let cases = [
        ("市长说：“新建公园。”", "随后改造水库。"),
        ("（新建公园。）", "改造水库。"),
        ("建成（含新建公园）。", "改造水库。"),
        ("\"新建公园。\"", "改造水库。"),
        // A straight mark that opens belongs to what comes behind it.
        ("新建公园。", "\"改造水库。\""),
        ("新建公园！”’", "改造水库。"),
    ];
    for (sentence, next) in cases {
        let text = format!("{}。{sentence}{next}{filler}", "其他工作有序推进，".repeat(9));
        let (first, more) = snippet(&text, &marks(&text));
        assert!(more.is_empty(), "{text}");
        // Two clauses, each a sentence with its own marks, and nothing of the filler cut in two.
        let shown = joined(&first);
        assert!(shown.contains(&format!("{sentence}{next}")), "{shown} lacks {sentence}{next}");
        let alone = format!("{filler}{sentence}{}", "丁".repeat(190));
        let (first, _) = snippet(&alone, &marks(&alone));
        assert!(joined(&first).ends_with(sentence), "{} goes on", joined(&first));
    }
}
