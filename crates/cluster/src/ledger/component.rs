//! A component as a document: its key is its id, so that the same is written once.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use suyan_search::ledger::{ComponentDraft, KeptComponent, KeptReport};
use suyan_search::{Deadline, Error};

use crate::store::{Over, Store, text};

/// How hard components are compressed.
const LEVEL: i32 = 9;
/// More bytes than a component can be: what says more is damaged.
const MOST: usize = 1 << 30;

/// Writes a component, for a commit to name.
pub(crate) fn write(store: &Store, draft: &ComponentDraft) -> Result<KeptComponent, Error> {
    let reports = KeptReport::all_of(draft);
    let kept = KeptComponent {
        key: draft.key.clone(),
        codes: draft.codes.clone(),
        reports: draft.reports.iter().map(|report| report.id.clone()).collect(),
    };
    let plain =
        postcard::to_allocvec(&reports).map_err(Error::index("writing a part of the ledger"))?;
    let packed = zstd::bulk::compress(&plain, LEVEL)
        .map_err(Error::index("writing a part of the ledger"))?;
    let document = json!({
        "key": draft.key,
        "bytes": plain.len(),
        "hash": blake3::hash(&packed).to_hex()[..32],
        "data": STANDARD.encode(packed),
    });
    store.put(&store.names.ledger, &draft.key, &document, Over::Anything)?;
    Ok(kept)
}

/// Takes away the components that have none of these keys.
pub(crate) fn tidy(store: &Store, keys: &BTreeSet<String>) -> Result<(), Error> {
    store.refresh(&store.names.ledger)?;
    let mut others = Vec::new();
    let body = json!({"query": {"match_all": {}}, "_source": ["key"]});
    store.each(&store.names.ledger, &body, &["key"], &Deadline::default(), &mut |hit| {
        others.push(text(&hit["_source"]["key"]).to_owned());
        Ok(())
    })?;
    for key in others.iter().filter(|key| !keys.contains(*key)) {
        store.delete(&store.names.ledger, key)?;
    }
    Ok(())
}
/// Reads components by their keys, in order.
pub(crate) fn read(
    store: &Store,
    keys: &[&str],
    deadline: &Deadline,
) -> Result<Vec<Vec<KeptReport>>, Error> {
    let mut all = Vec::with_capacity(keys.len());
    for some in keys.chunks(TOGETHER) {
        let wanted: Vec<(String, String)> =
            some.iter().map(|key| ((*key).to_owned(), (*key).to_owned())).collect();
        let read = store.several(&store.names.ledger, &wanted, deadline)?;
        for (key, source) in some.iter().zip(&read) {
            let decoded = source.as_ref().and_then(decode);
            all.push(decoded.ok_or_else(|| {
                Error::damaged(&store.place, format!("承诺账 {key} 与校验和不符"))
            })?);
        }
    }
    Ok(all)
}

/// Components that are read at once.
const TOGETHER: usize = 20;

/// A component out of its document; `None` where it is not what was written.
fn decode(source: &Value) -> Option<Vec<KeptReport>> {
    let packed = STANDARD.decode(text(&source["data"])).ok()?;
    if blake3::hash(&packed).to_hex()[..32] != *text(&source["hash"]) {
        return None;
    }
    let bytes = usize::try_from(source["bytes"].as_u64()?).ok().filter(|bytes| *bytes <= MOST)?;
    postcard::from_bytes(&zstd::bulk::decompress(&packed, bytes).ok()?).ok()
}
