//! OR multiplied out: a tree becomes alternatives, each a plain list of terms.
//!
//! Words, filters and exclusions are numbered first, each once, and alternatives are lists of
//! numbers until they are known to be few enough. So it costs no more than what comes of it, and
//! a query whose alternatives would be too many is refused before they are made.

use std::collections::HashSet;
use std::hash::Hash;

use rustc_hash::FxHashMap;

use super::ast::{Conjunction, Phrase, Term, TermRole, TypedPieces};
use super::bounds::{
    MOST_ALTERNATIVES, MOST_EXCLUDED, MOST_FIGURES, MOST_NEAR_TOGETHER, MOST_WORDS, TooComplex,
};
use super::tree::QueryNode;
use crate::filter::Restriction;

/// The alternatives of a query.
pub(super) fn alternatives(node: &QueryNode) -> Result<Vec<Conjunction>, TooComplex> {
    let mut numbered = NumberedParts::default();
    let drafts = numbered.multiply(node)?;
    Ok(drafts.iter().map(|draft| numbered.conjunction(draft)).collect())
}

/// An alternative by the numbers of what it is made of, each once, in the order of the query.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct NumberedAlternative {
    terms: Vec<usize>,
    excluded: Vec<usize>,
    restrictions: Vec<usize>,
    /// Of every piece of text, as often as it was typed.
    texts: Vec<usize>,
    is_several: bool,
}

impl NumberedAlternative {
    fn size(&self, numbered: &NumberedParts) -> usize {
        let excluded = self.excluded.iter().map(|&at| numbered.excluded.sizes[at]);
        self.terms.len() + self.restrictions.len() + excluded.sum::<usize>()
    }

    /// How many words it has within distances.
    fn near(&self, numbered: &NumberedParts) -> usize {
        let near = |at: &usize| numbered.terms.things[*at].near.as_ref().map(|n| n.words.len());
        let excluded = self.excluded.iter().map(|&at| &numbered.excluded.drafts.things[at]);
        let excluded: usize = excluded.map(|draft| draft.near(numbered)).sum();
        self.terms.iter().filter_map(near).sum::<usize>() + excluded
    }

    /// How many figures it asks for.
    fn figures(&self, numbered: &NumberedParts) -> usize {
        let is_figure = |at: &&usize| numbered.terms.things[**at].figure.is_some();
        let excluded = self.excluded.iter().map(|&at| &numbered.excluded.drafts.things[at]);
        let excluded: usize = excluded.map(|draft| draft.figures(numbered)).sum();
        self.terms.iter().filter(is_figure).count() + excluded
    }

    fn append(&mut self, other: &Self) {
        append_new(&mut self.terms, &other.terms);
        append_new(&mut self.excluded, &other.excluded);
        append_new(&mut self.restrictions, &other.restrictions);
        self.texts.extend_from_slice(&other.texts);
        self.is_several |= other.is_several;
    }
}

fn append_new(to: &mut Vec<usize>, numbers: &[usize]) {
    for number in numbers {
        if !to.contains(number) {
            to.push(*number);
        }
    }
}

/// Things by their numbers, equal ones once.
#[derive(Debug)]
struct Interner<K, T> {
    numbers: FxHashMap<K, usize>,
    things: Vec<T>,
}

impl<K, T> Default for Interner<K, T> {
    fn default() -> Self {
        Self { numbers: FxHashMap::default(), things: Vec::new() }
    }
}

impl<K: Hash + Eq, T> Interner<K, T> {
    fn number(&mut self, key: K, thing: impl FnOnce() -> T) -> usize {
        *self.numbers.entry(key).or_insert_with(|| {
            self.things.push(thing());
            self.things.len() - 1
        })
    }
}

/// What is excluded, with how many words it has.
#[derive(Debug, Default)]
struct Excluded {
    drafts: Interner<NumberedAlternative, NumberedAlternative>,
    sizes: Vec<usize>,
}

/// What alternatives are made of.
#[derive(Debug, Default)]
struct NumberedParts {
    terms: Interner<String, Term>,
    restrictions: Interner<Restriction, Restriction>,
    texts: Interner<String, String>,
    excluded: Excluded,
}

