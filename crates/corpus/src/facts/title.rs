//! The title as a reader would cite it.

use super::head::DocumentHead;
use super::kind;
use crate::clean::Clean;
use crate::draft::{Draft, ParagraphStyle};
use crate::text::flat;
use crate::{Kind, Origin, Place};

/// Titles that the document and its labels have, flat, most trusted first.
pub(super) fn candidates(
    draft: &Draft,
    clean: &Clean,
    head: &DocumentHead,
) -> Vec<(Origin, String)> {
    let mut found: Vec<(Origin, String)> = Vec::new();
    let mut push = |origin: Origin, title: String| {
        // The mark of a footnote is no part of it.
        let title = title.split("[^").next().unwrap_or_default().to_owned();
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
    let heading =
        clean.paragraphs.iter().take(3).find(|p| matches!(p.style, ParagraphStyle::Heading(1)));
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

/// The heading, among the first, that names another official document: the scheme itself before the
/// decision that passed it, since that is what is read.
pub(super) fn official(clean: &Clean) -> Option<&str> {
    let headings = clean.paragraphs.iter().take(60).filter(|paragraph| {
        let length = paragraph.text.chars().count();
        matches!(paragraph.style, ParagraphStyle::Heading(_))
            && (5..=60).contains(&length)
            && kind::is_official(&flat(&paragraph.text))
    });
    let headings: Vec<&str> = headings.map(|paragraph| paragraph.text.as_str()).collect();
    let is_scheme = |heading: &&&str| {
        let heading = flat(heading);
        ["方案", "条例", "组织法", "办法"].iter().any(|end| heading.ends_with(end))
    };
    headings.iter().find(is_scheme).or(headings.first()).copied()
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
    official: Option<&str>,
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
    if let Some(heading) = official {
        return (heading.to_owned(), Origin::Title);
    }
    if (4..=60).contains(&first_line.chars().count()) && !first_line.contains('。') {
        return (first_line.to_owned(), Origin::Body);
    }
    (path.last().cloned().unwrap_or_default(), Origin::Path)
}

/// The title as its source writes it, from the place where it was read: the rules look at flat
/// text, a reader sees the source's own characters. A title that is composed stays as it is.
pub(super) fn as_written(title: String, draft: &Draft, clean: &Clean) -> String {
    let lines = clean.paragraphs.iter().take(30).map(|p| p.text.as_str());
    let labels = [draft.given.title.as_deref(), draft.page_title.as_deref()];
    let mut sources = labels.into_iter().flatten().chain(lines).filter(|l| l.len() <= 400);
    tidy(sources.find(|source| flat(source) == title).map_or(title, unspaced))
}

/// A title without the mark of a footnote, and once where its page has it twice.
fn tidy(title: String) -> String {
    let mut title = title;
    for open in ["[", "［", "〔"] {
        while let Some(start) = title.find(open) {
            let rest: String = title[start..].chars().skip(1).take(5).collect();
            let Some((mark, _)) = rest.split_once([']', '］', '〕']) else { break };
            let digits = mark.trim_start_matches('^');
            if digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit()) || digits.len() > 2
            {
                break;
            }
            let end = start
                + title[start..]
                    .chars()
                    .take(mark.chars().count() + 2)
                    .map(char::len_utf8)
                    .sum::<usize>();
            title.replace_range(start..end, "");
        }
    }
    let text = title.trim();
    let half = text.len() / 2;
    let halves = text.is_char_boundary(half).then(|| text.split_at(half));
    let is_double = |(a, b): &(&str, &str)| a.trim() == b.trim() && a.chars().count() > 6;
    // With a blank between them, one half has it.
    let blank = text.split_once(' ').filter(|pair| is_double(pair));
    match halves.filter(|pair| is_double(pair)).or(blank) {
        Some((once, _)) => once.trim().to_owned(),
        None => text.to_owned(),
    }
}

/// The text without the blanks that only stretch it (政 府 工 作 报 告), others as one blank.
fn unspaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before: Option<&str> = None;
    for word in text.split_whitespace() {
        let is_single = |word: &str| word.chars().count() == 1;
        if before.is_some_and(|before| !(is_single(before) && is_single(word))) {
            out.push(' ');
        }
        out.push_str(word);
        before = Some(word);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_shown_as_it_was_written() {
        let given = Some("云溪市政府工作报告（2012年1月31日　赵六）".to_owned());
        let draft = Draft {
            given: crate::draft::Given { title: given, ..Default::default() },
            ..Draft::default()
        };
        let shown = |flat: &str| as_written(flat.to_owned(), &draft, &Clean::default());
        let written = "云溪市政府工作报告（2012年1月31日 赵六）";
        assert_eq!(shown("云溪市政府工作报告(2012年1月31日赵六)"), written);
        assert_eq!(shown("2012年云溪市政府工作报告"), "2012年云溪市政府工作报告");
        assert_eq!(unspaced(" 政 府　工 作 报 告 "), "政府工作报告");
    }

    #[test]
    fn a_title_stands_once_and_without_marks_of_footnotes() {
        for (title, tidied) in [
            ("2018年广州市政府工作报告2018年广州市政府工作报告", "2018年广州市政府工作报告"),
            ("2018年广州市政府工作报告 2018年广州市政府工作报告", "2018年广州市政府工作报告"),
            ("政府工作报告[1]", "政府工作报告"),
            ("2019年政府工作报告[^1]", "2019年政府工作报告"),
            ("青海省[2016]政府工作报告", "青海省[2016]政府工作报告"),
            ("报告报告", "报告报告"),
        ] {
            assert_eq!(tidy(title.to_owned()), tidied);
        }
    }

    #[test]
    fn a_site_is_no_title() {
        assert_eq!(without_site("2020年政府工作报告_云溪区人民政府门户网站"), "2020年政府工作报告");
        assert_eq!(without_site("云溪区-政府工作报告"), "云溪区-政府工作报告");
    }
}
