//! A stretch of a passage around its best match: whole sentences where they are short enough,
//! whole clauses otherwise. Only ever cut at punctuation, so that a number keeps its unit.

use std::ops::Range;

use crate::Fragment;
use crate::matching::TextMatch;

/// Characters that a snippet aims at.
pub(super) const AIM: usize = 120;
/// Characters that a snippet does not exceed, unless one clause alone does.
pub(super) const MOST: usize = 200;
/// Further stretches of one passage, at the most.
pub(super) const MOST_FURTHER: usize = 2;
/// Characters that a further stretch does not exceed, unless one clause alone does.
pub(super) const LONG_FURTHER: usize = 80;
/// Marks of a passage beside one another that are tried as the best, at the most.
const MOST_TRIED: usize = 64;
/// A clause without punctuation that is longer than this ends at a blank: rows of tables.
const LONG_CLAUSE: usize = 60;

/// The fragments of the snippet of `text`, which joined are a stretch of it; and of further
/// stretches for words that do not stand in it, in the order of the text.
#[must_use]
pub fn snippet(text: &str, found: &TextMatch) -> (Vec<Fragment>, Vec<Vec<Fragment>>) {
    let clauses = clauses(text);
    let range = choose(text, &clauses, found);
    let more = further(text, &clauses, found, &range);
    let cut = |range| fragments(text, range, &found.marks);
    (cut(range), more.into_iter().map(cut).collect())
}

/// Stretches with words that no stretch before shows.
fn further(
    text: &str,
    clauses: &[SnippetClause],
    found: &TextMatch,
    first: &Range<usize>,
) -> Vec<Range<usize>> {
    let is_in = |mark: &Range<usize>, range: &Range<usize>| {
        mark.start >= range.start && mark.end <= range.end
    };
    let mut ranges = vec![first.clone()];
    let mut terms: Vec<usize> = Vec::new();
    for (mark, &term) in found.marks.iter().zip(&found.terms) {
        // The whole query as one string holds every word.
        if is_in(mark, first) && term == usize::MAX {
            return Vec::new();
        }
        if is_in(mark, first) {
            terms.push(term);
        }
    }
    for (mark, &term) in found.marks.iter().zip(&found.terms) {
        if ranges.len() > MOST_FURTHER || terms.contains(&term) || term == usize::MAX {
            continue;
        }
        let Some(range) = around(text, clauses, mark, &ranges) else { continue };
        let shown = found.marks.iter().zip(&found.terms).filter(|(mark, _)| is_in(mark, &range));
        terms.extend(shown.map(|(_, &term)| term));
        ranges.push(range);
    }
    ranges.remove(0);
    ranges.sort_by_key(|range| range.start);
    ranges
}

/// The sentence around a mark, or as many of its clauses as are short, none shown already.
fn around(
    text: &str,
    clauses: &[SnippetClause],
    mark: &Range<usize>,
    shown: &[Range<usize>],
) -> Option<Range<usize>> {
    let at = |offset: usize| clauses.iter().position(|clause| offset < clause.range.end);
    let (mut first, mut last) = (at(mark.start)?, at(mark.end.saturating_sub(1))?);
    let is_free = |clause: &SnippetClause| {
        shown.iter().all(|range| clause.range.end <= range.start || clause.range.start >= range.end)
    };
    if !clauses[first..=last].iter().all(is_free) {
        return None;
    }
    let length = |first: usize, last: usize| {
        clauses[first..=last].iter().map(|clause| clause.characters).sum::<usize>()
    };
    let grows = |first: usize, last: usize, new: usize| {
        is_free(&clauses[new]) && length(first, last) <= LONG_FURTHER
    };
    while !clauses[last].ends_sentence
        && last + 1 < clauses.len()
        && grows(first, last + 1, last + 1)
    {
        last += 1;
    }
    while first > 0 && !clauses[first - 1].ends_sentence && grows(first - 1, last, first - 1) {
        first -= 1;
    }
    Some(trimmed(text, clauses[first].range.start..clauses[last].range.end))
}

/// A range without the blanks that it begins with.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    range.start + (piece.len() - piece.trim_start().len())..range.end
}

