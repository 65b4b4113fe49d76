//! Ways on from an answer that found nothing, or only a part of the words, as data.

use serde::{Deserialize, Serialize};

use crate::{Filters, Total};

/// One way on.
#[derive(Debug, Clone, PartialEq)]
pub struct Help {
    /// What kind of way.
    pub kind: HelpKind,
    /// What is changed: the word, the name, the filter.
    pub from: String,
    /// What it becomes; empty where it is left out.
    pub to: String,
    /// The query to ask.
    pub query: String,
    /// The filters to ask it with.
    pub filters: Filters,
    /// What that finds: exact.
    pub total: Total,
}

/// The kinds of ways on, in the order in which they are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HelpKind {
    /// Words that the table of concepts says otherwise; also offered where something was found.
    Synonyms,
    /// Another spelling that the archive has: it sounds or looks alike.
    Spelling,
    /// A place by its full name, or a word that names a place as the filter that it may be.
    Place,
    /// The string in quotation marks as words.
    Unquoted,
    /// Without the words that kill it.
    Fewer,
    /// Without a filter, or with what the place was before.
    Wider,
}
