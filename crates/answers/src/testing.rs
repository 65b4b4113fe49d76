//! A backend for tests: a naive scan over a few invented reports.

use std::collections::BTreeMap;
use std::sync::Arc;

use suyan_corpus::{Doubt, Evidence, Facts, Kind, Level, Origin, Part, Passage, Place};
use suyan_search::filter::{Attributes, Restriction, Scope};
use suyan_search::{
    Backend, Error, Facet, FacetPlace, Facets, Filters, Fragment, FullReport, Group, Hit,
    PassageHit, PassageMarks, PlaceEntry, PlaceFacet, ReadAs, ReportHead, ReportList, SearchAnswer,
    SearchRequest, Sort, Stats, Tier, Total,
};

/// Scans everything on every call.
pub struct Scan {
    /// What it scans.
    pub reports: Vec<FullReport>,
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
        Self { reports }
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

/// Byte ranges of every word in the text, or nothing where one is missing.
fn marks(text: &str, query: &str) -> Option<Vec<std::ops::Range<usize>>> {
    let mut marks = Vec::new();
    // Quotation marks around a word say nothing here.
    for word in query.split_whitespace().map(|word| word.trim_matches('"')) {
        let found: Vec<_> = text.match_indices(word).map(|(at, w)| at..at + w.len()).collect();
        if found.is_empty() {
            return None;
        }
        marks.extend(found);
    }
    marks.sort_by_key(|mark| mark.start);
    Some(marks)
}

fn fragments(text: &str, marks: &[std::ops::Range<usize>]) -> Vec<Fragment> {
    let mut fragments = Vec::new();
    let mut at = 0;
    for mark in marks {
        if mark.start > at {
            fragments.push(Fragment { text: text[at..mark.start].into(), matched: false });
        }
        fragments.push(Fragment { text: text[mark.clone()].into(), matched: true });
        at = mark.end;
    }
    if at < text.len() {
        fragments.push(Fragment { text: text[at..].into(), matched: false });
    }
    fragments
}

fn passes(report: &FullReport, filters: &Filters) -> bool {
    let facts = &report.facts;
    let place = |wanted: &String| {
        facts.place.as_ref().is_some_and(|p| p.codes.contains(wanted) || p.path.contains(wanted))
    };
    let known = Attributes::from(facts);
    let passes = |one: &Restriction| match (one, one.dimension().scope) {
        (Restriction::Place(wanted), _) => place(wanted),
        (_, Scope::Passage) => true,
        _ => one.admits(&known),
    };
    (filters.twins || facts.twin_of.is_none())
        && filters.groups().iter().all(|group| group.iter().any(passes))
}

fn head(report: &FullReport) -> ReportHead {
    crate::report::head(&report.id, &report.facts)
}

impl Scan {
    fn hits(&self, request: &SearchRequest) -> Vec<Hit> {
        let mut hits = Vec::new();
        for report in self.reports.iter().filter(|report| passes(report, &request.filters)) {
            let parts = &request.filters.parts;
            let found: Vec<PassageHit> = report
                .passages
                .iter()
                .filter(|p| parts.is_empty() || parts.contains(&p.part))
                .filter_map(|p| {
                    marks(&p.text, &request.query).map(|marks| PassageHit {
                        promises: Vec::new(),
                        ordinal: p.ordinal,
                        part: p.part,
                        heading: p.heading.clone(),
                        tier: Tier::Exact,
                        snippet: fragments(&p.text, &marks),
                        more: Vec::new(),
                    })
                })
                .collect();
            if !found.is_empty() {
                let matching_passages = found.len() as u64;
                hits.push(Hit {
                    report: head(report),
                    score: 1.5,
                    matching_passages,
                    passages: found,
                });
            }
        }
        match request.sort {
            Sort::Newest => hits.sort_by_key(|hit| std::cmp::Reverse(hit.report.year)),
            Sort::Relevance | Sort::Oldest => hits.sort_by_key(|hit| hit.report.year),
        }
        hits
    }
}

fn count<V: Ord + Clone>(
    hits: &[Hit],
    value: impl Fn(&Hit, &PassageHit) -> Option<V>,
) -> Vec<(V, u64, u64)> {
    let mut counts: BTreeMap<V, (std::collections::BTreeSet<&str>, u64)> = BTreeMap::new();
    for hit in hits {
        for passage in &hit.passages {
            if let Some(value) = value(hit, passage) {
                let entry = counts.entry(value).or_default();
                entry.0.insert(&hit.report.id);
                entry.1 += 1;
            }
        }
    }
    counts.into_iter().map(|(v, (reports, passages))| (v, reports.len() as u64, passages)).collect()
}

fn facet<V: Ord + Clone>(
    hits: &[Hit],
    value: impl Fn(&Hit, &PassageHit) -> Option<V>,
) -> Vec<Facet<V>> {
    let counts = count(hits, value).into_iter();
    counts.map(|(value, reports, passages)| Facet { value, reports, passages }).collect()
}

impl Backend for Scan {
    fn search(&self, request: &SearchRequest) -> Result<Arc<SearchAnswer>, Error> {
        assert!(request.query != "panic", "asked to panic");
        let all = self.hits(request);
        let total = Total {
            reports: all.len() as u64,
            passages: all.iter().map(|hit| hit.matching_passages).sum(),
        };
        let mut year = facet(&all, |hit, _| hit.report.year);
        year.reverse();
        let places =
            count(&all, |hit, _| hit.report.place.clone().map(|p| (p.code, p.name, p.path)));
        let place = places.into_iter().map(|((code, name, path), reports, passages)| {
            let codes = vec!["990100".into(), code.clone()];
            PlaceFacet {
                place: Arc::new(FacetPlace::of(code, name, path, codes)),
                reports,
                passages,
            }
        });
        let facets = Facets {
            year,
            place: place.collect(),
            level: facet(&all, |hit, _| hit.report.level),
            kind: facet(&all, |hit, _| Some(hit.report.kind)),
            part: facet(&all, |_, passage| Some(passage.part)),
        };
        let mut hits = all;
        if request.group == Group::Passage {
            hits = hits
                .into_iter()
                .flat_map(|hit| {
                    let passages = hit.passages.clone();
                    passages.into_iter().map(move |p| Hit { passages: vec![p], ..hit.clone() })
                })
                .collect();
        }
        for hit in &mut hits {
            hit.passages.truncate(request.passages_per_report);
        }
        let read_as = ReadAs {
            text: request.query.clone(),
            words: request.query.split_whitespace().map(str::to_owned).collect(),
            ..ReadAs::default()
        };
        let hits = hits.into_iter().skip(request.offset).take(request.limit).collect();
        let mut answer = SearchAnswer::default();
        (answer.total, answer.hits) = (total, hits);
        (answer.facets, answer.read_as) = (facets, read_as);
        Ok(Arc::new(answer))
    }

