//! `/api/v1/panel` and its files: a table of exact counts. Long lists of words come by POST.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use suyan_answers::panel::files::{PanelForm, write};
use suyan_answers::panel::{Panel, PanelRequest, panel_json};
use suyan_answers::{Params, Problem, snapshot};
use suyan_search::{Backend, Deadline};

use crate::App;
use crate::api::json_bytes;
use crate::api::posted::{self, LONGEST_BODY};
use crate::error::Failure;
use crate::export::{CSV, JSON_LINES, XLSX, stream_as};

/// The addresses.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/panel", get(asked).post(posted))
        .route("/api/v1/panel.{form}", get(asked_file).post(posted_file))
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
}

async fn asked(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    answer(&app, &Params::read(query.as_deref())?).await
}

async fn posted(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Failure> {
    answer(&app, &posted::params(query.as_deref(), &headers, body)?).await
}

async fn answer(app: &Arc<App>, params: &Params) -> Result<Response, Failure> {
    let request = PanelRequest::read(params)?;
    // A form or a JSON object names it in its body.
    let named = params.one(snapshot::PARAMETER).map(str::to_owned);
    let count = move |backend: &dyn Backend| {
        snapshot::require(backend, named.as_deref())?;
        panel_json(backend, request)
    };
    let body = app.ask(count).await?;
    Ok(json_bytes(body))
}

async fn asked_file(
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    file(&app, &form, &Params::read(query.as_deref())?).await
}

async fn posted_file(
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Failure> {
    file(&app, &form, &posted::params(query.as_deref(), &headers, body)?).await
}

/// Counts, then writes: the file does not hold up the archive while its client reads.
async fn file(app: &Arc<App>, form: &str, params: &Params) -> Result<Response, Failure> {
    let (form, kind, name) = form_of(form, params)?;
    let request = PanelRequest::read(params)?;
    let named = params.one(snapshot::PARAMETER).map(str::to_owned);
    let count = move |backend: &dyn Backend| {
        snapshot::require(backend, named.as_deref())?;
        Panel::count(backend, request)
    };
    let panel = app.ask(count).await?;
    let deadline = Deadline::after(app.gate.time());
    stream_as(app, kind, name, deadline, move |out| write(&panel, form, out)).await
}

fn form_of(
    word: &str,
    params: &Params,
) -> Result<(PanelForm, &'static str, &'static str), Failure> {
    let without = match params.one("bom") {
        None | Some("true" | "1") => false,
        Some("false" | "0") => true,
        Some(_) => {
            let hint = "bom=false 表示 CSV 开头不带字节顺序标记";
            return Err(Failure(Problem::new("bad_bom", "bom 应为 true 或 false", hint)));
        }
    };
    let of_codebook = params.switch("codebook", "bad_codebook", "true 表示只要说明表")?;
    Ok(match word {
        "csv" if of_codebook => {
            (PanelForm::Codebook { mark: !without }, CSV, "suyan-panel-codebook.csv")
        }
        "csv" => (PanelForm::Csv { mark: !without }, CSV, "suyan-panel.csv"),
        "jsonl" => (PanelForm::JsonLines, JSON_LINES, "suyan-panel.jsonl"),
        "xlsx" => (PanelForm::Xlsx, XLSX, "suyan-panel.xlsx"),
        "dta" => (PanelForm::Stata, "application/x-stata-dta", "suyan-panel.dta"),
        "parquet" => (PanelForm::Parquet, "application/vnd.apache.parquet", "suyan-panel.parquet"),
        _ => return Err(Failure::no_route()),
    })
}
