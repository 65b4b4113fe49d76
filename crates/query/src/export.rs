//! Result lists as files over HTTP. Exports have places of their own: a client that reads slowly
//! must not keep searches waiting. Their work has no end in all, since a list may be as long as the
//! archive, but from one row to the next it takes no longer than any other request.
//!
//! A file is complete or visibly broken: the head says how many rows there will be
//! (`suyan-rows`), and where the work fails, panics or a client dawdles, the body ends with an
//! error instead of in order.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use suyan_answers::export::{ExportForm, Out};
use suyan_answers::subject::place_name;
use suyan_answers::{Params, Problem};
use suyan_search::{Backend, Deadline};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};

use crate::App;
use crate::error::Failure;
use crate::gate::SnapshotScope;

/// How long a client may leave a chunk unread.
const PATIENCE: Duration = Duration::from_secs(300);
/// Chunks that wait for the client.
const AHEAD: usize = 4;
/// The header that says how many rows the file has.
const ROWS: HeaderName = HeaderName::from_static("suyan-rows");
/// The header that says which state of the archive they are of.
const SNAPSHOT: HeaderName = HeaderName::from_static("suyan-snapshot");

/// So many characters of what was asked stand in the name of a file.
const LONGEST_NAME: usize = 60;

/// The name of a file that tells what it is of, and of which day.
pub(crate) fn file_name(app: &App, stem: &str, params: &Params) -> String {
    let names = ["q", "indicator", "place", "year", "level", "part", "kind", "verdict"];
    let words = params.pairs().filter(|(name, _)| names.contains(name)).map(|(name, value)| {
        let named = (name == "place").then(|| place_name(app.backend.as_ref(), value.trim()).ok());
        named.flatten().unwrap_or_else(|| value.trim().to_owned())
    });
    let said: String = words
        .flat_map(|word| std::iter::once('-').chain(word.chars().collect::<Vec<_>>()))
        .map(|c| if c.is_alphanumeric() || matches!(c, '-' | '.') { c } else { '_' })
        .take(LONGEST_NAME)
        .collect();
    format!("{stem}{said}-{}", suyan_answers::cite::today())
}

/// The header that gives a file its name: plain for programs that know no other, whole for those
/// that do.
pub(crate) fn attachment(name: &str) -> Result<HeaderValue, Failure> {
    let plain: String = name.chars().filter(char::is_ascii).collect();
    let whole = percent_encoding::utf8_percent_encode(name, suyan_answers::params::PLAIN);
    let text = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}");
    HeaderValue::from_str(&text).map_err(|_| Failure::internal())
}

/// Answers with a file of this name that `work` writes.
pub(crate) async fn stream_file(
    app: Arc<App>,
    form: ExportForm,
    name: &str,
    work: impl FnOnce(&dyn Backend, &mut dyn Out) -> Result<(), Problem> + Send + 'static,
) -> Result<Response, Failure> {
    let (kind, ending) = match form {
        ExportForm::Csv => (CSV, "csv"),
        ExportForm::JsonLines => (JSON_LINES, "jsonl"),
        ExportForm::Xlsx => (XLSX, "xlsx"),
    };
    let deadline = Deadline::after(app.gate.time());
    let backend = app.hold(&deadline)?;
    let work = move |out: &mut dyn Out| work(backend.as_ref(), out);
    stream_as(&app, kind, &format!("{name}.{ending}"), deadline, work).await
}

/// The type of CSV.
pub(crate) const CSV: &str = "text/csv; charset=utf-8";
/// The type of JSON Lines.
pub(crate) const JSON_LINES: &str = "application/x-ndjson; charset=utf-8";
/// The type of a workbook.
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Answers with a file of this type and name that `work` writes, on a thread of its own. The
/// deadline is moved on with every row, and is over once nobody waits for the file any more.
pub(crate) async fn stream_as(
    app: &App,
    kind: &'static str,
    name: &str,
    deadline: Deadline,
    work: impl FnOnce(&mut dyn Out) -> Result<(), Problem> + Send + 'static,
) -> Result<Response, Failure> {
    let permit = app.gate.export().await?;
    let time = app.gate.time();
    let waits = Waits(deadline.clone());
    let (begins, begun) = oneshot::channel();
    let (chunks, mut receiver) = mpsc::channel(AHEAD);
    let runtime = Handle::current();
    let mut pipe = Pipe { begins: Some(begins), chunks, runtime, deadline, time };
    tokio::task::spawn_blocking(move || {
        pipe.goes_on();
        let written = work(&mut pipe);
        pipe.end(written);
        drop(permit);
    });
    // The work panicked before the file began: its side of the channel is gone.
    let rows = begun.await.unwrap_or_else(|_| Err(Problem::internal()))?;
    let mut is_whole = false;
    // Not `unfold`: compression polls a stream again after its end.
    let body = Body::from_stream(stream::poll_fn(move |context| {
        let _ = &waits;
        receiver.poll_recv(context).map(|chunk| match chunk {
            Some(ExportChunk::Bytes(bytes)) => Some(Ok(bytes)),
            Some(ExportChunk::End) => {
                is_whole = true;
                None
            }
            None if is_whole => None,
            None => {
                is_whole = true;
                Some(Err(std::io::Error::other("the export broke off")))
            }
        })
    }));
    let disposition = attachment(name)?;
    let kind = HeaderValue::from_static(kind);
    let rows = HeaderValue::from(rows);
    let snapshot = SnapshotScope::answered().unwrap_or_default();
    let snapshot = HeaderValue::from_str(&snapshot).map_err(|_| Failure::internal())?;
    let head = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, disposition),
        (ROWS, rows),
        (SNAPSHOT, snapshot),
    ];
    Ok((head, body).into_response())
}

