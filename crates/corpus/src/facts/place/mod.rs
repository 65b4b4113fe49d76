//! Whose report it is.
//!
//! Names are looked for where a document says what it is, most trusted first: the session
//! (在徐汇区第十六届人民代表大会…), the sentence 我代表徐汇区人民政府, the speaker's office, the title, the
//! columns of a table, the page, the path, and at last what the text keeps speaking of. A name
//! that several divisions bear is decided by the other readings, by the rank that 全市 or 全县 tells
//! and by which parents the text and its labels name; what stays open stays open.
//!
//! A short name in a title may be a word (平安建设): it never speaks against a column or a folder
//! that is a name. What a text is about outweighs labels that it never names. A zone is no division:
//! its report has no place here, and the evidence says why.

mod count;
mod rank;
mod read;
mod zone;

use super::head::DocumentHead;
use crate::draft::PlaceCell;
use crate::places::{Division, Gazetteer, NATION, short_name};
use crate::{Level, Origin};
use count::{DivisionCounts, Lazily};
use rank::{PlaceRank, rank_told};

/// A name read somewhere, with the divisions that it may mean.
#[derive(Debug, Clone)]
pub(super) struct PlaceReading<'g> {
    pub from: Origin,
    /// The words around the name.
    pub words: String,
    /// Best first; empty for a zone only.
    pub candidates: Vec<&'g Division>,
    /// Whether the words are a full name rather than a short one.
    pub full: bool,
    /// Whether the name is all that its column or folder holds.
    pub whole: bool,
    /// The level that its column is named for.
    pub level: Option<Level>,
    /// The zone that is named, which is no division.
    pub zone: Option<String>,
}

impl<'g> PlaceReading<'g> {
    fn new(from: Origin, words: &str, candidates: Vec<&'g Division>) -> Self {
        let words = crate::text::head(words, 80).to_owned();
        Self { from, words, candidates, full: false, whole: false, level: None, zone: None }
    }

    /// The candidates of the level that the column is named for, if there are such.
    fn by_level(&self) -> Vec<&'g Division> {
        let mut left = self.candidates.clone();
        if let Some(level) = self.level {
            // 上海 stands in columns of cities too.
            keep(&mut left, |d| d.level == level);
        }
        left
    }

    /// Whether the name is one for sure, and not a word that is a name too.
    fn is_firm(&self) -> bool {
        self.full || self.whole
    }

    fn means(&self, division: &Division) -> bool {
        self.candidates.iter().any(|d| d.code == division.code)
    }
}

/// What the readings are taken from.
pub(super) struct PlaceSources<'a> {
    pub head: &'a DocumentHead,
    pub titles: &'a [(Origin, String)],
    pub columns: &'a [PlaceCell],
    pub codes: &'a [String],
    pub page: &'a [String],
    pub path: &'a [String],
    /// The beginning of the text.
    pub sample: &'a str,
    /// Gives the whole text, for reports whose beginning leaves the place open.
    pub whole: &'a dyn Fn() -> String,
    pub year: Option<i16>,
}

/// The place and what it was read from.
#[derive(Debug, Default)]
pub(super) struct PlaceDecision<'g> {
    pub division: Option<&'g Division>,
    pub readings: Vec<PlaceReading<'g>>,
    /// The position of the reading that decided.
    pub used: Option<usize>,
}

/// Decides the place.
pub(super) fn decide<'g>(gazetteer: &'g Gazetteer, from: &PlaceSources<'_>) -> PlaceDecision<'g> {
    let mut readings = Vec::new();
    read::body(gazetteer, from, &mut readings);
    read::labels(gazetteer, from, &mut readings);
    drop_words(gazetteer, from, &mut readings);
    let case = ReadingContext {
        gazetteer,
        from,
        counted: Lazily::new(gazetteer, from.sample),
        rank: rank_told(from),
    };
    if readings.is_empty() && speaks_of_nation(from.sample) {
        readings.extend(read::nation(gazetteer, Origin::Body, "我国、全国"));
    }
    case.hear_text(&mut readings);
    if readings.is_empty() {
        readings.extend(case.around());
    }
    case.choose(readings)
}

