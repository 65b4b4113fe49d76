//! For whoever runs the program: the whole archive as a file, manuals and completions, the log, what
//! wrong usage is told, what is counted.

use serde_json::Value;

use crate::support::program::{Server, command};
use crate::support::{Desk, encode, project, suyan};

fn sample() -> Desk {
    let desk = Desk::new();
    desk.index(project("data").to_str().unwrap(), &[]).expect(0);
    desk
}

#[test]
fn the_archive_can_be_taken_elsewhere_whole() {
    let desk = sample();
    let index = desk.arg("index");
    let run = suyan(&["export", "--index", &index]).expect(0);
    let lines: Vec<Value> =
        run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let server = desk.serve();
    assert_eq!(lines.len() as u64, server.reports());
    for line in &lines {
        let id = line["id"].as_str().unwrap();
        let whole = server.json(&format!("/api/v1/reports/{}", encode(id)));
        let texts = |passages: &Value| -> Vec<String> {
            let passages = passages.as_array().unwrap().iter();
            passages.map(|passage| passage["text"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(texts(&line["passages"]), texts(&whole["passages"]), "{id}");
        assert_eq!(line["year"], whole["report"]["year"]);
        assert_eq!(line["snapshot"], whole["snapshot"]);
    }
    let file = desk.arg("archive.parquet");
    suyan(&["export", "--index", &index, "--format", "parquet", "--output", &file]).expect(0);
    let bytes = std::fs::read(&file).unwrap();
    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
    let schema: Value =
        serde_json::from_str(&suyan(&["export", "--schema"]).expect(0).out).unwrap();
    assert_eq!(schema["properties"]["passages"]["type"], "array");
    suyan(&["export", "--index", &index, "--format", "pdf"]).expect(64);
    suyan(&["export", "--index", &index, "--output", "/no/such/folder/x"]).expect(1);
}

#[test]
fn shells_and_readers_of_manuals_have_what_they_want() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = suyan(&["completions", shell]).expect(0);
        assert!(run.out.contains("watch") && run.out.contains("public-url"), "{shell}");
    }
    suyan(&["completions", "cmd"]).expect(64);
    let page = suyan(&["man"]).expect(0).out;
    assert!(page.contains(".TH suyan") && page.contains("退出码"), "{page:.300}");
    let desk = Desk::new();
    suyan(&["man", "--dir", &desk.arg("man")]).expect(0);
    let page = std::fs::read_to_string(desk.path("man/suyan-watch.1")).unwrap();
    assert!(page.contains("markdown"), "{page}");
    assert!(suyan(&["help"]).expect(0).out.contains("suyan <命令>"));
    let help = suyan(&["help", "watch"]).expect(0).out;
    assert!(help.contains("[[watch]]") && help.contains("用法：suyan watch 文件"), "{help}");
    suyan(&["help", "nonsense"]).expect(64);
}

#[test]
fn wrong_usage_is_told_in_chinese_with_its_remedy() {
    for (args, said) in [
        (&["serach", "x"][..], "是不是要写 search？"),
        (&["index"], "缺少 <路径>"),
        (&["search", "x", "--limit", "1000"], "1 至 100"),
        (&["search", "x", "--plcae", "y"], "--place"),
        (&["--log-format", "xml", "status"], "words 或 json"),
    ] {
        let run = suyan(args).expect(64);
        assert!(run.err.contains(said) && run.err.contains("suyan help"), "{args:?}: {}", run.err);
        assert!(!run.err.contains("error:") && !run.err.contains("Usage:"), "{}", run.err);
    }
    let run = command(&["status"]).env("SUYAN_LOG_FORMAT", "xml").output().unwrap();
    assert_eq!(run.status.code(), Some(64));
}

#[test]
fn the_log_is_json_where_asked_for_and_never_tells_what_was_asked() {
    let desk = sample();
    let index = desk.arg("index");
    let mut program =
        command(&["serve", "--index", &index, "--addr", "127.0.0.1:0", "--log-format", "json"]);
    program.env("RUST_LOG", "info");
    let server = Server::of(program);
    server.json(&format!("/api/v1/search?q={}", encode("架空线入地")));
    server.get("/nowhere");
    let metrics = server.get("/metrics").body;
    assert!(
        metrics.contains("suyan_route_seconds_count{route=\"/api/v1/search\"} 1\n"),
        "{metrics}"
    );
    assert!(metrics.contains("suyan_answers_made_total"), "{metrics}");
    let (_, said) = server.stop();
    let lines: Vec<Value> =
        said.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let answered = lines.iter().find(|line| line["route"] == "/api/v1/search");
    let answered = answered.unwrap_or_else(|| panic!("{said}"));
    assert_eq!((&answered["status"], &answered["level"]), (&200.into(), &"INFO".into()));
    assert!(answered["took_ms"].is_number());
    assert!(!said.contains("架空线") && !said.contains("%E6%9E%B6"), "{said}");
}

#[test]
fn a_search_that_is_asked_again_is_answered_from_memory() {
    let desk = sample();
    let server = desk.serve();
    let reused = || -> u64 {
        let metrics = server.get("/metrics").body;
        let line = metrics.lines().find(|line| line.starts_with("suyan_answers_reused_total "));
        line.unwrap().rsplit(' ').next().unwrap().parse().unwrap()
    };
    server.search("养老床位", "");
    let before = reused();
    server.search("养老床位", "");
    assert!(reused() > before);
}
