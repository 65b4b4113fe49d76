//! `suyan search`: the same search in the terminal.

use std::io::IsTerminal;

use suyan_answers::find::literal_total;
use suyan_corpus::Part;
use suyan_corpus::text::visible;
use suyan_search::{Fragment, Help, HelpKind, Hit, PassageHit, SearchAnswer, Tier, Total};

use crate::args::SearchArgs;
use crate::exit::{self, Exit, Failed};
use crate::out;

/// Searches and prints.
pub fn run(args: &SearchArgs) -> Result<Exit, Failed> {
    let request = request(args)?;
    let archive = args.archive.open_with(args.concepts.as_deref())?;
    let printed = if args.json {
        let mut json = suyan_answers::search_json(&*archive, &request)
            .map_err(|failure| Failed::new(format!("{}。{}", failure.message, failure.hint)))?;
        json.push(b'\n');
        json
    } else {
        let answer = archive.search(&request).map_err(exit::search)?;
        let is_terminal = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let help = archive.help(&request, &answer).map_err(exit::search)?;
        let literal = literal_total(&*archive, &request, &answer)
            .map_err(|failure| Failed::new(format!("{}。{}", failure.message, failure.hint)))?;
        words(&answer, literal, &help, is_terminal).into_bytes()
    };
    out::print(&printed)?;
    Ok(Exit::Done)
}

/// The request as the API would read it from an address.
fn request(args: &SearchArgs) -> Result<suyan_search::SearchRequest, Failed> {
    let limit = args.limit.to_string();
    let mut pairs = vec![("q", args.query.as_str()), ("limit", limit.as_str())];
    pairs.extend(args.of.pairs());
    if args.synonyms {
        pairs.push(("synonyms", "true"));
    }
    pairs.extend(args.part.iter().map(|part| ("part", part.as_str())));
    suyan_answers::search_request(pairs)
        .map_err(|failure| Failed::usage(format!("{}。{}", failure.message, failure.hint)))
}

