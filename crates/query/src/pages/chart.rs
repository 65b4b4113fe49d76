//! Charts as SVG, drawn on the server: bars with a label that screen readers read, and a mark of
//! its own for what is missing.

use maud::{Markup, html};

/// One bar.
#[derive(Debug, Clone, Default)]
pub struct Bar {
    /// What stands below it, where there is room.
    pub label: String,
    /// Its height; `None` is missing.
    pub value: Option<f64>,
    /// What it says when pointed at.
    pub title: String,
    /// Where it leads.
    pub link: Option<String>,
    /// How many it is of, below its label.
    pub of: Option<u64>,
    /// Whether it is of so few that it says little.
    pub is_thin: bool,
}

/// What a chart says of itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Axes<'a> {
    /// What it shows, for who hears it.
    pub label: &'a str,
    /// What stands behind the numbers of the scale.
    pub unit: &'a str,
    /// What the scale measures.
    pub up: &'a str,
    /// What the numbers below the labels are.
    pub below: &'a str,
    /// Whether there are no halves of what is counted.
    pub is_whole: bool,
    /// What stands in a bar that is missing.
    pub missing: &'a str,
}

const WIDE: usize = 720;
/// Few bars do not need all of it.
const LEAST_WIDE: usize = 300;
/// So wide is one bar with its neighbourhood at the most.
const STEP: usize = 46;
const HIGH: usize = 132;
const LEFT: usize = 44;
const TOP: usize = 24;
const BOTTOM: usize = 20;
/// The line of what bars are of.
const OF: usize = 14;

/// A chart of bars.
pub fn bars(axes: &Axes<'_>, bars: &[Bar]) -> Markup {
    let most = bars.iter().filter_map(|bar| bar.value).fold(0.0, f64::max);
    let top = ceiling(most, axes.is_whole);
    let all = (LEFT + bars.len() * STEP).clamp(LEAST_WIDE, WIDE);
    let step = ((all - LEFT) as f64 / bars.len().max(1) as f64).min(STEP as f64);
    let every = (42.0 / step).ceil().max(1.0) as usize;
    let thin = format!(
        "thin-{:x}",
        axes.label.bytes().fold(7u32, |sum, b| sum.wrapping_mul(31) ^ u32::from(b))
    );
    let has_of = bars.iter().any(|bar| bar.of.is_some());
    let high = TOP + HIGH + BOTTOM + if has_of { OF } else { 0 };
    html! {
        svg.chart viewBox=(format!("0 0 {all} {high}")) width=(all) role="group" aria-label=(axes.label) {
            @if bars.iter().any(|bar| bar.is_thin) { defs {
                pattern id=(thin) width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    line.hatch x1="0" y1="0" x2="0" y2="5" {}
                }
            } }
            (scale(axes, top, all))
            @for (n, bar) in bars.iter().enumerate() {
                @let left = LEFT as f64 + step * n as f64;
                (one(axes, bar, &thin, left, step, top))
                @if n % every == 0 {
                    text.label x=(round(left + step / 2.0)) y=(TOP + HIGH + 15) { (bar.label) }
                    @if let Some(of) = bar.of { text.of x=(round(left + step / 2.0)) y=(TOP + HIGH + 29) { (of) } }
                }
            }
        }
    }
}

/// The lines of a scale with their numbers, and what it measures.
fn scale(axes: &Axes<'_>, top: f64, wide: usize) -> Markup {
    html! {
        @if !axes.up.is_empty() { text.axis x="0" y="11" { (axes.up) } }
        @if !axes.below.is_empty() { text.scale x=(LEFT - 6) y=(TOP + HIGH + 29) { (axes.below) } }
        // A scale of nothing has no heights to tell.
        @for part in if top > 0.0 { &[0.0, 0.5, 1.0][..] } else { &[0.0] } {
            @let y = TOP as f64 + HIGH as f64 * (1.0 - part);
            line.grid x1=(LEFT) x2=(wide) y1=(y) y2=(y) {}
            text.scale x=(LEFT - 6) y=(y + 4.0) { (on_scale(top * part, top)) (axes.unit) }
        }
    }
}

