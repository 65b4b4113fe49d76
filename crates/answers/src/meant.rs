//! What the words of a query name: a place, a year, a kind of report. Typed the natural way,
//! 杭州2022年政府工作报告 asks for one report, and not for passages that hold these characters.
//!
//! Nothing is decided for who asks: what was recognised is offered as filters, with what they find.
//! Only names that the gazetteer has and the archive holds a report of are taken: full names, and
//! short ones where nothing but blanks, a year or a kind stands beside them.

use serde::Serialize;
use suyan_corpus::places::{Division, Gazetteer, Resolution};
use suyan_corpus::{Kind, Level};
use suyan_search::{Backend, Filters, PlaceHead, ReportHead, SearchRequest, Total};

use crate::problem::Problem;

/// Longer queries are questions, and name nothing.
const LONGEST: usize = 40;
/// Characters of the longest name that is looked for.
const LONGEST_NAME: usize = 12;
/// Divisions of one name of which the archive is asked for reports.
const MOST_NAMESAKES: usize = 8;
/// Reports that are named, where the query names nothing but them.
const SHOWN: usize = 3;

/// How the kinds are typed, longer ones first.
const KINDS: [(&str, Kind); 6] = [
    ("国民经济和社会发展统计公报", Kind::Communique),
    ("统计公报", Kind::Communique),
    ("政府工作报告", Kind::WorkReport),
    ("施政报告", Kind::WorkReport),
    ("工作报告", Kind::WorkReport),
    ("五年规划纲要", Kind::Plan),
];

/// What is left beside a kind and says nothing more.
const FILLERS: [&str; 6] = ["的", "人民政府", "政府", "市政府", "区政府", "县政府"];

/// What a query names, as filters, and what is found by them.
#[derive(Debug, Clone, Serialize)]
pub struct Meant {
    /// The place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceHead>,
    /// The year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i16>,
    /// The kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// What is left of the query.
    pub query: String,
    /// The filters of the request with these.
    #[serde(skip)]
    pub filters: Filters,
    /// What they find.
    pub total: Total,
    /// The latest of these reports, where nothing is left of the query.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reports: Vec<ReportHead>,
}

/// What the query of a request names; `None` where it names nothing, or the archive has nothing of
/// it.
///
/// # Errors
/// What the backend says.
pub fn meant(backend: &dyn Backend, request: &SearchRequest) -> Result<Option<Meant>, Problem> {
    let text = request.query.trim();
    if request.offset > 0 || !is_plain(text) {
        return Ok(None);
    }
    let (year, rest) = match request.filters.years {
        None => year(text),
        Some(_) => (None, text.to_owned()),
    };
    let (kind, rest) = match request.filters.kinds.as_slice() {
        [] => kind(&rest),
        _ => (None, rest),
    };
    let divisions = backend.divisions();
    let gazetteer = divisions.as_deref().unwrap_or_else(|| Gazetteer::builtin());
    let (place, rest) = match request.filters.places.as_slice() {
        [] => place(backend, gazetteer, &rest, year)?,
        _ => (None, rest),
    };
    let rest = if kind.is_some() || place.is_some() { without_fillers(&rest) } else { rest };
    // A kind alone, or a year in a text, is a word like others.
    if place.is_none() && (year.is_none() || kind.is_none() && rest.contains(char::is_alphabetic)) {
        return Ok(None);
    }
    let mut filters = request.filters.clone();
    filters.years = year.map(|year| (year, year)).or(filters.years);
    filters.kinds.extend(kind);
    if let Some(division) = place {
        filters.places = vec![name_or_code(gazetteer, division)];
        if rest.is_empty() && filters.levels.is_empty() {
            // Its own reports, and not those of all places in it.
            filters.levels = vec![division.level];
        }
    }
    let place = place.map(|division| {
        let place = gazetteer.place(division, year);
        PlaceHead { code: place.code, name: place.name, path: place.path }
    });
    find(
        backend,
        request,
        Meant {
            place,
            year,
            kind,
            query: rest,
            filters,
            total: Total::default(),
            reports: Vec::new(),
        },
    )
}

/// What it finds; `None` where that is nothing.
fn find(
    backend: &dyn Backend,
    request: &SearchRequest,
    mut meant: Meant,
) -> Result<Option<Meant>, Problem> {
    let found = SearchRequest {
        query: meant.query.clone(),
        filters: meant.filters.clone(),
        limit: 1,
        facets: false,
        places_only: true,
        ..request.clone()
    };
    meant.total = backend.search(&found)?.total;
    if meant.query.is_empty() && meant.filters.parts.is_empty() {
        meant.reports = backend.reports(&meant.filters, SHOWN, 0)?.reports;
    }
    Ok((meant.total.reports > 0).then_some(meant))
}

