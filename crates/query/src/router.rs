//! The table of addresses, and what holds for all of them.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use percent_encoding::percent_decode_str;
use suyan_answers::export::ExportForm;
use suyan_answers::params::LONGEST_ADDRESS;
use suyan_answers::{Params, Problem, snapshot};
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::App;
use crate::api::{
    archive, coding, compare, coverage, explain, feed, health, notes, openapi, panel, promises,
    report, search, suggest, trace, trend, words,
};
use crate::error::Failure;
use crate::gate::SnapshotScope;
use crate::pages;

/// Every address of the API, for the table below and for the test that all are described.
#[cfg(test)]
pub const ADDRESSES: &[&str] = &[
    "/api/v1/search",
    "/api/v1/search.csv",
    "/api/v1/search.jsonl",
    "/api/v1/search.xlsx",
    "/api/v1/promises",
    "/api/v1/promises.csv",
    "/api/v1/promises.jsonl",
    "/api/v1/promises.xlsx",
    "/api/v1/promises/{id}",
    "/api/v1/promises/{id}/notes",
    "/api/v1/notes",
    "/api/v1/notes.csv",
    "/api/v1/notes.jsonl",
    "/api/v1/notes.xlsx",
    "/notes",
    "/notes/{matter}",
    "/promises",
    "/promises/{id}",
    "/promises/{id}/notes",
    "/places/{code}/promises",
    "/api/v1/suggest",
    "/api/v1/explain",
    "/api/v1/trend",
    "/api/v1/trend.csv",
    "/trend",
    "/api/v1/panel",
    "/api/v1/panel.csv",
    "/api/v1/panel.jsonl",
    "/api/v1/panel.xlsx",
    "/api/v1/panel.dta",
    "/api/v1/panel.parquet",
    "/api/v1/sets",
    "/api/v1/sets/{name}",
    "/api/v1/coding",
    "/api/v1/coding.csv",
    "/api/v1/coding.xlsx",
    "/api/v1/evaluation",
    "/api/v1/reliability",
    "/panel",
    "/coding",
    "/kwic",
    "/keywords",
    "/firsts",
    "/copied",
    "/api/v1/kwic",
    "/api/v1/kwic.csv",
    "/api/v1/kwic.xlsx",
    "/api/v1/keywords",
    "/api/v1/collocates",
    "/api/v1/firsts",
    "/api/v1/copied",
    "/api/v1/reports/{id}/copied",
    "/api/v1/copied.csv",
    "/api/v1/copied.xlsx",
    "/api/v1/series",
    "/series",
    "/api/v1/compare",
    "/compare",
    "/archive",
    "/help",
    "/places/{code}",
    "/api/v1/reports/{id}/citation",
    "/api/v1/reports/{id}/trace",
    "/reports/{id}/trace",
    "/api/v1/reports",
    "/api/v1/reports/{id}",
    "/api/v1/places",
    "/api/v1/coverage",
    "/api/v1/coverage.csv",
    "/api/v1/doubtful",
    "/search.atom",
    "/promises.atom",
    "/healthz",
    "/metrics",
    "/openapi.json",
    "/",
    "/search",
    "/search/places",
    "/reports",
    "/reports/{id}",
];

/// The whole server as a function of its state. Reading only, GET and HEAD, but for a reader's own
/// notes.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/api/v1/search", get(search::search))
        .route("/api/v1/search.csv", search::HITS.file(ExportForm::Csv))
        .route("/api/v1/search.jsonl", search::HITS.file(ExportForm::JsonLines))
        .route("/api/v1/search.xlsx", search::HITS.file(ExportForm::Xlsx))
        .route("/api/v1/promises", get(promises::promises))
        .route("/api/v1/promises.csv", promises::ROWS.file(ExportForm::Csv))
        .route("/api/v1/promises.jsonl", promises::ROWS.file(ExportForm::JsonLines))
        .route("/api/v1/promises.xlsx", promises::ROWS.file(ExportForm::Xlsx))
        .route("/api/v1/promises/{id}", get(promises::promise))
        .route("/api/v1/trend", get(trend::trend))
        .route("/api/v1/trend.csv", get(trend::csv))
        .merge(notes::routes())
        .merge(panel::routes())
        .merge(coding::routes())
        .merge(words::routes())
        .route("/api/v1/compare", get(compare::compare))
        .route("/api/v1/suggest", get(suggest::suggest))
        .route("/api/v1/explain", get(explain::explain))
        .route("/api/v1/reports/{id}/citation", get(report::citation))
        .route("/api/v1/reports/{id}/trace", get(trace::trace))
        .route("/api/v1/reports", get(archive::reports))
        .route("/api/v1/reports/{id}", get(report::report))
        .route("/api/v1/places", get(archive::places))
        .route("/api/v1/coverage", get(coverage::coverage))
        .route("/api/v1/coverage.csv", get(coverage::csv))
        .route("/api/v1/doubtful", get(archive::doubtful))
        .route("/search.atom", get(feed::search))
        .route("/promises.atom", get(feed::promises))
        .route("/healthz", get(health::healthz))
        .route("/metrics", get(health::metrics))
        .route("/openapi.json", get(openapi::openapi))
        .merge(pages::routes())
        .fallback(no_route)
        .method_not_allowed_fallback(wrong_method)
        .layer(CatchPanicLayer::custom(|_| Failure::internal().into_response()))
        .layer(middleware::from_fn_with_state(app.clone(), around))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .with_state(app)
}

