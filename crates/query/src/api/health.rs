//! `GET /healthz` and `GET /metrics`: whether it lives, and what it counts.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::App;

/// Liveness and facts about the index.
pub async fn healthz(State(app): State<Arc<App>>) -> Response {
    let stats = app.backend.stats();
    Json(json!({"status": "ok", "version": env!("CARGO_PKG_VERSION"), "index": stats}))
        .into_response()
}

/// The counters for Prometheus.
pub async fn metrics(State(app): State<Arc<App>>) -> Response {
    let text = app.metrics.print(&app.backend.stats(), app.backend.reuse());
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}
