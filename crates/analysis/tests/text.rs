//! Tokens, grams, words, strings and sentences of any text, against naive ways of telling the same.

use proptest::prelude::*;
use suyan_analysis::grams::{Gram, GramLookup, numeral_gram, phrase_lookup, text_grams};
use suyan_analysis::segment::{count_words, each_word};
use suyan_analysis::words::{WordRole, words};
use suyan_analysis::{Tokens, ends_sentence, find, find_characters, sentences, strings};

/// Texts of few characters, so that phrases recur and stand beside what makes tokens differ.
const FEW: &str = "[一二五十百点第几数年个高质量发展aG0OP1２5.,，。“” —-]{0,14}";

fn terms(tokens: &Tokens) -> Vec<&str> {
    (0..tokens.len()).map(|at| tokens.term(at)).collect()
}

/// Every term that an index keeps of a text, with its position.
fn kept(tokens: &Tokens) -> Vec<(usize, String)> {
    let written = |gram: Gram<'_>| {
        let mut term = String::new();
        gram.write(&mut term);
        term
    };
    let mut kept = Vec::new();
    text_grams(tokens, |at, gram| kept.push((at, written(gram))));
    strings::each(tokens, |at, number| {
        kept.push((at, written(Gram::String(strings::string(number)))));
    });
    for at in 0..tokens.len() {
        let first = tokens.term(at).chars().next().expect("no token is empty");
        kept.extend(numeral_gram(tokens, at, first).map(|gram| (at, written(gram))));
    }
    kept
}

