//! Reports as resources: `suyan://reports/ID`, and a stretch of one,
//! `suyan://reports/ID/passages/12-15`.

use percent_encoding::utf8_percent_encode;
use rmcp::model::{ListResourcesResult, Resource, ResourceContents, ResourceTemplate};
use suyan_answers::Problem;
use suyan_answers::params::PLAIN;
use suyan_answers::quote::Quoting;
use suyan_answers::report::{head, no_report};
use suyan_search::{Backend, Filters, FullReport, ReportHead};

use crate::tools::stretch_of_uri;

/// What addresses of reports begin with.
const SCHEME: &str = "suyan://reports/";
/// Reports of one page of the list.
const PAGE: usize = 100;
/// Characters of one resource, at the most.
const MOST_CHARACTERS: usize = 200_000;
const PLAIN_TEXT: &str = "text/plain";

/// A page of the list of reports, the latest first; the cursor says how many come before it.
///
/// # Errors
/// A cursor that is none, or what the backend says.
pub fn list(backend: &dyn Backend, cursor: Option<&str>) -> Result<ListResourcesResult, Problem> {
    let offset = match cursor {
        None => 0,
        Some(word) => word.parse().map_err(|_| {
            Problem::new(
                "bad_cursor",
                "the cursor is not one of this list",
                "use nextCursor as it is",
            )
        })?,
    };
    let page = backend.reports(&Filters::default(), PAGE, offset)?;
    let end = offset.saturating_add(page.reports.len());
    let mut result =
        ListResourcesResult::with_all_items(page.reports.iter().map(resource).collect());
    if !page.reports.is_empty() && (end as u64) < page.total {
        result.next_cursor = Some(end.to_string());
    }
    Ok(result)
}

/// The ways in which a report, or a part of one, is addressed.
pub fn templates() -> Vec<ResourceTemplate> {
    vec![
        ResourceTemplate::new(format!("{SCHEME}{{report}}"), "report")
            .with_title("报告全文 A whole report")
            .with_description("A report by its id, every passage with its number.")
            .with_mime_type(PLAIN_TEXT),
        ResourceTemplate::new(format!("{SCHEME}{{report}}/passages/{{from}}-{{to}}"), "passages")
            .with_title("一段 A stretch of a report")
            .with_description("The passages of a report from one number to another.")
            .with_mime_type(PLAIN_TEXT),
    ]
}

/// The text of a resource.
///
/// # Errors
/// `not_found`, or what the backend says.
pub fn read(
    backend: &dyn Backend,
    quoting: &Quoting,
    uri: &str,
) -> Result<ResourceContents, Problem> {
    if !uri.starts_with(SCHEME) {
        let message = format!("no resource of this address: {uri}");
        return Err(Problem::not_found(message, format!("addresses are {SCHEME}ID")));
    }
    let (id, stretch) = stretch_of_uri(uri);
    let report = backend.report(&id)?.ok_or_else(|| no_report(&id))?;
    let text = text(backend, quoting, &report, stretch);
    Ok(ResourceContents::text(text, uri).with_mime_type(PLAIN_TEXT))
}

fn text(
    backend: &dyn Backend,
    quoting: &Quoting,
    report: &FullReport,
    stretch: Option<(u32, u32)>,
) -> String {
    let head = head(&report.id, &report.facts);
    let mut text = format!("{}\n{}\n", report.facts.title, place_and_year(&head));
    text.push_str(&format!("引用：{}\n", quoting.citation(&head, None)));
    text.push_str(&format!("链接：{}（第 n 段：#pn）\n", quoting.report(&report.id)));
    text.push_str(&format!("快照：{}\n", backend.stats().snapshot));
    let mut room = MOST_CHARACTERS;
    let (from, to) = stretch.unwrap_or((1, u32::MAX));
    for passage in report.passages.iter().filter(|one| (from..=to).contains(&one.ordinal)) {
        let length = passage.text.chars().count();
        if length > room {
            let at = passage.ordinal;
            text.push_str(&format!(
                "\n（以下从第 {at} 段起未列出：太长。请用工具 read 从这一段读起）\n"
            ));
            break;
        }
        room -= length;
        text.push_str(&format!("\n[{}] {}\n", passage.ordinal, passage.text));
    }
    text
}

fn resource(head: &ReportHead) -> Resource {
    let uri = format!("{SCHEME}{}", utf8_percent_encode(&head.id, PLAIN));
    Resource::new(uri, head.title.clone())
        .with_description(place_and_year(head))
        .with_mime_type(PLAIN_TEXT)
}

fn place_and_year(head: &ReportHead) -> String {
    let place =
        head.place.as_ref().map_or("地区不详".to_owned(), |place| place.path.join(" › "));
    let year = head.year.map_or("年度不详".to_owned(), |year| format!("{year} 年"));
    format!("{place}，{year}，{}", head.kind)
}
