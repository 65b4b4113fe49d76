//! What a file becomes: a [`Report`] with its facts, its evidence and its passages.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// One document as delivered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The id that stays when the archive is indexed again or moved: the one that a table row
    /// gives, or else 16 hexadecimal digits of a hash of the cleaned text.
    pub id: String,
    /// What the report is, where and when: everything but the text.
    pub facts: Facts,
    /// The cleaned text, in reading order; ordinals count from 1 without gaps.
    pub passages: Vec<Passage>,
}

impl Report {
    /// The id of a text that came without one: 16 hexadecimal digits of a hash of its letters and
    /// digits. Blanks, punctuation and the cut into paragraphs do not count, so that the same
    /// report saved as docx and as txt is one report; nor does where it lies.
    #[must_use]
    pub fn content_id(passages: &[Passage]) -> String {
        let mut hasher = blake3::Hasher::new();
        let mut kept = String::new();
        for passage in passages {
            kept.clear();
            if passage.text.chars().all(is_settled) {
                kept.extend(passage.text.chars().filter(|&c| counts(c)));
            } else {
                kept.extend(passage.text.nfkc().filter(|c| c.is_alphanumeric()));
            }
            hasher.update(kept.as_bytes());
        }
        hasher.finalize().to_hex()[..16].to_owned()
    }

    /// A hash of everything that is known of the report, but not of where it lies, by which id, and
    /// beside which others.
    #[must_use]
    pub fn digest(&self) -> u64 {
        let (twin_of, twins) = (None, Vec::new());
        self.hash(Facts { sources: Vec::new(), twin_of, twins, ..self.facts.clone() })
    }

    /// A hash of what the report says, its facts and its text, whatever they were read from: the
    /// same on every machine, in every folder.
    #[must_use]
    pub fn content_digest(&self) -> u64 {
        let (sources, evidence) = (Vec::new(), Vec::new());
        self.hash(Facts { sources, evidence, ..self.facts.clone() })
    }

    fn hash(&self, facts: Facts) -> u64 {
        let mut hasher = blake3::Hasher::new();
        // Writing to a hasher does not fail, and these types always serialise.
        let written = serde_json::to_writer(&mut hasher, &(facts, &self.passages));
        debug_assert!(written.is_ok());
        hasher.finalize().as_bytes().first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes))
    }

    /// Whether the id was given by a table row or front matter rather than made from the text.
    #[must_use]
    pub fn has_given_id(&self) -> bool {
        self.id != Self::content_id(&self.passages)
    }
}

/// Whether NFKC makes nothing of a character that a hash of letters and digits would see: nearly
/// all characters of reports are such, and the composition of the rest takes time.
fn is_settled(c: char) -> bool {
    c.is_ascii()
        || matches!(c, '\u{4E00}'..='\u{9FFF}' | '“' | '”' | '‘' | '’' | '—' | '…' | '·')
        || matches!(
            c,
            '，' | '。'
                | '、'
                | '；'
                | '：'
                | '？'
                | '！'
                | '（'
                | '）'
                | '《'
                | '》'
                | '％'
                | '\u{3000}'
        )
}

/// Whether a settled character is a letter or a digit.
fn counts(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '\u{4E00}'..='\u{9FFF}')
}

/// The facts of a report. What could not be told is `None`, never a guess without mark.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Facts {
    /// The title as a reader would cite it.
    pub title: String,
    /// The place whose government reports, as of [`Facts::year`].
    pub place: Option<Place>,
    /// The year whose work the report sets out.
    pub year: Option<i16>,
    /// The day of delivery.
    pub date: Option<Date>,
    /// What kind of document it is.
    pub kind: Kind,
    /// Who delivered it, where told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// At which session, where told: `第十六届人民代表大会第三次会议`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// Where the document itself says it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The files it was read from, below the indexed path: `a.txt`, `a.jsonl#3`, `a.zip/b.docx`.
    /// The first is the one whose text is kept.
    #[serde(default)]
    pub sources: Vec<String>,
    /// The report that this is another file of, where the archive has both: that one is counted, and
    /// this one is not. The indexer tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twin_of: Option<String>,
    /// The other files of this report that are not counted, by their ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub twins: Vec<String>,
    /// What each fact was read from, contradictions included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// What a reader should know before trusting the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<Doubt>,
}

/// One reading of one fact. Where two disagree, the one that was not believed has
/// `used == false` and stays for the reader to see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The fact: `place`, `year`, `date`, `kind`, `title`, or `id` where a given one was refused.
    pub fact: String,
    /// The value read.
    pub value: String,
    /// Where it was read.
    pub from: Origin,
    /// The words it was read from.
    pub words: String,
    /// Whether the report's fact is this reading.
    pub used: bool,
}

/// Where a fact was read. Ordered from the most to the least trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// What the text says of itself: 现在，我代表徐汇区人民政府…
    Body,
    /// The line below the title: ——2023年1月4日在…第三次会议上.
    DateLine,
    /// The title.
    Title,
    /// Front matter, or the columns of a table row.
    Table,
    /// The page around the text.
    Page,
    /// The file's name and folders.
    Path,
}

