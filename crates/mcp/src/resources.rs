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

#[cfg(test)]
mod tests {
    use rmcp::model::ResourceContents::TextResourceContents;
    use suyan_answers::testing::{Scan, report};
    use suyan_corpus::Part;

    use super::*;

    fn text_of(archive: &Scan, uri: &str) -> Result<String, Problem> {
        let quoting = Quoting::new("https://example.org");
        match read(archive, &quoting, uri)? {
            TextResourceContents { text, uri: own, mime_type, .. } => {
                assert_eq!((own.as_str(), mime_type.as_deref()), (uri, Some(PLAIN_TEXT)));
                Ok(text)
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_list_goes_on_to_its_end_and_names_every_report_once() {
        let says = [(Part::Tasks, "一句话。")];
        let many =
            |many: i16| Scan::of((0..many).map(|at| report("310104", 1700 + at, &says)).collect());
        for size in [0, 1, 99, 100, 101, 200, 250] {
            let archive = many(size);
            let (mut seen, mut cursor, mut pages) = (Vec::new(), None, 0);
            loop {
                let page = list(&archive, cursor.as_deref()).unwrap();
                seen.extend(page.resources.iter().map(|one| one.uri.clone()));
                pages += 1;
                cursor = page.next_cursor;
                if cursor.is_none() {
                    break;
                }
            }
            let once: std::collections::BTreeSet<&String> = seen.iter().collect();
            assert_eq!((seen.len(), once.len()), (size as usize, size as usize));
            assert_eq!(
                pages,
                (size as usize).div_ceil(PAGE).max(1),
                "no page is empty but the only one"
            );
        }
        let archive = many(3);
        for cursor in ["", "x", "-1", "1.5", "3 "] {
            assert_eq!(list(&archive, Some(cursor)).unwrap_err().code, "bad_cursor", "{cursor:?}");
        }
        let behind = list(&archive, Some("18446744073709551615")).unwrap();
        assert!(behind.resources.is_empty() && behind.next_cursor.is_none());
    }

    #[test]
    fn every_listed_address_is_read() {
        let archive = Scan::archive();
        let listed = list(&archive, None).unwrap().resources;
        assert_eq!(listed.len(), archive.all().len());
        for one in &listed {
            let text = text_of(&archive, &one.uri).unwrap();
            assert!(text.starts_with(&one.name), "{}", one.uri);
        }
        // An id with marks of its own is an address all the same.
        assert!(
            listed.iter().any(|one| one.uri == "suyan://reports/odd%2F1%20%3Cb%3E"),
            "{listed:?}"
        );
    }

    #[test]
    fn a_resource_says_whose_it_is_and_how_it_is_cited() {
        let text = text_of(&Scan::archive(), "suyan://reports/990101-2023").unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "云栖区人民政府工作报告（2023年）");
        assert_eq!(lines[1], "望川市 › 云栖区，2023 年，政府工作报告");
        assert!(lines[2].starts_with("引用：望川市云栖区人民政府. "), "{}", lines[2]);
        assert_eq!(lines[3], "链接：https://example.org/reports/990101-2023（第 n 段：#pn）");
        assert_eq!(lines[4], "快照：a1b2c3d4e5f6");
        assert_eq!(text.matches("\n[").count(), 8, "every passage with its number");
        let unknown = text_of(&Scan::archive(), "suyan://reports/odd%2F1%20%3Cb%3E").unwrap();
        assert!(unknown.lines().nth(1).unwrap().starts_with("地区不详，年度不详，"), "{unknown}");
    }

    #[test]
    fn a_stretch_has_its_passages_and_no_others() {
        let numbers = |uri: &str| -> Vec<String> {
            let text = text_of(&Scan::archive(), uri).unwrap();
            let passages = text.lines().filter_map(|line| line.strip_prefix('[')?.split_once(']'));
            passages.map(|(number, _)| number.to_owned()).collect()
        };
        let of =
            |stretch: &str| numbers(&format!("suyan://reports/990101-2023/passages/{stretch}"));
        assert_eq!(of("2-4"), ["2", "3", "4"]);
        assert_eq!(of("8-8"), ["8"]);
        assert_eq!(of("7-99"), ["7", "8"]);
        assert!(of("9-12").is_empty() && of("4-2").is_empty());
    }

    #[test]
    fn what_is_too_long_says_from_where_to_read_on() {
        let half = "字".repeat(MOST_CHARACTERS / 2);
        let passages = [(Part::Tasks, half.as_str()); 3];
        let archive = Scan::of(vec![report("310104", 2021, &passages)]);
        let text = text_of(&archive, "suyan://reports/310104-2021").unwrap();
        assert_eq!(text.matches('字').count(), MOST_CHARACTERS);
        assert!(
            text.contains("以下从第 3 段起未列出") && !text.contains("[3]"),
            "no text is cut within"
        );
        let rest = text_of(&archive, "suyan://reports/310104-2021/passages/3-9").unwrap();
        assert!(rest.contains("[3] 字") && !rest.contains("未列出"));
    }

    #[test]
    fn what_is_no_resource_is_not_found() {
        for uri in [
            "",
            "suyan://reports/",
            "suyan://reports/none",
            "suyan://other/a",
            "https://example.org/reports/none",
        ] {
            let problem = text_of(&Scan::archive(), uri).unwrap_err();
            assert_eq!(problem.code, "not_found", "{uri}");
            assert!(!problem.hint.is_empty(), "{uri}");
        }
        assert!(templates().iter().all(|template| template.uri_template.starts_with(SCHEME)));
    }
}
