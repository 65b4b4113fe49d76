//! Tests: what a cluster is asked for a query, read by hand, and what is made of its answers.

use suyan_corpus::{Facts, Passage, Report};
use suyan_search::plain::CatalogEntry;
use suyan_search::query::parse;

use super::*;

fn catalog(years: &[i16]) -> Catalog {
    let passage = Passage {
        ordinal: 1,
        part: Part::Tasks,
        heading: Vec::new(),
        is_heading: false,
        text: "养老".to_owned(),
    };
    let report = |&year: &i16| Report {
        id: format!("r{year}"),
        facts: Facts { year: Some(year), ..Facts::default() },
        passages: vec![passage.clone()],
    };
    let entries = years.iter().map(|year| CatalogEntry::of(&report(year)));
    Catalog::new(entries.collect(), None)
}

fn alternatives(query: &str) -> Vec<Conjunction> {
    parse(query).expect("a query").alternatives
}

fn filter(all: Value) -> Value {
    json!({"bool": {"filter": all}})
}

fn any(all: Value) -> Value {
    json!({"bool": {"should": all, "minimum_should_match": 1}})
}

/// What is asked of one alternative beside the commit and the reports.
fn asked(query: &str) -> Value {
    conjunction(&alternatives(query)[0], &Filters::default())
}

fn all_of(filter: Value, must_not: Value) -> Value {
    json!({"bool": {"filter": filter, "must_not": must_not}})
}

#[test]
fn a_query_by_hand() {
    let pair = |two: &str| json!({"term": {"pairs": two}});
    let cases = [
        ("养老", all_of(json!([pair("养老")]), json!([]))),
        ("\"养老院\"", all_of(json!([{"match_phrase": {"pairs": "养老 老院"}}]), json!([]))),
        ("养老 水库", all_of(json!([pair("养老"), pair("水库")]), json!([]))),
        ("养老 -水库", all_of(json!([pair("养老")]), json!([filter(json!([pair("水库")]))]))),
        ("养老 OR 水库", all_of(json!([any(json!([pair("养老"), pair("水库")]))]), json!([]))),
        (
            "\"养老 水库\"~3",
            all_of(json!([filter(json!([pair("养老"), pair("水库")]))]), json!([])),
        ),
        (
            "养老 年:2018..2020",
            all_of(
                json!([pair("养老"), {"range": {"year": {"gte": 2018, "lte": 2020}}}]),
                json!([]),
            ),
        ),
        ("部分:任务", all_of(json!([{"terms": {"part": [Part::Tasks as u8]}}]), json!([]))),
        // Which reports are of a place is told by their ids.
        ("养老 地区:上海", all_of(json!([pair("养老")]), json!([]))),
        // What phrases alone do not tell excludes nothing here: texts do.
        ("养老 -(水库 年:2020)", all_of(json!([pair("养老")]), json!([]))),
        ("养老 -(水库 -公园)", all_of(json!([pair("养老")]), json!([]))),
        ("养老 -\"水库 公园\"~3", all_of(json!([pair("养老")]), json!([]))),
        ("养老 -年:2020", all_of(json!([pair("养老")]), json!([]))),
        ("-养老", all_of(json!([]), json!([filter(json!([pair("养老")]))]))),
    ];
    for (query, wanted) in cases {
        assert_eq!(asked(query), wanted, "{query}");
    }
}

#[test]
fn filters_beside_a_query_are_alternatives_of_each_dimension() {
    let filters = Filters {
        places: vec!["上海".to_owned()],
        kinds: vec![Kind::Plan, Kind::WorkReport],
        years: Some((i16::MIN, 2020)),
        parts: vec![Part::Review],
        twins: true,
        ..Filters::default()
    };
    let asked = restrictions(&alternatives("养老 部分:任务")[0], &filters);
    let numbers = [Kind::Plan as u8, Kind::WorkReport as u8];
    let wanted = [
        json!({"range": {"year": {"gte": i16::MIN, "lte": 2020}}}),
        json!({"terms": {"kind": numbers}}),
        json!({"terms": {"part": [Part::Review as u8]}}),
        // Written inside the query, it holds beside the filter.
        json!({"terms": {"part": [Part::Tasks as u8]}}),
    ];
    assert_eq!(asked, wanted);
}

