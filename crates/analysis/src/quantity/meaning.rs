//! What a figure means by the words around it: qualifier, level or change, what it is said of, and
//! whether it is said of the matter at all.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::letters::Letters;
use super::role::is_background;
use super::{FigureRole, FoundFigure, Measure, Qualifier, Quantity, UnitKind};

/// Words behind a figure that qualify it.
const BEHIND: &[(&str, Qualifier)] = &[
    ("及以上", Qualifier::AtLeast),
    ("或以上", Qualifier::AtLeast),
    ("以上", Qualifier::AtLeast),
    ("之上", Qualifier::AtLeast),
    ("及以下", Qualifier::AtMost),
    ("以下", Qualifier::AtMost),
    ("之下", Qualifier::AtMost),
    ("以内", Qualifier::AtMost),
    ("之内", Qualifier::AtMost),
    ("内", Qualifier::AtMost),
    ("左右", Qualifier::About),
    ("上下", Qualifier::About),
    ("之间", Qualifier::Exact),
    ("的水平", Qualifier::Exact),
    ("多", Qualifier::Over),
    ("余", Qualifier::Over),
];

/// Words before a figure that qualify it; longer ones first.
const BEFORE: &[(&str, Qualifier)] = &[
    ("不低于", Qualifier::AtLeast),
    ("不少于", Qualifier::AtLeast),
    ("不小于", Qualifier::AtLeast),
    ("不下于", Qualifier::AtLeast),
    ("不短于", Qualifier::AtLeast),
    ("至少达到", Qualifier::AtLeast),
    ("至少", Qualifier::AtLeast),
    ("最少", Qualifier::AtLeast),
    ("不超过", Qualifier::AtMost),
    ("不高于", Qualifier::AtMost),
    ("不大于", Qualifier::AtMost),
    ("不多于", Qualifier::AtMost),
    ("不突破", Qualifier::AtMost),
    ("不超", Qualifier::AtMost),
    ("至多", Qualifier::AtMost),
    ("最多", Qualifier::AtMost),
    ("最高", Qualifier::AtMost),
    ("控制在", Qualifier::Exact),
    ("低于", Qualifier::Under),
    ("少于", Qualifier::Under),
    ("小于", Qualifier::Under),
    ("不足", Qualifier::Under),
    ("不到", Qualifier::Under),
    ("超过了", Qualifier::Over),
    ("突破了", Qualifier::Over),
    ("超过", Qualifier::Over),
    ("突破", Qualifier::Over),
    ("高于", Qualifier::Over),
    ("多于", Qualifier::Over),
    ("大于", Qualifier::Over),
    ("超出", Qualifier::Over),
    ("跨越", Qualifier::Over),
    ("越过", Qualifier::Over),
    ("冲破", Qualifier::Over),
    ("超", Qualifier::Over),
    ("逾", Qualifier::Over),
    ("破", Qualifier::Over),
    ("接近", Qualifier::About),
    ("将近", Qualifier::About),
    ("大约", Qualifier::About),
    ("大概", Qualifier::About),
    ("约为", Qualifier::About),
    ("约有", Qualifier::About),
    ("约", Qualifier::About),
    ("近", Qualifier::About),
    ("基本达到", Qualifier::About),
    ("保持在", Qualifier::Exact),
    ("稳定在", Qualifier::Exact),
    ("过", Qualifier::Over),
];

/// Letters that end what a figure may be said of.
pub(super) fn is_boundary(c: char) -> bool {
    matches!(c, '，' | '。' | '；' | '：' | '！' | '？' | ';' | ':' | '\0')
}

