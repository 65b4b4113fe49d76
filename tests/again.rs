//! Indexing an archive again takes up what changed and leaves alone what did not.

use std::collections::BTreeMap;
use std::fs;

use crate::support::{Desk, Server, report};

const FIGURES: [&str; 3] = ["indexed", "unchanged", "removed"];

/// Five reports in a folder tree.
fn archive(desk: &Desk, folder: &str) {
    for (year, sentence) in (2019..2024).zip(["春", "夏", "秋", "冬", "闰"]) {
        let text = report("徐汇区", year, &format!("新建{sentence}字号社区花园八座。"));
        desk.write(&format!("{folder}/上海市/徐汇区/{year}.txt"), text);
    }
}

/// Ids by source.
fn ids(server: &Server) -> BTreeMap<String, String> {
    let list = server.json("/api/v1/reports?limit=100");
    let ids = list["reports"].as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap());
    ids.map(|id| {
        let full = server.json(&format!("/api/v1/reports/{id}"));
        (full["report"]["source"].as_str().unwrap().to_owned(), id.to_owned())
    })
    .collect()
}

#[test]
fn an_unchanged_archive_is_unchanged_and_an_edit_changes_one_report() {
    let desk = Desk::new();
    archive(&desk, "a");
    assert_eq!(desk.index("a", &[]).expect(0).figures(FIGURES), [5, 0, 0]);
    assert_eq!(desk.index("a", &[]).expect(0).figures(FIGURES), [0, 5, 0]);
    let before = ids(&desk.serve());
    desk.write("a/上海市/徐汇区/2021.txt", report("徐汇区", 2021, "改建码头三处。"));
    assert_eq!(desk.index("a", &[]).expect(0).figures(FIGURES), [1, 4, 0]);
    let server = desk.serve();
    let after = ids(&server);
    let changed: Vec<&String> =
        after.iter().filter(|(k, v)| before.get(*k) != Some(v)).map(|(k, _)| k).collect();
    assert_eq!(changed, ["上海市/徐汇区/2021.txt"]);
    assert_eq!(server.search("\"秋字号\"", "")["total"]["passages"], 0);
    assert_eq!(server.search("\"改建码头\"", "")["total"]["passages"], 1);
}

#[test]
fn a_file_touched_or_rewritten_with_the_same_text_is_unchanged() {
    let desk = Desk::new();
    archive(&desk, "a");
    desk.index("a", &[]).expect(0);
    let file = desk.path("a/上海市/徐汇区/2020.txt");
    let text = fs::read(&file).unwrap();
    fs::remove_file(&file).unwrap();
    fs::write(&file, text).unwrap();
    assert_eq!(desk.index("a", &[]).expect(0).figures(FIGURES), [0, 5, 0]);
}

#[test]
fn an_edit_within_the_same_second_and_of_the_same_length_is_seen() {
    let desk = Desk::new();
    archive(&desk, "a");
    desk.index("a", &[]).expect(0);
    let file = desk.path("a/上海市/徐汇区/2020.txt");
    let time = fs::metadata(&file).unwrap().modified().unwrap();
    let text = fs::read_to_string(&file).unwrap().replace("社区花园", "口袋公园");
    fs::write(&file, text).unwrap();
    fs::File::options().write(true).open(&file).unwrap().set_modified(time).unwrap();
    assert_eq!(desk.index("a", &[]).expect(0).figures(FIGURES), [1, 4, 0]);
}

#[test]
fn files_gone_stay_until_pruned() {
    let desk = Desk::new();
    archive(&desk, "a");
    desk.index("a", &[]).expect(0);
    fs::remove_file(desk.path("a/上海市/徐汇区/2019.txt")).unwrap();
    let run = desk.index("a", &[]).expect(0);
    assert_eq!(run.figures(FIGURES), [0, 4, 0]);
    assert_eq!(run.figures(["kept", "reports"]), [1, 5]);
    assert_eq!(desk.index("a", &["--prune"]).expect(0).figures(FIGURES), [0, 4, 1]);
    assert_eq!(desk.serve().reports(), 4);
}