#[test]
fn only_the_passages_of_a_commit_and_of_reports_that_pass_are_asked_for() {
    let (catalog, filters) = (catalog(&[2019, 2020, 2021]), Filters::default());
    let of = |query: &str, filters: &Filters| {
        all_words(&alternatives(query), filters, &catalog, 5)["bool"]["filter"].clone()
    };
    let there = json!({"bool": {
        "filter": [{"range": {"from": {"lte": 5}}}],
        "must_not": [{"range": {"till": {"lte": 5}}}],
    }});
    let plain = of("养老", &filters);
    assert_eq!(plain.as_array().map(Vec::len), Some(2));
    assert_eq!((&plain[0], &plain[1]), (&there, &any(json!([asked("养老")]))));
    // Where filters let fewer pass, these are named; the latest first, as lists have them.
    let years = Filters { years: Some((2020, 2021)), ..Filters::default() };
    let some = of("养老", &years);
    assert_eq!(some[2], json!({"terms": {"report": ["r2021", "r2020"]}}));
    let none = of("养老 地区:上海", &filters);
    assert_eq!(none[2], json!({"terms": {"report": []}}));
    let either = of("养老 水库 年:2019 OR 公园 年:2021", &filters);
    assert_eq!(either[2], json!({"terms": {"report": ["r2021", "r2019"]}}));
    assert_eq!(either[1]["bool"]["should"].as_array().map(Vec::len), Some(2));
}

#[test]
fn what_a_passage_says_becomes_counts() {
    let one = &alternatives("养老院 老 水库")[0];
    let sought = SoughtPhrases::of(one);
    let names = |sought: &SoughtPhrases| -> Vec<String> {
        let name = |query: &Value| query["bool"]["_name"].as_str().map(str::to_owned);
        let of_marks = |query: &Value| query["terms"]["_name"].as_str().map(str::to_owned);
        sought.queries.iter().filter_map(|one| name(one).or_else(|| of_marks(one))).collect()
    };
    assert_eq!(names(&sought), ["0.0", "1.0", "2.0", "whole", "dotted"]);
    // A phrase of two terms that stands there three times says six; a character stands there.
    let said = json!({"0.0": 6.0, "1.0": 9.0, "2.0": 2.0});
    let (counts, is_doubtful) = sought.read(&said);
    assert_eq!(counts, TermCounts { phrases: vec![vec![3], vec![1], vec![2]], whole: false });
    assert!(!is_doubtful);
    let (counts, is_doubtful) = sought.read(&json!({"0.0": 2.0, "whole": 1.0, "dotted": 1.0}));
    assert_eq!(counts, TermCounts { phrases: vec![vec![1], vec![0], vec![0]], whole: true });
    assert!(!is_doubtful);
    // A middle dot may stand in the whole query: its text is looked at.
    assert!(sought.read(&json!({"0.0": 2.0, "dotted": 1.0})).1);
    assert_eq!(sought.read(&Value::Null).0.phrases, [[0], [0], [0]]);
}

#[test]
fn what_phrases_tell_and_what_only_texts_do() {
    let cases = [
        ("养老", true, true),
        ("养老 水库 -公园", true, true),
        ("\"养老 水库\"~3", false, false),
        (">=5个", false, false),
        ("养老 -\"水库 公园\"~3", false, true),
        ("养老 -(水库 年:2020)", false, true),
    ];
    for (query, whole, term) in cases {
        let one = &alternatives(query)[0];
        assert_eq!(are_told_by_phrases(one), whole, "{query}");
        assert_eq!(is_of_phrases(&one.terms[0]), term, "{query}");
        assert_eq!(sure(&one.terms[0]).is_some(), term, "{query}");
    }
    let queries = sure_and_doubtful(&alternatives("养老")[0].terms[0], 4);
    assert_eq!(queries, [json!({"bool": {"should": [{"term": {"pairs": "养老"}}], "_name": "4"}})]);
    // A numeral that must be whole: what is found of it may be a piece of a longer one.
    let numeral = &alternatives("15个")[0];
    let opens = |term: &&Term| term.phrases.iter().any(|one| one.tokens.opens_numeral());
    let term = numeral.terms.iter().find(opens).expect("a numeral in Han characters");
    let names: Vec<Value> =
        sure_and_doubtful(term, 0).iter().map(|one| one["bool"]["_name"].clone()).collect();
    assert_eq!(names, ["0", "0?"]);
    assert!(!is_told_by_phrases(term) && sure(term).is_some());
}
