//! `/api/v1/notes`: a reader's journal; what a person decides of a promise; the journal as a file,
//! written and read back.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{DefaultBodyLimit, Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};
use jiff::Timestamp;
use jiff::tz::offset;
use suyan_answers::export::{ExportForm, Out};
use suyan_answers::notes::{
    add_changes, change_json, decide, decision, matters_json, read_changes, write_changes,
};
use suyan_answers::{Params, Problem};

use crate::App;
use crate::address::base;
use crate::api::json_bytes;
use crate::api::posted::{self, LONGEST_BODY};
use crate::api::report::read_id;
use crate::error::Failure;
use crate::export::stream_file;

/// The most bytes of a journal that is read back.
pub const LONGEST_FILE: usize = 16 << 20;

/// The addresses.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/notes", get(notes))
        .route("/api/v1/promises/{id}/notes", post(decided))
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
        .merge(files())
}

fn files() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/notes.csv", get(csv).post(added))
        .route("/api/v1/notes.jsonl", get(json_lines))
        .route("/api/v1/notes.xlsx", get(xlsx))
        .layer(DefaultBodyLimit::max(LONGEST_FILE))
}

/// Now, as it is where the reports are.
pub fn now() -> String {
    offset(8).to_datetime(Timestamp::now()).strftime("%Y-%m-%dT%H:%M:%S+08:00").to_string()
}

async fn notes(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let notes = app.notes()?;
    let params = Params::read(query.as_deref())?;
    let answer = move |backend: &dyn suyan_search::Backend| {
        let token = notes.token_of_programs();
        matters_json(backend, &notes.journal().book(), &params, &token)
    };
    Ok(json_bytes(app.ask(answer).await?))
}

async fn decided(
    State(app): State<Arc<App>>,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Failure> {
    let (notes, id) = (app.notes()?, read_id(id)?);
    let params = posted::params(None, &headers, body)?;
    notes.admit(&headers, params.one("token"))?;
    let decision = decision(&params)?;
    let write = move |backend: &dyn suyan_search::Backend| {
        change_json(&decide(backend, notes.journal(), &id, &decision, &now())?)
    };
    Ok(json_bytes(app.ask(write).await?))
}

async fn added(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Failure> {
    let notes = app.notes()?;
    notes.admit(&headers, None)?;
    let body = body.map_err(|_| file_too_long())?;
    let read = read_changes(&body)?;
    let there = read.len();
    let added = app.ask(move |_| add_changes(notes.journal(), read)).await?;
    Ok(json_bytes(format!(r#"{{"lines":{there},"added":{added}}}"#).into_bytes()))
}

/// That a journal is longer than one may be.
pub fn file_too_long() -> Problem {
    let message = format!("文件过长（最多 {} MB）", LONGEST_FILE >> 20);
    Problem::new("body_too_long", message, "请把 CSV 拆成几份，分几次读入")
}

async fn csv(state: State<Arc<App>>, headers: HeaderMap) -> Result<Response, Failure> {
    export(state.0, &headers, ExportForm::Csv).await
}

async fn json_lines(state: State<Arc<App>>, headers: HeaderMap) -> Result<Response, Failure> {
    export(state.0, &headers, ExportForm::JsonLines).await
}

async fn xlsx(state: State<Arc<App>>, headers: HeaderMap) -> Result<Response, Failure> {
    export(state.0, &headers, ExportForm::Xlsx).await
}

async fn export(app: Arc<App>, headers: &HeaderMap, form: ExportForm) -> Result<Response, Failure> {
    let book = app.notes()?.journal().book();
    // The page of the journal: it is of no snapshot.
    let asked = format!("{}/notes", base(&app, headers));
    let write = move |_: &dyn suyan_search::Backend, out: &mut dyn Out| {
        write_changes(&book, form, &asked, out)
    };
    stream_file(app, form, "suyan-notes", write).await
}
