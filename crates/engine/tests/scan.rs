//! A whole list: complete, in order, of one commit.

use std::ops::ControlFlow;

use suyan_corpus::{Facts, Part, Passage, Report};
use suyan_engine::{Index, IndexWriter, WriterOptions};
use suyan_search::{Backend, Group, Hit, ListSink, SearchRequest, Sort};

const OPTIONS: WriterOptions = WriterOptions { threads: 1, memory: 50_000_000 };

fn report(number: usize) -> Report {
    let passage = |ordinal: u32| Passage {
        ordinal,
        part: Part::Tasks,
        heading: Vec::new(),
        is_heading: false,
        text: format!("第{ordinal}项，新建绿道{}公里，改造老旧小区。", number % 7 + 1),
    };
    Report {
        id: format!("r{number}"),
        facts: Facts {
            title: format!("第{number}份"),
            year: Some(2000 + (number % 20) as i16),
            ..Facts::default()
        },
        passages: (1..=5).map(passage).collect(),
    }
}

fn put(folder: &std::path::Path, numbers: std::ops::Range<usize>) {
    let mut writer = IndexWriter::open(folder, OPTIONS).expect("a writer");
    for number in numbers {
        writer.put(&report(number)).expect("put");
    }
    writer.commit(b"manifest").expect("commit");
    writer.finish().expect("finish");
}

/// Keeps what it is given, and does something behind the first hit.
struct Keep<F: FnMut()> {
    said: u64,
    rows: Vec<(String, u32)>,
    then: F,
}

impl<F: FnMut()> ListSink for Keep<F> {
    fn begin(&mut self, hits: u64) {
        self.said = hits;
    }

    fn hit(&mut self, hit: &Hit) -> ControlFlow<()> {
        self.rows.push((hit.report.id.clone(), hit.passages[0].ordinal));
        if self.rows.len() == 1 {
            (self.then)();
        }
        ControlFlow::Continue(())
    }
}

fn paged(index: &Index, request: &SearchRequest) -> Vec<(String, u32)> {
    let mut rows = Vec::new();
    loop {
        let page = SearchRequest { offset: rows.len(), limit: 37, ..request.clone() };
        let answer = index.search(&page).expect("a page");
        rows.extend(answer.hits.iter().map(|h| (h.report.id.clone(), h.passages[0].ordinal)));
        if answer.hits.len() < 37 {
            return rows;
        }
    }
}

#[test]
fn a_list_is_what_its_pages_show_and_of_one_commit() {
    let folder = tempfile::tempdir().expect("a folder");
    put(folder.path(), 0..150);
    let index = Index::open(folder.path()).expect("open");
    let mut more = 150..160;
    for query in ["绿道 小区", "老旧小区", "绿道 OR 公园", ""] {
        for group in [Group::Passage, Group::Report] {
            for sort in [Sort::Relevance, Sort::Newest, Sort::Oldest] {
                let request = SearchRequest {
                    query: query.into(),
                    group,
                    sort,
                    passages_per_report: 1,
                    whole_passages: true,
                    ..SearchRequest::default()
                };
                let before = paged(&index, &request);
                let new = more.clone();
                more = more.end..more.end + 10;
                let mut sink = Keep {
                    said: 0,
                    rows: Vec::new(),
                    then: || {
                        put(folder.path(), new.clone());
                        assert!(index.reload().expect("reload"));
                    },
                };
                index.scan(&request, &mut sink).expect("a list");
                assert_eq!(sink.rows, before, "{query} {group:?} {sort:?}");
                assert_eq!(sink.said, before.len() as u64);
            }
        }
    }
}
