//! An item of 2022 and what the report of 2023 says: the verdict, as a reader of both would give it.

use suyan_promises::{Outcome, PreparedReport, Promise, Verdict, outcome, promises, told};

use super::{filler, report};
use suyan_corpus::Part;

/// A report of 2022 that promises this, among much else.
fn promising(promised: &str) -> suyan_corpus::Report {
    let mut passages: Vec<(Part, String)> =
        filler().into_iter().map(|text| (Part::Review, text)).collect();
    passages.push((Part::Tasks, promised.to_owned()));
    report("a", 2022, &passages)
}

/// A report of a year whose review and tasks hold these sentences, among much else.
fn telling(id: &str, year: i16, review: &str, tasks: &str) -> suyan_corpus::Report {
    let mut passages: Vec<(Part, String)> =
        filler().into_iter().map(|text| (Part::Review, text)).collect();
    passages.insert(7, (Part::Review, review.to_owned()));
    passages.push((Part::Tasks, tasks.to_owned()));
    report(id, year, &passages)
}

fn promise(own: &suyan_corpus::Report, promised: &str) -> Promise {
    let found = promises(own).into_iter().find(|promise| promise.text == promised);
    found.unwrap_or_else(|| panic!("no promise: {promised}"))
}

/// What became of the first item of a promise.
pub fn judged(promised: &str, review: &str, tasks: &str) -> Outcome {
    let (own, later) = (promising(promised), telling("b", 2023, review, tasks));
    let promise = promise(&own, promised);
    let (own, account) =
        (PreparedReport::of(&own).expect("a year"), PreparedReport::of(&later).expect("a year"));
    outcome(&promise.items[0], &promise.text, &own, &[&account], 2024)
}

