//! A sentence of a report of 2022 as its items: what is to be reached, how firmly, until when.

use suyan_corpus::{Kind, Part};
use suyan_promises::{Item, Model, Strength, items_of, promises};

use super::report;

fn items(sentence: &str) -> Vec<Item> {
    items_of(sentence, 2022, Model::own())
}

/// An item's words, its indicator, its value.
type Told = (&'static str, &'static str, f64);

#[test]
fn every_figure_is_an_item_with_what_it_is_of() {
    let cases: &[(&str, &[Told])] = &[
        (
            "新建便民市场6个，改造公厕12座。",
            &[("新建便民市场6个", "新建便民市场", 6.0), ("改造公厕12座", "改造公厕", 12.0)],
        ),
        (
            "新建6个便民市场，改造12座公厕。",
            &[("新建6个便民市场", "新建便民市场", 6.0), ("改造12座公厕", "改造公厕", 12.0)],
        ),
        (
            "花卉、果品产值分别增长8%和9%。",
            &[("花卉、果品产值分别增长8%", "花卉", 8.0), ("9%", "果品产值", 9.0)],
        ),
        (
            "力争茶叶产值达到20亿元，增长8%。",
            &[("力争茶叶产值达到20亿元", "茶叶产值", 2e9), ("增长8%", "茶叶产值增长", 8.0)],
        ),
        ("全年新增就业3万人。", &[("全年新增就业3万人", "新增就业", 30_000.0)]),
        ("城镇化率提高到68%。", &[("城镇化率提高到68%", "城镇化率", 68.0)]),
    ];
    for (sentence, wanted) in cases {
        let found = items(sentence);
        let told: Vec<(&str, &str, f64)> = found
            .iter()
            .map(|item| {
                let value = item.quantity.as_ref().and_then(|figure| figure.value);
                (
                    item.text(sentence),
                    item.indicator.as_deref().unwrap_or(""),
                    value.unwrap_or(f64::NAN),
                )
            })
            .collect();
        assert_eq!(told, *wanted, "{sentence}");
    }
}

#[test]
fn a_thing_is_called_by_its_name() {
    for (sentence, name) in [
        ("出台《乡村旅馆管理办法》。", Some("《乡村旅馆管理办法》")),
        ("启动“智慧水务”平台建设。", Some("“智慧水务”平台建设")),
        ("办好第三届“云岭”茶文化节，", Some("“云岭”茶文化节")),
        ("新建幼儿园3所。", None),
        ("出台《未完的名字。", None),
        ("完成“", None),
    ] {
        let found = items(sentence);
        let object = found.first().and_then(|item| item.object.as_deref());
        assert_eq!(object, name, "{sentence}");
    }
}

#[test]
fn a_sentence_is_as_firm_as_its_firmest_item() {
    for (sentence, strengths) in [
        ("确保粮食产量达到30万吨。", &[Strength::Guarantee][..]),
        ("新建幼儿园3所，力争茶叶产值增长8%。", &[Strength::Do, Strength::Strive]),
        // What is striven for goes on over bare targets, until another verb stands.
        (
            "力争茶叶产值增长8%，花卉产值增长9%，新建苗圃2个。",
            &[Strength::Strive, Strength::Strive, Strength::Do],
        ),
        ("支持3家企业上市。", &[Strength::Promote]),
        // 加快 with a figure is a target like any other.
        ("加快改造老旧管网30公里。", &[Strength::Do]),
        (
            "一是推进3座大桥建设；二是探索开展河湖保险试点。",
            &[Strength::Promote, Strength::Explore],
        ),
    ] {
        let found: Vec<Strength> = items(sentence).iter().map(|item| item.strength).collect();
        assert_eq!(found, strengths, "{sentence}");
    }
}

#[test]
fn a_later_year_holds_on_until_a_semicolon() {
    let sentence = "到2025年，茶园面积达到40万亩，茶叶产值突破20亿元；新建茶厂3座。";
    let found = items(sentence);
    let years: Vec<(Option<f64>, i16)> = found
        .iter()
        .filter(|item| item.quantity.is_some())
        .map(|item| (item.quantity.as_ref().and_then(|figure| figure.value), item.deadline.year))
        .collect();
    assert_eq!(years, [(Some(4e5), 2025), (Some(2e9), 2025), (Some(3.0), 2022)]);
}

