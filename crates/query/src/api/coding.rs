//! `/api/v1/sets`, `/api/v1/coding`, `/api/v1/evaluation` and `/api/v1/reliability`: lists of words,
//! samples of what they count, and how much of it is what is meant. What was decided comes in the
//! body of a request and goes back as an answer: nothing of it is kept.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};
use suyan_answers::coding::{Coded, CodingRequest, Evaluation, ReliabilityRequest};
use suyan_answers::export::{Form, Out};
use suyan_answers::sets::{set_json, sets_json};
use suyan_answers::{Params, Problem, json};
use suyan_search::Backend;

use crate::App;
use crate::address::base;
use crate::api::json_bytes;
use crate::error::Failure;
use crate::export::stream_file;

/// The most bytes of a file that was decided on.
pub const LONGEST_FILE: usize = 32 << 20;

/// The addresses.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/sets", get(sets))
        .route("/api/v1/sets/{name}", get(set))
        .route("/api/v1/coding", get(sample))
        .route("/api/v1/coding.csv", get(sample_csv))
        .route("/api/v1/coding.xlsx", get(sample_xlsx))
        .route("/api/v1/reliability", get(reliability))
        .route("/api/v1/evaluation", post(evaluation))
        .layer(DefaultBodyLimit::max(LONGEST_FILE))
}

async fn sets(State(app): State<Arc<App>>) -> Result<Response, Failure> {
    Ok(json_bytes(app.ask(sets_json).await?))
}

async fn set(State(app): State<Arc<App>>, Path(name): Path<String>) -> Result<Response, Failure> {
    Ok(json_bytes(app.ask(move |backend| set_json(backend, &name)).await?))
}

async fn sample(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let request = CodingRequest::read(&Params::read(query.as_deref())?)?;
    Ok(json_bytes(app.ask(move |backend| request.json(backend)).await?))
}

async fn sample_csv(
    state: State<Arc<App>>,
    headers: HeaderMap,
    query: RawQuery,
) -> Result<Response, Failure> {
    sample_file(state.0, &headers, query.0, Form::Csv).await
}

async fn sample_xlsx(
    state: State<Arc<App>>,
    headers: HeaderMap,
    query: RawQuery,
) -> Result<Response, Failure> {
    sample_file(state.0, &headers, query.0, Form::Xlsx).await
}

async fn sample_file(
    app: Arc<App>,
    headers: &HeaderMap,
    query: Option<String>,
    form: Form,
) -> Result<Response, Failure> {
    let request = CodingRequest::read(&Params::read(query.as_deref())?)?;
    let base = base(&app, headers);
    let write =
        move |backend: &dyn Backend, out: &mut dyn Out| request.write(backend, form, &base, out);
    stream_file(app, form, "suyan-coding", write).await
}

async fn reliability(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let request = ReliabilityRequest::read(&Params::read(query.as_deref())?)?;
    Ok(json_bytes(app.ask(move |backend| request.json(backend)).await?))
}

async fn evaluation(
    State(app): State<Arc<App>>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Failure> {
    let body = body.map_err(|_| {
        let message = format!("请求正文过长（最多 {LONGEST_FILE} 字节）");
        Problem::new("body_too_long", message, "请把文件分开，或只留有判断的行")
    })?;
    let work =
        move |backend: &dyn Backend| json::print_at(backend, &Evaluation::of(&Coded::read(&body)?));
    Ok(json_bytes(app.ask(work).await?))
}
