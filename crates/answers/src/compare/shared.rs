//! What two reports have in common and what sets them apart: sentences that both have, and words
//! that one uses more than the other. Two places write no versions of one text, so that passages
//! are not aligned for this.

use std::collections::HashMap;

use suyan_analysis::sentences;
use suyan_search::{Backend, FullReport, ReportHead};

use crate::keywords::{Keyword, KeywordsRequest};
use crate::params::Params;
use crate::problem::Problem;

/// Shorter sentences are formulas.
const SHORTEST: usize = 12;
/// So many words of each side are told.
const WORDS: usize = 30;

/// A sentence or clause that both have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedSentence {
    /// Its words in the one.
    pub text: String,
    /// The passage of the one report.
    pub a: u32,
    /// The passage of the other report.
    pub b: u32,
}

/// The sentences that both have, but for punctuation; of those that they do not share, the clauses
/// that they do. In the order of the one.
#[must_use]
pub fn shared(a: &FullReport, b: &FullReport) -> Vec<SharedSentence> {
    let mut known: HashMap<String, u32> = HashMap::new();
    for passage in b.passages.iter().filter(|passage| !passage.is_heading) {
        for sentence in sentences(&passage.text) {
            let sentence = &passage.text[sentence];
            for piece in std::iter::once(sentence).chain(clauses(sentence)) {
                known.entry(letters(piece)).or_insert(passage.ordinal);
            }
        }
    }
    let mut found: Vec<SharedSentence> = Vec::new();
    for passage in a.passages.iter().filter(|passage| !passage.is_heading) {
        for sentence in sentences(&passage.text) {
            let sentence = &passage.text[sentence];
            let of = |piece: &str| {
                let key = letters(piece);
                let b = (key.chars().count() >= SHORTEST).then(|| known.get(&key)).flatten();
                b.map(|b| SharedSentence {
                    text: piece.trim().to_owned(),
                    a: passage.ordinal,
                    b: *b,
                })
            };
            match of(sentence) {
                Some(whole) => found.push(whole),
                None => found.extend(clauses(sentence).filter_map(of)),
            }
        }
    }
    found
}

fn clauses(sentence: &str) -> impl Iterator<Item = &str> {
    sentence.split(['，', '；', '、', ',', ';', '：'])
}

/// A text without what does not tell: blanks and punctuation.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The words that one report uses more than the other, the most telling first.
///
/// # Errors
/// What the backend says.
pub fn words(
    backend: &dyn Backend,
    of: &ReportHead,
    than: &ReportHead,
) -> Result<Vec<Keyword>, Problem> {
    let (Some(own), Some(other)) = (facts(of), facts(than)) else { return Ok(Vec::new()) };
    let mut pairs: Vec<(String, String)> = own;
    pairs.extend(other.into_iter().map(|(name, value)| (format!("ref.{name}"), value)));
    pairs.push(("min".into(), "3".into()));
    pairs.push(("limit".into(), WORDS.to_string()));
    let pairs = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let found = KeywordsRequest::read(&Params::of(pairs))?.ask(backend)?;
    // A single character is rarely a word that tells anything, and a figure never is.
    let tells =
        |row: &Keyword| row.word.chars().count() > 1 && row.word.chars().all(char::is_alphabetic);
    Ok(found.rows.into_iter().filter(tells).collect())
}

/// The filters that give a report; `None` where it has no place or year to be told by.
fn facts(report: &ReportHead) -> Option<Vec<(String, String)>> {
    let place = report.place.as_ref()?;
    let pairs = [
        ("place", place.code.clone()),
        ("level", report.level?.to_string()),
        ("year", report.year?.to_string()),
        ("kind", report.kind.as_str().to_owned()),
    ];
    Some(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

#[cfg(test)]
mod tests {
    use suyan_corpus::Part;

    use super::*;
    use crate::testing::{Scan, report};

    #[test]
    fn sentences_that_both_have_are_found() {
        let archive = Scan::archive();
        let get = |id| archive.report(id).unwrap().unwrap();
        let (mut a, mut b) = (get("990101-2022"), get("990102-2022"));
        a.passages[5].text = "让城市更有温度、让市民更有获得感。别的话。".into();
        b.passages[6].text = "甲乙丙，让城市更有温度、让市民更有获得感。".into();
        a.passages[6].text = "推进以人为本的新型城镇化战略，并且如何。".into();
        b.passages[5].text = "推进以人为本的新型城镇化战略，或者怎样。".into();
        let found = shared(&a, &b);
        let texts: Vec<(&str, u32, u32)> =
            found.iter().map(|one| (one.text.as_str(), one.a, one.b)).collect();
        assert!(texts.contains(&("推进以人为本的新型城镇化战略", 7, 6)), "{texts:?}");
        assert!(!texts.iter().any(|(text, ..)| text.contains("别的话")));
    }

    #[test]
    fn sentences_that_both_have_are_told_with_where_they_stand() {
        let a = report(
            "310104",
            2021,
            &[
                (Part::Tasks, "坚持以人民为中心的发展思想不动摇。另外的一句话。"),
                (Part::Tasks, "加快推进新型基础设施建设步伐，完成本区独有的事情。推进改革。"),
            ],
        );
        let b = report(
            "310106",
            2021,
            &[
                (Part::Tasks, "推进改革。"),
                (
                    Part::Review,
                    "加快推进新型基础设施建设步伐；坚持以人民为中心的，发展思想不动摇！",
                ),
                (Part::Tasks, "坚持以人民为中心的发展思想不动摇。"),
            ],
        );
        let found: Vec<(String, u32, u32)> =
            shared(&a, &b).into_iter().map(|one| (one.text, one.a, one.b)).collect();
        let expected = [
            ("坚持以人民为中心的发展思想不动摇。".to_owned(), 1, 3),
            // Of a sentence that is not the same, the clause that is; short ones are formulas.
            ("加快推进新型基础设施建设步伐".to_owned(), 2, 2),
        ];
        assert_eq!(found, expected);
        assert!(shared(&a, &report("310106", 2021, &[])).is_empty());
    }
}
