//! Bytes of every encoding that archives have, and escapes as scrapers write them.

use encoding_rs::Encoding;
use proptest::prelude::*;

use super::*;

const SAMPLE_TEXT: &str = "各位代表：现在，我代表云溪区人民政府，向大会报告工作，请予审议。\n一、2023年工作回顾\n\
                           过去一年，全区经济平稳增长，民生持续改善。";
const TRADITIONAL: &str =
    "各位代表：現在，我代表雲溪區人民政府，向大會報告工作，請予審議。一年來經濟發展。";

fn encoded(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    encoding.encode(text).0.into_owned()
}

fn utf16(text: &str, big: bool) -> Vec<u8> {
    let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn the_bytes_outweigh_the_declaration() {
    let gbk = decode(&encoded(GB18030, SAMPLE_TEXT), Some("utf-8"));
    assert_eq!((gbk.text.as_str(), gbk.encoding), (SAMPLE_TEXT, "gb18030"));
    let utf8 = decode(SAMPLE_TEXT.as_bytes(), Some("gb2312"));
    assert_eq!((utf8.text.as_str(), utf8.encoding), (SAMPLE_TEXT, "UTF-8"));
    let big5 = decode(&encoded(BIG5, TRADITIONAL), Some("gb2312"));
    assert_eq!((big5.text.as_str(), big5.encoding), (TRADITIONAL, "Big5"));
}

#[test]
fn utf16_is_told_with_and_without_its_mark() {
    for (big, marked) in [(false, false), (false, true), (true, false), (true, true)] {
        let text = if marked { format!("\u{FEFF}{SAMPLE_TEXT}") } else { SAMPLE_TEXT.to_owned() };
        let bytes = utf16(&text, big);
        assert!(binary(&bytes).is_none(), "big {big} marked {marked}");
        assert_eq!(decode(&bytes, None).text, SAMPLE_TEXT, "big {big} marked {marked}");
    }
}

#[test]
fn damage_in_the_middle_is_counted_and_loses_nothing_else() {
    let mut bytes = SAMPLE_TEXT.as_bytes().to_vec();
    bytes.splice(45..46, [0xFF, 0xFE]);
    let text = decode(&bytes, None);
    assert_eq!(text.encoding, "UTF-8");
    assert!(text.undecodable > 0 && text.text.ends_with("民生持续改善。"));

    let mut bytes = encoded(GB18030, SAMPLE_TEXT);
    bytes.insert(40, 0xFF);
    let text = decode(&bytes, None);
    assert_eq!(text.encoding, "gb18030");
    assert!(text.undecodable > 0 && text.text.ends_with("民生持续改善。"));
}

#[test]
fn a_text_that_was_cut_within_a_character_is_still_told() {
    for cut in 1..=3 {
        let utf8 = &SAMPLE_TEXT.as_bytes()[..SAMPLE_TEXT.len() - cut];
        assert_eq!(decode(utf8, None).encoding, "UTF-8", "{cut}");
        let gbk = encoded(GB18030, SAMPLE_TEXT);
        assert_eq!(decode(&gbk[..gbk.len() - cut], None).encoding, "gb18030", "{cut}");
    }
}

#[test]
fn binary_is_told_from_text() {
    assert_eq!(binary(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Some("图片"));
    assert_eq!(binary(&[0, 1, 2, 3, 4, 5, 6, 7, 8]), Some("二进制文件"));
    assert_eq!(binary(b"PK\x03\x04\x14\0\x08\0"), Some("zip 压缩包"));
    assert_eq!(binary(b"%PDF-1.4\n\xE2\xE3\xCF\xD3\n"), Some("PDF 文件"));
    for text in [&b""[..], b"MZ is what a text may begin with", b"RIFF and ID3 are words", b"x"] {
        assert_eq!(binary(text), None, "{text:?}");
    }
    assert_eq!(binary(SAMPLE_TEXT.as_bytes()), None);
    assert_eq!(binary(&encoded(GB18030, SAMPLE_TEXT)), None);
    // A stray control character in fifty bytes makes no program of a text.
    let with = |count: usize| [vec![1; count], vec![b'x'; 50 - count]].concat();
    assert_eq!((binary(&with(1)), binary(&with(2))), (None, Some("二进制文件")));
}

#[test]
fn escapes_written_out_are_healed() {
    for (text, healed) in [
        ("一段\\r\\n二段&nbsp;完<U+00A0>。", "一段\n二段 完 。"),
        ("&ldquo;双碳&rdquo;&#8212;&#x4E00;&amp;&nbsp", "“双碳”—一& "),
        ("AT&T 与 C:\\new <b> &foo;", "AT&T 与 C:\\new <b> &foo;"),
        ("零\u{200B}宽\u{FEFF}", "零宽"),
        ("上一段。\u{B}下一段。\u{C}\u{C}新页", "上一段。\n下一段。\n新页"),
        ("\u{C}页首", "页首"),
        // Line ends of every kind, also where nothing else is to be healed.
        ("甲\r乙\r\n丙", "甲\n乙\n丙"),
        ("甲\u{85}乙", "甲\n乙"),
        ("甲\u{2028}乙", "甲\n乙"),
        ("甲\u{2029}乙", "甲\n乙"),
        ("甲\\n乙\\t丙\\r丁", "甲\n乙 丙\n丁"),
        // Escapes of JSON; a character beyond the first 65,536 has two.
        ("\\u4e91\\u6eaa", "云溪"),
        ("\\ud840\\udc00吉", "𠀀吉"),
        ("\\ud840 \\udc00 \\u12", "\\ud840 \\udc00 \\u12"),
        ("\\u+123 \\udeadbeef", "\\u+123 \\udeadbeef"),
        ("C:\\users\\报告", "C:\\users\\报告"),
        // Numbers that are no characters stay.
        ("&#xD800; &#1114112; &#x; &#;", "&#xD800; &#1114112; &#x; &#;"),
        ("&#160;&#xA0;&#X4E91;&hellip;&times;", "  云…×"),
        ("&amp;lt;", "&lt;"),
        ("甲&#13;&#10;乙&#x2028;丙\\u000d丁", "甲\n\n乙\n丙\n丁"),
        ("<U+4E91><U+110000><U+><u+4E91>", "云<U+110000><U+><u+4E91>"),
        ("末尾\\", "末尾\\"),
        ("末尾&", "末尾&"),
        ("末尾<U+", "末尾<U+"),
    ] {
        assert_eq!(heal(text), healed, "{text:?}");
    }
    assert!(matches!(heal("没有要复原的。\n第二行\t。"), std::borrow::Cow::Borrowed(_)));
}

proptest! {
    #[test]
    fn what_gb18030_and_utf8_hold_comes_back(text in "[一-龥]{20,60}(的|是|了|和|工作|全市)。[ -~]{0,40}[一-龥，。]{0,40}") {
        for encoding in [UTF_8, GB18030] {
            let bytes = encoded(encoding, &text);
            let decoded = decode(&bytes, None);
            if encoding == UTF_8 {
                prop_assert_eq!(&decoded.text, &text);
            }
            prop_assert_eq!(decoded.undecodable, decoded.text.matches('\u{FFFD}').count());
        }
        for big in [false, true] {
            let marked = format!("\u{FEFF}{text}");
            prop_assert_eq!(decode(&utf16(&marked, big), None).text, text.as_str());
        }
    }

    #[test]
    fn healing_never_panics_and_leaves_no_noise(text in "([一-龥]|[\\\\&<#xu;+U0-9a-f>\r\n\t\u{0}\u{B}\u{C}\u{85}\u{AD}\u{200B}\u{2028}\u{FEFF}]){0,60}") {
        let healed = heal(&text);
        prop_assert!(!healed.contains(['\r', '\u{85}', '\u{2028}', '\u{2029}']), "{healed:?}");
        prop_assert!(!healed.contains(is_noise), "{healed:?}");
    }
}
