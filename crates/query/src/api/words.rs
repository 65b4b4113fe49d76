//! `/api/v1/kwic`, `/api/v1/keywords`, `/api/v1/collocates`, `/api/v1/firsts`, `/api/v1/copied`
//! and `/api/v1/series`: words in their lines, compared, beside one another and through time; wording
//! that is copied; figures through time.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use suyan_answers::Params;
use suyan_answers::collocates::CollocatesRequest;
use suyan_answers::copied::CopiedRequest;
use suyan_answers::export::{Addresses, Form, Out, asked};
use suyan_answers::firsts::FirstsRequest;
use suyan_answers::keywords::KeywordsRequest;
use suyan_answers::kwic::KwicRequest;
use suyan_answers::series::SeriesRequest;
use suyan_search::Backend;

use crate::App;
use crate::address::base;
use crate::api::json_bytes;
use crate::error::Failure;
use crate::export::{file_name, stream_file};

/// The addresses.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/kwic", get(concordance))
        .route("/api/v1/kwic.csv", get(concordance_csv))
        .route("/api/v1/kwic.xlsx", get(concordance_xlsx))
        .route("/api/v1/keywords", get(keywords))
        .route("/api/v1/collocates", get(collocates))
        .route("/api/v1/firsts", get(firsts))
        .route("/api/v1/copied", get(copied))
        .route("/api/v1/reports/{id}/copied", get(copied_of))
        .route("/api/v1/copied.csv", get(copied_csv))
        .route("/api/v1/copied.xlsx", get(copied_xlsx))
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
    state: State<Arc<App>>,
    headers: HeaderMap,
    query: RawQuery,
) -> Result<Response, Failure> {
    concordance_file(state.0, &headers, query.0, Form::Csv).await
}

async fn concordance_xlsx(
    state: State<Arc<App>>,
    headers: HeaderMap,
    query: RawQuery,
) -> Result<Response, Failure> {
    concordance_file(state.0, &headers, query.0, Form::Xlsx).await
}

async fn concordance_file(
    app: Arc<App>,
    headers: &HeaderMap,
    query: Option<String>,
    form: Form,
) -> Result<Response, Failure> {
    let params = Params::read(query.as_deref())?;
    let request = KwicRequest::read(&params)?;
    let base = base(&app, headers);
    let name = file_name(&app, "suyan-kwic", &params);
    let write = move |backend: &dyn Backend, out: &mut dyn Out| {
        let asked = asked(backend, &params, &base, "/kwic");
        request.write(backend, form, Addresses { base: &base, asked: &asked }, out)
    };
    stream_file(app, form, &name, write).await
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

async fn copied(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let request = CopiedRequest::read(&Params::read(query.as_deref())?)?;
    Ok(json_bytes(app.ask(move |backend| request.json(backend)).await?))
}

async fn copied_of(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let request = CopiedRequest::read(&Params::read(query.as_deref())?)?;
    let body = app.ask(move |backend| request.json_of_report(backend, &id)).await?;
    Ok(json_bytes(body))
}

async fn copied_csv(
    state: State<Arc<App>>,
    headers: HeaderMap,
    query: RawQuery,
) -> Result<Response, Failure> {
    copied_file(state.0, &headers, query.0, Form::Csv).await
}

async fn copied_xlsx(
    state: State<Arc<App>>,
    headers: HeaderMap,
    query: RawQuery,
) -> Result<Response, Failure> {
    copied_file(state.0, &headers, query.0, Form::Xlsx).await
}

async fn copied_file(
    app: Arc<App>,
    headers: &HeaderMap,
    query: Option<String>,
    form: Form,
) -> Result<Response, Failure> {
    let params = Params::read(query.as_deref())?;
    let request = CopiedRequest::read(&params)?;
    let base = base(&app, headers);
    let name = file_name(&app, "suyan-copied", &params);
    let write = move |backend: &dyn Backend, out: &mut dyn Out| {
        let asked = asked(backend, &params, &base, "/copied");
        request.write(backend, form, Addresses { base: &base, asked: &asked }, out)
    };
    stream_file(app, form, &name, write).await
}

async fn series(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let request = SeriesRequest::read(&Params::read(query.as_deref())?)?;
    Ok(json_bytes(app.ask(move |backend| request.json(backend)).await?))
}
