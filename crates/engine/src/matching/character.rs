//! Where one character stands, whatever follows it.
//!
//! No posting list has that: a character is the beginning of hundreds of terms. So the places are
//! read out of a few texts, and where more passages are asked for, gathered from all those terms,
//! for a window of passages at a time: never for a whole segment, in which a frequent character
//! stands millions of times.

use std::ops::Range;
use std::sync::Arc;

use suyan_analysis::Tokens;
use tantivy::postings::{Postings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, InvertedIndexReader};

use super::cursor::{SetCursor, Stretch};
use crate::Error;
use crate::deadline::Watch;
use crate::store::snapshot::{SegmentView, Snapshot};
use crate::store::stored::Stored;
use crate::tuning::Tuning;

/// See the module.
pub(crate) struct Character {
    character: String,
    stored: Arc<Stored>,
    reader: Arc<InvertedIndexReader>,
    /// The lists of all terms that begin with it, once they are needed.
    lists: Option<Vec<TermInfo>>,
    /// The window of the passage that was asked for last,
    window: Range<DocId>,
    /// how many of its texts were read,
    read: u32,
    /// and passages and positions in it, in order, where they were gathered.
    gathered: Option<Vec<(DocId, u32)>>,
    /// The passage that was asked for last, and the places in it.
    here: (Option<DocId>, Vec<u32>),
    tokens: Tokens,
    tuning: Tuning,
    watch: Arc<Watch>,
}

impl Character {
    pub(crate) fn of(snapshot: &Snapshot, segment: &SegmentView, character: &str) -> Self {
        Self {
            character: character.to_owned(),
            stored: Arc::clone(&segment.stored),
            reader: Arc::clone(&segment.postings),
            lists: None,
            window: 0..0,
            read: 0,
            gathered: None,
            here: (None, Vec::new()),
            tokens: Tokens::default(),
            tuning: snapshot.tuning,
            watch: Arc::clone(&snapshot.watch),
        }
    }

    /// Where it stands in a passage, in order.
    pub(crate) fn places(&mut self, doc: DocId) -> &[u32] {
        if self.here.0 != Some(doc) {
            self.here.0 = Some(doc);
            self.here.1.clear();
            if let Err(error) = self.look(doc) {
                self.watch.fail(error);
            }
        }
        &self.here.1
    }

    fn look(&mut self, doc: DocId) -> Result<(), Error> {
        if !self.window.contains(&doc) {
            let first = doc - doc % self.tuning.window;
            self.window = first..first.saturating_add(self.tuning.window);
            (self.read, self.gathered) = (0, None);
        }
        if self.gathered.is_none() && self.read < self.tuning.texts_of_window {
            self.read += 1;
            self.tokens.refill(&self.stored.text(doc)?);
            let stands = |at: &u32| self.tokens.term(*at as usize) == self.character;
            self.here.1.extend((0..self.tokens.len() as u32).filter(stands));
            return Ok(());
        }
        let gathered = match self.gathered.take() {
            Some(gathered) => gathered,
            None => self.gather().map_err(Error::index("reading positions"))?,
        };
        let from = gathered.partition_point(|place| place.0 < doc);
        let of_doc = gathered[from..].iter().take_while(|place| place.0 == doc);
        self.here.1.extend(of_doc.map(|place| place.1));
        self.gathered = Some(gathered);
        Ok(())
    }

    /// Every place in the window.
    fn gather(&mut self) -> std::io::Result<Vec<(DocId, u32)>> {
        let lists = match self.lists.take() {
            Some(lists) => lists,
            None => lists_of(&self.reader, &self.character)?,
        };
        let mut places = Vec::new();
        let mut positions = Vec::new();
        for info in &lists {
            if self.watch.is_over() {
                break;
            }
            let option = IndexRecordOption::WithFreqsAndPositions;
            let mut list = self.reader.read_postings_from_terminfo(info, option)?;
            if list.doc() < self.window.start {
                list.seek(self.window.start);
            }
            while list.doc() < self.window.end {
                list.positions(&mut positions);
                places.extend(positions.iter().map(|&position| (list.doc(), position)));
                list.advance();
            }
        }
        places.sort_unstable();
        self.lists = Some(lists);
        Ok(places)
    }
}

fn lists_of(reader: &InvertedIndexReader, prefix: &str) -> std::io::Result<Vec<TermInfo>> {
    let mut lists = Vec::new();
    let mut terms = reader.terms().range().ge(prefix.as_bytes()).into_stream()?;
    while terms.advance() && terms.key().starts_with(prefix.as_bytes()) {
        lists.push(terms.value().clone());
    }
    Ok(lists)
}

/// A walk through the passages that hold one character, with its places.
pub(crate) struct CharacterCursor {
    set: SetCursor,
    character: Character,
}

impl CharacterCursor {
    pub(super) fn open(
        snapshot: &Snapshot,
        segment: &SegmentView,
        character: &str,
    ) -> std::io::Result<Self> {
        let set = SetCursor::of(segment.with_prefix(character)?);
        Ok(Self { set, character: Character::of(snapshot, segment, character) })
    }

    pub(super) fn doc(&self) -> DocId {
        self.set.doc()
    }

    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        self.set.seek(target)
    }

    pub(super) fn cost(&self) -> u64 {
        self.set.cost()
    }

    /// Where it stands in the passage it is at.
    pub(super) fn stretches(&mut self) -> impl Iterator<Item = Stretch> {
        let doc = self.set.doc();
        self.character.places(doc).iter().map(|&at| (at, at + 1))
    }
}
