//! The occurrences of one passage become counts.

use suyan_analysis::{Tokens, find, find_characters};
use suyan_corpus::Part;

use super::cut::Cutter;
use super::patterns::{PatternRole, Patterns};
use super::{CountWay, PartCounts, TextSize};

/// Where a string stands in a passage: ordered by passage, from the left, the longest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// The passage, by any number that rises.
    pub doc: u32,
    /// Its first token.
    pub start: u32,
    /// Where it ends, counted from behind, so that the longest comes first.
    back: u32,
    /// The number of the string.
    pub string: u32,
}

impl Occurrence {
    /// A string in a passage, from its first token to the one behind its last.
    #[must_use]
    pub fn new(doc: u32, (start, end): (u32, u32), string: u32) -> Self {
        Self { doc, start, back: u32::MAX - end, string }
    }

    /// The token behind its last.
    #[must_use]
    pub fn end(&self) -> u32 {
        u32::MAX - self.back
    }
}

/// The counts of a report in the making.
pub struct Sweep<'p> {
    patterns: &'p Patterns,
    /// By part (one where parts are not told apart) and column.
    counts: Vec<u32>,
    /// By string: the passage in which it stood last, and where it ended.
    ends: Vec<(u64, u32)>,
    /// By column: the unit (passage or sentence) that it was last counted in.
    units: Vec<u64>,
    passage: u64,
    unit: u64,
    sizes: Vec<TextSize>,
    kept: Vec<Occurrence>,
}

impl<'p> Sweep<'p> {
    /// Counts what these look for.
    #[must_use]
    pub fn of(patterns: &'p Patterns) -> Self {
        let parts = if patterns.by_part { Part::ALL.len() } else { 1 };
        Self {
            patterns,
            counts: vec![0; parts * patterns.columns],
            ends: vec![(0, 0); patterns.roles.len()],
            units: vec![0; patterns.columns],
            passage: 0,
            unit: 0,
            sizes: vec![TextSize::default(); parts],
            kept: Vec::new(),
        }
    }

    /// Takes up how much text a passage is.
    pub fn size(&mut self, part: usize, size: TextSize) {
        let part = if self.patterns.by_part { part } else { 0 };
        self.sizes[part] += size;
    }

    /// Takes up the occurrences of one passage, in order.
    pub fn passage(&mut self, part: usize, found: &[Occurrence]) {
        self.passage += 1;
        self.unit += 1;
        let mut kept = std::mem::take(&mut self.kept);
        kept.clear();
        kept.extend(found);
        self.patterns.leave_excluded(&mut kept);
        let mut free = 0;
        for occurrence in &kept {
            let patterns = self.patterns;
            let columns = match &patterns.roles[occurrence.string as usize] {
                PatternRole::Counted(columns) => columns,
                PatternRole::End => {
                    self.unit += 1;
                    continue;
                }
                PatternRole::Excluded => continue,
            };
            match patterns.way {
                CountWay::Literal if occurrence.start < free => {}
                CountWay::Literal => {
                    free = occurrence.end();
                    self.add(part, columns, false);
                }
                CountWay::Substring if !self.is_free(occurrence) => {}
                CountWay::Substring => self.add(part, columns, false),
                CountWay::Passages | CountWay::Sentences => self.add(part, columns, true),
                CountWay::Reports => self.set(part, columns),
                CountWay::Words => {}
            }
        }
        self.kept = kept;
    }

    /// Takes up one passage's words; `tokens` are those of its text. It is cut by these, anew or not.
    pub fn words(
        &mut self,
        part: usize,
        text: &str,
        tokens: &Tokens,
        (cutter, is_anew): (&Cutter, bool),
    ) {
        let mut excluded = Vec::new();
        for pattern in &self.patterns.list {
            if self.patterns.roles[pattern.string as usize] == PatternRole::Excluded {
                let found = find(tokens, &pattern.phrase.tokens);
                excluded.extend(found.into_iter().map(|range| tokens.source(range)));
            }
        }
        let (patterns, mut at) = (self.patterns, 0);
        cutter.each_word(text, is_anew, |word| {
            let range = at..at + word.len();
            at = range.end;
            let Some(columns) = patterns.words.get(word) else { return };
            if !excluded.iter().any(|out| out.start <= range.start && range.end <= out.end) {
                self.add(part, columns, false);
            }
        });
    }

