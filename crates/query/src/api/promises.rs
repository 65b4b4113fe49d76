//! `GET /api/v1/promises`, one promise, and the list as a file.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use suyan_answers::Params;
use suyan_answers::notes::Book;
use suyan_answers::promises::{
    promise_export_request, promise_json, promise_request, promises_json, write_promises,
};
use suyan_search::PromiseRequest;

use crate::App;
use crate::api::asked::FileRows;
use crate::api::json_bytes;
use crate::api::report::read_id;
use crate::error::Failure;

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

/// The list as a file.
pub static ROWS: FileRows<(PromiseRequest, Arc<Book>)> = FileRows {
    stem: "suyan-promises",
    is_named: true,
    page: "/promises",
    read: |app, params| Ok((promise_export_request(params)?, app.book())),
    write: |(request, notes), backend, form, addresses, out| {
        write_promises(backend, &request, &notes, form, addresses, out)
    },
};
