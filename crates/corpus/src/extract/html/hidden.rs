//! What a page holds but does not show: elements that are never text, and those hidden by an
//! attribute, a style or a simple rule of the page's own style sheet.

use std::collections::HashSet;

use ego_tree::{NodeId, NodeRef};
use scraper::{Html, Node, node::Element};

/// The nodes that are not shown.
pub(super) struct Hidden {
    nodes: HashSet<NodeId>,
}

/// Elements whose content is never part of a text.
const NEVER: &[&str] = &[
    "head", "script", "style", "noscript", "template", "iframe", "object", "embed", "select",
    "option", "button", "textarea", "input", "svg", "canvas", "audio", "video", "marquee", "xml",
    "nav", "footer", "map", "applet", "noframes",
];

impl Hidden {
    /// Finds them all.
    pub(super) fn of(html: &Html) -> Self {
        let sheet = HidingRules::of(html);
        let mut nodes = HashSet::new();
        for node in html.tree.nodes() {
            if let Some(element) = node.value().as_element()
                && (NEVER.contains(&element.name())
                    || by_attribute(element)
                    || by_class(element)
                    || sheet.hides(element))
            {
                nodes.insert(node.id());
            }
        }
        Self { nodes }
    }

    /// Whether a node and all below it are to be passed over.
    pub(super) fn contains(&self, node: &NodeRef<'_, Node>) -> bool {
        self.nodes.contains(&node.id()) || node.value().is_comment()
    }
}

/// Classes that every site means the same by: what only a screen shows, or only a reader aloud.
fn by_class(element: &Element) -> bool {
    const NAMES: &[&str] = &[
        "noprint",
        "no-print",
        "mw-editsection",
        "mw-jump-link",
        "printfooter",
        "sr-only",
        "screen-reader-text",
        "visually-hidden",
        "visuallyhidden",
    ];
    element.attr("role") == Some("navigation") || element.classes().any(|c| NAMES.contains(&c))
}

fn by_attribute(element: &Element) -> bool {
    if element.attr("hidden").is_some() && element.name() != "body" {
        return true;
    }
    element.attr("style").is_some_and(hides)
}

/// Whether declarations hide what they are for. `visibility` is left alone: pages that script
/// shows later hide their whole article with it.
fn hides(style: &str) -> bool {
    let style: String =
        style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    let off_page = ["left:-", "top:-", "text-indent:-"].iter().any(|name| {
        style.find(name).is_some_and(|at| {
            let digits: String =
                style[at + name.len()..].chars().take_while(char::is_ascii_digit).collect();
            digits.len() >= 3
        })
    });
    let zero = style.match_indices("font-size:").any(|(at, name)| {
        let value: String = style[at + name.len()..]
            .chars()
            .take_while(|c| c.is_ascii_digit() || *c == '.')
            .collect();
        value.parse::<f32>().is_ok_and(|size| size < 1.5) && !style[at..].contains("em")
            || value.parse::<f32>().is_ok_and(|size| size == 0.0)
    });
    style.contains("display:none") || style.contains("mso-hide:all") || zero || off_page
}

/// The rules of the page's style sheets that hide a class or an id.
struct HidingRules {
    classes: HashSet<String>,
    ids: HashSet<String>,
}

impl HidingRules {
    fn of(html: &Html) -> Self {
        let mut sheet = Self { classes: HashSet::new(), ids: HashSet::new() };
        for node in html.tree.nodes() {
            if node.value().as_element().is_some_and(|e| e.name() == "style") {
                for text in node.children().filter_map(|child| child.value().as_text()) {
                    sheet.read(text);
                }
            }
        }
        sheet
    }

    /// Reads `.a, #b { … }`. Selectors with more to them than one class or id depend on where the
    /// element stands, and are passed over.
    fn read(&mut self, css: &str) {
        for rule in css.split('}') {
            let Some((selectors, declarations)) = rule.split_once('{') else { continue };
            if !hides(declarations) {
                continue;
            }
            for selector in selectors.split(',') {
                let selector = selector.trim();
                let selector = selector.rsplit("*/").next().unwrap_or(selector).trim();
                let dot = selector.find(['.', '#']).unwrap_or(selector.len());
                if selector[..dot].contains(|c: char| !c.is_ascii_alphanumeric()) {
                    continue;
                }
                let (kind, name) = selector[dot..].split_at(selector[dot..].len().min(1));
                let simple = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
                if name.is_empty() || !name.chars().all(simple) {
                    continue;
                }
                match kind {
                    "." => self.classes.insert(name.to_owned()),
                    _ => self.ids.insert(name.to_owned()),
                };
            }
        }
    }

    fn hides(&self, element: &Element) -> bool {
        element.id().is_some_and(|id| self.ids.contains(id))
            || !self.classes.is_empty() && element.classes().any(|c| self.classes.contains(c))
    }
}
