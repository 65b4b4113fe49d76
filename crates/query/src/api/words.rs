//! `/api/v1/kwic`, `/api/v1/keywords`, `/api/v1/collocates`, `/api/v1/firsts` and `/api/v1/series`:
//! words in their lines, compared, beside one another and through time; figures through time.

use std::sync::Arc;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use suyan_answers::Params;
use suyan_answers::export::Form;
use suyan_answers::firsts::FirstsRequest;
use suyan_answers::keywords::{CollocatesRequest, KeywordsRequest};
use suyan_answers::kwic::{self, KwicRequest};
use suyan_answers::series::SeriesRequest;

use crate::App;
use crate::address::base;
use crate::api::json_bytes;
use crate::error::Failure;
use crate::export::stream_file;

/// The addresses.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/kwic", get(concordance))
        .route("/api/v1/kwic.csv", get(concordance_csv))
        .route("/api/v1/kwic.xlsx", get(concordance_xlsx))
        .route("/api/v1/keywords", get(keywords))
        .route("/api/v1/collocates", get(collocates))
        .route("/api/v1/firsts", get(firsts))
        .route("/api/v1/series", get(series))
}

async fn concordance(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let request = KwicRequest::read(&Params::read(query.as_deref())?)?;
    Ok(json_bytes(app.ask(move |backend| request.json(backend)).await?))
}

async fn concordance_csv(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let request = KwicRequest::read(&Params::read(query.as_deref())?)?;
    let base = base(&app, &headers);
    let lines = app.ask(move |backend| request.ask(backend)).await?;
    let form = Form::Csv;
    stream_file(app, form, "suyan-kwic", move |_, out| kwic::write(&lines, form, &base, out)).await
}

async fn concordance_xlsx(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let request = KwicRequest::read(&Params::read(query.as_deref())?)?;
    let base = base(&app, &headers);
    let lines = app.ask(move |backend| request.ask(backend)).await?;
    let form = Form::Xlsx;
    stream_file(app, form, "suyan-kwic", move |_, out| kwic::write(&lines, form, &base, out)).await
}

async fn keywords(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let request = KeywordsRequest::read(&Params::read(query.as_deref())?)?;
    Ok(json_bytes(app.ask(move |backend| request.json(backend)).await?))
}

async fn collocates(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let request = CollocatesRequest::read(&Params::read(query.as_deref())?)?;
    Ok(json_bytes(app.ask(move |backend| request.json(backend)).await?))
}

async fn firsts(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let request = FirstsRequest::read(&Params::read(query.as_deref())?)?;
    Ok(json_bytes(app.ask(move |backend| request.json(backend)).await?))
}

async fn series(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let request = SeriesRequest::read(&Params::read(query.as_deref())?)?;
    Ok(json_bytes(app.ask(move |backend| request.json(backend)).await?))
}
