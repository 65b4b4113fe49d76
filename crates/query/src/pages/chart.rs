//! Charts as SVG, drawn on the server: bars with a label that screen readers read, and a mark of
//! its own for what is missing.

use maud::{Markup, html};

/// One bar.
pub struct Bar {
    /// What stands below it, where there is room.
    pub label: String,
    /// Its height; `None` is missing.
    pub value: Option<f64>,
    /// What it says when pointed at.
    pub title: String,
    /// Where it leads.
    pub link: Option<String>,
}

const WIDE: usize = 720;
const HIGH: usize = 132;
const LEFT: usize = 44;
const TOP: usize = 10;
const BOTTOM: usize = 20;

/// A chart of bars. `unit` stands behind the numbers of the scale.
pub fn bars(label: &str, unit: &str, bars: &[Bar]) -> Markup {
    let top = ceiling(bars.iter().filter_map(|bar| bar.value).fold(0.0, f64::max));
    let step = (WIDE - LEFT) as f64 / bars.len().max(1) as f64;
    let at = |n: usize| round(LEFT as f64 + step * n as f64);
    let wide = round((step * 0.78).min(46.0));
    let every = (bars.len() as f64 * 42.0 / (WIDE - LEFT) as f64).ceil().max(1.0) as usize;
    let tall = |value: f64| if top > 0.0 { round(HIGH as f64 * value / top) } else { 0.0 };
    html! {
        svg.chart viewBox=(format!("0 0 {WIDE} {}", TOP + HIGH + BOTTOM)) role="group" aria-label=(label) {
            @for part in [0.0, 0.5, 1.0] {
                @let y = TOP as f64 + HIGH as f64 * (1.0 - part);
                line.grid x1=(LEFT) x2=(WIDE) y1=(y) y2=(y) {}
                text.scale x=(LEFT - 6) y=(y + 4.0) { (on_scale(top * part, top)) (unit) }
            }
            @for (n, bar) in bars.iter().enumerate() {
                @let x = round(at(n) + (step - wide) / 2.0);
                @match bar.value {
                    None => rect.missing x=(x) y=(TOP) width=(wide) height=(HIGH) { title { (bar.title) } },
                    Some(value) => {
                        @let high = if value > 0.0 { tall(value).max(1.5) } else { 0.0 };
                        @let body = html! {
                            title { (bar.title) }
                            rect.hit-area x=(at(n)) y=(TOP) width=(round(step)) height=(HIGH) {}
                            rect.bar x=(x) y=(round((TOP + HIGH) as f64 - high)) width=(wide) height=(high) {}
                        };
                        @match &bar.link {
                            Some(link) => a href=(link) aria-label=(bar.title) { (body) },
                            None => g { (body) },
                        }
                    }
                }
                @if n % every == 0 { text.label x=(round(at(n) + step / 2.0)) y=(TOP + HIGH + 15) { (bar.label) } }
            }
        }
    }
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

/// The least of 1, 2, 2.5 and 5 times a power of ten that is not below the value.
fn ceiling(value: f64) -> f64 {
    if value <= 0.0 {
        return 0.0;
    }
    let power = 10f64.powf(value.log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0];
    steps.into_iter().map(|step| step * power).find(|top| *top >= value).unwrap_or(value)
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
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_not_drawn_as_nought() {
        let bar = |value| Bar { label: "2020".into(), value, title: "<t>".into(), link: None };
        let html = bars("l", "%", &[bar(Some(0.0)), bar(None), bar(Some(3.3))]).into_string();
        assert_eq!(html.matches("class=\"missing\"").count(), 1);
        assert_eq!(html.matches("class=\"bar\"").count(), 2);
        assert!(html.contains("<title>&lt;t&gt;</title>") && html.contains(">5%</text>"));
        assert!(!bars("l", "", &[]).into_string().contains("NaN"));
    }

    #[test]
    fn scales_end_on_round_numbers() {
        for (value, top) in [(0.0, 0.0), (3.3, 5.0), (22.0, 25.0), (0.07, 0.1), (100.0, 100.0)] {
            assert!((ceiling(value) - top).abs() < 1e-9, "{value}");
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
