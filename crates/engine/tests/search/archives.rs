//! Archives made for the tests: of the reports that a test names, and of random ones.

use suyan_corpus::{Facts, Part, Passage, Report};
use suyan_engine::{Index, IndexWriter, WriterOptions};
use suyan_search::{Backend, SearchAnswer, SearchRequest};

pub const OPTIONS: WriterOptions = WriterOptions { threads: 1, memory: 50_000_000 };

pub fn report(id: &str, year: i16, paragraphs: &[&str]) -> Report {
    Report {
        id: id.to_owned(),
        facts: Facts { title: format!("{id}的报告"), year: Some(year), ..Facts::default() },
        passages: paragraphs
            .iter()
            .enumerate()
            .map(|(at, text)| Passage {
                ordinal: at as u32 + 1,
                part: Part::Tasks,
                heading: vec!["一、任务".to_owned()],
                is_heading: false,
                text: (*text).to_owned(),
            })
            .collect(),
    }
}

pub struct Archive {
    pub _folder: tempfile::TempDir,
    pub index: Index,
}

pub fn archive(reports: &[Report]) -> Archive {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(folder.path(), OPTIONS).expect("a writer");
    for report in reports {
        writer.put(report).expect("put");
    }
    writer.commit(b"manifest").expect("commit");
    writer.finish().expect("finish");
    let index = Index::open(folder.path()).expect("open");
    Archive { _folder: folder, index }
}

pub fn ask(archive: &Archive, query: &str) -> std::sync::Arc<SearchAnswer> {
    let request = SearchRequest {
        query: query.to_owned(),
        limit: 10,
        facets: true,
        passages_per_report: 3,
        ..SearchRequest::default()
    };
    archive.index.search(&request).expect("an answer")
}

/// Words that share no character, so that a passage holds one where its text does.
pub const WORDS: [&str; 14] = [
    "养老",
    "托育",
    "绿道",
    "公园",
    "地铁站",
    "学校",
    "医院",
    "桥梁",
    "河长制",
    "菜市场",
    "电梯",
    "消防",
    "图书馆",
    "垃圾",
];

/// The same numbers on every machine.
pub struct Dice(pub u64);

impl Dice {
    /// A number below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % sides as u64).expect("small")
    }
}

/// Reports of random words, the first words frequent and the last rare, in several segments.
pub fn random_archive(dice: &mut Dice) -> (Archive, Vec<(i16, Vec<String>)>) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(folder.path(), OPTIONS).expect("a writer");
    let mut texts = Vec::new();
    for number in 0..60 {
        let year = 2000 + (number % 20) as i16;
        let passage = |_| {
            let words =
                (0..1 + dice.roll(6)).map(|_| WORDS[dice.roll(WORDS.len()) * dice.roll(100) / 100]);
            words.collect::<Vec<_>>().join("，")
        };
        let passages: Vec<String> = (0..12).map(passage).collect();
        let lines: Vec<&str> = passages.iter().map(String::as_str).collect();
        writer.put(&report(&format!("r{number}"), year, &lines)).expect("put");
        if number % 25 == 24 {
            writer.commit(b"manifest").expect("commit");
        }
        texts.push((year, passages));
    }
    writer.commit(b"manifest").expect("commit");
    writer.finish().expect("finish");
    let index = Index::open(folder.path()).expect("open");
    (Archive { _folder: folder, index }, texts)
}

/// Reports of passages short and long in every part, one of them larger than all others together.
pub fn archive_in_parts(dice: &mut Dice) -> (Archive, Vec<Report>) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(folder.path(), OPTIONS).expect("a writer");
    let mut reports = Vec::new();
    for number in 0..90 {
        let passage = |_| {
            let words = (0..1 + dice.roll(4) * dice.roll(60))
                .map(|_| WORDS[dice.roll(WORDS.len()) * dice.roll(100) / 100]);
            words.collect::<Vec<_>>().join("，")
        };
        let many = if number == 40 { 900 } else { 10 };
        let passages: Vec<String> = (0..many).map(passage).collect();
        let lines: Vec<&str> = passages.iter().map(String::as_str).collect();
        let mut report = report(&format!("r{number}"), 2000 + (number % 20) as i16, &lines);
        for passage in &mut report.passages {
            passage.part = Part::ALL[dice.roll(if number == 40 { 2 } else { Part::ALL.len() })];
            passage.is_heading = dice.roll(9) == 0;
        }
        writer.put(&report).expect("put");
        if number % 35 == 34 {
            writer.commit(b"manifest").expect("commit");
        }
        reports.push(report);
    }
    writer.commit(b"manifest").expect("commit");
    writer.finish().expect("finish");
    let index = Index::open(folder.path()).expect("open");
    (Archive { _folder: folder, index }, reports)
}
