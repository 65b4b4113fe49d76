//! Rich text as office programs and sites of many years write it.

use super::*;
use crate::draft::ParagraphStyle;
use crate::extract::testing::{extracted, extracted_within};
use crate::limits::{Bound, Limits};
use crate::reason::Reason;

fn texts(rtf: &str) -> Vec<(String, ParagraphStyle)> {
    let mut out = extracted("a.doc", rtf.as_bytes());
    let Some(Extracted::Draft(draft)) = out.pop() else { panic!("{out:?}") };
    draft.paragraphs.into_iter().map(|p| (p.text.trim().to_owned(), p.style)).collect()
}

/// The text of what stands in a document of the code page.
fn text(page: u32, inner: &str) -> String {
    let rtf = format!("{{\\rtf1\\ansi\\ansicpg{page}\\uc1 {inner}}}");
    texts(&rtf).into_iter().map(|(text, _)| text).collect::<Vec<_>>().join("/")
}

#[test]
fn bytes_and_characters_are_decoded() {
    let rtf = r"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 \'cb\'ce\'cc\'e5;}{\f1\fcharset0 A;}}
        {\*\generator x;}\f0\'d4\'c6\'cf\'aa\f1 2020\uc2\u24180\'c4\'ea{\v \'b2\'d8}\par
        \uc1\u-10179?\u-8704?\par{\header \'d2\'b3}{\b\uc1\u19968?\u12289?\par}}";
    assert_eq!(
        texts(rtf),
        [
            ("云溪2020年".to_owned(), ParagraphStyle::Body),
            ("😀".to_owned(), ParagraphStyle::Body),
            ("一、".to_owned(), ParagraphStyle::Bold),
        ]
    );
}

#[test]
fn rows_and_notes_are_marked() {
    let rtf =
        r"{\rtf1\trowd\pard\intbl a\cell b\cell\row\pard c{\super{\footnote\pard note}}d\par}";
    assert_eq!(
        texts(rtf),
        [
            ("a\tb".to_owned(), ParagraphStyle::Row),
            ("cd".to_owned(), ParagraphStyle::Body),
            ("note".to_owned(), ParagraphStyle::Note),
        ]
    );
}

#[test]
fn what_stands_in_for_a_character_is_passed_over() {
    for (inner, expected) in [
        (r"\u20113?\u28330?", "云溪"),
        // A byte, a word, a symbol is one character; a group ends what is awaited.
        (r"\u20113\'d4\u28330?", "云溪"),
        (r"\u20113\tab\u28330?", "云溪"),
        (r"\u20113\~\u28330?", "云溪"),
        (r"\u20113\{\u28330?", "云溪"),
        (r"\u20113{\b \u28330?}", "云溪"),
        (r"\u20113{ok}", "云ok"),
        (r"{\u20113}\u28330?", "云溪"),
        (r"\uc0\u20113\u28330 ok", "云溪ok"),
        (r"{\uc2\u20113\'d4\'c6}\u28330?", "云溪"),
        (r"\uc3\u20113abc\u28330 xyz", "云溪"),
        // Half a pair is no character; what follows it is read.
        (r"\u-10179?\u28330?", "溪"),
        (r"\u-8704?\u28330?", "\u{FFFD}溪"),
    ] {
        assert_eq!(text(936, inner), expected, "{inner}");
    }
}

#[test]
fn code_pages_and_fonts_tell_the_encoding() {
    for (page, inner, expected) in [
        (936, r"\'d4\'c6\'cf\'aa", "云溪"),
        (950, r"\'a4\'a4\'a4\'e5", "中文"),
        (932, r"\'93\'fa\'96\'7b", "日本"),
        (65001, r"\'e4\'ba\'91", "云"),
        // Files from Chinese systems call themselves Western.
        (1252, r"\'d4\'c6\'cf\'aa", "云溪"),
        // The second byte of a character may be a letter or a brace.
        (950, r"\'a5\'5c\'af\'e0", "功能"),
        (936, r"{\fonttbl{\f3\fcharset136 x;}}\f3\'a4\'a4\f9\'d4\'c6", "中云"),
        (936, r"{\fonttbl{\f0\fcharset0 Arial;}}\f0\'d4\'c6 x", "云 x"),
    ] {
        assert_eq!(text(page, inner), expected, "{page} {inner}");
    }
    // Bytes that are no characters are counted.
    let out = extracted("a.rtf", br"{\rtf1\ansi\ansicpg936 \'d4\'c6\'ff\par}");
    let [Extracted::Draft(draft)] = &out[..] else { panic!("{out:?}") };
    assert!(draft.undecodable > 0 && draft.paragraphs[0].text.starts_with('云'));
}

#[test]
fn what_is_no_text_is_left_out() {
    for inner in [
        r"甲{\*\unknown 乙}丙",
        r"甲{\info{\title 乙}}丙",
        r"甲{\pict\pngblip 89504e47}丙",
        r"甲{\v 乙}丙",
        r"甲\v 乙\v0 丙",
        r"甲{\deleted 乙}丙",
        r"甲\v 乙\plain 丙",
        r"甲{\field{\*\fldinst HYPERLINK http://a.example}{\fldrslt 丙}}",
        r"甲{\bin4 abcd}丙",
        r"甲{\*\bkmkstart 乙}{\*\bkmkend 乙}丙",
        r"甲{\header 乙\par}{\footerf 乙\par}丙",
    ] {
        // The text is given in UTF-8, as newer programs do.
        assert_eq!(text(65001, inner), "甲丙", "{inner}");
    }
}

#[test]
fn texts_in_shapes_and_numbers_of_lists_are_text() {
    assert_eq!(text(65001, r"{\*\shpinst{\sp x}{\shptxt 甲\par}}乙"), "甲/乙");
    assert_eq!(text(65001, r"{\listtext 一、}甲\par"), "一、甲");
    // But not in what is left out itself.
    assert_eq!(text(65001, r"{\header{\shptxt 甲\par}}乙"), "乙");
}

#[test]
fn marks_have_words() {
    let inner = r"\ldblquote 甲\rdblquote\emdash\lquote 乙\rquote\~\_\bullet\{\\\}";
    assert_eq!(text(65001, inner), "“甲”—‘乙’\u{A0}-•{\\}");
    for end in [r"\par ", r"\line ", r"\page ", r"\sect ", "\\\n", "\\\r\n"] {
        assert_eq!(text(65001, &format!("甲{end}乙")), "甲/乙", "{end:?}");
    }
    // Line ends of the file itself are none of the text.
    assert_eq!(text(65001, "甲\r\n乙\n丙"), "甲乙丙");
}

#[test]
fn cells_of_a_table_that_lays_text_out_are_paragraphs() {
    let long = "全市经济平稳运行，群众得到实惠，城市面貌焕然一新。".repeat(10);
    let table = format!(r"\trowd\intbl {long}\cell 乙\cell\row\pard 丙\par");
    assert_eq!(text(65001, &table), format!("{long}/乙/丙"));
    // A row that the file broke off is read.
    assert_eq!(texts(r"{\rtf1\intbl a\cell b\cell")[0], ("a\tb".to_owned(), ParagraphStyle::Row));
}

#[test]
fn damaged_files_give_what_can_be_read() {
    for (rtf, expected) in [
        (r"{\rtf1 a", "a"),
        (r"{\rtf1 a}}}}b", "ab"),
        (r"{\rtf1 a\", "a"),
        (r"{\rtf1 a\'", "a"),
        (r"{\rtf1 a\'d", "ad"),
        (r"{\rtf1 a\'zzb", "azzb"),
        (r"{\rtf1 a\bin99999999 b", "a"),
        (r"{\rtf1 a\u99999999999999999999 ?b", "ab"),
        (r"{\rtf1 a\uc-5 \u20113 b", "a云"),
    ] {
        let got: String = texts(rtf).into_iter().map(|(text, _)| text).collect();
        let got: String = got.chars().filter(|c| *c != '\0').collect();
        assert_eq!(got, expected, "{rtf}");
    }
}

#[test]
fn groups_nest_up_to_the_bound() {
    let limits = Limits { nesting: 20, ..Limits::default() };
    let nested = |depth: usize| {
        let rtf = format!("{{\\rtf1 {}a{}}}", "{".repeat(depth), "}".repeat(depth));
        extracted_within("a.rtf", rtf.as_bytes(), &limits)
    };
    assert!(matches!(&nested(19)[..], [Extracted::Draft(_)]));
    let reason = Reason::bound(Bound::Nesting, &limits);
    assert_eq!(nested(20), [Extracted::rejected("a.rtf", reason)]);
}
