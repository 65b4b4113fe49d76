//! Words that mean the same, and words that others make up: 加梯 is 加装电梯, 双碳 is 碳达峰 and
//! 碳中和. Read from a table that people can write ([`Concepts::builtin`] shows how), and applied
//! when a query is asked: the query is written again with OR, so that whoever asks can see, keep
//! and change what was added. Nothing in an index depends on it.
//!
//! Text in quotation marks is never widened, and nothing is widened that was not asked for: a
//! plain query counts what it says.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use suyan_analysis::Tokens;

use crate::query::Query;
use crate::query::parse;
use crate::query::tree::{Chunk, QueryNode};

/// The table that comes with the program.
const BUILTIN: &str = include_str!("../data/concepts.txt");
/// Chunks of a query that are widened, at the most.
const MOST_WIDENED: usize = 4;
/// Ways of writing one chunk, at the most.
const MOST_WAYS: usize = 6;
/// The longest line that is read, in characters.
const LONGEST_LINE: usize = 400;

/// A set of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concept {
    /// The word that stands for it.
    pub name: String,
    /// The other ways of saying it.
    pub ways: Vec<Way>,
    /// Where that stands, as the table says.
    pub source: String,
}

/// One way of saying a concept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// All of these together.
    pub parts: Vec<String>,
    /// Whether it says less than the name: found with it, never the other way round.
    pub is_narrower: bool,
}

impl Way {
    fn text(&self) -> String {
        self.parts.join(" ")
    }
}

/// A line of a table that says nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct ConceptError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it, in Chinese.
    pub reason: &'static str,
}

/// A word of a query that was widened, and what it was widened by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Widened {
    /// The word as typed.
    pub word: String,
    /// What was added; words with blanks between them must all be there.
    pub also: Vec<String>,
}

/// A table of concepts.
#[derive(Debug, Clone, Default)]
pub struct Concepts {
    all: Vec<Concept>,
    /// For the normal form of every word that is widened: the concept, and which of its ways the
    /// word is (`None`: the name).
    by_word: HashMap<String, (usize, Option<usize>)>,
    /// Bytes of the longest of them.
    longest: usize,
}

impl Concepts {
    /// The table that comes with the program.
    #[must_use]
    pub fn builtin() -> Self {
        // A test reads the table; a line that says nothing would be left out.
        Self::default().with(BUILTIN).unwrap_or_default()
    }

    /// This table with the lines of another, which replace lines of the same name.
    ///
    /// # Errors
    /// The first line that says nothing.
    pub fn with(mut self, table: &str) -> Result<Self, ConceptError> {
        let table = table.strip_prefix('\u{feff}').unwrap_or(table);
        for (at, line) in table.lines().enumerate() {
            let failed = |reason| ConceptError { line: at + 1, reason };
            let Some(concept) = read_line(line).map_err(failed)? else { continue };
            self.all.retain(|known| known.name != concept.name);
            self.all.push(concept);
        }
        self.number();
        Ok(self)
    }

    fn number(&mut self) {
        self.by_word.clear();
        for (at, concept) in self.all.iter().enumerate() {
            for (number, way) in concept.ways.iter().enumerate().filter(|(_, w)| !w.is_narrower) {
                self.by_word.entry(normal(&way.parts.concat())).or_insert((at, Some(number)));
            }
        }
        // A name is more than a way of saying something else.
        for (at, concept) in self.all.iter().enumerate() {
            self.by_word.insert(normal(&concept.name), (at, None));
        }
        self.longest = self.by_word.keys().map(String::len).max().unwrap_or(0);
    }

    /// The concepts in the order of the table.
    #[must_use]
    pub fn all(&self) -> &[Concept] {
        &self.all
    }

    /// The query with its words widened, in the query language, and what was widened; `None`
    /// where the table knows nothing of it, or what would be asked is refused or cannot be written.
    #[must_use]
    pub fn widen(&self, text: &str) -> Option<(String, Vec<Widened>)> {
        let query: Query = parse(text).ok()?;
        let mut widened: Vec<Widened> = Vec::new();
        let tree = query.tree.map(&mut |node| match node {
            // What is left out stays as narrow as it was typed.
            QueryNode::Not(_) => Some(node.clone()),
            QueryNode::Text(chunk) if widened.len() < MOST_WIDENED => {
                let (ways, what) = self.ways_of(chunk)?;
                widened.push(what);
                Some(QueryNode::any(std::iter::once(node.clone()).chain(ways).collect()))
            }
            _ => None,
        });
        if widened.is_empty() {
            return None;
        }
        Some((tree.written_back()?, widened))
    }

