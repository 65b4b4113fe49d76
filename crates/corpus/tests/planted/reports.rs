//! Reports in the order that the seed gives, whole or without what names their place.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;
use suyan_corpus::Level;
use suyan_corpus::places::{Division, Gazetteer};

use super::disk::Dice;

/// A report and what is true of it.
#[derive(Debug, Clone)]
pub struct Report {
    pub place: String,
    /// Its code; `None` where the place is no division.
    pub code: Option<String>,
    /// Codes that are right too.
    pub also: Vec<String>,
    pub province: String,
    pub level: Level,
    pub year: i16,
    /// The day, where the document tells it.
    pub date: Option<String>,
    /// Title and date line.
    pub head: String,
    /// From the salutation on.
    pub body: String,
    /// Some sentences of the body.
    pub sentences: Vec<String>,
}

static OWN: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"代表[^，。]{2,24}?人民政府").ok());

impl Report {
    /// The report without its head and without the sentence that says whose it is.
    pub fn nameless(&self) -> Self {
        let rank = if self.level == Level::Province { "省" } else { "市" };
        let own = format!("代表{rank}人民政府");
        let body = OWN.as_ref().map(|own_name| own_name.replace(&self.body, own));
        let body = body.map_or_else(|| self.body.clone(), |body| body.into_owned());
        Self { head: String::new(), date: None, body, ..self.clone() }
    }

    pub fn text(&self) -> String {
        format!("{}{}", self.head, self.body)
    }

    pub fn short(&self) -> String {
        suyan_corpus::places::short_name(&self.place)
            .into_iter()
            .next()
            .unwrap_or_else(|| self.place.clone())
    }
}

/// The reports that are not used yet.
pub struct Stock {
    reports: Vec<Report>,
    next: usize,
}

/// The most characters that are taken of a report.
const CHARS: usize = 5000;

impl Stock {
    pub fn of(reports: Vec<Report>) -> Self {
        Self { reports, next: 0 }
    }

    /// Real reports: ARCHIVE is a folder of Markdown, LABELS a tab-separated table with a header:
    /// file, place, level, year, date, kind.
    pub fn read(archive: &Path, labels: &Path, dice: &mut Dice) -> Result<Self, Box<dyn Error>> {
        let table = fs::read_to_string(labels)?;
        let mut rows: Vec<Vec<&str>> =
            table.lines().skip(1).map(|line| line.split('\t').collect()).collect();
        rows.retain(|row| {
            row[5] == "政府工作报告"
                && row[2] != "nation"
                && row.get(6).is_none_or(|n| n.is_empty())
        });
        for at in (1..rows.len()).rev() {
            rows.swap(at, dice.below(at + 1));
        }
        let mut reports = Vec::new();
        for row in rows {
            if reports.len() >= 400 {
                break;
            }
            let text = fs::read_to_string(archive.join(row[0]))?;
            reports.extend(report(&row, &text));
        }
        Ok(Self::of(reports))
    }

    /// The next report of the level.
    pub fn take(&mut self, level: Level) -> Report {
        let left = &self.reports[self.next..];
        let at = left.iter().position(|r| r.level == level).unwrap_or(0) + self.next;
        self.reports.swap(self.next, at);
        self.next = (self.next + 1) % self.reports.len();
        self.reports[(self.next + self.reports.len() - 1) % self.reports.len()].clone()
    }

    /// Reports of one place in several years.
    pub fn series(&mut self, count: usize) -> Vec<Report> {
        loop {
            let first = self.take(Level::Prefecture);
            let mut all: Vec<Report> =
                self.reports.iter().filter(|r| r.code == first.code).cloned().collect();
            all.sort_by_key(|r| r.year);
            all.dedup_by_key(|r| r.year);
            if all.len() >= count {
                all.truncate(count);
                return all;
            }
        }
    }
}

/// The division of a label in its year.
fn division<'g>(gazetteer: &'g Gazetteer, row: &[&str], year: i16) -> Option<&'g Division> {
    let level: Level = row[2].parse().ok()?;
    gazetteer.find(row[1], Some(year)).into_iter().find(|d| d.level == level)
}

fn report(row: &[&str], text: &str) -> Option<Report> {
    let gazetteer = Gazetteer::builtin();
    let year: i16 = row[3].parse().ok()?;
    let division = division(gazetteer, row, year)?;
    let text =
        text.strip_prefix("---").and_then(|t| Some(t.split_once("\n---")?.1)).unwrap_or(text);
    let at = text.find("各位代表")?;
    let body: String = text[at..].chars().take(CHARS).collect();
    let body = &body[..body.rfind('。')? + '。'.len_utf8()];
    let path = gazetteer.place(division, Some(year)).path;
    let date = (row[4].len() == 10).then(|| row[4].to_owned());
    let head = date.as_ref().map(|date| {
        let day: Vec<i16> = date.split('-').filter_map(|part| part.parse().ok()).collect();
        let [y, m, d] = day[..] else { return String::new() };
        format!(
            "{year}年{}政府工作报告\n——{y}年{m}月{d}日在{}第十三届人民代表大会第二次会议上\n",
            row[1], row[1]
        )
    });
    Some(Report {
        place: row[1].to_owned(),
        code: Some(division.code.to_string()),
        also: Vec::new(),
        province: path.first()?.clone(),
        level: division.level,
        year,
        date,
        head: head.unwrap_or_default(),
        body: body.to_owned(),
        sentences: sentences(body),
    })
    .filter(|report| report.date.is_some() && !report.sentences.is_empty())
    // Without a label the text itself has to tell the year.
    .filter(|r| [r.year, r.year - 1].iter().all(|year| r.body.contains(&format!("{year}年"))))
}

/// Two plain sentences.
pub fn sentences(body: &str) -> Vec<String> {
    let plain =
        |s: &&str| (15..80).contains(&s.chars().count()) && !s.contains(['\n', '*', '#', '“']);
    let found = body.split_inclusive('。').filter(plain);
    found.skip(2).step_by(5).take(2).map(|s| s.trim().to_owned()).collect()
}
