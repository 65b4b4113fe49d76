//! Lists, facets and pages against a plain filter over everything, and damage.

use std::ops::ControlFlow;
use std::path::Path;

use suyan_corpus::{Facts, Gazetteer, Kind, Part, Passage, Report};
use suyan_promises::{PreparedReport, Strength, Verdict, outcome, promises};
use suyan_search::ledger::{
    ComponentDraft, DraftPromise, DraftReport, PromiseFacets, Related, ShownItem, related, tellers,
};
use suyan_search::{
    Backend, Error, Filters, PromiseRequest, PromiseSink, PromiseSort, ShownPromise, SourceReport,
};

use crate::store::ledger::FOLDER;
use crate::{Index, IndexWriter, WriterOptions};

const OPTIONS: WriterOptions = WriterOptions { threads: 1, memory: 1 << 20 };

/// Two districts, four years; what is promised in one is told, or not, in the next.
fn reports() -> Vec<Report> {
    let gazetteer = Gazetteer::builtin();
    let mut reports = Vec::new();
    for (code, name) in [("310104", "徐汇区"), ("310101", "黄浦区")] {
        for year in 2019..2023i16 {
            let place = gazetteer.by_code(code, Some(year)).unwrap();
            let beds = 200 + 10 * i32::from(year - 2019);
            let lines = [
                (Part::Other, format!("{year}年{name}政府工作报告")),
                (
                    Part::Review,
                    format!("全年新增养老床位{}张，完成旧管网改造{}公里。", beds - 10, year % 7),
                ),
                (
                    Part::Review,
                    "河道步道贯通到城北，沿线栽下乔木三千余株，居民散步不必再绕行。".repeat(60),
                ),
                (
                    Part::Tasks,
                    format!(
                        "新增养老床位{beds}张，完成旧管网改造{}公里。建成{name}{year}号文化馆，力争年底前开放。",
                        year % 5 + 3
                    ),
                ),
                (
                    Part::Livelihood,
                    format!("新建口袋公园{}个。支持{name}企业发展，为居民办实事。", year % 4 + 2),
                ),
            ];
            let passage = |(ordinal, (part, text))| Passage {
                ordinal,
                part,
                heading: Vec::new(),
                is_heading: false,
                text,
            };
            reports.push(Report {
                id: format!("{code}:{year}"),
                facts: Facts {
                    title: format!("{year}年{name}政府工作报告"),
                    place: Some(gazetteer.place(place, Some(year))),
                    year: Some(year),
                    kind: Kind::WorkReport,
                    ..Facts::default()
                },
                passages: (1..).zip(lines).map(passage).collect(),
            });
        }
    }
    reports
}

/// The components of an index, as the indexer makes them.
fn drafts(index: &Index) -> Vec<ComponentDraft> {
    let gazetteer = Gazetteer::builtin();
    let draft = |related: Related| {
        let read = |source: &SourceReport| index.read_source(source).unwrap();
        let reports: Vec<Report> = related.sources.iter().map(read).collect();
        let accounts: Vec<PreparedReport<'_>> =
            reports.iter().filter_map(PreparedReport::of).collect();
        let of = |at: usize| {
            let tellers = tellers(gazetteer, &related.sources[at], &related.sources);
            let later: Vec<&PreparedReport<'_>> = accounts
                .iter()
                .filter(|account| tellers.iter().any(|one| *one.id == *account.report))
                .collect();
            let with = |promise: suyan_promises::Promise| {
                let tell = |item| outcome(item, &promise.text, &accounts[at], &later, i16::MIN);
                let outcomes = promise.items.iter().map(tell).collect();
                DraftPromise { promise, outcomes }
            };
            let (id, year) = (reports[at].id.clone(), related.sources[at].year);
            let promises = promises(&reports[at]).into_iter().map(with).collect();
            DraftReport { id, year, promises }
        };
        let reports = (0..reports.len()).map(of).collect();
        ComponentDraft { codes: related.codes.clone(), key: related.codes.join("-"), reports }
    };
    related(gazetteer, index.sources().unwrap()).into_iter().map(draft).collect()
}

fn index(folder: &Path) -> Index {
    let mut writer = IndexWriter::open(folder, OPTIONS).unwrap();
    reports().iter().for_each(|report| writer.put(report).unwrap());
    writer.commit(b"").unwrap();
    let drafts = drafts(&Index::open(folder).unwrap());
    let entries: Vec<_> =
        drafts.iter().map(|draft| writer.write_component(draft).unwrap()).collect();
    writer.set_ledger(&entries);
    writer.commit(b"").unwrap();
    writer.finish().unwrap();
    Index::open(folder).unwrap()
}

struct All(Vec<ShownPromise>, (u64, u64));

impl PromiseSink for All {
    fn begin(&mut self, promises: u64, items: u64) {
        self.1 = (promises, items);
    }

    fn promise(&mut self, promise: &ShownPromise) -> ControlFlow<()> {
        self.0.push(promise.clone());
        ControlFlow::Continue(())
    }
}

