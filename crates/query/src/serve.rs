//! The socket: accepts, bounds what a connection may send and how long it may dawdle, follows
//! new commits, and ends in good order.
//!
//! `axum::serve` sets no bound on the time that a client takes for its request's head; a few
//! hundred idle connections could then hold every file handle. Hence hyper by hand.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use socket2::SockRef;
use suyan_search::Backend;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;

use crate::{App, Hosts, Settings, router};

/// Connections at the same time; more wait to be accepted.
const CONNECTIONS: usize = 4_096;
/// How long a client may take to send the head of a request, or keep an idle connection.
const HEAD_TIME: Duration = Duration::from_secs(30);
/// How long a client may read nothing of what is written to it.
const WRITE_TIME: Duration = Duration::from_secs(30);
/// Bytes that the system holds for a client: few, so that one that reads slowly is seen to read,
/// and one that does not read costs little.
const HELD: usize = 128 * 1024;
/// The most bytes of a request's head.
const HEAD_BYTES: usize = 64 * 1024;
/// How often a new commit is looked for.
const RELOAD_EVERY: Duration = Duration::from_millis(300);
/// How long requests under way may take to end when the server stops.
const LAST_CALLS: Duration = Duration::from_secs(10);

/// Serves the archive on the listener until `shutdown` is done, then ends what is under way. Which
/// names are answered follows from where the listener listens.
///
/// # Errors
/// The listener failed for good.
pub async fn serve(
    backend: Arc<dyn Backend>,
    listener: TcpListener,
    settings: Settings,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let follower = tokio::spawn(follow(Arc::clone(&backend)));
    let settings = Settings { hosts: Hosts::of_listener(listener.local_addr()?), ..settings };
    let outcome = accept(App::with(backend, settings), listener, shutdown).await;
    follower.abort();
    outcome
}

/// Shows every new commit, a moment after it was made.
async fn follow(backend: Arc<dyn Backend>) {
    // What keeps on being wrong is told once.
    let mut told = String::new();
    loop {
        tokio::time::sleep(RELOAD_EVERY).await;
        let backend = Arc::clone(&backend);
        match tokio::task::spawn_blocking(move || backend.reload()).await {
            Ok(Ok(is_new)) => {
                told.clear();
                if is_new {
                    tracing::info!("a new commit is in view");
                }
            }
            Ok(Err(error)) => {
                if told != error.to_string() {
                    tracing::warn!(%error, "no newer commit is followed; the last one stays in view");
                    told = error.to_string();
                }
            }
            Err(error) => tracing::error!(%error, "looking for a newer commit panicked"),
        }
    }
}

async fn accept(
    app: Arc<App>,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let service = TowerToHyperService::new(router(app));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).max_buf_size(HEAD_BYTES);
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let next = async {
            let place = places.clone().acquire_owned().await;
            (listener.accept().await, place)
        };
        let (stream, place) = tokio::select! {
            (accepted, place) = next => match accepted {
                Ok((stream, _)) => (stream, place),
                Err(error) => {
                    pause_after(&error).await;
                    continue;
                }
            },
            () = &mut shutdown => break,
        };
        let connection = http.serve_connection(plain(stream), service.clone());
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke");
            }
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(LAST_CALLS, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were cut off at shutdown");
    }
    Ok(())
}

/// A connection as it is written to: at once, with little held back, and not for ever.
fn plain(stream: TcpStream) -> TokioIo<std::pin::Pin<Box<TimeoutStream<TcpStream>>>> {
    let held = SockRef::from(&stream).set_send_buffer_size(HELD);
    if let Err(error) = stream.set_nodelay(true).and(held) {
        tracing::debug!(%error, "an option of a connection could not be set");
    }
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(WRITE_TIME));
    TokioIo::new(Box::pin(stream))
}

/// A connection that broke before it was accepted is nobody's fault; a lack of file handles
/// passes.
async fn pause_after(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        return;
    }
    tracing::warn!(%error, "no connection could be accepted");
    tokio::time::sleep(Duration::from_millis(200)).await;
}