/// Somebody waits for an export: the handler, then the body. Once nobody does, its work ends.
struct Waits(Deadline);

impl Drop for Waits {
    fn drop(&mut self) {
        self.0.give_up();
    }
}

/// What goes from the work to the body.
enum ExportChunk {
    Bytes(Bytes),
    /// The file is whole. A channel that closes without it is a file that is not.
    End,
}

/// The work's side of an export.
struct Pipe {
    /// Until the file begins.
    begins: Option<oneshot::Sender<Result<u64, Problem>>>,
    chunks: mpsc::Sender<ExportChunk>,
    runtime: Handle,
    /// Until when the work may go on, and for how long after each row.
    deadline: Deadline,
    time: Duration,
}

impl Pipe {
    fn put(&self, chunk: ExportChunk) -> ControlFlow<()> {
        let sent = tokio::time::timeout(PATIENCE, self.chunks.send(chunk));
        match self.runtime.block_on(sent) {
            Ok(Ok(())) => ControlFlow::Continue(()),
            Ok(Err(_)) => ControlFlow::Break(()),
            Err(_) => {
                tracing::warn!("an export was given up: its client read nothing for too long");
                ControlFlow::Break(())
            }
        }
    }

    fn end(&mut self, written: Result<(), Problem>) {
        match (written, self.begins.take()) {
            (Ok(()), None) => {
                let _ = self.put(ExportChunk::End);
            }
            (Err(problem), Some(begins)) => drop(begins.send(Err(problem))),
            (Err(problem), None) => tracing::error!(%problem, "an export broke off"),
            (Ok(()), Some(_)) => tracing::error!("an export ended before it began"),
        }
    }
}

impl Out for Pipe {
    fn begin(&mut self, rows: u64) {
        if let Some(begins) = self.begins.take() {
            // Whoever is gone does not listen.
            drop(begins.send(Ok(rows)));
        }
    }

    fn send(&mut self, bytes: Vec<u8>) -> ControlFlow<()> {
        let sent = self.put(ExportChunk::Bytes(bytes.into()));
        // The client's time is not the work's.
        self.goes_on();
        sent
    }

