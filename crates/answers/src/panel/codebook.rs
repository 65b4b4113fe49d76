//! What a panel says of itself, so that it can be published: how was counted, of what, and where the
//! same comes from again.

use serde::Serialize;
use suyan_analysis::Tokens;
use suyan_analysis::segment::{DICTIONARY, SEGMENTER, UserWord, is_known};
use suyan_search::CountWay;

use super::request::way_word;
use super::{CodedColumn, Lineage, Panel, PanelShape, Per, SetVersion};
use crate::interval::{Estimate, FEWEST, Shown};
use crate::snapshot::PARAMETER;

/// The normalisation of texts and strings, in one sentence.
pub const NORMALISATION: &str = "NFKC；不分大小写；繁体作简体；康熙部首等兼容字作通用字；零宽字符、引号和汉字间的空格不计；〇○零同；数字是一个整体（15G 里没有 5G，2.5 里没有 5）";

/// How a panel was made.
#[derive(Debug, Clone, Serialize)]
pub struct Codebook<'a> {
    by: Vec<&'static str>,
    count: &'static str,
    per: &'static str,
    lineage: &'static str,
    shape: &'static str,
    formula: String,
    normalisation: &'static str,
    segmenter: &'static str,
    dictionary: &'static str,
    filters: Vec<(String, String)>,
    excluded: &'a [String],
    user_words: Vec<String>,
    stop_words: &'a [String],
    sets: &'a [SetVersion],
    precision: Option<Precision<'a>>,
    snapshot: &'a str,
    address: String,
    cite: String,
}

impl<'a> Codebook<'a> {
    /// The codebook of a panel.
    #[must_use]
    pub fn of(panel: &'a Panel) -> Self {
        let request = &panel.request;
        let filters = request.params.only(&super::request::narrowing());
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let address = request.params.set(PARAMETER, &panel.snapshot).at("/api/v1/panel");
        Self {
            by: request.by.iter().map(|by| by.as_str()).collect(),
            count: way_word(request.way),
            per: request.per.as_str(),
            lineage: request.lineage.as_str(),
            shape: if request.shape == PanelShape::Wide { "wide" } else { "long" },
            formula: formula(request.way, request.per, !request.cut.stop.is_empty()),
            normalisation: NORMALISATION,
            segmenter: SEGMENTER,
            dictionary: DICTIONARY,
            filters: filters.pairs().map(owned).collect(),
            excluded: &request.excluded,
            user_words: request.cut.user.iter().map(user_word).collect(),
            stop_words: &request.cut.stop,
            sets: &request.sets,
            precision: Precision::of(panel),
            cite: format!("溯言，词频面板，快照 {}，{address}", panel.snapshot),
            snapshot: &panel.snapshot,
            address,
        }
    }

    /// What it says, by name, for people.
    #[must_use]
    pub fn lines(&self) -> Vec<(&'static str, String)> {
        let filters = self.filters.iter().map(|(name, value)| format!("{name}={value}"));
        vec![
            ("公式", self.formula.clone()),
            ("计数方法 count", self.count.to_owned()),
            ("分母 per", self.per.to_owned()),
            ("行 by", self.by.join(",")),
            ("地区沿革 lineage", self.lineage.to_owned()),
            ("筛选", filters.collect::<Vec<_>>().join("；")),
            ("排除", self.excluded.join("；")),
            ("词表", self.sets.iter().map(|set| format!("{}@{}", set.name, set.version)).collect::<Vec<_>>().join("；")),
            ("抽样判读的精度", self.precision.as_ref().map_or_else(String::new, Precision::said)),
            ("规范化", self.normalisation.to_owned()),
            ("分词", format!("{}；{}", self.segmenter, self.dictionary)),
            ("用户词（按 jieba 的 add_word 加入词典）", self.user_words.join("；")),
            ("停用词（不计入词数）", self.stop_words.join("；")),
            ("缺失", "没有收录的报告为空（null），不是零；status：whole 全文，part 只有一部分，missing 未收录".to_owned()),
            ("快照", self.snapshot.to_owned()),
            ("同一结果的地址", self.address.clone()),
            ("引用", self.cite.clone()),
        ]
    }
}