/// Why a text is not to be trusted in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// Label and text name different places or years.
    Contradiction,
    /// Bytes could not be decoded.
    Undecodable,
    /// Figures or years are blanked: 20XX年, X亿元.
    Placeholders,
    /// Pinyin stands in brackets behind the characters.
    PinyinGlosses,
    /// Only a part of the report is there.
    Truncated,
    /// The text was read off pictures of its pages: characters may be wrong.
    Ocr,
    /// A whole work report in which hardly anything was told to be review, or to be tasks: its parts
    /// are not to be relied on.
    Parts,
}

/// One paragraph of the cleaned text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Its number in the report, from 1.
    pub ordinal: u32,
    /// What it is in its report.
    pub part: Part,
    /// The headings that it stands below, outermost first. A heading's own passage has only those
    /// above it.
    pub heading: Vec<String>,
    /// Whether the passage is itself a heading line.
    #[serde(default)]
    pub is_heading: bool,
    /// The source's own characters.
    pub text: String,
}

/// A unit of administration as it was in one year.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// GB/T 2260 code; `100000` is the nation. Places from a user's `places.csv` keep theirs.
    pub code: String,
    /// The name then, in full: 徐汇区.
    pub name: String,
    /// The level then.
    pub level: Level,
    /// Names from the province down to the place itself: 上海市, 徐汇区. The nation's is 中国.
    pub path: Vec<String>,
    /// The codes of [`Place::path`], one for one.
    pub codes: Vec<String>,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The words of all values that the API uses, in order.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The word that the API uses.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;
            fn from_str(word: &str) -> Result<Self, UnknownWord> {
                match word { $($word => Ok(Self::$variant),)+ _ => Err(UnknownWord(word.to_owned())) }
            }
        }
    };
}

/// A word that is no value of the vocabulary it was read for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown word {0:?}")]
pub struct UnknownWord(pub String);

words! {
    /// What a passage is in its report.
    Part {
        /// 过去工作回顾
        Review = "review",
        /// 形势
        Situation = "situation",
        /// 总体要求、预期目标
        Targets = "targets",
        /// 今年工作任务
        Tasks = "tasks",
        /// 民生实事
        Livelihood = "livelihood",
        /// 政府自身建设
        SelfGovernment = "self",
        /// 名词解释
        Glossary = "glossary",
        /// Everything else: titles, salutations, lists behind the end.
        #[default]
        Other = "other",
    }
}

words! {
    /// By what a report may be doubted ([`Facts::doubtful`]).
    Doubtful {
        /// Its place is not known, or a label names another.
        #[default]
        Place = "place",
        /// Its year is not known, or a label names one that no custom explains.
        Year = "year",
        /// The day on which a work report was delivered is not known, or the text names an impossible one.
        Date = "date",
        /// Its parts cannot be right ([`Doubt::Parts`]).
        Parts = "parts",
        /// Only a part of it is there.
        Truncated = "truncated",
        /// Characters are missing, blanked, glossed or read off pictures.
        Text = "text",
        /// It is another file of a report that is counted ([`Facts::twin_of`]).
        Twin = "twin",
    }
}

words! {
    /// The rank of a unit of administration.
    Level {
        /// 国家
        #[default]
        Nation = "nation",
        /// 省、自治区、直辖市
        Province = "province",
        /// 地级市、自治州、地区、盟
        Prefecture = "prefecture",
        /// 县、县级市、区、旗
        County = "county",
        /// 乡、镇、街道
        Township = "township",
    }
}

words! {
    /// What kind of document a report is.
    Kind {
        /// The yearly report of a government to its people's congress.
        WorkReport = "政府工作报告",
        /// The yearly statistical communiqué.
        Communique = "统计公报",
        /// A plan for five years or more, or for one field.
        Plan = "规划",
        /// Any other official document.
        #[default]
        Other = "其他",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passages(texts: &[&str]) -> Vec<Passage> {
        let mut made = Vec::new();
        for (text, ordinal) in texts.iter().zip(1..) {
            made.push(Passage {
                ordinal,
                part: Part::Other,
                heading: Vec::new(),
                is_heading: false,
                text: (*text).to_owned(),
            });
        }
        made
    }

    #[test]
    fn settled_characters_are_what_composition_makes_of_them() {
        for c in ('\0'..='\u{FFFF}').filter(|&c| is_settled(c)) {
            let composed: String =
                std::iter::once(c).nfkc().filter(|c| c.is_alphanumeric()).collect();
            let kept = if counts(c) { c.to_string() } else { String::new() };
            assert_eq!(composed, kept, "{c:?}");
        }
    }

    #[test]
    fn the_id_of_a_text_does_not_hang_on_blanks_marks_or_paragraphs() {
        let docx = Report::content_id(&passages(&["各位代表：", "增长５％。"]));
        let txt = Report::content_id(&passages(&["各位代表:增长 5%"]));
        assert_eq!(docx, txt);
        assert_eq!(docx.len(), 16);
        assert_ne!(docx, Report::content_id(&passages(&["各位代表：", "增长6%。"])));
    }
}
