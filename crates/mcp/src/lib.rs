//! The archive for assistants: a Model Context Protocol server over standard input and output.
//!
//! The same values as over HTTP ([`suyan_answers`]), cut to what a conversation can hold. A call
//! flows like this: [`arguments`] become the parameters of an address, one of the [`tools`] asks a
//! use case, and what it gives says what was left out, in the [`shape`] that was announced. Every sentence carries its report, place,
//! year, passage, citation and permalink, so that an assistant quotes and need not invent. Reports
//! are [`resources`] too.
//!
//! Nothing here searches, and nothing here writes: not a file, and on standard output nothing but
//! the protocol.

mod archive;
mod arguments;
mod resources;
mod server;
mod shape;
#[cfg(test)]
mod tests;
mod tools;

pub use archive::ServedArchive;
pub use server::{ServeError, serve};
