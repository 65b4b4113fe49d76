//! What every engine must answer alike: a [`Scan`] that reads every text, a table of [`cases()`] with
//! what they must find, random archives and requests, and the [`differences()`] of a backend from the
//! scan.
//!
//! A new engine is right when [`suite`] finds nothing wrong with it: the order of hits, and which
//! passages hold a part of the words, included. What may differ is left open: ways on, completions.

mod archive;
mod cases;
mod differences;
mod dimensions;
mod random;
mod scan;

pub use archive::archive;
pub use cases::{Case, cases};
pub use differences::{differences, differences_of_filters};
pub use dimensions::differences_of_dimensions;
pub use random::{Dice, WORDS, random_query, random_reports, random_request};
pub use scan::Scan;

use suyan_analysis::segment::UserWord;
use suyan_corpus::Report;

use crate::{Backend, CountRequest, CountWay, Cut, Filters, SearchRequest, VocabularyRequest};

/// Everything that is wrong with a kind of backend, in words; `make` gives one that holds these
/// reports.
pub fn suite(make: &mut dyn FnMut(&[Report]) -> Box<dyn Backend>) -> Vec<String> {
    let reports = archive();
    let (backend, scan) = (make(&reports), Scan::new(reports));
    let mut wrong = differences_of_dimensions(&*backend, scan.all());
    for case in cases() {
        wrong.extend(case.differences(&*backend));
        wrong.extend(differences(&*backend, &scan, &case.request()));
        wrong.extend(differences_of_filters(&*backend, &scan, &case.filters));
    }
    for seed in 0..RANDOM {
        let reports = random_reports(seed);
        let (backend, scan) = (make(&reports), Scan::new(reports));
        let mut dice = Dice::new(!seed);
        for _ in 0..REQUESTS {
            let query = random_query(&mut dice);
            let request = random_request(&query, &mut dice);
            wrong.extend(differences(&*backend, &scan, &request));
        }
        wrong.extend(differences_of_filters(&*backend, &scan, &Filters::default()));
    }
    wrong
}

/// Random archives of a suite.
const RANDOM: u64 = 3;
/// Requests to each random archive.
const REQUESTS: usize = 60;

/// What is counted to compare: strings within one another, numbers, an exclusion.
fn counts(filters: &Filters) -> Vec<CountRequest> {
    let column = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
    let ways = [
        CountWay::Literal,
        CountWay::Substring,
        CountWay::Words,
        CountWay::Sentences,
        CountWay::Passages,
        CountWay::Reports,
    ];
    let request = |way| CountRequest {
        filters: filters.clone(),
        columns: vec![column(&["养老"]), column(&["养老服务", "床位"]), column(&["12", "2"])],
        excluded: if way == CountWay::Passages { Vec::new() } else { column(&["养老金"]) },
        way,
        by_part: way == CountWay::Literal,
        cut: if matches!(way, CountWay::Words | CountWay::Literal) {
            cut()
        } else {
            Cut::default()
        },
    };
    ways.map(request).into()
}

/// Words of the user: of several words, known ones, marks and numbers.
fn cut() -> Cut {
    let user = ["养老服务", "老城 9 n", "发展养", "入地"].into_iter().filter_map(UserWord::read);
    let stop = ["的", "，", "。", "12", "新增", "PM2.5"].map(str::to_owned);
    Cut { user: user.collect(), stop: stop.into() }
}

/// What of the vocabulary is compared.
fn vocabularies(filters: &Filters) -> [VocabularyRequest; 2] {
    let plain =
        VocabularyRequest { target: filters.clone(), least: 1, ..VocabularyRequest::default() };
    [VocabularyRequest { cut: cut(), ..plain.clone() }, plain]
}

/// A request for everything that a query finds, passage by passage, whole.
fn everything(request: &SearchRequest) -> SearchRequest {
    SearchRequest {
        group: crate::Group::Passage,
        limit: 10_000,
        offset: 0,
        facets: true,
        whole_passages: true,
        places_only: false,
        passages_per_report: 1,
        ..request.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scan_passes() {
        let wrong = suite(&mut |reports| Box::new(Scan::new(reports.to_vec())));
        assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
    }

    #[test]
    fn reading_fewer_texts_changes_nothing() {
        let wrong = suite(&mut |reports| Box::new(Scan::new(reports.to_vec()).with_lists()));
        assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
    }
}
