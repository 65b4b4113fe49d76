//! Where one character stands, whatever follows it.
//!
//! No posting list has that: a character is the beginning of hundreds of terms. So the places are
//! read out of a few texts, and where more passages are asked for, gathered from all those terms,
//! for a window of passages at a time: never for a whole segment, in which a frequent character
//! stands millions of times.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use suyan_analysis::Tokens;
use suyan_search::Error;
use suyan_search::deadline::Watch;
use suyan_search::matching::Stretch;
use tantivy::postings::{Postings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, InvertedIndexReader};

use super::cursor::SetCursor;
use crate::store::snapshot::{SegmentView, Snapshot};
use crate::store::stored::Stored;
use crate::tuning::Tuning;

/// Bytes of places that are kept for one request; what is more is gathered whenever it is needed.
const MOST_KEPT: usize = 32 << 20;

/// What one request has gathered: alternatives of a query mostly ask for the same characters.
#[derive(Default)]
pub(crate) struct GatheredCharacters(Mutex<KeptCharacters>);

#[derive(Default)]
struct KeptCharacters {
    /// By segment, beginning of the window and character.
    windows: FxHashMap<(usize, DocId, String), Arc<Window>>,
    bytes: usize,
}

/// Where one character stands in a window of passages.
struct Window {
    /// Where the places of each passage end, in the order of passages.
    ends: Vec<u32>,
    /// Those of one passage are in no order.
    places: Vec<u32>,
}

impl Window {
    /// Of pairs of a passage, counted from the window's first, and a place. They come by the
    /// hundred thousand, so they are counted out and not sorted.
    fn of(passages: usize, pairs: &[(u32, u32)]) -> Self {
        let mut ends = vec![0_u32; passages];
        for (passage, _) in pairs {
            ends[*passage as usize] += 1;
        }
        let mut sum = 0;
        for end in &mut ends {
            // Where they begin, until they are put there.
            let count = std::mem::replace(end, sum);
            sum += count;
        }
        let mut places = vec![0; pairs.len()];
        for (passage, place) in pairs {
            let end = &mut ends[*passage as usize];
            places[*end as usize] = *place;
            *end += 1;
        }
        Self { ends, places }
    }

    fn of_passage(&self, passage: usize) -> &[u32] {
        let from = passage.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.places[from as usize..self.ends[passage] as usize]
    }

    fn bytes(&self) -> usize {
        (self.ends.len() + self.places.len()) * size_of::<u32>()
    }
}

/// See the module.
pub(crate) struct Character {
    character: String,
    segment: usize,
    stored: Arc<Stored>,
    reader: Arc<InvertedIndexReader>,
    /// The lists of all terms that begin with it, once they are needed.
    lists: Option<Vec<TermInfo>>,
    /// The window of the passage that was asked for last.
    window: Range<DocId>,
    /// How many texts of the window were read.
    read: u32,
    /// The places in the window, where they were gathered.
    gathered: Option<Arc<Window>>,
    of_request: Arc<GatheredCharacters>,
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
            segment: segment.number,
            stored: Arc::clone(&segment.stored),
            reader: Arc::clone(&segment.postings),
            lists: None,
            window: 0..0,
            read: 0,
            gathered: None,
            of_request: snapshot.of_request.of(),
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
        let gathered = match &self.gathered {
            Some(gathered) => gathered,
            None => {
                let window = self.window().map_err(Error::index("reading positions"))?;
                self.gathered.insert(window)
            }
        };
        self.here.1.extend_from_slice(gathered.of_passage((doc - self.window.start) as usize));
        self.here.1.sort_unstable();
        Ok(())
    }

    /// The window, which the request may have gathered before.
    fn window(&mut self) -> std::io::Result<Arc<Window>> {
        let key = (self.segment, self.window.start, self.character.clone());
        let kept = |of_request: &GatheredCharacters| {
            let kept = of_request.0.lock().unwrap_or_else(PoisonError::into_inner);
            kept.windows.get(&key).map(Arc::clone)
        };
        if let Some(window) = kept(&self.of_request) {
            return Ok(window);
        }
        let window = Arc::new(self.gather()?);
        let mut kept = self.of_request.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Work that is over gathered only a part.
        if !self.watch.is_over() && kept.bytes + window.bytes() <= MOST_KEPT {
            kept.bytes += window.bytes();
            kept.windows.insert(key, Arc::clone(&window));
        }
        Ok(window)
    }

    /// Every place in the window.
    fn gather(&mut self) -> std::io::Result<Window> {
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
                let passage = list.doc() - self.window.start;
                places.extend(positions.iter().map(|&position| (passage, position)));
                list.advance();
            }
        }
        self.lists = Some(lists);
        Ok(Window::of(self.window.len(), &places))
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
