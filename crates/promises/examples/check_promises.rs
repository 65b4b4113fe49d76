//! Measures promises, quantities, outcomes and growth targets against marks made by reading.
//!
//! `cargo run --release -p suyan-promises --example check_promises -- ARCHIVE MARKS [INDICATORS [PROVINCES]] [--show]`
//!
//! MARKS are JSON lines of three types: sentence, outcome, official_task. INDICATORS is a table of
//! known growth targets (place, level, year, target, reported); PROVINCES a folder of tables, one
//! report each. Every figure of the marks is told twice: by the model that the crate carries, which
//! was made on all of these places, and by models made without the place that is judged.

#![allow(clippy::print_stdout, reason = "a program, not the library")]

mod checks;
mod common;
mod pairing;
mod training;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let show = args.iter().any(|arg| arg == "--show");
    let paths: Vec<&String> = args.iter().filter(|arg| !arg.starts_with("--")).collect();
    let [root, marks, rest @ ..] = paths.as_slice() else {
        return Err("usage: check_promises ARCHIVE MARKS [INDICATORS [PROVINCES]] [--show]".into());
    };
    let marks = common::lines(marks)?;
    let archive = pairing::load(root, &marks);
    let models = checks::Models::by_place(root, &marks, &archive)?;
    for held_out in [true, false] {
        let split = if held_out {
            "models made without the place that is judged"
        } else {
            "the crate's own model, made on these places too"
        };
        println!("== {split}");
        checks::sentences::run(&archive, &marks, &models, held_out, show && held_out);
        checks::outcomes::run(&archive, &marks, &models, held_out, show && held_out);
    }
    if let [indicators, provinces @ ..] = rest {
        println!("== growth targets");
        checks::targets::run(root, indicators, provinces.first().map(|path| path.as_str()), show)?;
    }
    Ok(())
}
