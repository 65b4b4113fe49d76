//! The terms of a text as a cluster keeps them: our own tokens, one behind the other with blanks
//! between, so that its analysis has nothing to do but to cut at blanks.
//!
//! Two fields hold them. `chars` is every token at its own place: a phrase of it is what
//! [`suyan_analysis::find`] finds. `pairs` is, at the same places, each character with the one behind
//! it: words of two characters are one list there, and longer ones need few and short ones.

use std::fmt::Write as _;

use serde_json::{Value, json};
use suyan_analysis::{TokenClass, Tokens};

/// Longer tokens are written as a hash: what cuts at blanks also cuts at 255 characters.
const LONGEST: usize = 120;
/// Begins a token that is not written as it is; alone it is itself.
const MARK: char = '␣';

/// The tokens of a text.
pub(crate) fn characters(tokens: &Tokens) -> String {
    joined((0..tokens.len()).map(|at| token(tokens, at)))
}

/// The pairs of a text, one for each token; what is no character, or stands before none, stands
/// alone.
pub(crate) fn pairs(tokens: &Tokens) -> String {
    joined((0..tokens.len()).map(|at| match pair(tokens, at) {
        Some(pair) => pair,
        None => token(tokens, at),
    }))
}

/// The query that a phrase is: exactly what holds it, but for a numeral that must be whole, of which
/// it finds more.
pub(crate) fn phrase(tokens: &Tokens) -> Value {
    occurrences(tokens).0
}

/// The query that a phrase is, made to score a passage by how often the phrase stands there, once
/// for each of its terms; and how many terms those are, none where the phrase is one character,
/// which counts once.
pub(crate) fn occurrences(tokens: &Tokens) -> (Value, Option<usize>) {
    if tokens.len() == 1 {
        let is_character = is_character(tokens, 0);
        let query = json!({"term": {"chars": token(tokens, 0)}});
        return (query, (!is_character).then_some(1));
    }
    let pairs: Option<Vec<String>> = (0..tokens.len() - 1).map(|at| pair(tokens, at)).collect();
    match pairs.as_deref() {
        Some([only]) => (json!({"term": {"pairs": only}}), Some(1)),
        Some(pairs) => (json!({"match_phrase": {"pairs": pairs.join(" ")}}), Some(pairs.len())),
        None => (json!({"match_phrase": {"chars": characters(tokens)}}), Some(tokens.len())),
    }
}

fn joined(terms: impl Iterator<Item = String>) -> String {
    terms.fold(String::new(), |mut all, term| {
        if !all.is_empty() {
            all.push(' ');
        }
        all.push_str(&term);
        all
    })
}

/// A token as a term.
fn token(tokens: &Tokens, at: usize) -> String {
    let term = tokens.term(at);
    if term.chars().count() > LONGEST {
        return format!("{MARK}{}", &blake3::hash(term.as_bytes()).to_hex()[..32]);
    }
    if !term.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return term.to_owned();
    }
    term.chars().fold(String::new(), |mut written, c| {
        // Writing to a string does not fail.
        let _ = write!(written, "{MARK}{:x}", u32::from(c));
        written
    })
}

/// A character with the one behind it.
fn pair(tokens: &Tokens, at: usize) -> Option<String> {
    let are_characters = is_character(tokens, at) && is_character(tokens, at + 1);
    are_characters.then(|| token(tokens, at) + &token(tokens, at + 1))
}

fn is_character(tokens: &Tokens, at: usize) -> bool {
    let token = tokens.as_slice().get(at);
    token.is_some_and(|token| matches!(token.class, TokenClass::Character | TokenClass::Latin))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_token_is_one_term() {
        let long = "9".repeat(400);
        for text in ["增长12.5%，", "Wi Fi 6", "建成\u{2028}一\u{85}处", &long, "␣ a b"] {
            let tokens = Tokens::of(text);
            for terms in [characters(&tokens), pairs(&tokens)] {
                assert_eq!(terms.split_whitespace().count(), tokens.len(), "{text}: {terms}");
                assert!(terms.split(' ').all(|term| term.chars().count() < 255));
            }
        }
        assert_eq!(characters(&Tokens::of("增长12.5%")), "增 长 12.5 %");
        assert_eq!(pairs(&Tokens::of("快增长12.5%")), "快增 增长 长 12.5 %");
    }

    #[test]
    fn a_phrase_is_the_cheapest_query_that_says_it() {
        let of = |text: &str| phrase(&Tokens::of(text)).to_string();
        assert_eq!(of("养"), r#"{"term":{"chars":"养"}}"#);
        assert_eq!(of("养老"), r#"{"term":{"pairs":"养老"}}"#);
        assert_eq!(of("养老院"), r#"{"match_phrase":{"pairs":"养老 老院"}}"#);
        assert_eq!(of("5个"), r#"{"match_phrase":{"chars":"5 个"}}"#);
    }

    /// How often a query of [`occurrences`] stands in a text, as a cluster counts it.
    fn found(query: &Value, text: &Tokens) -> usize {
        let fields = [("chars", characters(text)), ("pairs", pairs(text))];
        let sought = |(field, terms): &(&str, String)| {
            let phrase = query["match_phrase"][field].as_str().or(query["term"][field].as_str())?;
            let phrase: Vec<&str> = phrase.split_whitespace().collect();
            let terms: Vec<&str> = terms.split_whitespace().collect();
            Some(terms.windows(phrase.len()).filter(|window| *window == phrase).count())
        };
        fields.iter().find_map(sought).expect("a query of a field")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3_000))]

        #[test]
        fn what_a_cluster_finds_of_a_phrase_is_what_stands_in_the_text(
            text in "[甲乙aBé1２.十五 ，—·㎡🏠\u{301}\u{85}]{0,16}",
            phrase in "[甲乙aBé1２.十五 ，—·㎡🏠\u{301}\u{85}]{1,4}",
        ) {
            let (text, phrase) = (Tokens::of(&text), Tokens::of(&phrase));
            prop_assume!(!phrase.is_empty());
            let (query, terms) = occurrences(&phrase);
            let stands = suyan_analysis::find(&text, &phrase).len();
            prop_assert_eq!(found(&query, &text), stands, "{}", query);
            // Each of its terms says how often; one character says that it stands there.
            let own = query["term"].as_object().or(query["match_phrase"].as_object());
            let own = own.and_then(|own| own.values().next()?.as_str()).unwrap_or_default();
            prop_assert_eq!(terms.unwrap_or(1), own.split_whitespace().count());
            prop_assert_eq!(terms.is_none(), phrase.len() == 1 && is_character(&phrase, 0));
        }
    }
}