/// Seconds after which whatever was busy, slow or away may be asked again.
const RETRY_AFTER: &str = "2";

/// Bounds, counting and headers around every request.
async fn around(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let method = request.method().clone();
    let mut response = match admit(&app, &request) {
        Ok(()) => {
            let named = named_snapshot(request.uri());
            SnapshotScope::new(named).run(next.run(request)).await
        }
        Err(problem) => Failure(problem).into_response(),
    };
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        let soon = HeaderValue::from_static(RETRY_AFTER);
        response.headers_mut().entry(header::RETRY_AFTER).or_insert(soon);
    }
    for (name, value) in SAFETY {
        let value = HeaderValue::from_static(value);
        response.headers_mut().entry(HeaderName::from_static(name)).or_insert(value);
    }
    let (status, took) = (response.status().as_u16(), begun.elapsed());
    let route = route.as_ref().map(MatchedPath::as_str);
    app.metrics.request(route, status, took);
    let took_ms = took.as_secs_f64() * 1e3;
    // What was asked is not written: a log is no place for what readers look for.
    tracing::info!(%method, route, status, took_ms, "answered");
    response
}

/// The snapshot that an address names.
fn named_snapshot(uri: &Uri) -> Option<String> {
    Params::read(uri.query()).ok()?.one(snapshot::PARAMETER).map(str::to_owned)
}

/// Whether a request may come in.
fn admit(app: &App, request: &Request) -> Result<(), Problem> {
    app.hosts.admit(request.headers(), app.public.as_ref())?;
    if address_length(request.uri()) > LONGEST_ADDRESS {
        let message = format!("地址过长（最多 {LONGEST_ADDRESS} 字节）");
        return Err(Problem::new("address_too_long", message, "请缩短检索式"));
    }
    Ok(())
}

/// Headers of every answer: no script but our own files, no other host, no framing.
const SAFETY: [(&str, &str); 3] = [
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
];

/// The bytes of an address once it is decoded: a character of Chinese is nine bytes of an address
/// and three of a text, and a query of the longest length must get in.
fn address_length(uri: &Uri) -> usize {
    let decoded = |text: &str| percent_decode_str(text).count();
    decoded(uri.path()) + uri.query().map_or(0, decoded)
}

async fn no_route(uri: Uri) -> Response {
    if uri.path().starts_with("/api") {
        return Failure::no_route().into_response();
    }
    pages::no_page(&uri)
}

/// Long lists of words, what was decided of a sample and what a reader notes come by POST; nothing
/// else does.
async fn wrong_method(uri: Uri) -> Response {
    let path = uri.path();
    let of_promise = path.starts_with("/promises/") || path.starts_with("/api/v1/promises/");
    let only_post = path == "/api/v1/evaluation" || of_promise && path.ends_with("/notes");
    let takes_post = path.starts_with("/api/v1/panel")
        || matches!(path, "/coding" | "/notes" | "/api/v1/notes.csv");
    let (hint, allowed) = match takes_post {
        _ if only_post => ("请用 POST", "POST"),
        true => ("请用 GET、HEAD 或 POST", "GET, HEAD, POST"),
        false => ("请用 GET 或 HEAD", "GET, HEAD"),
    };
    let problem = Problem::new("method_not_allowed", "这里只能读取", hint);
    let mut response = Failure(problem).into_response();
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allowed));
    response
}