    fn report(&self, id: &str) -> Result<Option<FullReport>, Error> {
        Ok(self.reports.iter().find(|report| report.id == id).cloned())
    }

    fn matches(&self, id: &str, query: &str) -> Result<Vec<PassageMarks>, Error> {
        let Some(report) = self.report(id)? else { return Ok(Vec::new()) };
        let found = report.passages.iter().filter_map(|p| {
            let marks = marks(&p.text, query)?;
            Some(PassageMarks { ordinal: p.ordinal, part: p.part, tier: Tier::Exact, marks })
        });
        Ok(found.collect())
    }

    fn reports(&self, filters: &Filters, limit: usize, offset: usize) -> Result<ReportList, Error> {
        let mut all: Vec<ReportHead> =
            self.reports.iter().filter(|report| passes(report, filters)).map(head).collect();
        all.sort_by_key(|report| std::cmp::Reverse(report.year));
        let total = all.len() as u64;
        Ok(ReportList { total, reports: all.into_iter().skip(offset).take(limit).collect() })
    }

    fn places(&self, query: &str, limit: usize) -> Result<Vec<PlaceEntry>, Error> {
        let mut entries: Vec<PlaceEntry> = Vec::new();
        for place in self.reports.iter().filter_map(|report| report.facts.place.as_ref()) {
            if let Some(entry) = entries.iter_mut().find(|entry| entry.code == place.code) {
                entry.reports += 1;
            } else if place.name.contains(query) || place.code == query {
                entries.push(PlaceEntry {
                    code: place.code.clone(),
                    name: place.name.clone(),
                    path: place.path.clone(),
                    level: place.level,
                    reports: 1,
                });
            }
        }
        entries.truncate(limit);
        Ok(entries)
    }

    fn stats(&self) -> Stats {
        let passages = self.reports.iter().map(|report| report.passages.len() as u64).sum();
        let snapshot = "a1b2c3d4e5f6".to_owned();
        let reports = self.reports.len() as u64;
        Stats { reports, passages, generation: 1, snapshot, committed: None }
    }
}
