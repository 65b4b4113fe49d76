//! Hashes the crate's source and data, and the versions of the libraries that it stands on, into
//! `SUYAN_EXTRACTION`, the version of what is read from a file.

#[path = "build/sources.rs"]
mod sources;

use sources::{Sources, dependencies};

fn main() -> std::io::Result<()> {
    let mut sources = Sources::new();
    sources.add("src")?;
    sources.add("data")?;
    // The rules read the analysis crate's table of foldings too.
    sources.add("../analysis/data/folding.txt")?;
    sources.add_libraries("../../Cargo.lock", &dependencies("Cargo.toml")?)?;
    println!("cargo::rustc-env=SUYAN_EXTRACTION={}", sources.finish()?);
    Ok(())
}
