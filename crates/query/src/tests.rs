//! What holds of the whole server over the invented archive.

mod hostile;
mod http;
mod language;
mod lists;
mod notes;
mod outline;
mod recorded;
