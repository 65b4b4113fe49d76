//! What a newspaper or a seller of texts leaves at the edges of paragraphs and between them:
//! （下转第二版）, （来源：某某日报）, （某某 摄）, the same advertisement again and again.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::chrome::Chrome;
use crate::draft::{Paragraph, ParagraphStyle};

/// Where a text goes on in a newspaper: 下转第二版, 上接A1版.
static TURN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"[（(〔【\[]\s*(下转|上接|转|接|紧接)\s*(?:第?\s*[A-Za-z]?[0-9０-９一二三四五六七八九十]{1,3}\s*[-—]?\s*[0-9]?\s*(?:版|页)|[一二三四五六七八九十]版|封[底面二三])[^（()）\[\]]{0,12}[）)〕】\]]").ok()
});

/// Who wrote, took or sent something, in brackets at the end of a paragraph.
static CREDIT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\s*[（(【\[]\s*(?:(?:文章|信息|稿件|内容|资料)?来源|稿源|图源|转自|转载自|据|作者|记者|本报记者|通讯员|责任编辑|责编|编辑|摄影|供图|供稿)\s*[:：丨｜/ ]\s*[^（()）。]{2,30}[）)】\]]\s*$|\s*[（(][^（()）。，]{2,16}(?:\s摄|摄影|供图|供稿)[）)]\s*$").ok()
});

/// Takes such marks off the paragraphs, and joins a sentence that a turn of pages cut.
pub(super) fn trim(paragraphs: Vec<Paragraph>) -> Vec<Paragraph> {
    let mut out: Vec<Paragraph> = Vec::with_capacity(paragraphs.len());
    let mut turned = false;
    for mut paragraph in paragraphs {
        let marked = matches!(paragraph.style, ParagraphStyle::Body | ParagraphStyle::Bold)
            && paragraph.text.contains(['（', '(', '〔', '【', '[']);
        if !marked {
            turned &= paragraph.text.is_empty();
            out.push(paragraph);
            continue;
        }
        let turns = may_turn(&paragraph.text);
        let goes_on = std::mem::take(&mut turned) && turns && begins_with_turn(&paragraph.text);
        turned = turns && ends_with_turn(&paragraph.text);
        if turns {
            without_turns(&mut paragraph.text);
        }
        without_credit(&mut paragraph.text);
        if paragraph.text.trim().is_empty() {
            turned |= goes_on;
            continue;
        }
        match out.last_mut() {
            Some(last) if goes_on && !ends_sentence(&last.text) => {
                last.text.push_str(paragraph.text.trim_start());
            }
            _ => out.push(paragraph),
        }
    }
    out
}

/// Whether a text may hold a turn of pages: cheap, since most texts hold none.
fn may_turn(text: &str) -> bool {
    text.contains(['转', '接']) && text.contains(['版', '页', '封'])
}

/// The longest credit, in bytes.
const CREDIT_BYTES: usize = 150;

fn without_turns(text: &mut String) {
    if let Some(turn) = TURN.as_ref()
        && turn.is_match(text)
    {
        *text = turn.replace_all(text, "").trim_end().to_owned();
    }
}

fn without_credit(text: &mut String) {
    if !text.trim_end().ends_with(['）', ')', '】', ']']) {
        return;
    }
    let from = (text.len().saturating_sub(CREDIT_BYTES)..).find(|&at| text.is_char_boundary(at));
    let from = from.unwrap_or(0);
    let found = CREDIT.as_ref().and_then(|credit| credit.find(&text[from..]));
    if let Some(at) = found.map(|found| from + found.start()) {
        text.truncate(at);
    }
}

fn begins_with_turn(text: &str) -> bool {
    TURN.as_ref()
        .and_then(|turn| turn.find(text))
        .is_some_and(|found| text[..found.start()].trim().is_empty())
}

fn ends_with_turn(text: &str) -> bool {
    let last = TURN.as_ref().and_then(|turn| turn.find_iter(text).last());
    last.is_some_and(|found| text[found.end()..].trim().is_empty())
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end().ends_with(['。', '！', '？', '；', '：', '”'])
}

/// The longest line of an advertisement, in bytes without blanks.
const LONGEST: usize = 240;
/// How often it comes at least.
const OFTEN: usize = 3;

/// Words of those who sell or pass on texts.
const SELLERS: &[&str] = &[
    "数据",
    "整理",
    "公众号",
    "微信",
    "资料",
    "下载",
    "网站",
    "本网",
    "淘宝",
    "店铺",
    "QQ",
    "qq",
    "VX",
    "vx",
    "www",
    "WWW",
    ".com",
    ".cn",
    ".net",
    "水印",
    "文库",
    "版权",
    "关注",
    "购买",
    "免费",
    "代查",
    "群号",
    "文档",
];

/// Marks lines of the same words that come again and again, and are a seller's.
pub(super) fn repeated(flats: &[String], kinds: &mut [Option<Chrome>]) {
    let is_seller = |flat: &str| {
        !flat.is_empty()
            && flat.len() <= LONGEST
            && !flat.contains(['。', '；', '\t'])
            && SELLERS.iter().any(|word| flat.contains(word))
    };
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for flat in flats.iter().filter(|flat| is_seller(flat)) {
        *counts.entry(flat).or_default() += 1;
    }
    if counts.values().all(|&count| count < OFTEN) {
        return;
    }
    for (flat, kind) in flats.iter().zip(kinds) {
        // What comes between paragraphs ends no text.
        if counts.get(flat.as_str()).is_some_and(|&count| count >= OFTEN) {
            *kind = Some(Chrome::Plain);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(lines: &[&str]) -> Vec<String> {
        let line =
            |text: &&str| Paragraph { text: (*text).to_owned(), style: ParagraphStyle::Body };
        trim(lines.iter().map(line).collect()).into_iter().map(|p| p.text).collect()
    }

    #[test]
    fn turns_of_pages_go_and_the_sentence_is_joined() {
        for (turn, back) in [
            ("（下转第二版）", "（上接第一版）"),
            ("(下转3版)", "(上接1版)"),
            ("（下转A2版）", "（上接A1版）"),
            ("【转第４版】", "【接第１版】"),
        ] {
            let cut = format!("修好老街的桥和{turn}");
            let rest = format!("{back}河岸的步道。");
            assert_eq!(run(&["一、回顾", &cut, &rest]), ["一、回顾", "修好老街的桥和河岸的步道。"]);
            assert_eq!(run(&["修桥。", turn, back, "修路。"]), ["修桥。", "修路。"]);
        }
        assert_eq!(
            run(&["集体经营性建设用地（转让）入市。"]),
            ["集体经营性建设用地（转让）入市。"]
        );
    }

    #[test]
    fn credits_at_the_end_go() {
        for credit in [
            "（来源：云溪日报）",
            "(稿源:云溪新闻网)",
            "（记者 苗听澜）",
            "（苗听澜 摄）",
            "（责任编辑：苗某）",
        ] {
            assert_eq!(run(&[&format!("谢谢大家！{credit}")]), ["谢谢大家！"], "{credit}");
        }
        for kept in ["增长6%（数据来自统计部门）。", "（一）作者权益保护。", "新建学校（含幼儿园）"]
        {
            assert_eq!(run(&[kept]), [kept]);
        }
    }
}
