//! The strings of a request as what is looked for.

use std::collections::{BTreeSet, HashMap};

use suyan_analysis::segment::is_listed;
use suyan_analysis::{TokenClass, Tokens};

use super::{CountRequest, CountWay};
use crate::query::Phrase;

/// What a string is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatternRole {
    /// It counts for these columns.
    Counted(Vec<u32>),
    /// What lies within it does not count.
    Excluded,
    /// It ends a sentence.
    End,
}

/// One reading of a string.
#[derive(Debug)]
pub struct Pattern {
    /// What is looked for.
    pub phrase: Phrase,
    /// The number of its string.
    pub string: u32,
    /// Whether it may begin or end within a number, so that positions do not tell of all.
    pub is_open: bool,
}

/// See the module.
#[derive(Debug, Default)]
pub struct Patterns {
    /// All readings of all strings.
    pub list: Vec<Pattern>,
    /// By number.
    pub roles: Vec<PatternRole>,
    /// The strings that may begin or end within a number.
    open: BTreeSet<u32>,
    /// The columns that count a word of the segmenter.
    pub words: HashMap<String, Vec<u32>>,
    /// How many columns there are.
    pub columns: usize,
    /// How is counted.
    pub way: CountWay,
    /// Whether parts are told apart.
    pub by_part: bool,
}

impl Patterns {
    /// Of the strings of a request.
    #[must_use]
    pub fn of(request: &CountRequest) -> Self {
        let mut patterns = Self {
            columns: request.columns.len(),
            way: request.way,
            by_part: request.by_part,
            ..Self::default()
        };
        let mut known = HashMap::new();
        for (column, strings) in (0u32..).zip(&request.columns) {
            for string in strings {
                patterns.add_counted(string, column, &mut known);
            }
        }
        for string in &request.excluded {
            patterns.add(string, PatternRole::Excluded);
        }
        if request.way == CountWay::Sentences {
            for end in ["。", "！", "？"] {
                patterns.add(end, PatternRole::End);
            }
        }
        patterns
    }

    /// Whether the index lists every word that is counted, so that no text need be cut: it does not
    /// list numbers and marks, nor where words stand, which exclusions ask for.
    #[must_use]
    pub fn are_listed(&self) -> bool {
        self.words.keys().all(|word| is_listed(word))
            && !self.roles.contains(&PatternRole::Excluded)
    }

    /// What is looked for.
    pub fn phrases(&self) -> impl Iterator<Item = &Phrase> {
        self.list.iter().map(|pattern| &pattern.phrase)
    }

    /// Whether a string may begin or end within a number.
    #[must_use]
    pub fn is_open(&self, string: u32) -> bool {
        self.open.contains(&string)
    }

    fn add_counted(&mut self, string: &str, column: u32, known: &mut HashMap<String, u32>) {
        let of_word = self.words.entry(string.to_owned()).or_default();
        if !of_word.contains(&column) {
            of_word.push(column);
        }
        let tokens = Tokens::of(string);
        let key: String = (0..tokens.len()).flat_map(|at| [tokens.term(at), "\u{1f}"]).collect();
        match known.get(&key) {
            Some(&number) => {
                if let PatternRole::Counted(columns) = &mut self.roles[number as usize]
                    && !columns.contains(&column)
                {
                    columns.push(column);
                }
            }
            None => {
                known.insert(key, self.roles.len() as u32);
                self.add(string, PatternRole::Counted(vec![column]));
            }
        }
    }

    fn add(&mut self, string: &str, role: PatternRole) {
        let number = self.roles.len() as u32;
        let may_be_open =
            self.way == CountWay::Substring && matches!(role, PatternRole::Counted(_));
        for phrase in Phrase::readings(string) {
            let is_open = may_be_open && is_open(&phrase.tokens);
            if is_open {
                self.open.insert(number);
            }
            self.list.push(Pattern { phrase, string: number, is_open });
        }
        self.roles.push(role);
    }
}

/// Whether a number stands at an end.
fn is_open(tokens: &Tokens) -> bool {
    let is_number = |token: &suyan_analysis::Token| token.class == TokenClass::Number;
    let list = tokens.as_slice();
    list.first().is_some_and(is_number) || list.last().is_some_and(is_number)
}

/// What of a string is not its numbers at the ends, in normal form: what a passage that holds it
/// holds as whole tokens.
#[must_use]
pub fn inner(tokens: &Tokens) -> Option<Phrase> {
    let is_text = |token: &suyan_analysis::Token| token.class != TokenClass::Number;
    let first = tokens.as_slice().iter().position(is_text)?;
    let last = tokens.as_slice().iter().rposition(is_text)?;
    Phrase::of(tokens.normal(first..last + 1))
}