#[test]
fn pruning_one_folder_leaves_another_alone() {
    let desk = Desk::new();
    archive(&desk, "a");
    desk.write("b/黄浦区2022.txt", report("黄浦区", 2022, "修缮里弄九条。"));
    desk.index("a", &[]).expect(0);
    desk.index("b", &[]).expect(0);
    fs::remove_dir_all(desk.path("b")).unwrap();
    fs::remove_file(desk.path("a/上海市/徐汇区/2019.txt")).unwrap();
    assert_eq!(desk.index("a", &["--prune"]).expect(0).figures(["removed", "reports"]), [1, 5]);
}

#[test]
fn ids_do_not_hang_on_where_the_archive_lies() {
    let desk = Desk::new();
    archive(&desk, "a");
    desk.index("a", &[]).expect(0);
    let before = ids(&desk.serve());
    fs::rename(desk.path("a"), desk.path("moved")).unwrap();
    // In the same index, nothing is new and nothing doubled …
    let run = desk.index("moved", &["--prune"]).expect(0);
    assert_eq!(run.figures(FIGURES), [0, 5, 0]);
    assert_eq!(ids(&desk.serve()), before);
    // … nor from a copy beside it …
    archive(&desk, "copy");
    let run = desk.index("copy", &[]).expect(0);
    assert_eq!(run.figures(["indexed", "unchanged", "duplicates", "reports"]), [0, 5, 0, 5]);
    assert_eq!(ids(&desk.serve()), before);
    // … and another index gives the same ids.
    fs::remove_dir_all(desk.path("index")).unwrap();
    desk.index("moved", &[]).expect(0);
    assert_eq!(ids(&desk.serve()), before);
}

#[test]
fn a_renamed_file_keeps_its_report() {
    let desk = Desk::new();
    archive(&desk, "a");
    desk.index("a", &[]).expect(0);
    let before = ids(&desk.serve());
    let folder = desk.path("a/上海市/徐汇区");
    fs::rename(folder.join("2019.txt"), folder.join("2019年报告.txt")).unwrap();
    desk.index("a", &[]).expect(0);
    let after = ids(&desk.serve());
    assert_eq!(after.len(), 5);
    assert_eq!(after["上海市/徐汇区/2019年报告.txt"], before["上海市/徐汇区/2019.txt"]);
}

#[test]
fn a_folder_inside_an_archive_is_a_part_of_it() {
    let desk = Desk::new();
    archive(&desk, "a");
    desk.index("a", &[]).expect(0);
    let inner = desk.index("a/上海市", &["--prune"]).expect(0);
    assert_eq!(inner.figures(["indexed", "unchanged", "removed", "reports"]), [0, 5, 0, 5]);
    // And a folder around it takes it in.
    fs::create_dir(desk.path("top")).unwrap();
    fs::rename(desk.path("a"), desk.path("top/a")).unwrap();
    desk.index("top/a", &[]).expect(0);
    let outer = desk.index("top", &["--prune"]).expect(0);
    assert_eq!(outer.figures(["removed", "reports"]), [0, 5]);
    assert!(ids(&desk.serve()).contains_key("a/上海市/徐汇区/2019.txt"));
}

#[test]
fn a_table_of_places_that_changes_is_heeded() {
    let desk = Desk::new();
    let text = report("青梧区", 2022, "建成渡口两处。");
    desk.write("a/青梧区2022.txt", text);
    desk.index("a", &[]).expect(0);
    let place =
        |server: &Server| server.search("渡口", "")["hits"][0]["report"]["place"]["code"].clone();
    assert!(place(&desk.serve()).is_null());
    desk.write("a/places.csv", "code,name,level,parent\n310199,青梧区,county,310000\n");
    let run = desk.index("a", &[]).expect(0);
    assert_eq!(run.figures(["indexed", "unchanged", "places"]), [1, 0, 1]);
    assert_eq!(place(&desk.serve()), "310199");
    let run = desk.index("a", &[]).expect(0);
    assert_eq!(run.figures(["indexed", "unchanged", "places"]), [0, 1, 1]);
}
