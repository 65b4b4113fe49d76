//! Queries that show the language and that this archive answers: an example that finds nothing
//! teaches that the archive has nothing.
//!
//! For every form a few queries are tried, those of the sample first, and the first that finds
//! something is shown. A backend that keeps its answers has them at hand from the second time on.

use suyan_corpus::Level;
use suyan_search::filter::words::level_word;
use suyan_search::{Backend, Filters, PlaceEntry, SearchRequest};

use crate::problem::Problem;

/// What an example shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExampleForm {
    /// Two words.
    Words,
    /// One string.
    String,
    /// Exactly these characters.
    Exact,
    /// Close together.
    Near,
    /// Either.
    Either,
    /// The one without the other.
    Without,
    /// Within a place and years.
    PlaceAndYears,
    /// Within a part and a level.
    PartAndLevel,
}

/// A query that finds something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// What it shows.
    pub form: ExampleForm,
    /// The query.
    pub query: String,
}

/// What is tried for the forms that hang on no place.
const TRIED: [(ExampleForm, &[&str]); 6] = [
    (ExampleForm::Words, &["架空线 入地", "老旧小区 改造", "养老 床位", "学校 学位", "经济 增长"]),
    (ExampleForm::String, &["架空线入地", "老旧小区改造", "乡村振兴", "营商环境", "经济发展"]),
    (ExampleForm::Exact, &["“架空线入地”", "“老旧小区改造”", "“乡村振兴”", "“经济发展”"]),
    (
        ExampleForm::Near,
        &["“架空线 入地”~5", "“老旧小区 改造”~5", "“优化 环境”~5", "“经济 发展”~5"],
    ),
    (
        ExampleForm::Either,
        &["口袋公园 OR 街心花园", "人工智能 OR 数字经济", "公园 OR 绿道", "农业 OR 工业"],
    ),
    (ExampleForm::Without, &["公园 -口袋公园", "就业 -大学生", "经济 -改革"]),
];

/// Words that a report of any place and level has.
const EVERYWHERE: [&str; 5] = ["养老", "就业", "学校", "公园", "发展"];
/// So many places with the most reports are looked at.
const PLACES: usize = 40;
/// So many years an example spans.
const SPAN: i16 = 4;

/// An example of every form that the archive answers.
///
/// # Errors
/// What the backend says.
pub fn archive_examples(backend: &dyn Backend) -> Result<Vec<Example>, Problem> {
    let mut found = Vec::new();
    for (form, queries) in TRIED {
        for query in queries {
            if finds(backend, query)? {
                found.push(Example { form, query: (*query).to_owned() });
                break;
            }
        }
    }
    let places = backend.places("", PLACES)?;
    let by_place = place_and_years(backend, &places)?;
    found.extend(by_place.map(|query| Example { form: ExampleForm::PlaceAndYears, query }));
    let by_level = part_and_level(backend, &places)?;
    found.extend(by_level.map(|query| Example { form: ExampleForm::PartAndLevel, query }));
    Ok(found)
}

fn finds(backend: &dyn Backend, query: &str) -> Result<bool, Problem> {
    let request = SearchRequest {
        query: query.to_owned(),
        limit: 1,
        passages_per_report: 1,
        places_only: true,
        ..SearchRequest::default()
    };
    Ok(backend.search(&request)?.total.passages > 0)
}

/// A word in the latest years of the place below a province that has the most reports.
fn place_and_years(
    backend: &dyn Backend,
    places: &[PlaceEntry],
) -> Result<Option<String>, Problem> {
    let is_below = |place: &&PlaceEntry| !matches!(place.level, Level::Nation | Level::Province);
    let most = |a: &&PlaceEntry, b: &&PlaceEntry| a.reports.cmp(&b.reports);
    let place = places.iter().filter(is_below).max_by(most).or(places.iter().max_by(most));
    let Some(place) = place else { return Ok(None) };
    let filters = Filters { places: vec![place.code.clone()], ..Filters::default() };
    let Some(last) = backend.reports(&filters, 1, 0)?.reports.first().and_then(|r| r.year) else {
        return Ok(None);
    };
    let within = format!("地区:{} 年:{}..{last}", place.name, last - SPAN);
    first_found(backend, &within)
}

/// A word among the tasks of the level that has the most places.
fn part_and_level(backend: &dyn Backend, places: &[PlaceEntry]) -> Result<Option<String>, Problem> {
    let count = |level: Level| places.iter().filter(|place| place.level == level).count();
    let Some(level) = Level::ALL.iter().copied().max_by_key(|level| count(*level)) else {
        return Ok(None);
    };
    first_found(backend, &format!("部分:任务 层级:{}", level_word(level)))
}

fn first_found(backend: &dyn Backend, within: &str) -> Result<Option<String>, Problem> {
    for word in EVERYWHERE {
        let query = format!("{word} {within}");
        if finds(backend, &query)? {
            return Ok(Some(query));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Scan;

    #[test]
    fn every_example_finds_something() {
        let archive = Scan::archive();
        let examples = archive_examples(&archive).unwrap();
        assert!(!examples.is_empty());
        for example in examples {
            assert!(finds(&archive, &example.query).unwrap(), "{example:?}");
        }
    }
}
