//! A place at a glance: which years are held, what became of its promises, what the latest report
//! says was done and is to be done, a few figures through time, what it was before and became.

use std::collections::{BTreeMap, BTreeSet};

use suyan_corpus::places::{Division, Gazetteer};
use suyan_corpus::{Kind, Level, Part};
use suyan_promises::Verdict;
use suyan_search::{Backend, Filters, PlaceHead, ReportHead, SearchRequest};

use crate::coverage::usual_years;
use crate::missing::{Missing, missing};
use crate::outline::{OutlineHeading, outline};
use crate::params::Params;
use crate::problem::Problem;
use crate::promises::Shares;
use crate::series::{Course, SeriesRequest};

/// So many reports of one place are looked at.
pub const MOST_REPORTS: usize = 500;
/// Years of promises that are told.
const PROMISE_YEARS: usize = 8;
/// What nearly every report has a figure of, the most telling first.
const INDICATORS: [&str; 5] =
    ["生产总值", "城镇新增就业", "一般公共预算收入", "养老床位", "架空线"];
/// So many of them are drawn.
const DRAWN: usize = 3;

/// Everything of a place.
#[derive(Debug, Clone)]
pub struct PlaceView {
    /// The place.
    pub place: PlaceHead,
    /// Its level.
    pub level: Option<Level>,
    /// Its own reports, latest first; those of what it was before and became among them where that
    /// is wished.
    pub own: Vec<ReportHead>,
    /// The strip of years.
    pub strip: Vec<(i16, YearCell)>,
    /// Places below it with their number of reports, by code.
    pub below: Vec<(PlaceHead, u64)>,
    /// What it was before.
    pub before: Vec<Relative>,
    /// What it became.
    pub after: Vec<Relative>,
    /// Of a place without any report: what is held instead.
    pub missing: Option<Missing>,
    /// What became of its promises, by year, the latest first.
    pub promised: Vec<(i16, Shares)>,
    /// The headings of the latest work report.
    pub latest: Option<Latest>,
    /// Figures through time.
    pub indicators: Vec<Course>,
}

/// What is held of a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum YearCell {
    /// A report, by its id.
    Whole(String),
    /// A part of one.
    Part(String),
    /// Nothing.
    Missing,
    /// There was no such place.
    Absent,
}

/// A forerunner or successor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relative {
    /// The code of the other division.
    pub code: String,
    /// The name of the other division.
    pub name: String,
    /// The year of the change.
    pub year: i16,
    /// Whether a report of the other division is held.
    pub held: bool,
}

/// The latest work report in short.
#[derive(Debug, Clone)]
pub struct Latest {
    /// The report.
    pub report: ReportHead,
    /// Headings of what was done.
    pub review: Vec<OutlineHeading>,
    /// Headings of what is to be done.
    pub tasks: Vec<OutlineHeading>,
}

/// Looks at a place, by its code; with `merged`, at what it was before and became too.
///
/// # Errors
/// `not_found` where nobody knows the code.
pub fn place_view(backend: &dyn Backend, code: &str, merged: bool) -> Result<PlaceView, Problem> {
    let divisions = backend.divisions();
    let table = divisions.as_deref().unwrap_or_else(|| Gazetteer::builtin());
    let codes = codes(table, code, merged);
    let entry = backend.places(code, 1)?.into_iter().find(|entry| entry.code == code);
    let own = own(backend, &codes, entry.as_ref().map(|entry| entry.level))?;
    let known = own.iter().find_map(|report| report.place.clone().filter(|p| p.code == code));
    let named = known.or_else(|| {
        entry.as_ref().map(|e| PlaceHead {
            code: e.code.clone(),
            name: e.name.clone(),
            path: e.path.clone(),
        })
    });
    let place = named.or_else(|| of_table(table, code)).ok_or_else(|| {
        Problem::not_found(format!("没有代码为“{code}”的地区"), "请用检索框左侧的地区筛选查找")
    })?;
    let level = entry
        .map(|entry| entry.level)
        .or_else(|| own.first().and_then(|report| report.level))
        .or_else(|| table.by_code(code, None).map(|division| division.level));
    let filters = Filters { places: vec![code.to_owned()], ..Filters::default() };
    let request = SearchRequest { filters: filters.clone(), ..SearchRequest::default() };
    Ok(PlaceView {
        strip: strip(backend, &codes, level, &own)?,
        below: below(backend, &filters, code)?,
        before: relatives(backend, table.predecessors(code))?,
        after: relatives(backend, table.successors(code))?,
        missing: if own.is_empty() { missing(backend, &request)? } else { None },
        promised: promised(backend, &codes, level)?,
        latest: latest(backend, &own)?,
        indicators: indicators(backend, code, level)?,
        place,
        level,
        own,
    })
}

