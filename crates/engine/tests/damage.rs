//! An index whose files were changed from outside: nothing is told that was not written, unless a
//! check says that the index is damaged.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use suyan_corpus::{Facts, Part, Passage, Report};
use suyan_engine::{Index, IndexWriter, WriterOptions, check};
use suyan_search::{Backend, Error, Filters, Group, SearchRequest};

const OPTIONS: WriterOptions = WriterOptions { threads: 1, memory: 50_000_000 };
const WORDS: [&str; 6] = ["养老床位", "托育服务", "城市绿道", "架空线入地", "公交线路", "氢能"];

fn report(number: usize) -> Report {
    let text = |at: usize| {
        let (first, second) = (WORDS[(number + at) % 6], WORDS[(number * at + 1) % 6]);
        format!("新增{first}{number}个，推进{second}，完成第{at}项任务。")
    };
    let passage = |at: usize| Passage {
        ordinal: at as u32 + 1,
        part: Part::ALL[(number + at) % Part::ALL.len()],
        heading: vec![format!("第{}部分", at / 3)],
        is_heading: false,
        text: text(at),
    };
    let year = i16::try_from(2000 + number).ok();
    Report {
        id: format!("r{number}"),
        facts: Facts { title: format!("第{number}份报告"), year, ..Facts::default() },
        passages: (0..9).map(passage).collect(),
    }
}

/// An index of two segments, of which reports were removed.
fn make(folder: &Path) {
    let mut writer = IndexWriter::open(folder, OPTIONS).expect("a writer");
    writer.set_places(vec!["编号,名称\n".to_owned()]);
    for numbers in [0..12, 12..20] {
        for number in numbers {
            writer.put(&report(number)).expect("put");
        }
        writer.remove("r3").expect("remove");
        writer.commit(b"the manifest").expect("commit");
    }
    writer.finish().expect("finish");
}

/// Everything that the index tells, or why it does not.
fn told(folder: &Path) -> Result<String, String> {
    let told = || -> Result<String, Error> {
        let index = Index::open(folder)?;
        let mut told = String::from_utf8_lossy(&index.manifest()?).into_owned();
        for head in index.reports(&Filters::default(), 100, 0)?.reports {
            told += &format!("{head:?} {:?}\n", index.report(&head.id)?);
        }
        for query in WORDS.into_iter().chain(["新增 推进", "养老 托育 天文馆", "任务", "第"])
        {
            for group in [Group::Report, Group::Passage] {
                let request = SearchRequest {
                    query: query.to_owned(),
                    group,
                    limit: 30,
                    facets: true,
                    passages_per_report: 2,
                    ..SearchRequest::default()
                };
                told += &format!("{:?}\n", index.search(&request)?);
            }
        }
        Ok(told)
    };
    match catch_unwind(AssertUnwindSafe(told)) {
        Ok(told) => told.map_err(|error| error.to_string()),
        Err(_) => Err("a panic".to_owned()),
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).expect("the folder").map(|file| file.expect("a file").path());
    let mut files: Vec<PathBuf> =
        files.filter(|path| fs::metadata(path).is_ok_and(|meta| meta.len() > 0)).collect();
    files.sort_by_key(|path| (path.extension().map(ToOwned::to_owned), path.clone()));
    files
}

fn says_damage(folder: &Path) -> bool {
    check(folder).map_or(true, |checked| !checked.damaged.is_empty())
}

#[test]
fn a_turned_bit_is_told() {
    let top = tempfile::tempdir().expect("a folder");
    let folder = top.path().join("index");
    make(&folder);
    let whole = told(&folder).expect("a whole index");
    assert!(!says_damage(&folder));
    let files = files(&folder);
    let kinds =
        |ext: &str| files.iter().filter(|f| f.extension().is_some_and(|e| e == ext)).count();
    assert!(["store", "del", "fast"].iter().all(|ext| kinds(ext) > 0), "{files:?}");
    let mut dice = 99u64;
    let (mut quickly, mut by_check, mut harmless) = (0, 0, 0);
    for trial in 0..12 * files.len() {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let path = &files[trial % files.len()];
        let content = fs::read(path).expect("a file");
        let bit = (dice >> 33) as usize % (content.len() * 8);
        let mut turned = content.clone();
        turned[bit / 8] ^= 1 << (bit % 8);
        fs::write(path, turned).expect("written");
        let (found, is_told) = (told(&folder), says_damage(&folder));
        let what = format!("bit {bit} of {}", path.display());
        match &found {
            Ok(found) if *found == whole => harmless += 1,
            Ok(_) => {
                assert!(is_told, "{what}: another answer, and no word of damage");
                by_check += 1;
            }
            Err(error) => {
                assert!(is_told, "{what}: {error}, and no word of damage");
                quickly += 1;
            }
        }
        let small = ["fast", "fieldnorm", "del"];
        let is_small = path.extension().is_some_and(|ext| small.iter().any(|small| ext == *small));
        assert!(found.as_ref() == Ok(&whole) || !is_small || found.is_err(), "{what}");
        fs::write(path, content).expect("written");
    }
    println!("{quickly} were told at once, {by_check} by a check, {harmless} change nothing");
    assert_eq!(told(&folder), Ok(whole));
}

