//! What dies costs time and not data: runs, nodes, all of the cluster.

mod support;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use suyan_cluster::{Cluster, ClusterSettings, ClusterWriter};
use suyan_corpus::Report;
use suyan_search::conformance::{Scan, differences_of_filters, random_reports};
use suyan_search::{Archive, Backend, Concepts, Error, Filters, Group, SearchRequest, Sort};

use support::Nodes;

fn open(settings: &ClusterSettings) -> Cluster {
    Cluster::open(settings, Concepts::builtin()).expect("open")
}

fn writer(settings: &ClusterSettings) -> Box<dyn Archive> {
    Box::new(ClusterWriter::open(settings).expect("a writer"))
}

/// Reports of a seed, none with the id of another seed's.
fn reports(seed: u64) -> Vec<Report> {
    let mut reports = random_reports(seed);
    for report in &mut reports {
        report.id = format!("{seed}-{}", report.id);
    }
    reports
}

fn request(query: &str) -> SearchRequest {
    SearchRequest {
        query: query.to_owned(),
        // The order hangs on what is known of the whole archive.
        sort: Sort::Relevance,
        group: Group::Passage,
        limit: 10,
        facets: true,
        passages_per_report: 1,
        ..SearchRequest::default()
    }
}

/// What is told of a query, as far as both must tell it.
fn told(backend: &dyn Backend, query: &str) -> Result<String, Error> {
    let answer = backend.search(&request(query))?;
    let hits: Vec<String> = answer
        .hits
        .iter()
        .map(|hit| format!("{} {} {:?}", hit.report.id, hit.score, hit.passages[0].snippet))
        .collect();
    Ok(format!("{:?} {:?} {hits:?}", answer.total, answer.facets))
}

const QUERIES: [&str; 5] = ["养老", "建设 投资", "\"养老床位\"", "发展 -农业", "水库 OR 托育"];

/// That the archive holds these reports, whole, and finds in them what is there.
fn holds(backend: &dyn Backend, reports: &[Report]) {
    let scan = Scan::new(reports.to_vec());
    let wrong = differences_of_filters(backend, &scan, &Filters::default());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for query in QUERIES {
        assert_eq!(told(backend, query).expect("told"), told(&scan, query).expect("told"));
    }
}

#[test]
fn what_dies_costs_time_and_not_data() {
    let Some(mut nodes) = Nodes::start(3) else { return };
    let settings = nodes.archive("faults");
    assert!(matches!(Cluster::open(&settings, Concepts::builtin()), Err(Error::Missing(_))));

    let first = reports(1);
    let mut run = writer(&settings);
    first.iter().for_each(|report| run.put(report).expect("put"));
    run.commit(b"first").expect("commit");
    let reader = open(&settings);
    holds(&reader, &first);

    a_run_that_dies_leaves_the_last_commit(&nodes, &settings, run, &reader, &first);
    let all = a_node_dies_during_indexing(&mut nodes, &settings, first);
    a_node_dies_under_load(&mut nodes, &settings, &all);
    what_is_put_again_counts_once(&nodes);
    a_cluster_without_a_shard_says_so(&mut nodes, &settings, &all);
    a_cluster_that_is_away_says_so(&mut nodes, &settings, &all);
}

