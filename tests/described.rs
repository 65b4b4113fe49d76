//! The examples of the description: each is called, over the sample archive, and is what is
//! answered. `SUYAN_BLESS=1` writes down what is answered now.

use serde_json::Value;

use crate::support::{Desk, Server, project};

/// What differs from run to run, or is a matter of weights.
const LOOSE: [&str; 8] =
    ["took_ms", "snapshot", "committed", "generation", "score", "certainty", "version", "token"];
/// What is a reading by rule, whose shape only is described.
const BY_RULE: [&str; 2] = ["outcome", "later"];

/// The answer of a request that may not fit into a client's line: its status and its body.
fn answer(server: &Server, request: &str) -> (u16, String) {
    let answer = server.get(request);
    let address = format!("http://{}", server.address());
    (answer.status, without_snapshot(&answer.body.replace(&address, "http://127.0.0.1:8080")))
}

/// A text without the snapshots that its addresses name: they change with every rule of reading.
fn without_snapshot(text: &str) -> String {
    let mut pieces = text.split("snapshot=");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        out.push_str("snapshot=0");
        out.push_str(piece.trim_start_matches(|c: char| c.is_ascii_hexdigit()));
    }
    out
}

/// Whether two values are one, but for what is loose.
fn same(shown: &Value, real: &Value, by_rule: bool, at: &str) -> Result<(), String> {
    match (shown, real) {
        (Value::Object(shown), Value::Object(real)) => {
            for name in shown.keys().chain(real.keys()) {
                let at = format!("{at}.{name}");
                let (Some(shown), Some(real)) = (shown.get(name), real.get(name)) else {
                    if by_rule {
                        continue;
                    }
                    return Err(format!("{at} is on one side only"));
                };
                if !LOOSE.contains(&name.as_str()) {
                    same(shown, real, by_rule || BY_RULE.contains(&name.as_str()), &at)?;
                }
            }
            Ok(())
        }
        (Value::Array(shown), Value::Array(real)) => {
            if !by_rule && shown.len() != real.len() {
                return Err(format!("{at} has {} and not {} members", real.len(), shown.len()));
            }
            let mut pairs = shown.iter().zip(real);
            pairs.try_for_each(|(shown, real)| same(shown, real, by_rule, &format!("{at}[]")))
        }
        (Value::String(shown), Value::String(real))
            if !by_rule && dateless(shown) != dateless(real) =>
        {
            Err(format!("{at} is {real:?} and not {shown:?}"))
        }
        (Value::String(_), Value::String(_)) => Ok(()),
        _ if by_rule || shown == real => Ok(()),
        _ => Err(format!("{at} is {real} and not {shown}")),
    }
}

/// A text without snapshots (twelve hexadecimal digits) and without the day on which it was cited.
fn dateless(text: &str) -> String {
    let is_hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    let mut plain = String::new();
    for run in text.split_inclusive(|c| !is_hex(c)) {
        let digits = run.chars().take_while(|c| is_hex(*c)).count();
        plain.push_str(if digits == 12 { &run[12..] } else { run });
        // The day of a citation: [2026-11-30].
        if run.len() == 3 && run.ends_with(']') {
            let from = plain.rfind('[').unwrap_or(0);
            if plain.len() - from == 12 {
                plain.truncate(from);
            }
        }
    }
    plain
}

/// Writes a verdict of a reader's, of a day that stays.
fn note(server: &Server) {
    let token = server.json("/api/v1/notes")["token"].as_str().unwrap().to_owned();
    let token = format!("x-suyan-token: {token}");
    let csv = std::fs::read_to_string(project("tests/cases/notes.csv")).unwrap();
    let answer = server.post("/api/v1/notes.csv", &[&token, "Content-Type: text/csv"], &csv);
    assert_eq!(answer.status, 200, "{}", answer.body);
}

#[test]
fn every_example_is_a_real_answer() {
    let desk = Desk::new();
    desk.index(project("data").to_str().unwrap(), &[]).expect(0);
    let server = desk.serve_with(&["--notes", &desk.arg("notes")]);
    note(&server);
    let path = project("crates/query/assets/examples.json");
    let mut examples: Vec<Value> =
        serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let bless = std::env::var_os("SUYAN_BLESS").is_some();
    let mut wrong = Vec::new();
    for example in &mut examples {
        let request = example["request"].as_str().unwrap().to_owned();
        let (status, body) = answer(&server, &request);
        let real = match example["answer"].is_string() {
            true => Value::String(body),
            false => serde_json::from_str(&body).unwrap(),
        };
        if bless {
            (example["status"], example["answer"]) = (status.into(), real);
        } else if example["status"] != status {
            wrong.push(format!("{request}: {status}"));
        } else if let Err(why) = same(&example["answer"], &real, false, "") {
            wrong.push(format!("{request}: {why}"));
        }
    }
    if bless {
        let written = serde_json::to_string_pretty(&examples).unwrap() + "\n";
        std::fs::write(&path, written).unwrap();
    }
    let how = "if that is meant: SUYAN_BLESS=1 cargo test -p suyan --test e2e described";
    assert!(wrong.is_empty(), "{}\n{how}", wrong.join("\n"));
    assert!(examples.len() > 30);
}

