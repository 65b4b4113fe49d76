//! How words that are being typed may go on, as data.

/// One way to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The whole of what was typed, gone on with.
    pub text: String,
    /// Whether it is the name of a concept.
    pub is_concept: bool,
    /// Passages that hold it.
    pub passages: u64,
    /// Whether that is estimated from a sample.
    pub is_estimate: bool,
}
