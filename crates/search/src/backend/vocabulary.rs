//! Words and their counts by a look at every text.

use std::collections::{HashMap, HashSet};

use suyan_analysis::Tokens;
use suyan_analysis::segment::is_listed;
use suyan_corpus::Passage;

use super::Backend;
use crate::counting::{Cutter, Vocabulary, VocabularyRequest, WordSum};
use crate::{Error, Filters};

/// Counts every word in two parts of the archive.
///
/// # Errors
/// What the backend says.
pub(super) fn vocabulary<B: Backend + ?Sized>(
    backend: &B,
    request: &VocabularyRequest,
) -> Result<Vocabulary, Error> {
    let ids = |filters: &Filters| -> Result<HashSet<String>, Error> {
        let page = backend.reports(filters, usize::MAX, 0)?;
        Ok(page.reports.into_iter().map(|report| report.id).collect())
    };
    let all = Filters::default();
    let reference = request.reference.as_ref().unwrap_or(&all);
    let (of_target, of_reference) = (ids(&request.target)?, ids(reference)?);
    let admits = |filters: &Filters, passage: &Passage| {
        filters.parts.is_empty() || filters.parts.contains(&passage.part)
    };
    let cutter = Cutter::of(&request.cut);
    let mut vocabulary = Vocabulary::default();
    let mut sums: HashMap<String, WordSum> = HashMap::new();
    let either = Filters { twins: true, ..Filters::default() };
    backend.read_all(&either, &mut |report| {
        let (is_target, is_reference) =
            (of_target.contains(&report.id), of_reference.contains(&report.id));
        if !is_target && !is_reference {
            return Ok(());
        }
        vocabulary.target_reports += u32::from(is_target);
        let (mut words, mut of_report) = (0, HashMap::<String, u64>::new());
        for passage in &report.passages {
            let in_target = is_target && admits(&request.target, passage);
            let in_reference = is_reference
                && admits(reference, passage)
                && !(request.reference.is_none() && in_target);
            let is_anew = cutter.is_cut_anew(&Tokens::of(&passage.text));
            cutter.each_word(&passage.text, is_anew, |word| {
                words += u64::from(in_target);
                vocabulary.reference_words += u64::from(in_reference);
                if is_listed(word) {
                    *of_report.entry(word.to_owned()).or_default() += u64::from(in_target);
                    let sum = sums.entry(word.to_owned()).or_default();
                    sum.reference(u64::from(in_reference));
                }
            });
        }
        vocabulary.target_words += words;
        for (word, many) in of_report {
            sums.entry(word).or_default().report(many, words);
        }
        Ok(())
    })?;
    let target_words = vocabulary.target_words;
    let is_asked = |word: &String| {
        !request.cut.stop.contains(word)
            && request.only.as_ref().is_none_or(|only| only.contains(word))
    };
    let told = sums.into_iter().map(|(word, mut sum)| (word, sum.take(target_words)));
    let told = told.filter(|(word, counts)| counts.target >= request.least && is_asked(word));
    vocabulary.words = told.filter(|(_, counts)| counts.target + counts.reference > 0).collect();
    vocabulary.words.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    Ok(vocabulary)
}
