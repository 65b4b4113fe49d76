//! The API over the invented archive: shapes, statuses, and that all of it is described.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::api::openapi;
use crate::router::ADDRESSES;
use crate::testing::{call, enc, get, get_compressed, post};

#[tokio::test]
async fn a_search_has_the_shape_of_the_contract() {
    let answer = get(&format!("/api/v1/search?q={}&year=2022..&limit=2", enc("架空线入地"))).await;
    assert_eq!(answer.status, StatusCode::OK);
    let body = answer.json();
    assert_eq!(body["total"], json!({"reports": 4, "passages": 8}));
    assert_eq!(body["hits"].as_array().unwrap().len(), 2);
    let hit = &body["hits"][0];
    assert_eq!(hit["report"]["place"]["path"], json!(["望川市", "云栖区"]));
    assert_eq!(hit["report"]["date"], "2023-01-04");
    assert_eq!(hit["matching_passages"], 2);
    let passage = &hit["passages"][0];
    assert_eq!(passage["match"], "exact");
    assert_eq!(passage["snippet"][1], json!({"text": "架空线入地", "match": true}));
    assert_eq!(passage["snippet"][0], json!({"text": "完成35公里"}));
    assert_eq!(body["facets"]["year"][0], json!({"value": 2023, "reports": 2, "passages": 4}));
    assert!(body["took_ms"].is_number());
}

#[tokio::test]
async fn cursors_lead_through_everything_once() {
    let base = format!("/api/v1/search?q={}&group=passage&limit=3", enc("架空线"));
    let (mut address, mut seen, mut pages) = (base.clone(), Vec::new(), 0);
    loop {
        let body = get(&address).await.json();
        for hit in body["hits"].as_array().unwrap() {
            seen.push((hit["report"]["id"].to_string(), hit["passages"][0]["ordinal"].to_string()));
        }
        pages += 1;
        let Some(next) = body["next"].as_str() else { break };
        address = format!("{base}&cursor={next}");
    }
    assert_eq!((seen.len(), pages), (15, 5));
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 15);
    let body = get(&format!("/api/v1/reports?limit=4&cursor={}", "0".repeat(24))).await;
    assert_eq!(body.json()["error"]["code"], "bad_cursor");
    let first = get("/api/v1/reports?limit=4").await.json();
    assert_eq!((&first["total"], first["reports"].as_array().unwrap().len()), (&json!(7), 4));
    let next = first["next"].as_str().unwrap();
    let last = get(&format!("/api/v1/reports?limit=4&cursor={next}")).await.json();
    assert_eq!((&last["next"], last["reports"].as_array().unwrap().len()), (&Value::Null, 3));
}

#[tokio::test]
async fn errors_have_one_shape_and_the_right_status() {
    let long = format!("/api/v1/search?q={}", "a".repeat(20_000));
    let cases = [
        ("GET", "/api/v1/search?year=x", 400, "bad_year"),
        ("GET", "/api/v1/search?limit=101", 400, "bad_limit"),
        ("GET", "/api/v1/search?q=%ff%fe", 400, "bad_encoding"),
        ("GET", "/api/v1/reports?level=x", 400, "bad_level"),
        ("GET", "/api/v1/reports/%ff", 400, "bad_encoding"),
        ("GET", "/api/v1/reports/none", 404, "not_found"),
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("GET", "/api/v1/search/", 404, "not_found"),
        ("POST", "/api/v1/search", 405, "method_not_allowed"),
        ("DELETE", "/api/v1/reports/990101-2023", 405, "method_not_allowed"),
        ("GET", long.as_str(), 414, "address_too_long"),
        ("GET", "/api/v1/search?q=panic", 500, "internal"),
    ];
    for (method, address, status, code) in cases {
        let answer = call(method, address).await;
        let short: String = address.chars().take(60).collect();
        assert_eq!(answer.status.as_u16(), status, "{method} {short}");
        let body = answer.json();
        assert_eq!(body["error"]["code"], code, "{method} {short}");
        assert!(body["error"]["message"].is_string() && body["error"]["hint"].is_string());
    }
    let refused = call("PUT", "/api/v1/search").await;
    assert_eq!(refused.headers["allow"], "GET, HEAD");
}

