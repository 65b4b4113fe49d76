//! The workbench: panels, concordances, keywords, firsts and series as pages, each the rendering of what the
//! API answers.

pub mod coding;
pub mod copied;
pub mod firsts;
pub mod keywords;
pub mod kwic;
pub mod panel;
pub mod series;

use maud::{Markup, html};
use suyan_answers::Params;
use suyan_search::filter::{Dimension, DimensionValues, LEVEL, PLACE, YEAR, in_order, names};

use super::{Context, chips};

/// A field for a text.
fn field(context: &Context, name: &str, label: &str, kind: &str) -> Markup {
    let given = context.params.one(name).unwrap_or_default();
    // Places are called by their names, as in titles and chips.
    let value = if name.ends_with("place") { context.names.of(given) } else { given };
    html! {
        label { span { (label) } input type=(kind) name=(name) value=(value); }
    }
}

/// A field for one of several.
fn choice(context: &Context, name: &str, label: &str, options: &[(&str, &str)]) -> Markup {
    let chosen = context.params.one(name).unwrap_or_default();
    html! {
        label {
            span { (label) }
            select name=(name) {
                @for (value, said) in options {
                    option value=(value) selected[*value == chosen] { (said) }
                }
                @if !chosen.is_empty() && options.iter().all(|(value, _)| *value != chosen) {
                    option value=(chosen) selected { (chosen) }
                }
            }
        }
    }
}

/// The fields of words that are added to the segmenter, and of stop words: folded where there are
/// none.
fn cut(context: &Context) -> Markup {
    let t = &context.t.counting;
    let lines = |name| context.params.all(name).collect::<Vec<_>>().join("\n");
    let (user, stop) = (lines("user"), lines("stop"));
    html! {
        details.cut open[!user.is_empty() || !stop.is_empty()] {
            summary { (t.cut) }
            div.options {
                label.strings { span { (t.user_words) } textarea name="user" rows="4" placeholder="营商环境\n大数据 100" spellcheck="false" { (user) } }
                label.strings { span { (t.stop_words) } textarea name="stop" rows="4" placeholder="的\n，\n。" spellcheck="false" { (stop) } }
            }
            p.quiet { (t.cut_said) }
        }
    }
}

/// The fields of filters; `prefix` stands before their names.
fn filters(context: &Context, prefix: &str) -> Markup {
    let t = context.t;
    let of = |dimension: &Dimension| {
        let (name, title) = (format!("{prefix}{}", dimension.name), t.dimension(dimension));
        let values: Vec<_> = dimension.values().map(|one| (one.value(), t.value(&one))).collect();
        let values = values.iter().map(|(value, label)| (value.as_str(), label.as_str()));
        let options: Vec<_> = std::iter::once(("", t.counting.any)).chain(values).collect();
        match dimension.takes {
            DimensionValues::Words(_) => choice(context, &name, title, &options),
            DimensionValues::Switch(_) => html! {},
            _ => field(context, &name, title, "text"),
        }
    };
    html! { @for dimension in in_order(&[&PLACE, &YEAR, &LEVEL]) { (of(dimension)) } }
}

/// What of the address says which reports are counted, with these parameters beside it.
fn with_filters(params: &Params, beside: &[&str]) -> Params {
    let filters: Vec<&str> = names().collect();
    params.only(&[filters.as_slice(), beside].concat())
}

/// The language of the page, carried along by a form.
fn language(context: &Context) -> Markup {
    html! { @if let Some(lang) = context.params.one("lang") { input type="hidden" name="lang" value=(lang); } }
}

/// The title of a tool, with what it is asked.
fn titled(context: &Context, title: &str) -> String {
    let words: Vec<&str> = ["words", "set", "indicator"]
        .into_iter()
        .flat_map(|name| context.params.all(name))
        .flat_map(str::lines)
        .take(3)
        .collect();
    let filters = chips::of(context);
    let said: Vec<&str> =
        words.into_iter().chain([filters.as_str()]).filter(|w| !w.is_empty()).collect();
    if said.is_empty() {
        return title.to_owned();
    }
    format!("{title}{}{}", context.t.room.colon, said.join(" · "))
}

/// The ways from one tool to the others.
fn tools(context: &Context) -> Markup {
    let t = &context.t.counting;
    html! {
        p.quiet.benches {
            a href=(context.plain("/panel")) { (t.title) } " · "
            a href=(context.plain("/coding")) { (t.coding) } " · "
            a href=(context.plain("/kwic")) { (t.kwic) } " · "
            a href=(context.plain("/keywords")) { (t.keywords) } " · "
            a href=(context.plain("/firsts")) { (t.firsts) } " · "
            a href=(context.plain("/copied")) { (t.copied) } " · "
            a href=(context.plain("/series")) { (t.series) }
        }
        (chips::chips(context, "", &chips::labels(context)))
    }
}
