//! By what two sentences are nearly one: their letters without figures, and the same without one
//! small clause.

use suyan_analysis::{ends_sentence, sentences, stable_hash};

/// Sentences of fewer letters are formulas, and are not looked at.
pub(super) const SHORTEST: usize = 12;
/// A clause that may differ has at most this share of a sentence's letters.
const SHARE: usize = 5;
/// Behind the mark that ends a sentence stand so few others: brackets and quotation marks.
const CLOSES: usize = 4;

/// A sentence that is looked at: its bytes in the passage, and how many letters it has.
pub(super) struct KeyedSentence {
    pub range: std::ops::Range<usize>,
    pub letters: u32,
}

/// The sentences of a passage that are long enough, each with its keys: two that share one are
/// nearly the same. What ends in no mark, as headings and rows of tables do, is none.
pub(super) fn each_sentence(text: &str, mut put: impl FnMut(KeyedSentence, &[u64])) {
    let mut keys = Vec::new();
    for range in sentences(text) {
        let sentence = &text[range.clone()];
        let letters = keys_of(sentence, &mut keys);
        if letters >= SHORTEST && sentence.chars().rev().take(CLOSES).any(ends_sentence) {
            put(KeyedSentence { range, letters: letters as u32 }, &keys);
        }
    }
}

/// Gives how many letters a sentence has, and puts its keys into `keys`.
fn keys_of(sentence: &str, keys: &mut Vec<u64>) -> usize {
    keys.clear();
    let clauses: Vec<String> = sentence.split(is_border).map(letters).collect();
    let sizes: Vec<usize> = clauses.iter().map(|clause| clause.chars().count()).collect();
    let all: usize = sizes.iter().sum();
    if all < SHORTEST {
        return all;
    }
    let hash = |left_out: Option<usize>| {
        let kept = clauses.iter().enumerate().filter(|(at, _)| Some(*at) != left_out);
        stable_hash(kept.flat_map(|(_, clause)| clause.bytes()))
    };
    keys.push(hash(None));
    let may_differ = |at: &usize| sizes[*at] > 0 && sizes[*at] * SHARE <= all;
    keys.extend((0..clauses.len()).filter(may_differ).map(|at| hash(Some(at))));
    all
}

fn is_border(character: char) -> bool {
    matches!(character, '，' | '；' | '：' | '、' | ',' | ';')
}

/// The letters of a text without figures; 全市 and 全区, 我省 and 我县 are one.
fn letters(text: &str) -> String {
    let mut letters = String::with_capacity(text.len());
    let mut before = '\0';
    for character in text.chars().filter(|c| c.is_alphabetic()) {
        let is_own =
            matches!(before, '全' | '我' | '本') && "省市区县州旗盟镇乡".contains(character);
        letters.push(if is_own { '地' } else { character });
        before = character;
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn are_alike(a: &str, b: &str) -> bool {
        let keys = |text: &str| {
            let mut keys = Vec::new();
            keys_of(text, &mut keys);
            keys
        };
        let (a, b) = (keys(a), keys(b));
        a.iter().any(|key| b.contains(key))
    }

    #[test]
    fn sentences_are_nearly_one_but_for_figures_and_a_small_clause() {
        let first = "全市坚持稳中求进工作总基调，完整准确全面贯彻新发展理念，完成投资12亿元。";
        for (other, alike) in [
            (
                "全区坚持稳中求进工作总基调，完整、准确、全面贯彻新发展理念，完成投资350.5亿元。",
                true,
            ),
            ("全市坚持稳中求进工作总基调，完整准确全面贯彻新发展理念，建成公园9个。", true),
            ("全市坚持稳中求进工作总基调，完整准确全面贯彻新发展理念。", true),
            ("全市坚持稳中求进工作总基调，加快转变经济发展方式，完成投资12亿元。", false),
            ("抓好安全生产，守住底线，完成投资12亿元。", false),
        ] {
            assert_eq!(are_alike(first, other), alike, "{other}");
        }
        let mut keys = Vec::new();
        assert_eq!(keys_of("实现良好开局。", &mut keys), 6);
        assert!(keys.is_empty());
    }

    #[test]
    fn short_sentences_are_not_looked_at() {
        let mut found = Vec::new();
        let text = "实现良好开局。坚持以人民为中心的发展思想不动摇。";
        each_sentence(text, |sentence, _| found.push(text[sentence.range].to_owned()));
        assert_eq!(found, ["坚持以人民为中心的发展思想不动摇。"]);
    }

    #[test]
    fn a_clause_may_differ_where_it_is_a_fifth_of_the_sentence() {
        // Twelve letters of which none differs, and one clause that does.
        for (clause, other, alike) in [
            ("甲乙丙", "丁戊己", true),
            ("甲乙丙丁", "戊己庚辛", false),
            ("甲乙丙", "", true),
            ("甲", "乙丙丁", true),
        ] {
            let of = |clause: &str| format!("坚持以人民为中心的发展理念，{clause}。");
            assert_eq!(are_alike(&of(clause), &of(other)), alike, "{clause} {other}");
        }
        // Two clauses that differ are two too many, small as they are.
        let two = |a: &str, b: &str| format!("坚持以人民为中心的发展理念不动摇不松劲，{a}，{b}。");
        assert!(!are_alike(&two("甲", "乙"), &two("丙", "丁")));
    }

    #[test]
    fn figures_marks_and_whose_it_is_are_no_letters() {
        let first = "我市全年完成固定资产投资350.5亿元，同比增长6%。";
        for (other, alike) in [
            ("我县全年完成固定资产投资12亿元、同比增长１２％！", true),
            ("本区全年完成固定资产投资，12亿元同比增长百分之六。", false),
            ("我们全年完成固定资产投资350.5亿元，同比增长6%。", false),
        ] {
            assert_eq!(are_alike(first, other), alike, "{other}");
        }
    }

    #[test]
    fn what_ends_in_no_mark_is_no_sentence() {
        let count = |text: &str| {
            let mut many = 0;
            each_sentence(text, |_, _| many += 1);
            many
        };
        for (text, many) in [
            ("坚持以人民为中心的发展思想", 0),
            ("坚持以人民为中心的发展思想。", 1),
            ("“坚持以人民为中心的发展思想。”", 1),
            ("（坚持以人民为中心的发展思想！）", 1),
            ("坚持以人民为中心的发展思想。坚持以人民为中心的发展思想？", 2),
            // Eleven letters.
            ("坚持以人民为中心的发展。", 0),
            ("", 0),
        ] {
            assert_eq!(count(text), many, "{text}");
        }
    }
}