impl NumberedParts {
    /// An OR of single plain words is one term with several phrases, which costs nothing;
    /// everything else becomes alternatives.
    fn multiply(&mut self, node: &QueryNode) -> Result<Vec<NumberedAlternative>, TooComplex> {
        let drafts = match node {
            QueryNode::Text(chunk) => {
                let mut terms = Vec::new();
                for term in &chunk.terms {
                    append_new(&mut terms, &[self.term(term)]);
                }
                vec![NumberedAlternative {
                    terms,
                    texts: vec![self.text(&chunk.text)],
                    ..NumberedAlternative::default()
                }]
            }
            QueryNode::Quote(quote) => {
                let term = &quote.term;
                let texts = term.phrases.iter().take(1).map(|p| self.text(p.normal())).collect();
                let terms = vec![self.term(term)];
                vec![NumberedAlternative {
                    terms,
                    texts,
                    is_several: term.near.is_some(),
                    ..NumberedAlternative::default()
                }]
            }
            QueryNode::Figure(figure) => {
                let terms = vec![self.term(&figure.term)];
                vec![NumberedAlternative {
                    terms,
                    is_several: true,
                    ..NumberedAlternative::default()
                }]
            }
            QueryNode::Restriction(restriction) => {
                let number = self.restrictions.number(restriction.clone(), || restriction.clone());
                vec![NumberedAlternative {
                    restrictions: vec![number],
                    ..NumberedAlternative::default()
                }]
            }
            QueryNode::Not(inner) => vec![self.exclude(inner)?],
            QueryNode::All(nodes) => self.product(nodes)?,
            QueryNode::Any(nodes) => match one_term(nodes) {
                Some(term) => {
                    vec![NumberedAlternative {
                        terms: vec![self.term(&term)],
                        is_several: true,
                        ..NumberedAlternative::default()
                    }]
                }
                None => self.sum(nodes)?,
            },
        };
        self.check(&drafts)?;
        Ok(drafts)
    }

    fn product(&mut self, nodes: &[QueryNode]) -> Result<Vec<NumberedAlternative>, TooComplex> {
        let mut product = vec![NumberedAlternative::default()];
        for node in nodes {
            let factor = self.multiply(node)?;
            if let [only] = factor.as_slice() {
                product.iter_mut().for_each(|left| left.append(only));
                continue;
            }
            let joined = product.iter().flat_map(|left| {
                factor.iter().map(|right| {
                    let mut joined = left.clone();
                    joined.append(right);
                    joined
                })
            });
            // Both are within their bounds: so is what they are before it is looked at.
            product = once_each(joined);
            self.check(&product)?;
        }
        Ok(product)
    }

    fn sum(&mut self, nodes: &[QueryNode]) -> Result<Vec<NumberedAlternative>, TooComplex> {
        let mut sum = Vec::new();
        for node in nodes {
            sum.append(&mut self.multiply(node)?);
            if sum.len() > MOST_ALTERNATIVES {
                // Many may be the same.
                sum = once_each(sum.into_iter());
                self.check(&sum)?;
            }
        }
        Ok(once_each(sum.into_iter()))
    }

    fn exclude(&mut self, inner: &QueryNode) -> Result<NumberedAlternative, TooComplex> {
        let mut numbers = Vec::new();
        for draft in self.multiply(inner)? {
            let size = draft.size(self);
            if size > 0 {
                let number = self.excluded.drafts.number(draft.clone(), || draft);
                if number == self.excluded.sizes.len() {
                    self.excluded.sizes.push(size);
                }
                append_new(&mut numbers, &[number]);
            }
        }
        Ok(NumberedAlternative { excluded: numbers, ..NumberedAlternative::default() })
    }

    fn check(&self, drafts: &[NumberedAlternative]) -> Result<(), TooComplex> {
        if drafts.len() > MOST_ALTERNATIVES {
            return Err(TooComplex::Alternatives);
        }
        let words: usize = drafts.iter().map(|draft| draft.size(self)).sum();
        if words > MOST_WORDS {
            return Err(TooComplex::Words);
        }
        if drafts.iter().map(|draft| draft.excluded.len()).sum::<usize>() > MOST_EXCLUDED {
            return Err(TooComplex::Excluded);
        }
        let near: usize = drafts.iter().map(|draft| draft.near(self)).sum();
        if near > MOST_NEAR_TOGETHER {
            return Err(TooComplex::NearTogether);
        }
        let figures: usize = drafts.iter().map(|draft| draft.figures(self)).sum();
        if figures > MOST_FIGURES { Err(TooComplex::Figures) } else { Ok(()) }
    }

