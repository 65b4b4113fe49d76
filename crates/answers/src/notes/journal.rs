//! The journal's file: an embedded database with one table of lines.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use redb::{Database, DatabaseError, ReadableDatabase, ReadableTable, TableDefinition};

use super::{Book, Change};

/// The lines by their numbers, each as JSON, so that a later program reads them and so does a person
/// who has to.
const CHANGES: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("suyan-changes-1");

/// Why a journal could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// Another program has it open.
    #[error("笔记文件 {} 正被另一个 suyan 使用。请先停止它，或用它的网页导出", file.display())]
    InUse {
        /// The file.
        file: PathBuf,
    },
    /// It is something else.
    #[error("{} 不是笔记文件，或已损坏：{why}。请换一个文件名，或从备份恢复", file.display())]
    NotOne {
        /// The file.
        file: PathBuf,
        /// What the database says.
        why: String,
    },
    /// A line of it cannot be read.
    #[error("笔记文件 {} 的第 {number} 条读不懂。请用较新的 suyan 打开", file.display())]
    Line {
        /// The file.
        file: PathBuf,
        /// The number of the line.
        number: u64,
    },
    /// It cannot be read or written.
    #[error("读写不了笔记文件 {}：{why}。请检查所在文件夹、权限与磁盘空间", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// What the system says.
        why: String,
    },
}

/// A journal, open for one program. Lines are only added.
pub struct Journal {
    path: PathBuf,
    database: Database,
    /// What was read, as it is after the last line. Readers hold it as it was when they began.
    book: RwLock<Arc<Book>>,
    /// Held from looking at the book to the line on disk: who writes has seen what stood before.
    writing: Mutex<()>,
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Journal {
    /// Opens the journal in this file; where there is none it is made.
    ///
    /// # Errors
    /// It is in use, something else, or cannot be read or made.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let file = path.to_owned();
        let database = Database::create(path).map_err(|error| match error {
            DatabaseError::DatabaseAlreadyOpen => JournalError::InUse { file },
            DatabaseError::Storage(redb::StorageError::Io(error))
                if error.kind() != std::io::ErrorKind::InvalidData =>
            {
                JournalError::Io { file, why: error.to_string() }
            }
            other => JournalError::NotOne { file, why: other.to_string() },
        })?;
        let book = RwLock::new(Arc::new(Book::of(read(&database, path)?)));
        Ok(Self { path: path.to_owned(), database, book, writing: Mutex::new(()) })
    }

    /// What it holds now.
    #[must_use]
    pub fn book(&self) -> Arc<Book> {
        Arc::clone(&self.book.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Adds the lines that `make` makes of what stands there, all or none; they get their numbers
    /// here, and those of matter 0 begin one. They are on disk when this returns.
    ///
    /// # Errors
    /// What `make` says, or that the file cannot be written.
    pub fn add<E: From<JournalError>>(
        &self,
        make: impl FnOnce(&Book) -> Result<Vec<Change>, E>,
    ) -> Result<Vec<Change>, E> {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.book();
        let mut added = make(&before)?;
        for (number, change) in (before.last() + 1..).zip(&mut added) {
            change.number = number;
            if change.matter == 0 {
                change.matter = number;
            }
        }
        self.write(&added)?;
        let all = before.changes().into_iter().cloned().chain(added.iter().cloned()).collect();
        let after = Arc::new(Book::of(all));
        *self.book.write().unwrap_or_else(PoisonError::into_inner) = after;
        Ok(added)
    }

    fn write(&self, added: &[Change]) -> Result<(), JournalError> {
        if added.is_empty() {
            return Ok(());
        }
        let write = || -> Result<(), Box<dyn std::error::Error>> {
            let transaction = self.database.begin_write()?;
            {
                let mut table = transaction.open_table(CHANGES)?;
                for change in added {
                    table.insert(change.number, serde_json::to_vec(change)?.as_slice())?;
                }
            }
            transaction.commit()?;
            Ok(())
        };
        let file = self.path.clone();
        write().map_err(|error| JournalError::Io { file, why: error.to_string() })
    }
}

fn read(database: &Database, path: &Path) -> Result<Vec<Change>, JournalError> {
    let io = |why: String| JournalError::Io { file: path.to_owned(), why };
    let transaction = database.begin_read().map_err(|error| io(error.to_string()))?;
    let table = match transaction.open_table(CHANGES) {
        Ok(table) => table,
        Err(redb::TableError::TableDoesNotExist(_)) => return Ok(Vec::new()),
        Err(error) => {
            return Err(JournalError::NotOne { file: path.to_owned(), why: error.to_string() });
        }
    };
    let mut changes = Vec::new();
    for entry in table.iter().map_err(|error| io(error.to_string()))? {
        let (number, bytes) = entry.map_err(|error| io(error.to_string()))?;
        let change = serde_json::from_slice(bytes.value());
        let number = number.value();
        let unread = |_| JournalError::Line { file: path.to_owned(), number };
        changes.push(change.map_err(unread)?);
    }
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use suyan_promises::Verdict;

    use super::*;
    use crate::notes::{Anchor, RuleReading};

    fn change(words: &str, after: Option<Verdict>) -> Change {
        Change {
            number: 0,
            matter: 0,
            at: "2026-03-01T09:00:00+08:00".to_owned(),
            by: None,
            anchor: Anchor {
                place_code: Some("310104".to_owned()),
                place: Some("徐汇区".to_owned()),
                year: Some(2022),
                sentence: words.to_owned(),
                words: words.to_owned(),
                promise: "a:1:1".to_owned(),
                item: 1,
            },
            read: RuleReading { verdict: Verdict::NotMentioned, evidence: Vec::new() },
            before: None,
            after,
            reason: "看过现场".to_owned(),
            evidence: Vec::new(),
            source: None,
        }
    }

    #[test]
    fn what_was_written_is_there_when_it_is_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes");
        let journal = Journal::open(&path).unwrap();
        let lines = vec![change("建成码头一座", Some(Verdict::Kept)), change("修缮里弄九条", None)];
        let added = journal.add(|_| Ok::<_, JournalError>(lines)).unwrap();
        assert_eq!(
            added.iter().map(|c| (c.number, c.matter)).collect::<Vec<_>>(),
            [(1, 1), (2, 2)]
        );
        assert!(matches!(Journal::open(&path), Err(JournalError::InUse { .. })));
        drop(journal);
        let journal = Journal::open(&path).unwrap();
        assert_eq!(journal.book().changes().into_iter().cloned().collect::<Vec<_>>(), added);
        // What is refused leaves nothing.
        let refuse = |book: &Book| JournalError::Line { file: path.clone(), number: book.last() };
        let refused = journal.add(|book| Err(refuse(book)));
        assert!(refused.is_err() && journal.book().last() == 2);
    }

    #[test]
    fn another_file_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.txt");
        std::fs::write(&path, "一份别的文件").unwrap();
        let error = Journal::open(&path).err().map(|error| error.to_string());
        assert!(error.is_some_and(|error| error.contains("notes.txt")));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "一份别的文件");
    }
}
