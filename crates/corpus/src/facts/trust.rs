//! What a reader should know before trusting a text, and what is no report at all.

use std::sync::LazyLock;

use regex::Regex;

use super::head::DocumentHead;
use super::{kind, visitor};
use crate::clean::Clean;
use crate::draft::Draft;
use crate::reason::OtherText;
use crate::text::{flat, han};
use crate::{Doubt, Kind, Origin};

static BLANKED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:20|19)[XxＸ×*]{2}年|[XxＸ×]{1,4}(?:亿元|万元|万人|公里|个百分点|万亩|%|％|家|个|名)|[XxＸ×]{2,4}[省市区县州]").ok()
});
/// How many characters have their pinyin in brackets behind them: 學(xué).
fn pinyin_glosses(text: &str) -> usize {
    let is_pinyin = |c: char| c.is_ascii_lowercase() || "āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜü".contains(c);
    let glossed = |(at, open): (usize, &str)| {
        let inner = &text[at + open.len()..];
        let letters = inner.chars().take(7).take_while(|&c| is_pinyin(c)).count();
        let close = inner.chars().nth(letters);
        let before = text[..at].chars().next_back();
        (1..=6).contains(&letters)
            && close.is_some_and(|c| matches!(c, ')' | '）'))
            && before.is_some_and(crate::text::is_han)
    };
    text.match_indices(['(', '（']).filter(|found| glossed(*found)).count()
}

/// Doubts that the text itself gives.
pub(super) fn doubts(clean: &Clean, draft: &Draft) -> Vec<Doubt> {
    let mut found = Vec::new();
    if draft.undecodable > 0 {
        found.push(Doubt::Undecodable);
    }
    if draft.by_ocr {
        found.push(Doubt::Ocr);
    }
    let count = |pattern: Option<&Regex>, hint: &[char]| {
        let Some(pattern) = pattern else { return 0 };
        let hinted = clean.paragraphs.iter().filter(|p| p.text.contains(hint));
        hinted.map(|p| pattern.find_iter(&p.text).count()).sum()
    };
    let blanked: usize = count(BLANKED.as_ref(), &['X', 'x', 'Ｘ', '×', '*']);
    if blanked >= 3 {
        found.push(Doubt::Placeholders);
    }
    let glosses: usize = clean.paragraphs.iter().map(|p| pinyin_glosses(&p.text)).sum();
    if glosses >= 3 {
        found.push(Doubt::PinyinGlosses);
    }
    let last = clean.paragraphs.iter().rev().map(|p| p.text.trim_end()).find(|t| !t.is_empty());
    let cut = last.is_some_and(|t| {
        han(t) > 30
            && !t.ends_with([
                '。', '！', '？', '”', '）', ')', '!', '?', '；', ';', '】', '》', '.', '…', '：',
                ':', '"',
            ])
    });
    if cut {
        found.push(Doubt::Truncated);
    }
    found
}

/// What a document without given id has to show to be taken as a report.
pub(super) struct TrustRequirement<'a> {
    pub clean: &'a Clean,
    pub head: &'a DocumentHead,
    pub titles: &'a [(Origin, String)],
    pub kind: Option<Kind>,
    pub path: &'a [String],
    pub sample: &'a str,
}

/// The fewest Han characters of a document whose title says nothing.
const FEWEST: usize = 200;

/// Why a document is no report, or `None` where it is one.
pub(super) fn not_report(case: &TrustRequirement<'_>) -> Option<OtherText> {
    let length: usize = case.clean.paragraphs.iter().map(|p| han(&p.text)).sum();
    // A sentence is no title, however early it stands.
    let lines = case.head.lines.iter().take(4).map(String::as_str).filter(|t| !t.contains('。'));
    let titles: Vec<&str> = case
        .titles
        .iter()
        .map(|(_, t)| t.as_str())
        .chain(lines)
        .filter(|t| t.chars().count() <= 80)
        .collect();
    let name = case.path.last().map_or("", String::as_str);
    if let Some(reason) = by_title(&titles, name, case) {
        return Some(reason);
    }
    if let Some(reason) = by_text(case, length) {
        return Some(reason);
    }
    let titled = titles.iter().chain(std::iter::once(&name)).any(|t| kind::of_title(t).is_some());
    if case.kind.is_some() || titled {
        let least = if titled { 20 } else { 60 };
        return (length < least).then_some(OtherText::Short(length));
    }
    if length < FEWEST {
        return Some(OtherText::ShortAndUntitled(length));
    }
    let official = case.head.headings.iter().take(3).any(|h| kind::is_official(h))
        || titles.iter().any(|t| kind::is_official(t));
    (!official && !kind::is_about_offices(case.sample) && !kind::reads_like_report(case.sample))
        .then_some(OtherText::Unlike)
}

