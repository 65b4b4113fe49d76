//! What of a clause tells a promise from talk, as named features: its figures and named objects,
//! the verb that it begins with, the noun that it ends in, the pairs of characters in it, and what
//! its sentence is. The names stand in the table of weights, so that it can be read.

use std::ops::Range;
use std::sync::LazyLock;

use crate::adverbs::{ADVERBS, FIRM};
use rustc_hash::FxHashMap;
use suyan_analysis::quantity::{FigureRole, Quantity};

/// A sentence with what was read of it.
pub(crate) struct Sentence<'a> {
    pub(crate) text: &'a str,
    pub(crate) clauses: Vec<Range<usize>>,
    pub(crate) quantities: Vec<Quantity>,
}

impl<'a> Sentence<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        let clauses = crate::clauses::clauses(text);
        Self { text, clauses, quantities: suyan_analysis::quantity::quantities(text) }
    }

    /// The stated figures of a clause.
    pub(crate) fn stated(&self, clause: &Range<usize>) -> impl Iterator<Item = &Quantity> {
        let clause = clause.clone();
        let within =
            move |q: &&Quantity| clause.start <= q.range.start && q.range.end <= clause.end;
        self.quantities.iter().filter(|q| q.role == FigureRole::Stated).filter(within)
    }
}

/// The objects by their last character.
static OBJECTS: LazyLock<FxHashMap<char, Vec<Vec<char>>>> = LazyLock::new(|| {
    let lines = include_str!("../data/objects.txt").lines().filter(|line| !line.starts_with('#'));
    let mut objects: FxHashMap<char, Vec<Vec<char>>> = FxHashMap::default();
    for word in lines.map(|line| line.chars().collect::<Vec<char>>()) {
        if let Some(last) = word.last() {
            objects.entry(*last).or_default().push(word);
        }
    }
    objects
});

static ADVERB_LETTERS: LazyLock<Vec<Vec<char>>> =
    LazyLock::new(|| ADVERBS.iter().chain(FIRM).map(|word| word.chars().collect()).collect());

/// Whether a character is a letter; most are ideographs, and told at once.
pub(crate) fn is_letter(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}')
        || c.is_ascii_alphabetic()
        || !c.is_ascii() && c.is_alphabetic()
}

/// The name of a feature: a kind, and the characters that it is of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Name<'n> {
    kind: &'static str,
    word: &'n [char],
}

impl Name<'_> {
    /// The number of a feature: a hash of its name.
    pub(crate) fn number(self) -> u64 {
        let mut buffer = [0u8; 64];
        let mut length = 0;
        for byte in self.kind.bytes() {
            buffer[length] = byte;
            length += 1;
        }
        for c in self.word {
            length += c.encode_utf8(&mut buffer[length..]).len();
        }
        number(&buffer[..length])
    }

    /// The name as the table of weights has it.
    pub(crate) fn text(self) -> String {
        self.kind.chars().chain(self.word.iter().copied()).collect()
    }
}

/// The number of a feature by its name: a hash of the name's bytes.
pub(crate) fn number(name: &[u8]) -> u64 {
    suyan_analysis::stable_hash(name.iter().copied())
}

fn named<'n>(kind: &'static str, word: &'n [char]) -> Name<'n> {
    // Names are short; what is longer than the buffer is told by its beginning.
    Name { kind, word: &word[..word.len().min(10)] }
}

fn plain(kind: &'static str) -> Name<'static> {
    Name { kind, word: &[] }
}

/// Gives the features of one clause of a sentence to `put`, each once.
pub(crate) fn of_clause(sentence: &Sentence<'_>, at: usize, put: &mut impl FnMut(Name<'_>)) {
    let Some(range) = sentence.clauses.get(at) else { return };
    let text = unnumbered(&sentence.text[range.clone()]);
    let letters: Vec<char> = text.chars().filter(|c| !c.is_whitespace() && *c != '*').collect();
    put(plain("bias"));
    figures(sentence, range, put);
    marks(text, &letters, put);
    objects(&letters, put);
    edges(&letters, put);
    for pair in letters.windows(2).filter(|pair| pair.iter().all(|c| is_letter(*c))) {
        put(named("", pair));
    }
    of_sentence(sentence, at, put);
}

/// A clause without the number that a list gives it: 7.建设便民市场.
fn unnumbered(clause: &str) -> &str {
    let rest = clause.trim_start_matches(|c: char| c.is_ascii_digit());
    match rest.strip_prefix(['.', '．', '、']) {
        Some(rest) if rest.len() + 5 >= clause.len() => rest,
        _ => clause,
    }
}

