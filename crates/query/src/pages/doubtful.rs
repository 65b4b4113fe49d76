//! The reports that a reader should look at, on the page of the archive: by what they are doubtful,
//! and each with a link to what its facts were read from.

use maud::{Markup, html};
use suyan_search::DoubtfulList;

use super::Context;
use crate::text::number;

/// Reports of one page of the list.
pub const ROWS: usize = 30;
/// The parameter that names the page.
pub const PAGE: &str = "doubtful";

/// The page of the list that the address asks for, from 1.
pub fn page_of(context: &Context) -> usize {
    context.params.one(PAGE).and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, 100_000)
}

/// The section.
pub fn section(context: &Context, list: &DoubtfulList) -> Markup {
    let t = context.t;
    let pages = (list.total as usize).div_ceil(ROWS).max(1);
    let page = page_of(context).min(pages);
    let to = |page: usize| {
        format!("{}#doubtful", context.params.set(PAGE, &page.to_string()).at("/archive"))
    };
    html! {
        @if !list.counts.is_empty() || context.params.one("doubt").is_some() {
            section #doubtful.facet {
                h2 { (t.doubtful) }
                p.quiet { (t.doubtful_about) }
                ul.values {
                    @for counted in &list.counts {
                        @let word = counted.doubt.as_str();
                        @let on = context.params.all("doubt").any(|given| given == word);
                        @let params = if on { context.params.remove("doubt", word) } else { context.params.add("doubt", word) };
                        li {
                            a href=(format!("{}#doubtful", params.without(PAGE).at("/archive"))) aria-current=[on.then_some("true")] {
                                span { ((t.doubtful_word)(counted.doubt)) }
                                span.count { (number(counted.reports)) }
                            }
                        }
                    }
                }
                @if list.reports.is_empty() { p { (t.nothing) } }
                @else {
                    div.scroll tabindex="0" role="region" aria-label=(t.doubtful) {
                        table {
                            thead { tr { th scope="col" { (t.year) } th scope="col" { (t.place) } th scope="col" { (t.title) } th scope="col" { (t.doubts) } } }
                            tbody {
                                @for one in &list.reports { (row(context, one)) }
                            }
                        }
                    }
                }
                @if pages > 1 {
                    nav.pages aria-label=(t.doubtful) {
                        @if page > 1 { a rel="prev" href=(to(page - 1)) { "← " (t.previous) } }
                        span { (page) " / " (pages) }
                        @if page < pages { a rel="next" href=(to(page + 1)) { (t.next) " →" } }
                    }
                }
            }
        }
    }
}

fn row(context: &Context, one: &suyan_search::DoubtfulReport) -> Markup {
    let t = context.t;
    let head = &one.head;
    let words: Vec<&str> = one.doubts.iter().map(|doubt| (t.doubtful_word)(*doubt)).collect();
    html! {
        tr {
            td { (head.year.map_or_else(|| t.year_unknown.to_owned(), |year| year.to_string())) }
            td { (head.place.as_ref().map_or_else(|| t.place_unknown.to_owned(), |place| place.path.join(" › "))) }
            td { a href=(format!("{}#record", context.report(&head.id, None))) { (head.title) } }
            td { (words.join(" · ")) }
        }
    }
}