fn scan(index: &Index, request: &PromiseRequest) -> Vec<ShownPromise> {
    let mut all = All(Vec::new(), (0, 0));
    index.scan_promises(request, &mut all).unwrap();
    let items: usize = all.0.iter().map(|promise| promise.items.len()).sum();
    assert_eq!((all.0.len() as u64, items as u64), all.1);
    all.0
}

fn request() -> PromiseRequest {
    PromiseRequest { limit: 1_000, facets: true, candidates: true, ..PromiseRequest::default() }
}

/// Requests, each with the strings of which a promise of it holds one.
fn requests() -> Vec<(PromiseRequest, &'static [&'static str])> {
    let of = |filters: Filters| PromiseRequest { filters, ..request() };
    let query = |query: &str| PromiseRequest { query: query.to_owned(), ..request() };
    let report = |id: &str| PromiseRequest { report: Some(id.to_owned()), ..request() };
    let filters = Filters::default();
    vec![
        (request(), &[]),
        (of(Filters { places: vec!["徐汇".to_owned()], ..filters.clone() }), &[]),
        (of(Filters { years: Some((2020, 2021)), ..filters.clone() }), &[]),
        (of(Filters { parts: vec![Part::Livelihood], ..filters }), &[]),
        (report("310104:2020"), &[]),
        (report("none"), &[]),
        (PromiseRequest { verdicts: vec![Verdict::Kept, Verdict::Missed], ..request() }, &[]),
        (PromiseRequest { strengths: vec![Strength::Strive], ..request() }, &[]),
        (PromiseRequest { quantity: Some(true), ..request() }, &[]),
        (PromiseRequest { quantity: Some(false), ..request() }, &[]),
        (query("养老床位"), &["养老床位"]),
        (query("部分:任务 文化馆"), &["文化馆"]),
        (query("养老床位 OR 口袋公园"), &["养老床位", "口袋公园"]),
        (query("养老床位 文化馆"), &["nothing"]),
    ]
}

/// The promises that a request finds, each with how many of its items, by a look at each.
fn wanted<'a>(
    all: &'a [ShownPromise],
    request: &PromiseRequest,
    words: &[&str],
) -> Vec<(&'a str, usize)> {
    let passes = |promise: &&ShownPromise| {
        let Filters { places, years, parts, .. } = &request.filters;
        let report = &promise.report;
        (places.is_empty() || report.place.as_ref().is_some_and(|p| p.name == "徐汇区"))
            && years.is_none_or(|(a, b)| report.year.is_some_and(|y| (a..=b).contains(&y)))
            && (parts.is_empty() || parts.contains(&promise.part))
            && request.report.as_ref().is_none_or(|id| *id == report.id)
            && (request.strengths.is_empty() || request.strengths.contains(&promise.strength))
            && (words.is_empty() || words.iter().any(|word| promise.text.contains(word)))
    };
    let item = |item: &&ShownItem| {
        (request.verdicts.is_empty() || request.verdicts.contains(&item.outcome.verdict))
            && request.quantity.is_none_or(|wanted| wanted == item.quantity.is_some())
    };
    let with_items =
        |promise: &'a ShownPromise| (&*promise.id, promise.items.iter().filter(item).count());
    all.iter().filter(passes).map(with_items).filter(|(_, items)| *items > 0).collect()
}

/// How many items each facet counts in all.
fn sums(facets: &PromiseFacets) -> [u64; 5] {
    [
        facets.verdict.iter().map(|one| one.items).sum::<u64>(),
        facets.strength.iter().map(|one| one.items).sum(),
        facets.year.iter().map(|one| one.items).sum(),
        facets.place.iter().map(|one| one.items).sum(),
        facets.part.iter().map(|one| one.items).sum(),
    ]
}

#[test]
fn lists_and_facets_are_what_a_plain_filter_finds() {
    let folder = tempfile::tempdir().unwrap();
    let index = index(folder.path());
    let all = scan(&index, &request());
    assert!(all.len() > 20, "{}", all.len());
    for (request, words) in requests() {
        let wanted = wanted(&all, &request, words);
        let list = index.promises(&request).unwrap();
        let of = |promise: &ShownPromise| (promise.id.clone(), promise.items.len());
        let found: Vec<(String, usize)> = list.promises.iter().map(of).collect();
        let same = found.iter().map(|(id, items)| (id.as_str(), *items)).eq(wanted.iter().copied());
        assert!(same, "{request:?}: {found:?}, and not {wanted:?}");
        let items: u64 = wanted.iter().map(|(_, items)| *items as u64).sum();
        assert_eq!((list.total.promises, list.total.items), (wanted.len() as u64, items));
        assert_eq!(sums(&list.facets), [items; 5], "{request:?}");
        let pages: Vec<ShownPromise> = (0..)
            .map(|page| PromiseRequest { offset: page * 3, limit: 3, ..request.clone() })
            .map(|page| index.promises(&page).unwrap().promises)
            .take_while(|page| !page.is_empty())
            .flatten()
            .collect();
        assert_eq!(pages, list.promises, "{request:?}");
    }
}