fn one(axes: &Axes<'_>, bar: &Bar, thin: &str, left: f64, step: f64, top: f64) -> Markup {
    let wide = round((step * 0.78).min(36.0));
    let x = round(left + (step - wide) / 2.0);
    let tall = |value: f64| if top > 0.0 { round(HIGH as f64 * value / top) } else { 0.0 };
    html! {
        @match bar.value {
            None => g {
                title { (bar.title) }
                rect.missing x=(x) y=(TOP) width=(wide) height=(HIGH) {}
                @if wide >= 11.0 { text.lacks x=(round(left + step / 2.0)) y=(TOP + HIGH - 6) { (axes.missing) } }
            },
            Some(value) => {
                @let high = if value > 0.0 { tall(value).max(1.5) } else { 0.0 };
                @let y = round((TOP + HIGH) as f64 - high);
                @let body = html! {
                    title { (bar.title) }
                    rect.hit-area x=(round(left)) y=(TOP) width=(round(step)) height=(HIGH) {}
                    @if bar.is_thin { rect.thin x=(x) y=(y) width=(wide) height=(high) fill={ "url(#" (thin) ")" } {} }
                    @else { rect.bar x=(x) y=(y) width=(wide) height=(high) {} }
                };
                @match &bar.link {
                    Some(link) => a href=(link) aria-label=(bar.title) { (body) },
                    None => g { (body) },
                }
            }
        }
    }
}

/// A line of a chart: a name, and a value for every label, `None` where there is none.
#[derive(Debug, Clone, Default)]
pub struct ChartLine {
    /// What stands at its end.
    pub name: String,
    /// Its values.
    pub values: Vec<Option<f64>>,
}

/// What stands right of the last label, for the names.
const NAMES: usize = 130;
/// Names stand so far apart.
const APART: f64 = 13.0;

/// A chart of lines, each with its name at its end and marks of its own: colour is not the only
/// sign.
pub fn lines(axes: &Axes<'_>, labels: &[String], lines: &[ChartLine]) -> Markup {
    let values = || lines.iter().flat_map(|line| line.values.iter().flatten().copied());
    let top = ceiling(values().fold(0.0, f64::max), axes.is_whole);
    let all = (LEFT + labels.len() * STEP + NAMES).clamp(LEAST_WIDE + NAMES, WIDE + NAMES);
    let plot = all - NAMES;
    let step = ((plot - LEFT) as f64 / labels.len().max(1) as f64).min(STEP as f64);
    let x = |n: usize| round(LEFT as f64 + step * (n as f64 + 0.5));
    let y = |value: f64| match top > 0.0 {
        true => round((TOP + HIGH) as f64 - HIGH as f64 * (value / top).max(0.0)),
        false => (TOP + HIGH) as f64,
    };
    let every = (42.0 / step).ceil().max(1.0) as usize;
    let ends = ends(lines, y);
    html! {
        svg.chart.lines viewBox=(format!("0 0 {all} {}", TOP + HIGH + BOTTOM)) width=(all) role="img" aria-label=(axes.label) {
            (scale(axes, top, plot))
            @for (n, label) in labels.iter().enumerate() {
                @if n % every == 0 { text.label x=(x(n)) y=(TOP + HIGH + 15) { (label) } }
            }
            @for (which, line) in lines.iter().enumerate() {
                g.{ "line line-" (which % 6) } {
                    @for run in runs(&line.values) {
                        polyline points=(run.iter().map(|(n, v)| format!("{},{}", x(*n), y(*v))).collect::<Vec<_>>().join(" ")) {}
                    }
                    @for (n, value) in line.values.iter().enumerate() {
                        @if let Some(value) = value {
                            circle cx=(x(n)) cy=(y(*value)) r="3" {
                                title { (line.name) " " (labels.get(n).map_or("", String::as_str)) ": " (short(*value)) (axes.unit) }
                            }
                        }
                    }
                    @if let Some((at, end)) = ends[which] {
                        text.name x=(x(at) + 9.0) y=(round(end + 4.0)) { (line.name) }
                    }
                }
            }
        }
    }
}

