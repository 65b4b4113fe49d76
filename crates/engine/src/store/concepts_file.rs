//! The user's own table of concepts: a file that is read when it is first needed, and again when
//! it has changed. A file that is not there adds nothing; one that cannot be read is told in the
//! log, once per change, and what was read before stays.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use suyan_search::Concepts;

/// The name of the file in an index folder.
pub(crate) const CONCEPTS: &str = "concepts.txt";
/// How often the file is looked at.
const LOOKED_AT: Duration = Duration::from_secs(1);
/// A file larger than this is no table.
const LARGEST: u64 = 4 << 20;

/// See the module.
pub(crate) struct ConceptsFile {
    path: PathBuf,
    // A `std` lock: held for a look at the clock, and once per change for the reading of a file.
    held: Mutex<HeldConcepts>,
}

struct HeldConcepts {
    concepts: Arc<Concepts>,
    looked: Option<Instant>,
    state: Option<(SystemTime, u64)>,
}

impl ConceptsFile {
    pub(crate) fn new(path: &Path) -> Self {
        let concepts = Arc::new(Concepts::builtin());
        let held = HeldConcepts { concepts, looked: None, state: None };
        Self { path: path.to_owned(), held: Mutex::new(held) }
    }

    /// The table as it is now.
    pub(crate) fn get(&self) -> Arc<Concepts> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.looked.is_none_or(|looked| looked.elapsed() > LOOKED_AT) {
            held.looked = Some(Instant::now());
            let metadata = std::fs::metadata(&self.path).ok();
            let state = metadata.and_then(|m| Some((m.modified().ok()?, m.len())));
            if state != held.state {
                held.state = state;
                self.read(&mut held);
            }
        }
        Arc::clone(&held.concepts)
    }

    fn read(&self, held: &mut HeldConcepts) {
        let path = self.path.display();
        let Some((_, length)) = held.state else {
            held.concepts = Arc::new(Concepts::builtin());
            return;
        };
        if length > LARGEST {
            tracing::warn!("同义词表过大，未采用：{path}");
            return;
        }
        let read = std::fs::read_to_string(&self.path).map_err(|error| error.to_string());
        let table = read.and_then(|text| {
            Concepts::builtin().with(&text).map_err(|e| format!("第 {} 行：{}", e.line, e.reason))
        });
        match table {
            Ok(concepts) => held.concepts = Arc::new(concepts),
            Err(why) => tracing::warn!("同义词表未采用（{path}）：{why}"),
        }
    }
}