/// The fragments of a stretch of `text` with its marks.
#[must_use]
pub fn fragments(text: &str, range: Range<usize>, marks: &[Range<usize>]) -> Vec<Fragment> {
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
struct SnippetClause {
    range: Range<usize>,
    characters: usize,
    ends_sentence: bool,
}

fn clauses(text: &str) -> Vec<SnippetClause> {
    let mut clauses: Vec<SnippetClause> = Vec::new();
    let (mut start, mut characters) = (0, 0);
    let mut rest = text.char_indices().peekable();
    let mut last = '\0';
    // Within straight quotation marks, which open and close alike; and behind an end whose closing
    // marks are to come, whether it is a sentence's.
    let (mut is_quoted, mut ended) = (false, None);
    while let Some((at, character)) = rest.next() {
        characters += 1;
        let next = rest.peek().map(|&(_, next)| next);
        // 1,234 and 12：30 are whole, and so is 3、5公里, whose unit is of both numbers.
        let between_digits = || is_numeric(last) && next.is_some_and(is_numeric);
        let ends_sentence = matches!(character, '。' | '！' | '？' | '；' | '!' | '?' | ';' | '\n');
        let ends_clause = ends_sentence
            || (matches!(character, '，' | '、' | '：' | ',' | ':') && !between_digits())
            || (character.is_whitespace() && characters > LONG_CLAUSE);
        last = character;
        is_quoted ^= character == '"';
        if ends_clause {
            ended = Some(ends_sentence || ended == Some(true));
        }
        // Closing marks belong to what they close.
        let closes = match next {
            Some('"') => is_quoted,
            next => next.is_some_and(|next| CLOSING.contains(&next)),
        };
        // Blanks alone are no clause: they begin the next one.
        let says_something = || !text[start..at].trim().is_empty() || !character.is_whitespace();
        if !closes
            && let Some(ends_sentence) = ended.take()
            && says_something()
        {
            let end = at + character.len_utf8();
            clauses.push(SnippetClause { range: start..end, characters, ends_sentence });
            (start, characters) = (end, 0);
        }
    }
    if start < text.len() {
        clauses.push(SnippetClause { range: start..text.len(), characters, ends_sentence: true });
    }
    // Whatever it ends with, nothing of it comes behind the end of a text.
    if let Some(last) = clauses.last_mut() {
        last.ends_sentence = true;
    }
    clauses
}

/// What closes, and so belongs to what stands before it.
const CLOSING: [char; 8] = ['”', '’', '」', '』', '）', ')', '》', '。'];

/// As of [`char`], but asked of ideographs first, which are nearly all and never are.
fn is_numeric(character: char) -> bool {
    !matches!(character, '\u{4e00}'..='\u{9fff}') && character.is_numeric()
}

/// The stretch to show: the clauses with the best match, grown to whole sentences, then with
/// what stands around them as long as it is short.
fn choose(text: &str, clauses: &[SnippetClause], found: &TextMatch) -> Range<usize> {
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
    trimmed(text, clauses[first].range.start..clauses[last].range.end)
}

/// The clauses from the first to the last mark of the best group of marks: the most terms within
/// [`AIM`] characters, then the most marks, then the earliest.
fn core(clauses: &[SnippetClause], found: &TextMatch) -> (usize, usize) {
    let clause_of = |offset: usize| {
        let at = clauses.partition_point(|clause| clause.range.end <= offset);
        at.min(clauses.len() - 1)
    };
    let of_marks: Vec<(usize, usize)> = found
        .marks
        .iter()
        .take(2 * MOST_TRIED)
        .map(|mark| (clause_of(mark.start), clause_of(mark.end.saturating_sub(1))))
        .collect();
    let mut best: Option<((usize, usize), (usize, usize))> = None;
    let mut terms = Vec::new();
    for (at, &(first, end)) in of_marks.iter().enumerate().take(MOST_TRIED) {
        let mut last = end.max(first);
        terms.clear();
        terms.push(found.terms[at]);
        let mut marks = 1;
        let others = of_marks[at + 1..].iter().zip(&found.terms[at + 1..]);
        for (&(_, end), term) in others.take(MOST_TRIED) {
            let clause = end.max(first);
            if clause > last {
                let length: usize = clauses[first..=clause].iter().map(|c| c.characters).sum();
                if length > AIM {
                    break;
                }
                last = clause;
            }
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
        let (fragments, more) = snippet(text, &found);
        assert!(more.is_empty());
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

    #[test]
    fn words_that_stand_apart_have_a_stretch_each() {
        let text = format!(
            "新建绿道12公里。{}改造公园3、5座，全部开放。",
            "其他工作有序推进。".repeat(30)
        );
        let mark = |word: &str| {
            let start = text.find(word).unwrap_or(0);
            start..start + word.len()
        };
        let found = TextMatch {
            tier: Tier::Words,
            marks: vec![mark("绿道"), mark("公园")],
            terms: vec![0, 1],
        };
        let (first, more) = snippet(&text, &found);
        let joined =
            |fragments: &[Fragment]| fragments.iter().map(|f| f.text.as_str()).collect::<String>();
        assert!(joined(&first).starts_with("新建绿道12公里。"));
        assert_eq!(more.len(), 1);
        assert_eq!(joined(&more[0]), "改造公园3、5座，全部开放。");
        assert_eq!(more[0].iter().filter(|f| f.matched).count(), 1);
    }
}
