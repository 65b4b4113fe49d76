//! Whatever was added, changed, removed, merged and broken off on the way: an index answers as one
//! that was made of the same files at once, order and scores included.
//!
//! A dozen histories are tried each time, `SUYAN_HISTORIES` says how many else. Runs that are killed
//! are this same test in a process of its own.

#![expect(clippy::unwrap_used, reason = "a test fails where anything is not as it must be")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::Duration;

use suyan_engine::Index;
use suyan_indexer::{CommitPace, IndexingError, Options};
use suyan_search::{Backend, Filters, Group, SearchRequest, Sort, VocabularyRequest};

/// Names the archive and the index of a run that is to be killed.
const TO_BE_KILLED: &str = "SUYAN_TO_BE_KILLED";

/// A small generator of numbers, the same on every machine.
struct Dice(u64);

impl Dice {
    fn next(&mut self, below: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }

    fn of<'a>(&mut self, some: &[&'a str]) -> &'a str {
        some[self.next(some.len())]
    }
}

const PLACES: [&str; 8] =
    ["徐汇区", "静安区", "黄浦区", "长宁区", "普陀区", "虹口区", "杨浦区", "闵行区"];
const MATTERS: [&str; 14] = [
    "养老床位",
    "托育",
    "绿道",
    "架空线入地",
    "海绵城市",
    "老旧小区改造",
    "就业",
    "投资",
    "公交线路",
    "低空经济",
    "氢能",
    "厕所革命",
    "学位",
    "电梯",
];
const DEEDS: [&str; 6] = ["新增", "推进", "完成", "加快建设", "持续优化", "启动"];
const ENDS: [&str; 5] = ["50个", "12处", "取得成效", "3万平方米", "的经验得到推广"];

fn sentence(dice: &mut Dice) -> String {
    let mut sentence = String::new();
    for _ in 0..=dice.next(3) {
        sentence += &format!("{}{}{}，", dice.of(&DEEDS), dice.of(&MATTERS), dice.of(&ENDS));
    }
    sentence + "群众满意。"
}

fn report(place: &str, year: usize, dice: &mut Dice) -> String {
    let mut text = format!(
        "{place}{year}年政府工作报告\n\n各位代表：\n\n现在，我代表区人民政府向大会报告工作，请予审议。\n\n\
         一、{}年工作回顾\n\n",
        year - 1
    );
    for at in 0..4 + dice.next(8) {
        if at == 3 {
            text += &format!("二、{year}年重点工作\n\n");
        }
        text += &sentence(dice);
        text += "\n\n";
    }
    text
}

/// Files by name, with what stands in them.
type Files = BTreeMap<String, String>;

/// The archive that every history ends in.
fn last_files() -> Files {
    let mut dice = Dice(7);
    let mut files = Files::new();
    for place in PLACES {
        for year in 2017..2023 {
            files.insert(format!("{place}/{year}.txt"), report(place, year, &mut dice));
        }
    }
    // A copy, and reports in rows.
    files.insert("副本.txt".to_owned(), files["徐汇区/2020.txt"].clone());
    let mut rows = String::new();
    for number in 0..9 {
        let text = report("崇明区", 2010 + number, &mut dice);
        rows += &serde_json::json!({"id": format!("row-{number}"), "text": text}).to_string();
        rows.push('\n');
    }
    files.insert("行.jsonl".to_owned(), rows);
    files
}

/// Some archive on the way there: files are missing, say something else, or are further ones.
fn other_files(last: &Files, dice: &mut Dice) -> Files {
    let mut files = Files::new();
    let (missing, changed) = (1 + dice.next(6), 1 + dice.next(6));
    for (name, content) in last {
        match dice.next(10) {
            at if at < missing && dice.next(2) == 0 => {}
            at if at < changed && name.ends_with(".txt") => {
                files.insert(name.clone(), report(dice.of(&PLACES), 2017 + dice.next(6), dice));
            }
            _ => {
                files.insert(name.clone(), content.clone());
            }
        }
    }
    for number in 0..dice.next(12) {
        files.insert(format!("又/{number}.txt"), report(dice.of(&PLACES), 2011, dice));
    }
    files
}

