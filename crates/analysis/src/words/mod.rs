//! The words of a query: what must stand in a passage that holds all of it.
//!
//! Words come from jieba and only choose what is looked for together; whether one stands in a text
//! is decided on characters. Every character belongs to a word: one that is left over between
//! words is a word of its own (水环境 is 水 and 环境), a common suffix or prefix stays with its
//! neighbour (珠江桥), and several that no word is known for make a name (郫都). Nothing but what
//! `data/particles.txt` lists may be left out. The dictionary is loaded once, at the first query
//! or by [`warm`].
//!
//! A character by itself names little: 水 stands in 水泥, and 稳 in 平稳. So one that is left over
//! counts where it stands beside a neighbour that it was typed with, and one of grammar (在, 是)
//! anywhere: see [`WordRole`].

mod across;

use std::cell::OnceCell;
use std::collections::HashSet;
use std::sync::OnceLock;

use jieba_rs::Jieba;

use crate::numbers;
use crate::tokens::{TokenClass, Tokens};

pub use across::{Across, across, is_word};

/// Terms of the trade that the general dictionary lacks or cuts.
const TERMS: &str = include_str!("../../data/terms.txt");

/// What a passage need not hold; the file says by which rule.
const PARTICLES: &str = include_str!("../../data/particles.txt");

/// Particles beside nothing, or beside one character, are one word up to so many tokens.
const MOST_AS_ONE: usize = 4;

/// One word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As the query has it, in normal form.
    pub text: String,
    /// Other strings that count as the word: other ways of writing a number, WiFi as Wi-Fi.
    pub others: Vec<String>,
    /// What it does in the query.
    pub role: WordRole,
}

/// What a word does in a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordRole {
    /// It is looked for.
    Word,
    /// A character that was left over between words: it is looked for beside its neighbours.
    LeftOver,
    /// A character of grammar: a passage must hold it, wherever.
    Filler,
    /// A passage need not hold it: 的, 哪些.
    Particle,
}

impl Word {
    fn of(text: String, role: WordRole) -> Self {
        Self { text, others: Vec::new(), role }
    }

    /// Whether a passage need not hold it.
    #[must_use]
    pub fn is_particle(&self) -> bool {
        self.role == WordRole::Particle
    }

    /// Whether it is one character, which by itself names little.
    #[must_use]
    pub fn is_single(&self) -> bool {
        let mut characters = self.text.chars();
        characters.next().is_some_and(|c| !c.is_ascii()) && characters.next().is_none()
    }
}

fn jieba() -> &'static Jieba {
    static JIEBA: OnceLock<Jieba> = OnceLock::new();
    JIEBA.get_or_init(|| {
        let mut jieba = Jieba::new();
        for term in TERMS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            jieba.add_word(term, None, None);
        }
        jieba
    })
}

/// Loads the dictionary, so that the first query need not wait for it.
pub fn warm() {
    jieba();
}

/// The words of a piece of a query that has no blanks, in order.
#[must_use]
pub fn words(chunk: &str) -> Vec<Word> {
    let tokens = Tokens::of(chunk);
    let mut words = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let end = match tokens.as_slice()[at].class {
            TokenClass::Mark if at == 0 && has_sign(&tokens) => {
                alphanumeric(&tokens, at, chunk, &mut words)
            }
            TokenClass::Latin | TokenClass::Number => alphanumeric(&tokens, at, chunk, &mut words),
            TokenClass::Character => ideographs(&tokens, at, &mut words),
            TokenClass::Mark | TokenClass::Blank => at + 1,
        };
        at = end.max(at + 1);
    }
    let mut names = words.iter().filter(|word| !word.is_particle());
    let first = names.next();
    // Beside particles nothing, or a character alone (之江): they are what is asked for.
    if names.next().is_none() && first.is_none_or(Word::is_single) {
        let text = tokens.normal(0..tokens.len());
        if words.len() != 1 && tokens.len() <= MOST_AS_ONE && !text.is_empty() {
            return vec![Word::of(text.to_owned(), WordRole::Word)];
        }
        words.iter_mut().for_each(|word| word.role = WordRole::Word);
    }
    words
}

