//! Spellings near the one typed that the archive has: a character or two that sound or look the
//! same, two that changed places, one too many.
//!
//! A character is suspected where no passage holds it with its neighbours, and what stands in its
//! place must stand with them somewhere. Both are asked of the dictionary of character pairs
//! first; so the cost does not grow with the archive, but for the few that are counted in the end.

use std::ops::Range;

use suyan_analysis::Tokens;
use suyan_search::query::Phrase;
use suyan_search::query::tree::QueryNode;
use suyan_search::{Error, Fragment, SearchAnswer};
use tantivy::TERMINATED;

use super::sounds::{Likeness, alike};
use super::{Guide, HelpKind};
use crate::matching::cursor::Cursor;
use crate::store::snapshot::Snapshot;

/// Characters of one run that are looked at.
const LONGEST_RUN: usize = 40;
/// Characters on each side that a changed one must stand with.
const AROUND: usize = 2;
/// What stands on one side of these does not depend on the other: that no report has 医疗的情况 does
/// not make 医疗 suspect.
const PARTICLES: [char; 5] = ['的', '了', '吗', '呢', '吧'];
/// Characters that are tried for each of two neighbours.
const MOST_ALIKE_OF_TWO: usize = 24;
/// Spellings that are looked for as a string, after the dictionary allowed them.
const MOST_LOOKED_FOR: usize = 12;
/// Dictionary look-ups for one query.
const MOST_LOOKUPS: usize = 40_000;

/// Offers other spellings; `shown` is what the answer shows of the archive, where most of what is
/// spelt as it should be stands.
pub(super) fn offer(guide: &mut Guide<'_>, shown: &SearchAnswer) -> Result<(), Error> {
    let typed: Vec<char> = guide.request.query.chars().collect();
    let mut dictionary =
        Dictionary { snapshot: guide.snapshot, shown: texts(shown), left: MOST_LOOKUPS };
    let looked_at = without_asking(&guide.query.tree, &typed);
    for run in runs(&looked_at) {
        let own: Vec<char> = typed[run.clone()].iter().map(|&c| simplified(c)).collect();
        for other in respell(&mut dictionary, &own)? {
            let query: String =
                typed[..run.start].iter().chain(&other).chain(&typed[run.end..]).collect();
            let from: String = typed[run.clone()].iter().collect();
            let to: String = other.iter().collect();
            guide.offer(HelpKind::Spelling, &from, &to, &query, None)?;
        }
    }
    Ok(())
}

/// The snippets of an answer.
fn texts(answer: &SearchAnswer) -> Vec<String> {
    let passages = answer.hits.iter().flat_map(|hit| &hit.passages);
    let snippets =
        passages.flat_map(|passage| std::iter::once(&passage.snippet).chain(&passage.more));
    let text = |snippet: &Vec<Fragment>| snippet.iter().map(|one| one.text.as_str()).collect();
    snippets.map(text).collect()
}

/// The characters of a query, blanks in place of [`PARTICLES`] and of words that only ask: nobody
/// doubts how 怎么样 is written, and reports do not ask.
fn without_asking(tree: &QueryNode, typed: &[char]) -> Vec<char> {
    let mut chunks = Vec::new();
    tree.chunks(&mut chunks);
    let blank = |&typed: &char| if PARTICLES.contains(&typed) { ' ' } else { typed };
    let mut left: Vec<char> = typed.iter().map(blank).collect();
    for word in chunks.iter().flat_map(|chunk| &chunk.ignored) {
        let word: Vec<char> = word.chars().collect();
        let is_here = |at: &usize| left[*at..].starts_with(&word);
        if word.len() > 1
            && let Some(at) = (0..left.len()).find(is_here)
        {
            left[at..at + word.len()].fill(' ');
        }
    }
    left
}

