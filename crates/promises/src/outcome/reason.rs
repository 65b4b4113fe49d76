//! Why a verdict is what it is: as data, with its words in one place.

use serde::{Deserialize, Serialize};

use crate::promise::KeptFigure;

/// How a verdict came about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum VerdictReason {
    /// Both figures, and what the one is to the other.
    Compared {
        /// What was promised.
        promised: KeptFigure,
        /// What is reported.
        reported: KeptFigure,
    },
    /// What is told is of another measure or unit.
    OtherTerms {
        /// What was promised.
        promised: KeptFigure,
        /// What is reported.
        reported: KeptFigure,
    },
    /// The thing is told of, without the figure.
    WithoutFigure,
    /// It is reported as done.
    ReportedDone,
    /// It is reported at a lower stage than was promised.
    LowerStage,
    /// Some of what was promised is reported.
    SomeOfIt,
    /// It is promised again.
    PromisedAgain,
    /// The report admits that it was not done.
    Admitted,
    /// A new quota for the year stands where the old one is not accounted for.
    OnlyNewQuota,
    /// Only a claim about all promises of a kind covers it.
    OnlyUmbrella,
    /// No sentence of the report is close.
    Nothing,
    /// No sentence is close, but the report is not there whole.
    NothingButCut,
    /// A sentence touches it and does not settle it.
    Touched,
    /// The report that would tell is not there.
    NoReport {
        /// The year of that report.
        due: i16,
    },
    /// It is not due.
    NotDue {
        /// The year of the report that will tell.
        due: i16,
    },
}

impl VerdictReason {
    /// The reason in one Chinese sentence.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Compared { promised, reported } => {
                format!("承诺“{}”，报告为“{}”。", promised.text, reported.text)
            }
            Self::OtherTerms { promised, reported } => {
                format!(
                    "承诺“{}”，报告改用另一种口径：“{}”，无法直接比较。",
                    promised.text, reported.text
                )
            }
            Self::WithoutFigure => "报告提到此事，没有给出所承诺的数。".to_owned(),
            Self::ReportedDone => "报告说已经做到。".to_owned(),
            Self::LowerStage => "报告所说的进度低于承诺。".to_owned(),
            Self::SomeOfIt => "报告只说到所承诺的一部分。".to_owned(),
            Self::PromisedAgain => "没有说做到，又列为下一年的任务。".to_owned(),
            Self::Admitted => "报告承认没有做到。".to_owned(),
            Self::OnlyNewQuota => "只有下一年的新指标，没有说上一年的结果。".to_owned(),
            Self::OnlyUmbrella => "只有“全部完成”之类的总括，没有说到此事。".to_owned(),
            Self::Nothing => "全文没有与此相近的句子。".to_owned(),
            Self::NothingButCut => "没有相近的句子，但这份报告不完整。".to_owned(),
            Self::Touched => "报告说到此事，没有说结果。".to_owned(),
            Self::NoReport { due } => format!("档案中没有{due}年的报告。"),
            Self::NotDue { due } => format!("尚未到期，要看{due}年的报告。"),
        }
    }

    /// The reason in one English sentence.
    #[must_use]
    pub fn words_en(&self) -> String {
        match self {
            Self::Compared { promised, reported } => {
                format!("Promised “{}”, reported “{}”.", promised.text, reported.text)
            }
            Self::OtherTerms { promised, reported } => format!(
                "Promised “{}”, reported in other terms: “{}”; the two cannot be compared.",
                promised.text, reported.text
            ),
            Self::WithoutFigure => "The report mentions it without the promised figure.".to_owned(),
            Self::ReportedDone => "The report says that it was done.".to_owned(),
            Self::LowerStage => "The reported stage is below the promised one.".to_owned(),
            Self::SomeOfIt => "The report tells of a part of what was promised.".to_owned(),
            Self::PromisedAgain => "Not reported as done, and promised again.".to_owned(),
            Self::Admitted => "The report admits that it was not done.".to_owned(),
            Self::OnlyNewQuota => {
                "Only a new quota is set; the old one is not accounted for.".to_owned()
            }
            Self::OnlyUmbrella => "Only a claim that everything was done covers it.".to_owned(),
            Self::Nothing => "No sentence of the report is close to it.".to_owned(),
            Self::NothingButCut => {
                "No sentence is close to it, but the report is not whole.".to_owned()
            }
            Self::Touched => "The report mentions it without saying what came of it.".to_owned(),
            Self::NoReport { due } => format!("The archive lacks the report of {due}."),
            Self::NotDue { due } => format!("Not due yet: the report of {due} will tell."),
        }
    }
}
