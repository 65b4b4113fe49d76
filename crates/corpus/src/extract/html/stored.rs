//! Texts that a page keeps for a script to show: escaped in a hidden `<textarea>` or field, in a
//! `<template>`, or in a `<script>` that is no program.

use scraper::{ElementRef, Html, Node};

use super::fragment;
use crate::decode::heal;
use crate::draft::Paragraph;
use crate::extract::Budget;
use crate::text::han;

/// The fewest Han characters of such a text.
const LEAST: usize = 300;
/// How many places of a page are looked at.
const MOST: usize = 200;

/// The longest text that a page keeps, where it is much more than the page shows.
pub(super) fn text(html: &Html, shown: usize, budget: &Budget<'_>) -> Option<Vec<Paragraph>> {
    let kept = html.tree.nodes().filter_map(|node| {
        let element = node.value().as_element()?;
        let is_data =
            |kind: &str| ["html", "template", "plain", "tmpl"].iter().any(|k| kind.contains(k));
        match element.name() {
            "template" | "noscript" => return ElementRef::wrap(node).map(|e| e.inner_html()),
            "textarea" | "xmp" => {}
            "script" if element.attr("type").is_some_and(is_data) => {}
            "input" => return element.attr("value").map(ToOwned::to_owned),
            _ => return None,
        }
        let texts = node.descendants().filter_map(|inner| match inner.value() {
            Node::Text(text) => Some(text.to_string()),
            _ => None,
        });
        Some(texts.collect::<String>())
    });
    let longest = kept.take(MOST).max_by_key(String::len)?;
    if longest.len() < LEAST * 3 || han(&longest) < LEAST.max(shown * 2) {
        return None;
    }
    // What was escaped twice is still escaped once.
    let unescaped = if longest.contains("&lt;") { heal(&longest).into_owned() } else { longest };
    let paragraphs = fragment(&unescaped, budget).ok()?;
    let text: usize = paragraphs.iter().map(|p| han(&p.text)).sum();
    (text >= LEAST.max(shown * 2)).then_some(paragraphs)
}
