//! Which figures of a sentence are of an indicator.

use suyan_analysis::quantity::{FigureRole, Measure, Quantity};
use suyan_analysis::{Tokens, find};
use suyan_corpus::Part;
use suyan_promises::said::carriers;

use super::SeriesPoint;

/// What stands before an indicator that is what another one is measured by.
const MEASURED_BEFORE: [&str; 7] = ["占", "人均", "单位", "万元", "亿元", "每", "相当于"];
/// What stands between such words and the indicator: whose it is.
const WHOSE: [&str; 12] = [
    "全市", "全省", "全区", "全县", "全州", "全国", "我市", "我省", "我区", "我县", "地区", "国内",
];
/// What stands behind an indicator that is what another one is measured by.
const MEASURED_BEHIND: [&str; 11] = [
    "之比",
    "比重",
    "比例",
    "占比",
    "比值",
    "比率",
    "能耗",
    "能源消耗",
    "电耗",
    "水耗",
    "二氧化碳排放",
];

/// Whether words before or behind a figure name the indicator as what the figure is of.
fn names(words: &str, indicator: &Tokens) -> bool {
    let tokens = Tokens::of(words);
    find(&tokens, indicator).into_iter().any(|range| {
        let range = tokens.source(range);
        let mut before = &words[..range.start];
        while let Some(rest) = WHOSE.iter().find_map(|whose| before.strip_suffix(whose)) {
            before = rest;
        }
        let behind = &words[range.end..];
        let near = before.char_indices().rev().nth(9).map_or(before, |(at, _)| &before[at..]);
        !MEASURED_BEFORE.iter().any(|word| before.ends_with(word))
            && !near.contains("单位")
            && !MEASURED_BEHIND.iter().any(|word| behind.contains(word))
    })
}

/// A figure of a sentence as one of the indicator, if it is one.
pub(super) fn point(
    indicator: &Tokens,
    sentence: &str,
    figures: &[Quantity],
    at: usize,
) -> Option<SeriesPoint> {
    let quantity = &figures[at];
    if quantity.role != FigureRole::Stated {
        return None;
    }
    let is_named = |of: &Quantity| match of.subject.is_empty() {
        false => names(&sentence[of.subject.clone()], indicator),
        true => [&of.before, &of.after].iter().any(|at| names(&sentence[(*at).clone()], indicator)),
    };
    let is_change = matches!(quantity.measure, Measure::Growth | Measure::Decline);
    // What is a part of it (其中) is another matter.
    let is_part =
        ["其中", "占", "不含"].iter().any(|w| sentence[quantity.before.clone()].contains(w));
    let is_of = is_named(quantity)
        || is_change
            && !is_part
            && carriers(sentence, figures, at).next().is_some_and(|at| is_named(&figures[at]));
    let (value, unit) = quantity.base().filter(|_| is_of)?;
    let factor = quantity.value.filter(|plain| *plain != 0.0).map_or(1.0, |plain| value / plain);
    let (kind, sign) = match quantity.measure {
        Measure::Growth => ("growth", 1.0),
        Measure::Decline => ("growth", -1.0),
        Measure::Level | Measure::Added | Measure::Total => ("level", 1.0),
    };
    Some(SeriesPoint {
        text: sentence[quantity.range.clone()].to_owned(),
        value: value * sign,
        value2: quantity.value2.map(|upper| upper * factor * sign),
        unit,
        qualifier: quantity.qualifier.as_str(),
        kind,
        sentence: sentence.to_owned(),
        report: String::new(),
        ordinal: 0,
        part: Part::Other,
    })
}

#[cfg(test)]
mod tests {
    use suyan_analysis::quantity::quantities;

    use super::*;

    /// The figures of a sentence that are of an indicator, by their words.
    fn of(sentence: &str, indicator: &str) -> Vec<(String, &'static str)> {
        let (figures, indicator) = (quantities(sentence), Tokens::of(indicator));
        let points = (0..figures.len()).filter_map(|at| point(&indicator, sentence, &figures, at));
        points.map(|point| (point.text, point.kind)).collect()
    }

    #[test]
    fn what_is_measured_by_an_indicator_is_no_figure_of_it() {
        for sentence in [
            "十大产业增加值占全市生产总值42.9%。",
            "服务业增加值占生产总值比重达到54%左右。",
            "研发经费支出与生产总值之比3.3%。",
            "单位生产总值能耗下降4.8%。",
            "人均生产总值突破2万美元。",
            "教育经费支出占国内生产总值4%。",
            "单位建设用地生产总值达到5.5亿元/平方公里。",
        ] {
            assert!(of(sentence, "生产总值").is_empty(), "{sentence}");
        }
    }

    #[test]
    fn a_change_that_names_nothing_is_of_the_figure_before_it() {
        let sentence = "全市生产总值完成100亿元、增长6.8%，财政收入增长7.7%，其中税收增长3%。";
        assert_eq!(
            of(sentence, "生产总值"),
            [("100亿元".to_owned(), "level"), ("6.8%".to_owned(), "growth")]
        );
        assert_eq!(of(sentence, "财政收入"), [("7.7%".to_owned(), "growth")]);
    }
}
