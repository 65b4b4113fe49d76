//! The columns of an export, the same in every form.

use std::borrow::Cow;

use suyan_search::Hit;

use super::Addresses;
use super::comma::guarded;

/// The names of the columns. They are described in the API's description under `ExportRow`.
pub const COLUMNS: [&str; 17] = [
    "report_id",
    "title",
    "place_code",
    "place",
    "place_path",
    "level",
    "year",
    "date",
    "kind",
    "matching_passages",
    "ordinal",
    "part",
    "heading",
    "match",
    "text",
    "link",
    "asked",
];

/// How wide a column is in a sheet.
pub(super) fn width(name: &str) -> f64 {
    match name {
        "text" => 80.0,
        "title" | "heading" => 36.0,
        _ => 12.0,
    }
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum ExportCell {
    /// Nothing known.
    Empty,
    /// A whole number.
    Number(u64),
    /// A number.
    Decimal(f64),
    /// A text.
    Text(String),
}

impl ExportCell {
    /// A text, where there is one.
    #[must_use]
    pub fn text(text: Option<&str>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.to_owned()))
    }

    /// A number, where there is one.
    #[must_use]
    pub fn number(number: Option<u64>) -> Self {
        number.map_or(Self::Empty, Self::Number)
    }

    /// As it stands between commas.
    pub(super) fn plain(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Decimal(number) => Cow::Owned(number.to_string()),
            Self::Text(text) => guarded(text),
        }
    }
}

/// The row of a hit, a report with its best passage or one passage, in the order of [`COLUMNS`];
/// its link begins with `base`, and `asked` is the address of the search that gives the row again.
pub(super) fn cells(hit: &Hit, addresses: Addresses<'_>) -> [ExportCell; COLUMNS.len()] {
    let Addresses { base, asked } = addresses;
    let report = &hit.report;
    let place = report.place.as_ref();
    let passage = hit.passages.first();
    let id = percent_encoding::utf8_percent_encode(&report.id, crate::params::PLAIN);
    let anchor = passage.map_or_else(String::new, |passage| format!("#p{}", passage.ordinal));
    let tier = passage.map(|passage| match passage.tier {
        suyan_search::Tier::Exact => "exact",
        suyan_search::Tier::Near => "near",
        suyan_search::Tier::Words => "words",
        suyan_search::Tier::Some => "some",
    });
    let path = place.map(|place| place.path.join("/"));
    let heading = passage.map(|passage| passage.heading.join(" › "));
    let words: Option<String> =
        passage.map(|p| p.snippet.iter().map(|fragment| fragment.text.as_str()).collect());
    let (text, number) = (ExportCell::text, ExportCell::number);
    [
        text(Some(&report.id)),
        text(Some(&report.title)),
        text(place.map(|place| place.code.as_str())),
        text(place.map(|place| place.name.as_str())),
        text(path.as_deref()),
        text(report.level.map(suyan_corpus::Level::as_str)),
        number(report.year.and_then(|year| u64::try_from(year).ok())),
        text(report.date.as_deref()),
        text(Some(report.kind.as_str())),
        number(Some(hit.matching_passages)),
        number(passage.map(|passage| passage.ordinal.into())),
        text(passage.map(|passage| passage.part.as_str())),
        text(heading.as_deref()),
        text(tier),
        text(words.as_deref()),
        text(Some(&format!("{base}/reports/{id}{anchor}"))),
        text(Some(asked)),
    ]
}