    /// Takes up so many occurrences of a word of the segmenter in one passage.
    pub fn word(&mut self, part: usize, columns: &[u32], many: u32) {
        let part = if self.patterns.by_part { part } else { 0 };
        for &column in columns {
            self.counts[part * self.patterns.columns + column as usize] += many;
        }
    }

    /// The counts so far, and begins the next report.
    pub fn take(&mut self) -> Vec<PartCounts> {
        let columns = self.patterns.columns;
        let mut taken = Vec::new();
        for (at, size) in self.sizes.iter_mut().enumerate() {
            let size = std::mem::take(size);
            let counts = &mut self.counts[at * columns..(at + 1) * columns];
            let counted: Vec<(u32, u32)> =
                (0..).zip(counts.iter().copied()).filter(|(_, count)| *count > 0).collect();
            counts.fill(0);
            if size.passages > 0 {
                let part = self.patterns.by_part.then(|| Part::ALL[at]);
                taken.push(PartCounts { part, size, counts: counted });
            }
        }
        taken
    }

    /// Whether an occurrence does not overlap with the last of the same string.
    fn is_free(&mut self, occurrence: &Occurrence) -> bool {
        // Those of an open string do not, though two may stand in one number.
        if self.patterns.is_open(occurrence.string) {
            return true;
        }
        let (passage, end) = &mut self.ends[occurrence.string as usize];
        let is_free = *passage != self.passage || *end <= occurrence.start;
        if is_free {
            (*passage, *end) = (self.passage, occurrence.end());
        }
        is_free
    }

    /// Counts once more, or once for every unit.
    fn add(&mut self, part: usize, columns: &[u32], by_unit: bool) {
        for &column in columns {
            let last = &mut self.units[column as usize];
            if by_unit && *last == self.unit {
                continue;
            }
            *last = self.unit;
            let part = if self.patterns.by_part { part } else { 0 };
            self.counts[part * self.patterns.columns + column as usize] += 1;
        }
    }

    fn set(&mut self, part: usize, columns: &[u32]) {
        let part = if self.patterns.by_part { part } else { 0 };
        for &column in columns {
            self.counts[part * self.patterns.columns + column as usize] = 1;
        }
    }
}

impl Patterns {
    /// Leaves out what lies within an excluded string; a sentence ends there all the same.
    pub fn leave_excluded(&self, kept: &mut Vec<Occurrence>) {
        let is_excluded = |occurrence: &Occurrence| {
            self.roles[occurrence.string as usize] == PatternRole::Excluded
        };
        let out: Vec<Occurrence> = kept.iter().copied().filter(is_excluded).collect();
        if !out.is_empty() {
            let lies_within = |one: &Occurrence| {
                out.iter().any(|out| out.start <= one.start && one.end() <= out.end())
            };
            let ends = |one: &Occurrence| self.roles[one.string as usize] == PatternRole::End;
            kept.retain(|one| ends(one) || !lies_within(one));
        }
    }

    /// Every occurrence in a text, in order; of open strings those too that begin or end within a
    /// number.
    pub fn look(&self, doc: u32, text: &Tokens, out: &mut Vec<Occurrence>) {
        let before = out.len();
        for pattern in &self.list {
            let phrase = &pattern.phrase;
            let found = match pattern.is_open {
                true => find_characters(text, phrase.normal()),
                false => find(text, &phrase.tokens),
            };
            out.extend(found.into_iter().map(|range| {
                Occurrence::new(doc, (range.start as u32, range.end as u32), pattern.string)
            }));
        }
        out[before..].sort_unstable();
    }
}
