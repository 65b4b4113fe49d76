//! The client: requests that wait for their answer, asked of one node after the other.
//!
//! A node that is gone costs a request the way to the next one; a cluster that is busy or without a
//! leader is asked again until its time is up, and is then told to be away. What is sent is written
//! so that sending it twice does the same as sending it once.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use opensearch::auth::Credentials;
use opensearch::cert::{Certificate, CertificateValidation};
use opensearch::http::Method;
use opensearch::http::headers::{CONTENT_TYPE, HeaderMap, HeaderValue};
use opensearch::http::transport::{SingleNodeConnectionPool, Transport, TransportBuilder};
use serde_json::Value;
use suyan_search::{Deadline, Error};

use crate::ClusterSettings;

/// How long a reader waits for a cluster that does not answer.
const READING: Duration = Duration::from_secs(10);
/// How long a writer waits for a cluster that does not answer: a node that dies takes some seconds
/// to be missed.
const WRITING: Duration = Duration::from_secs(120);
/// One try.
const ONE_TRY: Duration = Duration::from_secs(60);
/// The first pause before a request is sent again; each next one is twice as long.
const PAUSE: Duration = Duration::from_millis(50);
/// The longest pause before a request is sent again.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// See the module.
#[derive(Debug)]
pub(crate) struct Client {
    nodes: Vec<(String, Transport)>,
    /// The node that answered last.
    at: AtomicUsize,
    /// How long a cluster that does not answer is waited for by who reads.
    reading: Duration,
    /// The same by who writes.
    writing: Duration,
}

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// It changes nothing.
    Reading,
    /// It changes something, and may be sent twice.
    Writing,
}

/// An answer: the status, and the document that came with it.
#[derive(Debug)]
pub(crate) struct ClusterResponse {
    pub status: u16,
    pub body: Value,
}

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct Ask<'a> {
    pub method: Method,
    pub path: &'a str,
    pub query: &'a [(&'a str, &'a str)],
    pub body: Option<Vec<u8>>,
    pub purpose: Purpose,
    pub deadline: &'a Deadline,
}

/// Why one try came to nothing.
enum FailedTry {
    /// The next node, or the same one later, may answer.
    Again(String),
    /// It will not.
    Over(Error),
}

/// The threads that wait for the network. They are never taken down, since whoever drops the last
/// client may stand on a thread that must not wait for that.
fn runtime() -> std::io::Result<&'static tokio::runtime::Runtime> {
    static RUNTIME: OnceLock<tokio::runtime::Runtime> = OnceLock::new();
    if let Some(known) = RUNTIME.get() {
        return Ok(known);
    }
    let made = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("cluster")
        .enable_all()
        .build()?;
    Ok(RUNTIME.get_or_init(|| made))
}

impl Client {
    /// A client of these nodes; none of them is asked yet.
    ///
    /// # Errors
    /// The certificates are none.
    pub(crate) fn new(settings: &ClusterSettings) -> Result<Self, Error> {
        let failed = |error: opensearch::Error| Error::index("making a client")(error);
        let mut nodes = Vec::new();
        for url in &settings.nodes {
            let pool = SingleNodeConnectionPool::new(url.clone());
            let mut builder = TransportBuilder::new(pool).disable_proxy();
            if let Some((user, password)) = &settings.user {
                builder = builder.auth(Credentials::Basic(user.clone(), password.0.clone()));
            }
            if let Some(pem) = &settings.authority {
                let certificates = Certificate::from_pem(pem).map_err(failed)?;
                builder = builder.cert_validation(CertificateValidation::Full(certificates));
            }
            let transport = builder.build().map_err(|error| failed(error.into()))?;
            nodes.push((url.as_str().trim_end_matches('/').to_owned(), transport));
        }
        Ok(Self { nodes, at: AtomicUsize::new(0), reading: READING, writing: WRITING })
    }

    /// The addresses of the nodes.
    pub(crate) fn addresses(&self) -> String {
        let addresses: Vec<&str> = self.nodes.iter().map(|(address, _)| address.as_str()).collect();
        addresses.join("、")
    }

