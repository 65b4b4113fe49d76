//! The writer as whoever brings an archive up to date sees it.

use std::sync::Arc;

use suyan_corpus::Report;
use suyan_search::ledger::{ComponentDraft, KeptComponent};
use suyan_search::{Archive, Backend, Error};

use crate::store::ledger::RULES;
use crate::{Index, IndexWriter};

impl Archive for IndexWriter {
    fn manifest(&self) -> Result<Vec<u8>, Error> {
        self.manifest()
    }

    fn committed(&self) -> Result<Option<Arc<dyn Backend>>, Error> {
        match Index::open(self.path()) {
            Ok(index) => Ok(Some(Arc::new(index))),
            Err(Error::Missing(_)) => Ok(None),
            Err(other) => Err(other),
        }
    }

    fn set_places(&mut self, tables: Vec<String>) {
        self.set_places(tables);
    }

    fn put(&self, report: &Report) -> Result<(), Error> {
        self.put(report)
    }

    fn remove(&self, id: &str) -> Result<(), Error> {
        self.remove(id)
    }

    fn rules(&self) -> &str {
        RULES
    }

    fn ledger(&self) -> Vec<KeptComponent> {
        self.ledger()
    }

    fn set_ledger(&mut self, components: &[KeptComponent]) {
        self.set_ledger(components);
    }

    fn write_component(&self, draft: &ComponentDraft) -> Result<KeptComponent, Error> {
        self.write_component(draft)
    }

    fn commit(&mut self, manifest: &[u8]) -> Result<(), Error> {
        self.commit(manifest)
    }

    fn finish(self: Box<Self>) -> Result<(), Error> {
        (*self).finish()
    }
}
