//! Queries that nobody would write: any string is read, in bounded work, and says something.

use proptest::prelude::*;
use suyan_search::filter::words::{span, years};
use suyan_search::query::bounds::{MOST_ALTERNATIVES, MOST_EXCLUDED, MOST_WORDS};
use suyan_search::query::{Query, Restriction, TooComplex, parse};
use suyan_search::read_as;

fn read(query: &str) -> Query {
    parse(query).unwrap_or_else(|bound| panic!("{query:?}: {bound}"))
}

/// The words of every alternative.
fn words(query: &str) -> Vec<Vec<String>> {
    let alternatives = read(query).alternatives;
    let labels = alternatives.iter().map(|one| one.terms.iter().map(|term| term.label.clone()));
    labels.map(Iterator::collect).collect()
}

#[test]
fn strange_strings_are_read_as_a_person_would() {
    let cases: [(&str, &[&[&str]]); 33] = [
        // Nothing at all: everything passes.
        ("", &[&[]]),
        (" \t\n\u{3000}", &[&[]]),
        ("\u{feff}", &[&[]]),
        ("\u{200b}\u{200d}", &[&[]]),
        // Quotation marks without their other half are text, and mark nothing.
        ("\"养老", &[&["养老"]]),
        ("养老\"", &[&["养老"]]),
        ("“养老", &[&["养老"]]),
        ("养老”", &[&["养老"]]),
        ("\"\" 养老", &[&["养老"]]),
        ("\" \" 养老", &[&["养老"]]),
        ("“养老”“托育”", &[&["\"养老\"", "\"托育\""]]),
        ("“养老“托育”", &[&["\"养老“托育\""]]),
        ("\"养老”", &[&["养老"]]),
        // Brackets that nothing opened or closed.
        (")养老(", &[&["养老"]]),
        ("((((养老", &[&["养老"]]),
        ("养老))))托育", &[&["养老", "托育"]]),
        ("()()养老", &[&["养老"]]),
        ("（(养老）)", &[&["养老"]]),
        // Operators with nothing to work on.
        ("养老 -", &[&["养老"]]),
        ("- 养老", &[&["养老"]]),
        ("养老 -()", &[&["养老"]]),
        ("养老 -\"\"", &[&["养老"]]),
        ("|养老||托育|", &[&["(养老 OR 托育)"]]),
        ("OR OR 养老", &[&["养老"]]),
        ("ＯＲ", &[&["or"]]),
        ("or 养老", &[&["or", "养老"]]),
        ("养老OR托育", &[&["养老", "or", "托育"]]),
        ("～5", &[&["5"]]),
        ("\"养老\"~5", &[&["\"养老\""]]),
        // Control characters stand between words as blanks do, or are nothing.
        ("养老\u{0}托育", &[&["养老", "托育"]]),
        ("养老\r\n托育", &[&["养老", "托育"]]),
        ("养\u{200b}老", &[&["养老"]]),
        ("🏠🏡", &[&["🏠🏡"]]),
    ];
    for (query, wanted) in cases {
        assert_eq!(words(query), wanted, "{query:?}");
    }
}

#[test]
fn filters_are_read_by_their_names_and_values_and_else_are_text() {
    let place = |name: &str| Some(Restriction::Place(name.to_owned()));
    let of_years = |first, last| Some(Restriction::Years(first, last));
    let part = |word: &str| suyan_search::filter::words::part(word).map(Restriction::Part);
    let cases = [
        ("地区:徐汇", place("徐汇")),
        ("地方：徐汇", place("徐汇")),
        ("ＰＬＡＣＥ：310104", place("310104")),
        ("Place:\"浦东 新区\"", place("浦东 新区")),
        ("地区:「浦东新区」", place("浦东新区")),
        ("地区:\"浦东\"~3", None),
        ("地区:“徐汇", place("徐汇")),
        ("地区:\"", None),
        ("地区:", None),
        ("地区: 徐汇", None),
        ("地区 :徐汇", None),
        ("年:2020", of_years(2020, 2020)),
        ("年份:2020年", of_years(2020, 2020)),
        ("YEAR:２０２０", of_years(2020, 2020)),
        ("年:2018-2020", of_years(2018, 2020)),
        ("年:2018—2020", of_years(2018, 2020)),
        ("年:2018——2020", of_years(2018, 2020)),
        ("年:2018－2020", of_years(2018, 2020)),
        ("年:2018～2020", of_years(2018, 2020)),
        ("年:2018…2020", of_years(2018, 2020)),
        ("年:2018……2020", of_years(2018, 2020)),
        ("年:2018...2020", of_years(2018, 2020)),
        ("年:2018到2020", of_years(2018, 2020)),
        ("年:2018年至2020年", of_years(2018, 2020)),
        ("年:2018..", of_years(2018, i16::MAX)),
        ("年:..2018", of_years(i16::MIN, 2018)),
        ("年:..", None),
        ("年:2020..2018", None),
        ("年:0999", None),
        ("年:1000", of_years(1000, 1000)),
        ("年:9999", of_years(9999, 9999)),
        ("年:99999", None),
        ("年:+202", None),
        ("年:20 20", None),
        ("年:2018..2020..2022", None),
        ("年:一九九〇", None),
        ("部分:任务", part("任务")),
        ("part:TASKS", part("任务")),
        ("部分:民生实事", part("民生")),
        ("部分:任务任务", None),
        ("层级:火星", None),
        ("twins:true", None),
        ("foo:bar", None),
        ("1:1", None),
    ];
    for (query, wanted) in cases {
        let read = read(query);
        let found = read.alternatives[0].restrictions.clone();
        assert_eq!(found, wanted.iter().cloned().collect::<Vec<_>>(), "{query}");
        // What is no filter is looked for; what is one is not.
        assert_eq!(read.alternatives[0].terms.is_empty(), wanted.is_some(), "{query}");
    }
}

