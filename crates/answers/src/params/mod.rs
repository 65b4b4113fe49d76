//! The words of an address become a [`SearchRequest`] that is valid by construction.
//!
//! A value that is none of the vocabulary is refused with a code of its own; a parameter that
//! nobody knows is passed over, as the web does; one that is given without a value is as if it
//! were not there, so that a plain HTML form can send all its fields. Chinese words are values
//! too: `level=区县`, `part=任务`.

mod filters;

pub use filters::written;

use percent_encoding::{AsciiSet, percent_decode, utf8_percent_encode};
pub use suyan_search::filter::words::{kind, level, part, years};
use suyan_search::{Group, SearchRequest, Sort};

use crate::cursor;
use crate::problem::Problem;

/// The longest address that is read, in bytes.
pub const LONGEST_ADDRESS: usize = 16 * 1024;
/// The longest query, in characters.
pub const LONGEST_QUERY: usize = 2_000;
/// The most hits of one page.
pub const MOST_HITS: usize = 100;
/// The usual number of hits of one page.
pub const USUAL_HITS: usize = 10;
/// How often one filter may be given.
pub const MOST_VALUES: usize = 100;
/// The longest name of a place, in characters.
pub const LONGEST_PLACE: usize = 60;

/// The parameters of an address, decoded, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Params(Vec<(String, String)>);

/// The request that the API would read from these parameters, for any program that has a backend
/// at hand.
///
/// # Errors
/// A value that is none, with what to write instead.
pub fn search_request<'a>(
    pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<SearchRequest, Problem> {
    Params::of(pairs).search()
}

impl Params {
    /// Parameters that were decoded elsewhere.
    pub fn of<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        Self(pairs.into_iter().map(owned).collect())
    }

    /// Reads the part of an address behind `?`. A stray `%` is read as itself, as browsers do.
    ///
    /// # Errors
    /// Where the bytes are not UTF-8.
    pub fn read(query: Option<&str>) -> Result<Self, Problem> {
        let mut pairs = Vec::new();
        for pair in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            pairs.push((decode(name)?, decode(value)?));
        }
        Ok(Self(pairs))
    }

    /// Every value of a parameter that is not blank.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.0.iter().filter(move |(key, _)| key == name);
        named.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The first value of a parameter that is not blank.
    pub fn one<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.all(name).next()
    }

    /// The query: checked for its length only, since any text is a query.
    ///
    /// # Errors
    /// Where it is too long.
    pub fn query(&self) -> Result<String, Problem> {
        let query = self.0.iter().find(|(key, _)| key == "q").map_or("", |(_, value)| value);
        // Blanks are no value, of this parameter as of any other.
        let query = if query.trim().is_empty() { "" } else { query };
        if query.chars().nth(LONGEST_QUERY).is_some() {
            return Err(Problem::new(
                "query_too_long",
                format!("检索式过长（最多 {LONGEST_QUERY} 字）"),
                "请只保留关键的词句",
            ));
        }
        Ok(query.to_owned())
    }

    /// The whole request of a search.
    ///
    /// # Errors
    /// For a value that is none, a `limit` out of bounds, a cursor of another request.
    pub fn search(&self) -> Result<SearchRequest, Problem> {
        let mut request = SearchRequest {
            query: self.query()?,
            filters: self.filters()?,
            sort: self.word("sort", "bad_sort", sort, "relevance、newest、oldest")?,
            group: self.word("group", "bad_group", group, "report、passage")?,
            limit: self.limit(USUAL_HITS)?,
            offset: 0,
            synonyms: self.switch(
                "synonyms",
                "bad_synonyms",
                "true 表示连同同义说法一起查；默认只查写出来的字句",
            )?,
            facets: true,
            passages_per_report: 3,
            whole_passages: false,
            places_only: false,
        };
        request.offset = self.offset(&request)?;
        Ok(request)
    }

    /// The number of hits of a page.
    ///
    /// # Errors
    /// Where it is no number from 1 to [`MOST_HITS`].
    pub fn limit(&self, usual: usize) -> Result<usize, Problem> {
        let Some(word) = self.one("limit") else { return Ok(usual) };
        let limit = word.parse().ok().filter(|limit| (1..=MOST_HITS).contains(limit));
        limit.ok_or_else(|| {
            Problem::new(
                "bad_limit",
                format!("limit 应为 1 至 {MOST_HITS} 的整数，收到 {}", quoted(word)),
                "要取全部结果，请逐页使用 next，或用导出",
            )
        })
    }

    /// Where the page begins that the cursor names.
    ///
    /// # Errors
    /// Where the cursor is not one of this request.
    pub fn offset(&self, request: &SearchRequest) -> Result<usize, Problem> {
        let Some(word) = self.one("cursor") else { return Ok(0) };
        cursor::decode(request, word).ok_or_else(|| {
            Problem::new(
                "bad_cursor",
                "cursor 不属于这次检索",
                "请原样使用同一检索上一页给出的 next；检索条件一变就从头开始",
            )
        })
    }

    /// A parameter that counts from 1, where it is given.
    ///
    /// # Errors
    /// For anything but a number, with this code and hint.
    pub fn count(
        &self,
        name: &str,
        code: &'static str,
        hint: &'static str,
    ) -> Result<Option<u32>, Problem> {
        let Some(word) = self.one(name) else { return Ok(None) };
        let count = word.parse::<u32>().map_err(|_| {
            Problem::new(code, format!("{name} 应为自然数，收到 {}", quoted(word)), hint)
        })?;
        Ok(Some(count))
    }

    /// A parameter that is true or false; false where it is not given.
    ///
    /// # Errors
    /// For any other word, with this code and hint.
    pub fn switch(
        &self,
        name: &str,
        code: &'static str,
        hint: &'static str,
    ) -> Result<bool, Problem> {
        match self.one(name) {
            None | Some("false" | "0") => Ok(false),
            Some("true" | "1") => Ok(true),
            Some(other) => Err(Problem::new(
                code,
                format!("{name} 应为 true 或 false，收到 {}", quoted(other)),
                hint,
            )),
        }
    }

    pub(crate) fn words<T: PartialEq>(
        &self,
        name: &str,
        code: &'static str,
        read: fn(&str) -> Option<T>,
        known: &str,
    ) -> Result<Vec<T>, Problem> {
        let mut values = Vec::new();
        for word in self.all(name) {
            let value = read(word).ok_or_else(|| unknown(name, code, word, known))?;
            if !values.contains(&value) {
                values.push(value);
            }
        }
        Ok(values)
    }

    pub(crate) fn word<T: Default>(
        &self,
        name: &str,
        code: &'static str,
        read: fn(&str) -> Option<T>,
        known: &str,
    ) -> Result<T, Problem> {
        let Some(word) = self.one(name) else { return Ok(T::default()) };
        read(word).ok_or_else(|| unknown(name, code, word, known))
    }
}

