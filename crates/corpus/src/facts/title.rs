//! The title as a reader would cite it.

use super::head::Head;
use super::kind;
use crate::clean::Clean;
use crate::draft::{Draft, Style};
use crate::text::flat;
use crate::{Kind, Origin, Place};

/// Titles that the document and its labels have, flat, most trusted first.
pub(super) fn candidates(draft: &Draft, clean: &Clean, head: &Head) -> Vec<(Origin, String)> {
    let mut found: Vec<(Origin, String)> = Vec::new();
    let mut push = |origin: Origin, title: String| {
        let of_another = title.ends_with("决议") || title.contains("通知");
        if !title.is_empty() && !of_another && !found.iter().any(|(_, t)| *t == title) {
            found.push((origin, title));
        }
    };
    let lines = head.lines.iter().take(12).filter(|l| l.chars().count() <= 70 && !l.contains('。'));
    for line in lines.clone().filter(|l| kind::of_title(l).is_some() && !l.contains("次会议上"))
    {
        push(Origin::Title, line.clone());
    }
    if let Some(title) = &draft.given.title {
        push(Origin::Title, flat(title));
    }
    if let Some(title) = &draft.page_title {
        push(Origin::Page, without_site(&flat(title)).to_owned());
    }
    let heading = clean.paragraphs.iter().take(3).find(|p| matches!(p.style, Style::Heading(1)));
    if let Some(heading) = heading.filter(|h| h.text.chars().count() <= 60) {
        push(Origin::Title, flat(&heading.text));
    }
    found
}

/// A page's title without the name of its site: 政府工作报告_云溪区人民政府网.
fn without_site(title: &str) -> &str {
    let cut = title.rfind(['_', '|', '-', '—']).filter(|&at| {
        let site = &title[at..];
        ["网", "政府", "门户", "平台", "频道", "资讯"].iter().any(|w| site.contains(w))
            && !site.contains("报告")
    });
    cut.map_or(title, |at| title[..at].trim_end_matches(['_', '|', '-', '—', ' ']))
}

/// The title of the report: the most telling candidate, or one that is composed of its facts
/// where all that the document says is 政府工作报告.
pub(super) fn cite(
    titles: &[(Origin, String)],
    kind: Kind,
    place: Option<&Place>,
    year: Option<i16>,
    path: &[String],
    first_line: &str,
) -> (String, Origin) {
    let plausible = |t: &str| kind == Kind::Other || kind::of_title(t) == Some(kind);
    let telling = |t: &str| {
        let chars = t.chars().count();
        chars > 8 && chars <= 60 && plausible(t)
    };
    if let Some((origin, title)) = titles.iter().find(|(_, t)| telling(t)) {
        return (title.clone(), *origin);
    }
    let generic = titles.iter().find(|(_, t)| plausible(t)).or(titles.first());
    if kind != Kind::Other {
        let place = place.map_or("", |p| p.name.as_str());
        let year = year.map_or_else(String::new, |y| format!("{y}年"));
        if !place.is_empty() || !year.is_empty() {
            return (format!("{year}{place}{}", kind.as_str()), Origin::Body);
        }
    }
    if let Some((origin, title)) = generic {
        return (title.clone(), *origin);
    }
    if (4..=60).contains(&first_line.chars().count()) && !first_line.contains('。') {
        return (first_line.to_owned(), Origin::Body);
    }
    (path.last().cloned().unwrap_or_default(), Origin::Path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_no_title() {
        assert_eq!(without_site("2020年政府工作报告_云溪区人民政府门户网站"), "2020年政府工作报告");
        assert_eq!(without_site("云溪区-政府工作报告"), "云溪区-政府工作报告");
    }
}
