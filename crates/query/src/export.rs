//! Result lists as files: CSV, JSON Lines and XLSX, complete and streamed.
//!
//! A list is read from the backend in batches and written row by row, so that memory stays small
//! however long the list is; XLSX, which cannot be read before its end, goes through a temporary
//! file. Exports have a gate of their own: a client that reads slowly must not keep searches
//! waiting.

mod columns;
mod sheet;

use std::io::Read as _;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use suyan_engine::{Backend, Group, Hit, SearchRequest};
use tokio::sync::mpsc;

pub use columns::{COLUMNS, csv_text};

use crate::App;
use crate::error::Failure;
use crate::params::Params;

/// Hits that are read from the backend at once.
const BATCH: usize = 500;
/// Bytes that are sent at once.
const CHUNK: usize = 64 * 1024;
/// How long a client may leave a chunk unread.
const PATIENCE: Duration = Duration::from_secs(60);

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Csv,
    JsonLines,
    Xlsx,
}

/// `GET /api/v1/search.csv`
pub async fn csv(state: State<Arc<App>>, query: RawQuery) -> Result<Response, Failure> {
    export(state.0, query.0, Form::Csv).await
}

/// `GET /api/v1/search.jsonl`
pub async fn json_lines(state: State<Arc<App>>, query: RawQuery) -> Result<Response, Failure> {
    export(state.0, query.0, Form::JsonLines).await
}

/// `GET /api/v1/search.xlsx`
pub async fn xlsx(state: State<Arc<App>>, query: RawQuery) -> Result<Response, Failure> {
    export(state.0, query.0, Form::Xlsx).await
}

async fn export(app: Arc<App>, query: Option<String>, form: Form) -> Result<Response, Failure> {
    // A page's cursor and size do not bind the file, which is the whole list.
    let params = Params::read(query.as_deref())?.without("cursor").without("limit");
    let request = SearchRequest {
        limit: BATCH,
        facets: false,
        passages_per_report: 1,
        whole_passages: true,
        ..params.search()?
    };
    let permit = app.gate.export().await?;
    let backend = app.backend.clone();
    let (sender, mut receiver) = mpsc::channel::<Result<Bytes, std::io::Error>>(4);
    let runtime = tokio::runtime::Handle::current();
    tokio::task::spawn_blocking(move || {
        let mut send = |bytes: Vec<u8>| {
            let sent = tokio::time::timeout(PATIENCE, sender.send(Ok(bytes.into())));
            matches!(runtime.block_on(sent), Ok(Ok(())))
        };
        if let Err(failure) = write(backend.as_ref(), request, form, &mut send) {
            tracing::error!(%failure, "an export broke off");
            // The answer has begun: breaking the stream is the only way left to say so.
            let broken = std::io::Error::other("the export broke off");
            runtime.block_on(sender.send(Err(broken))).ok();
        }
        drop(permit);
    });
    // Not `unfold`: compression polls a stream again after its end.
    let body = Body::from_stream(stream::poll_fn(move |context| receiver.poll_recv(context)));
    let (kind, name) = match form {
        Form::Csv => ("text/csv; charset=utf-8", "suyan.csv"),
        Form::JsonLines => ("application/x-ndjson; charset=utf-8", "suyan.jsonl"),
        Form::Xlsx => {
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "suyan.xlsx")
        }
    };
    let disposition = format!("attachment; filename=\"{name}\"");
    let disposition = HeaderValue::from_str(&disposition).map_err(|_| Failure::internal())?;
    let kind = HeaderValue::from_static(kind);
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], body)
        .into_response())
}

/// Takes bytes towards the client; `false` when it is gone.
type Send<'a> = &'a mut dyn FnMut(Vec<u8>) -> bool;

fn write(
    backend: &dyn Backend,
    request: SearchRequest,
    form: Form,
    send: Send<'_>,
) -> Result<(), Failure> {
    match form {
        Form::Csv => lines(backend, request, send, csv_head(), columns::csv_row),
        Form::JsonLines => lines(backend, request, send, Vec::new(), columns::json_row),
        Form::Xlsx => {
            let mut sheet = sheet::Sheet::new()?;
            each(backend, request, |hit| sheet.row(hit))?;
            let mut file = sheet.finish()?;
            loop {
                let mut chunk = vec![0; CHUNK];
                let read = file.read(&mut chunk).map_err(|error| {
                    tracing::error!(%error, "the temporary file could not be read");
                    Failure::internal()
                })?;
                chunk.truncate(read);
                if read == 0 || !send(chunk) {
                    return Ok(());
                }
            }
        }
    }
}

/// The byte order mark, by which Excel knows UTF-8, and the names of the columns.
fn csv_head() -> Vec<u8> {
    format!("\u{feff}{}\r\n", COLUMNS.join(",")).into_bytes()
}

fn lines(
    backend: &dyn Backend,
    request: SearchRequest,
    send: Send<'_>,
    head: Vec<u8>,
    row: fn(&Hit, &mut Vec<u8>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut buffer = head;
    let mut there = true;
    each(backend, request, |hit| {
        row(hit, &mut buffer)?;
        if buffer.len() >= CHUNK {
            there = send(std::mem::take(&mut buffer));
        }
        Ok(there)
    })?;
    if there && !buffer.is_empty() {
        send(buffer);
    }
    Ok(())
}

/// Calls for every hit of the list, in order, until it says `false`. Hits of the weakest tier
/// that are not counted belong to the list as they do on the pages.
fn each(
    backend: &dyn Backend,
    mut request: SearchRequest,
    mut call: impl FnMut(&Hit) -> Result<bool, Failure>,
) -> Result<(), Failure> {
    debug_assert!(matches!(request.group, Group::Report | Group::Passage));
    loop {
        let hits = Arc::unwrap_or_clone(backend.search(&request)?).hits;
        for hit in &hits {
            if !call(hit)? {
                return Ok(());
            }
        }
        if hits.len() < request.limit {
            return Ok(());
        }
        request.offset += hits.len();
    }
}
