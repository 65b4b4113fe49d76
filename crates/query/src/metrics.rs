//! What the server counts, printed in the text format of Prometheus.
//!
//! Plain atomics: a handful of counters does not need a library, and a counter on the way of
//! every request must cost nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use suyan_search::{Reuse, Stats};

/// Upper bounds of the histogram of request times, in milliseconds.
const BOUNDS: [u64; 10] = [1, 2, 5, 10, 20, 50, 100, 250, 1_000, 5_000];

/// The counters.
#[derive(Debug, Default)]
pub struct Metrics {
    by_status: [AtomicU64; 5],
    all: RequestTimes,
    /// By the pattern of the address, of which there are as many as the router has.
    by_route: RwLock<BTreeMap<String, Arc<RequestTimes>>>,
    searches: AtomicU64,
}

/// How long requests took.
#[derive(Debug, Default)]
struct RequestTimes {
    buckets: [AtomicU64; BOUNDS.len()],
    micros: AtomicU64,
    requests: AtomicU64,
}

impl RequestTimes {
    fn add(&self, micros: u64) {
        self.requests.fetch_add(1, Relaxed);
        self.micros.fetch_add(micros, Relaxed);
        if let Some(at) = BOUNDS.iter().position(|bound| micros <= bound * 1_000) {
            self.buckets[at].fetch_add(1, Relaxed);
        }
    }

    /// The lines of a histogram, whose series have these labels, each with a comma behind it.
    fn print(&self, name: &str, labels: &str, out: &mut String) {
        let mut below = 0;
        for (bound, count) in BOUNDS.iter().zip(&self.buckets) {
            below += count.load(Relaxed);
            let seconds = *bound as f64 / 1_000.0;
            let _ = writeln!(out, "{name}_bucket{{{labels}le=\"{seconds}\"}} {below}");
        }
        let all = self.requests.load(Relaxed);
        let sum = self.micros.load(Relaxed) as f64 / 1_000_000.0;
        let own = labels.trim_end_matches(',');
        let own = if own.is_empty() { String::new() } else { format!("{{{own}}}") };
        let _ = writeln!(out, "{name}_bucket{{{labels}le=\"+Inf\"}} {all}");
        let _ = writeln!(out, "{name}_sum{own} {sum}\n{name}_count{own} {all}");
    }
}

impl Metrics {
    /// Counts one answered request, by the pattern of its address where it has one.
    pub fn request(&self, route: Option<&str>, status: u16, took: Duration) {
        let class = usize::from((status / 100).clamp(1, 5)) - 1;
        self.by_status[class].fetch_add(1, Relaxed);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.all.add(micros);
        self.of_route(route.unwrap_or("other")).add(micros);
    }

    fn of_route(&self, route: &str) -> Arc<RequestTimes> {
        let known = self.by_route.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(times) = known.get(route) {
            return Arc::clone(times);
        }
        drop(known);
        let mut routes = self.by_route.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(routes.entry(route.to_owned()).or_default())
    }

    /// Counts one search.
    pub fn search(&self) {
        self.searches.fetch_add(1, Relaxed);
    }

    /// Everything in the text format of Prometheus.
    pub fn print(&self, stats: &Stats, reuse: Reuse) -> String {
        let mut out = String::with_capacity(2_048);
        let head = |out: &mut String, name: &str, kind: &str, help: &str| {
            let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
        };
        head(&mut out, "suyan_requests_total", "counter", "Answered requests by class of status.");
        for (class, count) in self.by_status.iter().enumerate() {
            let (class, count) = (class + 1, count.load(Relaxed));
            let _ = writeln!(out, "suyan_requests_total{{status=\"{class}xx\"}} {count}");
        }
        head(&mut out, "suyan_request_seconds", "histogram", "Time from request to answer.");
        self.all.print("suyan_request_seconds", "", &mut out);
        head(
            &mut out,
            "suyan_route_seconds",
            "histogram",
            "The same by the pattern of the address.",
        );
        for (route, times) in &*self.by_route.read().unwrap_or_else(PoisonError::into_inner) {
            times.print("suyan_route_seconds", &format!("route=\"{route}\","), &mut out);
        }
        let facts = [
            ("suyan_searches_total", "counter", "Searches.", self.searches.load(Relaxed)),
            ("suyan_index_reports", "gauge", "Reports in the index.", stats.reports),
            ("suyan_index_passages", "gauge", "Passages in the index.", stats.passages),
            ("suyan_index_generation", "gauge", "Grows with every commit.", stats.generation),
            (
                "suyan_answers_reused_total",
                "counter",
                "Searches answered from memory, of the commit in view.",
                reuse.reused,
            ),
            (
                "suyan_answers_made_total",
                "counter",
                "Searches answered by searching, of the commit in view.",
                reuse.made,
            ),
            ("suyan_answers_kept", "gauge", "Answers in memory.", reuse.kept),
            ("suyan_answers_kept_bytes", "gauge", "Their bytes, roughly.", reuse.bytes),
        ];
        for (name, kind, help, value) in facts {
            head(&mut out, name, kind, help);
            let _ = writeln!(out, "{name} {value}");
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_histogram_adds_up() {
        let metrics = Metrics::default();
        for millis in [0, 3, 40, 9_000] {
            metrics.request(Some("/search"), 200, Duration::from_millis(millis));
        }
        let text = metrics.print(&Stats::default(), Reuse::default());
        assert!(text.contains("suyan_request_seconds_bucket{le=\"0.005\"} 2\n"), "{text}");
        assert!(text.contains("suyan_request_seconds_bucket{le=\"+Inf\"} 4\n"), "{text}");
        assert!(text.contains("suyan_requests_total{status=\"2xx\"} 4\n"), "{text}");
        let of_route = "suyan_route_seconds_bucket{route=\"/search\",le=\"0.005\"} 2\n";
        assert!(text.contains(of_route), "{text}");
        assert!(text.contains("suyan_route_seconds_count{route=\"/search\"} 4\n"), "{text}");
    }
}