/// The code, and with `merged` those of what it was before and became.
fn codes(table: &Gazetteer, code: &str, merged: bool) -> BTreeSet<String> {
    let mut codes = BTreeSet::from([code.to_owned()]);
    if merged {
        codes.extend(table.lineage(code).into_iter().map(|held| held.code));
        codes.extend(table.heirs(code).into_iter().map(|held| held.code));
    }
    codes
}

fn own(
    backend: &dyn Backend,
    codes: &BTreeSet<String>,
    level: Option<Level>,
) -> Result<Vec<ReportHead>, Problem> {
    let levels = level.filter(|_| codes.len() == 1).into_iter().collect();
    let filters = Filters { places: codes.iter().cloned().collect(), levels, ..Filters::default() };
    let mut own = backend.reports(&filters, MOST_REPORTS, 0)?.reports;
    own.retain(|report| report.place.as_ref().is_some_and(|p| codes.contains(&p.code)));
    Ok(own)
}

/// A place that the gazetteer knows though the archive holds nothing of it.
fn of_table(table: &Gazetteer, code: &str) -> Option<PlaceHead> {
    let place = table.place(table.by_code(code, None)?, None);
    Some(PlaceHead { code: place.code, name: place.name, path: place.path })
}

/// Every year in which something is held of any place, as far back as is told on the page of the
/// archive, or as far as this place goes back.
fn strip(
    backend: &dyn Backend,
    codes: &BTreeSet<String>,
    level: Option<Level>,
    own: &[ReportHead],
) -> Result<Vec<(i16, YearCell)>, Problem> {
    let works = own.iter().filter(|report| report.kind == Kind::WorkReport);
    let first = works.filter_map(|report| report.year).min();
    let Some((from, to)) = usual_years(backend)? else { return Ok(Vec::new()) };
    let from = first.map_or(from, |first| first.min(from));
    let filters = Filters {
        places: codes.iter().cloned().collect(),
        levels: level.filter(|_| codes.len() == 1).into_iter().collect(),
        years: Some((from, to)),
        kinds: vec![Kind::WorkReport],
        ..Filters::default()
    };
    let coverage = backend.coverage(&filters, true)?;
    let rows: Vec<_> = coverage.places.iter().filter(|row| codes.contains(&row.code)).collect();
    let cell = |year: i16| {
        let id = |year| rows.iter().find_map(|row| row.reports.get(&year)?.first()).cloned();
        if let Some(id) = rows.iter().any(|row| row.report.contains(&year)).then(|| id(year)) {
            return YearCell::Whole(id.unwrap_or_default());
        }
        if rows.iter().any(|row| row.part.contains(&year)) {
            return YearCell::Part(id(year).unwrap_or_default());
        }
        let is_absent = !rows.is_empty() && rows.iter().all(|row| row.absent.contains(&year));
        if is_absent { YearCell::Absent } else { YearCell::Missing }
    };
    Ok((from..=to).map(|year| (year, cell(year))).collect())
}

fn relatives(backend: &dyn Backend, rows: Vec<(&Division, i16)>) -> Result<Vec<Relative>, Problem> {
    let relative = |(row, year): (&Division, i16)| {
        let code = row.code.to_string();
        let held = backend.places(&code, 1)?.iter().any(|entry| entry.code == code);
        Ok(Relative { code, name: row.name.to_string(), year, held })
    };
    rows.into_iter().map(relative).collect()
}

