//! News as it is told: in words, as JSON, as Markdown.

use std::fmt::Write as _;

use serde_json::json;
use suyan_answers::compare::Piece;
use suyan_answers::quote::Quote;
use suyan_answers::watch::{News, NewsKind};
use suyan_corpus::text::visible;

use crate::exit::Failed;

/// What is to be told.
pub struct NewsToTell<'a> {
    pub news: &'a [News],
    pub snapshot: &'a str,
}

impl NewsToTell<'_> {
    /// One JSON object, also where there is nothing.
    pub fn json(&self) -> Result<String, Failed> {
        let value = json!({"snapshot": self.snapshot, "news": self.news});
        let text = serde_json::to_string(&value).map_err(|error| Failed::new(error.to_string()))?;
        Ok(text + "\n")
    }

    /// For a mail: a heading for each matter, a paragraph for each news. Nothing where there is none.
    pub fn words(&self) -> String {
        let mut out = String::new();
        for one in self.news {
            // Writing to a string does not fail.
            let _ = writeln!(out, "【{}】{}：{}", one.watch, label(one.news), whose(one));
            for (year, quote) in sides(one) {
                let _ = writeln!(out, "  {year}第{}段：{}", quote.passage, quote.text);
            }
            if let Some(figures) = figures(one) {
                let _ = writeln!(out, "  数字：{figures}");
            }
            if let Some(note) = one.note {
                let _ = writeln!(out, "  （{note}）");
            }
            let _ = writeln!(out, "  {}\n", link(one));
        }
        visible_lines(&out)
    }

    /// What is to be told as Markdown, with what changed in bold and the citations.
    pub fn markdown(&self) -> String {
        let mut out = String::new();
        let mut matter = None;
        for one in self.news {
            if matter.replace(&one.watch) != Some(&one.watch) {
                let _ = writeln!(out, "## {}\n", escaped(&one.watch));
            }
            let _ = writeln!(out, "### {}：{}\n", label(one.news), escaped(&whose(one)));
            for (year, quote) in sides(one) {
                let is_now = one.quote.as_ref() == Some(quote);
                let text = match is_now && !one.pieces.is_empty() {
                    true => bold(&one.pieces),
                    false => escaped(&quote.text),
                };
                let link = format!("[{year}第{}段](<{}>)", quote.passage, quote.permalink);
                let _ = writeln!(out, "> {text}\n>\n> —— {link}　{}\n", escaped(&quote.citation));
            }
            if let Some(figures) = figures(one) {
                let _ = writeln!(out, "数字：{}\n", escaped(&figures));
            }
            if let Some(promise) = &one.promise {
                let _ = writeln!(out, "[这条承诺的来龙去脉](<{promise}>)\n");
            }
            if let Some(note) = one.note {
                let page =
                    format!("[{}](<{}>)", escaped(&one.report.head.title), one.report.permalink);
                let _ = writeln!(out, "{note}：{page}\n");
            }
        }
        visible_lines(&out)
    }
}

fn label(kind: NewsKind) -> &'static str {
    match kind {
        NewsKind::New => "新提到",
        NewsKind::Changed => "有改动",
        NewsKind::Silent => "没有再提",
    }
}

fn whose(news: &News) -> String {
    let head = &news.report.head;
    let place =
        head.place.as_ref().map_or("地区不详".to_owned(), |place| place.path.join(" › "));
    let year = head.year.map_or("年度不详".to_owned(), |year| year.to_string());
    format!("{place} {year}《{}》", head.title)
}

/// The sentences of a piece of news with their years, the older first.
fn sides(news: &News) -> Vec<(String, &Quote)> {
    let sides = news.before.iter().chain(&news.quote);
    let year = |quote: &Quote| quote.year.map_or(String::new(), |year| format!("{year} 年"));
    sides.map(|quote| (year(quote), quote)).collect()
}

fn figures(news: &News) -> Option<String> {
    let (before, after) = news.figures.as_ref()?;
    let shown = |all: &[String]| if all.is_empty() { "无".to_owned() } else { all.join("、") };
    Some(format!("{} → {}", shown(before), shown(after)))
}

/// Where a reader looks it up.
fn link(news: &News) -> &str {
    let quote = news.quote.as_ref().map(|quote| quote.permalink.as_str());
    quote.or(news.promise.as_deref()).unwrap_or(&news.report.permalink)
}

fn bold(pieces: &[Piece]) -> String {
    let piece = |piece: &Piece| match piece.changed {
        true => format!("**{}**", escaped(&piece.text)),
        false => escaped(&piece.text),
    };
    pieces.iter().map(piece).collect()
}