#[test]
fn spans_are_the_sentences_own_bytes_in_order() {
    let sentences = [
        "新建便民市场6个，改造公厕12座；出台《乡村旅馆管理办法》。",
        "**7．**实施“五小”水利工程，新增灌溉面积１.２万亩、恢复３千亩。",
        "力争实现旅游收入30亿元、增长12%，接待游客400万人次以上。",
        "，，。",
        "",
    ];
    for sentence in sentences {
        let mut last = 0;
        for item in items(sentence) {
            let range = item.range();
            assert!(sentence.get(range.clone()).is_some_and(|text| !text.is_empty()), "{sentence}");
            assert!(range.start >= last, "{sentence}: {range:?}");
            last = range.end;
            if let Some(figure) = &item.quantity {
                assert!(item.text(sentence).contains(&figure.text), "{sentence}: {figure:?}");
            }
        }
    }
}

#[test]
fn only_reports_that_promise_are_read() {
    let text = "新建便民市场6个。".to_owned();
    let of = |kind, year, part| {
        let mut report = report("a", 2022, &[(part, text.clone())]);
        (report.facts.kind, report.facts.year) = (kind, year);
        promises(&report).len()
    };
    assert_eq!(of(Kind::WorkReport, Some(2022), Part::Tasks), 1);
    assert_eq!(of(Kind::WorkReport, None, Part::Tasks), 0);
    assert_eq!(of(Kind::Communique, Some(2022), Part::Tasks), 0);
    assert_eq!(of(Kind::Plan, Some(2021), Part::Other), 1);
    // Where no part is known any may promise; where some are, what is outside of them does not.
    assert_eq!(of(Kind::WorkReport, Some(2022), Part::Other), 1);
    let both = [(Part::Tasks, "新建苗圃2个。".to_owned()), (Part::Other, text.clone())];
    assert_eq!(promises(&report("a", 2022, &both)).len(), 1);
    let mut plan = report("a", 2021, &[(Part::Other, text.clone())]);
    plan.facts.kind = Kind::Plan;
    for (title, due) in [
        ("临泽市国民经济和社会发展第十四个五年规划纲要", 2025),
        ("临泽市城市更新规划（2021—2030年）", 2030),
        ("临泽市2021年规划", 2025),
    ] {
        plan.facts.title = title.to_owned();
        assert_eq!(promises(&plan)[0].deadline.year, due, "{title}");
    }
}

/// Marked by reading, as the guideline of the marks has it: figures, named things and measures with an
/// object are promises; exhortations, attitudes, meanings and headings are none.
const READ: &[(bool, &str)] = &[
    (true, "新建改建农村厕所8000座。"),
    (true, "力争全年接待游客突破500万人次。"),
    (true, "完成3个老旧小区加装电梯试点。"),
    (true, "出台《临泽市电动自行车停放管理办法》。"),
    (true, "开工建设青禾水库除险加固工程。"),
    (true, "建成投用市妇幼保健院新院区。"),
    (true, "年底前实现村村通5G网络。"),
    (true, "城镇新增就业2.6万人，登记失业率控制在4%以内。"),
    (true, "地区生产总值增长6.5%左右。"),
    (true, "全面推行河湖长制。"),
    (true, "设立2亿元中小企业发展基金。"),
    (true, "举办第五届雁回湖马拉松赛。"),
    (true, "力争创建成为国家卫生城市。"),
    (true, "取消高速公路人工收费站6个。"),
    (true, "改造提升农贸市场15家、便民菜店40家。"),
    (true, "启动青禾高铁站扩建工程。"),
    (true, "编制完成国土空间总体规划。"),
    (true, "确保细颗粒物平均浓度下降5%。"),
    (false, "各位代表，让我们携手前行！"),
    (false, "大力发展现代服务业，不断提升城市品质。"),
    (false, "坚持稳中求进工作总基调。"),
    (false, "我们深知，发展不平衡不充分的问题仍然突出。"),
    (false, "（二）着力保障和改善民生。"),
    (false, "始终把人民放在心中最高位置。"),
    (false, "加强党风廉政建设，坚决反对形式主义。"),
    (false, "优化营商环境，提高服务水平。"),
    (false, "发展是硬道理，民生是落脚点。"),
    (false, "做好今年的政府工作，任务艰巨、责任重大。"),
    (false, "以更大的决心推动高质量发展。"),
    (false, "绝不辜负全市人民的期望和重托。"),
];

#[test]
fn sentences_are_told_from_talk_as_a_reader_tells_them() {
    let mut missed = Vec::new();
    for (is_promise, sentence) in READ {
        let found = promises(&report("a", 2022, &[(Part::Tasks, (*sentence).to_owned())]));
        assert!(*is_promise || found.is_empty(), "talk is read as a promise: {sentence}");
        if found.is_empty() && *is_promise {
            missed.push(*sentence);
        }
        for promise in found {
            assert!((0.0..=1.0).contains(&promise.certainty) && !promise.items.is_empty());
        }
    }
    // The model is a guess, and made to be rather silent than wrong.
    assert!(missed.len() <= 4, "{missed:#?}");
}
