//! Runs of the program over the sample archive, as they were last looked at: what was typed, the exit
//! code, and both streams. `INSTA_UPDATE=always cargo test -p suyan --test e2e recorded` takes up what
//! was changed on purpose.

use std::fs;
use std::path::Path;

use crate::support::{Desk, Finished, project, suyan};

/// A run as text, with marks in the place of what is another on every machine and day.
struct Recorder {
    desk: Desk,
    /// The snapshot, which hangs on every source that writes an index.
    snapshot: String,
}

impl Recorder {
    fn new() -> Self {
        let desk = Desk::new();
        desk.index(project("data").to_str().unwrap(), &[]).expect(0);
        let args = ["status", "--index", &desk.arg("index"), "--json"];
        let status: serde_json::Value = serde_json::from_str(&suyan(&args).expect(0).out).unwrap();
        let snapshot = status["snapshot"].as_str().unwrap_or("no snapshot").to_owned();
        Self { desk, snapshot }
    }

    /// Runs a line whose words are parted by blanks, `_` a blank within a word; `INDEX` and `DATA` stand
    /// for the folders.
    fn run(&self, line: &str) -> String {
        let data = project("data").to_str().unwrap().to_owned();
        let word = |word: &str| {
            let word = word.replace('_', " ");
            word.replace("INDEX", &self.desk.arg("index")).replace("DATA", &data)
        };
        let words: Vec<String> = line.split(' ').map(word).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        self.told(line, &suyan(&words))
    }

    fn told(&self, line: &str, run: &Finished) -> String {
        let streams = [("", &run.out), ("! ", &run.err)];
        let lines = streams.iter().flat_map(|(mark, text)| {
            text.lines().map(move |line| format!("{mark}{line}").trim_end().to_owned())
        });
        let text = lines.filter(|line| !is_of_the_clock(line)).collect::<Vec<_>>().join("\n");
        let code = run.code.unwrap_or(-1);
        format!("$ suyan {line}\n{}\n= {code}\n", self.redacted(&text))
    }

    fn redacted(&self, text: &str) -> String {
        let folders = [(self.desk.path(""), "DESK/"), (project("data"), "DATA"), (project(""), "")];
        let mut text = text.replace(&self.snapshot, "SNAPSHOT");
        for (folder, name) in folders {
            text = text.replace(folder.to_str().unwrap(), name);
        }
        let words =
            text.split_inclusive(|c: char| !(c.is_ascii_alphanumeric() || "-/_".contains(c)));
        words.map(without_fingerprint).collect()
    }
}

/// Whether a line tells how long something took, or how far it is.
fn is_of_the_clock(line: &str) -> bool {
    ["用时", "已读", "took_ms"].iter().any(|word| line.contains(word))
}

/// A fingerprint is `suyan-5/` and sixteen digits.
fn without_fingerprint(word: &str) -> String {
    match word.strip_prefix("suyan-").and_then(|rest| rest.split_once('/')) {
        Some((_, digits)) if digits.len() >= 16 => format!("FINGERPRINT{}", &digits[16..]),
        _ => word.to_owned(),
    }
}

fn assert_recorded(name: &str, told: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("recorded");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, told));
}

#[test]
fn what_a_terminal_shows_is_what_was_looked_at() {
    let recorder = Recorder::new();
    for (name, lines) in [
        ("index_again", &["index DATA --index INDEX"][..]),
        (
            "search",
            &[
                "search 架空线入地 --limit 2 --index INDEX",
                "search 架空线_年:2021_地区:枕江 --index INDEX",
                "search 天文馆 --index INDEX",
                "search 养老床位_>=300张 --limit 1 --index INDEX",
            ],
        ),
        (
            "status",
            &[
                "status --index INDEX",
                "status --place 岫山 --index INDEX",
                "status --place 徐汇区 --index INDEX",
                "status --doubts --index INDEX",
            ],
        ),
        (
            "panel",
            &[
                "panel 架空线 绿色=公园|绿道 --place 枕江区 --index INDEX",
                "panel 架空线 --by year --per characters --index INDEX",
            ],
        ),
        ("promises", &["promises --place 枕江区 --year 2021 --index INDEX"]),
        ("help", &["--help", "search --help", "panel --help", "status --help"]),
    ] {
        let told: String = lines.iter().map(|line| recorder.run(line) + "\n").collect();
        assert_recorded(name, &told);
    }
}

#[test]
fn what_goes_wrong_is_said_as_it_was_looked_at() {
    let recorder = Recorder::new();
    let told: String = [
        "nonsense",
        "search",
        "search 词 --year 去年 --index INDEX",
        "search 词 --part nonsense --index INDEX",
        "search 词 --limit 0 --index INDEX",
        "search 词 --index INDEX/nowhere",
        "index INDEX/nowhere --index INDEX",
        "status --year x --index INDEX",
        "panel --index INDEX",
        "panel 架空线 --by nonsense --index INDEX",
        "promises --verdict nonsense --index INDEX",
        "serve --addr 8080 --index INDEX",
    ]
    .iter()
    .map(|line| recorder.run(line) + "\n")
    .collect();
    assert_recorded("errors", &told);
}

/// Folders that other versions wrote: the sentence says what they are and what to do.
#[test]
fn an_index_of_another_format_is_refused_with_what_to_do() {
    let recorder = Recorder::new();
    let kept = project("crates/engine/tests/golden/unsigned");
    copy(&kept, &recorder.desk.path("older"));
    let told: String = ["search 词", "status", "check", "index DATA"]
        .iter()
        .map(|line| recorder.run(&format!("{line} --index INDEX/../older")) + "\n")
        .collect();
    assert_recorded("another_format", &told);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for file in fs::read_dir(from).unwrap() {
        let path = file.unwrap().path();
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}
