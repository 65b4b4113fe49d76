//! Drives a running server: so many clients, each with one connection kept open, each asking the
//! next query of the set as soon as the last is answered. Only this machine is ever asked, and
//! every run is bounded in requests and in time.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::queries::Mixed;
use crate::results::{Durations, Results};

/// How much one run may ask.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Requests of all clients together.
    pub requests: usize,
    /// The longest time, whatever was asked by then.
    pub time: Duration,
}

/// Queries that usually warm a server.
pub const WARM: usize = 200;

/// Drives the server at `addr` with each number of clients in turn, after so many queries to warm
/// it.
pub fn drive(
    addr: &str,
    queries: &[Mixed],
    clients: &[usize],
    bounds: Bounds,
    warm: usize,
) -> Result<Results> {
    let addr = loopback(addr)?;
    let targets: Vec<String> = queries.iter().map(Mixed::target).collect();
    ensure!(!targets.is_empty(), "no queries");
    let mut results = Results::default();
    let warm = Bounds { requests: targets.len().min(warm), time: Duration::from_secs(10) };
    run(addr, &targets, 1, warm)?;
    for &clients in clients {
        let (times, seconds) = run(addr, &targets, clients, bounds)?;
        let name = format!("http.{clients:02}-clients");
        results.put(format!("{name}.requests-per-second"), times.len() as f64 / seconds);
        times.put(&name, &mut results);
    }
    Ok(results)
}

/// Resolves an address and refuses any but this machine's own.
fn loopback(addr: &str) -> Result<SocketAddr> {
    let addr = addr.to_socket_addrs()?.next().context("the address has no host")?;
    ensure!(addr.ip().is_loopback(), "only servers on this machine are measured, not {addr}");
    Ok(addr)
}

/// One run; gives the time of every request and the seconds of the whole.
fn run(
    addr: SocketAddr,
    targets: &[String],
    clients: usize,
    bounds: Bounds,
) -> Result<(Durations, f64)> {
    let next = AtomicUsize::new(0);
    let start = Instant::now();
    let times = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..clients)
            .map(|_| scope.spawn(|| client(addr, targets, &next, start, bounds)))
            .collect();
        let mut all = Durations::default();
        for worker in workers {
            match worker.join() {
                Ok(times) => all.extend(times?),
                Err(_) => bail!("a client panicked"),
            }
        }
        Ok(all)
    })?;
    Ok((times, start.elapsed().as_secs_f64()))
}

/// One client, until the bounds are reached.
fn client(
    addr: SocketAddr,
    targets: &[String],
    next: &AtomicUsize,
    start: Instant,
    bounds: Bounds,
) -> Result<Durations> {
    let stream = TcpStream::connect(addr)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut stream = stream;
    let mut times = Durations::default();
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= bounds.requests || start.elapsed() > bounds.time {
            return Ok(times);
        }
        let target = &targets[number % targets.len()];
        let asked = Instant::now();
        write!(stream, "GET {target} HTTP/1.1\r\nhost: {addr}\r\n\r\n")?;
        answer(&mut reader).with_context(|| format!("GET {target}"))?;
        times.push(asked.elapsed());
    }
}

/// Reads one answer to its end, which must be a success.
fn answer(reader: &mut BufReader<TcpStream>) -> Result<()> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    ensure!(line.contains(" 200 "), "the server answered {:?}", line.trim());
    let (mut length, mut chunked) = (0, false);
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        let header = line.trim().to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse()?;
        }
        chunked |= header.starts_with("transfer-encoding:") && header.contains("chunked");
    }
    if !chunked {
        return skip(reader, length);
    }
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        let length = u64::from_str_radix(line.trim(), 16)?;
        skip(reader, length + 2)?;
        if length == 0 {
            return Ok(());
        }
    }
}

/// Reads and forgets so many bytes.
fn skip(reader: &mut BufReader<TcpStream>, length: u64) -> Result<()> {
    let read = std::io::copy(&mut reader.take(length), &mut std::io::sink())?;
    ensure!(read == length, "the answer ended early");
    Ok(())
}
