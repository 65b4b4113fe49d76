//! How a command ends: a number for the shell, and one line that says why and what to do.

use std::path::Path;
use std::process::ExitCode;

/// The exit codes of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Not done.
    NotDone = 1,
    /// Done, but some files were rejected.
    SomeRejected = 2,
    /// Done, and there is something to tell.
    News = 3,
    /// Wrong usage.
    WrongUsage = 64,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// A command that could not be done.
#[derive(Debug)]
pub struct Failed {
    exit: Exit,
    /// One line in Chinese: why, and what to do.
    line: String,
}

impl Failed {
    /// Not done, and why and what to do.
    pub fn new(line: impl Into<String>) -> Self {
        Self { exit: Exit::NotDone, line: line.into() }
    }

    /// Asked for what cannot be meant.
    pub fn usage(line: impl Into<String>) -> Self {
        Self { exit: Exit::WrongUsage, line: line.into() }
    }

    /// The line.
    #[cfg(test)]
    pub fn line(&self) -> &str {
        &self.line
    }

    /// Says so on standard error.
    pub fn report(&self) -> Exit {
        eprintln!("suyan：{}", suyan_corpus::text::visible(&self.line));
        self.exit
    }
}

/// What an index that does not open, or is not written, means to a user.
pub fn engine(error: &suyan_search::Error) -> Failed {
    use suyan_search::Error::{Away, Busy, Damaged, Denied, Fingerprint, Missing};
    Failed::new(match error {
        Missing(path) => {
            let path = path.display();
            format!("{path} 里没有索引。请先收录：suyan index 报告文件夹 --index {path}")
        }
        Busy(path) => format!(
            "另一个 suyan 正在写索引 {}，本次没有改动任何东西。请等它结束后再运行",
            path.display()
        ),
        Fingerprint { path, found, wanted } => format!(
            "索引 {} 由另一版本建立（{found}，本程序需要 {wanted}），不能沿用。\
             请删除这个文件夹（或用 --index 另指一处），再运行 suyan index 重新收录",
            path.display()
        ),
        Denied { path, writes, source } => format!(
            "没有权限{} {}（{source}）。请更改权限，或换一个用户运行",
            if *writes { "写入" } else { "读取" },
            path.display()
        ),
        Damaged { path, what } => {
            let remedy = remedy(path);
            format!("索引 {} 已损坏（{what}）。{remedy}", path.display())
        }
        Away { address, why } => format!(
            "存放档案的检索引擎没有回应：{address}（{why}）。请确认那里的引擎在运行，再试一次"
        ),
        other => format!("索引读写出错：{other}"),
    })
}

/// Why a search was not answered: what is wrong with it, in the words of the API, or with the index.
pub fn search(error: suyan_search::Error) -> Failed {
    match error {
        suyan_search::Error::TooComplex(_) | suyan_search::Error::TimedOut => {
            let problem = suyan_answers::Problem::from(error);
            Failed::new(format!("{}。{}", problem.message, problem.hint))
        }
        other => engine(&other),
    }
}

/// Why a run of the indexer ended early.
pub fn indexer(error: &suyan_indexer::IndexingError, index: &Path) -> Failed {
    use suyan_indexer::IndexingError::{Engine, Interrupted, Io, Manifest, NoSuchPath, Ocr};
    let is_write = matches!(error, Engine(suyan_search::Error::Index { .. }));
    if error.is_disk_full() || is_write && has_no_room(index) {
        return Failed::new(format!(
            "磁盘已满，收录没有完成；{}。请腾出空间后再运行同一命令",
            what_stands(index)
        ));
    }
    match error {
        NoSuchPath(path) if path == Path::new("data") => Failed::new(
            "这里没有 data 文件夹。请在项目文件夹里运行，或写明报告所在：suyan up 文件夹",
        ),
        NoSuchPath(path) => Failed::new(format!("找不到 {}。请检查路径", path.display())),
        Io { path, source } => {
            Failed::new(format!("{} 读写出错：{source}。请检查权限和磁盘", path.display()))
        }
        Ocr(missing) => Failed::new(format!("--ocr 用不了：{missing}")),
        Interrupted => Failed::new(format!(
            "已中断，收录没有完成；{}。再次运行同一命令会接着做",
            what_stands(index)
        )),
        Manifest(source) => Failed::new(format!(
            "索引 {} 的清单读不懂（{source}）。请删除这个文件夹后重新收录",
            index.display()
        )),
        Engine(source @ suyan_search::Error::Index { .. }) => {
            Failed::new(format!("索引读写出错：{source}；{}", what_stands(index)))
        }
        Engine(source) => engine(source),
    }
}

/// What there is after a run that could not be finished.
fn what_stands(index: &Path) -> &'static str {
    match suyan_engine::Index::open(index) {
        Ok(_) => "上次提交的内容不受影响",
        Err(suyan_search::Error::Missing(_)) => "索引还没有建成",
        Err(_) => "已有的索引打不开，可运行 suyan check 查看",
    }
}

