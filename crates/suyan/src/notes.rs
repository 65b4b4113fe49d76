//! `suyan notes`: a reader's journal as a file, written and read back.

use std::path::Path;

use suyan_answers::Problem;
use suyan_answers::export::ExportForm;
use suyan_answers::notes::{Journal, add_changes, read_changes, write_changes};

use crate::args::NotesArgs;
use crate::exit::{Exit, Failed};
use crate::out::Stdout;

/// Gives the journal as CSV on standard output, or adds the lines of one.
pub fn run(args: &NotesArgs) -> Result<Exit, Failed> {
    if !args.file.is_file() && args.add.is_none() {
        return Err(Failed::new(format!(
            "没有笔记文件 {}。请检查文件名；它由 suyan serve --notes 建立",
            args.file.display()
        )));
    }
    let failed = |problem: Problem| Failed::new(format!("{}。{}", problem.message, problem.hint));
    // Read before the journal is made: a file that is none leaves nothing behind.
    let read = args.add.as_deref().map(|csv| read_changes(&bytes(csv)?).map_err(failed));
    let read = read.transpose()?;
    let journal = Journal::open(&args.file).map_err(|error| Failed::new(error.to_string()))?;
    let Some(read) = read else {
        let mut out = Stdout::default();
        let written = write_changes(&journal.book(), ExportForm::Csv, "", &mut out).map_err(failed);
        out.finish().and(written)?;
        return Ok(Exit::Done);
    };
    let there = read.len();
    let added = add_changes(&journal, read).map_err(failed)?;
    eprintln!("共 {there} 条，读入 {added} 条新的，其余已有。");
    Ok(Exit::Done)
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failed> {
    std::fs::read(path).map_err(|error| {
        Failed::new(format!("读不了 {}：{error}。请检查文件名与权限", path.display()))
    })
}
