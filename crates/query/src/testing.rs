//! A server over the invented archive, asked without a socket.

mod ledger;

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use suyan_answers::testing::Scan;
use tower::ServiceExt as _;

use crate::App;
pub use ledger::Ledger;

/// An answer as a test looks at it.
pub struct Answer {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// Asks a server over the invented archive.
pub async fn call(method: &str, address: &str) -> Answer {
    ask(App::new(Arc::new(Scan::archive())), method, address).await.unwrap()
}

/// GET from this server.
pub async fn get_from(app: Arc<App>, address: &str) -> Answer {
    ask(app, "GET", address).await.unwrap()
}

/// GET from this server; an error where the body breaks off.
pub async fn try_get_from(app: Arc<App>, address: &str) -> Result<Answer, axum::Error> {
    ask(app, "GET", address).await
}

async fn ask(app: Arc<App>, method: &str, address: &str) -> Result<Answer, axum::Error> {
    let request = Request::builder().method(method).uri(address).body(Body::empty()).unwrap();
    try_send(app, request).await
}

/// Any request to this server.
pub async fn send(app: Arc<App>, request: Request<Body>) -> Answer {
    try_send(app, request).await.unwrap()
}

async fn try_send(app: Arc<App>, request: Request<Body>) -> Result<Answer, axum::Error> {
    let response = crate::router(app).oneshot(request).await.unwrap();
    let (head, body) = response.into_parts();
    let body = axum::body::to_bytes(body, 64 << 20).await?.to_vec();
    Ok(Answer { status: head.status, headers: head.headers, body })
}

/// The invented archive with its promises.
pub fn ledger() -> Ledger {
    Ledger::of(Scan::archive())
}

/// POST of a body of this type.
pub async fn post(address: &str, kind: &str, body: impl Into<Body>) -> Answer {
    let app = App::new(Arc::new(Scan::archive()));
    let request = Request::builder().method("POST").uri(address).header("content-type", kind);
    send(app, request.body(body.into()).unwrap()).await
}

/// GET as browsers do it: compressed.
pub async fn get_compressed(address: &str) -> Answer {
    let app = App::new(Arc::new(Scan::archive()));
    let request = Request::builder().uri(address).header("accept-encoding", "gzip");
    send(app, request.body(Body::empty()).unwrap()).await
}

/// GET.
pub async fn get(address: &str) -> Answer {
    call("GET", address).await
}

/// A value as it stands in an address.
pub fn enc(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}
