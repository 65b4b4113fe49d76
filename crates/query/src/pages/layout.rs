//! What all pages share: head, search field, navigation, foot.

use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use super::Context;
use crate::assets::{ICON, SCRIPT, STYLE};
use crate::gate::SnapshotScope;
use crate::text::Lang;
use suyan_answers::Problem;
use suyan_answers::snapshot::PARAMETER;

/// What a page says of itself before it is read: in its tab, and where somebody sends its address.
#[derive(Debug, Clone, Default)]
pub struct PageHead {
    /// What it is, and of what.
    pub title: String,
    /// What stands on it, in a sentence; its title where that says it.
    pub about: Option<String>,
    /// The class of its body.
    pub class: &'static str,
    /// The feed of what it lists.
    pub feed: Option<String>,
}

/// A page of this title.
pub fn page(context: &Context, title: &str, class: &'static str, main: &Markup) -> Response {
    page_of(context, PageHead { title: title.to_owned(), class, ..PageHead::default() }, main)
}

/// The address of the feed of what a page lists: the page's own parameters, but for those of its
/// looks.
pub fn feed(context: &Context, path: &str) -> String {
    let looks = ["cursor", "lang", "limit", "sort", "group", "snapshot"];
    looks.iter().fold(context.params.clone(), |params, name| params.without(name)).at(path)
}

/// A page with what it says of itself.
pub fn page_of(context: &Context, head: PageHead, main: &Markup) -> Response {
    let t = context.t;
    let PageHead { title, about, class, feed } = head;
    let whole_title =
        if title == t.brand { title.clone() } else { format!("{title} · {}", t.brand) };
    let about = about.unwrap_or_else(|| {
        if title == t.brand { t.lead.to_owned() } else { format!("{title} · {}", t.tagline) }
    });
    let whole = html! {
        (DOCTYPE)
        html lang=(t.html_lang) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (whole_title) }
                meta name="description" content=(about);
                meta property="og:title" content=(title);
                meta property="og:description" content=(about);
                meta property="og:site_name" content=(t.brand);
                link rel="stylesheet" href=(*STYLE);
                @if let Some(feed) = feed {
                    link rel="alternate" type="application/atom+xml" href=(feed) title=(title);
                }
                link rel="icon" href=(*ICON) type="image/svg+xml";
                script src=(*SCRIPT) defer {}
            }
            body class=(class) {
                a.skip href="#main" { (t.skip) }
                @if WITH_RESULTS.contains(&class) { a.skip href="#results" { (t.room.to_results) } }
                (header(context, class))
                main #main tabindex="-1" { (main) }
                (footer(context))
            }
        }
    };
    Html(whole.into_string()).into_response()
}

/// The pages that have something before their results.
const WITH_RESULTS: [&str; 1] = ["results"];

fn header(context: &Context, class: &str) -> Markup {
    let t = context.t;
    let counting = ["panel", "coding", "kwic", "keywords", "firsts", "copied", "series"];
    let ways = [
        ("/reports", t.all_reports, class == "reports"),
        ("/promises", t.promises.nav, matches!(class, "ledger" | "promise")),
        ("/trend", t.trend, class == "trend"),
        ("/archive", t.archive, class == "archive"),
        ("/compare", t.compare, class == "comparison"),
        ("/panel", t.counting.title, counting.contains(&class)),
        ("/help", t.help, class == "help"),
    ];
    html! {
        header.top {
            a.brand href=(context.plain("/")) { (t.brand) }
            @if class != "home" { (field(context, false)) }
            nav aria-label=(t.nav_label) {
                @for (path, name, is_here) in ways {
                    a href=(context.plain(path)) aria-current=[is_here.then_some("page")] { (name) }
                }
                a href=(other_language(context)) lang=(t.other_lang) hreflang=(t.other_lang) {
                    (t.other_lang_name)
                }
            }
        }
    }
}

/// The search field. Filters that are active stay active when the query changes.
pub fn field(context: &Context, is_first: bool) -> Markup {
    let t = context.t;
    let query = context.params.one("q").unwrap_or_default();
    let kept = context.params.without("q");
    html! {
        form.field action="/search" method="get" role="search" aria-label=(t.search) {
            label.hidden for="q" { (t.query_label) }
            input #q type="search" name="q" value=(query) placeholder=(t.query_hint)
                autocomplete="off" spellcheck="false" autofocus[is_first] enterkeyhint="search" maxlength="2000";
            (hidden(&kept, &["from", "to"]))
            button type="submit" { (t.search) }
        }
    }
}

/// The parameters as hidden fields of a form, but for some.
pub fn hidden(params: &suyan_answers::params::Params, but: &[&str]) -> Markup {
    html! {
        @for (name, value) in params.pairs() {
            @if !but.contains(&name) { input type="hidden" name=(name) value=(value); }
        }
    }
}

fn footer(context: &Context) -> Markup {
    let t = context.t;
    html! {
        footer.foot {
            p { (t.brand) " · " (t.tagline) }
            p.only-script { (t.keys) }
            p { a href={ (context.plain("/help")) "#api" } { (t.nav_api) } }
            @if let Some(snapshot) = SnapshotScope::answered() {
                p.quiet { (t.snapshot) " " a href=(context.params.set(PARAMETER, &snapshot).at("")) title=(t.snapshot_link) { code { (snapshot) } } }
            }
        }
    }
}

/// The link to the page in the other language.
fn other_language(context: &Context) -> String {
    let changed = match context.lang {
        Lang::Zh => context.params.set("lang", "en"),
        Lang::En => context.params.without("lang"),
    };
    let address = changed.at("");
    if address.is_empty() { "?".into() } else { address }
}

/// A page that sets a cookie, where it has to. What holds a token is kept by nobody.
pub fn with_cookie(mut page: Response, cookie: Option<HeaderValue>) -> Response {
    let headers = page.headers_mut();
    if let Some(cookie) = cookie {
        headers.insert(header::SET_COOKIE, cookie);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    page
}

/// The page that says what went wrong.
pub fn failure(context: &Context, failure: &Problem) -> Response {
    let t = context.t;
    page(
        context,
        t.error_title,
        "failure",
        &html! {
            section.notice role="alert" {
                h1 { (t.error_title) }
                @match (t.failure)(failure.code) {
                    Some((message, hint)) => {
                        p { (message) }
                        p.quiet { (hint) }
                        p.quiet lang="zh-CN" { (failure.message) }
                    }
                    None => {
                        p { (failure.message) }
                        @if !failure.hint.is_empty() { p.quiet { (failure.hint) } }
                    }
                }
                p { a href=(context.plain("/")) { (t.home) } }
            }
        },
    )
}
