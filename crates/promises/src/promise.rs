//! The shapes of promises, as the ledger keeps them and the API shows them.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use suyan_analysis::quantity::{Measure, Qualifier, Quantity, UnitKind, unit};
use suyan_corpus::Part;

/// A sentence by which a government says that it will bring about something that can be checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Promise {
    /// The number of its passage in the report.
    pub ordinal: u32,
    /// The number of the sentence in its passage, from 1.
    pub sentence: u32,
    /// The part of the report that it stands in.
    pub part: Part,
    /// The sentence, verbatim.
    pub text: String,
    /// The strength of its firmest checkable clause.
    pub strength: Strength,
    /// When it is due.
    pub deadline: PromiseDeadline,
    /// Its checkable clauses; at least one.
    pub items: Vec<Item>,
    /// How probable the model finds it that it is a promise, at most 1.
    pub certainty: f32,
}

/// How firmly something is promised, by its governing verb; the firmest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// 确保, 必须
    Guarantee,
    /// 完成, 建成, 新增, a bare target
    Do,
    /// 力争, 争取
    Strive,
    /// 推进, 支持
    Promote,
    /// 探索, 研究
    Explore,
}

impl Strength {
    /// The word that the API uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Guarantee => "guarantee",
            Self::Do => "do",
            Self::Strive => "strive",
            Self::Promote => "promote",
            Self::Explore => "explore",
        }
    }
}

/// When a promise is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseDeadline {
    /// The year at whose end it is due at the latest.
    pub year: i16,
    /// The month, where one is told.
    #[serde(default)]
    pub month: Option<u8>,
    /// The words that tell it, where there are any.
    #[serde(default)]
    pub text: Option<String>,
}

/// One checkable clause of a promise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Its bytes in the sentence.
    pub span: (u32, u32),
    /// What is to be reached or done, in few words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indicator: Option<String>,
    /// The thing by its name, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// The figure, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<KeptFigure>,
    /// How firmly it is promised.
    pub strength: Strength,
    /// When it is due.
    pub deadline: PromiseDeadline,
}

impl Item {
    /// Its words in the sentence.
    #[must_use]
    pub fn text<'a>(&self, sentence: &'a str) -> &'a str {
        sentence.get(self.range()).unwrap_or(sentence)
    }

    /// Its bytes in the sentence.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.span.0 as usize..self.span.1 as usize
    }
}

/// A figure as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptFigure {
    /// Its words, those that qualify it included.
    pub text: String,
    /// The value in the plain unit; `None` where the words tell no number.
    pub value: Option<f64>,
    /// A range's upper end.
    pub value2: Option<f64>,
    /// The unit.
    pub unit: String,
    /// What is said of the value.
    pub qualifier: Qualifier,
    /// What the unit measures.
    pub kind: UnitKind,
    /// Whether it is a level, a change or a total.
    pub measure: Measure,
}

impl KeptFigure {
    pub(crate) fn of(quantity: &Quantity, text: &str) -> Self {
        Self {
            text: text[quantity.range.clone()].to_owned(),
            value: quantity.value,
            value2: quantity.value2,
            unit: quantity.unit.clone(),
            qualifier: quantity.qualifier,
            kind: quantity.kind,
            measure: quantity.measure,
        }
    }

    /// The value in the unit in which values of its kind are compared, and that unit.
    #[must_use]
    pub fn base(&self) -> Option<(f64, String)> {
        let value = self.value?;
        Some(match unit(&self.unit) {
            Some(unit) => (value * unit.factor, unit.base),
            None => (value, self.unit.clone()),
        })
    }
}
