//! What two reports have in common, and the words of each one's own.

use maud::{Markup, html};
use suyan_answers::compare::SharedSentence;
use suyan_answers::keywords::Keyword;
use suyan_search::ReportHead;

use super::heads;
use crate::pages::Context;

/// The page's part.
pub fn view(
    context: &Context,
    a: &ReportHead,
    b: &ReportHead,
    shared: &[SharedSentence],
    own: &[Vec<Keyword>; 2],
) -> Markup {
    let t = context.t;
    html! {
        (heads(context, a, b))
        section {
            h2 { (t.room.own_words) }
            p.quiet { (t.room.own_words_lead) }
            div.sides {
                @for (report, words) in [a, b].into_iter().zip(own) {
                    ul.cloud.own-words {
                        @for word in words { li { a href=(within(context, report, &word.word)) { (word.word) } " " span.count { (word.target) ":" (word.reference) } } }
                        @if words.is_empty() { li.quiet { (t.nothing) } }
                    }
                }
            }
        }
        section {
            h2 { (t.room.shared_sentences) " " small.quiet { (shared.len()) } }
            @if shared.is_empty() { p.quiet { (t.room.none_shared) } }
            ul.plain.shared-sentences {
                @for one in shared {
                    li {
                        (one.text) " "
                        span.quiet {
                            a.no href=(context.report(&a.id, Some(one.a))) { ((t.passage)(one.a)) } " · "
                            a.no href=(context.report(&b.id, Some(one.b))) { ((t.passage)(one.b)) }
                        }
                    }
                }
            }
        }
    }
}

/// The word marked in the report that it is characteristic of.
fn within(context: &Context, report: &ReportHead, word: &str) -> String {
    let id = percent_encoding::utf8_percent_encode(&report.id, suyan_answers::params::PLAIN);
    let params = context.params.only(&["lang"]).set("q", &format!("\"{word}\""));
    format!("{}#matches", params.at(&format!("/reports/{id}")))
}
