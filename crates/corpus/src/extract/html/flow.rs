//! A tree of elements as the lines that a reader sees.

use ego_tree::iter::Edge;
use ego_tree::{NodeId, NodeRef};
use scraper::Node;

use super::hidden::Hidden;
use super::tables;
use crate::draft::ParagraphStyle;

/// One line of a page: what stands in one block, or between two line breaks of it.
#[derive(Debug)]
pub(super) struct FlowLine<'a> {
    /// Its characters, blanks as the source meant them.
    pub text: String,
    /// What the page says that it is.
    pub style: ParagraphStyle,
    /// How many of its characters are in links.
    pub linked: usize,
    /// Whether the element is placed on the page by coordinates.
    pub placed: bool,
    /// The element that holds it.
    pub node: NodeRef<'a, Node>,
}

/// Elements that stand in a line; all others break it.
const INLINE: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "b",
    "bdo",
    "big",
    "cite",
    "code",
    "del",
    "dfn",
    "em",
    "font",
    "i",
    "img",
    "ins",
    "kbd",
    "label",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "tt",
    "u",
    "var",
    "wbr",
    "nobr",
    "mark",
    "time",
    "ruby",
    "rb",
    "rt",
    "rp",
    "bdi",
    "data",
    "mpvoice",
    "mpchecktext",
    "st1",
    "smarttagtype",
];

/// The lines below a node, in reading order.
pub(super) fn lines<'a>(root: NodeRef<'a, Node>, hidden: &Hidden) -> Vec<FlowLine<'a>> {
    let mut flow = HtmlFlow { lines: Vec::new(), blocks: Vec::new(), ..HtmlFlow::new(root) };
    let mut skip: Option<NodeId> = None;
    for edge in root.traverse() {
        match edge {
            Edge::Open(node) if skip.is_none() => {
                if hidden.contains(&node) && node.id() != root.id() {
                    skip = Some(node.id());
                } else if tables::is_data(&node, hidden) {
                    flow.rows(node, hidden);
                    skip = Some(node.id());
                } else {
                    flow.open(node);
                }
            }
            Edge::Close(node) if skip.is_none_or(|id| id == node.id()) && skip.take().is_none() => {
                flow.close(node);
            }
            _ => {}
        }
    }
    flow.end();
    flow.lines
}

struct HtmlFlow<'a> {
    lines: Vec<FlowLine<'a>>,
    text: String,
    /// Characters in the line so far, without blanks: all, in links, in bold.
    counts: [usize; 3],
    blocks: Vec<NodeRef<'a, Node>>,
    root: NodeRef<'a, Node>,
    links: usize,
    bolds: usize,
    heading: Option<u8>,
    /// Blanks are kept as written, in `pre`.
    pre: usize,
}

impl<'a> HtmlFlow<'a> {
    fn new(root: NodeRef<'a, Node>) -> Self {
        Self {
            lines: Vec::new(),
            text: String::new(),
            counts: [0; 3],
            blocks: Vec::new(),
            root,
            links: 0,
            bolds: 0,
            heading: None,
            pre: 0,
        }
    }

    fn open(&mut self, node: NodeRef<'a, Node>) {
        match node.value() {
            Node::Text(text) => self.push(text),
            Node::Element(element) => {
                let name = element.name();
                match name {
                    "br" => return self.end(),
                    // An anchor without address is a mark, not a link.
                    "a" if element.attr("href").is_some() => self.links += 1,
                    "b" | "strong" => self.bolds += 1,
                    "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                        self.end();
                        self.heading = name[1..].parse().ok();
                    }
                    "pre" => self.pre += 1,
                    "td" | "th" if !self.text.is_empty() => self.end(),
                    _ => {}
                }
                if is_block(name) {
                    self.end();
                    self.blocks.push(node);
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, node: NodeRef<'a, Node>) {
        let Some(element) = node.value().as_element() else { return };
        let name = element.name();
        if is_block(name) {
            self.end();
            self.blocks.pop();
        }
        match name {
            "a" if element.attr("href").is_some() => self.links = self.links.saturating_sub(1),
            "b" | "strong" => self.bolds = self.bolds.saturating_sub(1),
            "pre" => self.pre = self.pre.saturating_sub(1),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading = None,
            _ => {}
        }
    }

    /// Appends text with blanks collapsed as a browser would, but for an indent, and for a line
    /// end of the source between Han characters, which no reader sees.
    fn push(&mut self, text: &str) {
        if self.pre > 0 {
            for (number, line) in text.split('\n').enumerate() {
                if number > 0 {
                    self.end();
                }
                self.text.push_str(line.trim_end_matches('\r'));
                self.count(line);
            }
            return;
        }
        let mut blank: Option<bool> = None;
        for c in text.chars() {
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0C') {
                let line_end = blank.unwrap_or(false) || matches!(c, '\n' | '\r');
                blank = Some(line_end);
                continue;
            }
            if let Some(line_end) = blank.take() {
                self.blank(line_end, c);
            }
            self.text.push(c);
        }
        if let Some(line_end) = blank
            && !line_end
        {
            self.text.push(' ');
        }
        self.count(text);
    }

    fn blank(&mut self, line_end: bool, next: char) {
        let last = self.text.chars().next_back();
        let between_latin = last.is_some_and(|c| c.is_ascii_graphic()) && next.is_ascii_graphic();
        if !line_end || between_latin {
            self.text.push(' ');
        }
    }

    fn count(&mut self, text: &str) {
        let count = text.chars().filter(|c| !c.is_whitespace()).count();
        self.counts[0] += count;
        if self.links > 0 {
            self.counts[1] += count;
        }
        if self.bolds > 0 {
            self.counts[2] += count;
        }
    }

    fn end(&mut self) {
        let text = std::mem::take(&mut self.text);
        let [all, linked, bold] = std::mem::take(&mut self.counts);
        if all == 0 {
            return;
        }
        let style = match self.heading {
            Some(level) => ParagraphStyle::Heading(level),
            None if bold == all => ParagraphStyle::Bold,
            None => ParagraphStyle::Body,
        };
        let node = self.blocks.last().copied().unwrap_or(self.root);
        let placed = node
            .value()
            .as_element()
            .and_then(|e| e.attr("style"))
            .is_some_and(|s| s.contains("top:") && s.contains("left:"));
        self.lines.push(FlowLine { text: text.trim_end().to_owned(), style, linked, placed, node });
    }

    fn rows(&mut self, table: NodeRef<'a, Node>, hidden: &Hidden) {
        self.end();
        for cells in tables::rows(table, hidden) {
            let text = cells.join("\t");
            if text.trim().is_empty() {
                continue;
            }
            let line = FlowLine {
                text,
                style: ParagraphStyle::Row,
                linked: 0,
                placed: false,
                node: table,
            };
            self.lines.push(line);
        }
    }
}

fn is_block(name: &str) -> bool {
    !INLINE.contains(&name) && name != "br" && !name.contains(':')
}
