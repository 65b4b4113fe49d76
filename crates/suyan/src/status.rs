//! `suyan status`: what the archive holds and what is missing in it.

use std::fmt::Write as _;
use std::io::Write as _;

use suyan_answers::missing::Missing;
use suyan_corpus::Level;
use suyan_corpus::text::visible;
use suyan_engine::Index;
use suyan_search::coverage::CoverageRow;
use suyan_search::{Backend, Coverage, Stats};

use crate::args::Status;
use crate::exit::{self, Exit, Failed};

/// Prints the coverage of an index.
pub fn run(args: &Status) -> Result<Exit, Failed> {
    let pairs = args.place.iter().map(|place| ("place", place.as_str()));
    let pairs = pairs.chain(args.level.iter().map(|level| ("level", level.as_str())));
    let pairs = pairs.chain(args.year.iter().map(|year| ("year", year.as_str())));
    let pairs = pairs.chain(args.kind.iter().map(|kind| ("kind", kind.as_str())));
    let pairs = pairs.chain(args.expected.then_some(("expected", "true")));
    let asked = suyan_answers::coverage_request(pairs)
        .map_err(|failure| Failed::usage(format!("{}。{}", failure.message, failure.hint)))?;
    let index = Index::open(&args.index).map_err(|error| exit::engine(&error))?;
    let printed = if args.json {
        let mut json = asked.answer(&index).map_err(|failure| Failed::new(failure.message))?;
        json.push(b'\n');
        json
    } else {
        let coverage = asked.ask(&index).map_err(|error| exit::engine(&error))?;
        let missing = asked.missing(&index).map_err(|failure| Failed::new(failure.message))?;
        words(&coverage, index.stats(), missing.as_ref()).into_bytes()
    };
    // A closed pipe is the reader's choice.
    drop(std::io::stdout().write_all(&printed));
    Ok(Exit::Done)
}

/// The coverage for people: sums, then a line per place.
fn words(coverage: &Coverage, stats: Stats, missing: Option<&Missing>) -> String {
    let mut text = format!("索引中有 {} 份报告、{} 段。\n", stats.reports, stats.passages);
    if let Some(missing) = missing {
        let _ = writeln!(text, "{}。", missing.sentence());
    }
    let (Some(first), Some(last)) = (coverage.years.first(), coverage.years.last()) else {
        if missing.is_none() {
            text.push_str("没有能按地区和年度列出的报告。\n");
        }
        unknown(&mut text, coverage);
        return text;
    };
    let total = coverage.total;
    let held = total.report + total.part;
    // Writing to a string does not fail.
    let _ = writeln!(
        text,
        "{first}–{last} 年，{} 个地区：{} 个地区年应有报告，有 {held} 个（其中 {} 个只有一部分），缺 {} 个。",
        total.places,
        held + total.none,
        total.part,
        total.none,
    );
    unknown(&mut text, coverage);
    let mut level = None;
    for row in &coverage.places {
        if level.replace(row.level) != Some(row.level) {
            let _ = writeln!(text, "\n{}", heading(row.level));
        }
        text.push_str(&line(row));
    }
    text
}

fn unknown(text: &mut String, coverage: &Coverage) {
    let unknown = coverage.unknown;
    if unknown.place + unknown.year > 0 {
        let _ = writeln!(
            text,
            "另有 {} 份地区不详、{} 份年度不详，不在下表之内。",
            unknown.place, unknown.year
        );
    }
}

/// One place: its years held, in part and missing.
fn line(row: &CoverageRow) -> String {
    let lists = [("有", &row.report), ("部分", &row.part), ("缺", &row.none)];
    let told: Vec<String> = lists
        .into_iter()
        .filter(|(_, years)| !years.is_empty())
        .map(|(word, years)| format!("{word} {}", spans(years)))
        .collect();
    let line = format!("  {} {}：{}", row.path.join(" › "), row.code, told.join("；"));
    format!("{}\n", visible(&line))
}

/// Years in ascending order as spans: 2010–2013、2015.
fn spans(years: &[i16]) -> String {
    let mut spans: Vec<(i16, i16)> = Vec::new();
    for &year in years {
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == year => *last = year,
            _ => spans.push((year, year)),
        }
    }
    let spans = spans.into_iter().map(|(first, last)| match last - first {
        0 => first.to_string(),
        _ => format!("{first}–{last}"),
    });
    spans.collect::<Vec<_>>().join("、")
}

fn heading(level: Level) -> &'static str {
    match level {
        Level::Nation => "全国",
        Level::Province => "省级",
        Level::Prefecture => "地级",
        Level::County => "县级",
        Level::Township => "乡级",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_line_of_spans() {
        let row = CoverageRow {
            code: "990101".into(),
            name: "云栖区".into(),
            path: vec!["望川市".into(), "云栖区".into()],
            level: Level::County,
            report: vec![2010, 2011, 2013],
            part: vec![2014],
            none: vec![2012, 2015],
            absent: vec![2009],
            reports: std::collections::BTreeMap::new(),
        };
        let expected = "  望川市 › 云栖区 990101：有 2010–2011、2013；部分 2014；缺 2012、2015\n";
        assert_eq!(line(&row), expected);
    }
}
