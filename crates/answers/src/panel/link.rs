//! Where a number leads: the search that finds the passages that it counts.

use std::collections::BTreeSet;

use suyan_search::filter::{DIMENSIONS, Dimension, KIND, LEVEL, LINEAGE, PART, PLACE, YEAR};

use super::{PanelColumn, PanelRequest, PanelRow};
use crate::params::Params;

/// What a row may say otherwise than the panel.
const SAID: [&Dimension; 6] = [&PLACE, &LINEAGE, &LEVEL, &YEAR, &KIND, &PART];

/// The address of the search, or of the report where a row is one. `None` where no search can say
/// it, since the place or the year of the reports is not known.
#[must_use]
pub fn cell_address(
    request: &PanelRequest,
    row: &PanelRow,
    column: &PanelColumn,
) -> Option<String> {
    let query = quoted(column);
    if let Some(report) = &row.report {
        let id = percent_encoding::utf8_percent_encode(&report.id, crate::params::PLAIN);
        let path = format!("/reports/{id}");
        return Some(Params::of([("q", query.as_str())]).at(&path));
    }
    let is_by = |by| request.by.contains(&by);
    let lacks_place = is_by(super::RowsBy::Place) && row.place.is_none();
    let lacks_year = is_by(super::RowsBy::Year) && row.year.is_none();
    let lacks_level = is_by(super::RowsBy::Level) && row.level.is_none();
    if lacks_place || lacks_year || lacks_level || row.counts.is_empty() {
        return None;
    }
    let mut params = Params::of([("q", query.as_str()), ("group", "passage")]);
    if is_by(super::RowsBy::Place) {
        let codes: BTreeSet<&str> = row.then.iter().map(|(code, _)| code.as_str()).collect();
        let levels: BTreeSet<&str> = row.then.iter().map(|(_, level)| level.as_str()).collect();
        params = codes.into_iter().fold(params, |params, code| params.add("place", code));
        params = levels.into_iter().fold(params, |params, level| params.add("level", level));
    } else {
        params = carry(params, &request.params, "place");
        params = match row.level.filter(|_| is_by(super::RowsBy::Level)) {
            Some(level) => params.add("level", level.as_str()),
            None => carry(params, &request.params, "level"),
        };
        if request.filters.lineage && !request.filters.places.is_empty() {
            params = params.add("lineage", "true");
        }
    }
    params = match row.year {
        Some(year) => params.add("year", &year.to_string()),
        None => carry(params, &request.params, "year"),
    };
    params = match row.kind {
        Some(kind) => params.add("kind", kind.as_str()),
        None => carry(params, &request.params, "kind"),
    };
    params = match row.part {
        Some(part) => params.add("part", part.as_str()),
        None => carry(params, &request.params, "part"),
    };
    // Whatever else restricts the panel restricts what it counted.
    let others = DIMENSIONS.into_iter().filter(|one| !SAID.contains(one));
    let params = others.fold(params, |params, one| carry(params, &request.params, one.name));
    Some(params.at("/search"))
}

fn carry(params: Params, from: &Params, name: &str) -> Params {
    from.all(name).fold(params, |params, value| params.add(name, value))
}

/// The strings of a column in quotation marks, which a search takes as they are.
#[must_use]
pub fn quoted(column: &PanelColumn) -> String {
    let transparent = ['"', '“', '”', '‘', '’', '\'', '「', '」', '＂'];
    let strings = column.strings.iter().map(|string| {
        let plain: String = string.chars().filter(|c| !transparent.contains(c)).collect();
        format!("\"{plain}\"")
    });
    strings.collect::<Vec<_>>().join(" OR ")
}

#[cfg(test)]
mod tests {
    use suyan_search::filter::DimensionValues;

    use super::*;
    use crate::panel::Panel;
    use crate::testing::Scan;

    #[test]
    fn what_restricts_a_panel_restricts_the_search_behind_its_counts() {
        for dimension in DIMENSIONS.into_iter().filter(|one| **one != LINEAGE) {
            let value = match dimension.takes {
                DimensionValues::Names => "云栖区",
                DimensionValues::Years => "2021..2023",
                DimensionValues::Words(_) if *dimension == LEVEL => "county",
                DimensionValues::Words(_) if *dimension == PART => "review",
                DimensionValues::Words(words) => words[0],
                DimensionValues::Switch(_) => "true",
            };
            let by = if *dimension == YEAR { "part" } else { "year" };
            let params = [("words", "架空线"), ("by", by), (dimension.name, value)];
            let request = PanelRequest::read(&Params::of(params)).unwrap();
            let panel = Panel::count(&Scan::archive(), request).unwrap();
            let row = panel.rows.iter().find(|row| !row.counts.is_empty()).unwrap();
            let address = cell_address(&panel.request, row, &panel.request.columns[0]).unwrap();
            assert!(address.contains(&format!("&{}=", dimension.name)), "{address}");
        }
    }
}
