//! What a request asks of and the archive does not hold: a place or a year without a report is
//! missing, and not a place where nothing was said.

use suyan_corpus::places::{Gazetteer, Resolution};
use suyan_search::query::{Restriction, parse};
use suyan_search::{Backend, Filters, SearchRequest};

use crate::problem::Problem;

/// First and last year.
pub type Span = (i16, i16);

/// What is not held, and what is held beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The place that was asked for.
    pub place: Option<String>,
    /// The years that were asked for, where the place has reports of others.
    pub years: Option<Span>,
    /// Of what there are reports, and of which years: the place itself, or one above it.
    pub held: Option<(String, Span)>,
}

/// What of the places and years of a request the archive has no report of; `None` where it has one.
///
/// # Errors
/// What the backend says.
pub fn missing(backend: &dyn Backend, request: &SearchRequest) -> Result<Option<Missing>, Problem> {
    let filters = filters(request)?;
    if filters.places.is_empty() && filters.years.is_none() {
        return Ok(None);
    }
    if backend.reports(&filters, 1, 0)?.total > 0 {
        return Ok(None);
    }
    let Some(asked) = filters.places.first() else {
        let held = span(backend, &Filters::default(), None)?;
        return Ok(Some(Missing {
            place: None,
            years: filters.years,
            held: held.map(|span| (String::new(), span)),
        }));
    };
    let divisions = backend.divisions();
    let gazetteer = divisions.as_deref().unwrap_or_else(|| Gazetteer::builtin());
    let division = match gazetteer.resolve(asked, None, &[]) {
        Resolution::One(one) => Some(one),
        Resolution::Many(_) => None,
        Resolution::None => gazetteer.by_code(asked, None),
    };
    let Some(division) = division else { return Ok(None) };
    let place = gazetteer.place(division, None);
    // The place itself comes first, then what is above it.
    for (code, name) in place.codes.iter().zip(&place.path).rev() {
        let of_place = Filters { places: vec![code.clone()], ..Filters::default() };
        if let Some(span) = span(backend, &of_place, Some(code))? {
            let is_own = *code == place.code;
            let years = filters.years.filter(|_| is_own);
            let held = Some((name.clone(), span));
            return Ok(Some(Missing { place: Some(place.name), years, held }));
        }
    }
    Ok(Some(Missing { place: Some(place.name), years: None, held: None }))
}

/// Places, years and kinds of a request, those written into its query included.
pub(crate) fn filters(request: &SearchRequest) -> Result<Filters, Problem> {
    let mut filters = Filters { parts: Vec::new(), ..request.filters.clone() };
    let query = parse(&request.query)?;
    let [only] = query.alternatives.as_slice() else { return Ok(filters) };
    for restriction in &only.restrictions {
        match restriction {
            Restriction::Place(place) if filters.places.is_empty() => {
                filters.places.push(place.clone());
            }
            Restriction::Years(from, to) if filters.years.is_none() => {
                filters.years = Some((*from, *to));
            }
            _ => {}
        }
    }
    Ok(filters)
}

/// The first and the last year of which there is a report, or a part of one, of the place of a
/// code; of any place without one.
fn span(
    backend: &dyn Backend,
    filters: &Filters,
    code: Option<&str>,
) -> Result<Option<Span>, Problem> {
    let coverage = backend.coverage(filters, false)?;
    let rows = coverage.places.iter().filter(|row| code.is_none_or(|code| row.code == code));
    let years: Vec<i16> =
        rows.flat_map(|row| row.report.iter().chain(&row.part)).copied().collect();
    Ok(years.iter().min().copied().zip(years.iter().max().copied()))
}

impl Missing {
    /// What is missing, as a sentence in Chinese.
    #[must_use]
    pub fn sentence(&self) -> String {
        let shown = |(from, to): Span| match (from, to) {
            (i16::MIN, to) => format!("{to} 年及以前"),
            (from, i16::MAX) => format!("{from} 年及以后"),
            (from, to) if from == to => format!("{from} 年"),
            (from, to) => format!("{from}–{to} 年"),
        };
        let place = self.place.as_deref().unwrap_or_default();
        let years = self.years.map(|years| format!(" {}", shown(years))).unwrap_or_default();
        let held = match &self.held {
            Some((name, span)) if self.place.as_ref() == Some(name) || name.is_empty() => {
                format!("（收录：{}）", shown(*span))
            }
            Some((name, span)) => format!("（收录的{name}报告：{}）", shown(*span)),
            None => String::new(),
        };
        format!("档案里没有{place}{years}的报告{held}")
    }
}
