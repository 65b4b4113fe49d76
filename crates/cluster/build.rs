//! Hashes whatever folds, cuts and writes into `SUYAN_FORMAT`, the fingerprint of an archive on a
//! cluster, and into `SUYAN_RULES` what makes and writes the ledger.

#[path = "../corpus/build/sources.rs"]
mod sources;

use sources::{Sources, dependencies};

fn main() -> std::io::Result<()> {
    let mut sources = Sources::new();
    sources.add("src/format")?;
    sources.add("../analysis/src")?;
    sources.add("../analysis/data")?;
    sources.add_libraries("../../Cargo.lock", &dependencies("../analysis/Cargo.toml")?)?;
    println!("cargo::rustc-env=SUYAN_FORMAT={}", sources.finish()?);
    println!("cargo::rustc-env=SUYAN_RULES={}", rules()?);
    Ok(())
}

/// What makes promises and outcomes, and how the ledger is written.
fn rules() -> std::io::Result<String> {
    let mut sources = Sources::new();
    sources.add("src/ledger/component.rs")?;
    sources.add("../search/src/ledger/record.rs")?;
    sources.add("../indexer/src/ledger.rs")?;
    sources.add("../promises/src")?;
    sources.add("../promises/data")?;
    sources.finish()
}