/// The stretches of a line without gaps.
fn runs(values: &[Option<f64>]) -> Vec<Vec<(usize, f64)>> {
    let known: Vec<(usize, f64)> =
        values.iter().enumerate().filter_map(|(n, value)| Some((n, (*value)?))).collect();
    known.chunk_by(|a, b| b.0 == a.0 + 1).map(<[_]>::to_vec).collect()
}

/// Where the name of every line stands: at its last value, or a little beside it where another is.
fn ends(lines: &[ChartLine], y: impl Fn(f64) -> f64) -> Vec<Option<(usize, f64)>> {
    let last = |line: &ChartLine| {
        let at = line.values.iter().rposition(Option::is_some)?;
        Some((at, y(line.values[at]?)))
    };
    let mut ends: Vec<Option<(usize, f64)>> = lines.iter().map(last).collect();
    let mut order: Vec<usize> = (0..ends.len()).filter(|n| ends[*n].is_some()).collect();
    order.sort_by(|a, b| {
        let height = |n: &usize| ends[*n].map_or(0.0, |end| end.1);
        height(a).total_cmp(&height(b))
    });
    let mut above = f64::MIN;
    for n in order {
        if let Some(end) = &mut ends[n] {
            end.1 = end.1.max(above + APART);
            above = end.1;
        }
    }
    ends
}

const SMALL_WIDE: usize = 240;
const SMALL_HIGH: usize = 48;

/// A small chart of bars without a scale, as one picture: what it says in short is its label, and
/// a table stands elsewhere. The first and the last bar are named.
pub fn small_bars(label: &str, bars: &[Bar]) -> Markup {
    let most = bars.iter().filter_map(|bar| bar.value).fold(0.0, f64::max);
    // Few bars stand close together, as many do.
    let step = (SMALL_WIDE as f64 / bars.len().max(1) as f64).min(18.0);
    let wide = round((step * 0.8).min(14.0));
    let high = SMALL_HIGH as f64;
    html! {
        svg.small viewBox=(format!("0 0 {SMALL_WIDE} {}", SMALL_HIGH + 15)) role="img" aria-label=(label) {
            @for (n, bar) in bars.iter().enumerate() {
                @let x = round(step * n as f64);
                @match bar.value {
                    None => rect.missing x=(x) y="0" width=(wide) height=(SMALL_HIGH) { title { (bar.title) } },
                    Some(value) if value > 0.0 => {
                        @let tall = round((high * value / most).max(1.5));
                        rect.bar x=(x) y=(round(high - tall)) width=(wide) height=(tall) { title { (bar.title) } }
                    }
                    Some(_) => {}
                }
            }
            line.base x1="0" y1=(SMALL_HIGH) x2=(round(step * bars.len() as f64)) y2=(SMALL_HIGH) {}
            @if let (Some(first), Some(last)) = (bars.first(), bars.last()) {
                text x="0" y=(SMALL_HIGH + 13) { (first.label) }
                text.end x=(round((step * (bars.len() - 1) as f64 + wide).max(64.0))) y=(SMALL_HIGH + 13) { (last.label) }
            }
        }
    }
}

/// The least of 1, 2, 2.5 and 5 times a power of ten that is not below the value; of what has no
/// halves, the least that has a whole half.
fn ceiling(value: f64, is_whole: bool) -> f64 {
    if value <= 0.0 {
        return 0.0;
    }
    let power = 10f64.powf(value.log10().floor());
    let steps: &[f64] = match is_whole {
        true if power <= 1.0 => &[2.0, 4.0, 6.0, 8.0, 10.0],
        true => &[1.0, 2.0, 4.0, 6.0, 8.0, 10.0],
        false => &[1.0, 2.0, 2.5, 5.0, 10.0],
    };
    let power = if is_whole { power.max(1.0) } else { power };
    steps.iter().map(|step| step * power).find(|top| *top >= value).unwrap_or(value)
}