/// Takes the words that qualify a figure into it.
pub(super) fn qualify(letters: &Letters, found: &mut FoundFigure) {
    let behind = BEHIND.iter().find(|(word, _)| letters.has(found.end, word));
    if let Some((word, qualifier)) = behind {
        let beyond = letters.at(found.end + word.chars().count());
        // 三年内 and 市内, but 5%内涵.
        if !(*word == "内" && !is_boundary(beyond) && beyond != '、') {
            found.end += word.chars().count();
            found.qualifier = Some(*qualifier);
        }
    }
    let before = BEFORE.iter().find_map(|(word, qualifier)| {
        letters.any_before(found.start, &[word]).map(|length| (word, length, *qualifier))
    });
    let Some((word, length, qualifier)) = before else { return at_least_of(letters, found) };
    // 经过, 通过, 过 of a noun: only 过千亿元.
    if *word == "过" && !matches!(letters.before(found.start - 1), '均' | '超' | '已' | '值' | '量')
    {
        return;
    }
    // 签约865户, 节约30万吨: the end of a verb.
    if *word == "约" && "签节集条合契违相公预履制解".contains(letters.before(found.start - 1))
    {
        return;
    }
    // 最近, 附近, 大约: only where it is no end of another word.
    if *word == "近" && matches!(letters.before(found.start - 1), '最' | '附' | '靠' | '临' | '亲')
    {
        return;
    }
    if *word == "破" && letters.before(found.start - 1) == '突' {
        return;
    }
    if matches!(qualifier, Qualifier::Exact) {
        return;
    }
    found.start -= length;
    // 不低于5%左右 is no less than 5%; 超过10%以上 is at least that.
    found.qualifier = Some(match (found.qualifier, qualifier) {
        (Some(Qualifier::AtLeast), Qualifier::Over) => Qualifier::AtLeast,
        _ => qualifier,
    });
}

/// 至少引进1个: the qualifying word may have the verb behind it.
fn at_least_of(letters: &Letters, found: &mut FoundFigure) {
    let Some(from) = (1..=6)
        .filter_map(|back| found.start.checked_sub(back))
        .find(|at| letters.any(*at, &["至少", "不少于"]).is_some())
    else {
        return;
    };
    if !(from..found.start).any(|at| is_boundary(letters.at(at)) || letters.at(at) == '、') {
        found.qualifier.get_or_insert(Qualifier::AtLeast);
    }
}

/// Whether a number without unit is told as a value: 指数达到85.
pub(super) fn is_told_bare(letters: &Letters, at: usize, end: usize) -> bool {
    let told = letters
        .any_before(at, &["指数达到", "指数达", "系数达到", "指数为", "数量达到", "总数达到"]);
    told.is_some() && (is_boundary(letters.at(end)) || letters.has(end, "以上"))
}

/// The figures of a text with what they mean.
pub(super) fn of(letters: &Letters, mut found: Vec<FoundFigure>) -> Vec<Quantity> {
    for figure in &mut found {
        figure.background = is_background(letters, figure);
    }
    let groups = lists(letters, &found);
    spread_qualifiers(&mut found, &groups);
    let mut out: Vec<Quantity> = Vec::with_capacity(found.len());
    let mut group = 0..0;
    for at in 0..found.len() {
        if !group.contains(&at) {
            group = groups.iter().find(|range| range.contains(&at)).cloned().unwrap_or(0..0);
        }
        out.push(quantity(letters, &found, at, &group));
    }
    out
}

/// The runs of figures with nothing but a joining word between them: 30%、22%和130%以上.
fn lists(letters: &Letters, found: &[FoundFigure]) -> Vec<Range<usize>> {
    let mut lists: Vec<Range<usize>> = Vec::new();
    for at in 1..found.len() {
        let gap = found[at - 1].end..found[at].start;
        let joins = gap.len() == 1 && "、和与及".contains(letters.at(gap.start))
            || gap.len() == 2 && letters.any(gap.start, &["以及", "、和"]).is_some();
        if !joins {
            continue;
        }
        match lists.last_mut() {
            Some(list) if list.end == at => list.end = at + 1,
            _ => lists.push(at - 1..at + 1),
        }
    }
    lists
}

/// The qualifier of a list's last figure, or what stands before its first, holds for all of it.
fn spread_qualifiers(found: &mut [FoundFigure], lists: &[Range<usize>]) {
    for list in lists {
        let own = |at: usize| found[at].qualifier;
        let last = own(list.end - 1);
        let first = own(list.start);
        let behind = last.filter(|_| list.clone().rev().skip(1).all(|at| own(at).is_none()));
        let before = first.filter(|q| {
            matches!(q, Qualifier::AtLeast | Qualifier::AtMost | Qualifier::Over)
                && found[list.start].start < found[list.start].number
                && list.clone().skip(1).all(|at| own(at).is_none())
        });
        if let Some(qualifier) = behind.or(before) {
            for at in list.clone() {
                found[at].qualifier.get_or_insert(qualifier);
            }
        }
    }
}

