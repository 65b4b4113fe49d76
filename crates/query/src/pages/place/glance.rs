//! What the page of a place opens with: its strip of years, its promises, a few figures through
//! time, what this year's report looks back on and sets out.

use maud::{Markup, html};
use suyan_answers::outline::OutlineHeading;
use suyan_answers::place::{PlaceView, YearCell};
use suyan_answers::promises::Shares;

use crate::pages::Context;
use crate::pages::counting::series::drawn;
use crate::pages::promises::rules;
use crate::text::number;

/// So many headings of a part are listed.
const MOST_HEADINGS: usize = 14;

/// The years that are held, held in part, missing.
pub fn strip(context: &Context, seen: &PlaceView) -> Markup {
    let t = context.t;
    let count = |is: fn(&YearCell) -> bool| seen.strip.iter().filter(|(_, cell)| is(cell)).count();
    let held = count(|cell| matches!(cell, YearCell::Whole(_)));
    let part = count(|cell| matches!(cell, YearCell::Part(_)));
    let missing = count(|cell| matches!(cell, YearCell::Missing));
    html! {
        @if let (Some((first, _)), Some((last, _))) = (seen.strip.first(), seen.strip.last()) {
            section.strip {
                h2 { (t.coverage) " " small.quiet { ((t.room.strip)(*first, *last, held, part, missing)) } }
                ol.years-held {
                    @for (year, cell) in &seen.strip {
                        @match cell {
                            YearCell::Whole(id) => li.r { a href=(context.report(id, None)) title=(t.whole) { (year) } },
                            YearCell::Part(id) => li.h { a href=(context.report(id, None)) title=(t.in_part) { (year) small { (t.in_part) } } },
                            YearCell::Missing => li.n { (year) small { (t.missing) } },
                            YearCell::Absent => li.a title=(t.no_such_place) { (year) small { "·" } },
                        }
                    }
                }
            }
        }
    }
}

/// What became of what was promised, a bar a year.
pub fn promises(context: &Context, seen: &PlaceView) -> Markup {
    let t = context.t;
    let p = t.promises;
    let ledger = format!("/places/{}/promises", seen.place.code);
    let own = context.params.only(&["lang"]).set("place", &seen.place.code);
    html! {
        @if !seen.promised.is_empty() {
            section.promised-short {
                h2 { a href=(context.plain(&ledger)) { (p.title) } }
                table.counts.stacks {
                    thead { tr {
                        th scope="col" { (t.year) } th scope="col" { (p.kept_share) } th scope="col" { (p.between) }
                        th scope="col" { ((p.verdict_word)(suyan_promises::Verdict::Missed)) }
                        th scope="col" { ((p.verdict_word)(suyan_promises::Verdict::NotMentioned)) }
                        th scope="col" { (t.room.of_items) } th.drawn scope="col" { span.hidden { (t.share) } }
                    } }
                    tbody { @for (year, shares) in &seen.promised {
                        tr {
                            th scope="row" { a href=(own.set("year", &year.to_string()).at("/promises")) { (year) } }
                            td { (number(shares.kept)) } td { (number(shares.between)) }
                            td { (number(shares.missed)) } td { (number(shares.silent)) }
                            td { (number(shares.all())) } td.drawn { (stack(*shares)) }
                        }
                    } }
                }
                p.quiet { (rules(context)) }
            }
        }
    }
}

/// The parts of what was settled, side by side.
fn stack(shares: Shares) -> Markup {
    let all = shares.denominator().max(1) as f64;
    let parts = [
        ("kept", shares.kept),
        ("between", shares.between),
        ("missed", shares.missed),
        ("silent", shares.silent),
    ];
    let mut at = 0.0;
    let drawn: Vec<(&str, f64, f64)> = parts
        .into_iter()
        .map(|(class, items)| {
            let wide = items as f64 * 100.0 / all;
            let from = at;
            at += wide;
            (class, from, wide)
        })
        .collect();
    html! {
        svg.stack viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" {
            @for (class, from, wide) in drawn {
                @if wide > 0.0 { rect.{ "s-" (class) } x=(format!("{from:.1}")) y="0" width=(format!("{wide:.1}")) height="8" {} }
            }
        }
    }
}

/// A few figures through time: planned and reported.
pub fn indicators(context: &Context, seen: &PlaceView) -> Markup {
    let t = context.t;
    html! {
        @if !seen.indicators.is_empty() {
            section.indicators {
                h2 { (t.counting.series) }
                @for indicator in &seen.indicators {
                    figure { (drawn(context, indicator)) figcaption.quiet {
                        a href=(context.params.only(&["lang"]).set("indicator", &indicator.indicator).set("place", &seen.place.code).at("/series")) {
                            (indicator.indicator) @if indicator.is_growth { " " (t.room.growth) }
                        }
                    } }
                }
            }
        }
    }
}

/// What the latest report looks back on, and what it sets out.
pub fn latest(context: &Context, seen: &PlaceView) -> Markup {
    let t = context.t;
    html! {
        @if let Some(latest) = &seen.latest {
            @let year = latest.report.year.unwrap_or_default();
            section.latest {
                h2 { a href=(context.report(&latest.report.id, None)) { (year) } " " small.quiet { (latest.report.title) } }
                div.columns {
                    (headings(context, seen, year, ("tasks", (t.room.tasks_of)(year)), &latest.report.id, &latest.tasks))
                    (headings(context, seen, year, ("review", (t.room.review_in)(year)), &latest.report.id, &latest.review))
                }
            }
        }
    }
}

fn headings(
    context: &Context,
    seen: &PlaceView,
    year: i16,
    (part, title): (&str, String),
    id: &str,
    headings: &[OutlineHeading],
) -> Markup {
    let whole = context
        .params
        .only(&["lang"])
        .set("place", &seen.place.code)
        .set("year", &year.to_string())
        .set("part", part)
        .set("group", "passage")
        .set("sort", "oldest");
    let whole = match seen.level {
        Some(level) => whole.set("level", level.as_str()),
        None => whole,
    };
    html! {
        @if !headings.is_empty() {
            section {
                h3 { a href=(whole.at("/search")) { (title) } }
                ol.plain {
                    @for heading in headings.iter().take(MOST_HEADINGS) {
                        li { a.named href=(context.report(id, Some(heading.ordinal))) { (heading.text.trim_end_matches(['。', '：', ':'])) } }
                    }
                }
                @if headings.len() > MOST_HEADINGS { p.quiet { ((context.t.more)(headings.len() - MOST_HEADINGS)) } }
            }
        }
    }
}
