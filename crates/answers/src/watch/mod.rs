//! Keeping watch: what the newest reports say of a matter that they did not say before.
//!
//! A [`Watched`] matter is a search. Of every report that came since the last look, the sentences
//! that match are held against those of the same place's report of the year before: a sentence that
//! answers none is *new*, one that answers another in other words or with another figure has
//! *changed*, and where the year before spoke of the matter and the new report does not, or passes
//! over a promise of it, there is *silence*. What is repeated word for word is no news.
//!
//! A report is looked at once its promises are in the ledger, which an indexing run commits last: in
//! the midst of one neither silence nor the report of the year before is there to be known.
//!
//! What was told is remembered ([`SeenMatter`]) by place, year and words, and not by the ids of reports:
//! an archive that is indexed anew, or whose text was cleaned better, is not told again.

mod sentences;
mod silence;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};
use suyan_corpus::{Doubt, Level};
use suyan_search::{Backend, Filters, ReportHead, SearchRequest};

use crate::compare::Piece;
use crate::missing::filters;
use crate::params::Params;
use crate::problem::Problem;
use crate::quote::{Quote, Quoting};
use sentences::{Answered, WatchedSentence, answered};

/// Reports of a page of the list that is gone through.
const PAGE: usize = 500;

/// A matter that is watched.
#[derive(Debug, Clone)]
pub struct Watched {
    /// What its owner calls it.
    pub name: String,
    request: SearchRequest,
    tells: Vec<NewsKind>,
}

/// A kind of news.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NewsKind {
    /// A sentence that answers none of the year before.
    New,
    /// A sentence that answers one of the year before in other words, or with another figure.
    Changed,
    /// The new report does not speak of it any more.
    Silent,
}

impl NewsKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::New, Self::Changed, Self::Silent];

    /// The kind that a word names.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Some(match word {
            "new" | "新提到" => Self::New,
            "changed" | "改动" => Self::Changed,
            "silent" | "没有再提" => Self::Silent,
            _ => return None,
        })
    }
}

/// One thing to tell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct News {
    /// The name of the matter.
    pub watch: String,
    /// What kind of news it is.
    pub news: NewsKind,
    /// The new report.
    pub report: Reported,
    /// The sentence of the new report; `null` where there is silence.
    pub quote: Option<Quote>,
    /// The sentence of the year before.
    pub before: Option<Quote>,
    /// Of a change, the sentence of the new report in pieces, those marked that are new.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pieces: Vec<Piece>,
    /// Of a change of figures, those of the year before and those of now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub figures: Option<(Vec<String>, Vec<String>)>,
    /// The page of the promise that is passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promise: Option<String>,
    /// What a reader should know of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<&'static str>,
}

/// The report that news is of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reported {
    /// The report without its text.
    #[serde(flatten)]
    pub head: ReportHead,
    /// How it is cited.
    pub citation: String,
    /// Its page.
    pub permalink: String,
}

/// What one look at a matter gave.
#[derive(Debug, Default)]
pub struct Looked {
    /// What is to be told.
    pub news: Vec<News>,
    /// Whether it was the first look, which only remembers what is there.
    pub is_first: bool,
    /// How many reports are left to the next look, since the run that brings them is not over. A
    /// first look then has not been.
    pub waiting: usize,
}

/// What was seen and told of one matter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenMatter {
    /// The ids of the reports that were looked at.
    reports: BTreeSet<String>,
    /// Hashes of what was told, and of what was there at the first look.
    told: BTreeSet<String>,
}

impl SeenMatter {
    /// Whether the matter was never looked at.
    #[must_use]
    pub fn is_first(&self) -> bool {
        self.reports.is_empty() && self.told.is_empty()
    }

    /// Remembers something by its words. Whether it was not known.
    fn learn(&mut self, kind: &str, head: &ReportHead, words: &str) -> bool {
        let place = head.place.as_ref().map_or("", |place| place.code.as_str());
        let letters: String = words.chars().filter(|c| c.is_alphanumeric()).collect();
        // Where the place or the year is not known, the report's own id stands for both.
        let own = if head.place.is_none() || head.year.is_none() { head.id.as_str() } else { "" };
        let year = head.year.unwrap_or_default();
        let words = format!("{kind}\n{place}\n{year}\n{}\n{own}\n{letters}", head.kind);
        self.told.insert(blake3::hash(words.as_bytes()).to_hex()[..16].to_owned())
    }
}

