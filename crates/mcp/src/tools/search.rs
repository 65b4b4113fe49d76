//! `search`: passages that match, best first, as quotations.

use serde::Serialize;
use serde_json::{Value, json};
use suyan_answers::find::{FindAnswer, find};
use suyan_answers::params::written;
use suyan_answers::quote::{Quote, marked, stretches};
use suyan_answers::{Params, Problem, cursor, snapshot};
use suyan_search::{Group, HelpKind, Hit, PassageHit, ReadAs, SearchRequest, Tier, Total};

use super::{
    A_QUOTE, ANSWER, CURSOR, Call, HEADING, KIND, LEFT_OUT, LEVEL, MOST_CHARACTERS, NEXT, PAGE,
    PART, PLACE, QUOTE, SNAPSHOT, Spec, WHOLE, YEAR,
};
use crate::arguments::{Argument, ArgumentType};
use crate::shape::{Gives, ShapeField};

/// Characters that are quoted of one passage.
const MOST_OF_PASSAGE: usize = 500;
/// Ways on that are offered where little was found.
const MOST_HELP: usize = 5;

/// The tool.
pub const SPEC: Spec = Spec {
    name: "search",
    title: "检索原文 Search the reports",
    says: "Full-text search over Chinese government work reports (政府工作报告, 统计公报, 规划). \
        Gives passages verbatim, each with report, place, year, passage number, citation (GB/T 7714) \
        and permalink; quote these and cite the permalink. `total` is exact. \
        Query language: 架空线 入地 (both words in one passage), \"架空线入地\" (exactly these characters), \
        \"架空线 入地\"~5 (within 5 characters), 加装电梯 OR 老旧小区, 养老床位 -家庭, \
        加装电梯 >=500台 (a figure of that size; units of one kind are brought together). \
        Any text is a valid query. Nothing found in a place or year may mean that the archive holds no \
        report of it: see `hint` and tool `coverage`.",
    arguments: &[
        Argument::required(
            "q",
            ArgumentType::Text,
            "The query, in Chinese: 架空线入地, \"十五分钟生活圈\"",
        ),
        PLACE,
        YEAR,
        LEVEL,
        KIND,
        PART,
        Argument::new(
            "sort",
            ArgumentType::Word(&["relevance", "newest", "oldest"]),
            "The order of passages; relevance when left out.",
        ),
        Argument::new(
            "synonyms",
            ArgumentType::Switch,
            "true to search other ways of saying it too (加梯 with 加装电梯).",
        ),
        Argument::new("limit", ArgumentType::Number(1, 50, Some(10)), "How many passages."),
        CURSOR,
        SNAPSHOT,
    ],
    gives: &[
        ANSWER,
        &[
            ShapeField::new("total", Gives::Object(&[TOTAL]), "All that match, exactly."),
            ShapeField::new("read_as", Gives::Object(&[READ_AS]), "How the query was understood."),
            ShapeField::new("results", Gives::List(&Gives::Object(&[QUOTE, FOUND])), "Best first."),
            NEXT,
            LEFT_OUT,
            ShapeField::optional("hint", Gives::Text, "What the archive does not hold."),
            ShapeField::optional(
                "ways_on",
                Gives::List(&Gives::Object(&[WAY])),
                "Other questions where little was found.",
            ),
            PAGE,
        ],
    ],
    example: r#"search {"q": "架空线入地", "place": ["徐汇区"], "year": "2020..2022"}"#,
    run,
};

const TOTAL: &[ShapeField] =
    &[ShapeField::new("reports", Gives::Whole, ""), ShapeField::new("passages", Gives::Whole, "")];
const READ_AS: &[ShapeField] = &[
    ShapeField::new("text", Gives::Text, "The query, written out."),
    ShapeField::new("words", Gives::List(&Gives::Text), "The words that decide."),
    ShapeField::optional("ignored", Gives::List(&Gives::Text), "Words a passage need not hold: 的"),
    ShapeField::optional("literal", Gives::Text, "The query that finds the very string."),
    ShapeField::optional("synonyms", Gives::List(&Gives::Object(&[WIDENED])), ""),
    ShapeField::optional("lineage", Gives::List(&Gives::Object(&[LINEAGE])), ""),
];
const WIDENED: &[ShapeField] = &[
    ShapeField::new("word", Gives::Text, "As typed."),
    ShapeField::new("also", Gives::List(&Gives::Text), "Other ways of saying it."),
];
const LINEAGE: &[ShapeField] = &[
    ShapeField::new("code", Gives::Text, ""),
    ShapeField::new("name", Gives::Text, ""),
    ShapeField::new("path", Gives::List(&Gives::Text), ""),
];
const FOUND: &[ShapeField] = &[
    HEADING,
    ShapeField::new(
        "match",
        Gives::Word(&["exact", "near", "words", "some"]),
        "exact: the query as one string; near: all words together; words: all; some: a part.",
    ),
    ShapeField::new("matched", Gives::List(&Gives::Text), "The very words that matched."),
    WHOLE,
    ShapeField::optional("more", Gives::List(&A_QUOTE), "Further stretches of the same passage."),
];
const WAY: &[ShapeField] = &[
    ShapeField::new("why", Gives::Text, ""),
    ShapeField::new("arguments", Gives::List(&Gives::Text), "name=value"),
    ShapeField::new("reports", Gives::Whole, "How many it would find."),
    ShapeField::new("passages", Gives::Whole, ""),
];