    fn term(&mut self, term: &Term) -> usize {
        self.terms.number(key(term), || term.clone())
    }

    fn text(&mut self, text: &str) -> usize {
        self.texts.number(text.to_owned(), || text.to_owned())
    }

    fn conjunction(&self, draft: &NumberedAlternative) -> Conjunction {
        let excluded = draft.excluded.iter().map(|&at| &self.excluded.drafts.things[at]);
        let texts = draft.texts.iter().map(|&at| self.texts.things[at].clone()).collect();
        let mut made = Conjunction {
            terms: draft.terms.iter().map(|&at| self.terms.things[at].clone()).collect(),
            excluded: excluded.map(|draft| self.conjunction(draft)).collect(),
            restrictions: draft
                .restrictions
                .iter()
                .map(|&at| self.restrictions.things[at].clone())
                .collect(),
            whole: None,
            pieces: TypedPieces { texts, is_several: draft.is_several },
        };
        made.whole = whole(&made);
        made
    }
}

/// What tells terms apart. Numbers that are cut otherwise are other tokens of one normal form.
fn key(term: &Term) -> String {
    let cut = |phrase: &Phrase| {
        let tokens = (0..phrase.tokens.len()).map(|at| phrase.tokens.term(at).len() as u32);
        tokens.collect::<Vec<_>>()
    };
    let has_digit = |phrase: &&Phrase| phrase.normal().bytes().any(|byte| byte.is_ascii_digit());
    let near = term.near.iter().flat_map(|near| &near.words);
    let phrases = term.phrases.iter().chain(near);
    let cuts: Vec<Vec<u32>> = phrases.filter(has_digit).map(cut).collect();
    format!("{} {cuts:?}", term.signature())
}

fn once_each(drafts: impl Iterator<Item = NumberedAlternative>) -> Vec<NumberedAlternative> {
    let mut seen = HashSet::new();
    drafts.filter(|draft| seen.insert(draft.clone())).collect()
}

