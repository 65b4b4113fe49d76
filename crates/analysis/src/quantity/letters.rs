//! A text as the letters that quantities are read from: full-width forms folded, blanks and
//! Markdown's asterisks left out, each letter with its bytes in the source.

use std::ops::Range;

/// The letters of a text.
pub(super) struct Letters {
    folded: Vec<char>,
    starts: Vec<u32>,
    ends: Vec<u32>,
}

impl Letters {
    pub(super) fn of(text: &str) -> Self {
        let size = text.len() / 3 + 4;
        let mut letters = Self {
            folded: Vec::with_capacity(size),
            starts: Vec::with_capacity(size),
            ends: Vec::with_capacity(size),
        };
        for (at, c) in text.char_indices() {
            let folded = fold(c);
            if !folded.is_whitespace() && folded != '*' {
                letters.folded.push(folded);
                letters.starts.push(at as u32);
                letters.ends.push((at + c.len_utf8()) as u32);
            }
        }
        letters
    }

    pub(super) fn len(&self) -> usize {
        self.folded.len()
    }

    /// The letter at a place; NUL behind the end.
    pub(super) fn at(&self, at: usize) -> char {
        self.folded.get(at).copied().unwrap_or('\0')
    }

    /// The letter before a place; NUL before the beginning.
    pub(super) fn before(&self, at: usize) -> char {
        at.checked_sub(1).map_or('\0', |at| self.at(at))
    }

    /// The letters from a place on.
    pub(super) fn from(&self, at: usize) -> &[char] {
        self.folded.get(at..).unwrap_or_default()
    }

    pub(super) fn string(&self, range: Range<usize>) -> String {
        self.folded.get(range).unwrap_or_default().iter().collect()
    }

    /// Whether the word stands at a place.
    pub(super) fn has(&self, at: usize, word: &str) -> bool {
        let mut letters = self.from(at).iter();
        word.chars().all(|c| letters.next() == Some(&c))
    }

    /// How many letters the first of these words has that stands at a place.
    pub(super) fn any(&self, at: usize, words: &[&str]) -> Option<usize> {
        words.iter().find(|word| self.has(at, word)).map(|word| word.chars().count())
    }

    /// How many letters the first of these words has that ends at a place.
    pub(super) fn any_before(&self, at: usize, words: &[&str]) -> Option<usize> {
        words.iter().find_map(|word| {
            let length = word.chars().count();
            (length <= at && self.has(at - length, word)).then_some(length)
        })
    }

    /// The bytes of letters in the source.
    pub(super) fn bytes(&self, letters: Range<usize>) -> Range<usize> {
        let start = self.starts.get(letters.start).or(self.ends.last()).copied().unwrap_or(0);
        let last = letters.end.checked_sub(1).and_then(|last| self.ends.get(last)).copied();
        start as usize..last.unwrap_or(start).max(start) as usize
    }
}

/// Full-width forms and the many dashes, percent signs and zeros as one. The full-width comma
/// stays: it parts clauses, and never the thousands of a number.
fn fold(c: char) -> char {
    match c {
        '，' | '；' | '：' | '！' | '？' | '（' | '）' => c,
        '(' => '（',
        ')' => '）',
        '～' | '~' => '-',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '○' | '零' | '◯' => '〇',
        '兩' => '两',
        '‐' | '‑' | '–' | '—' | '−' | '﹣' => '-',
        '﹪' => '%',
        '·' => '.',
        _ => c,
    }
}
