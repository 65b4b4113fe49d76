//! The indexes of an archive, and their fields.
//!
//! | index | a document of it is |
//! | --- | --- |
//! | `NAME-passages` | a passage: its text, what is looked for in it, and the facts that filters ask for |
//! | `NAME-reports` | a report's facts |
//! | `NAME-ledger` | a component of the ledger |
//! | `NAME-state` | the commit, the pieces of its manifest, the lock of whoever writes |
//!
//! Passages and reports say from which commit on they are there (`from`), and from which on no more
//! (`till`). Whoever reads asks for one commit's, so that nothing is seen before it is complete.
//! Those of a report lie on one shard.

use serde_json::{Value, json};

/// The shards of the passages of a new archive.
pub(crate) const SHARDS: u32 = 3;

/// Field names that are read back.
pub(crate) const FROM: &str = "from";
/// See [`FROM`].
pub(crate) const TILL: &str = "till";

/// The indexes of an archive.
#[derive(Debug, Clone)]
pub(crate) struct IndexNames {
    pub passages: String,
    pub reports: String,
    pub ledger: String,
    pub state: String,
}

impl IndexNames {
    pub(crate) fn of(name: &str) -> Self {
        let of = |what: &str| format!("{name}-{what}");
        Self {
            passages: of("passages"),
            reports: of("reports"),
            ledger: of("ledger"),
            state: of("state"),
        }
    }

    /// Every index with what it is made with; the state comes last, since whoever finds it finds
    /// the others.
    pub(crate) fn all(&self) -> [(&str, Value); 4] {
        [
            (&self.passages, passages()),
            (&self.reports, reports()),
            (&self.ledger, kept(json!({"key": {"type": "keyword"}}))),
            (&self.state, kept(json!({}))),
        ]
    }
}

fn settings(shards: u32) -> Value {
    json!({
        "number_of_shards": shards,
        // One copy more than one node can lose, where there is another node.
        "auto_expand_replicas": "0-1",
        // A run shows what it wrote when it commits.
        "refresh_interval": -1,
    })
}

fn passages() -> Value {
    let unread = json!({"type": "keyword", "index": false, "doc_values": false});
    let terms = json!({
        "type": "text",
        "analyzer": "whitespace",
        "norms": false,
        "index_options": "positions",
        "similarity": "occurrences",
    });
    // Scores are made here: what is asked of a cluster is how often a phrase stands in a passage.
    let script = json!({"source": "return doc.freq;"});
    let mut settings = settings(SHARDS);
    settings["similarity"] = json!({"occurrences": {"type": "scripted", "script": script}});
    json!({
        "settings": {"index": settings},
        "mappings": {
            "dynamic": "strict",
            // What is looked for can be made again of the text.
            "_source": {"excludes": ["chars", "pairs"]},
            "_routing": {"required": true},
            "properties": {
                "report": {"type": "keyword"},
                "ordinal": {"type": "integer"},
                "part": {"type": "byte"},
                "is_heading": {"type": "boolean", "index": false, "doc_values": false},
                "heading": unread,
                "text": unread,
                "chars": terms,
                "pairs": terms,
                "year": {"type": "short"},
                "kind": {"type": "byte"},
                "level": {"type": "byte"},
                FROM: {"type": "integer"},
                TILL: {"type": "integer"},
            },
        },
    })
}

fn reports() -> Value {
    json!({
        "settings": {"index": settings(1)},
        "mappings": {
            "dynamic": "strict",
            "properties": {
                "report": {"type": "keyword"},
                FROM: {"type": "integer"},
                TILL: {"type": "integer"},
                "facts": {"type": "object", "enabled": false},
                "outline": {"type": "keyword", "index": false, "doc_values": false},
                "characters": {"type": "long", "index": false},
                "digest": {"type": "keyword", "index": false},
            },
        },
    })
}

/// Documents that are read by their ids.
fn kept(properties: Value) -> Value {
    json!({
        "settings": {"index": settings(1)},
        "mappings": {"dynamic": false, "properties": properties},
    })
}

/// What a commit's reader asks for beside all else.
pub(crate) fn there(generation: u64) -> Value {
    json!({"bool": {
        "filter": [{"range": {FROM: {"lte": generation}}}],
        "must_not": [{"range": {TILL: {"lte": generation}}}],
    }})
}
