//! The cluster answers as every engine must: one real cluster of three nodes for all of it.

mod support;

use suyan_cluster::{Cluster, ClusterSettings, ClusterWriter};
use suyan_corpus::Report;
use suyan_search::conformance::suite;
use suyan_search::{Archive, Backend, Concepts};

use support::Nodes;

/// These reports as an archive, in several commits.
fn archive(settings: &ClusterSettings, reports: &[Report]) -> Cluster {
    let mut writer: Box<dyn Archive> = Box::new(ClusterWriter::open(settings).expect("a writer"));
    for some in reports.chunks(40) {
        some.iter().for_each(|report| writer.put(report).expect("put"));
        writer.commit(b"manifest").expect("commit");
    }
    writer.finish().expect("finish");
    Cluster::open(settings, Concepts::builtin()).expect("open")
}

#[test]
fn a_cluster_of_three_nodes_passes() {
    let Some(nodes) = Nodes::start(3) else { return };
    let mut made = 0;
    let wrong = suite(&mut |reports| {
        made += 1;
        let backend: Box<dyn Backend> =
            Box::new(archive(&nodes.archive(&format!("suite-{made}")), reports));
        backend
    });
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}