#[tokio::test]
async fn head_answers_without_a_body() {
    let answer = call("HEAD", "/api/v1/search?q=x").await;
    assert_eq!((answer.status, answer.body.len()), (StatusCode::OK, 0));
}

#[tokio::test]
async fn a_report_is_given_whole_whatever_its_id() {
    let body = get(&format!("/api/v1/reports/{}", enc("odd/1 <b>"))).await.json();
    assert_eq!(body["report"]["id"], "odd/1 <b>");
    assert_eq!(body["report"]["place"], Value::Null);
    let body = get("/api/v1/reports/990101-2023").await.json();
    assert_eq!(body["report"]["source"], "云栖区/2023.txt");
    assert_eq!(body["passages"].as_array().unwrap().len(), 8);
    assert_eq!(body["passages"][0]["heading"], Value::Null);
    assert_eq!(body["passages"][5]["heading"], "（一）提升城市品质");
}

#[tokio::test]
async fn an_unknown_place_gives_nothing_and_says_so() {
    let body = get(&format!("/api/v1/search?q=x&place={}", enc("乌有县"))).await.json();
    assert_eq!(body["total"]["reports"], 0);
    assert!(body["hint"].as_str().unwrap().contains("乌有县"));
}

#[tokio::test]
async fn coverage_tells_what_is_held_and_what_is_missing() {
    let body = get("/api/v1/coverage?year=2020..2023").await.json();
    assert_eq!(body["years"], json!([2020, 2021, 2022, 2023]));
    assert_eq!(body["kinds"], json!(["政府工作报告"]));
    assert_eq!(body["places"][0]["report"], json!([2021, 2022, 2023]));
    assert_eq!(body["places"][0]["none"], json!([2020]));
    assert_eq!(body["places"][0]["reports"]["2022"], json!(["990101-2022"]));
    assert_eq!(body["total"], json!({"places": 2, "report": 6, "part": 0, "none": 2}));
}

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn a_panel_counts_by_place_and_year_however_it_is_asked() {
    let words = format!("words={}&words={}", enc("架空线"), enc("绿色=公园|绿道"));
    let filters = "&place=990101&year=2020..2022";
    let asked = get(&format!("/api/v1/panel?{words}{filters}")).await.json();
    let rows = asked["rows"].as_array().unwrap();
    let missing = &rows[0];
    assert_eq!((&missing["year"], &missing["status"]), (&json!(2020), &json!("missing")));
    assert_eq!(missing["counts"], json!({"架空线": null, "绿色": null}));
    let held = &rows[1];
    assert_eq!(held["counts"], json!({"架空线": 2, "绿色": 1}));
    assert_eq!((&held["reports"], &held["passages"]), (&json!(1), &json!(8)));
    assert_eq!(held["place"]["code"], "990101");
    let posted = post("/api/v1/panel", FORM, format!("{words}{filters}")).await.json();
    assert_eq!(posted["rows"], asked["rows"]);
    let body =
        json!({"words": ["架空线", "绿色=公园|绿道"], "place": 990_101, "year": "2020..2022"});
    let posted = post("/api/v1/panel", "application/json", body.to_string()).await.json();
    assert_eq!(posted["rows"], asked["rows"]);
}

