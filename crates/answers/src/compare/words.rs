//! What changed within a passage: characters, but numbers and Latin words as wholes.

use std::time::{Duration, Instant};

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

use super::Piece;

/// A single pair may take so long; what is left is then marked as changed altogether.
const TIME: Duration = Duration::from_millis(50);
/// All pairs of a comparison may take so long together.
pub const ALL_TIME: Duration = Duration::from_secs(2);
/// Between two changes, so few characters are taken into one change: a line that flickers
/// between changed and unchanged cannot be read.
const BRIDGE: usize = 1;

/// Whether both say the same, but for blanks and punctuation.
pub fn same(a: &str, b: &str) -> bool {
    let letters =
        |text: &'_ str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    a == b || letters(a) == letters(b)
}

/// Both texts in pieces, with what the other side does not have marked.
pub fn changes(a: &str, b: &str, end: Instant) -> (Vec<Piece>, Vec<Piece>) {
    let (left, right) = (tokens(a), tokens(b));
    let deadline = end.min(Instant::now() + TIME);
    let ops = capture_diff_slices_deadline(Algorithm::Myers, &left, &right, Some(deadline));
    let ops = bridged(&ops, &left);
    let mut out = (Vec::new(), Vec::new());
    for (equal, a, b) in ops {
        push(&mut out.0, left[a].concat(), !equal);
        push(&mut out.1, right[b].concat(), !equal);
    }
    out
}

type WordStretch = (bool, std::ops::Range<usize>, std::ops::Range<usize>);

/// Stretches that are equal or not, in turn, without equal ones that are too short to read.
fn bridged(ops: &[DiffOp], left: &[&str]) -> Vec<WordStretch> {
    let mut stretches: Vec<WordStretch> = Vec::new();
    for (at, op) in ops.iter().enumerate() {
        let (old, new) = (op.old_range(), op.new_range());
        let long = left[old.clone()].iter().map(|token| token.chars().count()).sum::<usize>();
        let inner = at > 0 && at + 1 < ops.len();
        let equal = matches!(op, DiffOp::Equal { .. }) && !(inner && long <= BRIDGE);
        match stretches.last_mut() {
            Some(last) if last.0 == equal => {
                last.1.end = old.end;
                last.2.end = new.end;
            }
            _ => stretches.push((equal, old, new)),
        }
    }
    stretches
}

fn push(pieces: &mut Vec<Piece>, text: String, changed: bool) {
    if !text.is_empty() {
        let number = changed && text.chars().any(|c| c.is_ascii_digit());
        pieces.push(Piece { text, changed, number });
    }
}

/// Numbers with their points, commas and per cent signs, Latin words, and single characters.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | ',' | '%');
        let long = if first.is_ascii_alphanumeric() {
            rest.find(|c| !inner(c)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (token, behind) = rest.split_at(long);
        tokens.push(token);
        rest = behind;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(pieces: &[Piece]) -> String {
        let piece = |p: &Piece| if p.changed { format!("[{}]", p.text) } else { p.text.clone() };
        pieces.iter().map(piece).collect()
    }

    #[test]
    fn changed_words_and_numbers_are_marked_as_wholes() {
        let cases = [
            ("实施35公里工程", "实施40公里工程", "实施[35]公里工程", "实施[40]公里工程"),
            ("增长5.5%左右", "增长5%以上", "增长[5.5%左右]", "增长[5%以上]"),
            ("推进5G建设", "推进建设", "推进[5G]建设", "推进建设"),
            ("一二三", "一二三四", "一二三", "一二三[四]"),
        ];
        for (a, b, left, right) in cases {
            let (x, y) = changes(a, b, Instant::now() + ALL_TIME);
            assert_eq!((shown(&x).as_str(), shown(&y).as_str()), (left, right));
        }
    }

    #[test]
    fn punctuation_is_no_change() {
        assert!(same("一网统管，加快。", "“一网统管”加快"));
        assert!(!same("35公里", "36公里"));
    }

    proptest! {
        #[test]
        fn pieces_are_the_text_and_what_is_not_marked_is_on_both_sides(
            a in "[一二三A-C0-9.,%，。 ]{0,24}",
            b in "[一二三A-C0-9.,%，。 ]{0,24}",
        ) {
            let (left, right) = changes(&a, &b, Instant::now() + ALL_TIME);
            let whole = |pieces: &[Piece]| pieces.iter().map(|p| p.text.as_str()).collect::<String>();
            prop_assert_eq!((whole(&left), whole(&right)), (a.clone(), b.clone()));
            let kept = |pieces: &[Piece]| -> String {
                pieces.iter().filter(|p| !p.changed).map(|p| p.text.as_str()).collect()
            };
            prop_assert_eq!(kept(&left), kept(&right));
            for piece in left.iter().chain(&right) {
                prop_assert!(!piece.text.is_empty(), "{piece:?}");
                prop_assert!(piece.changed || !piece.number, "{piece:?}");
            }
            let is_one = left.iter().chain(&right).all(|piece| !piece.changed);
            prop_assert_eq!(is_one, a == b);
        }

        #[test]
        fn tokens_are_the_text(text in "\\PC{0,40}") {
            prop_assert_eq!(tokens(&text).concat(), text);
        }
    }

    #[test]
    fn numbers_and_latin_words_are_one_token() {
        for (text, wanted) in [
            ("增长5.5%左右", "增|长|5.5%|左|右"),
            ("1,234.5万元", "1,234.5|万|元"),
            ("5G和AI+", "5G|和|AI|+"),
            ("%5", "%|5"),
            ("１２", "１|２"),
            ("", ""),
        ] {
            assert_eq!(tokens(text).join("|"), wanted, "{text}");
        }
    }
}
