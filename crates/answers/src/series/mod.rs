//! One indicator through time: what a report plans of a year, and what the report of the year after
//! says of it.
//!
//! A figure is one of the indicator where the words that it belongs to name it: not where it is what
//! a share, a ratio or a consumption is measured by (占地区生产总值比重, 单位地区生产总值能耗). A
//! change that names nothing is one of the figure before it (地区生产总值100亿元，增长5%). Of several,
//! those in the part where plans (or results) stand come first, then the first in reading order; a mean
//! of several years, a part of the year and what only describes something else come last or are none.
//! It is a reading by rule: the sentence stands beside it.

mod figure;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use serde::Serialize;
use suyan_analysis::quantity::quantities;
use suyan_analysis::{Tokens, sentences};
use suyan_corpus::places::NATION;
use suyan_corpus::{Kind, Level, Part};
use suyan_search::coverage::CoverageRow;
use suyan_search::{Backend, Filters, Group, Hit, ListSink, PlaceHead, SearchRequest, Sort};

use crate::json::print_at;
use crate::params::Params;
use crate::problem::Problem;
use figure::point;

/// The longest indicator, in characters.
const LONGEST: usize = 40;
/// The most rows of an answer.
pub const MOST_ROWS: usize = 20_000;

/// A request for a series.
#[derive(Debug, Clone)]
pub struct SeriesRequest {
    indicator: String,
    filters: Filters,
}

/// A figure with its sentence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SeriesPoint {
    /// Its words.
    pub text: String,
    /// The figure's value in the unit in which those of its kind are compared.
    pub value: f64,
    /// The upper end of a range, in that unit.
    pub value2: Option<f64>,
    /// The unit in which figures of the kind are compared.
    pub unit: String,
    /// `=`, `>=`, `<=`, `>`, `<` or `~`.
    pub qualifier: &'static str,
    /// `level` or `growth`; a decline is a growth below nought.
    pub kind: &'static str,
    /// The sentence that tells the figure.
    pub sentence: String,
    /// The id of the report that the sentence stands in.
    pub report: String,
    /// The passage that the sentence stands in.
    pub ordinal: u32,
    /// The part that the sentence stands in.
    pub part: Part,
}

/// A place and year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SeriesRow {
    /// The place.
    pub place: PlaceHead,
    /// The year that the figures are of.
    pub year: i16,
    /// From the report of the year.
    pub planned: Option<SeriesPoint>,
    /// Why there is none: `no_report`, `not_mentioned`.
    pub planned_reason: Option<&'static str>,
    /// From the report of the year after.
    pub reported: Option<SeriesPoint>,
    /// Why there is none.
    pub reported_reason: Option<&'static str>,
    /// Reported less planned, where both are of one kind and unit.
    pub gap: Option<f64>,
    /// What the place above planned of the year, where its report is held: of a county its
    /// prefecture, of a prefecture its province, of a province the nation.
    pub above: Option<SeriesPoint>,
}

/// The rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Series {
    /// What was looked for.
    pub indicator: String,
    /// By place and year.
    pub rows: Vec<SeriesRow>,
}

/// The figures of one place that can be compared, for a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// What of.
    pub indicator: String,
    /// The unit of all its points.
    pub unit: String,
    /// Whether they are growths.
    pub is_growth: bool,
    /// By year: planned and reported.
    pub years: Vec<(i16, Option<f64>, Option<f64>)>,
}

/// Fewer points than this are no course.
const FEWEST_POINTS: usize = 3;

impl Series {
    /// The points of a place, by its code, that are of the kind and unit that most of them have.
    #[must_use]
    pub fn course(&self, code: &str) -> Option<Course> {
        let rows: Vec<&SeriesRow> = self.rows.iter().filter(|row| row.place.code == code).collect();
        let mut kinds: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        let points = rows.iter().flat_map(|row| [&row.planned, &row.reported]).flatten();
        points.for_each(|point| *kinds.entry((point.kind, &point.unit)).or_default() += 1);
        let (kind, unit) = kinds.into_iter().max_by_key(|(_, n)| *n).map(|(of, _)| of)?;
        let value = |point: &Option<SeriesPoint>| {
            point.as_ref().filter(|p| p.kind == kind && p.unit == unit).map(|p| p.value)
        };
        let all: Vec<_> =
            rows.iter().map(|row| (row.year, value(&row.planned), value(&row.reported))).collect();
        let is_told = |(_, planned, reported): &&(i16, Option<f64>, Option<f64>)| {
            planned.is_some() || reported.is_some()
        };
        let first = all.iter().position(|year| is_told(&year))?;
        (all.iter().filter(is_told).count() >= FEWEST_POINTS).then(|| Course {
            indicator: self.indicator.clone(),
            unit: unit.to_owned(),
            is_growth: kind == "growth",
            years: all[first..].to_vec(),
        })
    }
}

