//! HTML as it lies in archives: pages of government sites, tables of the 2000s, forum threads,
//! WeChat articles, Word's own HTML, saved or printed. The main text is found, the page around it
//! dropped.
//!
//! The tree comes from a browser's parser; everything here walks it without recursion, since pages
//! with tens of thousands of nested elements exist. Which lines of the main text are furniture all
//! the same (a "print this page" inside the article) is for the cleaner to say.

mod flow;
mod hidden;
mod main_text;
mod shape;
mod stored;
mod tables;

use scraper::Html;

use super::{Budget, DraftSink, Extract, Extracted, FormatFit, Input};
use crate::decode;
use crate::draft::{Draft, Given, Paragraph};
use crate::reason::Reason;
use crate::text::han;

pub(super) struct WebPage;

impl Extract for WebPage {
    fn fit(&self, input: &Input<'_>) -> FormatFit {
        if decode::binary(input.bytes).is_some() {
            return FormatFit::No;
        }
        let head = decode::decode(&input.bytes[..input.bytes.len().min(2048)], None).text;
        let head = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
        let head = head.to_ascii_lowercase();
        let named =
            matches!(input.extension().as_str(), "html" | "htm" | "shtml" | "xhtml" | "jhtml");
        let opening = ["<!doctype html", "<html", "<head", "<body", "<title"];
        let xhtml = head.starts_with("<?xml") && head.contains("<html");
        if xhtml || opening.iter().any(|tag| head.starts_with(tag)) {
            return FormatFit::Signature;
        }
        let tags = ["<html", "<head>", "<body", "<div", "<table", "<p>", "<p ", "<meta ", "<br"];
        let found = tags.iter().filter(|tag| head.contains(*tag)).count();
        match (found, named) {
            (1.., true) => FormatFit::Signature,
            (2.., false) if head.starts_with('<') => FormatFit::Content,
            (0, true) => FormatFit::Name,
            _ => FormatFit::No,
        }
    }

    fn extract(&self, input: &Input<'_>, budget: &Budget<'_>, sink: &mut DraftSink<'_>) {
        page(input, input.bytes, None, budget, sink);
    }
}

/// Extracts a page whose encoding may be declared outside of it, as in a mail part.
pub(super) fn page(
    input: &Input<'_>,
    bytes: &[u8],
    declared: Option<&str>,
    budget: &Budget<'_>,
    sink: &mut DraftSink<'_>,
) {
    if let Err(reason) = budget.text(bytes.len()) {
        return sink(Extracted::rejected(input.source, reason));
    }
    let charset = declared.map(ToOwned::to_owned).or_else(|| declared_charset(bytes));
    let decoded = decode::decode(bytes, charset.as_deref());
    let mut draft = match parse(&decoded.text, budget) {
        Ok(Some(html)) if tables::emit(&html, input.source, budget, sink) => return,
        Ok(Some(html)) => match document(&html, budget) {
            draft if is_scripted(&html, &draft) => {
                return sink(Extracted::rejected(input.source, Reason::Scripted));
            }
            draft => draft,
        },
        Ok(None) => Draft { paragraphs: without_tags(&decoded.text), ..Draft::default() },
        Err(reason) => return sink(Extracted::rejected(input.source, reason)),
    };
    draft.source = input.source.to_owned();
    draft.undecodable = decoded.undecodable;
    sink(Extracted::Draft(Box::new(draft)));
}

/// The most characters that a page shows while its script fetches the text: 加载中….
const WAITING: usize = 60;

/// Whether a page has scripts in place of a text.
fn is_scripted(html: &Html, draft: &Draft) -> bool {
    let shown: usize = draft.paragraphs.iter().map(|p| p.text.trim().chars().count()).sum();
    let is_script = |node: ego_tree::NodeRef<'_, scraper::Node>| {
        node.value().as_element().is_some_and(|element| element.name() == "script")
    };
    shown <= WAITING
        && !draft.paragraphs.iter().any(|p| p.text.contains(['。', '，']))
        && html.tree.nodes().any(is_script)
}

/// The tree of a text, or `None` where it would be so deep or so large that it is read without
/// one. The only way to a tree.
fn parse(text: &str, budget: &Budget<'_>) -> Result<Option<Html>, Reason> {
    let shape = shape::PageShape::of(text);
    budget.nodes(shape.tags)?;
    let is_tree = shape.nesting <= shape::MOST_NESTING && shape.reopened <= shape::MOST_REOPENED;
    Ok(is_tree.then(|| Html::parse_document(text)))
}

/// What stands between the tags of a page that is too deep for a tree, line by line.
fn without_tags(text: &str) -> Vec<Paragraph> {
    let mut lines = Vec::new();
    for piece in text.split('<') {
        let text = piece.split_once('>').map_or("", |(_, text)| text).trim();
        if !text.is_empty() {
            lines.push(Paragraph { text: text.to_owned(), ..Paragraph::default() });
        }
    }
    lines
}

/// The encoding that a page declares of itself, by `charset=` in its head.
fn declared_charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let at = head.find("charset=").map(|at| at + 8).or_else(|| {
        let xml = head.starts_with("<?xml").then(|| head.find("encoding="))??;
        Some(xml + 9)
    })?;
    let label: String = head[at..]
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    (!label.is_empty()).then_some(label)
}

