//! What is said where a search found nothing: ways on, reasons, and how a query may go on.

use std::sync::Arc;

use suyan_corpus::places::Gazetteer;
use suyan_corpus::{Facts, Part, Passage, Report};
use suyan_engine::{Index, IndexWriter, WriterOptions};
use suyan_search::{Backend, ExplainVerdict, Filters, Help, HelpKind, SearchAnswer, SearchRequest};

fn report(id: &str, year: i16, code: &str, paragraphs: &[&str]) -> Report {
    let gazetteer = Gazetteer::builtin();
    let place = gazetteer.by_code(code, Some(year)).map(|d| gazetteer.place(d, Some(year)));
    let passage = |(at, text): (usize, &&str)| Passage {
        ordinal: at as u32 + 1,
        part: if at == 0 { Part::Review } else { Part::Tasks },
        heading: Vec::new(),
        is_heading: false,
        text: (*text).to_owned(),
    };
    Report {
        id: id.to_owned(),
        facts: Facts {
            title: format!("{id}的报告"), year: Some(year), place, ..Facts::default()
        },
        passages: paragraphs.iter().enumerate().map(passage).collect(),
    }
}

struct Archive {
    folder: tempfile::TempDir,
    index: Index,
}

fn archive() -> Archive {
    let folder = tempfile::tempdir().expect("a folder");
    let options = WriterOptions { threads: 1, memory: 50_000_000 };
    let mut writer = IndexWriter::open(folder.path(), options).expect("a writer");
    let reports = [
        report(
            "甲",
            2021,
            "310104",
            &[
                "实施架空线入地12公里。",
                "发展养老服务，新增养老床位500张。",
                "为老旧小区加装电梯100台。",
            ],
        ),
        report(
            "乙",
            2023,
            "310101",
            &["推进养老服务设施建设，办好托育点。", "推进碳达峰、碳中和，既有住宅加梯20台。"],
        ),
    ];
    for report in &reports {
        writer.put(report).expect("put");
    }
    writer.commit(b"").expect("commit");
    writer.finish().expect("finish");
    let index = Index::open(folder.path()).expect("open");
    Archive { folder, index }
}

fn request(query: &str) -> SearchRequest {
    SearchRequest {
        query: query.to_owned(),
        limit: 10,
        passages_per_report: 3,
        ..SearchRequest::default()
    }
}

fn ask(archive: &Archive, request: &SearchRequest) -> (Arc<SearchAnswer>, Vec<Help>) {
    let answer = archive.index.search(request).expect("an answer");
    let help = archive.index.help(request, &answer).expect("help");
    (answer, help)
}

/// Every way on, asked again, finds what it says.
fn offers(archive: &Archive, request: &SearchRequest) -> Vec<(HelpKind, String)> {
    let (_, help) = ask(archive, request);
    for way in &help {
        let again = SearchRequest {
            query: way.query.clone(),
            filters: way.filters.clone(),
            ..request.clone()
        };
        let answer = archive.index.search(&again).expect("an answer");
        assert_eq!(answer.total, way.total, "{way:?}");
        assert!(way.total.passages > 0);
    }
    help.into_iter().map(|way| (way.kind, way.query)).collect()
}

#[test]
fn nothing_found_is_never_the_end() {
    let archive = archive();
    let cases = [
        ("架空线人地", HelpKind::Spelling, "架空线入地"),
        ("\"养老付务\"", HelpKind::Spelling, "\"养老服务\""),
        ("拖育点", HelpKind::Spelling, "托育点"),
        // What stands beside a particle does not hide it.
        ("拖育点的设施建设", HelpKind::Spelling, "托育点的设施建设"),
        ("架線空入地", HelpKind::Spelling, "架空线入地"),
        ("架空线入地 地区:徐会", HelpKind::Place, "架空线入地 地区:徐汇区"),
        ("徐汇区架空线", HelpKind::Place, "架空线 地区:徐汇区"),
        ("架空线 徐汇", HelpKind::Place, "架空线 地区:徐汇区"),
        ("\"架空线入地工程\"", HelpKind::Fewer, "架空线入地"),
        ("架空线 元宇宙", HelpKind::Fewer, "架空线"),
        ("架空线 床位", HelpKind::Fewer, "床位"),
        ("架空线 年:2023", HelpKind::Wider, "架空线"),
        ("架空线 年:2023 地区:黄浦", HelpKind::Wider, "架空线"),
    ];
    for (query, kind, wanted) in cases {
        let offered = offers(&archive, &request(query));
        assert!(offered.contains(&(kind, wanted.to_owned())), "{query}: {offered:?}");
    }
    let filters = Filters { years: Some((2023, 2023)), ..Filters::default() };
    let narrow = SearchRequest { filters, ..request("架空线") };
    assert_eq!(offers(&archive, &narrow), [(HelpKind::Wider, "架空线".to_owned())]);
    assert!(offers(&archive, &request("养老服务")).is_empty());
}