/// The answer for people, in lines.
fn words(answer: &SearchAnswer, literal: Option<Total>, help: &[Help], colour: bool) -> String {
    let mut lines = Vec::new();
    if answer.hits.is_empty() {
        lines.push("没有找到。".to_owned());
    } else {
        let total = answer.total;
        lines.push(format!("共 {} 份报告、{} 段。", total.reports, total.passages));
    }
    lines.extend(read_as(answer, literal).iter().map(|line| visible(line).into_owned()));
    lines.extend(help.iter().map(|help| visible(&way(help)).into_owned()));
    let uncounted = uncounted(answer);
    for (at, hit) in answer.hits.iter().enumerate() {
        lines.push(String::new());
        if Some(at) == uncounted {
            lines.push("—— 以下只有部分词相符，不计在内 ——".to_owned());
            lines.push(String::new());
        }
        lines.push(visible(&head(hit, at + 1)).into_owned());
        lines.extend(hit.passages.iter().map(|passage| line(passage, colour)));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// What of the query was left out, and what was added.
fn read_as(answer: &SearchAnswer, literal: Option<Total>) -> Vec<String> {
    let mut lines = Vec::new();
    let read_as = &answer.read_as;
    if let Some((text, literal)) = read_as.literal.as_ref().zip(literal) {
        let mut line = format!("理解为 {}（{}）", read_as.text, read_as.words.join(" + "));
        if !read_as.ignored.is_empty() {
            line.push_str(&format!("，虚词、疑问词不计：{}", read_as.ignored.join("、")));
        }
        lines.push(format!("{line}；原样 {} 段：{text}", literal.passages));
    }
    for widened in &answer.read_as.synonyms {
        lines.push(format!("“{}”连同 {}", widened.word, widened.also.join("、")));
    }
    lines
}

/// A way on, as a query that can be typed.
fn way(help: &Help) -> String {
    let title = match help.kind {
        HelpKind::Synonyms => "连同同义说法",
        HelpKind::Spelling => "是不是要查",
        HelpKind::Place => "换作地区",
        HelpKind::Unquoted => "不求一字不差",
        HelpKind::Fewer => "少几个词",
        HelpKind::Wider => "放宽条件",
    };
    let change = match (help.kind, help.to.as_str()) {
        (HelpKind::Wider, "") => format!("去掉 {}", help.from),
        (HelpKind::Wider, to) => format!("{}（{to}）", help.from),
        (HelpKind::Place, to) => format!("{} → {to}", help.from),
        _ => help.query.clone(),
    };
    format!("   {title}：{change}　{} 份报告、{} 段", help.total.reports, help.total.passages)
}

/// Where the hits begin that hold a part of the words and are not counted.
fn uncounted(answer: &SearchAnswer) -> Option<usize> {
    let is_part = |hit: &Hit| hit.passages.iter().all(|passage| passage.tier == Tier::Some);
    let first = answer.hits.iter().position(is_part)?;
    (first > 0).then_some(first)
}

fn head(hit: &Hit, number: usize) -> String {
    let report = &hit.report;
    let place =
        report.place.as_ref().map_or("地区不详".to_owned(), |place| place.path.join(" › "));
    let year = report.year.map_or("年度不详".to_owned(), |year| year.to_string());
    let (title, id, count) = (&report.title, &report.id, hit.matching_passages);
    format!("{number}. {place} {year} 《{title}》 {count} 段，编号 {id}")
}

fn line(passage: &PassageHit, colour: bool) -> String {
    let mark = |fragment: &Fragment| match (fragment.matched, colour) {
        (true, true) => format!("\x1b[1;31m{}\x1b[0m", visible(&fragment.text)),
        _ => visible(&fragment.text).into_owned(),
    };
    let stretches = std::iter::once(&passage.snippet).chain(&passage.more);
    let stretch = |fragments: &Vec<Fragment>| fragments.iter().map(mark).collect::<String>();
    let text = stretches.map(stretch).collect::<Vec<_>>().join(" …… ");
    let part = part(passage.part);
    format!("   第 {} 段（{part}，{}）：{}", passage.ordinal, tier(passage.tier), text.trim())
}

fn part(part: Part) -> &'static str {
    match part {
        Part::Review => "工作回顾",
        Part::Situation => "形势",
        Part::Targets => "目标",
        Part::Tasks => "任务",
        Part::Livelihood => "民生实事",
        Part::SelfGovernment => "自身建设",
        Part::Glossary => "名词解释",
        Part::Other => "其他",
    }
}

fn tier(tier: Tier) -> &'static str {
    match tier {
        Tier::Exact => "原文",
        Tier::Near => "相近",
        Tier::Words => "全部词",
        Tier::Some => "部分词",
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use suyan_corpus::Kind;
    use suyan_search::{Filters, ReportHead};

    use super::*;

    fn passage(ordinal: u32, tier: Tier, pieces: &[(&str, bool)]) -> PassageHit {
        let fragment =
            |&(text, matched): &(&str, bool)| Fragment { text: text.to_owned(), matched };
        PassageHit {
            ordinal,
            part: Part::Tasks,
            heading: Vec::new(),
            tier,
            snippet: pieces.iter().map(fragment).collect(),
            more: Vec::new(),
            promises: Vec::new(),
        }
    }

    fn hit(title: &str, passages: Vec<PassageHit>) -> Hit {
        let report = ReportHead {
            id: "a1".into(),
            title: title.into(),
            place: None,
            level: None,
            year: None,
            date: None,
            kind: Kind::WorkReport,
        };
        Hit { report, score: 1.0, matching_passages: passages.len() as u64, passages }
    }

    fn answer(hits: Vec<Hit>) -> Arc<SearchAnswer> {
        let total = Total { reports: hits.len() as u64, passages: 9 };
        Arc::new(SearchAnswer { total, hits, ..SearchAnswer::default() })
    }

    #[test]
    fn hits_are_lines_that_command_no_terminal() {
        let found = passage(
            6,
            Tier::Exact,
            &[("实施", false), ("架空线", true), ("\u{1b}[2J入地。", false)],
        );
        let list = answer(vec![hit("报告\u{7}", vec![found])]);
        let plain = words(&list, None, &[], false);
        let lines: Vec<&str> = plain.lines().collect();
        assert_eq!(lines[0], "共 1 份报告、9 段。");
        assert!(
            lines[2].starts_with("1. 地区不详 年度不详 《报告")
                && lines[2].ends_with("1 段，编号 a1")
        );
        assert!(lines[3].starts_with("   第 6 段（任务，原文）：实施架空线"), "{plain}");
        assert!(!plain.contains(['\u{1b}', '\u{7}']), "{plain:?}");
        // In colour only what matched has marks, and they are closed.
        let coloured = words(&list, None, &[], true);
        assert_eq!(coloured.matches('\u{1b}').count(), 2);
        assert!(coloured.contains("实施\u{1b}[1;31m架空线\u{1b}[0m"), "{coloured:?}");
        assert_eq!(words(&answer(Vec::new()), None, &[], false), "没有找到。\n");
    }

    #[test]
    fn what_is_not_counted_stands_behind_a_line_that_says_so() {
        let some = || hit("部分", vec![passage(1, Tier::Some, &[("甲", true)])]);
        let whole = || hit("全部", vec![passage(1, Tier::Words, &[("甲乙", true)])]);
        for (hits, at) in [
            (vec![whole(), some(), some()], Some(1)),
            (vec![whole(), whole()], None),
            // Where nothing better exists, they are what is counted.
            (vec![some(), some()], None),
            (Vec::new(), None),
        ] {
            let list = answer(hits);
            assert_eq!(uncounted(&list), at);
            let line = "—— 以下只有部分词相符，不计在内 ——";
            assert_eq!(words(&list, None, &[], false).contains(line), at.is_some());
        }
    }

    #[test]
    fn a_way_on_is_what_can_be_typed() {
        let of = |kind, from: &str, to: &str| {
            let total = Total { reports: 2, passages: 5 };
            way(&Help {
                kind,
                from: from.into(),
                to: to.into(),
                query: "架空线 入地".into(),
                filters: Filters::default(),
                total,
            })
        };
        for (kind, from, to, said) in [
            (HelpKind::Spelling, "加空线", "架空线", "是不是要查：架空线 入地"),
            (HelpKind::Fewer, "", "", "少几个词：架空线 入地"),
            (HelpKind::Place, "徐汇", "徐汇区", "换作地区：徐汇 → 徐汇区"),
            (HelpKind::Wider, "年:2022", "", "放宽条件：去掉 年:2022"),
            (HelpKind::Wider, "部分", "任务", "放宽条件：部分（任务）"),
        ] {
            assert_eq!(of(kind, from, to), format!("   {said}　2 份报告、5 段"));
        }
    }
}
