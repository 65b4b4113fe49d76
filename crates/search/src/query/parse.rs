//! Text becomes a [`Query`]. Every text is one: what is not grammar is words.
//!
//! ```text
//! query       = alternative (OR alternative)*
//! alternative = factor*
//! factor      = "-" factor | "(" query ")" | quote ("~" digits)? | field ":" value | figure | word
//! figure      = (sign number unit)+
//! ```
//!
//! A figure is a number with its unit by its size (`>=500台`); several signs one behind the other
//! (`>=500台 <1000台`) are of one and the same figure.
//!
//! Full-width forms are the same; an operator without something to work on is a word. A filter
//! holds for all of the query, or of the bracket, that it is written in, on whichever side of an
//! OR it stands: `人工智能 OR 大模型 地区:深圳` asks both of 深圳. Only where the sides have a filter
//! of that field each (`公园 年:2020 OR 绿道 年:2021`), or where a side is a filter and nothing else,
//! does it stay on its side.

use suyan_analysis::TokenClass;
use suyan_analysis::words::{self, Word};

use super::Query;
use super::ast::{Near, Phrase, Term, TermRole};
use super::bounds::{DEEPEST, MOST_NEAR, TooComplex};
use super::lex::{Lexeme, lex};
use super::multiply;
use super::tree::{Chunk, QueryNode, QuotedString, SizedFigure};
use crate::filter::{Restriction, restriction};

/// Of so many words a passage may hold a part; with fewer, single characters count as words.
const FEWEST_WORDS: usize = 2;

/// Reads a query: any text is one.
///
/// # Errors
/// Where it asks for more than one search may cost.
pub fn parse(text: &str) -> Result<Query, TooComplex> {
    let tree = read(text)?;
    let loose = loose(&tree).map_or(Ok(Vec::new()), |loose| multiply::alternatives(&loose))?;
    Ok(Query {
        alternatives: multiply::alternatives(&tree)?,
        loose,
        tree,
        typed: text.trim().to_owned(),
    })
}

/// The query of which a passage may hold a part, where that is another one: of a question the
/// words, since 是 and 在 tell nothing, those that it mentions in quotation marks among them.
fn loose(tree: &QueryNode) -> Option<QueryNode> {
    let mut words = 0;
    let mut others = 0;
    let plain = tree.map(&mut |node| match node {
        QueryNode::Not(_) => Some(node.clone()),
        QueryNode::Quote(quote) if quote.is_mention && quote.distance.is_none() => {
            others += 1;
            chunk(&quote.text).map(QueryNode::Text)
        }
        _ => None,
    });
    plain.map(&mut |node| {
        if let QueryNode::Text(chunk) = node {
            let of_chunk = chunk.terms.iter().filter(|term| term.is_word()).count();
            words += of_chunk;
            others += chunk.terms.len() - of_chunk;
        }
        matches!(node, QueryNode::Not(_)).then(|| node.clone())
    });
    let loosened = |term: &Term| match &term.role {
        TermRole::Word => Some(term.clone()),
        _ if words >= FEWEST_WORDS => None,
        TermRole::LeftOver(alone) => Some(Term::of(term.label.clone(), alone.clone(), false)),
        TermRole::Filler => Some(Term { role: TermRole::Word, ..term.clone() }),
    };
    (others > 0).then(|| {
        plain.map(&mut |node| match node {
            QueryNode::Not(_) => Some(node.clone()),
            QueryNode::Text(chunk) => {
                let terms = chunk.terms.iter().filter_map(loosened).collect();
                Some(QueryNode::Text(Chunk { terms, ..chunk.clone() }))
            }
            _ => None,
        })
    })
}

fn read(text: &str) -> Result<QueryNode, TooComplex> {
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
    let tree = without_marks(QueryNode::all(nodes));
    if tree.is_empty() && !text.trim().is_empty() {
        // Operators alone have nothing to work on: they are what is looked for.
        return Ok(chunk(text.trim()).map_or_else(QueryNode::default, QueryNode::Text));
    }
    Ok(tree)
}

