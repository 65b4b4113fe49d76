//! `coverage`: which places have a report of which year, and which are missing.

use serde_json::{Value, json};
use suyan_answers::{CoverageRequest, Problem};

use super::{Call, KIND, LEVEL, PLACE, SNAPSHOT, Spec, YEAR};
use crate::arguments::{Argument, Takes};

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
            Takes::Switch,
            "true to list also places below those named of which nothing is held.",
        ),
        Argument::new("limit", Takes::Number(1, 200, Some(50)), "How many places."),
        Argument::new(
            "from",
            Takes::Number(1, 100_000, Some(1)),
            "The first place, for what follows.",
        ),
        SNAPSHOT,
    ],
    example: r#"coverage {"place": ["上海市"], "year": "2018..2023"}"#,
    run,
};

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
