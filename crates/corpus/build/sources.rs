// Shared by the build scripts of `corpus` and `engine`: hashes of sources, data and libraries, which
// tell what was read or written by another version. Line ends and tests do not count, so that a
// checkout on any system has the same hash.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A hash in the making: FNV-1a, the same with every compiler.
pub struct Sources {
    hash: u64,
    files: Vec<PathBuf>,
}

impl Sources {
    pub fn new() -> Self {
        Self { hash: 0xcbf2_9ce4_8422_2325, files: Vec::new() }
    }

    /// All files below a folder, or a file, but for those that only test. Cargo looks at them too.
    pub fn add(&mut self, path: &str) -> io::Result<()> {
        println!("cargo::rerun-if-changed={path}");
        self.gather(Path::new(path))
    }

    fn gather(&mut self, path: &Path) -> io::Result<()> {
        if !path.is_dir() {
            self.files.push(path.to_owned());
            return Ok(());
        }
        for entry in fs::read_dir(path)? {
            let path = entry?.path();
            if path.file_name().is_some_and(|name| name != "tests.rs" && name != "tests") {
                self.gather(&path)?;
            }
        }
        Ok(())
    }

    /// The versions of some libraries and of all that they stand on.
    pub fn add_libraries(&mut self, lock: &str, libraries: &[String]) -> io::Result<()> {
        println!("cargo::rerun-if-changed={lock}");
        for library in closure(&packages(&fs::read_to_string(lock)?), libraries) {
            self.write(library.as_bytes());
        }
        Ok(())
    }

    pub fn finish(mut self) -> io::Result<String> {
        self.files.sort();
        for file in std::mem::take(&mut self.files) {
            self.write(file.to_string_lossy().replace('\\', "/").as_bytes());
            let mut bytes = fs::read(&file)?;
            bytes.retain(|byte| *byte != b'\r');
            if file.extension().is_some_and(|ext| ext == "rs") {
                bytes.truncate(without_tests(&bytes));
            }
            self.write(&bytes);
        }
        Ok(format!("{:016x}", self.hash))
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().chain(b"\0") {
            self.hash = (self.hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
}

/// Where the tests at the end of a source begin.
fn without_tests(source: &[u8]) -> usize {
    const TESTS: &[u8] = b"\n#[cfg(test)]\nmod tests {\n";
    source.windows(TESTS.len()).position(|at| at == TESTS).unwrap_or(source.len())
}

/// The libraries that a manifest of Cargo names under `[dependencies]`, our own left out.
pub fn dependencies(manifest: &str) -> io::Result<Vec<String>> {
    println!("cargo::rerun-if-changed={manifest}");
    let text = fs::read_to_string(manifest)?;
    let section = text.lines().skip_while(|line| line.trim() != "[dependencies]").skip(1);
    let names = section
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split(['.', '=', ' ']).next())
        .filter(|name| !name.is_empty() && !name.starts_with(['#']) && !name.starts_with("suyan-"));
    Ok(names.map(str::to_owned).collect())
}

/// Libraries that serve the compiler or the system, and change nothing that is read or written.
const PLUMBING: &[&str] = &[
    "autocfg",
    "cc",
    "cfg-if",
    "find-msvc-tools",
    "jobserver",
    "libc",
    "pkg-config",
    "proc-macro2",
    "quote",
    "serde",
    "serde_core",
    "serde_derive",
    "shlex",
    "syn",
    "synstructure",
    "thiserror",
    "thiserror-impl",
    "tracing",
    "tracing-core",
    "tracing-attributes",
    "unicode-ident",
    "version_check",
];

/// By name the versions of a package and what each names as its dependencies.
type Packages = BTreeMap<String, Vec<(String, Vec<String>)>>;

/// The packages of a `Cargo.lock`.
fn packages(lock: &str) -> Packages {
    let mut packages = Packages::new();
    for package in lock.split("[[package]]").skip(1) {
        let field = |name: &str| {
            let line = package.lines().find_map(|line| line.strip_prefix(name))?;
            Some(line.trim_matches([' ', '=', '"']).to_owned())
        };
        let inside =
            package.split("dependencies = [").nth(1).and_then(|rest| rest.split(']').next());
        let names = inside.unwrap_or("").split(',').filter_map(|entry| {
            entry.trim().trim_matches('"').split(' ').next().map(str::to_owned)
        });
        let names = names.filter(|name| !name.is_empty()).collect();
        if let (Some(name), Some(version)) = (field("name "), field("version ")) {
            packages.entry(name).or_default().push((version, names));
        }
    }
    packages
}

/// `name version` of everything that some packages stand on, themselves included, in order.
fn closure(packages: &Packages, from: &[String]) -> BTreeSet<String> {
    let (mut seen, mut found) = (BTreeSet::new(), BTreeSet::new());
    let mut open: Vec<String> = from.to_vec();
    while let Some(name) = open.pop() {
        let is_plumbing = PLUMBING.contains(&name.as_str()) || name.starts_with("windows");
        if is_plumbing || !seen.insert(name.clone()) {
            continue;
        }
        for (version, names) in packages.get(&name).into_iter().flatten() {
            found.insert(format!("{name} {version}"));
            open.extend(names.iter().cloned());
        }
    }
    found
}
