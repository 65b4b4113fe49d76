//! Fewer words, and words in place of an exact string.

use suyan_analysis::grams::{GramLookup, phrase_lookup};
use suyan_search::Error;
use suyan_search::query::tree::{Chunk, QueryNode, QuotedString};
use suyan_search::query::{Phrase, Term, chunk, parse};
use tantivy::TERMINATED;

use super::{Guide, HelpKind};
use crate::store::snapshot::Snapshot;

/// Words that are left out one by one, at the most.
const MOST_TRIED: usize = 6;

/// Every exact string as its words. Gives the query so loosened, of which words may be left out.
pub(super) fn unquote(guide: &mut Guide<'_>) -> Result<QueryNode, Error> {
    let mut strings = Vec::new();
    let tree = guide.query.tree.map(&mut |node| match node {
        QueryNode::Not(_) => Some(node.clone()),
        QueryNode::Quote(quote) => {
            let words = loosened(quote)?;
            strings.push(quote.text.clone());
            Some(words)
        }
        _ => None,
    });
    if !strings.is_empty() {
        let from = strings.join("、");
        guide.offer(HelpKind::Unquoted, &from, "", &tree.written(), None)?;
    }
    Ok(tree)
}

/// The words of a quoted string, where they ask for less than the string did.
fn loosened(quote: &QuotedString) -> Option<QueryNode> {
    let words = chunk(&quote.text.split_whitespace().collect::<Vec<_>>().concat())?;
    let is_same = words.terms.len() == 1 && words.terms[0].phrases.len() == 1;
    (!words.is_marks && !is_same).then_some(QueryNode::Text(words))
}

/// The query without the words that no passage has, else without one of its words, else each word
/// alone.
pub(super) fn fewer(guide: &mut Guide<'_>, tree: &QueryNode) -> Result<(), Error> {
    let words = words_of(tree);
    if words.len() < 2 {
        return Ok(());
    }
    let mut absent = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if !stands(guide.snapshot, &word.term)? {
            absent.push(at);
        }
    }
    if !absent.is_empty() && absent.len() < words.len() {
        let from: Vec<&str> = absent.iter().map(|&at| words[at].term.label.as_str()).collect();
        let text = without(tree, &absent).written();
        let known = guide.fewer.filter(|_| is_same_without(guide, &words, &absent, &text));
        let known = known.map(|fewer| fewer.present);
        let said = (from.join("、"), text);
        if guide.offer_counted(HelpKind::Fewer, (&said.0, "", &said.1), None, known)? {
            return Ok(());
        }
    }
    if words.len() > 2 {
        for at in rarest(guide.snapshot, &words)?.into_iter().take(MOST_TRIED) {
            let text = without(tree, &[at]).written();
            let known = guide
                .fewer
                .filter(|_| absent.is_empty() && is_same_without(guide, &words, &[at], &text));
            let known = known.and_then(|fewer| fewer.without.get(at).copied());
            let said = (words[at].term.label.as_str(), "", text.as_str());
            guide.offer_counted(HelpKind::Fewer, said, None, known)?;
        }
    }
    if guide.has(HelpKind::Fewer) {
        return Ok(());
    }
    for at in rarest(guide.snapshot, &words)?.into_iter().take(MOST_TRIED) {
        let others: Vec<usize> = (0..words.len()).filter(|&other| other != at).collect();
        let from: Vec<&str> = others.iter().map(|&at| words[at].term.label.as_str()).collect();
        let text = without(tree, &others).written();
        guide.offer(HelpKind::Fewer, &from.join("、"), "", &text, None)?;
    }
    Ok(())
}

/// Whether a text, read again, is the query less the words of these numbers and nothing else:
/// what stands together anew may be cut into other words.
fn is_same_without(guide: &Guide<'_>, words: &[HelpWord], numbers: &[usize], text: &str) -> bool {
    let signatures = |terms: &[Term]| terms.iter().map(Term::signature).collect::<Vec<_>>();
    let Ok(read) = parse(text) else { return false };
    let ([before], [after]) = (guide.query.alternatives.as_slice(), read.alternatives.as_slice())
    else {
        return false;
    };
    let of_words: Vec<String> = words.iter().map(|word| word.term.signature()).collect();
    let mut expected = of_words.clone();
    let mut at = 0;
    expected.retain(|_| {
        at += 1;
        !numbers.contains(&(at - 1))
    });
    of_words == signatures(&before.terms)
        && expected == signatures(&after.terms)
        && before.restrictions == after.restrictions
        && before.excluded.len() == after.excluded.len()
}