/// Where in a text the terms of a phrase are all held, as an index looks them up.
fn looked_up(text: &Tokens, phrase: &Tokens, rare: impl FnMut(&str) -> u64) -> Vec<usize> {
    let kept = kept(text);
    let has = |at: usize, term: &str| kept.iter().any(|(p, own)| *p == at && own == term);
    let begins =
        |at: usize, prefix: &str| kept.iter().any(|(p, own)| *p == at && own.starts_with(prefix));
    let lookup = phrase_lookup(phrase, rare);
    let holds = |at: usize| match &lookup {
        GramLookup::Prefix(prefix) => begins(at, prefix),
        GramLookup::Terms { terms, open } => {
            terms.iter().all(|(behind, term)| has(at + *behind as usize, term))
                && open.iter().all(|(behind, prefix)| begins(at + *behind as usize, prefix))
        }
    };
    (0..text.len()).filter(|at| holds(*at)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// The index finds a phrase where, and only where, a look at the text finds it.
    #[test]
    fn terms_prove_a_phrase(text in FEW, from in 0usize..14, length in 1usize..8, other in FEW, is_number: bool) {
        let piece: String = text.chars().skip(from).take(length).collect();
        let text = Tokens::of(&text);
        for phrase in [piece, other] {
            let phrase = if is_number { Tokens::number(&phrase) } else { Tokens::of(&phrase) };
            if phrase.is_empty() {
                continue;
            }
            let found: Vec<usize> = find(&text, &phrase).into_iter().map(|range| range.start).collect();
            let by_length = looked_up(&text, &phrase, |term| term.len() as u64);
            prop_assert_eq!(&by_length, &found, "{:?} in {:?}", terms(&phrase), terms(&text));
            // Which terms are taken for rare changes nothing in what is found.
            let otherwise = looked_up(&text, &phrase, |term| 99 - term.chars().last().map_or(0, |c| u64::from(c as u32 % 90)));
            prop_assert_eq!(otherwise, found);
        }
    }

    #[test]
    fn a_phrase_is_found_where_its_tokens_stand(text in FEW, phrase in FEW) {
        let (text, phrase) = (Tokens::of(&text), Tokens::of(&phrase));
        let (own, sought) = (terms(&text), terms(&phrase));
        let naive: Vec<usize> = match sought.len() {
            0 => Vec::new(),
            length => own.windows(length).enumerate().filter(|(_, window)| *window == sought).map(|(at, _)| at).collect(),
        };
        let found: Vec<usize> = find(&text, &phrase).into_iter().map(|range| range.start).collect();
        prop_assert_eq!(found, naive);
    }

    #[test]
    fn characters_are_found_wherever_they_begin(text in FEW, sought in "[一二五1a高质量]{1,3}") {
        let tokens = Tokens::of(&text);
        let whole = tokens.normal(0..tokens.len());
        let found = find_characters(&tokens, &sought);
        prop_assert_eq!(found.len(), whole.matches(sought.as_str()).count());
        for range in found {
            prop_assert!(tokens.normal(range).contains(sought.as_str()));
        }
    }

    #[test]
    fn bytes_and_tokens_lead_to_each_other(text in "\\PC{0,30}") {
        let tokens = Tokens::of(&text);
        for at in 0..tokens.len() {
            let bytes = tokens.source(at..at + 1);
            let back = tokens.of_source(bytes.clone());
            prop_assert!(back.contains(&at), "{at} {bytes:?} {back:?}");
            // Only tokens of the very same bytes are with it: the pieces of ㎡.
            prop_assert!(back.clone().all(|other| tokens.source(other..other + 1) == bytes));
        }
        prop_assert_eq!(tokens.of_source(0..text.len()), 0..tokens.len());
        prop_assert!(tokens.of_source(0..0).is_empty());
    }

    #[test]
    fn memory_that_is_used_again_holds_nothing_of_before(first in "\\PC{0,20}", second in "\\PC{0,20}") {
        let mut used = Tokens::number(&first);
        used.refill(&second);
        let fresh = Tokens::of(&second);
        prop_assert_eq!(terms(&used), terms(&fresh));
        prop_assert_eq!(used.as_slice(), fresh.as_slice());
        prop_assert_eq!(used.opens_numeral(), fresh.opens_numeral());
    }

    /// Control characters are marks of the terms of an index: no text may bring them in.
    #[test]
    fn no_token_holds_a_control_character(text in "(\\PC|[\\x00-\\x1f\\x7f]){0,20}") {
        let tokens = Tokens::of(&text);
        prop_assert!(!tokens.normal(0..tokens.len()).contains(char::is_control));
    }

    #[test]
    fn sentences_end_where_a_naive_reader_ends_them(text in "[好，；。！？!?”’」）)\"*a ]{0,24}") {
        let mut naive: Vec<String> = Vec::new();
        let mut is_over = true;
        for c in text.chars() {
            let closes = ends_sentence(c) || "”’」）)\"*".contains(c);
            if is_over && !closes || naive.is_empty() {
                naive.push(String::new());
                is_over = false;
            }
            naive.last_mut().unwrap().push(c);
            is_over |= ends_sentence(c);
        }
        let found: Vec<&str> = sentences(&text).into_iter().map(|range| &text[range]).collect();
        prop_assert_eq!(found, naive);
    }

    #[test]
    fn strings_are_those_that_a_plain_search_finds(numbers in proptest::collection::vec(0u16..200, 1..5), between in "[的和，5]{0,2}") {
        let text = numbers.iter().map(|number| strings::string(*number)).collect::<Vec<_>>().join(&between);
        let tokens = Tokens::of(&text);
        let mut found = Vec::new();
        strings::each(&tokens, |at, number| found.push((at, strings::string(number))));
        for number in numbers {
            let string = strings::string(number);
            let places: Vec<usize> = find(&tokens, &Tokens::of(string)).into_iter().map(|range| range.start).collect();
            let own: Vec<usize> = found.iter().filter(|(_, other)| *other == string).map(|(at, _)| *at).collect();
            prop_assert_eq!(own, places, "{} in {}", string, text);
        }
    }

    #[test]
    fn words_of_the_dictionary_joined_are_the_text(text in "(\\PC|养老|服务|GB-2312|3.5%|\r\n){0,12}") {
        let (mut joined, mut count) = (String::new(), 0);
        each_word(&text, |word| {
            joined.push_str(word);
            count += 1;
        });
        prop_assert_eq!(&joined, &text);
        prop_assert_eq!(count_words(&text), count);
    }

    /// Of a query of ideographs nothing is lost, and nothing is said twice.
    #[test]
    fn words_of_a_query_joined_are_the_query(text in "[养老床位的和在水一二三十万五个分之点高质量发展新区年第桥不]{1,14}") {
        let found = words(&text);
        let joined: String = found.iter().map(|word| word.text.as_str()).collect();
        prop_assert_eq!(joined, text);
        prop_assert!(found.iter().any(|word| word.role != WordRole::Particle));
        for word in &found {
            prop_assert!(!word.others.contains(&word.text), "{:?}", word);
        }
    }
}

#[test]
fn words_keep_what_is_written_together() {
    let cases: &[(&str, &str)] = &[
        ("PM2.5", "pm2.5"),
        ("5G基站", "5g 基站"),
        ("ＷｉＦｉ覆盖", "wifi 覆盖"),
        ("14号线", "14 号线"),
        ("1,200套住房", "1,200 套 住房"),
        ("a@b.gov.cn", "a@b.gov.cn"),
        ("C++", "c++"),
        ("25°", "25°"),
        ("3‰", "3‰"),
        ("（养老）", "养老"),
        ("养老，床位", "养老 床位"),
        ("2021年", "2021 年"),
        ("一网通办", "一网通办"),
    ];
    for (chunk, wanted) in cases {
        let found: Vec<String> = words(chunk).into_iter().map(|word| word.text).collect();
        assert_eq!(found.join(" "), *wanted, "{chunk}");
    }
    for nothing in ["", "   ", "\u{200b}", "“”"] {
        assert!(words(nothing).is_empty(), "{nothing:?}");
    }
}

#[test]
fn a_number_with_its_unit_has_its_other_ways() {
    for (chunk, word, other) in [
        ("350万平方米", "350万", "三百五十万"),
        ("三百五十万平方米", "三百五十万", "3500000"),
        ("3,500套", "3,500", "3500"),
        ("两个", "两个", "2个"),
        ("二十四小时", "二十四", "24"),
        ("百分之五", "百分之五", "5%"),
        ("2021至2025年", "2021至2025", "2021-2025"),
        ("3万亿", "3万亿", "三万亿"),
        ("三万亿元", "三万亿", "3万亿"),
    ] {
        let found = words(chunk);
        let own = found
            .iter()
            .find(|own| own.text == word)
            .unwrap_or_else(|| panic!("{chunk}: {found:?}"));
        assert!(own.others.iter().any(|way| way == other), "{chunk} {other}: {:?}", own.others);
    }
}
