//! Why a report that was expected is or is not found: what the request has to say.

use crate::params::Params;
use crate::problem::Problem;

/// The longest id of a report, in characters.
const LONGEST_ID: usize = 400;

/// The id of the report that is asked for.
///
/// # Errors
/// `bad_report` where there is none, or none that could be one.
pub fn wanted_report(params: &Params) -> Result<String, Problem> {
    let hint = "report 是报告编号，即检索结果里的 report.id，或报告网页地址 /reports/ 后的一段";
    match params.one("report") {
        None => Err(Problem::new("bad_report", "没有说是哪份报告：缺少 report", hint)),
        Some(id) if id.chars().nth(LONGEST_ID).is_some() => {
            Err(Problem::new("bad_report", "report 过长，不是报告编号", hint))
        }
        Some(id) => Ok(id.to_owned()),
    }
}
