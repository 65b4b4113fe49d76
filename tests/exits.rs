//! What the shell is told.

use crate::support::program::command;
use crate::support::{Desk, project, report, suyan};

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
fn every_command_that_reads_may_read_from_a_cluster() {
    let desk = Desk::new();
    desk.write("watch.toml", "[[watch]]\nname = \"绿道\"\nq = \"绿道\"\n");
    let toml = desk.arg("watch.toml");
    let commands: [&[&str]; 8] = [
        &["serve", "--addr", "127.0.0.1:0"],
        &["search", "词"],
        &["status"],
        &["promises"],
        &["panel", "词"],
        &["export"],
        &["watch", &toml],
        &["mcp"],
    ];
    for command in commands {
        // What may not be sent there is refused before anybody is asked.
        let run = suyan(&[command, &["--cluster", "http://es.example.org:9200"]].concat());
        assert_eq!(run.code, Some(64), "{command:?}: {}", run.err);
        assert!(run.err.contains("https") && run.out.is_empty(), "{command:?}: {}", run.err);
    }
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let address = format!("http://{nobody}");
    let run = suyan(&["search", "词", "--cluster", &address]).expect(1);
    assert!(run.err.contains(&address) && run.err.trim().lines().count() == 1, "{}", run.err);
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

/// What cannot be written is not done: a table that a full disk cut must not pass for whole.
#[test]
#[cfg(unix)]
fn a_full_disk_is_no_success() {
    use std::os::unix::fs::FileTypeExt;
    let full = std::path::Path::new("/dev/full");
    if !full.metadata().is_ok_and(|device| device.file_type().is_char_device()) {
        eprintln!("skipped: there is no /dev/full");
        return;
    }
    let desk = Desk::new();
    desk.index(project("data").to_str().unwrap(), &[]).expect(0);
    let index = desk.arg("index");
    for args in [
        vec!["search", "架空线"],
        vec!["search", "架空线", "--json"],
        vec!["promises"],
        vec!["promises", "--csv"],
        vec!["panel", "架空线"],
        vec!["panel", "架空线", "--format", "xlsx"],
        vec!["status"],
        vec!["status", "--json"],
        vec!["status", "--doubts"],
        vec!["check"],
        vec!["export"],
        vec!["export", "--format", "parquet"],
        vec!["export", "--output", "/dev/full"],
    ] {
        let mut program = command(&[&args[..], &["--index", &index]].concat());
        let out = std::fs::File::options().write(true).open(full).unwrap();
        let run = program.stdout(out).stderr(std::process::Stdio::piped()).output().unwrap();
        assert_eq!(run.status.code(), Some(1), "{args:?}: {run:?}");
    }
    // The device is still one: nothing was put in its place.
    assert!(full.metadata().unwrap().file_type().is_char_device());
    for args in [["man"].as_slice(), &["completions", "bash"], &["help", "watch"]] {
        let out = std::fs::File::options().write(true).open(full).unwrap();
        assert_eq!(command(args).stdout(out).status().unwrap().code(), Some(1), "{args:?}");
    }
}
