//! The journal as it is read: every matter with what was said of it, and the way from a promise to
//! it.

use std::collections::HashMap;

use jiff::Timestamp;
use suyan_promises::Verdict;
use suyan_search::ShownPromise;
use suyan_search::ledger::{Noted, ShownItem};

use super::anchor::AnchorWording;
use super::{Anchor, Change};

/// Everything that was said of one item.
#[derive(Debug, Clone, PartialEq)]
pub struct NotedItem {
    /// In the order in which it was said; never empty.
    pub changes: Vec<Change>,
    wording: AnchorWording,
}

/// All matters.
#[derive(Debug, Clone, Default)]
pub struct Book {
    matters: Vec<NotedItem>,
    /// Matters by the letters of their place and year, and by the report that they stood in.
    by_place: HashMap<(Option<String>, Option<i16>), Vec<usize>>,
    by_report: HashMap<String, Vec<usize>>,
    by_number: HashMap<u64, usize>,
    last: u64,
}

impl NotedItem {
    /// What was said last.
    #[must_use]
    pub fn last(&self) -> &Change {
        &self.changes[self.changes.len() - 1]
    }

    /// Its number.
    #[must_use]
    pub fn id(&self) -> u64 {
        self.last().matter
    }

    /// What it is said of, as it was last seen.
    #[must_use]
    pub fn anchor(&self) -> &Anchor {
        &self.last().anchor
    }

    /// What a person says of it; `None` where the word was taken back.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        self.last().after
    }

    fn noted(&self, read: Verdict) -> Option<Noted> {
        let last = self.last();
        let verdict = last.after?;
        let sentences = last.evidence.iter().map(|cited| match cited.year {
            Some(year) => format!("{year}年第{}段：{}", cited.ordinal, cited.text),
            None => format!("第{}段：{}", cited.ordinal, cited.text),
        });
        Some(Noted {
            matter: self.id(),
            verdict,
            agrees: verdict == read,
            read_then: last.read.verdict,
            by: last.by.clone(),
            day: last.day().to_owned(),
            note: last.reason.clone(),
            evidence: sentences.chain(last.source.clone()).collect(),
            changes: self.changes.len().saturating_sub(1) as u32,
        })
    }
}

impl Book {
    /// Of all lines of a journal.
    #[must_use]
    pub fn of(changes: Vec<Change>) -> Self {
        let mut book = Self::default();
        let mut by_matter: HashMap<u64, Vec<Change>> = HashMap::new();
        for change in changes {
            book.last = book.last.max(change.number);
            by_matter.entry(change.matter).or_default().push(change);
        }
        let mut groups: Vec<Vec<Change>> = by_matter.into_values().collect();
        // What two people wrote at the same time is told apart by its number.
        let when = |change: &Change| (change.at.parse::<Timestamp>().ok(), change.number);
        groups.iter_mut().for_each(|changes| changes.sort_by_key(when));
        groups.sort_by_key(|changes| changes.first().map(|change| change.matter));
        groups.into_iter().for_each(|changes| book.add(changes));
        book
    }

    fn add(&mut self, changes: Vec<Change>) {
        let Some(last) = changes.last() else { return };
        let anchor = &last.anchor;
        let at = self.matters.len();
        self.by_number.insert(last.matter, at);
        self.by_place.entry((anchor.place_code.clone(), anchor.year)).or_default().push(at);
        self.by_report.entry(anchor.report().to_owned()).or_default().push(at);
        let wording = AnchorWording::of(&anchor.sentence, &anchor.words, anchor.item);
        self.matters.push(NotedItem { changes, wording });
    }

