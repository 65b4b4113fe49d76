use proptest::prelude::*;
use scraper::{ElementRef, Html, Selector};

use super::*;

fn select<'h>(html: &'h Html, what: &str) -> Vec<ElementRef<'h>> {
    html.select(&Selector::parse(what).unwrap()).collect()
}

/// The numbers of an attribute of every element.
fn numbers(html: &Html, what: &str, name: &str) -> Vec<f64> {
    let of = |one: &ElementRef<'_>| one.value().attr(name).unwrap().parse().unwrap();
    select(html, what).iter().map(of).collect()
}

fn texts(html: &Html, what: &str) -> Vec<String> {
    select(html, what).iter().map(|one| one.text().collect()).collect()
}

fn bar(label: usize, value: Option<f64>) -> Bar {
    Bar { label: label.to_string(), value, title: format!("{label}: {value:?}"), ..Bar::default() }
}

fn drawn(axes: &Axes<'_>, values: &[Option<f64>]) -> Html {
    let all: Vec<Bar> = (2001..).zip(values).map(|(year, value)| bar(year, *value)).collect();
    Html::parse_fragment(&bars(axes, &all).into_string())
}

#[test]
fn a_bar_is_as_high_as_its_value_on_the_scale() {
    let axes = Axes { unit: "%", ..Axes::default() };
    let html = drawn(&axes, &[Some(50.0), Some(25.0), Some(100.0), Some(0.0)]);
    let high = HIGH as f64;
    assert_eq!(numbers(&html, "rect.bar", "height"), [high / 2.0, high / 4.0, high, 0.0]);
    // Every bar stands on the base line.
    let feet =
        numbers(&html, "rect.bar", "y").into_iter().zip(numbers(&html, "rect.bar", "height"));
    assert!(
        feet.clone().all(|(y, tall)| (y + tall - (TOP + HIGH) as f64).abs() < 0.11),
        "{feet:?}"
    );
    assert_eq!(texts(&html, "text.scale"), ["0%", "50%", "100%"]);
    // The least that is no nought is seen.
    let html = drawn(&axes, &[Some(0.001), Some(1000.0)]);
    assert!(numbers(&html, "rect.bar", "height")[0] >= 1.5);
}

#[test]
fn a_scale_of_nothing_has_one_line() {
    for values in [&[][..], &[None], &[Some(0.0)], &[Some(0.0), None, Some(0.0)]] {
        let html = drawn(&Axes::default(), values);
        assert_eq!(texts(&html, "text.scale"), ["0"], "{values:?}");
        assert_eq!(select(&html, "line.grid").len(), 1);
    }
}

#[test]
fn what_is_missing_is_a_gap_and_what_is_nought_is_a_bar() {
    let axes = Axes { missing: "缺", ..Axes::default() };
    let html = drawn(&axes, &[Some(2.0), None, Some(0.0), None, None]);
    assert_eq!(select(&html, "rect.missing").len(), 3);
    assert_eq!(select(&html, "rect.bar").len(), 2);
    assert_eq!(texts(&html, "text.lacks"), ["缺", "缺", "缺"]);
    let small: Vec<Bar> =
        [Some(2.0), None, Some(0.0)].into_iter().map(|value| bar(1, value)).collect();
    let html = Html::parse_fragment(&small_bars("l", &small).into_string());
    assert_eq!((select(&html, "rect.missing").len(), select(&html, "rect.bar").len()), (1, 1));
}

#[test]
fn a_line_breaks_where_a_year_is_missing() {
    let line = |values: &[Option<f64>]| ChartLine { name: "甲".into(), values: values.to_vec() };
    let labels: Vec<String> = (2001..2007).map(|year| year.to_string()).collect();
    let draw = |line: ChartLine| {
        Html::parse_fragment(&lines(&Axes::default(), &labels, &[line]).into_string())
    };
    let html = draw(line(&[Some(1.0), Some(2.0), None, Some(3.0), None, Some(4.0)]));
    let runs: Vec<usize> = select(&html, "polyline")
        .iter()
        .map(|one| one.value().attr("points").unwrap().split(' ').count())
        .collect();
    assert_eq!(runs, [2, 1, 1]);
    assert_eq!(select(&html, "circle").len(), 4);
    assert_eq!(texts(&html, "text.name"), ["甲"]);
    let none = draw(line(&[None; 6]));
    assert_eq!(
        (select(&none, "polyline, circle, text.name").len(), texts(&none, "text.label").len()),
        (0, 6)
    );
    // A value below nought has no room, and is drawn on the base line.
    let below = draw(line(&[Some(-5.0), Some(10.0)]));
    let ys = numbers(&below, "circle", "cy");
    assert!(ys.iter().all(|y| (TOP as f64..=(TOP + HIGH) as f64).contains(y)), "{ys:?}");
}

