//! What an explanation says of a report is what the search does with it: on random archives, for
//! every report and for queries of every form.

use std::collections::HashMap;

use suyan_corpus::Report;
use suyan_engine::{Index, IndexWriter, WriterOptions};
use suyan_search::conformance::{Dice, random_query, random_reports, random_request};
use suyan_search::{
    Backend, ExplainVerdict, Explanation, Filters, Group, SearchAnswer, SearchRequest, Sort, Tier,
};

/// An index of several segments.
fn index(reports: &[Report]) -> (tempfile::TempDir, Index) {
    let folder = tempfile::tempdir().expect("a folder");
    let options = WriterOptions { threads: 1, memory: 50_000_000 };
    let mut writer = IndexWriter::open(folder.path(), options).expect("a writer");
    for some in reports.chunks(23) {
        some.iter().for_each(|report| writer.put(report).expect("put"));
        writer.commit(b"").expect("commit");
    }
    writer.finish().expect("finish");
    let index = Index::open(folder.path()).expect("open");
    (folder, index)
}

/// So closely the score of a hit is kept while it is held against others.
const KEPT_TO: f32 = 1.0 / 4096.0;

/// What a request finds: reports in their order, and the passages of each, with their scores.
struct Searched {
    answer: SearchAnswer,
    order: Vec<String>,
    passages: HashMap<String, Vec<(u32, Tier, f32)>>,
}

fn searched(index: &Index, request: &SearchRequest) -> Searched {
    let whole = SearchRequest { limit: 10_000, offset: 0, ..request.clone() };
    let reports = SearchRequest { group: Group::Report, ..whole.clone() };
    let answer = SearchAnswer::clone(&index.search(&reports).expect("an answer"));
    let order = answer.hits.iter().map(|hit| hit.report.id.clone()).collect();
    let one_by_one = SearchRequest { group: Group::Passage, ..whole };
    let mut passages = HashMap::<String, Vec<_>>::new();
    for hit in &index.search(&one_by_one).expect("an answer").hits {
        for passage in &hit.passages {
            let of_report = passages.entry(hit.report.id.clone()).or_default();
            of_report.push((passage.ordinal, passage.tier, hit.score));
        }
    }
    Searched { answer, order, passages }
}

/// Where the answer counts whole matches, whether the report has any is what the verdict says.
fn check(index: &Index, request: &SearchRequest, id: &str, found: &Searched) -> Explanation {
    let explanation = index.explain(request, id).expect("an explanation");
    let said = format!("{id} of {request:?}: {explanation:#?}");
    let passages = found.passages.get(id).map_or(&[][..], Vec::as_slice);
    let whole = passages.iter().filter(|(_, tier, _)| *tier != Tier::Some).count();
    let in_part = found.answer.total.passages > 0
        && found.passages.values().flatten().all(|(_, tier, _)| *tier == Tier::Some);
    assert_eq!(explanation.total, found.answer.total, "{said}");
    match explanation.verdict {
        ExplainVerdict::Found => {
            let place = found.order.iter().position(|other| other == id);
            assert_eq!(explanation.rank, place.map(|place| place as u64 + 1), "{said}");
            assert_eq!(explanation.matching_passages, whole as u64, "{said}");
            assert!(!in_part && whole > 0, "{said}");
        }
        ExplainVerdict::FoundInPart => {
            let place = found.order.iter().position(|other| other == id);
            assert_eq!(explanation.rank, place.map(|place| place as u64 + 1), "{said}");
            assert!(whole == 0 && !passages.is_empty(), "{said}");
        }
        ExplainVerdict::NotInArchive => panic!("{said}"),
        _ => {
            assert_eq!((explanation.rank, explanation.matching_passages), (None, 0), "{said}");
            assert_eq!(whole, 0, "{said}");
        }
    }
    explanation
}

#[test]
fn verdicts_ranks_and_counts_are_those_of_the_search() {
    let mut seen = HashMap::<String, usize>::new();
    for seed in 0..3 {
        let reports = random_reports(seed);
        let (_folder, index) = index(&reports);
        let mut dice = Dice::new(seed + 77);
        for _ in 0..60 {
            let query = random_query(&mut dice);
            let request = random_request(&query, &mut dice);
            let found = searched(&index, &request);
            for _ in 0..8 {
                let id = &reports[dice.below(reports.len())].id;
                let explanation = check(&index, &request, id, &found);
                *seen.entry(format!("{:?}", explanation.verdict)).or_default() += 1;
            }
        }
    }
    for verdict in ["Found", "FilteredOut", "Excluded", "WordsMissing", "WordsApart"] {
        assert!(seen.get(verdict).is_some_and(|&many| many > 10), "{verdict}: {seen:?}");
    }
}

