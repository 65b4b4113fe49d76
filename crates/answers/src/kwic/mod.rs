//! Concordances: every occurrence of a query in its line, the query in the middle.
//!
//! What is an occurrence is what a search marks. Lines are cut in characters; a sample takes the
//! lines whose places hash lowest with the seed, so that it is the same in every process.

mod files;

pub use files::write;

use std::collections::{BinaryHeap, HashMap};
use std::ops::ControlFlow;
use std::sync::Arc;

use serde::{Serialize, Serializer};
use suyan_analysis::{Tokens, find, sentences};
use suyan_corpus::Part;
use suyan_engine::{Backend, Group, Hit, ReportHead, SearchRequest, Sink, Sort};

use crate::json::print_at;
use crate::params::Params;
use crate::problem::Problem;

/// The most characters on each side of a match.
pub const WIDEST: u32 = 200;
/// The usual number of characters.
const USUAL_WIDTH: u32 = 20;
/// The most lines that are put in order at once; a sample is of any number.
pub const MOST_LINES: usize = 1_000_000;

/// By what lines are in order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// Year, place, reading order.
    #[default]
    Order,
    /// The characters to the left, the nearest first.
    Left,
    /// The characters to the right.
    Right,
    /// Place, year, reading order.
    Place,
    /// Latest year first.
    Year,
}

/// A request for a concordance.
#[derive(Debug, Clone)]
pub struct KwicRequest {
    search: SearchRequest,
    width: usize,
    order: Order,
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
pub struct Line {
    /// The report.
    #[serde(serialize_with = "shared")]
    pub report: Arc<ReportHead>,
    /// The passage.
    pub ordinal: u32,
    /// Where in its text the match begins, in characters.
    pub start: usize,
    /// What stands before it,
    pub left: String,
    /// the match,
    #[serde(rename = "match")]
    pub found: String,
    /// and what stands behind it.
    pub right: String,
    /// The part of the report.
    pub part: Part,
}

fn shared<S: Serializer>(report: &Arc<ReportHead>, serializer: S) -> Result<S::Ok, S::Error> {
    report.as_ref().serialize(serializer)
}

/// A concordance.
#[derive(Debug)]
pub struct Kwic {
    /// How many occurrences there are, sampled or not.
    pub total: u64,
    /// The lines in order: all, or the sample.
    pub lines: Vec<Line>,
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
        suyan_engine::query::parse(&search.query)?;
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
            order: order(params)?,
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

    /// The lines.
    ///
    /// # Errors
    /// `too_many_lines`, or what the backend says.
    pub fn ask(&self, backend: &dyn Backend) -> Result<Kwic, Problem> {
        let mut lines = Lines::of(self);
        backend.scan(&self.search, &mut lines)?;
        if lines.is_over {
            return Err(Problem::new(
                "too_many_lines",
                format!("出现超过 {MOST_LINES} 次，一次排不下"),
                "请缩小范围，或用 sample=1000&seed=1 抽样",
            ));
        }
        Ok(lines.finish())
    }

    /// A page of lines as JSON.
    ///
    /// # Errors
    /// As [`KwicRequest::ask`].
    pub fn json(&self, backend: &dyn Backend) -> Result<Vec<u8>, Problem> {
        #[derive(Serialize)]
        struct Body<'a> {
            total: u64,
            sampled: Option<usize>,
            next: Option<String>,
            rows: &'a [Line],
        }
        let kwic = self.ask(backend)?;
        let from = self.offset.min(kwic.lines.len());
        let to = (from + self.limit).min(kwic.lines.len());
        print_at(
            backend,
            &Body {
                total: kwic.total,
                sampled: self.sample.map(|_| kwic.lines.len()),
                next: (to < kwic.lines.len()).then(|| self.cursor(to)),
                rows: &kwic.lines[from..to],
            },
        )
    }

    /// The cursor of the lines behind the first `offset`.
    #[must_use]
    pub fn cursor(&self, offset: usize) -> String {
        format!("{offset:08x}{}", self.tag)
    }

