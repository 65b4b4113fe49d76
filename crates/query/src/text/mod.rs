//! What the pages say, one file per language. A text that is missing in one of them does not
//! compile.

pub mod counting;
mod en;
mod filters;
mod notes;
mod promises;
mod room;
mod zh;

pub use en::EN;
pub use notes::NoteTexts;
pub use promises::PromiseTexts;
pub use room::RoomTexts;
pub use zh::ZH;

use suyan_corpus::{Doubt, Doubtful, Kind, Level, Origin, Part};
use suyan_search::{Explanation, Tier};

use suyan_answers::compare::PassageStatus;
use suyan_answers::missing::Missing;

/// A language that the pages speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// 中文
    #[default]
    Zh,
    /// English
    En,
}

impl Lang {
    /// The language of a `lang` parameter; Chinese where it names none that we speak.
    pub fn read(word: Option<&str>) -> Self {
        match word {
            Some("en" | "en-US" | "en-GB") => Self::En,
            _ => Self::Zh,
        }
    }

    /// Its texts.
    pub fn texts(self) -> &'static Texts {
        match self {
            Self::Zh => &ZH,
            Self::En => &EN,
        }
    }
}

/// Every text of the pages. A `fn` takes what varies.
#[allow(dead_code, reason = "pages that say the rest follow")]
pub struct Texts {
    pub html_lang: &'static str,
    pub other_lang: &'static str,
    pub other_lang_name: &'static str,
    pub brand: &'static str,
    pub tagline: &'static str,
    pub lead: &'static str,
    pub skip: &'static str,
    pub nav_api: &'static str,
    /// Before the id of the snapshot that a page shows.
    pub snapshot: &'static str,
    /// What a link to a snapshot is good for.
    pub snapshot_link: &'static str,
    pub nav_label: &'static str,
    pub query_label: &'static str,
    pub query_hint: &'static str,
    pub search: &'static str,
    pub syntax_title: &'static str,
    pub holds: fn(u64, u64) -> String,
    pub recent: &'static str,
    pub places: &'static str,
    pub all_reports: &'static str,
    pub found: fn(u64, u64) -> String,
    pub found_all: fn(u64) -> String,
    pub took: fn(f64) -> String,
    pub read_as: &'static str,
    pub nothing: &'static str,
    pub try_synonyms: &'static str,
    pub try_spelling: &'static str,
    pub try_place: &'static str,
    pub try_unquoted: &'static str,
    pub try_fewer: &'static str,
    pub try_wider: &'static str,
    pub without: fn(&str) -> String,
    pub ignored: fn(&str) -> String,
    /// Into which words a string was cut.
    pub cut_into: fn(&str) -> String,
    /// How many passages hold the string as it was typed, all of its words, or a part of them.
    pub as_typed: fn(u64) -> String,
    pub all_words: fn(u64) -> String,
    pub some_words: fn(u64) -> String,
    /// That a chart counts what holds the words, not the string.
    pub counts_words: &'static str,
    pub widened: fn(&str, &str) -> String,
    pub would_find: fn(u64) -> String,
    pub filters: &'static str,
    pub active: &'static str,
    pub remove: fn(&str) -> String,
    pub clear: &'static str,
    pub year: &'static str,
    pub year_from: &'static str,
    pub year_to: &'static str,
    pub year_bars: &'static str,
    pub apply: &'static str,
    pub place: &'static str,
    pub place_find: &'static str,
    pub level: &'static str,
    pub kind: &'static str,
    pub part: &'static str,
    pub more: fn(usize) -> String,
    pub lineage: &'static str,
    pub group_by: &'static str,
    pub by_report: &'static str,
    pub by_passage: &'static str,
    pub sort_by: &'static str,
    pub relevance: &'static str,
    pub newest: &'static str,
    pub oldest: &'static str,
    pub matching: fn(u64) -> String,
    pub all_matches_of: &'static str,
    pub passage: fn(u32) -> String,
    pub previous: &'static str,
    pub next: &'static str,
    pub pages: &'static str,
    pub export: &'static str,
    pub year_unknown: &'static str,
    pub place_unknown: &'static str,
    pub date_unknown: &'static str,
    pub outline: &'static str,
    pub facts: &'static str,
    pub delivered: &'static str,
    pub speaker: &'static str,
    pub session: &'static str,
    pub sources: &'static str,
    pub url: &'static str,
    pub characters: fn(usize) -> String,
    pub doubts: &'static str,
    /// Two files of one report.
    pub twin_of: &'static str,
    pub twins: &'static str,
    /// The list of doubtful reports.
    pub doubtful: &'static str,
    pub doubtful_about: &'static str,
    pub doubtful_word: fn(Doubtful) -> &'static str,
    pub evidence: &'static str,
    pub believed: &'static str,
    pub not_believed: &'static str,
    pub matches: &'static str,
    pub match_count: fn(usize, usize) -> String,
    pub match_map: &'static str,
    pub no_match_here: &'static str,
    /// Why a report is or is not found, in one sentence.
    pub why: fn(&Explanation) -> String,
    pub why_in_full: &'static str,
    /// That the archive has none of the places that were named.
    pub unknown_places: fn(&str) -> String,
    /// What is asked of and the archive does not hold.
    pub not_held: fn(&Missing) -> String,
    /// What a query names, as a heading.
    pub meant: &'static str,
    /// Before the filters that a query names.
    pub only: &'static str,
    /// A link to the page of a place that a query names.
    pub page_of: fn(&str) -> String,
    pub previous_match: &'static str,
    pub next_match: &'static str,
    pub find_here: &'static str,
    pub earlier_later: &'static str,
    pub nearby: &'static str,
    pub compare: &'static str,
    pub compare_with: &'static str,
    pub status: &'static str,
    pub everything: &'static str,
    pub moved: &'static str,
    pub swap: &'static str,
    pub status_word: fn(PassageStatus) -> &'static str,
    pub counting: counting::CountingTexts,
    pub trend: &'static str,
    /// What is said of a reader's own notes.
    pub notes: &'static NoteTexts,
    /// What the pages say of themselves.
    pub room: &'static RoomTexts,
    /// What the pages of promises say.
    pub promises: &'static PromiseTexts,
    pub share: &'static str,
    pub rate: &'static str,
    pub by_year: &'static str,
    pub by_place: &'static str,
    pub reports: &'static str,
    pub of_reports: &'static str,
    pub passages: &'static str,
    pub missing: &'static str,
    pub table_and_places: &'static str,
    pub archive: &'static str,
    pub coverage: &'static str,
    pub generation: &'static str,
    pub reports_held: &'static str,
    pub size: &'static str,
    pub cells_missing: &'static str,
    pub whole: &'static str,
    pub in_part: &'static str,
    pub no_such_place: &'static str,
    pub search_here: &'static str,
    pub before: &'static str,
    pub after: &'static str,
    pub below: &'static str,
    pub place_page: &'static str,
    pub cite: &'static str,
    pub copy: &'static str,
    pub copied: &'static str,
    pub quote: &'static str,
    pub back_to_results: &'static str,
    pub explained: &'static str,
    pub error_title: &'static str,
    pub home: &'static str,
    pub keys: &'static str,
    pub help: &'static str,
    pub compare_lead: &'static str,
    pub compare_one: &'static str,
    pub compare_other: &'static str,
    pub compare_others: &'static str,
    pub indexed: &'static str,
    pub by_years: &'static str,
    pub title: &'static str,
    pub cite_passage: &'static str,
    pub cite_number: &'static str,
    pub columns_of_export: &'static str,
    pub help_reading: &'static str,
    pub help_reading_lines: &'static [(&'static str, &'static str)],
    pub help_tiers: &'static str,
    pub help_export: &'static str,
    pub help_export_lead: &'static str,
    pub help_column: fn(&str) -> &'static str,
    pub help_keys: &'static str,
    pub help_key_lines: &'static [(&'static str, &'static str)],
    pub help_api: &'static str,
    pub failure: fn(&str) -> Option<(&'static str, &'static str)>,
    pub missing_year: &'static str,
    pub highest: fn(i16, &str) -> String,
    pub below_of: fn(&str) -> String,
    pub later_short: &'static str,
    pub earlier_short: &'static str,
    pub trace_later: &'static str,
    pub trace_earlier: &'static str,
    pub trace_direction: &'static str,
    pub trace_source: &'static str,
    pub trace_sentence: &'static str,
    pub trace_pick: &'static str,
    pub trace_picked: &'static str,
    pub trace_whole: &'static str,
    pub trace_terms: &'static str,
    pub trace_missing: &'static str,
    pub trace_silent: &'static str,
    pub trace_no_years: &'static str,
    pub trace_unplaced: &'static str,
    pub trace_how: &'static str,
    pub trace_more: fn(usize) -> String,
    pub level_word: fn(Level) -> &'static str,
    pub kind_word: fn(Kind) -> &'static str,
    pub part_word: fn(Part) -> &'static str,
    pub tier_word: fn(Tier) -> &'static str,
    pub tier_means: fn(Tier) -> &'static str,
    pub doubt_word: fn(Doubt) -> &'static str,
    pub origin_word: fn(Origin) -> &'static str,
    pub fact_word: fn(&str) -> &'static str,
}

/// A number with a thin mark every three digits: 206,762.
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number of things in English: one of one, and more of more.
fn plural(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_are_grouped() {
        for (n, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(super::number(n), text);
        }
    }
}
