//! Makes `data/weights.tsv`: what of a clause tells a promise from talk.
//!
//! `cargo run --release -p suyan-promises --example train -- ARCHIVE MARKS > crates/promises/data/weights.tsv`
//!
//! MARKS are JSON lines with sentences; those of `data/marks.tsv`, marked by the same guideline, are
//! named by file and hash and read from the ARCHIVE.

#![allow(clippy::print_stdout, reason = "a program, not the library")]

mod common;
mod training;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [archive, marks] = args.as_slice() else { return Err("usage: train ARCHIVE MARKS".into()) };
    let marks = training::all(archive, &common::lines(marks)?)?;
    println!(
        "# Weights of the features of a clause (src/features.rs), made by examples/train.rs on {} sentences.",
        marks.len()
    );
    print!("{}", training::model_table(&marks, |_| true));
    Ok(())
}