#[test]
fn what_is_cut_off_or_missing_is_told_and_nothing_is_written_to_it() {
    let top = tempfile::tempdir().expect("a folder");
    let folder = top.path().join("index");
    make(&folder);
    for path in files(&folder) {
        if path.extension().is_none_or(|ext| ext == "lock") || path.ends_with(".managed.json") {
            continue;
        }
        let content = fs::read(&path).expect("a file");
        for length in [None, Some(0), Some(content.len() / 2), Some(content.len() - 1)] {
            match length {
                None => fs::remove_file(&path).expect("removed"),
                Some(length) => fs::write(&path, &content[..length]).expect("written"),
            }
            assert!(says_damage(&folder), "{} cut to {length:?}", path.display());
            fs::write(&path, &content).expect("written");
        }
    }
    assert!(!says_damage(&folder));
}

#[test]
fn a_writer_refuses_a_damaged_index() {
    let top = tempfile::tempdir().expect("a folder");
    let folder = top.path().join("index");
    make(&folder);
    for path in files(&folder) {
        if !["fast", "del", "fieldnorm"].iter().any(|&ext| path.extension() == Some(ext.as_ref())) {
            continue;
        }
        let content = fs::read(&path).expect("a file");
        let mut turned = content.clone();
        turned[content.len() / 3] ^= 4;
        fs::write(&path, turned).expect("written");
        let opened = IndexWriter::open(&folder, OPTIONS);
        assert!(matches!(opened, Err(Error::Damaged { .. })), "{opened:?}");
        fs::write(&path, content).expect("written");
    }
    IndexWriter::open(&folder, OPTIONS).expect("a writer").finish().expect("finish");
}

/// Gives an index the fingerprint of another version.
fn make_foreign(folder: &Path) {
    let meta = fs::read_to_string(folder.join("meta.json")).expect("the head");
    let at = meta.find("suyan-").expect("a fingerprint");
    fs::write(folder.join("meta.json"), format!("{}0{}", &meta[..at], &meta[at + 1..]))
        .expect("written");
}

#[test]
fn an_index_of_another_version_opens_for_nobody() {
    let top = tempfile::tempdir().expect("a folder");
    let folder = top.path().join("index");
    make(&folder);
    make_foreign(&folder);
    let opened = Index::open(&folder);
    assert!(matches!(opened, Err(Error::Fingerprint { .. })), "{opened:?}");
    let opened = IndexWriter::open(&folder, OPTIONS);
    assert!(matches!(opened, Err(Error::Fingerprint { .. })), "{opened:?}");
    assert!(matches!(check(&folder), Err(Error::Fingerprint { .. })));
}

#[test]
fn a_reader_follows_no_index_of_another_version() {
    let top = tempfile::tempdir().expect("a folder");
    let (folder, other) = (top.path().join("index"), top.path().join("other"));
    make(&folder);
    let index = Index::open(&folder).expect("open");
    let before = index.stats();
    let mut writer = IndexWriter::open(&other, OPTIONS).expect("a writer");
    writer.put(&report(77)).expect("put");
    writer.commit(b"").expect("commit");
    writer.finish().expect("finish");
    make_foreign(&other);
    fs::remove_dir_all(&folder).expect("removed");
    assert!(matches!(index.reload(), Err(Error::Missing(_))));
    fs::rename(&other, &folder).expect("renamed");
    assert!(matches!(index.reload(), Err(Error::Fingerprint { .. })));
    assert_eq!(index.stats(), before);
    assert!(index.report("r5").expect("a report").is_some());
    // One of this version is followed.
    fs::remove_dir_all(&folder).expect("removed");
    make(&folder);
    assert!(index.reload().expect("reload"));
}

#[test]
fn the_number_of_a_commit_outlives_the_process() {
    let top = tempfile::tempdir().expect("a folder");
    let commit = || {
        let mut writer = IndexWriter::open(top.path(), OPTIONS).expect("a writer");
        writer.commit(b"more").expect("commit");
        writer.finish().expect("finish");
        Index::open(top.path()).expect("open")
    };
    let (first, second) = (commit(), commit());
    assert!(first.stats().generation < second.stats().generation);
    // Nothing else has changed, and the number is in view all the same.
    assert!(!first.reload().expect("reload"));
    assert_eq!(first.stats(), second.stats());
}

#[cfg(unix)]
#[test]
fn reading_makes_no_file_and_files_are_as_the_umask_says() {
    use std::os::unix::fs::PermissionsExt;
    let top = tempfile::tempdir().expect("a folder");
    let folder = top.path().join("index");
    make(&folder);
    let modes: Vec<u32> = files(&folder)
        .iter()
        .map(|path| fs::metadata(path).expect("a file").permissions().mode() & 0o777)
        .collect();
    let plain = top.path().join("plain");
    fs::write(&plain, "x").expect("written");
    let usual = fs::metadata(&plain).expect("a file").permissions().mode() & 0o777;
    assert!(modes.iter().all(|&mode| mode == usual), "{modes:?} beside {usual}");
    // Without the files that a writer locks.
    for path in fs::read_dir(&folder).expect("the folder").map(|file| file.expect("a file").path())
    {
        if path.extension().is_some_and(|ext| ext == "lock") {
            fs::remove_file(path).expect("removed");
        }
    }
    let before = fs::read_dir(&folder).expect("the folder").count();
    let index = Index::open(&folder).expect("open");
    assert!(!index.reload().expect("reload"));
    assert_eq!(fs::read_dir(&folder).expect("the folder").count(), before);
}