/// How much of what is counted is what is meant, by what was decided of samples.
#[derive(Debug, Clone, Serialize)]
struct Precision<'a> {
    words: Vec<CodebookPrecision<'a>>,
    /// Of all columns that were sampled, each weighing as it is frequent in this panel.
    set: Shown,
}

#[derive(Debug, Clone, Serialize)]
struct CodebookPrecision<'a> {
    word: &'a str,
    yes: u64,
    coded: u64,
    #[serde(flatten)]
    estimate: Shown,
}

impl<'a> Precision<'a> {
    fn of(panel: &'a Panel) -> Option<Self> {
        let coded = &panel.request.coded;
        let total = |name: &str| {
            let at = panel.request.columns.iter().position(|column| column.name == name);
            at.and_then(|at| panel.total.counts.get(at)).copied().unwrap_or(0)
        };
        let all: Vec<(u64, u64, u64)> =
            coded.iter().map(|one| (total(&one.name), one.yes, one.coded)).collect();
        let word = |one: &'a CodedColumn| CodebookPrecision {
            word: &one.name,
            yes: one.yes,
            coded: one.coded,
            estimate: Estimate::of(one.yes, one.coded).into(),
        };
        let words = coded.iter().map(word).collect();
        (!coded.is_empty()).then(|| Self { words, set: Estimate::of_all(&all).into() })
    }

    fn said(&self) -> String {
        let share = |shown: &Shown| match (shown.precision, shown.low, shown.high) {
            (Some(share), Some(low), Some(high)) => {
                format!("{share:.2}（95% 区间 {low:.2}–{high:.2}）")
            }
            _ => format!("判读不足 {FEWEST} 处，不给比率"),
        };
        let words = self
            .words
            .iter()
            .map(|one| format!("{} {}/{} {}", one.word, one.yes, one.coded, share(&one.estimate)));
        let all = format!("合计（以词频加权）{}", share(&self.set));
        words.chain([all]).collect::<Vec<_>>().join("；")
    }
}

/// A word of the user as its dictionary writes it.
fn user_word(one: &UserWord) -> String {
    match one.frequency {
        Some(frequency) => format!("{} {frequency}", one.word),
        None => one.word.clone(),
    }
}

/// What is divided by what, with the name that studies know it by.
fn formula(way: CountWay, per: Per, has_stop_words: bool) -> String {
    let above = match way {
        CountWay::Literal => "字面次数（不重叠，长词优先）",
        CountWay::Substring => "各词单独的字面次数",
        CountWay::Words => "分词后等于该词的词数",
        CountWay::Sentences => "含该词的句数",
        CountWay::Passages => "含该词的段数",
        CountWay::Reports => "含该词的报告数",
    };
    let is_string = matches!(way, CountWay::Literal | CountWay::Substring);
    let (below, known) = match per {
        Per::None => ("", if way == CountWay::Reports { "F8" } else { "" }),
        Per::Characters => (" ÷ 字数 × 10000", if is_string { "F5" } else { "" }),
        Per::Words if has_stop_words => {
            (" ÷ （词数 − 停用词）× 10000", if is_string { "F3" } else { "" })
        }
        Per::Words => (" ÷ 词数 × 10000", if is_string { "F1" } else { "" }),
        Per::Sentences => (" ÷ 句数 × 100", ""),
        Per::Passages => (" ÷ 段数 × 100", ""),
        Per::Reports => (" ÷ 报告数 × 100", if way == CountWay::Reports { "F9" } else { "" }),
    };
    match known {
        "" => format!("{above}{below}"),
        name => format!("{name}：{above}{below}"),
    }
}

