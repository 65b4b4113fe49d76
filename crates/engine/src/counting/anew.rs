//! Passages that hold a word which the user added to the segmenter, cut anew: how often every word
//! stands in them, by segment and report. Their postings then do not count.

use rustc_hash::FxHashMap;
use suyan_analysis::segment::is_listed;
use suyan_search::Error;
use suyan_search::counting::Cutter;
use tantivy::{DocId, TERMINATED};

use crate::matching::cursor::Cursor;
use crate::parallel;
use crate::store::snapshot::{SegmentView, Snapshot};

/// How often a word stands in a report, by the report's number in its segment: in the target, and
/// in the reference.
pub(super) type WordOfReport = (u32, u64, u64);

/// See the module.
#[derive(Default)]
pub(super) struct Anew {
    /// By word and segment; reports in their order.
    of_word: FxHashMap<String, Vec<Vec<WordOfReport>>>,
}

/// A passage that is cut anew: its number, whether the target and the reference have it.
pub(super) type WantedCut = (DocId, bool, bool);

impl Anew {
    /// Where a word stands in a segment's passages that were cut anew.
    pub(super) fn of(&self, word: &str, segment: usize) -> &[WordOfReport] {
        self.of_word.get(word).map_or(&[], |of_word| of_word[segment].as_slice())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.of_word.is_empty()
    }

    /// All words that stand there, in the order of their bytes.
    pub(super) fn words(&self) -> Vec<&str> {
        let mut words: Vec<&str> = self.of_word.keys().map(String::as_str).collect();
        words.sort_unstable();
        words
    }

    /// Cuts the passages that are wanted of each segment, in the order of documents. Gives besides
    /// how many words each has.
    pub(super) fn cut(
        snapshot: &Snapshot,
        cutter: &Cutter,
        wanted: &[Vec<WantedCut>],
    ) -> Result<(Self, Vec<Vec<u64>>), Error> {
        let of_segment = |(segment, wanted): (&SegmentView, &Vec<WantedCut>)| {
            let mut words: FxHashMap<String, Vec<WordOfReport>> = FxHashMap::default();
            let mut sizes = Vec::with_capacity(wanted.len());
            for &(doc, in_target, in_reference) in wanted {
                snapshot.watch.check()?;
                let row = segment.data.report_of[doc as usize];
                let text = segment.stored.text(doc)?;
                let mut size = 0;
                cutter.each_word(&text, true, |word| {
                    size += 1;
                    if is_listed(word) {
                        let adds = (u64::from(in_target), u64::from(in_reference));
                        add(&mut words, word, row, adds);
                    }
                });
                sizes.push(size);
            }
            Ok::<_, Error>((words, sizes))
        };
        let segments = snapshot.segments.iter().zip(wanted);
        let made = parallel::map(&snapshot.tuning, segments, u64::MAX, of_segment);
        let (mut anew, mut all) = (Self::default(), Vec::new());
        for (at, made) in made.into_iter().enumerate() {
            let (words, sizes) = made?;
            all.push(sizes);
            for (word, of_reports) in words {
                let none = || vec![Vec::new(); snapshot.segments.len()];
                anew.of_word.entry(word).or_insert_with(none)[at] = of_reports;
            }
        }
        Ok((anew, all))
    }
}

fn add(
    words: &mut FxHashMap<String, Vec<WordOfReport>>,
    word: &str,
    row: u32,
    (target, reference): (u64, u64),
) {
    if !words.contains_key(word) {
        words.insert(word.to_owned(), Vec::new());
    }
    let Some(of_word) = words.get_mut(word) else { return };
    match of_word.last_mut().filter(|last| last.0 == row) {
        Some(last) => {
            last.1 += target;
            last.2 += reference;
        }
        None => of_word.push((row, target, reference)),
    }
}

/// The passages of a segment that hold a word which was added, in order.
pub(super) fn touched(
    snapshot: &Snapshot,
    segment: &SegmentView,
    cutter: &Cutter,
) -> Result<Vec<DocId>, Error> {
    let mut docs = Vec::new();
    for word in &cutter.added {
        snapshot.watch.check()?;
        let mut cursor = Cursor::open(snapshot, segment, word)?;
        let mut doc = cursor.seek(0);
        while doc != TERMINATED {
            docs.push(doc);
            doc = cursor.seek(doc + 1);
        }
    }
    docs.sort_unstable();
    docs.dedup();
    Ok(docs)
}