/// Whether a query is words and nothing else: no marks of the query language.
fn is_plain(text: &str) -> bool {
    let is_mark = |c: char| "\"“”「」＂:：|｜()（）-－~～>＞<＜≥≤=＝".contains(c);
    (2..=LONGEST).contains(&text.chars().count())
        && !text.contains(is_mark)
        && !text.contains(" OR ")
}

/// The one year of a text, and the text without it. Where it begins a date or a span it is not one.
fn year(text: &str) -> (Option<i16>, String) {
    let characters: Vec<char> = text.chars().collect();
    let digit = |at: usize| characters.get(at).and_then(|c| half_width(*c).to_digit(10));
    let mut found: Option<(i16, usize, usize)> = None;
    let mut at = 0;
    while at < characters.len() {
        let from = at;
        while digit(at).is_some() {
            at += 1;
        }
        if at - from == 4 {
            let year = (from..at).fold(0, |sum, at| sum * 10 + digit(at).unwrap_or(0) as i16);
            if (1949..=2100).contains(&year) {
                if found.is_some() {
                    return (None, text.to_owned());
                }
                let behind: String = characters[at..].iter().take(2).collect();
                let more =
                    if behind == "年度" { 2 } else { usize::from(behind.starts_with('年')) };
                if digit(at + more).is_some() {
                    return (None, text.to_owned());
                }
                found = Some((year, from, at + more));
            }
        }
        at = at.max(from + 1);
    }
    let Some((year, from, to)) = found else { return (None, text.to_owned()) };
    let rest = characters[..from].iter().chain(&[' ']).chain(&characters[to..]).collect::<String>();
    (Some(year), rest.trim().to_owned())
}

fn half_width(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    }
}

/// The kind that a text ends with, and the text before it.
fn kind(text: &str) -> (Option<Kind>, String) {
    let found = KINDS.iter().find(|(name, _)| text.ends_with(name));
    match found {
        Some((name, kind)) => (Some(*kind), text[..text.len() - name.len()].trim().to_owned()),
        None => (None, text.to_owned()),
    }
}

fn without_fillers(text: &str) -> String {
    let words = text.split_whitespace().filter(|word| !FILLERS.contains(word));
    words.collect::<Vec<_>>().join(" ")
}

/// The place that a word of the text names, one above another in a row (浙江 杭州), and the text
/// without it.
fn place<'g>(
    backend: &dyn Backend,
    gazetteer: &'g Gazetteer,
    text: &str,
    year: Option<i16>,
) -> Result<(Option<&'g Division>, String), Problem> {
    let mut above: Vec<String> = Vec::new();
    let mut named = None;
    let mut rest: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let mut word = word.to_owned();
        while let Some((division, length)) = name_of(backend, gazetteer, &word, year, &above)? {
            named = Some(division);
            above.push(division.name.to_string());
            word = word.chars().skip(length).collect();
        }
        if !word.is_empty() {
            rest.push(word);
        }
    }
    Ok((named, rest.join(" ")))
}

/// The division whose name a word begins with, and how long that is.
fn name_of<'g>(
    backend: &dyn Backend,
    gazetteer: &'g Gazetteer,
    word: &str,
    year: Option<i16>,
    above: &[String],
) -> Result<Option<(&'g Division, usize)>, Problem> {
    let characters: Vec<char> = word.chars().collect();
    let context: Vec<&str> = above.iter().map(String::as_str).collect();
    for length in (2..=characters.len().min(LONGEST_NAME)).rev() {
        let name: String = characters[..length].iter().collect();
        let is_word = length == characters.len() || is_filler(&characters[length..]);
        let fits = |division: &Division| {
            // 和平 begins 和平发展: within a word only a full name, or that of a city, is one.
            is_word || division.name == name || division.level <= Level::Prefecture
        };
        let divisions = match gazetteer.resolve(&name, year, &context) {
            Resolution::One(one) => vec![one],
            Resolution::Many(many) => many,
            Resolution::None => continue,
        };
        let mut held = Vec::new();
        for division in divisions.into_iter().filter(|one| fits(one)).take(MOST_NAMESAKES) {
            let filters = Filters { places: vec![division.code.to_string()], ..Filters::default() };
            if backend.reports(&filters, 1, 0)?.total > 0 {
                held.push(division);
            }
        }
        if let [only] = held.as_slice() {
            return Ok(Some((only, length)));
        }
    }
    Ok(None)
}

fn is_filler(characters: &[char]) -> bool {
    let rest: String = characters.iter().collect();
    FILLERS.contains(&rest.as_str())
}

/// What a filter calls a division: its name where no other has it, so that it holds whatever its
/// code was then.
fn name_or_code(gazetteer: &Gazetteer, division: &Division) -> String {
    let namesakes = gazetteer.find(&division.name, None);
    let is_only =
        namesakes.iter().all(|one| one.code == division.code || one.name != division.name);
    if is_only { division.name.to_string() } else { division.code.to_string() }
}

