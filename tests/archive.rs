//! Real reports: none lost, and a quoted search that finds what a scan finds.
//!
//! The archive is that of `SUYAN_ARCHIVE`; `SUYAN_SHARED` holds reference material for it
//! (`corpus/labels.tsv`, `corpus/seed/`). Without them these tests are skipped, and say so.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Desk, Server, encode, suyan};
use crate::{asked, truth};

/// A folder named by an environment variable, or the word that the test is skipped.
pub fn folder(variable: &str) -> Option<PathBuf> {
    let folder = env::var_os(variable).map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: {variable} is not set");
    }
    folder
}

/// A report as served.
pub struct Served {
    pub id: String,
    pub head: Value,
    sources: Vec<String>,
    pub passages: Vec<(u64, String)>,
}

/// All reports, whole.
pub fn served(server: &Server) -> Vec<Served> {
    listed(server, "")
}

/// The same with more parameters.
fn listed(server: &Server, more: &str) -> Vec<Served> {
    let mut reports = Vec::new();
    let mut cursor = String::new();
    loop {
        let list = server.json(&format!("/api/v1/reports?limit=100{more}{cursor}"));
        for head in list["reports"].as_array().unwrap() {
            reports.push(whole(server, head["id"].as_str().unwrap()));
        }
        let Some(next) = list["next"].as_str() else { return reports };
        cursor = format!("&cursor={next}");
    }
}

fn whole(server: &Server, id: &str) -> Served {
    let full = server.json(&format!("/api/v1/reports/{id}"));
    let sources = full["report"]["sources"].as_array().unwrap();
    let passages = full["passages"].as_array().unwrap();
    let passage = |p: &Value| (p["ordinal"].as_u64().unwrap(), p["text"].as_str().unwrap().into());
    Served {
        id: id.to_owned(),
        sources: sources.iter().map(|s| s.as_str().unwrap().to_owned()).collect(),
        passages: passages.iter().map(passage).collect(),
        head: full["report"].clone(),
    }
}

#[test]
fn a_whole_archive_is_indexed_none_lost_and_quoted_search_is_a_scan() {
    let Some(archive) = folder("SUYAN_ARCHIVE") else { return };
    let files = count(&archive);
    let desk = Desk::new();
    let run = desk.index(archive.to_str().unwrap(), &[]);
    let [indexed, duplicates, rejected] = run.figures(["indexed", "duplicates", "rejected"]);
    assert_eq!((indexed + duplicates, rejected), (files, 0), "{}", run.err);
    let again = desk.index(archive.to_str().unwrap(), &[]);
    assert_eq!(again.figures(["indexed", "unchanged", "duplicates"]), [0, indexed, duplicates]);

    let server = desk.serve();
    // Of two files of one report one is counted.
    let all = listed(&server, "&twins=true");
    assert_eq!(all.len() as u64, indexed);
    let reports = served(&server);
    let twins = all.iter().filter(|report| !report.head["twin_of"].is_null()).count();
    assert_eq!(reports.len() + twins, all.len());
    let sources: BTreeSet<&String> = all.iter().flat_map(|r| &r.sources).collect();
    assert_eq!(sources.len() as u64, files, "a file is in no report's sources");
    let passages: Vec<truth::Passages> =
        reports.iter().map(|report| (report.id.clone(), report.passages.clone())).collect();
    truth::quoted_pieces(&server, &passages, 1_000);
    truth::pairs_of_words(&server, &passages, 200);
    // The whole run takes minutes: 2,000 strings and every word of the studies' lists.
    let wanted = std::env::var("SUYAN_STRINGS").ok().and_then(|count| count.parse().ok());
    let lists = folder("SUYAN_SHARED").filter(|_| wanted.is_some());
    let words = lists.map(|shared| wordlist(&shared)).unwrap_or_default();
    asked::strings(&server, &passages, wanted.unwrap_or(100), &words);
    results_pages_are_light(&server);
    if let Some(shared) = folder("SUYAN_SHARED") {
        labels_are_met(&shared.join("corpus/labels.tsv"), &all);
    }
}

