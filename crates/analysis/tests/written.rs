//! One number in all the ways in which reports write it: whoever reads it gets one value, and whoever
//! looks for one way finds the others.

use proptest::prelude::*;
use suyan_analysis::numbers::{compound, other_ways};
use suyan_analysis::quantity::quantities;

/// A whole number in Han characters, from the highest place down. It knows nothing of the code: the
/// zeros are those of the grammar, one for any gap.
fn han(number: u64) -> String {
    let written = below(number);
    match written.strip_prefix("一十") {
        Some(rest) => format!("十{rest}"),
        None => written,
    }
}

fn below(number: u64) -> String {
    let digits = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let places = [(100_000_000, "亿"), (10_000, "万"), (1_000, "千"), (100, "百"), (10, "十")];
    let Some((place, word)) = places.into_iter().find(|(place, _)| number >= *place) else {
        return digits[number as usize].to_owned();
    };
    let rest = number % place;
    let gap = if rest > 0 && rest < place / 10 { "零" } else { "" };
    format!("{}{word}{gap}{}", below(number / place), below(rest))
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn full_width(text: &str) -> String {
    text.chars().map(|c| char::from_u32(c as u32 - 0x30 + 0xFF10).expect("a digit")).collect()
}

/// The value and the unit of the one figure of a text.
fn only(text: &str) -> Option<(f64, String)> {
    match quantities(text).as_slice() {
        [one] if one.value2.is_none() => one.value.map(|value| (value, one.unit.clone())),
        _ => None,
    }
}

#[test]
fn the_oracle_writes_as_people_do() {
    for (number, written) in [
        (10, "十"),
        (15, "十五"),
        (110, "一百一十"),
        (205, "二百零五"),
        (3_010, "三千零一十"),
        (100_500, "十万零五百"),
        (105_000, "十万五千"),
        (100_005_000, "一亿零五千"),
        (3_050_000, "三百零五万"),
        (2_300_000_000_000, "二万三千亿"),
    ] {
        assert_eq!(han(number), written);
    }
}

#[test]
fn gaps_are_written_and_read() {
    for (digits, written) in [
        ("100005000", "一亿〇五千"),
        ("1000000001", "十亿〇一"),
        ("100050000", "一亿〇五万"),
        ("3000000000000", "三万亿"),
        ("12000000000000", "十二万亿"),
        ("1000500000000", "一万〇五亿"),
        ("1000000005000", "一万亿〇五千"),
        ("20010", "二万〇一十"),
    ] {
        let (_, of_digits) = other_ways("", digits).unwrap();
        assert!(of_digits.iter().any(|way| way == written), "{digits}: {of_digits:?}");
        let (_, of_written) = other_ways("", written).unwrap();
        assert!(of_written.iter().any(|way| way == digits), "{written}: {of_written:?}");
    }
    // Rows of digits have no places, and scales that do not fall are no number.
    for none in ["二〇三条", "一〇五", "三万万", "一亿三万亿", "五百一千", "一二三"]
    {
        assert_eq!(other_ways("", none), None, "{none}");
        assert_eq!(quantities(&format!("共有{none}人")).len(), 0, "{none}");
    }
}

proptest! {
    #[test]
    fn a_number_has_one_value_however_it_is_written(exact in 2u64..10_000_000_000_000, places in 0u32..13) {
        // Small numbers as often as large ones.
        let number = (exact % 10u64.pow(places + 1)).max(2);
        let digits = number.to_string();
        for way in [digits.clone(), grouped(number), full_width(&digits), han(number)] {
            let read = only(&format!("共有{way}人"));
            prop_assert_eq!(read, Some((number as f64, "人".to_owned())), "{}", way);
        }
    }

    #[test]
    fn a_scale_multiplies(tenths in 1u64..1_000_000) {
        let written = format!("{}.{}", tenths / 10, tenths % 10);
        for (scale, by) in [("万", 1e4), ("百万", 1e6), ("千万", 1e7), ("亿", 1e8), ("万亿", 1e12)] {
            let (value, unit) = only(&format!("总额{written}{scale}元")).unwrap();
            let wanted = tenths as f64 * by / 10.0;
            prop_assert!((value - wanted).abs() <= wanted * 1e-12, "{written}{scale}: {value}");
            prop_assert_eq!(unit, "元");
        }
    }

    #[test]
    fn every_other_way_is_of_the_same_value(exact in 101u64..10_000_000_000_000, places in 2u32..13) {
        let number = (exact % 10u64.pow(places + 1)).max(101);
        for text in [number.to_string(), grouped(number), han(number).replace('零', "〇")] {
            let (length, ways) = other_ways("", &text).unwrap();
            prop_assert_eq!(length, text.len());
            prop_assert!(!ways.contains(&text));
            for way in &ways {
                // 二〇二一: a year, which is no figure.
                if way.chars().all(|c| "〇一二三四五六七八九".contains(c)) {
                    continue;
                }
                let read = only(&format!("共有{way}人")).map(|(value, _)| value);
                prop_assert_eq!(read, Some(number as f64), "{} of {}", way, text);
            }
        }
    }

    #[test]
    fn digits_and_characters_find_each_other(exact in 101u64..10_000_000_000_000, places in 2u32..13) {
        let number = (exact % 10u64.pow(places + 1)).max(101);
        let (digits, written) = (number.to_string(), han(number).replace('零', "〇"));
        let (_, of_digits) = other_ways("", &digits).unwrap();
        let (_, of_written) = other_ways("", &written).unwrap();
        prop_assert!(of_digits.contains(&written), "{} has {:?}", digits, of_digits);
        prop_assert!(of_written.contains(&digits), "{} has {:?}", written, of_written);
        let thousands = grouped(number);
        prop_assert!(number < 1_000 || of_written.contains(&thousands));
    }

    #[test]
    fn any_text_has_other_ways_or_none(text in "[0-9.,万亿千百十〇一二三五两%~至/-]{0,24}") {
        if let Some((length, ways)) = other_ways("第", &text) {
            prop_assert!(length > 0 && text.is_char_boundary(length));
            prop_assert!(ways.iter().all(|way| !way.is_empty()));
        }
        prop_assert!(compound(&text).iter().all(|way| *way != text));
    }
}

#[test]
fn numbers_of_reports_have_their_values() {
    let cases: &[(&str, f64, &str)] = &[
        ("2 000 000人", 2e6, "人"),
        ("1,234.5万人", 12_345_000.0, "人"),
        ("１，２００人", 200.0, "人"),
        ("两百万人", 2e6, "人"),
        ("2百万人", 2e6, "人"),
        ("五千六百人", 5_600.0, "人"),
        ("三万亿元", 3e12, "元"),
        ("十二万亿元", 1.2e13, "元"),
        ("一万两千亿元", 1.2e12, "元"),
        ("3.2万亿元", 3.2e12, "元"),
        ("1.5千亿元", 1.5e11, "元"),
        ("五百亿元", 5e10, "元"),
        ("三点五亿元", 3.5e8, "元"),
        ("零点八万人", 8_000.0, "人"),
        ("十二点二五公里", 12.25, "公里"),
        ("百分之十五", 15.0, "%"),
        ("百分之三点五", 3.5, "%"),
        ("百分之一百", 100.0, "%"),
        ("百分之百", 100.0, "%"),
        ("百分之零点五", 0.5, "%"),
        ("千分之二", 2.0, "‰"),
        ("三分之二", 66.67, "%"),
        ("八成以上", 80.0, "%"),
        ("一半", 50.0, "%"),
        ("翻两番", 4.0, "倍"),
        ("一点五倍", 1.5, "倍"),
        ("5％", 5.0, "%"),
        ("0.35‰", 0.35, "‰"),
    ];
    let mut wrong = Vec::new();
    for (written, value, unit) in cases {
        let text = format!("达到{written}");
        let read = quantities(&text);
        let read = read.last().map(|one| (one.value, one.value2, one.unit.as_str()));
        if read != Some((Some(*value), None, *unit)) {
            wrong.push(format!("{written}: {read:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn compounds_have_their_words_and_others_none() {
    let cases: &[(&str, &[&str])] = &[
        ("5‰", &["千分之五"]),
        ("0.5%", &["百分之〇点五"]),
        ("120%", &["百分之一百二十"]),
        ("2/3", &["三分之二"]),
        ("3-5", &["3~5", "3〜5", "3至5"]),
        ("3至5", &["3-5", "3~5", "3〜5"]),
        ("", &[]),
        ("%", &[]),
        ("1/", &[]),
        ("/3", &[]),
        ("1/2/3", &[]),
        ("5%%", &[]),
        ("5-", &[]),
        ("-5", &[]),
    ];
    for (text, wanted) in cases {
        assert_eq!(compound(text), *wanted, "{text}");
    }
}
