//! `suyan status`: what the archive holds and what is missing in it.

use std::fmt::Write as _;

use suyan_answers::missing::Missing;
use suyan_answers::{Problem, doubt_request};
use suyan_corpus::text::visible;
use suyan_corpus::{Doubtful, Level};
use suyan_search::coverage::CoverageRow;
use suyan_search::{Coverage, DoubtfulList, DoubtfulReport, Stats};

use crate::args::StatusArgs;
use crate::exit::{self, Exit, Failed};
use crate::out;

/// Prints the coverage of an index.
pub fn run(args: &StatusArgs) -> Result<Exit, Failed> {
    let pairs = args.of.pairs().chain(args.kind.iter().map(|kind| ("kind", kind.as_str())));
    let usage = |failure: Problem| Failed::usage(format!("{}。{}", failure.message, failure.hint));
    if let Some(doubts) = &args.doubts {
        let pairs = pairs.chain(doubts.iter().map(|doubt| ("doubt", doubt.as_str())));
        let asked = doubt_request(pairs).map_err(usage)?.page(usize::MAX, 0);
        let archive = args.archive.open()?;
        let printed = if args.json {
            let mut json =
                asked.answer(&*archive).map_err(|failure| Failed::new(failure.message))?;
            json.push(b'\n');
            json
        } else {
            doubtful(&asked.ask(&*archive).map_err(|error| exit::engine(&error))?).into_bytes()
        };
        out::print(&printed)?;
        return Ok(Exit::Done);
    }
    let pairs = pairs.chain(args.expected.then_some(("expected", "true")));
    let asked = suyan_answers::coverage_request(pairs).map_err(usage)?;
    let archive = args.archive.open()?;
    let printed = if args.json {
        let mut json = asked.answer(&*archive).map_err(|failure| Failed::new(failure.message))?;
        json.push(b'\n');
        json
    } else {
        let coverage = asked.ask(&*archive).map_err(|error| exit::engine(&error))?;
        let missing = asked.missing(&*archive).map_err(|failure| Failed::new(failure.message))?;
        words(&coverage, archive.stats(), missing.as_ref()).into_bytes()
    };
    out::print(&printed)?;
    Ok(Exit::Done)
}

/// The doubtful reports for people: sums, then a line per report.
fn doubtful(list: &DoubtfulList) -> String {
    let mut text = format!("存疑的报告 {} 份。\n", list.total);
    for counted in &list.counts {
        let _ = writeln!(text, "  {}：{} 份", word(counted.doubt), counted.reports);
    }
    for DoubtfulReport { head, doubts } in &list.reports {
        let place = head.place.as_ref().map_or("地区不详".to_owned(), |p| p.path.join(" › "));
        let year = head.year.map_or("年度不详".to_owned(), |year| year.to_string());
        let doubts: Vec<&str> = doubts.iter().map(|doubt| word(*doubt)).collect();
        let line = format!("{place} {year}《{}》{}：{}", head.title, head.id, doubts.join("、"));
        let _ = writeln!(text, "{}", visible(&line));
    }
    text
}

fn word(doubt: Doubtful) -> &'static str {
    match doubt {
        Doubtful::Place => "地区",
        Doubtful::Year => "年度",
        Doubtful::Date => "日期",
        Doubtful::Parts => "部分划分",
        Doubtful::Truncated => "不完整",
        Doubtful::Text => "文字",
        Doubtful::Twin => "重份",
    }
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
    use suyan_search::coverage::{CoverageTotal, CoverageUnknown};

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

    #[test]
    fn years_in_a_row_are_a_span() {
        for (years, said) in [
            (&[][..], ""),
            (&[2020], "2020"),
            (&[2020, 2021], "2020–2021"),
            (&[2020, 2022], "2020、2022"),
            (&[2018, 2019, 2020, 2022, 2024, 2025], "2018–2020、2022、2024–2025"),
            (&[-1, 0, 1], "-1–1"),
        ] {
            assert_eq!(spans(years), said);
        }
    }

    fn row(level: Level, report: &[i16], none: &[i16]) -> CoverageRow {
        CoverageRow {
            code: "990101".into(),
            name: "云栖区".into(),
            path: vec!["云栖区".into()],
            level,
            report: report.to_vec(),
            part: Vec::new(),
            none: none.to_vec(),
            absent: Vec::new(),
            reports: std::collections::BTreeMap::new(),
        }
    }

    #[test]
    fn the_coverage_says_sums_what_is_unknown_and_a_line_a_place() {
        let stats = Stats { reports: 3, passages: 24, ..Stats::default() };
        let coverage = Coverage {
            years: vec![2020, 2021],
            places: vec![
                row(Level::Province, &[2020], &[2021]),
                row(Level::County, &[2021], &[]),
                row(Level::County, &[], &[2020]),
            ],
            total: CoverageTotal { places: 3, report: 2, part: 1, none: 2 },
            unknown: CoverageUnknown { place: 1, year: 0 },
        };
        let text = words(&coverage, stats.clone(), None);
        let expected = "索引中有 3 份报告、24 段。\n\
             2020–2021 年，3 个地区：5 个地区年应有报告，有 3 个（其中 1 个只有一部分），缺 2 个。\n\
             另有 1 份地区不详、0 份年度不详，不在下表之内。\n\
             \n省级\n  云栖区 990101：有 2020；缺 2021\n\
             \n县级\n  云栖区 990101：有 2021\n  云栖区 990101：缺 2020\n";
        assert_eq!(text, expected);
        // Nothing that can be listed is said, and not shown as a table without rows.
        let none = words(&Coverage::default(), stats.clone(), None);
        assert!(none.ends_with("没有能按地区和年度列出的报告。\n"), "{none}");
        let asked =
            Missing { place: Some("徐汇区".into()), years: Some((2020, 2020)), held: None };
        let missing = words(&Coverage::default(), stats, Some(&asked));
        assert!(missing.ends_with("档案里没有徐汇区 2020 年的报告。\n"), "{missing}");
    }

    #[test]
    fn a_doubtful_report_is_a_line_with_all_its_doubts() {
        let head = suyan_search::ReportHead {
            id: "a1".into(),
            title: "报告\u{1b}[2J".into(),
            place: None,
            level: None,
            year: Some(2020),
            date: None,
            kind: suyan_corpus::Kind::WorkReport,
        };
        let doubts = vec![Doubtful::Place, Doubtful::Twin];
        let list = DoubtfulList {
            total: 2,
            counts: vec![suyan_search::DoubtCount { doubt: Doubtful::Place, reports: 1 }],
            reports: vec![DoubtfulReport { head, doubts }],
        };
        let text = doubtful(&list);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[..2], ["存疑的报告 2 份。", "  地区：1 份"]);
        assert!(
            lines[2].starts_with("地区不详 2020《报告") && lines[2].ends_with("a1：地区、重份")
        );
        assert!(!text.contains('\u{1b}'));
    }
}