/// Addresses of other states: the same parameters with one changed. The page of a list is left
/// behind with every change, since it belongs to the list as it was.
impl Params {
    /// With this the only value of the parameter.
    #[must_use]
    pub fn set(&self, name: &str, value: &str) -> Self {
        let mut pairs = self.others(name);
        pairs.push((name.to_owned(), value.to_owned()));
        Self(pairs)
    }

    /// With one value more, unless it is there.
    #[must_use]
    pub fn add(&self, name: &str, value: &str) -> Self {
        let mut changed = self.remove(name, value);
        changed.0.push((name.to_owned(), value.to_owned()));
        changed
    }

    /// Without this value of the parameter.
    #[must_use]
    pub fn remove(&self, name: &str, value: &str) -> Self {
        let keep = |(key, given): &&(String, String)| {
            key != "cursor" && !(key == name && given.trim() == value)
        };
        Self(self.0.iter().filter(keep).cloned().collect())
    }

    /// Without the parameter.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        Self(self.others(name))
    }

    /// Only the parameters of these names.
    #[must_use]
    pub fn only(&self, names: &[&str]) -> Self {
        let keep = |(key, _): &&(String, String)| names.contains(&key.as_str());
        Self(self.0.iter().filter(keep).cloned().collect())
    }

    /// The pairs that are not blank, as they are to be written.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let given = self.0.iter().filter(|(_, value)| !value.trim().is_empty());
        given.map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// The address of this path with the parameters.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        let mut address = path.to_owned();
        for (at, (name, value)) in self.pairs().enumerate() {
            address.push(if at == 0 { '?' } else { '&' });
            address.extend(utf8_percent_encode(name, PLAIN));
            address.push('=');
            address.extend(utf8_percent_encode(value, PLAIN));
        }
        address
    }

    fn others(&self, name: &str) -> Vec<(String, String)> {
        let keep = |(key, _): &&(String, String)| key != name && key != "cursor";
        self.0.iter().filter(keep).cloned().collect()
    }
}

