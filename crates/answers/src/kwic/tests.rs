//! Lines beside a reading of the passages by hand.

use suyan_search::Backend as _;

use super::*;
use crate::export::tests::FileOut;
use crate::testing::{Scan, report};

fn ask(query: &str) -> Result<Kwic, &'static str> {
    let params = Params::read(Some(query)).unwrap();
    let request = KwicRequest::read(&params).map_err(|problem| problem.code)?;
    request.ask(&Scan::archive()).map_err(|problem| problem.code)
}

#[test]
fn lines_are_cut_in_characters_around_each_match() {
    let kwic = ask("q=架空线&width=3&limit=100").unwrap();
    assert_eq!((kwic.total, kwic.listed), (kwic.lines.len() as u64, kwic.total));
    let line = &kwic.lines[0];
    assert_eq!((line.left.as_str(), line.right.as_str()), ("5公里", "入地，"));
    assert_eq!((line.start, line.found.as_str()), (6, "架空线"));
    let all = ask("q=架空线&width=0").unwrap();
    assert!(all.lines.iter().all(|line| line.left.is_empty() && line.right.is_empty()));
}

#[test]
fn a_sample_is_the_same_again_and_of_all() {
    let all = ask("q=架空线&limit=100").unwrap();
    let (one, two) =
        (ask("q=架空线&sample=4&seed=7").unwrap(), ask("q=架空线&sample=4&seed=7").unwrap());
    assert_eq!(one.lines, two.lines);
    assert_eq!((one.total, one.lines.len()), (all.total, 4));
    assert!(one.lines.iter().all(|line| all.lines.contains(line)));
}

#[test]
fn lines_stand_in_the_order_that_is_asked_for() {
    let key = |line: &KwicLine| {
        let ReportHead { year, place, id, .. } = line.report.as_ref();
        let place = place.as_ref().map(|place| place.code.clone());
        (year.is_none(), *year, place, id.clone(), line.ordinal, line.start)
    };
    let in_order = ask("q=架空线&limit=100").unwrap().lines;
    assert!(in_order.len() > 2 && in_order.is_sorted_by_key(key));
    let newest = ask("q=架空线&limit=100&sort=year").unwrap().lines;
    assert!(newest.is_sorted_by_key(|line| std::cmp::Reverse(line.report.year)));
    let by = |sort: &str, side: fn(&KwicLine) -> String| {
        let lines = ask(&format!("q=架空线&limit=100&width=10&sort={sort}")).unwrap().lines;
        assert!(lines.is_sorted_by_key(side), "{sort}");
        let mut same: Vec<_> = lines.iter().map(key).collect();
        same.sort();
        assert_eq!(same, in_order.iter().map(key).collect::<Vec<_>>());
    };
    by("left", |line| line.left.chars().rev().collect());
    by("right", |line| line.right.clone());
}

