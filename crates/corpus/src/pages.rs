//! Articles that a site cut into pages: `t1.html`, `t1_1.html`, `t1_2.html` are one report.
//!
//! Names only make candidates, since a number behind an underscore is also how sites tell one
//! article from the next; whether pages are one article is for their content to say: the same
//! title on all, and no page but the first that opens a report.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::draft::Draft;

/// Finds the paths that may be pages of one article: their indexes, each group in the order of
/// its pages. A path is in one group at most.
#[must_use]
pub fn candidates(paths: &[&str]) -> Vec<Vec<usize>> {
    let mut by_article: BTreeMap<(String, String), BTreeMap<u32, usize>> = BTreeMap::new();
    let mut firsts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (index, path) in paths.iter().enumerate() {
        let Some((stem, extension)) = page_name(path) else { continue };
        firsts.insert((stem.to_owned(), extension.clone()), index);
        if let Some((article, number)) = numbered(stem) {
            let pages = by_article.entry((article, extension)).or_default();
            pages.entry(number).or_insert(index);
        }
    }
    let mut groups = Vec::new();
    for (article, pages) in by_article {
        let unnumbered = firsts.get(&article).copied();
        let Some((&lowest, _)) = pages.first_key_value() else { continue };
        // With a page without number the next is 1 or 2; without it all begins with 0 or 1.
        let begins = match unnumbered {
            Some(_) => matches!(lowest, 1 | 2),
            None => lowest <= 1,
        };
        let consecutive: Vec<usize> = pages
            .iter()
            .zip(lowest..)
            .take_while(|((number, _), expected)| *number == expected)
            .map(|((_, index), _)| *index)
            .collect();
        let group: Vec<usize> = unnumbered.into_iter().chain(consecutive).collect();
        if begins && group.len() > 1 {
            groups.push(group);
        }
    }
    let mut taken = vec![false; paths.len()];
    groups.retain(|group| {
        let free = group.iter().all(|index| !taken[*index]);
        if free {
            group.iter().for_each(|index| taken[*index] = true);
        }
        free
    });
    groups.sort();
    groups
}

/// The path without extension, and the extension, of what may be a page. An address that was
/// saved with its parameters (`view.asp?id=3&page=2.html`, `show.php@id=3`) is one too.
fn page_name(path: &str) -> Option<(&str, String)> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let address = name.find(['?', '@']).filter(|at| {
        let program = name[..*at].to_ascii_lowercase();
        [".asp", ".aspx", ".jsp", ".php", ".do", ".action", ".html", ".htm", ".shtml"]
            .iter()
            .any(|end| program.ends_with(end))
    });
    let (stem, extension) = path.rsplit_once('.')?;
    let extension = extension.to_ascii_lowercase();
    let known = matches!(extension.as_str(), "html" | "htm" | "shtml" | "jhtml" | "xhtml");
    match address {
        Some(_) if known => Some((stem, extension)),
        Some(_) => Some((path, String::new())),
        None => known.then_some((stem, extension)),
    }
}

static NUMBERED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?P<a>.*[^/])[_-](?P<n>\d{1,2})$",
        r"|^(?P<b>.*[^/])[ _-]?[（(](?:第)?(?P<o>\d{1,2})页?[)）]$",
        r"|^(?P<c>.*[^/])[ _-]?第(?P<p>\d{1,2})页$",
        r"|^(?P<d>.*[\d_-])(?:page|pg|p)[_-]?(?P<q>\d{1,2})$",
        r"|^(?P<e>.*/(?:page|part|p))[_-]?(?P<r>\d{1,2})$",
        r"|^(?P<f>.*[?@&](?:page|p|pageno|pagenum|curpage|currentpage|pn|pageindex)=)(?P<s>\d{1,2})$",
    ))
    .ok()
});

