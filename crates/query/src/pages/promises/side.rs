//! The filters beside the ledger: each value is a link to the state with or without it.

use maud::{Markup, html};
use suyan_answers::promises;
use suyan_search::ShownPromise;
use suyan_search::filter::{DimensionValues, LEVEL, PART, PLACE, YEAR, in_order};
use suyan_search::ledger::{ItemCount, PromiseFacets};

use crate::pages::chips::{self, Label};
use crate::pages::choice::Choice;
use crate::pages::layout::hidden;
use crate::pages::{Context, title};

/// So many years and places stand beside the list.
const MOST_YEARS: usize = 24;
const MOST_PLACES: usize = 24;

/// The column of filters.
pub fn side(context: &Context, facets: &PromiseFacets) -> Markup {
    let t = context.t;
    let p = t.promises;
    html! {
        aside.side #filters aria-label=(t.filters) {
            details.filters open {
                summary { (t.filters) }
                (words(context, "verdict", p.verdict, &facets.verdict, |v| ((p.verdict_word)(*v), v.as_str())))
                (words(context, "strength", p.strength, &facets.strength, |v| ((p.strength_word)(*v), v.as_str())))
                (quantity(context))
                @for dimension in in_order(&[&YEAR, &PLACE, &LEVEL, &PART]) {
                    @match dimension.takes {
                        _ if !dimension.has_facet => {}
                        DimensionValues::Names => (places(context, facets)),
                        DimensionValues::Years => (years(context, &facets.year)),
                        _ => (words(context, dimension.name, t.dimension(dimension), &facets.of(dimension), |v| (t.value(v), v.value()))),
                    }
                }
            }
        }
    }
}

fn words<V, S: AsRef<str>>(
    context: &Context,
    name: &str,
    title: &str,
    facet: &[ItemCount<V>],
    word: impl Fn(&V) -> (S, S),
) -> Markup {
    html! {
        @if !facet.is_empty() {
            section.facet {
                h2 { (title) }
                ul.values {
                    @for entry in facet {
                        @let (label, value) = word(&entry.value);
                        (choice(context, name, value.as_ref(), label.as_ref(), entry.items, true))
                    }
                }
            }
        }
    }
}

/// A value as a link to the state with it, or without it where it is chosen.
fn choice(
    context: &Context,
    name: &str,
    value: &str,
    label: &str,
    items: u64,
    several: bool,
) -> Markup {
    Choice { name, value, label, count: items, is_one_of_several: several }
        .line(&context.params, "/promises")
}

fn quantity(context: &Context) -> Markup {
    let t = context.t.promises;
    let given = context.params.one("quantity");
    html! {
        section.facet {
            h2 { (t.quantity) }
            ul.values {
                @for (value, label) in [("true", t.with_quantity), ("false", t.without_quantity)] {
                    @let on = given == Some(value);
                    @let params = if on { context.params.without("quantity") } else { context.params.set("quantity", value) };
                    li { a href=(params.at("/promises")) aria-current=[on.then_some("true")] { span { (label) } } }
                }
            }
        }
    }
}

fn years(context: &Context, facet: &[ItemCount<i16>]) -> Markup {
    let t = context.t;
    html! {
        @if !facet.is_empty() {
            section.facet {
                h2 { (t.year) }
                ul.values {
                    @for entry in facet.iter().take(MOST_YEARS) {
                        @let year = entry.value.to_string();
                        (choice(context, "year", &year, &year, entry.items, false))
                    }
                }
                form.range action="/promises" method="get" {
                    (hidden(&context.params.without("year").without("cursor"), &["from", "to"]))
                    label { (t.year_from) " " input name="from" inputmode="numeric" pattern="[0-9]{4}" size="4"; }
                    label { (t.year_to) " " input name="to" inputmode="numeric" pattern="[0-9]{4}" size="4"; }
                    button type="submit" { (t.apply) }
                }
            }
        }
    }
}

fn places(context: &Context, facets: &PromiseFacets) -> Markup {
    let t = context.t;
    html! {
        section.facet {
            h2 { (t.place) }
            ul.values {
                @for entry in facets.place.iter().take(MOST_PLACES) {
                    (choice(context, "place", &entry.place.code, &entry.place.name, entry.items, true))
                }
            }
            @if facets.place.len() > MOST_PLACES {
                p.quiet { ((t.more)(facets.place.len() - MOST_PLACES)) }
            }
            form.place-find action="/promises" method="get" {
                (hidden(&context.params.without("place").without("cursor"), &["from", "to"]))
                label.hidden for="place" { (t.place_find) }
                input #place data-places="" name="place" placeholder=(t.place_find) autocomplete="off" maxlength="60";
                button type="submit" { (t.apply) }
            }
        }
    }
}

/// What restricts the list, by its names.
pub fn labels(context: &Context, list: &[ShownPromise]) -> Vec<Label> {
    let p = context.t.promises;
    let mut labels = chips::labels(context);
    for (name, value) in context.params.pairs() {
        let value = value.trim();
        let label = match name {
            "verdict" => promises::verdict(value).map_or("", p.verdict_word).to_owned(),
            "strength" => promises::strength(value).map_or("", p.strength_word).to_owned(),
            "quantity" if matches!(value, "true" | "1") => p.with_quantity.to_owned(),
            "quantity" => p.without_quantity.to_owned(),
            "report" => {
                let known = list.iter().find(|promise| promise.report.id == value);
                let short = known.and_then(|promise| title::short(context, &promise.report));
                short.unwrap_or_else(|| value.to_owned())
            }
            _ => continue,
        };
        labels.push((name.to_owned(), value.to_owned(), label));
    }
    labels
}