impl SeriesRequest {
    /// Reads the parameters.
    ///
    /// # Errors
    /// For a value that is none.
    pub fn read(params: &Params) -> Result<Self, Problem> {
        let hint = "写作 indicator=地区生产总值&place=徐汇区";
        let indicator = params.one("indicator").unwrap_or_default();
        let plain: String = indicator.chars().filter(|c| !"\"“”".contains(*c)).collect();
        if suyan_search::query::Phrase::of(&plain).is_none() {
            return Err(Problem::new("no_indicator", "没有指标 indicator", hint));
        }
        if plain.chars().nth(LONGEST).is_some() {
            let message = format!("indicator 最多 {LONGEST} 字");
            return Err(Problem::new("bad_indicator", message, hint));
        }
        let mut filters = params.filters()?;
        filters.kinds = vec![Kind::WorkReport];
        filters.parts.clear();
        Ok(Self { indicator: plain, filters })
    }

    /// The rows.
    ///
    /// # Errors
    /// `too_many_rows`, or what the backend says.
    pub fn ask(&self, backend: &dyn Backend) -> Result<Series, Problem> {
        self.read_rows(backend, true)
    }

    /// The course of one place, by its code; what the place above planned is not looked for.
    ///
    /// # Errors
    /// As [`SeriesRequest::ask`].
    pub fn course(&self, backend: &dyn Backend, code: &str) -> Result<Option<Course>, Problem> {
        Ok(self.read_rows(backend, false)?.course(code))
    }

    fn read_rows(&self, backend: &dyn Backend, with_above: bool) -> Result<Series, Problem> {
        // What is reported of a year stands in the report of the next.
        let years = self.filters.years.map(|(first, last)| (first, last.saturating_add(1)));
        let filters = Filters { years, ..self.filters.clone() };
        let request = SearchRequest {
            query: format!("\"{}\"", self.indicator),
            filters: filters.clone(),
            sort: Sort::Oldest,
            group: Group::Passage,
            limit: 1,
            passages_per_report: 1,
            whole_passages: true,
            ..SearchRequest::default()
        };
        let mut points = Points { indicator: Tokens::of(&self.indicator), places: BTreeMap::new() };
        backend.scan(&request, &mut points)?;
        let above = match with_above {
            true => self.above(backend, &request, points.places.keys())?,
            false => BTreeMap::new(),
        };
        let coverage = backend.coverage(&filters, false)?;
        let is_named = !self.filters.places.is_empty();
        let mut rows = Vec::new();
        for row in &coverage.places {
            let known = points.places.remove(&row.code);
            let Some(of_place) = known.or_else(|| is_named.then(|| OfPlace::of(row))) else {
                continue;
            };
            let held = row.report.iter().chain(&row.part).copied().collect();
            let above = above_of(&row.code).and_then(|(code, _)| above.get(&code));
            for year in self.years(&held) {
                let mut row = of_place.row(year, &held);
                let planned = above.and_then(|above| above.planned.get(&year));
                row.above = best(planned, row.planned.as_ref());
                rows.push(row);
            }
        }
        if rows.len() > MOST_ROWS {
            return Err(Problem::new(
                "too_many_rows",
                format!("结果超过 {MOST_ROWS} 行"),
                "请用 place、year 缩小范围",
            ));
        }
        Ok(Series { indicator: self.indicator.clone(), rows })
    }

    /// What the places above those found say, by their codes.
    fn above<'c>(
        &self,
        backend: &dyn Backend,
        request: &SearchRequest,
        found: impl Iterator<Item = &'c String>,
    ) -> Result<BTreeMap<String, OfPlace>, Problem> {
        let mut by_level: BTreeMap<&str, (Level, BTreeSet<String>)> = BTreeMap::new();
        for (code, level) in found.filter_map(|code| above_of(code)) {
            let of_level = by_level.entry(level.as_str()).or_insert((level, BTreeSet::new()));
            of_level.1.insert(code);
        }
        let indicator = Tokens::of(&self.indicator);
        let mut points = Points { indicator, places: BTreeMap::new() };
        for (level, codes) in by_level.into_values() {
            // The nation's reports are known by their level; its code would be all places.
            let places =
                if level == Level::Nation { Vec::new() } else { codes.into_iter().collect() };
            let filters = Filters { places, levels: vec![level], ..request.filters.clone() };
            backend.scan(&SearchRequest { filters, ..request.clone() }, &mut points)?;
        }
        Ok(points.places)
    }

    /// The years that are looked at: those asked for, or those of which reports tell.
    fn years(&self, held: &BTreeSet<i16>) -> Vec<i16> {
        let (Some(&first), Some(&last)) = (held.first(), held.last()) else { return Vec::new() };
        let (from, to) = self.filters.years.unwrap_or((i16::MIN, i16::MAX));
        ((first - 1).max(from)..=last.min(to)).collect()
    }

    /// The series as JSON.
    ///
    /// # Errors
    /// As [`SeriesRequest::ask`].
    pub fn json(&self, backend: &dyn Backend) -> Result<Vec<u8>, Problem> {
        print_at(backend, &self.ask(backend)?)
    }
}