fn figures(sentence: &Sentence<'_>, range: &Range<usize>, put: &mut impl FnMut(Name<'_>)) {
    let stated = sentence.stated(range).count();
    if stated > 0 {
        put(plain("#figure"));
    }
    if stated > 1 {
        put(plain("#figures"));
    }
    for quantity in sentence.stated(range).take(1) {
        let unit: Vec<char> = quantity.unit.chars().collect();
        put(named("#unit:", &unit));
    }
    let within = |q: &&Quantity| range.start <= q.range.start && q.range.end <= range.end;
    if sentence.quantities.iter().filter(within).count() > stated {
        put(plain("#described"));
    }
}

/// Words of a clause that are features of their own.
const HELD: &[(&str, &str)] = &[
    ("今年", "#has:今年"),
    ("年底", "#has:年底"),
    ("年内", "#has:年内"),
    ("月底", "#has:月底"),
    ("上半年", "#has:上半年"),
    ("第一", "#has:第一"),
    ("首个", "#has:首个"),
    ("全覆盖", "#has:全覆盖"),
    ("一批", "#has:一批"),
    ("各项", "#has:各项"),
    ("等项目", "#has:等项目"),
];

/// Words of a sentence that are features of each of its clauses.
const SAID: &[(&str, &str)] = &[
    ("我们", "s:我们"),
    ("各位代表", "s:各位代表"),
    ("去年", "s:去年"),
    ("必须", "s:必须"),
    ("坚持", "s:坚持"),
    ("了", "s:了"),
    ("是", "s:是"),
    ("已", "s:已"),
];

fn marks(text: &str, letters: &[char], put: &mut impl FnMut(Name<'_>)) {
    for (mark, name) in
        [("《", "#book"), ("“", "#quoted"), ("（", "#bracket"), ("等", "#等"), ("率", "#率")]
    {
        if text.contains(mark) {
            put(plain(name));
        }
    }
    if letters.iter().filter(|c| **c == '、').count() > 1 {
        put(plain("#list"));
    }
    if letters.iter().any(|c| c.is_ascii_alphanumeric()) {
        put(plain("#latin"));
    }
    for (word, name) in HELD {
        if text.contains(word) {
            put(plain(name));
        }
    }
    let long = match letters.len() {
        0..=4 => "#len4",
        5..=6 => "#len6",
        7..=8 => "#len8",
        9..=12 => "#len12",
        13..=20 => "#len20",
        _ => "#long",
    };
    put(plain(long));
}

fn objects(letters: &[char], put: &mut impl FnMut(Name<'_>)) {
    let mut any = false;
    for end in 1..=letters.len() {
        let Some(objects) = OBJECTS.get(&letters[end - 1]) else { continue };
        if let Some(word) = objects.iter().find(|word| letters[..end].ends_with(word)) {
            put(named("#object:", word));
            any = true;
            let before = end - word.len();
            if before >= 4 {
                put(plain("#object+"));
            }
        }
    }
    if any {
        put(plain("#object"));
    }
}

/// What a clause begins with and ends in.
fn edges(letters: &[char], put: &mut impl FnMut(Name<'_>)) {
    let mut start = 0;
    while let Some(length) = adverb(&letters[start..]) {
        put(named("adv:", &letters[start..start + length]));
        start += length;
    }
    let verb = &letters[start..];
    for length in [2, 3] {
        if verb.len() >= length {
            put(named("^", &verb[..length]));
            put(named("$", &letters[letters.len() - length..]));
        }
    }
}

fn adverb(letters: &[char]) -> Option<usize> {
    let word = ADVERB_LETTERS.iter().find(|word| letters.starts_with(word))?;
    (letters.len() > word.len() + 1).then_some(word.len())
}

fn of_sentence(sentence: &Sentence<'_>, at: usize, put: &mut impl FnMut(Name<'_>)) {
    put(plain(match sentence.clauses.len() {
        1 => "s:one",
        2 => "s:two",
        3 => "s:three",
        _ => "s:more",
    }));
    if at == 0 {
        put(plain("s:first"));
    }
    let text = sentence.text.trim_end_matches(|c: char| c.is_whitespace() || c == '*');
    if !text.ends_with(['。', '！', '？', '；', '”']) {
        put(plain("s:open"));
    }
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || "*#>".contains(c));
    if start.starts_with('（') || start.starts_with("一是") || start.starts_with("二是") {
        put(plain("s:numbered"));
    }
    // 7.“两清”：清淤、清障: an entry of a glossary, unlike 7.建设便民市场5家。
    let entry =
        start.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '．' | '、'));
    if entry.len() < start.len()
        && text.contains(['：', ':'])
        && entry.starts_with(['“', '"', '《'])
    {
        put(plain("s:entry"));
    }
    for (word, name) in SAID {
        if text.contains(word) {
            put(plain(name));
        }
    }
}