/// The number of a tick, with all the places that it has: what stands at a line is the line's value.
pub fn exact(value: f64) -> String {
    let text = format!("{value:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

pub fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// A number on a scale that ends at `top`, whole: half of 2.5 is 1.25.
fn on_scale(value: f64, top: f64) -> String {
    let power = if top > 0.0 { top.log10().floor() as i32 } else { 0 };
    let text = format!("{value:.0$}", usize::try_from(2 - power).unwrap_or(0));
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// A number with no more places than it needs.
pub fn short(value: f64) -> String {
    let places = if value == 0.0 || value >= 10.0 {
        0
    } else if value >= 1.0 {
        1
    } else {
        2
    };
    let text = format!("{value:.places$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod drawings;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_not_drawn_as_nought() {
        let bar =
            |value| Bar { label: "2020".into(), value, title: "<t>".into(), ..Bar::default() };
        let axes = Axes { label: "l", unit: "%", missing: "缺", ..Axes::default() };
        let html = bars(&axes, &[bar(Some(0.0)), bar(None), bar(Some(3.3))]).into_string();
        assert_eq!(html.matches("class=\"missing\"").count(), 1);
        assert_eq!(html.matches("class=\"bar\"").count(), 2);
        assert!(html.contains("<title>&lt;t&gt;</title>") && html.contains(">5%</text>"));
        assert!(html.contains(">缺</text>"));
        assert!(!bars(&axes, &[]).into_string().contains("NaN"));
    }

    #[test]
    fn names_at_the_ends_of_lines_do_not_cover_each_other() {
        let line = |name: &str, last| ChartLine {
            name: name.into(),
            values: vec![Some(1.0), None, Some(last)],
        };
        let all = [line("甲", 4.0), line("乙", 4.1), ChartLine::default()];
        let ends = ends(&all, |value| 100.0 - value);
        assert_eq!(ends[2], None);
        assert!((ends[0].unwrap().1 - ends[1].unwrap().1).abs() >= APART);
        let labels = ["2020", "2021", "2022"].map(str::to_owned);
        let html = lines(&Axes::default(), &labels, &all).into_string();
        assert_eq!((html.matches("<circle").count(), html.contains("NaN")), (4, false));
    }

    #[test]
    fn scales_end_on_round_numbers() {
        for (value, top) in [(0.0, 0.0), (3.3, 5.0), (22.0, 25.0), (0.07, 0.1), (100.0, 100.0)] {
            assert!((ceiling(value, false) - top).abs() < 1e-9, "{value}");
        }
        for (value, top) in [(1.0, 2.0), (3.0, 4.0), (22.0, 40.0), (9.0, 10.0), (187.0, 200.0)] {
            assert!((ceiling(value, true) - top).abs() < 1e-9, "{value}");
        }
        for (value, top, text) in [
            (1.25, 2.5, "1.25"),
            (12.5, 25.0, "12.5"),
            (125.0, 250.0, "125"),
            (0.0125, 0.025, "0.0125"),
            (0.5, 1.0, "0.5"),
            (5000.0, 10_000.0, "5000"),
            (0.0, 0.0, "0"),
        ] {
            assert_eq!(on_scale(value, top), text);
        }
        for (value, text) in [(1.25, "1.25"), (0.05, "0.05"), (12.5, "12.5"), (200.0, "200")] {
            assert_eq!(exact(value), text);
        }
        for (value, text) in
            [(2.5, "2.5"), (0.05, "0.05"), (12.6, "13"), (2.0, "2"), (100.0, "100")]
        {
            assert_eq!(short(value), text);
        }
    }
}
