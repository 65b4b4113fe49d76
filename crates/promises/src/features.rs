//! What of a clause tells a promise from talk, as named features: its figures and named objects,
//! the verb that it begins with, the noun that it ends in, the pairs of characters in it, and what
//! its sentence is. The names stand in the table of weights, so that it can be read.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use suyan_analysis::quantity::{Quantity, Role};

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
        self.quantities.iter().filter(|q| q.role == Role::Stated).filter(within)
    }
}

/// Adverbs before a verb.
const ADVERBS: &[&str] = &[
    "进一步",
    "积极",
    "大力",
    "全面",
    "深入",
    "着力",
    "切实",
    "继续",
    "持续",
    "扎实",
    "稳步",
    "有序",
    "统筹",
    "科学",
    "认真",
    "严格",
    "努力",
    "全力",
    "不断",
    "加快",
    "稳妥",
    "高标准",
    "高质量",
    "高水平",
    "重点",
    "坚决",
    "坚定不移",
    "要",
    "再",
    "新",
    "今年",
    "全年",
    "年内",
    "全市",
    "全省",
    "全县",
    "全区",
    "同时",
    "力争",
    "争取",
    "确保",
    "务必",
];

static OBJECTS: LazyLock<Vec<Vec<char>>> = LazyLock::new(|| {
    let lines = include_str!("../data/objects.txt").lines();
    lines.filter(|line| !line.starts_with('#')).map(|line| line.chars().collect()).collect()
});

/// The last characters of all objects, by which they are looked for.
static OBJECT_ENDS: LazyLock<FxHashSet<char>> =
    LazyLock::new(|| OBJECTS.iter().filter_map(|word| word.last().copied()).collect());

/// The number of a feature: a hash of its name.
#[must_use]
pub fn number(name: &str) -> u64 {
    suyan_analysis::stable_hash(name.bytes())
}

fn named(kind: &str, words: &[char]) -> String {
    let mut name = String::with_capacity(kind.len() + words.len() * 3);
    name.push_str(kind);
    name.extend(words);
    name
}

/// Gives the features of one clause of a sentence to `put`, each once.
pub(crate) fn of_clause(sentence: &Sentence<'_>, at: usize, put: &mut dyn FnMut(&str)) {
    let Some(range) = sentence.clauses.get(at) else { return };
    let text = unnumbered(&sentence.text[range.clone()]);
    let letters: Vec<char> = text.chars().filter(|c| !c.is_whitespace() && *c != '*').collect();
    put("bias");
    figures(sentence, range, put);
    marks(text, &letters, put);
    objects(&letters, put);
    edges(&letters, put);
    for pair in letters.windows(2).filter(|pair| pair.iter().all(|c| c.is_alphabetic())) {
        put(&named("", pair));
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

fn figures(sentence: &Sentence<'_>, range: &Range<usize>, put: &mut dyn FnMut(&str)) {
    let stated = sentence.stated(range).count();
    if stated > 0 {
        put("#figure");
    }
    if stated > 1 {
        put("#figures");
    }
    for quantity in sentence.stated(range).take(1) {
        put(&format!("#unit:{}", quantity.unit));
    }
    let within = |q: &&Quantity| range.start <= q.range.start && q.range.end <= range.end;
    if sentence.quantities.iter().filter(within).count() > stated {
        put("#described");
    }
}

fn marks(text: &str, letters: &[char], put: &mut dyn FnMut(&str)) {
    for (mark, name) in
        [("《", "#book"), ("“", "#quoted"), ("（", "#bracket"), ("等", "#等"), ("率", "#率")]
    {
        if text.contains(mark) {
            put(name);
        }
    }
    if letters.iter().filter(|c| **c == '、').count() > 1 {
        put("#list");
    }
    if letters.iter().any(|c| c.is_ascii_alphanumeric()) {
        put("#latin");
    }
    for word in [
        "今年",
        "年底",
        "年内",
        "月底",
        "上半年",
        "第一",
        "首个",
        "全覆盖",
        "一批",
        "各项",
        "等项目",
    ] {
        if text.contains(word) {
            put(&format!("#has:{word}"));
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
    put(long);
}

fn objects(letters: &[char], put: &mut dyn FnMut(&str)) {
    let mut any = false;
    for end in 1..=letters.len() {
        if !OBJECT_ENDS.contains(&letters[end - 1]) {
            continue;
        }
        if let Some(word) = OBJECTS.iter().find(|word| letters[..end].ends_with(word)) {
            put(&named("#object:", word));
            any = true;
            let before = end - word.len();
            if before >= 4 {
                put("#object+");
            }
        }
    }
    if any {
        put("#object");
    }
}

/// What a clause begins with and ends in.
fn edges(letters: &[char], put: &mut dyn FnMut(&str)) {
    let mut start = 0;
    while let Some(length) = adverb(&letters[start..]) {
        put(&named("adv:", &letters[start..start + length]));
        start += length;
    }
    let verb = &letters[start..];
    for length in [2, 3] {
        if verb.len() >= length {
            put(&named("^", &verb[..length]));
            put(&named("$", &letters[letters.len() - length..]));
        }
    }
}

fn adverb(letters: &[char]) -> Option<usize> {
    ADVERBS.iter().map(|word| (word, word.chars().count())).find_map(|(word, length)| {
        let stands =
            letters.len() > length + 1 && word.chars().eq(letters[..length].iter().copied());
        stands.then_some(length)
    })
}

fn of_sentence(sentence: &Sentence<'_>, at: usize, put: &mut dyn FnMut(&str)) {
    put(match sentence.clauses.len() {
        1 => "s:one",
        2 => "s:two",
        3 => "s:three",
        _ => "s:more",
    });
    if at == 0 {
        put("s:first");
    }
    let text = sentence.text.trim_end_matches(|c: char| c.is_whitespace() || c == '*');
    if !text.ends_with(['。', '！', '？', '；', '”']) {
        put("s:open");
    }
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || "*#>".contains(c));
    if start.starts_with('（') || start.starts_with("一是") || start.starts_with("二是") {
        put("s:numbered");
    }
    // 7.“两清”：清淤、清障: an entry of a glossary, unlike 7.建设便民市场5家。
    let entry =
        start.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '．' | '、'));
    if entry.len() < start.len()
        && text.contains(['：', ':'])
        && entry.starts_with(['“', '"', '《'])
    {
        put("s:entry");
    }
    for word in ["我们", "各位代表", "去年", "必须", "坚持", "了", "是", "已"] {
        if text.contains(word) {
            put(&format!("s:{word}"));
        }
    }
}
