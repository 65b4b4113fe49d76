//! `/api/v1/sets`, `/api/v1/coding`, `/api/v1/evaluation` and `/api/v1/reliability`: lists of words,
//! samples of what they count, and how much of it is what is meant. What was decided comes in the
//! body of a request and goes back as an answer: nothing of it is kept.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, State};
use axum::response::Response;
use axum::routing::{get, post};
use suyan_answers::coding::{Coded, CodingRequest, Evaluation, ReliabilityRequest};
use suyan_answers::export::ExportForm;
use suyan_answers::sets::{set_json, sets_json};
use suyan_answers::{Params, Problem, json};
use suyan_search::Backend;

use crate::App;
use crate::api::asked::FileRows;
use crate::api::json_bytes;
use crate::error::Failure;

/// The most bytes of a file that was decided on.
pub const LONGEST_FILE: usize = 32 << 20;

/// A sample to decide on.
static SAMPLE: FileRows<CodingRequest> = FileRows {
    stem: "suyan-coding",
    is_named: false,
    page: "/coding",
    read: |_, params| CodingRequest::read(params),
    write: CodingRequest::write,
};

/// The addresses.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/sets", get(sets))
        .route("/api/v1/sets/{name}", get(set))
        .route("/api/v1/coding", get(sample))
        .route("/api/v1/coding.csv", SAMPLE.file(ExportForm::Csv))
        .route("/api/v1/coding.xlsx", SAMPLE.file(ExportForm::Xlsx))
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
