//! What a reader sees of a page: its texts in order, a line for every block, with where links lead.

use ego_tree::NodeRef;
use scraper::{Html, Node};

/// Elements that begin a line of their own.
const BLOCKS: [&str; 28] = [
    "address", "article", "aside", "body", "dd", "details", "div", "dl", "dt", "fieldset",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "header", "li", "main", "nav", "ol", "p",
    "section", "summary", "table", "tr", "ul",
];
/// What is not for reading.
const UNSEEN: [&str; 6] = ["head", "script", "style", "svg", "template", "datalist"];

/// The lines of a page.
pub fn outline(page: &str) -> String {
    let html = Html::parse_document(page);
    let mut text = String::new();
    let title = scraper::Selector::parse("title").unwrap();
    for title in html.select(&title) {
        text += &format!("title: {}\n", title.text().collect::<String>());
    }
    walk(html.tree.root(), &mut text);
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn walk(node: NodeRef<'_, Node>, out: &mut String) {
    match node.value() {
        Node::Text(text) => out.push_str(&text.replace('\n', " ")),
        Node::Element(element) => {
            let name = element.name();
            if UNSEEN.contains(&name) {
                return;
            }
            let is_block = BLOCKS.contains(&name);
            if is_block {
                out.push('\n');
            }
            out.push_str(&before(element));
            node.children().for_each(|child| walk(child, out));
            out.push_str(&after(element));
            if is_block {
                out.push('\n');
            }
        }
        _ => node.children().for_each(|child| walk(child, out)),
    }
}

fn before(element: &scraper::node::Element) -> String {
    let of = |name: &str| element.attr(name).unwrap_or("").to_owned();
    match element.name() {
        "h1" => "# ".to_owned(),
        "h2" => "## ".to_owned(),
        "h3" | "h4" => "### ".to_owned(),
        "li" => "- ".to_owned(),
        "td" | "th" => " | ".to_owned(),
        "mark" => "【".to_owned(),
        "a" => "[".to_owned(),
        "form" => format!("form {} {} ", of("method"), of("action")),
        "input" if of("type") == "hidden" => String::new(),
        "input" | "select" | "textarea" => format!(" <{} {}>", of("name"), of("value")),
        "option" if element.attr("selected").is_some() => " *".to_owned(),
        "option" => " ".to_owned(),
        _ => String::new(),
    }
}

fn after(element: &scraper::node::Element) -> String {
    match element.name() {
        "mark" => "】".to_owned(),
        "a" => format!("]({})", readable(element.attr("href").unwrap_or(""))),
        _ => String::new(),
    }
}

/// An address with its characters as they are.
fn readable(address: &str) -> String {
    percent_encoding::percent_decode_str(address).decode_utf8_lossy().into_owned()
}

#[test]
fn an_outline_is_what_is_read() {
    let page = "<title>题</title><style>p{}</style><body><h1>大 <mark>字</mark></h1>\
                <p>见<a href='/x?q=%E5%AD%97'>此</a></p><table><tr><td>1</td><td>2</td></tr></table>";
    let seen = "title: 题\n# 大 【字】\n见[此](/x?q=字)\n| 1 | 2";
    assert_eq!(outline(page), seen);
}
