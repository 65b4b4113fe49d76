//! `/notes`: a reader's journal, and its file; what a form of a promise's page sends.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{DefaultBodyLimit, Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use suyan_answers::Problem;
use suyan_answers::notes::{
    NotedItem, add_changes, decide, decision, found_again, page as page_of, read_changes,
};
use suyan_answers::params::PLAIN;

use super::layout::{page, with_cookie};
use super::promises::{history, verdict};
use super::{Context, PageFailure};
use crate::App;
use crate::api::notes::{LONGEST_FILE, file_too_long, now};
use crate::api::posted::{self, LONGEST_BODY};
use crate::api::report::read_id;
use crate::error::Failure;

/// The addresses.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/promises/{id}/notes", post(decided))
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
        .merge(journal())
}

fn journal() -> Router<Arc<App>> {
    Router::new()
        .route("/notes", get(notes).post(added))
        .route("/notes/{matter}", get(matter))
        .layer(DefaultBodyLimit::max(LONGEST_FILE))
}

/// What a person decides; then back to the promise.
async fn decided(
    State(app): State<Arc<App>>,
    id: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, PageFailure> {
    let context = Context::of(&app, query.as_deref());
    let write = async {
        let (notes, id) = (app.notes()?, read_id(id)?);
        let params = posted::params(None, &headers, body)?;
        notes.admit(&headers, params.one("token"))?;
        let decision = decision(&params)?;
        let own = id.clone();
        let write = move |backend: &dyn suyan_search::Backend| {
            decide(backend, notes.journal(), &own, &decision, &now())
        };
        let change = app.ask(write).await?;
        Ok::<_, Failure>((id, change.anchor.item))
    };
    match write.await {
        Ok((id, item)) => Ok(Redirect::to(&of_promise(&context, &id, item)).into_response()),
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

fn of_promise(context: &Context, id: &str, item: u32) -> String {
    let id = percent_encoding::utf8_percent_encode(id, PLAIN);
    format!("{}#item-{item}", context.plain(&format!("/promises/{id}")))
}

/// The journal.
async fn notes(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, PageFailure> {
    let context = Context::of(&app, query.as_deref());
    let notes = match app.notes() {
        Ok(notes) => notes,
        Err(problem) => return Err(PageFailure::of(context)(problem)),
    };
    let book = notes.journal().book();
    let (shown, next) = match page_of(&book, &context.params) {
        Ok(page) => page,
        Err(problem) => return Err(PageFailure::of(context)(problem)),
    };
    let (token, cookie) = notes.for_forms(&headers);
    let t = context.t.notes;
    let all = book.matters().len();
    let added = context.params.one("added").and_then(|added| added.parse().ok());
    let main = html! {
        h1 { (t.title) }
        p.quiet { (t.lead) " " (t.whose) }
        @if let Some(added) = added { p.notice role="status" { ((t.added)(added)) } }
        p.total { ((t.so_many)(all)) }
        ol.plain.matters { @for matter in shown { li { (view(&context, matter)) } } }
        @if let Some(next) = next {
            nav.pages { a rel="next" href=(context.params.set("cursor", &next).without("added").at("/notes")) { (context.t.next) " →" } }
        }
        (file(&context, &token))
    };
    Ok(with_cookie(page(&context, t.title, "ledger", &main), cookie))
}

/// A matter: what it is of, what the rules read, what was said.
fn view(context: &Context, matter: &NotedItem) -> Markup {
    let (t, last, anchor) = (context.t.notes, matter.last(), matter.anchor());
    html! {
        p.meta {
            @if let Some(year) = anchor.year { strong { (year) } }
            @if let Some(place) = &anchor.place { span { (place) } }
            a href=(context.plain(&format!("/notes/{}", matter.id()))) { (t.to_promise) }
        }
        p.sentence { (anchor.sentence) }
        @if anchor.words != anchor.sentence { p.item { q { (anchor.words) } } }
        p {
            (t.by_rules) " " (verdict(context, last.read.verdict)) " → "
            (t.by_person) " "
            @match last.after {
                Some(after) => (verdict(context, after)),
                None => span.quiet { (t.withdrawn) },
            }
        }
        (history(context, &matter.changes))
    }
}

/// The journal as a file, written and read back.
fn file(context: &Context, token: &str) -> Markup {
    let t = context.t.notes;
    html! {
        section {
            h2 { (t.file) }
            p.exports {
                (context.t.export) " "
                @for (form, name) in [("csv", "CSV"), ("xlsx", "XLSX"), ("jsonl", "JSON Lines")] {
                    a href=(format!("/api/v1/notes.{form}")) download="" { (name) } " "
                }
                a href="/api/v1/notes" { "JSON" }
            }
            form.read-back method="post" action=(context.plain("/notes")) enctype="multipart/form-data" {
                input type="hidden" name="token" value=(token);
                label for="file" { (t.read_back) } " "
                input #file type="file" name="file" accept=".csv,text/csv" required;
                " " button type="submit" { (t.add) }
            }
            p.quiet { (t.read_back_means) }
        }
    }
}

/// A file that is read back; then the journal again.
async fn added(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, PageFailure> {
    let context = Context::of(&app, query.as_deref());
    let write = async {
        let notes = app.notes()?;
        let (token, file) = sent(form).await?;
        notes.admit(&headers, token.as_deref())?;
        let read = read_changes(&file)?;
        app.ask(move |_| add_changes(notes.journal(), read)).await
    };
    match write.await {
        Ok(added) => {
            let address = context.params.only(&["lang"]).set("added", &added.to_string());
            Ok(Redirect::to(&address.at("/notes")).into_response())
        }
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

/// The token and the file of a form.
async fn sent(
    form: Result<Multipart, MultipartRejection>,
) -> Result<(Option<String>, Bytes), Failure> {
    let bad = || Problem::new("bad_body", "没有收到文件", "请在 /notes 页面选择一份 CSV 再提交");
    let mut form = form.map_err(|_| bad())?;
    let (mut token, mut file) = (None, None);
    while let Some(field) = form.next_field().await.map_err(|_| file_too_long())? {
        let name = field.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "token" => token = Some(field.text().await.map_err(|_| bad())?),
            "file" => file = Some(field.bytes().await.map_err(|_| file_too_long())?),
            _ => {}
        }
    }
    Ok((token, file.ok_or_else(bad)?))
}

/// The way from a matter to its promise, as the archive is now: a report that is read better numbers
/// its passages otherwise.
async fn matter(
    State(app): State<Arc<App>>,
    number: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageFailure> {
    let context = Context::of(&app, query.as_deref());
    let look = async {
        let (notes, number) = (app.notes()?, read_id(number)?);
        let book = notes.journal().book();
        let known = number.parse().ok().and_then(|number| book.matter(number)).cloned();
        let known = known.ok_or_else(|| Problem::not_found("没有这一条核定", "编号见 /notes"))?;
        let sought = known.clone();
        let found = app.ask(move |backend| found_again(backend, &book, &sought)).await?;
        Ok::<_, Failure>((known, found))
    };
    match look.await {
        Ok((_, Some((id, item)))) => {
            Ok(Redirect::to(&of_promise(&context, &id, item)).into_response())
        }
        Ok((matter, None)) => {
            let t = context.t.notes;
            let main = html! {
                h1 { (t.title) }
                p.notice { (t.not_found) }
                (view(&context, &matter))
                p { a href=(context.plain("/notes")) { (t.title) } }
            };
            Ok(page(&context, t.title, "ledger", &main))
        }
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}