impl Watched {
    /// A matter by its name and the parameters of a search; `tells` says which kinds of news, all
    /// where it is empty.
    ///
    /// # Errors
    /// A value that is none.
    pub fn read(name: &str, params: &Params, tells: &[&str]) -> Result<Self, Problem> {
        let kind = |word: &&str| {
            NewsKind::of(word).ok_or_else(|| {
                Problem::new(
                    "bad_tell",
                    format!("tell 没有这个值：“{word}”"),
                    "可用的值：new（新提到）、changed（改动）、silent（没有再提）",
                )
            })
        };
        let mut tells: Vec<NewsKind> = tells.iter().map(kind).collect::<Result<_, _>>()?;
        if tells.is_empty() {
            tells = NewsKind::ALL.to_vec();
        }
        let request = params.search()?;
        suyan_search::query::parse(&request.query)?;
        if request.query.trim().is_empty() {
            return Err(Problem::new(
                "no_query",
                "没有检索式 q",
                "写明要留意的字句，如 q = \"架空线\"",
            ));
        }
        Ok(Self { name: name.to_owned(), request, tells })
    }

    /// What stands for the matter wherever it is remembered: another search is another matter, also
    /// under the same name.
    #[must_use]
    pub fn key(&self) -> String {
        let SearchRequest { query, filters, synonyms, .. } = &self.request;
        let words = format!("{}\n{query}\n{filters:?}\n{synonyms}", self.name);
        blake3::hash(words.as_bytes()).to_hex()[..16].to_owned()
    }

    /// Looks, and tells what is news; at the first look nothing is, and what is there is remembered.
    ///
    /// # Errors
    /// What the backend says.
    pub fn look(
        &self,
        backend: &dyn Backend,
        seen: &mut SeenMatter,
        quoting: &Quoting,
    ) -> Result<Looked, Problem> {
        let first = seen.is_first();
        let scope = filters(&self.request)?;
        let mut came: Vec<ReportHead> = all_reports(backend, &scope)?;
        came.retain(|head| !seen.reports.contains(&head.id));
        let awaited = backend.not_in_ledger()?;
        let all = came.len();
        came.retain(|head| !awaited.contains(&head.id));
        let waiting = all - came.len();
        if came.is_empty() || (first && waiting > 0) {
            return Ok(Looked { news: Vec::new(), is_first: first, waiting });
        }
        came.sort_by_key(order);
        let before = if first { HashMap::new() } else { years_before(backend, &came)? };
        let said = sentences::said(backend, &self.request, &came)?;
        let mut news = Vec::new();
        for head in &came {
            seen.reports.insert(head.id.clone());
            let now = said.get(&head.id).map_or(&[][..], Vec::as_slice);
            if first {
                for one in now {
                    seen.learn("said", head, &one.text);
                }
                continue;
            }
            let then = before.get(&head.id);
            let then = then.map(|then| (then, said.get(&then.id).map_or(&[][..], Vec::as_slice)));
            let look = NewReport { watched: self, backend, quoting, head };
            look.spoken(now, then, seen, &mut news);
            look.silent(now, then, seen, &mut news)?;
        }
        news.retain(|one| self.tells.contains(&one.news));
        Ok(Looked { news, is_first: first, waiting })
    }
}

/// A report of the year before, and what it says of the matter.
type Then<'a> = Option<(&'a ReportHead, &'a [WatchedSentence])>;

/// One new report that is looked at.
struct NewReport<'a> {
    watched: &'a Watched,
    backend: &'a dyn Backend,
    quoting: &'a Quoting,
    head: &'a ReportHead,
}

