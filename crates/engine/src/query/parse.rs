//! Text becomes a [`Query`]. Every text is one: what is not grammar is words.
//!
//! ```text
//! query       = alternative (OR alternative)*
//! alternative = factor*
//! factor      = "-" factor | "(" query ")" | quote ("~" digits)? | field ":" value | word
//! ```
//!
//! Full-width forms are the same; an operator without something to work on is a word. A filter
//! holds for all of the query, or of the bracket, that it is written in, on whichever side of an
//! OR it stands: `人工智能 OR 大模型 地区:深圳` asks both of 深圳. Only where the sides have a filter
//! of that field each (`公园 年:2020 OR 绿道 年:2021`), or where a side is a filter and nothing else,
//! does it stay on its side.

use suyan_analysis::Class;

use super::ast::{Near, Phrase, Query, Restriction, Term};
use super::bounds::{DEEPEST, MOST_NEAR, TooComplex};
use super::lex::{Lexeme, lex};
use super::multiply;
use super::tree::{Chunk, Node, Quote};
use super::vocabulary;
use crate::Error;

/// Reads a query: any text is one.
///
/// # Errors
/// [`Error::TooComplex`] where it asks for more than one search may cost.
pub fn parse(text: &str) -> Result<Query, Error> {
    let tree = read(text).map_err(Error::TooComplex)?;
    let alternatives = multiply::alternatives(&tree).map_err(Error::TooComplex)?;
    Ok(Query { alternatives, tree, typed: text.trim().to_owned() })
}

fn read(text: &str) -> Result<Node, TooComplex> {
    let lexemes = lex(text);
    let mut parser = Parser { lexemes: &lexemes, at: 0, depth: 0, refused: None };
    let mut nodes = Vec::new();
    while parser.at < lexemes.len() {
        nodes.push(parser.alternatives());
        // A closing bracket that nothing opened is nothing.
        parser.at += 1;
    }
    if let Some(bound) = parser.refused {
        return Err(bound);
    }
    let tree = without_marks(Node::all(nodes));
    if tree.is_empty() && !text.trim().is_empty() {
        // Operators alone have nothing to work on: they are what is looked for.
        return Ok(chunk(text.trim()).map_or_else(Node::default, Node::Text));
    }
    Ok(tree)
}

/// Punctuation between words is not looked for, unless there is nothing else.
fn without_marks(tree: Node) -> Node {
    let is_marks = |node: &Node| matches!(node, Node::Text(chunk) if chunk.is_marks);
    let bare = tree.map(&mut |node| is_marks(node).then(Node::default));
    if bare.is_empty() { tree } else { bare }
}

struct Parser<'a> {
    lexemes: &'a [Lexeme],
    at: usize,
    depth: usize,
    /// The bound that something was beyond, and was left out for now.
    refused: Option<TooComplex>,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Lexeme> {
        self.lexemes.get(self.at)
    }

    fn alternatives(&mut self) -> Node {
        let mut sides = vec![self.factors()];
        while matches!(self.peek(), Some(Lexeme::Or)) {
            self.at += 1;
            sides.push(self.factors());
        }
        // `OR` with nothing on one side stands for nothing.
        sides.retain(|side| !side.is_empty());
        let mut nodes = if sides.len() > 1 { hoist(&mut sides) } else { Vec::new() };
        nodes.insert(0, Node::any(sides.into_iter().map(Node::all).collect()));
        Node::all(nodes)
    }

    fn factors(&mut self) -> Vec<Node> {
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
        nodes
    }

    fn factor(&mut self) -> Option<Node> {
        let lexeme = self.peek()?.clone();
        self.at += 1;
        let node = match lexeme {
            Lexeme::Not => Node::Not(Box::new(self.factor()?)),
            Lexeme::Open if self.depth < DEEPEST => {
                self.depth += 1;
                let inner = self.alternatives();
                self.depth -= 1;
                if matches!(self.peek(), Some(Lexeme::Close)) {
                    self.at += 1;
                }
                inner
            }
            Lexeme::Open => {
                self.refused = Some(TooComplex::Brackets);
                return None;
            }
            Lexeme::Close | Lexeme::Or => return None,
            Lexeme::Quote { text, distance } => {
                let node = quote(&text, distance)?;
                let words = node.term.near.as_ref().map_or(0, |near| near.words.len());
                if words > MOST_NEAR {
                    self.refused = Some(TooComplex::Near);
                }
                Node::Quote(node)
            }
            Lexeme::Field { name, value, text } => match vocabulary::restriction(&name, &value) {
                Some(restriction) => Node::Restriction(restriction),
                None => Node::Text(chunk(&text)?),
            },
            Lexeme::Text(text) => Node::Text(chunk(&text)?),
        };
        (!node.is_empty()).then_some(node)
    }
}

