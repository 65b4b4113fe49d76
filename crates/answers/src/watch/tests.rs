//! What is told of a matter from one look to the next, and what is not.

use suyan_corpus::Part;
use suyan_search::FullReport;

use super::*;
use crate::testing::{Scan, report};

fn watched(query: &str, tells: &[&str]) -> Watched {
    Watched::read("架空线", &Params::read(Some(query)).unwrap(), tells).unwrap()
}

/// A look at these reports.
fn look(matter: &Watched, seen: &mut SeenMatter, reports: &[FullReport]) -> Looked {
    let quoting = Quoting::new("https://example.org");
    matter.look(&Scan::of(reports.to_vec()), seen, &quoting).unwrap()
}

/// Kinds of news with their sentences: of the year before and of now.
fn told(looked: &Looked) -> Vec<(NewsKind, &str, &str)> {
    fn text(quote: &Option<Quote>) -> &str {
        quote.as_ref().map_or("", |quote| quote.text.as_str())
    }
    looked.news.iter().map(|one| (one.news, text(&one.before), text(&one.quote))).collect()
}

fn says(code: &str, year: i16, text: &str) -> FullReport {
    report(code, year, &[(Part::Tasks, text)])
}

#[test]
fn a_first_look_tells_nothing_and_a_second_what_changed() {
    let (matter, mut seen) = (watched("q=架空线", &[]), SeenMatter::default());
    assert!(seen.is_first());
    let before = says("310104", 2021, "完成架空线入地12公里。推进架空线整治。拆除架空线杆三百根。");
    let first = look(&matter, &mut seen, std::slice::from_ref(&before));
    assert!(first.is_first && first.news.is_empty() && !seen.is_first());
    let now =
        says("310104", 2022, "完成架空线入地15公里。推进架空线整治。启动架空线立法调研工作。");
    let second = look(&matter, &mut seen, &[before.clone(), now.clone()]);
    assert!(!second.is_first);
    let expected = [
        (NewsKind::Changed, "完成架空线入地12公里。", "完成架空线入地15公里。"),
        (NewsKind::New, "", "启动架空线立法调研工作。"),
    ];
    assert_eq!(told(&second), expected);
    let figures = (vec!["12公里".to_owned()], vec!["15公里".to_owned()]);
    assert_eq!(second.news[0].figures, Some(figures));
    assert_eq!(
        second.news[0].quote.as_ref().unwrap().permalink,
        "https://example.org/reports/310104-2022#p1"
    );
    assert_eq!(second.news[1].note, None, "there is a report of the year before");
    // Once.
    assert!(look(&matter, &mut seen, &[before, now]).news.is_empty());
}

#[test]
fn a_report_that_is_silent_is_told_once_and_only_where_all_of_it_is_there() {
    let before = says("310104", 2021, "完成架空线入地12公里。");
    let now = says("310104", 2022, "建设口袋公园三座。");
    let (matter, mut seen) = (watched("q=架空线", &[]), SeenMatter::default());
    look(&matter, &mut seen, std::slice::from_ref(&before));
    let mut cut = now.clone();
    cut.facts.doubts.push(suyan_corpus::Doubt::Truncated);
    let mut of_cut = seen.clone();
    assert!(look(&matter, &mut of_cut, &[before.clone(), cut]).news.is_empty());
    let looked = look(&matter, &mut seen, &[before.clone(), now.clone()]);
    assert_eq!(told(&looked), [(NewsKind::Silent, "完成架空线入地12公里。", "")]);
    assert!(look(&matter, &mut seen, &[before, now]).news.is_empty());
}

#[test]
fn only_the_wanted_kinds_are_told_and_all_are_remembered() {
    let before = says("310104", 2021, "完成架空线入地12公里。");
    let now = says("310104", 2022, "完成架空线入地15公里。启动架空线立法调研工作。");
    let (matter, mut seen) = (watched("q=架空线", &["新提到"]), SeenMatter::default());
    look(&matter, &mut seen, std::slice::from_ref(&before));
    let looked = look(&matter, &mut seen, &[before.clone(), now.clone()]);
    assert_eq!(told(&looked), [(NewsKind::New, "", "启动架空线立法调研工作。")]);
    // Who asks for more afterwards is not told what passed already.
    let all = watched("q=架空线", &[]);
    assert_eq!(all.key(), matter.key());
    assert!(look(&all, &mut seen, &[before, now]).news.is_empty());
}