/// The runs of Han characters in a query, names and values of fields left out.
fn runs(typed: &[char]) -> Vec<std::ops::Range<usize>> {
    let is_han = |at: &usize| ('\u{3400}'..='\u{9fff}').contains(&typed[*at]);
    let is_colon = |at: Option<usize>| {
        at.and_then(|at| typed.get(at)).is_some_and(|c| matches!(c, ':' | '：'))
    };
    let mut runs = Vec::new();
    let mut at = 0;
    while at < typed.len() {
        let end = (at..typed.len()).find(|at| !is_han(at)).unwrap_or(typed.len());
        let is_field = is_colon(at.checked_sub(1)) || is_colon(Some(end));
        if end - at > 1 && end - at <= LONGEST_RUN && !is_field {
            runs.push(at..end);
        }
        at = end.max(at) + 1;
    }
    runs
}

/// A character in its normal form, where that is one character.
fn simplified(character: char) -> char {
    let tokens = Tokens::of(character.encode_utf8(&mut [0; 4]));
    let mut normal = tokens.normal(0..tokens.len()).chars();
    normal.next().filter(|_| normal.next().is_none()).unwrap_or(character)
}

/// A change of a run: the characters `from..to` become `into`.
struct Substitution {
    from: usize,
    to: usize,
    into: Vec<char>,
    rank: u8,
    evidence: u64,
}

impl Substitution {
    fn applied(&self, run: &[char]) -> Vec<char> {
        run[..self.from].iter().chain(&self.into).chain(&run[self.to..]).copied().collect()
    }

    /// What was changed, with its neighbours.
    fn window(&self, run: &[char]) -> Vec<char> {
        let changed = self.applied(run);
        let from = self.from.saturating_sub(AROUND);
        let to = (self.from + self.into.len() + AROUND).min(changed.len());
        changed[from..to].to_vec()
    }
}

/// Spellings of a run that the archive has, likeliest first.
fn respell(dictionary: &mut Dictionary<'_>, run: &[char]) -> Result<Vec<Vec<char>>, Error> {
    let mut suspects = Vec::with_capacity(run.len());
    for at in 0..run.len() {
        let window = &run[at.saturating_sub(AROUND)..(at + 1 + AROUND).min(run.len())];
        suspects.push(!dictionary.holds(window)?);
    }
    let mut changes = Vec::new();
    for at in (0..run.len()).filter(|&at| suspects[at]) {
        one(dictionary, run, at, &mut changes)?;
        if suspects.get(at + 1) == Some(&true) {
            two(dictionary, run, at, &mut changes)?;
        }
    }
    changes.sort_by(|a, b| (a.rank, b.evidence, &a.into).cmp(&(b.rank, a.evidence, &b.into)));
    let mut found = Vec::new();
    for change in changes.iter().take(MOST_LOOKED_FOR) {
        let other = change.applied(run);
        if !found.contains(&other) && dictionary.holds(&change.window(run))? {
            found.push(other);
        }
    }
    Ok(found)
}

/// Another character in place of one, or none.
fn one(
    dictionary: &mut Dictionary<'_>,
    run: &[char],
    at: usize,
    changes: &mut Vec<Substitution>,
) -> Result<(), Error> {
    for (other, likeness) in alike(run[at]) {
        let rank = if likeness == Likeness::Same { 0 } else { 1 };
        dictionary.weigh(run, at..at + 1, &[other], rank, changes)?;
    }
    if run.len() > 2 {
        dictionary.weigh(run, at..at + 1, &[], 2, changes)?;
    }
    Ok(())
}