/// Punctuation between words is not looked for, unless there is nothing else.
fn without_marks(tree: QueryNode) -> QueryNode {
    let is_marks = |node: &QueryNode| matches!(node, QueryNode::Text(chunk) if chunk.is_marks);
    let bare = tree.map(&mut |node| is_marks(node).then(QueryNode::default));
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

    fn alternatives(&mut self) -> QueryNode {
        let mut sides = vec![self.factors()];
        while matches!(self.peek(), Some(Lexeme::Or)) {
            self.at += 1;
            sides.push(self.factors());
        }
        // `OR` with nothing on one side stands for nothing.
        sides.retain(|side| !side.is_empty());
        let mut nodes = if sides.len() > 1 { hoist(&mut sides) } else { Vec::new() };
        nodes.insert(0, QueryNode::any(sides.into_iter().map(QueryNode::all).collect()));
        QueryNode::all(nodes)
    }

    fn factors(&mut self) -> Vec<QueryNode> {
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

    fn factor(&mut self) -> Option<QueryNode> {
        let lexeme = self.peek()?.clone();
        self.at += 1;
        let node = match lexeme {
            Lexeme::Not => QueryNode::Not(Box::new(self.factor()?)),
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
            Lexeme::Quote { text, distance, is_mention } => {
                let node = QuotedString { is_mention, ..quote(&text, distance)? };
                let words = node.term.near.as_ref().map_or(0, |near| near.words.len());
                if words > MOST_NEAR {
                    self.refused = Some(TooComplex::Near);
                }
                QueryNode::Quote(node)
            }
            Lexeme::Field { name, value, text } => match restriction(&name, &value) {
                Some(restriction) => QueryNode::Restriction(restriction),
                None => QueryNode::Text(chunk(&text)?),
            },
            Lexeme::Figure(first) => {
                let mut comparison = first;
                while let Some(Lexeme::Figure(next)) = self.peek()
                    && let Some(both) = comparison.and(next)
                {
                    comparison = both;
                    self.at += 1;
                }
                QueryNode::Figure(SizedFigure::of(comparison))
            }
            Lexeme::Text(text) => QueryNode::Text(chunk(&text)?),
        };
        (!node.is_empty()).then_some(node)
    }
}

/// Takes the filters out of the sides of an OR that hold for all of them; see the module.
fn hoist(sides: &mut [Vec<QueryNode>]) -> Vec<QueryNode> {
    let fields = |side: &[QueryNode]| side.iter().filter_map(field).collect::<Vec<_>>();
    let all: Vec<Vec<_>> = sides.iter().map(|side| fields(side)).collect();
    let mut hoisted = Vec::new();
    for side in sides.iter_mut().filter(|side| !side.iter().all(QueryNode::is_filter)) {
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
fn field(node: &QueryNode) -> Option<std::mem::Discriminant<Restriction>> {
    match node {
        QueryNode::Restriction(restriction) => Some(std::mem::discriminant(restriction)),
        QueryNode::Not(inner) => field(inner),
        _ => None,
    }
}

/// A string in quotation marks; `None` where nothing of it is left after normalisation.
pub(super) fn quote(text: &str, distance: Option<u32>) -> Option<QuotedString> {
    let phrase = Phrase::of(text)?;
    let near = distance.and_then(|distance| {
        let words: Vec<Phrase> = text
            .split_whitespace()
            .flat_map(words::words)
            .filter_map(|word| Phrase::of(&word.text))
            .collect();
        (words.len() > 1).then(|| Near { words, whole: phrase.clone(), distance })
    });
    let distance = distance.filter(|_| near.is_some());
    let label = distance.map_or(format!("\"{text}\""), |distance| format!("\"{text}\"~{distance}"));
    // A dash or a zero at an end may have stood between what makes it another one.
    let phrases = if near.is_some() { vec![phrase.clone()] } else { Phrase::readings(text) };
    let term = Term {
        near,
        quoted: true,
        literal: phrases.len(),
        phrases,
        ..Term::of(label, phrase, true)
    };
    Some(QuotedString { text: text.to_owned(), distance, is_mention: false, term })
}

/// Text without blanks as its words; `None` where nothing of it is left after normalisation.
#[must_use]
pub fn chunk(text: &str) -> Option<Chunk> {
    let phrase = Phrase::of(text)?;
    let words = words::words(text);
    if words.is_empty() || phrase.tokens.as_slice().iter().all(|t| t.class == TokenClass::Mark) {
        let term = Term::of(text.to_owned(), phrase, false);
        let text = text.to_owned();
        return Some(Chunk { text, terms: vec![term], ignored: Vec::new(), is_marks: true });
    }
    let is_beside = neighbours(phrase.normal(), &words);
    let term = |(at, word): (usize, &Word)| {
        let literal = Phrase::of(&word.text)?;
        let others = word.others.iter().filter_map(|other| Phrase::other_way(other));
        let phrases: Vec<Phrase> = std::iter::once(literal.clone()).chain(others).collect();
        let term = Term { phrases, ..Term::of(word.text.clone(), literal.clone(), false) };
        match word.role {
            words::WordRole::Particle => None,
            words::WordRole::Word => Some(term),
            words::WordRole::Filler => Some(Term { role: TermRole::Filler, ..term }),
            words::WordRole::LeftOver => Some(match beside(&words, at, &is_beside) {
                phrases if phrases.is_empty() => term,
                phrases => {
                    let (literal, role) = (phrases.len(), TermRole::LeftOver(literal));
                    Term { phrases, literal, role, ..term }
                }
            }),
        }
    };
    let terms = words.iter().enumerate().filter_map(term).collect();
    let ignored = words.iter().filter(|word| word.is_particle());
    let ignored = ignored.map(|word| word.text.clone()).collect();
    Some(Chunk { text: text.to_owned(), terms, ignored, is_marks: false })
}

/// For every word whether the one behind it follows at once, neither of them a particle.
fn neighbours(normal: &str, words: &[Word]) -> Vec<bool> {
    let mut from = 0;
    let stand = |word: &Word| {
        let at = from + normal[from..].find(&word.text).unwrap_or(0);
        from = (at + word.text.len()).min(normal.len());
        at..from
    };
    let places: Vec<_> = words.iter().map(stand).collect();
    let is_text = |at: usize| !words[at].is_particle();
    (0..words.len().saturating_sub(1))
        .map(|at| places[at].end == places[at + 1].start && is_text(at) && is_text(at + 1))
        .collect()
}

/// A character that was left over with the word before it, and with the one behind it; none where
/// that is a number, which other texts write in other ways: the character may then stand anywhere.
fn beside(words: &[Word], at: usize, is_beside: &[bool]) -> Vec<Phrase> {
    let character = words[at].text.as_str();
    let before = at.checked_sub(1).filter(|&before| is_beside[before]).map(|at| &words[at]);
    let behind = is_beside.get(at).filter(|is_beside| **is_beside).map(|_| &words[at + 1]);
    if before.into_iter().chain(behind).any(|word| !word.others.is_empty()) {
        return Vec::new();
    }
    let texts = before
        .map(|word| format!("{}{character}", word.text))
        .into_iter()
        .chain(behind.map(|word| format!("{character}{}", word.text)));
    texts.filter_map(|text| Phrase::of(&text)).collect()
}
