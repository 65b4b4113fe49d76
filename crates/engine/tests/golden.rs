//! Index folders that were written once and are kept: what this program does with what it, or another
//! version, wrote before.
//!
//! `golden/present` was written by the last format, with everything that an index can hold: segments,
//! removals, users' places, a manifest, a ledger; `golden/present.txt` is what it told then. The
//! fingerprint of an index is made from sources, so it moves on where nothing that is written has
//! changed. Where it has, the folder is refused as it stands, and a copy of it under this program's
//! fingerprint must still tell the same: what only *reads* (heads, ledgers, snapshots) stands outside
//! the fingerprint and must go on reading what is on disk. Where the copy tells something else, the
//! format did change, and the folder is made anew:
//!
//! ```sh
//! cargo test -p suyan-engine --test golden -- --ignored
//! ```
//!
//! Move what stood in `golden/present` to a folder of its own beside it first, `present.txt` aside:
//! every other folder is of a format that is no more (`unsigned` of none; `without-words` was written
//! before the segmenter's words were listed), and is refused by name.

use std::fs;
use std::path::{Path, PathBuf};

use suyan_corpus::{Facts, Gazetteer, Kind, Part, Passage, Report};
use suyan_engine::{Index, IndexWriter, WriterOptions, check};
use suyan_promises::{PreparedReport, outcome, promises};
use suyan_search::ledger::{ComponentDraft, DraftPromise, DraftReport};
use suyan_search::{
    Archive, Backend, Error, Filters, Group, PromiseRequest, SearchRequest, Sort, VocabularyRequest,
};

const OPTIONS: WriterOptions = WriterOptions { threads: 1, memory: 50_000_000 };
/// A user's table of places.
const PLACES: &str = "code,name,level,parent,from,to,short,next\n990000,澜江省,province,,,,,\n";

fn golden(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(below)
}

fn passages(name: &str, year: i16) -> Vec<Passage> {
    let (review, tasks) = ("一、去年工作回顾", "二、今年重点工作");
    let beds = 200 + 10 * (year - 2019);
    let rows = [
        (Part::Other, "", false, format!("{year}年{name}政府工作报告")),
        (Part::Review, "", true, review.to_owned()),
        (
            Part::Review,
            review,
            false,
            format!("全年新增养老床位{}张，完成旧管网改造{}公里。", beds - 10, year % 7),
        ),
        (Part::Tasks, "", true, tasks.to_owned()),
        (
            Part::Tasks,
            tasks,
            false,
            format!("新增养老床位{beds}张，建成{name}文化馆，力争年底前开放。"),
        ),
        (
            Part::Livelihood,
            tasks,
            false,
            format!("新建口袋公园{}个，“一网统管”覆盖ＡＢＣ三处𠮷地。", year % 4 + 2),
        ),
    ];
    let passage = |(ordinal, (part, above, is_heading, text)): (u32, (_, &str, _, _))| Passage {
        ordinal,
        part,
        heading: Some(above.to_owned()).filter(|above| !above.is_empty()).into_iter().collect(),
        is_heading,
        text,
    };
    (1..).zip(rows).map(passage).collect()
}

fn report(code: &str, name: &str, year: i16) -> Report {
    let gazetteer = Gazetteer::builtin();
    let place = gazetteer.by_code(code, Some(year)).map(|at| gazetteer.place(at, Some(year)));
    let facts = Facts {
        title: format!("{year}年{name}政府工作报告"),
        place,
        year: Some(year),
        date: Some(jiff::civil::date(year, 1, 8)),
        kind: Kind::WorkReport,
        sources: vec![format!("{name}/{year}.txt")],
        ..Facts::default()
    };
    Report { id: format!("{code}-{year}"), facts, passages: passages(name, year) }
}

fn reports() -> Vec<Report> {
    let of = |(code, name): (&'static str, &'static str)| {
        (2019..2023).map(move |year| report(code, name, year))
    };
    [("310104", "徐汇区"), ("310101", "黄浦区")].into_iter().flat_map(of).collect()
}

/// The component of one place: all its later reports tell of a promise.
fn draft(reports: &[Report]) -> ComponentDraft {
    let accounts: Vec<PreparedReport<'_>> = reports.iter().filter_map(PreparedReport::of).collect();
    let of = |(at, report): (usize, &Report)| {
        let later: Vec<&PreparedReport<'_>> = accounts[at + 1..].iter().collect();
        let with = |promise: suyan_promises::Promise| {
            let tell = |item| outcome(item, &promise.text, &accounts[at], &later, i16::MIN);
            let outcomes = promise.items.iter().map(tell).collect();
            DraftPromise { promise, outcomes }
        };
        let promises = promises(report).into_iter().map(with).collect();
        DraftReport { id: report.id.clone(), year: report.facts.year.expect("a year"), promises }
    };
    let code = reports[0].facts.place.as_ref().expect("a place").code.clone();
    let reports = reports.iter().enumerate().map(of).collect();
    ComponentDraft { key: format!("key-{code}"), codes: vec![code], reports }
}

