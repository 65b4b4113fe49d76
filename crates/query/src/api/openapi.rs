//! `GET /openapi.json`: the description of it all, written by hand in `assets/openapi.json`. The
//! tests hold every route and every answered field against it.

use axum::response::Response;

use crate::api::json_bytes;

/// The description.
pub const OPENAPI: &str = include_str!("../../assets/openapi.json");

/// Answers with the description.
pub async fn openapi() -> Response {
    json_bytes(OPENAPI.as_bytes().to_vec())
}
