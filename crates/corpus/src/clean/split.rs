//! Lines that hold several paragraphs are cut: where indents stand inside them, before headings of
//! a document that came as one line, and, where no mark tells anything, before words that open a
//! clause.

use std::sync::LazyLock;

use regex::Regex;

use crate::draft::{Paragraph, ParagraphStyle};
use crate::text::is_han;

/// The width of blanks that is an indent, in half-width cells.
const INDENT: usize = 4;
/// The shortest line that is cut at indents which follow no full stop, in characters.
const LONG_LINE: usize = 100;

/// Cuts a line that holds several paragraphs, each with its indent: `　　甲。　　乙。`. In a line that
/// is mostly sentences every indent begins a paragraph; in others only one behind a full stop does.
pub(super) fn split_indents(line: Paragraph) -> Vec<Paragraph> {
    if !matches!(line.style, ParagraphStyle::Body | ParagraphStyle::Bold) || !may_be_cut(&line.text)
    {
        return vec![line];
    }
    let indents = indents(&line.text);
    let stops = |at: usize| line.text[..at].ends_with(['。', '！', '？', '；', '”']);
    let ends = indents.iter().copied().chain(std::iter::once(line.text.len()));
    let (mut sentences, mut prose, mut from) = (0, 0, 0);
    for end in ends {
        if stops(end) {
            sentences += 1;
            prose += end - from;
        }
        from = end;
    }
    let is_prose = sentences > 2 && prose * 2 >= line.text.len();
    let all = is_prose && line.text.chars().nth(LONG_LINE).is_some();
    let mut out = Vec::new();
    let mut from = 0;
    for &at in &indents {
        // 李　　明 is one name, and a mark by itself no paragraph.
        let piece = line.text[from..at].trim();
        let is_word = piece.chars().count() <= 2 && !piece.ends_with(['。', '：', ':']);
        if !is_word && (all || stops(at)) {
            out.push(Paragraph { text: line.text[from..at].to_owned(), style: line.style });
            from = at;
        }
    }
    if from == 0 {
        return vec![line];
    }
    out.push(Paragraph { text: line.text[from..].to_owned(), style: line.style });
    out
}

/// Whether blanks stand in a line that may be an indent.
fn may_be_cut(text: &str) -> bool {
    let text = text.trim();
    ["\u{3000}\u{3000}", "    ", "\u{A0}\u{A0}", "\u{2003}", "\t"].iter().any(|b| text.contains(b))
}

/// Where blanks begin in a line that are as wide as an indent.
fn indents(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let (mut start, mut width) = (0, 0);
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            start = if width == 0 { at } else { start };
            width += match c {
                '\u{3000}' | '\u{2003}' => 2,
                '\t' => INDENT,
                _ => 1,
            };
            continue;
        }
        if width >= INDENT && start > 0 {
            found.push(start);
        }
        width = 0;
    }
    found
}

/// The longest paragraph that is taken as it is.
const LONGEST: usize = 2400;

/// Cuts a paragraph that is a whole document in one line: before headings and salutations, and
/// what is still long at ends of sentences.
pub(super) fn split_long(paragraph: Paragraph) -> Vec<Paragraph> {
    static STARTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?:[。！？；：:”）)]\s*|\s+)((?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])|各位代表[:：！!，,]|各位委员[:：]|(?:现在|下面)[,，]\s*我(?:受|代表))",
        )
        .ok()
    });
    if paragraph.text.len() <= UNMARKED * 3 || paragraph.style == ParagraphStyle::Row {
        return vec![paragraph];
    }
    let text = paragraph.text.as_str();
    let chars = text.chars().count();
    if chars <= LONGEST {
        return unmarked(paragraph);
    }
    let mut cuts: Vec<usize> = Vec::new();
    if let Some(starts) = STARTS.as_ref() {
        cuts.extend(starts.captures_iter(text).filter_map(|c| c.get(1)).map(|m| m.start()));
    }
    cuts.push(text.len());
    let mut out = Vec::new();
    let mut from = 0;
    for cut in cuts {
        sentences(&text[from..cut], &mut out);
        from = cut;
    }
    out.into_iter().flat_map(|text| unmarked(Paragraph { text, style: paragraph.style })).collect()
}

/// Cuts what is longer than a paragraph may be after about 600 characters, at a sentence's end.
fn sentences(text: &str, out: &mut Vec<String>) {
    const WISHED: usize = 600;
    let text = text.trim();
    if text.chars().count() <= LONGEST {
        out.push(text.to_owned());
        return;
    }
    let (mut from, mut count) = (0, 0);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        count += 1;
        let next = chars.peek().map(|&(_, c)| c);
        let ends = matches!(c, '。' | '！' | '？' | '!' | '?')
            && next.is_none_or(|n| !matches!(n, '”' | '’' | '）' | ')'))
            || count > LONGEST && is_mark(c);
        if ends && count >= WISHED {
            let end = at + c.len_utf8();
            out.push(text[from..end].trim().to_owned());
            (from, count) = (end, 0);
        }
    }
    out.push(text[from..].trim().to_owned());
}

