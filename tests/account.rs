//! Every file, member and row is accounted for once, with a reason that is true.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::support::{Desk, Server, encode, report};

/// Class by file of a list of rejects.
fn rejects(desk: &Desk) -> BTreeMap<String, String> {
    let text = fs::read_to_string(desk.path("rejects.jsonl")).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines
        .map(|line| {
            assert!(!line["reason"].as_str().unwrap().is_empty(), "{line}");
            let field = |name: &str| line[name].as_str().unwrap().to_owned();
            (field("file"), field("class"))
        })
        .collect()
}

#[test]
fn what_is_no_report_is_listed_with_its_reason() {
    let desk = Desk::new();
    desk.write("a/徐汇区2022.txt", report("徐汇区", 2022, "新建绿道五公里。"));
    desk.write("a/备份/徐汇区.md", report("徐汇区", 2022, "新建绿道五公里。"));
    desk.write("a/照片.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10");
    desk.write("a/空.txt", "");
    desk.write("a/.DS_Store", "\0\0\0\x01Bud1");
    desk.write("a/places.csv", "name\n没有代码的地方\n");
    let rejects_file = desk.arg("rejects.jsonl");
    let run = desk.index("a", &["--rejects", &rejects_file]).expect(2);
    assert_eq!(run.figures(["indexed", "duplicates"]), [1, 1], "{}", run.err);
    let listed = rejects(&desk);
    assert_eq!(listed["照片.txt"], "rejected");
    assert_eq!(listed["places.csv"], "rejected");
    assert_eq!(listed[".DS_Store"], "not_report");
    assert_eq!(listed["徐汇区2022.txt"], "duplicate");
    assert!(listed.contains_key("空.txt"));
    let [rejected, not_reports] = run.figures(["rejected", "not_reports"]);
    assert_eq!(rejected + not_reports + 1, listed.len() as u64);
    assert!(run.err.contains("照片.txt"), "{}", run.err);
    // The same account again, from what is remembered.
    let again = desk.index("a", &["--rejects", &rejects_file]).expect(2);
    assert_eq!(again.figures(["indexed", "unchanged", "duplicates"]), [0, 1, 1]);
    assert_eq!(rejects(&desk), listed);
}

#[cfg(unix)]
#[test]
fn links_are_accounted_for_and_never_followed_out() {
    let desk = Desk::new();
    desk.write("outside/secret.txt", report("黄浦区", 2022, "外面的文件不该被读到。"));
    desk.write("a/徐汇区2022.txt", report("徐汇区", 2022, "新建绿道五公里。"));
    for (name, to) in [("loop", "."), ("broken.docx", "nowhere"), ("out", "../outside")] {
        std::os::unix::fs::symlink(to, desk.path("a").join(name)).unwrap();
    }
    let rejects_file = desk.arg("rejects.jsonl");
    let run = desk.index("a", &["--rejects", &rejects_file]).expect(2);
    assert_eq!(run.figure("reports"), 1);
    let listed = rejects(&desk);
    let classes = ["loop", "broken.docx", "out"].map(|name| listed[name].as_str());
    assert_eq!(classes, ["not_report", "rejected", "rejected"]);
}

#[test]
fn the_same_text_in_two_files_is_one_report_with_two_sources() {
    let desk = Desk::new();
    let text = report("徐汇区", 2022, "新建绿道五公里。");
    desk.write("a/甲.txt", &text);
    desk.write("a/乙.txt", &text);
    desk.index("a", &[]).expect(0);
    let source = |server: &Server| {
        assert_eq!(server.reports(), 1);
        let answer = server.search("绿道", "");
        let id = answer["hits"][0]["report"]["id"].as_str().unwrap();
        (id.to_owned(), server.json(&format!("/api/v1/reports/{id}"))["report"].clone())
    };
    let (id, both) = source(&desk.serve());
    assert!(both.to_string().contains("甲.txt") && both.to_string().contains("乙.txt"), "{both}");
    // One of them goes; the report stays with the other.
    let first = both["source"].as_str().unwrap().to_owned();
    fs::remove_file(desk.path("a").join(&first)).unwrap();
    let run = desk.index("a", &["--prune"]).expect(0);
    assert_eq!(run.figures(["removed", "reports"]), [0, 1]);
    let (same_id, left) = source(&desk.serve());
    assert_eq!(same_id, id);
    assert_ne!(left["source"], *first);
    assert!(!left.to_string().contains(&first), "{left}");
}

#[test]
fn given_ids_are_kept_and_none_is_lost() {
    let desk = Desk::new();
    let row = |id: &str, text: &str| serde_json::json!({"id": id, "text": text}).to_string();
    let rows = [
        row("甲-1", "新建绿道五公里。"),
        row("甲-2", "新建绿道五公里。"),
        row("甲-1", "另一段文字却用了同一个编号。"),
    ];
    desk.write("a/rows.jsonl", rows.join("\n"));
    let run = desk.index("a", &[]).expect(0);
    assert_eq!(run.figure("indexed"), 3, "{}", run.err);
    assert!(run.err.contains("甲-1"), "{}", run.err);
    let server = desk.serve();
    let hits = server.search("\"新建绿道\"", "")["hits"].clone();
    let ids: Vec<&str> =
        hits.as_array().unwrap().iter().map(|h| h["report"]["id"].as_str().unwrap()).collect();
    assert!(ids.contains(&"甲-1") && ids.contains(&"甲-2"), "{hits}");
    assert_eq!(server.search("\"同一个编号\"", "")["total"]["reports"], 1);
    let full = server.json(&format!("/api/v1/reports/{}", encode("甲-1")));
    assert_eq!(full["report"]["source"], "rows.jsonl#1");
}
