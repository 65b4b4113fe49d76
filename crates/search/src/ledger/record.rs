//! What a row of the ledger holds, in as few bytes as it takes: numbers and places of words. The
//! words themselves are in the index.

use serde::{Deserialize, Serialize};
use suyan_promises::{
    Item, KeptFigure, Outcome, Promise, PromiseDeadline, Strength, Telling, Verdict, VerdictReason,
};

/// A promise but for where it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PromiseRecord {
    /// The strength of its firmest item.
    pub strength: Strength,
    /// When it is due.
    pub deadline: DeadlineRecord,
    /// How probable the model finds it that it is one, in hundredths.
    pub certainty: u8,
    /// Its items.
    pub items: Vec<ItemRecord>,
}

/// An item with its outcome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ItemRecord {
    /// Its bytes in the sentence.
    pub span: (u32, u32),
    /// What is to be reached or done.
    pub indicator: Option<SentenceWords>,
    /// The thing by its name.
    pub object: Option<SentenceWords>,
    /// The figure.
    pub quantity: Option<KeptFigure>,
    /// How firmly it is promised.
    pub strength: Strength,
    /// When it is due.
    pub deadline: DeadlineRecord,
    /// What became of it.
    pub outcome: OutcomeRecord,
}

/// When something is due.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeadlineRecord {
    /// The year at whose end.
    pub year: i16,
    /// The month, where one is told.
    pub month: Option<u8>,
    /// The words that tell it.
    pub text: Option<SentenceWords>,
}

/// Words of a sentence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum SentenceWords {
    /// Where they stand in it, and how many bytes they are.
    Span(u32, u32),
    /// Those that do not stand there as they are.
    Text(String),
}

/// What became of an item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutcomeRecord {
    /// The verdict.
    pub verdict: Verdict,
    /// The number, among the component's, of the report that was read for it.
    pub report: Option<u32>,
    /// The figure that is told.
    pub reported: Option<KeptFigure>,
    /// How the verdict came about.
    pub reason: Why,
    /// Whether only a claim about all promises of a kind covers it.
    pub umbrella: bool,
    /// The sentences on which it rests.
    pub evidence: Vec<TellingRecord>,
    /// The sentences that are closest.
    pub candidates: Vec<TellingRecord>,
    /// What reports on the way tell.
    pub progress: Vec<ProgressRecord>,
}

/// A sentence of a later report by where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TellingRecord {
    /// The number, among the component's, of its report.
    pub report: u32,
    /// The number of the passage.
    pub ordinal: u32,
    /// The number of the sentence in its passage.
    pub sentence: u32,
    /// In hundredths.
    pub score: u8,
}

/// What a report on the way tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProgressRecord {
    /// The year that is told of.
    pub year: i16,
    /// The figure.
    pub figure: KeptFigure,
    /// The sentence.
    pub telling: TellingRecord,
}

/// A [`VerdictReason`] without what the item and its outcome tell anyway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each is the reason of its name")]
pub enum Why {
    Compared,
    OtherTerms,
    WithoutFigure,
    ReportedDone,
    LowerStage,
    SomeOfIt,
    PromisedAgain,
    Admitted,
    OnlyNewQuota,
    OnlyUmbrella,
    Nothing,
    NothingButCut,
    Touched,
    /// There is no such report, or not yet: which of both, the archive tells.
    Missing,
}

impl PromiseRecord {
    /// Of a promise and the outcomes of its items, one for one; `number` tells the number of a
    /// report by its id.
    #[must_use]
    pub fn of(
        promise: &Promise,
        outcomes: &[Outcome],
        number: &impl Fn(&str) -> Option<u32>,
    ) -> Self {
        let text = &promise.text;
        let item = |(item, outcome): (&Item, &Outcome)| ItemRecord {
            span: item.span,
            indicator: item.indicator.as_deref().map(|words| SentenceWords::of(text, words)),
            object: item.object.as_deref().map(|words| SentenceWords::of(text, words)),
            quantity: item.quantity.clone(),
            strength: item.strength,
            deadline: DeadlineRecord::of(&item.deadline, text),
            outcome: OutcomeRecord::of(outcome, number),
        };
        Self {
            strength: promise.strength,
            deadline: DeadlineRecord::of(&promise.deadline, text),
            certainty: hundredths(promise.certainty),
            items: promise.items.iter().zip(outcomes).map(item).collect(),
        }
    }
}

impl OutcomeRecord {
    fn of(outcome: &Outcome, number: &impl Fn(&str) -> Option<u32>) -> Self {
        let telling = |telling: &Telling| {
            Some(TellingRecord {
                report: number(&telling.report)?,
                ordinal: telling.ordinal,
                sentence: telling.sentence,
                score: hundredths(telling.score),
            })
        };
        let progress = outcome.progress.iter().filter_map(|progress| {
            let (year, figure) = (progress.year, progress.figure.clone());
            Some(ProgressRecord { year, figure, telling: telling(&progress.telling)? })
        });
        Self {
            verdict: outcome.verdict,
            report: outcome.report.as_deref().and_then(number),
            reported: outcome.reported.clone(),
            reason: Why::of(&outcome.reason),
            umbrella: outcome.umbrella,
            evidence: outcome.evidence.iter().filter_map(telling).collect(),
            candidates: outcome.candidates.iter().filter_map(telling).collect(),
            progress: progress.collect(),
        }
    }
}