/// Writes the folder: two segments, one of them with a report that was removed.
fn write(folder: &Path) {
    let mut writer = IndexWriter::open(folder, OPTIONS).expect("a writer");
    let reports = reports();
    for half in reports.chunks(4) {
        half.iter().for_each(|report| writer.put(report).expect("put"));
        writer.commit(b"").expect("commit");
    }
    writer.remove("310101-2019").expect("remove");
    writer.set_places(vec![PLACES.to_owned()]);
    let parts = [&reports[..4], &reports[5..]];
    let kept = parts.map(|part| writer.write_component(&draft(part)).expect("a component"));
    writer.set_ledger(&kept);
    writer.commit("清单".as_bytes()).expect("commit");
    writer.finish().expect("finish");
}

/// What an index tells that hangs on its files and not on how hits are ranked, a line each.
fn told(index: &Index) -> Result<String, Error> {
    let mut lines = vec![format!("manifest: {}", String::from_utf8_lossy(&index.manifest()?))];
    let stats = index.stats();
    lines.push(format!(
        "{} reports, {} passages, commit {}",
        stats.reports, stats.passages, stats.generation
    ));
    for head in index.reports(&Filters::default(), 99, 0)?.reports {
        let report = index.report(&head.id)?;
        lines.push(serde_json::to_string(&report).expect("JSON"));
    }
    for query in ["养老床位", "\"旧管网改造3公里\"", "abc", "𠮷", "220张", "口袋公园 部分:民生"]
    {
        lines.push(format!("{query}: {}", found(index, query)?));
    }
    for (word, counts) in index.vocabulary(&VocabularyRequest::default())?.words {
        lines.push(format!("word {word}: {} in {}", counts.target, counts.reports));
    }
    let divisions = index.divisions().expect("divisions");
    lines.push(format!("990000: {:?}", divisions.by_code("990000", None).map(|one| &one.name)));
    lines.extend(promised(index)?);
    Ok(lines.join("\n") + "\n")
}

/// The passages that hold a query, in order of year.
fn found(index: &Index, query: &str) -> Result<String, Error> {
    let request = SearchRequest {
        query: query.to_owned(),
        group: Group::Passage,
        sort: Sort::Oldest,
        limit: 99,
        ..SearchRequest::default()
    };
    let answer = index.search(&request)?;
    let mut hits: Vec<String> = answer
        .hits
        .iter()
        .map(|hit| format!("{}#{}", hit.report.id, hit.passages[0].ordinal))
        .collect();
    hits.sort();
    Ok(format!("{} {}", answer.total.passages, hits.join(" ")))
}

fn promised(index: &Index) -> Result<Vec<String>, Error> {
    let list = index.promises(&PromiseRequest { limit: 99, ..PromiseRequest::default() })?;
    let promise = |one: &suyan_search::ShownPromise| {
        let items: Vec<String> = one
            .items
            .iter()
            .map(|item| format!("{} {:?}", item.text, item.outcome.verdict))
            .collect();
        format!("promise {}: {} | {}", one.id, one.text, items.join(" | "))
    };
    Ok(list.promises.iter().map(promise).collect())
}

/// What the folder tells, or why it tells nothing, panics included.
fn told_by(folder: &Path) -> String {
    let told = || Index::open(folder).and_then(|index| told(&index));
    match std::panic::catch_unwind(told) {
        Ok(told) => told.unwrap_or_else(|error| format!("{error}\n")),
        Err(_) => "a panic\n".to_owned(),
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("the folder") {
        let path = entry.expect("a file").path();
        let target = to.join(path.file_name().expect("a name"));
        match path.is_dir() {
            true => copy(&path, &target),
            false => drop(fs::copy(&path, target).expect("a copy")),
        }
    }
}

/// A hash as heads have it.
fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..32].to_owned()
}

/// Puts other words for some in a file of the index, and gives the hashes of it before and after.
fn replace(path: &Path, from: &str, to: &str) -> (String, String) {
    let text = fs::read_to_string(path).expect("text");
    let new = text.replace(from, to);
    fs::write(path, &new).expect("written");
    (hash(text.as_bytes()), hash(new.as_bytes()))
}

/// Gives a copy the fingerprint and the rules of this program.
fn adopt(folder: &Path, found: &str, wanted: &str) {
    let meta = folder.join("meta.json");
    replace(&meta, found, wanted);
    let ledgers = fs::read_dir(folder).expect("the folder").map(|one| one.expect("a file").path());
    for ledger in ledgers.filter(|path| name(path).starts_with("ledger-")) {
        let table: serde_json::Value =
            serde_json::from_slice(&fs::read(&ledger).expect("a table")).expect("JSON");
        let (old, new) = replace(&ledger, table["rules"].as_str().expect("rules"), &rules());
        replace(&meta, &old, &new);
    }
    // The head is sealed by a hash of all that follows it.
    let text = fs::read_to_string(&meta).expect("a head");
    let (_, rest) = text.split_once("\",").expect("a seal");
    let sealed = format!("{{\n  \"checksum\": \"{}\",{rest}", hash(rest.as_bytes()));
    fs::write(meta, sealed).expect("written");
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn rules() -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let writer = IndexWriter::open(folder.path(), OPTIONS).expect("a writer");
    Archive::rules(&writer).to_owned()
}

