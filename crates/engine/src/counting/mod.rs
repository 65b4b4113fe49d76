//! Counts from the index: see [`suyan_search::counting`] for what is counted, and how.
//!
//! Counts come from the positions of the index, those of words of the segmenter from its postings of
//! words; the texts are read only where those do not tell: for strings that may begin or end within a
//! number, and for words with exclusions.

mod anew;
mod indexed;
mod lexicon;

pub(crate) use indexed::count;
pub(crate) use lexicon::vocabulary;
