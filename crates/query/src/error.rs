//! A problem becomes an answer of HTTP: its code decides the status.

use std::ops::Deref;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use suyan_answers::Problem;

/// A problem on its way to a client.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct Failure(#[from] pub Problem);

impl Failure {
    /// The status that says what kind of problem it is: everything that is not listed is a fault
    /// of the request.
    pub fn status(&self) -> StatusCode {
        match self.code {
            "not_found" | "notes_off" => StatusCode::NOT_FOUND,
            "forbidden" => StatusCode::FORBIDDEN,
            "method_not_allowed" => StatusCode::METHOD_NOT_ALLOWED,
            "snapshot_changed" | "set_changed" | "notes_changed" => StatusCode::CONFLICT,
            "bad_host" => StatusCode::MISDIRECTED_REQUEST,
            "body_too_long" => StatusCode::PAYLOAD_TOO_LARGE,
            "address_too_long" => StatusCode::URI_TOO_LONG,
            "busy" | "timed_out" | "engine_away" => StatusCode::SERVICE_UNAVAILABLE,
            "internal" | "notes_failed" => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// No route has this address.
    pub fn no_route() -> Self {
        Self(Problem::not_found("没有这个地址", "接口说明见 /openapi.json"))
    }

    /// Our own fault.
    pub fn internal() -> Self {
        Self(Problem::internal())
    }

    /// Too much at once, or too slow.
    pub fn busy() -> Self {
        Self(Problem::busy())
    }
}

impl Deref for Failure {
    type Target = Problem;

    fn deref(&self) -> &Problem {
        &self.0
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Problem { code, message, hint } = &self.0;
        let body = json!({"error": {"code": code, "message": message, "hint": hint}});
        (self.status(), Json(body)).into_response()
    }
}
