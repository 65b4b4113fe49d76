//! The cluster beside the embedded engine: the same archive, asked alike.
//!
//! `SUYAN_BESIDE=1000` asks so many random queries, of 300 reports; without it fewer are asked. With
//! `SUYAN_ARCHIVE` strings out of real reports are asked of 300 of those.

mod support;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use suyan_cluster::{Cluster, ClusterWriter};
use suyan_corpus::Report;
use suyan_engine::Index;
use suyan_indexer::{CommitPace, Options, index, index_into};
use suyan_promises::Verdict;
use suyan_search::conformance::{Dice, random_query, random_reports, random_request};
use suyan_search::ledger::{PromiseRequest, PromiseSort};
use suyan_search::{
    Archive, Backend, Concepts, CountRequest, CountWay, Filters, Group, SearchAnswer,
    SearchRequest, Sort, Tier,
};

use support::Nodes;

#[test]
fn the_two_engines_answer_alike() {
    // One node is enough for what is answered.
    let Some(nodes) = Nodes::start(1) else { return };
    random_queries(&nodes);
    the_sample(&nodes);
    real_reports(&nodes);
}

/// How many queries are asked where nothing else is said.
fn asked(usually: usize) -> usize {
    let asked = std::env::var("SUYAN_BESIDE").ok().and_then(|many| many.parse().ok());
    asked.unwrap_or(usually)
}

/// Random archives and queries.
fn random_queries(nodes: &Nodes) {
    let asked = asked(150);
    let folder = tempfile::tempdir().expect("a folder");
    let settings = nodes.archive("beside");
    let mut both: [Box<dyn Archive>; 2] = [
        Box::new(ClusterWriter::open(&settings).expect("a writer")),
        Box::new(
            suyan_engine::IndexWriter::open(
                folder.path(),
                suyan_engine::WriterOptions { threads: 1, memory: 50_000_000 },
            )
            .expect("a writer"),
        ),
    ];
    for writer in &mut both {
        reports().iter().for_each(|report| writer.put(report).expect("put"));
        writer.commit(b"").expect("commit");
    }
    let cluster = Cluster::open(&settings, Concepts::builtin()).expect("open");
    let engine = Index::open(folder.path()).expect("open");
    let mut dice = Dice::new(7);
    let mut whole = 0;
    for _ in 0..asked {
        let query = random_query(&mut dice);
        let request = random_request(&query, &mut dice);
        whole += usize::from(is_same(&engine, &cluster, &request));
    }
    eprintln!("{asked} random queries, {whole} of them found all words");
    assert!(whole > asked / 3);
}

fn reports() -> Vec<Report> {
    let of_seed = |seed: u64| {
        random_reports(seed).into_iter().map(move |mut report| {
            report.id = format!("{seed}-{}", report.id);
            report
        })
    };
    (0..5).flat_map(of_seed).collect()
}

/// Asks both, for the page and for everything: hits in their order, with scores, marks and promises,
/// totals and facets. Tells whether all words were found.
fn is_same(engine: &dyn Backend, cluster: &dyn Backend, request: &SearchRequest) -> bool {
    let all = SearchRequest { limit: 100_000, offset: 0, facets: true, ..request.clone() };
    let whole = SearchRequest { group: Group::Passage, whole_passages: true, ..all.clone() };
    let mut is_whole = false;
    for request in [request.clone(), SearchRequest { group: Group::Report, ..all }, whole] {
        let answer = |backend: &dyn Backend| {
            let answer = backend.search(&request).expect("an answer");
            // What one word less would find is the embedded engine's to tell.
            SearchAnswer { fewer: None, ..(*answer).clone() }
        };
        let (is, should) = (answer(cluster), answer(engine));
        assert_eq!(is, should, "{request:?}");
        is_whole = is.hits.iter().flat_map(|hit| &hit.passages).any(|one| one.tier != Tier::Some);
    }
    is_whole
}

/// Both engines over the same files, by way of the indexer.
fn both(nodes: &Nodes, folder: &Path, name: &str, paths: Vec<PathBuf>) -> (Index, Cluster) {
    let index_folder = folder.join("index");
    let (prune, ocr, pace, worker) = (false, false, CommitPace::default(), None);
    let options = Options { paths, index: index_folder, prune, ocr, pace, worker };
    let (settings, stop) = (nodes.archive(name), AtomicBool::new(false));
    index(&options, &stop).expect("an index");
    let open = || -> Result<Box<dyn Archive>, suyan_indexer::IndexingError> {
        Ok(Box::new(ClusterWriter::open(&settings)?))
    };
    let account = index_into(open, &options, &stop).expect("an archive");
    assert!(account.indexed > 10);
    let again = index_into(open, &options, &stop).expect("an archive");
    assert_eq!((again.indexed, again.unchanged), (0, account.indexed));
    let engine = Index::open(&options.index).expect("open");
    (engine, Cluster::open(&settings, Concepts::builtin()).expect("open"))
}

