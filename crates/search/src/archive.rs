//! The trait of what can be written: an archive that is brought up to date.

use std::sync::Arc;

use suyan_corpus::Report;

use crate::ledger::{ComponentDraft, KeptComponent};
use crate::{Backend, Error};

/// The one writer of an archive. What is put or removed becomes visible with the next commit, all at
/// once, together with the manifest: bytes of whoever writes, which mean nothing here.
pub trait Archive: Send + Sync {
    /// The manifest of the last commit; empty where there was none.
    ///
    /// # Errors
    /// Reading failed.
    fn manifest(&self) -> Result<Vec<u8>, Error>;

    /// The archive as it was committed last, to read from; `None` where nothing was.
    ///
    /// # Errors
    /// Reading failed.
    fn committed(&self) -> Result<Option<Arc<dyn Backend>>, Error>;

    /// Gives the users' tables of places (`places.csv`), so that readers of the next commits know
    /// the divisions that the reports know.
    fn set_places(&mut self, tables: Vec<String>);

    /// Puts a report, in the place of the one with the same id. Callable from many threads.
    ///
    /// # Errors
    /// Writing failed.
    fn put(&self, report: &Report) -> Result<(), Error>;

    /// Removes the report of this id, if there is one.
    ///
    /// # Errors
    /// Writing failed.
    fn remove(&self, id: &str) -> Result<(), Error>;

    /// What makes and writes the ledger here, as a hash: a part of the key of every component, so
    /// that those of other rules are made anew.
    fn rules(&self) -> &str;

    /// The components of the ledger that the next commit has: those of the last one, until others
    /// are set.
    fn ledger(&self) -> Vec<KeptComponent>;

    /// Sets the components of the ledger for the next commits, by their keys: those that the ledger
    /// has, or that were written since. Others are left out.
    fn set_ledger(&mut self, components: &[KeptComponent]);

    /// Writes a component, for a commit to name.
    ///
    /// # Errors
    /// Writing failed.
    fn write_component(&self, draft: &ComponentDraft) -> Result<KeptComponent, Error>;

    /// Makes everything put and removed since the last commit visible and lasting, together with the
    /// manifest.
    ///
    /// # Errors
    /// Writing failed; the last commit stands.
    fn commit(&mut self, manifest: &[u8]) -> Result<(), Error>;

    /// Ends what goes on behind the commits, and gives the archive free.
    ///
    /// # Errors
    /// That failed; what was committed stands.
    fn finish(self: Box<Self>) -> Result<(), Error>;
}
