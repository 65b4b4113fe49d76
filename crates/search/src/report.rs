//! Reports and their places, in the very shapes that the API prints.

use serde::{Deserialize, Serialize};
use suyan_corpus::{Facts, Kind, Level, Passage};

/// A report's facts as the API shows them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportHead {
    /// The report's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its place, `null` where unknown.
    pub place: Option<PlaceHead>,
    /// The place's level, `null` where unknown.
    pub level: Option<Level>,
    /// Its year, `null` where unknown.
    pub year: Option<i16>,
    /// The day of delivery, ISO 8601, `null` where the text does not tell.
    pub date: Option<String>,
    /// Its kind.
    pub kind: Kind,
}

impl ReportHead {
    /// The head of a report, by its id and facts.
    #[must_use]
    pub fn of(id: &str, facts: &Facts) -> Self {
        let place = facts.place.as_ref();
        Self {
            id: id.to_owned(),
            title: facts.title.clone(),
            level: place.map(|place| place.level),
            place: place.map(|place| PlaceHead {
                code: place.code.clone(),
                name: place.name.clone(),
                path: place.path.clone(),
            }),
            year: facts.year,
            date: facts.date.map(|date| date.to_string()),
            kind: facts.kind,
        }
    }
}

/// A place as the API shows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PlaceHead {
    /// The code as of the report's year.
    pub code: String,
    /// The name then.
    pub name: String,
    /// Names from the province down.
    pub path: Vec<String>,
}

/// One report whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FullReport {
    /// Its id.
    pub id: String,
    /// Its facts, with evidence and sources.
    pub facts: Facts,
    /// Its passages in order.
    pub passages: Vec<Passage>,
}

/// A page of the list of reports.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ReportList {
    /// How many reports pass the filters: exact.
    pub total: u64,
    /// This page, latest year first, then place code, then id.
    pub reports: Vec<ReportHead>,
}

/// A place that the archive holds reports of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaceEntry {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Names from the province down.
    pub path: Vec<String>,
    /// Its level.
    pub level: Level,
    /// How many reports are of this very place.
    pub reports: u64,
}