#[cfg(test)]
mod tests {
    use suyan_corpus::Part;

    use super::*;
    use crate::testing::{Scan, report};

    fn archive() -> Scan {
        let text = [(Part::Tasks, "完成架空线入地。")];
        let mut plan = report("310104", 2021, &text);
        (plan.id, plan.facts.kind) = ("plan".into(), Kind::Plan);
        Scan::of(vec![
            report("310104", 2021, &text),
            report("310104", 2022, &text),
            report("310000", 2022, &text),
            report("330100", 2022, &text),
            plan,
        ])
    }

    /// Code, year, kind and rest of what a query names, with how many reports that finds.
    type Named = (Option<String>, Option<i16>, Option<Kind>, String, u64);

    fn named(query: &str) -> Option<Named> {
        let request = SearchRequest { query: query.into(), ..SearchRequest::default() };
        let meant = meant(&archive(), &request).unwrap()?;
        Some((
            meant.place.map(|place| place.code),
            meant.year,
            meant.kind,
            meant.query,
            meant.total.reports,
        ))
    }

    #[test]
    fn places_years_and_kinds_are_recognised_as_they_are_typed() {
        let work = Some(Kind::WorkReport);
        for (query, place, year, kind, rest, reports) in [
            ("徐汇区2022年政府工作报告", "310104", Some(2022), work, "", 1),
            ("2022 徐汇", "310104", Some(2022), None, "", 1),
            ("徐汇区 政府工作报告", "310104", None, work, "", 2),
            ("上海 徐汇 2021", "310104", Some(2021), None, "", 2),
            ("杭州市人民政府２０２２年度工作报告", "330100", Some(2022), work, "", 1),
            ("徐汇 架空线", "310104", None, None, "架空线", 3),
            // Of the city's own, not of its districts.
            ("上海市2022年", "310000", Some(2022), None, "", 1),
            ("2022年政府工作报告", "", Some(2022), work, "", 3),
        ] {
            let place = (!place.is_empty()).then(|| place.to_owned());
            let wanted = (place, year, kind, rest.to_owned(), reports);
            assert_eq!(named(query), Some(wanted), "{query}");
        }
    }

    #[test]
    fn what_names_nothing_is_words_like_others() {
        for query in [
            "架空线",
            // A kind alone, and a year within a text.
            "政府工作报告",
            "2022年架空线入地",
            // Of another year, or a place of which there is nothing.
            "徐汇区2019年",
            "朝阳区2022年",
            // Marks of the query language, too short, too long.
            "\"徐汇区\"",
            "徐汇 -2022",
            "徐汇 OR 杭州",
            "徐",
            &"徐汇区".repeat(14),
        ] {
            assert_eq!(named(query), None, "{query}");
        }
    }

    #[test]
    fn the_one_year_of_a_text_is_read() {
        for (text, found, rest) in [
            ("徐汇2022年", Some(2022), "徐汇"),
            ("２０２２年度报告", Some(2022), "报告"),
            ("2022", Some(2022), ""),
            ("1949", Some(1949), ""),
            ("2100年", Some(2100), ""),
            ("1948年", None, "1948年"),
            ("2101年", None, "2101年"),
            ("12022年", None, "12022年"),
            ("20222", None, "20222"),
            // Several, a day, a span.
            ("2021 2022", None, "2021 2022"),
            ("2022年3月", None, "2022年3月"),
            ("2022年度3", None, "2022年度3"),
        ] {
            assert_eq!(year(text), (found, rest.to_owned()), "{text}");
        }
    }

    #[test]
    fn filters_that_are_there_are_not_named_again() {
        let ask = |query: &str, filters: Filters| {
            let request =
                SearchRequest { query: query.into(), filters, ..SearchRequest::default() };
            meant(&archive(), &request).unwrap()
        };
        let of_place = Filters { places: vec!["杭州".into()], ..Filters::default() };
        assert!(ask("徐汇区", of_place).is_none());
        let of_year = Filters { years: Some((2021, 2021)), ..Filters::default() };
        let found = ask("徐汇区", of_year).unwrap();
        assert_eq!((found.year, found.filters.years), (None, Some((2021, 2021))));
        // On a later page nobody asks what was meant.
        let later =
            SearchRequest { query: "徐汇区".into(), offset: 10, ..SearchRequest::default() };
        assert!(meant(&archive(), &later).unwrap().is_none());
        let named = ask("徐汇区2021年", Filters::default()).unwrap();
        assert_eq!(named.reports.len(), 2, "the reports themselves, where nothing else is asked");
        assert_eq!(named.filters.levels, [Level::County]);
    }
}
