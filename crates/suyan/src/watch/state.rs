//! What was told, in a file of its own beside the index.
//!
//! One run at a time works on it; it is replaced as a whole, so that a run that is interrupted has
//! told nothing.

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use suyan_answers::watch::SeenMatter;

use crate::exit::Failed;

/// The shape of the file.
const VERSION: u32 = 1;

/// What was told of every matter.
#[derive(Debug)]
pub struct WatchState {
    path: PathBuf,
    kept: KeptMatters,
    /// Held until the run ends.
    _lock: File,
}

#[derive(Debug, Serialize, Deserialize)]
struct KeptMatters {
    version: u32,
    /// By the keys of the matters.
    watches: BTreeMap<String, SeenMatter>,
}

impl WatchState {
    /// Opens the file, or begins one.
    pub fn open(path: &Path) -> Result<Self, Failed> {
        let failed = |error: std::io::Error| {
            Failed::new(format!(
                "写不了 {}：{error}。请用 --state 另指一个可写的文件，记下已经告知的内容",
                path.display()
            ))
        };
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let lock = File::create(beside(path, "lock")).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Failed::new(format!(
                    "另一个 suyan watch 正在使用 {}。请等它结束后再运行",
                    path.display()
                )));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let kept = match std::fs::read(path) {
            Ok(bytes) => read(path, &bytes)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                KeptMatters { version: VERSION, watches: BTreeMap::new() }
            }
            Err(error) => return Err(failed(error)),
        };
        Ok(Self { path: path.to_owned(), kept, _lock: lock })
    }

    /// What was told of a matter.
    pub fn of(&mut self, key: &str) -> &mut SeenMatter {
        self.kept.watches.entry(key.to_owned()).or_default()
    }

    /// Keeps what was told now too.
    pub fn keep(&self) -> Result<(), Failed> {
        let failed = |error: std::io::Error| {
            let path = self.path.display();
            Failed::new(format!(
                "没能记下已告知的内容（{path}：{error}），下次会再说一遍。请检查磁盘和权限"
            ))
        };
        let bytes = serde_json::to_vec(&self.kept).map_err(|error| failed(error.into()))?;
        let new = beside(&self.path, "new");
        std::fs::write(&new, bytes).map_err(failed)?;
        std::fs::rename(&new, &self.path).map_err(failed)
    }
}

fn read(path: &Path, bytes: &[u8]) -> Result<KeptMatters, Failed> {
    let kept: Option<KeptMatters> = serde_json::from_slice(bytes).ok();
    kept.filter(|kept| kept.version == VERSION).ok_or_else(|| {
        Failed::new(format!(
            "{} 不是 suyan watch 的记录，或由另一版本写成。移走它即从头开始（现状会重新记下）",
            path.display()
        ))
    })
}

/// The path with a further ending.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_there_at_the_next_run_and_not_before() {
        let top = tempfile::tempdir().unwrap();
        let path = top.path().join("有/两层/watch.json");
        let mut first = WatchState::open(&path).unwrap();
        assert!(first.of("甲").is_first());
        let told: SeenMatter =
            serde_json::from_str(r#"{"reports":["a"],"told":["0123456789abcdef"]}"#).unwrap();
        *first.of("甲") = told.clone();
        // Two runs at a time would tell the same twice.
        let second = WatchState::open(&path).unwrap_err();
        assert!(second.line().contains("正在使用") && second.line().contains("等它结束"));
        drop(first);
        assert!(WatchState::open(&path).unwrap().of("甲").is_first(), "it was not kept");
        let mut again = WatchState::open(&path).unwrap();
        *again.of("甲") = told.clone();
        again.keep().unwrap();
        drop(again);
        let mut last = WatchState::open(&path).unwrap();
        assert_eq!(*last.of("甲"), told);
        assert!(last.of("乙").is_first());
        assert!(!beside(&path, "new").exists(), "what is written beside it takes its place");
    }

    #[test]
    fn another_file_is_no_record_and_is_left_alone() {
        let top = tempfile::tempdir().unwrap();
        for (name, content) in [
            ("a.json", "{}"),
            ("b.json", "[[watch]]\nq = 1\n"),
            ("c.json", ""),
            ("d.json", r#"{"version":2,"watches":{}}"#),
            ("e.json", r#"{"version":1,"watches":[]}"#),
        ] {
            let path = top.path().join(name);
            std::fs::write(&path, content).unwrap();
            let failed = WatchState::open(&path).unwrap_err();
            for part in [name, "不是 suyan watch 的记录", "移走它"] {
                assert!(failed.line().contains(part), "{}", failed.line());
            }
            assert_eq!(std::fs::read_to_string(&path).unwrap(), content);
        }
        // A folder where the file would be.
        let failed = WatchState::open(top.path()).unwrap_err();
        assert!(failed.line().contains("--state"), "{}", failed.line());
    }
}