#[derive(Debug, Serialize)]
struct FoundAnswer<'a> {
    total: Total,
    read_as: &'a ReadAs,
    results: Vec<ToolPassage>,
    next: Option<String>,
    left_out: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ways_on: Vec<Value>,
    page: String,
}

/// A passage that was found.
#[derive(Debug, Serialize)]
struct ToolPassage {
    #[serde(flatten)]
    quote: Quote,
    heading: Vec<String>,
    /// How it was found.
    #[serde(rename = "match")]
    tier: Tier,
    /// The very words that matched.
    matched: Vec<String>,
    /// Whether `text` is all of the passage.
    whole: bool,
    /// Further stretches of the same passage.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    more: Vec<Quote>,
}

fn run(call: &Call<'_>) -> Result<Value, Problem> {
    let params = call.params.set("group", "passage");
    // A cursor is dropped by any change of the list, and this is none.
    let params = match call.params.one("cursor") {
        Some(cursor) => params.set("cursor", cursor),
        None => params,
    };
    let request = SearchRequest {
        facets: false,
        passages_per_report: 1,
        whole_passages: true,
        ..params.search()?
    };
    let FindAnswer { answer, next, unknown_places, help, missing, .. } =
        find(call.backend, &request)?;
    let mut results = Vec::new();
    let mut room = MOST_CHARACTERS;
    for hit in &answer.hits {
        let Some(passage) = hit.passages.first() else { continue };
        let shown = shown(call, hit, passage);
        let length = shown.characters();
        if length > room && !results.is_empty() {
            break;
        }
        room = room.saturating_sub(length);
        results.push(shown);
    }
    let end = request.offset + results.len();
    let cut = results.len() < answer.hits.len();
    let next = if cut { Some(cursor::encode(&request, end)) } else { next };
    let missing = missing.map(|missing| missing.sentence());
    let unknown =
        |named: String| format!("档案中没有这个地区：{named}。可用 places 查找地区名称与代码");
    let ways = help.iter().take(MOST_HELP).map(|way| {
        let asked = written(&way.query, &way.filters);
        let arguments: Vec<String> = asked.pairs().map(|(k, v)| format!("{k}={v}")).collect();
        json!({
            "why": why(way.kind), "arguments": arguments, "reports": way.total.reports,
            "passages": way.total.passages,
        })
    });
    let total = answer.total;
    let body = FoundAnswer {
        left_out: left_out(total, request.offset, end, next.is_some()),
        page: call.page(&page(call, &request)),
        ways_on: ways.collect(),
        hint: missing.or_else(|| unknown_places.map(unknown)),
        read_as: &answer.read_as,
        total,
        results,
        next,
    };
    call.answer(&body)
}

fn shown(call: &Call<'_>, hit: &Hit, passage: &PassageHit) -> ToolPassage {
    let (text, marks) = marked(&passage.snippet);
    let ranges = stretches(&text, &marks, MOST_OF_PASSAGE);
    let quote =
        |stretch: &str| call.quoting.quote(&hit.report, passage.ordinal, passage.part, stretch);
    let mut matched: Vec<String> = Vec::new();
    for word in marks.iter().map(|mark| &text[mark.clone()]) {
        if !matched.iter().any(|known| known == word) {
            matched.push(word.to_owned());
        }
    }
    let first = ranges.first().cloned().unwrap_or(0..0);
    ToolPassage {
        quote: quote(&text[first.clone()]),
        heading: passage.heading.clone(),
        tier: passage.tier,
        matched,
        whole: first == (0..text.len()),
        more: ranges.into_iter().skip(1).map(|range| quote(&text[range])).collect(),
    }
}

impl ToolPassage {
    fn characters(&self) -> usize {
        let more = self.more.iter().map(|quote| quote.text.chars().count());
        self.quote.text.chars().count() + more.sum::<usize>()
    }
}

/// What of everything that matches is not here.
fn left_out(total: Total, from: usize, to: usize, goes_on: bool) -> Option<String> {
    let Total { passages, reports } = total;
    let shown = (to - from) as u64;
    let what = format!("{passages} passages of {reports} reports match");
    if goes_on {
        return Some(format!(
            "{what}; these are {} to {to}. Call again with cursor = next for those that follow, or \
             narrow the question by place, year or part.",
            from + 1,
        ));
    }
    (shown < passages && to as u64 != passages).then(|| format!("{what}; {shown} are shown."))
}

/// The page that shows the same list, at this snapshot.
fn page(call: &Call<'_>, request: &SearchRequest) -> String {
    let snapshot = call.backend.stats().snapshot;
    let mut params: Params = written(&request.query, &request.filters);
    if request.group == Group::Passage {
        params = params.set("group", "passage");
    }
    params.set(snapshot::PARAMETER, &snapshot).at("/search")
}

fn why(kind: HelpKind) -> &'static str {
    match kind {
        HelpKind::Synonyms => "with other ways of saying it (同义说法)",
        HelpKind::Spelling => "another spelling (近似的写法)",
        HelpKind::Place => "the full name of the place (地区)",
        HelpKind::Unquoted => "not literally (不求一字不差)",
        HelpKind::Fewer => "fewer words (少几个词)",
        HelpKind::Wider => "without a filter (放宽条件)",
    }
}
