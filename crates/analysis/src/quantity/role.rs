//! Whether a figure is said of the matter or only describes something: 10亿元以上项目, 60岁以上老人,
//! 32万吨污水厂, and where a change begins (由30%提高到40%).

use super::letters::Letters;
use super::meaning::is_boundary;
use super::{FoundFigure, Qualifier, UnitKind};

/// Figures of these kinds describe where a noun follows them: 10亿元以上项目, 60岁以上老人.
fn describes(kind: UnitKind) -> bool {
    matches!(
        kind,
        UnitKind::Money
            | UnitKind::Area
            | UnitKind::Length
            | UnitKind::Mass
            | UnitKind::Power
            | UnitKind::Volume
            | UnitKind::Energy
    )
}

/// What plants and works are told by: 32万吨污水厂.
const WORKS: &[&str] = &[
    "污水处理厂",
    "污水厂",
    "水厂",
    "电站",
    "机组",
    "码头",
    "泊位",
    "生产线",
    "装置",
    "变电站",
    "光伏电",
    "风电场",
    "储能电",
    "抽水蓄能",
    "煤电项目",
    "火电",
    "热电联产",
    "多晶硅",
    "锂电",
    "工程",
    "航道",
    "项目",
    "炼油",
    "乙烯",
];

pub(super) fn is_background(letters: &Letters, found: &FoundFigure) -> bool {
    let behind = letters.at(found.end);
    // 百亿元级: a rank.
    if behind == '级' && letters.at(found.end + 1) != '以' {
        return true;
    }
    let qualified = found.qualifier.is_some_and(|q| {
        matches!(q, Qualifier::AtLeast | Qualifier::AtMost | Qualifier::Over | Qualifier::Under)
    }) && found.end > found.number
        && letters.before(found.end) != found.unit.chars().last().unwrap_or(' ');
    let ends = is_boundary(behind) || matches!(behind, '、' | '）' | '和' | '与' | '及' | '，');
    match found.kind {
        UnitKind::Voltage | UnitKind::Age => return true,
        UnitKind::Duration => return !is_told_duration(letters, found),
        _ => {}
    }
    if is_begin_of_change(letters, found) || is_last_years(letters, found) {
        return true;
    }
    if ends || !describes(found.kind) {
        let noun = ["的", "企业", "乡镇", "村", "城市"];
        return found.kind == UnitKind::People
            && qualified
            && letters.any(found.end, &noun).is_some();
    }
    if found.kind == UnitKind::Money && is_rank(letters, found) {
        return true;
    }
    if behind == '的' {
        return matches!(
            found.kind,
            UnitKind::Money | UnitKind::Area | UnitKind::Mass | UnitKind::Power
        );
    }
    let near = (found.end..found.end + 8)
        .take_while(|at| !is_boundary(letters.at(*at)) && letters.at(*at) != '、');
    let work = near.into_iter().any(|at| letters.any(at, WORKS).is_some());
    let work =
        work && matches!(
            found.kind,
            UnitKind::Mass | UnitKind::Power | UnitKind::Energy | UnitKind::Volume
        ) || letters.has(found.end, "级");
    qualified && !is_verb(behind)
        || work && !matches!(found.kind, UnitKind::Money)
        || letters.any_before(found.number, &["单体", "每"]).is_some()
            && letters.at(found.end) == '级'
}

/// 过十亿元项目, 百亿元企业: what sorts the things that are counted.
fn is_rank(letters: &Letters, found: &FoundFigure) -> bool {
    let sorts = found.start < found.number
        || letters.any_before(found.start, &["过", "超", "投资", "上"]).is_some()
        || !letters.at(found.number).is_ascii_digit();
    let noun = [
        "外资项目",
        "内资项目",
        "工业项目",
        "产业项目",
        "项目",
        "企业",
        "产业集群",
        "园区",
        "乡镇",
        "县",
        "村",
        "市场",
        "商场",
        "大项目",
        "产业园",
    ];
    sorts && letters.any(found.end, &noun).is_some()
}

fn is_verb(c: char) -> bool {
    matches!(c, '用' | '支' | '增' | '同' | '其' | '比' | '占' | '由' | '全' | '完' | '以' | '建')
}

/// A time is promised where it is to be shortened or reached: 压缩至3个工作日, 优良天数达到300天.
fn is_told_duration(letters: &Letters, found: &FoundFigure) -> bool {
    let verbs = [
        "压缩至",
        "压缩到",
        "压减至",
        "压减到",
        "缩短至",
        "缩短到",
        "缩减至",
        "缩减到",
        "降至",
        "控制在",
        "减少到",
        "缩短",
        "压缩",
        "达到",
        "达",
        "不少于",
        "保持在",
        "稳定在",
        "天数",
        "减少",
        "增加",
        "提高到",
        "由",
        "时限",
    ];
    let end = is_boundary(letters.at(found.end)) || matches!(letters.at(found.end), '、' | '）');
    let told = letters.any_before(found.start, &verbs).is_some();
    told && end && found.unit != "年" && found.unit != "周年"
}

/// 由30% in 由30%提高到40% is where a change begins.
fn is_begin_of_change(letters: &Letters, found: &FoundFigure) -> bool {
    let verbs = [
        "提高", "提升", "增加", "上升", "扩大", "降低", "下降", "缩短", "压缩", "减少", "增长",
        "调整", "拓展", "增", "降", "升", "减", "缩",
    ];
    let verb = letters.any(found.end, &verbs);
    let changes =
        verb.is_some_and(|length| letters.any(found.end + length, &["到", "至", "为"]).is_some());
    changes
        || matches!(letters.before(found.start), '由' | '从')
            && letters.any(found.end, &["到", "至"]).is_some()
}

/// 比去年的5% and the like say what was before.
fn is_last_years(letters: &Letters, found: &FoundFigure) -> bool {
    letters
        .any_before(found.start, &["上年的", "去年的", "原来的", "原定的", "目前的", "原有的"])
        .is_some()
}
