//! Parameters that come in the body of a request, since a list of words may be longer than an
//! address: as a form, or as JSON.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, header};
use serde_json::Value;
use suyan_answers::{Params, Problem};

/// The most bytes of a body.
pub const LONGEST_BODY: usize = 1 << 20;

/// The parameters of an address and of the body behind it.
///
/// # Errors
/// `body_too_long`, `bad_body` where it is neither a form nor JSON, `bad_encoding`.
pub fn params(
    query: Option<&str>,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Params, Problem> {
    let body = body.map_err(|_| {
        let message = format!("请求正文过长（最多 {LONGEST_BODY} 字节）");
        Problem::new("body_too_long", message, "请分几次计数")
    })?;
    let address = Params::read(query)?;
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let posted = if kind.is_some_and(|kind| kind.starts_with("application/json")) {
        json(&body)?
    } else {
        let text = std::str::from_utf8(&body).map_err(|_| bad())?;
        Params::read(Some(text))?
    };
    Ok(Params::of(address.pairs().chain(posted.pairs())))
}

fn bad() -> Problem {
    Problem::new(
        "bad_body",
        "请求正文不是表单，也不是 JSON 对象",
        r#"写作 words=环保&by=year，或 {"words": ["环保"], "by": ["year"]} 并注明 content-type: application/json"#,
    )
}

/// The members of an object; a list is a parameter that is given several times.
fn json(body: &[u8]) -> Result<Params, Problem> {
    let Ok(Value::Object(members)) = serde_json::from_slice(body) else { return Err(bad()) };
    let mut pairs: Vec<(String, String)> = Vec::new();
    for (name, value) in members {
        let values = match value {
            Value::Array(values) => values,
            one => vec![one],
        };
        for value in values {
            let text = match value {
                Value::String(text) => text,
                Value::Number(number) => number.to_string(),
                Value::Bool(is) => is.to_string(),
                Value::Null => continue,
                Value::Array(_) | Value::Object(_) => return Err(bad()),
            };
            pairs.push((name.clone(), text));
        }
    }
    Ok(Params::of(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))))
}
