//! What is counted, as a form: words, places, years, level, part, kind, and which set of places.

use maud::{Markup, html};
use suyan_answers::params;
use suyan_corpus::Kind;
use suyan_search::filter::{Dimension, DimensionValues, KIND, LEVEL, PART, Restriction, in_order};

use crate::pages::Context;

/// The form. Without script it is all that there is, and with it as well.
pub fn form(context: &Context) -> Markup {
    let t = context.t;
    let value = |name: &str| context.params.one(name).unwrap_or_default().to_owned();
    let year = context.params.one("year").and_then(params::years);
    let bound = |year: Option<i16>| {
        year.filter(|y| *y != i16::MIN && *y != i16::MAX).map_or(String::new(), |y| y.to_string())
    };
    let (from, to) = (bound(year.map(|y| y.0)), bound(year.map(|y| y.1)));
    let on = |name: &str, value: &str| context.params.one(name) == Some(value);
    html! {
        details.controls-fold open { summary { (t.room.controls) }
        form.controls action="/trend" method="get" {
            label.wide { span { (t.query_label) } input type="search" name="q" value=(value("q")) required maxlength="2000" autocomplete="off"; }
            label.wide { span { (t.room.with) } input name="with" value=(context.params.all("with").collect::<Vec<_>>().join("、")) maxlength="400" placeholder=(t.room.with_hint) autocomplete="off"; }
            label { span { (t.place) } input name="place" value=(chosen_place(context)) maxlength="60" data-places="" placeholder=(t.place_find) autocomplete="off"; }
            label.year { span { (t.year_from) } input name="from" inputmode="numeric" pattern="[0-9]{4}" size="4" value=(from); }
            label.year { span { (t.year_to) } input name="to" inputmode="numeric" pattern="[0-9]{4}" size="4" value=(to); }
            @for dimension in in_order(&[&LEVEL, &PART]) {
                @if matches!(dimension.takes, DimensionValues::Words(_)) { (select(context, dimension)) }
            }
            label.check { input type="checkbox" name="kinds" value="all" checked[on("kinds", "all")]; " " (t.room.all_kinds) }
            label.check { input type="checkbox" name="balanced" value="true" checked[on("balanced", "true")]; " " (t.room.balanced) }
            @if let Some(lang) = context.params.one("lang") { input type="hidden" name="lang" value=(lang); }
            button type="submit" { (t.room.draw) }
        }
        }
    }
}

/// A choice of one value, or of any; of kinds, of work reports where nothing else is said.
fn select(context: &Context, dimension: &Dimension) -> Markup {
    let t = context.t;
    let usual = Restriction::Kind(Kind::WorkReport);
    let is_of_usual = *dimension == KIND;
    let none = if is_of_usual { t.value(&usual) } else { t.counting.any.to_owned() };
    let given = context.params.one(dimension.name).and_then(dimension.read);
    html! {
        label { span { (t.dimension(dimension)) } select name=(dimension.name) {
            option value="" { (none) }
            @for one in dimension.values().filter(|one| *one != usual) {
                option value=(one.value()) selected[given.as_ref() == Some(&one)] { (t.value(&one)) }
            }
        } }
    }
}

/// The place by its name, which a reader can read and change.
fn chosen_place(context: &Context) -> String {
    context.params.one("place").map_or(String::new(), |given| context.named(given).to_owned())
}
