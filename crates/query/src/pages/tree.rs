//! Places as a tree, province › city › district, with the number of reports that match: a few of
//! them beside the results, all of them below any one place on a page of their own,
//! `/search/places?…&under=CODE`. The script unfolds a branch in place by reading that page.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use maud::{Markup, html};
use suyan_search::{PlaceFacet, SearchRequest};

use super::facets::CountedBy;
use super::layout::page;
use super::{Context, PageFailure, chips};
use crate::App;
use crate::text::number;
use suyan_answers::Params;

/// So many bytes the tree beside the results may take, so that a page stays small: with a long
/// query, whose every link is long, fewer places have room.
const FEW_BYTES: usize = 13_000;
/// What a place takes beside its address.
const ITEM_BYTES: usize = 150;
/// So many places stand beside the results at the least and at the most.
const FEW: std::ops::RangeInclusive<usize> = 12..=56;
/// So many of one parent among them, but for the first level.
const SIBLINGS: usize = 10;
/// So many stand on the page of their own: a province with all its cities and districts.
const ALL: usize = 400;

/// A node of the tree; counts include what lies below.
#[derive(Default)]
pub struct TreeNode<'a> {
    name: &'a str,
    count: u64,
    below: BTreeMap<&'a str, TreeNode<'a>>,
}

impl<'a> TreeNode<'a> {
    /// The tree of a facet, below a root without a name.
    pub fn of(facet: &'a [PlaceFacet], by: CountedBy) -> Self {
        let mut root = TreeNode::default();
        for place in facet {
            let mut node = &mut root;
            for (code, name) in place.codes.iter().zip(&place.path) {
                node = node.below.entry(code).or_default();
                node.name = name;
                node.count += by.count(place.reports, place.passages);
            }
        }
        root
    }

    /// The node of this code, with the names of the way to it.
    fn find(&self, wanted: &str) -> Option<(Vec<(&'a str, &'a str)>, &TreeNode<'a>)> {
        for (code, child) in &self.below {
            if *code == wanted {
                return Some((vec![(code, child.name)], child));
            }
            if let Some((mut way, found)) = child.find(wanted) {
                way.insert(0, (code, child.name));
                return Some((way, found));
            }
        }
        None
    }
}

/// How a tree is drawn, and how many places may still be.
struct TreeDrawing<'a> {
    context: &'a Context,
    active: &'a [String],
    siblings: usize,
    left: usize,
    open: bool,
}

/// The few places beside the results.
pub fn few(context: &Context, active: &[String], root: &TreeNode<'_>) -> Markup {
    let item = ITEM_BYTES + context.params.at("/search?place=000000").len();
    let left = (FEW_BYTES / item).clamp(*FEW.start(), *FEW.end());
    let mut drawn = TreeDrawing { context, active, siblings: SIBLINGS, left, open: false };
    html! { @if !root.below.is_empty() { (drawn.branch(root, None)) } }
}

impl TreeDrawing<'_> {
    /// The children of a node; `code` is the node's own, `None` for the root.
    fn branch(&mut self, node: &TreeNode<'_>, code: Option<&str>) -> Markup {
        let mut children: Vec<(&&str, &TreeNode<'_>)> = node.below.iter().collect();
        children.sort_by_key(|(_, child)| Reverse(child.count));
        let most = if code.is_none() { self.left } else { self.siblings };
        let shown = children.len().min(most).min(self.left);
        self.left -= shown;
        let rest = children.len() - shown;
        let single = children.len() == 1;
        html! {
            ul.values.tree {
                @for (code, child) in &children[..shown] { (self.item(code, child, single)) }
                @if rest > 0 {
                    li.quiet { a href=(under(self.context, code)) { ((self.context.t.more)(rest)) } }
                }
            }
        }
    }

    fn item(&mut self, code: &str, child: &TreeNode<'_>, single: bool) -> Markup {
        let on = self.active.iter().any(|place| place == code || place == child.name);
        let own = self.context.params.without("under");
        let params = if on { own.without("place") } else { own.set("place", code) };
        let fits = child.below.len() <= self.left;
        html! {
            li {
                a href=(params.at("/search")) aria-current=[on.then_some("true")] {
                    span { (child.name) } span.count { (number(child.count)) }
                }
                @if !child.below.is_empty() && fits {
                    details open[single || on || self.open] {
                        summary aria-label=(child.name) {}
                        (self.branch(child, Some(code)))
                    }
                } @else if !child.below.is_empty() {
                    a.unfold href=(under(self.context, Some(code))) aria-label=((self.context.t.below_of)(child.name)) {}
                }
            }
        }
    }
}

