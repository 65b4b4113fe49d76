//! Result lists as files over HTTP. Exports have a gate of their own: a client that reads slowly
//! must not keep searches waiting.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use suyan_answers::Params;
use suyan_answers::export::{Form, export_request, write};
use tokio::sync::mpsc;

use crate::App;
use crate::error::Failure;

/// How long a client may leave a chunk unread.
const PATIENCE: Duration = Duration::from_secs(60);

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
    let request = export_request(&Params::read(query.as_deref())?)?;
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
