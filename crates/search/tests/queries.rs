//! How queries are read, as data and as a property: what is said back is the same query.

use proptest::prelude::*;
use suyan_search::query::parse;
use suyan_search::read_as;

/// Every row of `tests/cases/queries.tsv`.
#[test]
fn queries_are_read_as_the_table_says() {
    let table = include_str!("../../../tests/cases/queries.tsv");
    let mut wrong = Vec::new();
    for row in table.lines().skip(1).filter(|row| !row.is_empty()) {
        let cells: Vec<&str> = row.split('\t').collect();
        let read = read_as(&parse(cells[0]).expect("within the bounds"));
        let words = read.words.join("|");
        if read.text != cells[1] || words != cells[2] {
            wrong.push(format!("{}: {} [{words}]", cells[0], read.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Queries from the pieces that the language is made of, well put together and not.
fn queries() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "架空线",
        "入地",
        "的",
        "养老服务",
        "350万",
        "2021年",
        "WiFi",
        "PM2.5",
        "1:1",
        "-",
        "－",
        "(",
        ")",
        "（",
        "）",
        " OR ",
        "|",
        "｜",
        " ",
        "　",
        "\"",
        "“",
        "”",
        "「",
        "」",
        "~3",
        "～５",
        "地区:深圳",
        "年:2020",
        "年：２０１８－２０２３",
        "部分:任务",
        "层级:区县",
        "地区:\"浦东 新区\"",
        "-公司",
        "\"一网 通办\"",
        "、",
        "🏠",
        "OR",
    ]);
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn what_is_said_back_is_the_same_query(query in queries()) {
        let parsed = parse(&query).expect("within the bounds");
        let said = parsed.written();
        let again = parse(&said).expect("within the bounds");
        prop_assert_eq!(again.signature(), parsed.signature(), "{} said as {}", query, said);
        prop_assert_eq!(again.written(), said);
    }

    #[test]
    fn any_text_is_a_query(query in "\\PC{0,60}") {
        let parsed = parse(&query).expect("within the bounds");
        let again = parse(&parsed.written()).expect("within the bounds");
        prop_assert_eq!(again.signature(), parsed.signature());
    }
}

#[test]
fn a_query_of_ten_thousand_characters_is_read() {
    for piece in ["养老", "(", "-", "a OR ", "\"养老\" ", "地区:深圳 ", "🏠", "(养老 OR 托育) "]
    {
        let query: String = piece.chars().cycle().take(10_000).collect();
        match parse(&query) {
            Ok(parsed) => assert_eq!(parsed.alternatives.len(), 1, "{piece}"),
            // Brackets that deep are refused, and cost no stack.
            Err(error) => assert_eq!(piece, "(", "{error}"),
        }
    }
}