    /// That nobody answers.
    pub(crate) fn away(&self, why: impl Into<String>) -> Error {
        Error::Away { address: self.addresses(), why: why.into() }
    }

    /// Asks, and asks again where that may help.
    ///
    /// # Errors
    /// [`Error::Away`] where no node answers, [`Error::Denied`] where who asks has no right to;
    /// other refusals are answers.
    pub(crate) fn ask(&self, ask: &Ask<'_>) -> Result<ClusterResponse, Error> {
        let begun = Instant::now();
        let patience = if ask.purpose == Purpose::Reading { self.reading } else { self.writing };
        let (mut pause, mut tries) = (PAUSE, 0);
        loop {
            ask.deadline.check()?;
            let at = self.at.load(Ordering::Relaxed) % self.nodes.len();
            let why = match self.try_once(at, ask) {
                Ok(answer) => return Ok(answer),
                Err(FailedTry::Over(error)) => return Err(error),
                Err(FailedTry::Again(why)) => why,
            };
            ask.deadline.check()?;
            tracing::debug!("{}: {why}", self.nodes[at].0);
            // Whoever else met the dead node may have moved on already.
            let next = (at + 1) % self.nodes.len();
            let _ = self.at.compare_exchange(at, next, Ordering::Relaxed, Ordering::Relaxed);
            tries += 1;
            if tries % self.nodes.len() != 0 {
                continue;
            }
            if begun.elapsed() + pause > patience {
                return Err(self.away(why));
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    fn try_once(&self, at: usize, ask: &Ask<'_>) -> Result<ClusterResponse, FailedTry> {
        let transport = &self.nodes[at].1;
        let left = ask.deadline.left().map_or(ONE_TRY, |left| left.min(ONE_TRY));
        let over =
            |error: std::io::Error| FailedTry::Over(Error::index("asking the cluster")(error));
        let sent = runtime().map_err(over)?.block_on(async {
            let query = (!ask.query.is_empty()).then_some(ask.query);
            let body = ask.body.clone();
            let mut headers = HeaderMap::new();
            if ask.path.ends_with("_bulk") || ask.path.ends_with("_msearch") {
                let lines = HeaderValue::from_static("application/x-ndjson");
                headers.insert(CONTENT_TYPE, lines);
            }
            let sent =
                transport.send(ask.method, ask.path, headers, query, body, Some(left)).await?;
            let status = sent.status_code().as_u16();
            Ok::<_, opensearch::Error>((status, sent.bytes().await?))
        });
        let (status, bytes) = sent.map_err(|error| FailedTry::Again(told(&error)))?;
        let read: Result<Value, _> = serde_json::from_slice(&bytes);
        let is_strange = read.is_err() && !bytes.is_empty();
        let body = read.unwrap_or_default();
        match status {
            429 | 500.. => Err(FailedTry::Again(said(status, &body))),
            401 | 403 => {
                let source =
                    std::io::Error::new(std::io::ErrorKind::PermissionDenied, said(status, &body));
                let path = std::path::PathBuf::from(&self.nodes[at].0);
                let writes = ask.purpose == Purpose::Writing;
                Err(FailedTry::Over(Error::Denied { path, writes, source }))
            }
            // Whoever stands before a cluster speaks for it in words of its own.
            _ if is_strange => Err(FailedTry::Again(format!("{status} without a document"))),
            _ => Ok(ClusterResponse { status, body }),
        }
    }
}

/// The innermost of what went wrong, which is what happened.
fn told(error: &opensearch::Error) -> String {
    let mut inner: &dyn std::error::Error = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    if error.is_timeout() { "timed out".to_owned() } else { inner.to_string() }
}

/// What a cluster says of what it does not do.
pub(crate) fn said(status: u16, body: &Value) -> String {
    let error = &body["error"];
    let cause = &error["root_cause"][0];
    let of = |name: &str| cause[name].as_str().or(error[name].as_str());
    match (of("type"), of("reason")) {
        (Some(kind), Some(reason)) => format!("{status} {kind}: {reason}"),
        _ => format!("{status} {}", error.as_str().unwrap_or_default()).trim_end().to_owned(),
    }
}

#[cfg(test)]
mod tests;