#[test]
fn words_for_the_same_are_offered_and_never_added_unasked() {
    let archive = archive();
    assert_eq!(ask(&archive, &request("加梯")).0.total.passages, 1);
    let offered = offers(&archive, &request("加梯"));
    assert_eq!(offered, [(HelpKind::Synonyms, "加梯 OR 加装电梯".to_owned())]);
    let widened = SearchRequest { synonyms: true, ..request("加梯") };
    let (answer, help) = ask(&archive, &widened);
    assert_eq!((answer.total.passages, help.len()), (2, 0));
    assert_eq!(answer.read_as.synonyms[0].also, ["加装电梯"]);
    assert_eq!(
        offers(&archive, &request("双碳")),
        [(HelpKind::Synonyms, "双碳 OR 碳达峰 碳中和".to_owned())]
    );
    // The user's own table beside the index, without indexing again.
    std::fs::write(archive.folder.path().join("concepts.txt"), "绿色发展 = 碳中和\n")
        .expect("write");
    let index = Index::open(archive.folder.path()).expect("open");
    let own = SearchRequest { synonyms: true, ..request("绿色发展") };
    assert_eq!(index.search(&own).expect("an answer").total.passages, 1);
}

#[test]
fn an_expected_report_is_explained() {
    let archive = archive();
    let explain =
        |query: &str, id: &str| archive.index.explain(&request(query), id).expect("an explanation");
    let cases = [
        ("架空线", "丙", ExplainVerdict::NotInArchive),
        ("架空线", "甲", ExplainVerdict::Found),
        ("架空线 年:2023", "甲", ExplainVerdict::FilteredOut),
        ("架空线 部分:任务", "甲", ExplainVerdict::FilteredOut),
        ("养老 托育", "甲", ExplainVerdict::WordsMissing),
        ("架空线 床位", "甲", ExplainVerdict::FoundInPart),
        ("养老服务 -床位", "甲", ExplainVerdict::Excluded),
    ];
    for (query, id, verdict) in cases {
        let explanation = explain(query, id);
        assert_eq!(explanation.verdict, verdict, "{query} {id}: {explanation:?}");
    }
    let found = explain("养老服务", "甲");
    assert_eq!((found.matching_passages, found.total.passages), (1, 2));
    assert!(found.rank.is_some_and(|rank| rank <= 2));
    let score = found.passages[0].score.as_ref().expect("a score");
    assert!(score.words.iter().all(|word| word.adds > 0.0) && score.score > 0.0);
    let filtered = explain("架空线 年:2023", "甲");
    assert_eq!(filtered.filters[0].has.as_deref(), Some("2021"));
    assert!(!filtered.filters[0].passes);
}

#[test]
fn what_is_typed_goes_on_as_the_archive_does() {
    let archive = archive();
    let texts = |typed: &str| {
        let found = archive.index.complete(typed, 8).expect("completions");
        assert!(found.iter().all(|c| c.passages > 0), "{found:?}");
        found.into_iter().map(|c| (c.text, c.passages)).collect::<Vec<_>>()
    };
    assert!(texts("养老").contains(&("养老服务".to_owned(), 2)), "{:?}", texts("养老"));
    assert!(texts("架空").iter().any(|(text, _)| text.starts_with("架空线")));
    assert!(texts("加").iter().any(|(text, _)| text == "加梯"));
    assert!(texts("").is_empty());
    assert!(texts("绝无仅有").is_empty());
}

/// Numbers that look random, the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) as usize % bound
    }
}

/// The search that finds a part of the words counts what one less would find, where it can: that
/// must be what the way on finds.
#[test]
fn what_a_way_on_is_said_to_find_it_finds() {
    const WORDS: [&str; 9] = [
        "养老床位",
        "加装电梯",
        "架空线",
        "高质量发展",
        "基础设施建设",
        "托育",
        "就业",
        "河长制",
        "三年行动",
    ];
    let mut random = Random(7);
    let folder = tempfile::tempdir().expect("a folder");
    let options = WriterOptions { threads: 1, memory: 50_000_000 };
    let mut writer = IndexWriter::open(folder.path(), options).expect("a writer");
    for number in 0..120 {
        let mut paragraph = || {
            let words = 1 + random.below(4);
            (0..words).map(|_| WORDS[random.below(WORDS.len())]).collect::<Vec<_>>().join("，又有")
        };
        let paragraphs: Vec<String> = (0..6).map(|_| paragraph()).collect();
        let paragraphs: Vec<&str> = paragraphs.iter().map(String::as_str).collect();
        let year = 2015 + (number % 8) as i16;
        writer.put(&report(&format!("报告{number}"), year, "310104", &paragraphs)).expect("put");
    }
    writer.commit(b"").expect("commit");
    writer.finish().expect("finish");
    let archive = Archive { index: Index::open(folder.path()).expect("open"), folder };
    let mut offered = 0;
    for number in 0..200 {
        let words = 2 + random.below(5);
        let mut words: Vec<&str> = (0..words).map(|_| WORDS[random.below(WORDS.len())]).collect();
        if number % 5 == 0 {
            words.push("从无此事");
        }
        let mut query = words.join(if number % 2 == 0 { " " } else { "" });
        if number % 7 == 0 {
            query = format!("\"{}\" {query} 年:2016..2020", words[0]);
        }
        let request = request(&query);
        let (_, help) = ask(&archive, &request);
        for way in help.iter().filter(|way| way.kind == HelpKind::Fewer) {
            let (query, filters) = (way.query.clone(), way.filters.clone());
            let (found, _) = ask(&archive, &SearchRequest { query, filters, ..request.clone() });
            assert_eq!(found.total, way.total, "{} of {}", way.query, request.query);
            offered += 1;
        }
    }
    assert!(offered > 100, "{offered}");
}
