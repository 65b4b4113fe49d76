//! Hashes the crate's source and data into `SUYAN_EXTRACTION`, the version of what is read from a
//! file. Line ends do not count, so that a checkout on any system has the same version.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::io;
use std::path::{Path, PathBuf};

fn main() -> io::Result<()> {
    let mut files = Vec::new();
    for folder in ["src", "data"] {
        println!("cargo::rerun-if-changed={folder}");
        gather(Path::new(folder), &mut files)?;
    }
    // The rules read the analysis crate's table of foldings too.
    files.push(PathBuf::from("../analysis/data/folding.txt"));
    println!("cargo::rerun-if-changed=../analysis/data/folding.txt");
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        hasher.write(file.to_string_lossy().replace('\\', "/").as_bytes());
        let mut bytes = fs::read(&file)?;
        bytes.retain(|byte| *byte != b'\r');
        hasher.write(&bytes);
    }
    println!("cargo::rustc-env=SUYAN_EXTRACTION={:016x}", hasher.finish());
    Ok(())
}

/// All files below a folder, but for those that only test.
fn gather(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, files)?;
        } else if path.file_name().is_some_and(|name| name != "tests.rs") {
            files.push(path);
        }
    }
    Ok(())
}
