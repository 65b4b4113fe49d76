//! What restricts a search: one declared table of dimensions ([`DIMENSIONS`]), which parameters, the
//! query language, engines, descriptions and pages go through.
//!
//! One more dimension is a row of the table with its [`Restriction`] and its field of [`Filters`],
//! all of them in this folder; beyond it only what keeps the fact of a report, and what it is called
//! on a page. How a query names and nests filters is the query language's.

mod dimension;
mod filters;
mod restriction;
pub mod words;

pub use dimension::{
    DIMENSIONS, Dimension, DimensionValues, KIND, LEVEL, LINEAGE, PART, PLACE, Scope, TWINS, YEAR,
    called, in_order, named, names,
};
pub(crate) use dimension::{field_name, restriction};
pub use filters::Filters;
pub use restriction::{Attributes, FilterKey, Restriction};