    /// Whether nothing was ever noted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.matters.is_empty()
    }

    /// Every matter, those that were changed last first.
    #[must_use]
    pub fn matters(&self) -> Vec<&NotedItem> {
        let mut all: Vec<&NotedItem> = self.matters.iter().collect();
        all.sort_by_key(|matter| std::cmp::Reverse(matter.last().number));
        all
    }

    /// Every line, in the order of their numbers.
    #[must_use]
    pub fn changes(&self) -> Vec<&Change> {
        let mut all: Vec<&Change> = self.matters.iter().flat_map(|one| &one.changes).collect();
        all.sort_by_key(|change| change.number);
        all
    }

    /// The number of the last line, 0 where there is none.
    #[must_use]
    pub fn last(&self) -> u64 {
        self.last
    }

    /// The matter of this number.
    #[must_use]
    pub fn matter(&self, number: u64) -> Option<&NotedItem> {
        self.by_number.get(&number).map(|at| &self.matters[*at])
    }

    /// What was noted of an item: by its words among the matters of its place and year, and among
    /// those of its very report, should place or year have been read otherwise. Of several that fit
    /// the surest, then the one that was changed last.
    #[must_use]
    pub fn of_item(&self, promise: &ShownPromise, item: &ShownItem) -> Option<&NotedItem> {
        if self.is_empty() {
            return None;
        }
        let place = promise.report.place.as_ref().map(|place| place.code.clone());
        let of_place = self.by_place.get(&(place, promise.report.year));
        let of_report = self.by_report.get(&promise.report.id);
        let now = AnchorWording::of(&promise.text, &item.text, item.item);
        let candidates = of_place.into_iter().chain(of_report).flatten();
        let fits = candidates.filter_map(|at| {
            let matter = &self.matters[*at];
            Some((matter.wording.fits(&now)?, matter.last().number, matter))
        });
        fits.max_by_key(|(surely, number, _)| (*surely, *number)).map(|(.., matter)| matter)
    }

    /// The matter whose words, place and year are exactly those of an anchor.
    pub(super) fn exactly(&self, anchor: &Anchor) -> Option<&NotedItem> {
        let sought = AnchorWording::of(&anchor.sentence, &anchor.words, anchor.item);
        let of_place = self.by_place.get(&(anchor.place_code.clone(), anchor.year));
        let mut all = of_place.into_iter().flatten().map(|at| &self.matters[*at]);
        all.find(|matter| matter.wording.is(&sought))
    }

    /// Adds to the items of a promise what a person says of them.
    pub fn mark(&self, promise: &mut ShownPromise) {
        if self.is_empty() {
            return;
        }
        let noted: Vec<Option<Noted>> = promise
            .items
            .iter()
            .map(|item| self.of_item(promise, item)?.noted(item.outcome.verdict))
            .collect();
        for (item, noted) in promise.items.iter_mut().zip(noted) {
            item.noted = noted;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notes::RuleReading;

    fn change(number: u64, matter: u64, at: &str, after: Option<Verdict>) -> Change {
        Change {
            number,
            matter,
            at: at.to_owned(),
            by: Some("张三".to_owned()),
            anchor: Anchor {
                place_code: Some("310104".to_owned()),
                place: None,
                year: Some(2022),
                sentence: format!("第{matter}件：建成码头{matter}座。"),
                words: format!("建成码头{matter}座"),
                promise: format!("a:b:{matter}:1"),
                item: 1,
            },
            read: RuleReading { verdict: Verdict::NotMentioned, evidence: Vec::new() },
            before: None,
            after,
            reason: String::new(),
            evidence: Vec::new(),
            source: None,
        }
    }

    #[test]
    fn what_was_said_last_holds_wherever_its_clock_stood() {
        let (kept, missed) = (Some(Verdict::Kept), Some(Verdict::Missed));
        // 10:00 in Shanghai is after 9:00 there, though it is written as 2:00 of London.
        let book = Book::of(vec![
            change(2, 1, "2026-03-01T02:00:00Z", missed),
            change(1, 1, "2026-03-01T09:00:00+08:00", kept),
        ]);
        let matter = book.matter(1).unwrap();
        assert_eq!((matter.verdict(), matter.last().number), (missed, 2));
        // At one moment the higher number is the later one; a moment that is none comes first.
        let book = Book::of(vec![
            change(5, 1, "2026-03-01T09:00:00+08:00", None),
            change(4, 1, "2026-03-01T01:00:00Z", kept),
            change(6, 1, "昨天", missed),
        ]);
        let numbers: Vec<u64> =
            book.matter(1).unwrap().changes.iter().map(|one| one.number).collect();
        assert_eq!((numbers, book.matter(1).unwrap().verdict()), (vec![6, 4, 5], None));
    }

    #[test]
    fn a_journal_is_read_in_any_order() {
        let all = vec![
            change(1, 1, "2026-03-01T09:00:00Z", Some(Verdict::Kept)),
            change(2, 2, "2026-03-02T09:00:00Z", Some(Verdict::Partly)),
            change(3, 1, "2026-03-03T09:00:00Z", None),
            change(4, 4, "2026-03-04T09:00:00Z", Some(Verdict::Missed)),
        ];
        let mut turned = all.clone();
        turned.reverse();
        for lines in [all.clone(), turned] {
            let book = Book::of(lines);
            assert_eq!(book.changes().into_iter().cloned().collect::<Vec<_>>(), all);
            let latest_first: Vec<u64> = book.matters().iter().map(|matter| matter.id()).collect();
            assert_eq!((latest_first, book.last()), (vec![4, 1, 2], 4));
        }
        let none = Book::of(Vec::new());
        assert!(none.is_empty() && none.last() == 0 && none.matter(0).is_none());
    }
}
