//! The tools over the naive backend, as an assistant calls them.

use std::sync::Arc;

use rmcp::model::CallToolResult;
use serde_json::{Value, json};
use suyan_answers::testing::Scan;
use suyan_search::filter::{DIMENSIONS, DimensionValues};

use crate::ServedArchive;
use crate::server::Server;
use crate::tools::{TOOLS, find};

fn server() -> Server {
    Server::new(ServedArchive::of(Arc::new(Scan::archive())), "https://example.org".into())
}

async fn call(name: &str, arguments: Value) -> Result<Value, &'static str> {
    let Value::Object(given) = arguments else { panic!("not an object") };
    let answer: Result<CallToolResult, _> = server().call(find(name).unwrap(), given).await;
    answer.map(|result| result.structured_content.unwrap()).map_err(|problem| problem.code)
}

/// What a tool counts and lists may be restricted by every dimension; switches are left to pages.
#[test]
fn every_dimension_is_an_argument_with_its_words() {
    for name in ["search", "count", "promises"] {
        let tool = serde_json::to_value(find(name).unwrap().announce()).unwrap();
        for dimension in DIMENSIONS.into_iter().filter(|one| !one.is_switch()) {
            let argument = &tool["inputSchema"]["properties"][dimension.name];
            assert!(argument["description"].is_string(), "{name}: {}", dimension.name);
            if let DimensionValues::Words(words) = dimension.takes {
                assert_eq!(argument["items"]["enum"], json!(words), "{name}: {}", dimension.name);
            }
        }
    }
}

#[tokio::test]
async fn every_sentence_has_what_it_is_cited_by() {
    let found = call("search", json!({"q": "架空线", "place": ["云栖区"], "year": 2023})).await;
    let found = found.unwrap();
    assert_eq!(found["total"], json!({"reports": 1, "passages": 2}));
    let results = found["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    for result in results {
        assert!(result["text"].as_str().unwrap().contains("架空线"), "{result}");
        assert_eq!((&result["place"], &result["year"]), (&"望川市 › 云栖区".into(), &2023.into()));
        let permalink = result["permalink"].as_str().unwrap();
        assert_eq!(
            permalink,
            format!("https://example.org/reports/990101-2023#p{}", result["passage"])
        );
        assert!(result["citation"].as_str().unwrap().contains(permalink), "{result}");
        assert_eq!(result["matched"], json!(["架空线"]));
    }
    assert!(found["snapshot"].is_string() && found["page"].as_str().unwrap().contains("snapshot="));
}

#[tokio::test]
async fn a_list_says_what_it_leaves_out_and_goes_on() {
    let first = call("search", json!({"q": "架空线", "limit": 3})).await.unwrap();
    let total = first["total"]["passages"].as_u64().unwrap();
    assert!(first["left_out"].as_str().unwrap().contains(&total.to_string()), "{first}");
    let mut seen = Vec::new();
    let mut cursor = Value::Null;
    loop {
        let page =
            call("search", json!({"q": "架空线", "limit": 3, "cursor": cursor})).await.unwrap();
        seen.extend(page["results"].as_array().unwrap().iter().map(|r| r["permalink"].clone()));
        cursor = page["next"].clone();
        if cursor.is_null() {
            assert!(page["left_out"].is_null(), "{page}");
            break;
        }
    }
    assert_eq!(seen.len() as u64, total);
    let once: std::collections::BTreeSet<String> = seen.iter().map(Value::to_string).collect();
    assert_eq!(once.len(), seen.len());
}

