//! `suyan watch`: what is new, changed and passed over, each once.

use serde_json::Value;
use suyan_engine::{IndexWriter, WriterOptions};

use crate::support::program::Finished;
use crate::support::{Desk, report, suyan};

const MATTERS: &str = "\
[[watch]]
name = \"绿道\"
q = \"滨水绿道\"

[[watch]]
name = \"架空线\"
q = \"架空线入地\"
tell = [\"new\", \"changed\"]

[[watch]]
name = \"停车库\"
q = \"立体停车库\"
place = \"黄浦区\"
year = \"2020..\"

[[watch]]
name = \"食堂\"
q = \"便民食堂\"
";

fn before(desk: &Desk) {
    desk.write("watch.toml", MATTERS);
    for (place, sentence) in [
        ("徐汇区", "完成架空线入地12公里，同步拔除线杆三百根。"),
        ("黄浦区", "建设东门立体停车库，设泊位420个。"),
    ] {
        desk.write(&format!("a/{place}2022.txt"), report(place, 2022, sentence));
    }
    desk.index("a", &[]).expect(0);
}

/// Three changes: a new mention, another figure, and nothing of the car park.
fn after(desk: &Desk) {
    let sentence = "完成架空线入地15公里，同步拔除线杆三百根。新辟一条滨水绿道，连起两座公园。";
    desk.write("a/徐汇区2023.txt", report("徐汇区", 2023, sentence));
    desk.write("a/黄浦区2023.txt", report("黄浦区", 2023, "组织社区文化节二十场。"));
    desk.index("a", &[]).expect(0);
}

fn watch(desk: &Desk, more: &[&str]) -> Finished {
    let (file, index) = (desk.arg("watch.toml"), desk.arg("index"));
    suyan(&[&["watch", file.as_str(), "--index", index.as_str()], more].concat())
}

#[test]
fn three_changes_are_told_once() {
    let desk = Desk::new();
    before(&desk);
    let first = watch(&desk, &[]).expect(0);
    assert!(first.out.is_empty() && first.err.contains("首次"), "{}{}", first.out, first.err);
    watch(&desk, &[]).expect(0);
    after(&desk);
    let run = watch(&desk, &["--json", "--public-url", "https://example.org"]).expect(3);
    let told: Value = serde_json::from_str(&run.out).unwrap();
    let news = told["news"].as_array().unwrap();
    let kinds: Vec<(&str, &str)> = news
        .iter()
        .map(|one| (one["watch"].as_str().unwrap(), one["news"].as_str().unwrap()))
        .collect();
    let expected = [("绿道", "new"), ("架空线", "changed"), ("停车库", "silent")];
    assert_eq!(kinds, expected, "{}", run.out);
    assert_eq!(news[0]["quote"]["text"], "新辟一条滨水绿道，连起两座公园。");
    assert!(news[0]["quote"]["permalink"].as_str().unwrap().starts_with("https://example.org/"));
    assert_eq!(news[1]["figures"], serde_json::json!([["12公里"], ["15公里"]]));
    assert_eq!(
        (&news[1]["before"]["year"], &news[1]["quote"]["year"]),
        (&2022.into(), &2023.into())
    );
    assert_eq!(news[2]["before"]["text"], "建设东门立体停车库，设泊位420个。");
    assert!(news[2]["quote"].is_null() && news[2]["report"]["year"] == 2023, "{}", news[2]);
    let again = watch(&desk, &["--json"]).expect(0);
    assert_eq!(serde_json::from_str::<Value>(&again.out).unwrap()["news"], serde_json::json!([]));
}

/// What makes a report long enough that its silence means something.
const MORE: &str = "\
城北的两处旧码头改成了开放的岸线，市民可以一直走到灯塔下面，沿途的照明和座椅都换了新的。\n\n\
三所小学扩建了操场，两所中学搬进了新校舍，接送孩子的家长有了避雨的长廊和停车的地方。\n\n\
社区卫生站延长了开诊的时间，老人配药不用再跑远路，家庭医生每月上门一次，病历随人走。\n\n\
集市整修以后，摊位按编号排定，水电分户计量，垃圾当日清走，周边住户的投诉少了一大半。\n\n\
图书馆夜里开到九点，借阅的人次比前一年多出三成，流动书车每周到六个村各停半天时间。\n\n\
老城的雨水管和污水管分了家，大雨过后路面不再积水，河里的水清了，鱼也回来了不少种。\n\n\
机关食堂带头减少浪费，公务用车减了四十辆，腾出来的办公用房给了两家社会组织使用。\n\n\
火车站前的广场重新铺装，公交站台往前挪了五十米，换乘不用再过马路，行李车有了坡道。\n\n\
乡间道路修到了每个自然村，班车一天四趟，农产品当天可以进城，合作社添了两座冷库房。\n\n\
信访接待改为每天开门，来信十日内答复，一年里办结了九百余件，群众满意的占了九成多。\n\n";

/// The index as it is between the commit of the reports and that of their ledger: without the
/// components that any of these places is in.
fn without_ledger_of(desk: &Desk, codes: &[&str]) {
    let options = WriterOptions { threads: 1, memory: 64 << 20 };
    let mut writer = IndexWriter::open(&desk.path("index"), options).unwrap();
    let mut components = writer.ledger();
    let all = components.len();
    components.retain(|one| !one.codes.iter().any(|code| codes.contains(&code.as_str())));
    assert_eq!(components.len() + codes.len(), all);
    writer.set_ledger(&components);
    let manifest = writer.manifest().unwrap();
    writer.commit(&manifest).unwrap();
    writer.finish().unwrap();
}

#[test]
fn between_reports_and_ledger_nothing_is_missed_and_nothing_told_twice() {
    let desk = Desk::new();
    desk.write("watch.toml", MATTERS);
    let write = |place: &str, year, sentence: &str| {
        let long = report(place, year, sentence).replace("二、", &format!("{MORE}{MORE}二、"));
        desk.write(&format!("a/{place}{year}.txt"), long);
    };
    write("徐汇区", 2022, "完成架空线入地12公里，同步拔除线杆三百根。");
    write("黄浦区", 2022, "建设东门立体停车库，设泊位420个。");
    desk.index("a", &[]).expect(0);
    // A first look in the midst of indexing would take what comes a moment later for news.
    without_ledger_of(&desk, &["310101"]);
    let first = watch(&desk, &[]).expect(0);
    assert!(first.err.contains("正在收录") && !first.err.contains("首次"), "{}", first.err);
    desk.index("a", &[]).expect(0);
    assert!(watch(&desk, &[]).expect(0).err.contains("首次"));

    let sentence = "完成架空线入地15公里，同步拔除线杆三百根。新辟一条滨水绿道，连起两座公园。";
    write("徐汇区", 2023, sentence);
    write("黄浦区", 2023, "组织社区文化节二十场。");
    desk.index("a", &[]).expect(0);
    without_ledger_of(&desk, &["310101"]);
    let told = |run: &Finished| -> Vec<(String, String, bool)> {
        let told: Value = serde_json::from_str(&run.out).unwrap();
        let word = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
        let all = told["news"].as_array().unwrap().iter();
        all.map(|one| (word(one, "watch"), word(one, "news"), one["promise"].is_string())).collect()
    };
    let news = |watch: &str, news: &str, promise| (watch.to_owned(), news.to_owned(), promise);
    // Of 徐汇区 all is there, of 黄浦区 it is not known yet what its report passes over.
    let during = watch(&desk, &["--json"]).expect(3);
    assert_eq!(told(&during), [news("绿道", "new", false), news("架空线", "changed", false)]);
    assert!(during.err.contains("1 份报告正在收录"), "{}", during.err);
    watch(&desk, &["--json"]).expect(0);
    desk.index("a", &[]).expect(0);
    let then = watch(&desk, &["--json"]).expect(3);
    assert_eq!(told(&then), [news("停车库", "silent", true)]);
    assert!(told(&watch(&desk, &["--json"]).expect(0)).is_empty());
}

#[test]
fn what_was_told_is_remembered_when_the_index_is_made_anew() {
    let desk = Desk::new();
    before(&desk);
    let state = desk.arg("told.json");
    watch(&desk, &["--state", &state]).expect(0);
    after(&desk);
    let run = watch(&desk, &["--state", &state, "--markdown"]).expect(3);
    assert!(
        run.out.contains("完成架空线入地**15公里**") || run.out.contains("**15**"),
        "{}",
        run.out
    );
    assert!(run.out.contains("## 停车库") && run.out.contains("没有再提"), "{}", run.out);
    std::fs::remove_dir_all(desk.path("index")).unwrap();
    // A blank more is another file and another text, and the same words.
    let text = std::fs::read_to_string(desk.path("a/徐汇区2023.txt")).unwrap();
    desk.write("a/徐汇区2023.txt", text.replace("新辟一条", "新辟 一条"));
    desk.index("a", &[]).expect(0);
    let again = watch(&desk, &["--state", &state]).expect(0);
    assert!(again.out.is_empty(), "{}", again.out);
}

#[test]
fn another_question_under_the_same_name_begins_anew() {
    let desk = Desk::new();
    before(&desk);
    watch(&desk, &[]).expect(0);
    after(&desk);
    desk.write("watch.toml", "[[watch]]\nname = \"绿道\"\nq = \"公园\"\n");
    let run = watch(&desk, &[]).expect(0);
    assert!(run.err.contains("首次"), "{}", run.err);
}

#[test]
fn what_cannot_be_watched_is_said() {
    let desk = Desk::new();
    before(&desk);
    desk.write("bad.toml", "[[watch]]\nq = \"绿道\"\nyear = \"去年\"\n");
    let (bad, index, none) = (desk.arg("bad.toml"), desk.arg("index"), desk.arg("none.toml"));
    let run = suyan(&["watch", &bad, "--index", &index]).expect(64);
    assert!(run.err.contains("bad.toml") && run.err.contains("2018..2023"), "{}", run.err);
    suyan(&["watch", &none, "--index", &index]).expect(1);
    suyan(&["watch", &desk.arg("watch.toml"), "--index", &desk.arg("nowhere")]).expect(1);
    desk.write("index/watch/watch.json", "{}");
    let run = watch(&desk, &[]).expect(1);
    assert!(run.err.contains("watch.json"), "{}", run.err);
    let both = watch(&desk, &["--json", "--markdown"]);
    assert_eq!(both.code, Some(64), "{}", both.err);
}
