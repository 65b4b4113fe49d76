//! What stands beside the text: the outline before it; matches, record, other years, neighbours
//! and citation behind it; the map of matches at the edge.

use maud::{Markup, html};
use suyan_corpus::Passage;
use suyan_search::ReportHead;

use super::ReportPage;
use crate::pages::Context;
use suyan_answers::Params;
use suyan_answers::cite::{self, Citation, CitationStyle};

/// Longer headings are cut in the outline.
const HEADING: usize = 36;
/// So many characters of a passage before and behind its first mark in the list of matches.
const AROUND: usize = 16;
/// The height of the space between passages, in bytes of text that would be as high.
const BETWEEN: usize = 80;

/// The outline by headings, those that stand within a paragraph among them.
pub fn outline(context: &Context, reading: &ReportPage) -> Markup {
    let t = context.t;
    let headings = suyan_answers::outline::outline(&reading.report.passages);
    html! {
        aside.outline aria-label=(t.outline) {
            @if !headings.is_empty() {
                details open {
                    summary { (t.outline) }
                    ol.plain {
                        @for heading in &headings {
                            li.{ "depth-" (heading.depth.min(2)) } {
                                a href=(format!("#p{}", heading.ordinal)) { (short(&heading.text, HEADING)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn short(text: &str, most: usize) -> String {
    let mut cut: String = text.chars().take(most).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}

/// Badges of what a reader should know before trusting the text.
pub fn doubts(context: &Context, reading: &ReportPage) -> Markup {
    let t = context.t;
    let facts = &reading.report.facts;
    html! {
        @if let Some(of) = &facts.twin_of {
            p.doubts { a.badge href=(context.report(of, None)) { (t.twin_of) } }
        }
        @if !facts.twins.is_empty() {
            p.doubts {
                span.badge { (t.twins) }
                @for twin in &facts.twins { " " a href=(context.report(twin, None)) { (twin) } }
            }
        }
        @if !reading.report.facts.doubts.is_empty() {
            p.doubts {
                @for doubt in &reading.report.facts.doubts {
                    a.badge href="#record" { (t.doubts) (t.room.colon) ((t.doubt_word)(*doubt)) }
                }
            }
        }
    }
}

/// The column behind the text.
pub fn column(context: &Context, reading: &ReportPage) -> Markup {
    html! {
        aside.about aria-label=(context.t.room.about_report) {
            (matches(context, reading))
            (others(context, reading, context.t.earlier_later, &reading.years, false))
            (others(context, reading, context.t.nearby, &reading.nearby, true))
            (citation(context, reading))
            (record(context, reading))
        }
    }
}

fn matches(context: &Context, reading: &ReportPage) -> Markup {
    let t = context.t;
    let passages = &reading.report.passages;
    let found = passages.iter().filter_map(|p| reading.marks.get(&p.ordinal).map(|m| (p, m)));
    html! {
        section #matches {
            h2 { (t.matches) }
            form.find-here method="get" role="search" aria-label=(t.find_here) {
                label.hidden for="find" { (t.find_here) }
                input #find type="search" name="q" value=(context.params.one("q").unwrap_or_default())
                    placeholder=(t.find_here) maxlength="2000" autocomplete="off";
                (crate::pages::layout::hidden(&context.params.only(&["lang"]), &[]))
                button type="submit" { (t.search) }
            }
            @if reading.asked {
                p.quiet {
                    @if !reading.has_words { (t.room.filters_only) }
                    @else if let Some(why) = &reading.why {
                        (t.no_match_here) " · " ((t.why)(why)) " "
                        a href=(explained(context, reading)) { (t.why_in_full) }
                    } @else {
                        ((t.match_count)(reading.count, reading.order.len()))
                    }
                    " · " a href=(context.params.only(&["q", "lang"]).at("/search")) { (t.back_to_results) }
                }
            }
            @if !reading.order.is_empty() {
                ol.match-list {
                    @for (passage, marks) in found {
                        li {
                            a href=(format!("#p{}", passage.ordinal)) {
                                span.no { (passage.ordinal) }
                                (around(&passage.text, marks.marks.first()))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Where the API says passage by passage how the report does by the query.
fn explained(context: &Context, reading: &ReportPage) -> String {
    context.params.only(&["q"]).set("report", &reading.report.id).at("/api/v1/explain")
}

/// The first mark of a passage with a little of what stands around it.
fn around(text: &str, mark: Option<&std::ops::Range<usize>>) -> Markup {
    let Some((mark, inner)) = mark.and_then(|m| text.get(m.clone()).map(|inner| (m, inner))) else {
        return html! { (short(text, 2 * AROUND)) };
    };
    let before: Vec<char> = text[..mark.start].chars().rev().take(AROUND).collect();
    let before: String = before.into_iter().rev().collect();
    html! { (before) mark { (inner) } (short(&text[mark.end..], AROUND)) }
}

/// Stands for the number of the passage in the quotation that the script completes.
const ANY: u32 = 4_000_000_001;

/// The citation of any passage, with `{n}` for its number.
pub fn quotation(reading: &ReportPage) -> String {
    let citation = Citation::new(&reading.report, &reading.address, Some(ANY), cite::today());
    citation.print(CitationStyle::Gbt).replace(&ANY.to_string(), "{n}")
}

/// Where the citations of a report are had.
pub fn citation_address(id: &str) -> String {
    let id = percent_encoding::utf8_percent_encode(id, suyan_answers::params::PLAIN);
    format!("/api/v1/reports/{id}/citation")
}

fn citation(context: &Context, reading: &ReportPage) -> Markup {
    let t = context.t;
    let citation = Citation::new(&reading.report, &reading.address, None, cite::today());
    let address = citation_address(&reading.report.id);
    let file = |format: &str| format!("{address}?format={format}");
    html! {
        section #cite {
            h2 { (t.cite) }
            p.citation #citation { (citation.print(CitationStyle::Gbt)) }
            p.quiet {
                button.only-script type="button" data-copy-from="citation" data-copied=(t.copied) { (t.copy) } " "
                a href=(file("gbt")) { "GB/T 7714" } " · "
                a href=(file("bibtex")) { "BibTeX" } " · "
                a href=(file("ris")) { "RIS" }
            }
            form.cite-passage action=(address) method="get" {
                label for="cite-p" { (t.cite_passage) }
                input #cite-p name="p" inputmode="numeric" pattern="[0-9]+" size="4" required aria-label=(t.cite_number);
                @for (format, name) in [("gbt", "GB/T"), ("bibtex", "BibTeX"), ("ris", "RIS")] {
                    button type="submit" name="format" value=(format) { (name) }
                }
            }
        }
    }
}

fn record(context: &Context, reading: &ReportPage) -> Markup {
    let t = context.t;
    let facts = &reading.report.facts;
    let size: usize = reading.report.passages.iter().map(|p| p.text.chars().count()).sum();
    let rows = [
        (t.place, facts.place.as_ref().map(|p| p.path.join(" › ") + &(t.room.beside)(&p.code))),
        (t.year, facts.year.map(|year| year.to_string())),
        (t.delivered, facts.date.map(|date| date.to_string())),
        (t.speaker, facts.speaker.clone()),
        (t.session, facts.session.clone()),
    ];
    let place_page =
        facts.place.as_ref().map(|place| context.plain(&format!("/places/{}", place.code)));
    html! {
        section #record {
            h2 { (t.facts) }
            @if let Some(address) = place_page { p.quiet { a href=(address) { (t.place_page) } } }
            dl.record {
                @for (name, value) in rows {
                    @if let Some(value) = value { div { dt { (name) } dd { (value) } } }
                }
                div { dt { (t.kind) } dd { ((t.kind_word)(facts.kind)) " · " ((t.characters)(size)) } }
                @if let Some(url) = &facts.url {
                    div { dt { (t.url) } dd.long { (web_address(url)) } }
                }
                @if !facts.sources.is_empty() {
                    div { dt { (t.sources) } dd.long { @for source in &facts.sources { div { (source) } } } }
                }
            }
            (evidence(context, reading))
        }
    }
}

/// A link only where the address is one of the web: what a file says of itself is not trusted.
fn web_address(url: &str) -> Markup {
    let web = url.starts_with("http://") || url.starts_with("https://");
    html! {
        @if web { a href=(url) rel="noopener noreferrer nofollow" { (url) } } @else { (url) }
    }
}

fn evidence(context: &Context, reading: &ReportPage) -> Markup {
    let t = context.t;
    let evidence = &reading.report.facts.evidence;
    let disputed = evidence.iter().any(|reading| !reading.used);
    html! {
        @if !evidence.is_empty() {
            details.evidence open[disputed] {
                summary { (t.evidence) }
                ul.plain {
                    @for reading in evidence {
                        li.refused[!reading.used] {
                            strong { ((t.fact_word)(&reading.fact)) } " " (reading.value)
                            span.quiet {
                                " · " ((t.origin_word)(reading.from)) " · "
                                (if reading.used { t.believed } else { t.not_believed })
                            }
                            @if !reading.words.is_empty() { q { (short(&reading.words, 60)) } }
                        }
                    }
                }
            }
        }
    }
}

/// Other reports, each with the way to it and to the comparison with it.
fn others(
    context: &Context,
    reading: &ReportPage,
    title: &str,
    reports: &[ReportHead],
    by_place: bool,
) -> Markup {
    let t = context.t;
    let own = &reading.report.id;
    html! {
        @if reports.iter().any(|report| report.id != *own) {
            section {
                h2 { (title) }
                ul.others {
                    @for report in reports {
                        @let year = report.year.map_or_else(|| t.year_unknown.to_owned(), |y| y.to_string());
                        @let name = report.place.as_ref().filter(|_| by_place).map_or(year, |p| p.name.clone());
                        li {
                            @if report.id == *own { strong aria-current="page" { (name) } }
                            @else {
                                a href=(context.report(&report.id, None)) title=(report.title) { (name) }
                                " " a.compare href=(compare(context, &reading.head, report)) title=(t.compare_with) aria-label=(format!("{} {name}", t.compare_with)) { "⇄" }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The comparison of two reports, the earlier one first.
fn compare(context: &Context, own: &ReportHead, other: &ReportHead) -> String {
    let (a, b) = if other.year < own.year { (other, own) } else { (own, other) };
    let params: Params = context.params.only(&["lang"]);
    params.set("a", &a.id).set("b", &b.id).at("/compare")
}

/// The map of matches: a strip at the edge, as high as the window, a tick for every passage.
pub fn map(context: &Context, reading: &ReportPage) -> Markup {
    let passages = &reading.report.passages;
    let size = |passage: &Passage| passage.text.len() + BETWEEN;
    let all: usize = passages.iter().map(size).sum::<usize>().max(1);
    let mut before = 0;
    let mut ticks = Vec::new();
    for passage in passages {
        if reading.marks.contains_key(&passage.ordinal) {
            let tall = (size(passage) * 1000 / all).max(4);
            ticks.push((passage.ordinal, before * 1000 / all, tall));
        }
        before += size(passage);
    }
    html! {
        svg.map viewBox="0 0 10 1000" preserveAspectRatio="none" role="group" aria-label=(context.t.match_map) {
            @for (ordinal, at, tall) in ticks {
                a href=(format!("#p{ordinal}")) tabindex="-1" aria-label=((context.t.passage)(ordinal)) {
                    rect x="0" y=(at) width="10" height=(tall) {}
                }
            }
        }
    }
}
