//! The filters beside a query.

use suyan_corpus::{Kind, Level, Part};

use super::{DIMENSIONS, Dimension, DimensionValues, PLACE, Restriction};

/// Restrictions; an empty list restricts nothing, several values of one list are alternatives.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filters {
    /// Names, short names or codes: that place and all below it.
    pub places: Vec<String>,
    /// Whether predecessors of the places count too (静安 with what was 闸北).
    pub lineage: bool,
    /// Levels.
    pub levels: Vec<Level>,
    /// First and last year, both included; either may be open.
    pub years: Option<(i16, i16)>,
    /// Kinds.
    pub kinds: Vec<Kind>,
    /// Parts; the only filter on passages.
    pub parts: Vec<Part>,
    /// Whether other files of a report that is there count too.
    pub twins: bool,
}

impl Filters {
    /// Every restriction, in the order of the table.
    pub fn restrictions(&self) -> impl Iterator<Item = Restriction> {
        let Self { places, levels, years, kinds, parts, lineage: _, twins: _ } = self;
        let places = places.iter().cloned().map(Restriction::Place);
        let levels = levels.iter().copied().map(Restriction::Level);
        let years = years.iter().map(|&(first, last)| Restriction::Years(first, last));
        let kinds = kinds.iter().copied().map(Restriction::Kind);
        let parts = parts.iter().copied().map(Restriction::Part);
        places.chain(levels).chain(years).chain(kinds).chain(parts)
    }

    /// Those of one dimension: alternatives.
    #[must_use]
    pub fn of(&self, dimension: &Dimension) -> Vec<Restriction> {
        self.restrictions().filter(|one| one.dimension() == dimension).collect()
    }

    /// The restrictions as alternatives that must each be fulfilled: a list for every dimension that
    /// is restricted.
    #[must_use]
    pub fn groups(&self) -> Vec<Vec<Restriction>> {
        let groups = DIMENSIONS.iter().map(|dimension| self.of(dimension));
        groups.filter(|group| !group.is_empty()).collect()
    }

    /// The values of a dimension as an address has them: `true` of a switch that is on.
    #[must_use]
    pub fn values(&self, dimension: &Dimension) -> Vec<String> {
        match dimension.takes {
            DimensionValues::Switch(switch) if *switch(&mut self.clone()) => {
                vec!["true".to_owned()]
            }
            _ => self.of(dimension).iter().map(Restriction::value).collect(),
        }
    }

    /// Takes one more alternative in; of years there is one span.
    pub fn add(&mut self, restriction: Restriction) {
        match restriction {
            Restriction::Place(name) => self.places.push(name),
            Restriction::Level(level) => self.levels.push(level),
            Restriction::Years(first, last) => self.years = Some((first, last)),
            Restriction::Kind(kind) => self.kinds.push(kind),
            Restriction::Part(part) => self.parts.push(part),
        }
    }

    /// The restrictions of one dimension only, places with their lineage.
    #[must_use]
    pub fn only(&self, dimension: &Dimension) -> Self {
        self.keep(|one| one.dimension() == dimension, self.lineage && *dimension == PLACE, false)
    }

    /// All but the restrictions of one dimension, and without places none of their lineage.
    #[must_use]
    pub fn without(&self, dimension: &Dimension) -> Self {
        let lineage = self.lineage && *dimension != PLACE;
        self.keep(|one| one.dimension() != dimension, lineage, self.twins)
    }

    fn keep(&self, keep: impl Fn(&Restriction) -> bool, lineage: bool, twins: bool) -> Self {
        let mut kept = Self { lineage, twins, ..Self::default() };
        self.restrictions().filter(keep).for_each(|one| kept.add(one));
        kept
    }
}
