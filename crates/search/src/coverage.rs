//! What the archive holds and what it lacks, by place and year.
//!
//! A year without a report is *none*: missing, which is not the same as nothing having happened.
//! A year in which there was no such place (崇明区 before 2016) is *absent*: nothing is missing
//! there. Reports whose place or year could not be told stand in no row and are counted apart.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use suyan_corpus::places::Gazetteer;
use suyan_corpus::{Level, Place};

use crate::Filters;

/// The most years that a coverage has columns for.
const MOST_YEARS: i16 = 200;

/// Which places have a report of which year.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// The years that are looked at, without gaps.
    pub years: Vec<i16>,
    /// One row per place, by level and code.
    pub places: Vec<CoverageRow>,
    /// Sums over all rows.
    pub total: CoverageTotal,
    /// Reports that stand in no row.
    pub unknown: CoverageUnknown,
}

/// One place. Every year of [`Coverage::years`] stands in exactly one of the four lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageRow {
    /// Its code.
    pub code: String,
    /// Its name as of its latest report, or now.
    pub name: String,
    /// Names from the province down.
    pub path: Vec<String>,
    /// Its level.
    pub level: Level,
    /// Years of which there is a report.
    pub report: Vec<i16>,
    /// Years of which there is only a part of one.
    pub part: Vec<i16>,
    /// Years of which there is nothing.
    pub none: Vec<i16>,
    /// Years in which there was no such place.
    pub absent: Vec<i16>,
    /// The ids of the reports by year.
    pub reports: BTreeMap<i16, Vec<String>>,
}

/// How many cells of each kind there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageTotal {
    /// Places.
    pub places: u64,
    /// Places and years with a report.
    pub report: u64,
    /// Places and years with only a part of one.
    pub part: u64,
    /// Places and years with nothing.
    pub none: u64,
}

/// Reports without a cell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageUnknown {
    /// Reports whose place is unknown.
    pub place: u64,
    /// Reports whose place is known and whose year is not.
    pub year: u64,
}

/// One report as the coverage sees it.
#[derive(Debug, Clone, Copy)]
pub struct CoverageEntry<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its place.
    pub place: Option<&'a Place>,
    /// Its year.
    pub year: Option<i16>,
    /// Whether it is only a part of a report.
    pub is_part: bool,
}

/// What is held of one place while it is gathered.
struct GatheredPlace<'a> {
    place: &'a Place,
    /// The year whose name and path the row shows.
    latest: i16,
    /// By year: the ids, and whether one of them is whole.
    held: BTreeMap<i16, (Vec<&'a str>, bool)>,
}

impl Coverage {
    /// The coverage of reports that passed these filters; with `expected`, places that the
    /// filters name and the archive holds nothing of have rows too.
    pub fn gather<'a>(
        entries: impl Iterator<Item = CoverageEntry<'a>> + Clone,
        filters: &Filters,
        expected: bool,
        gazetteer: &Gazetteer,
    ) -> Self {
        if !expected {
            return Self::of(entries, filters.years, &[], gazetteer);
        }
        let levels = if filters.levels.is_empty() {
            let held = entries.clone().filter_map(|entry| Some(entry.place?.level));
            held.collect::<BTreeSet<_>>().into_iter().collect()
        } else {
            filters.levels.clone()
        };
        let asked = filters.years.map(|(_, last)| last).filter(|last| *last != i16::MAX);
        let latest = entries.clone().filter_map(|entry| entry.year).max();
        let year = asked.or(latest).unwrap_or(i16::MAX);
        let expected = self::expected(&filters.places, &levels, year, gazetteer);
        Self::of(entries, filters.years, &expected, gazetteer)
    }

    /// Gathers the coverage of reports that passed the filters. `years` are the first and last
    /// year asked for; an end that is the extreme of its type is open. `expected` are places that
    /// shall have a row even where nothing of them is held.
    fn of<'a: 'b, 'b>(
        entries: impl IntoIterator<Item = CoverageEntry<'a>>,
        years: Option<(i16, i16)>,
        expected: &'b [Place],
        gazetteer: &Gazetteer,
    ) -> Self {
        let mut unknown = CoverageUnknown::default();
        let mut rows: BTreeMap<(Level, &str), GatheredPlace<'_>> = BTreeMap::new();
        for entry in entries {
            let Some(place) = entry.place else {
                unknown.place += 1;
                continue;
            };
            let Some(year) = entry.year else {
                unknown.year += 1;
                continue;
            };
            let row = rows.entry((place.level, &place.code)).or_insert_with(|| GatheredPlace {
                place,
                latest: year,
                held: BTreeMap::new(),
            });
            if year >= row.latest {
                (row.place, row.latest) = (place, year);
            }
            let cell = row.held.entry(year).or_default();
            cell.0.push(entry.id);
            cell.1 |= !entry.is_part;
        }
        let columns = columns(&rows, years);
        for place in expected {
            rows.entry((place.level, &place.code)).or_insert_with(|| GatheredPlace {
                place,
                latest: i16::MAX,
                held: BTreeMap::new(),
            });
        }
        let places: Vec<CoverageRow> =
            rows.into_values().map(|gathered| gathered.row(&columns, gazetteer)).collect();
        let sum = |list: fn(&CoverageRow) -> &Vec<i16>| {
            places.iter().map(|row| list(row).len() as u64).sum()
        };
        let total = CoverageTotal {
            places: places.len() as u64,
            report: sum(|row| &row.report),
            part: sum(|row| &row.part),
            none: sum(|row| &row.none),
        };
        Self { years: columns, places, total, unknown }
    }
}