/// Reads a run of Latin letters, digits and the marks inside it (`PM2.5`, `1:1`, `C#`, an address)
/// as one word, or a number with its unit; gives the index behind it.
fn alphanumeric(tokens: &Tokens, from: usize, chunk: &str, words: &mut Vec<Word>) -> usize {
    let list = tokens.as_slice();
    let joins = |at: usize| match list.get(at) {
        Some(t)
            if matches!(t.class, TokenClass::Latin | TokenClass::Number | TokenClass::Blank) =>
        {
            true
        }
        Some(t) if t.class == TokenClass::Mark => "-./:?&=_#%+~@‰°".contains(tokens.term(at)),
        _ => false,
    };
    let is_end = |&at: &usize| !joins(at) || (at > from && tokens.stands_apart(at));
    let mut end = (from..list.len()).find(is_end).unwrap_or(list.len());
    while end > from + 1
        && list[end - 1].class == TokenClass::Mark
        && !"#%+‰°".contains(tokens.term(end - 1))
    {
        end -= 1;
    }
    end = span_end(tokens, end);
    if end == from + 1 && list[from].class == TokenClass::Number {
        let rest = tokens.normal(from..list.len());
        if let Some((length, others)) = numbers::other_ways(tokens.normal(0..from), rest) {
            let end = (from + 1..=list.len())
                .find(|&end| tokens.normal(from..end).len() >= length)
                .unwrap_or(end);
            let text = tokens.normal(from..end).to_owned();
            words.push(Word { text, others, role: WordRole::Word });
            return end;
        }
    }
    let text = tokens.normal(from..end).to_owned();
    let mut others = numbers::compound(&text);
    let bare: String = text.chars().filter(|&c| c != '-' && c != ' ').collect();
    if bare != text && bare.chars().all(|c| c.is_ascii_alphabetic()) {
        others.push(bare);
    }
    let camel = &chunk[tokens.source(from..end)];
    for joint in ["-", " "] {
        let split = split_camel(camel, joint);
        if split != camel {
            others.push(split.to_lowercase());
        }
    }
    words.push(Word { text, others, role: WordRole::Word });
    end
}

/// Whether a query begins with a number and its sign: `-3.2%`.
fn has_sign(tokens: &Tokens) -> bool {
    let follows = tokens.as_slice().get(1).map(|token| token.class);
    tokens.term(0) == "-" && follows == Some(TokenClass::Number)
}

/// Where a span ends whose first number ends at `end`: 5至10, 5%至10%.
fn span_end(tokens: &Tokens, end: usize) -> usize {
    let list = tokens.as_slice();
    let is_number = |at: usize| list.get(at).is_some_and(|token| token.class == TokenClass::Number);
    let is = |at: usize, term: &str| at < list.len() && tokens.term(at) == term;
    let is_signed = is(end - 1, "%") && end > 1 && is_number(end - 2);
    if !(is(end, "至") && is_number(end + 1) && (is_number(end - 1) || is_signed)) {
        return end;
    }
    if is(end + 2, "%") { end + 3 } else { end + 2 }
}

/// `WiFi` with `joint` where a small letter meets a capital: `Wi-Fi`.
fn split_camel(word: &str, joint: &str) -> String {
    let mut out = String::new();
    let mut small = false;
    for character in word.chars() {
        if small && character.is_ascii_uppercase() {
            out.push_str(joint);
        }
        small = character.is_ascii_lowercase();
        out.push(character);
    }
    out
}

/// Reads a run of ideographs: numerals, then the words that jieba finds between them.
fn ideographs(tokens: &Tokens, from: usize, words: &mut Vec<Word>) -> usize {
    let list = tokens.as_slice();
    let end = (from..list.len())
        .find(|&at| list[at].class != TokenClass::Character)
        .unwrap_or(list.len());
    let run = tokens.normal(from..end);
    let mut plain = 0;
    let mut at = 0;
    let cuts = OnceCell::new();
    while at < run.len() {
        // A numeral is read from its first character on, never from its middle.
        match number(run, at, &cuts) {
            Some((length, others)) if !others.is_empty() => {
                segment(&run[plain..at], words);
                let text = run[at..at + length].to_owned();
                words.push(Word { text, others, role: WordRole::Word });
                at += length;
                plain = at;
            }
            _ => at += numeral_run(&run[at..]),
        }
    }
    segment(&run[plain..], words);
    end
}

/// The number at byte `at` of a run: its bytes, and other ways of writing it. `cuts` is where the
/// words of the run end, once that is asked.
fn number(run: &str, at: usize, cuts: &OnceCell<Vec<usize>>) -> Option<(usize, Vec<String>)> {
    let rest = &run[at..];
    let cut_at = |place: usize| {
        let cuts = cuts.get_or_init(|| {
            let lengths = jieba().cut(run, false).into_iter().map(|token| token.word.len());
            lengths
                .scan(0, |end, length| {
                    *end += length;
                    Some(*end)
                })
                .collect()
        });
        place == 0 || cuts.contains(&place)
    };
    let counted = numbers::counted(rest).filter(|counted| {
        counted
            .numeral_end
            .is_none_or(|end| cut_at(at) && (cut_at(at + end) || cut_at(at + counted.length)))
    });
    match counted {
        Some(counted) => Some((counted.length, counted.others)),
        None => numbers::other_ways("", rest),
    }
}

