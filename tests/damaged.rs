//! An index that is damaged, half made, or another version's: what the shell is told of it.

use std::fs;
use std::path::PathBuf;

use crate::support::{Desk, report, suyan};

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("a/徐汇区2022.txt", report("徐汇区", 2022, "新建绿道五公里。"));
    desk.write("a/静安区2022.txt", report("静安区", 2022, "改建码头三处。"));
    desk.index("a", &[]).expect(0);
    desk
}

/// The files of the index whose names end so.
fn files(desk: &Desk, end: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(desk.path("index")).unwrap().map(|file| file.unwrap().path());
    files.filter(|path| path.to_string_lossy().ends_with(end)).collect()
}

fn turn_a_bit(path: &PathBuf) {
    let mut content = fs::read(path).unwrap();
    let middle = content.len() / 3;
    content[middle] ^= 1;
    fs::write(path, content).unwrap();
}

#[test]
fn a_whole_index_is_said_to_be_whole() {
    let desk = desk();
    let run = suyan(&["check", "--index", &desk.arg("index")]).expect(0);
    assert!(run.out.contains("完好") && run.err.is_empty(), "{} {}", run.out, run.err);
    let nowhere = suyan(&["check", "--index", &desk.arg("nowhere")]).expect(1);
    assert!(nowhere.err.contains("没有索引"), "{}", nowhere.err);
}

#[test]
fn whatever_file_is_damaged_check_names_it_and_index_does_not_say_unchanged() {
    for end in [".store", ".term", ".idx", ".pos", ".fast", ".fieldnorm"] {
        let desk = desk();
        let file = files(&desk, end).remove(0);
        turn_a_bit(&file);
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let run = suyan(&["check", "--index", &desk.arg("index")]).expect(1);
        assert!(run.out.contains(&name) && run.err.contains("重新收录"), "{} {}", run.out, run.err);
        let run = desk.index("a", &[]).expect(1);
        assert!(run.err.contains("已损坏") && run.err.contains("重新收录"), "{end}: {}", run.err);
        assert!(!run.err.contains("不受影响") && !run.out.contains("unchanged"), "{}", run.err);
    }
}

#[test]
fn an_index_that_does_not_open_is_said_to_be_damaged() {
    for end in ["meta.json", ".fast", ".managed.json"] {
        let desk = desk();
        let file = files(&desk, end).remove(0);
        let half = fs::metadata(&file).unwrap().len() / 2;
        fs::OpenOptions::new().write(true).open(&file).unwrap().set_len(half).unwrap();
        let index = desk.arg("index");
        for args in [
            &["search", "绿道", "--index", &index][..],
            &["serve", "--index", &index, "--addr", "127.0.0.1:0"],
            &["status", "--index", &index],
            &["check", "--index", &index],
            &["index", &desk.arg("a"), "--index", &index],
        ] {
            let run = suyan(args).expect(1);
            assert!(run.err.contains("已损坏"), "{args:?}: {}", run.err);
            assert!(!run.err.contains("不受影响"), "{args:?}: {}", run.err);
        }
    }
}

#[test]
fn an_index_of_another_version_is_said_to_be_one() {
    let desk = desk();
    let meta = desk.path("index").join("meta.json");
    let text = fs::read_to_string(&meta).unwrap();
    fs::write(&meta, text.replacen("suyan-", "suyan-0", 1)).unwrap();
    let index = desk.arg("index");
    for args in [&["search", "绿道", "--index", &index][..], &["check", "--index", &index]] {
        let run = suyan(args).expect(1);
        assert!(run.err.contains("另一版本"), "{args:?}: {}", run.err);
    }
    desk.index("a", &[]).expect(1);
}
