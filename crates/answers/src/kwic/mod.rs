//! Concordances: every occurrence of a query in its line, the query in the middle.
//!
//! What is an occurrence is what a search marks. Lines are cut in characters; a sample takes the
//! lines whose places hash lowest with the seed, so that it is the same in every process.
//!
//! A concordance is made in two steps: a [`survey`] tells how many lines there are, and which of
//! them stand where; then the lines that are asked for are [`cut`], a page of them or one after the
//! other into a file, so that no list of all lines is ever held.

mod cut;
mod files;
mod order;
mod survey;

pub use order::KwicOrder;
pub(crate) use survey::hash as place_hash;

use std::sync::Arc;

use serde::{Serialize, Serializer};
use suyan_corpus::Part;
use suyan_search::{Backend, Group, MarkedList, ReportHead, SearchRequest, Sort};

use crate::export::{Addresses, ExportForm, Out};
use crate::json::print_at;
use crate::params::Params;
use crate::problem::Problem;

/// The most characters on each side of a match.
pub const WIDEST: u32 = 200;
/// The usual number of characters.
const USUAL_WIDTH: u32 = 20;
/// The most lines that are put in order by what stands beside the match, and the largest sample;
/// in the order of years or places there may be any number.
pub const MOST_LINES: usize = 1_000_000;

/// A request for a concordance.
#[derive(Debug, Clone)]
pub struct KwicRequest {
    search: SearchRequest,
    width: usize,
    order: KwicOrder,
    sample: Option<(usize, u64)>,
    /// Lines are whole sentences.
    by_sentence: bool,
    /// What a line must hold, and must not.
    within: Option<String>,
    without: Option<String>,
    limit: usize,
    offset: usize,
    /// A hash of all that decides on the list.
    tag: String,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KwicLine {
    /// The report.
    #[serde(serialize_with = "shared")]
    pub report: Arc<ReportHead>,
    /// The passage.
    pub ordinal: u32,
    /// Where in its text the match begins, in characters.
    pub start: usize,
    /// What stands before the match.
    pub left: String,
    /// The match.
    #[serde(rename = "match")]
    pub found: String,
    /// What stands behind the match.
    pub right: String,
    /// The part of the report.
    pub part: Part,
}

fn shared<S: Serializer>(report: &Arc<ReportHead>, serializer: S) -> Result<S::Ok, S::Error> {
    report.as_ref().serialize(serializer)
}

/// A page of a concordance.
#[derive(Debug)]
pub struct Kwic {
    /// How many occurrences there are, sampled or not.
    pub total: u64,
    /// How many of them the list has: all, or the sample.
    pub listed: u64,
    /// The lines of the page, in order.
    pub lines: Vec<KwicLine>,
    /// The cursor of the next page.
    pub next: Option<String>,
}

impl KwicRequest {
    /// Reads the parameters of an address.
    ///
    /// # Errors
    /// For a value that is none.
    pub fn read(params: &Params) -> Result<Self, Problem> {
        let plain = params.without("sort").without("cursor");
        let search = SearchRequest {
            sort: Sort::Oldest,
            group: Group::Passage,
            facets: false,
            passages_per_report: 1,
            whole_passages: true,
            ..plain.without("group").search()?
        };
        if search.query.trim().is_empty() {
            let hint = "写作 q=架空线，或 q=\"一网统管\"";
            return Err(Problem::new("no_query", "没有检索式 q", hint));
        }
        suyan_search::query::parse(&search.query)?;
        let width = params.count("width", "bad_width", WIDTH_HINT)?.unwrap_or(USUAL_WIDTH);
        if width > WIDEST {
            return Err(Problem::new(
                "bad_width",
                format!("width 最多 {WIDEST}，收到 {width}"),
                WIDTH_HINT,
            ));
        }
        let tag = tag(params);
        Ok(Self {
            width: width as usize,
            order: KwicOrder::read(params.one("sort"))?,
            sample: sample(params)?,
            by_sentence: unit(params)?,
            within: params.one("within").map(str::to_owned),
            without: params.one("without").map(str::to_owned),
            limit: search.limit,
            offset: offset(params, &tag)?,
            tag,
            search,
        })
    }

