//! `coverage`: which places have a report of which year, and which are missing.

use serde_json::{Value, json};
use suyan_answers::{CoverageRequest, Problem};

use super::{ANSWER, Call, KIND, LEFT_OUT, LEVEL, LEVELS, PAGE, PLACE, SNAPSHOT, Spec, YEAR};
use crate::arguments::{Argument, ArgumentType};
use crate::shape::{Gives, ShapeField};

/// Places of one answer, unless asked otherwise.
const USUAL: usize = 50;

/// The tool.
pub const SPEC: Spec = Spec {
    name: "coverage",
    title: "收录情况 Coverage",
    says: "Which places have a report of which year in this archive. `report`: years held; `part`: only \
        a part is held; `none`: years of which a report is missing; `absent`: there was no such place \
        yet. Ask this before saying that something was never mentioned: missing is not zero. Counts \
        work reports (政府工作报告) unless `kind` says otherwise.",
    arguments: &[
        PLACE,
        LEVEL,
        YEAR,
        KIND,
        Argument::new(
            "expected",
            ArgumentType::Switch,
            "true to list also places below those named of which nothing is held.",
        ),
        Argument::new("limit", ArgumentType::Number(1, 200, Some(50)), "How many places."),
        Argument::new(
            "from",
            ArgumentType::Number(1, 100_000, Some(1)),
            "The first place, for what follows.",
        ),
        SNAPSHOT,
    ],
    gives: &[
        ANSWER,
        &[
            ShapeField::new("years", YEARS, "The years that are looked at."),
            ShapeField::new(
                "total",
                Gives::Object(&[TOTAL]),
                "Cells of place and year, of all places.",
            ),
            ShapeField::new("unknown", Gives::Object(&[UNKNOWN]), "Reports that are in no cell."),
            ShapeField::new("places", Gives::List(&Gives::Object(&[ROW])), ""),
            LEFT_OUT,
            PAGE,
        ],
    ],
    example: r#"coverage {"place": ["上海市"], "year": "2018..2023"}"#,
    run,
};

const YEARS: Gives = Gives::List(&Gives::Whole);
const TOTAL: &[ShapeField] = &[
    ShapeField::new("places", Gives::Whole, "Places."),
    ShapeField::new("report", Gives::Whole, "With a report."),
    ShapeField::new("part", Gives::Whole, "With only a part of one."),
    ShapeField::new("none", Gives::Whole, "With nothing."),
];
const UNKNOWN: &[ShapeField] = &[
    ShapeField::new("place", Gives::Whole, "Whose place is unknown."),
    ShapeField::new("year", Gives::Whole, "Whose place is known and whose year is not."),
];
/// Every year stands in exactly one of the four lists.
const ROW: &[ShapeField] = &[
    ShapeField::new("place", Gives::Text, "From the province down."),
    ShapeField::new("code", Gives::Text, "GB/T 2260"),
    ShapeField::new("level", Gives::Word(LEVELS), ""),
    ShapeField::new("report", YEARS, "Years held."),
    ShapeField::new("part", YEARS, "Years of which only a part is held."),
    ShapeField::new("none", YEARS, "Years of which a report is missing."),
    ShapeField::new("absent", YEARS, "Years in which there was no such place."),
];

fn run(call: &Call<'_>) -> Result<Value, Problem> {
    let number = |name, usual| -> Result<usize, Problem> {
        Ok(call.params.count(name, "bad_argument", "")?.map_or(usual, |n| n as usize))
    };
    let (limit, from) = (number("limit", USUAL)?, number("from", 1)?);
    let coverage = CoverageRequest::read(call.params)?.ask(call.backend)?;
    let all = coverage.places.len();
    let rows = coverage.places.iter().skip(from - 1).take(limit);
    let rows: Vec<Value> = rows
        .map(|row| {
            let place = row.path.join(" › ");
            json!({
                "place": place, "code": row.code, "level": row.level, "report": row.report,
                "part": row.part, "none": row.none, "absent": row.absent,
            })
        })
        .collect();
    let to = from - 1 + rows.len();
    let left_out = (to < all).then(|| {
        format!(
            "{all} places; these are {from} to {to}. Call again with from = {} for more.",
            to + 1
        )
    });
    call.answer(&json!({
        "years": coverage.years, "total": coverage.total, "unknown": coverage.unknown,
        "places": rows, "left_out": left_out, "page": call.page("/archive"),
    }))
}
