//! `suyan search` and `suyan status`.

use crate::support::{Desk, report, suyan};

fn indexed() -> Desk {
    let desk = Desk::new();
    desk.write("a/徐汇区2022.txt", report("徐汇区", 2022, "实施35公里架空线入地工程。"));
    desk.write("a/黄浦区2023.txt", report("黄浦区", 2023, "完成架空线入地12公里。"));
    desk.index("a", &[]).expect(0);
    desk
}

#[test]
fn hits_are_printed_in_words_without_colour_in_a_pipe() {
    let desk = indexed();
    let index = desk.arg("index");
    let run = suyan(&["search", "架空线入地", "--index", &index]).expect(0);
    assert!(run.out.contains("徐汇区") && run.out.contains("黄浦区"), "{}", run.out);
    assert!(run.out.contains("35公里架空线入地工程") && !run.out.contains('\x1b'), "{}", run.out);
}

#[test]
fn filters_and_json_are_those_of_the_api() {
    let desk = indexed();
    let index = desk.arg("index");
    let args =
        ["search", "架空线入地", "--index", &index, "--place", "黄浦", "--year", "2020..2023"];
    let json = [&args[..], &["--part", "tasks", "--limit", "5", "--json"]].concat();
    let run = suyan(&json).expect(0);
    let answer: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(answer["total"]["reports"], 1);
    assert_eq!(answer["hits"][0]["report"]["place"]["code"], "310101");
    assert!(answer["facets"]["year"].is_array());
    let none = suyan(&["search", "完全没有的词句", "--index", &index]).expect(0);
    assert!(none.out.contains("没有找到"), "{}", none.out);
}

#[test]
fn status_tells_what_is_held_and_what_is_missing() {
    let desk = indexed();
    let index = desk.arg("index");
    let run = suyan(&["status", "--index", &index]).expect(0);
    assert!(run.out.contains("上海市 › 徐汇区 310104：有 2022；缺 2023"), "{}", run.out);
    let args = ["status", "--index", &index, "--place", "黄浦", "--year", "2021..2023", "--json"];
    let answer: serde_json::Value = serde_json::from_str(&suyan(&args).expect(0).out).unwrap();
    assert_eq!(answer["places"][0]["code"], "310101");
    assert_eq!(answer["places"][0]["none"], serde_json::json!([2021, 2022]));
    suyan(&["status", "--index", &index, "--year", "x"]).expect(64);
    // A place of which nothing is held is missing, not unknown.
    let run = suyan(&["status", "--index", &index, "--place", "虹口"]).expect(0);
    assert!(run.out.contains("档案里没有虹口区的报告"), "{}", run.out);
}
