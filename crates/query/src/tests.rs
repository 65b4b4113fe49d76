//! What holds of the whole server over the invented archive.

mod outline;
mod recorded;
