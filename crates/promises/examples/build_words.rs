//! Makes `data/words.txt`: the words of two characters that reports use most. Two neighbouring
//! characters that are a word say more than two that only meet.
//!
//! `cargo run --release -p suyan-promises --example build_words -- ARCHIVE > crates/promises/data/words.txt`

#![allow(clippy::print_stdout, reason = "a program, not the library")]

use std::collections::HashMap;
use std::fs;
use std::path::Path;

const KEPT: usize = 5000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = std::env::args().nth(1).ok_or("usage: build_words ARCHIVE")?;
    let mut files = Vec::new();
    gather(Path::new(&root), &mut files)?;
    files.sort();
    let mut counts: HashMap<String, usize> = HashMap::new();
    // Every seventh report is a sample large enough.
    for file in files.iter().step_by(7) {
        let text = fs::read_to_string(file)?;
        let han = |c: char| !('\u{4E00}'..='\u{9FFF}').contains(&c);
        for chunk in text.split(han).filter(|chunk| !chunk.is_empty()) {
            for word in suyan_analysis::words::words(chunk) {
                if word.text.chars().count() == 2 {
                    *counts.entry(word.text).or_default() += 1;
                }
            }
        }
    }
    let mut words: Vec<(String, usize)> = counts.into_iter().collect();
    words.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    println!(
        "# The words of two characters that reports use most, made by examples/build_words.rs."
    );
    words.iter().take(KEPT).for_each(|(word, _)| println!("{word}"));
    Ok(())
}

fn gather(folder: &Path, into: &mut Vec<std::path::PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, into)?;
        } else if path.extension().is_some_and(|ext| ext == "md") {
            into.push(path);
        }
    }
    Ok(())
}