    fn goes_on(&mut self) {
        self.deadline.renew(self.time);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::http::StatusCode;
    use std::time::Duration;
    use suyan_answers::testing::Scan;

    use suyan_search::{
        Backend, Deadline, Error, Filters, FullReport, ListSink, PassageMarks, PlaceEntry,
        ReportList, SearchAnswer, SearchRequest, Stats,
    };

    use crate::gate::RequestLimits;
    use crate::testing::{get_from, try_get_from};
    use crate::{App, Settings};

    /// Fails, or panics, once it has given so many hits. Before that each takes so long, and once
    /// it has given them, it works until it is over where it has a deadline.
    #[derive(Clone)]
    struct Breaks {
        inner: Arc<Scan>,
        after: usize,
        panics: bool,
        takes: Duration,
        until: Option<Deadline>,
        ended: std::sync::mpsc::Sender<()>,
    }

    impl Backend for Breaks {
        fn within(&self, deadline: &Deadline) -> Option<Arc<dyn Backend>> {
            (!self.takes.is_zero())
                .then(|| Arc::new(Self { until: Some(deadline.clone()), ..self.clone() }) as _)
        }

        fn search(&self, request: &SearchRequest) -> Result<Arc<SearchAnswer>, Error> {
            self.inner.search(request)
        }

        fn scan(&self, request: &SearchRequest, sink: &mut dyn ListSink) -> Result<(), Error> {
            let answer = self.inner.search(&SearchRequest { limit: 100, ..request.clone() })?;
            if self.after > 0 {
                sink.begin(answer.hits.len() as u64);
            }
            for hit in answer.hits.iter().take(self.after) {
                std::thread::sleep(self.takes);
                self.until.as_ref().map_or(Ok(()), Deadline::check)?;
                assert!(sink.hit(hit).is_continue());
            }
            if let Some(deadline) = &self.until {
                while !deadline.is_over() {
                    std::thread::sleep(Duration::from_millis(1));
                }
                let _ = self.ended.send(());
                return Err(Error::TimedOut);
            }
            assert!(!self.panics, "asked to panic");
            Err(Error::Missing("gone".into()))
        }

        fn report(&self, id: &str) -> Result<Option<FullReport>, Error> {
            self.inner.report(id)
        }

        fn matches(&self, id: &str, query: &str) -> Result<Vec<PassageMarks>, Error> {
            self.inner.matches(id, query)
        }

        fn reports(&self, filters: &Filters, limit: usize, at: usize) -> Result<ReportList, Error> {
            self.inner.reports(filters, limit, at)
        }

        fn places(&self, query: &str, limit: usize) -> Result<Vec<PlaceEntry>, Error> {
            self.inner.places(query, limit)
        }

        fn stats(&self) -> Stats {
            self.inner.stats()
        }
    }

    fn breaks(after: usize, panics: bool) -> Arc<App> {
        let (ended, _) = std::sync::mpsc::channel();
        let (takes, until) = (Duration::ZERO, None);
        let inner = Arc::new(Scan::archive());
        App::new(Arc::new(Breaks { inner, after, panics, takes, until, ended }))
    }

    /// An export each of whose rows takes so long, where so long is allowed from one to the next.
    fn slow(
        after: usize,
        takes: Duration,
        time: Duration,
    ) -> (Arc<App>, std::sync::mpsc::Receiver<()>) {
        let (ended, end) = std::sync::mpsc::channel();
        let inner = Arc::new(Scan::archive());
        let backend = Breaks { inner, after, panics: false, takes, until: None, ended };
        let limits = RequestLimits { time, ..RequestLimits::default() };
        (App::with(Arc::new(backend), Settings { limits, ..Settings::default() }), end)
    }

    #[tokio::test]
    async fn work_that_gives_no_row_ends() {
        let (short, long) = (Duration::from_millis(1), Duration::from_millis(700));
        for form in ["csv", "jsonl", "xlsx"] {
            let address = format!("/api/v1/search.{form}?q=2022");
            let (app, end) = slow(0, short, long);
            let answer = get_from(app, &address).await;
            assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{form}");
            end.recv().unwrap();
            // Rows that come one by one may take longer in all; then one does not come.
            let (app, end) = slow(4, Duration::from_millis(200), long);
            let body = try_get_from(app, &address).await;
            end.recv().unwrap();
            assert!(form == "xlsx" || body.is_err(), "{form}: ended in order");
        }
    }

    #[tokio::test]
    async fn work_ends_when_the_client_is_gone() {
        for form in ["csv", "xlsx"] {
            let (app, end) = slow(0, Duration::from_millis(1), Duration::from_secs(3_600));
            let address = format!("/api/v1/search.{form}?q=2022");
            let asking = tokio::spawn(async move { get_from(app, &address).await.status });
            tokio::time::sleep(Duration::from_millis(100)).await;
            asking.abort();
            tokio::task::spawn_blocking(move || end.recv().unwrap()).await.unwrap();
        }
    }

    #[tokio::test]
    async fn the_head_says_how_many_rows_there_are() {
        let app = || App::new(Arc::new(Scan::archive()));
        let csv = get_from(app(), "/api/v1/search.csv?q=2022").await;
        let rows: usize = csv.headers["suyan-rows"].to_str().unwrap().parse().unwrap();
        assert!(rows > 0 && csv.text().lines().count() == rows + 1, "{}", csv.text());
        let sheet = get_from(app(), "/api/v1/search.xlsx?q=2022").await;
        assert_eq!(sheet.headers["suyan-rows"], csv.headers["suyan-rows"]);
    }

    #[tokio::test]
    async fn what_fails_before_the_first_row_has_a_status() {
        for form in ["csv", "jsonl", "xlsx"] {
            for panics in [false, true] {
                let address = format!("/api/v1/search.{form}?q=2022");
                let answer = get_from(breaks(0, panics), &address).await;
                assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{form} {panics}");
            }
        }
    }

    #[tokio::test]
    async fn what_fails_behind_the_first_row_breaks_the_stream() {
        for form in ["csv", "jsonl"] {
            for panics in [false, true] {
                let address = format!("/api/v1/search.{form}?q=2022");
                let body = try_get_from(breaks(2, panics), &address).await;
                assert!(body.is_err(), "{form} {panics}: ended in order");
            }
        }
    }
}