/// The figures of one place by the year of the report, each with its rank: the lowest is best.
struct OfPlace {
    place: PlaceHead,
    planned: BTreeMap<i16, Vec<(usize, SeriesPoint)>>,
    reported: BTreeMap<i16, Vec<(usize, SeriesPoint)>>,
}

impl OfPlace {
    /// A place of which nothing is said.
    fn of(row: &CoverageRow) -> Self {
        let place =
            PlaceHead { code: row.code.clone(), name: row.name.clone(), path: row.path.clone() };
        Self { place, planned: BTreeMap::new(), reported: BTreeMap::new() }
    }

    fn row(&self, year: i16, held: &BTreeSet<i16>) -> SeriesRow {
        let next = year.saturating_add(1);
        let planned = best(self.planned.get(&year), None);
        let reported = best(self.reported.get(&next), planned.as_ref());
        let why = |point: &Option<SeriesPoint>, of: i16| match point {
            Some(_) => None,
            None if held.contains(&of) => Some("not_mentioned"),
            None => Some("no_report"),
        };
        let gap = planned.as_ref().zip(reported.as_ref()).and_then(|(planned, reported)| {
            let is_like = planned.kind == reported.kind && planned.unit == reported.unit;
            is_like.then_some(reported.value - planned.value)
        });
        SeriesRow {
            place: self.place.clone(),
            year,
            planned_reason: why(&planned, year),
            reported_reason: why(&reported, next),
            planned,
            reported,
            gap,
            above: None,
        }
    }
}

/// The best figure of a report: one that can be compared, then one in the part for it.
fn best(
    points: Option<&Vec<(usize, SeriesPoint)>>,
    like: Option<&SeriesPoint>,
) -> Option<SeriesPoint> {
    let fits = |point: &SeriesPoint| {
        like.is_none_or(|like| like.kind == point.kind && like.unit == point.unit)
    };
    let points = points.into_iter().flatten();
    points.min_by_key(|(rank, point)| (!fits(point), *rank)).map(|(_, point)| point.clone())
}

/// The code and level of the place above, told by the code: of a county the prefecture.
fn above_of(code: &str) -> Option<(String, Level)> {
    let (province, rest) = (code.get(..2)?, code.get(2..6).filter(|_| code.len() == 6)?);
    match rest {
        "0000" if code == NATION => None,
        "0000" => Some((NATION.to_owned(), Level::Nation)),
        // Districts of a city under the central government have 01 and 02 in between.
        rest if rest.ends_with("00") || matches!(province, "11" | "12" | "31" | "50") => {
            Some((format!("{province}0000"), Level::Province))
        }
        rest => Some((format!("{province}{}00", rest.get(..2)?), Level::Prefecture)),
    }
}

struct Points {
    indicator: Tokens,
    places: BTreeMap<String, OfPlace>,
}

/// Words that make a figure one of several years.
const OF_YEARS: [&str; 8] = ["年均", "五年", "“十", "时期", "累计", "到2035", "到2030", "翻一番"];
/// Words that make a figure one of a part of a year.
const OF_MONTHS: [&str; 6] = ["季度", "上半年", "下半年", "1-", "1—", "1至"];

impl ListSink for Points {
    fn begin(&mut self, _hits: u64) {}

    fn hit(&mut self, hit: &Hit) -> ControlFlow<()> {
        let (Some(place), Some(year)) = (&hit.report.place, hit.report.year) else {
            return ControlFlow::Continue(());
        };
        let of_place = self.places.entry(place.code.clone()).or_insert_with(|| OfPlace {
            place: place.clone(),
            planned: BTreeMap::new(),
            reported: BTreeMap::new(),
        });
        of_place.place = place.clone();
        for passage in &hit.passages {
            let text: String = passage.snippet.iter().map(|piece| piece.text.as_str()).collect();
            let (list, rank) = match passage.part {
                Part::Review => (&mut of_place.reported, 0),
                Part::Situation => (&mut of_place.reported, 1),
                Part::Targets => (&mut of_place.planned, 0),
                Part::Livelihood => (&mut of_place.planned, 1),
                Part::Tasks => (&mut of_place.planned, 2),
                _ => continue,
            };
            for range in sentences(&text) {
                let sentence = text[range].trim();
                let figures = quantities(sentence);
                for at in 0..figures.len() {
                    let Some(point) = point(&self.indicator, sentence, &figures, at) else {
                        continue;
                    };
                    let point = SeriesPoint {
                        report: hit.report.id.clone(),
                        ordinal: passage.ordinal,
                        part: passage.part,
                        ..point
                    };
                    let is_said = |words: &[&str]| words.iter().any(|word| sentence.contains(word));
                    let is_other = is_said(&OF_YEARS) || is_said(&OF_MONTHS);
                    let rank = (rank + if is_other { 4 } else { 0 }) * 10_000;
                    let rank = rank + passage.ordinal as usize;
                    list.entry(year).or_default().push((rank, point));
                }
            }
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests;
