//! The cluster beside the embedded engine: the same archive, asked alike.
//!
//! `SUYAN_BESIDE=1000` asks so many random queries, of 300 reports; without it fewer are asked.

mod support;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use suyan_cluster::{Cluster, Writer};
use suyan_corpus::Report;
use suyan_engine::Index;
use suyan_indexer::{Options, Pace, index, index_into};
use suyan_promises::Verdict;
use suyan_search::conformance::{Dice, random_query, random_reports, random_request};
use suyan_search::ledger::{PromiseRequest, PromiseSort};
use suyan_search::{
    Archive, Backend, Concepts, CountRequest, CountWay, Filters, Group, SearchRequest, Sort, Tier,
};

use support::Nodes;

#[test]
fn the_two_engines_answer_alike() {
    // One node is enough for what is answered.
    let Some(nodes) = Nodes::start(1) else { return };
    random_queries(&nodes);
    the_sample(&nodes);
}

/// Random archives and queries: ids, tiers, marks, totals, facets.
fn random_queries(nodes: &Nodes) {
    let asked = std::env::var("SUYAN_BESIDE").ok().and_then(|many| many.parse().ok());
    let asked: usize = asked.unwrap_or(150);
    let folder = tempfile::tempdir().expect("a folder");
    let settings = nodes.archive("beside");
    let mut both: [Box<dyn Archive>; 2] = [
        Box::new(Writer::open(&settings).expect("a writer")),
        Box::new(
            suyan_engine::Writer::open(
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

/// Asks both for everything; whether all words were found.
fn is_same(engine: &dyn Backend, cluster: &dyn Backend, request: &SearchRequest) -> bool {
    let request = SearchRequest { limit: 100_000, offset: 0, facets: true, ..request.clone() };
    let rows = |backend: &dyn Backend, group| {
        let request = SearchRequest { group, ..request.clone() };
        let answer = backend.search(&request).expect("an answer");
        let is_whole = |tier: Tier| tier != Tier::Some;
        let is_found = answer.hits.iter().flat_map(|hit| &hit.passages).any(|p| is_whole(p.tier));
        let order: Vec<String> = answer.hits.iter().map(|hit| hit.report.id.clone()).collect();
        let mut rows: Vec<String> = Vec::new();
        for hit in answer.hits.iter().filter(|_| group == Group::Passage) {
            for one in hit.passages.iter().filter(|one| is_whole(one.tier)) {
                let (id, many) = (&hit.report.id, hit.matching_passages);
                let place = format!("{id}:{} {:?} {many}", one.ordinal, one.tier);
                let shown = format!("{:?} {:?} {:?}", one.heading, one.snippet, one.more);
                rows.push(place + &shown + &format!("{:?}", one.promises));
            }
        }
        rows.sort();
        let counts = format!("{:?} {:?}", answer.total, answer.facets);
        (is_found, rows, counts, if request.sort == Sort::Relevance { Vec::new() } else { order })
    };
    let mut found = false;
    for group in [Group::Report, Group::Passage] {
        let (is, should) = (rows(cluster, group), rows(engine, group));
        found = should.0;
        if found || is.0 {
            assert_eq!(is, should, "{request:?}");
        }
    }
    found
}

/// The sample archive by way of the indexer: searches, promises, counts.
fn the_sample(nodes: &Nodes) {
    let folder = tempfile::tempdir().expect("a folder");
    let data: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
    let options = Options {
        paths: vec![data],
        index: folder.path().join("index"),
        prune: false,
        ocr: false,
        pace: Pace::default(),
        worker: None,
    };
    let (settings, stop) = (nodes.archive("sample"), AtomicBool::new(false));
    index(&options, &stop).expect("an index");
    let open = || -> Result<Box<dyn Archive>, suyan_indexer::Error> {
        Ok(Box::new(Writer::open(&settings)?))
    };
    let account = index_into(open, &options, &stop).expect("an archive");
    assert!(account.indexed > 10);
    let again = index_into(open, &options, &stop).expect("an archive");
    assert_eq!((again.indexed, again.unchanged), (0, account.indexed));

    let engine = Index::open(&options.index).expect("open");
    let cluster = Cluster::open(&settings, Concepts::builtin()).expect("open");
    for query in
        ["养老", "养老 床位", "绿色低碳 -工业", "\"公共服务\"", "公园 OR 绿道", "停车 >=100个"]
    {
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
