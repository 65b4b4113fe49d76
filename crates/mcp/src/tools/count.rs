//! `count`: how often strings stand in the reports, by place and year.

use serde_json::{Map, Value, json};
use suyan_answers::Problem;
use suyan_answers::panel::codebook::{Codebook, Remark};
use suyan_answers::panel::{Panel, PanelRequest, PanelRow, PanelShape, RowStatus, cell_address};
use suyan_search::filter;

use super::{
    ANSWER, Call, KIND, KINDS, LEFT_OUT, LEVEL, LEVELS, PART, PARTS, PLACE, SNAPSHOT, Spec, YEAR,
};
use crate::arguments::{Argument, ArgumentType};
use crate::shape::{Gives, ShapeField};

/// Rows of one answer, unless asked otherwise.
const USUAL: usize = 50;
/// The most cells of one answer.
const MOST_CELLS: usize = 2_000;

/// The tool.
pub const SPEC: Spec = Spec {
    name: "count",
    title: "计数 Count strings",
    says: "Exact counts of strings by place and year (or level, kind, part, report), with the \
        denominators, as a table: words [\"数字化转型\", \"营商环境\"], or one column of several strings, \
        \"绿色=绿色发展|低碳|双碳\". `status` missing: the archive has no report of that place and year, so \
        counts are null and not 0. Each count has a link to the page with the passages that it counts. \
        For what a report says, use `search`; for how much, use this.",
    arguments: &[
        Argument::required(
            "words",
            ArgumentType::Texts,
            "Strings to count, each literally; name=a|b|c makes one column of several; -string does not count occurrences inside it: [\"环保\", \"绿色=低碳|双碳\"]",
        ),
        PLACE,
        YEAR,
        LEVEL,
        KIND,
        PART,
        Argument::new(
            "by",
            ArgumentType::Words(&["place", "year", "level", "kind", "part", "report"]),
            "What a row is; place and year when left out. [\"year\"] for a time series of all.",
        ),
        Argument::new(
            "count",
            ArgumentType::Word(&[
                "literal",
                "substring",
                "words",
                "sentences",
                "passages",
                "reports",
            ]),
            "What is counted: literal occurrences (usual), words of the segmenter, sentences, passages or reports that hold it.",
        ),
        Argument::new(
            "per",
            ArgumentType::Word(&[
                "none",
                "characters",
                "words",
                "sentences",
                "passages",
                "reports",
            ]),
            "Rates per 10,000 characters or words, or per 100 sentences, passages or reports.",
        ),
        Argument::new(
            "lineage",
            ArgumentType::Word(&["as_was", "rolled", "balanced"]),
            "Places as they were (usual), under what they are today, or only those with a report of every year.",
        ),
        Argument::new("limit", ArgumentType::Number(1, 500, Some(50)), "How many rows."),
        Argument::new(
            "from",
            ArgumentType::Number(1, 1_000_000, Some(1)),
            "The first row, for what follows.",
        ),
        SNAPSHOT,
    ],
    gives: &[
        ANSWER,
        &[
            ShapeField::new("words", Gives::List(&Gives::Object(&[COLUMN])), "What is counted."),
            ShapeField::new("rows", Gives::List(&Gives::Named("row", &[ROW])), ""),
            ShapeField::new("total", Gives::Named("row", &[ROW]), "All rows together."),
            LEFT_OUT,
            ShapeField::new(
                "remarks",
                Gives::List(&Gives::Object(&[REMARK])),
                "What to know of words.",
            ),
            ShapeField::new(
                "how",
                Gives::ByName(&Gives::Text),
                "How was counted, for a publication.",
            ),
            ShapeField::new("file", Gives::Text, "The whole table as CSV."),
        ],
    ],
    example: r#"count {"words": ["数字化转型"], "place": ["上海市"], "year": "2018..2023", "by": ["year"]}"#,
    run,
};