#[tokio::test]
async fn a_panel_is_the_same_in_every_form() {
    let address = format!("words={}&per=characters", enc("架空线"));
    let json = get(&format!("/api/v1/panel?{address}")).await.json();
    let rows = json["rows"].as_array().unwrap().len();
    for form in ["csv", "jsonl", "xlsx", "dta", "parquet"] {
        let file = get(&format!("/api/v1/panel.{form}?{address}")).await;
        assert_eq!(file.status, StatusCode::OK, "{form}");
        assert_eq!(file.headers["suyan-rows"], rows.to_string(), "{form}");
    }
    let csv = get(&format!("/api/v1/panel.csv?{address}")).await;
    assert!(csv.text().starts_with('\u{feff}') && csv.text().lines().count() == rows + 1);
    let plain = get(&format!("/api/v1/panel.csv?{address}&bom=false")).await;
    assert!(plain.text().starts_with("place_code,"));
    let codebook = get(&format!("/api/v1/panel.csv?{address}&codebook=true")).await;
    assert!(codebook.text().contains("F5") && codebook.text().contains("列 架空线"));
    assert_eq!(get(&format!("/api/v1/panel.doc?{address}")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_body_that_is_too_long_is_refused() {
    let long = format!("words={}", "长".repeat(crate::api::posted::LONGEST_BODY));
    let refused = post("/api/v1/panel", FORM, long).await;
    assert_eq!(refused.status.as_u16(), 413);
    assert_eq!(refused.json()["error"]["code"], "body_too_long");
    let refused = post("/api/v1/panel", "application/json", "[1]").await;
    assert_eq!(refused.json()["error"]["code"], "bad_body");
}

#[tokio::test]
async fn metrics_and_health_tell_of_the_index() {
    assert_eq!(get("/healthz").await.json()["index"]["reports"], 7);
    assert!(get("/metrics").await.text().contains("\nsuyan_index_reports 7\n"));
}

/// Holds a value against a schema: types, required fields, and no field that is not described.
fn check(value: &Value, schema: &Value, all: &Value, at: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        return check(value, all.pointer(&name[1..]).unwrap(), all, at);
    }
    if let Some(options) = schema["anyOf"].as_array() {
        let of_null = |schema: &&Value| (schema["type"] == "null") == value.is_null();
        return check(value, options.iter().find(of_null).unwrap(), all, at);
    }
    if let Some(words) = schema["enum"].as_array() {
        assert!(words.contains(value), "{at}: {value} is not described");
    }
    let kinds = match &schema["type"] {
        Value::Array(kinds) => kinds.clone(),
        kind => vec![kind.clone()],
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() || kinds.contains(&json!("number")) => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    assert!(kinds.contains(&json!(kind)), "{at}: {kind} where {kinds:?} is described");
    for item in value.as_array().into_iter().flatten() {
        check(item, &schema["items"], all, &format!("{at}[]"));
    }
    if let (Some(object), Some(described)) = (value.as_object(), schema["properties"].as_object()) {
        for (name, value) in object {
            assert!(described.contains_key(name), "{at}.{name} is not described");
            check(value, &described[name], all, &format!("{at}.{name}"));
        }
        for name in schema["required"].as_array().into_iter().flatten() {
            assert!(object.contains_key(name.as_str().unwrap()), "{at}.{name} is missing");
        }
    }
}

#[tokio::test]
async fn every_route_and_every_answered_field_is_described() {
    let described: Value = openapi::document().unwrap();
    let paths = described["paths"].as_object().unwrap();
    for address in ADDRESSES {
        assert!(paths.contains_key(*address), "{address} is not described");
    }
    for address in paths.keys() {
        assert!(ADDRESSES.contains(&address.as_str()), "{address} is described, but is not there");
    }
    let search = format!("/api/v1/search?q={}", enc("架空线"));
    let nowhere = format!("/api/v1/search?place={}", enc("乌有县"));
    let suggest = format!("/api/v1/suggest?q={}", enc("养老 澄"));
    let word = enc("架空线");
    let panel = format!("/api/v1/panel?words={word}&year=2019..2023&per=characters");
    let panel_cut = format!("{panel}&count=words&user={}&stop={}", enc("口袋公园"), enc("，"));
    let panel_of_reports = format!("/api/v1/panel?words={word}&by=report,part");
    let kwic = format!("/api/v1/kwic?q={word}");
    let collocates = format!("/api/v1/collocates?q={word}&min=1");
    let firsts = format!("/api/v1/firsts?q={word}");
    let series = format!("/api/v1/series?indicator={}", enc("口袋公园"));
    let cases = [
        ("/api/v1/search", search.as_str(), "200"),
        ("/api/v1/search", nowhere.as_str(), "200"),
        ("/api/v1/search", "/api/v1/search?group=passage", "200"),
        ("/api/v1/search", "/api/v1/search?year=0", "400"),
        ("/api/v1/reports", "/api/v1/reports?limit=1", "200"),
        ("/api/v1/reports/{id}", "/api/v1/reports/990101-2023", "200"),
        ("/api/v1/reports/{id}", "/api/v1/reports/odd%2F1%20%3Cb%3E", "200"),
        ("/api/v1/reports/{id}", "/api/v1/reports/none", "404"),
        ("/api/v1/places", "/api/v1/places?q=", "200"),
        ("/api/v1/suggest", suggest.as_str(), "200"),
        ("/api/v1/compare", "/api/v1/compare?a=990101-2022&b=990102-2023", "200"),
        ("/api/v1/compare", "/api/v1/compare?a=990101-2022&b=none", "404"),
        ("/api/v1/compare", "/api/v1/compare?a=990101-2022", "400"),
        ("/api/v1/reports/{id}/trace", "/api/v1/reports/990101-2021/trace?p=6", "200"),
        ("/api/v1/reports/{id}/trace", "/api/v1/reports/990101-2021/trace?p=0", "404"),
        ("/api/v1/reports/{id}/trace", "/api/v1/reports/990101-2021/trace?p=6&s=a", "400"),
        ("/api/v1/coverage", "/api/v1/coverage", "200"),
        ("/api/v1/doubtful", "/api/v1/doubtful?limit=2", "200"),
        ("/api/v1/doubtful", "/api/v1/doubtful?doubt=title", "400"),
        ("/api/v1/coverage", "/api/v1/coverage?expected=perhaps", "400"),
        ("/api/v1/trend", "/api/v1/trend?q=2022", "200"),
        ("/api/v1/trend", "/api/v1/trend?q=2022&balanced=true", "200"),
        ("/api/v1/trend", "/api/v1/trend?q=2022&balanced=perhaps", "400"),
        ("/api/v1/panel", panel.as_str(), "200"),
        ("/api/v1/panel", panel_of_reports.as_str(), "200"),
        ("/api/v1/panel", "/api/v1/panel", "400"),
        ("/api/v1/kwic", kwic.as_str(), "200"),
        ("/api/v1/kwic", "/api/v1/kwic?q=", "400"),
        ("/api/v1/keywords", "/api/v1/keywords?part=tasks&min=1", "200"),
        ("/api/v1/keywords", "/api/v1/keywords", "400"),
        ("/api/v1/collocates", collocates.as_str(), "200"),
        ("/api/v1/firsts", firsts.as_str(), "200"),
        ("/api/v1/series", series.as_str(), "200"),
        ("/api/v1/series", "/api/v1/series", "400"),
        ("/api/v1/copied", "/api/v1/copied?year=2022", "200"),
        ("/api/v1/copied", "/api/v1/copied?sort=up", "400"),
        ("/api/v1/reports/{id}/copied", "/api/v1/reports/990101-2022/copied", "200"),
        ("/api/v1/reports/{id}/copied", "/api/v1/reports/none/copied", "404"),
        ("/api/v1/panel", panel_cut.as_str(), "200"),
        ("/healthz", "/healthz", "200"),
        ("/api/v1/promises", "/api/v1/promises", "200"),
        ("/api/v1/promises", "/api/v1/promises?verdict=good", "400"),
        ("/api/v1/promises/{id}", "/api/v1/promises/none", "404"),
    ];
    for (path, address, status) in cases {
        let mut response = &described["paths"][path]["get"]["responses"][status];
        if let Some(name) = response["$ref"].as_str() {
            response = described.pointer(&name[1..]).unwrap();
        }
        let schema = &response["content"]["application/json"]["schema"];
        let answer = get(address).await;
        assert_eq!(answer.status.as_str(), status, "{address}");
        check(&answer.json(), schema, &described, path);
    }
}

#[tokio::test]
async fn exports_are_complete_in_every_form() {
    let query = format!("q={}&group=passage&limit=1", enc("架空线"));
    let csv = get(&format!("/api/v1/search.csv?{query}")).await;
    let text = csv.text();
    assert!(text.starts_with("\u{feff}report_id,title,"), "{text}");
    assert_eq!(text.lines().count(), 1 + 15);
    // The name tells what was asked, and when.
    let named = csv.headers["content-disposition"].to_str().unwrap();
    assert!(named.contains(&format!("suyan-{}-20", enc("架空线"))), "{named}");
    assert!(text.contains(&format!("/search?q={}", enc("架空线"))) && text.contains("snapshot="));
    let lines = get(&format!("/api/v1/search.jsonl?{query}")).await;
    let described: Value = openapi::document().unwrap();
    let schema = &described["components"]["schemas"]["ExportRow"];
    for line in lines.text().lines() {
        check(&serde_json::from_str(line).unwrap(), schema, &described, "row");
    }
    assert_eq!(lines.text().lines().count(), 15);
    let properties = schema["properties"].as_object().unwrap();
    assert!(suyan_answers::export::COLUMNS.iter().all(|column| properties.contains_key(*column)));
    let sheet = get(&format!("/api/v1/search.xlsx?{query}")).await;
    assert!(sheet.body.starts_with(b"PK") && sheet.body.len() > 1_000);
    assert_eq!(get("/api/v1/search.csv?year=x").await.status, 400);
}

#[tokio::test]
async fn completion_knows_fields_values_and_places() {
    let cases = [
        ("养老 澄", "养老 地区:澄江区 "),
        ("养老 地区:云", "养老 地区:云栖区 "),
        ("层级:区", "层级:区县 "),
        ("部", "部分:"),
    ];
    for (begun, query) in cases {
        let body = get(&format!("/api/v1/suggest?q={}", enc(begun))).await.json();
        assert_eq!(body["suggestions"][0]["query"], query, "{begun}");
    }
}

#[tokio::test]
async fn citations_name_the_passage() {
    let base = "/api/v1/reports/990101-2023/citation";
    assert!(get(&format!("{base}?p=6")).await.text().contains("2023: 第6段(2023-01-04)["));
    assert!(get(&format!("{base}?format=ris")).await.text().starts_with("TY  - RPRT"));
    for (query, status) in [("p=99", 404), ("p=x", 400), ("format=x", 400)] {
        assert_eq!(get(&format!("{base}?{query}")).await.status, status, "{query}");
    }
}

#[tokio::test]
async fn a_trend_counts_against_what_is_held() {
    let body = get(&format!("/api/v1/trend?q={}", enc("2022年建成"))).await.json();
    let years = body["years"].as_array().unwrap();
    assert_eq!(years.len(), 3);
    assert_eq!((&years[0]["year"], &years[0]["share"]), (&json!(2021), &json!(0.0)));
    assert_eq!((&years[1]["reports"], &years[1]["share"]), (&json!(2), &json!(100.0)));
    assert!(years[1]["rate"].as_f64().unwrap() > 0.0);
    let csv = get(&format!("/api/v1/trend.csv?q={}", enc("2022年建成"))).await;
    assert!(csv.text().contains("\r\nyear,2022,,2,2,2,"), "{}", csv.text());
}

#[tokio::test]
async fn compressed_answers_end_as_they_should() {
    for path in ["search", "search.csv", "search.jsonl", "search.xlsx"] {
        let answer = get_compressed(&format!("/api/v1/{path}?q={}", enc("架空线"))).await;
        assert_eq!(answer.headers["content-encoding"], "gzip", "{path}");
        assert!(answer.body.starts_with(&[0x1f, 0x8b]) && answer.body.len() > 100, "{path}");
    }
}

#[tokio::test]
async fn rows_of_the_ledger_are_described() {
    let described: Value = openapi::document().unwrap();
    let schema = &described["components"]["schemas"]["PromiseRow"];
    let properties = schema["properties"].as_object().unwrap();
    let columns = suyan_answers::promises::PROMISE_COLUMNS;
    assert!(columns.iter().all(|(column, _)| properties.contains_key(*column)));
    assert_eq!(properties.len(), columns.len());
    let csv = get("/api/v1/promises.csv").await;
    assert_eq!(csv.headers["suyan-rows"], "0");
    assert!(csv.text().starts_with("\u{feff}promise_id,item,"), "{}", csv.text());
    let named = csv.headers["content-disposition"].to_str().unwrap();
    assert!(named.starts_with("attachment; filename=\"suyan-promises-20"), "{named}");
}
