//! Hashes whatever folds, cuts and writes into `SUYAN_FORMAT`, the fingerprint of an index: the
//! sources and data of the analysis, those of `store/format`, and the libraries of both; and into
//! `SUYAN_RULES` what makes and writes the ledger.

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
    println!("cargo::rustc-env=SUYAN_RULES={}", rules()?);
    Ok(())
}

/// What makes promises and outcomes, and how the ledger is written. What it stands on of the
/// analysis is of the format: an index of another is not opened.
fn rules() -> std::io::Result<String> {
    let mut sources = Sources::new();
    for written in ["columns", "file"] {
        sources.add(&format!("src/store/ledger/{written}.rs"))?;
    }
    sources.add("../search/src/ledger/record.rs")?;
    sources.add("../indexer/src/ledger.rs")?;
    sources.add("../promises/src")?;
    sources.add("../promises/data")?;
    sources.finish()
}
