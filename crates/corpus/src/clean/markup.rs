//! Marks of other formats that stay in a text as characters: comments and tags of HTML, pictures
//! written out as data.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use crate::draft::{Paragraph, ParagraphStyle};

/// Tags that stand in a line and leave nothing behind.
static INLINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)</?(?:span|font|b|strong|a|u|i|em|sup|sub|small|big|img|o:p|st1:\w+)\b[^<>]{0,300}>",
    )
    .ok()
});

/// Tags that begin or end a line.
static BLOCK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)</?(?:p|br|div|center|section|article|details|summary|table|tbody|thead|tr|ul|ol|li|dl|dt|dd|h[1-6]|hr|blockquote)\b[^<>]{0,300}>").ok()
});

/// Tags of the cells of a row.
static CELL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)</?(?:td|th)\b[^<>]{0,300}>").ok());

/// Takes HTML comments, also over several lines, and leftover tags out of text that is not HTML.
/// What a tag of a block parts becomes lines of their own.
pub(super) fn without_markup(lines: Vec<Paragraph>, comments: &mut Vec<String>) -> Vec<Paragraph> {
    if !lines.iter().any(|line| line.text.contains('<')) {
        return lines;
    }
    let mut open = false;
    let mut out = Vec::with_capacity(lines.len());
    for line in lines {
        let kept = without_comments(&line.text, &mut open, comments);
        if !kept.contains('<') {
            out.push(Paragraph { text: kept, style: line.style });
            continue;
        }
        let text = without_tags(kept, line.style);
        let pieces = text.split('\n').filter(|piece| !piece.trim().is_empty());
        let before = out.len();
        out.extend(pieces.map(|piece| Paragraph { text: piece.to_owned(), style: line.style }));
        if out.len() == before {
            out.push(Paragraph { text: String::new(), style: line.style });
        }
    }
    // A comment that never closes would swallow the text: then it was none.
    if open { out.into_iter().filter(|l| !l.text.is_empty()).collect() } else { out }
}

/// A line without its comments; `open` says whether one goes on from the line before.
fn without_comments(line: &str, open: &mut bool, comments: &mut Vec<String>) -> String {
    let mut kept = String::new();
    let mut rest = line;
    loop {
        let marker = if *open { "-->" } else { "<!--" };
        let Some(at) = rest.find(marker) else {
            if *open {
                comments.push(rest.trim().to_owned());
            } else {
                kept.push_str(rest);
            }
            return kept;
        };
        if *open {
            comments.push(rest[..at].trim().to_owned());
        } else {
            kept.push_str(&rest[..at]);
        }
        rest = &rest[at + marker.len()..];
        *open = !*open;
    }
}

fn without_tags(text: String, style: ParagraphStyle) -> String {
    let by = |tags: &LazyLock<Option<Regex>>, text: String, with: &str| match tags.as_ref() {
        Some(tags) => match tags.replace_all(&text, with) {
            Cow::Owned(replaced) => replaced,
            Cow::Borrowed(_) => text,
        },
        None => text,
    };
    let text = by(&INLINE, text, "");
    let text = by(&CELL, text, " ");
    by(&BLOCK, text, if style == ParagraphStyle::Row { " " } else { "\n" })
}

/// Takes pictures that are written out in a text as data (`data:image/png;base64,…`) out of it,
/// with the mark of the picture around them, and the lines on which their data goes on.
#[derive(Debug, Default)]
pub(super) struct Data {
    /// Whether the line before ended within the data.
    goes_on: bool,
}

/// A picture as data: in Markdown's mark, as the target of a reference, in a tag, in a style, bare.
static PICTURE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)!?\[[^\[\]]{0,300}\]\(\s*<?data:[a-z]+/[^()\s<>]*(?:>?[^()]{0,200}\)|$)",
        r"|<img\b[^<>]*data:[a-z]+/[^<>]*(?:>|$)",
        r"|^\s*\[[^\[\]]{0,100}\]:\s*<?data:[a-z]+/\S*",
        r"|url\(\s*['\x22]?data:[^()]*(?:\)|$)",
        r"|data:[a-z]+/[a-z0-9.+-]+(?:;[a-z0-9=-]+)*;base64,[a-z0-9+/=]*",
    ))
    .ok()
});

/// The shortest line that is taken for data that goes on, in bytes.
const DATA_LINE: usize = 40;

impl Data {
    /// A line without such pictures, or `None` where it is nothing but the rest of one.
    pub(super) fn without<'a>(&mut self, line: &'a str) -> Option<Cow<'a, str>> {
        if self.goes_on && is_rest(line) {
            return None;
        }
        self.goes_on = false;
        if !line.contains("data:") && !line.contains("DATA:") {
            return Some(Cow::Borrowed(line));
        }
        let found = PICTURE.as_ref()?.find_iter(line).last();
        self.goes_on = found.is_some_and(|found| found.end() == line.len());
        Some(PICTURE.as_ref()?.replace_all(line, ""))
    }
}

/// Whether a line is nothing but letters of base64, the last one with what closes the mark.
fn is_rest(line: &str) -> bool {
    let line = line.trim();
    let data = line.trim_end_matches([')', '>', '"', '\'', '/', ' ', ']']);
    let is_data =
        data.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='));
    is_data && !data.is_empty() && (data.len() >= DATA_LINE || data.ends_with('=') || data != line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(lines: &[&str]) -> Vec<String> {
        let mut data = Data::default();
        let kept = lines.iter().filter_map(|line| data.without(line).map(Cow::into_owned));
        let lines = kept.map(|text| Paragraph { text, ..Paragraph::default() }).collect();
        let lines = without_markup(lines, &mut Vec::new());
        lines.into_iter().map(|line| line.text).filter(|text| !text.is_empty()).collect()
    }

    #[test]
    fn tags_of_blocks_part_paragraphs_and_others_do_not() {
        for (text, expected) in [
            (
                "<p>甲街整治。</p><p class='x'>乙路<b>贯通</b>。</p>",
                vec!["甲街整治。", "乙路贯通。"],
            ),
            (
                "甲街整治。<br>乙路贯通。<BR />丙桥开工。",
                vec!["甲街整治。", "乙路贯通。", "丙桥开工。"],
            ),
            ("<ul><li>甲街</li><li>乙路</li></ul>", vec!["甲街", "乙路"]),
            (
                "<h2>一、回顾</h2><div>甲街<span style=\"a\">整治</span></div>",
                vec!["一、回顾", "甲街整治"],
            ),
            ("指标<5且>3，<某某>不是标签", vec!["指标<5且>3，<某某>不是标签"]),
        ] {
            assert_eq!(run(&[text]), expected, "{text}");
        }
    }

    #[test]
    fn pictures_as_data_go() {
        let data =
            "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg".to_owned() + &"QmFzZTY0".repeat(400);
        let cut = "QmFzZTY0".repeat(9);
        for lines in [
            vec![format!("甲街。![图]({data}==)乙路。")],
            vec![format!("甲街。<img src=\"{data}\" width=3>乙路。")],
            vec![format!("甲街。{data}"), cut.clone(), "QmE=".to_owned(), "乙路。".to_owned()],
            vec!["甲街。".to_owned(), format!("[image1]: <{data}>"), "乙路。".to_owned()],
            vec![format!("甲街。![]({data}"), cut.clone(), format!("{cut})"), "乙路。".to_owned()],
        ] {
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            assert_eq!(run(&lines).concat(), "甲街。乙路。", "{lines:?}");
        }
        assert_eq!(run(&["data:2023", "ABCDEF"]), ["data:2023", "ABCDEF"]);
    }
}
