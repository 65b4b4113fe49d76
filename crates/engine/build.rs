//! Hashes whatever folds, cuts and writes into `SUYAN_FORMAT`, the fingerprint of an index: the
//! sources and data of the analysis, those of `store/format`, and the libraries of both.

#[path = "../corpus/build/sources.rs"]
mod sources;

use sources::{Sources, dependencies};

fn main() -> std::io::Result<()> {
    let mut sources = Sources::new();
    sources.add("src/store/format")?;
    sources.add("data/symbols.txt")?;
    sources.add("../analysis/src")?;
    sources.add("../analysis/data")?;
    let mut libraries = dependencies("../analysis/Cargo.toml")?;
    libraries.extend(["daachorse", "tantivy", "zstd"].map(str::to_owned));
    sources.add_libraries("../../Cargo.lock", &libraries)?;
    println!("cargo::rustc-env=SUYAN_FORMAT={}", sources.finish()?);
    Ok(())
}
