//! Markdown as archives have it: YAML front matter, `#` headings, bold lines, tables; a line is a
//! paragraph, as in plain text. Marks go, the characters they mark stay.

use super::{Budget, DraftSink, Extract, Extracted, FormatFit, Input, txt};
use crate::decode;
use crate::draft::{Draft, Given, Paragraph, ParagraphStyle, PlaceCell};
use crate::extract::columns::{self, ColumnRole};

pub(super) struct Markdown;

impl Extract for Markdown {
    fn fit(&self, input: &Input<'_>) -> FormatFit {
        if decode::binary(input.bytes).is_some() {
            return FormatFit::No;
        }
        match input.extension().as_str() {
            "md" | "markdown" | "mdown" | "mkd" => FormatFit::Name,
            _ if input.bytes.starts_with(b"---\n") || input.bytes.starts_with(b"---\r\n") => {
                FormatFit::Content
            }
            _ => FormatFit::No,
        }
    }

    fn extract(&self, input: &Input<'_>, budget: &Budget<'_>, sink: &mut DraftSink<'_>) {
        if let Err(reason) = budget.text(input.bytes.len()) {
            return sink(Extracted::rejected(input.source, reason));
        }
        let decoded = decode::decode(input.bytes, None);
        if let Err(reason) = budget.nodes(txt::count(&decoded.text)) {
            return sink(Extracted::rejected(input.source, reason));
        }
        let (given, body) = front_matter(&decoded.text);
        let mut paragraphs = Vec::new();
        let mut fenced = false;
        for line in body.lines() {
            if line.trim_start().starts_with("```") {
                fenced = !fenced;
                continue;
            }
            paragraphs.extend(if fenced { Some(plain(line)) } else { block(line) });
        }
        sink(Extracted::Draft(Box::new(Draft {
            source: input.source.to_owned(),
            given,
            paragraphs,
            undecodable: decoded.undecodable,
            ..Draft::default()
        })));
    }
}

fn plain(line: &str) -> Paragraph {
    Paragraph { text: line.to_owned(), style: ParagraphStyle::Body }
}

/// Splits YAML front matter off. Only `key: value` lines are read, which is all that archives
/// have; a value may be quoted. Text without a closing line has no front matter.
fn front_matter(text: &str) -> (Given, &str) {
    let mut given = Given::default();
    let start = text.trim_start_matches('\u{FEFF}');
    let Some(rest) = start
        .strip_prefix("---")
        .and_then(|r| r.trim_start_matches([' ', '\r']).strip_prefix('\n'))
    else {
        return (given, text);
    };
    let mut offset = 0;
    let mut places: Vec<(u8, String)> = Vec::new();
    for line in rest.split_inclusive('\n') {
        offset += line.len();
        let line = line.trim_end();
        if line == "---" || line == "..." {
            places.sort_by_key(|(order, _)| *order);
            let cell = |(order, name)| PlaceCell { name, level: columns::level(order) };
            given.place = places.into_iter().map(cell).collect();
            return (given, &rest[offset..]);
        }
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = value.trim().trim_matches(['"', '\'']).trim();
        if value.is_empty() {
            continue;
        }
        let slot = match ColumnRole::from_name(key) {
            Some(ColumnRole::Id) => &mut given.id,
            Some(ColumnRole::Title) => &mut given.title,
            Some(ColumnRole::Year) => &mut given.year,
            Some(ColumnRole::Date) => &mut given.date,
            Some(ColumnRole::Kind) => &mut given.kind,
            Some(ColumnRole::Url) => &mut given.url,
            Some(ColumnRole::Place(order)) => {
                places.push((order, value.to_owned()));
                continue;
            }
            Some(ColumnRole::Code) => {
                given.codes.push(value.to_owned());
                continue;
            }
            Some(ColumnRole::Text(_) | ColumnRole::File) | None => continue,
        };
        slot.get_or_insert_with(|| value.to_owned());
    }
    (Given::default(), text)
}

fn block(line: &str) -> Option<Paragraph> {
    let trimmed = line.trim();
    if trimmed.len() >= 3 && trimmed.bytes().all(|b| matches!(b, b'-' | b'*' | b'_' | b' ')) {
        return None;
    }
    let hashes = trimmed.bytes().take_while(|&b| b == b'#').count();
    if (1..=6).contains(&hashes) && !trimmed[hashes..].is_empty() {
        let level = u8::try_from(hashes).unwrap_or(6);
        let text = inline(trimmed[hashes..].trim().trim_end_matches('#'));
        return Some(Paragraph {
            text: text.trim().to_owned(),
            style: ParagraphStyle::Heading(level),
        });
    }
    if let Some(row) = trimmed.strip_prefix('|') {
        let row = row.strip_suffix('|').unwrap_or(row);
        if row.bytes().all(|b| matches!(b, b'-' | b':' | b'|' | b' ')) {
            return None;
        }
        let cells: Vec<String> = row.split('|').map(|c| inline(c.trim())).collect();
        return Some(Paragraph { text: cells.join("\t"), style: ParagraphStyle::Row });
    }
    let bold = trimmed
        .strip_prefix("**")
        .and_then(|inner| inner.strip_suffix("**"))
        .is_some_and(|inner| !inner.is_empty() && !inner.contains("**"));
    let body = line.trim_start_matches('>').trim_end();
    let body = ["- ", "* ", "+ "].iter().find_map(|m| body.strip_prefix(m)).unwrap_or(body);
    let style = if bold { ParagraphStyle::Bold } else { ParagraphStyle::Body };
    Some(Paragraph { text: inline(body), style })
}

