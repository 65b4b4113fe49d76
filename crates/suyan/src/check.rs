//! `suyan check`: whether the files of an index are those that were written.

use std::path::Path;

use crate::exit::{self, Exit, Failed};
use crate::out;

/// Reads every file of the index and says which are damaged.
pub fn run(index: &Path) -> Result<Exit, Failed> {
    let checked = suyan_engine::check(index).map_err(|error| exit::engine(&error))?;
    let (files, megabytes) = (checked.files, checked.bytes as f64 / 1e6);
    let told = match checked.damaged.as_slice() {
        [] => format!(
            "{}：{files} 个文件、{megabytes:.1} MB 都与校验和相符，索引完好\n",
            index.display()
        ),
        damaged => damaged.join("\n") + "\n",
    };
    out::print(told.as_bytes())?;
    match checked.damaged.len() {
        0 => Ok(Exit::Done),
        many => {
            Err(Failed::new(format!("{files} 个文件中有 {many} 个已损坏。{}", exit::remedy(index))))
        }
    }
}
