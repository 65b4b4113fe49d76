//! What a page is of: the filters of its address by their names, as words of its title and as chips
//! that take them away.

use maud::{Markup, html};
use suyan_answers::{Params, subject};
use suyan_search::Backend;
use suyan_search::filter::{Dimension, DimensionValues, named};

use super::Context;

/// The names of the places that an address gives by code.
#[derive(Debug, Clone, Default)]
pub struct ChipNames(Vec<(String, String)>);

impl ChipNames {
    /// Looks them up, in tables that are in memory. What is not found there is called as it was
    /// given.
    pub fn read(backend: &dyn Backend, params: &Params) -> Self {
        let of_reference = |name: &str| named(name.strip_prefix("ref.").unwrap_or(name));
        let is_name = |dimension: &Dimension| matches!(dimension.takes, DimensionValues::Names);
        let given = params.pairs().filter(|(name, _)| of_reference(name).is_some_and(is_name));
        let named = given.filter_map(|(_, value)| {
            let name = subject::place_name(backend, value.trim()).ok()?;
            Some((value.trim().to_owned(), name))
        });
        Self(named.collect())
    }

    /// The name of a place that was given so.
    pub fn of<'a>(&'a self, given: &'a str) -> &'a str {
        let known = self.0.iter().find(|(code, _)| code == given);
        known.map_or(given, |(_, name)| name.as_str())
    }
}

/// A filter of the address: its name, its value as given, and what a reader calls it.
pub type Label = (String, String, String);

/// The filters of the address.
pub fn labels(context: &Context) -> Vec<Label> {
    let t = context.t;
    let mut found = Vec::new();
    for (name, value) in context.params.pairs() {
        let value = value.trim();
        let is_on = matches!(value, "true" | "1");
        let label = match named(name) {
            Some(dimension) => match dimension.takes {
                DimensionValues::Names => context.names.of(value).to_owned(),
                DimensionValues::Years => (t.room.years)(value),
                DimensionValues::Words(_) => {
                    (dimension.read)(value).map(|one| t.value(&one)).unwrap_or_default()
                }
                DimensionValues::Switch(_) if is_on => t.dimension(dimension).to_owned(),
                DimensionValues::Switch(_) => continue,
            },
            None if name == "balanced" && is_on => t.room.balanced.to_owned(),
            None => continue,
        };
        if !label.is_empty() {
            found.push((name.to_owned(), value.to_owned(), label));
        }
    }
    found
}

/// What restricts a page, each as a link to the same page without it.
pub fn chips(context: &Context, path: &str, labels: &[Label]) -> Markup {
    let t = context.t;
    let own = context.params.without("page");
    let names: Vec<&str> = labels.iter().map(|(name, _, _)| name.as_str()).collect();
    let cleared = names.iter().fold(own.clone(), |params, name| params.without(name));
    html! {
        @if !labels.is_empty() {
            ul.chips aria-label=(t.active) {
                @for (name, value, label) in labels {
                    li {
                        a href=(at(&own.remove(name, value), path)) aria-label=((t.remove)(label)) {
                            (label) span aria-hidden="true" { " ×" }
                        }
                    }
                }
                @if labels.len() > 1 { li.clear { a href=(at(&cleared, path)) { (t.clear) } } }
            }
        }
    }
}

/// A title that says what the page is of: 走势：地铁 · 杭州市 · 2018–2023.
pub fn title(context: &Context, lead: &str) -> String {
    let words = of(context);
    match (lead.is_empty(), words.is_empty()) {
        (true, _) => words,
        (false, true) => lead.to_owned(),
        (false, false) => format!("{lead}{}{words}", context.t.room.colon),
    }
}

/// The query and the filters in one line.
pub fn of(context: &Context) -> String {
    let with = context.params.all("with");
    let words: Vec<&str> = context.params.one("q").into_iter().chain(with).collect();
    let query = (!words.is_empty()).then(|| words.join("、"));
    let filters = labels(context).into_iter().map(|(_, _, label)| label);
    query.into_iter().chain(filters).collect::<Vec<_>>().join(" · ")
}

/// The address of a path, or of the present page where there is none.
fn at(params: &Params, path: &str) -> String {
    let address = params.at(path);
    if address.is_empty() { "?".to_owned() } else { address }
}