fn assert_judged(promised: &str, cases: &[(&str, &str, Verdict)]) {
    let mut wrong = Vec::new();
    for (review, tasks, wanted) in cases {
        let got = judged(promised, review, tasks);
        if got.verdict != *wanted {
            let reason = got.reason.words();
            wrong.push(format!(
                "{promised} / {review}{tasks}\n  wanted {wanted:?}, got {:?}: {reason}",
                got.verdict
            ));
        }
        let rests =
            matches!(got.verdict, Verdict::NotMentioned | Verdict::NoReport | Verdict::NotDue);
        assert_eq!(
            got.evidence.is_empty(),
            rests,
            "{promised} / {review}{tasks}: {:?}",
            got.evidence
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

use Verdict::{CannotTell, Exceeded, Kept, Missed, NotMentioned, Partly, Postponed, Restated};

#[test]
fn a_number_of_things_is_reached_within_a_rounding() {
    assert_judged(
        "新改建乡村公路120公里。",
        &[
            ("新改建乡村公路120公里。", "", Kept),
            ("新改建乡村公路119.6公里。", "", Kept),
            ("新改建乡村公路119公里。", "", Missed),
            ("新改建乡村公路126公里。", "", Kept),
            ("新改建乡村公路127公里。", "", Exceeded),
            ("新改建乡村公路12万米。", "", Kept),
            ("新改建乡村公路近120公里。", "", Kept),
            ("新改建乡村公路超过150公里。", "", Exceeded),
        ],
    );
}

#[test]
fn a_rate_is_surpassed_by_more_than_a_tenth_of_itself() {
    assert_judged(
        "力争旅游总收入增长10%以上。",
        &[
            ("旅游总收入增长10%。", "", Kept),
            ("旅游总收入增长11%。", "", Kept),
            ("旅游总收入增长12%。", "", Exceeded),
            ("旅游总收入增长9.9%。", "", Missed),
            ("旅游总收入下降3%。", "", Missed),
            ("旅游总收入与上年持平。", "", Missed),
            ("旅游总收入达到130亿元。", "", Restated),
        ],
    );
    assert_judged(
        "林下经济产值增长8%左右。",
        &[("林下经济产值增长7.8%。", "", Kept), ("林下经济产值增长7.5%。", "", Missed)],
    );
    assert_judged(
        "林下经济产值增长6%—7%。",
        &[
            ("林下经济产值增长6%。", "", Kept),
            ("林下经济产值增长7%。", "", Kept),
            ("林下经济产值增长7.5%。", "", Kept),
            ("林下经济产值增长8%。", "", Exceeded),
            ("林下经济产值增长5.9%。", "", Missed),
        ],
    );
}

#[test]
fn of_a_cap_less_is_better() {
    assert_judged(
        "细颗粒物年均浓度控制在35微克/立方米以内。",
        &[
            ("细颗粒物年均浓度33微克/立方米。", "", Kept),
            ("细颗粒物年均浓度35微克/立方米。", "", Kept),
            ("细颗粒物年均浓度38微克/立方米。", "", Missed),
        ],
    );
    assert_judged(
        "城镇登记失业率控制在4%左右。",
        &[
            ("城镇登记失业率2.9%。", "", Kept),
            ("城镇登记失业率4.1%。", "", Kept),
            ("城镇登记失业率4.6%。", "", Missed),
        ],
    );
}

/// To fall by more is better, also where what falls is a cap.
#[test]
fn of_a_fall_more_is_better() {
    for promised in
        ["单位工业增加值能耗下降5%。", "生产安全事故死亡人数下降5%。", "细颗粒物年均浓度下降5%。"]
    {
        let matter = promised.trim_end_matches("下降5%。");
        let cases = [
            ("下降5%。", Kept),
            ("下降9%。", Exceeded),
            ("下降2%。", Missed),
            ("上升3%。", Missed),
        ];
        for (said, wanted) in cases {
            assert_judged(promised, &[(&format!("{matter}{said}"), "", wanted)]);
        }
    }
}

#[test]
fn what_is_counted_otherwise_settles_nothing() {
    assert_judged(
        "新建健身步道50公里。",
        &[
            ("五年来，累计新建健身步道120公里。", "", Restated),
            ("过去五年，新建健身步道260公里。", "", Restated),
            ("全年累计新建健身步道52公里。", "", Kept),
        ],
    );
    assert_judged(
        "新增养老床位800张。",
        &[
            ("养老床位总数达到6200张。", "", Restated),
            ("", "新增养老床位900张。", NotMentioned),
            ("新增养老床位、托育机构1500个。", "", Restated),
        ],
    );
    assert_judged(
        "治理沙化土地3万亩。",
        &[("治理沙化土地2000公顷。", "", Kept), ("治理沙化土地1000公顷。", "", Missed)],
    );
}

#[test]
fn a_report_may_admit_that_it_was_not_done() {
    assert_judged(
        "完成危旧房改造1500套。",
        &[
            ("危旧房改造没有完成年度计划，仅改造900套。", "", Missed),
            ("危旧房改造1500套的任务未完成。", "", Missed),
        ],
    );
    assert_judged("建成云岭隧道。", &[("受地质条件影响，云岭隧道推迟建成。", "", Missed)]);
}

#[test]
fn a_work_is_as_far_as_it_is_said_to_be() {
    assert_judged(
        "建成云岭隧道。",
        &[
            ("云岭隧道建成通车。", "", Kept),
            ("云岭隧道主体结构基本完成。", "", Partly),
            ("云岭隧道开工建设。", "", Partly),
            ("云岭隧道完成前期工作。", "", Partly),
            ("云岭隧道即将建成。", "", Partly),
            ("云岭隧道加快建设。", "建成云岭隧道。", Postponed),
            ("", "建成云岭隧道。", Postponed),
            ("", "", NotMentioned),
        ],
    );
    assert_judged(
        "启动云岭隧道建设。",
        &[
            ("云岭隧道开工建设。", "", Kept),
            ("云岭隧道建成通车。", "", Kept),
            ("云岭隧道前期工作有序开展。", "", Partly),
            ("云岭隧道建设加快推进。", "", CannotTell),
        ],
    );
    assert_judged(
        "出台《临泽市湿地保护条例》。",
        &[
            ("《临泽市湿地保护条例》颁布施行。", "", Kept),
            ("《临泽市湿地保护条例》开展立法调研论证。", "", Partly),
        ],
    );
}

#[test]
fn of_several_things_all_must_be_told() {
    assert_judged(
        "建成城北垃圾中转站、城南滨河公园。",
        &[
            ("城北垃圾中转站、城南滨河公园建成投用。", "", Kept),
            ("城南滨河公园建成开放。", "", Partly),
        ],
    );
}

#[test]
fn what_is_due_later_is_told_of_on_its_way() {
    let promised = "到2025年，茶园面积达到40万亩。";
    let own = promising(promised);
    let promise = promise(&own, promised);
    let item = promise.items.iter().find(|item| item.quantity.is_some()).unwrap();
    assert_eq!(item.deadline.year, 2025);
    let reports = [
        telling("b", 2023, "茶园面积达到31万亩。", ""),
        telling("c", 2024, "茶园面积达到35万亩。", ""),
        telling("d", 2026, "茶园面积达到41万亩。", ""),
    ];
    let own = PreparedReport::of(&own).expect("a year");
    let accounts: Vec<PreparedReport<'_>> = reports.iter().filter_map(PreparedReport::of).collect();
    let of = |many: usize, newest| {
        let later: Vec<&PreparedReport<'_>> = accounts[..many].iter().collect();
        outcome(item, &promise.text, &own, &later, newest)
    };
    let open = of(2, 2024);
    assert_eq!((open.verdict, open.year), (Verdict::NotDue, None));
    let way: Vec<(i16, Option<f64>)> =
        open.progress.iter().map(|one| (one.year, one.figure.value)).collect();
    assert_eq!(way, [(2022, Some(310_000.0)), (2023, Some(350_000.0))]);
    // The archive has reports of 2026, and not this place's.
    assert_eq!(of(2, 2026).verdict, Verdict::NoReport);
    let due = of(3, 2026);
    assert_eq!((due.verdict, due.year, due.report.as_deref()), (Kept, Some(2026), Some("d")));
    assert_eq!(due.progress.len(), 2);
    // An earlier report tells nothing of a later promise.
    let before = telling("z", 2021, "茶园面积达到41万亩。", "");
    let before = PreparedReport::of(&before).expect("a year");
    let none = outcome(item, &promise.text, &own, &[&before], 2024);
    assert!(none.progress.is_empty() && none.candidates.is_empty());
}

#[test]
fn the_sentence_that_tells_comes_first() {
    let promised = "新建便民菜市场20个。";
    let own = promising(promised);
    let promise = promise(&own, promised);
    let later =
        telling("b", 2023, "新建便民菜市场18个。改造农贸市场30个。", "新建便民菜市场15个。");
    let (own, account) =
        (PreparedReport::of(&own).expect("a year"), PreparedReport::of(&later).expect("a year"));
    let found = told(&promise.items[0], &promise.text, &own, &account);
    assert_eq!(&*found[0].telling.text, "新建便民菜市场18个。");
    assert_eq!(found[0].figure.as_ref().and_then(|figure| figure.value), Some(18.0));
    assert!(found.windows(2).all(|pair| pair[0].telling.score >= pair[1].telling.score));
    assert!(found.iter().all(|one| (0.0..=1.0).contains(&one.telling.score)));
}

#[test]
fn every_reason_is_said_in_both_languages() {
    let compared = judged("新建便民菜市场20个。", "新建便民菜市场14个。", "");
    assert_eq!(compared.reason.words(), "承诺“20个”，报告为“14个”。");
    assert_eq!(compared.reason.words_en(), "Promised “20个”, reported “14个”.");
    let others = judged("旅游总收入增长10%以上。", "旅游总收入达到130亿元。", "");
    assert!(
        others.reason.words().contains("另一种口径")
            && others.reason.words_en().contains("other terms")
    );
    for (promised, review, tasks, words, words_en) in [
        (
            "建成云岭隧道。",
            "云岭隧道建成通车。",
            "",
            "报告说已经做到。",
            "The report says that it was done.",
        ),
        (
            "建成云岭隧道。",
            "",
            "建成云岭隧道。",
            "没有说做到，又列为下一年的任务。",
            "Not reported as done, and promised again.",
        ),
        (
            "建成云岭隧道。",
            "",
            "",
            "全文没有与此相近的句子。",
            "No sentence of the report is close to it.",
        ),
    ] {
        let reason = judged(promised, review, tasks).reason;
        assert_eq!((reason.words().as_str(), reason.words_en().as_str()), (words, words_en));
    }
}
