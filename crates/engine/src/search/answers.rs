//! Answers that were given before, of one commit.
//!
//! Readers turn pages back and forth, follow links and share them, and a page asks what its
//! export asks: the same request comes again more often than not, and an answer is small. A new
//! commit begins with none, so that nothing here can be out of date.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use quick_cache::Weighter;
use quick_cache::sync::{Cache, GuardResult};
use suyan_search::{Concepts, Error, Help, Reuse, SearchAnswer, SearchRequest};

/// Answers are kept up to so many bytes, roughly: a thousand of a nation's archive, which are
/// large for the places that they count.
const MOST_BYTES: u64 = 128 << 20;
/// What an answer has on average, roughly.
const USUAL_BYTES: u64 = 40 << 10;
/// Pages of more hits than this are parts of an export, which nobody asks for twice.
const LARGEST_PAGE: usize = 100;

/// Requests of which the ways on are kept: a few strings each, which cost many searches.
const MOST_HELPS: usize = 4_000;

/// See the module.
pub(crate) struct Answers {
    answers: Cache<SearchRequest, Arc<SearchAnswer>, Weight>,
    /// With the table of concepts that they were found by, which may change between commits.
    helps: Cache<SearchRequest, (Arc<Concepts>, Arc<[Help]>)>,
    reused: AtomicU64,
    made: AtomicU64,
}

impl Default for Answers {
    fn default() -> Self {
        let usual = (MOST_BYTES / USUAL_BYTES) as usize;
        Self {
            answers: Cache::with_weighter(usual, MOST_BYTES, Weight),
            helps: Cache::new(MOST_HELPS),
            reused: AtomicU64::new(0),
            made: AtomicU64::new(0),
        }
    }
}

impl Answers {
    /// The answer that was given before, or else the one that `search` gives. Requests that come
    /// at the same time wait for one another, as long as they may, rather than all search.
    pub(crate) fn get_or(
        &self,
        request: &SearchRequest,
        patience: Option<Duration>,
        search: impl FnOnce() -> Result<SearchAnswer, Error>,
    ) -> Result<Arc<SearchAnswer>, Error> {
        if request.limit > LARGEST_PAGE || request.whole_passages {
            self.made.fetch_add(1, Relaxed);
            return search().map(Arc::new);
        }
        match self.answers.get_value_or_guard(request, patience) {
            GuardResult::Value(answer) => {
                self.reused.fetch_add(1, Relaxed);
                Ok(answer)
            }
            GuardResult::Timeout => Err(Error::TimedOut),
            GuardResult::Guard(place) => {
                self.made.fetch_add(1, Relaxed);
                let answer = Arc::new(search()?);
                // An answer that outgrew its place, or whose place was lost, is given all the same.
                drop(place.insert(Arc::clone(&answer)));
                Ok(answer)
            }
        }
    }

    /// How often an answer was given again.
    pub(crate) fn reuse(&self) -> Reuse {
        Reuse {
            reused: self.reused.load(Relaxed),
            made: self.made.load(Relaxed),
            kept: self.answers.len() as u64,
            bytes: self.answers.weight(),
        }
    }

    /// The ways on that were found before by the same concepts, or else those that `help` finds.
    pub(crate) fn help_or(
        &self,
        request: &SearchRequest,
        concepts: &Arc<Concepts>,
        help: impl FnOnce() -> Result<Vec<Help>, Error>,
    ) -> Result<Vec<Help>, Error> {
        if let Some((by, help)) = self.helps.get(request)
            && Arc::ptr_eq(&by, concepts)
        {
            return Ok(help.to_vec());
        }
        let found = help()?;
        self.helps.insert(request.clone(), (Arc::clone(concepts), found.as_slice().into()));
        Ok(found)
    }
}

#[derive(Clone)]
struct Weight;

impl Weighter<SearchRequest, Arc<SearchAnswer>> for Weight {
    /// The bytes of an answer, roughly: its snippets, and so much for every count and head.
    fn weight(&self, request: &SearchRequest, answer: &Arc<SearchAnswer>) -> u64 {
        let facets = &answer.facets;
        let counted = facets.place.len() + facets.year.len() + 32;
        let passages = answer.hits.iter().flat_map(|hit| &hit.passages);
        let texts: usize = passages
            .flat_map(|passage| passage.snippet.iter().chain(passage.more.iter().flatten()))
            .map(|fragment| fragment.text.len() + size_of_val(fragment))
            .sum();
        (request.query.len() + texts + counted * 32 + answer.hits.len() * 1_000) as u64
    }
}
