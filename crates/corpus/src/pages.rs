//! Articles that a site cut into pages: `t1.html`, `t1_1.html`, `t1_2.html` are one report.
//!
//! Names only make candidates, since a number behind an underscore is also how sites tell one
//! article from the next; whether pages are one article is for their content to say: the same
//! title on all, and no page but the first that opens a report.

use std::collections::BTreeMap;

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
            let pages = by_article.entry((article.to_owned(), extension)).or_default();
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

/// The path without extension, and the extension, of what may be a page.
fn page_name(path: &str) -> Option<(&str, String)> {
    let (stem, extension) = path.rsplit_once('.')?;
    let extension = extension.to_ascii_lowercase();
    matches!(extension.as_str(), "html" | "htm" | "shtml" | "jhtml" | "xhtml")
        .then_some((stem, extension))
}

/// `content_8821_3` is page 3 of `content_8821`.
fn numbered(stem: &str) -> Option<(&str, u32)> {
    let (article, number) = stem.rsplit_once(['_', '-'])?;
    let short = (1..=2).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    let named = !article.is_empty() && !article.ends_with('/');
    (short && named).then(|| Some((article, number.parse().ok()?)))?
}

/// Joins the drafts of pages, in order, where they are one article.
#[must_use]
pub fn join(pages: Vec<Draft>) -> Option<Draft> {
    let title = |draft: &Draft| -> String {
        let title = draft.page_title.clone().unwrap_or_default();
        title.chars().filter(|c| !c.is_whitespace()).collect()
    };
    let mut pages = pages.into_iter();
    let mut article = pages.next()?;
    let name = title(&article);
    if name.is_empty() {
        return None;
    }
    for page in pages {
        let own = title(&page);
        // Later pages may carry their number in the title.
        let same = own == name || own.starts_with(&name) && own.len() < name.len() + 16;
        if !same || opens(&page) {
            return None;
        }
        article.undecodable += page.undecodable;
        article.paragraphs.extend(page.paragraphs);
    }
    Some(article)
}

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
        ];
        assert_eq!(candidates(&paths), [vec![0, 2, 1], vec![4, 5, 6], vec![8, 9]]);
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