fn one_term(nodes: &[QueryNode]) -> Option<Term> {
    let mut literals = Vec::new();
    let mut others = Vec::new();
    let mut labels = Vec::new();
    for node in nodes {
        let term = match node {
            QueryNode::Quote(quote) => &quote.term,
            QueryNode::Text(chunk) => match chunk.terms.as_slice() {
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
    let mut known = HashSet::new();
    literals.retain(|phrase| known.insert(phrase.normal().to_owned()));
    others.retain(|phrase| known.insert(phrase.normal().to_owned()));
    let literal = literals.len();
    literals.extend(others);
    let label = format!("({})", labels.join(" OR "));
    let (near, figure, role) = (None, None, TermRole::Word);
    Some(Term { label, phrases: literals, literal, near, figure, quoted: false, role })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::bounds::{DEEPEST, MOST_NEAR};
    use crate::query::parse;

    fn words(query: &str) -> Vec<Vec<String>> {
        let labels = |one: &Conjunction| one.terms.iter().map(|term| term.label.clone()).collect();
        parse(query).unwrap().alternatives.iter().map(labels).collect()
    }

    #[test]
    fn what_is_said_twice_is_one() {
        assert_eq!(words("养老 托育 养老 养老"), [["养老", "托育"]]);
        assert_eq!(words(&"养老 ".repeat(600)), [["养老"]]);
        assert_eq!(words("(养老 OR 养老 OR 托育)"), [["(养老 OR 养老 OR 托育)"]]);
        assert_eq!(words("养老 托育 OR 养老 托育"), [["养老", "托育"]]);
        assert_eq!(words("1.5 .6 1 .5.6").concat().len(), 4);
        let query = parse("水 -甲 -甲 -(乙 丙) -(乙 丙) 年:2020 年:2020").unwrap();
        let only = &query.alternatives[0];
        assert_eq!((only.excluded.len(), only.restrictions.len()), (2, 1));
        // What was typed as one string stays what it was.
        assert_eq!(
            parse("养老 养老").unwrap().alternatives[0].whole.as_ref().unwrap().normal(),
            "养老养老"
        );
    }

    #[test]
    fn alternatives_are_in_the_order_of_the_query() {
        assert_eq!(
            words("(甲 乙 OR 丙 丁) (戊 己 OR 庚 辛)"),
            [
                ["甲", "乙", "戊", "己"],
                ["甲", "乙", "庚", "辛"],
                ["丙", "丁", "戊", "己"],
                ["丙", "丁", "庚", "辛"]
            ],
        );
    }

    #[test]
    fn each_bound_is_struck_and_not_before() {
        let pairs = |many: usize| {
            (0..many).map(|at| format!("甲{at} 乙{at}")).collect::<Vec<_>>().join(" OR ")
        };
        let words = |many: usize| (0..many).map(|at| format!(" 丁{at}")).collect::<String>();
        let near = |many: usize| format!("\"{}\"~5", "甲 乙 丙 ".repeat(many).trim_end());
        let brackets = |many: usize| format!("{}甲{}", "(".repeat(many), ")".repeat(many));
        let refused = |query: String| parse(&query).err();
        let two = "(甲 乙|丙 丁)";
        assert_eq!(refused(pairs(MOST_ALTERNATIVES)), None);
        assert_eq!(refused(pairs(MOST_ALTERNATIVES + 1)), Some(TooComplex::Alternatives));
        assert_eq!(refused(two.repeat(6)), None);
        assert_eq!(refused(two.repeat(7)), Some(TooComplex::Alternatives));
        assert_eq!(refused(words(MOST_WORDS / 2 - 10)), None);
        assert_eq!(refused(words(MOST_WORDS + 10)), Some(TooComplex::Words));
        assert_eq!(refused(format!("{}{}", two.repeat(5), words(90))), Some(TooComplex::Words));
        assert_eq!(
            refused(format!("水{}", words(MOST_WORDS + 10).replace(' ', " -"))),
            Some(TooComplex::Words)
        );
        let excluded = |many: usize| format!("水{}", words(many).replace(' ', " -"));
        assert_eq!(refused(excluded(MOST_EXCLUDED)), None);
        assert_eq!(refused(excluded(MOST_EXCLUDED + 1)), Some(TooComplex::Excluded));
        let again = format!("(甲 乙|丙 丁) {}", excluded(MOST_EXCLUDED / 2 + 1));
        assert_eq!(refused(again), Some(TooComplex::Excluded));
        let inside = format!("水 -({})", pairs(MOST_EXCLUDED));
        assert_eq!(refused(inside.clone()), None);
        assert_eq!(refused(format!("{inside} -丁")), Some(TooComplex::Excluded));
        assert_eq!(refused(near(MOST_NEAR / 3)), None);
        assert_eq!(refused(near(MOST_NEAR / 3 + 1)), Some(TooComplex::Near));
        let together = |many: usize, between: &str| {
            let some = ('\u{5000}'..).take(many).map(|one| format!("\"{one} 乙\"~5"));
            some.collect::<Vec<_>>().join(between)
        };
        for between in [" ", " OR ", " -"] {
            let most = MOST_NEAR_TOGETHER / 2;
            assert_eq!(refused(together(most, between)), None, "{between}");
            let beyond = refused(together(most + 1, between));
            assert_eq!(beyond, Some(TooComplex::NearTogether), "{between}");
        }
        let figures = |many: usize| (1..=many).map(|at| format!("水 >{at}个")).collect::<Vec<_>>();
        for between in [" ", " OR ", " -"] {
            assert_eq!(refused(figures(MOST_FIGURES).join(between)), None, "{between}");
            let beyond = refused(figures(MOST_FIGURES + 1).join(between));
            assert_eq!(beyond, Some(TooComplex::Figures), "{between}");
        }
        let again = format!("{} {}", two.repeat(5), together(1, ""));
        assert_eq!(refused(again.clone()), None);
        assert_eq!(refused(format!("{two}{again}")), Some(TooComplex::NearTogether));
        assert_eq!(refused(brackets(DEEPEST)), None);
        assert_eq!(refused(brackets(DEEPEST + 1)), Some(TooComplex::Brackets));
    }

    #[test]
    fn a_text_of_two_thousand_characters_is_searched() {
        // Every character another: no text has more words.
        let text: String = ('\u{4e00}'..).take(2_000).collect();
        assert_eq!(parse(&text).unwrap().alternatives.len(), 1);
        assert!(
            parse(&text.chars().flat_map(|c| [c, ' ']).take(2_000).collect::<String>()).is_ok()
        );
    }
}