/// Room below which a write that failed has failed for want of it. The engine's library stops
/// its threads without telling what they met.
const NO_ROOM: u64 = 16 << 20;

fn has_no_room(index: &Path) -> bool {
    fs4::available_space(index).is_ok_and(|bytes| bytes < NO_ROOM)
}

/// What to do about a damaged index.
pub fn remedy(index: &Path) -> String {
    let index = index.display();
    format!(
        "请删除文件夹 {index}（自己的 concepts.txt 先另存），再运行 suyan index 报告文件夹 --index {index} \
     重新收录；若再次损坏，请检查磁盘"
    )
}

#[cfg(test)]
mod tests {
    use std::io::{Error as IoError, ErrorKind};
    use std::path::PathBuf;

    use suyan_indexer::IndexingError;
    use suyan_search::Error;

    use super::*;

    /// Every line names the thing, says why, and what to do.
    #[test]
    fn an_index_that_does_not_open_is_told_with_thing_reason_and_remedy() {
        let path = || PathBuf::from("/档案/index");
        let denied = |writes| Error::Denied {
            path: path(),
            writes,
            source: IoError::from(ErrorKind::PermissionDenied),
        };
        let fingerprint =
            Error::Fingerprint { path: path(), found: "甲".into(), wanted: "乙".into() };
        let away = Error::Away { address: "http://h:9200".into(), why: "拒绝连接".into() };
        for (error, parts) in [
            (
                Error::Missing(path()),
                &["/档案/index 里没有索引", "suyan index", "--index /档案/index"][..],
            ),
            (Error::Busy(path()), &["/档案/index", "另一个 suyan", "没有改动任何东西", "等它结束"]),
            (fingerprint, &["/档案/index", "甲", "乙", "删除", "suyan index"]),
            (denied(true), &["没有权限写入 /档案/index", "更改权限"]),
            (denied(false), &["没有权限读取 /档案/index", "换一个用户"]),
            (
                Error::Damaged { path: path(), what: "校验不符".into() },
                &["/档案/index 已损坏（校验不符）", "删除文件夹", "concepts.txt", "检查磁盘"],
            ),
            (away, &["http://h:9200", "拒绝连接", "再试一次"]),
        ] {
            let failed = engine(&error);
            assert_eq!(failed.exit, Exit::NotDone);
            for part in parts {
                assert!(failed.line.contains(part), "{part} is not in {}", failed.line);
            }
            assert!(!failed.line.contains('\n'), "one line: {}", failed.line);
        }
    }

    #[test]
    fn a_search_that_is_refused_is_told_in_the_words_of_the_api() {
        let failed = search(Error::TimedOut);
        assert!(failed.line.contains("超时") && failed.line.contains('。'), "{}", failed.line);
        let other = search(Error::Missing("index".into()));
        assert!(other.line.contains("里没有索引"), "{}", other.line);
    }

    #[test]
    fn a_run_that_ended_early_says_what_stands() {
        let top = tempfile::tempdir().unwrap();
        let index = top.path().join("index");
        let of = |error: IndexingError| indexer(&error, &index).line;
        let full = IndexingError::Io {
            path: "/档案/a.txt".into(),
            source: IoError::from(ErrorKind::StorageFull),
        };
        for (error, parts) in [
            (full, &["磁盘已满", "索引还没有建成", "腾出空间"][..]),
            (IndexingError::Interrupted, &["已中断", "索引还没有建成", "再次运行"]),
            (IndexingError::NoSuchPath("data".into()), &["没有 data 文件夹", "suyan up 文件夹"]),
            (IndexingError::NoSuchPath("/档案/甲".into()), &["找不到 /档案/甲", "检查路径"]),
            (
                IndexingError::Io {
                    path: "/档案/a.txt".into(),
                    source: IoError::from(ErrorKind::PermissionDenied),
                },
                &["/档案/a.txt 读写出错", "检查权限和磁盘"],
            ),
            (IndexingError::Ocr("没有 tesseract".into()), &["--ocr", "没有 tesseract"]),
            (
                IndexingError::Engine(Error::Busy("/档案/index".into())),
                &["/档案/index", "等它结束"],
            ),
        ] {
            let line = of(error);
            for part in parts {
                assert!(line.contains(part), "{part} is not in {line}");
            }
        }
        // What is there and opens no more is told too.
        std::fs::create_dir(&index).unwrap();
        std::fs::write(index.join("meta.json"), "{").unwrap();
        let line = of(IndexingError::Interrupted);
        assert!(!line.contains("不受影响"), "{line}");
    }

    #[test]
    fn names_of_files_command_no_terminal() {
        let failed = Failed::usage("a\u{1b}[2Jb");
        assert_eq!(failed.report(), Exit::WrongUsage);
        assert!(!suyan_corpus::text::visible(&failed.line).contains('\u{1b}'));
        for (exit, number) in [
            (Exit::Done, 0),
            (Exit::NotDone, 1),
            (Exit::SomeRejected, 2),
            (Exit::News, 3),
            (Exit::WrongUsage, 64),
        ] {
            assert_eq!(exit as u8, number);
        }
    }
}