/// The main text of a page, its title and its address.
fn document(html: &Html, budget: &Budget<'_>) -> Draft {
    let hidden = hidden::Hidden::of(html);
    let (main, page_lines) = main_text::find(html, &hidden);
    let mut lines = main_text::trim(flow::lines(main, &hidden));
    let title = title(html, &page_lines);
    let head = main_text::head(&main, &lines, page_lines);
    lines.splice(0..0, head);
    let shown: usize = lines.iter().map(|line| han(&line.text)).sum();
    let stored = stored::text(html, shown, budget);
    Draft {
        given: Given { url: canonical(html), ..Given::default() },
        page_title: title,
        paragraphs: stored.unwrap_or_else(|| paragraphs(lines)),
        ..Draft::default()
    }
}

/// A fragment of HTML in a table cell or a JSON value, as paragraphs.
pub(super) fn fragment(text: &str, budget: &Budget<'_>) -> Result<Vec<Paragraph>, Reason> {
    let Some(html) = parse(text, budget)? else { return Ok(without_tags(text)) };
    let hidden = hidden::Hidden::of(&html);
    Ok(paragraphs(flow::lines(html.tree.root(), &hidden)))
}

/// Says whether a value of a table is HTML rather than text.
pub(super) fn is_fragment(text: &str) -> bool {
    let head = text.trim_start();
    let tags = ["<p>", "<p ", "<div", "<br", "<span", "<table", "</p>"];
    let lower = |s: &str| tags.iter().filter(|tag| s.contains(*tag)).count();
    let sample: String = head.chars().take(20_000).collect::<String>().to_ascii_lowercase();
    lower(&sample) > 0 && (head.starts_with('<') || sample.matches('<').count() > 4)
}

fn paragraphs(lines: Vec<flow::FlowLine<'_>>) -> Vec<Paragraph> {
    let placed = lines.iter().filter(|line| line.placed).count();
    let visual = placed * 10 > lines.len() * 6 && placed > 20;
    let lines: Vec<Paragraph> =
        lines.into_iter().map(|line| Paragraph { text: line.text, style: line.style }).collect();
    if visual { join_visual(lines) } else { lines }
}

/// Joins lines that a viewer placed one by one: a line without indent goes on with the one above
/// where that is nearly full.
fn join_visual(lines: Vec<Paragraph>) -> Vec<Paragraph> {
    let mut widths: Vec<usize> = lines.iter().map(|l| l.text.chars().count()).collect();
    widths.sort_unstable();
    let full = widths.get(widths.len() * 3 / 4).copied().unwrap_or(0) * 8 / 10;
    let mut joined: Vec<Paragraph> = Vec::new();
    let mut above = 0;
    for line in lines {
        let width = line.text.chars().count();
        let indented = line.text.starts_with(char::is_whitespace);
        match joined.last_mut() {
            Some(last) if !indented && above >= full => last.text.push_str(&line.text),
            _ => joined.push(line),
        }
        above = width;
    }
    joined
}

/// The title: the first heading of the page that names a document, else the page's own.
fn title(html: &Html, lines: &[flow::FlowLine<'_>]) -> Option<String> {
    let heading = lines
        .iter()
        .filter(|line| line.style == crate::draft::ParagraphStyle::Heading(1))
        .map(|line| line.text.trim())
        .find(|text| text.contains("报告") || text.contains('年'));
    if let Some(heading) = heading {
        return Some(heading.to_owned());
    }
    let mut found: Option<String> = None;
    for node in html.tree.nodes() {
        let Some(element) = node.value().as_element() else { continue };
        let text = match element.name() {
            "title" => {
                node.children().filter_map(|c| c.value().as_text().map(|t| t.to_string())).collect()
            }
            "meta" if element.attr("property") == Some("og:title") => {
                element.attr("content").unwrap_or_default().to_owned()
            }
            _ => continue,
        };
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() && found.as_ref().is_none_or(|f: &String| f.len() < text.len()) {
            found = Some(text);
        }
    }
    found.map(|title| without_site(&title))
}

/// A title without the names of site and column, where the rest names a report by itself:
/// `2016年云溪市政府工作报告 - 公文交流 - 某某网`. A bare 政府工作报告 keeps them, since they may be all
/// that tells whose it is.
fn without_site(title: &str) -> String {
    let document = |part: &&str| {
        let named = ["报告", "公报", "规划", "纲要"].iter().any(|word| part.contains(word));
        named && part.chars().count() > 8
    };
    let mut parts = title.split(['_', '|', '-', '－', '–', '—', '»', '>']).map(str::trim);
    parts.find(document).unwrap_or(title).to_owned()
}

/// The address that a page gives itself.
fn canonical(html: &Html) -> Option<String> {
    let url = html.tree.nodes().find_map(|node| {
        let element = node.value().as_element()?;
        match element.name() {
            "link" if element.attr("rel") == Some("canonical") => element.attr("href"),
            "meta" if element.attr("property") == Some("og:url") => element.attr("content"),
            _ => None,
        }
    })?;
    url.starts_with("http").then(|| url.to_owned())
}

#[cfg(test)]
mod tests;
