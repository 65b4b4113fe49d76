//! Promises as they are shown, in the very shapes that the API prints.

use serde::Serialize;
use suyan_corpus::Part;
use suyan_promises::{KeptFigure, PromiseDeadline, Strength, Verdict, VerdictReason};

use super::Noted;
use crate::ReportHead;

/// A promise with those of its items that pass.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShownPromise {
    /// `REPORT:ORDINAL:SENTENCE`.
    pub id: String,
    /// Its report.
    pub report: ReportHead,
    /// The number of its passage.
    pub ordinal: u32,
    /// Its number in the passage, from 1.
    pub sentence: u32,
    /// The part that it stands in.
    pub part: Part,
    /// The headings above it, outermost first.
    pub heading: Vec<String>,
    /// The sentence, verbatim.
    pub text: String,
    /// The strength of its firmest item.
    pub strength: Strength,
    /// When it is due.
    pub deadline: PromiseDeadline,
    /// How probable the model finds it that it is a promise.
    pub certainty: f64,
    /// How many items it has in all.
    pub all_items: u32,
    /// Those that pass, in reading order.
    pub items: Vec<ShownItem>,
}

/// One checkable clause.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShownItem {
    /// Its number in the promise, from 1.
    pub item: u32,
    /// Its words.
    pub text: String,
    /// What is to be reached or done.
    pub indicator: Option<String>,
    /// The thing by its name.
    pub object: Option<String>,
    /// The figure.
    pub quantity: Option<ShownFigure>,
    /// How firmly it is promised.
    pub strength: Strength,
    /// When it is due.
    pub deadline: PromiseDeadline,
    /// What became of it.
    pub outcome: ShownOutcome,
    /// What a person says of it, where there is a journal of such.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub noted: Option<Noted>,
}

/// A figure as the API shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShownFigure {
    /// The figure; its fields are those of the API.
    #[serde(flatten)]
    pub figure: KeptFigure,
    /// The value in the unit in which values of its kind are compared.
    pub base: Option<f64>,
    /// The unit in which values of the kind are compared.
    pub base_unit: Option<String>,
}

impl From<KeptFigure> for ShownFigure {
    fn from(figure: KeptFigure) -> Self {
        let (base, base_unit) = figure.base().unzip();
        Self { figure, base, base_unit }
    }
}

/// What became of an item: a reading by rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShownOutcome {
    /// The verdict.
    pub verdict: Verdict,
    /// The year of the report that was read for it, or that would tell.
    pub year: Option<i16>,
    /// The report that was read for it.
    pub report: Option<ReportHead>,
    /// The figure that was promised.
    pub promised: Option<ShownFigure>,
    /// The figure that is told.
    pub reported: Option<ShownFigure>,
    /// How the verdict came about, in one Chinese sentence.
    pub why: String,
    /// How the verdict came about, as data.
    #[serde(skip)]
    pub reason: VerdictReason,
    /// Whether only a claim about all promises of a kind covers it.
    pub umbrella: bool,
    /// The sentences on which it rests, the best first.
    pub evidence: Vec<ShownTelling>,
    /// The sentences that are closest, whatever the verdict.
    pub candidates: Vec<ShownTelling>,
    /// What reports on the way to a later deadline tell.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub progress: Vec<ShownProgress>,
}

/// A sentence of a later report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShownTelling {
    /// The report's id.
    pub report: String,
    /// Its year.
    pub year: Option<i16>,
    /// The number of the passage.
    pub ordinal: u32,
    /// The number of the sentence in it, from 1.
    pub sentence: u32,
    /// The part that it stands in.
    pub part: Part,
    /// The sentence.
    pub text: String,
    /// How probable it is that it tells of the item.
    pub score: f64,
}

/// What a report on the way tells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShownProgress {
    /// The year that is told of.
    pub year: i16,
    /// The figure.
    pub figure: ShownFigure,
    /// The sentence.
    pub telling: ShownTelling,
}

/// One promise with what every later report of its place says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PromiseStory {
    /// The promise with all its items.
    pub promise: ShownPromise,
    /// Year by year, from the one after it on.
    pub later: Vec<LaterYear>,
}

/// What one year's report says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LaterYear {
    /// The year.
    pub year: i16,
    /// Its report; `None` where the archive has none.
    pub report: Option<ReportHead>,
    /// Whether the report is there whole, so that silence means something.
    pub whole: bool,
    /// For every item of the promise the closest sentences, the closest first.
    pub items: Vec<Vec<SaidFigure>>,
}

/// A sentence with the figure of it that is closest to an item's.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SaidFigure {
    /// The sentence.
    #[serde(flatten)]
    pub telling: ShownTelling,
    /// The figure, where the item has one and this fits it.
    pub figure: Option<ShownFigure>,
}
