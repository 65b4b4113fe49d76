use super::*;

use Strength::{Do, Explore, Guarantee, Promote, Strive};

#[test]
fn a_clause_is_as_firm_as_its_verb() {
    for (clause, has_figure, wanted) in [
        ("确保粮食产量稳定", false, Guarantee),
        ("粮食产量确保30万吨", true, Guarantee),
        ("坚决完成年度任务", false, Guarantee),
        ("力争茶叶产值增长8%", true, Strive),
        ("年内争取开工", false, Strive),
        ("努力创建文明城市", false, Strive),
        ("申报国家级湿地公园", false, Strive),
        ("探索开展河湖保险试点", false, Explore),
        ("积极探索新机制", false, Explore),
        ("研究制定补贴办法", false, Explore),
        ("推进青禾大桥建设", false, Promote),
        ("进一步加大投入", false, Promote),
        ("全面深入推进河湖治理", false, Promote),
        ("建成青禾大桥", false, Do),
        ("新增学位3000个", true, Do),
        ("茶叶产值增长8%", true, Do),
        // Words of strength inside other words and behind the verb say nothing.
        ("建设研究中心", false, Do),
        ("建成发展大厦", false, Do),
    ] {
        assert_eq!(of(clause, None, has_figure).strength, wanted, "{clause}");
    }
}

#[test]
fn a_figure_makes_a_target_of_what_is_promoted_unless_others_act() {
    for (verb, wanted) in [
        ("加快改造", Do),
        ("加大投入", Do),
        ("支持", Promote),
        ("鼓励", Promote),
        ("引导", Promote),
        ("推动", Promote),
        ("助力", Promote),
    ] {
        assert_eq!(of(&format!("{verb}管网30公里"), None, true).strength, wanted, "{verb}");
        assert_eq!(of(&format!("{verb}管网"), None, false).strength, Promote, "{verb}");
    }
}

#[test]
fn what_is_guaranteed_or_striven_for_governs_the_bare_targets_behind_it() {
    let told = |clause: &str, before, has_figure| {
        let told = of(clause, before, has_figure);
        (told.strength, told.governs)
    };
    assert_eq!(told("力争茶叶产值增长8%", None, true), (Strive, true));
    assert_eq!(told("花卉产值增长9%", Some(Strive), true), (Strive, true));
    assert_eq!(told("花卉产值增长9%", Some(Guarantee), true), (Guarantee, true));
    // A verb of its own ends it, and so does a clause without a figure.
    assert_eq!(told("新建苗圃2个", Some(Strive), true), (Do, false));
    assert_eq!(told("产业更加兴旺", Some(Strive), false), (Do, false));
    assert_eq!(told("推进苗圃建设", Some(Strive), false), (Promote, false));
    // 努力 governs its own clause only.
    assert_eq!(told("努力增长8%", None, true), (Strive, false));
}

#[test]
fn numbers_and_adverbs_stand_before_the_verb() {
    for (clause, wanted) in [
        ("7.建设便民市场", "建设便民市场"),
        ("（三）推进改革", "推进改革"),
        ("（3）推进改革", "推进改革"),
        ("1、推进改革", "推进改革"),
        ("一是推进改革", "推进改革"),
        ("十二是加快建设", "加快建设"),
        ("一要加强监管", "加强监管"),
        ("要大力推进改革", "推进改革"),
        ("今年全市进一步扎实有序推进改革", "推进改革"),
        ("统筹", ""),
        ("", ""),
        // A number that counts is no number of a list,
        ("一批项目开工", "一批项目开工"),
        ("三项改革推进", "三项改革推进"),
    ] {
        assert_eq!(verb(clause), wanted, "{clause}");
    }
}

#[test]
fn the_words_of_strength_are_told_once() {
    let mut seen = std::collections::BTreeSet::new();
    for (strength, anywhere, word) in WORDS.iter() {
        assert!(seen.insert(*word), "{word} is there twice");
        // Each is found as what it says, wherever it may stand.
        assert_eq!(of(word, None, false).strength, *strength, "{word}");
        let behind = of(&format!("水库{word}"), None, false).strength;
        assert_eq!(behind == *strength, *anywhere || *strength == Do, "{word}");
    }
    assert!(seen.len() > 50);
}