/// Makes a folder hold these files and no others. What is as it was is not touched.
fn write(files: &Files, folder: &Path) {
    let _ = fs::create_dir_all(folder);
    for place in fs::read_dir(folder).unwrap() {
        let path = place.unwrap().path();
        let inner: Vec<PathBuf> = match path.is_dir() {
            true => fs::read_dir(&path).unwrap().map(|file| file.unwrap().path()).collect(),
            false => vec![path],
        };
        for path in inner {
            let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
            if !files.contains_key(&name) {
                fs::remove_file(path).unwrap();
            }
        }
    }
    for (name, content) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        if fs::read(&path).ok().as_deref() != Some(content.as_bytes()) {
            fs::write(path, content).unwrap();
        }
    }
}

fn run(archive: &Path, into: &Path, prune: bool, pace: CommitPace, threads: usize) {
    let (paths, index) = (vec![archive.to_owned()], into.to_owned());
    let options = Options { paths, index, prune, ocr: false, pace, worker: None };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| suyan_indexer::index(&options, &AtomicBool::new(false))).unwrap();
}

const HASTY: CommitPace = CommitPace { commit_every: Duration::ZERO, portion: 20_000 };

/// Not a test: a run that its parent kills.
#[test]
fn a_run_to_be_killed() {
    let Ok(folders) = std::env::var(TO_BE_KILLED) else { return };
    let (archive, index) = folders.split_once('\n').unwrap();
    run(Path::new(archive), Path::new(index), true, HASTY, 2);
}

fn run_and_kill(archive: &Path, index: &Path, dice: &mut Dice) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_run_to_be_killed"])
        .env(TO_BE_KILLED, format!("{}\n{}", archive.display(), index.display()))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    thread::sleep(Duration::from_millis(dice.next(900) as u64));
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Leads an index through a history that ends in the last files.
fn live(seed: u64, last: &Files, top: &Path) -> PathBuf {
    let (archive, index) = (top.join("archive"), top.join(format!("index-{seed}")));
    let mut dice = Dice(seed);
    for _ in 0..1 + dice.next(4) {
        write(&other_files(last, &mut dice), &archive);
        let threads = 1 + dice.next(4);
        let pace = if dice.next(2) == 0 { HASTY } else { CommitPace::default() };
        match dice.next(4) {
            0 => run_and_kill(&archive, &index, &mut dice),
            _ => run(&archive, &index, dice.next(3) > 0, pace, threads),
        }
    }
    write(last, &archive);
    run(&archive, &index, true, CommitPace::default(), 1 + dice.next(4));
    index
}

/// Fifty queries of all kinds.
fn queries() -> Vec<String> {
    let mut queries: Vec<String> = MATTERS.iter().map(|&matter| matter.to_owned()).collect();
    let more = [
        "养老 托育",
        "养老床位 -家庭",
        "绿道 海绵",
        "就业 投资 OR 氢能",
        "\"新增养老床位\"",
        "新增养老床位",
        "养老床位 天文馆",
        "托育 天文馆 绿道",
        "天文馆 地铁 就业",
        "养老 绿道 托育 电梯",
        "年:2018..2020 就业",
        "部分:要求 学位",
        "地区:徐汇 绿道",
        "12处",
        "50个 养老床位",
        "群",
        "满意",
        "群众满意",
        "电梯 OR 氢能",
        "\"电梯 氢能\"~20",
        "推进 -就业",
        "就业 -推进 -完成",
        "低空经济 推广 经验",
        "老旧 小区 公园",
        "2019年新增了多少养老床位",
        "哪些区完成了老旧小区改造和海绵城市",
        "如何推进架空线入地和公交线路优化",
        "厕所革命 学位 氢能 天文馆 海港",
        "建设 完成 启动",
        "公交 线路 OR 绿道 学位",
        "-养老床位",
        "各位代表",
        "学位50个",
        "氢能 12处",
        "新增 氢能 取得",
        "架空线",
    ];
    queries.extend(more.map(str::to_owned));
    assert_eq!(queries.len(), 50);
    queries
}

