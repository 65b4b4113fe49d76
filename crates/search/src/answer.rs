//! What a backend answers, in the very shapes that the API prints.

use std::ops::{AddAssign, Deref};
use std::sync::Arc;

use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};
use suyan_corpus::{Facts, Kind, Level, Part, Passage};

use crate::filter::{Dimension, Restriction};
use crate::ledger::PromiseMark;

/// The answer to a search.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct SearchAnswer {
    /// Exact counts of everything that matches.
    pub total: Total,
    /// This page of hits.
    pub hits: Vec<Hit>,
    /// Counts over everything that matches.
    pub facets: Facets,
    /// How the query was read, in the query language's own words: what is text, what is a filter.
    pub read_as: ReadAs,
    /// What is found with one word less, where the search came to know it: help asks for it.
    #[serde(skip)]
    pub fewer: Option<Fewer>,
}

/// What is found with one word less, where nothing holds all of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fewer {
    /// With the words that are in the archive at all.
    pub present: Total,
    /// Without each of the words, by its number in the query, where all of them are there.
    pub without: Vec<Total>,
}

/// How many reports and passages match.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// Reports with at least one matching passage.
    pub reports: u64,
    /// Matching passages.
    pub passages: u64,
}

impl AddAssign for Total {
    fn add_assign(&mut self, other: Self) {
        self.reports += other.reports;
        self.passages += other.passages;
    }
}

/// One report that matches, with its best passages (with [`crate::Group::Passage`], with one).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// The report, without its text.
    pub report: ReportHead,
    /// The score of its best passage, comparable within one answer and one tier only.
    pub score: f32,
    /// How many of its passages match: exact.
    pub matching_passages: u64,
    /// The best passages, best first.
    pub passages: Vec<PassageHit>,
}

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

/// One matching passage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PassageHit {
    /// Its number in the report.
    pub ordinal: u32,
    /// Its part.
    pub part: Part,
    /// The headings above it, outermost first.
    pub heading: Vec<String>,
    /// How it was found.
    #[serde(rename = "match")]
    pub tier: Tier,
    /// Fragments that, joined, are a stretch of the passage's text.
    pub snippet: Vec<Fragment>,
    /// Further stretches of it, each as fragments, for words that stand too far away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub more: Vec<Vec<Fragment>>,
    /// Promises of the passage in short, first of all those whose sentence matches.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub promises: Vec<PromiseMark>,
}

/// How a passage was found, from the strongest to the weakest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// The whole query as one string.
    Exact,
    /// All words, close together.
    Near,
    /// All words.
    Words,
    /// Part of the words.
    Some,
}

/// A piece of a snippet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fragment {
    /// The source's own characters.
    pub text: String,
    /// Whether they matched.
    #[serde(rename = "match", default, skip_serializing_if = "std::ops::Not::not")]
    pub matched: bool,
}

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

/// How a query was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadAs {
    /// The query in the query language, with what holds for what in brackets:
    /// `(公园 OR 绿道) -公司 年:2018..2023`. Asked again, it is the same query.
    pub text: String,
    /// The words that decide, in order.
    pub words: Vec<String>,
    /// Particles and words that ask, which a passage need not hold: 的, 哪些. Nothing else is left
    /// out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<String>,
    /// The query with its strings in quotation marks, where one was read as several words: asked
    /// again, it finds the strings themselves. `None` where the query is literal already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub literal: Option<String>,
    /// Words that were widened by the table of concepts, where that was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub synonyms: Vec<crate::Widened>,
    /// Places of the archive that the filter took in because of their lineage only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lineage: Vec<PlaceHead>,
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

/// Facts about the index as it is now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stats {
    /// Reports in the index.
    pub reports: u64,
    /// Passages in the index.
    pub passages: u64,
    /// A number that grows with every commit.
    pub generation: u64,
    /// The id of what the archive holds: the same wherever the same reports were read alike.
    pub snapshot: String,
    /// When the last commit was made, ISO 8601 in UTC, where the index tells.
    pub committed: Option<String>,
}

/// How often searches of the commit in view were answered from memory.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reuse {
    /// From memory.
    pub reused: u64,
    /// By searching.
    pub made: u64,
    /// Answers that are in memory.
    pub kept: u64,
    /// Their bytes, roughly.
    pub bytes: u64,
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

/// What happened to the reports of an archive since an earlier snapshot.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    /// Reports that were not there then.
    pub came: u64,
    /// Reports that are not there now.
    pub went: u64,
    /// Reports that say something else now.
    pub changed: u64,
}
