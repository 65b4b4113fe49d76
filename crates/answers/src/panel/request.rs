//! The words of an address become a request for a panel.

use serde::Serialize;
use suyan_search::filter::{self, LINEAGE};
use suyan_search::{Backend, CountRequest, CountWay, Cut, Filters};

use super::PanelRow;
use super::coded::{CodedColumn, bad_coded, coded};
use crate::params::Params;
use crate::problem::Problem;
use crate::sets::WordSet;

/// The most columns of a panel.
pub const MOST_COLUMNS: usize = 1_000;
/// The most strings of all columns and exclusions.
pub const MOST_STRINGS: usize = 5_000;
/// The most characters of one string.
pub const LONGEST_STRING: usize = 200;

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowsBy {
    /// A place.
    Place,
    /// A year.
    Year,
    /// A level of places.
    Level,
    /// A kind of document.
    Kind,
    /// A part of reports.
    Part,
    /// A report.
    Report,
}

/// What a count is divided by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Per {
    /// Nothing.
    #[default]
    None,
    /// Per 10,000 characters.
    Characters,
    /// Per 10,000 words, stop words not among them.
    Words,
    /// Per 100 sentences.
    Sentences,
    /// Per 100 passages.
    Passages,
    /// Per 100 reports.
    Reports,
}

/// As what a place counts that was another one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lineage {
    /// As it was in the year.
    #[default]
    AsWas,
    /// As what it is today.
    Rolled,
    /// Places as they are today, of those only that have a report of every year.
    Balanced,
}

/// How a table lies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PanelShape {
    /// A row for every place and year.
    #[default]
    Long,
    /// A row for every place, a column for every year.
    Wide,
}

/// A column: one string, or several under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelColumn {
    /// Its name.
    pub name: String,
    /// Its strings.
    pub strings: Vec<String>,
}

/// A set of words as it was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SetVersion {
    /// Its name.
    pub name: String,
    /// A hash of what it says.
    pub version: String,
}

/// A request that is valid by construction, but for places that may be several.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelRequest {
    /// The columns.
    pub columns: Vec<PanelColumn>,
    /// Columns that were asked for more than once.
    pub doubled: Vec<String>,
    /// Strings within which nothing counts.
    pub excluded: Vec<String>,
    /// What restricts the reports.
    pub filters: Filters,
    /// What rows are, in order.
    pub by: Vec<RowsBy>,
    /// How is counted.
    pub way: CountWay,
    /// What counts are divided by.
    pub per: Per,
    /// As what places count.
    pub lineage: Lineage,
    /// How the table lies.
    pub shape: PanelShape,
    /// The sets of its words, with their versions.
    pub sets: Vec<SetVersion>,
    /// What was decided of samples of its words, by name.
    pub coded: Vec<CodedColumn>,
    /// Words that are added to the segmenter, and stop words.
    pub cut: Cut,
    /// The parameters that ask for it.
    pub params: Params,
}

impl PanelRequest {
    /// Reads the parameters.
    ///
    /// # Errors
    /// For a value that is none, with what to write instead.
    pub fn read(params: &Params) -> Result<Self, Problem> {
        let lineage = word(params, "lineage", "bad_lineage", lineage, "as_was、rolled、balanced")?;
        let filters = params.without("lineage").filters()?;
        let mut request = Self {
            columns: Vec::new(),
            doubled: Vec::new(),
            excluded: Vec::new(),
            filters: Filters { lineage: lineage != Lineage::AsWas, ..filters },
            by: by(params)?,
            way: word(params, "count", "bad_count", way, WAYS)?,
            per: word(params, "per", "bad_per", per, PERS)?,
            lineage,
            shape: word(params, "shape", "bad_shape", shape, "long、wide")?,
            sets: Vec::new(),
            coded: params.all("coded").map(coded).collect::<Result<_, _>>()?,
            cut: crate::cut::read(params)?,
            params: params.only(&[narrowing().as_slice(), &PARAMETERS].concat()),
        };
        for line in params.all("words").flat_map(str::lines) {
            request.add(line.trim())?;
        }
        if request.sets().next().is_none() {
            request.check()?;
        }
        Ok(request)
    }

    /// The names of the sets whose strings are counted too.
    pub(super) fn sets(&self) -> impl Iterator<Item = &str> {
        self.params.all("set")
    }

    /// Takes up the strings of the sets.
    ///
    /// # Errors
    /// `not_found` for a set that there is none of, or a set that no panel can be made of.
    pub(crate) fn with_sets(mut self, backend: &dyn Backend) -> Result<Self, Problem> {
        let named: Vec<String> = self.sets().map(str::to_owned).collect();
        self.params = self.params.without("set");
        for name in named {
            let set = WordSet::read(backend, &name)?;
            for line in set.text.lines() {
                self.add(line.trim())?;
            }
            self.params = self.params.add("set", &format!("{}@{}", set.name, set.version));
            self.sets.push(SetVersion { name: set.name, version: set.version });
        }
        self.check()?;
        Ok(self)
    }

