//! Small pure functions over Chinese text that the rules of cleaning, dating and placing share.
//! The normalisation for searching is not here: it lives in the analysis crate.

use unicode_normalization::UnicodeNormalization;

/// The text with NFKC applied character by character and without any blank or line end: what the
/// rules match, since blanks in titles and date lines mean nothing (`政 府 工 作 报 告`).
/// Circles that stand for a zero become 〇.
#[must_use]
pub fn flat(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_flat(text, &mut out);
    out
}

fn push_flat(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            c if c.is_whitespace() => {}
            '○' | '◯' | '〇' | '￮' | '⚪' | 'Ｏ' => out.push('〇'),
            '―' | '—' | '─' | '－' | '–' | '‒' => out.push('—'),
            '\u{4E00}'..='\u{9FFF}' | '!'..='~' | '，' | '。' | '、' => out.push(match c {
                '，' => ',',
                other => other,
            }),
            _ => out.extend(std::iter::once(c).nfkc().filter(|c| !c.is_whitespace())),
        }
    }
}

/// Whether the character is a Han character.
#[must_use]
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '〇' | '\u{20000}'..='\u{323AF}')
}

/// How many Han characters a text has.
#[must_use]
pub fn han(text: &str) -> usize {
    text.chars().filter(|&c| is_han(c)).count()
}

/// The first `chars` characters of a text.
#[must_use]
pub fn head(text: &str, chars: usize) -> &str {
    text.char_indices().nth(chars).map_or(text, |(at, _)| &text[..at])
}

/// Reads a year of four digits, in Latin or Han numerals: `2006`, `二〇〇六`, `一九九八`.
#[must_use]
pub fn year(text: &str) -> Option<i16> {
    let mut value: i16 = 0;
    let mut digits = 0;
    for c in text.chars() {
        value = value.checked_mul(10)?.checked_add(digit(c)?)?;
        digits += 1;
    }
    (digits == 4 && (1949..=2100).contains(&value)).then_some(value)
}

fn digit(c: char) -> Option<i16> {
    Some(match c {
        '0'..='9' => c as i16 - '0' as i16,
        '〇' | '零' | 'O' | 'o' => 0,
        '一' | '壹' => 1,
        '二' | '贰' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

/// Reads a number below 100, in Latin or Han numerals: `31`, `十一`, `二十三`, `廿三`, `元`, `正`.
#[must_use]
pub fn small_number(text: &str) -> Option<i8> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    if matches!(text, "元" | "正") {
        return Some(1);
    }
    let mut value: i16 = 0;
    let mut pending: Option<i16> = None;
    for c in text.chars() {
        match c {
            '十' => value += pending.take().unwrap_or(1) * 10,
            '廿' => value += 20,
            '卅' => value += 30,
            c => {
                let d = digit(c)?;
                // Digits in a row, 二一 for 21.
                pending = Some(pending.map_or(d, |p| p * 10 + d));
                if pending? > 99 {
                    return None;
                }
            }
        }
    }
    i8::try_from(value + pending.unwrap_or(0)).ok().filter(|&v| (0..100).contains(&v))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_read() {
        for (word, value) in [("二〇〇六", 2006), ("2006", 2006), ("一九九八", 1998)] {
            assert_eq!(year(word), Some(value), "{word}");
        }
        assert_eq!((year("20XX"), year("206"), year("二十")), (None, None, None));
        for (word, value) in [
            ("元", 1),
            ("十", 10),
            ("十一", 11),
            ("二十", 20),
            ("二十三", 23),
            ("廿八", 28),
            ("7", 7),
        ] {
            assert_eq!(small_number(word), Some(value), "{word}");
        }
    }

    #[test]
    fn flat_text_has_no_blanks_and_no_widths() {
        assert_eq!(flat("（２００６年　１月\n五日）― ○"), "(2006年1月五日)—〇");
    }
}
