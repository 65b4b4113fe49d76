//! Every answer of the API and every page over the invented archive, as it was last looked at: what a
//! change does to them is read in the difference of `recorded/`.
//!
//! Answers are JSON with what is small on one line; pages are what a reader sees of them, a line for a
//! heading, a paragraph or a row, with the addresses that links lead to. What hangs on the clock is left
//! out. `cargo insta review`, or `INSTA_UPDATE=always cargo test -p suyan-query recorded`, takes up what
//! was changed on purpose.

use serde_json::Value;

use super::outline::outline;
use crate::testing::{enc, get, post};

/// As many characters stand on one line.
const WIDTH: usize = 100;

/// A value with what is small on one line.
fn write(value: &Value, depth: usize, out: &mut String) {
    let short = value.to_string();
    let is_open = value.is_object() || value.is_array();
    if !is_open || short.chars().count() + 2 * depth <= WIDTH {
        return out.push_str(&short);
    }
    let indent = "  ".repeat(depth + 1);
    let (open, close) = if value.is_object() { ('{', '}') } else { ('[', ']') };
    out.push(open);
    let mut member = |key: Option<&str>, value: &Value| {
        out.push_str(&format!("\n{indent}"));
        if let Some(key) = key {
            out.push_str(&format!("{key:?}: "));
        }
        write(value, depth + 1, out);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(key, value)| member(Some(key), value)),
        Value::Array(values) => values.iter().for_each(|value| member(None, value)),
        _ => {}
    }
    out.push_str(&format!("\n{}{close}", "  ".repeat(depth)));
}

