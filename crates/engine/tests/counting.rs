//! What the index knows of words and marks is what a look at every text finds: over several
//! segments, merges and removals.

use std::sync::{Arc, Mutex};

use suyan_analysis::segment::UserWord;
use suyan_corpus::{Facts, Kind, Part, Passage, Report};
use suyan_engine::{Index, IndexWriter, WriterOptions};
use suyan_search::{
    Backend, CountRequest, CountWay, Cut, Error, Filters, FullReport, MarkedOrder, MarkedPassage,
    PassageMarks, PlaceEntry, ReportList, SearchAnswer, SearchRequest, Stats, VocabularyRequest,
};

const TEXTS: [&str; 6] = [
    "优化营商环境，新建绿道3.5公里，改造老旧小区12个。",
    "坚持绿色发展，建成PM2.5监测站；绿色绿色！",
    "经济发展稳中有进，发展质量提升。",
    "推进“一网统管”，实施GB-2312标准…哈哈哈",
    "加强生态环境保护，环境质量改善",
    "新增养老床位420张，发展养老服务",
];

fn report(number: usize) -> Report {
    let passage = |at: usize| Passage {
        ordinal: at as u32 + 1,
        part: if at.is_multiple_of(2) { Part::Tasks } else { Part::Review },
        heading: Vec::new(),
        is_heading: false,
        text: format!("{}{}", TEXTS[(number * 7 + at) % 6], TEXTS[(number + at * 5) % 6]),
    };
    let facts = Facts {
        title: format!("第{number}份"),
        year: (!number.is_multiple_of(9)).then_some(2000 + (number % 7) as i16),
        kind: if number.is_multiple_of(3) { Kind::Plan } else { Kind::WorkReport },
        ..Facts::default()
    };
    Report { id: format!("r{number}"), facts, passages: (0..1 + number % 5).map(passage).collect() }
}

/// An index of several segments, some of whose reports were put again or removed.
fn index() -> (tempfile::TempDir, Index) {
    let folder = tempfile::tempdir().expect("a folder");
    let options = WriterOptions { threads: 1, memory: 1 << 20 };
    for from in [0, 30, 20, 60, 80, 90] {
        let mut writer = IndexWriter::open(folder.path(), options).expect("a writer");
        (from..from + 25).for_each(|number| writer.put(&report(number)).expect("put"));
        writer.remove(&format!("r{}", from + 3)).expect("remove");
        writer.commit(b"").expect("commit");
        writer.finish().expect("finish");
    }
    let index = Index::open(folder.path()).expect("open");
    (folder, index)
}

/// The same archive without anything that is not asked of every backend.
struct Plain(Index);

impl Backend for Plain {
    fn search(&self, request: &SearchRequest) -> Result<Arc<SearchAnswer>, Error> {
        self.0.search(request)
    }

    fn report(&self, id: &str) -> Result<Option<FullReport>, Error> {
        self.0.report(id)
    }

    fn matches(&self, id: &str, query: &str) -> Result<Vec<PassageMarks>, Error> {
        self.0.matches(id, query)
    }

    fn reports(&self, filters: &Filters, limit: usize, offset: usize) -> Result<ReportList, Error> {
        self.0.reports(filters, limit, offset)
    }

    fn places(&self, query: &str, limit: usize) -> Result<Vec<PlaceEntry>, Error> {
        self.0.places(query, limit)
    }

    fn stats(&self) -> Stats {
        self.0.stats()
    }
}

fn filters() -> Vec<Filters> {
    let all = Filters::default();
    vec![
        all.clone(),
        Filters { years: Some((2001, 2003)), ..all.clone() },
        Filters { parts: vec![Part::Tasks], ..all.clone() },
        Filters { kinds: vec![Kind::Plan], parts: vec![Part::Review], ..all.clone() },
        Filters { years: Some((1900, 1901)), ..all },
    ]
}

/// Words that are cut out of several others, some of which stand in some reports only.
fn cut() -> Cut {
    let user = ["营商环境", "绿色发展 3", "一网统管", "质量改善", "无此词语"];
    let stop = ["发展", "，", "12", "；", "的"].map(str::to_owned);
    Cut { user: user.into_iter().filter_map(UserWord::read).collect(), stop: stop.into() }
}

