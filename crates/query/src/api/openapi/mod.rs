//! `GET /openapi.json`: the description of it all, written by hand in `assets/openapi.json`, with
//! the filters of the table of dimensions and the examples of `assets/examples.json`, which are real
//! answers over the sample archive. The tests hold every route and every answered field against it, and call each example.

mod filters;

use std::sync::LazyLock;

use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::api::json_bytes;

/// The description as it is written, without examples and filters.
const WRITTEN: &str = include_str!("../../../assets/openapi.json");
const EXAMPLES: &str = include_str!("../../../assets/examples.json");

/// One request with its answer.
#[derive(Debug, Deserialize)]
struct RequestExample {
    operation: String,
    name: String,
    summary: String,
    request: String,
    status: u16,
    answer: Value,
}

/// The description with its examples, as it is served.
static DESCRIBED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    described().unwrap_or_else(|error| {
        tracing::error!(%error, "the description is served without examples");
        WRITTEN.as_bytes().to_vec()
    })
});

/// Answers with the description.
pub async fn openapi() -> Response {
    json_bytes(DESCRIBED.clone())
}

/// The description, without examples.
pub fn document() -> Result<Value, serde_json::Error> {
    let mut document: Value = serde_json::from_str(WRITTEN)?;
    filters::put(&mut document);
    Ok(document)
}

fn described() -> Result<Vec<u8>, serde_json::Error> {
    let mut document = document()?;
    let examples: Vec<RequestExample> = serde_json::from_str(EXAMPLES)?;
    for example in examples {
        add(&mut document, example);
    }
    serde_json::to_vec(&document)
}

/// Puts an example to the response that it is one of; an error to that of all operations.
fn add(document: &mut Value, example: RequestExample) {
    let RequestExample { operation, name, summary, request, status, answer } = example;
    let operations = document["paths"]
        .as_object_mut()
        .into_iter()
        .flat_map(|paths| paths.values_mut().filter_map(|path| path.get_mut("get")));
    let mut own = operations.filter(|one| one["operationId"] == operation.as_str());
    let Some(responses) = own.next().map(|operation| &mut operation["responses"]) else { return };
    let response = &mut responses[status.to_string()];
    let shared = response["$ref"].as_str().map(|path| path.trim_start_matches('#').to_owned());
    let response = match shared {
        None => Some(response),
        Some(path) => document.pointer_mut(&path),
    };
    let Some(kinds) = response.and_then(|response| response["content"].as_object_mut()) else {
        return;
    };
    // Of several forms, an answer in words is the plain one.
    let plain = kinds.contains_key("text/plain");
    let is_own = |kind: &str| !plain || kind == "text/plain";
    if let Some((_, content)) = kinds.iter_mut().find(|(kind, _)| is_own(kind.as_str())) {
        content["examples"][name] =
            json!({"summary": summary, "description": format!("GET {request}"), "value": answer});
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_finds_its_place() {
        let examples: Vec<RequestExample> = serde_json::from_str(EXAMPLES).unwrap();
        let document = String::from_utf8(described().unwrap()).unwrap();
        for example in examples {
            let said = serde_json::to_string(&format!("GET {}", example.request)).unwrap();
            assert!(document.contains(&said), "{} {}", example.operation, example.name);
        }
    }

    #[test]
    fn every_operation_that_answers_in_words_has_an_example() {
        let document: Value = serde_json::from_slice(&described().unwrap()).unwrap();
        let mut lacking = Vec::new();
        for (address, path) in document["paths"].as_object().unwrap() {
            let content = path["get"]["responses"]["200"]["content"].as_object();
            for (kind, content) in content.into_iter().flatten() {
                let is_page = kind == "text/html"
                    || ["/metrics", "/openapi.json"].contains(&address.as_str());
                let in_words =
                    kind.starts_with("text/") || kind.contains("json") || kind.contains("xml");
                let is_sheet = kind.contains("openxmlformats");
                if in_words && !is_page && !is_sheet && content.get("examples").is_none() {
                    lacking.push(format!("{address} {kind}"));
                }
            }
        }
        assert!(lacking.is_empty(), "{lacking:?}");
    }
}
