//! A sample of every word's occurrences, to be decided on.

use std::collections::BinaryHeap;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use suyan_analysis::{Tokens, sentences};
use suyan_corpus::Part;
use suyan_search::{
    Backend, Filters, Group, MarkedList, MarkedOrder, MarkedPassage, ReportHead, SearchRequest,
    Spotter,
};

use crate::export::{Addresses, ExportCell, ExportForm, Out, to_rows};
use crate::json::print_at;
use crate::panel::{PanelRequest, quoted};
use crate::params::{PLAIN, Params};
use crate::problem::Problem;

/// The most columns of a list that is sampled.
pub const MOST_WORDS: usize = 200;
/// The most occurrences of each that are drawn, and the usual number.
pub const MOST_EACH: u32 = 500;
const USUAL_EACH: u32 = 20;

/// A request for a sample.
#[derive(Debug, Clone)]
pub struct CodingRequest {
    panel: PanelRequest,
    each: usize,
    seed: u64,
}

/// A sample.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sample {
    /// The seed.
    pub seed: u64,
    /// How many occurrences of each word are drawn at the most.
    pub each: usize,
    /// The words.
    pub words: Vec<SampledWord>,
}

/// The occurrences that were drawn of one word.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SampledWord {
    /// The word: the name of its column in a panel.
    pub word: String,
    /// How often it is counted there.
    pub hits: u64,
    /// The sample, in the order of years, places and passages.
    pub rows: Vec<SampledLine>,
}

/// One occurrence in its sentence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SampledLine {
    /// The report.
    pub report: ReportHead,
    /// The passage.
    pub ordinal: u32,
    /// Where in its text the word begins, in characters.
    pub start: usize,
    /// What stands before the word in its sentence.
    pub left: String,
    /// The word as it stands there.
    #[serde(rename = "match")]
    pub found: String,
    /// What stands behind the word in its sentence.
    pub right: String,
    /// The part of the report.
    pub part: Part,
}

impl CodingRequest {
    /// Reads the parameters: words, sets and filters of a panel, `each` and `seed`.
    ///
    /// # Errors
    /// For a value that is none.
    pub fn read(params: &Params) -> Result<Self, Problem> {
        let hint = "each 是每个词抽取的处数，1 至 500，默认 20；seed 是抽样的种子";
        let each = params.count("each", "bad_sample", hint)?.unwrap_or(USUAL_EACH);
        if !(1..=MOST_EACH).contains(&each) {
            return Err(Problem::new("bad_sample", format!("each 收到 {each}"), hint));
        }
        let seed = u64::from(params.count("seed", "bad_seed", hint)?.unwrap_or(0));
        Ok(Self { panel: PanelRequest::read(params)?, each: each as usize, seed })
    }

    /// Draws.
    ///
    /// # Errors
    /// `too_many_words`, or what the backend says.
    pub fn ask(self, backend: &dyn Backend) -> Result<Sample, Problem> {
        let panel = self.panel.with_sets(backend)?;
        if panel.columns.len() > MOST_WORDS {
            return Err(Problem::new(
                "too_many_words",
                format!("一次最多抽 {MOST_WORDS} 个词，收到 {}", panel.columns.len()),
                "请分几次抽样",
            ));
        }
        let beside = OverlapRules::of(&panel);
        let draw = |at: usize| {
            let drawing = Drawing {
                query: quoted(&panel.columns[at]),
                spotter: beside.spotter(&panel, at),
                filters: &panel.filters,
                each: self.each,
                seed: self.seed,
            };
            let (hits, rows) = drawing.draw(backend)?;
            Ok(SampledWord { word: panel.columns[at].name.clone(), hits, rows })
        };
        let words = (0..panel.columns.len()).map(draw).collect::<Result<_, Problem>>()?;
        Ok(Sample { seed: self.seed, each: self.each, words })
    }

    /// The sample as JSON.
    ///
    /// # Errors
    /// As [`CodingRequest::ask`].
    pub fn json(self, backend: &dyn Backend) -> Result<Vec<u8>, Problem> {
        print_at(backend, &self.ask(backend)?)
    }

    /// Writes the sample as a file with an empty column `code`.
    ///
    /// # Errors
    /// As [`CodingRequest::ask`], or a file that cannot be written.
    pub fn write(
        self,
        backend: &dyn Backend,
        form: ExportForm,
        addresses: Addresses<'_>,
        out: &mut dyn Out,
    ) -> Result<(), Problem> {
        let snapshot = backend.stats().snapshot;
        let sample = self.ask(backend)?;
        to_rows(form, &COLUMNS, out, |rows| {
            rows.begin(sample.words.iter().map(|word| word.rows.len() as u64).sum());
            for word in &sample.words {
                for line in &word.rows {
                    if rows.row(&cells(word, line, addresses, &snapshot)).is_break() {
                        return Ok(());
                    }
                }
            }
            Ok(())
        })
    }
}