/// `content_8821_3` is page 3 of `content_8821`, `报告（3）` page 3 of `报告`,
/// `view.asp?id=5&page=3` page 3 of `view.asp?id=5`.
fn numbered(stem: &str) -> Option<(String, u32)> {
    let found = NUMBERED.as_ref()?.captures(stem)?;
    let article = ["a", "b", "c", "d", "e", "f"].iter().find_map(|name| found.name(name))?;
    let number = ["n", "o", "p", "q", "r", "s"].iter().find_map(|name| found.name(name))?;
    let article = match article.as_str().rfind(['?', '@', '&']) {
        Some(at) if found.name("f").is_some() => &article.as_str()[..at],
        _ => article.as_str(),
    };
    Some((article.to_owned(), number.as_str().parse().ok()?))
}

/// Joins the drafts of pages, in order, where they are one article.
#[must_use]
pub fn join(pages: Vec<Draft>) -> Option<Draft> {
    let title = |draft: &Draft| -> String {
        let title = draft.page_title.clone().unwrap_or_default();
        let title: String = title.chars().filter(|c| !c.is_whitespace()).collect();
        OWN_NUMBER.as_ref().map_or(title.clone(), |p| p.replace_all(&title, "").into_owned())
    };
    let mut pages = pages.into_iter();
    let mut article = pages.next()?;
    let name = title(&article);
    if name.is_empty() {
        return None;
    }
    for page in pages {
        let own = title(&page);
        let same = own == name || own.starts_with(&name) && own.len() < name.len() + 16;
        if !same || opens(&page) {
            return None;
        }
        article.undecodable += page.undecodable;
        article.paragraphs.extend(page.paragraphs);
    }
    Some(article)
}

/// The number that a later page may carry in its title.
static OWN_NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"[（(]\d{1,2}[)）]|[-_]?[（(]?第\d{1,2}页[)）]?|[（(]续[)）]").ok()
});

/// Whether a page greets the assembly and announces a report.
fn opens(page: &Draft) -> bool {
    page.paragraphs.iter().take(20).any(|p| {
        let text = p.text.trim();
        text.contains("代表") && text.contains("报告") && text.contains("请予审议")
            || text.contains("向大会") && text.contains("报告") && text.contains("我代表")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::Paragraph;

    #[test]
    fn names_make_candidates() {
        let paths = [
            "a/t1_442.html",
            "a/t1_442_2.html",
            "a/t1_442_1.html",
            "a/x_8.html",
            "b/c.htm",
            "b/c_2.htm",
            "b/c_3.htm",
            "b/c_9.htm",
            "d_1.html",
            "d_2.html",
            "报告_2020.html",
            "e/报告（2）.html",
            "e/报告.html",
            "f/view.asp?id=5&page=2.html",
            "f/view.asp?id=5&page=1.html",
            "g/show.php@aid=9",
            "g/show.php@aid=9&page=2",
            "h/n2011p2.shtml",
            "h/n2011.shtml",
            "i/page1.htm",
            "i/page2.htm",
            "j/报告 第1页.html",
            "j/报告 第2页.html",
        ];
        let groups: &[&[usize]] = &[
            &[0, 2, 1],
            &[4, 5, 6],
            &[8, 9],
            &[12, 11],
            &[14, 13],
            &[15, 16],
            &[18, 17],
            &[19, 20],
            &[21, 22],
        ];
        assert_eq!(candidates(&paths), groups);
    }

    #[test]
    fn content_decides() {
        let page = |title: &str, text: &str| Draft {
            page_title: Some(title.to_owned()),
            paragraphs: vec![Paragraph { text: text.to_owned(), ..Paragraph::default() }],
            ..Draft::default()
        };
        let opening = "现在，我代表云溪市人民政府向大会报告工作，请予审议。";
        let joined = join(vec![page("云溪市报告", opening), page("云溪市报告(2)", "第二页")]);
        assert_eq!(joined.map(|d| d.paragraphs.len()), Some(2));
        assert_eq!(join(vec![page("云溪市报告", opening), page("云溪市报告", opening)]), None);
        assert_eq!(join(vec![page("云溪市报告", opening), page("东岭市报告", "别的")]), None);
        assert_eq!(join(vec![page("", opening), page("", "别的")]), None);
    }
}