/// What an index answers, a line each.
fn answers(index: &Path) -> Vec<String> {
    let index = Index::open(index).unwrap();
    let list = index.reports(&Filters::default(), 1_000, 0).unwrap();
    let texts = list
        .reports
        .iter()
        .map(|head| serde_json::to_string(&index.report(&head.id).unwrap()).unwrap());
    let mut lines: Vec<String> = texts.collect();
    let target = Filters { years: Some((2019, 2020)), ..Filters::default() };
    let vocabulary = VocabularyRequest { target, ..VocabularyRequest::default() };
    lines.push(format!("{:?}", index.vocabulary(&vocabulary).unwrap()));
    for query in queries() {
        for (group, sort) in [
            (Group::Report, Sort::Relevance),
            (Group::Passage, Sort::Relevance),
            (Group::Passage, Sort::Oldest),
        ] {
            let request = SearchRequest {
                query: query.clone(),
                group,
                sort,
                limit: 30,
                facets: true,
                passages_per_report: 3,
                ..SearchRequest::default()
            };
            let answer = index.search(&request).unwrap();
            let help = index.help(&request, &answer).unwrap();
            let answer = serde_json::to_string(&*answer).unwrap();
            lines.push(format!("{query} {group:?} {sort:?}: {answer} {help:?}"));
        }
    }
    for typed in ["养老", "新增", "推进老", "架空", "氢"] {
        lines.push(format!("{typed}: {:?}", index.complete(typed, 8).unwrap()));
    }
    lines
}

#[test]
fn whatever_the_history_answers_are_those_of_a_fresh_index() {
    let histories = std::env::var("SUYAN_HISTORIES").ok().and_then(|many| many.parse().ok());
    let top = tempfile::tempdir().unwrap();
    let last = last_files();
    write(&last, &top.path().join("archive"));
    let fresh = top.path().join("fresh");
    run(&top.path().join("archive"), &fresh, true, CommitPace::default(), 1);
    let wanted = answers(&fresh);
    for seed in 1..=histories.unwrap_or(12) {
        let index = live(seed, &last, top.path());
        let found = answers(&index);
        assert_eq!(found.len(), wanted.len(), "history {seed}");
        for (found, wanted) in found.iter().zip(&wanted) {
            assert_eq!(found, wanted, "history {seed}");
        }
        let checked = suyan_engine::check(&index).unwrap();
        assert!(checked.damaged.is_empty(), "history {seed}: {:?}", checked.damaged);
        fs::remove_dir_all(index).unwrap();
    }
}

#[test]
fn an_index_that_was_never_committed_to_is_none() {
    let top = tempfile::tempdir().unwrap();
    let (archive, index) = (top.path().join("archive"), top.path().join("index"));
    write(&last_files(), &archive);
    // As tantivy leaves it, before anything was committed.
    run(&archive, &index, true, CommitPace::default(), 1);
    let meta: serde_json::Value =
        serde_json::from_slice(&fs::read(index.join("meta.json")).unwrap()).unwrap();
    let begun = serde_json::json!({
        "index_settings": meta["index_settings"], "segments": [], "schema": meta["schema"], "opstamp": 0
    });
    fs::write(index.join("meta.json"), begun.to_string()).unwrap();
    let opened = Index::open(&index);
    assert!(matches!(opened, Err(suyan_search::Error::Missing(_))), "{opened:?}");
    run(&archive, &index, true, CommitPace::default(), 1);
    assert_eq!(Index::open(&index).unwrap().stats().reports, 57);
}

#[test]
fn one_that_is_being_made_is_busy() {
    let top = tempfile::tempdir().unwrap();
    let (archive, index) = (top.path().join("archive"), top.path().join("index"));
    write(&last_files(), &archive);
    let options = suyan_engine::WriterOptions { threads: 1, memory: 32 << 20 };
    let writer = suyan_engine::IndexWriter::open(&index, options).unwrap();
    let options = Options {
        paths: vec![archive],
        index,
        prune: true,
        ocr: false,
        pace: CommitPace::default(),
        worker: None,
    };
    let second = suyan_indexer::index(&options, &AtomicBool::new(false));
    let is_busy = matches!(second, Err(IndexingError::Engine(suyan_search::Error::Busy(_))));
    assert!(is_busy, "{second:?}");
    writer.finish().unwrap();
}