/// Which other strings of a list an occurrence of a column may give way to: those that it may
/// overlap with, or that may overlap with those.
struct OverlapRules {
    /// By column, the number of the group it is in.
    group: Vec<usize>,
}

impl OverlapRules {
    fn of(panel: &PanelRequest) -> Self {
        let normal = |string: &String| {
            let tokens = Tokens::of(string);
            tokens.normal(0..tokens.len()).chars().collect::<Vec<char>>()
        };
        let columns: Vec<Vec<Vec<char>>> = panel
            .columns
            .iter()
            .map(|column| column.strings.iter().map(normal).collect())
            .collect();
        let mut group: Vec<usize> = (0..columns.len()).collect();
        for at in 0..columns.len() {
            for other in 0..at {
                let is_beside = group[at] != group[other]
                    && columns[at].iter().any(|a| columns[other].iter().any(|b| overlap(a, b)));
                if is_beside {
                    let (from, to) = (group[at], group[other]);
                    group.iter_mut().filter(|one| **one == from).for_each(|one| *one = to);
                }
            }
        }
        Self { group }
    }

    /// What spots the occurrences of a column: it is the first there.
    fn spotter(&self, panel: &PanelRequest, column: usize) -> Spotter {
        let others = (0..panel.columns.len())
            .filter(|&other| other != column && self.group[other] == self.group[column]);
        let columns = std::iter::once(column).chain(others);
        let strings = columns.map(|at| panel.columns[at].strings.clone()).collect();
        Spotter::of(strings, panel.excluded.clone())
    }
}

/// Whether one string may overlap with another in a text.
fn overlap(a: &[char], b: &[char]) -> bool {
    let meets = |a: &[char], b: &[char]| {
        (1..=a.len().min(b.len())).any(|many| a[a.len() - many..] == b[..many])
    };
    let holds = |a: &[char], b: &[char]| a.windows(b.len().max(1)).any(|window| window == b);
    meets(a, b) || meets(b, a) || holds(a, b) || holds(b, a)
}

/// The drawing of one word.
struct Drawing<'a> {
    query: String,
    spotter: Spotter,
    filters: &'a Filters,
    each: usize,
    seed: u64,
}

/// An occurrence by its place in the list: passage, and its bytes there.
type DrawnOccurrence = (u64, usize, usize, usize);

impl Drawing<'_> {
    fn draw(&self, backend: &dyn Backend) -> Result<(u64, Vec<SampledLine>), Problem> {
        let request = SearchRequest {
            query: self.query.clone(),
            filters: self.filters.clone(),
            group: Group::Passage,
            passages_per_report: 1,
            whole_passages: true,
            ..SearchRequest::default()
        };
        let mut made = None;
        backend.marked(&request, MarkedOrder::Year, &mut |list| {
            let (hits, mut drawn) = self.draw_from(list)?;
            drawn.sort_unstable_by_key(|&(_, passage, from, _)| (passage, from));
            let mut rows = Vec::with_capacity(drawn.len());
            for of_passage in drawn.chunk_by(|a, b| a.1 == b.1) {
                let number = of_passage[0].1;
                for passage in list.read(&[number])? {
                    let head = list.head(number);
                    let line =
                        |&(_, _, from, to): &DrawnOccurrence| line(&head, &passage, from..to);
                    rows.extend(of_passage.iter().map(line));
                }
            }
            made = Some((hits, rows));
            Ok(())
        })?;
        made.ok_or_else(Problem::internal)
    }

    /// The occurrences whose places hash lowest with the seed.
    fn draw_from(
        &self,
        list: &dyn MarkedList,
    ) -> Result<(u64, Vec<DrawnOccurrence>), suyan_search::Error> {
        let drawn = Mutex::new((0u64, BinaryHeap::<DrawnOccurrence>::new()));
        list.each(&|first, passages| {
            let (mut hits, mut found) = (0, Vec::new());
            for (at, passage) in passages.iter().enumerate() {
                let number = first + at;
                let id = list.head(number).id;
                self.spotter.each(&passage.text, |columns, range| {
                    if columns.contains(&0) {
                        hits += 1;
                        let start = passage.text[..range.start].chars().count();
                        let hash = hash(self.seed, &id, passage.ordinal, start);
                        found.push((hash, number, range.start, range.end));
                    }
                });
            }
            let mut drawn = drawn.lock().unwrap_or_else(PoisonError::into_inner);
            drawn.0 += hits;
            for one in found {
                drawn.1.push(one);
                if drawn.1.len() > self.each {
                    drawn.1.pop();
                }
            }
            Ok(())
        })?;
        let (hits, drawn) = drawn.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok((hits, drawn.into_vec()))
    }
}