/// Puts marks in the place of what is another at every call.
fn redact(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                match key.as_str() {
                    "took_ms" | "seconds" | "uptime_s" | "version" => *value = Value::from("…"),
                    _ => redact(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(redact),
        // The last digits of a logarithm are the machine's.
        Value::Number(number) if number.is_f64() => {
            let rounded = number.as_f64().map(|number| (number * 1e6).round() / 1e6);
            *value = Value::from(rounded);
        }
        _ => {}
    }
}

/// The text of an answer: its status, its type, and what it says.
fn told(answer: &crate::testing::Answer) -> String {
    let kind = answer.headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or("");
    let head = format!("{} {kind}\n", answer.status.as_u16());
    if kind.starts_with("application/json") {
        let mut value = answer.json();
        redact(&mut value);
        let mut text = String::new();
        write(&value, 0, &mut text);
        return head + &dateless(&text);
    }
    match kind.starts_with("text/html") {
        true => head + &dateless(&outline(answer.text())),
        false => head + &dateless(answer.text()),
    }
}

/// A text without the day on which it was made, which is China's.
fn dateless(text: &str) -> String {
    let now = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(8);
    let today = now.to_string()[..10].to_owned();
    text.replace(&today, "TODAY").replace(&today.replace('-', ""), "TODAY")
}

fn assert_recorded(name: &str, address: &str, told: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("recorded");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_description(address);
    settings.bind(|| insta::assert_snapshot!(name, told));
}

/// The answers, by the names of their files. `{…}` is a value that is encoded.
const ANSWERS: &[(&str, &str)] = &[
    ("api_search", "/api/v1/search?q={架空线入地}&year=2022..&limit=2"),
    ("api_search_passages", "/api/v1/search?q={数字孪生}&group=passage&limit=2&sort=newest"),
    ("api_search_nothing", "/api/v1/search?q={天文馆}&place={乌有县}"),
    ("api_search_csv", "/api/v1/search.csv?q={养老床位}&year=2022"),
    ("api_search_jsonl", "/api/v1/search.jsonl?q={养老床位}&year=2022&place=990101"),
    ("api_reports", "/api/v1/reports?place=990101"),
    ("api_report", "/api/v1/reports/990101-2022"),
    ("api_citation", "/api/v1/reports/990101-2022/citation?p=6"),
    ("api_trace", "/api/v1/reports/990101-2021/trace?p=6"),
    ("api_copied_of_report", "/api/v1/reports/990101-2022/copied"),
    ("api_copied", "/api/v1/copied?year=2022"),
    ("api_copied_csv", "/api/v1/copied.csv?year=2022"),
    ("api_compare", "/api/v1/compare?a=990101-2021&b=990101-2022"),
    ("api_places", "/api/v1/places?q={澄江}"),
    ("api_coverage", "/api/v1/coverage?year=2020..2023"),
    ("api_coverage_csv", "/api/v1/coverage.csv?year=2020..2023"),
    ("api_doubtful", "/api/v1/doubtful"),
    ("api_suggest", "/api/v1/suggest?q={澄}"),
    ("api_explain", "/api/v1/explain?q={架空线}&report=990101-2022"),
    ("api_trend", "/api/v1/trend?q={架空线}"),
    ("api_trend_csv", "/api/v1/trend.csv?q={架空线}"),
    (
        "api_panel",
        "/api/v1/panel?words={架空线}&words={绿色=公园|绿道}&place=990101&year=2020..2022",
    ),
    ("api_panel_csv", "/api/v1/panel.csv?words={架空线}&place=990101&per=characters"),
    ("api_panel_jsonl", "/api/v1/panel.jsonl?words={架空线}&by=year"),
    ("error_set", "/api/v1/sets/none"),
    ("api_coding_csv", "/api/v1/coding.csv?words={架空线}&each=2&seed=7"),
    ("api_promises_csv", "/api/v1/promises.csv"),
    ("api_promises_jsonl", "/api/v1/promises.jsonl"),
    ("api_sets", "/api/v1/sets"),
    ("api_coding", "/api/v1/coding?words={架空线}&each=2&seed=7"),
    ("api_kwic", "/api/v1/kwic?q={架空线}&year=2022&width=10"),
    ("api_kwic_csv", "/api/v1/kwic.csv?q={架空线}&year=2022&width=10"),
    ("api_keywords", "/api/v1/keywords?place=990101&min=2&limit=5"),
    ("api_collocates", "/api/v1/collocates?q={架空线}&min=2&limit=5"),
    ("api_firsts", "/api/v1/firsts?q={数字孪生}"),
    ("api_series", "/api/v1/series?indicator={养老床位}&place=990101"),
    ("error_indicator", "/api/v1/series?place=990101"),
    ("api_promises", "/api/v1/promises"),
    ("api_promise", "/api/v1/promises/990101-2022:6:1"),
    ("api_notes", "/api/v1/notes"),
    ("atom_search", "/search.atom?q={架空线}&place=990101"),
    ("atom_promises", "/promises.atom"),
    ("healthz", "/healthz"),
    ("error_year", "/api/v1/search?year={去年}"),
    ("error_cursor", "/api/v1/reports?cursor=000000000000000000000000"),
    ("error_report", "/api/v1/reports/none"),
    ("error_words", "/api/v1/panel"),
    ("error_route", "/api/v1/nothing"),
    ("error_snapshot", "/api/v1/search?q=x&snapshot=0123456789ab"),
];

/// The pages, likewise.
const PAGES: &[(&str, &str)] = &[
    ("page_home", "/"),
    ("page_search", "/search?q={架空线入地}&year=2022"),
    ("page_search_english", "/search?q={架空线入地}&year=2022&lang=en"),
    ("page_search_nothing", "/search?q={天文馆}"),
    ("page_search_places", "/search/places?q={澄}"),
    ("page_report", "/reports/990101-2022?q={架空线}"),
    ("page_report_missing", "/reports/none"),
    ("page_reports", "/reports"),
    ("page_trace", "/reports/990101-2021/trace?p=6"),
    ("page_compare", "/compare?a=990101-2021&b=990101-2022"),
    ("page_place", "/places/990101"),
    ("page_archive", "/archive"),
    ("page_trend", "/trend?q={架空线}"),
    ("page_panel", "/panel?words={架空线}&place=990101"),
    ("page_kwic", "/kwic?q={架空线}&year=2022"),
    ("page_keywords", "/keywords?place=990101&min=2"),
    ("page_firsts", "/firsts?q={数字孪生}"),
    ("page_copied", "/copied?year=2022"),
    ("page_promises", "/promises"),
    ("page_notes", "/notes"),
    ("page_wrong", "/search?year={去年}"),
    ("page_nowhere", "/nowhere"),
];

/// An address with what stands in braces encoded.
fn encoded(address: &str) -> String {
    let mut whole = String::new();
    for (at, piece) in address.split(['{', '}']).enumerate() {
        whole += &if at % 2 == 1 { enc(piece) } else { piece.to_owned() };
    }
    whole
}

async fn hold(table: &[(&str, &str)]) {
    for (name, address) in table {
        let answer = get(&encoded(address)).await;
        assert_recorded(name, address, &told(&answer));
    }
}

#[tokio::test]
async fn answers_of_the_api_are_those_that_were_looked_at() {
    hold(ANSWERS).await;
}

#[tokio::test]
async fn pages_are_those_that_were_looked_at() {
    hold(PAGES).await;
}

#[tokio::test]
async fn lists_that_come_by_post_are_answered_as_recorded() {
    let body = serde_json::json!({"words": ["架空线"], "place": 990_102, "year": "2023"});
    let answer = post("/api/v1/panel", "application/json", body.to_string()).await;
    assert_recorded("post_panel", "POST /api/v1/panel", &told(&answer));
    let answer = post("/api/v1/panel", "application/json", "{").await;
    assert_recorded("post_panel_broken", "POST /api/v1/panel", &told(&answer));
}

/// Not recorded: files of bytes, figures of the process, the description, what is only sent, and the
/// journal, which this server has not.
const ELSEWHERE: [&str; 10] = [
    ".xlsx",
    ".dta",
    ".parquet",
    "/metrics",
    "/openapi.json",
    "/evaluation",
    "/reliability",
    "/notes",
    "/notes.csv",
    "/notes.jsonl",
];

#[test]
fn every_answer_of_the_api_is_recorded() {
    let is_recorded = |route: &str| {
        let pattern: Vec<&str> = route.split('/').collect();
        ANSWERS.iter().any(|(_, address)| {
            let path: Vec<&str> = address.split('?').next().unwrap_or("").split('/').collect();
            let fits = |(part, wanted): (&&str, &&str)| wanted.starts_with('{') || part == wanted;
            path.len() == pattern.len() && path.iter().zip(&pattern).all(fits)
        })
    };
    let missing: Vec<&&str> = crate::router::ADDRESSES
        .iter()
        .filter(|route| route.starts_with("/api"))
        .filter(|route| !ELSEWHERE.iter().any(|end| route.ends_with(end)) && !is_recorded(route))
        .collect();
    assert_eq!(missing, Vec::<&&str>::new());
}
