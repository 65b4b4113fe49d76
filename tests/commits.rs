//! A commit is the only moment at which an index changes, and it is served soon.

use std::thread;
use std::time::{Duration, Instant};

use suyan_engine::{IndexWriter, WriterOptions};

use crate::support::{Desk, program, report};

#[test]
fn a_commit_is_served_within_five_seconds() {
    let desk = Desk::new();
    desk.write("a/徐汇区2022.txt", report("徐汇区", 2022, "新建绿道五公里。"));
    desk.index("a", &[]).expect(0);
    let server = desk.serve();
    assert_eq!(server.search("码头", "")["total"]["reports"], 0);
    desk.write("a/徐汇区2023.txt", report("徐汇区", 2023, "改建码头三处。"));
    desk.index("a", &[]).expect(0);
    let committed = Instant::now();
    while server.search("码头", "")["total"]["reports"] == 0 {
        assert!(committed.elapsed() < Duration::from_secs(5), "the commit is not in view");
        thread::sleep(Duration::from_millis(100));
    }
    let (code, said) = server.stop();
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn a_second_indexer_is_refused() {
    let desk = Desk::new();
    desk.write("a/徐汇区2022.txt", report("徐汇区", 2022, "新建绿道五公里。"));
    desk.index("a", &[]).expect(0);
    let options = WriterOptions { threads: 1, memory: 32 << 20 };
    let writer = IndexWriter::open(&desk.path("index"), options).unwrap();
    let refused = desk.index("a", &[]).expect(1);
    assert!(refused.err.contains("另一个"), "{}", refused.err);
    assert_eq!(desk.serve().reports(), 1, "searching goes on meanwhile");
    writer.finish().unwrap();
    desk.index("a", &[]).expect(0);
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_the_last_commit() {
    let desk = Desk::new();
    desk.write("a/徐汇区2022.txt", report("徐汇区", 2022, "新建绿道五公里。"));
    desk.index("a", &[]).expect(0);
    // Enough work to be interrupted in.
    let filler: String = (0..400).map(|n| format!("第{n}处工地按期完工，质量合格。\n")).collect();
    for number in 0..600 {
        let text = report("徐汇区", 2021, &format!("改建码头{number}处。\n{filler}"));
        desk.write(&format!("a/更多/{number}.txt"), text);
    }
    let (archive, index) = (desk.arg("a"), desk.arg("index"));
    let mut child = program::start(&["index", &archive, "--index", &index]);
    thread::sleep(Duration::from_millis(700));
    program::interrupt(&child);
    assert_eq!(program::wait(&mut child).code(), Some(1));
    let server = desk.serve();
    assert_eq!(server.reports(), 1);
    drop(server);
    let run = desk.index("a", &[]).expect(0);
    assert_eq!(run.figures(["indexed", "unchanged"]), [600, 1]);
}
