//! What the server counts, printed in the text format of Prometheus.
//!
//! Plain atomics: a handful of counters does not need a library, and a counter on the way of
//! every request must cost nothing.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use suyan_engine::Stats;

/// Upper bounds of the histogram of request times, in milliseconds.
const BOUNDS: [u64; 10] = [1, 2, 5, 10, 20, 50, 100, 250, 1_000, 5_000];

/// The counters.
#[derive(Debug, Default)]
pub struct Metrics {
    by_status: [AtomicU64; 5],
    buckets: [AtomicU64; BOUNDS.len()],
    micros: AtomicU64,
    requests: AtomicU64,
    searches: AtomicU64,
}

impl Metrics {
    /// Counts one answered request.
    pub fn request(&self, status: u16, took: Duration) {
        let class = usize::from((status / 100).clamp(1, 5)) - 1;
        self.by_status[class].fetch_add(1, Relaxed);
        self.requests.fetch_add(1, Relaxed);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.micros.fetch_add(micros, Relaxed);
        if let Some(at) = BOUNDS.iter().position(|bound| micros <= bound * 1_000) {
            self.buckets[at].fetch_add(1, Relaxed);
        }
    }

    /// Counts one search.
    pub fn search(&self) {
        self.searches.fetch_add(1, Relaxed);
    }

    /// Everything in the text format of Prometheus.
    pub fn print(&self, stats: &Stats) -> String {
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
        let mut below = 0;
        for (bound, count) in BOUNDS.iter().zip(&self.buckets) {
            below += count.load(Relaxed);
            let seconds = *bound as f64 / 1_000.0;
            let _ = writeln!(out, "suyan_request_seconds_bucket{{le=\"{seconds}\"}} {below}");
        }
        let all = self.requests.load(Relaxed);
        let sum = self.micros.load(Relaxed) as f64 / 1_000_000.0;
        let _ = writeln!(out, "suyan_request_seconds_bucket{{le=\"+Inf\"}} {all}");
        let _ = writeln!(out, "suyan_request_seconds_sum {sum}\nsuyan_request_seconds_count {all}");
        let facts = [
            ("suyan_searches_total", "counter", "Searches.", self.searches.load(Relaxed)),
            ("suyan_index_reports", "gauge", "Reports in the index.", stats.reports),
            ("suyan_index_passages", "gauge", "Passages in the index.", stats.passages),
            ("suyan_index_generation", "gauge", "Grows with every commit.", stats.generation),
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
            metrics.request(200, Duration::from_millis(millis));
        }
        let text = metrics.print(&Stats::default());
        assert!(text.contains("suyan_request_seconds_bucket{le=\"0.005\"} 2\n"), "{text}");
        assert!(text.contains("suyan_request_seconds_bucket{le=\"+Inf\"} 4\n"), "{text}");
        assert!(text.contains("suyan_requests_total{status=\"2xx\"} 4\n"), "{text}");
    }
}
