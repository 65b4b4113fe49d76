//! What a person says of an item, beside what the rules read; and the form to say it with, which
//! works without any script.

use axum::http::{HeaderMap, HeaderValue};
use maud::{Markup, html};
use suyan_answers::notes::{Book, Change, Cited, DECIDABLE};
use suyan_answers::params::PLAIN;
use suyan_promises::Verdict;
use suyan_search::PromiseStory;
use suyan_search::ledger::{Noted, ShownItem, ShownTelling};

use crate::App;
use crate::pages::Context;

use super::verdict;

/// What a form of a page needs, and what was said before.
pub struct DecisionForm<'b> {
    /// The token; `None` where there is no journal.
    token: Option<String>,
    book: &'b Book,
}

impl<'b> DecisionForm<'b> {
    /// Whether there is a journal to write into.
    pub fn is_open(&self) -> bool {
        self.token.is_some()
    }

    /// Of a page that is asked for with these headers, and the cookie that it sets.
    pub fn of(app: &App, headers: &HeaderMap, book: &'b Book) -> (Self, Option<HeaderValue>) {
        let made = app.notes().ok().map(|notes| notes.for_forms(headers));
        let (token, cookie) = made.unzip();
        (Self { token, book }, cookie.flatten())
    }
}

/// A person's word in one line, said to be one.
pub fn noted_short(context: &Context, noted: &Noted) -> Markup {
    let t = context.t.notes;
    let name = noted.by.as_deref().unwrap_or(t.nobody);
    html! {
        " " span.noted title=(noted.note) {
            @if noted.agrees { (t.confirmed) } @else { (t.overruled) ((context.t.promises.verdict_word)(noted.verdict)) }
            " · " (name)
        }
    }
}

/// A person's word with its reason and what it rests on.
pub fn noted_view(context: &Context, noted: &Noted) -> Markup {
    let t = context.t.notes;
    let name = noted.by.as_deref().unwrap_or(t.nobody);
    html! {
        div.by-person {
            p {
                strong { @if noted.agrees { (t.confirms) } @else { (t.overrules) } } " "
                (verdict(context, noted.verdict)) " "
                span.quiet { (name) " · " time datetime=(noted.day) { (noted.day) } " · " (t.whose) }
            }
            @if !noted.note.is_empty() { p.note { (noted.note) } }
            @for evidence in &noted.evidence { p.quiet { (t.rests_on) " " (evidence) } }
            @if noted.read_then != noted.verdict && noted.agrees {
                p.quiet { ((t.read_then)((context.t.promises.verdict_word)(noted.read_then))) }
            }
        }
    }
}

/// What was said of an item, and the form.
pub fn of_item(
    context: &Context,
    story: &PromiseStory,
    item: &ShownItem,
    form: &DecisionForm<'_>,
) -> Markup {
    let matter = form.book.of_item(&story.promise, item);
    let t = context.t.notes;
    html! {
        @if let Some(noted) = &item.noted { (noted_view(context, noted)) }
        @if let Some(matter) = matter && (matter.changes.len() > 1 || item.noted.is_none()) {
            details {
                summary { ((t.history)(matter.changes.len())) }
                (history(context, &matter.changes))
            }
        }
        @if let Some(token) = &form.token {
            (fields(context, story, item, token, matter.map(suyan_answers::notes::NotedItem::last), form.book))
        }
    }
}

/// Every line of a matter, the last first.
pub fn history(context: &Context, changes: &[Change]) -> Markup {
    let t = context.t.notes;
    let word = |verdict: Option<Verdict>, none: &'static str| {
        verdict.map_or(none, context.t.promises.verdict_word)
    };
    html! {
        ol.plain.changes {
            @for change in changes.iter().rev() {
                li {
                    time datetime=(change.at) { (change.day()) } " "
                    (change.by.as_deref().unwrap_or(t.nobody)) (context.t.room.colon)
                    (word(change.before, t.unsaid)) " → " strong { (word(change.after, t.withdrawn)) }
                    " " span.quiet { ((t.read_then)(word(Some(change.read.verdict), ""))) }
                    @if !change.reason.is_empty() { p.note { (change.reason) } }
                    @for cited in &change.evidence {
                        p.quiet {
                            (t.rests_on) " "
                            a href=(context.report(&cited.report, Some(cited.ordinal))) {
                                @if let Some(year) = cited.year { (year) " " } ((context.t.passage)(cited.ordinal))
                            }
                            " " (cited.text)
                        }
                    }
                    @if let Some(source) = &change.source { p.quiet { (t.rests_on) " " (source) } }
                }
            }
        }
    }
}