/// The places below, by the counts that a search for everything gives.
fn below(
    backend: &dyn Backend,
    filters: &Filters,
    code: &str,
) -> Result<Vec<(PlaceHead, u64)>, Problem> {
    let request = SearchRequest {
        filters: filters.clone(),
        limit: 1,
        facets: true,
        passages_per_report: 1,
        ..SearchRequest::default()
    };
    let mut sums: BTreeMap<String, (PlaceHead, u64)> = BTreeMap::new();
    let answer = backend.search(&request)?;
    for facet in &answer.facets.place {
        let Some(at) = facet.codes.iter().position(|c| c == code) else { continue };
        let Some(child) = facet.codes.get(at + 1) else { continue };
        let head = || PlaceHead {
            code: child.clone(),
            name: facet.path.get(at + 1).cloned().unwrap_or_default(),
            path: facet.path[..facet.path.len().min(at + 2)].to_vec(),
        };
        sums.entry(child.clone()).or_insert_with(|| (head(), 0)).1 += facet.reports;
    }
    Ok(sums.into_values().collect())
}

fn promised(
    backend: &dyn Backend,
    codes: &BTreeSet<String>,
    level: Option<Level>,
) -> Result<Vec<(i16, Shares)>, Problem> {
    let levels = level.filter(|_| codes.len() == 1).into_iter().collect();
    let filters = Filters { places: codes.iter().cloned().collect(), levels, ..Filters::default() };
    let mut years: BTreeMap<i16, Shares> = BTreeMap::new();
    for counts in backend.promise_shares(&filters)? {
        let year = years.entry(counts.year).or_default();
        for (verdict, items) in Verdict::ALL.into_iter().zip(counts.verdicts) {
            year.add(verdict, items);
        }
    }
    Ok(years.into_iter().rev().take(PROMISE_YEARS).collect())
}

fn latest(backend: &dyn Backend, own: &[ReportHead]) -> Result<Option<Latest>, Problem> {
    let works = own.iter().filter(|report| report.kind == Kind::WorkReport);
    let Some(head) = works.max_by_key(|report| report.year) else { return Ok(None) };
    let Some(report) = backend.report(&head.id)? else { return Ok(None) };
    let all = outline(&report.passages);
    let of = |parts: &[Part]| -> Vec<OutlineHeading> {
        let within: Vec<&OutlineHeading> =
            all.iter().filter(|heading| parts.contains(&heading.part)).collect();
        // The heading of the part itself says nothing of what is in it.
        let top = within.iter().map(|heading| heading.depth).min().unwrap_or(0);
        let below: Vec<&&OutlineHeading> = within.iter().filter(|h| h.depth == top + 1).collect();
        let chosen = if below.len() > 1 { below } else { within.iter().collect() };
        chosen.into_iter().map(|heading| (*heading).clone()).collect()
    };
    Ok(Some(Latest {
        report: head.clone(),
        review: of(&[Part::Review]),
        tasks: of(&[Part::Tasks, Part::Livelihood]),
    }))
}

