//! Passage beside passage: what was changed with its changed words, and folded beside it what only
//! one of the two has. A wall of what has no counterpart shows nothing.

use maud::{Markup, html};
use suyan_answers::compare::{ComparedRow, Comparison, PassageSide, PassageStatus};
use suyan_corpus::Part;

use super::{heads, same_place, status_word};
use crate::pages::Context;

/// So many characters of a passage stand in a folded list.
const SHORT: usize = 60;

/// The page's part.
pub fn view(context: &Context, comparison: &Comparison) -> Markup {
    let only = context.params.one("show");
    let only = PassageStatus::ALL.into_iter().find(|status| only == Some(status.as_str()));
    let same = same_place(&comparison.a, &comparison.b);
    html! {
        (switches(context, comparison, only, same))
        (heads(context, &comparison.a, &comparison.b))
        @for part in comparison.rows.chunk_by(|x, y| x.part == y.part) {
            (section(context, comparison, part[0].part, part, only, same))
        }
    }
}

fn switches(
    context: &Context,
    comparison: &Comparison,
    only: Option<PassageStatus>,
    same: bool,
) -> Markup {
    let t = context.t;
    let counts = comparison.counts;
    let own = context.params.only(&["lang", "a", "b"]).set("view", "text");
    html! {
        div.switch role="group" aria-label=(t.status) {
            a href=(own.at("/compare")) aria-current=[only.is_none().then_some("true")] { (t.everything) }
            @for status in PassageStatus::ALL {
                @let count = match status {
                    PassageStatus::Kept => counts.kept,
                    PassageStatus::Changed => counts.changed,
                    PassageStatus::New => counts.new,
                    PassageStatus::Dropped => counts.dropped,
                };
                a href=(own.set("show", status.as_str()).at("/compare")) aria-current=[(only == Some(status)).then_some("true")] {
                    (status_word(context, same, status)) " " (count)
                }
            }
        }
    }
}

fn section(
    context: &Context,
    comparison: &Comparison,
    part: Part,
    rows: &[ComparedRow],
    only: Option<PassageStatus>,
    same: bool,
) -> Markup {
    let of = |status: PassageStatus| -> Vec<&ComparedRow> {
        let wanted = only.is_none_or(|only| only == status);
        rows.iter().filter(|row| row.status == status && wanted).collect()
    };
    let changed = of(PassageStatus::Changed);
    let others = [PassageStatus::New, PassageStatus::Dropped, PassageStatus::Kept]
        .map(|status| (status, of(status)));
    let is_empty = changed.is_empty() && others.iter().all(|(_, rows)| rows.is_empty());
    html! {
        @if !is_empty {
            section.compared {
                h2.part-name { ((context.t.part_word)(part)) }
                @for row in changed {
                    div.sides.row.is-changed {
                        (side(context, &comparison.a.id, row.a.as_ref(), row, false, same))
                        (side(context, &comparison.b.id, row.b.as_ref(), row, true, same))
                    }
                }
                @for (status, rows) in others {
                    @if !rows.is_empty() { (folded(context, comparison, status, &rows, only.is_some(), same)) }
                }
            }
        }
    }
}

/// Passages of which there is nothing beside to see.
fn folded(
    context: &Context,
    comparison: &Comparison,
    status: PassageStatus,
    rows: &[&ComparedRow],
    is_open: bool,
    same: bool,
) -> Markup {
    let t = context.t;
    html! {
        details.folded.{ "is-" (status.as_str()) } open[is_open] {
            summary { (status_word(context, same, status)) " " span.count { ((t.room.so_many_passages)(rows.len())) } }
            ul.plain {
                @for row in rows {
                    @let (id, side) = match (&row.b, &row.a) {
                        (Some(side), _) => (&comparison.b.id, Some(side)),
                        (None, side) => (&comparison.a.id, side.as_ref()),
                    };
                    @if let Some(side) = side {
                        @let text: String = side.text.iter().map(|piece| piece.text.as_str()).collect();
                        li.heading[side.is_heading] {
                            a.no href=(context.report(id, Some(side.ordinal))) aria-label=((t.passage)(side.ordinal)) { (side.ordinal) }
                            " " @if is_open { (text) } @else { (short(&text)) }
                            @if row.moved { " " span.quiet { (t.moved) } }
                        }
                    }
                }
            }
        }
    }
}

fn short(text: &str) -> String {
    let mut cut: String = text.chars().take(SHORT).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}

fn side(
    context: &Context,
    id: &str,
    side: Option<&PassageSide>,
    row: &ComparedRow,
    is_other: bool,
    same: bool,
) -> Markup {
    let t = context.t;
    html! {
        @if let Some(side) = side {
            div.side-text.heading[side.is_heading] {
                p.where {
                    a.no href=(context.report(id, Some(side.ordinal))) { ((t.passage)(side.ordinal)) }
                    @if is_other {
                        span.status { (status_word(context, same, row.status)) }
                        @if row.moved { span { (t.moved) } }
                    }
                }
                p {
                    @for piece in &side.text {
                        @if piece.changed && is_other { ins.number[piece.number] { (piece.text) } }
                        @else if piece.changed { del.number[piece.number] { (piece.text) } }
                        @else { (piece.text) }
                    }
                }
            }
        } @else { div.side-text.empty { } }
    }
}