/// The bytes of the numeral characters that `run` begins with, at least one character.
fn numeral_run(run: &str) -> usize {
    let length = run.find(|c| !"〇一二三四五六七八九十百千万亿两".contains(c)).unwrap_or(run.len());
    length.max(run.chars().next().map_or(1, char::len_utf8))
}

fn segment(run: &str, words: &mut Vec<Word>) {
    if run.is_empty() {
        return;
    }
    let mut singles = String::new();
    // Words of this run, so that a suffix joins none but its own neighbour.
    let before = words.len();
    for token in jieba().cut(run, false).into_iter().flat_map(|token| split_asking(token.word)) {
        let mut characters = token.chars();
        if let (Some(single), None) = (characters.next(), characters.next()) {
            // Characters that the dictionary knows no word for make a name together: 郫都, 闵行.
            if particles().contains(token) {
                flush(&mut singles, before, words);
                words.push(Word::of(token.to_owned(), WordRole::Particle));
            } else if is_grammatical(single) {
                flush(&mut singles, before, words);
                words.push(Word::of(token.to_owned(), WordRole::Filler));
            } else {
                singles.push(single);
            }
            continue;
        }
        if particles().contains(token) {
            flush(&mut singles, before, words);
            words.push(Word::of(token.to_owned(), WordRole::Particle));
            continue;
        }
        if singles.chars().all(is_prefix) && singles.chars().count() == 1 {
            words.push(Word::of(std::mem::take(&mut singles) + token, WordRole::Word));
            continue;
        }
        flush(&mut singles, before, words);
        words.push(Word::of(token.to_owned(), WordRole::Word));
    }
    flush(&mut singles, before, words);
}

/// Makes a word of characters that stood alone: a suffix joins the word before it (珠江桥).
fn flush(singles: &mut String, before: usize, words: &mut Vec<Word>) {
    if singles.is_empty() {
        return;
    }
    let text = std::mem::take(singles);
    let is_single = text.chars().count() == 1;
    if is_single
        && text.chars().all(is_suffix)
        && words.len() > before
        && let Some(last) = words.last_mut()
        && !last.is_particle()
        && !last.is_single()
    {
        last.text.push_str(&text);
        return;
    }
    words.push(Word::of(text, if is_single { WordRole::LeftOver } else { WordRole::Word }));
}

/// A word of the dictionary that begins or ends with a word that asks, as its parts: 有什么, 多少钱.
fn split_asking(word: &str) -> Vec<&str> {
    let is_long = |part: &str| part.chars().count() > 1;
    if particles().contains(word) {
        return vec![word];
    }
    let mut cuts = word.char_indices().map(|(at, _)| at).skip(1);
    let cut = cuts.find(|&at| {
        let (front, back) = word.split_at(at);
        [front, back].iter().any(|part| is_long(part) && particles().contains(part))
    });
    match cut {
        Some(at) => vec![&word[..at], &word[at..]],
        None => vec![word],
    }
}

fn particles() -> &'static HashSet<&'static str> {
    static LIST: OnceLock<HashSet<&str>> = OnceLock::new();
    LIST.get_or_init(|| {
        PARTICLES.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
    })
}

/// Characters that end a word and mean little alone.
fn is_suffix(character: char) -> bool {
    "桥区市县乡镇村路街线站点率性化员者家长量额值度力权业界型式类级版费税款金品物车房楼院校园馆厅室局部处科队组会社团店厂场河江湖山海岛港湾县州旗盟"
        .contains(character)
}

/// Characters that begin a word and mean little alone.
fn is_prefix(character: char) -> bool {
    "新老大小副非多高低全总".contains(character)
}