    /// The lines of this page, and where the next begins.
    #[must_use]
    pub fn page<'k>(&self, kwic: &'k Kwic) -> (&'k [Line], Option<String>) {
        let from = self.offset.min(kwic.lines.len());
        let to = (from + self.limit).min(kwic.lines.len());
        (&kwic.lines[from..to], (to < kwic.lines.len()).then(|| self.cursor(to)))
    }
}

const WIDTH_HINT: &str = "width 是每边的字数，0 至 200，默认 20";

fn unknown(name: &str, code: &'static str, known: &str) -> Problem {
    Problem::new(code, format!("{name} 没有这个值"), format!("可用的值：{known}"))
}

fn order(params: &Params) -> Result<Order, Problem> {
    Ok(match params.one("sort") {
        None | Some("order") => Order::Order,
        Some("left") => Order::Left,
        Some("right") => Order::Right,
        Some("place") => Order::Place,
        Some("year") => Order::Year,
        Some(_) => return Err(unknown("sort", "bad_sort", "order、left、right、place、year")),
    })
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
    let offset = cursor.strip_suffix(tag).filter(|offset| offset.len() == 8);
    offset.and_then(|offset| usize::from_str_radix(offset, 16).ok()).ok_or_else(|| {
        Problem::new(
            "bad_cursor",
            "cursor 不属于这次检索",
            "请原样使用同一检索上一页给出的 next；检索条件一变就从头开始",
        )
    })
}

/// Lines as they come.
struct Lines<'r> {
    request: &'r KwicRequest,
    within: Option<Tokens>,
    without: Option<Tokens>,
    heads: HashMap<String, Arc<ReportHead>>,
    total: u64,
    all: Vec<Line>,
    /// The lines that hash lowest, the highest of them on top, with their numbers in `all`.
    sampled: BinaryHeap<(u64, usize)>,
    is_over: bool,
}

impl<'r> Lines<'r> {
    fn of(request: &'r KwicRequest) -> Self {
        Self {
            request,
            within: request.within.as_deref().map(Tokens::of),
            without: request.without.as_deref().map(Tokens::of),
            heads: HashMap::new(),
            total: 0,
            all: Vec::new(),
            sampled: BinaryHeap::new(),
            is_over: false,
        }
    }

    fn take(&mut self, line: Line) {
        if self.within.is_some() || self.without.is_some() {
            let text = Tokens::of(&format!("{}{}{}", line.left, line.found, line.right));
            let holds = |tokens: &Tokens| !find(&text, tokens).is_empty();
            let passes =
                self.within.as_ref().is_none_or(holds) && !self.without.as_ref().is_some_and(holds);
            if !passes {
                return;
            }
        }
        self.total += 1;
        let Some((many, seed)) = self.request.sample else {
            self.is_over = self.all.len() >= MOST_LINES;
            if !self.is_over {
                self.all.push(line);
            }
            return;
        };
        let hash = hash(seed, &line);
        if self.sampled.len() < many {
            self.sampled.push((hash, self.all.len()));
            self.all.push(line);
        } else if let Some(mut top) = self.sampled.peek_mut()
            && hash < top.0
        {
            self.all[top.1] = line;
            top.0 = hash;
        }
    }

    fn finish(self) -> Kwic {
        let mut lines = self.all;
        sort(&mut lines, self.request.order);
        Kwic { total: self.total, lines }
    }
}

fn hash(seed: u64, line: &Line) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&seed.to_le_bytes());
    hasher.update(line.report.id.as_bytes());
    hasher.update(&line.ordinal.to_le_bytes());
    hasher.update(&(line.start as u64).to_le_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    u64::from_le_bytes(first)
}

fn sort(lines: &mut [Line], order: Order) {
    let place = |line: &Line| line.report.place.as_ref().map(|place| place.code.clone());
    let at = |line: &Line| (line.report.id.clone(), line.ordinal, line.start);
    let year = |line: &Line| (line.report.year.is_none(), line.report.year);
    match order {
        Order::Order => lines.sort_by_cached_key(|line| (year(line), place(line), at(line))),
        Order::Place => {
            lines.sort_by_cached_key(|line| {
                (place(line).is_none(), place(line), year(line), at(line))
            });
        }
        Order::Year => lines.sort_by_cached_key(|line| {
            (std::cmp::Reverse(line.report.year), place(line), at(line))
        }),
        Order::Left => lines.sort_by_cached_key(|line| {
            (line.left.chars().rev().collect::<String>(), year(line), place(line), at(line))
        }),
        Order::Right => {
            lines
                .sort_by_cached_key(|line| (line.right.clone(), year(line), place(line), at(line)));
        }
    }
}

