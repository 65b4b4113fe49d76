//! How much of every report is copied: the sentences of all that are compared, by their keys.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use suyan_search::{Backend, Filters, MarkedOrder, ReportHead};

use super::keys::each_sentence;
use super::{Copied, CopiedRow, MOST_SENTENCES, everywhere, standing};
use crate::problem::Problem;

/// A sentence of a report that is compared.
struct ComparedSentence {
    /// The report, by its number in the list.
    report: u32,
    letters: u32,
}

/// What was read.
#[derive(Default)]
struct GatheredReports {
    said: Vec<ComparedSentence>,
    /// Keys with the numbers of sentences.
    keys: Vec<(u64, u32)>,
    heads: HashMap<u32, ReportHead>,
}

const ELSEWHERE: u8 = 1;
const BEFORE: u8 = 2;

/// The shares of the reports that pass the filters, in the order of years and places.
pub(super) fn shares(backend: &dyn Backend, filters: &Filters) -> Result<Copied, Problem> {
    let years = filters.years.map(|(first, last)| (first.saturating_sub(1), last));
    let gathered = gather(backend, filters, years)?;
    let marks = marks(&gathered);
    let wanted = wanted(backend, filters)?;
    let known = KnownYears::of(&gathered);
    let mut rows: HashMap<u32, (CopiedRow, [u64; 3])> = HashMap::new();
    for (&number, head) in gathered.heads.iter().filter(|(_, head)| wanted.contains(&head.id)) {
        rows.insert(number, (row(head, &known), [0; 3]));
    }
    for (said, &mark) in gathered.said.iter().zip(&marks) {
        if let Some((row, letters)) = rows.get_mut(&said.report) {
            take_up(row, letters, said.letters, mark);
        }
    }
    let mut rows: Vec<CopiedRow> =
        rows.into_values().map(|(row, letters)| finished(row, letters)).collect();
    rows.sort_by(|a, b| in_order(a).cmp(&in_order(b)));
    Ok(Copied { total: rows.len(), compared: gathered.heads.len(), rows })
}

/// Year, place, id: unknown ones last.
fn in_order(row: &CopiedRow) -> (bool, Option<i16>, bool, Option<&str>, &str) {
    let place = row.place.as_ref().map(|place| place.code.as_str());
    (row.year.is_none(), row.year, place.is_none(), place, &row.report)
}

fn row(head: &ReportHead, known: &KnownYears) -> CopiedRow {
    let (against, has_before) = known.against(head);
    CopiedRow {
        report: head.id.clone(),
        title: head.title.clone(),
        place: head.place.clone(),
        level: head.level,
        year: head.year,
        sentences: 0,
        letters: 0,
        elsewhere: 0,
        before: has_before.then_some(0),
        copied: 0,
        share: None,
        share_elsewhere: None,
        share_before: None,
        against,
    }
}

fn take_up(row: &mut CopiedRow, letters: &mut [u64; 3], many: u32, mark: u8) {
    row.sentences += 1;
    row.letters += u64::from(many);
    let is_of = [mark != 0, mark & ELSEWHERE != 0, mark & BEFORE != 0];
    for (sum, _) in letters.iter_mut().zip(is_of).filter(|(_, is)| *is) {
        *sum += u64::from(many);
    }
    row.copied += u64::from(is_of[0]);
    row.elsewhere += u64::from(is_of[1]);
    row.before = row.before.map(|before| before + u64::from(is_of[2]));
}

fn finished(row: CopiedRow, letters: [u64; 3]) -> CopiedRow {
    let share = |of: u64| (row.letters > 0).then(|| of as f64 * 100.0 / row.letters as f64);
    CopiedRow {
        share: share(letters[0]),
        share_elsewhere: share(letters[1]),
        share_before: row.before.and_then(|_| share(letters[2])),
        ..row
    }
}

/// The ids of the reports that pass the filters.
fn wanted(backend: &dyn Backend, filters: &Filters) -> Result<HashSet<String>, Problem> {
    let mut ids = HashSet::new();
    let mut offset = 0;
    loop {
        let page = backend.reports(filters, 1_000, offset)?;
        offset += page.reports.len();
        let is_last = page.reports.is_empty() || offset as u64 >= page.total;
        ids.extend(page.reports.into_iter().map(|report| report.id));
        if is_last {
            return Ok(ids);
        }
    }
}