/// The words of studies that count them: column `word` of a table.
fn wordlist(shared: &Path) -> Vec<String> {
    let table = fs::read_to_string(shared.join("wordlists.tsv")).unwrap();
    let mut rows = table.lines();
    let column = rows.next().unwrap().split('\t').position(|name| name == "word").unwrap();
    let words = rows.filter_map(|row| row.split('\t').nth(column));
    words.map(str::to_owned).collect::<BTreeSet<_>>().into_iter().collect()
}

/// A page of results stays small whatever is asked; a long list may be twice as large.
fn results_pages_are_light(server: &Server) {
    const MOST: usize = 100_000;
    let sentence = "完善社会治理体系，健全共建共治共享的社会治理制度，提升社会治理效能";
    for query in ["", "的", "发展", "经济社会发展", "优化营商环境 OR 乡村振兴", sentence]
    {
        let page = server.get(&format!("/search?q={}", encode(query)));
        assert!(page.body.len() < MOST, "{query}: {} bytes", page.body.len());
    }
    let long = server.get(&format!("/search?q={}&limit=100", encode("营商环境")));
    assert!(long.body.len() < 2 * MOST, "100 hits: {} bytes", long.body.len());
}

fn count(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
}

/// Place, level and year against a table with the columns `file`, `place`, `level`, `year`.
fn labels_are_met(table: &Path, reports: &[Served]) {
    let table = fs::read_to_string(table).unwrap();
    let mut rows = table.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let header = rows.next().unwrap();
    let by_source: BTreeMap<&str, &Value> =
        reports.iter().flat_map(|r| r.sources.iter().map(|s| (s.as_str(), &r.head))).collect();
    let column = |name: &str| header.iter().position(|h| *h == name).unwrap();
    let (path, place, level, year) =
        (column("file"), column("place"), column("level"), column("year"));
    let (mut all, mut places, mut years) = (0, 0, 0);
    for row in rows {
        let Some(head) = by_source.get(row[path]) else { panic!("{} is not served", row[path]) };
        all += 1;
        let is_place = head["place"]["name"] == row[place] && head["level"] == row[level];
        places += usize::from(is_place);
        years += usize::from(head["year"].as_i64() == row[year].parse().ok());
    }
    eprintln!("labels: {places} places and {years} years of {all} right");
    assert!(places * 100 >= all * 98, "{places} of {all} places and levels are right");
    assert!(years * 100 >= all * 97, "{years} of {all} years are right");
}

#[test]
fn the_page_that_the_project_began_with() {
    let Some(shared) = folder("SUYAN_SHARED") else { return };
    let seed = fs::read_dir(shared.join("corpus/seed")).unwrap();
    let pages = seed.map(|entry| entry.unwrap().path());
    let is_page = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        name.ends_with(".txt") && !name.starts_with("README")
    };
    let page = pages.into_iter().find(is_page).expect("a page");
    let desk = Desk::new();
    let index = desk.arg("index");
    suyan(&["index", page.to_str().unwrap(), "--index", &index]).expect(0);
    let server = desk.serve();
    for words in ["架空线入地", "PM2.5平均值", "12345热线", "数字孪生"] {
        let answer = server.search(words, "");
        let report = &answer["hits"][0]["report"];
        assert_eq!(report["place"]["name"], "徐汇区", "{words}: {answer}");
        assert_eq!(report["place"]["code"], "310104");
        assert_eq!(report["place"]["path"], serde_json::json!(["上海市", "徐汇区"]));
        assert_eq!((&report["year"], &report["date"]), (&2023.into(), &"2023-01-04".into()));
        assert_eq!(report["kind"], "政府工作报告");
    }
    for chrome in ["导航菜单", "验证码", "留言与评论", "仅代表作者观点"] {
        assert_eq!(server.search(&format!("\"{chrome}\""), "")["total"]["passages"], 0, "{chrome}");
    }
}