/// The figures that have a course.
fn indicators(
    backend: &dyn Backend,
    code: &str,
    level: Option<Level>,
) -> Result<Vec<Course>, Problem> {
    let Some(level) = level else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for name in INDICATORS {
        let params = Params::of([("indicator", name), ("place", code), ("level", level.as_str())]);
        found.extend(SeriesRequest::read(&params)?.course(backend, code)?);
        if found.len() == DRAWN {
            break;
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Scan, report};

    #[test]
    fn a_place_is_seen_with_what_is_missing_and_what_it_plans() {
        let archive =
            Scan::archive().changed(|reports| reports.retain(|report| report.id != "990102-2022"));
        let seen = place_view(&archive, "990102", false).unwrap();
        let strip: Vec<(i16, bool)> =
            seen.strip.iter().map(|(year, cell)| (*year, *cell != YearCell::Missing)).collect();
        assert_eq!(strip, [(2021, true), (2022, false), (2023, true)]);
        let latest = seen.latest.unwrap();
        assert_eq!(latest.report.id, "990102-2023");
        assert!(latest.tasks.iter().any(|heading| heading.text.contains("提升城市品质")));
        assert_eq!(place_view(&archive, "none", false).unwrap_err().code, "not_found");
    }

    #[test]
    fn a_place_without_a_report_says_what_is_missing() {
        let seen = place_view(&Scan::archive(), "310104", false).unwrap();
        assert_eq!(seen.place.name, "徐汇区");
        assert!(seen.own.is_empty() && seen.missing.is_some());
        assert!(seen.strip.iter().all(|(_, cell)| *cell == YearCell::Missing));
    }

    /// 闸北区 became 静安区 in 2015; of the city itself there is one report.
    fn merged() -> Scan {
        let says = [(Part::Tasks, "建设公园三座。")];
        let mut part = report("310106", 2016, &says);
        part.facts.doubts.push(suyan_corpus::Doubt::Truncated);
        Scan::of(vec![
            report("310108", 2014, &says),
            report("310106", 2014, &says),
            part,
            report("310000", 2017, &says),
        ])
    }

    fn ids(seen: &PlaceView) -> Vec<&str> {
        seen.own.iter().map(|report| report.id.as_str()).collect()
    }

    #[test]
    fn a_place_has_what_it_was_where_that_is_wished() {
        let own = place_view(&merged(), "310106", false).unwrap();
        assert_eq!(ids(&own), ["310106-2016", "310106-2014"]);
        let before = YearRelative("310108", "闸北区", 2015, true);
        assert_eq!(shown(&own.before), [before]);
        assert!(own.after.is_empty());
        let all = place_view(&merged(), "310106", true).unwrap();
        assert_eq!(ids(&all).len(), 3);
        let old = place_view(&merged(), "310108", false).unwrap();
        assert_eq!((old.place.name.as_str(), ids(&old)), ("闸北区", vec!["310108-2014"]));
        assert_eq!(shown(&old.after), [YearRelative("310106", "静安区", 2015, true)]);
        // What is gone lacks nothing of later years; in the year of the change it would have reported.
        let strip: Vec<(i16, YearCell)> = old.strip;
        assert_eq!(
            strip,
            [
                (2014, YearCell::Whole("310108-2014".into())),
                (2015, YearCell::Missing),
                (2016, YearCell::Absent),
                (2017, YearCell::Absent),
            ]
        );
        let of_all: Vec<YearCell> = all.strip.into_iter().map(|(_, cell)| cell).collect();
        let part = YearCell::Part("310106-2016".into());
        assert_eq!(of_all[1..], [YearCell::Missing, part, YearCell::Missing]);
    }

    /// A relative in one line: code, name, year of the change, whether a report of it is held.
    #[derive(Debug, PartialEq)]
    struct YearRelative<'a>(&'a str, &'a str, i16, bool);

    fn shown(all: &[Relative]) -> Vec<YearRelative<'_>> {
        all.iter().map(|one| YearRelative(&one.code, &one.name, one.year, one.held)).collect()
    }

    #[test]
    fn a_city_names_its_districts_and_how_many_reports_they_have() {
        let seen = place_view(&merged(), "310000", false).unwrap();
        assert_eq!(ids(&seen), ["310000-2017"]);
        let below: Vec<(&str, &str, u64)> = seen
            .below
            .iter()
            .map(|(place, reports)| (place.code.as_str(), place.name.as_str(), *reports))
            .collect();
        assert_eq!(below, [("310106", "静安区", 2), ("310108", "闸北区", 1)]);
        assert!(place_view(&merged(), "310106", false).unwrap().below.is_empty());
    }

    #[test]
    fn where_nothing_is_held_there_is_no_strip() {
        let none = Scan::of(Vec::new());
        let seen = place_view(&none, "310104", false).unwrap();
        assert!(seen.strip.is_empty() && seen.latest.is_none() && seen.missing.is_some());
        assert_eq!(seen.level, Some(Level::County), "what the table of places tells is told");
    }
}