#[tokio::test]
async fn a_report_is_read_by_passages() {
    let whole = call("read", json!({"report": "990101-2023"})).await.unwrap();
    assert_eq!(whole["passages"].as_array().unwrap().len(), 8);
    assert_eq!(whole["outline"][0]["text"], "一、过去一年工作回顾");
    assert!(whole["next"].is_null() && whole["left_out"].is_null());
    let link = json!({"report": "https://example.org/reports/990101-2023#p6"});
    let one = call("read", link).await.unwrap();
    assert_eq!(one["passages"][0]["passage"], 6);
    assert_eq!((one["passages"].as_array().unwrap().len(), &one["next"]), (1, &7.into()));
    assert!(one.get("outline").is_none());
    for (arguments, code) in [
        (json!({"report": "nothing"}), "not_found"),
        (json!({"report": "990101-2023", "from": 9}), "bad_argument"),
        (json!({"report": "990101-2023", "from": 5, "to": 4}), "bad_argument"),
        (json!({"report": "990101-2023", "from": 0}), "bad_argument"),
        (json!({"report": "990101-2023", "snapshot": "other"}), "snapshot_changed"),
    ] {
        assert_eq!(call("read", arguments.clone()).await, Err(code), "{arguments}");
    }
}

#[tokio::test]
async fn counts_have_their_rows_and_links() {
    let arguments = json!({"words": ["架空线", "绿色=口袋公园|公园"], "place": ["云栖区"]});
    let counted = call("count", arguments).await.unwrap();
    let rows = counted["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[0]["counts"], json!({"架空线": 2, "绿色": 1}));
    assert!(rows[0]["passages_at"]["架空线"].as_str().unwrap().starts_with("https://example.org/"));
    let by_year = json!({"words": "架空线", "by": ["year"], "limit": 1, "from": 2});
    let counted = call("count", by_year).await.unwrap();
    assert_eq!(counted["rows"].as_array().unwrap().len(), 1);
    assert!(counted["left_out"].as_str().unwrap().contains("from = 3"), "{counted}");
    assert_eq!(call("count", json!({"words": []})).await, Err("missing_argument"));
}

#[tokio::test]
async fn places_and_coverage_are_told() {
    let places = call("places", json!({"q": "云栖"})).await.unwrap();
    assert_eq!(places["places"][0]["code"], "990101");
    let coverage =
        call("coverage", json!({"place": "云栖区", "year": "2020..2023"})).await.unwrap();
    assert_eq!(coverage["places"][0]["none"], json!([2020]));
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused() {
    let cases = [
        ("search", json!({"q": "x", "year": "20x3"}), "bad_year"),
        ("search", json!({"q": "x", "level": ["city"]}), "bad_level"),
        ("search", json!({"q": "x", "cursor": "0"}), "bad_cursor"),
        ("search", json!({"q": "长".repeat(2001)}), "query_too_long"),
        ("search", json!({"query": "x"}), "unknown_argument"),
        ("promises", json!({"promise": "none"}), "not_found"),
        ("promises", json!({"promise": "none", "year": 2022}), "bad_argument"),
        ("promises", json!({"verdict": ["good"]}), "bad_verdict"),
        ("places", json!({}), "missing_argument"),
    ];
    for (tool, arguments, code) in cases {
        assert_eq!(call(tool, arguments.clone()).await, Err(code), "{tool} {arguments}");
    }
}

#[test]
fn tools_are_announced_with_schemas_and_their_examples_are_calls() {
    for tool in TOOLS {
        let announced = tool.announce();
        assert_eq!(announced.input_schema["type"], "object");
        assert!(announced.annotations.unwrap().read_only_hint.unwrap());
        let gives = announced.output_schema.unwrap();
        assert_eq!(
            (&gives["type"], &gives["additionalProperties"]),
            (&"object".into(), &false.into())
        );
        let required = gives["required"].as_array().unwrap();
        assert!(required.contains(&"snapshot".into()), "{}", tool.name);
        assert!(gives["properties"].get("left_out").is_some(), "{}", tool.name);
        let (name, arguments) = tool.example.split_once(' ').unwrap();
        assert_eq!(name, tool.name);
        let arguments: Value = serde_json::from_str(arguments).unwrap();
        let Value::Object(given) = arguments else { panic!("{}", tool.example) };
        tool.read(&given).unwrap();
        let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        assert!(tool.says.contains(is_chinese), "{}: no Chinese example", tool.name);
    }
}