#[test]
fn vocabularies_are_those_of_the_texts() {
    let (_folder, index) = index();
    let plain = Plain(index.clone());
    let mut words = 0;
    for target in filters() {
        for reference in std::iter::once(None).chain(filters().into_iter().map(Some)) {
            for (least, only) in [
                (0, None),
                (5, None),
                (1, Some(vec!["发展".to_owned(), "无此词".to_owned(), "环境".to_owned()])),
            ] {
                let (target, reference) = (target.clone(), reference.clone());
                let request = VocabularyRequest {
                    target,
                    reference,
                    least,
                    cut: if least == 5 { Cut::default() } else { cut() },
                    only,
                };
                let found = index.vocabulary(&request).expect("a vocabulary");
                let wanted = plain.vocabulary(&request).expect("a vocabulary");
                words += found.words.len();
                assert_eq!(found, wanted, "{request:?}");
            }
        }
    }
    assert!(words > 500, "{words}");
}

#[test]
fn words_are_counted_as_they_are_cut() {
    let (_folder, index) = index();
    let plain = Plain(index.clone());
    let column = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
    let columns = [
        vec![column(&["发展"]), column(&["环境", "绿色"]), column(&["营商环境"])],
        // Numbers and marks are not listed.
        vec![column(&["发展"]), column(&["12"]), column(&["，"])],
    ];
    for columns in columns {
        for excluded in [vec![], column(&["绿色发展"])] {
            for filters in filters() {
                let (columns, excluded) = (columns.clone(), excluded.clone());
                let excluded_none = excluded.is_empty();
                let way = CountWay::Words;
                let request = CountRequest {
                    filters,
                    columns,
                    excluded,
                    way,
                    by_part: true,
                    cut: if excluded_none { cut() } else { Cut::default() },
                };
                let sorted = |backend: &dyn Backend| {
                    let mut counts = backend.count(&request).expect("counts");
                    counts.sort_by(|a, b| a.report.id.cmp(&b.report.id));
                    counts
                };
                assert_eq!(sorted(&index), sorted(&plain), "{request:?}");
            }
        }
    }
}

/// The passages of a list: report, passage, and how many marks the list says it has.
fn listed(backend: &dyn Backend, query: &str, order: MarkedOrder) -> Vec<(String, MarkedPassage)> {
    let request = SearchRequest {
        query: query.to_owned(),
        group: suyan_search::Group::Passage,
        sort: suyan_search::Sort::Oldest,
        passages_per_report: 1,
        whole_passages: true,
        limit: 10,
        ..SearchRequest::default()
    };
    let mut all = Vec::new();
    backend
        .marked(&request, order, &mut |list| {
            let numbers: Vec<usize> = (0..list.passages()).collect();
            let passages = list.read(&numbers)?;
            if let Some(counts) = list.counts()? {
                let marks: Vec<u32> = passages.iter().map(|one| one.marks.len() as u32).collect();
                assert_eq!(counts, marks, "{query}");
            }
            let each = Mutex::new(vec![None; numbers.len()]);
            list.each(&|first, of_reports| {
                let mut each = each.lock().expect("a lock");
                for (at, passage) in of_reports.iter().enumerate() {
                    each[first + at] = Some(passage.clone());
                }
                Ok(())
            })?;
            let each: Vec<_> = each.into_inner().expect("a lock").into_iter().flatten().collect();
            assert_eq!(each, passages, "{query}");
            let ids = numbers.iter().map(|&at| list.head(at).id);
            all.extend(ids.zip(passages));
            Ok(())
        })
        .expect("a list");
    all
}

#[test]
fn lists_of_marked_passages_are_those_of_a_scan() {
    let (_folder, index) = index();
    let plain = Plain(index.clone());
    for query in [
        "发展",
        "绿色",
        "环境",
        "哈哈",
        "\"…\"",
        "\".\"",
        "3.5公里",
        "老旧小区 绿道",
        "PM2.5",
        "发展 -经济",
        "发展 OR 环境",
        "水",
        "\"发展 质量\"~5",
        "年:2003 发展",
        "新建绿道了吗",
    ] {
        for order in [MarkedOrder::Year, MarkedOrder::Newest, MarkedOrder::Place] {
            let found = listed(&index, query, order);
            assert_eq!(found, listed(&plain, query, order), "{query} {order:?}");
        }
    }
    assert!(listed(&index, "发展", MarkedOrder::Year).len() > 50);
    let ended = index.marked(&SearchRequest::default(), MarkedOrder::Year, &mut |list| {
        assert!(list.passages() > 100);
        Err(Error::TimedOut)
    });
    assert!(matches!(ended, Err(Error::TimedOut)));
}