/// Two neighbours that sound like two others, as an input method offers whole words; or that
/// changed places.
fn two(
    dictionary: &mut Dictionary<'_>,
    run: &[char],
    at: usize,
    changes: &mut Vec<Substitution>,
) -> Result<(), Error> {
    dictionary.weigh(run, at..at + 2, &[run[at + 1], run[at]], 1, changes)?;
    // Only characters that go with the neighbours are tried with one another.
    let mut same = |character, before: Option<&char>, after: Option<&char>| {
        let mut fitting = Vec::new();
        let alike = alike(character).into_iter().filter(|one| one.1 == Likeness::Same);
        for (other, _) in alike.take(MOST_ALIKE_OF_TWO) {
            if dictionary.evidence(before.into_iter().chain([&other]).chain(after))? > 0 {
                fitting.push(other);
            }
        }
        Ok::<_, Error>(fitting)
    };
    let firsts = same(run[at], at.checked_sub(1).map(|before| &run[before]), None)?;
    let seconds = same(run[at + 1], None, run.get(at + 2))?;
    for &first in &firsts {
        for &second in &seconds {
            dictionary.weigh(run, at..at + 2, &[first, second], 1, changes)?;
        }
    }
    Ok(())
}

/// The archive's dictionary of character pairs, asked so often at the most.
struct Dictionary<'a> {
    snapshot: &'a Snapshot,
    /// Some texts of the archive.
    shown: Vec<String>,
    left: usize,
}

impl Dictionary<'_> {
    /// How many passages hold two characters side by side.
    fn pair(&mut self, first: char, second: char) -> Result<u64, Error> {
        let Some(left) = self.left.checked_sub(self.snapshot.segments.len()) else { return Ok(0) };
        self.left = left;
        self.snapshot.frequency_of_pair(first, second)
    }

    /// The passages that hold the rarest of the pairs of neighbours; there is no rarest in one
    /// character.
    fn evidence<'c>(
        &mut self,
        characters: impl IntoIterator<Item = &'c char>,
    ) -> Result<u64, Error> {
        let (mut evidence, mut before) = (u64::MAX, None);
        for &character in characters {
            if let Some(before) = before.replace(character) {
                evidence = evidence.min(self.pair(before, character)?);
            }
            if evidence == 0 {
                break;
            }
        }
        Ok(evidence)
    }

    /// Keeps a change whose pairs with its neighbours all stand somewhere.
    fn weigh(
        &mut self,
        run: &[char],
        range: Range<usize>,
        into: &[char],
        rank: u8,
        changes: &mut Vec<Substitution>,
    ) -> Result<(), Error> {
        if run.len() - range.len() + into.len() < 2 {
            return Ok(());
        }
        let before = range.start.checked_sub(1).map(|before| &run[before]);
        let evidence = self.evidence(before.into_iter().chain(into).chain(run.get(range.end)))?;
        if evidence > 0 {
            let (from, to, into) = (range.start, range.end, into.to_vec());
            changes.push(Substitution { from, to, into, rank, evidence });
        }
        Ok(())
    }

    /// Whether a passage holds the characters as a string.
    fn holds(&mut self, characters: &[char]) -> Result<bool, Error> {
        let text: String = characters.iter().collect();
        if self.shown.iter().any(|shown| shown.contains(&text)) {
            return Ok(true);
        }
        if self.evidence(characters)? == 0 {
            return Ok(false);
        }
        let Some(phrase) = Phrase::of(&text).filter(|_| characters.len() > 1) else {
            return Ok(true);
        };
        for segment in &self.snapshot.segments {
            if Cursor::open(self.snapshot, segment, &phrase)?.seek(0) != TERMINATED {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use suyan_search::query::parse;

    #[test]
    fn asking_is_not_looked_at() {
        let runs_of = |typed: &str| {
            let typed: Vec<char> = typed.chars().collect();
            let tree = parse(&typed.iter().collect::<String>()).unwrap().tree;
            let looked_at = without_asking(&tree, &typed);
            let text = |run: Range<usize>| looked_at[run].iter().collect::<String>();
            runs(&looked_at).into_iter().map(text).collect::<Vec<_>>()
        };
        assert_eq!(runs_of("养老付务的情况怎么样？"), ["养老付务", "情况"]);
        assert_eq!(runs_of("新增了多少床位"), ["新增", "床位"]);
        assert_eq!(runs_of("架空线人地"), ["架空线人地"]);
    }
}
