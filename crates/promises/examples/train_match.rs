//! Makes `data/match.tsv`: what says that a sentence of a later report tells of an item.
//!
//! `cargo run --release -p suyan-promises --example train_match -- ARCHIVE MARKS > crates/promises/data/match.tsv`

#![allow(clippy::print_stdout, reason = "a program, not the library")]

mod common;
mod pairing;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [archive, marks] = args.as_slice() else {
        return Err("usage: train_match ARCHIVE MARKS".into());
    };
    let marks = common::lines(marks)?;
    let archive = pairing::load(archive, &marks);
    let examples = pairing::examples(&archive, &marks);
    println!(
        "# Weights of what is compared of an item and a sentence (src/outcome/candidates.rs), made by examples/train_match.rs."
    );
    print!("{}", pairing::matcher_table(&examples, |_| true));
    Ok(())
}