#[test]
fn the_order_is_by_year_place_and_reading() {
    let folder = tempfile::tempdir().unwrap();
    let index = index(folder.path());
    let key = |promise: &ShownPromise| {
        let code = promise.report.place.as_ref().map(|place| place.code.clone());
        (promise.report.year, code, promise.ordinal, promise.sentence)
    };
    assert!(scan(&index, &request()).iter().map(key).is_sorted());
    let newest = PromiseRequest { sort: PromiseSort::Newest, ..request() };
    let years: Vec<_> = scan(&index, &newest).iter().map(|one| one.report.year).collect();
    assert!(years.is_sorted_by(|a, b| a >= b) && years.len() > 20);
    let query = "养老床位".to_owned();
    let relevance = PromiseRequest { sort: PromiseSort::Relevance, query, ..request() };
    let (by_rank, mut in_order) = (
        scan(&index, &relevance),
        scan(&index, &PromiseRequest { query: relevance.query.clone(), ..request() }),
    );
    assert_eq!(by_rank.len(), in_order.len());
    in_order.retain(|one| !by_rank.contains(one));
    assert!(in_order.is_empty());
}

#[test]
fn what_is_missing_and_what_is_not_due_hangs_on_the_archive() {
    let folder = tempfile::tempdir().unwrap();
    let index = index(folder.path());
    let of = |year: i16| {
        let filters = Filters { years: Some((year, year)), ..Filters::default() };
        let all = scan(&index, &PromiseRequest { filters, ..request() });
        all.into_iter()
            .flat_map(|one| one.items)
            .map(|item| item.outcome.verdict)
            .collect::<Vec<_>>()
    };
    assert!(of(2022).iter().all(|verdict| *verdict == Verdict::NotDue), "{:?}", of(2022));
    assert!(!of(2021).contains(&Verdict::NotDue) && !of(2021).contains(&Verdict::NoReport));
    let mut writer = IndexWriter::open(folder.path(), OPTIONS).unwrap();
    // A report of another place is the newest of the archive now.
    let mut other = reports().remove(0);
    (other.id, other.facts.year) = ("later".to_owned(), Some(2024));
    other.facts.place = Gazetteer::builtin()
        .by_code("310105", Some(2024))
        .map(|row| Gazetteer::builtin().place(row, Some(2024)));
    writer.put(&other).unwrap();
    writer.commit(b"").unwrap();
    writer.finish().unwrap();
    index.reload().unwrap();
    let told = of(2022);
    assert!(told.iter().all(|verdict| *verdict == Verdict::NoReport), "{told:?}");
}

#[test]
fn one_promise_is_told_through_the_years() {
    let folder = tempfile::tempdir().unwrap();
    let index = index(folder.path());
    let query = "养老床位 年:2019 地区:徐汇".to_owned();
    let found = index.promises(&PromiseRequest { query, ..request() }).unwrap().promises;
    let story = index.promise(&found[0].id).unwrap().unwrap();
    assert_eq!(story.promise, found[0]);
    let years: Vec<i16> = story.later.iter().map(|year| year.year).collect();
    assert_eq!(years, [2020, 2021, 2022]);
    assert!(story.later[0].items[0][0].telling.text.contains("养老床位200张"));
    for none in ["", "x", "310104:2019", "310104:2019:99:1", "310104:2019:4:0", ":::", "a:1:1"] {
        assert_eq!(index.promise(none).unwrap(), None, "{none}");
    }
}

#[test]
fn damage_is_told_and_old_files_are_taken_away() {
    let folder = tempfile::tempdir().unwrap();
    drop(index(folder.path()));
    let files = || -> Vec<std::path::PathBuf> {
        std::fs::read_dir(folder.path().join(FOLDER)).unwrap().map(|e| e.unwrap().path()).collect()
    };
    assert_eq!(files().len(), 2);
    assert!(crate::check(folder.path()).unwrap().damaged.is_empty());
    let file = files().remove(0);
    let whole = std::fs::read(&file).unwrap();
    for at in [0, 30, whole.len() / 2, whole.len() - 1] {
        let mut turned = whole.clone();
        turned[at] ^= 4;
        std::fs::write(&file, &turned).unwrap();
        let damaged = crate::check(folder.path()).unwrap().damaged;
        assert!(damaged.len() == 1 && damaged[0].contains("ledger/"), "{damaged:?}");
        let asked = Index::open(folder.path()).and_then(|index| index.promises(&request()));
        assert!(matches!(asked, Err(Error::Damaged { .. })), "byte {at}");
    }
    std::fs::remove_file(&file).unwrap();
    assert!(matches!(Index::open(folder.path()), Err(Error::Damaged { .. })));
    std::fs::write(&file, &whole).unwrap();
    // A place whose reports are gone has no file any more, and what a stopped run left neither.
    std::fs::write(folder.path().join(FOLDER).join("left"), b"x").unwrap();
    let mut writer = IndexWriter::open(folder.path(), OPTIONS).unwrap();
    let kept = writer.ledger()[..1].to_vec();
    writer.set_ledger(&kept);
    writer.commit(b"").unwrap();
    writer.finish().unwrap();
    assert_eq!(files().len(), 1);
    assert!(!scan(&Index::open(folder.path()).unwrap(), &request()).is_empty());
}
