//! One value that a search is restricted to, and which reports and passages pass it.

use suyan_corpus::{Facts, Kind, Level, Part, Place};

use super::words::{level_word, part_word};
use super::{Dimension, KIND, LEVEL, PART, PLACE, YEAR};

/// One value of a dimension.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Restriction {
    /// A place by name, short name or code.
    Place(String),
    /// First and last year.
    Years(i16, i16),
    /// A level.
    Level(Level),
    /// A part.
    Part(Part),
    /// A kind.
    Kind(Kind),
}

/// What filters look at in a report, and in a passage of it; what is not known passes no filter.
#[derive(Debug, Clone, Copy, Default)]
pub struct Attributes<'a> {
    /// The place.
    pub place: Option<&'a Place>,
    /// The year.
    pub year: Option<i16>,
    /// The kind.
    pub kind: Option<Kind>,
    /// The part that the passage stands in.
    pub part: Option<Part>,
}

/// A value as engines compare it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterKey<'a> {
    /// A name, which only the archive's places can tell.
    Name(&'a str),
    /// From the first to the last, both included.
    Span(i16, i16),
    /// The number of a word.
    Number(u8),
}

impl Restriction {
    /// The dimension that it restricts.
    #[must_use]
    pub fn dimension(&self) -> &'static Dimension {
        match self {
            Self::Place(_) => &PLACE,
            Self::Years(..) => &YEAR,
            Self::Level(_) => &LEVEL,
            Self::Part(_) => &PART,
            Self::Kind(_) => &KIND,
        }
    }

    /// Whether a report, or a passage, with these attributes passes. Which places lie within another
    /// one is told by [`crate::matching::ByPlace`]: here any known place does.
    #[must_use]
    pub fn admits(&self, attributes: &Attributes<'_>) -> bool {
        let Attributes { place, year, kind, part } = attributes;
        match self {
            Self::Place(_) => place.is_some(),
            Self::Years(first, last) => year.is_some_and(|year| (first..=last).contains(&&year)),
            Self::Level(level) => place.is_some_and(|place| place.level == *level),
            Self::Part(wanted) => *part == Some(*wanted),
            Self::Kind(wanted) => *kind == Some(*wanted),
        }
    }

    /// The value as an engine compares it.
    #[must_use]
    pub fn key(&self) -> FilterKey<'_> {
        match self {
            Self::Place(name) => FilterKey::Name(name),
            Self::Years(first, last) => FilterKey::Span(*first, *last),
            Self::Level(level) => FilterKey::Number(*level as u8),
            Self::Part(part) => FilterKey::Number(*part as u8),
            Self::Kind(kind) => FilterKey::Number(*kind as u8),
        }
    }

    /// The value in an address.
    #[must_use]
    pub fn value(&self) -> String {
        match self {
            Self::Level(level) => level.to_string(),
            Self::Part(part) => part.to_string(),
            other => other.word(),
        }
    }

    /// The value inside a query.
    #[must_use]
    pub fn word(&self) -> String {
        match self {
            Self::Place(name) => name.clone(),
            Self::Years(first, last) if first == last => first.to_string(),
            Self::Years(first, last) => {
                let end = |year: i16, open: i16| {
                    if year == open { String::new() } else { year.to_string() }
                };
                format!("{}..{}", end(*first, i16::MIN), end(*last, i16::MAX))
            }
            Self::Level(level) => level_word(*level).to_owned(),
            Self::Part(part) => part_word(*part).to_owned(),
            Self::Kind(kind) => kind.to_string(),
        }
    }
}

impl<'a> From<&'a Facts> for Attributes<'a> {
    /// Those of a report.
    fn from(facts: &'a Facts) -> Self {
        let Facts { place, year, kind, .. } = facts;
        Self { place: place.as_ref(), year: *year, kind: Some(*kind), part: None }
    }
}

impl Attributes<'_> {
    /// What is known of a dimension, as the restriction that it passes; the place by its name.
    #[must_use]
    pub fn of(&self, dimension: &Dimension) -> Option<Restriction> {
        let Self { place, year, kind, part } = *self;
        let known = [
            place.map(|place| Restriction::Place(place.name.clone())),
            place.map(|place| Restriction::Level(place.level)),
            year.map(|year| Restriction::Years(year, year)),
            kind.map(Restriction::Kind),
            part.map(Restriction::Part),
        ];
        known.into_iter().flatten().find(|known| known.dimension() == dimension)
    }
}