/// What the words before a figure make of it; the nearest to the figure counts.
const MEASURES: &[(&str, Measure)] = &[
    ("增长到", Measure::Level),
    ("增加到", Measure::Level),
    ("提高到", Measure::Level),
    ("提升到", Measure::Level),
    ("提升至", Measure::Level),
    ("提高至", Measure::Level),
    ("增加至", Measure::Level),
    ("增至", Measure::Level),
    ("增到", Measure::Level),
    ("上升到", Measure::Level),
    ("扩大到", Measure::Level),
    ("降低到", Measure::Level),
    ("下降到", Measure::Level),
    ("减少到", Measure::Level),
    ("降到", Measure::Level),
    ("降至", Measure::Level),
    ("降为", Measure::Level),
    ("压缩到", Measure::Level),
    ("压缩至", Measure::Level),
    ("增长", Measure::Growth),
    ("增速", Measure::Growth),
    ("增幅", Measure::Growth),
    ("涨幅", Measure::Growth),
    ("上涨", Measure::Growth),
    ("提高", Measure::Growth),
    ("提升", Measure::Growth),
    ("上升", Measure::Growth),
    ("递增", Measure::Growth),
    ("扩大", Measure::Growth),
    ("高于", Measure::Growth),
    ("增加", Measure::Growth),
    ("下降", Measure::Decline),
    ("减少", Measure::Decline),
    ("降低", Measure::Decline),
    ("压减", Measure::Decline),
    ("压缩", Measure::Decline),
    ("削减", Measure::Decline),
    ("降幅", Measure::Decline),
    ("回落", Measure::Decline),
    ("负增长", Measure::Decline),
    ("累计", Measure::Total),
    ("总数", Measure::Total),
    ("新增", Measure::Added),
    ("净增", Measure::Added),
    ("新建", Measure::Added),
    ("新改建", Measure::Added),
    ("新改扩建", Measure::Added),
    ("新开工", Measure::Added),
    ("建成", Measure::Added),
    ("完成", Measure::Added),
    ("改造", Measure::Added),
    ("达到", Measure::Level),
    ("达", Measure::Level),
    ("突破", Measure::Level),
    ("率", Measure::Level),
];

fn measure(
    letters: &Letters,
    found: &FoundFigure,
    before: &Range<usize>,
    subject: &Range<usize>,
) -> Measure {
    if let Some(measure) = found.measure {
        return measure;
    }
    // Of several subjects each has its own word (涨幅、失业率分别控制在…) where their verb tells none.
    let told = if subject.is_empty() {
        nearest(letters, before)
    } else {
        let verb = before.clone().find(|at| letters.any(*at, SHARED_VERBS).is_some());
        let verb = verb.map_or(before.end..before.end, |verb| verb..before.end);
        nearest(letters, &verb).or_else(|| nearest(letters, subject))
    };
    let (at, measure) = told.unwrap_or((before.end, Measure::Level));
    if measure == Measure::Added && is_of_years(letters, before, at) {
        return Measure::Total;
    }
    match (found.kind, measure) {
        (UnitKind::Points, Measure::Level | Measure::Added | Measure::Total) => Measure::Growth,
        (UnitKind::Ratio, Measure::Added) => Measure::Level,
        // 提升 and 扩大 are works on things, not their growth.
        (
            UnitKind::Count | UnitKind::Area | UnitKind::Length | UnitKind::People,
            Measure::Growth,
        ) if !letters.has(at, "增") => Measure::Level,
        _ => measure,
    }
}

/// Whether what is added is that of several years, by the word before the verb: 累计新建, where no
/// single year is named.
fn is_of_years(letters: &Letters, before: &Range<usize>, verb: usize) -> bool {
    const YEAR: [&str; 5] = ["全年", "今年", "年内", "去年", "上半年"];
    letters.any_before(verb, &["累计"]).is_some()
        && !before.clone().any(|at| letters.any(at, &YEAR).is_some())
}

/// A measure word: its letters, and what it makes of a figure.
type MeasureWord = (Vec<char>, Measure);

