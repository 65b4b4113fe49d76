//! How a name is typed: full, short, in pinyin (`xuhui`) or by initials (`xh`).
//!
//! A character has the reading that it has in names of places, which is not always its commonest:
//! 重庆 is chongqing, 六安 luan. `ü` may be typed as `v` or `u`. For completion over a known list
//! of names; nothing here knows which divisions exist.

use pinyin::ToPinyin;
use unicode_normalization::UnicodeNormalization;

use super::names::short_name;

/// Characters whose reading in names of places is another than the commonest.
const CHARACTERS: &[(char, &str)] = &[
    ('什', "shi"),
    ('伽', "jia"),
    ('佛', "fo"),
    ('勒', "le"),
    ('单', "shan"),
    ('厦', "xia"),
    ('坻', "di"),
    ('曾', "zeng"),
    ('枞', "zong"),
    ('泊', "bo"),
    ('浚', "xun"),
    ('涡', "guo"),
    ('牟', "mu"),
    ('犍', "qian"),
    ('珲', "hun"),
    ('茄', "qie"),
    ('蔚', "yu"),
    ('藏', "zang"),
    ('蚌', "beng"),
    ('都', "du"),
    ('重', "chong"),
    ('铅', "yan"),
    ('长', "chang"),
    ('陂', "pi"),
];

/// Names in which a character is read otherwise than everywhere else.
const NAMES: &[(&str, &[&str])] = &[
    ("六安", &["lu", "an"]),
    ("六合", &["lu", "he"]),
    ("大埔", &["da", "bu"]),
    ("大城县", &["dai", "cheng", "xian"]),
    ("吴堡", &["wu", "bu"]),
    ("繁峙", &["fan", "shi"]),
    ("尉犁", &["yu", "li"]),
    ("泌阳", &["bi", "yang"]),
    ("洪洞", &["hong", "tong"]),
    ("牟定", &["mou", "ding"]),
    ("乐清", &["yue", "qing"]),
    ("乐亭", &["lao", "ting"]),
    ("乐陵", &["lao", "ling"]),
    ("番禺", &["pan", "yu"]),
    ("荥经", &["ying", "jing"]),
    ("东阿", &["dong", "e"]),
    ("长子", &["zhang", "zi"]),
    ("龙圩", &["long", "xu"]),
    ("称多", &["chen", "duo"]),
    ("覃塘", &["qin", "tang"]),
    ("召陵", &["shao", "ling"]),
    ("筠连", &["jun", "lian"]),
    ("镜泊", &["jing", "po"]),
];

/// The syllables of a name, `ü` as `u`. What has no reading stands as it is, in lower case.
fn syllables(name: &str) -> Vec<String> {
    let mut rest = name;
    let mut found = Vec::new();
    while let Some(character) = rest.chars().next() {
        if let Some((word, readings)) = NAMES.iter().find(|(word, _)| rest.starts_with(word)) {
            found.extend(readings.iter().map(|reading| (*reading).to_owned()));
            rest = &rest[word.len()..];
            continue;
        }
        let special = CHARACTERS.iter().find(|(one, _)| *one == character);
        let reading = match (special, character.to_pinyin()) {
            (Some((_, reading)), _) => (*reading).to_owned(),
            (None, Some(reading)) => reading.plain().replace('ü', "u"),
            (None, None) => character.to_lowercase().collect(),
        };
        found.push(reading);
        rest = &rest[character.len_utf8()..];
    }
    found
}

/// How well a typed word fits a name: the smaller the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameFit {
    /// It is the full name.
    Name,
    /// It is a short name.
    Short,
    /// The full or a short name begins with it.
    Beginning,
    /// It is the pinyin of the full or a short name.
    Pinyin,
    /// It is the initials of the full or a short name.
    Initials,
    /// The pinyin begins with it.
    PinyinBeginning,
    /// The initials begin with it.
    InitialsBeginning,
    /// The full name contains it.
    Inside,
}

/// The ways to type one name, made once and asked often.
#[derive(Debug, Clone)]
pub struct Spellings {
    name: String,
    short: Vec<String>,
    pinyin: Vec<String>,
    initials: Vec<String>,
}

