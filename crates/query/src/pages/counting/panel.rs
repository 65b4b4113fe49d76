//! `/panel`: a list of strings becomes a table of counts, with a report on the list above it and a
//! map of places and years whose every cell leads to the passages that it counts.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use maud::{Markup, html};
use suyan_answers::panel::codebook::{Codebook, Remark};
use suyan_answers::panel::{
    Panel, PanelRequest, PanelRow, Per, RowStatus, RowsBy, cell_address, quoted,
};
use suyan_search::filter::LINEAGE;

use super::{choice, filters, language, titled, tools, with_filters};
use crate::App;
use crate::pages::chart::short;
use crate::pages::layout::page;
use crate::pages::{Context, PageFailure};
use crate::text::number;

/// So many places stand in the map, and so many rows in a table; files have all.
const MOST_PLACES: usize = 150;
const MOST_ROWS: usize = 300;
/// So many columns of strings stand in a table.
const MOST_COLUMNS: usize = 30;

/// Answers the request.
pub async fn panel(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageFailure> {
    let context = Context::of(&app, query.as_deref());
    if context.params.one("words").is_none() && context.params.one("set").is_none() {
        let main = html! { (head(&context)) (form(&context)) };
        return Ok(page(&context, &titled(&context, context.t.counting.title), "panel", &main));
    }
    let request = match PanelRequest::read(&context.params) {
        Ok(request) => request,
        Err(problem) => return Err(PageFailure::of(context)(problem)),
    };
    match app.ask(move |backend| Panel::count(backend, request)).await {
        Ok(panel) => {
            let main = html! { (head(&context)) (form(&context)) (view(&context, &panel)) };
            Ok(page(&context, &titled(&context, context.t.counting.title), "panel", &main))
        }
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

fn head(context: &Context) -> Markup {
    let t = &context.t.counting;
    html! { h1 { (t.title) } (tools(context)) p.quiet { (t.intro) } }
}

fn form(context: &Context) -> Markup {
    let t = &context.t.counting;
    let words: Vec<&str> = context.params.all("words").collect();
    html! {
        form.workbench action="/panel" method="get" {
            label.strings { span { (t.words) } textarea name="words" rows="8" placeholder=(t.words_hint) spellcheck="false" { (words.join("\n")) } }
            div.options {
                (filters(context, ""))
                (choice(context, "by", t.rows, &t.bys))
                (choice(context, "count", t.way, &t.ways))
                (choice(context, "per", t.per, &t.pers))
                (choice(context, "lineage", t.lineage, &t.lineages))
                (super::cut(context))
                (language(context))
                button type="submit" { (t.count) }
            }
        }
    }
}

fn view(context: &Context, panel: &Panel) -> Markup {
    let t = &context.t.counting;
    let is_map = panel.request.by == [RowsBy::Place, RowsBy::Year];
    html! {
        (remarks(context, panel))
        (files(context, panel))
        (totals(context, panel))
        @if is_map { (map(context, panel)) } @else { (table(context, panel)) }
        @if !panel.left_out.is_empty() {
            details.quiet {
                summary { ((t.left_out)(panel.left_out.len())) }
                ul { @for out in panel.left_out.iter().take(MOST_ROWS) {
                    li { (out.place.path.join(" › ")) " " (out.place.code) " − " (out.years.len()) }
                } }
            }
        }
        (how(context, panel))
    }
}

/// What is wrong with the list.
fn remarks(context: &Context, panel: &Panel) -> Markup {
    let t = &context.t.counting;
    let remarks = Remark::all(panel);
    html! {
        section.remarks {
            h2 { (t.list_report) }
            @if remarks.is_empty() { p.quiet { (t.list_fine) } }
            @else { ul { @for remark in &remarks { li { code { (remark.code) } " " (remark.message) } } } }
        }
    }
}

fn files(context: &Context, panel: &Panel) -> Markup {
    let t = &context.t.counting;
    let params = &panel.request.params;
    html! {
        p {
            (t.files) "： "
            @for form in ["csv", "xlsx", "dta", "parquet", "jsonl"] {
                a href=(params.at(&format!("/api/v1/panel.{form}"))) download="" { (form) } " · "
            }
            a href=(params.set("codebook", "true").at("/api/v1/panel.csv")) download="" { (t.codebook) } " · "
            a href=(params.at("/api/v1/panel")) { "JSON" }
        }
    }
}

fn totals(context: &Context, panel: &Panel) -> Markup {
    let t = &context.t.counting;
    let total = &panel.total;
    html! {
        section {
            h2 { (t.total) }
            p.quiet {
                (number(total.reports)) " " (t.of_reports) " · "
                (number(total.size.passages)) " " (t.of_passages) " · "
                (number(total.size.sentences)) " " (t.sentences) " · "
                (number(total.size.characters)) " " (t.characters) " · "
                (number(total.size.words)) " " (t.token_words)
            }
            ul.cloud {
                @for (at, column) in panel.request.columns.iter().enumerate() {
                    li {
                        a href=(context.params.set("show", &column.name).at("/panel")) aria-current=[is_shown(context, panel, at).then_some("true")] { (column.name) }
                        " " span.count { (number(total.counts.get(at).copied().unwrap_or(0))) }
                        " " a.quiet href=(concordance(panel, at)) { (t.kwic) }
                    }
                }
            }
        }
    }
}

/// The concordance of a column.
fn concordance(panel: &Panel, column: usize) -> String {
    let query = quoted(&panel.request.columns[column]);
    let kept = with_filters(&panel.request.params, &[]).without(LINEAGE.name);
    // As what places count a panel says in words of its own.
    let kept = match panel.request.filters.lineage {
        true => kept.set(LINEAGE.name, "true"),
        false => kept,
    };
    kept.set("q", &query).at("/kwic")
}

/// The column whose map is shown.
fn shown(context: &Context, panel: &Panel) -> usize {
    let wanted = context.params.one("show");
    panel
        .request
        .columns
        .iter()
        .position(|column| Some(column.name.as_str()) == wanted)
        .unwrap_or(0)
}

fn is_shown(context: &Context, panel: &Panel, column: usize) -> bool {
    shown(context, panel) == column
}

/// Places and years, a column at a time.
fn map(context: &Context, panel: &Panel) -> Markup {
    let t = &context.t.counting;
    let column = shown(context, panel);
    let same = |a: &PanelRow, b: &PanelRow| {
        a.place.as_ref().map(|place| &place.code) == b.place.as_ref().map(|place| &place.code)
    };
    let places: Vec<&[PanelRow]> = panel.rows.chunk_by(same).collect();
    let values = panel.rows.iter().filter_map(|row| value(panel, row, column));
    let most = values.fold(0.0, f64::max);
    html! {
        section {
            h2 { (t.heat) " · " (panel.request.columns[column].name) }
            p.quiet.heat-legend {
                @for (kind, said) in &t.legend { span class={ "heat " (*kind) } { (if *kind == "zero" { "0" } else if *kind == "some" { "3" } else { "" }) } " " (said) "　" }
            }
            div.scroll {
                table.heatmap {
                    thead { tr { td {} @for year in &panel.years { th scope="col" { (year) } } } }
                    tbody {
                        @for rows in places.iter().take(MOST_PLACES) {
                            tr {
                                th scope="row" title=(rows[0].place.as_ref().map(|place| place.path.join(" › ")).unwrap_or_default()) {
                                    (rows[0].place.as_ref().map_or(context.t.place_unknown, |place| place.name.as_str()))
                                }
                                @for year in &panel.years {
                                    @match rows.iter().find(|row| row.year == Some(*year)) {
                                        Some(row) => (cell(context, panel, row, column, most)),
                                        None => td {},
                                    }
                                }
                            }
                        }
                    }
                }
            }
            @if places.len() > MOST_PLACES { p.quiet { ((t.more_rows)(places.len() - MOST_PLACES)) } }
        }
    }
}

/// What is shown of a cell: its rate, or its count where no rate was asked for.
fn value(panel: &Panel, row: &PanelRow, column: usize) -> Option<f64> {
    match panel.request.per {
        Per::None => row.counts.get(column).map(|&count| count as f64),
        _ => panel.rate(row, column),
    }
}

fn cell(context: &Context, panel: &Panel, row: &PanelRow, column: usize, most: f64) -> Markup {
    let t = &context.t.counting;
    let Some(count) = row.counts.get(column).copied() else {
        return html! { td.heat.missing title=(context.t.missing) { span.hidden { (context.t.missing) } } };
    };
    let shade = match value(panel, row, column) {
        Some(value) if value > 0.0 && most > 0.0 => (value / most * 4.0).ceil() as u8,
        _ => 0,
    };
    let said = value(panel, row, column).map_or_else(|| count.to_string(), short);
    let part = row.status == RowStatus::Part;
    let title = if part { format!("{count}（{}）", t.in_part) } else { count.to_string() };
    let class = format!("heat h{shade}{}", if part { " part" } else { "" });
    let link =
        (count > 0).then(|| cell_address(&panel.request, row, &panel.request.columns[column]));
    html! {
        td class=(class) title=(title) {
            @match link.flatten() { Some(link) => a href=(link) { (said) }, None => (said) }
        }
    }
}

/// Rows that are not places and years.
fn table(context: &Context, panel: &Panel) -> Markup {
    let t = &context.t.counting;
    let columns = panel.request.columns.iter().enumerate().take(MOST_COLUMNS);
    let columns: Vec<_> = columns.collect();
    html! {
        div.scroll {
            table.counts {
                thead { tr {
                    @for by in &panel.request.by { th scope="col" { (by_word(context, *by)) } }
                    th scope="col" { (t.of_reports) }
                    th scope="col" { (t.characters) }
                    @for (_, column) in &columns { th scope="col" { (column.name) } }
                } }
                tbody {
                    @for row in panel.rows.iter().take(MOST_ROWS) {
                        tr {
                            @for by in &panel.request.by { th scope="row" { (key(context, row, *by)) } }
                            td { (number(row.reports)) }
                            td { @if row.status != RowStatus::Missing { (number(row.size.characters)) } }
                            @for (at, _) in &columns { (cell(context, panel, row, *at, 0.0)) }
                        }
                    }
                }
            }
        }
        @if panel.rows.len() > MOST_ROWS { p.quiet { ((t.more_rows)(panel.rows.len() - MOST_ROWS)) } }
    }
}

fn by_word(context: &Context, by: RowsBy) -> &'static str {
    let t = context.t;
    match by {
        RowsBy::Place => t.place,
        RowsBy::Year => t.year,
        RowsBy::Level => t.level,
        RowsBy::Kind => t.kind,
        RowsBy::Part => t.part,
        RowsBy::Report => t.counting.of_reports,
    }
}

fn key(context: &Context, row: &PanelRow, by: RowsBy) -> String {
    let t = context.t;
    let known = match by {
        RowsBy::Place => row.place.as_ref().map(|place| place.name.clone()),
        RowsBy::Year => row.year.map(|year| year.to_string()),
        RowsBy::Level => row.level.map(|level| (t.level_word)(level).to_owned()),
        RowsBy::Kind => row.kind.map(|kind| (t.kind_word)(kind).to_owned()),
        RowsBy::Part => row.part.map(|part| (t.part_word)(part).to_owned()),
        RowsBy::Report => row.report.as_ref().map(|report| report.title.clone()),
    };
    known.unwrap_or_else(|| "—".to_owned())
}

fn how(context: &Context, panel: &Panel) -> Markup {
    html! {
        details.quiet {
            summary { (context.t.counting.how) }
            dl.how {
                @for (name, value) in Codebook::of(panel).lines() {
                    @if !value.is_empty() { dt { (name) } dd { (value) } }
                }
            }
        }
    }
}
