//! Values as bytes of JSON.

use serde::Serialize;
use suyan_search::Backend;

use crate::problem::Problem;

/// A value as bytes of JSON.
///
/// # Errors
/// `internal` where it cannot be printed.
pub fn print<T: Serialize>(value: &T) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(value).map_err(|error| {
        tracing::error!(%error, "an answer could not be printed");
        Problem::internal()
    })
}

/// A value that is an object as bytes of JSON, with the snapshot that it is of.
///
/// # Errors
/// As [`print()`].
pub fn print_at<T: Serialize>(backend: &dyn Backend, value: &T) -> Result<Vec<u8>, Problem> {
    let mut out = print(value)?;
    let snapshot = print(&backend.stats().snapshot)?;
    // The bracket of the object.
    out.pop();
    if out.last() != Some(&b'{') {
        out.push(b',');
    }
    out.extend_from_slice(b"\"snapshot\":");
    out.extend(snapshot);
    out.push(b'}');
    Ok(out)
}