/// Words that Markdown takes as words.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' => {
                out.extend(['\\', c])
            }
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// Lines that cannot command a terminal.
fn visible_lines(text: &str) -> String {
    text.lines().map(|line| visible(line).into_owned() + "\n").collect()
}

#[cfg(test)]
mod tests {
    use suyan_answers::quote::Quoting;
    use suyan_answers::watch::Reported;
    use suyan_corpus::{Kind, Part};
    use suyan_search::{PlaceHead, ReportHead};

    use super::*;

    fn head(year: i16) -> ReportHead {
        let place = PlaceHead {
            code: "310104".into(),
            name: "徐汇区".into(),
            path: vec!["上海市".into(), "徐汇区".into()],
        };
        ReportHead {
            id: format!("id{year}"),
            title: "报告[一]*二*".into(),
            place: Some(place),
            level: None,
            year: Some(year),
            date: None,
            kind: Kind::WorkReport,
        }
    }

    fn news(kind: NewsKind) -> News {
        let quoting = Quoting::new("https://example.org");
        let quote = |year, text| quoting.quote(&head(year), 3, Part::Tasks, text);
        let piece = |text: &str, changed| Piece { text: text.into(), changed, number: changed };
        let is_silent = kind == NewsKind::Silent;
        News {
            watch: "架空线".into(),
            news: kind,
            report: Reported {
                head: head(2022),
                citation: "引文".into(),
                permalink: "https://example.org/reports/id2022".into(),
            },
            quote: (!is_silent).then(|| quote(2022, "完成15公里。")),
            before: (kind != NewsKind::New).then(|| quote(2021, "完成12公里。")),
            pieces: match kind {
                NewsKind::Changed => {
                    vec![piece("完成", false), piece("15", true), piece("公里。", false)]
                }
                _ => Vec::new(),
            },
            figures: (kind == NewsKind::Changed).then(|| (vec!["12公里".into()], Vec::new())),
            promise: is_silent.then(|| "https://example.org/promises/p".into()),
            note: is_silent.then_some("没有再提这条承诺"),
        }
    }

    #[test]
    fn news_is_told_in_words_with_both_sentences_and_a_link() {
        let all = [news(NewsKind::Changed), news(NewsKind::New), news(NewsKind::Silent)];
        let told = NewsToTell { news: &all, snapshot: "abc" };
        let whose = "上海市 › 徐汇区 2022《报告[一]*二*》";
        let expected = format!(
            "【架空线】有改动：{whose}\n  2021 年第3段：完成12公里。\n  2022 年第3段：完成15公里。\n\
             \x20 数字：12公里 → 无\n  https://example.org/reports/id2022#p3\n\n\
             【架空线】新提到：{whose}\n  2022 年第3段：完成15公里。\n\
             \x20 https://example.org/reports/id2022#p3\n\n\
             【架空线】没有再提：{whose}\n  2021 年第3段：完成12公里。\n\
             \x20 （没有再提这条承诺）\n  https://example.org/promises/p\n\n"
        );
        assert_eq!(told.words(), expected);
        assert!(NewsToTell { news: &[], snapshot: "abc" }.words().is_empty());
        let none = NewsToTell { news: &[], snapshot: "abc" }.json().unwrap();
        assert_eq!(none, "{\"news\":[],\"snapshot\":\"abc\"}\n");
    }

    #[test]
    fn markdown_marks_what_changed_and_takes_words_as_words() {
        let all = [news(NewsKind::Changed), news(NewsKind::Silent)];
        let text = NewsToTell { news: &all, snapshot: "abc" }.markdown();
        assert_eq!(text.matches("## 架空线").count(), 1, "one heading for a matter: {text}");
        assert!(text.contains("> 完成**15**公里。"), "{text}");
        assert!(text.contains("报告\\[一\\]\\*二\\*"), "{text}");
        assert!(text.contains("[2021 年第3段](<https://example.org/reports/id2021#p3>)"), "{text}");
        assert!(text.contains("[这条承诺的来龙去脉](<https://example.org/promises/p>)"), "{text}");
        for (given, shown) in [
            ("a*b_c`d", "a\\*b\\_c\\`d"),
            ("<b>|~#\\", "\\<b\\>\\|\\~\\#\\\\"),
            ("一\n二\r三", "一 二 三"),
            ("平文（）", "平文（）"),
        ] {
            assert_eq!(escaped(given), shown);
        }
    }

    #[test]
    fn what_is_quoted_commands_no_terminal() {
        let mut one = news(NewsKind::New);
        one.watch = "甲\u{1b}[2J".into();
        let told = NewsToTell { news: std::slice::from_ref(&one), snapshot: "abc" };
        assert!(!told.words().contains('\u{1b}') && !told.markdown().contains('\u{1b}'));
    }
}