impl NewReport<'_> {
    /// What the report says of the matter.
    fn spoken(
        &self,
        now: &[WatchedSentence],
        then: Then<'_>,
        seen: &mut SeenMatter,
        news: &mut Vec<News>,
    ) {
        let (then_head, then_said) =
            then.map_or((None, &[][..]), |(head, said)| (Some(head), said));
        for (one, answered) in now.iter().zip(answered(now, then_said)) {
            // Also what is repeated is remembered, so that a correction of the year before does not
            // make news of it.
            if !seen.learn("said", self.head, &one.text) {
                continue;
            }
            let quote = Some(self.quote(self.head, one));
            match (answered, then_head) {
                (Answered::Repeated, _) => {}
                (Answered::Changed(old), Some(before)) => {
                    let old = &then_said[old];
                    let (pieces, figures) = sentences::changed(&old.text, &one.text);
                    let before = Some(self.quote(before, old));
                    news.push(News {
                        quote,
                        before,
                        pieces,
                        figures,
                        ..self.news(NewsKind::Changed)
                    });
                }
                (_, before) => {
                    let note =
                        before.is_none().then_some("档案里没有这个地方上一年的报告，无从比较");
                    news.push(News { quote, note, ..self.news(NewsKind::New) });
                }
            }
        }
    }

    /// What it does not speak of any more.
    fn silent(
        &self,
        now: &[WatchedSentence],
        then: Then<'_>,
        seen: &mut SeenMatter,
        news: &mut Vec<News>,
    ) -> Result<(), Problem> {
        // Of a report of which only a part is there nobody can say that it is silent.
        let whole = self.backend.report(&self.head.id)?;
        if whole.is_none_or(|whole| whole.facts.doubts.contains(&Doubt::Truncated)) {
            return Ok(());
        }
        let passed_over = silence::promises(self.backend, &self.watched.request, self.head)?;
        let is_any = !passed_over.is_empty();
        for promise in passed_over {
            if seen.learn("promise", self.head, &promise.text) {
                let before = self.quoting.quote(
                    &promise.report,
                    promise.ordinal,
                    promise.part,
                    &promise.text,
                );
                let id = percent_encoding::utf8_percent_encode(&promise.id, crate::params::PLAIN);
                news.push(News {
                    before: Some(before),
                    promise: Some(format!("{}/promises/{id}", self.quoting.base())),
                    note: Some("按规则读出：这份报告没有再提这条承诺"),
                    ..self.news(NewsKind::Silent)
                });
            }
        }
        if let Some((head, [first, ..])) = then
            && now.is_empty()
            && !is_any
            && seen.learn("silent", self.head, "")
        {
            let before = Some(self.quote(head, first));
            let note = Some("上一年的报告说到，这份报告里没有");
            news.push(News { before, note, ..self.news(NewsKind::Silent) });
        }
        Ok(())
    }

    fn news(&self, news: NewsKind) -> News {
        News {
            watch: self.watched.name.clone(),
            news,
            report: Reported {
                head: self.head.clone(),
                citation: self.quoting.citation(self.head, None),
                permalink: self.quoting.report(&self.head.id),
            },
            quote: None,
            before: None,
            pieces: Vec::new(),
            figures: None,
            promise: None,
            note: None,
        }
    }

    fn quote(&self, head: &ReportHead, said: &WatchedSentence) -> Quote {
        self.quoting.quote(head, said.ordinal, said.part, &said.text)
    }
}

/// By year, place and id.
fn order(head: &ReportHead) -> (Option<i16>, Option<String>, String) {
    (head.year, head.place.as_ref().map(|place| place.code.clone()), head.id.clone())
}

/// The heads of all reports that pass.
fn all_reports(backend: &dyn Backend, filters: &Filters) -> Result<Vec<ReportHead>, Problem> {
    let mut all = Vec::new();
    loop {
        let page = backend.reports(filters, PAGE, all.len())?;
        if page.reports.is_empty() {
            return Ok(all);
        }
        all.extend(page.reports);
    }
}

/// The report of the same place, kind and level of the year before, by the id of each.
fn years_before(
    backend: &dyn Backend,
    came: &[ReportHead],
) -> Result<HashMap<String, ReportHead>, Problem> {
    let mut before = HashMap::new();
    for head in came {
        let (Some(place), Some(level), Some(year)) = (&head.place, head.level, head.year) else {
            continue;
        };
        let found = of_place(backend, &place.code, level, year - 1, head)?;
        before.extend(found.map(|found| (head.id.clone(), found)));
    }
    Ok(before)
}

fn of_place(
    backend: &dyn Backend,
    code: &str,
    level: Level,
    year: i16,
    like: &ReportHead,
) -> Result<Option<ReportHead>, Problem> {
    let filters = Filters {
        places: vec![code.to_owned()],
        // What the place was called and coded before is the same place.
        lineage: true,
        levels: vec![level],
        years: Some((year, year)),
        kinds: vec![like.kind],
        ..Filters::default()
    };
    let found = backend.reports(&filters, 20, 0)?.reports;
    let own = found.iter().find(|one| one.place.as_ref().is_some_and(|place| place.code == code));
    Ok(own.or(found.first()).cloned())
}
