//! Puts, removals, merges, commits and broken-off runs by several threads, drawn from a seed and held
//! against a model: a map from reports to the form that was put last.
//!
//! A burst is worked off by four threads at once. What each of them does hangs on the seed alone, and
//! no two have the same report in one burst, so that the model knows the outcome whatever the system
//! lets run first. From burst to burst reports change hands. `SUYAN_SCHEDULES` says how many seeds are
//! tried.

use std::collections::BTreeMap;
use std::sync::Barrier;

use suyan_search::conformance::Dice;
use suyan_search::{Backend as _, Filters, Group, SearchRequest};
use tantivy::merge_policy::NoMergePolicy;

use super::super::*;
use super::{OPTIONS, report};
use crate::Index;

/// Reports that there may be.
const REPORTS: usize = 20;
const THREADS: usize = 4;

/// By number the state of every report that is there.
type Model = BTreeMap<usize, usize>;

/// One thing that a thread does to a report.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Put { number: usize, state: usize },
    Remove { number: usize },
}

impl Deed {
    fn number(self) -> usize {
        match self {
            Self::Put { number, .. } | Self::Remove { number } => number,
        }
    }

    fn to_model(self, model: &mut Model) {
        match self {
            Self::Put { number, state } => drop(model.insert(number, state)),
            Self::Remove { number } => drop(model.remove(&number)),
        }
    }

    fn to_writer(self, writer: &IndexWriter) {
        match self {
            Self::Put { number, state } => writer.put(&report(number, state)).expect("put"),
            Self::Remove { number } => writer.remove(&id(number)).expect("remove"),
        }
    }
}

fn id(number: usize) -> String {
    report(number, 0).id
}

/// What there is room for in a segment: some hold a report, some a hundred.
fn room(dice: &mut Dice) -> Room {
    match dice.below(4) {
        0 => Room { passages: 4 + dice.below(30), ..Room::ALL },
        1 => Room { terms: 200 + dice.below(400), ..Room::ALL },
        _ => Room::ALL,
    }
}

/// One life of an index.
struct Life<'f> {
    folder: &'f Path,
    dice: Dice,
    room: Room,
    /// None only while one is changed for the next.
    writer: Option<IndexWriter>,
    /// What the next commit will hold,
    model: Model,
    /// and what the last one holds.
    committed: Model,
    rolled_over: usize,
}

impl<'f> Life<'f> {
    fn new(folder: &'f Path, seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let room = room(&mut dice);
        let (model, committed) = (Model::new(), Model::new());
        let mut life = Self { folder, dice, room, writer: None, model, committed, rolled_over: 0 };
        life.open();
        life
    }

    fn writer(&mut self) -> &mut IndexWriter {
        self.writer.as_mut().expect("a writer")
    }

    /// Opens a writer that merges soon, late or never, and whose segments are soon full.
    fn open(&mut self) {
        let mut writer = IndexWriter::open(self.folder, OPTIONS).expect("a writer");
        writer.room = self.room;
        writer.memory = [1 << 12, 1 << 14, 1 << 24][self.dice.below(3)];
        match self.dice.below(3) {
            0 => writer.inner.set_merge_policy(Box::new(NoMergePolicy)),
            1 => {
                let mut eager = LogMergePolicy::default();
                eager.set_min_num_segments(2);
                eager.set_del_docs_ratio_before_merge(0.1);
                writer.inner.set_merge_policy(Box::new(eager));
            }
            _ => {}
        }
        self.writer = Some(writer);
    }

    /// What each thread does in the next burst: several things to some reports of its own.
    fn deeds(&mut self) -> Vec<Vec<Deed>> {
        let mut of_threads = vec![Vec::new(); THREADS];
        let busy = 1 + self.dice.below(3);
        for number in 0..REPORTS {
            if self.dice.below(3) >= busy {
                continue;
            }
            let thread = self.dice.below(THREADS);
            for _ in 0..=self.dice.below(2) {
                let state = self.dice.below(1_000);
                of_threads[thread].push(match self.dice.below(4) {
                    0 => Deed::Remove { number },
                    _ => Deed::Put { number, state },
                });
            }
        }
        of_threads
    }