/// [`MEASURES`] by their first letter.
static BY_LETTER: LazyLock<HashMap<char, Vec<MeasureWord>>> = LazyLock::new(|| {
    let mut words: HashMap<char, Vec<MeasureWord>> = HashMap::new();
    for (word, measure) in MEASURES {
        let letters: Vec<char> = word.chars().collect();
        words.entry(letters[0]).or_default().push((letters, *measure));
    }
    words
});

/// The measure word nearest to the end of a range, and where it stands.
fn nearest(letters: &Letters, range: &Range<usize>) -> Option<(usize, Measure)> {
    let mut best: Option<(usize, usize, Measure)> = None;
    for at in range.clone() {
        for (word, measure) in BY_LETTER.get(&letters.at(at)).into_iter().flatten() {
            let end = at + word.len();
            let later = best.is_none_or(|(last, _, _)| end > last);
            if later && end <= range.end && letters.from(at).starts_with(word) {
                best = Some((end, at, *measure));
            }
        }
    }
    best.map(|(_, at, measure)| (at, measure))
}

/// Verbs that several subjects share.
const SHARED_VERBS: &[&str] =
    &["分别", "各", "均", "增长", "下降", "提高", "达", "控制", "突破", "为", "力争", "保持"];

fn quantity(letters: &Letters, found: &[FoundFigure], at: usize, list: &Range<usize>) -> Quantity {
    let own = &found[at];
    let first = if list.contains(&at) { list.start } else { at };
    let stated = (0..first).rev().find(|at| !found[*at].background);
    let least = stated.map_or(0, |last| found[last].end);
    let mut start = found[first].start;
    while start > least && !is_boundary(letters.before(start)) {
        start -= 1;
    }
    while start < found[first].start && "、和与及并且".contains(letters.at(start)) {
        start += 1;
    }
    let before = start..found[first].start;
    let after = after(letters, own, found.get(at + 1));
    let subject = subject(letters, &before, at - first, list.len());
    let measure = measure(letters, own, &before, &subject);
    Quantity {
        range: letters.bytes(own.start..own.end),
        value: own.value,
        value2: own.value2,
        unit: unit(letters, own, &before),
        kind: own.kind,
        qualifier: own.qualifier.unwrap_or_default(),
        measure,
        role: if own.background { FigureRole::Background } else { FigureRole::Stated },
        before: letters.bytes(before),
        after: letters.bytes(after),
        subject: letters.bytes(subject),
    }
}

/// The unit; people where it is left out and people are counted.
fn unit(letters: &Letters, found: &FoundFigure, before: &Range<usize>) -> String {
    if found.kind != UnitKind::Bare {
        return found.unit.clone();
    }
    let said = letters.string(before.clone());
    let people =
        ["人口", "人数", "就业", "劳动力", "从业", "用户"].iter().any(|w| said.contains(w));
    let behind = letters.string(found.end..(found.end + 8).min(letters.len()));
    let behind = ["人口", "居民", "群众", "农民", "职工", "劳动力", "学生"]
        .iter()
        .any(|w| behind.contains(w));
    if people || behind { "人".to_owned() } else { String::new() }
}

/// The noun behind a figure: 15家 in 新增15家企业.
fn after(letters: &Letters, found: &FoundFigure, next: Option<&FoundFigure>) -> Range<usize> {
    let start = found.end;
    let last = next.map_or(letters.len(), |next| next.start);
    let mut end = start;
    while end < last && !is_boundary(letters.at(end)) && letters.at(end) != '、' {
        end += 1;
    }
    if matches!(found.kind, UnitKind::Ratio | UnitKind::Points | UnitKind::Times) {
        start..start
    } else {
        start..end
    }
}

/// The subject of one figure of a list: the second of A、B和C where it is the list's second.
fn subject(letters: &Letters, before: &Range<usize>, place: usize, of: usize) -> Range<usize> {
    if of < 2 {
        return 0..0;
    }
    let verb = (before.start..before.end)
        .find(|at| *at > before.start && letters.any(*at, SHARED_VERBS).is_some());
    let names = before.start..verb.unwrap_or(before.end);
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut start = names.start;
    for at in names.clone() {
        if "、和与及".contains(letters.at(at)) {
            parts.push(start..at);
            start = at + 1;
        }
    }
    parts.push(start..names.end);
    if parts.len() == of { parts[place].clone() } else { 0..0 }
}
