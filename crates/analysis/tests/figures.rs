//! Figures in the sentences of reports: units, ranges, what qualifies them, what they are said of, and
//! what looks like a figure and is none.

use proptest::prelude::*;
use suyan_analysis::quantity::{
    FigureComparison, FigureRole, Measure, Quantity, Sign, UnitKind, quantities, unit,
};

fn told(quantity: &Quantity) -> String {
    let value = quantity.value.map_or("?".to_owned(), |value| value.to_string());
    let upper = quantity.value2.map_or(String::new(), |value| format!("..{value}"));
    format!("{}{value}{upper} {}", quantity.qualifier.as_str(), quantity.unit)
}

fn stated(text: &str) -> String {
    let found = quantities(text);
    let stated = found.iter().filter(|one| one.role == FigureRole::Stated);
    stated.map(told).collect::<Vec<_>>().join(" | ")
}

fn assert_told(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(text, wanted)| (text, *wanted, stated(text)))
        .filter(|(_, wanted, got)| got != wanted)
        .map(|(text, wanted, got)| format!("{text}\n  wanted {wanted}\n  got    {got}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_unit_is_read_with_its_figure() {
    assert_told(&[
        ("植树造林12公顷", "=12 公顷"),
        ("退耕还湿800亩", "=800 亩"),
        ("绿地面积达到3.6平方公里", "=3.6 平方公里"),
        ("新增厂房面积4万平方米", "=40000 平方米"),
        ("铺设管线36千米", "=36 千米"),
        ("清淤12万立方米", "=120000 立方米"),
        ("粮食产量达到65万吨", "=650000 吨"),
        ("水产品产量120公斤", "=120 公斤"),
        ("新增装机15万千瓦", "=150000 千瓦"),
        ("发电量增加3亿千瓦时", "=300000000 千瓦时"),
        ("接待游客1200万人次", "=12000000 人次"),
        ("集装箱吞吐量达到30万标箱", "=300000 标箱"),
        ("慰问老党员35名", "=35 名"),
        ("发放补贴600元", "=600 元"),
        ("出口额3亿美元", "=300000000 美元"),
        ("税收占比提高0.8个百分点", "=0.8 个百分点"),
        ("自然增长率5.2‰", "=5.2 ‰"),
        ("产能扩大2倍", "=2 倍"),
        ("新建泵站6座、涵闸11处", "=6 座 | =11 处"),
        ("补种树苗3000株", "=3000 株"),
        ("添置救护车4辆", "=4 辆"),
        ("绿道36km", "=36 km"),
    ]);
}

#[test]
fn ranges_have_two_ends() {
    assert_told(&[
        ("增长5%—6%", "=5..6 %"),
        ("增长5-6%", "=5..6 %"),
        ("增长５％至６％", "=5..6 %"),
        ("增长6.5%~7%左右", "~6.5..7 %"),
        ("扶持十至十五家", "=10..15 家"),
        ("投入100—200万元", "=1000000..2000000 元"),
        ("投入8000万到1亿元", "=80000000..100000000 元"),
        ("培训2000至3000人", "=2000..3000 人"),
        ("每村选派3到5名", "=3..5 名"),
        // What falls is no range.
        ("由5至3个", "=3 个"),
        // Nor are years, months and days.
        ("2021—2025年", ""),
        ("2至3月", ""),
        ("6月5日至10日", ""),
    ]);
}

#[test]
fn words_beside_a_figure_qualify_it() {
    assert_told(
        &[
            ("增长8%以上", ">=8 %"),
            ("增长不低于8%", ">=8 %"),
            ("不少于30家", ">=30 家"),
            ("至少30家", ">=30 家"),
            ("30家及以上", ">=30 家"),
            ("控制在3%以内", "<=3 %"),
            ("不超过3%", "<=3 %"),
            ("不高于3%", "<=3 %"),
            ("最多3个", "<=3 个"),
            ("3%以下", "<=3 %"),
            ("超过900亿元", ">90000000000 元"),
            ("突破900亿元", ">90000000000 元"),
            ("高于全国5个百分点", "=5 个百分点"),
            ("逾20家", ">20 家"),
            ("超20家", ">20 家"),
            ("20多家", ">20 家"),
            ("20余家", ">20 家"),
            ("100多万元", ">1000000 元"),
            ("2万余人", ">20000 人"),
            ("低于3%", "<3 %"),
            ("不足3%", "<3 %"),
            ("不到3%", "<3 %"),
            ("约50万人", "~500000 人"),
            ("近50万人", "~500000 人"),
            ("接近50万人", "~500000 人"),
            ("50万人左右", "~500000 人"),
            ("50万人上下", "~500000 人"),
            ("大约50万人", "~500000 人"),
            ("稳定在50万人", "=50万 人"),
        ]
        .map(|(text, wanted)| (text, if wanted == "=50万 人" { "=500000 人" } else { wanted })),
    );
    // The ends of other words qualify nothing.
    assert_told(&[
        ("最近3家企业", "=3 家"),
        ("附近3家企业", "=3 家"),
        ("节约30万吨", "=300000 吨"),
        ("签约30家", "=30 家"),
        ("通过3项决议", "=3 项"),
        ("经过5天", ""),
        ("发展5%内涵", "=5 %"),
    ]);
}

#[test]
fn words_before_a_figure_tell_a_level_from_a_change_and_a_total() {
    use Measure::{Added, Decline, Growth, Level, Total};
    for (text, wanted) in [
        ("茶叶产值增长8%", Growth),
        ("茶叶产值提高到8亿元", Level),
        ("失业率降至3%", Level),
        ("单位能耗下降3%", Decline),
        ("压减开支5%", Decline),
        ("城镇化率提高2个百分点", Growth),
        ("占比2个百分点", Growth),
        ("新增学位3000个", Added),
        ("完成投资30亿元", Added),
        ("累计投资30亿元", Total),
        ("五年累计新建公园30个", Total),
        ("累计完成投资30亿元", Total),
        // Of one year the sum is that of the year.
        ("全年累计新建公园30个", Added),
        ("今年累计完成投资30亿元", Added),
        // Works on things are no growth of theirs.
        ("改造提升公园30个", Level),
        ("公园增加30个", Growth),
        ("存栏达到3万头", Level),
        ("新建公园增长8%", Growth),
    ] {
        let found = quantities(text);
        assert_eq!(found.iter().map(|one| one.measure).collect::<Vec<_>>(), [wanted], "{text}");
    }
}

#[test]
fn what_only_looks_like_a_figure_is_none() {
    assert_told(&[
        ("2024年1月15日上午9时30分", ""),
        ("20世纪80年代", ""),
        ("第3次会议第12号令", ""),
        ("位居全省前3位", ""),
        ("进入前10强", ""),
        ("“十四五”规划和十五五开局", ""),
        ("沿312国道", ""),
        ("G15高速和S32线", ""),
        ("5G和4G基站", ""),
        ("PM2.5、PM10和H7N9", ""),
        ("A4纸、F1赛事", ""),
        ("4A级景区", ""),
        ("12345热线", ""),
        ("“1+3+N”体系", ""),
        ("工业4.0", ""),
        ("四个意识、两个维护", ""),
        ("三农工作、四好农村路", ""),
        ("一带一路、一网通办", ""),
        ("千方百计、万众一心", ""),
        ("百年大计、百姓", ""),
        ("三年行动、五年规划", ""),
        ("党的十九大和二十大", ""),
        ("二〇二四年", ""),
        ("“15分钟”便民圈", ""),
        ("一分部署九分落实", ""),
        // About so many, and rows of digits: nobody can tell which.
        ("三四十家", ""),
        ("五六个", ""),
        ("二〇三户", ""),
        ("零距离服务、零跑腿", ""),
        ("上午八点三十分", ""),
        ("下午三点五十分", ""),
    ]);
}

#[test]
fn what_describes_other_things_is_told_apart() {
    let background = |text: &str| {
        let found = quantities(text);
        let own = found.iter().filter(|one| one.role == FigureRole::Background);
        own.map(|one| one.unit.clone()).collect::<Vec<_>>().join(" ")
    };
    for (text, unit, wanted) in [
        ("引进1亿元以上项目12个", "元", "=12 个"),
        ("为65岁以上老人免费体检", "岁", ""),
        ("开工220千伏变电站2座", "千伏", "=2 座"),
        ("总投资8亿元的水厂投产", "元", ""),
        ("建设5万吨污水处理厂1座", "吨", "=1 座"),
        ("由12%提高到15%", "%", "=15 %"),
        ("从300元提高到450元", "元", "=450 元"),
        ("3年内完成", "年", ""),
    ] {
        assert_eq!((background(text).as_str(), stated(text).as_str()), (unit, wanted), "{text}");
    }
}

/// The words before a figure, those behind it, and its own subject.
type Said = (&'static str, &'static str, &'static str);

#[test]
fn a_figure_knows_the_words_that_it_is_said_of() {
    let cases: &[(&str, &[Said])] = &[
        ("新建便民市场6个", &[("新建便民市场", "", "")]),
        ("新建6个便民市场，改造公厕12座", &[("新建", "便民市场", ""), ("改造公厕", "", "")]),
        ("开通公交线路3条、延伸5条", &[("开通公交线路", "", ""), ("延伸", "", "")]),
        (
            "花卉、果品产值分别增长8%和9%",
            &[("花卉、果品产值分别增长", "", "花卉"), ("花卉、果品产值分别增长", "", "果品产值")],
        ),
        // Of three subjects and two figures nobody can tell which is whose.
        (
            "花卉、果品和茶叶增长8%和9%",
            &[("花卉、果品和茶叶增长", "", ""), ("花卉、果品和茶叶增长", "", "")],
        ),
    ];
    for (text, wanted) in cases {
        let found = quantities(text);
        let words: Vec<(&str, &str, &str)> = found
            .iter()
            .map(|one| {
                let of = |range: &std::ops::Range<usize>| &text[range.clone()];
                (of(&one.before), of(&one.after), of(&one.subject))
            })
            .collect();
        assert_eq!(words, *wanted, "{text}");
    }
}

#[test]
fn units_are_compared_by_what_they_are_by_law() {
    for (name, base, factor) in [
        ("公顷", "平方米", 10_000.0),
        ("平方公里", "平方米", 1_000_000.0),
        ("亩", "平方米", 10_000.0 / 15.0),
        ("公里", "米", 1_000.0),
        ("华里", "米", 500.0),
        ("海里", "米", 1_852.0),
        ("厘米", "米", 0.01),
        ("吨", "千克", 1_000.0),
        ("斤", "千克", 0.5),
        ("担", "千克", 50.0),
        ("微克", "千克", 1e-9),
        ("兆瓦", "千瓦", 1_000.0),
        ("吉瓦", "千瓦", 1e6),
        ("度", "千瓦时", 1.0),
        ("小时", "天", 1.0 / 24.0),
        ("分钟", "天", 1.0 / 1_440.0),
        ("‰", "%", 0.1),
        ("千分点", "个百分点", 0.1),
        ("升", "立方米", 0.001),
        ("吨/日", "千克/日", 1_000.0),
        ("微克/立方米", "千克/立方米", 1e-9),
    ] {
        let found = unit(name).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(found.base, base, "{name}");
        assert!((found.factor / factor - 1.0).abs() < 1e-12, "{name}: {}", found.factor);
    }
    assert_eq!(unit("吨/日").map(|unit| unit.kind), Some(UnitKind::Rate));
    for none in ["", "/", "吨吨", "斗", "/日"] {
        assert_eq!(unit(none), None, "{none}");
    }
}

/// Sentences whose figures have nothing to do with each other's.
const SENTENCES: [&str; 8] = [
    "新建便民市场6个，改造公厕12座。",
    "力争茶叶产值增长8%以上！",
    "花卉、果品产值分别增长8%和9%。",
    "居民收入由1.2万元提高到1.5万元；",
    "至少引进1个加工项目，",
    "“两清”行动持续深入。",
    "细颗粒物浓度控制在35微克/立方米以内。",
    "数百家商户受益，三分之二的村通班车。",
];

fn shifted(found: &[Quantity], by: usize) -> Vec<Quantity> {
    let move_on = |range: &std::ops::Range<usize>| range.start + by..range.end + by;
    let moved = |one: &Quantity| Quantity {
        range: move_on(&one.range),
        before: move_on(&one.before),
        after: move_on(&one.after),
        ..one.clone()
    };
    found.iter().map(moved).collect()
}

#[test]
fn nothing_is_carried_over_the_end_of_a_sentence() {
    for first in SENTENCES {
        for second in SENTENCES {
            let both = quantities(&format!("{first}{second}"));
            let without = |found: &[Quantity]| -> Vec<Quantity> {
                // An empty subject stands nowhere.
                let cleared = |one: &Quantity| Quantity { subject: 0..0, ..one.clone() };
                found.iter().map(cleared).collect()
            };
            let apart = [quantities(first), shifted(&quantities(second), first.len())].concat();
            assert_eq!(without(&both), without(&apart), "{first}{second}");
        }
    }
}

#[test]
fn blanks_asterisks_and_widths_change_nothing() {
    let seen = |text: &str| -> Vec<String> {
        let one = |q: &Quantity| format!("{} {:?} {:?} {:?}", told(q), q.measure, q.role, q.kind);
        quantities(text).iter().map(one).collect()
    };
    let wide = |c: char| match c {
        '0'..='9' | '%' | '.' => char::from_u32(c as u32 + 0xFEE0).unwrap(),
        c => c,
    };
    for sentence in SENTENCES {
        let spaced: String = sentence.chars().flat_map(|c| [c, ' ']).collect();
        let starred: String = sentence.chars().flat_map(|c| ['*', c]).collect();
        let widened: String = sentence.chars().map(wide).collect();
        for other in [spaced, starred, widened] {
            assert_eq!(seen(&other), seen(sentence), "{other}");
        }
    }
}

proptest! {
    #[test]
    fn figures_stand_in_order_and_ranges_rise(parts in proptest::collection::vec("(\\PC{0,4}(不低于|约|至少|由|分别)?[0-9一二三十百万亿.,]{1,5}(%|个|万元|亩|公里|多家|人次)?(以上|至|-|、|和|，)?){0,2}", 1..6)) {
        let text = parts.concat();
        let found = quantities(&text);
        for pair in found.windows(2) {
            prop_assert!(pair[0].range.end <= pair[1].range.start, "{:?}", pair);
        }
        for one in &found {
            prop_assert!(one.value2.is_none_or(|upper| one.value.is_some_and(|lower| lower < upper)));
            prop_assert!(one.before.end <= one.range.start && one.after.start >= one.range.end);
            prop_assert!(one.value.is_none_or(|value| value >= 0.0));
        }
    }

    /// Of every figure that is told exactly one of less, as much and more holds.
    #[test]
    fn comparisons_part_all_figures(values in proptest::collection::vec(0u32..400, 1..12), bound in 0u32..400) {
        let text: String = values.iter().map(|value| format!("甲{value}台，")).collect();
        let find = |sign| FigureComparison::of(sign, &format!("{bound}台")).unwrap().find(&text);
        let (less, same, more) = (find(Sign::Under), find(Sign::Equal), find(Sign::Over));
        let mut all = [less.clone(), same.clone(), more.clone()].concat();
        all.sort_by_key(|range| range.start);
        let every: Vec<_> = quantities(&text).into_iter().map(|one| one.range).collect();
        prop_assert_eq!(all, every);
        prop_assert_eq!(less.len(), values.iter().filter(|value| **value < bound).count());
        prop_assert_eq!(find(Sign::AtLeast).len(), same.len() + more.len());
        prop_assert_eq!(find(Sign::AtMost).len(), same.len() + less.len());
    }
}
