//! The marks of the query language, told from text. What looks like a mark but has nothing to
//! work on stays text.

use suyan_analysis::quantity::{FigureComparison, Sign};

use crate::filter::words::half_width;
use crate::filter::{called, field_name, restriction};

/// A piece of a query.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Lexeme {
    Open,
    Close,
    Or,
    Not,
    /// A string in quotation marks, and what `~` said behind it.
    Quote {
        text: String,
        distance: Option<u32>,
        /// Whether it stands in running text, as who writes a sentence quotes a word in it.
        is_mention: bool,
    },
    /// `name:value`, and the whole as written.
    Field {
        name: String,
        value: String,
        text: String,
    },
    /// A figure by its size: `>=500台`.
    Figure(FigureComparison),
    /// Anything else up to a blank.
    Text(String),
}

/// Words further apart than this are nowhere near.
const MOST_DISTANCE: u32 = 100_000;

pub(super) fn lex(query: &str) -> Vec<Lexeme> {
    let characters: Vec<char> = query.chars().collect();
    let mut lexemes = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let rest = &characters[at..];
        match rest[0] {
            c if c.is_whitespace() => at += 1,
            '(' | '（' => {
                lexemes.push(Lexeme::Open);
                at += 1;
            }
            ')' | '）' => {
                lexemes.push(Lexeme::Close);
                at += 1;
            }
            '|' | '｜' => {
                lexemes.push(Lexeme::Or);
                at += 1;
            }
            '-' | '－' if is_exclusion(&characters, at) => {
                lexemes.push(Lexeme::Not);
                at += 1;
            }
            open if closing(open).is_some() && quoted(rest).is_some() => {
                let (mut lexeme, length) = quoted(rest).unwrap_or((Lexeme::Or, 1));
                if let Lexeme::Quote { is_mention, .. } = &mut lexeme {
                    let runs_on = |c: Option<&char>| c.is_some_and(|&c| is_running(c));
                    let before = at.checked_sub(1).and_then(|before| characters.get(before));
                    *is_mention = runs_on(before) || runs_on(rest.get(length));
                }
                lexemes.push(lexeme);
                at += length;
            }
            _ if let Some((comparison, length)) = figure(rest) => {
                lexemes.push(Lexeme::Figure(comparison));
                at += length;
            }
            _ => {
                let length = text_length(rest);
                let text: String = rest[..length].iter().collect();
                lexemes
                    .push(operator(&text).or_else(|| field(&text)).unwrap_or(Lexeme::Text(text)));
                at += length;
                at = take_field_quote(&characters, at, &mut lexemes);
            }
        }
    }
    with_signs(lexemes)
}

/// A minus before a number is its sign where nothing else is asked for: `-3.2%` alone would find
/// everything but what says -3.2%. Beside a word it excludes, as before any other word.
fn with_signs(lexemes: Vec<Lexeme>) -> Vec<Lexeme> {
    let says = |text: &str| text.contains(char::is_alphanumeric);
    let is_asked = |at: usize, lexeme: &Lexeme| match lexeme {
        Lexeme::Text(text) | Lexeme::Quote { text, .. } => {
            says(text) && (at == 0 || lexemes[at - 1] != Lexeme::Not)
        }
        Lexeme::Figure(_) => at == 0 || lexemes[at - 1] != Lexeme::Not,
        Lexeme::Field { name, value, .. } => restriction(name, value).is_none(),
        Lexeme::Open => at > 0 && lexemes[at - 1] == Lexeme::Not,
        _ => false,
    };
    if lexemes.iter().enumerate().any(|(at, lexeme)| is_asked(at, lexeme)) {
        return lexemes;
    }
    let is_number = |text: &str| text.starts_with(|c| half_width(c).is_ascii_digit());
    let mut signed: Vec<Lexeme> = Vec::with_capacity(lexemes.len());
    for lexeme in lexemes {
        match (signed.last_mut(), lexeme) {
            (Some(last @ Lexeme::Not), Lexeme::Text(text)) if is_number(&text) => {
                *last = Lexeme::Text(format!("-{text}"));
            }
            (_, lexeme) => signed.push(lexeme),
        }
    }
    signed
}

fn operator(text: &str) -> Option<Lexeme> {
    matches!(text, "OR" | "ＯＲ").then_some(Lexeme::Or)
}

/// `-` excludes where it begins a word: behind a blank or bracket, before something else.
fn is_exclusion(characters: &[char], at: usize) -> bool {
    let begins = at == 0
        || characters[at - 1].is_whitespace()
        || matches!(characters[at - 1], '(' | '（' | '|' | '｜');
    begins
        && characters
            .get(at + 1)
            .is_some_and(|c| !c.is_whitespace() && !matches!(c, '-' | ')' | '）'))
}

/// Whether a character beside a quotation makes it a part of running text.
fn is_running(character: char) -> bool {
    character.is_alphanumeric()
}

fn closing(open: char) -> Option<char> {
    Some(match open {
        '"' => '"',
        '＂' => '＂',
        '“' => '”',
        '「' => '」',
        _ => return None,
    })
}