/// A word is said to stand in as many passages of the report as a search for it finds there.
#[test]
fn words_are_counted_in_the_whole_report() {
    let reports = random_reports(5);
    let (_folder, index) = index(&reports);
    for query in ["养老 床位", "水库 PM2.5 -发展", "托育 OR 农业 12亿元", "\"建设 投资\"~3 道路"]
    {
        let request = SearchRequest {
            query: query.to_owned(),
            filters: Filters { years: Some((2003, 2005)), ..Filters::default() },
            limit: 10,
            ..SearchRequest::default()
        };
        for report in &reports {
            let explanation = index.explain(&request, &report.id).expect("an explanation");
            assert!(!explanation.words.is_empty());
            for word in explanation.words.iter().filter(|word| !word.word.contains('~')) {
                let alone = format!("\"{}\"", word.word.trim_matches('"'));
                let holding = index.matches(&report.id, &alone).expect("matches").len() as u64;
                assert_eq!(word.passages, holding, "{} of {query} in {}", word.word, report.id);
            }
        }
    }
}

/// What a score is made of adds up to the score that the passage is ordered by.
#[test]
fn parts_of_a_score_add_up_to_it() {
    let reports = random_reports(8);
    let (_folder, index) = index(&reports);
    let mut compared = 0;
    for query in ["养老", "养老 床位", "发展 建设 道路", "水库 OR 农业", "\"发展 建设\"~4"]
    {
        let request = SearchRequest { query: query.to_owned(), ..SearchRequest::default() };
        let found = searched(&index, &request);
        for (id, passages) in &found.passages {
            let explanation = index.explain(&request, id).expect("an explanation");
            for check in &explanation.passages {
                let Some(score) = &check.score else { continue };
                let adds: f32 = score.words.iter().map(|word| word.adds).sum();
                let sum = (adds + score.closeness) * score.worth;
                assert!((sum - score.score).abs() <= 1e-4 * sum.abs().max(1.0), "{score:?}");
                let Some(hit) = passages.iter().find(|(ordinal, ..)| *ordinal == check.ordinal)
                else {
                    continue;
                };
                compared += 1;
                assert!(
                    (hit.2 - score.score).abs() <= KEPT_TO * hit.2.abs().max(1.0),
                    "{query}, passage {} of {id}: ordered by {}, said to be {score:?}",
                    check.ordinal,
                    hit.2
                );
            }
        }
    }
    assert!(compared > 200, "{compared}");
}

#[test]
fn each_filter_is_told_with_what_the_report_has() {
    let reports = random_reports(2);
    let (_folder, index) = index(&reports);
    let request = SearchRequest {
        query: "发展 类型:规划".to_owned(),
        filters: Filters { years: Some((2001, 2004)), ..Filters::default() },
        sort: Sort::Newest,
        limit: 1,
        ..SearchRequest::default()
    };
    for report in &reports {
        let explanation = index.explain(&request, &report.id).expect("an explanation");
        let year = report.facts.year.expect("a year");
        let told: Vec<(&str, bool)> =
            explanation.filters.iter().map(|one| (one.filter.as_str(), one.passes)).collect();
        let is_plan = report.facts.kind == suyan_corpus::Kind::Plan;
        let wanted = [("年:2001..2004", (2001..=2004).contains(&year)), ("类型:规划", is_plan)];
        assert_eq!(told, wanted, "{}", report.id);
        let years = explanation.filters[0].has.clone();
        assert_eq!(years.as_deref(), Some(year.to_string().as_str()));
        let is_out = wanted.iter().any(|(_, passes)| !passes);
        assert_eq!(explanation.verdict == ExplainVerdict::FilteredOut, is_out, "{}", report.id);
        assert_eq!(explanation.failed_filters().count(), wanted.iter().filter(|w| !w.1).count());
    }
    let absent = index.explain(&request, "no such report").expect("an explanation");
    assert_eq!(absent, Explanation::absent());
}