/// The sample archive: searches, promises, counts.
fn the_sample(nodes: &Nodes) {
    let folder = tempfile::tempdir().expect("a folder");
    let data: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
    let (engine, cluster) = both(nodes, folder.path(), "sample", vec![data]);
    for query in [
        "养老",
        "养老 床位",
        "绿色低碳 -工业",
        "\"公共服务\"",
        "公园 OR 绿道",
        "停车 >=100个",
        // Stands only across the borders of other words.
        "和服",
        "去年新增了多少养老床位",
    ] {
        for sort in [Sort::Newest, Sort::Oldest, Sort::Relevance] {
            let (query, passages_per_report) = (query.to_owned(), 3);
            let request =
                SearchRequest { query, sort, passages_per_report, ..SearchRequest::default() };
            is_same(&engine, &cluster, &request);
        }
    }
    promises(&engine, &cluster);
    counts(&engine, &cluster);
    assert!(cluster.not_in_ledger().expect("a ledger").is_empty());
}

/// Of a real archive 300 files: strings out of the reports, alone, in pairs, quoted and as questions.
fn real_reports(nodes: &Nodes) {
    let Some(archive) = std::env::var_os("SUYAN_ARCHIVE").filter(|path| !path.is_empty()) else {
        eprintln!("skipped: SUYAN_ARCHIVE names no archive");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let (engine, cluster) = both(nodes, folder.path(), "real", some_files(Path::new(&archive)));
    let mut dice = Dice::new(17);
    let filters = Filters::default();
    let reports = engine.reports(&filters, 1_000, 0).expect("a list").reports;
    let mut whole = 0;
    let asked = asked(80);
    for _ in 0..asked {
        let report = &reports[dice.below(reports.len())];
        let report = engine.report(&report.id).expect("a report").expect("a report");
        let passages = &report.passages;
        let mut string = |most: usize| -> String {
            let text: Vec<char> = passages[dice.below(passages.len())].text.chars().collect();
            let from = dice.below(text.len());
            text[from..].iter().take(1 + dice.below(most)).collect()
        };
        let (short, other, long) = (string(4), string(4), string(24));
        let query = match dice.below(6) {
            0 => short,
            1 => format!("{short} {other}"),
            2 => format!("\"{long}\""),
            3 => format!("今年{long}有多少"),
            4 => format!("{short} OR {other} {long}"),
            _ => long,
        };
        whole += usize::from(is_same(&engine, &cluster, &random_request(&query, &mut dice)));
    }
    eprintln!("{asked} queries of real reports, {whole} of them found all words");
    promises(&engine, &cluster);
    counts(&engine, &cluster);
}

/// Files from all folders of an archive, as evenly as they are many.
fn some_files(archive: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![archive.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            let list = if path.is_dir() { &mut open } else { &mut files };
            list.push(path);
        }
    }
    files.sort();
    let step = files.len().div_ceil(300).max(1);
    files.into_iter().step_by(step).collect()
}

fn promises(engine: &dyn Backend, cluster: &dyn Backend) {
    let every = PromiseRequest {
        limit: 10_000,
        facets: true,
        candidates: true,
        ..PromiseRequest::default()
    };
    let requests = [
        every.clone(),
        PromiseRequest { sort: PromiseSort::Newest, ..every.clone() },
        PromiseRequest { query: "养老".to_owned(), ..every.clone() },
        PromiseRequest {
            query: "建成 -公园".to_owned(), quantity: Some(true), ..every.clone()
        },
        PromiseRequest { verdicts: vec![Verdict::Kept, Verdict::NotDue], ..every.clone() },
        PromiseRequest { limit: 5, offset: 7, candidates: false, ..every.clone() },
    ];
    let mut ids = Vec::new();
    for request in requests {
        let (is, should) =
            (cluster.promises(&request).expect("promises"), engine.promises(&request).expect("p"));
        assert!(should.total.promises > 0, "{request:?}");
        assert_eq!(is, should, "{request:?}");
        ids.extend(should.promises.into_iter().map(|promise| promise.id).take(20));
    }
    for id in ids.iter().map(String::as_str).chain(["no:1:1", "no", ""]) {
        assert_eq!(cluster.promise(id).expect("one"), engine.promise(id).expect("one"), "{id}");
    }
    let filters = Filters::default();
    let shares = |backend: &dyn Backend| backend.promise_shares(&filters).expect("shares");
    assert_eq!(shares(cluster), shares(engine));
}

fn counts(engine: &dyn Backend, cluster: &dyn Backend) {
    let column = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
    for way in [CountWay::Literal, CountWay::Words, CountWay::Sentences, CountWay::Reports] {
        let request = CountRequest {
            filters: Filters::default(),
            columns: vec![column(&["养老", "养老服务"]), column(&["公园"])],
            excluded: Vec::new(),
            way,
            by_part: true,
            cut: suyan_search::Cut::default(),
        };
        let of = |backend: &dyn Backend| {
            let counts = backend.count(&request).expect("counts");
            let mut counts: Vec<String> = counts.iter().map(|one| format!("{one:?}")).collect();
            counts.sort();
            counts
        };
        assert_eq!(of(cluster), of(engine), "{way:?}");
    }
}