fn hash(seed: u64, id: &str, ordinal: u32, start: usize) -> u64 {
    crate::kwic::place_hash(seed, id, ordinal, start)
}

fn line(head: &ReportHead, passage: &MarkedPassage, range: Range<usize>) -> SampledLine {
    let text = passage.text.as_str();
    let all = sentences(text);
    let sentence = all.iter().rev().find(|one| one.start <= range.start);
    let sentence = sentence.map_or(0..text.len(), |one| one.start..one.end.max(range.end));
    SampledLine {
        report: head.clone(),
        ordinal: passage.ordinal,
        start: text[..range.start].chars().count(),
        left: text[sentence.start..range.start].to_owned(),
        found: text[range.clone()].to_owned(),
        right: text[range.end..sentence.end].to_owned(),
        part: passage.part,
    }
}

/// The columns of the file with their widths in a sheet.
const COLUMNS: [(&str, f64); 16] = [
    ("word", 14.0),
    ("hits", 8.0),
    ("left", 44.0),
    ("match", 14.0),
    ("right", 44.0),
    ("code", 8.0),
    ("place", 12.0),
    ("place_code", 12.0),
    ("year", 8.0),
    ("part", 10.0),
    ("report_id", 18.0),
    ("ordinal", 8.0),
    ("start", 8.0),
    ("link", 36.0),
    ("snapshot", 14.0),
    ("asked", 36.0),
];

fn cells(
    word: &SampledWord,
    line: &SampledLine,
    addresses: Addresses<'_>,
    snapshot: &str,
) -> [ExportCell; COLUMNS.len()] {
    let Addresses { base, asked } = addresses;
    let report = &line.report;
    let place = report.place.as_ref();
    let text = |text: &str| ExportCell::Text(text.to_owned());
    let known = |of: Option<&str>| of.map_or(ExportCell::Empty, text);
    let id = percent_encoding::utf8_percent_encode(&report.id, PLAIN);
    [
        text(&word.word),
        ExportCell::Number(word.hits),
        text(&line.left),
        text(&line.found),
        text(&line.right),
        ExportCell::Empty,
        known(place.map(|place| place.name.as_str())),
        known(place.map(|place| place.code.as_str())),
        report
            .year
            .and_then(|year| u64::try_from(year).ok())
            .map_or(ExportCell::Empty, ExportCell::Number),
        text(line.part.as_str()),
        text(&report.id),
        ExportCell::Number(u64::from(line.ordinal)),
        ExportCell::Number(line.start as u64),
        ExportCell::Text(format!("{base}/reports/{id}#p{}", line.ordinal)),
        text(snapshot),
        text(asked),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Scan;

    fn sample(query: &str) -> Sample {
        let params = Params::read(Some(query)).unwrap();
        CodingRequest::read(&params).unwrap().ask(&Scan::archive()).unwrap()
    }

    #[test]
    fn a_sample_is_of_what_is_counted_and_the_same_again() {
        let found = sample("words=架空线&words=入地&words=架空线入地&each=3&seed=5");
        assert_eq!(found, sample("words=架空线&words=入地&words=架空线入地&each=3&seed=5"));
        let hits = |word: &str| found.words.iter().find(|one| one.word == word).unwrap().hits;
        let alone = sample("words=架空线").words[0].hits;
        // Those within the longer one are counted there.
        assert_eq!(hits("架空线") + hits("架空线入地"), alone);
        assert!(hits("架空线入地") > 0 && found.words.iter().all(|word| word.rows.len() <= 3));
        for line in found.words.iter().flat_map(|word| &word.rows) {
            assert!(line.found.contains("架空线") || line.found.contains("入地"), "{line:?}");
        }
    }

    #[test]
    fn strings_that_may_overlap_are_known() {
        let chars = |text: &str| text.chars().collect::<Vec<char>>();
        for (a, b, may) in [
            ("环保", "环保产业", true),
            ("环境保护", "保护区", true),
            ("环境", "绿色", false),
            ("护", "保护区", true),
        ] {
            assert_eq!(overlap(&chars(a), &chars(b)), may, "{a} {b}");
            assert_eq!(overlap(&chars(b), &chars(a)), may, "{b} {a}");
        }
    }

    #[test]
    fn bad_values_have_their_codes() {
        for (query, code) in [
            ("", "no_words"),
            ("words=a&each=0", "bad_sample"),
            ("words=a&each=501", "bad_sample"),
            ("words=a&seed=x", "bad_seed"),
        ] {
            let params = Params::read(Some(query)).unwrap();
            let code_of = CodingRequest::read(&params).err().map(|problem| problem.code);
            assert_eq!(code_of, Some(code), "{query}");
        }
    }
}