/// Reads the sentences of all that is compared.
fn gather(
    backend: &dyn Backend,
    filters: &Filters,
    years: Option<(i16, i16)>,
) -> Result<GatheredReports, Problem> {
    let all = Mutex::new(GatheredReports::default());
    let is_too_many = Mutex::new(false);
    backend.marked(&everywhere(filters, years), MarkedOrder::Year, &mut |list| {
        list.each(&|first, passages| {
            let mut own = GatheredReports::default();
            for (at, passage) in passages.iter().enumerate() {
                let report = list.report_of(first + at);
                own.heads.entry(report).or_insert_with(|| list.head(first + at));
                each_sentence(&passage.text, |sentence, keys| {
                    let number = own.said.len() as u32;
                    own.keys.extend(keys.iter().map(|&key| (key, number)));
                    own.said.push(ComparedSentence { report, letters: sentence.letters });
                });
            }
            let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
            if all.said.len() + own.said.len() > MOST_SENTENCES {
                *is_too_many.lock().unwrap_or_else(PoisonError::into_inner) = true;
                return Ok(());
            }
            let before = all.said.len() as u32;
            all.keys.extend(own.keys.into_iter().map(|(key, number)| (key, number + before)));
            all.said.append(&mut own.said);
            all.heads.extend(own.heads);
            Ok(())
        })
    })?;
    if is_too_many.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(Problem::new(
            "too_many_sentences",
            format!("要比的句子超过 {MOST_SENTENCES} 句，一次比不完"),
            "请用 year 分几次，如 year=2020..2022；对照的是同一年和上一年各地的报告",
        ));
    }
    let mut gathered = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    gathered.keys.sort_unstable();
    Ok(gathered)
}

/// Of every sentence whether another place has it, and whether the place itself had it.
fn marks(gathered: &GatheredReports) -> Vec<u8> {
    let mut marks = vec![0; gathered.said.len()];
    let standings: HashMap<u32, (&str, i16)> = gathered
        .heads
        .iter()
        .filter_map(|(number, head)| Some((*number, standing(head)?)))
        .collect();
    let of = |number: u32| standings.get(&gathered.said[number as usize].report).copied();
    let mut by_year: HashMap<i16, HashSet<&str>> = HashMap::new();
    for same in gathered.keys.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
        by_year.clear();
        for (place, year) in same.iter().filter_map(|&(_, number)| of(number)) {
            by_year.entry(year).or_default().insert(place);
        }
        for &(_, number) in same {
            let Some((place, year)) = of(number) else { continue };
            let has_other = |year: i16| {
                let places = by_year.get(&year);
                places.is_some_and(|places| places.len() > usize::from(places.contains(place)))
            };
            let mark = &mut marks[number as usize];
            if has_other(year) || has_other(year - 1) {
                *mark |= ELSEWHERE;
            }
            if by_year.get(&(year - 1)).is_some_and(|places| places.contains(place)) {
                *mark |= BEFORE;
            }
        }
    }
    marks
}

/// Which places have a report of which year.
struct KnownYears<'a> {
    by_year: HashMap<i16, HashMap<&'a str, u64>>,
}

impl<'a> KnownYears<'a> {
    fn of(gathered: &'a GatheredReports) -> Self {
        let mut by_year: HashMap<i16, HashMap<&str, u64>> = HashMap::new();
        for (place, year) in gathered.heads.values().filter_map(standing) {
            *by_year.entry(year).or_default().entry(place).or_default() += 1;
        }
        Self { by_year }
    }

    /// How many reports one is held against, and whether one of its own place is among them.
    fn against(&self, head: &ReportHead) -> (u64, bool) {
        let Some((place, year)) = standing(head) else { return (0, false) };
        let others = |year: i16| {
            let places = self.by_year.get(&year).into_iter().flatten();
            places.filter(|(other, _)| **other != place).map(|(_, many)| many).sum::<u64>()
        };
        let before = self.by_year.get(&(year - 1)).and_then(|places| places.get(place));
        (others(year) + others(year - 1) + before.copied().unwrap_or(0), before.is_some())
    }
}
