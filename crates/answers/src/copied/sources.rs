//! One report sentence by sentence: which of them stand elsewhere, or stood the year before, and
//! where.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use suyan_search::{Backend, Filters, MarkedOrder, ReportHead};

use super::keys::{KeyedSentence, each_sentence};
use super::{everywhere, standing};
use crate::problem::Problem;

/// Places where a sentence stands that are told; how many there are is told besides.
const MOST_SOURCES: usize = 5;

/// The sentences of a report that are copied.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CopiedOfReport {
    /// The report.
    pub report: ReportHead,
    /// Sentences of the report that are long enough to be looked at.
    pub sentences: u64,
    /// Letters of those sentences, figures left out.
    pub letters: u64,
    /// The letters of the sentences below, per 100 of all.
    pub share: Option<f64>,
    /// How many reports it was held against.
    pub against: u64,
    /// The sentences that are copied, in reading order.
    pub rows: Vec<CopiedSentence>,
}

/// A sentence that stands elsewhere, or stood the year before.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CopiedSentence {
    /// The passage that the sentence stands in.
    pub ordinal: u32,
    /// The sentence.
    pub text: String,
    /// Reports of other places that have it.
    pub elsewhere: u64,
    /// Whether the place itself had it the year before.
    pub before: bool,
    /// Some of them: the place's own first, then the earliest.
    pub sources: Vec<CopiedSource>,
}

/// Where a sentence stands besides.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CopiedSource {
    /// The id of the report that has the sentence too.
    pub report: String,
    /// The place of that report.
    pub place: String,
    /// The year of that report.
    pub year: i16,
    /// The passage there.
    pub ordinal: u32,
    /// The sentence as it stands there.
    pub text: String,
    #[serde(skip)]
    is_own: bool,
}

/// See [`super::CopiedRequest::of_report`].
pub(super) fn of_report(
    backend: &dyn Backend,
    filters: &Filters,
    id: &str,
) -> Result<CopiedOfReport, Problem> {
    let not_found = || Problem::not_found("没有这份报告", "报告编号见检索结果或 /reports");
    let report = backend.report(id)?.ok_or_else(not_found)?;
    let head = ReportHead::of(&report.id, &report.facts);
    let Some((place, year)) = standing(&head) else {
        let hint = "地区、年度不详的报告没有可对照的范围";
        return Err(Problem::new("no_place_or_year", "这份报告的地区或年度不详", hint));
    };
    let kinds = vec![report.facts.kind];
    let filters = Filters { kinds, ..filters.clone() };
    let mut own = Own::default();
    let admits = |part| filters.parts.is_empty() || filters.parts.contains(&part);
    for passage in report.passages.iter().filter(|passage| admits(passage.part)) {
        own.add(passage.ordinal, &passage.text);
    }
    let against = own.find(backend, &filters, (place, year))?;
    let Own { letters, mut rows, .. } = own;
    let sentences = rows.len() as u64;
    let is_copied = |row: &(CopiedSentence, u32)| row.0.before || row.0.elsewhere > 0;
    rows.retain(is_copied);
    let copied: u64 = rows.iter().map(|(_, letters)| u64::from(*letters)).sum();
    let share = (letters > 0).then(|| copied as f64 * 100.0 / letters as f64);
    let rows = rows.into_iter().map(|(row, _)| row.finished()).collect();
    Ok(CopiedOfReport { report: head, sentences, letters, share, against, rows })
}

/// The sentences of the report, and what was found of them.
#[derive(Default)]
struct Own {
    /// By key, the numbers of sentences.
    keys: HashMap<u64, Vec<u32>>,
    rows: Vec<(CopiedSentence, u32)>,
    letters: u64,
}

/// A sentence elsewhere: which one of the report it is, in which report, and its source.
type CopiedHit = (u32, u32, CopiedSource);

impl Own {
    fn add(&mut self, ordinal: u32, text: &str) {
        each_sentence(text, |KeyedSentence { range, letters }, keys| {
            let number = self.rows.len() as u32;
            keys.iter().for_each(|&key| self.keys.entry(key).or_default().push(number));
            let text = text[range].trim().to_owned();
            let row =
                CopiedSentence { ordinal, text, elsewhere: 0, before: false, sources: Vec::new() };
            self.rows.push((row, letters));
            self.letters += u64::from(letters);
        });
    }

    /// Looks through what the report is held against; gives how many reports that are.
    fn find(
        &mut self,
        backend: &dyn Backend,
        filters: &Filters,
        (place, year): (&str, i16),
    ) -> Result<u64, Problem> {
        let hits: Mutex<Vec<CopiedHit>> = Mutex::new(Vec::new());
        let against: Mutex<std::collections::HashSet<u32>> = Mutex::default();
        let request = everywhere(filters, Some((year - 1, year)));
        backend.marked(&request, MarkedOrder::Year, &mut |list| {
            list.each(&|first, passages| {
                let (mut found, mut seen) = (Vec::new(), Vec::new());
                let mut head: Option<(u32, ReportHead)> = None;
                for (at, passage) in passages.iter().enumerate() {
                    let report = list.report_of(first + at);
                    if head.as_ref().is_none_or(|(known, _)| *known != report) {
                        head = Some((report, list.head(first + at)));
                    }
                    let Some((_, head)) = &head else { continue };
                    let Some((other, of_year)) = standing(head) else { continue };
                    let is_own = other == place;
                    if is_own && of_year == year {
                        continue;
                    }
                    seen.push(report);
                    each_sentence(&passage.text, |sentence, keys| {
                        let mut of: Vec<u32> = keys
                            .iter()
                            .filter_map(|key| self.keys.get(key))
                            .flatten()
                            .copied()
                            .collect();
                        of.sort_unstable();
                        of.dedup();
                        let source = || CopiedSource {
                            report: head.id.clone(),
                            place: head.place.as_ref().map_or_else(String::new, |p| p.name.clone()),
                            year: of_year,
                            ordinal: passage.ordinal,
                            text: passage.text[sentence.range.clone()].trim().to_owned(),
                            is_own,
                        };
                        found.extend(of.into_iter().map(|number| (number, report, source())));
                    });
                }
                hits.lock().unwrap_or_else(PoisonError::into_inner).append(&mut found);
                against.lock().unwrap_or_else(PoisonError::into_inner).extend(seen);
                Ok(())
            })
        })?;
        let mut hits = hits.into_inner().unwrap_or_else(PoisonError::into_inner);
        // A report counts once, by the first place of the sentence in it.
        let place_of = |hit: &CopiedHit| (hit.0, hit.1, hit.2.ordinal);
        hits.sort_by_key(place_of);
        hits.dedup_by_key(|hit| (hit.0, hit.1));
        for (number, _, source) in hits {
            let row = &mut self.rows[number as usize].0;
            match source.is_own {
                true => row.before = true,
                false => row.elsewhere += 1,
            }
            row.sources.push(source);
        }
        Ok(against.into_inner().unwrap_or_else(PoisonError::into_inner).len() as u64)
    }
}

impl CopiedSentence {
    /// With the few sources that are told.
    fn finished(mut self) -> Self {
        self.sources.sort_by(|a, b| {
            let key =
                |one: &CopiedSource| (!one.is_own, one.year, one.place.clone(), one.report.clone());
            key(a).cmp(&key(b))
        });
        self.sources.truncate(MOST_SOURCES);
        self
    }
}
