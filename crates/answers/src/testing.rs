//! A backend for tests: a naive scan over a few invented reports.

use std::sync::Arc;

use suyan_corpus::{
    Doubt, Evidence, Facts, Gazetteer, Kind, Level, Origin, Part, Passage, Place, Report,
};
use suyan_search::{
    Backend, Error, Filters, FullReport, PassageMarks, PlaceEntry, ReportList, SearchAnswer,
    SearchRequest, Stats,
};

/// A look at every text of a few reports, on every call.
pub struct Scan {
    reports: Vec<FullReport>,
    plain: suyan_search::conformance::Scan,
}

impl Scan {
    /// Four invented districts' reports, one title and one passage that look like HTML.
    pub fn archive() -> Self {
        let mut reports = Vec::new();
        for (code, name) in [("990101", "云栖区"), ("990102", "澄江区")] {
            for year in 2021..=2023 {
                reports.push(invented(code, name, year));
            }
        }
        let mut odd = invented("990102", "澄江区", 2023);
        odd.id = "odd/1 <b>".into();
        odd.facts = Facts { title: "<script>alert('标题')</script>".into(), ..Facts::default() };
        odd.passages[3].text = "<img src=x onerror=alert(1)>架空线 & \"引号\"".into();
        reports.push(odd);
        Self::of(reports)
    }

    /// Of these reports.
    pub fn of(reports: Vec<FullReport>) -> Self {
        let report = |FullReport { id, facts, passages }| Report { id, facts, passages };
        let plain =
            suyan_search::conformance::Scan::new(reports.iter().cloned().map(report).collect());
        Self { reports, plain }
    }

    /// What it scans.
    pub fn all(&self) -> &[FullReport] {
        &self.reports
    }

    /// The archive with its reports changed.
    #[must_use]
    pub fn changed(mut self, change: impl FnOnce(&mut Vec<FullReport>)) -> Self {
        change(&mut self.reports);
        Self::of(self.reports)
    }
}

/// A work report of a place, by its code, and a year, with these passages and nothing else; what is
/// not known of it is an empty code, or the year 0.
pub fn report(code: &str, year: i16, passages: &[(Part, &str)]) -> FullReport {
    let gazetteer = Gazetteer::builtin();
    let known = gazetteer.by_code(code, Some(year)).map(|own| gazetteer.place(own, Some(year)));
    let unlisted = || Place {
        code: code.into(),
        name: format!("{code}区"),
        level: Level::County,
        path: vec![format!("{code}区")],
        codes: vec![code.into()],
    };
    let passage = |(ordinal, &(part, text)): (u32, &(Part, &str))| Passage {
        ordinal,
        part,
        heading: Vec::new(),
        is_heading: false,
        text: text.into(),
    };
    FullReport {
        id: format!("{code}-{year}"),
        facts: Facts {
            title: format!("{code} {year}"),
            place: (!code.is_empty()).then(|| known.unwrap_or_else(unlisted)),
            year: Some(year).filter(|year| *year > 0),
            kind: Kind::WorkReport,
            sources: vec![format!("{code}/{year}.txt")],
            ..Facts::default()
        },
        passages: (1..).zip(passages).map(passage).collect(),
    }
}

/// A small report with every part.
fn invented(code: &str, name: &str, year: i16) -> FullReport {
    let line = |ordinal: u32, part, heading: &[&str], is_heading, text: String| Passage {
        ordinal,
        part,
        heading: heading.iter().map(|&h| h.to_owned()).collect(),
        is_heading,
        text,
    };
    let (review, tasks) = ("一、过去一年工作回顾", "二、今年主要任务");
    let length = 20 + 5 * (year - 2020);
    let rows = [
        (Part::Other, &[][..], false, format!("{name}人民政府工作报告")),
        (Part::Review, &[], true, review.into()),
        (
            Part::Review,
            &[review],
            false,
            format!("完成{length}公里架空线入地，新增养老床位300张。"),
        ),
        (Part::Tasks, &[], true, tasks.into()),
        (Part::Tasks, &[tasks], true, "（一）提升城市品质".into()),
        (
            Part::Tasks,
            &[tasks, "（一）提升城市品质"],
            false,
            format!(
                "实施{}公里架空线入地工程，建设口袋公园{}个。推进“一网统管”。",
                length + 5,
                year - 2015
            ),
        ),
        (Part::Tasks, &[tasks], false, format!("推进数字孪生城市建设，{year}年建成投用。")),
        (Part::Glossary, &["名词解释"], false, "一网统管：以一个平台管理城市运行。".into()),
    ];
    let passages = (1..).zip(rows);
    FullReport {
        id: format!("{code}-{year}"),
        facts: Facts {
            title: format!("{name}人民政府工作报告（{year}年）"),
            place: Some(Place {
                code: code.into(),
                name: name.into(),
                level: Level::County,
                path: vec!["望川市".into(), name.into()],
                codes: vec!["990100".into(), code.into()],
            }),
            year: Some(year),
            date: Some(jiff::civil::date(year, 1, 4)),
            kind: Kind::WorkReport,
            sources: vec![format!("{name}/{year}.txt")],
            evidence: vec![Evidence {
                fact: "year".into(),
                value: (year - 1).to_string(),
                from: Origin::Path,
                words: format!("{}年", year - 1),
                used: false,
            }],
            doubts: vec![Doubt::Contradiction],
            ..Facts::default()
        },
        passages: passages
            .map(|(at, (part, heading, is_heading, text))| {
                line(at, part, heading, is_heading, text)
            })
            .collect(),
    }
}

impl Backend for Scan {
    fn search(&self, request: &SearchRequest) -> Result<Arc<SearchAnswer>, Error> {
        assert!(request.query != "panic", "asked to panic");
        self.plain.search(request)
    }

    fn report(&self, id: &str) -> Result<Option<FullReport>, Error> {
        self.plain.report(id)
    }

    fn matches(&self, id: &str, query: &str) -> Result<Vec<PassageMarks>, Error> {
        self.plain.matches(id, query)
    }

    fn reports(&self, filters: &Filters, limit: usize, offset: usize) -> Result<ReportList, Error> {
        self.plain.reports(filters, limit, offset)
    }

    fn places(&self, query: &str, limit: usize) -> Result<Vec<PlaceEntry>, Error> {
        self.plain.places(query, limit)
    }

    fn stats(&self) -> Stats {
        Stats { generation: 1, snapshot: "a1b2c3d4e5f6".to_owned(), ..self.plain.stats() }
    }
}
