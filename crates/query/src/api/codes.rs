//! The codes of errors in the sources, and those that the description lists, are the same.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::api::openapi;

/// Calls whose first argument is the code of a problem.
const MADE: [&str; 2] = ["Problem::new(", "Self::new("];
/// What codes begin with that are passed on by name: `switch("lineage", "bad_lineage", …)`.
const PASSED_ON: [&str; 2] = ["\"bad_", "\"too_many_"];
/// Codes of `suyan watch` and of tools for assistants, which no address answers with.
const ELSEWHERE: [&str; 1] = ["bad_tell"];

/// The sources below a folder without their tests.
fn sources(folder: &Path, all: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            sources(&path, all);
        } else if name.ends_with(".rs") && !["tests.rs", "testing.rs", "codes.rs"].contains(&name) {
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            // Comments and documentation tell of codes, and make none.
            let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            all.push(lines.collect::<Vec<_>>().join("\n"));
        }
    }
}

/// The string that a text begins with.
fn literal(text: &str) -> Option<&str> {
    let rest = text.trim_start().strip_prefix('"')?;
    let end = rest.find('"')?;
    let is_code = |c: char| c.is_ascii_lowercase() || c == '_';
    Some(&rest[..end]).filter(|word| !word.is_empty() && word.chars().all(is_code))
}

#[test]
fn every_code_of_an_error_is_described_and_every_described_one_is_given() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    sources(&own.join("src"), &mut all);
    sources(&own.join("../answers/src"), &mut all);
    sources(&own.join("../search/src/filter"), &mut all);
    let mut made = BTreeSet::new();
    for text in &all {
        for call in MADE {
            made.extend(
                text.match_indices(call).filter_map(|(at, _)| literal(&text[at + call.len()..])),
            );
        }
        for begin in PASSED_ON {
            made.extend(text.match_indices(begin).filter_map(|(at, _)| literal(&text[at..])));
        }
    }
    made.retain(|code| !ELSEWHERE.contains(code));
    let document: Value = openapi::document().unwrap();
    let code = document.pointer("/components/schemas/Error/properties/error/properties/code");
    let listed = code.unwrap()["enum"].as_array().unwrap();
    let described: BTreeSet<&str> = listed.iter().map(|code| code.as_str().unwrap()).collect();
    assert_eq!(described.len(), listed.len(), "a code is listed twice");
    let not_described: Vec<_> = made.difference(&described).collect();
    assert!(not_described.is_empty(), "not in openapi.json: {not_described:?}");
    // A code may be told in other ways than the calls above, but in words it stands somewhere.
    let stands = |code: &&&str| !all.iter().any(|text| text.contains(&format!("\"{code}\"")));
    let never: Vec<_> = described.iter().filter(stands).collect();
    assert!(never.is_empty(), "nowhere in the sources: {never:?}");
    assert!(made.len() > 50, "{made:?}");
}