#[test]
fn labels_have_room_and_links_lead_on() {
    for many in [1, 2, 15, 40, 120] {
        let html = drawn(&Axes::default(), &vec![Some(1.0); many]);
        let wide: f64 = select(&html, "svg")[0].value().attr("width").unwrap().parse().unwrap();
        assert!((LEAST_WIDE as f64..=WIDE as f64).contains(&wide), "{many}");
        let at = numbers(&html, "text.label", "x");
        assert!(at.windows(2).all(|pair| pair[1] - pair[0] >= 40.0), "{many}: {at:?}");
        assert!(at.iter().all(|x| *x > LEFT as f64 && *x < wide), "{many}: {at:?}");
        let (x, own) = (numbers(&html, "rect.bar", "x"), numbers(&html, "rect.bar", "width"));
        assert!(
            x.windows(2).zip(&own).all(|(pair, wide)| pair[0] + wide <= pair[1] + 0.1),
            "bars overlap"
        );
    }
    let linked = Bar { link: Some("/a?b=1&c=\"".into()), of: Some(7), ..bar(2001, Some(1.0)) };
    let html = Html::parse_fragment(
        &bars(&Axes::default(), &[linked, bar(2002, Some(2.0))]).into_string(),
    );
    let link = select(&html, "a")[0];
    assert_eq!(
        (link.value().attr("href"), link.value().attr("aria-label")),
        (Some("/a?b=1&c=\""), Some("2001: Some(1.0)"))
    );
    assert_eq!(texts(&html, "text.of"), ["7"]);
}

#[test]
fn bars_of_few_are_hatched() {
    let thin = Bar { is_thin: true, ..bar(2001, Some(1.0)) };
    let axes = Axes { label: "份额", ..Axes::default() };
    let html = Html::parse_fragment(&bars(&axes, &[thin, bar(2002, Some(2.0))]).into_string());
    let pattern = select(&html, "pattern")[0].value().attr("id").unwrap();
    let fill = select(&html, "rect.thin")[0].value().attr("fill").unwrap().to_owned();
    assert_eq!(fill, format!("url(#{pattern})"));
    assert_eq!(select(&html, "rect.bar").len(), 1);
    // Two charts of one page have patterns of their own.
    let of = |label| {
        let one =
            bars(&Axes { label, ..Axes::default() }, &[Bar { is_thin: true, ..bar(1, Some(1.0)) }]);
        let html = Html::parse_fragment(&one.into_string());
        select(&html, "pattern")[0].value().attr("id").unwrap().to_owned()
    };
    assert_ne!(of("份额"), of("频次"));
}

proptest! {
    #[test]
    fn a_scale_ends_on_a_round_number_that_holds_all(value in 1e-6f64..1e12, is_whole: bool) {
        let value = if is_whole { value.ceil() } else { value };
        let top = ceiling(value, is_whole);
        prop_assert!(top >= value * (1.0 - 1e-12), "{value} {top}");
        // No more than two and a half times, so that the highest bar is seen to be high.
        prop_assert!(top <= (value * 2.5).max(2.0), "{value} {top}");
        let half = on_scale(top / 2.0, top);
        if is_whole {
            prop_assert!(!half.contains('.'), "{top}: {half}");
        }
        let read: f64 = half.parse().unwrap();
        prop_assert!((read - top / 2.0).abs() <= top * 1e-9, "{top}: {half}");
    }

    #[test]
    fn any_values_are_drawn_within_the_picture(values in proptest::collection::vec(proptest::option::of(-10.0f64..1e9), 0..60), is_whole: bool) {
        let axes = Axes { is_whole, ..Axes::default() };
        let html = drawn(&axes, &values);
        for (y, tall) in numbers(&html, "rect.bar", "y").into_iter().zip(numbers(&html, "rect.bar", "height")) {
            prop_assert!(y >= TOP as f64 - 0.1 && y + tall <= (TOP + HIGH) as f64 + 0.1, "{y} {tall}");
        }
        prop_assert_eq!(select(&html, "rect.missing").len(), values.iter().filter(|value| value.is_none()).count());
        prop_assert!(!html.html().contains("NaN") && !html.html().contains("inf"));
    }
}