/// What must be written as `%XX` in a value: everything but the unreserved characters.
pub const PLAIN: &AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn unknown(name: &str, code: &'static str, word: &str, known: &str) -> Problem {
    Problem::new(code, format!("{name} 没有这个值：{}", quoted(word)), format!("可用的值：{known}"))
}

/// A value as an error message shows it: not longer than it needs to be.
fn quoted(word: &str) -> String {
    let short: String = word.chars().take(40).collect();
    format!("“{short}”")
}

fn decode(text: &str) -> Result<String, Problem> {
    let spaced = text.replace('+', " ");
    let bytes = percent_decode(spaced.as_bytes());
    bytes.decode_utf8().map(|text| text.into_owned()).map_err(|_| {
        Problem::new("bad_encoding", "地址不是 UTF-8 编码", "请把参数按 UTF-8 作百分号编码")
    })
}

fn sort(word: &str) -> Option<Sort> {
    Some(match word {
        "relevance" | "相关" => Sort::Relevance,
        "newest" | "最新" => Sort::Newest,
        "oldest" | "最早" => Sort::Oldest,
        _ => return None,
    })
}

fn group(word: &str) -> Option<Group> {
    Some(match word {
        "report" | "报告" => Group::Report,
        "passage" | "段落" => Group::Passage,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use suyan_corpus::{Kind, Level, Part};
    use suyan_search::Filters;

    use super::*;

    fn read(query: &str) -> Result<SearchRequest, &'static str> {
        let params = Params::read(Some(query)).map_err(|failure| failure.code)?;
        params.search().map_err(|failure| failure.code)
    }

    #[test]
    fn bad_values_have_their_codes() {
        let cases = [
            ("year=20", "bad_year"),
            ("year=2023..2018", "bad_year"),
            ("year=2023&year=2022", "bad_year"),
            ("level=city", "bad_level"),
            ("part=x", "bad_part"),
            ("kind=report", "bad_kind"),
            ("sort=best", "bad_sort"),
            ("group=place", "bad_group"),
            ("limit=101", "bad_limit"),
            ("limit=0", "bad_limit"),
            ("limit=-1", "bad_limit"),
            ("limit=ten", "bad_limit"),
            ("cursor=abc", "bad_cursor"),
            ("lineage=perhaps", "bad_lineage"),
            ("twins=perhaps", "bad_twins"),
            ("q=%FF", "bad_encoding"),
        ];
        for (query, code) in cases {
            assert_eq!(read(query), Err(code), "{query}");
        }
        let long = format!("q={}", "长".repeat(LONGEST_QUERY + 1));
        assert_eq!(read(&long), Err("query_too_long"));
    }

    #[test]
    fn a_form_with_empty_fields_restricts_nothing() {
        let request = read("q=100%+%E5%8C%BA%zz&year=&level=&place=&utm_source=x&limit=").unwrap();
        assert_eq!(request.query, "100% 区%zz");
        assert_eq!(request.filters, Filters::default());
        assert_eq!(request.limit, USUAL_HITS);
    }

    #[test]
    fn words_of_the_query_language_are_values() {
        let request = read("kind=纲要&kind=规划&part=要求&part=过去&level=街镇&year=2018到2023");
        let filters = request.unwrap().filters;
        assert_eq!(filters.kinds, [Kind::Plan]);
        assert_eq!(filters.parts, [Part::Targets, Part::Review]);
        assert_eq!(filters.levels, [Level::Township]);
        assert_eq!(filters.years, Some((2018, 2023)));
    }

    #[test]
    fn chinese_words_are_values() {
        let request =
            read("level=区县&level=county&part=任务&kind=公报&sort=最新&group=段落").unwrap();
        assert_eq!(request.filters.levels, [Level::County]);
        assert_eq!(request.filters.parts, [Part::Tasks]);
        assert_eq!(request.filters.kinds, [Kind::Communique]);
        assert_eq!((request.sort, request.group), (Sort::Newest, Group::Passage));
    }
}
