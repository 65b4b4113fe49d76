//! Text becomes a [`Query`]. Every text is one: what is not grammar is words.
//!
//! ```text
//! query       = alternative (OR alternative)*
//! alternative = factor*
//! factor      = "-" factor | "(" query ")" | quote ("~" digits)? | field ":" value | word
//! ```
//!
//! Full-width forms are the same; an operator without something to work on is a word.

use super::ast::{Conjunction, Near, Phrase, Pieces, Query, Restriction, Term};
use super::lex::{Lexeme, lex};
use super::vocabulary;

/// Alternatives beyond this many are not multiplied out any further.
const MOST_ALTERNATIVES: usize = 32;
/// Terms of one alternative beyond this many are not looked for.
const MOST_TERMS: usize = 48;
/// Brackets within brackets beyond this depth are text.
const DEEPEST: usize = 24;

/// A query before OR is multiplied out.
enum Node {
    Leaf(Term),
    /// What was typed, and the words of it that must stand in a passage: 的 and 哪些 need not.
    Text(String, Vec<Term>),
    Restriction(Restriction),
    Not(Box<Node>),
    All(Vec<Node>),
    Any(Vec<Node>),
}

/// Reads a query. Never fails.
#[must_use]
pub fn parse(text: &str) -> Query {
    let lexemes = lex(text);
    let mut parser = Parser { lexemes: &lexemes, at: 0, depth: 0 };
    let mut nodes = Vec::new();
    while parser.at < lexemes.len() {
        nodes.push(parser.alternatives());
        // A closing bracket that nothing opened is nothing.
        parser.at += 1;
    }
    let node = if nodes.len() == 1 { nodes.remove(0) } else { Node::All(nodes) };
    let mut alternatives = multiply(&node);
    for alternative in &mut alternatives {
        alternative.terms.truncate(MOST_TERMS);
        alternative.whole = whole(alternative);
    }
    Query { alternatives }
}

struct Parser<'a> {
    lexemes: &'a [Lexeme],
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Lexeme> {
        self.lexemes.get(self.at)
    }

    fn alternatives(&mut self) -> Node {
        let mut alternatives = vec![self.factors()];
        while matches!(self.peek(), Some(Lexeme::Or)) {
            self.at += 1;
            alternatives.push(self.factors());
        }
        // `OR` with nothing on one side stands for nothing.
        alternatives.retain(|node| !matches!(node, Node::All(nodes) if nodes.is_empty()));
        match alternatives.len() {
            0 => Node::All(Vec::new()),
            1 => alternatives.remove(0),
            _ => Node::Any(alternatives),
        }
    }

    fn factors(&mut self) -> Node {
        let mut nodes = Vec::new();
        while let Some(lexeme) = self.peek() {
            match lexeme {
                Lexeme::Or => break,
                Lexeme::Close => {
                    if self.depth > 0 {
                        break;
                    }
                    self.at += 1;
                }
                _ => nodes.extend(self.factor()),
            }
        }
        if nodes.len() == 1 { nodes.remove(0) } else { Node::All(nodes) }
    }

    fn factor(&mut self) -> Vec<Node> {
        let Some(lexeme) = self.peek() else { return Vec::new() };
        let lexeme = lexeme.clone();
        self.at += 1;
        match lexeme {
            Lexeme::Not => {
                let operand = Node::All(self.factor());
                vec![Node::Not(Box::new(operand))]
            }
            Lexeme::Open if self.depth < DEEPEST => {
                self.depth += 1;
                let inner = self.alternatives();
                self.depth -= 1;
                if matches!(self.peek(), Some(Lexeme::Close)) {
                    self.at += 1;
                }
                vec![inner]
            }
            Lexeme::Open | Lexeme::Close | Lexeme::Or => Vec::new(),
            Lexeme::Quote { text, distance } => quote(&text, distance).into_iter().collect(),
            Lexeme::Field { name, value, text } => match vocabulary::restriction(&name, &value) {
                Some(restriction) => vec![Node::Restriction(restriction)],
                None => words(&text),
            },
            Lexeme::Text(text) => words(&text),
        }
    }
}

fn quote(text: &str, distance: Option<u32>) -> Option<Node> {
    let phrase = Phrase::of(text)?;
    let near = distance.and_then(|distance| {
        let words: Vec<Phrase> = text
            .split_whitespace()
            .flat_map(suyan_analysis::words::words)
            .filter_map(|word| Phrase::of(&word.text))
            .take(8)
            .collect();
        (words.len() > 1).then(|| Near { words, whole: phrase.clone(), distance })
    });
    let label = match (&near, distance) {
        (Some(_), Some(distance)) => format!("\"{text}\"~{distance}"),
        _ => format!("\"{text}\""),
    };
    Some(Node::Leaf(Term { label, phrases: vec![phrase], literal: 1, near, quoted: true }))
}

fn words(text: &str) -> Vec<Node> {
    let words = suyan_analysis::words::words(text);
    if words.is_empty() {
        // Nothing but marks: looked for as they are.
        return quote(text, None).into_iter().collect();
    }
    let terms = words
        .into_iter()
        .filter(|word| !word.weak)
        .filter_map(|word| {
            let literal = Phrase::of(&word.text)?;
            let others = word.others.iter().filter_map(|other| Phrase::of(other));
            let phrases: Vec<Phrase> = std::iter::once(literal).chain(others).collect();
            let label = word.text;
            Some(Term { label, phrases, literal: 1, near: None, quoted: false })
        })
        .collect();
    vec![Node::Text(text.to_owned(), terms)]
}

/// Multiplies OR out. An OR of single plain words is one term with several phrases, which costs
/// nothing; everything else becomes alternatives.
fn multiply(node: &Node) -> Vec<Conjunction> {
    match node {
        Node::Text(text, terms) => {
            let pieces = Pieces { texts: vec![text.clone()], is_several: false };
            vec![Conjunction { terms: terms.clone(), pieces, ..Conjunction::default() }]
        }
        Node::Leaf(term) => {
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
            Node::Leaf(term) => term,
            Node::Text(text, terms) => match terms.as_slice() {
                [term] if Phrase::of(text)?.normal() == term.phrases[0].normal() => term,
                _ => return None,
            },
            _ => return None,
        };
        match term {
            term if term.near.is_none() => {
                literals.extend_from_slice(&term.phrases[..term.literal]);
                others.extend_from_slice(&term.phrases[term.literal..]);
                labels.push(term.label.as_str());
            }
            _ => return None,
        }
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
