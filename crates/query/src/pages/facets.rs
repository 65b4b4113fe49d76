//! The filters beside the results: chips of what is active, a chart of years, a tree of places,
//! lists of levels, kinds and parts. Each value is a link to the state with or without it.

use std::collections::BTreeMap;

use maud::{Markup, html};
use suyan_answers::Params;
use suyan_search::filter::{
    Dimension, DimensionValues, LEVEL, PART, PLACE, Restriction, YEAR, in_order,
};
use suyan_search::{Facet, Facets, PlaceFacet, SearchRequest};

use super::choice::Choice;
use super::layout::hidden;
use super::{Context, tree};

/// What the numbers beside values count: what the list is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountedBy {
    /// Reports.
    Reports,
    /// Passages.
    Passages,
}

impl CountedBy {
    /// What the list of the address is of.
    pub fn of(context: &Context) -> Self {
        if context.params.one("group") == Some("passage") { Self::Passages } else { Self::Reports }
    }

    /// The one of two counts.
    pub fn count(self, reports: u64, passages: u64) -> u64 {
        if self == Self::Passages { passages } else { reports }
    }

    fn said(self, context: &Context, count: u64) -> String {
        let t = context.t;
        if self == Self::Passages { (t.would_find)(count) } else { (t.found_all)(count) }
    }
}

/// The column of filters.
pub fn side(context: &Context, request: &SearchRequest, facets: &Facets) -> Markup {
    let t = context.t;
    let by = CountedBy::of(context);
    html! {
        aside.side #filters aria-label=(t.filters) {
            details.filters open {
                summary { (t.filters) }
                @for dimension in in_order(&[&YEAR, &PLACE, &LEVEL, &PART]) {
                    @match dimension.takes {
                        _ if !dimension.has_facet => {}
                        DimensionValues::Names => (places(context, request, &facets.place)),
                        DimensionValues::Years => (years(context, &facets.year, by)),
                        _ => (words(context, by, dimension, &facets.of(dimension))),
                    }
                }
            }
        }
    }
}

const WIDE: usize = 240;
/// Few years do not make bars like barrels.
const WIDEST: usize = 30;
const HIGH: u64 = 64;
/// More years than this are drawn from the last ones back.
const MOST_YEARS: usize = 45;

fn years(context: &Context, facet: &[Facet<i16>], by: CountedBy) -> Markup {
    let t = context.t;
    let of = |year: &Facet<i16>| (year.value, by.count(year.reports, year.passages));
    let counts: BTreeMap<i16, u64> = facet.iter().map(of).collect();
    let (Some((&first, _)), Some((&last, _))) = (counts.first_key_value(), counts.last_key_value())
    else {
        return html! {};
    };
    let first = first.max(last.saturating_sub(MOST_YEARS as i16 - 1));
    let most = counts.values().copied().max().unwrap_or(1).max(1);
    let years: Vec<i16> = (first..=last).collect();
    let step = (WIDE / years.len()).clamp(3, WIDEST);
    let wide = years.len() * step;
    html! {
        section.facet {
            h2 { (t.year) }
            svg.years viewBox=(format!("0 0 {WIDE} {}", HIGH + 16)) role="group" aria-label=(t.year_bars) data-years="" {
                @for (at, year) in years.iter().enumerate() {
                    @let count = counts.get(year).copied().unwrap_or(0);
                    @let tall = if count == 0 { 0 } else { (count * HIGH).div_ceil(most).max(2) };
                    @if count > 0 {
                        a href=(context.params.set("year", &year.to_string()).at("/search"))
                            aria-label=(format!("{year}: {}", by.said(context, count))) data-year=(year) {
                            title { (year) ": " (by.said(context, count)) }
                            rect.hit-area x=(at * step) y="0" width=(step) height=(HIGH) {}
                            rect.bar x=(at * step) y=(HIGH - tall) width=(step - 1 - step / 10) height=(tall) {}
                        }
                    }
                }
                line.base x1="0" y1=(HIGH) x2=(wide) y2=(HIGH) {}
                text x="0" y=(HIGH + 13) { (first) }
                @if last > first { text.end x=(wide) y=(HIGH + 13) { (last) } }
            }
            form.range action="/search" method="get" {
                (hidden(&context.params.without("year"), &["from", "to"]))
                label { (t.year_from) " " input name="from" inputmode="numeric" pattern="[0-9]{4}" size="4" value=(bound(context, 0)); }
                label { (t.year_to) " " input name="to" inputmode="numeric" pattern="[0-9]{4}" size="4" value=(bound(context, 1)); }
                button type="submit" { (t.apply) }
            }
        }
    }
}

/// One end of the years that are chosen, empty where it is open.
fn bound(context: &Context, end: usize) -> String {
    let years = context.params.one("year").and_then(suyan_answers::params::years);
    let year = years.map(|(first, last)| if end == 0 { first } else { last });
    year.filter(|y| *y != i16::MIN && *y != i16::MAX).map_or(String::new(), |y| y.to_string())
}

fn words(
    context: &Context,
    by: CountedBy,
    dimension: &Dimension,
    facet: &[Facet<Restriction>],
) -> Markup {
    html! {
        @if !facet.is_empty() {
            section.facet {
                h2 { (context.t.dimension(dimension)) }
                ul.values {
                    @for entry in facet { (line(context, &context.params, "/search", entry, by.count(entry.reports, entry.passages))) }
                }
            }
        }
    }
}

/// A value of a facet as a link to the page of this path with it, or without it.
pub(super) fn line(
    context: &Context,
    own: &Params,
    path: &str,
    entry: &Facet<Restriction>,
    count: u64,
) -> Markup {
    let name = entry.value.dimension().name;
    let (value, label) = (&*entry.value.value(), &*context.t.value(&entry.value));
    Choice { name, value, label, count, is_one_of_several: true }.line(own, path)
}

/// The places of a facet as a form that leads to one by its name or pinyin, and a tree of a few.
fn places(context: &Context, request: &SearchRequest, facet: &[PlaceFacet]) -> Markup {
    let t = context.t;
    let root = tree::TreeNode::of(facet, CountedBy::of(context));
    html! {
        section.facet {
            h2 { (t.place) }
            (tree::few(context, &request.filters.places, &root))
            @if !request.filters.places.is_empty() && !request.filters.lineage {
                p.quiet { a href=(context.params.set("lineage", "true").at("/search")) { (t.lineage) } }
            }
            form.place-find action="/search" method="get" {
                (hidden(&context.params.without("place"), &["from", "to"]))
                label.hidden for="place" { (t.place_find) }
                input #place data-places="" name="place" placeholder=(t.place_find) autocomplete="off" maxlength="60";
                button type="submit" { (t.apply) }
            }
        }
    }
}
