//! The engine from outside: reports go in, answers come out.

mod archives;
mod best;
mod part_of_words;

use suyan_engine::{Index, IndexWriter};
use suyan_search::{Backend, Filters, Group, Hit, SearchRequest, Tier};

use archives::{Dice, OPTIONS, archive, archive_in_parts, ask, report};

/// Every row of `tests/cases/search.tsv` and `more.tsv` is an archive of one passage.
#[test]
fn the_search_cases_hold() {
    let tables = [
        include_str!("../../../../tests/cases/search.tsv"),
        include_str!("../../../../tests/cases/more.tsv"),
    ];
    let rows = tables.iter().flat_map(|table| table.lines().skip(1));
    let mut failures = Vec::new();
    for row in rows.filter(|row| !row.is_empty()) {
        let cells: Vec<&str> = row.split('\t').collect();
        let (id, query, text, least, marks) = (cells[0], cells[1], cells[2], cells[3], cells[4]);
        let archive = archive(&[report(id, 2023, &[text])]);
        let answer = ask(&archive, query);
        let passage = answer.hits.first().and_then(|hit| hit.passages.first());
        let rank = |tier: Option<Tier>| match tier {
            Some(Tier::Exact) => 0,
            Some(Tier::Near) => 1,
            Some(Tier::Words) => 2,
            Some(Tier::Some) => 3,
            None => 4,
        };
        let tier = passage.map(|passage| passage.tier);
        let wanted = match least {
            "exact" => 0,
            "near" => 1,
            "words" => 2,
            "some" => 3,
            _ => 4,
        };
        let fits = if wanted == 4 { tier.is_none() } else { rank(tier) <= wanted };
        let marked: Vec<&str> = passage
            .map(|p| p.snippet.iter().filter(|f| f.matched).map(|f| f.text.as_str()).collect())
            .unwrap_or_default();
        let marks_fit = marks.is_empty() || marked == marks.split(';').collect::<Vec<_>>();
        if !fits || !marks_fit {
            failures.push(format!(
                "{id} {query} in {text}: wanted {least}, got {tier:?}; marks {marked:?}, read as {:?}",
                answer.read_as
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn counts_are_exact_and_grouped() {
    let archive = archive(&[
        report("甲", 2021, &["架空线入地工程开工。", "实施架空线入地。", "其他工作。"]),
        report("乙", 2023, &["入地的架空线。"]),
    ]);
    let quoted = ask(&archive, "\"架空线入地\"");
    assert_eq!((quoted.total.reports, quoted.total.passages), (1, 2));
    assert_eq!(quoted.hits[0].matching_passages, 2);
    let words = ask(&archive, "架空线入地");
    assert_eq!((words.total.reports, words.total.passages), (2, 3));
    assert_eq!(words.hits[0].report.id, "甲");
    assert_eq!(words.facets.year.iter().map(|f| f.reports).sum::<u64>(), 2);
    let filtered = ask(&archive, "架空线 年:2022..");
    assert_eq!(filtered.total.reports, 1);
    let excluded = ask(&archive, "架空线 -工程");
    assert_eq!(excluded.total.passages, 2);
    let either = ask(&archive, "(开工 架空线) OR 其他工作");
    assert_eq!(either.total.passages, 2);
}

#[test]
fn a_report_is_replaced_and_removed_with_a_commit() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(folder.path(), OPTIONS).expect("a writer");
    writer.put(&report("甲", 2021, &["旧的句子。"])).expect("put");
    writer.put(&report("乙", 2021, &["不变的句子。"])).expect("put");
    writer.commit(b"one").expect("commit");
    let index = Index::open(folder.path()).expect("open");
    writer.put(&report("甲", 2021, &["新的句子。", "又一句。"])).expect("put");
    assert!(!index.reload().expect("reload"), "nothing is visible before the commit");
    writer.commit(b"two").expect("commit");
    assert!(index.reload().expect("reload"));
    assert_eq!(index.manifest().expect("manifest"), b"two");
    let request = |query: &str| SearchRequest {
        query: query.to_owned(),
        limit: 10,
        group: Group::Passage,
        passages_per_report: 1,
        ..SearchRequest::default()
    };
    assert_eq!(index.search(&request("\"旧的\"")).expect("answer").total.passages, 0);
    assert_eq!(index.search(&request("\"句子\"")).expect("answer").total.passages, 2);
    assert!(matches!(IndexWriter::open(folder.path(), OPTIONS), Err(suyan_search::Error::Busy(_))));
    writer.remove("乙").expect("remove");
    writer.commit(b"three").expect("commit");
    index.reload().expect("reload");
    assert_eq!(index.reports(&Filters::default(), 10, 0).expect("list").total, 1);
    assert!(index.report("乙").expect("report").is_none());
    assert_eq!(index.report("甲").expect("report").expect("there").passages.len(), 2);
}

#[test]
fn single_characters_are_found_exactly() {
    let archive = archive(&[report("甲", 2021, &["昔者莊周夢為胡蝶。", "蝶", "没有。"])]);
    assert_eq!(ask(&archive, "蝶").total.passages, 2);
    assert_eq!(ask(&archive, "\"。\"").total.passages, 2);
}

#[test]
fn punctuation_and_what_stands_beside_it_are_found_exactly() {
    let archive = archive(&[report(
        "甲",
        2021,
        &[
            "改造管网，加装电梯；供水、供电。",
            "加快改造，水质提升。",
            "GDP per capita增长5%，加",
            "，",
        ],
    )]);
    let cases = [
        ("\"，加\"", 2),
        ("\"，加装\"", 1),
        ("\"网，加\"", 1),
        ("\"，\"", 4),
        ("\"；供水、供\"", 1),
        ("\"、供\"", 1),
        ("\"、水\"", 0),
        ("\"5%，加\"", 1),
        ("\"%，\"", 1),
        ("\"p c\"", 0),
        ("\"gdp p\"", 1),
        ("\"电。\"", 1),
        ("\"。电\"", 0),
        ("\"水 电\"~3", 1),
        ("\"水 电\"~1", 0),
        ("\"水 升\"~9", 1),
    ];
    for (query, passages) in cases {
        assert_eq!(ask(&archive, query).total.passages, passages, "{query}");
    }
}

#[test]
fn a_report_put_again_before_a_commit_stands_as_it_was_put_last() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(folder.path(), OPTIONS).expect("a writer");
    writer.put(&report("甲", 2021, &["最早的句子。"])).expect("put");
    writer.commit(b"").expect("commit");
    writer.put(&report("甲", 2021, &["后来的句子。"])).expect("put");
    writer.put(&report("乙", 2021, &["别的句子。"])).expect("put");
    writer.put(&report("甲", 2021, &["最后的句子。"])).expect("put");
    writer.remove("乙").expect("remove");
    writer.put(&report("丙", 2021, &["另一句子。"])).expect("put");
    writer.commit(b"").expect("commit");
    let index = Index::open(folder.path()).expect("open");
    let total = |query: &str| {
        let request =
            SearchRequest { query: query.to_owned(), limit: 9, ..SearchRequest::default() };
        index.search(&request).expect("an answer").total.passages
    };
    assert_eq!(total("\"句子\""), 2);
    assert_eq!(total("\"最后的句子\""), 1);
    assert_eq!(total("\"别的句子\""), 0);
}

/// Places are told without texts, and are those that are told with them.
#[test]
fn places_only_are_the_same_places() {
    let (archive, _) = archive_in_parts(&mut Dice(31));
    for query in ["养老", "养老 托育", "养老 托育 绿道 不在", ""] {
        let of = |places_only: bool| {
            let request = SearchRequest {
                query: query.to_owned(),
                limit: 20,
                group: Group::Passage,
                passages_per_report: 1,
                places_only,
                ..SearchRequest::default()
            };
            let answer = archive.index.search(&request).expect("an answer");
            let place = |hit: &Hit| {
                let passage = &hit.passages[0];
                assert_eq!(passage.snippet.is_empty(), places_only);
                (hit.report.id.clone(), passage.ordinal, passage.part, hit.score)
            };
            answer.hits.iter().map(place).collect::<Vec<_>>()
        };
        assert_eq!(of(true), of(false), "{query}");
    }
}
