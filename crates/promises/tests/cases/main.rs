//! Promises and outcomes of invented reports, as data: every kind, and every trap.

mod items;
mod outcomes;
mod targets;

use suyan_corpus::{Facts, Kind, Part, Passage, Report};
use suyan_promises::{PreparedReport, Promise, outcome, promises};

fn report(id: &str, year: i16, passages: &[(Part, String)]) -> Report {
    let mut report = Report {
        id: id.to_owned(),
        facts: Facts { year: Some(year), kind: Kind::WorkReport, ..Facts::default() },
        passages: Vec::new(),
    };
    for ((part, text), ordinal) in passages.iter().zip(1..) {
        report.passages.push(Passage {
            ordinal,
            part: *part,
            heading: Vec::new(),
            is_heading: false,
            text: text.clone(),
        });
    }
    report
}

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

fn figures(promise: &Promise) -> String {
    let told = promise.items.iter().filter_map(|item| item.quantity.as_ref()).map(|quantity| {
        let value = quantity.value.map_or("?".to_owned(), |value| value.to_string());
        format!("{value} {} {}", quantity.unit, quantity.qualifier.as_str())
    });
    told.collect::<Vec<_>>().join(" | ")
}

#[test]
fn sentences_are_told_from_talk() {
    let mut wrong = Vec::new();
    for row in rows(include_str!("sentences.tsv")) {
        let [is, strength, year, quantities, text] = row.as_slice() else { panic!("{row:?}") };
        let found = promises(&report("a", 2022, &[(Part::Tasks, (*text).to_owned())]));
        let got = match found.first() {
            None => "-".to_owned(),
            Some(p) => format!("+ {} {} {}", p.strength.as_str(), p.deadline.year, figures(p)),
        };
        let expected =
            if *is == "-" { "-".to_owned() } else { format!("+ {strength} {year} {quantities}") };
        if got != expected {
            wrong.push(format!("{text}\n  expected {expected}\n  got      {got}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_review_holds_no_promise() {
    let text = "建成滚水坝6座，治理坡耕地4万亩。".to_owned();
    assert!(promises(&report("a", 2022, &[(Part::Review, text.clone())])).is_empty());
    assert!(promises(&report("a", 2022, &[(Part::Glossary, text)])).is_empty());
}

#[test]
fn goals_of_five_years_have_their_last_year() {
    let passages = [
        (Part::Targets, "今后五年的主要目标是：建成环湖轻轨2条。".to_owned()),
        (Part::Targets, "新增保障房5万套。".to_owned()),
        (Part::Tasks, "2022年，要做好以下工作。".to_owned()),
        (Part::Tasks, "新增停车位3000个。".to_owned()),
    ];
    let years: Vec<i16> =
        promises(&report("a", 2022, &passages)).iter().map(|p| p.deadline.year).collect();
    assert_eq!(years, [2026, 2026, 2022]);
}

/// Sentences about other things, so that what is common and what is rare can be told.
fn filler() -> Vec<String> {
    let things = [
        "粮食生产",
        "工业经济",
        "商贸流通",
        "财政金融",
        "科技创新",
        "交通运输",
        "水利设施",
        "生态环境",
        "城市管理",
        "乡村振兴",
        "教育事业",
        "医疗卫生",
        "文化体育",
        "社会保障",
        "就业创业",
        "安全生产",
        "社会治理",
        "对外开放",
        "国企改革",
        "政务服务",
    ];
    let says = [
        "工作扎实推进，各项任务有序落实，发展基础进一步夯实，群众满意度持续提高，为全年目标顺利实现提供了有力支撑。",
        "质量效益稳步提升，重点项目加快建设，体制机制不断完善，服务水平明显改善，得到社会各界广泛好评和充分肯定。",
        "领域改革持续深化，政策措施落地见效，要素保障更加有力，市场活力竞相迸发，呈现出稳中向好的良好态势。",
    ];
    things.iter().flat_map(|thing| says.iter().map(move |said| format!("{thing}{said}"))).collect()
}

#[test]
fn outcomes_are_judged_by_what_is_said() {
    let mut wrong = Vec::new();
    for row in rows(include_str!("outcomes.tsv")) {
        let [promised, review, tasks, expected] = row.as_slice() else { panic!("{row:?}") };
        let mut own: Vec<(Part, String)> =
            filler().into_iter().map(|text| (Part::Review, text)).collect();
        let mut later = own.clone();
        own.push((Part::Tasks, (*promised).to_owned()));
        later.insert(7, (Part::Review, (*review).to_owned()));
        later.push((Part::Tasks, (*tasks).to_owned()));
        let (own, later) = (report("a", 2022, &own), report("b", 2023, &later));
        let (own_account, account) = (
            PreparedReport::of(&own).expect("a year"),
            PreparedReport::of(&later).expect("a year"),
        );
        assert!(account.whole);
        let Some(promise) = promises(&own).into_iter().find(|p| p.text == *promised) else {
            wrong.push(format!("{promised}: no promise"));
            continue;
        };
        let outcome = outcome(&promise.items[0], &promise.text, &own_account, &[&account], 2024);
        if outcome.verdict.as_str() != *expected {
            let near = outcome.candidates.first().map(|c| (c.score, c.text.clone()));
            wrong.push(format!(
                "{promised} / {review}{tasks}\n  expected {expected}, got {}: {} {near:?}",
                outcome.verdict.as_str(),
                outcome.reason.words()
            ));
        }
        assert!(outcome.candidates.len() <= 5);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_cannot_be_known_is_said() {
    let own = report("a", 2022, &[(Part::Tasks, "新建便民菜市场20个。".to_owned())]);
    let promise = &promises(&own)[0];
    let account = PreparedReport::of(&own).expect("a year");
    let verdict =
        |newest| outcome(&promise.items[0], &promise.text, &account, &[], newest).verdict.as_str();
    assert_eq!(verdict(2022), "not_due");
    assert_eq!(verdict(2024), "no_report");
    // A report of which a part is there says nothing by its silence.
    let cut = report("b", 2023, &[(Part::Review, "修路。".to_owned())]);
    let cut = PreparedReport::of(&cut).expect("a year");
    let told = outcome(&promise.items[0], &promise.text, &account, &[&cut], 2024);
    assert_eq!(told.verdict.as_str(), "cannot_tell");
}