/// The form: open where something was said already.
fn fields(
    context: &Context,
    story: &PromiseStory,
    item: &ShownItem,
    token: &str,
    last: Option<&Change>,
    book: &Book,
) -> Markup {
    let (t, p) = (context.t.notes, context.t.promises);
    let id = percent_encoding::utf8_percent_encode(&story.promise.id, PLAIN);
    let read = item.outcome.verdict;
    let said = last.and_then(|last| last.after);
    let chosen = said.or_else(|| DECIDABLE.contains(&read).then_some(read));
    let name = |suffix: &str| format!("{suffix}-{}", item.item);
    // Whoever wrote last is likely to write again.
    let changes = book.changes();
    let by = changes.last().and_then(|change| change.by.as_deref()).unwrap_or_default();
    let kept = |change: &&Change| change.after.is_some();
    let last_said = last.filter(kept);
    html! {
        details.decide {
            summary { @if said.is_some() { (t.change) } @else { (t.decide) } }
            form method="post" action=(context.plain(&format!("/promises/{id}/notes"))) {
                input type="hidden" name="token" value=(token);
                input type="hidden" name="item" value=(item.item);
                input type="hidden" name="seen" value=(last.map_or(0, |last| last.number));
                p {
                    label for=(name("verdict")) { (t.verdict) } " "
                    select id=(name("verdict")) name="verdict" required {
                        @if chosen.is_none() { option value="" { (t.choose) } }
                        @for one in DECIDABLE {
                            option value=(one.as_str()) selected[chosen == Some(one)] {
                                ((p.verdict_word)(one)) @if one == read { (t.as_read) }
                            }
                        }
                        @if said.is_some() { option value="withdraw" { (t.withdraw) } }
                    }
                }
                p {
                    label for=(name("reason")) { (t.reason) }
                    textarea id=(name("reason")) name="reason" rows="3" maxlength="2000" { (last_said.map_or("", |last| last.reason.as_str())) }
                }
                (sentences(context, item, last_said))
                p {
                    label for=(name("source")) { (t.source) }
                    input id=(name("source")) name="source" maxlength="2000" value=(last_said.and_then(|last| last.source.as_deref()).unwrap_or_default());
                }
                p {
                    label for=(name("by")) { (t.by) } " "
                    input id=(name("by")) name="by" maxlength="60" size="16" autocomplete="name" value=(by);
                }
                p { button type="submit" { (t.save) } " " span.quiet { (t.kept) } }
            }
        }
    }
}

/// The sentences that are shown, to be chosen as evidence.
fn sentences(context: &Context, item: &ShownItem, last: Option<&Change>) -> Markup {
    let t = context.t.notes;
    let mut shown: Vec<&ShownTelling> = Vec::new();
    for telling in item.outcome.evidence.iter().chain(&item.outcome.candidates) {
        if !shown.iter().any(|other| other.text == telling.text) {
            shown.push(telling);
        }
    }
    let is_cited = |cited: &Cited| {
        last.is_some_and(|last| last.evidence.iter().any(|other| other.text == cited.text))
    };
    html! {
        @if !shown.is_empty() {
            fieldset {
                legend { (t.sentences) }
                @for telling in shown {
                    @let cited = Cited::of(telling);
                    label.choice {
                        input type="checkbox" name="evidence" value=(cited.id()) checked[is_cited(&cited)];
                        span { @if let Some(year) = cited.year { span.year { (year) } " " } (cited.text) }
                    }
                }
            }
        }
    }
}
