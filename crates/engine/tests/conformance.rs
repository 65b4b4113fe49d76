//! The embedded engine answers as every engine must.

use suyan_corpus::Report;
use suyan_engine::{Index, IndexWriter, WriterOptions};
use suyan_search::Backend;
use suyan_search::conformance::suite;

/// An index of these reports in several segments.
fn index(folder: &std::path::Path, reports: &[Report]) -> Index {
    let options = WriterOptions { threads: 1, memory: 50_000_000 };
    let mut writer = IndexWriter::open(folder, options).expect("a writer");
    for some in reports.chunks(7) {
        some.iter().for_each(|report| writer.put(report).expect("put"));
        writer.commit(b"").expect("commit");
    }
    writer.finish().expect("finish");
    Index::open(folder).expect("open")
}

#[test]
fn the_embedded_engine_passes() {
    let mut folders = Vec::new();
    let wrong = suite(&mut |reports| {
        let folder = tempfile::tempdir().expect("a folder");
        let index: Box<dyn Backend> = Box::new(index(folder.path(), reports));
        folders.push(folder);
        index
    });
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}
