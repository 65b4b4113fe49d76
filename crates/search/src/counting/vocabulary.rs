//! How often words of the segmenter stand in one part of the archive, and in another: what is
//! asked and what is answered.

use super::cut::Cut;
use crate::Filters;

/// Which parts of the archive are compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VocabularyRequest {
    /// The part that is asked about.
    pub target: Filters,
    /// What it is compared with; without one, everything else.
    pub reference: Option<Filters>,
    /// How often a word must stand in the target to be told at all.
    pub least: u64,
    /// The words that are asked about; without them, all that there are.
    pub only: Option<Vec<String>>,
    /// What is added to the segmenter; stop words are not told, and stand among all words.
    pub cut: Cut,
}

/// What one word counts.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct WordCounts {
    /// In the target.
    pub target: u64,
    /// In the reference.
    pub reference: u64,
    /// Reports of the target that hold it.
    pub reports: u32,
    /// How unevenly it is spread over the reports of the target: Gries' deviation of proportions
    /// (2008), half the sum over all reports of what the report's share of the word's occurrences
    /// differs from its share of all words. 0 is as even as can be; near 1, all of it stands in a
    /// small report. `None` where it does not stand in the target.
    pub deviation: Option<f64>,
}

/// The words of two parts of an archive.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Vocabulary {
    /// The words, those that have a letter, in the order of their bytes.
    pub words: Vec<(String, WordCounts)>,
    /// All words of the target, numbers and marks among them.
    pub target_words: u64,
    /// All words of the reference, numbers and marks among them.
    pub reference_words: u64,
    /// Reports of the target.
    pub target_reports: u32,
}

/// The occurrences of one word as they are summed.
#[derive(Debug, Default)]
pub struct WordSum {
    target: u64,
    reference: u64,
    /// The reports of the target that hold it: how often, and how many words each has.
    holders: Vec<(u64, u64)>,
}

impl WordSum {
    /// Takes up occurrences in the reference.
    pub fn reference(&mut self, many: u64) {
        self.reference += many;
    }

    /// Takes up all occurrences in a report of the target, which has so many `words` there.
    pub fn report(&mut self, many: u64, words: u64) {
        if many > 0 {
            self.target += many;
            self.holders.push((many, words));
        }
    }

    /// How often the word stands in the target.
    #[must_use]
    pub fn target(&self) -> u64 {
        self.target
    }

    /// The sums, and begins anew; the target has so many words.
    pub fn take(&mut self, target_words: u64) -> WordCounts {
        let counts = WordCounts {
            target: self.target,
            reference: self.reference,
            reports: self.holders.len() as u32,
            deviation: self.deviation(target_words),
        };
        (self.target, self.reference) = (0, 0);
        self.holders.clear();
        counts
    }

    /// In whole numbers as far as it goes, so that the order of reports does not matter: a report
    /// without the word adds its own share of words.
    fn deviation(&self, words: u64) -> Option<f64> {
        if self.target == 0 || words == 0 {
            return None;
        }
        let (all, words) = (i128::from(self.target), i128::from(words));
        let differs = self.holders.iter().map(|&(many, size)| {
            let (many, size) = (i128::from(many) * words, i128::from(size) * all);
            (many - size).abs() - size
        });
        Some((all * words + differs.sum::<i128>()) as f64 / (2 * all * words) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deviation_is_that_of_the_textbook() {
        // The example of Gries (2008): parts of 9, 10, 10, 10 and 11 words, in which a word stands
        // 1, 2, 3, 4 and 5 times; its deviation is 0.18.
        let mut sum = WordSum::default();
        for (many, size) in [(1, 9), (2, 10), (3, 10), (4, 10), (5, 11)] {
            sum.report(many, size);
        }
        let counts = sum.take(50);
        assert_eq!((counts.target, counts.reports), (15, 5));
        assert!((counts.deviation.unwrap() - 0.18).abs() < 1e-12, "{counts:?}");
        // In one report of five only, which has a fifth of the words.
        sum.report(7, 10);
        assert!((sum.take(50).deviation.unwrap() - 0.8).abs() < 1e-12);
        assert_eq!(sum.take(50).deviation, None);
    }
}