fn a_run_that_dies_leaves_the_last_commit(
    nodes: &Nodes,
    settings: &ClusterSettings,
    run: Box<dyn Archive>,
    reader: &Cluster,
    first: &[Report],
) {
    // Another one is kept out meanwhile.
    assert!(matches!(ClusterWriter::open(settings), Err(Error::Busy(_))));
    // Half of another commit: new reports, others in the place of old ones, some gone.
    let mut other = first[..20].to_vec();
    other.iter_mut().for_each(|report| report.passages.truncate(1));
    other.extend(reports(2));
    other.iter().for_each(|report| run.put(report).expect("put"));
    first[30..].iter().for_each(|report| run.remove(&report.id).expect("remove"));
    drop(run);
    nodes.put("faults-state/_doc/lock", r#"{"owner":"who died","beat":3}"#);

    holds(reader, first);
    holds(&open(settings), first);
    let mut run = writer(settings);
    assert_eq!(run.manifest().expect("a manifest"), b"first");
    run.commit(b"again").expect("commit");
    assert!(reader.reload().is_ok());
    holds(reader, first);
}

/// All reports after three more commits, in whose midst a node was killed.
fn a_node_dies_during_indexing(
    nodes: &mut Nodes,
    settings: &ClusterSettings,
    first: Vec<Report>,
) -> Vec<Report> {
    let mut all = first;
    let mut run = writer(settings);
    for (seed, at) in [(3, 0), (4, 30), (5, 59)] {
        for (number, report) in reports(seed).iter().enumerate() {
            if (seed, number) == (4, at) {
                nodes.kill(0);
            }
            run.put(report).expect("put");
        }
        run.commit(b"more").expect("commit");
        all.extend(reports(seed));
    }
    run.finish().expect("finish");
    let reader = open(settings);
    holds(&reader, &all);
    nodes.run(0);
    nodes.wait(3);
    holds(&reader, &all);
    all
}

/// Sixteen clients ask while a node is killed: every answer is right or an error that says so.
fn a_node_dies_under_load(nodes: &mut Nodes, settings: &ClusterSettings, all: &[Report]) {
    let (reader, scan) = (open(settings), Scan::new(all.to_vec()));
    let should: Vec<String> =
        QUERIES.iter().map(|query| told(&scan, query).expect("told")).collect();
    let (ends, right, failed) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for client in 0..16 {
            let (reader, should, ends) = (&reader, &should, &ends);
            let (right, failed) = (&right, &failed);
            scope.spawn(move || {
                let mut at = client;
                while !ends.load(Ordering::Relaxed) {
                    at = (at + 1) % QUERIES.len();
                    match told(reader, QUERIES[at]) {
                        Ok(is) => {
                            assert_eq!(is, should[at]);
                            right.fetch_add(1, Ordering::Relaxed);
                        }
                        Err(Error::Away { .. }) => {
                            failed.fetch_add(1, Ordering::Relaxed);
                        }
                        Err(other) => panic!("{other}"),
                    }
                }
            });
        }
        std::thread::sleep(Duration::from_secs(3));
        let before = right.load(Ordering::Relaxed);
        nodes.kill(1);
        std::thread::sleep(Duration::from_secs(12));
        ends.store(true, Ordering::Relaxed);
        assert!(right.load(Ordering::Relaxed) > before, "nothing is answered any more");
    });
    eprintln!("under load: {} right, {} away", right.into_inner(), failed.into_inner());
    nodes.run(1);
    nodes.wait(3);
    holds(&open(settings), all);
}

/// Reports that are put twice in one commit, or put and taken away again; then others in their place.
fn what_is_put_again_counts_once(nodes: &Nodes) {
    let settings = nodes.archive("again");
    let mut held = reports(5);
    let mut run = writer(&settings);
    held.iter().for_each(|report| run.put(report).expect("put"));
    held[..9].iter_mut().for_each(|report| report.passages.truncate(1));
    held[..9].iter().for_each(|report| run.put(report).expect("put"));
    held.drain(50..).for_each(|report| run.remove(&report.id).expect("remove"));
    run.commit(b"").expect("commit");
    let reader = open(&settings);
    holds(&reader, &held);
    held[20..29].iter_mut().for_each(|report| report.passages.truncate(2));
    held[20..29].iter().for_each(|report| run.put(report).expect("put"));
    held.drain(40..).for_each(|report| run.remove(&report.id).expect("remove"));
    run.commit(b"").expect("commit");
    assert!(reader.reload().expect("a commit"));
    holds(&reader, &held);
}

/// Shards without copies whose node is gone: no answer is given of the rest.
fn a_cluster_without_a_shard_says_so(
    nodes: &mut Nodes,
    settings: &ClusterSettings,
    all: &[Report],
) {
    let alone = r#"{"index": {"auto_expand_replicas": "false", "number_of_replicas": 0}}"#;
    nodes.put("faults-passages/_settings", alone);
    let reader = open(settings);
    nodes.kill(2);
    let said = told(&reader, QUERIES[0]);
    assert!(matches!(said, Err(Error::Away { .. })), "{said:?}");
    nodes.run(2);
    nodes.wait(3);
    holds(&reader, all);
}

fn a_cluster_that_is_away_says_so(nodes: &mut Nodes, settings: &ClusterSettings, all: &[Report]) {
    let reader = open(settings);
    (0..3).for_each(|number| nodes.kill(number));
    for said in [told(&reader, "养老").err(), reader.reload().err()] {
        assert!(matches!(said, Some(Error::Away { .. })), "{said:?}");
    }
    assert!(matches!(Cluster::open(settings, Concepts::builtin()), Err(Error::Away { .. })));
    (0..3).for_each(|number| nodes.run(number));
    nodes.wait(3);
    holds(&reader, all);
}