#[test]
fn pages_and_files_have_the_lines_of_the_list() {
    for more in ["", "&sort=left", "&sample=3&seed=2", "&within=入地", "&sort=right&without=入地"]
    {
        let all = ask(&format!("q=架空线&limit=100{more}")).unwrap();
        let mut paged = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = ask(&format!("q=架空线&limit=2{more}{cursor}")).unwrap();
            paged.extend(page.lines);
            match page.next {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(paged, all.lines, "{more}");
        let params = Params::read(Some(&format!("q=架空线{more}"))).unwrap();
        let mut file = FileOut::default();
        let request = KwicRequest::read(&params).unwrap();
        request
            .write(&Scan::archive(), ExportForm::JsonLines, Addresses::default(), &mut file)
            .unwrap();
        let rows = file.values();
        assert_eq!((file.rows, rows.len()), (Some(all.listed), all.lines.len()), "{more}");
        for (row, line) in rows.iter().zip(&all.lines) {
            assert_eq!(row["left"], line.left, "{more}");
        }
    }
}

#[test]
fn bad_values_have_their_codes() {
    for (query, code) in [
        ("q=", "no_query"),
        ("q=a&width=201", "bad_width"),
        ("q=a&sort=up", "bad_sort"),
        ("q=a&sample=0", "bad_sample"),
        ("q=a&seed=x", "bad_seed"),
        ("q=a&unit=page", "bad_unit"),
        ("q=a&cursor=abc", "bad_cursor"),
    ] {
        assert_eq!(ask(query).err(), Some(code), "{query}");
    }
}

/// Characters beyond the basic plane, combining marks, and a line break within a passage.
fn odd() -> Scan {
    Scan::of(vec![
        report(
            "310104",
            2020,
            &[
                (Part::Tasks, "𠀀𠀁完成架空线入地。\u{e9}e\u{301}架空线🚧整治，架空线！"),
                (Part::Review, "架空线"),
            ],
        ),
        report("310106", 2021, &[(Part::Tasks, "推进“架空线”入地？另建公园。架空线入地5公里。")]),
    ])
}

fn of_odd(query: &str) -> Kwic {
    KwicRequest::read(&Params::read(Some(query)).unwrap()).unwrap().ask(&odd()).unwrap()
}

#[test]
fn every_line_is_a_stretch_of_its_passage() {
    let archive = odd();
    for width in [0, 1, 3, 200] {
        let kwic = of_odd(&format!("q=架空线&width={width}&limit=100"));
        // As often as a reader counts it.
        assert_eq!((kwic.total, kwic.lines.len()), (6, 6), "width {width}");
        for line in &kwic.lines {
            let whole = archive.report(&line.report.id).unwrap().unwrap();
            let text: Vec<char> = whole.passages[line.ordinal as usize - 1].text.chars().collect();
            let end = line.start + line.found.chars().count();
            let (from, to) = (line.start.saturating_sub(width), (end + width).min(text.len()));
            let of = |range: std::ops::Range<usize>| text[range].iter().collect::<String>();
            assert_eq!(line.found, of(line.start..end));
            assert_eq!(
                (&line.left, &line.right),
                (&of(from..line.start), &of(end..to)),
                "{line:?}"
            );
        }
    }
}

#[test]
fn a_line_may_be_a_sentence() {
    let kwic = of_odd("q=架空线&unit=sentence&limit=100");
    let lines: Vec<String> = kwic
        .lines
        .iter()
        .map(|line| format!("{}{}{}", line.left, line.found, line.right))
        .collect();
    assert_eq!(
        lines,
        [
            "𠀀𠀁完成架空线入地。",
            "\u{e9}e\u{301}架空线🚧整治，架空线！",
            "\u{e9}e\u{301}架空线🚧整治，架空线！",
            "架空线",
            "推进“架空线”入地？",
            "架空线入地5公里。",
        ]
    );
    // What a line must hold is looked for in the sentence, not in so many characters.
    assert_eq!(of_odd("q=架空线&unit=sentence&within=公园").total, 0);
    assert_eq!(of_odd("q=架空线&unit=line&within=公园").total, 2);
}

#[test]
fn lines_with_a_word_and_without_it_are_all_lines() {
    for unit in ["line", "sentence"] {
        for word in ["入地", "架空线", "公园", "没有的词"] {
            let of = |side: &str| of_odd(&format!("q=架空线&unit={unit}&{side}={word}")).total;
            assert_eq!(of("within") + of("without"), 6, "{unit} {word}");
        }
    }
}

#[test]
fn a_larger_sample_holds_the_smaller_ones() {
    let key = |line: &KwicLine| (line.report.id.clone(), line.ordinal, line.start);
    let all = of_odd("q=架空线&limit=100");
    let mut drawn = std::collections::BTreeSet::new();
    for seed in 0..20 {
        let mut before: Vec<KwicLine> = Vec::new();
        for many in 1..=7 {
            let sampled = of_odd(&format!("q=架空线&limit=100&sample={many}&seed={seed}"));
            assert_eq!((sampled.total, sampled.listed), (6, many.min(6)), "seed {seed}");
            assert!(before.iter().all(|line| sampled.lines.contains(line)), "seed {seed}: {many}");
            before = sampled.lines;
            if many == 2 {
                drawn.insert(before.iter().map(key).collect::<Vec<_>>());
            }
        }
        assert_eq!(before, all.lines, "all of them, in their order");
    }
    // Of fifteen pairs, twenty seeds do not draw the same.
    assert!(drawn.len() > 5, "{drawn:?}");
}

#[test]
fn only_the_cursor_that_was_given_goes_on() {
    let first = ask("q=架空线&limit=2").unwrap();
    let cursor = first.next.unwrap();
    let (offset, tag) = cursor.split_at(8);
    let with = |cursor: &str| ask(&format!("q=架空线&limit=2&cursor={cursor}"));
    assert!(with(&cursor).is_ok());
    let (plus, short) = (format!("%2B{}{tag}", &offset[1..]), format!("{}{tag}", &offset[1..]));
    let other = format!("{offset}{}", "0".repeat(tag.len()));
    for bad in [plus.as_str(), &short, &other, tag, "0", &format!("x{}", &cursor[1..])] {
        assert_eq!(with(bad).err(), Some("bad_cursor"), "{bad}");
    }
    // Another list's, though it has as many lines.
    for query in ["q=架空&limit=2", "q=架空线&limit=2&width=3", "q=架空线&limit=2&sort=place"]
    {
        assert_eq!(ask(&format!("{query}&cursor={cursor}")).err(), Some("bad_cursor"), "{query}");
    }
    // The size of a page and its language are nobody's list.
    assert!(ask(&format!("q=架空线&limit=5&lang=en&cursor={cursor}")).is_ok());
    // Behind the end there is nothing, and nothing follows.
    let behind = ask(&format!("q=架空线&cursor=000003e8{tag}")).unwrap();
    assert!(behind.lines.is_empty() && behind.next.is_none());
}
