//! What every test needs: a folder of its own, the program, a client.

pub mod http;
pub mod program;

use std::fs;
use std::path::{Path, PathBuf};

pub use http::{encode, send};
pub use program::{Finished, Server, suyan};

/// The folder of a test: archives and indexes live below it and go with it.
pub struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    /// A path as an argument.
    pub fn arg(&self, below: &str) -> String {
        self.path(below).to_str().unwrap().to_owned()
    }

    pub fn write(&self, below: &str, content: impl AsRef<[u8]>) {
        let path = self.path(below);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Indexes `archive` into `index` with more arguments.
    pub fn index(&self, archive: &str, more: &[&str]) -> Finished {
        let (archive, index) = (self.arg(archive), self.arg("index"));
        let mut args = vec!["index", archive.as_str(), "--index", index.as_str()];
        args.extend(more);
        suyan(&args)
    }

    /// Indexes a folder outside into `index`.
    pub fn index_folder(&self, folder: &str) -> Finished {
        suyan(&["index", folder, "--index", &self.arg("index")]).expect(0)
    }

    /// Serves `index`.
    pub fn serve(&self) -> Server {
        self.serve_with(&[])
    }

    /// Serves `index` with more arguments.
    pub fn serve_with(&self, more: &[&str]) -> Server {
        let index = self.arg("index");
        let mut args = vec!["serve", "--index", index.as_str(), "--addr", "127.0.0.1:0"];
        args.extend(more);
        Server::start(&args)
    }
}

/// A folder of the project.
pub fn project(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(below)
}

/// An invented report of a real place: enough text for every part, and one sentence of its own.
pub fn report(place: &str, year: i16, sentence: &str) -> String {
    let last = year - 1;
    format!(
        "{place}{year}年政府工作报告\n\n——{year}年1月8日在{place}第十七届人民代表大会第三次会议上\n\n\
         各位代表：\n\n现在，我代表{place}人民政府，向大会报告政府工作，请予审议。\n\n\
         一、{last}年工作回顾\n\n过去一年，我们办成了一批实事，全年新开便民食堂四十一处，改造老旧管网二十六公里。\n\n\
         河道两岸的步道贯通到城北，沿线栽下乔木三千余株，居民散步不必再绕行。\n\n\
         二、{year}年总体要求和主要目标\n\n今年的主要预期目标是：地区生产总值增长6%左右，居民收入与经济同步增长。\n\n\
         三、{year}年重点工作\n\n{sentence}\n\n\
         实施旧街修缮工程，完成外立面整治十二万平方米，同步把杂乱的管线收进地下。\n\n\
         四、加强政府自身建设\n\n把每一笔支出晒在阳光下，凡是答应群众的事，年底逐件回头看。\n\n\
         各位代表，让我们踏实做事，为人民过上更好的日子继续努力！\n"
    )
}