/// A quoted string at the beginning of `rest`, with its distance, and how long it is. A string
/// ends at its own closing mark; typed with a Chinese input method, “ may also be closed by “.
fn quoted(rest: &[char]) -> Option<(Lexeme, usize)> {
    let close = closing(rest[0])?;
    let end = 1 + rest[1..].iter().position(|&c| c == close)?;
    let text: String = rest[1..end].iter().collect();
    if text.trim().is_empty() {
        return None;
    }
    let mut length = end + 1;
    let mut distance = None;
    if matches!(rest.get(length), Some('~' | '～')) {
        let digits: String = rest[length + 1..]
            .iter()
            .map(|&c| half_width(c))
            .take_while(char::is_ascii_digit)
            .collect();
        if !digits.is_empty() {
            // No passage is longer than this.
            distance = Some(digits.parse().unwrap_or(u32::MAX).min(MOST_DISTANCE));
            length += 1 + digits.chars().count();
        }
    }
    Some((Lexeme::Quote { text, distance, is_mention: false }, length))
}

/// How far a piece of text goes: to a blank, a bracket, an upright stroke or a quotation that
/// closes.
fn text_length(rest: &[char]) -> usize {
    (1..rest.len())
        .find(|&at| {
            let c = rest[at];
            c.is_whitespace()
                || matches!(c, '(' | ')' | '（' | '）' | '|' | '｜')
                || (closing(c).is_some() && quoted(&rest[at..]).is_some())
        })
        .unwrap_or(rest.len())
}

/// A sign with a number and its unit behind it, and how long they are together. A number without a
/// unit, or with more behind it, is text as it always was.
fn figure(rest: &[char]) -> Option<(FigureComparison, usize)> {
    let two: String = rest.iter().take(2).collect();
    let (sign, _) = Sign::begins(&two)?;
    let is_sign = |character: &char| Sign::begins(&character.to_string()).is_some();
    let signs = rest.iter().take_while(|c| is_sign(c)).count();
    let blanks = rest[signs..].iter().take_while(|c| c.is_whitespace()).count();
    let from = signs + blanks;
    let rest_of = rest.get(from..).filter(|rest| !rest.is_empty())?;
    let to = rest_of.iter().position(is_sign).unwrap_or(rest_of.len()).min(text_length(rest_of));
    let written: String = rest_of[..to].iter().collect();
    let is_one_sign = Sign::begins(&two).is_some_and(|(_, bytes)| {
        two.char_indices().take_while(|(at, _)| *at < bytes).count() == signs
    });
    let comparison = FigureComparison::of(sign, &written).filter(|_| is_one_sign)?;
    Some((comparison, from + to))
}

fn field(text: &str) -> Option<Lexeme> {
    let (name, value) = text.split_once([':', '：'])?;
    let name = field_name(name);
    called(&name)?;
    Some(Lexeme::Field { name, value: value.to_owned(), text: text.to_owned() })
}

/// `地区:"浦东新区"`: the value in quotation marks belongs to the field before it.
fn take_field_quote(characters: &[char], at: usize, lexemes: &mut [Lexeme]) -> usize {
    if let Some(Lexeme::Field { value, text, .. }) = lexemes.last_mut()
        && value.is_empty()
        && characters.get(at).is_some_and(|&c| closing(c).is_some())
        && let Some((Lexeme::Quote { text: quoted, distance: None, .. }, length)) =
            quoted(&characters[at..])
    {
        text.extend(&characters[at..at + length]);
        *value = quoted;
        return at + length;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minus_alone_before_a_number_is_its_sign() {
        let is_sign = |query: &str| {
            lex(query).iter().any(|l| matches!(l, Lexeme::Text(t) if t.starts_with('-')))
        };
        for query in ["-3.2%", "－3.2%", " -２", "年:2023 -3.2%", "-3 -5", "-3 OR -5"] {
            assert!(is_sign(query), "{query}");
            assert!(!lex(query).contains(&Lexeme::Not), "{query}");
        }
        for query in ["养老 -家庭", "-公司", "养老 -2020", "-2020 养老", "-3 \"养老\"", "-(3 OR 5)"]
        {
            assert!(lex(query).contains(&Lexeme::Not) && !is_sign(query), "{query}");
        }
    }

    #[test]
    fn a_quotation_in_running_text_is_a_mention() {
        let mentions = |query: &str| {
            let is_one = |lexeme: &Lexeme| matches!(lexeme, Lexeme::Quote { is_mention: true, .. });
            lex(query).iter().any(is_one)
        };
        for query in ["什么是“网格长”", "“网格长”归谁管", "申请\"一件事\"要多久"]
        {
            assert!(mentions(query), "{query}");
        }
        for query in
            ["\"网格长\"", "\"网格长\" 归谁管", "归谁管 -“网格长”", "(“网格长”)", "“网格长”“楼长”"]
        {
            assert!(!mentions(query), "{query}");
        }
    }

    #[test]
    fn marks_without_work_are_text() {
        assert_eq!(lex("1:1"), [Lexeme::Text("1:1".into())]);
        assert_eq!(lex("架空线-入地"), [Lexeme::Text("架空线-入地".into())]);
        assert_eq!(lex("\"没有关"), [Lexeme::Text("\"没有关".into())]);
        assert_eq!(
            lex("招商 －公司"),
            [Lexeme::Text("招商".into()), Lexeme::Not, Lexeme::Text("公司".into())]
        );
        assert_eq!(
            lex("“网球 滑雪”～1"),
            [Lexeme::Quote { text: "网球 滑雪".into(), distance: Some(1), is_mention: false }]
        );
        assert!(
            matches!(&lex("地区：\"浦东\"")[0], Lexeme::Field { value, .. } if value == "浦东")
        );
    }
}