/// Takes short names in titles and pages out that lie nowhere in the place which a column or a
/// folder names for sure: they are words, or another place's name in a title.
fn drop_words<'g>(
    gazetteer: &'g Gazetteer,
    from: &PlaceSources<'_>,
    readings: &mut Vec<PlaceReading<'g>>,
) {
    let firm: Vec<PlaceReading<'g>> = readings
        .iter()
        .filter(|r| matches!(r.from, Origin::Table | Origin::Path) && r.is_firm())
        .cloned()
        .collect();
    if firm.is_empty() {
        return;
    }
    let lies_in = |d: &Division, label: &PlaceReading<'_>| {
        let codes = gazetteer.place(d, from.year).codes;
        label.candidates.iter().any(|p| codes.contains(&p.code.to_string()))
    };
    readings.retain(|r| {
        let title = matches!(r.from, Origin::Title | Origin::Page);
        !title
            || r.full
            || r.zone.is_some()
            || firm.iter().any(|label| r.candidates.iter().any(|d| lies_in(d, label)))
    });
}

/// What decides between readings.
struct ReadingContext<'g, 'a> {
    gazetteer: &'g Gazetteer,
    from: &'a PlaceSources<'a>,
    counted: Lazily<'g, 'a>,
    rank: Option<PlaceRank>,
}

