//! Measures extraction and facts on an archive of files whose truth is known, by field and format.
//!
//! ```text
//! cargo run --release -p suyan-corpus --example check_formats -- FOLDER TRUTH [--show] [--dump PATH]
//! ```
//!
//! `FOLDER` holds the files, `TRUTH` is a file of JSON lines, one for each file, row or member:
//! `file`, `expect` (`report`, `not_report`, `unreadable`), for reports `place_code` (with
//! `place_code_alt`), `year` (with `year_alt`), `date`, `kind`, `must_contain` and
//! `must_not_contain`; `record` says which row or member; lines with `container` or `stored:
//! false` are passed over. Texts are compared after NFKC and without blanks, radicals folded
//! unless `compare` is `literal`. `--show` lists every miss, `--dump` prints what is read of one
//! file.
//!
//! Prints one line per format: right/all for place, year, date and kind, sentences found, furniture
//! that came through, and classes of what is no report.

#![expect(clippy::print_stdout, reason = "a check prints its figures")]

mod score;

use std::error::Error;
use std::fs;
use std::path::Path;

use suyan_corpus::{File, FileOutcome, Reader};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let show = arguments.iter().any(|a| a == "--show");
    let dump = arguments.iter().position(|a| a == "--dump").map(|at| arguments.split_off(at));
    arguments.retain(|a| !a.starts_with("--"));
    let [folder, truth] = &arguments[..] else {
        return Err("usage: check_formats FOLDER TRUTH [--show] [--dump PATH]".into());
    };
    let folder = Path::new(folder);
    if let Some(path) = dump.as_ref().and_then(|d| d.get(1)) {
        return print_file(&Reader::default(), folder, path);
    }
    let check = score::check(folder, Path::new(truth))?;
    if show {
        check.misses.iter().for_each(|miss| println!("{miss}"));
    }
    println!("{}", check.table());
    Ok(())
}

fn print_file(reader: &Reader, folder: &Path, path: &str) -> Result<(), Box<dyn Error>> {
    let bytes = fs::read(folder.join(path))?;
    for outcome in reader.read(File { path, bytes: &bytes }) {
        match outcome {
            FileOutcome::Report(report) => {
                println!("{:#?}", report.facts);
                for p in &report.passages {
                    println!("{:>4} {:<10} {}", p.ordinal, p.part.as_str(), p.text);
                }
            }
            other => println!("{other:?}"),
        }
    }
    Ok(())
}