    /// What the backend is to count.
    #[must_use]
    pub fn counts(&self) -> CountRequest {
        CountRequest {
            filters: self.filters.clone(),
            columns: self.columns.iter().map(|column| column.strings.clone()).collect(),
            excluded: self.excluded.clone(),
            way: self.way,
            by_part: self.by.contains(&RowsBy::Part),
            cut: self.cut.clone(),
        }
    }

    /// Takes up one string, or one group of them. One that is there is not taken up again.
    fn add(&mut self, line: &str) -> Result<(), Problem> {
        if line.is_empty() || line.starts_with('#') {
            return Ok(());
        }
        if let Some(excluded) = line.strip_prefix('-').filter(|rest| !rest.is_empty()) {
            self.excluded.push(valid(excluded)?);
            return Ok(());
        }
        let (name, group) = match line.split_once('=') {
            Some((name, group)) if !name.trim().is_empty() => (name.trim(), group),
            _ => (line, line),
        };
        let mut strings: Vec<String> = Vec::new();
        for string in group.split('|') {
            let string = valid(string.trim())?;
            if !strings.contains(&string) {
                strings.push(string);
            }
        }
        match self.columns.iter().find(|column| column.name == name) {
            Some(known) if known.strings == strings => self.doubled.push(name.to_owned()),
            Some(_) => return Err(refuse(format!("有两列都叫“{name}”"), "请给各列不同的名称")),
            None => self.columns.push(PanelColumn { name: name.to_owned(), strings }),
        }
        Ok(())
    }

    fn check(&self) -> Result<(), Problem> {
        let strings: usize = self.columns.iter().map(|column| column.strings.len()).sum();
        if self.columns.is_empty() {
            let hint = "写作 words=环保&words=绿色发展，或 words=名称=甲|乙|丙";
            return Err(Problem::new("no_words", "没有要计数的词", hint));
        }
        if self.columns.len() > MOST_COLUMNS || strings + self.excluded.len() > MOST_STRINGS {
            return Err(Problem::new(
                "too_many_words",
                format!("最多 {MOST_COLUMNS} 列、{MOST_STRINGS} 个字串"),
                "请分几次计数，或把同类的词合成一列：名称=甲|乙|丙",
            ));
        }
        let is_column = |name: &str| self.columns.iter().any(|column| column.name == name);
        if let Some(other) = self.coded.iter().find(|coded| !is_column(&coded.name)) {
            return Err(bad_coded(format!("coded 里的“{:.40}”不是所计的一列", other.name)));
        }
        if self.shape == PanelShape::Wide && self.by != [RowsBy::Place, RowsBy::Year] {
            return Err(Problem::new(
                "bad_shape",
                "shape=wide 只用于 by=place,year",
                "请用 shape=long，或改用 by=place,year",
            ));
        }
        Ok(())
    }
}

/// The parameters that decide on a panel, beside its filters.
const PARAMETERS: [&str; 10] =
    ["words", "set", "by", "count", "per", "lineage", "shape", "coded", "user", "stop"];

/// The filters that decide on which reports are counted: as what places count is a parameter of its
/// own.
pub(super) fn narrowing() -> Vec<&'static str> {
    filter::names().filter(|name| *name != LINEAGE.name).collect()
}

fn refuse(why: String, hint: &str) -> Problem {
    Problem::new("bad_words", why, hint)
}

/// A string that can be looked for.
fn valid(string: &str) -> Result<String, Problem> {
    if suyan_search::query::Phrase::of(string).is_none() {
        let why = match string.is_empty() {
            true => "词表里有空项（两个 | 之间、或开头结尾的 | 旁边没有字），它会处处命中".into(),
            false => format!("“{string}”规范化之后什么也不剩（只有引号、空格或不可见字符）"),
        };
        return Err(refuse(why, "请删去空项"));
    }
    if string.chars().nth(LONGEST_STRING).is_some() {
        return Err(refuse(format!("有一个词超过 {LONGEST_STRING} 字"), "每行写一个词"));
    }
    Ok(string.to_owned())
}

fn word<T: Default>(
    params: &Params,
    name: &str,
    code: &'static str,
    read: fn(&str) -> Option<T>,
    known: &str,
) -> Result<T, Problem> {
    let Some(word) = params.one(name) else { return Ok(T::default()) };
    let short: String = word.chars().take(40).collect();
    read(word).ok_or_else(|| {
        Problem::new(code, format!("{name} 没有这个值：“{short}”"), format!("可用的值：{known}"))
    })
}

const WAYS: &str = "literal、substring、words、sentences、passages、reports";
const PERS: &str = "none、characters、words、sentences、passages、reports";

fn way(word: &str) -> Option<CountWay> {
    Some(match word {
        "literal" => CountWay::Literal,
        "substring" => CountWay::Substring,
        "words" => CountWay::Words,
        "sentences" => CountWay::Sentences,
        "passages" => CountWay::Passages,
        "reports" => CountWay::Reports,
        _ => return None,
    })
}

/// The word of the API for a way of counting.
pub(super) fn way_word(way: CountWay) -> &'static str {
    match way {
        CountWay::Literal => "literal",
        CountWay::Substring => "substring",
        CountWay::Words => "words",
        CountWay::Sentences => "sentences",
        CountWay::Passages => "passages",
        CountWay::Reports => "reports",
    }
}

