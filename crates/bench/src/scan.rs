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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ranking::RankedAnswer;

    #[test]
    fn a_phrase_is_found_as_a_reader_would_find_it() {
        let texts = ScanTexts::new(
            &["推进“一网统管”", "ＰＭ２．５浓度", "高质量 发展", "发展\u{3000}养老", "改革发展"]
                .map(|text| PeerPassage::of_text(text, text)),
        );
        for (phrase, holders) in [
            ("一网统管", vec![0]),
            ("推进一网", vec![0]),
            ("pm2.5", vec![1]),
            ("PM2.5浓度", vec![1]),
            ("质量发展", vec![2]),
            ("发展养老", vec![3]),
            ("发展", vec![2, 3, 4]),
            ("养老发展", vec![]),
        ] {
            assert_eq!(texts.holders(phrase), holders.into_iter().collect(), "{phrase}");
        }
    }

    #[test]
    fn what_is_missed_wrong_and_miscounted_is_counted_over_all_phrases() {
        let answer = |all: &[u32], hits: u64| RankedAnswer {
            all: all.to_vec(),
            hits,
            ..RankedAnswer::default()
        };
        let sets = std::collections::HashMap::from([(
            "phrases".to_owned(),
            vec![answer(&[1, 2, 3], 3), answer(&[7], 1), answer(&[], 2)],
        )]);
        let run = PeerRun { peer: "peer".to_owned(), sets, ..PeerRun::default() };
        let phrase = |held: &[u32]| (String::new(), held.iter().copied().collect());
        let phrases = [phrase(&[2, 3, 4]), phrase(&[7]), phrase(&[])];
        let mut results = Results::default();
        judge(&run, "phrases", &phrases, &mut results);
        let figure = |name: &str| results.0[&format!("phrases.peer.{name}")];
        // Missed: 4; wrong: 1; right: 2, 3 and 7; counted rightly: the first two.
        assert_eq!((figure("missed"), figure("false"), figure("right")), (1.0, 1.0, 3.0));
        assert!((figure("exact-counts") - 2.0 / 3.0).abs() < 1e-12);
        let mut none = Results::default();
        judge(&run, "other", &phrases, &mut none);
        assert!(none.0.is_empty());
    }
}
