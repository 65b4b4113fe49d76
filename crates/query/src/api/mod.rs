//! The API: a file per noun. What is answered is made in `suyan_answers`; here it gets an address.

pub mod archive;
pub mod asked;
#[cfg(test)]
mod codes;
pub mod coding;
pub mod compare;
pub mod coverage;
pub mod explain;
pub mod feed;
pub mod health;
pub mod notes;
pub mod openapi;
pub mod panel;
pub mod posted;
pub mod promises;
pub mod report;
pub mod search;
pub mod suggest;
#[cfg(test)]
mod tests;
pub mod trace;
pub mod trend;
pub mod words;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// Bytes of JSON as an answer.
pub fn json_bytes(body: Vec<u8>) -> Response {
    let kind = HeaderValue::from_static("application/json; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}
