//! `places`: the places of the archive by name.

use serde_json::{Value, json};
use suyan_answers::Problem;

use super::{Call, SNAPSHOT, Spec};
use crate::arguments::{Argument, Takes};

/// Places of one answer, unless asked otherwise.
const USUAL: usize = 10;

/// The tool.
pub const SPEC: Spec = Spec {
    name: "places",
    title: "地区 Places",
    says: "Places that the archive holds reports of, by name, short name or pinyin: 徐汇, xuhui, 长宁区. \
        Gives code, full path, level and how many reports there are of that very place. Use it before \
        filtering by a place whose name several places have (朝阳区).",
    arguments: &[
        Argument::required("q", Takes::Text, "A name, its beginning, or pinyin: 徐汇, xuhui"),
        Argument::new("limit", Takes::Number(1, 50, Some(10)), "How many."),
        SNAPSHOT,
    ],
    example: r#"places {"q": "徐汇"}"#,
    run,
};

fn run(call: &Call<'_>) -> Result<Value, Problem> {
    let query = call.params.query()?;
    let limit = call.params.limit(USUAL)?;
    // One more than is shown tells whether there are more.
    let mut places = call.backend.places(query.trim(), limit + 1)?;
    let more = places.len() > limit;
    places.truncate(limit);
    let left_out = more.then(|| {
        format!(
            "more than {limit} places match; write more of the name, or raise limit (at most 50)"
        )
    });
    let hint = places.is_empty().then_some(
        "the archive holds no report of a place of this name; that is not the same as nothing having been said",
    );
    call.answer(&json!({"places": places, "left_out": left_out, "hint": hint}))
}
