//! `places`: the places of the archive by name.

use serde_json::{Value, json};
use suyan_answers::Problem;

use super::{ANSWER, Call, LEFT_OUT, LEVELS, SNAPSHOT, Spec};
use crate::arguments::{Argument, ArgumentType};
use crate::shape::{Gives, ShapeField};

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
        Argument::required(
            "q",
            ArgumentType::Text,
            "A name, its beginning, or pinyin: 徐汇, xuhui",
        ),
        Argument::new("limit", ArgumentType::Number(1, 50, Some(10)), "How many."),
        SNAPSHOT,
    ],
    gives: &[
        ANSWER,
        &[
            ShapeField::new("places", Gives::List(&Gives::Object(&[PLACES])), "Best first."),
            LEFT_OUT,
            ShapeField::new(
                "hint",
                Gives::Maybe(&Gives::Text),
                "What to know where there are none.",
            ),
        ],
    ],
    example: r#"places {"q": "徐汇"}"#,
    run,
};

const PLACES: &[ShapeField] = &[
    ShapeField::new("code", Gives::Text, "GB/T 2260"),
    ShapeField::new("name", Gives::Text, ""),
    ShapeField::new("path", Gives::List(&Gives::Text), "Names from the province down."),
    ShapeField::new("level", Gives::Word(LEVELS), ""),
    ShapeField::new("reports", Gives::Whole, "How many reports are of this very place."),
];

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
