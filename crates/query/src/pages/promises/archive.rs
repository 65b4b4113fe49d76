//! The shares of verdicts over the archive, by year and level: every share with its denominator, and
//! what is in none.

use maud::{Markup, html};
use suyan_answers::promises::{ArchiveShares, Shares};

use super::{rules, shares};
use crate::pages::Context;
use crate::text::number;

/// The section of the archive's page.
pub fn archive(context: &Context, promised: &ArchiveShares) -> Markup {
    let t = context.t.promises;
    let years = promised
        .years
        .iter()
        .map(|(year, shares)| (year.to_string(), ("year", year.to_string()), *shares));
    let levels = promised.levels.iter().map(|(level, shares)| {
        ((context.t.level_word)(*level).to_owned(), ("level", level.as_str().to_owned()), *shares)
    });
    html! {
        @if promised.all.all() > 0 {
            section #promised {
                h2 { a href=(context.plain("/promises")) { (t.of_archive) } }
                (shares(context, promised.all))
                h3 { (t.by_level) }
                (table(context, t.by_level, context.t.level, levels.collect()))
                details {
                    summary { (t.by_year) }
                    (table(context, t.by_year, context.t.year, years.collect()))
                }
                p.quiet { (rules(context)) }
            }
        }
    }
}

/// What a row is called, the filter that gives its promises, its shares.
type ShareRow = (String, (&'static str, String), Shares);

fn table(context: &Context, label: &str, head: &str, rows: Vec<ShareRow>) -> Markup {
    let t = context.t.promises;
    let word = |verdict| (t.verdict_word)(verdict);
    use suyan_promises::Verdict::{CannotTell, Missed, NoReport, NotDue, NotMentioned};
    html! {
        div.scroll tabindex="0" role="region" aria-label=(label) {
            table.by-year {
                thead {
                    tr {
                        th scope="col" { (head) }
                        th scope="col" { (t.kept_share) }
                        th scope="col" { "÷ " (t.due_and_told) }
                        th scope="col" { (t.between) }
                        th scope="col" { (word(Missed)) }
                        th scope="col" { (word(NotMentioned)) }
                        th scope="col" { (word(CannotTell)) }
                        th scope="col" { (word(NoReport)) }
                        th scope="col" { (word(NotDue)) }
                    }
                }
                tbody {
                    @for (label, (name, value), shares) in &rows {
                        @let own = context.params.only(&["lang"]).set(name, value);
                        tr {
                            th scope="row" { a href=(own.at("/promises")) { (label) } }
                            td {
                                (number(shares.kept))
                                @if let Some(percent) = shares.percent(shares.kept) { " (" (percent) "%)" }
                            }
                            td { (number(shares.denominator())) }
                            td { (part(*shares, shares.between)) }
                            td { (part(*shares, shares.missed)) }
                            td { (part(*shares, shares.silent)) }
                            td { (number(shares.cannot_tell)) }
                            td { (number(shares.no_report)) }
                            td { (number(shares.not_due)) }
                        }
                    }
                }
            }
        }
    }
}

/// A part of the denominator, with its share.
fn part(shares: Shares, items: u64) -> String {
    match shares.percent(items) {
        Some(percent) => format!("{} ({percent}%)", number(items)),
        None => number(items),
    }
}
