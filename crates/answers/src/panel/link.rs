//! Where a number leads: the search that finds the passages that it counts.

use std::collections::BTreeSet;

use super::{Column, PanelRequest, Row};
use crate::params::Params;

/// The address of the search, or of the report where a row is one. `None` where no search can say
/// it, since the place or the year of the reports is not known.
#[must_use]
pub fn cell_address(request: &PanelRequest, row: &Row, column: &Column) -> Option<String> {
    let query = quoted(column);
    if let Some(report) = &row.report {
        let id = percent_encoding::utf8_percent_encode(&report.id, crate::params::PLAIN);
        let path = format!("/reports/{id}");
        return Some(Params::of([("q", query.as_str())]).at(&path));
    }
    let is_by = |by| request.by.contains(&by);
    let lacks_place = is_by(super::By::Place) && row.place.is_none();
    let lacks_year = is_by(super::By::Year) && row.year.is_none();
    let lacks_level = is_by(super::By::Level) && row.level.is_none();
    if lacks_place || lacks_year || lacks_level || row.counts.is_empty() {
        return None;
    }
    let mut params = Params::of([("q", query.as_str()), ("group", "passage")]);
    if is_by(super::By::Place) {
        let codes: BTreeSet<&str> = row.then.iter().map(|(code, _)| code.as_str()).collect();
        let levels: BTreeSet<&str> = row.then.iter().map(|(_, level)| level.as_str()).collect();
        params = codes.into_iter().fold(params, |params, code| params.add("place", code));
        params = levels.into_iter().fold(params, |params, level| params.add("level", level));
    } else {
        params = carry(params, &request.params, "place");
        params = match row.level.filter(|_| is_by(super::By::Level)) {
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
    Some(params.at("/search"))
}

fn carry(params: Params, from: &Params, name: &str) -> Params {
    from.all(name).fold(params, |params, value| params.add(name, value))
}

/// The strings of a column in quotation marks, which a search takes as they are.
pub(crate) fn quoted(column: &Column) -> String {
    let transparent = ['"', '“', '”', '‘', '’', '\'', '「', '」', '＂'];
    let strings = column.strings.iter().map(|string| {
        let plain: String = string.chars().filter(|c| !transparent.contains(c)).collect();
        format!("\"{plain}\"")
    });
    strings.collect::<Vec<_>>().join(" OR ")
}
