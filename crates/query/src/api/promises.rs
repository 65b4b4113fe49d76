//! `GET /api/v1/promises`, one promise, and the list as a file.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use suyan_answers::Params;
use suyan_answers::export::{Addresses, Form, asked};
use suyan_answers::promises::{
    promise_export_request, promise_json, promise_request, promises_json, write_promises,
};

use crate::App;
use crate::address::base;
use crate::api::json_bytes;
use crate::api::report::read_id;
use crate::error::Failure;
use crate::export::{file_name, stream_file};

/// Answers with a page of the list.
pub async fn promises(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let request = promise_request(&Params::read(query.as_deref())?)?;
    let notes = app.book();
    let body = app.ask(move |backend| promises_json(backend, &request, &notes)).await?;
    Ok(json_bytes(body))
}

/// Answers with one promise.
pub async fn promise(
    State(app): State<Arc<App>>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, Failure> {
    let id = read_id(id)?;
    let notes = app.book();
    let body = app.ask(move |backend| promise_json(backend, &id, &notes)).await?;
    Ok(json_bytes(body))
}

/// `GET /api/v1/promises.csv`
pub async fn csv(
    state: State<Arc<App>>,
    headers: HeaderMap,
    query: RawQuery,
) -> Result<Response, Failure> {
    export(state.0, &headers, query.0, Form::Csv).await
}

/// `GET /api/v1/promises.jsonl`
pub async fn json_lines(
    state: State<Arc<App>>,
    headers: HeaderMap,
    query: RawQuery,
) -> Result<Response, Failure> {
    export(state.0, &headers, query.0, Form::JsonLines).await
}

/// `GET /api/v1/promises.xlsx`
pub async fn xlsx(
    state: State<Arc<App>>,
    headers: HeaderMap,
    query: RawQuery,
) -> Result<Response, Failure> {
    export(state.0, &headers, query.0, Form::Xlsx).await
}

async fn export(
    app: Arc<App>,
    headers: &HeaderMap,
    query: Option<String>,
    form: Form,
) -> Result<Response, Failure> {
    let params = Params::read(query.as_deref())?;
    let request = promise_export_request(&params)?;
    let base = base(&app, headers);
    let notes = app.book();
    let name = file_name(&app, "suyan-promises", &params);
    stream_file(app, form, &name, move |backend, out| {
        let asked = asked(backend, &params, &base, "/promises");
        let addresses = Addresses { base: &base, asked: &asked };
        write_promises(backend, &request, &notes, form, addresses, out)
    })
    .await
}
