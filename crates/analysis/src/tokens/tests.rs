use proptest::prelude::*;

use super::*;

fn terms(text: &str) -> Vec<String> {
    let tokens = Tokens::of(text);
    (0..tokens.len()).map(|i| tokens.term(i).to_owned()).collect()
}

#[test]
fn numbers_are_whole() {
    assert_eq!(terms("增长12.5%"), ["增", "长", "12.5", "%"]);
    assert_eq!(terms("1,234.5亿"), ["1,234.5", "亿"]);
    assert_eq!(terms("2020,2021年"), ["2020", ",", "2021", "年"]);
    assert_eq!(terms("15G、5."), ["15", "g", "、", "5", "."]);
    assert_eq!(terms("2015.12.31"), ["2015.12.31"]);
    assert_eq!(terms("1,2345"), ["1", ",", "2345"]);
    assert_eq!(terms("1:1"), ["1", ":", "1"]);
}

#[test]
fn blanks_count_only_between_latin_letters_and_digits() {
    assert_eq!(terms("架空 线\n入地"), ["架", "空", "线", "入", "地"]);
    assert_eq!(terms("GDP  5 个"), ["g", "d", "p", " ", "5", "个"]);
    assert_eq!(terms("“A” “B”"), ["a", " ", "b"]);
}

#[test]
fn sources_are_the_texts_own_bytes() {
    let text = "在“十四五”期间ＰＭ２．５";
    let tokens = Tokens::of(text);
    assert_eq!(&text[tokens.source(1..4)], "十四五");
    assert_eq!(&text[tokens.source(6..9)], "ＰＭ２．５");
}

#[test]
fn enclosed_and_raised_digits_are_numbers_of_their_own() {
    for (text, expected) in [
        ("PM2.5①", "p m 2.5 1"),
        ("“369”②", "369 2"),
        ("②12345热线", "2 12345 热 线"),
        ("⒈2023年", "1 . 2023 年"),
        ("⒉.5", "2 . . 5"),
        ("⑴5G", "( 1 ) 5 g"),
        ("❶⓫⓵3", "1 11 1 3"),
        ("10⁴、CO₂5", "10 4 、 c o 2 5"),
        ("20㎡30", "20 m 2 30"),
        ("3½", "3 1 ⁄ 2"),
        ("１２𝟑4", "1234"),
        ("1①,234", "1 1 , 234"),
        ("5⃣6", "5 ⃣ 6"),
        ("㏠3", "1 日 3"),
    ] {
        assert_eq!(terms(text).join(" "), expected, "{text}");
    }
}

#[test]
fn dashes_between_numbers_and_letters_are_one() {
    for dash in ["-", "‐", "‑", "‒", "–", "—", "―", "−", "﹣", "－", "——", "─", "﹘", " — ", "⁃"]
    {
        assert_eq!(terms(&format!("2031{dash}35年")), ["2031", "-", "35", "年"], "{dash}");
        assert_eq!(terms(&format!("Wi{dash}Fi")).join(""), "wi-fi", "{dash}");
    }
    assert_eq!(terms("2031年—5"), ["2031", "年", "—", "5"]);
    assert_eq!(terms("甲——2"), ["甲", "—", "—", "2"]);
    assert_eq!(terms("a--b"), ["a", "-", "-", "b"]);
    assert_eq!(terms("2~3"), ["2", "~", "3"]);
}

#[test]
fn zeros_between_han_digits_are_han_digits() {
    for zeros in
        ["〇〇", "○○", "◯◯", "00", "００", "OO", "ＯＯ", "oo", "ΟΟ", "ОО", "0〇", "O 0", "零0"]
    {
        assert_eq!(terms(&format!("二{zeros}六年")).join(""), "二〇〇六年", "{zeros}");
    }
    assert_eq!(terms("一九九0年").join(""), "一九九〇年");
    assert_eq!(terms("二00户"), ["二", "00", "户"]);
    assert_eq!(terms("二0.5"), ["二", "0.5"]);
    assert_eq!(terms("二006年"), ["二", "006", "年"]);
    assert_eq!(terms("二⓪六年"), ["二", "0", "六", "年"]);
}

#[test]
fn a_piece_is_read_as_its_text_is() {
    for text in ["2031——2035年", "Wi–Fi网", "二00六年", "一九九O年"] {
        let whole = terms(text);
        let bounds: Vec<usize> =
            text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for (i, &from) in bounds.iter().enumerate() {
            for &to in &bounds[i + 1..] {
                let piece = &text[from..to];
                let is_cut = |at: usize| {
                    let is_digit = |b: Option<&u8>| b.is_some_and(u8::is_ascii_digit);
                    let bytes = text.as_bytes();
                    at > 0 && is_digit(bytes.get(at - 1)) && is_digit(bytes.get(at))
                };
                // A lone zero is a number, not every 〇.
                if is_cut(from)
                    || is_cut(to)
                    || piece.chars().all(|c| is_round(c.to_ascii_lowercase()))
                {
                    continue;
                }
                let is_there = Tokens::readings(piece).iter().any(|reading| {
                    let sought: Vec<&str> = (0..reading.len()).map(|i| reading.term(i)).collect();
                    whole.windows(sought.len()).any(|window| window == sought)
                });
                assert!(is_there, "{piece} of {text}");
            }
        }
    }
}

proptest! {
    #[test]
    fn tokens_slice_the_text_in_order(text in "\\PC*") {
        let tokens = Tokens::of(&text);
        let mut last = 0;
        for i in 0..tokens.len() {
            let source = tokens.source(i..i + 1);
            prop_assert!(text.get(source.clone()).is_some());
            prop_assert!(source.start >= last || tokens.source(i - 1..i) == source);
            last = source.start;
            prop_assert!(!tokens.term(i).is_empty());
        }
    }

    #[test]
    fn the_normal_form_is_its_own_normal_form(text in "[一-龥〇零a-zA-Z0-9.,，。“” ]{0,40}") {
        let once = Tokens::of(&text);
        let twice = Tokens::of(once.normal(0..once.len()));
        prop_assert_eq!(once.normal(0..once.len()), twice.normal(0..twice.len()));
    }
}