/// The longest stretch without any mark that stays whole, in characters: what a reader is shown
/// of a passage is cut at marks.
const UNMARKED: usize = 560;
/// Where a stretch without marks is cut at the earliest.
const UNMARKED_LEAST: usize = 260;

/// Words that open a clause in a report: before one of them a text without marks is cut with the
/// least harm. Those ahead are preferred.
const OPENERS: &[&[&str]] = &[
    &["各位代表", "过去一年", "一年来", "今年工作", "现在我代表"],
    &[
        "一是", "二是", "三是", "四是", "五是", "六是", "同时", "此外", "今年", "去年", "全年",
        "我们",
    ],
    &[
        "坚持", "加强", "加快", "推进", "深入", "全面", "大力", "积极", "着力", "完成", "实施",
        "新增",
    ],
];

/// Cuts a paragraph where it goes on for long without any mark, as texts do that lost them.
fn unmarked(paragraph: Paragraph) -> Vec<Paragraph> {
    let text = paragraph.text.as_str();
    let mut cuts = Vec::new();
    // Where the characters begin since the last mark or cut.
    let mut run: Vec<usize> = Vec::new();
    for (at, c) in text.char_indices() {
        if is_mark(c) {
            run.clear();
            continue;
        }
        run.push(at);
        if run.len() > UNMARKED {
            let cut = opener(text, &run);
            cuts.push(run[cut]);
            run.drain(..cut);
        }
    }
    if cuts.is_empty() {
        return vec![paragraph];
    }
    cuts.push(text.len());
    let mut from = 0;
    let mut out = Vec::with_capacity(cuts.len());
    for cut in cuts {
        let piece = text[from..cut].trim();
        out.push(Paragraph { text: piece.to_owned(), style: paragraph.style });
        from = cut;
    }
    out
}

/// At which of the characters an opening word stands, the last of the best kind.
fn opener(text: &str, run: &[usize]) -> usize {
    let places = || (UNMARKED_LEAST..run.len()).rev();
    let opens = |at: usize, words: &[&str]| {
        words.iter().any(|word| text.get(run[at]..).is_some_and(|rest| rest.starts_with(word)))
    };
    OPENERS
        .iter()
        .find_map(|words| places().find(|&at| opens(at, words)))
        .unwrap_or(UNMARKED)
        .min(run.len() - 1)
}

/// Whether a character parts clauses.
fn is_mark(c: char) -> bool {
    !is_han(c) && !c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(cut: Vec<Paragraph>) -> Vec<String> {
        cut.into_iter().map(|p| p.text.trim().to_owned()).collect()
    }

    fn body(text: &str) -> Paragraph {
        Paragraph { text: text.to_owned(), style: ParagraphStyle::Body }
    }

    #[test]
    fn indents_inside_a_line_begin_paragraphs() {
        let head = [
            "云溪县政府工作报告",
            "——2021年2月3日在县第九届人民代表大会第二次会议上",
            "县长　　李　　明",
        ];
        let rest = [
            "各位代表：",
            "去年，全县修好了两座桥，群众出行方便了许多。",
            "今年，再修三座桥，年底前通车。",
            "老街的灯，也要装齐；河岸的步道，也要打通。",
        ];
        let all: Vec<&str> = head.iter().chain(&rest).copied().collect();
        for indent in
            ["　　", "    ", "\u{2003}\u{2003}", "\u{A0}\u{A0}\u{A0}\u{A0}", "\t", "　　　　"]
        {
            let line = format!("{indent}{}", all.join(indent));
            let got = texts(split_indents(body(&line)));
            assert_eq!(
                got.concat().replace(char::is_whitespace, ""),
                all.concat().replace('\u{3000}', "")
            );
            assert!(got.len() >= all.len() && got.iter().any(|p| p == rest[1]), "{got:?}");
        }
    }

    #[test]
    fn blanks_that_are_no_indents_stay() {
        for line in [
            "政　　府　　工　　作　　报　　告",
            "生产总值    412亿元    增长6%",
            "区长　　李　　明",
            "甲。 乙。",
        ] {
            assert_eq!(texts(split_indents(body(line))), [line]);
        }
        assert_eq!(texts(split_indents(body("　　修桥两座。　　修路三条。"))).len(), 2);
    }

    #[test]
    fn a_text_without_marks_is_cut_before_opening_words() {
        let clause = "修好了老街的桥和河岸的步道群众出行方便了许多";
        let text = format!("过去一年{}", format!("我们{clause}").repeat(90));
        let got = texts(split_long(body(&text)));
        assert!(got.iter().all(|piece| piece.chars().count() <= UNMARKED), "{}", got.len());
        assert!(got[1..].iter().all(|piece| piece.starts_with("我们")));
        assert_eq!(got.concat(), text);
        let bare = "桥".repeat(2000);
        assert_eq!(texts(split_long(body(&bare))).concat(), bare);
    }

    #[test]
    fn a_text_with_marks_is_not_cut_for_want_of_them() {
        let text = "修好了老街的桥，打通了河岸的步道。".repeat(100);
        assert_eq!(texts(split_long(body(&text))), [text]);
    }
}