    fn burst(&mut self) {
        let of_threads = self.deeds();
        let begin = Barrier::new(THREADS);
        let writer = self.writer.as_ref().expect("a writer");
        std::thread::scope(|scope| {
            for deeds in &of_threads {
                scope.spawn(|| {
                    begin.wait();
                    deeds.iter().for_each(|deed| deed.to_writer(writer));
                });
            }
        });
        for deed in of_threads.into_iter().flatten() {
            debug_assert!(deed.number() < REPORTS);
            deed.to_model(&mut self.model);
        }
    }

    /// Begins a merge of some segments of the last commit, whatever the policy says, and does not
    /// wait for it.
    fn merge(&mut self) {
        let index = self.writer().inner.index().clone();
        let mut ids = index.searchable_segment_ids().expect("segments");
        ids.retain(|_| self.dice.below(3) > 0);
        if ids.len() > 1 {
            // Refused where one of them is in a merge already.
            drop(self.writer().inner.merge(&ids));
        }
    }

    fn commit(&mut self) {
        self.writer().commit(b"manifest").expect("commit");
        self.committed = self.model.clone();
        let segments = self.writer().inner.index().searchable_segment_ids().expect("segments");
        self.rolled_over += usize::from(segments.len() > THREADS);
    }

    /// Breaks off, as a run that is killed: what was not committed never was.
    fn break_off(&mut self) {
        self.writer = None;
        self.model = self.committed.clone();
        self.open();
    }

    /// Ends in good order, and begins again.
    fn begin_again(&mut self) {
        self.commit();
        self.writer.take().expect("a writer").finish().expect("finish");
        self.open();
    }

    /// Goes one step, and names it.
    fn step(&mut self) -> &'static str {
        let (name, step): (_, fn(&mut Self)) = match self.dice.below(10) {
            0 => ("broken off", Self::break_off),
            1 => ("begun again", Self::begin_again),
            2 | 3 => ("merging", Self::merge),
            4 | 5 => ("committed", Self::commit),
            _ => ("a burst", Self::burst),
        };
        step(self);
        name
    }
}

/// Holds the last commit against the model.
fn compare(folder: &Path, model: &Model, what: &str) {
    let index = Index::open(folder).expect("open");
    let wanted: BTreeMap<String, Report> =
        model.iter().map(|(&number, &state)| (id(number), report(number, state))).collect();
    let list = index.reports(&Filters::default(), REPORTS + 1, 0).expect("a list");
    let mut found: Vec<String> = list.reports.iter().map(|head| head.id.clone()).collect();
    found.sort();
    assert_eq!(found, wanted.keys().cloned().collect::<Vec<_>>(), "{what}");
    for (id, report) in &wanted {
        let held = index.report(id).expect("a report").unwrap_or_else(|| panic!("{what}: no {id}"));
        assert_eq!(held.passages, report.passages, "{what}: {id}");
    }
    let passages: Vec<&str> = wanted
        .values()
        .flat_map(|report| report.passages.iter().map(|passage| passage.text.as_str()))
        .collect();
    assert_eq!(index.stats().passages, passages.len() as u64, "{what}");
    for words in ["工程", "处在建", "完成，另有7处", "另有12处在建", "号工程0完成"]
    {
        let request = SearchRequest {
            query: format!("\"{words}\""),
            group: Group::Passage,
            ..SearchRequest::default()
        };
        let answer = index.search(&request).expect("an answer");
        let holding = passages.iter().filter(|text| text.contains(words)).count();
        assert_eq!(answer.total.passages, holding as u64, "{what}: {words}");
    }
}

#[test]
fn whatever_threads_do_in_whatever_order_the_last_form_of_each_report_stands() {
    let seeds = std::env::var("SUYAN_SCHEDULES").ok().and_then(|many| many.parse().ok());
    let mut rolled_over = 0;
    for seed in 1..=seeds.unwrap_or(4) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut life = Life::new(folder.path(), seed);
        life.commit();
        let mut steps = Vec::new();
        for _ in 0..14 {
            steps.push(life.step());
            compare(folder.path(), &life.committed, &format!("seed {seed}, {steps:?}"));
        }
        life.begin_again();
        life.writer.take().expect("a writer").finish().expect("finish");
        compare(folder.path(), &life.model, &format!("seed {seed}, at the end"));
        let checked = crate::store::check(folder.path()).expect("a check");
        assert!(checked.damaged.is_empty(), "seed {seed}: {:?}", checked.damaged);
        rolled_over += life.rolled_over;
    }
    assert!(rolled_over > 0, "no segment was ever full");
}