const COLUMN: &[ShapeField] = &[
    ShapeField::new("name", Gives::Text, "The column's name."),
    ShapeField::new("strings", Gives::List(&Gives::Text), "The strings that it counts."),
];
const ROW: &[ShapeField] = &[
    ShapeField::optional("place", Gives::Text, "From the province down."),
    ShapeField::optional("code", Gives::Text, "GB/T 2260"),
    ShapeField::optional("year", Gives::Whole, ""),
    ShapeField::optional("level", Gives::Word(LEVELS), ""),
    ShapeField::optional("kind", Gives::Word(KINDS), ""),
    ShapeField::optional("part", Gives::Word(PARTS), ""),
    ShapeField::optional("report", Gives::Text, "The report's id."),
    ShapeField::new(
        "status",
        Gives::Word(&["whole", "part", "missing"]),
        "missing: the archive has no report, so that nothing is known.",
    ),
    ShapeField::new("reports", Gives::Whole, "How many reports were counted in."),
    ShapeField::optional("characters", Gives::Whole, "How much text was counted in."),
    ShapeField::new(
        "counts",
        Gives::ByName(&Gives::Maybe(&Gives::Whole)),
        "By column; null, and not 0, where the report is missing.",
    ),
    ShapeField::optional("rates", Gives::ByName(&Gives::Number), "By column."),
    ShapeField::new(
        "passages_at",
        Gives::ByName(&Gives::Text),
        "By column, the page with what it counts.",
    ),
];
const REMARK: &[ShapeField] = &[
    ShapeField::new("code", Gives::Text, ""),
    ShapeField::new("words", Gives::List(&Gives::Text), "The strings that it is about."),
    ShapeField::new("message", Gives::Text, ""),
];

fn run(call: &Call<'_>) -> Result<Value, Problem> {
    let number = |name, usual| -> Result<usize, Problem> {
        Ok(call.params.count(name, "bad_argument", "")?.map_or(usual, |n| n as usize))
    };
    let (limit, from) = (number("limit", USUAL)?, number("from", 1)?);
    // Several dimensions are one value in an address.
    let by: Vec<&str> = call.params.all("by").collect();
    let params = match by.as_slice() {
        [] => call.params.clone(),
        by => call.params.set("by", &by.join(",")),
    };
    let request = PanelRequest::read(&params)?;
    if request.shape == PanelShape::Wide {
        return Err(Problem::internal());
    }
    let panel = Panel::count(call.backend, request)?;
    let columns = panel.request.columns.len().max(1);
    let limit = limit.min((MOST_CELLS / columns).max(1));
    let rows: Vec<Value> =
        panel.rows.iter().skip(from - 1).take(limit).map(|line| row(call, &panel, line)).collect();
    let (all, to) = (panel.rows.len(), from - 1 + rows.len());
    let of_file: Vec<&str> = FILE.into_iter().chain(filter::names()).collect();
    let file = params.only(&of_file).set("snapshot", &panel.snapshot).at("/api/v1/panel.csv");
    let left_out = (to < all).then(|| {
        format!(
            "{all} rows; these are {from} to {to}. Call again with from = {} for more, count by fewer \
             dimensions, or give the reader `file`, which has all.",
            to + 1
        )
    });
    let codebook = Codebook::of(&panel);
    let how: Map<String, Value> =
        codebook.lines().into_iter().map(|(name, text)| (name.to_owned(), text.into())).collect();
    call.answer(&json!({
        "words": names(&panel), "rows": rows, "total": row(call, &panel, &panel.total),
        "left_out": left_out, "remarks": Remark::all(&panel), "how": how,
        "file": call.page(&file),
    }))
}

/// The parameters of the file that holds the whole table, beside its filters.
const FILE: [&str; 4] = ["words", "by", "count", "per"];

fn names(panel: &Panel) -> Vec<Value> {
    let columns = panel.request.columns.iter();
    columns.map(|column| json!({"name": column.name, "strings": column.strings})).collect()
}

fn row(call: &Call<'_>, panel: &Panel, row: &PanelRow) -> Value {
    let is_missing = row.status == RowStatus::Missing;
    let mut counts = Map::new();
    let mut rates = Map::new();
    let mut links = Map::new();
    for (at, column) in panel.request.columns.iter().enumerate() {
        let count = row.counts.get(at).filter(|_| !is_missing);
        counts.insert(column.name.clone(), json!(count));
        if let Some(rate) = panel.rate(row, at) {
            rates.insert(column.name.clone(), json!(rate));
        }
        if count.is_some_and(|count| *count > 0)
            && let Some(address) = cell_address(&panel.request, row, column)
        {
            links.insert(column.name.clone(), call.page(&address).into());
        }
    }
    let mut shown = Map::new();
    let mut put = |name: &str, value: Value| {
        if !value.is_null() {
            shown.insert(name.to_owned(), value);
        }
    };
    put("place", json!(row.place.as_ref().map(|place| place.path.join(" › "))));
    put("code", json!(row.place.as_ref().map(|place| &place.code)));
    put("year", json!(row.year));
    put("level", json!(row.level));
    put("kind", json!(row.kind));
    put("part", json!(row.part));
    put("report", json!(row.report.as_ref().map(|report| &report.id)));
    put("status", row.status.as_str().into());
    put("reports", row.reports.into());
    if !is_missing {
        put("characters", row.size.characters.into());
    }
    put("counts", counts.into());
    if !rates.is_empty() {
        put("rates", rates.into());
    }
    put("passages_at", links.into());
    shown.into()
}
