//! The passages that a query finds, as a list that can be gone through: in order, one by one, or
//! all of them on every core. What concordances and collocates are made of.
//!
//! Passages are found once; each is read, and marked, only where it is wanted, so that a list of
//! any length takes little memory and its first lines come at once.

use std::cmp::Reverse;
use std::ops::Range;

use suyan_corpus::Part;

use crate::{Error, ReportHead};

/// One passage with what the query marks in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkedPassage {
    /// Its number in its report.
    pub ordinal: u32,
    /// Its part.
    pub part: Part,
    /// Its text.
    pub text: String,
    /// Byte ranges of the text, in order, not overlapping.
    pub marks: Vec<Range<usize>>,
}

/// In which order the reports of a list stand; passages stand as they do in their report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MarkedOrder {
    /// Earliest year first, unknown ones last; then by the code of the place, and by id.
    #[default]
    Year,
    /// Latest year first, unknown ones last.
    Newest,
    /// By the code of the place, unknown ones last; then earliest year first.
    Place,
}

/// What reports are put in order by.
pub type OrderKey<'a> = (u8, Option<&'a str>, (bool, Option<i16>), Option<&'a str>, &'a str);

impl MarkedOrder {
    /// The key of a report: whatever differs, the id does.
    #[must_use]
    pub fn key<'a>(
        self,
        year: Option<i16>,
        place: Option<&'a str>,
        id: &'a str,
    ) -> (OrderKey<'a>, Option<Reverse<Option<i16>>>) {
        let rising = (year.is_none(), year);
        match self {
            Self::Year => ((0, None, rising, place, id), None),
            Self::Newest => ((0, None, (false, None), place, id), Some(Reverse(year))),
            Self::Place => ((u8::from(place.is_none()), place, rising, None, id), None),
        }
    }
}

/// What takes passages of one report, or of several whole ones, as they come on any core: the
/// number of the first in the list, and all of them.
pub type TakesPassages<'w> = dyn Fn(usize, &[MarkedPassage]) -> Result<(), Error> + Sync + 'w;

/// See the module.
pub trait MarkedList: Sync {
    /// How many passages it has.
    fn passages(&self) -> usize;

    /// The number of a passage's report: those of one report stand together and have the same one.
    fn report_of(&self, at: usize) -> u32;

    /// The facts of a passage's report.
    fn head(&self, at: usize) -> ReportHead;

    /// How many marks each passage has, where that is known without reading any.
    fn counts(&self) -> Result<Option<Vec<u32>>, Error>;

    /// Reads these passages, by their numbers, on every core.
    fn read(&self, numbers: &[usize]) -> Result<Vec<MarkedPassage>, Error>;

    /// Reads all passages on every core, in no order, those of a report together.
    fn each(&self, work: &TakesPassages<'_>) -> Result<(), Error>;
}

/// What is done with a list.
pub type UsesList<'w> = dyn FnMut(&dyn MarkedList) -> Result<(), Error> + 'w;