    /// The chunk with its longest word that the table knows said otherwise.
    fn ways_of(&self, typed: &Chunk) -> Option<(Vec<QueryNode>, Widened)> {
        let labels: Vec<&str> = typed.terms.iter().map(|term| term.label.as_str()).collect();
        // The table's own words may have particles in them.
        let all = normal(&typed.text);
        let whole = self.by_word.get(&all).map(|&found| (0, labels.len(), all, found));
        let (from, to, word, (at, own)) = whole.or_else(|| {
            // Of a query of a thousand words, only so many in a row can be one of the table.
            let most = labels.len().min(self.longest);
            (1..=most).rev().find_map(|length| {
                (0..=labels.len() - length).find_map(|from| {
                    let bytes: usize = labels[from..from + length].iter().map(|l| l.len()).sum();
                    if bytes > self.longest {
                        return None;
                    }
                    let word = labels[from..from + length].concat();
                    let &found = self.by_word.get(&word)?;
                    Some((from, from + length, word, found))
                })
            })
        })?;
        let concept = &self.all[at];
        let name = Way { parts: vec![concept.name.clone()], is_narrower: false };
        let others =
            concept.ways.iter().enumerate().filter(|(number, way)| {
                own != Some(*number) && (own.is_none() || !way.is_narrower)
            });
        let ways: Vec<Way> = own
            .is_some()
            .then_some(name)
            .into_iter()
            .chain(others.map(|(_, way)| way.clone()))
            .take(MOST_WAYS)
            .collect();
        // As it will be read where it is written: a word of a table may have blanks and brackets.
        let node = |text: &str| parse(text).ok().map(|query| query.tree);
        let said = |way: &Way| {
            let before = labels[..from].concat();
            let after = labels[to..].concat();
            let parts = std::iter::once(before.as_str())
                .chain(way.parts.iter().map(String::as_str))
                .chain(std::iter::once(after.as_str()));
            QueryNode::all(parts.filter(|part| !part.is_empty()).filter_map(node).collect())
        };
        let nodes = ways.iter().map(said).collect();
        let also = ways.iter().map(Way::text).collect();
        Some((nodes, Widened { word, also }))
    }
}

fn normal(text: &str) -> String {
    let tokens = Tokens::of(text);
    tokens.normal(0..tokens.len()).to_owned()
}

