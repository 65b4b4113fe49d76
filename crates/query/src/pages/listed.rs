//! What stands below a list that is read page by page: the ways to the pages beside this one, and
//! the whole list as a file.

use maud::{Markup, html};

use super::Context;

/// Where in a list a page stands.
#[derive(Clone, Copy)]
pub struct ListPage<'a> {
    /// The path of the list.
    pub path: &'a str,
    /// So many entries stand before it.
    pub offset: usize,
    /// So many are on it at the most.
    pub limit: usize,
    /// The cursor of the next one.
    pub next: Option<&'a str>,
}

/// The ways to the page before and the next one; `cursor` gives the one of an offset.
pub fn pages(context: &Context, page: &ListPage<'_>, cursor: impl Fn(usize) -> String) -> Markup {
    let (t, ListPage { path, offset, limit, next }) = (context.t, *page);
    let back = (offset > 0).then(|| match offset.saturating_sub(limit) {
        0 => context.params.without("cursor").at(path),
        before => context.params.set("cursor", &cursor(before)).at(path),
    });
    let on = next.map(|next| context.params.set("cursor", next).at(path));
    html! {
        @if back.is_some() || on.is_some() {
            nav.pages aria-label=(t.pages) {
                @if let Some(back) = back { a rel="prev" href=(back) { "← " (t.previous) } }
                span { (offset / limit.max(1) + 1) }
                @if let Some(on) = on { a rel="next" href=(on) { (t.next) " →" } }
            }
        }
    }
}

/// The whole list as a file: the path of the API, and where `/help` tells of its columns.
pub fn exports(context: &Context, path: &str, columns: &str) -> Markup {
    let own = context.params.without("cursor").without("limit").without("lang");
    html! {
        p.exports.quiet {
            (context.t.export) " "
            @for (form, name) in [("csv", "CSV"), ("xlsx", "XLSX"), ("jsonl", "JSON Lines")] {
                a href=(own.at(&format!("{path}.{form}"))) download="" { (name) } " "
            }
            a href=(context.params.without("lang").at(path)) { "JSON" } " · "
            a href=(format!("{}#{columns}", context.plain("/help"))) { (context.t.columns_of_export) }
        }
    }
}