/// Whether a title is that of a report, and not of a story about its delivery: a summary under
/// the report's own title is still what the archive has of it.
fn names_report(title: &str) -> bool {
    ["政府工作报告", "施政报告"].iter().any(|name| {
        title.contains(name)
            && !["作", "发表"].iter().any(|does| title.contains(&format!("{does}{name}")))
    })
}

/// Titles of what surrounds reports: resolutions, notices that divide up their tasks, templates.
fn by_title(titles: &[&str], name: &str, case: &TrustRequirement<'_>) -> Option<OtherText> {
    let all = || titles.iter().copied().chain(std::iter::once(name));
    let has = |words: &[&str]| all().any(|t| words.iter().all(|w| t.contains(w)));
    // A page may put the resolution before the report that it approves.
    let speaks = case.clean.paragraphs.iter().take(80).any(|p| {
        let start = crate::text::head(&p.text, 40);
        start.starts_with("各位代表") || start.contains("我代表") || start.contains("我受")
    });
    let pattern =
        has(&["模板"]) || has(&["范文"]) || has(&["怎么写"]) || has(&["写作"]) && has(&["报告"]);
    // Sites for patterns publish real reports too: those are long.
    let length: usize = case.clean.paragraphs.iter().map(|p| han(&p.text)).sum();
    if pattern && length < 2500 {
        return Some(OtherText::Template);
    }
    if speaks {
        return None;
    }
    if !titles.iter().any(|t| names_report(t))
        && all().any(|t| ["开幕", "闭幕", "作政府工作报告"].iter().any(|w| t.contains(w)))
    {
        return Some(OtherText::News);
    }
    if has(&["报告", "决议"])
        || titles.iter().take(2).any(|t| t.ends_with("决议"))
        || name.ends_with("决议")
    {
        return Some(OtherText::Resolution);
    }
    let divides = ["分解", "分工", "责任清单", "任务清单", "督查", "台账"];
    if divides.iter().any(|w| has(&[w])) {
        return Some(OtherText::Tasks);
    }
    if all().any(|t| t.contains("通知") && t.contains("关于") || t.ends_with("的通知")) {
        return Some(OtherText::Notice);
    }
    if all().any(|t| t.contains("名词解释") || t.contains("名词注释")) {
        return Some(OtherText::Glossary);
    }
    if all().any(|t| {
        t.contains("图解") || t.contains("解读") || t.contains("问答") || t.contains("一图读懂")
    }) {
        return Some(OtherText::Commentary);
    }
    if all().any(|t| {
        ["行动计划", "工作计划", "实施方案", "工作方案", "实施意见", "管理办法", "暂行规定"]
            .iter()
            .any(|w| t.contains(w))
            && !t.contains("报告")
    }) {
        return Some(OtherText::Plan);
    }
    None
}

/// What the text itself gives away.
fn by_text(case: &TrustRequirement<'_>, length: usize) -> Option<OtherText> {
    let opening = case.head.opening.as_str();
    let joined = case.head.joined.as_str();
    let party = opening.contains("代表中国共产党")
        || opening.contains("届中央委员会") && opening.contains("作报告")
        || joined.contains("中国共产党") && joined.contains("代表大会");
    if party && !opening.contains("人民政府") {
        return Some(OtherText::Party);
    }
    let start = crate::text::head(case.sample, 160);
    let heard = start.contains("听取和审议了")
        || start.contains("听取并审议了")
        || start.contains("会议听取") && start.contains("工作报告") && start.contains("批准");
    if heard && length < 4000 && start.contains("工作报告") {
        return Some(OtherText::Resolution);
    }
    let blanked = BLANKED.as_ref().map_or(0, |p| p.find_iter(case.sample).count());
    if blanked >= 3 && length < 400 || blanked * 40 > length {
        return Some(OtherText::Template);
    }
    if ["摘要版本", "未能找到完整", "仅为摘要"].iter().any(|w| case.sample.contains(w))
    {
        return Some(OtherText::Abstract);
    }
    let press = joined.contains("本报讯")
        || start.contains("本报讯")
        || start.contains("记者") && start.contains("讯");
    let opens = |t: &str| {
        ["开幕", "闭幕", "召开", "举行", "作政府工作报告", "作工作报告"]
            .iter()
            .any(|w| t.contains(w))
    };
    let headline = case.titles.iter().map(|(_, t)| t.as_str()).chain([joined]).any(|t| {
        t.chars().count() <= 60 && opens(t) && !t.contains("次会议上") && !t.starts_with('在')
    });
    let named = case.titles.iter().any(|(_, t)| names_report(t));
    if headline && !named && !opening.contains("我代表") && length < 2000 {
        return Some(OtherText::News);
    }
    if press && !opening.contains("我代表") && length < 3000 {
        return Some(OtherText::News);
    }
    if let Some(reason) = visitor::page(case.clean, length) {
        return Some(reason);
    }
    list(case, length)
}

