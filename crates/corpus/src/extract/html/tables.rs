//! Tables of a page: those that hold data, row by row, told from those that lay the page out; and
//! sheets of reports that a system exported as HTML.

use ego_tree::NodeRef;
use ego_tree::iter::Edge;
use scraper::{Html, Node};

use super::hidden::Hidden;
use crate::extract::{Budget, DraftSink, Extracted, grid, sheet};

/// Whether a node is a table of data: at least two rows of at least two cells that hold data, and
/// no table inside.
pub(super) fn is_data(node: &NodeRef<'_, Node>, hidden: &Hidden) -> bool {
    if node.value().as_element().is_none_or(|e| e.name() != "table") {
        return false;
    }
    let mut chars = 0;
    for inner in node.descendants().skip(1) {
        match inner.value() {
            Node::Element(e) if matches!(e.name(), "table" | "form" | "h1" | "ul") => return false,
            Node::Text(text) => chars += text.len(),
            _ => {}
        }
        if chars > 60_000 {
            return false;
        }
    }
    let rows = rows(*node, hidden);
    let wide = rows.iter().filter(|row| row.len() > 1).count();
    wide > 1 && grid::is_data(&rows) && rows.iter().map(Vec::len).sum::<usize>() > 3
}

/// The cells of a table, line breaks in them as `\n` where `Flow` would break.
pub(super) fn rows(table: NodeRef<'_, Node>, hidden: &Hidden) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut skip = None;
    let mut cell: Option<String> = None;
    for edge in table.traverse() {
        match edge {
            Edge::Open(node) if skip.is_none() => match node.value() {
                _ if hidden.contains(&node) => skip = Some(node.id()),
                Node::Text(text) => {
                    if let Some(cell) = &mut cell {
                        cell.push_str(text);
                    }
                }
                Node::Element(e) => match e.name() {
                    "tr" => rows.push(Vec::new()),
                    "td" | "th" => cell = Some(String::new()),
                    "br" | "p" | "div" | "li" => {
                        if let Some(cell) = cell.as_mut().filter(|cell| !cell.is_empty()) {
                            cell.push('\n');
                        }
                    }
                    _ => {}
                },
                _ => {}
            },
            // What closes inside of what is hidden is hidden too.
            Edge::Close(node) if skip.is_some() => {
                skip = skip.filter(|hidden| *hidden != node.id());
            }
            Edge::Close(node) => {
                let name = node.value().as_element().map(scraper::node::Element::name);
                if matches!(name, Some("td" | "th"))
                    && let (Some(text), Some(row)) = (cell.take(), rows.last_mut())
                {
                    row.push(tidy(&text));
                }
            }
            _ => {}
        }
    }
    rows
}

fn tidy(cell: &str) -> String {
    let lines: Vec<&str> =
        cell.lines().map(str::trim_end).filter(|l| !l.trim().is_empty()).collect();
    lines.join("\n").trim().to_owned()
}

/// Hands over the rows of the first table whose columns name a text. Says whether there was one.
pub(super) fn emit(
    html: &Html,
    source: &str,
    budget: &Budget<'_>,
    sink: &mut DraftSink<'_>,
) -> bool {
    let hidden = Hidden::of(html);
    let tables =
        html.tree.nodes().filter(|n| n.value().as_element().is_some_and(|e| e.name() == "table"));
    for table in tables.take(200) {
        let rows = rows(table, &hidden);
        if sheet::header(&rows) == Some(0) && rows.iter().all(|row| row.len() == rows[0].len()) {
            let cells = rows.iter().map(Vec::len).sum();
            match budget.rows(rows.len() - 1).and_then(|()| budget.cells(cells)) {
                Ok(()) => {
                    let sheet = sheet::Sheet {
                        source,
                        name: None,
                        several: false,
                        rows,
                        first: 1,
                        merged: Vec::new(),
                        budget,
                    };
                    sheet::emit(sheet, sink);
                }
                Err(reason) => sink(Extracted::rejected(source, reason)),
            }
            return true;
        }
    }
    false
}
