//! The year's targets of a report, by kind: value, range, qualifier, and what is none.

use suyan_corpus::{Part, Report};
use suyan_promises::targets::{Economic, Target, target, targets};

use super::report;

fn of(passages: &[(Part, &str)]) -> Report {
    let owned: Vec<(Part, String)> =
        passages.iter().map(|(part, text)| (*part, (*text).to_owned())).collect();
    report("a", 2022, &owned)
}

fn growth(text: &str) -> Option<Target> {
    target(&of(&[(Part::Targets, text)]), Economic::Growth)
}

fn told(target: &Target) -> String {
    let figure = &target.figure;
    let value = figure.value.map_or("?".to_owned(), |value| value.to_string());
    let upper = figure.value2.map_or(String::new(), |value| format!("..{value}"));
    format!("{}{value}{upper}", figure.qualifier.as_str())
}

#[test]
fn the_targets_of_a_year_stand_in_one_sentence() {
    let text = "今年经济社会发展的主要预期目标是：地区生产总值增长6%以上，一般公共预算收入增长4%，\
                固定资产投资增长8%左右，规模以上工业增加值增长7%，社会消费品零售总额增长6.5%，\
                城镇登记失业率控制在4%以内，居民消费价格涨幅3%左右。";
    let found = targets(&of(&[(Part::Targets, text)]));
    let all: Vec<(Economic, String)> = found.iter().map(|one| (one.of, told(one))).collect();
    let wanted = [
        (Economic::Growth, ">=6"),
        (Economic::Revenue, "=4"),
        (Economic::Investment, "~8"),
        (Economic::Industry, "=7"),
        (Economic::Retail, "=6.5"),
        (Economic::Unemployment, "<=4"),
        (Economic::Prices, "~3"),
    ];
    assert_eq!(all, wanted.map(|(of, told)| (of, told.to_owned())));
    assert!(found.iter().all(|one| one.text == text && (one.ordinal, one.sentence) == (1, 1)));
}

#[test]
fn growth_is_read_as_it_is_set() {
    for (text, wanted) in [
        ("地区生产总值增长6%左右。", Some("~6")),
        ("地区生产总值增长6%—6.5%。", Some("=6..6.5")),
        ("GDP增长5.5%以上。", Some(">=5.5")),
        ("经济增长5%左右。", Some("~5")),
        ("地区生产总值达到900亿元，增长7%。", Some("=7")),
        // 生产总值 says more than 经济增长.
        ("经济增长保持在合理区间，力争经济增速5%，地区生产总值增长6%。", Some("=6")),
        // A mean of years, last year's, another thing's.
        ("未来五年，地区生产总值年均增长7%。", None),
        ("2021年地区生产总值增长8.1%。", None),
        ("单位地区生产总值能耗下降3%。", None),
        ("研发投入占地区生产总值比重增长0.2%。", None),
        ("民营经济增长9%。", None),
        ("人均地区生产总值增长6%。", None),
        ("地区生产总值突破1000亿元。", None),
        ("粮食产量增长6%。", None),
    ] {
        assert_eq!(growth(text).as_ref().map(told).as_deref(), wanted, "{text}");
    }
}

#[test]
fn what_is_striven_for_beyond_is_an_ambition() {
    let found = growth("地区生产总值增长6%以上，力争达到6.5%。").unwrap();
    assert_eq!(told(&found), ">=6");
    assert_eq!(found.ambition.and_then(|figure| figure.value), Some(6.5));
    let other = growth("地区生产总值增长6%以上，力争工业增加值增长9%。").unwrap();
    assert_eq!(other.ambition, None);
}

#[test]
fn words_beside_a_target_harden_and_soften_it() {
    let tone =
        |text: &str| growth(text).map(|one| (one.hard.join(" "), one.soft.join(" "))).unwrap();
    let pair = |hard: &str, soft: &str| (hard.to_owned(), soft.to_owned());
    assert_eq!(tone("地区生产总值增长6%以上。"), pair("以上", ""));
    assert_eq!(tone("地区生产总值增长6%左右。"), pair("", "左右"));
    assert_eq!(tone("确保地区生产总值增长6%。"), pair("确保", ""));
    assert_eq!(tone("地区生产总值增长6%。"), pair("", ""));
    // Words of the next clause are another figure's.
    assert_eq!(tone("地区生产总值增长6%，收入增长7%以上。"), pair("", ""));
}

#[test]
fn what_sets_targets_is_believed_before_what_reports() {
    let found = |passages: &[(Part, &str)]| {
        target(&of(passages), Economic::Growth).map(|one| (told(&one), one.ordinal))
    };
    let set = |value: &str, ordinal| Some((value.to_owned(), ordinal));
    let reviewed = (Part::Review, "地区生产总值增长8.1%。");
    let aimed = (Part::Targets, "地区生产总值增长6%。");
    assert_eq!(found(&[reviewed, aimed]), set("=6", 2));
    assert_eq!(found(&[aimed, reviewed]), set("=6", 1));
    assert_eq!(found(&[reviewed]), None);
    let five = (Part::Targets, "今后五年的主要目标：地区生产总值增长7%。");
    assert_eq!(found(&[five, (Part::Tasks, "今年，地区生产总值增长6%。")]), set("=6", 2));
    // Parts may be wrong: what says that it sets this year's is believed in a review too,
    let lost = (Part::Review, "2022年主要预期目标是：地区生产总值增长6%。");
    assert_eq!(found(&[lost]), set("=6", 1));
    // but a glossary never sets any.
    assert_eq!(found(&[(Part::Glossary, "2022年预期目标：地区生产总值增长6%。")]), None);
}