/// `名称 = 写法 = 部分 + 部分 > 下位 # 出处`.
fn read_line(line: &str) -> Result<Option<Concept>, &'static str> {
    if line.chars().nth(LONGEST_LINE).is_some() {
        return Err("一行太长");
    }
    // `#` begins a remark at the beginning of a line or behind a blank: C# is a word.
    let remark = line.char_indices().find(|&(at, c)| {
        matches!(c, '#' | '＃') && line[..at].chars().next_back().is_none_or(char::is_whitespace)
    });
    let (line, source) =
        remark.map_or((line, ""), |(at, c)| (&line[..at], &line[at + c.len_utf8()..]));
    if line.trim().is_empty() {
        return Ok(None);
    }
    let is_joint = |c: char| matches!(c, '=' | '＝' | '>' | '＞');
    let Some(first) = line.find(is_joint) else {
        return Err("没有 = 或 >：应写作 名称 = 写法");
    };
    let name = line[..first].trim().to_owned();
    let mut ways = Vec::new();
    let mut rest = &line[first..];
    while let Some(joint) = rest.chars().next() {
        let body = &rest[joint.len_utf8()..];
        let end = body.find(is_joint).unwrap_or(body.len());
        let parts: Vec<String> =
            body[..end].split(['+', '＋']).map(|part| part.trim().to_owned()).collect();
        if parts.iter().any(String::is_empty) {
            return Err("= 、> 或 + 的一边是空的");
        }
        ways.push(Way { parts, is_narrower: matches!(joint, '>' | '＞') });
        rest = &body[end..];
    }
    if name.is_empty() {
        return Err("没有名称：应写作 名称 = 写法");
    }
    Ok(Some(Concept { name, ways, source: source.trim().to_owned() }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_table_that_comes_with_the_program_is_read_whole() {
        let concepts = Concepts::default().with(BUILTIN).unwrap();
        assert!(concepts.all().len() > 30);
        assert!(concepts.all().iter().all(|concept| !concept.source.is_empty()));
    }

    #[test]
    fn a_query_is_widened_in_its_own_language() {
        let own = "我的词 = 另一词\n上位 > 下位甲 > 下位乙";
        let concepts = Concepts::builtin().with(own).unwrap();
        let cases = [
            ("加梯", Some("加梯 OR 加装电梯")),
            ("加装电梯", Some("加装电梯 OR 加梯")),
            ("双碳", Some("双碳 OR 碳达峰 碳中和")),
            ("碳达峰、碳中和", Some("碳达峰、碳中和 OR 双碳")),
            ("双碳行动 年:2022", Some("(双碳行动 OR 碳达峰 碳中和 行动) 年:2022")),
            ("我的词", Some("我的词 OR 另一词")),
            ("上位", Some("上位 OR 下位甲 OR 下位乙")),
            ("下位甲", None),
            ("\"双碳\"", None),
            ("养老 -加梯", None),
            ("养老", None),
        ];
        for (query, wanted) in cases {
            let widened = concepts.widen(query).map(|(text, _)| text);
            assert_eq!(widened.as_deref(), wanted, "{query}");
        }
    }

    #[test]
    fn lines_that_say_nothing_are_told() {
        for (table, line) in [("只有名称", 1), ("\n= 写法", 2), ("名称 = ", 1), ("名称 = 甲 +", 1)]
        {
            assert_eq!(Concepts::default().with(table).unwrap_err().line, line, "{table}");
        }
    }

    #[test]
    fn a_table_is_read_line_by_line() {
        let read = |table: &str| Concepts::default().with(table).map(|table| table.all().to_vec());
        let way = |parts: &[&str], is_narrower| Way {
            parts: parts.iter().map(|&part| part.to_owned()).collect(),
            is_narrower,
        };
        let one = |name: &str, ways: Vec<Way>, source: &str| Concept {
            name: name.to_owned(),
            ways,
            source: source.to_owned(),
        };
        let cases = [
            ("", vec![]),
            ("\u{feff}# 说明\n\n  \n　# 又一行", vec![]),
            ("甲=乙", vec![one("甲", vec![way(&["乙"], false)], "")]),
            (
                "\u{feff}甲 ＝ 乙 ＞ 丙\r\n",
                vec![one("甲", vec![way(&["乙"], false), way(&["丙"], true)], "")],
            ),
            (
                "甲 = 乙 + 丙＋丁 # 出处 # 二",
                vec![one("甲", vec![way(&["乙", "丙", "丁"], false)], "出处 # 二")],
            ),
            // C# is a word: a remark stands behind a blank.
            ("C# = C井 ＃出处", vec![one("C#", vec![way(&["C井"], false)], "出处")]),
            // The last line of a name is the one.
            (
                "甲 = 乙\n丙 = 丁\n甲 = 戊",
                vec![
                    one("丙", vec![way(&["丁"], false)], ""),
                    one("甲", vec![way(&["戊"], false)], ""),
                ],
            ),
        ];
        for (table, wanted) in cases {
            assert_eq!(read(table).as_ref(), Ok(&wanted), "{table:?}");
        }
        let border = format!("甲 = {}", "乙".repeat(LONGEST_LINE - 4));
        assert!(read(&border).is_ok());
        let beyond = format!("# 一\n{border}乙");
        let bad = [
            (beyond.as_str(), 2, "太长"),
            ("甲", 1, "没有 ="),
            ("甲 # = 乙", 1, "没有 ="),
            ("= 乙", 1, "没有名称"),
            ("# 一\n甲 =", 2, "空的"),
            ("甲 = 乙 = ", 1, "空的"),
            ("甲 = + 乙", 1, "空的"),
            ("甲 >", 1, "空的"),
        ];
        for (table, line, why) in bad {
            let error = read(table).unwrap_err();
            assert_eq!(error.line, line, "{table}");
            assert!(error.to_string().starts_with(&format!("line {line}: ")), "{error}");
            assert!(error.reason.contains(why), "{table}: {error}");
        }
    }

    #[test]
    fn so_many_words_are_widened_and_in_so_many_ways() {
        let many: String = (1..=9).map(|at| format!(" = 写法{at}")).collect();
        let table = format!("概念甲{many}\n概念乙 = 说法\n公园 = 园林");
        let concepts = Concepts::default().with(&table).unwrap();
        let (_, widened) = concepts.widen("概念甲").unwrap();
        assert_eq!(widened[0].also.len(), MOST_WAYS);
        assert_eq!(widened[0].also[0], "写法1");
        let query = "概念乙 ".repeat(MOST_WIDENED + 3);
        let (_, widened) = concepts.widen(&query).unwrap();
        assert_eq!(widened.len(), MOST_WIDENED);
        // A word of a table is read as it would be where it was typed.
        let (text, _) =
            Concepts::default().with("甲词 = 乙 词（丙）").unwrap().widen("甲词").unwrap();
        assert_eq!(text, "甲词 OR 乙 词 丙");
        // What is refused anyway, and what nothing is known of.
        assert_eq!(concepts.widen(&"(概念乙".repeat(70)), None);
        for query in ["", " ", "别的", "\"概念乙\"", "-概念乙", ")-概念乙", "年:2020", "的"]
        {
            assert_eq!(concepts.widen(query), None, "{query}");
        }
    }

    proptest! {
        #[test]
        fn what_is_widened_finds_no_less(
            query in prop::collection::vec(
                prop::sample::select(vec!["加梯", "加装电梯", "双碳", "公园", " ", " OR ", "-", "(", ")"]),
                1..7,
            ),
            text in prop::collection::vec(
                prop::sample::select(vec!["加梯", "加装电梯", "双碳", "碳达峰", "碳中和", "公园", "，"]),
                0..6,
            ),
        ) {
            let (query, text) = (query.concat(), Tokens::of(&text.concat()));
            let Some((widened, words)) = Concepts::builtin().widen(&query) else { return Ok(()) };
            prop_assert!(!words.is_empty());
            let matches = |query: &str| {
                let found = crate::matching::match_text(&parse(query).expect("a query"), &text);
                found.is_some_and(|found| found.tier != crate::Tier::Some)
            };
            prop_assert!(!matches(&query) || matches(&widened), "{} as {}", query, widened);
        }
    }
}
