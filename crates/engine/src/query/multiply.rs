//! OR multiplied out: a tree becomes alternatives, each a plain list of terms.

use super::ast::{Conjunction, Phrase, Pieces, Term};
use super::tree::Node;

/// Alternatives beyond this many are not multiplied out any further.
const MOST_ALTERNATIVES: usize = 32;
/// Terms of one alternative beyond this many are not looked for.
const MOST_TERMS: usize = 48;

/// The alternatives of a query.
pub(super) fn alternatives(node: &Node) -> Vec<Conjunction> {
    let mut alternatives = multiply(node);
    for alternative in &mut alternatives {
        alternative.terms.truncate(MOST_TERMS);
        alternative.whole = whole(alternative);
    }
    alternatives
}

/// An OR of single plain words is one term with several phrases, which costs nothing; everything
/// else becomes alternatives.
fn multiply(node: &Node) -> Vec<Conjunction> {
    match node {
        Node::Text(chunk) => {
            let pieces = Pieces { texts: vec![chunk.text.clone()], is_several: false };
            vec![Conjunction { terms: chunk.terms.clone(), pieces, ..Conjunction::default() }]
        }
        Node::Quote(quote) => {
            let term = &quote.term;
            let is_several = term.near.is_some();
            let texts = term.phrases.iter().take(1).map(|p| p.normal().to_owned()).collect();
            let pieces = Pieces { texts, is_several };
            vec![Conjunction { terms: vec![term.clone()], pieces, ..Conjunction::default() }]
        }
        Node::Restriction(restriction) => {
            vec![Conjunction { restrictions: vec![restriction.clone()], ..Conjunction::default() }]
        }
        Node::Not(inner) => vec![exclude(inner)],
        Node::All(nodes) => {
            let mut product = vec![Conjunction::default()];
            for node in nodes {
                let factor = multiply(node);
                product = product
                    .iter()
                    .flat_map(|left| factor.iter().map(|right| join(left, right)))
                    .take(MOST_ALTERNATIVES)
                    .collect();
            }
            product
        }
        Node::Any(nodes) => match one_term(nodes) {
            Some(term) => {
                let pieces = Pieces { texts: Vec::new(), is_several: true };
                vec![Conjunction { terms: vec![term], pieces, ..Conjunction::default() }]
            }
            None => nodes.iter().flat_map(multiply).take(MOST_ALTERNATIVES).collect(),
        },
    }
}

fn exclude(inner: &Node) -> Conjunction {
    let excluded: Vec<Conjunction> = multiply(inner)
        .into_iter()
        .filter(|c| !(c.terms.is_empty() && c.excluded.is_empty() && c.restrictions.is_empty()))
        .collect();
    Conjunction { excluded, ..Conjunction::default() }
}

fn join(left: &Conjunction, right: &Conjunction) -> Conjunction {
    let mut joined = left.clone();
    joined.terms.extend(right.terms.iter().cloned());
    joined.excluded.extend(right.excluded.iter().cloned());
    joined.restrictions.extend(right.restrictions.iter().cloned());
    joined.pieces.texts.extend(right.pieces.texts.iter().cloned());
    joined.pieces.is_several |= right.pieces.is_several;
    joined
}

fn one_term(nodes: &[Node]) -> Option<Term> {
    let mut literals = Vec::new();
    let mut others = Vec::new();
    let mut labels = Vec::new();
    for node in nodes {
        let term = match node {
            Node::Quote(quote) => &quote.term,
            Node::Text(chunk) => match chunk.terms.as_slice() {
                [term] if Phrase::of(&chunk.text)?.normal() == term.phrases[0].normal() => term,
                _ => return None,
            },
            _ => return None,
        };
        if term.near.is_some() {
            return None;
        }
        literals.extend_from_slice(&term.phrases[..term.literal]);
        others.extend_from_slice(&term.phrases[term.literal..]);
        labels.push(term.label.as_str());
    }
    let literal = literals.len();
    literals.extend(others);
    let label = format!("({})", labels.join(" OR "));
    Some(Term { label, phrases: literals, literal, near: None, quoted: false })
}

/// The text of a conjunction as one string, where it is not the string of its only term.
fn whole(conjunction: &Conjunction) -> Option<Phrase> {
    let pieces = &conjunction.pieces;
    if pieces.is_several || conjunction.terms.is_empty() {
        return None;
    }
    let whole = Phrase::of(&pieces.texts.join(" "))?;
    match conjunction.terms.as_slice() {
        [only] if only.phrases[0].normal() == whole.normal() => None,
        _ => Some(whole),
    }
}