impl Sink for Lines<'_> {
    fn begin(&mut self, _hits: u64) {}

    fn hit(&mut self, hit: &Hit) -> ControlFlow<()> {
        let head = self.heads.entry(hit.report.id.clone());
        let head = Arc::clone(head.or_insert_with(|| Arc::new(hit.report.clone())));
        let width = self.request.width;
        for passage in &hit.passages {
            let text: String = passage.snippet.iter().map(|piece| piece.text.as_str()).collect();
            let ranges = if self.request.by_sentence { sentences(&text) } else { Vec::new() };
            let (mut at, mut start) = (0, 0);
            for piece in &passage.snippet {
                let end = at + piece.text.len();
                if piece.matched {
                    let (left, right) = match ranges.iter().rev().find(|range| range.start <= at) {
                        Some(range) => (&text[range.start..at], &text[end..range.end.max(end)]),
                        None => (last(&text[..at], width), first(&text[end..], width)),
                    };
                    self.take(Line {
                        report: Arc::clone(&head),
                        ordinal: passage.ordinal,
                        start,
                        left: left.to_owned(),
                        found: piece.text.clone(),
                        right: right.to_owned(),
                        part: passage.part,
                    });
                }
                at = end;
                start += piece.text.chars().count();
            }
        }
        if self.is_over { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

/// The first `width` characters.
fn first(text: &str, width: usize) -> &str {
    text.char_indices().nth(width).map_or(text, |(at, _)| &text[..at])
}

/// The last `width` characters.
fn last(text: &str, width: usize) -> &str {
    match width.checked_sub(1) {
        None => "",
        Some(back) => text.char_indices().nth_back(back).map_or(text, |(at, _)| &text[at..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Scan;

    fn ask(query: &str) -> Result<Kwic, &'static str> {
        let params = Params::read(Some(query)).unwrap();
        let request = KwicRequest::read(&params).map_err(|problem| problem.code)?;
        request.ask(&Scan::archive()).map_err(|problem| problem.code)
    }

    #[test]
    fn lines_are_cut_in_characters_around_each_match() {
        let kwic = ask("q=架空线&width=3").unwrap();
        assert_eq!(kwic.total, kwic.lines.len() as u64);
        let line = &kwic.lines[0];
        assert_eq!((line.left.as_str(), line.right.as_str()), ("5公里", "入地，"));
        assert_eq!((line.start, line.found.as_str()), (6, "架空线"));
        let all = ask("q=架空线&width=0").unwrap();
        assert!(all.lines.iter().all(|line| line.left.is_empty() && line.right.is_empty()));
    }

    #[test]
    fn a_sample_is_the_same_again_and_of_all() {
        let all = ask("q=架空线").unwrap();
        let (one, two) =
            (ask("q=架空线&sample=4&seed=7").unwrap(), ask("q=架空线&sample=4&seed=7").unwrap());
        assert_eq!(one.lines, two.lines);
        assert_eq!((one.total, one.lines.len()), (all.total, 4));
        assert!(one.lines.iter().all(|line| all.lines.contains(line)));
    }

    #[test]
    fn bad_values_have_their_codes() {
        for (query, code) in [
            ("q=", "no_query"),
            ("q=a&width=201", "bad_width"),
            ("q=a&sort=up", "bad_sort"),
            ("q=a&sample=0", "bad_sample"),
            ("q=a&seed=x", "bad_seed"),
            ("q=a&unit=page", "bad_unit"),
            ("q=a&cursor=abc", "bad_cursor"),
        ] {
            assert_eq!(ask(query).err(), Some(code), "{query}");
        }
    }
}
