//! `suyan export`: the whole archive as a file.

use std::fs::File;
use std::io::{BufWriter, IsTerminal};
use std::path::Path;

use suyan_answers::Problem;
use suyan_answers::archive::{ArchiveForm, SCHEMA, write_archive};
use suyan_search::{Backend, Deadline};

use crate::args::ExportArgs;
use crate::exit::{Exit, Failed};
use crate::out;

/// Writes the archive, or what a line of it is.
pub fn run(args: &ExportArgs) -> Result<Exit, Failed> {
    if args.schema {
        // A closed pipe is the reader's choice.
        out::print(SCHEMA.as_bytes())?;
        return Ok(Exit::Done);
    }
    let form = match args.format.as_str() {
        "jsonl" => ArchiveForm::JsonLines,
        "parquet" => ArchiveForm::Parquet,
        other => {
            let why = format!("--format 没有这个值：{other}。可用的值：jsonl、parquet");
            return Err(Failed::usage(why));
        }
    };
    let archive = args.archive.open()?;
    // All of it is of one commit.
    let held = archive.within(&Deadline::default());
    let backend: &dyn Backend = held.as_deref().unwrap_or(&*archive);
    let written = match &args.output {
        Some(path) => to_file(backend, form, path)?,
        None if form == ArchiveForm::Parquet && std::io::stdout().is_terminal() => {
            let hint = "Parquet 不是给终端看的。请用 --output 文件.parquet，或接到别的程序";
            return Err(Failed::usage(hint));
        }
        None => write_archive(backend, form, BufWriter::new(std::io::stdout())).map_err(said)?,
    };
    eprintln!("已导出 {written} 份报告，快照 {}。", backend.stats().snapshot);
    Ok(Exit::Done)
}

/// Writes beside the file first, so that it is there whole or as it was.
fn to_file(backend: &dyn Backend, form: ArchiveForm, path: &Path) -> Result<u64, Failed> {
    let failed = |error: std::io::Error| {
        Failed::new(format!("写不了 {}：{error}。请换一处，或检查权限和磁盘", path.display()))
    };
    // A device or a pipe is written to, and never replaced by a file; nor is a link.
    if path.metadata().is_ok_and(|found| !found.is_file()) {
        let file = File::options().write(true).open(path).map_err(failed)?;
        return write_archive(backend, form, BufWriter::new(&file)).map_err(said);
    }
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let mut beside = path.file_name().unwrap_or_default().to_owned();
    beside.push(".part");
    let beside = path.with_file_name(beside);
    let file = File::create(&beside).map_err(failed)?;
    let written = write_archive(backend, form, BufWriter::new(&file)).map_err(said);
    let written = written.and_then(|written| {
        file.sync_all().and_then(|()| std::fs::rename(&beside, path)).map_err(failed)?;
        Ok(written)
    });
    if written.is_err() {
        // What is left of it is of no use; that it stays is not worth a second complaint.
        drop(std::fs::remove_file(&beside));
    }
    written
}

fn said(problem: Problem) -> Failed {
    match problem.code {
        "internal" => Failed::new("导出没有完成：写不出去或读不了索引。请检查磁盘，再运行一次"),
        _ => Failed::new(format!("{}。{}", problem.message, problem.hint)),
    }
}