impl<'g> ReadingContext<'g, '_> {
    /// Adds what the text keeps speaking of where only labels name a place: before the labels
    /// where it never names what they name.
    fn hear_text(&self, readings: &mut Vec<PlaceReading<'g>>) {
        let is_label =
            |r: &PlaceReading<'_>| r.from >= Origin::Table || r.from == Origin::Title && !r.full;
        if !readings.iter().all(is_label) {
            return;
        }
        let labelled =
            readings.iter().find_map(|r| self.resolve(r, readings).filter(|d| d.code != NATION));
        if let Some(label) = labelled
            && let Some(other) = self.counted.other_county(label, self.from.year, self.rank)
        {
            return readings.insert(0, other);
        }
        if let Some(reading) = self.counted.get().loudest(self.from.year, self.rank) {
            // A label that the text never names is not believed against the name it keeps
            // repeating.
            let zone = readings.iter().filter_map(|r| r.zone.as_deref());
            let zone = zone.into_iter().any(|zone| self.from.sample.contains(zone));
            let named = zone
                || readings.iter().any(|r| r.candidates.iter().any(|d| self.counted.is_about(d)));
            // 合作 and 新建 are words and names: no word outweighs a label that is a name for sure.
            let in_full = |d: &&Division| self.from.sample.contains(d.name.as_ref());
            let is_name = reading.candidates.iter().any(in_full)
                || !readings.iter().any(PlaceReading::is_firm);
            let at = if named || !is_name { readings.len() } else { 0 };
            readings.insert(at, reading);
        }
    }

    /// The province or city that the text lies in, where nothing names one.
    fn around(&self) -> Option<PlaceReading<'g>> {
        let rank = self.rank?;
        let (gazetteer, year) = (self.gazetteer, self.from.year);
        self.counted.get().around(gazetteer, year, rank).or_else(|| {
            let counted = DivisionCounts::of(gazetteer, &(self.from.whole)());
            let loudest = counted.loudest(year, Some(rank));
            loudest.or_else(|| counted.around(gazetteer, year, rank))
        })
    }

    /// Goes through the readings in the order of trust and takes the first that comes down to one
    /// division. A zone that comes first leaves the place open.
    fn choose(&self, readings: Vec<PlaceReading<'g>>) -> PlaceDecision<'g> {
        for (at, reading) in readings.iter().enumerate() {
            let division = self.resolve(reading, &readings);
            if division.is_some() || reading.zone.is_some() {
                return PlaceDecision { division, used: Some(at), readings };
            }
        }
        PlaceDecision { division: None, used: None, readings }
    }

    /// The one division that a reading means, with the help of all others.
    fn resolve(
        &self,
        reading: &PlaceReading<'g>,
        all: &[PlaceReading<'g>],
    ) -> Option<&'g Division> {
        if let Some(nation) = reading.candidates.iter().find(|d| d.code == NATION) {
            return Some(nation);
        }
        let mut left = self.of_level(reading);
        if distinct(&left) > 1 {
            keep(&mut left, |d| self.rank.is_none_or(|rank| rank.fits(d)));
        }
        if let Some(raised) = Gazetteer::raised(&left) {
            left = vec![raised];
        }
        // Another reading of the same place that is less ambiguous decides.
        if distinct(&left) > 1 {
            for other in all.iter().filter(|o| !std::ptr::eq(*o, reading)) {
                keep(&mut left, |d| other.means(d));
            }
        }
        if distinct(&left) > 1 {
            left = self.of_parents(reading, left, all)?;
        }
        if distinct(&left) > 1 {
            return None;
        }
        let year = self.from.year.unwrap_or(i16::MAX);
        left.iter().find(|d| d.stood(year)).or(left.first()).copied()
    }

    /// What the name means at the level of its column. 大理 in a column of cities is the prefecture,
    /// but for a text that speaks of a city.
    fn of_level(&self, reading: &PlaceReading<'g>) -> Vec<&'g Division> {
        let left = reading.by_level();
        let Some(rank) = self.rank.filter(|_| left.len() < reading.candidates.len()) else {
            return left;
        };
        let fitting: Vec<&Division> =
            reading.candidates.iter().filter(|d| rank.fits(d)).copied().collect();
        let of_label = left.iter().any(|d| rank.fits(d));
        let inside = |d: &&Division| {
            let codes = self.gazetteer.place(d, self.from.year).codes;
            left.iter().any(|label| codes.contains(&label.code.to_string()))
        };
        if !of_label && distinct(&fitting) == 1 && fitting.iter().all(inside) {
            fitting
        } else {
            left
        }
    }

    /// Of several divisions of one name those whose parents the text and its labels name loudest,
    /// else the one that is meant by usage.
    fn of_parents(
        &self,
        reading: &PlaceReading<'g>,
        mut left: Vec<&'g Division>,
        all: &[PlaceReading<'g>],
    ) -> Option<Vec<&'g Division>> {
        let scores: Vec<u32> = left.iter().map(|d| self.parents_named(d, all)).collect();
        let best = scores.iter().copied().max().unwrap_or(0);
        let is_best = |code: &str| {
            left.iter().zip(&scores).any(|(d, score)| d.code == code && *score == best)
        };
        let others = left.iter().zip(&scores).filter(|(d, _)| !is_best(&d.code));
        let second = others.map(|(_, score)| *score).max().unwrap_or(0);
        if best == 0 || best < second + second / 2 {
            let usual = self.gazetteer.by_usage(&left, self.from.year);
            return usual.filter(|_| reading.whole || reading.full).map(|d| vec![d]);
        }
        let codes: Vec<String> =
            left.iter().filter(|d| is_best(&d.code)).map(|d| d.code.to_string()).collect();
        left.retain(|d| codes.iter().any(|c| *c == d.code));
        if distinct(&left) > 1 {
            let usual = self.gazetteer.by_usage(&left, self.from.year);
            return usual.filter(|_| reading.whole || reading.full).map(|d| vec![d]);
        }
        Some(left)
    }

    /// How loudly the labels and the text name the parents of a division.
    fn parents_named(&self, division: &Division, all: &[PlaceReading<'_>]) -> u32 {
        let from = self.from;
        let place = self.gazetteer.place(division, from.year);
        let mut score = 0;
        for (code, name) in place.codes.iter().zip(&place.path) {
            if *code == division.code {
                continue;
            }
            let short = short(name);
            let in_labels = |text: &str| text.contains(short.as_str());
            if all.iter().any(|r| r.words.contains(short.as_str())) {
                score += 60;
            }
            let columns = from.columns.iter().map(|cell| cell.name.as_str());
            let labels = from.path.iter().chain(from.page).map(String::as_str).chain(columns);
            if labels.chain(from.titles.iter().map(|(_, t)| t.as_str())).any(in_labels) {
                score += 60;
            }
            score += self.counted.get().short(&short).min(40);
        }
        score
    }
}

/// Keeps what fits, unless nothing would be left.
fn keep(left: &mut Vec<&Division>, fits: impl Fn(&Division) -> bool) {
    if left.iter().any(|d| fits(d)) {
        left.retain(|d| fits(d));
    }
}

/// How many divisions there are among the rows.
fn distinct(divisions: &[&Division]) -> usize {
    let mut codes: Vec<&str> = divisions.iter().map(|d| d.code.as_ref()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes.len()
}

/// Whether the text is about the whole country: it says 我国 and 全国 time and again.
fn speaks_of_nation(sample: &str) -> bool {
    sample.matches("我国").count() + sample.matches("全国").count() >= 10
}

/// The best short name, or the name itself where it has none.
fn short(name: &str) -> String {
    short_name(name).into_iter().next().unwrap_or_else(|| name.to_owned())
}