/// Takes the filters out of the sides of an OR that hold for all of them; see the module.
fn hoist(sides: &mut [Vec<Node>]) -> Vec<Node> {
    let fields = |side: &[Node]| side.iter().filter_map(field).collect::<Vec<_>>();
    let all: Vec<Vec<_>> = sides.iter().map(|side| fields(side)).collect();
    let mut hoisted = Vec::new();
    for side in sides.iter_mut().filter(|side| !side.iter().all(Node::is_filter)) {
        side.retain(|node| {
            let is_alone = field(node)
                .is_some_and(|field| all.iter().filter(|side| side.contains(&field)).count() == 1);
            if is_alone {
                hoisted.push(node.clone());
            }
            !is_alone
        });
    }
    hoisted
}

/// The field of a filter, or of the exclusion of one.
fn field(node: &Node) -> Option<std::mem::Discriminant<Restriction>> {
    match node {
        Node::Restriction(restriction) => Some(std::mem::discriminant(restriction)),
        Node::Not(inner) => field(inner),
        _ => None,
    }
}

fn quote(text: &str, distance: Option<u32>) -> Option<Quote> {
    let phrase = Phrase::of(text)?;
    let near = distance.and_then(|distance| {
        let words: Vec<Phrase> = text
            .split_whitespace()
            .flat_map(suyan_analysis::words::words)
            .filter_map(|word| Phrase::of(&word.text))
            .collect();
        (words.len() > 1).then(|| Near { words, whole: phrase.clone(), distance })
    });
    let distance = distance.filter(|_| near.is_some());
    let label = distance.map_or(format!("\"{text}\""), |distance| format!("\"{text}\"~{distance}"));
    // A dash or a zero at an end may have stood between what makes it another one.
    let phrases = if near.is_some() { vec![phrase] } else { Phrase::readings(text) };
    let term = Term { label, literal: phrases.len(), phrases, near, quoted: true };
    Some(Quote { text: text.to_owned(), distance, term })
}

/// Text without blanks as its words; `None` where nothing of it is left after normalisation.
pub(crate) fn chunk(text: &str) -> Option<Chunk> {
    let phrase = Phrase::of(text)?;
    let words = suyan_analysis::words::words(text);
    if words.is_empty() || phrase.tokens.as_slice().iter().all(|t| t.class == Class::Mark) {
        let label = text.to_owned();
        let term = Term { label, phrases: vec![phrase], literal: 1, near: None, quoted: false };
        let text = text.to_owned();
        return Some(Chunk { text, terms: vec![term], weak: Vec::new(), is_marks: true });
    }
    let (weak, strong): (Vec<_>, Vec<_>) = words.into_iter().partition(|word| word.weak);
    let terms = strong
        .into_iter()
        .filter_map(|word| {
            let literal = Phrase::of(&word.text)?;
            let others = word.others.iter().filter_map(|other| Phrase::other_way(other));
            let phrases: Vec<Phrase> = std::iter::once(literal).chain(others).collect();
            Some(Term { label: word.text, phrases, literal: 1, near: None, quoted: false })
        })
        .collect();
    let weak = weak.into_iter().map(|word| word.text).collect();
    Some(Chunk { text: text.to_owned(), terms, weak, is_marks: false })
}