/// From the first to the last year held or asked for.
fn columns(
    rows: &BTreeMap<(Level, &str), GatheredPlace<'_>>,
    asked: Option<(i16, i16)>,
) -> Vec<i16> {
    let years = || rows.values().flat_map(|row| row.held.keys().copied());
    let (first, last) = asked.unwrap_or((i16::MIN, i16::MAX));
    let first = if first == i16::MIN { years().min() } else { Some(first) };
    let last = if last == i16::MAX { years().max() } else { Some(last) };
    match (first, last) {
        (Some(first), Some(last)) => {
            (first.max(last.saturating_sub(MOST_YEARS - 1))..=last).collect()
        }
        _ => Vec::new(),
    }
}

impl GatheredPlace<'_> {
    fn row(self, years: &[i16], gazetteer: &Gazetteer) -> CoverageRow {
        let mut row = CoverageRow {
            code: self.place.code.clone(),
            name: self.place.name.clone(),
            path: self.place.path.clone(),
            level: self.place.level,
            report: Vec::new(),
            part: Vec::new(),
            none: Vec::new(),
            absent: Vec::new(),
            reports: BTreeMap::new(),
        };
        for &year in years {
            let list = match self.held.get(&year) {
                Some((_, true)) => &mut row.report,
                Some((_, false)) => &mut row.part,
                None if is_due(&row.code, year, gazetteer) => &mut row.none,
                None => &mut row.absent,
            };
            list.push(year);
        }
        for (year, (mut ids, _)) in self.held {
            ids.sort_unstable();
            row.reports.insert(year, ids.into_iter().map(str::to_owned).collect());
        }
        row
    }
}

/// Whether the place of this code would have reported in the year. In the year in which a place
/// begins the report is still the old one's. Places that the gazetteer does not know always were.
fn is_due(code: &str, year: i16, gazetteer: &Gazetteer) -> bool {
    let mut rows = gazetteer.rows(code).peekable();
    let is_unknown = rows.peek().is_none();
    is_unknown || rows.any(|row| row.stood(year) && row.from != Some(year))
}

