//! The API: a file per noun. Types of the answers are the engine's own where they are printed as
//! they are, and stand here where the API adds to them.

pub mod archive;
pub mod compare;
pub mod coverage;
pub mod explain;
pub mod health;
pub mod openapi;
pub mod report;
pub mod search;
pub mod suggest;
#[cfg(test)]
mod tests;
pub mod trace;
pub mod trend;

pub use search::search_answer_json;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::error::Failure;

/// Bytes of JSON as an answer.
pub fn json_bytes(body: Vec<u8>) -> Response {
    let kind = HeaderValue::from_static("application/json; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}

/// A value as bytes of JSON.
///
/// # Errors
/// 500 where it cannot be printed.
pub fn print<T: Serialize>(value: &T) -> Result<Vec<u8>, Failure> {
    serde_json::to_vec(value).map_err(|error| {
        tracing::error!(%error, "an answer could not be printed");
        Failure::internal()
    })
}