#[test]
fn a_bound_is_told_in_words_that_name_it() {
    let cases = [
        (TooComplex::Words, "2000 words"),
        (TooComplex::Alternatives, "64 alternatives"),
        (TooComplex::Near, "12 words within a distance"),
        (TooComplex::NearTogether, "64 words within distances"),
        (TooComplex::Excluded, "64 exclusions"),
        (TooComplex::Figures, "16 figures"),
        (TooComplex::Brackets, "64 brackets"),
    ];
    for (bound, wanted) in cases {
        assert!(bound.to_string().contains(wanted), "{bound}");
        let error = suyan_search::Error::from(bound).to_string();
        assert!(error.starts_with("the query is too complex: more than"), "{error}");
    }
}

/// What a query comes to is within its bounds, whatever was typed.
fn is_bounded(query: &Query) -> bool {
    let words = query.alternatives.iter().map(|one| one.terms.len() + one.restrictions.len());
    let excluded = query.alternatives.iter().map(|one| one.excluded.len());
    query.alternatives.len() <= MOST_ALTERNATIVES
        && words.sum::<usize>() <= MOST_WORDS
        && excluded.sum::<usize>() <= MOST_EXCLUDED
}

/// Pieces of which queries are made that are hard to read, some of them figures and filters.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "养老",
        "的",
        "5",
        "500台",
        ">=500台",
        "<1000台",
        "＞１２公里",
        "=1万个",
        "≥",
        ">",
        "<=",
        " ",
        "\u{3000}",
        "\n",
        "-",
        "－",
        "——",
        "(",
        ")",
        "（",
        "）",
        "|",
        " OR ",
        "\"",
        "“",
        "”",
        "「",
        "」",
        "~",
        "~3",
        "年:",
        "年:2020",
        "年:2018——2020",
        "地区:",
        "地区:\"",
        "类型:规划",
        "部分:任务",
        ":",
        "：",
        "3.2%",
        "-3.2%",
        "0",
        "〇",
        "①",
        "㎡",
        "e\u{301}",
        "🏠",
        "\u{0}",
        "\u{200b}",
        "\u{7f}",
        "\u{2028}",
        "的哪些",
        "十五",
        "一九九0年",
        "Wi-Fi",
        "'",
        "，",
        "。",
    ]);
    prop::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn any_string_is_read_within_bounds(query in any::<String>()) {
        if let Ok(read) = parse(&query) {
            prop_assert!(is_bounded(&read), "{:?}", query);
        }
    }

    #[test]
    fn what_is_said_back_is_the_same_whatever_was_typed(query in pieces()) {
        let Ok(parsed) = parse(&query) else { return Ok(()) };
        prop_assert!(is_bounded(&parsed));
        let said = parsed.written();
        let again = parse(&said).expect("said back");
        prop_assert_eq!(again.signature(), parsed.signature(), "{:?} said as {:?}", query, &said);
        prop_assert_eq!(again.written(), said);
        // Blanks around a query are nothing.
        let wide = parse(&format!(" {query}\u{3000}")).expect("with blanks around");
        prop_assert_eq!(wide.signature(), parsed.signature(), "{:?}", query);
    }

    #[test]
    fn the_literal_form_is_literal(query in pieces()) {
        let Ok(parsed) = parse(&query) else { return Ok(()) };
        let Some(literal) = parsed.literal() else { return Ok(()) };
        let again = parse(&literal).expect("the literal form");
        prop_assert_eq!(again.literal(), None, "{:?} literally {:?}", query, literal);
    }

    #[test]
    fn every_word_is_told_once(query in pieces()) {
        let Ok(parsed) = parse(&query) else { return Ok(()) };
        let told = read_as(&parsed);
        let mut words = told.words.clone();
        words.sort_unstable();
        words.dedup();
        prop_assert_eq!(words.len(), told.words.len());
        let terms = parsed.alternatives.iter().flat_map(|one| &one.terms);
        for term in terms {
            prop_assert!(told.words.contains(&term.label), "{:?}", term.label);
            prop_assert!(!term.phrases.is_empty() && term.literal <= term.phrases.len());
            prop_assert!(term.literal > 0 || term.figure.is_some());
        }
    }

    #[test]
    fn spans_of_years_are_read_as_they_are_written(
        first in 1_000i16..=9_999,
        last in 1_000i16..=9_999,
        mark in prop::sample::select(vec![
            "..", "...", "…", "……", "-", "—", "——", "–", "~", "～", "至", "到", " 至 ",
        ]),
        year in prop::sample::select(vec!["", "年"]),
    ) {
        let written = format!("{first}{year}{mark}{last}{year}");
        prop_assert_eq!(span(&written), Some((first, last)), "{}", &written);
        prop_assert_eq!(years(&written).is_some(), first <= last, "{}", &written);
    }
}
