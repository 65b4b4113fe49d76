//! Values as bytes of JSON.

use serde::Serialize;

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
