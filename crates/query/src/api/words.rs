//! `/api/v1/kwic`, `/api/v1/keywords`, `/api/v1/collocates`, `/api/v1/firsts`, `/api/v1/copied`
//! and `/api/v1/series`: words in their lines, compared, beside one another and through time; wording
//! that is copied; figures through time.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use axum::routing::get;
use suyan_answers::Params;
use suyan_answers::collocates::CollocatesRequest;
use suyan_answers::copied::CopiedRequest;
use suyan_answers::export::ExportForm;
use suyan_answers::firsts::FirstsRequest;
use suyan_answers::keywords::KeywordsRequest;
use suyan_answers::kwic::KwicRequest;
use suyan_answers::series::SeriesRequest;

use crate::App;
use crate::api::asked::{FileRows, json};
use crate::api::json_bytes;
use crate::error::Failure;

/// The lines of a concordance.
static LINES: FileRows<KwicRequest> = FileRows {
    stem: "suyan-kwic",
    is_named: true,
    page: "/kwic",
    read: |_, params| KwicRequest::read(params),
    write: |request, backend, form, addresses, out| request.write(backend, form, addresses, out),
};

/// The reports and what of each is copied.
static COPIED: FileRows<CopiedRequest> = FileRows {
    stem: "suyan-copied",
    is_named: true,
    page: "/copied",
    read: |_, params| CopiedRequest::read(params),
    write: |request, backend, form, addresses, out| request.write(backend, form, addresses, out),
};

/// The addresses.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/kwic", json(KwicRequest::read, KwicRequest::json))
        .route("/api/v1/kwic.csv", LINES.file(ExportForm::Csv))
        .route("/api/v1/kwic.xlsx", LINES.file(ExportForm::Xlsx))
        .route("/api/v1/keywords", json(KeywordsRequest::read, KeywordsRequest::json))
        .route("/api/v1/collocates", json(CollocatesRequest::read, CollocatesRequest::json))
        .route("/api/v1/firsts", json(FirstsRequest::read, FirstsRequest::json))
        .route("/api/v1/copied", json(CopiedRequest::read, CopiedRequest::json))
        .route("/api/v1/reports/{id}/copied", get(copied_of))
        .route("/api/v1/copied.csv", COPIED.file(ExportForm::Csv))
        .route("/api/v1/copied.xlsx", COPIED.file(ExportForm::Xlsx))
        .route("/api/v1/series", json(SeriesRequest::read, SeriesRequest::json))
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