    /// The lines of the page.
    ///
    /// # Errors
    /// `too_many_lines`, or what the backend says.
    pub fn ask(&self, backend: &dyn Backend) -> Result<Kwic, Problem> {
        self.with_list(backend, &mut |list| {
            let surveyed = survey::survey(self, list)?;
            let (from, to) = (self.offset as u64, (self.offset + self.limit) as u64);
            let mut lines = Vec::new();
            cut::each_line(self, list, &surveyed, from..to.min(surveyed.listed()), &mut |line| {
                lines.push(line);
                std::ops::ControlFlow::Continue(())
            })?;
            let next = (to < surveyed.listed()).then(|| self.cursor(to));
            Ok(Kwic { total: surveyed.total, listed: surveyed.listed(), lines, next })
        })
    }

    /// The concordance as JSON.
    ///
    /// # Errors
    /// As [`KwicRequest::ask`].
    pub fn json(&self, backend: &dyn Backend) -> Result<Vec<u8>, Problem> {
        #[derive(Serialize)]
        struct KwicBody<'a> {
            total: u64,
            sampled: Option<u64>,
            next: Option<String>,
            rows: &'a [KwicLine],
        }
        let Kwic { total, listed, lines, next } = self.ask(backend)?;
        let sampled = self.sample.map(|_| listed);
        print_at(backend, &KwicBody { total, sampled, next, rows: &lines })
    }

    /// Writes all lines in this form, the first as soon as their number is known; links begin with
    /// `base`.
    ///
    /// # Errors
    /// As [`KwicRequest::ask`], or more lines than the form holds, or a file that cannot be written.
    pub fn write(
        &self,
        backend: &dyn Backend,
        form: ExportForm,
        addresses: Addresses<'_>,
        out: &mut dyn Out,
    ) -> Result<(), Problem> {
        files::write(self, backend, form, addresses, out)
    }

    /// Does something with the passages that hold the lines.
    fn with_list<T>(
        &self,
        backend: &dyn Backend,
        work: &mut dyn FnMut(&dyn MarkedList) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let mut made = None;
        backend.marked(&self.search, self.order.of_reports(), &mut |list| {
            made = Some(work(list));
            Ok(())
        })?;
        made.unwrap_or_else(|| Err(Problem::internal()))
    }

    /// The cursor of the lines behind the first `offset`.
    fn cursor(&self, offset: u64) -> String {
        format!("{offset:08x}{}", self.tag)
    }
}

const WIDTH_HINT: &str = "width 是每边的字数，0 至 200，默认 20";

fn unknown(name: &str, code: &'static str, known: &str) -> Problem {
    Problem::new(code, format!("{name} 没有这个值"), format!("可用的值：{known}"))
}

fn unit(params: &Params) -> Result<bool, Problem> {
    match params.one("unit") {
        None | Some("line") => Ok(false),
        Some("sentence") => Ok(true),
        Some(_) => Err(unknown("unit", "bad_unit", "line、sentence")),
    }
}

fn sample(params: &Params) -> Result<Option<(usize, u64)>, Problem> {
    let hint = "写作 sample=200&seed=1；sample 是抽取的行数，1 至 1000000";
    let seed = params.count("seed", "bad_seed", hint)?.unwrap_or(0);
    match params.count("sample", "bad_sample", hint)? {
        None => Ok(None),
        Some(many) if (1..=MOST_LINES as u32).contains(&many) => {
            Ok(Some((many as usize, u64::from(seed))))
        }
        Some(many) => Err(Problem::new("bad_sample", format!("sample 收到 {many}"), hint)),
    }
}

fn tag(params: &Params) -> String {
    let kept = params
        .without("cursor")
        .without("limit")
        .without("lang")
        // A page may be asked for at the snapshot of the one before.
        .without(crate::snapshot::PARAMETER);
    blake3::hash(kept.at("").as_bytes()).to_hex()[..16].to_owned()
}

fn offset(params: &Params, tag: &str) -> Result<usize, Problem> {
    let Some(cursor) = params.one("cursor") else { return Ok(0) };
    let digits = cursor.strip_suffix(tag).filter(|digits| digits.len() == 8);
    let offset = digits.and_then(|digits| usize::from_str_radix(digits, 16).ok());
    // What is written in another way, with a sign or in capitals, was never given.
    offset.filter(|offset| Some(format!("{offset:08x}").as_str()) == digits).ok_or_else(|| {
        Problem::new(
            "bad_cursor",
            "cursor 不属于这次检索",
            "请原样使用同一检索上一页给出的 next；检索条件一变就从头开始",
        )
    })
}

#[cfg(test)]
mod tests;