/// A parameter as it is described, also where it is one that several share.
fn described<'a>(document: &'a Value, parameter: &'a Value) -> &'a Value {
    match parameter["$ref"].as_str() {
        Some(path) => document.pointer(path.trim_start_matches('#')).unwrap(),
        None => parameter,
    }
}

/// One rule for all: a parameter without a value is as if it were not there.
#[test]
fn a_parameter_without_a_value_is_not_given() {
    let desk = Desk::new();
    desk.index(project("data").to_str().unwrap(), &[]).expect(0);
    let server = desk.serve();
    let document = server.json("/openapi.json");
    let examples = std::fs::read_to_string(project("crates/query/assets/examples.json")).unwrap();
    let examples: Vec<Value> = serde_json::from_str(&examples).unwrap();
    let mut wrong = Vec::new();
    let mut asked = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        let get = &methods["get"];
        // What is no text has the parameters of the same list as CSV.
        if get.is_null() || ["xlsx", "dta", "parquet"].iter().any(|end| path.ends_with(end)) {
            continue;
        }
        let mut own = examples
            .iter()
            .filter(|one| one["operation"] == get["operationId"] && one["status"] == 200);
        let request = match own.next() {
            Some(example) => example["request"].as_str().unwrap().to_owned(),
            None if path.contains('{') => continue,
            None => path.clone(),
        };
        let (status, plain) = answer(&server, &request);
        for parameter in get["parameters"].as_array().into_iter().flatten() {
            let parameter = described(&document, parameter);
            let name = parameter["name"].as_str().unwrap();
            if parameter["in"] != "query" || parameter["required"] == true {
                continue;
            }
            // Of free text an empty value is one already, and a checker takes more than that.
            let is_said = parameter["allowEmptyValue"] == true;
            if is_said == is_free(&document, &parameter["schema"]) {
                wrong.push(format!("{path} {name}: allowEmptyValue is {is_said}"));
            }
            if request.contains(&format!("{name}=")) {
                continue;
            }
            let mark = if request.contains('?') { '&' } else { '?' };
            for value in ["", "+"] {
                asked += 1;
                let (again, body) = answer(&server, &format!("{request}{mark}{name}={value}"));
                let is_same = match (serde_json::from_str(&plain), serde_json::from_str(&body)) {
                    (Ok(plain), Ok(body)) => same(&plain, &body, false, "").is_ok(),
                    // Pages show how long it took; that they are shown at all is what counts.
                    _ => true,
                };
                if again != status || !is_same {
                    wrong.push(format!("{request}{mark}{name}={value}: {again} {body:.200}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(asked > 200, "{asked}");
}

/// Whether a schema takes any text, or some.
fn is_free(document: &Value, schema: &Value) -> bool {
    let schema = described(document, schema);
    let one =
        if schema["type"] == "array" { described(document, &schema["items"]) } else { schema };
    let bounds = ["enum", "pattern", "minLength", "format"];
    let is_any = one.as_object().is_some_and(serde_json::Map::is_empty);
    is_any || one["type"] == "string" && bounds.iter().all(|bound| one.get(bound).is_none())
}

/// Whether a schema lists its words.
fn is_closed(document: &Value, schema: &Value) -> bool {
    let schema = if schema["type"] == "array" { &schema["items"] } else { schema };
    let schema = described(document, schema);
    schema["enum"].is_array() || schema["type"] == "boolean"
}

/// A list of words is closed: another word is refused, wherever one may be given.
#[test]
fn a_word_that_is_none_is_refused() {
    let desk = Desk::new();
    desk.index(project("data").to_str().unwrap(), &[]).expect(0);
    let server = desk.serve();
    let document = server.json("/openapi.json");
    let examples = std::fs::read_to_string(project("crates/query/assets/examples.json")).unwrap();
    let examples: Vec<Value> = serde_json::from_str(&examples).unwrap();
    let mut wrong = Vec::new();
    let mut asked = 0;
    for example in examples.iter().filter(|one| one["status"] == 200) {
        let request = example["request"].as_str().unwrap();
        let paths = document["paths"].as_object().unwrap().values();
        let mut own = paths.filter(|one| one["get"]["operationId"] == example["operation"]);
        let Some(get) = own.next().map(|path| &path["get"]) else { continue };
        for parameter in get["parameters"].as_array().into_iter().flatten() {
            let parameter = described(&document, parameter);
            let name = parameter["name"].as_str().unwrap();
            if parameter["in"] != "query"
                || !is_closed(&document, &parameter["schema"])
                || request.contains(&format!("{name}="))
            {
                continue;
            }
            asked += 1;
            let mark = if request.contains('?') { '&' } else { '?' };
            let (status, body) = answer(&server, &format!("{request}{mark}{name}=zz"));
            if status != 400 {
                wrong.push(format!("{request}{mark}{name}=zz: {status} {body:.120}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(asked > 50, "{asked}");
}
