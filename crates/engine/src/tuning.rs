//! The thresholds by which a search chooses among ways that find the same.
//!
//! None of them changes an answer. They stand together so that tests can set each so low, or so
//! high, that every way is gone on a small archive and held against the plain one. Bounds, which
//! do change answers, stand where they strike: see [`suyan_search::query::bounds`].

use tantivy::DocId;

/// See the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tuning {
    /// In a segment of fewer passages no two lists are opened to go ahead: it costs more than it
    /// saves.
    pub large_segment: usize,
    /// Where the rarest term stands in fewer passages, no two lists are opened to go ahead.
    pub many_ahead: u64,
    /// Of every window of passages so many are read where places of a single character are asked
    /// for, before its places are gathered for all of the window: that takes as long as to read
    /// some hundred texts.
    pub texts_of_window: u32,
    /// Passages of such a window.
    pub window: DocId,
    /// So few matches there can be that their words' closeness is looked at as they come.
    pub at_once: u64,
    /// So few matches are all looked at: to choose among them takes as long.
    pub few: u64,
    /// Of so many, it pays to look at the best as they come, so that others are not asked whether
    /// they are exact.
    pub many: u64,
    /// A filter is narrow, so that it pays to skip from one report to the next, where one in so many
    /// passes, or fewer.
    pub narrow: usize,
    /// A word is tallied by report where it stands in so many passages for every report: to count
    /// by a tally is a look at every report.
    pub worth_tally: u64,
    /// Passages of one window of the partial matcher: their bits stay in the processor's first cache.
    pub partial_window: DocId,
    /// Steps of a loop between two looks at the deadline: of some ten nanoseconds to some
    /// microseconds each.
    pub pace: u32,
    /// Work of fewer nanoseconds is not shared out: to wake another thread takes some 50 µs.
    pub worth_sharing: u64,
}

impl Tuning {
    /// What measured best on archives of two thousand and of a hundred thousand reports.
    pub(crate) const MEASURED: Self = Self {
        large_segment: 100_000,
        many_ahead: 512,
        texts_of_window: 64,
        window: 1 << 16,
        at_once: 4096,
        few: 500,
        many: 32_768,
        narrow: 8,
        worth_tally: 1,
        partial_window: 1 << 13,
        pace: 512,
        worth_sharing: 200_000,
    };
}