/// The page of all places below one.
fn under(context: &Context, code: Option<&str>) -> String {
    let params = context.params.without("limit");
    let params = code.map_or_else(|| params.without("under"), |code| params.set("under", code));
    params.at("/search/places")
}

/// Answers the request for the page of its own.
pub async fn places(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageFailure> {
    let context = Context::of(&app, query.as_deref());
    let request = match Params::read(query.as_deref()).and_then(|params| params.search()) {
        Ok(request) => request,
        Err(failure) => return Err(PageFailure::of(context)(failure)),
    };
    let active = request.filters.places.clone();
    let wanted = SearchRequest { limit: 1, offset: 0, places_only: true, ..request };
    match app
        .ask(move |backend| Ok(Arc::unwrap_or_clone(backend.search(&wanted)?).facets.place))
        .await
    {
        Ok(facet) => {
            let main = view(&context, &active, &facet);
            let title = chips::title(&context, context.t.by_place);
            Ok(page(&context, &title, "places-page", &main))
        }
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

fn view(context: &Context, active: &[String], facet: &[PlaceFacet]) -> Markup {
    let t = context.t;
    let root = TreeNode::of(facet, CountedBy::of(context));
    let asked = context.params.one("under");
    let found = asked.and_then(|code| root.find(code).map(|(way, node)| (code, way, node)));
    let mut drawn = TreeDrawing { context, active, siblings: ALL, left: ALL, open: true };
    html! {
        h1 { (chips::title(context, t.by_place)) }
        p.quiet { a href=(context.params.without("under").at("/search")) { (t.back_to_results) } }
        @match found {
            Some((code, way, node)) => {
                p.meta {
                    a href=(under(context, None)) { (t.place) }
                    @for (code, name) in &way { a href=(under(context, Some(code))) { (name) } }
                }
                @if node.below.is_empty() { p { (t.nothing) } }
                @else { (drawn.branch(node, Some(code))) }
            }
            None => {
                @if root.below.is_empty() { p { (t.nothing) } }
                @else { (drawn.branch(&root, None)) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use suyan_search::FacetPlace;

    use super::*;

    fn facet(places: &[(&str, &str, u64)]) -> Vec<PlaceFacet> {
        let words = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<_>>();
        let place = |(codes, path, reports): &(&str, &str, u64)| {
            let (codes, path) = (words(codes), words(path));
            PlaceFacet {
                place: Arc::new(FacetPlace::of(
                    codes.last().unwrap().clone(),
                    path.last().unwrap().clone(),
                    path,
                    codes,
                )),
                reports: *reports,
                passages: *reports,
            }
        };
        places.iter().map(place).collect()
    }

    #[test]
    fn counts_include_what_lies_below() {
        let facet =
            facet(&[("1", "甲省", 2), ("1/11", "甲省/乙市", 3), ("1/11/111", "甲省/乙市/丙区", 4)]);
        let root = TreeNode::of(&facet, CountedBy::Reports);
        assert_eq!(root.below["1"].count, 9);
        let (way, node) = root.find("11").unwrap();
        assert_eq!((way.len(), node.count), (2, 7));
        assert!(root.find("2").is_none());
    }

    #[test]
    fn what_has_no_room_is_a_link_to_the_page_of_all() {
        let codes: Vec<(String, String)> =
            (0..300).map(|n| (format!("{}/{n}", n % 30), format!("省{}/市{n}", n % 30))).collect();
        let places: Vec<(&str, &str, u64)> =
            codes.iter().map(|(code, path)| (code.as_str(), path.as_str(), 1)).collect();
        let facet = facet(&places);
        let context = Context::read(Some("q=a"));
        let html = few(&context, &[], &TreeNode::of(&facet, CountedBy::Reports)).into_string();
        assert!(html.matches("<li>").count() <= *FEW.end());
        let long = Context::read(Some(&format!("q={}", "a".repeat(900))));
        let html_of_long = few(&long, &[], &TreeNode::of(&facet, CountedBy::Reports)).into_string();
        assert!(html_of_long.matches("<li>").count() <= *FEW.start(), "{html_of_long}");
        assert!(html.contains("/search/places?q=a&amp;under="), "{html}");
        let all = view(&context, &[], &facet).into_string();
        assert_eq!(all.matches("span class=\"count\"").count(), 330);
    }
}
