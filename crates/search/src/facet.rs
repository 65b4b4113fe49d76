//! Counts of what was found by fact, in the very shapes that the API prints.

use std::ops::Deref;
use std::sync::Arc;

use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};
use suyan_corpus::{Kind, Level, Part};

use crate::filter::{Dimension, Restriction};

/// Counts of everything that matches, by fact. Reports whose fact is unknown stand in `unknown`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Facets {
    /// By year, latest first.
    pub year: Vec<Facet<i16>>,
    /// By the report's own place (not counted again for the places above), most reports first.
    pub place: Vec<PlaceFacet>,
    /// By level.
    pub level: Vec<Facet<Level>>,
    /// By kind.
    pub kind: Vec<Facet<Kind>>,
    /// By part: passages, and the reports with such a passage among the matches.
    pub part: Vec<Facet<Part>>,
}

impl Facets {
    /// The counts of a dimension whose values are words.
    #[must_use]
    pub fn of(&self, dimension: &Dimension) -> Vec<Facet<Restriction>> {
        let level = self.level.iter().map(|one| one.of(Restriction::Level));
        let kind = self.kind.iter().map(|one| one.of(Restriction::Kind));
        let part = self.part.iter().map(|one| one.of(Restriction::Part));
        let all = level.chain(kind).chain(part);
        all.filter(|one| one.value.dimension() == dimension).collect()
    }
}

impl<V: Copy> Facet<V> {
    fn of(&self, value: fn(V) -> Restriction) -> Facet<Restriction> {
        let Self { reports, passages, .. } = *self;
        Facet { value: value(self.value), reports, passages }
    }
}

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facet<V> {
    /// The value.
    pub value: V,
    /// Reports that match.
    pub reports: u64,
    /// Passages that match.
    pub passages: u64,
}

/// One place of the place facet.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceFacet {
    /// The place: shared, since a nation has thousands of them in every answer.
    pub place: Arc<FacetPlace>,
    /// Reports that match.
    pub reports: u64,
    /// Passages that match.
    pub passages: u64,
}

/// A place as facets show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetPlace {
    /// The code, which is the value to filter by.
    pub code: String,
    /// The name.
    pub name: String,
    /// Names from the province down.
    pub path: Vec<String>,
    /// The codes of the path, one for one.
    pub codes: Vec<String>,
    /// All of it as JSON, without the last bracket: written once, since every answer has it.
    json: Box<str>,
}

impl FacetPlace {
    /// A place of this code, name and path.
    #[must_use]
    pub fn of(code: String, name: String, path: Vec<String>, codes: Vec<String>) -> Self {
        #[derive(Serialize)]
        struct Printed<'a> {
            value: &'a str,
            code: &'a str,
            name: &'a str,
            path: &'a [String],
            codes: &'a [String],
        }
        let printed =
            Printed { value: &code, code: &code, name: &name, path: &path, codes: &codes };
        // Strings are always written.
        let mut json = serde_json::to_string(&printed).unwrap_or_default();
        json.pop();
        Self { json: json.into_boxed_str(), code, name, path, codes }
    }
}

impl Deref for PlaceFacet {
    type Target = FacetPlace;

    fn deref(&self) -> &FacetPlace {
        &self.place
    }
}

impl PlaceFacet {
    /// Appends it as JSON: `value`, `code`, `name`, `path`, `codes`, `reports`, `passages`.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        let mut digits = itoa::Buffer::new();
        out.extend_from_slice(self.place.json.as_bytes());
        out.extend_from_slice(b",\"reports\":");
        out.extend_from_slice(digits.format(self.reports).as_bytes());
        out.extend_from_slice(b",\"passages\":");
        out.extend_from_slice(digits.format(self.passages).as_bytes());
        out.push(b'}');
    }
}

impl Serialize for PlaceFacet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("PlaceFacet", 7)?;
        out.serialize_field("value", &self.code)?;
        out.serialize_field("code", &self.code)?;
        out.serialize_field("name", &self.name)?;
        out.serialize_field("path", &self.path)?;
        out.serialize_field("codes", &self.codes)?;
        out.serialize_field("reports", &self.reports)?;
        out.serialize_field("passages", &self.passages)?;
        out.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_written_as_they_are_serialized() {
        let words = |words: &str| words.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let place = FacetPlace::of(
            "990101".into(),
            "临\"江\"市".into(),
            words("甲省 临\"江\"市"),
            words("990000 990101"),
        );
        let facet = PlaceFacet { place: Arc::new(place), reports: 12, passages: 345 };
        let mut written = Vec::new();
        facet.write_json(&mut written);
        assert_eq!(String::from_utf8(written).unwrap(), serde_json::to_string(&facet).unwrap());
    }
}
