//! The floor and the judge of exact search: every passage read from end to end.
//!
//! What a reader's Ctrl+F would find is decided here on its own, without the engine's normaliser:
//! NFKC, lower case, blanks and quotation marks taken away.

use std::collections::HashSet;

use rayon::prelude::*;

use crate::passages::PeerPassage;
use crate::ranking::PeerRun;
use crate::results::Results;

/// Texts as the scan sees them.
pub struct ScanTexts(Vec<String>);

impl ScanTexts {
    /// Prepares all passages.
    pub fn new(lines: &[PeerPassage]) -> Self {
        Self(lines.par_iter().map(|line| plain(&line.text)).collect())
    }

    /// The line numbers of the passages that hold the phrase.
    pub fn holders(&self, phrase: &str) -> HashSet<u32> {
        let phrase = plain(phrase);
        (0u32..).zip(&self.0).filter(|(_, text)| text.contains(&phrase)).map(|(at, _)| at).collect()
    }
}

fn plain(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let dropped = |c: &char| !c.is_whitespace() && !"“”‘’\"「」『』'\u{200b}\u{feff}".contains(*c);
    text.nfkc().flat_map(char::to_lowercase).filter(dropped).collect()
}

/// Adds what a peer missed and what it found wrongly, over all phrases.
pub fn judge(run: &PeerRun, set: &str, phrases: &[(String, HashSet<u32>)], results: &mut Results) {
    let Some(answers) = run.sets.get(set) else { return };
    let (mut missed, mut wrong, mut right, mut counts) = (0, 0, 0, 0);
    for (answer, (_, holders)) in answers.iter().zip(phrases) {
        let found: HashSet<u32> = answer.all.iter().copied().collect();
        missed += holders.difference(&found).count();
        wrong += found.difference(holders).count();
        right += found.intersection(holders).count();
        counts += usize::from(answer.hits == holders.len() as u64);
    }
    let peer = &run.peer;
    results.put(format!("{set}.{peer}.missed"), missed as f64);
    results.put(format!("{set}.{peer}.false"), wrong as f64);
    results.put(format!("{set}.{peer}.right"), right as f64);
    results.put(format!("{set}.{peer}.exact-counts"), counts as f64 / phrases.len().max(1) as f64);
}
