//! A query as it was written: what brackets hold together, before OR is multiplied out. It can be
//! written down again in the query language, which is how a query is said back to who typed it.

use suyan_analysis::quantity::FigureComparison;

use super::ast::{Phrase, Term};
use crate::filter::Restriction;
use crate::filter::words::QUOTATION_MARKS;

/// A query before OR is multiplied out.
#[derive(Debug, Clone)]
pub enum QueryNode {
    /// A string in quotation marks.
    Quote(QuotedString),
    /// Text between blanks.
    Text(Chunk),
    /// A figure of some size.
    Figure(SizedFigure),
    /// A filter.
    Restriction(Restriction),
    /// What must not match.
    Not(Box<Self>),
    /// All of these; none of them: everything.
    All(Vec<Self>),
    /// One of these.
    Any(Vec<Self>),
}

/// A string in quotation marks.
#[derive(Debug, Clone)]
pub struct QuotedString {
    /// What stood in them.
    pub text: String,
    /// Of `"…"~n`, the distance.
    pub distance: Option<u32>,
    /// Whether it was quoted in running text.
    pub is_mention: bool,
    /// What is to be found.
    pub term: Term,
}

/// A figure of some size: `>=500台`.
#[derive(Debug, Clone)]
pub struct SizedFigure {
    /// What it must be.
    pub comparison: FigureComparison,
    /// What is to be found.
    pub term: Term,
}

impl SizedFigure {
    /// The figure that fulfils a comparison.
    #[must_use]
    pub fn of(comparison: FigureComparison) -> Self {
        Self { term: Term::of_figure(&comparison), comparison }
    }
}

/// Text between blanks.
#[derive(Debug, Clone)]
pub struct Chunk {
    /// As it was typed.
    pub text: String,
    /// The words of it that must stand in a passage.
    pub terms: Vec<Term>,
    /// The words of it that need not: 的 and 哪些.
    pub ignored: Vec<String>,
    /// Whether it is nothing but punctuation, which is only looked for where there is nothing else.
    pub is_marks: bool,
}

impl Chunk {
    /// Whether nothing but the string as it was typed is found; punctuation alone is.
    pub(super) fn is_literal(&self) -> bool {
        let is_all = |typed: &Phrase| match self.terms.as_slice() {
            [term] => term.phrases.len() == 1 && term.phrases[0].normal() == typed.normal(),
            _ => false,
        };
        self.is_marks || Phrase::of(&self.text).is_none_or(|typed| is_all(&typed))
    }
}

impl Default for QueryNode {
    fn default() -> Self {
        Self::All(Vec::new())
    }
}

impl QueryNode {
    /// All of these, or the one that it is.
    #[must_use]
    pub fn all(nodes: Vec<Self>) -> Self {
        let flat = nodes.into_iter().flat_map(|node| match node {
            Self::All(nodes) => nodes,
            other => vec![other],
        });
        one_or(flat.collect(), Self::All)
    }

    /// One of these, or the one that it is.
    #[must_use]
    pub fn any(nodes: Vec<Self>) -> Self {
        let flat = nodes.into_iter().flat_map(|node| match node {
            Self::Any(nodes) => nodes,
            other => vec![other],
        });
        one_or(flat.collect(), Self::Any)
    }

    /// Whether it says nothing: no word, no filter, nothing excluded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::All(nodes) | Self::Any(nodes) => nodes.iter().all(Self::is_empty),
            Self::Not(inner) => inner.is_empty(),
            _ => false,
        }
    }

    /// Every chunk of text, in order, what is excluded left out.
    pub fn chunks<'a>(&'a self, out: &mut Vec<&'a Chunk>) {
        match self {
            Self::Text(chunk) => out.push(chunk),
            Self::All(nodes) | Self::Any(nodes) => nodes.iter().for_each(|node| node.chunks(out)),
            Self::Not(_) | Self::Quote(_) | Self::Figure(_) | Self::Restriction(_) => {}
        }
    }

    /// The same query with every node that `change` knows something else for put in its place;
    /// a node that becomes an empty one goes.
    pub fn map(&self, change: &mut dyn FnMut(&Self) -> Option<Self>) -> Self {
        if let Some(changed) = change(self) {
            return changed;
        }
        match self {
            Self::Not(inner) => Self::Not(Box::new(inner.map(change))),
            Self::All(nodes) => Self::all(map_all(nodes, change)),
            Self::Any(nodes) => Self::any(map_all(nodes, change)),
            other => other.clone(),
        }
    }

    /// Written in the query language.
    #[must_use]
    pub fn written(&self) -> String {
        match self {
            Self::Quote(quote) => quote.written(),
            Self::Text(chunk) => chunk.text.clone(),
            Self::Figure(figure) => figure.comparison.written().to_owned(),
            Self::Restriction(restriction) => written(restriction),
            Self::Not(inner) => match &**inner {
                Self::All(_) | Self::Any(_) | Self::Not(_) | Self::Figure(_) => {
                    format!("-({})", inner.written())
                }
                other => format!("-{}", other.written()),
            },
            Self::All(nodes) => {
                let part = |node: &Self| match node {
                    Self::Any(_) => format!("({})", node.written()),
                    other => other.written(),
                };
                nodes.iter().map(part).collect::<Vec<_>>().join(" ")
            }
            Self::Any(nodes) => {
                // Behind OR, a filter without brackets around it would hold for all sides.
                let has_filter = |nodes: &[Self]| nodes.iter().any(Self::is_filter);
                let side = |node: &Self| match node {
                    Self::All(nodes) if has_filter(nodes) => format!("({})", node.written()),
                    other => other.written(),
                };
                nodes.iter().map(side).collect::<Vec<_>>().join(" OR ")
            }
        }
    }

    /// Whether it is a filter, or the exclusion of one.
    #[must_use]
    pub fn is_filter(&self) -> bool {
        match self {
            Self::Restriction(_) => true,
            Self::Not(inner) => inner.is_filter(),
            _ => false,
        }
    }
}

fn map_all(
    nodes: &[QueryNode],
    change: &mut dyn FnMut(&QueryNode) -> Option<QueryNode>,
) -> Vec<QueryNode> {
    nodes.iter().map(|node| node.map(change)).filter(|node| !node.is_empty()).collect()
}

fn one_or(mut nodes: Vec<QueryNode>, several: fn(Vec<QueryNode>) -> QueryNode) -> QueryNode {
    if nodes.len() == 1 { nodes.remove(0) } else { several(nodes) }
}

impl QuotedString {
    fn written(&self) -> String {
        let marked = quoted(&self.text);
        self.distance.map_or(marked.clone(), |distance| format!("{marked}~{distance}"))
    }
}

/// A string in quotation marks. Those inside it are nothing to the search, and go.
#[must_use]
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", bare(text))
}

/// A string without the quotation marks in it.
pub(super) fn bare(text: &str) -> String {
    text.chars().filter(|c| !QUOTATION_MARKS.contains(c)).collect()
}

/// A filter in the query language.
#[must_use]
pub fn written(restriction: &Restriction) -> String {
    let field = restriction.dimension().field().unwrap_or_default();
    let word = restriction.word();
    let is_plain = !word.contains(|c: char| {
        c.is_whitespace() || "()（）|｜".contains(c) || QUOTATION_MARKS.contains(&c)
    });
    format!("{field}:{}", if is_plain { word } else { quoted(&word) })
}