/// The places below those named (all, where none is named) that stood in the year, of these
/// levels: what an archive would hold if it were complete. Townships, which
/// are known of one year only, are left out.
fn expected(names: &[String], levels: &[Level], year: i16, gazetteer: &Gazetteer) -> Vec<Place> {
    let mut codes: Vec<&str> = Vec::new();
    for name in names {
        let named = gazetteer.find(name, None).into_iter().map(|division| division.code.as_ref());
        codes.extend(named.chain(gazetteer.rows(name).map(|row| row.code.as_ref())));
    }
    let due = gazetteer.divisions().iter().filter(|division| {
        division.stood(year)
            && division.from != Some(year)
            && (levels.is_empty() || levels.contains(&division.level))
    });
    due.map(|division| gazetteer.place(division, Some(year)))
        .filter(|place| {
            names.is_empty() || place.codes.iter().any(|code| codes.contains(&code.as_str()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn place(code: &str, year: i16) -> Place {
        let gazetteer = Gazetteer::builtin();
        gazetteer.place(gazetteer.by_code(code, Some(year)).unwrap(), Some(year))
    }

    #[test]
    fn tells_a_report_from_a_part_from_none_from_no_such_place() {
        let (county, district) = (place("310230", 2014), place("310151", 2018));
        let entry = |id, place, year, is_part| CoverageEntry { id, place, year, is_part };
        let coverage = Coverage::of(
            [
                entry("a", Some(&county), Some(2014), false),
                entry("b", Some(&county), Some(2015), true),
                entry("c", Some(&district), Some(2018), true),
                entry("d", Some(&district), Some(2018), false),
                entry("e", Some(&district), None, false),
                entry("f", None, Some(2018), false),
            ],
            None,
            &[],
            Gazetteer::builtin(),
        );
        assert_eq!(coverage.years, [2014, 2015, 2016, 2017, 2018]);
        let lists = |row: &CoverageRow| {
            (row.report.clone(), row.part.clone(), row.none.clone(), row.absent.clone())
        };
        let [new, old] = coverage.places.as_slice() else { panic!("{coverage:?}") };
        assert_eq!(new.name, "崇明区");
        assert_eq!(lists(new), (vec![2018], vec![], vec![2017], vec![2014, 2015, 2016]));
        assert_eq!(new.reports[&2018], ["c", "d"]);
        assert_eq!(old.name, "崇明县");
        assert_eq!(lists(old), (vec![2014], vec![2015], vec![2016], vec![2017, 2018]));
        assert_eq!(coverage.unknown, CoverageUnknown { place: 1, year: 1 });
        let total = CoverageTotal { places: 2, report: 2, part: 1, none: 2 };
        assert_eq!(coverage.total, total);
    }

    #[test]
    fn years_asked_for_are_shown_though_nothing_is_held() {
        let builtin = Gazetteer::builtin();
        let expected = expected(&["上海".into()], &[Level::County], 2023, builtin);
        assert_eq!(expected.len(), 16);
        let coverage = Coverage::of([], Some((2022, 2023)), &expected, builtin);
        assert_eq!(coverage.years, [2022, 2023]);
        assert!(coverage.places.iter().all(|row| row.none == [2022, 2023]), "{coverage:?}");
        assert!(Coverage::of([], None, &[], builtin).years.is_empty());
        assert_eq!(Coverage::of([], Some((i16::MIN, 2023)), &[], builtin).years, [0; 0]);
        assert_eq!(Coverage::of([], Some((0, 2023)), &[], builtin).years.len(), 200);
    }

    /// Places of two levels, one of which began and one of which ended in these years.
    const CODES: [&str; 4] = ["310000", "310104", "310151", "310230"];

    /// Reports by the place (none beyond the list), the year and whether they are a part.
    fn archives() -> impl Strategy<Value = Vec<(usize, Option<i16>, bool)>> {
        let year = prop::option::weighted(0.9, 2010i16..2020);
        prop::collection::vec((0..CODES.len() + 1, year, any::<bool>()), 0..24)
    }

    /// The place of a code as a report of a year has it: of a time at which there was one.
    fn place_in(code: &str, year: Option<i16>) -> Option<Place> {
        let gazetteer = Gazetteer::builtin();
        let division = gazetteer.by_code(code, year).or_else(|| gazetteer.by_code(code, None));
        division.map(|division| gazetteer.place(division, year))
    }

    proptest! {
        #[test]
        fn every_year_of_a_place_is_told_once(
            reports in archives(),
            asked in prop::option::of((2012i16..2016, 2012i16..2019)),
        ) {
            let passes = |year: Option<i16>| {
                asked.is_none_or(|(first, last)| year.is_some_and(|year| (first..=last).contains(&year)))
            };
            let reports: Vec<_> = reports.into_iter().filter(|report| passes(report.1)).collect();
            let places: Vec<Option<Place>> = reports
                .iter()
                .map(|&(code, year, _)| place_in(CODES.get(code)?, year))
                .collect();
            let ids: Vec<String> = (0..reports.len()).map(|at| format!("r{at:02}")).collect();
            let entries = || (0..reports.len()).map(|at| CoverageEntry {
                id: &ids[at],
                place: places[at].as_ref(),
                year: reports[at].1,
                is_part: reports[at].2,
            });
            let filters = Filters { years: asked, ..Filters::default() };
            let builtin = Gazetteer::builtin();
            let coverage = Coverage::gather(entries(), &filters, false, builtin);
            let held = |row: &CoverageRow, year: i16| -> Vec<usize> {
                let is_one = |at: &usize| {
                    reports[*at].1 == Some(year)
                        && places[*at].as_ref().is_some_and(|place| place.code == row.code)
                };
                (0..reports.len()).filter(is_one).collect()
            };
            for row in &coverage.places {
                let mut years = [row.report.as_slice(), &row.part, &row.none, &row.absent].concat();
                years.sort_unstable();
                prop_assert_eq!(&years, &coverage.years, "{:?}", row);
                for &year in &coverage.years {
                    let held = held(row, year);
                    let is_whole = held.iter().any(|&at| !reports[at].2);
                    prop_assert_eq!(row.report.contains(&year), is_whole);
                    prop_assert_eq!(row.part.contains(&year), !held.is_empty() && !is_whole);
                    let ids: Vec<&String> = held.iter().map(|&at| &ids[at]).collect();
                    let told = row.reports.get(&year).map(|ids| ids.iter().collect::<Vec<_>>());
                    prop_assert_eq!(told.unwrap_or_default(), ids);
                }
            }
            let sum = |of: fn(&CoverageRow) -> usize| {
                coverage.places.iter().map(|row| of(row) as u64).sum::<u64>()
            };
            let total = CoverageTotal {
                places: coverage.places.len() as u64,
                report: sum(|row| row.report.len()),
                part: sum(|row| row.part.len()),
                none: sum(|row| row.none.len()),
            };
            prop_assert_eq!(coverage.total, total);
            let in_rows: usize =
                coverage.places.iter().flat_map(|row| row.reports.values()).map(Vec::len).sum();
            let unknown = coverage.unknown.place + coverage.unknown.year;
            prop_assert_eq!(in_rows as u64 + unknown, reports.len() as u64);
            prop_assert!(coverage.places.is_sorted_by_key(|row| (row.level, row.code.clone())));
            prop_assert!(coverage.years.windows(2).all(|two| two[0] + 1 == two[1]));
            // Reports come in any order.
            let backward: Vec<CoverageEntry<'_>> = entries().collect();
            let backward = backward.into_iter().rev();
            prop_assert_eq!(Coverage::gather(backward, &filters, false, builtin), coverage);
        }
    }

    #[test]
    fn what_is_expected_has_a_row_of_its_own() {
        let builtin = Gazetteer::builtin();
        let xuhui = place("310104", 2022);
        let entry =
            CoverageEntry { id: "a", place: Some(&xuhui), year: Some(2022), is_part: false };
        let filters = |places: &[&str], levels: &[Level]| Filters {
            places: places.iter().map(|&name| name.to_owned()).collect(),
            levels: levels.to_vec(),
            ..Filters::default()
        };
        let rows = |filters: &Filters, held: bool, expected: bool| {
            let entries = std::iter::repeat_n(entry, usize::from(held));
            Coverage::gather(entries, filters, expected, builtin)
        };
        let all = rows(&filters(&["上海"], &[]), true, true);
        // The levels that are held are expected: districts, and no city.
        assert_eq!((all.places.len(), all.years.as_slice()), (16, &[2022][..]));
        assert_eq!((all.total.report, all.total.none), (1, 15));
        assert!(all.places.iter().all(|row| row.level == Level::County));
        assert_eq!(rows(&filters(&["上海"], &[]), true, false).places.len(), 1);
        let city = rows(&filters(&["310000"], &[Level::Province]), true, true);
        let names: Vec<&str> = city.places.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, ["上海市", "徐汇区"]);
        assert_eq!(rows(&filters(&["没有这样的地方"], &[]), false, true).places.len(), 0);
    }
}