fn per(word: &str) -> Option<Per> {
    Some(match word {
        "none" => Per::None,
        "characters" => Per::Characters,
        "words" => Per::Words,
        "sentences" => Per::Sentences,
        "passages" => Per::Passages,
        "reports" => Per::Reports,
        _ => return None,
    })
}

impl Per {
    /// The word of the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Characters => "characters",
            Self::Words => "words",
            Self::Sentences => "sentences",
            Self::Passages => "passages",
            Self::Reports => "reports",
        }
    }

    /// What a row's count is divided by, and per how many of it a rate is told.
    pub(super) fn denominator(self, row: &PanelRow) -> Option<(u64, f64)> {
        Some(match self {
            Self::None => return None,
            Self::Characters => (row.size.characters, 10_000.0),
            Self::Words => (row.size.words - row.size.stopped, 10_000.0),
            Self::Sentences => (row.size.sentences, 100.0),
            Self::Passages => (row.size.passages, 100.0),
            Self::Reports => (row.reports, 100.0),
        })
    }
}

fn lineage(word: &str) -> Option<Lineage> {
    Some(match word {
        "as_was" => Lineage::AsWas,
        "rolled" => Lineage::Rolled,
        "balanced" => Lineage::Balanced,
        _ => return None,
    })
}

impl Lineage {
    /// The word of the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AsWas => "as_was",
            Self::Rolled => "rolled",
            Self::Balanced => "balanced",
        }
    }
}

fn shape(word: &str) -> Option<PanelShape> {
    Some(match word {
        "long" => PanelShape::Long,
        "wide" => PanelShape::Wide,
        _ => return None,
    })
}

/// `by` may be repeated, or hold several with commas between.
fn by(params: &Params) -> Result<Vec<RowsBy>, Problem> {
    let mut rows = Vec::new();
    for word in params.all("by").flat_map(|value| value.split(',')).map(str::trim) {
        let by = RowsBy::read(word).ok_or_else(|| {
            Problem::new(
                "bad_by",
                format!("by 没有这个值：“{}”", word.chars().take(40).collect::<String>()),
                "可用的值：place、year、level、kind、part、report，几个之间用逗号",
            )
        })?;
        if !rows.contains(&by) {
            rows.push(by);
        }
    }
    Ok(if rows.is_empty() { vec![RowsBy::Place, RowsBy::Year] } else { rows })
}

impl RowsBy {
    fn read(word: &str) -> Option<Self> {
        Some(match word {
            "place" => Self::Place,
            "year" => Self::Year,
            "level" => Self::Level,
            "kind" => Self::Kind,
            "part" => Self::Part,
            "report" => Self::Report,
            _ => return None,
        })
    }

    /// The word of the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Place => "place",
            Self::Year => "year",
            Self::Level => "level",
            Self::Kind => "kind",
            Self::Part => "part",
            Self::Report => "report",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<PanelRequest, &'static str> {
        let params = Params::read(Some(query)).map_err(|problem| problem.code)?;
        PanelRequest::read(&params).map_err(|problem| problem.code)
    }

    #[test]
    fn bad_values_have_their_codes() {
        let long = format!("words={}", "x".repeat(LONGEST_STRING + 1));
        let many: String = (0..=MOST_COLUMNS).map(|n| format!("words=w{n}&")).collect();
        for (query, code) in [
            ("", "no_words"),
            ("words=", "no_words"),
            ("words=x=a||b", "bad_words"),
            ("words=x=a|", "bad_words"),
            ("words=%E2%80%9C", "bad_words"),
            ("words=x=a&words=x=b", "bad_words"),
            (long.as_str(), "bad_words"),
            (many.as_str(), "too_many_words"),
            ("words=a&by=city", "bad_by"),
            ("words=a&count=all", "bad_count"),
            ("words=a&per=head", "bad_per"),
            ("words=a&lineage=true", "bad_lineage"),
            ("words=a&shape=round", "bad_shape"),
            ("words=a&shape=wide&by=place", "bad_shape"),
            ("words=a&year=x", "bad_year"),
            ("words=a&level=x", "bad_level"),
            ("words=a&coded=a:3", "bad_coded"),
            ("words=a&coded=a:5/3", "bad_coded"),
            ("words=a&coded=b:1/3", "bad_coded"),
        ] {
            assert_eq!(read(query).err(), Some(code), "{}", &query[..query.len().min(60)]);
        }
    }

    #[test]
    fn strings_groups_and_exclusions_are_told_apart() {
        let request =
            read("words=a&words=g=b|c|b&words=a&words=-abc%0A%23+note%0Ad&by=year").unwrap();
        let names: Vec<&str> = request.columns.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["a", "g", "d"]);
        assert_eq!(request.columns[1].strings, ["b", "c"]);
        assert_eq!((request.excluded, request.doubled), (vec!["abc".into()], vec!["a".into()]));
        assert_eq!(request.by, [RowsBy::Year]);
    }
}
