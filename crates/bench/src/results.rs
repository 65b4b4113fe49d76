//! Named numbers: what every measurement gives, prints and keeps.

use std::collections::BTreeMap;

/// Named numbers in order of name.
#[derive(Debug, Default)]
pub struct Results(pub BTreeMap<String, f64>);

impl Results {
    /// Adds one.
    pub fn put(&mut self, name: impl Into<String>, value: f64) {
        self.0.insert(name.into(), value);
    }
}

/// Prints one number a line.
pub fn print(results: &Results) {
    for (name, value) in &results.0 {
        println!("{name:60} {value:12.4}");
    }
}
