//! A stretch of a passage around its best match: whole sentences where they are short enough,
//! whole clauses otherwise. Only ever cut at punctuation, so that a number keeps its unit.

use std::ops::Range;

use crate::Fragment;
use crate::matching::text::TextMatch;

/// Characters that a snippet aims at.
const AIM: usize = 120;
/// Characters that a snippet does not exceed, unless one clause alone does.
const MOST: usize = 200;

/// The fragments of the snippet of `text`: joined, they are a stretch of it.
pub(crate) fn snippet(text: &str, found: &TextMatch) -> Vec<Fragment> {
    let clauses = clauses(text);
    let range = choose(text, &clauses, found);
    fragments(text, range, &found.marks)
}

/// The fragments of a stretch of `text` with its marks.
pub(crate) fn fragments(text: &str, range: Range<usize>, marks: &[Range<usize>]) -> Vec<Fragment> {
    let mut out = Vec::new();
    let mut at = range.start;
    let mut push = |range: Range<usize>, matched| {
        if let Some(piece) = text.get(range)
            && !piece.is_empty()
        {
            out.push(Fragment { text: piece.to_owned(), matched });
        }
    };
    for mark in marks {
        let (from, to) = (mark.start.max(range.start), mark.end.min(range.end));
        if from >= to {
            continue;
        }
        push(at..from, false);
        push(from..to, true);
        at = to;
    }
    push(at..range.end, false);
    out
}

/// A clause: its bytes, how many characters it has, and whether a sentence ends with it.
struct Clause {
    range: Range<usize>,
    characters: usize,
    ends_sentence: bool,
}

fn clauses(text: &str) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = Vec::new();
    let (mut start, mut characters) = (0, 0);
    let mut rest = text.char_indices().peekable();
    let mut last = '\0';
    while let Some((at, character)) = rest.next() {
        characters += 1;
        let next = rest.peek().map(|&(_, next)| next);
        let between_digits =
            last.is_ascii_digit() && next.is_some_and(|next| next.is_ascii_digit());
        let ends_sentence = matches!(character, '。' | '！' | '？' | '；' | '!' | '?' | ';' | '\n');
        let ends_clause = ends_sentence
            || matches!(character, '，' | '、' | '：')
            || (matches!(character, ',' | ':') && !between_digits);
        last = character;
        // Closing marks belong to what they close.
        let closes = matches!(next, Some('”' | '’' | '」' | '』' | '）' | ')' | '》' | '"' | '。'));
        if ends_clause && !closes {
            let end = at + character.len_utf8();
            clauses.push(Clause { range: start..end, characters, ends_sentence });
            (start, characters) = (end, 0);
        }
    }
    if start < text.len() {
        clauses.push(Clause { range: start..text.len(), characters, ends_sentence: true });
    }
    clauses
}

/// The stretch to show: the clauses with the best match, grown to whole sentences, then with
/// what stands around them as long as it is short.
fn choose(text: &str, clauses: &[Clause], found: &TextMatch) -> Range<usize> {
    if clauses.is_empty() {
        return 0..text.len();
    }
    let (mut first, mut last) = core(clauses, found);
    let length = |first: usize, last: usize| {
        clauses[first..=last].iter().map(|c| c.characters).sum::<usize>()
    };
    let begins = |at: usize| at == 0 || clauses[at - 1].ends_sentence;
    // To the sentence's own bounds, the end before the beginning where both do not fit.
    while !clauses[last].ends_sentence
        && last + 1 < clauses.len()
        && length(first, last + 1) <= MOST
    {
        last += 1;
    }
    while !begins(first) && length(first - 1, last) <= MOST {
        first -= 1;
    }
    // Then sentences around it, whole ones only.
    loop {
        let before = (0..first).rev().find(|&at| begins(at)).unwrap_or(first);
        let after = (last + 1..clauses.len()).find(|&at| clauses[at].ends_sentence).unwrap_or(last);
        if after > last && length(first, after) <= AIM {
            last = after;
        } else if before < first && begins(first) && length(before, last) <= AIM {
            first = before;
        } else {
            break;
        }
    }
    let range = clauses[first].range.start..clauses[last].range.end;
    let leading = text[range.clone()].len() - text[range.clone()].trim_start().len();
    range.start + leading..range.end
}

/// The clauses from the first to the last mark of the best group of marks: the most terms within
/// [`AIM`] characters, then the most marks, then the earliest.
fn core(clauses: &[Clause], found: &TextMatch) -> (usize, usize) {
    let clause_of = |offset: usize| {
        clauses.iter().position(|clause| offset < clause.range.end).unwrap_or(clauses.len() - 1)
    };
    let mut best: Option<((usize, usize), (usize, usize))> = None;
    // Marks of one term are counted, not tried in full, beyond this many.
    for (at, mark) in found.marks.iter().enumerate().take(64) {
        let first = clause_of(mark.start);
        let mut last = clause_of(mark.end.saturating_sub(1)).max(first);
        let mut terms = vec![found.terms[at]];
        let mut marks = 1;
        for (other, term) in found.marks[at + 1..].iter().zip(&found.terms[at + 1..]).take(64) {
            let clause = clause_of(other.end.saturating_sub(1)).max(first);
            let length: usize = clauses[first..=clause].iter().map(|c| c.characters).sum();
            if length > AIM && clause > last {
                break;
            }
            last = last.max(clause);
            marks += 1;
            if !terms.contains(term) {
                terms.push(*term);
            }
        }
        // The whole query as one string outweighs any of its words.
        let weight = terms.len() + if terms.contains(&usize::MAX) { 100 } else { 0 };
        if best.is_none_or(|(value, _)| (weight, marks) > value) {
            best = Some(((weight, marks), (first, last)));
        }
    }
    best.map_or((0, 0), |(_, core)| core)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Tier;

    fn shown(text: &str, mark: &str) -> (String, Vec<String>) {
        let start = text.find(mark).unwrap_or(0);
        let found = TextMatch {
            tier: Tier::Exact,
            marks: std::iter::once(start..start + mark.len()).collect(),
            terms: vec![0],
        };
        let fragments = snippet(text, &found);
        let joined: String = fragments.iter().map(|f| f.text.as_str()).collect();
        assert!(text.contains(&joined));
        let marked = fragments.into_iter().filter(|f| f.matched).map(|f| f.text).collect();
        (joined, marked)
    }

    #[test]
    fn a_short_passage_is_shown_whole() {
        let (joined, marked) = shown("实施35公里架空线入地工程。", "架空线入地");
        assert_eq!(joined, "实施35公里架空线入地工程。");
        assert_eq!(marked, ["架空线入地"]);
    }

    #[test]
    fn cuts_only_at_punctuation() {
        let text = "旧区改造2平方公里,拆除违法建筑15.8万平方米,完成投资1,234亿元；".repeat(12);
        let (joined, _) = shown(&text, "2平方公里");
        assert!(joined.ends_with('；') || joined.ends_with(','), "{joined}");
        assert!(!joined.ends_with("1,"), "{joined}");
        assert!(joined.chars().count() <= MOST);
    }
}