#[test]
fn what_is_indexed_anew_is_not_told_again() {
    let before = says("310104", 2021, "完成架空线入地12公里。");
    let now = says("310104", 2022, "完成架空线入地15公里。");
    let (matter, mut seen) = (watched("q=架空线", &[]), SeenMatter::default());
    look(&matter, &mut seen, std::slice::from_ref(&before));
    assert_eq!(look(&matter, &mut seen, &[before.clone(), now.clone()]).news.len(), 1);
    let again = |report: &FullReport, id: &str, blank: &str| {
        let mut report = report.clone();
        report.id = id.into();
        report.passages[0].text =
            report.passages[0].text.replace("架空线", &format!("{blank}架空线"));
        report
    };
    // Other ids, and a text that was cleaned better.
    let anew = [again(&before, "x", " "), again(&now, "y", "　")];
    assert!(look(&matter, &mut seen, &anew).news.is_empty());
    // What is remembered is a file from one run to the next.
    let kept: SeenMatter = serde_json::from_slice(&serde_json::to_vec(&seen).unwrap()).unwrap();
    assert_eq!(kept, seen);
}

#[test]
fn without_a_report_of_the_year_before_nothing_is_compared() {
    let (matter, mut seen) = (watched("q=架空线", &[]), SeenMatter::default());
    look(&matter, &mut seen, &[says("310106", 2021, "另一件事。")]);
    let reports = [
        says("310106", 2021, "另一件事。"),
        says("310104", 2022, "完成架空线入地15公里。"),
        // Nothing before it, and nothing of the matter: that is no silence.
        says("310105", 2022, "建设公园。"),
    ];
    let looked = look(&matter, &mut seen, &reports);
    assert_eq!(told(&looked), [(NewsKind::New, "", "完成架空线入地15公里。")]);
    assert!(looked.news[0].note.unwrap().contains("无从比较"));
}

#[test]
fn a_place_that_was_another_before_is_the_same_place() {
    // 闸北区 became 静安区 in 2015.
    let before = says("310108", 2015, "完成架空线入地12公里。");
    let now = says("310106", 2016, "完成架空线入地15公里。");
    let (matter, mut seen) = (watched("q=架空线", &[]), SeenMatter::default());
    look(&matter, &mut seen, std::slice::from_ref(&before));
    let looked = look(&matter, &mut seen, &[before, now]);
    assert_eq!(
        told(&looked),
        [(NewsKind::Changed, "完成架空线入地12公里。", "完成架空线入地15公里。")]
    );
}

#[test]
fn twins_are_looked_at_where_that_is_wished() {
    let before = says("310104", 2021, "完成架空线入地12公里。");
    let mut twin = says("310104", 2022, "完成架空线入地15公里。");
    twin.facts.twin_of = Some("another".into());
    for (query, news) in [("q=架空线", 0), ("q=架空线&twins=true", 1)] {
        let (matter, mut seen) = (watched(query, &[]), SeenMatter::default());
        look(&matter, &mut seen, std::slice::from_ref(&before));
        let looked = look(&matter, &mut seen, &[before.clone(), twin.clone()]);
        assert_eq!(looked.news.len(), news, "{query}");
    }
}

#[test]
fn another_question_is_another_matter() {
    let key = |name: &str, query: &str| {
        Watched::read(name, &Params::read(Some(query)).unwrap(), &[]).unwrap().key()
    };
    let own = key("甲", "q=架空线&place=徐汇区");
    for (name, query) in [
        ("乙", "q=架空线&place=徐汇区"),
        ("甲", "q=架空线"),
        ("甲", "q=架空&place=徐汇区"),
        ("甲", "q=架空线&place=徐汇区&year=2020.."),
        ("甲", "q=架空线&place=徐汇区&synonyms=true"),
        ("甲", "q=架空线&place=徐汇区&twins=true"),
    ] {
        assert_ne!(key(name, query), own, "{name} {query}");
    }
    assert_eq!(key("甲", "place=徐汇区&q=架空线&limit=50"), own);
}

#[test]
fn bad_values_have_their_codes() {
    for (query, tells, code) in [
        ("q=架空线", &["all"][..], "bad_tell"),
        ("q= ", &[], "no_query"),
        ("q=架空线&year=x", &[], "bad_year"),
        ("q=架空线&twins=perhaps", &[], "bad_twins"),
    ] {
        let params = Params::read(Some(query)).unwrap();
        let problem = Watched::read("甲", &params, tells).unwrap_err();
        assert_eq!(problem.code, code, "{query} {tells:?}");
        assert!(!problem.message.is_empty() && !problem.hint.is_empty());
    }
    for (word, kind) in
        [("new", NewsKind::New), ("改动", NewsKind::Changed), ("没有再提", NewsKind::Silent)]
    {
        assert_eq!(NewsKind::of(word), Some(kind));
    }
}
