//! How a query was understood, told to the person who typed it.

use serde::{Deserialize, Serialize};

use crate::query::Query;
use crate::report::PlaceHead;

/// How a query was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadAs {
    /// The query in the query language, with what holds for what in brackets:
    /// `(公园 OR 绿道) -公司 年:2018..2023`. Asked again, it is the same query.
    pub text: String,
    /// The words that decide, in order.
    pub words: Vec<String>,
    /// Particles and words that ask, which a passage need not hold: 的, 哪些. Nothing else is left
    /// out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<String>,
    /// The query with its strings in quotation marks, where one was read as several words: asked
    /// again, it finds the strings themselves. `None` where the query is literal already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub literal: Option<String>,
    /// Words that were widened by the table of concepts, where that was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub synonyms: Vec<crate::Widened>,
    /// Places of the archive that the filter took in because of their lineage only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lineage: Vec<PlaceHead>,
}

/// The query in the query language (read again, it is the same query), the words that decide, and
/// those that were left out because they say too little.
#[must_use]
pub fn read_as(query: &Query) -> ReadAs {
    let mut words: Vec<String> = Vec::new();
    for term in query.alternatives.iter().flat_map(|a| &a.terms) {
        if !words.contains(&term.label) {
            words.push(term.label.clone());
        }
    }
    let mut ignored: Vec<String> = Vec::new();
    let mut chunks = Vec::new();
    query.tree.chunks(&mut chunks);
    for word in chunks.iter().flat_map(|chunk| &chunk.ignored) {
        if !ignored.contains(word) {
            ignored.push(word.clone());
        }
    }
    let literal = query.literal();
    ReadAs { text: query.written(), words, ignored, literal, ..ReadAs::default() }
}