/// What whoever made a list of words should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// What it is: `double`, `nested`, `variant`, `single_character`, `not_in_dictionary`,
    /// `cut_otherwise`, `stopped`, `left_out`.
    pub code: &'static str,
    /// The strings it is about.
    pub words: Vec<String>,
    /// The remark in a sentence.
    pub message: String,
}

/// So many strings of one remark are named.
const MOST_NAMED: usize = 200;

impl Remark {
    fn of(code: &'static str, words: &[&str], message: String) -> Self {
        Self { code, words: words.iter().map(|&word| word.to_owned()).collect(), message }
    }

    /// The remarks on a panel's strings.
    #[must_use]
    pub fn all(panel: &Panel) -> Vec<Self> {
        let columns = &panel.request.columns;
        let strings: Vec<&str> =
            columns.iter().flat_map(|column| &column.strings).map(String::as_str).collect();
        let doubled = panel
            .request
            .doubled
            .iter()
            .map(|name| Self::of("double", &[name], format!("“{name}”写了不止一次，只计一次")));
        let mut remarks: Vec<Self> = doubled.collect();
        let added: Vec<&str> = panel.request.cut.user.iter().map(|one| one.word.as_str()).collect();
        remarks.extend(Self::of_strings(&strings, &added));
        remarks.extend(cut_otherwise(panel));
        let stop = &panel.request.cut.stop;
        remarks.extend(strings.iter().filter(|word| stop.iter().any(|one| one == *word)).map(
            |word| {
                Self::of("stopped", &[word], format!("“{word}”也在停用词里：照计，只从词数里去掉"))
            },
        ));
        if panel.request.lineage == Lineage::Balanced && !panel.left_out.is_empty() {
            let message = format!("{} 个地区并非年年有报告，未列入", panel.left_out.len());
            remarks.push(Self { code: "left_out", words: Vec::new(), message });
        }
        remarks
    }

    /// The remarks on a list of strings, where these were added to the dictionary.
    #[must_use]
    pub fn of_strings(strings: &[&str], added: &[&str]) -> Vec<Self> {
        let normal = |string: &&str| {
            let tokens = Tokens::of(string);
            tokens.normal(0..tokens.len()).to_owned()
        };
        let normals: Vec<String> = strings.iter().map(normal).collect();
        let mut remarks = Vec::new();
        for (at, (string, normal)) in strings.iter().zip(&normals).enumerate() {
            if let Some(before) = normals[..at].iter().position(|other| other == normal) {
                let first = strings[before];
                remarks.push(if first == *string {
                    Self::of("double", &[string], format!("“{string}”出现了两次"))
                } else {
                    let message = format!("“{first}”与“{string}”规范化后是同一个词");
                    Self::of("variant", &[first, string], message)
                });
            }
            if normal.chars().count() == 1 {
                let message = format!("“{string}”只有一个字，多半是别的词的一部分");
                remarks.push(Self::of("single_character", &[string], message));
            }
        }
        remarks.extend(nested(strings, &normals));
        let is_unknown = |word: &&str| !is_known(word) && !added.contains(word);
        let unknown: Vec<&str> = strings.iter().copied().filter(is_unknown).collect();
        if !unknown.is_empty() {
            let named = &unknown[..unknown.len().min(MOST_NAMED)];
            let message = format!(
                "{} 个词不在分词词典里，按词计数（count=words）多半是 0：{}",
                unknown.len(),
                named.join("、")
            );
            remarks.push(Self::of("not_in_dictionary", named, message));
        }
        remarks
    }
}

/// The columns of which the segmenter counts less than half of what stands there.
fn cut_otherwise(panel: &Panel) -> Vec<Remark> {
    let literal = panel.literal.iter().flatten();
    let counted = panel.request.columns.iter().zip(&panel.total.counts).zip(literal);
    counted
        .filter(|((_, words), literal)| **words * 2 < **literal)
        .map(|((column, words), literal)| {
            let message = format!(
                "“{}”按词计得 {words}，字面有 {literal}：分词把它切开了，或并入了别的词",
                column.name
            );
            Remark::of("cut_otherwise", &[&column.name], message)
        })
        .collect()
}

