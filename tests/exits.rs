//! What the shell is told.

use crate::support::{Desk, report, suyan};

#[test]
fn wrong_usage_is_64_and_help_is_0() {
    let wrong: [&[&str]; 10] = [
        &[],
        &["nonsense"],
        &["index"],
        &["index", "--no-such-option", "x"],
        &["search"],
        &["search", "词", "--limit", "0"],
        &["search", "词", "--limit", "101"],
        &["search", "词", "--year", "去年"],
        &["search", "词", "--part", "nonsense"],
        &["serve", "--addr", "8080"],
    ];
    for args in wrong {
        let run = suyan(args);
        assert_eq!(run.code, Some(64), "{args:?}: {}", run.err);
        assert!(run.out.is_empty() && !run.err.is_empty(), "{args:?}");
    }
    for args in [&["-h"][..], &["--help"], &["up", "-h"], &["index", "--help"], &["-V"]] {
        let run = suyan(args).expect(0);
        assert!(!run.out.is_empty() && run.err.is_empty(), "{args:?}");
    }
}

#[test]
fn what_cannot_be_done_is_1_with_one_line() {
    let desk = Desk::new();
    desk.write("not-an-index/x.txt", "x");
    let (nowhere, index, full) = (desk.arg("nowhere"), desk.arg("index"), desk.arg("not-an-index"));
    let cases: [&[&str]; 5] = [
        &["index", &nowhere, "--index", &index],
        &["up", &nowhere, "--index", &index, "--addr", "127.0.0.1:0"],
        &["serve", "--index", &index, "--addr", "127.0.0.1:0"],
        &["search", "词", "--index", &index],
        &["search", "词", "--index", &full],
    ];
    for args in cases {
        let run = suyan(args).expect(1);
        assert!(run.out.is_empty(), "{args:?}: {}", run.out);
        assert_eq!(run.err.trim().lines().count(), 1, "{args:?}: {}", run.err);
    }
    assert!(!desk.path("index").exists(), "a run that could not begin left something behind");
}

#[test]
fn an_address_in_use_is_said_before_anything_is_indexed() {
    let desk = Desk::new();
    desk.write("a/徐汇区2022.txt", report("徐汇区", 2022, "新建绿道五公里。"));
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (archive, index) = (desk.arg("a"), desk.arg("index"));
    let run = suyan(&["up", &archive, "--index", &index, "--addr", &address]).expect(1);
    assert!(run.err.contains(&address) && run.err.contains("--addr"), "{}", run.err);
    assert!(!desk.path("index").exists());
}

#[test]
fn the_summary_is_the_last_line_and_in_words_on_the_other_stream() {
    let desk = Desk::new();
    desk.write("a/徐汇区2022.txt", report("徐汇区", 2022, "新建绿道五公里。"));
    let run = desk.index("a", &[]).expect(0);
    let summary = run.summary();
    for name in ["indexed", "unchanged", "removed", "not_reports", "rejected"] {
        assert!(summary[name].is_u64(), "{name}: {summary}");
    }
    assert!(run.err.contains("收录 1 份"), "{}", run.err);
}
