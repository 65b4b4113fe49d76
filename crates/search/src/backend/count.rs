//! Counts of strings by a look at every text.

use suyan_analysis::{Tokens, sentences};
use suyan_corpus::{Doubt, Passage};

use super::Backend;
use crate::counting::{CountRequest, CountWay, Cutter, Patterns, ReportCounts, Sweep, TextSize};
use crate::{Error, ReportHead};

/// Counts in every report that passes the filters.
///
/// # Errors
/// What the backend says.
pub(super) fn count<B: Backend + ?Sized>(
    backend: &B,
    request: &CountRequest,
) -> Result<Vec<ReportCounts>, Error> {
    let patterns = Patterns::of(request);
    let mut sweep = Sweep::of(&patterns);
    let cutter = Cutter::of(&request.cut);
    let mut counted = Vec::new();
    backend.read_all(&request.filters, &mut |report| {
        let parts = &request.filters.parts;
        let passages = report.passages.iter();
        passages
            .filter(|passage| parts.is_empty() || parts.contains(&passage.part))
            .for_each(|passage| take_up(&mut sweep, &patterns, &cutter, passage));
        counted.push(ReportCounts {
            report: ReportHead::of(&report.id, &report.facts),
            is_part: report.facts.doubts.contains(&Doubt::Truncated),
            place: report.facts.place,
            parts: sweep.take(),
        });
        Ok(())
    })?;
    Ok(counted)
}

fn take_up(sweep: &mut Sweep<'_>, patterns: &Patterns, cutter: &Cutter, passage: &Passage) {
    let (part, text) = (passage.part as usize, passage.text.as_str());
    let tokens = Tokens::of(text);
    let is_anew = cutter.is_cut_anew(&tokens);
    let (words, stopped) = cutter.count(text, is_anew);
    sweep.size(
        part,
        TextSize {
            passages: 1,
            sentences: sentences(text).len() as u64,
            characters: tokens.letters() as u64,
            words,
            stopped,
        },
    );
    if patterns.way == CountWay::Words {
        return sweep.words(part, text, &tokens, (cutter, is_anew));
    }
    let mut found = Vec::new();
    patterns.look(0, &tokens, &mut found);
    sweep.passage(part, &found);
}