/// Takes emphasis, links, images, line-break tags and escapes out of a line.
fn inline(text: &str) -> String {
    if !text.contains(['*', '[', '\\', '`', '<', '_']) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let mut taken = c.len_utf8();
        match c {
            '*' if rest.starts_with("**") => taken = 2,
            '*' | '`' => {}
            '_' if rest.starts_with("__") => {
                taken = rest.len() - rest.trim_start_matches('_').len()
            }
            '!' if rest.starts_with("![") => match link(&rest[1..]) {
                Some((_, length)) => taken = 1 + length,
                None => match picture_by_name(rest) {
                    Some(length) => taken = length,
                    None => out.push(c),
                },
            },
            '[' => match link(rest) {
                Some((label, length)) => {
                    out.push_str(label);
                    taken = length;
                }
                None => out.push(c),
            },
            '<' if rest.starts_with("<br") => match find_within(rest, ">", 8) {
                Some(end) => {
                    out.push('\n');
                    taken = end + 1;
                }
                _ => out.push(c),
            },
            '\\' => match rest[1..].chars().next() {
                // A blank that is escaped is one that does not break.
                Some(next) if next.is_ascii_punctuation() || next == ' ' => {
                    out.push(next);
                    taken = 1 + next.len_utf8();
                }
                _ => out.push(c),
            },
            _ => out.push(c),
        }
        rest = &rest[taken..];
    }
    out
}

/// The label of a link `[label](target)` at the start of a text, and the link's length.
fn link(rest: &str) -> Option<(&str, usize)> {
    let close = find_within(rest, "](", LABEL)?;
    let end = find_within(&rest[close..], ")", TARGET)?;
    Some((&rest[1..close], close + end + 1))
}

/// The length of a picture whose target stands elsewhere, at the start of a text: `![图][image1]`.
fn picture_by_name(rest: &str) -> Option<usize> {
    let close = find_within(rest, "][", LABEL)?;
    let end = find_within(&rest[close + 2..], "]", LABEL)?;
    Some(close + 2 + end + 1)
}

/// How long a link's label and target may be, in bytes.
const LABEL: usize = 600;
const TARGET: usize = 2000;

/// Where a mark begins within the first bytes of a text. No more of it is looked at: a line may be
/// one opening bracket after the other.
fn find_within(text: &str, mark: &str, reach: usize) -> Option<usize> {
    let reach = text.len().min(reach + mark.len() - 1);
    let window = &text.as_bytes()[..reach];
    window.windows(mark.len()).position(|found| found == mark.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    fn draft(text: &str) -> Draft {
        let mut found = None;
        let limits = Limits::default();
        let budget = Budget::new(&limits, None, 0);
        Markdown.extract(&Input::file("a.md", text.as_bytes()), &budget, &mut |e| {
            if let Extracted::Draft(draft) = e {
                found = Some(*draft);
            }
        });
        found.unwrap()
    }

    #[test]
    fn front_matter_is_given_and_not_text() {
        let draft = draft(
            "---\ntitle: \"云溪区政府工作报告\"\nsource: https://a.example/1\n年份: 2022\n---\n\n正文。\n",
        );
        assert_eq!(draft.given.title.as_deref(), Some("云溪区政府工作报告"));
        assert_eq!(draft.given.url.as_deref(), Some("https://a.example/1"));
        assert_eq!(draft.given.year.as_deref(), Some("2022"));
        assert_eq!(draft.paragraphs.last().unwrap().text, "正文。");
        assert!(!draft.paragraphs.iter().any(|p| p.text.contains("title")));
    }

    #[test]
    fn marks_go_and_characters_stay() {
        let draft = draft(
            "## 一、回顾\n**（一）经济**\n**稳增长。**落实2\\*3，见[附件](http://x)。\n| 甲 | 乙 |\n|---|---|\n",
        );
        let got: Vec<_> = draft.paragraphs.iter().map(|p| (p.text.as_str(), p.style)).collect();
        assert_eq!(
            got,
            [
                ("一、回顾", ParagraphStyle::Heading(2)),
                ("（一）经济", ParagraphStyle::Bold),
                ("稳增长。落实2*3，见附件。", ParagraphStyle::Body),
                ("甲\t乙", ParagraphStyle::Row),
            ]
        );
    }

    #[test]
    fn what_pandoc_escapes_is_read() {
        let draft =
            draft("第一段\\ 有\\\"双引号\\\"和\\~波浪。\n![][image1]第二段![图][图一]完。\n");
        let got: Vec<_> = draft.paragraphs.iter().map(|p| p.text.as_str()).collect();
        assert_eq!(got, ["第一段 有\"双引号\"和~波浪。", "第二段完。"]);
    }

    #[test]
    fn an_open_front_matter_is_text() {
        assert_eq!(draft("---\ntitle: x\n正文").given, Given::default());
    }
}
