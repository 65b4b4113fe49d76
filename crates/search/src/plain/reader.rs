//! Where texts are: what an engine must tell so that everything else is told for it.

use std::collections::HashMap;

use suyan_analysis::Tokens;
use suyan_corpus::{Passage, Report};

use super::{Catalog, TermCounts};
use crate::matching::find_term;
use crate::query::{Conjunction, Term};
use crate::rank::Statistics;
use crate::rank::partial::WordWeights;
use crate::{Error, Filters};

/// Passages by the number of their report in the catalog and their ordinal.
pub type PassageNumbers = HashMap<(usize, u32), Passage>;

/// Takes a passage: the number of its report, its ordinal, its text.
pub type Take<'t> = dyn FnMut(usize, u32, &Tokens) -> Result<(), Error> + 't;

/// See the module. Whoever asks decides on the texts: an engine may give passages that do not match,
/// never leave one out that does, and gives each once, in any order.
pub trait PassageReader {
    /// The reports.
    fn catalog(&self) -> &Catalog;

    /// What scores know of the archive.
    ///
    /// # Errors
    /// Those of the engine.
    fn statistics(&self) -> Result<&dyn Statistics, Error>;

    /// Gives the passages that may hold all words of one of these and pass the filters.
    ///
    /// # Errors
    /// Those of the engine, and those of `take`, which end it.
    fn matching(
        &self,
        alternatives: &[Conjunction],
        filters: &Filters,
        take: &mut Take<'_>,
    ) -> Result<(), Error>;

    /// Gives the passages that may hold enough of the words of a conjunction, and pass the filters.
    ///
    /// # Errors
    /// Those of the engine, and those of `take`, which end it.
    fn matching_in_part(
        &self,
        conjunction: &Conjunction,
        filters: &Filters,
        weights: &WordWeights,
        take: &mut Take<'_>,
    ) -> Result<(), Error>;

    /// Gives the passages of [`PassageReader::matching_in_part`], with the units of the words that each
    /// holds, where that is told without their texts; tells whether it did.
    ///
    /// This way tells it by the texts.
    ///
    /// # Errors
    /// Those of the engine.
    fn weighed(
        &self,
        _conjunction: &Conjunction,
        _filters: &Filters,
        _weights: &WordWeights,
        _take: &mut dyn FnMut(usize, u32, u32),
    ) -> Result<bool, Error> {
        Ok(false)
    }

    /// Gives the passages of [`PassageReader::matching`], of one conjunction, that match it, with how often its
    /// words stand there, where that is told without their texts; tells whether it did.
    ///
    /// This way tells it by the texts.
    ///
    /// # Errors
    /// Those of the engine.
    fn counted(
        &self,
        _conjunction: &Conjunction,
        _filters: &Filters,
        _take: &mut dyn FnMut(usize, u32, &TermCounts),
    ) -> Result<bool, Error> {
        Ok(false)
    }

    /// Whether any passage of the archive holds a term.
    ///
    /// This way looks at every text that may.
    ///
    /// # Errors
    /// Those of the engine.
    fn stands(&self, term: &Term) -> Result<bool, Error> {
        stands_in_a_text(self, term)
    }

    /// Passages by the number of their report and their ordinal.
    ///
    /// # Errors
    /// Those of the engine.
    fn passages(&self, wanted: &[(usize, u32)]) -> Result<PassageNumbers, Error>;

    /// A report whole, by its number.
    ///
    /// # Errors
    /// Those of the engine.
    fn report(&self, report: usize) -> Result<Report, Error>;
}

/// Whether any text that may hold a term does.
///
/// # Errors
/// Those of the reader.
pub fn stands_in_a_text<R: PassageReader + ?Sized>(reader: &R, term: &Term) -> Result<bool, Error> {
    let alone = Conjunction::of_term(term.clone());
    let everything = Filters { twins: true, ..Filters::default() };
    let mut stands = false;
    reader.matching(&[alone], &everything, &mut |_, _, tokens| {
        stands = stands || !find_term(term, tokens).is_empty();
        Ok(())
    })?;
    Ok(stands)
}