impl DeadlineRecord {
    fn of(deadline: &PromiseDeadline, sentence: &str) -> Self {
        let text = deadline.text.as_deref().map(|words| SentenceWords::of(sentence, words));
        Self { year: deadline.year, month: deadline.month, text }
    }

    /// The deadline of a sentence.
    #[must_use]
    pub fn of_sentence(&self, sentence: &str) -> PromiseDeadline {
        let text = self.text.as_ref().map(|words| words.of_sentence(sentence));
        PromiseDeadline { year: self.year, month: self.month, text }
    }
}

impl SentenceWords {
    fn of(sentence: &str, words: &str) -> Self {
        match sentence.find(words) {
            Some(at) if !words.is_empty() => Self::Span(at as u32, words.len() as u32),
            _ => Self::Text(words.to_owned()),
        }
    }

    /// The words themselves.
    #[must_use]
    pub fn of_sentence(&self, sentence: &str) -> String {
        match self {
            Self::Text(words) => words.clone(),
            Self::Span(at, length) => {
                let range = *at as usize..*at as usize + *length as usize;
                sentence.get(range).unwrap_or_default().to_owned()
            }
        }
    }
}

impl Why {
    fn of(reason: &VerdictReason) -> Self {
        match reason {
            VerdictReason::Compared { .. } => Self::Compared,
            VerdictReason::OtherTerms { .. } => Self::OtherTerms,
            VerdictReason::WithoutFigure => Self::WithoutFigure,
            VerdictReason::ReportedDone => Self::ReportedDone,
            VerdictReason::LowerStage => Self::LowerStage,
            VerdictReason::SomeOfIt => Self::SomeOfIt,
            VerdictReason::PromisedAgain => Self::PromisedAgain,
            VerdictReason::Admitted => Self::Admitted,
            VerdictReason::OnlyNewQuota => Self::OnlyNewQuota,
            VerdictReason::OnlyUmbrella => Self::OnlyUmbrella,
            VerdictReason::Nothing => Self::Nothing,
            VerdictReason::NothingButCut => Self::NothingButCut,
            VerdictReason::Touched => Self::Touched,
            VerdictReason::NoReport { .. } | VerdictReason::NotDue { .. } => Self::Missing,
        }
    }

    /// The reason of an item; `due` is the year of the report that tells, and `is_due` whether the
    /// archive has reports of that year.
    #[must_use]
    pub fn of_item(self, item: &ItemRecord, due: i16, is_due: bool) -> VerdictReason {
        let figures = item.quantity.clone().zip(item.outcome.reported.clone());
        match (self, figures) {
            (Self::Compared, Some((promised, reported))) => {
                VerdictReason::Compared { promised, reported }
            }
            (Self::OtherTerms, Some((promised, reported))) => {
                VerdictReason::OtherTerms { promised, reported }
            }
            (Self::Compared | Self::OtherTerms | Self::Touched, _) => VerdictReason::Touched,
            (Self::WithoutFigure, _) => VerdictReason::WithoutFigure,
            (Self::ReportedDone, _) => VerdictReason::ReportedDone,
            (Self::LowerStage, _) => VerdictReason::LowerStage,
            (Self::SomeOfIt, _) => VerdictReason::SomeOfIt,
            (Self::PromisedAgain, _) => VerdictReason::PromisedAgain,
            (Self::Admitted, _) => VerdictReason::Admitted,
            (Self::OnlyNewQuota, _) => VerdictReason::OnlyNewQuota,
            (Self::OnlyUmbrella, _) => VerdictReason::OnlyUmbrella,
            (Self::Nothing, _) => VerdictReason::Nothing,
            (Self::NothingButCut, _) => VerdictReason::NothingButCut,
            (Self::Missing, _) if is_due => VerdictReason::NoReport { due },
            (Self::Missing, _) => VerdictReason::NotDue { due },
        }
    }
}

/// A share in hundredths.
fn hundredths(share: f32) -> u8 {
    (share.clamp(0.0, 1.0) * 100.0).round() as u8
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn words_of_a_sentence_are_given_back(
            sentence in "[甲乙a🏠，]{0,10}",
            words in "[甲乙a🏠，]{0,4}",
        ) {
            let kept = SentenceWords::of(&sentence, &words);
            prop_assert_eq!(kept.of_sentence(&sentence), words.clone());
            // What stands there is kept by its place alone.
            let is_span = matches!(kept, SentenceWords::Span(..));
            prop_assert_eq!(is_span, !words.is_empty() && sentence.contains(&words));
            // Of another sentence, whose bytes are others, nothing is torn out of a character.
            let _ = kept.of_sentence("é");
        }

        #[test]
        fn a_share_is_hundredths(share in any::<f32>()) {
            let is = hundredths(share);
            prop_assert!(is <= 100);
            if (0.0..=1.0).contains(&share) {
                prop_assert!((f32::from(is) / 100.0 - share).abs() <= 0.005 + 1e-6);
            }
        }
    }
}
