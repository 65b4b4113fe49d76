//! A goal of several years: what reports tell on the way as a line against the straight path, the
//! same as a table, and where the measure was changed.

use maud::{Markup, html};
use suyan_answers::promises::{Path, changed};
use suyan_search::PromiseStory;
use suyan_search::ledger::ShownItem;

use super::one::plain;
use crate::pages::Context;
use crate::pages::chart::{exact, round};

const WIDE: f64 = 560.0;
const HIGH: f64 = 160.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 24.0;

/// The chart with its table.
pub fn figure(context: &Context, path: &Path) -> Markup {
    let t = context.t.promises;
    let first = path.points.first().map_or(path.goal.0, |point| point.year);
    html! {
        figure.goal {
            figcaption { (t.on_the_way) " (" (path.unit) ")" }
            (chart(context, path))
            (table(context, path))
            p.quiet { @if path.is_rate { (t.path_rate) } @else { ((t.path_from)(first, path.goal.0)) } }
        }
    }
}

fn table(context: &Context, path: &Path) -> Markup {
    let t = context.t.promises;
    html! {
        div.scroll tabindex="0" role="region" aria-label=(t.on_the_way) {
            table.by-year {
                thead { tr { th scope="col" { (context.t.year) } th scope="col" { (t.told_of) } th scope="col" { (t.straight) } th scope="col" {} } }
                tbody {
                    @for point in &path.points {
                        tr {
                            th scope="row" { (point.year) }
                            td { a href=(context.report(&point.report, Some(point.ordinal))) { (point.text) } }
                            td { (plain(hundredths(path.straight(point.year)))) }
                            td { @if path.is_ahead(point) { (t.ahead) } @else { (t.behind) } }
                        }
                    }
                    tr { th scope="row" { (path.goal.0) } td { (t.goal) } td { (plain(path.goal.1)) } td {} }
                }
            }
        }
    }
}

/// A value that nobody wrote down, with as many places as are of use.
fn hundredths(value: f64) -> f64 {
    if value.abs() >= 1_000.0 { value.round() } else { (value * 100.0).round() / 100.0 }
}

/// Where values and years stand.
struct Scale {
    years: (i16, i16),
    values: (f64, f64),
}

impl Scale {
    fn x(&self, year: i16) -> f64 {
        let span = f64::from((self.years.1 - self.years.0).max(1));
        round(LEFT + (WIDE - LEFT - RIGHT) * f64::from(year - self.years.0) / span)
    }

    fn y(&self, value: f64) -> f64 {
        let (low, high) = self.values;
        round(TOP + HIGH * (high - value) / (high - low).max(f64::MIN_POSITIVE))
    }
}

fn chart(context: &Context, path: &Path) -> Markup {
    let t = context.t.promises;
    let first = path.points.first().map_or(path.goal.0, |point| point.year);
    let last = path.points.last().map_or(path.goal.0, |point| point.year).max(path.goal.0);
    let values = || path.points.iter().map(|point| point.value).chain([path.goal.1]);
    let ticks =
        ticks(values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
    let ends = ticks.first().copied().unwrap_or(0.0)..ticks.last().copied().unwrap_or(1.0);
    let scale = Scale { years: (first, last), values: (ends.start, ends.end) };
    let line: Vec<String> = path
        .points
        .iter()
        .map(|point| format!("{},{}", scale.x(point.year), scale.y(point.value)))
        .collect();
    let (from, to) = (path.straight(first), path.goal);
    html! {
        svg.chart.path viewBox=(format!("0 0 {WIDE} {}", TOP + HIGH + BOTTOM)) role="img" aria-label=(t.on_the_way) {
            @for tick in &ticks {
                line.grid x1=(LEFT) x2=(WIDE) y1=(scale.y(*tick)) y2=(scale.y(*tick)) {}
                text.scale x=(LEFT - 6.0) y=(scale.y(*tick) + 4.0) { (tick_label(*tick)) }
            }
            @for year in first..=last { text.label x=(scale.x(year)) y=(TOP + HIGH + 17.0) { (year) } }
            line.straight x1=(scale.x(first)) y1=(scale.y(from)) x2=(scale.x(to.0)) y2=(scale.y(to.1)) {}
            polyline.told points=(line.join(" ")) {}
            @for point in &path.points {
                circle.told cx=(scale.x(point.year)) cy=(scale.y(point.value)) r="4" { title { (point.year) ": " (point.text) } }
            }
            circle.aim cx=(scale.x(to.0)) cy=(scale.y(to.1)) r="5" { title { (t.goal) " " (to.0) ": " (plain(to.1)) } }
        }
    }
}

/// A tick's own value, in ten thousands or hundred millions where it is long.
fn tick_label(value: f64) -> String {
    let (part, word) = match value.abs() {
        large if large >= 1e8 => (1e8, "亿"),
        large if large >= 1e4 => (1e4, "万"),
        _ => (1.0, ""),
    };
    format!("{}{word}", exact(value / part))
}

/// Three to six round values that hold both ends.
fn ticks(low: f64, high: f64) -> Vec<f64> {
    let span = if high > low { high - low } else { high.abs().max(1.0) };
    let power = 10f64.powf((span / 4.0).log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0].map(|step| step * power);
    let step = steps.into_iter().find(|step| span / step <= 4.0).unwrap_or(10.0 * power);
    let (from, to) = ((low / step).floor() as i64, (high / step).ceil() as i64);
    (from..=to.max(from + 1)).map(|at| at as f64 * step).collect()
}

/// Where later sentences on an item tell of another measure than was promised.
pub fn changes(context: &Context, story: &PromiseStory, item: &ShownItem, at: usize) -> Markup {
    let outcome = &item.outcome;
    let own = outcome.evidence.iter().chain(outcome.progress.iter().map(|one| &one.telling));
    let later = story.later.iter().filter_map(|year| year.items.get(at)?.first());
    let told = own.chain(later.map(|said| &said.telling));
    let found = told.filter_map(|telling| Some((changed(&item.text, &telling.text)?, telling)));
    let first = found.min_by_key(|(_, telling)| telling.year);
    html! {
        @if let Some((changed, telling)) = first {
            p.notice.changed {
                @if let Some(year) = telling.year {
                    a href=(context.report(&telling.report, Some(telling.ordinal))) { (year) " " ((context.t.passage)(telling.ordinal)) }
                    (context.t.room.colon)
                }
                ((context.t.promises.changed)(changed.old, changed.new, changed.since, changed.by)) (context.t.room.stop)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_hold_both_ends() {
        for (low, high) in [(3.2, 4.1), (1_200.0, 5_000.0), (0.0, 1.0), (7.0, 7.0), (98.2, 99.9)] {
            let ticks = ticks(low, high);
            assert!((2..=7).contains(&ticks.len()), "{ticks:?}");
            assert!(ticks[0] <= low && ticks[ticks.len() - 1] >= high, "{low} {high} {ticks:?}");
            // What is written at a tick is its value.
            for tick in ticks {
                assert!((tick_label(tick).parse::<f64>().unwrap() - tick).abs() < 1e-9, "{tick}");
            }
        }
        assert_eq!(tick_label(25_000.0), "2.5万");
    }
}
