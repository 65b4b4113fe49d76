//! What is counted, and which hits come first, against a scan and against longer lists.

use suyan_corpus::{Part, Passage, Report};
use suyan_search::{Backend, Filters, Group, Hit, SearchRequest, Sort};

use crate::archives::{Dice, WORDS, archive, archive_in_parts, report};

/// One word, as a scan would count it, by report and by part, with filters and without.
#[test]
fn one_word_is_counted_as_a_scan_counts() {
    let (archive, reports) = archive_in_parts(&mut Dice(23));
    for word in WORDS.into_iter().chain(["", "站", "不在"]) {
        for round in 0..6 {
            let years = (round % 3 == 1).then_some((2001, 2002 + round));
            let parts = if round > 2 { vec![Part::Tasks, Part::ALL[1]] } else { Vec::new() };
            let admits = |report: &&Report| {
                let year = report.facts.year.expect("a year");
                years.is_none_or(|(from, to)| (from..=to).contains(&year))
            };
            let matching = |report: &Report| -> Vec<Part> {
                let is_in = |passage: &&Passage| {
                    passage.text.contains(word)
                        && (parts.is_empty() || parts.contains(&passage.part))
                };
                report.passages.iter().filter(is_in).map(|passage| passage.part).collect()
            };
            let found: Vec<(String, Vec<Part>)> = reports
                .iter()
                .filter(admits)
                .map(|report| (report.id.clone(), matching(report)))
                .filter(|(_, parts)| !parts.is_empty())
                .collect();
            let request = SearchRequest {
                query: word.to_owned(),
                limit: 100,
                facets: true,
                passages_per_report: 1,
                filters: Filters { years, parts: parts.clone(), ..Filters::default() },
                ..SearchRequest::default()
            };
            let answer = archive.index.search(&request).expect("an answer");
            let said = format!("{word} {years:?} {parts:?}");
            let passages = found.iter().map(|(_, parts)| parts.len() as u64).sum::<u64>();
            assert_eq!(answer.total.passages, passages, "{said}");
            let mut hits: Vec<(String, u64)> =
                answer.hits.iter().map(|h| (h.report.id.clone(), h.matching_passages)).collect();
            let mut wanted: Vec<(String, u64)> =
                found.iter().map(|(id, parts)| (id.clone(), parts.len() as u64)).collect();
            hits.sort_unstable();
            wanted.sort_unstable();
            assert_eq!(hits, wanted, "{said}");
            for facet in &answer.facets.part {
                let of_part = |(_, parts): &(String, Vec<Part>)| {
                    parts.iter().filter(|part| **part == facet.value).count() as u64
                };
                let counts: Vec<u64> = found.iter().map(of_part).collect();
                let reports = counts.iter().filter(|&&count| count > 0).count() as u64;
                assert_eq!(
                    (facet.reports, facet.passages),
                    (reports, counts.iter().sum()),
                    "{said} {:?}",
                    facet.value
                );
            }
        }
    }
}

/// However few are asked for, one word finds the first of all; and an explanation tells where each
/// report stands among them.
#[test]
fn the_best_of_one_word_are_the_best_of_all() {
    let (archive, _) = archive_in_parts(&mut Dice(29));
    for word in WORDS.into_iter().chain([""]) {
        for group in [Group::Report, Group::Passage] {
            for sort in [Sort::Relevance, Sort::Newest, Sort::Oldest] {
                let request = |limit: usize, offset: usize| SearchRequest {
                    query: word.to_owned(),
                    limit,
                    offset,
                    group,
                    sort,
                    passages_per_report: 1,
                    ..SearchRequest::default()
                };
                let of = |limit: usize, offset: usize| {
                    let answer = archive.index.search(&request(limit, offset)).expect("an answer");
                    let place = |hit: &Hit| {
                        let passage = &hit.passages[0];
                        (hit.report.id.clone(), passage.ordinal, hit.score, passage.tier)
                    };
                    answer.hits.iter().map(place).collect::<Vec<_>>()
                };
                let many = of(2000, 0);
                for (few, from) in [(1, 0), (3, 0), (10, 0), (10, 30), (40, 20)] {
                    let page = from.min(many.len())..(from + few).min(many.len());
                    assert_eq!(of(few, from), many[page], "{word} {group:?} {sort:?} {from}");
                }
                if group == Group::Report {
                    for (at, (id, ..)) in many.iter().enumerate().step_by(7) {
                        let explained = archive.index.explain(&request(10, 0), id);
                        let rank = explained.expect("an explanation").rank;
                        assert_eq!(rank, Some(at as u64 + 1), "{word} {sort:?} {id}");
                    }
                }
            }
        }
    }
}

/// Whoever cannot reach the first is not looked at closely, and the first stay the same.
#[test]
fn the_best_of_thousands_are_the_best_of_all() {
    let mut dice = Dice(37);
    let reports: Vec<Report> = (0..400)
        .map(|number| {
            let passage = |_| {
                let mut words: Vec<&str> = (0..12 + dice.roll(30))
                    .map(|_| WORDS[4 + dice.roll(WORDS.len() - 4)])
                    .collect();
                for word in
                    ["养老", "托育", "公园"].iter().chain((dice.roll(7) == 0).then_some(&"绿道"))
                {
                    words.insert(dice.roll(words.len() + 1), word);
                }
                words.join(if dice.roll(4) == 0 { "，" } else { "" })
            };
            let texts: Vec<String> = (0..20).map(passage).collect();
            let lines: Vec<&str> = texts.iter().map(String::as_str).collect();
            report(&format!("r{number}"), 2000 + (number % 20) as i16, &lines)
        })
        .collect();
    let archive = archive(&reports);
    let queries = ["养老 托育", "养老托育", "托育 绿道", "养老绿道", "托育 养老 OR 绿道 养老"];
    // A question's second look takes the scores of more than are wanted.
    for query in queries.into_iter().chain(["养老公园托育吗？"]) {
        for group in [Group::Report, Group::Passage] {
            let of = |limit: usize, offset: usize| {
                let request = SearchRequest {
                    query: query.to_owned(),
                    limit,
                    offset,
                    group,
                    passages_per_report: 1,
                    ..SearchRequest::default()
                };
                let answer = archive.index.search(&request).expect("an answer");
                let place = |hit: &Hit| {
                    let passage = &hit.passages[0];
                    (hit.report.id.clone(), passage.ordinal, hit.score, passage.tier)
                };
                answer.hits.iter().map(place).collect::<Vec<_>>()
            };
            let many = of(6000, 0);
            assert!(many.len() >= 200, "{query} {group:?}: {}", many.len());
            assert!(
                many.is_sorted_by_key(|hit| hit.3),
                "{query} {group:?}: tiers, as a text tells"
            );
            for (few, from) in [(1, 0), (10, 0), (25, 60)] {
                assert_eq!(of(few, from), many[from..from + few], "{query} {group:?} {from}");
            }
        }
    }
}