/// Characters of grammar, which are words of their own and no part of a name.
fn is_grammatical(character: char) -> bool {
    "是有在为等对把被让由又也而于其这那此且但则就还再很更最们几何".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strong(chunk: &str) -> Vec<String> {
        words(chunk).into_iter().filter(|w| !w.is_particle()).map(|w| w.text).collect()
    }

    #[test]
    fn cuts_into_words_that_a_reader_would_name() {
        assert_eq!(strong("12345热线"), ["12345", "热线"]);
        assert_eq!(strong("新建10所幼儿园"), ["新建", "10", "所", "幼儿园"]);
        assert_eq!(strong("加强营商环境"), ["加强", "营商环境"]);
        assert_eq!(strong("350万平方米"), ["350万", "平方米"]);
        assert_eq!(strong("碳达峰、碳中和"), ["碳达峰", "碳中和"]);
        assert_eq!(strong("郫都"), ["郫都"]);
        assert_eq!(strong("蝶"), ["蝶"]);
        assert_eq!(strong("1:1"), ["1:1"]);
        assert_eq!(strong("C#"), ["c#"]);
        assert_eq!(strong("5%"), ["5%"]);
        assert_eq!(
            strong("https://www.example.gov.cn/a?b=1"),
            ["https://www.example.gov.cn/a?b=1"]
        );
        assert_eq!(strong("十四五规划"), ["十四五", "规划"]);
        assert_eq!(strong("珠江桥"), ["珠江桥"]);
    }

    #[test]
    fn numbers_are_told_from_words_that_look_like_them() {
        for (chunk, expected) in [
            ("十五分钟生活圈", "十五分钟 生活圈"),
            ("三十户搬家", "三十户 搬家"),
            ("第十二届会议", "第十二届 会议"),
            ("百分之三十", "百分之三十"),
            ("一次性餐具", "一次性 餐具"),
            ("一体化", "一体化"),
            ("十分", "十分"),
            ("二十大", "二十大"),
            ("2031至2035年", "2031至2035 年"),
            ("5%至10%", "5%至10%"),
            ("-3.2%", "-3.2%"),
            ("PM2.5①", "pm2.5 1"),
        ] {
            assert_eq!(strong(chunk).join(" "), expected, "{chunk}");
        }
        for chunk in
            ["一次性餐具", "一体化", "十分", "二十大", "一带一路", "三农", "四个全面", "一条龙"]
        {
            let others = words(chunk).into_iter().flat_map(|word| word.others);
            let others: Vec<String> = others.filter(|other| other != "4个").collect();
            assert!(others.is_empty(), "{chunk} {others:?}");
        }
        let others = |chunk: &str| words(chunk).swap_remove(0).others;
        assert!(others("15分钟生活圈").contains(&"十五分钟".to_owned()));
        assert!(others("30%").contains(&"百分之三十".to_owned()));
        assert!(others("2031—2035年").contains(&"2031至2035".to_owned()));
        assert!(others("二00六年").contains(&"2006".to_owned()));
        assert!(words("第12届").iter().any(|w| w.others.contains(&"第十二届".to_owned())));
        assert!(!words(&"九".repeat(60)).is_empty());
    }

    #[test]
    fn a_character_left_over_is_a_word() {
        let cases: &[(&str, &[&str])] = &[
            ("河生态", &["河", "生态"]),
            ("不达标", &["不", "达标"]),
            ("未通车", &["未", "通车"]),
            ("晒账单", &["晒", "账单"]),
            ("去库存", &["去", "库存"]),
            ("养老的床位", &["养老", "床位"]),
            ("养老和托育", &["养老", "托育"]),
            ("新增了多少床位", &["新增", "床位"]),
            ("为什么停工", &["停工"]),
            // What is left would say less than what was typed.
            ("的", &["的"]),
            ("之江", &["之江"]),
            ("什么", &["什么"]),
        ];
        for (typed, wanted) in cases {
            assert_eq!(strong(typed), *wanted, "{typed}");
        }
    }

    #[test]
    fn nothing_is_lost_but_what_is_listed() {
        for typed in ["水和电的不在", "是谁在为其修桥铺路呢", "多少钱有什么用", "一二三的和与"]
        {
            let read: String = words(typed).into_iter().map(|word| word.text).collect();
            assert_eq!(read, typed);
            let left_out = words(typed).into_iter().filter(Word::is_particle);
            assert!(left_out.clone().all(|word| particles().contains(word.text.as_str())));
        }
    }

    #[test]
    fn the_list_of_particles_is_in_normal_form_and_holds_no_negation() {
        for &line in particles() {
            let tokens = Tokens::of(line);
            assert_eq!(tokens.normal(0..tokens.len()), line);
            let is_question = ["是不是", "有没有"].contains(&line);
            assert!(is_question || !line.contains(['不', '未', '无', '非', '没']), "{line}");
        }
    }

    #[test]
    fn other_spellings_count_as_the_word() {
        assert!(words("WiFi")[0].others.contains(&"wi-fi".to_owned()));
        assert!(words("二○二一年")[0].others.contains(&"2021".to_owned()));
    }
}