#[test]
fn the_last_format_opens_and_tells_what_it_told() {
    let top = tempfile::tempdir().expect("a folder");
    let folder = top.path().join("index");
    copy(&golden("present"), &folder);
    if let Err(Error::Fingerprint { found, wanted, .. }) = Index::open(&folder) {
        adopt(&folder, &found, &wanted);
    }
    let wanted = fs::read_to_string(golden("present.txt")).expect("what it told");
    let told = told_by(&folder);
    for (told, wanted) in told.lines().zip(wanted.lines()) {
        assert_eq!(told, wanted, "the format has changed: see the head of this file");
    }
    assert_eq!(told, wanted);
    let checked = check(&folder).expect("a check");
    assert!(checked.damaged.is_empty(), "{:?}", checked.damaged);
    // It can be written on, and a removal reaches what was written before.
    let mut writer = IndexWriter::open(&folder, OPTIONS).expect("a writer");
    writer.remove("310104-2020").expect("remove");
    writer.put(&report("310101", "黄浦区", 2019)).expect("put");
    writer.commit(b"").expect("commit");
    writer.finish().expect("finish");
    let index = Index::open(&folder).expect("open");
    assert!(index.report("310104-2020").expect("a report").is_none());
    assert_eq!(found(&index, "养老床位").expect("hits").split_once(' ').expect("a count").0, "14");
}

#[test]
fn every_other_format_is_refused_by_its_name_and_left_alone() {
    let mut tried = 0;
    for entry in fs::read_dir(golden("")).expect("the folders") {
        let kept = entry.expect("a folder").path();
        if !kept.is_dir() || name(&kept) == "present" {
            continue;
        }
        let top = tempfile::tempdir().expect("a folder");
        copy(&kept, top.path());
        let meta = fs::read_to_string(top.path().join("meta.json")).expect("a head");
        let refusals = [
            Index::open(top.path()).err(),
            IndexWriter::open(top.path(), OPTIONS).err(),
            check(top.path()).err(),
        ];
        for refusal in refusals {
            let Some(Error::Fingerprint { found, wanted, .. }) = refusal else {
                panic!("{}: {refusal:?}", kept.display());
            };
            assert!(meta.contains(&found) || found == "unknown", "{}: {found}", kept.display());
            assert_ne!(found, wanted);
        }
        let after = fs::read_to_string(top.path().join("meta.json")).expect("a head");
        assert_eq!(after, meta, "{}", kept.display());
        tried += 1;
    }
    assert!(tried > 0, "no folders");
}

/// The fingerprint is what keeps other formats out. Where somebody forges it, what is missing is an
/// error and never a panic.
#[test]
fn an_older_format_under_this_fingerprint_is_an_error() {
    let top = tempfile::tempdir().expect("a folder");
    let folder = top.path().join("index");
    copy(&golden("without-words"), &folder);
    let Err(Error::Fingerprint { found, wanted, .. }) = Index::open(&folder) else {
        panic!("the older format opens as it stands");
    };
    adopt(&folder, &found, &wanted);
    let told = told_by(&folder);
    assert_ne!(told, "a panic\n");
    assert!(told.contains("index"), "{told}");
}

/// An index that tantivy made and nobody of ours signed.
fn write_unsigned(folder: &Path) {
    let mut schema = tantivy::schema::Schema::builder();
    let text = schema.add_text_field("text", tantivy::schema::TEXT | tantivy::schema::STORED);
    fs::create_dir_all(folder).expect("a folder");
    let index = tantivy::Index::create_in_dir(folder, schema.build()).expect("an index");
    let mut writer: tantivy::IndexWriter =
        index.writer_with_num_threads(1, 15_000_000).expect("a writer");
    writer.add_document(tantivy::doc!(text => "养老床位")).expect("add");
    writer.commit().expect("commit");
    writer.wait_merging_threads().expect("merges");
}

#[test]
#[ignore = "writes golden/present and golden/unsigned anew: see the head of this file"]
fn written_anew() {
    for (kept, write) in [("present", write as fn(&Path)), ("unsigned", write_unsigned)] {
        let folder = golden(kept);
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("removed");
        }
        write(&folder);
        for path in
            fs::read_dir(&folder).expect("the folder").map(|one| one.expect("a file").path())
        {
            if name(&path).ends_with(".lock") {
                fs::remove_file(path).expect("removed");
            }
        }
    }
    fs::write(golden("present.txt"), told_by(&golden("present"))).expect("written");
}