struct HelpWord {
    term: Term,
}

/// The words of a query in the order in which [`without`] numbers them.
fn words_of(tree: &QueryNode) -> Vec<HelpWord> {
    let mut words = Vec::new();
    tree.map(&mut |node| {
        match node {
            QueryNode::Text(chunk) => {
                words.extend(chunk.terms.iter().map(|term| HelpWord { term: term.clone() }));
            }
            QueryNode::Quote(quote) => words.push(HelpWord { term: quote.term.clone() }),
            QueryNode::Figure(figure) => words.push(HelpWord { term: figure.term.clone() }),
            _ => {}
        }
        matches!(node, QueryNode::Not(_)).then(|| node.clone())
    });
    words
}

/// The query without the words of these numbers.
fn without(tree: &QueryNode, numbers: &[usize]) -> QueryNode {
    let mut next = 0;
    tree.map(&mut |node| match node {
        QueryNode::Not(_) => Some(node.clone()),
        QueryNode::Text(chunk) => {
            let first = next;
            next += chunk.terms.len();
            let is_kept = |at: &usize| !numbers.contains(&(first + at));
            let kept: Vec<usize> = (0..chunk.terms.len()).filter(is_kept).collect();
            Some(if kept.len() == chunk.terms.len() { node.clone() } else { rest(chunk, &kept) })
        }
        QueryNode::Quote(_) | QueryNode::Figure(_) => {
            next += 1;
            numbers.contains(&(next - 1)).then(QueryNode::default)
        }
        _ => None,
    })
}

/// The words of a chunk that stay; neighbours stay one string.
fn rest(typed: &Chunk, kept: &[usize]) -> QueryNode {
    let mut texts: Vec<String> = Vec::new();
    for (number, &at) in kept.iter().enumerate() {
        let label = &typed.terms[at].label;
        match texts.last_mut() {
            Some(last) if number > 0 && kept[number - 1] + 1 == at => last.push_str(label),
            _ => texts.push(label.clone()),
        }
    }
    QueryNode::all(texts.iter().filter_map(|text| chunk(text)).map(QueryNode::Text).collect())
}

/// The numbers of the words, the rarest first: the rarest is the likeliest to be one too many.
fn rarest(snapshot: &Snapshot, words: &[HelpWord]) -> Result<Vec<usize>, Error> {
    let mut order = Vec::with_capacity(words.len());
    for (at, word) in words.iter().enumerate() {
        order.push((at_most(snapshot, &word.term)?, at));
    }
    order.sort_unstable();
    Ok(order.into_iter().map(|(_, at)| at).collect())
}

/// How many passages may hold a word, at the most, by the pairs of its characters.
fn at_most(snapshot: &Snapshot, term: &Term) -> Result<u64, Error> {
    let of_phrase = |phrase: &Phrase| {
        let mut fewest = u64::MAX;
        if let GramLookup::Terms { terms, .. } = phrase_lookup(&phrase.tokens, |_| 0) {
            for (_, pair) in terms {
                fewest = fewest.min(snapshot.frequency(&pair)?);
            }
        }
        Ok(fewest)
    };
    if let Some(near) = &term.near {
        return near
            .words
            .iter()
            .map(of_phrase)
            .try_fold(u64::MAX, |fewest, n| n.map(|n| fewest.min(n)));
    }
    term.phrases.iter().map(of_phrase).try_fold(0u64, |sum, n| n.map(|n| sum.saturating_add(n)))
}

/// Whether any passage holds the word.
fn stands(snapshot: &Snapshot, term: &Term) -> Result<bool, Error> {
    if at_most(snapshot, term)? == 0 {
        return Ok(false);
    }
    for segment in &snapshot.segments {
        let mut cursor = crate::matching::conjunction::open_term(snapshot, segment, term)?;
        if cursor.seek(0) != TERMINATED {
            return Ok(true);
        }
    }
    Ok(false)
}