/// A page of links or of finds: many short lines, most of them titles or with a day, and no
/// sentences; or a line that says how much was found.
fn list(case: &TrustRequirement<'_>, length: usize) -> Option<OtherText> {
    let paragraphs = &case.clean.paragraphs;
    let lines = paragraphs.len().max(1);
    let sentences =
        paragraphs.iter().filter(|p| p.text.contains('。') && !is_find(&p.text)).count();
    let short = || paragraphs.iter().filter(|p| p.text.len() < 200);
    let titles = || short().filter(|p| flat(&p.text).contains("报告")).count();
    let matches = |pattern: &LazyLock<Option<Regex>>, text: &str| {
        pattern.as_ref().is_some_and(|pattern| pattern.is_match(text.trim()))
    };
    let dated = || short().filter(|p| matches(&DATED, &p.text)).count();
    if lines >= 5
        && sentences * 10 < lines
        && (length < 4000 && titles() * 2 > lines || lines >= 8 && dated() * 2 > lines)
    {
        return Some(OtherText::ListPage);
    }
    let finds = paragraphs.iter().filter(|p| is_find(&p.text)).count();
    let texts = || paragraphs.iter().map(|p| &p.text).chain(&case.clean.page).take(60);
    let says = || texts().any(|line| line.len() < 200 && matches(&FOUND, line));
    (finds >= 3 && length < 8000 && says()).then_some(OtherText::ListPage)
}

/// Whether a line is a piece of a text that was found: it breaks off.
fn is_find(text: &str) -> bool {
    let text = text.trim();
    text.ends_with("...") || text.ends_with('…') || text.starts_with("...") || text.starts_with('…')
}

/// A line that ends or begins with a day, as those of lists do.
static DATED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^[\[【(（]?(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[\]】)）]?\s*\S|\S.*[\[【(（\s](?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[\]】)）]?$").ok()
});

/// What a search says of its finds.
static FOUND: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"搜索结果|检索结果|查询结果|(?:共|为您)(?:找到|检索到|搜索到|查询到|搜到)|找到相关|相关结果|条结果|命中\s*\d+|搜索用时").ok()
});

#[cfg(test)]
mod tests {
    use crate::{File, FileOutcome, Reader, Reason};

    use super::*;

    fn reason(text: &str) -> Option<Reason> {
        let bytes = text.as_bytes();
        match Reader::default().read(File { path: "页.txt", bytes }).remove(0) {
            FileOutcome::Report(_) => None,
            FileOutcome::NotReport { reason, .. } | FileOutcome::Rejected { reason, .. } => {
                Some(reason)
            }
        }
    }

    #[test]
    fn pages_of_links_and_of_finds_are_no_reports() {
        fn of(n: u8) -> String {
            "云溪望山石桥柳林".chars().cycle().take(2 + usize::from(n * 5 % 13)).collect()
        }
        let listed = |line: fn(u8) -> String| (1..=12).map(line).collect::<Vec<_>>().join("\n");
        for page in [
            listed(|n| {
                format!("{}市{}年政府工作报告　[2019-02-{n:02}]", of(n), 2000 + i32::from(n))
            }),
            listed(|n| format!("2019-03-{n:02} {}市重点项目建设推进会召开", of(n))),
            listed(|n| format!("{}市水利建设第{n}次调度 （2019年3月{n}日）", of(n))),
            format!(
                "云溪市政府门户网站\n为您找到相关结果约36个\n{}",
                listed(|n| format!(
                    "政府工作报告{n}\n各位代表：我代表市人民政府报告工作。全市推进第{n}项建设，加强保障..."
                ))
            ),
        ] {
            assert_eq!(reason(&page), Some(Reason::OtherText(OtherText::ListPage)), "{page}");
        }
    }
}
