//! `GET /api/v1/explain?q=…&report=…`: why a report that was expected is or is not found.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use serde::Serialize;
use suyan_engine::{Backend, Explanation, SearchRequest, Verdict};

use crate::App;
use crate::api::{json_bytes, print};
use crate::error::Failure;
use crate::params::Params;

/// The longest id of a report, in characters.
const LONGEST_ID: usize = 400;

/// The explanation, with a sentence for people.
#[derive(Debug, Serialize)]
struct Body<'a> {
    message: String,
    #[serde(flatten)]
    explanation: &'a Explanation,
}

/// Answers the request.
pub async fn explain(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let params = Params::read(query.as_deref())?;
    let (id, request) = (report(&params)?, params.search()?);
    let body = app.ask(move |backend| explained(backend, &request, &id)).await?;
    Ok(json_bytes(body))
}

/// The id of the report that is asked for.
fn report(params: &Params) -> Result<String, Failure> {
    let hint = "report 是报告编号，即检索结果里的 report.id，或报告网页地址 /reports/ 后的一段";
    match params.one("report") {
        None => Err(Failure::bad("bad_report", "没有说是哪份报告：缺少 report", hint)),
        Some(id) if id.chars().nth(LONGEST_ID).is_some() => {
            Err(Failure::bad("bad_report", "report 过长，不是报告编号", hint))
        }
        Some(id) => Ok(id.to_owned()),
    }
}

fn explained(backend: &dyn Backend, request: &SearchRequest, id: &str) -> Result<Vec<u8>, Failure> {
    let explanation = backend.explain(request, id)?;
    print(&Body { message: message(&explanation), explanation: &explanation })
}

/// The explanation in one sentence.
pub fn message(explanation: &Explanation) -> String {
    let missing: Vec<&str> = explanation
        .words
        .iter()
        .filter(|word| word.passages == 0)
        .map(|word| word.word.as_str())
        .collect();
    let out: Vec<String> = explanation
        .filters
        .iter()
        .filter(|check| !check.passes)
        .map(|check| {
            let has = check.has.as_deref().unwrap_or("不详");
            format!("限定“{}”，这份报告是“{has}”", check.filter)
        })
        .collect();
    match explanation.verdict {
        Verdict::Found | Verdict::FoundInPart => {
            let rank = explanation.rank.map_or(String::new(), |rank| format!("，排第 {rank}"));
            let part = match explanation.verdict {
                Verdict::FoundInPart => "（档案里没有一段各词都有，这里只有一部分）",
                _ => "",
            };
            format!("命中 {} 段{rank}{part}。", explanation.matching_passages)
        }
        Verdict::NotInArchive => "档案里没有这份报告。".to_owned(),
        Verdict::FilteredOut if out.is_empty() => {
            "有一段各词都有，但不在所限定的部分里。".to_owned()
        }
        Verdict::FilteredOut => format!("被筛选挡住：{}。", out.join("；")),
        Verdict::Excluded => "各词都有的段落里也有要排除的字句。".to_owned(),
        Verdict::WordsMissing => format!("全文没有：{}。", missing.join("、")),
        Verdict::WordsApart => "各词都有，但不在同一段里。".to_owned(),
    }
}
