//! Ways on from an answer that found nothing or too little, as links with their counts.

use maud::{Markup, html};
use suyan_search::{Help, HelpKind};

use super::Context;
use suyan_answers::params;

/// The ways on, by kind.
pub fn ways(context: &Context, help: &[Help]) -> Markup {
    let t = context.t;
    let groups = [
        (HelpKind::Synonyms, t.try_synonyms),
        (HelpKind::Spelling, t.try_spelling),
        (HelpKind::Place, t.try_place),
        (HelpKind::Unquoted, t.try_unquoted),
        (HelpKind::Fewer, t.try_fewer),
        (HelpKind::Wider, t.try_wider),
    ];
    html! {
        @for (kind, title) in groups {
            @if help.iter().any(|way| way.kind == kind) {
                h3 { (title) }
                ul.plain {
                    @for way in help.iter().filter(|way| way.kind == kind) {
                        li {
                            a href=(address(context, way)) { (label(context, way)) }
                            " " span.count { ((t.would_find)(way.total.passages)) }
                        }
                    }
                }
            }
        }
    }
}

/// The way as an address, in the page's language and order.
fn address(context: &Context, way: &Help) -> String {
    let mut params = params::written(&way.query, &way.filters);
    for name in ["lang", "sort", "group"] {
        if let Some(value) = context.params.one(name) {
            params = params.set(name, value);
        }
    }
    params.at("/search")
}

/// What is asked, or what is left out.
fn label(context: &Context, way: &Help) -> String {
    let t = context.t;
    match way.kind {
        HelpKind::Wider if way.to.is_empty() => (t.without)(&named(context, &way.from)),
        HelpKind::Wider => named(context, &way.from) + &(t.room.beside)(&way.to),
        HelpKind::Place => format!("{} → {}", way.from, way.to),
        _ => way.query.clone(),
    }
}

/// A filter as it is written, its places by their names where the address gives codes.
fn named(context: &Context, written: &str) -> String {
    let Some(places) = written.strip_prefix("地区:") else { return written.to_owned() };
    let names: Vec<&str> = places.split('、').map(|place| context.names.of(place)).collect();
    format!("地区:{}", names.join("、"))
}