fn nested(strings: &[&str], normals: &[String]) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for (inner, inside) in strings.iter().zip(normals) {
        let outer: Vec<&str> = strings
            .iter()
            .zip(normals)
            .filter(|(_, outside)| {
                outside.len() > inside.len() && outside.contains(inside.as_str())
            })
            .map(|(outer, _)| *outer)
            .collect();
        if !outer.is_empty() {
            let message = format!(
                "“{inner}”包含在{}之中：literal 归长词，substring 两处都计",
                outer.iter().take(8).map(|outer| format!("“{outer}”")).collect::<String>()
            );
            let words: Vec<&str> = std::iter::once(*inner).chain(outer).collect();
            remarks.push(Remark::of("nested", &words, message));
        }
    }
    remarks.truncate(MOST_NAMED);
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_told_what_is_wrong_with_it() {
        let strings = ["环保", "环保产业", "环保", "PM2.5", "pm2.5", "水"];
        let codes: Vec<&str> =
            Remark::of_strings(&strings, &["PM2.5"]).iter().map(|remark| remark.code).collect();
        for code in ["double", "variant", "single_character", "nested", "not_in_dictionary"] {
            assert!(codes.contains(&code), "{code} in {codes:?}");
        }
    }

    #[test]
    fn a_formula_has_the_name_by_which_studies_know_it() {
        use CountWay::{Literal, Passages, Reports, Sentences, Substring, Words};
        for (way, per, has_stop_words, known) in [
            (Literal, Per::Characters, false, Some("F5")),
            (Substring, Per::Characters, true, Some("F5")),
            (Literal, Per::Words, false, Some("F1")),
            (Substring, Per::Words, true, Some("F3")),
            (Reports, Per::None, false, Some("F8")),
            (Reports, Per::Reports, false, Some("F9")),
            // These nobody has named.
            (Literal, Per::None, false, None),
            (Words, Per::Words, false, None),
            (Words, Per::Characters, true, None),
            (Sentences, Per::Sentences, false, None),
            (Passages, Per::Reports, false, None),
        ] {
            let said = formula(way, per, has_stop_words);
            let name = said.split_once('：').map(|(name, _)| name);
            assert_eq!(name.filter(|name| name.starts_with('F')), known, "{said}");
            assert_eq!(said.contains('÷'), per != Per::None, "{said}");
            assert_eq!(said.contains("停用词"), per == Per::Words && has_stop_words, "{said}");
        }
    }

    #[test]
    fn a_word_is_told_of_with_those_it_is_about() {
        let of = |strings: &[&str], added: &[&str], code: &str| -> Vec<Vec<String>> {
            let remarks = Remark::of_strings(strings, added).into_iter();
            remarks.filter(|remark| remark.code == code).map(|remark| remark.words).collect()
        };
        let strings = ["环保", "环保产业", "环保产业园", "绿色"];
        assert_eq!(
            of(&strings, &[], "nested"),
            [vec!["环保", "环保产业", "环保产业园"], vec!["环保产业", "环保产业园"]]
        );
        assert_eq!(
            of(&["ＡＩ＋", "ai+", "AI+"], &[], "variant"),
            [["ＡＩ＋", "ai+"], ["ＡＩ＋", "AI+"]]
        );
        assert_eq!(of(&["水", "水环境"], &[], "single_character"), [["水"]]);
        // What a user added the segmenter knows.
        let unknown = of(&["营商环境", "环境"], &[], "not_in_dictionary");
        assert_eq!(unknown, [["营商环境"]]);
        assert!(of(&["营商环境", "环境"], &["营商环境"], "not_in_dictionary").is_empty());
        let nothing = Remark::of_strings(&["环境", "发展"], &[]);
        assert!(nothing.is_empty(), "{nothing:?}");
    }
}
