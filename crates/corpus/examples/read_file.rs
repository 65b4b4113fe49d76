//! Shows what a file becomes: facts with their evidence, and passages with part and heading path.
//!
//! `cargo run -p suyan-corpus --example read_file -- FILE… [--facts]`

#![allow(clippy::print_stdout, reason = "a program, not the library")]

use suyan_corpus::{File, FileOutcome, Reader};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let facts_only = args.iter().any(|a| a == "--facts");
    let reader = Reader::default();
    for path in args.iter().filter(|a| !a.starts_with("--")) {
        let bytes = std::fs::read(path)?;
        for outcome in reader.read(File { path, bytes: &bytes }) {
            let FileOutcome::Report(report) = outcome else {
                println!("{outcome:?}");
                continue;
            };
            println!("{} {}", report.id, serde_json::to_string_pretty(&report.facts)?);
            for passage in report.passages.iter().filter(|_| !facts_only) {
                let mark = if passage.is_heading { "#" } else { " " };
                let path = passage.heading.join(" / ");
                let text: String = passage.text.chars().take(60).collect();
                println!("{:4} {:10}{mark} {text}   [{path}]", passage.ordinal, passage.part);
            }
        }
    }
    Ok(())
}