impl Spellings {
    /// The ways to type this full name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let short = short_name(name);
        let mut spellings =
            Self { name: name.to_owned(), short, pinyin: Vec::new(), initials: Vec::new() };
        for name in std::iter::once(name).chain(spellings.short.iter().map(String::as_str)) {
            let syllables = syllables(name);
            spellings.pinyin.push(syllables.concat());
            let first = syllables.iter().filter_map(|syllable| syllable.chars().next());
            spellings.initials.push(first.collect());
        }
        spellings
    }

    /// How well what was typed fits, or `None` where it does not. An empty query fits nothing.
    #[must_use]
    pub fn fit(&self, query: &str) -> Option<NameFit> {
        let query: String =
            query.nfkc().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace()).collect();
        if query.is_empty() {
            return None;
        }
        if self.name == query {
            return Some(NameFit::Name);
        }
        if self.short.contains(&query) {
            return Some(NameFit::Short);
        }
        if self.name.starts_with(&query) || self.short.iter().any(|name| name.starts_with(&query)) {
            return Some(NameFit::Beginning);
        }
        if query.is_ascii() || query.contains('ü') {
            return self.fit_letters(&query);
        }
        self.name.contains(&query).then_some(NameFit::Inside)
    }

    fn fit_letters(&self, query: &str) -> Option<NameFit> {
        let query: String = query
            .chars()
            .filter(|character| !matches!(character, '\'' | '-'))
            .map(|character| if matches!(character, 'v' | 'ü') { 'u' } else { character })
            .collect();
        let begins = |names: &[String]| names.iter().any(|name| name.starts_with(&query));
        if query.is_empty() {
            None
        } else if self.pinyin.contains(&query) {
            Some(NameFit::Pinyin)
        } else if self.initials.contains(&query) {
            Some(NameFit::Initials)
        } else if begins(&self.pinyin) {
            Some(NameFit::PinyinBeginning)
        } else if begins(&self.initials) {
            Some(NameFit::InitialsBeginning)
        } else {
            None
        }
    }
}

/// How well what was typed fits a full name: [`Spellings::fit`] for one question.
#[must_use]
pub fn matches_name(query: &str, name: &str) -> Option<NameFit> {
    Spellings::new(name).fit(query)
}

#[cfg(test)]
mod tests {
    use super::{NameFit, matches_name};

    #[test]
    fn names_are_found_as_typed() {
        let cases = [
            ("徐汇区", "徐汇区", Some(NameFit::Name)),
            ("徐汇", "徐汇区", Some(NameFit::Short)),
            ("徐", "徐汇区", Some(NameFit::Beginning)),
            ("汇", "徐汇区", Some(NameFit::Inside)),
            ("xuhui", "徐汇区", Some(NameFit::Pinyin)),
            ("XuHui Qu", "徐汇区", Some(NameFit::Pinyin)),
            ("xh", "徐汇区", Some(NameFit::Initials)),
            ("xhq", "徐汇区", Some(NameFit::Initials)),
            ("ｘｈ", "徐汇区", Some(NameFit::Initials)),
            ("xuh", "徐汇区", Some(NameFit::PinyinBeginning)),
            ("x", "徐汇区", Some(NameFit::PinyinBeginning)),
            ("hui", "徐汇区", None),
            ("", "徐汇区", None),
            ("'", "徐汇区", None),
            ("chongqing", "重庆市", Some(NameFit::Pinyin)),
            ("changsha", "长沙市", Some(NameFit::Pinyin)),
            ("xiamen", "厦门市", Some(NameFit::Pinyin)),
            ("luan", "六安市", Some(NameFit::Pinyin)),
            ("lu'an", "六安市", Some(NameFit::Pinyin)),
            ("liupanshui", "六盘水市", Some(NameFit::Pinyin)),
            ("leshan", "乐山市", Some(NameFit::Pinyin)),
            ("yueqing", "乐清市", Some(NameFit::Pinyin)),
            ("xizang", "西藏自治区", Some(NameFit::Pinyin)),
            ("chengdu", "成都市", Some(NameFit::Pinyin)),
            ("foshan", "佛山市", Some(NameFit::Pinyin)),
            ("bengbu", "蚌埠市", Some(NameFit::Pinyin)),
            ("lvliang", "吕梁市", Some(NameFit::Pinyin)),
            ("luliang", "吕梁市", Some(NameFit::Pinyin)),
            ("lüliang", "吕梁市", Some(NameFit::Pinyin)),
            ("kashi", "喀什地区", Some(NameFit::Pinyin)),
            ("yanbian", "延边朝鲜族自治州", Some(NameFit::Pinyin)),
            ("ybz", "延边朝鲜族自治州", Some(NameFit::Initials)),
            ("gz", "甘孜藏族自治州", Some(NameFit::Initials)),
        ];
        for (query, name, expected) in cases {
            assert_eq!(matches_name(query, name), expected, "{query} for {name}");
        }
    }
}
