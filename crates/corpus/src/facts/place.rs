//! Whose report it is.
//!
//! Names are looked for where a document says what it is, most trusted first: the session
//! (在徐汇区第十六届人民代表大会…), the sentence 我代表徐汇区人民政府, the speaker's office, the title, the
//! columns of a table, the page, the path, and at last what the text keeps speaking of. A name
//! that several divisions bear is decided by the other readings, by the rank that 全市 or 全县 tells
//! and by which parents the text and its labels name; what stays open stays open.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::head::Head;
use crate::places::{Division, Gazetteer, Mention, NATION, Wording, short_name};
use crate::text::head;
use crate::{Level, Origin};

/// A name read somewhere, with the divisions that it may mean.
#[derive(Debug, Clone)]
pub(super) struct Reading<'g> {
    pub from: Origin,
    /// The words around the name.
    pub words: String,
    /// Best first; never empty.
    pub candidates: Vec<&'g Division>,
    /// Whether the words are a full name rather than a short one.
    pub full: bool,
}

/// What the readings are taken from.
pub(super) struct Sources<'a> {
    pub head: &'a Head,
    pub titles: &'a [(Origin, String)],
    pub columns: &'a [String],
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
pub(super) struct Decision<'g> {
    pub division: Option<&'g Division>,
    pub readings: Vec<Reading<'g>>,
    /// The position of the reading that decided.
    pub used: Option<usize>,
}

static SESSION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:在|,|日|\)|—|^|上)?([^,。:在日()—]{0,30}?)第?[一二三四五六七八九十百〇零\d]{1,4}届(全国)?(?:各族各界)?(?:人民代表大会|人大|人代会|人民代表会议)").ok()
});
static OPENING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:我)?(?:谨|现|现在|受)?(?:代表|受)(.{0,30}?)(?:人民政府|政府|国务院|人民委员会|革命委员会|管理委员会|管委会|行政公署)").ok()
});
static SPEAKER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"([^,。:—]{0,30}?)(?:人民政府)?(?:党组书记|常务|代理|代|副)*(?:、)?(省长|市长|区长|县长|州长|盟长|旗长|自治区主席|人民政府主席|政府主席|专员)").ok()
});

/// Decides the place.
pub(super) fn decide<'g>(gazetteer: &'g Gazetteer, from: &Sources<'_>) -> Decision<'g> {
    let mut readings = Vec::new();
    body_readings(gazetteer, from, &mut readings);
    label_readings(gazetteer, from, &mut readings);
    let counted = Lazily { gazetteer, sample: from.sample, counted: OnceCell::new() };
    let rank = rank_told(from);
    if readings.is_empty() && speaks_of_nation(from.sample) {
        readings.extend(nation(gazetteer, Origin::Body, "我国、全国"));
    }
    let labelled = readings.iter().all(|r| r.from >= Origin::Table);
    if labelled && let Some(reading) = counted.get().loudest(from.year, rank) {
        // A label that the text never names is not believed against the name it keeps repeating.
        let named =
            readings.iter().any(|r| r.candidates.iter().any(|d| counted.get().names(d) > 0));
        let at = if named { readings.len() } else { 0 };
        readings.insert(at, reading);
    }
    if readings.is_empty()
        && let Some(rank) = rank
    {
        readings.extend(counted.get().around(gazetteer, from.year, rank));
        if readings.is_empty() {
            let counted = Counted::of(gazetteer, &(from.whole)());
            let loudest = counted.loudest(from.year, Some(rank));
            readings.extend(loudest.or_else(|| counted.around(gazetteer, from.year, rank)));
        }
    }
    choose(gazetteer, from, readings, &counted, rank)
}

/// Goes through the readings in the order of trust and takes the first that comes down to one
/// division.
fn choose<'g>(
    gazetteer: &'g Gazetteer,
    from: &Sources<'_>,
    readings: Vec<Reading<'g>>,
    counted: &Lazily<'g, '_>,
    rank: Option<Rank>,
) -> Decision<'g> {
    let mut found = None;
    for (at, reading) in readings.iter().enumerate() {
        if let Some(division) = resolve(gazetteer, from, reading, &readings, counted, rank) {
            found = Some((division, at));
            break;
        }
    }
    Decision { division: found.map(|f| f.0), used: found.map(|f| f.1), readings }
}

/// The one division that a reading means, with the help of all others.
fn resolve<'g>(
    gazetteer: &'g Gazetteer,
    from: &Sources<'_>,
    reading: &Reading<'g>,
    all: &[Reading<'g>],
    counted: &Lazily<'g, '_>,
    rank: Option<Rank>,
) -> Option<&'g Division> {
    let mut left = reading.candidates.clone();
    if left.iter().any(|d| d.code == NATION) {
        return left.into_iter().find(|d| d.code == NATION);
    }
    let distinct = |divisions: &[&Division]| {
        let mut codes: Vec<&str> = divisions.iter().map(|d| d.code.as_ref()).collect();
        codes.sort_unstable();
        codes.dedup();
        codes.len()
    };
    if distinct(&left) > 1 {
        keep(&mut left, |d| rank.is_none_or(|rank| rank.fits(d)));
    }
    // Another reading of the same place that is less ambiguous decides.
    if distinct(&left) > 1 {
        for other in all.iter().filter(|o| !std::ptr::eq(*o, reading)) {
            keep(&mut left, |d| other.candidates.iter().any(|o| o.code == d.code));
        }
    }
    if distinct(&left) > 1 {
        let scores: Vec<u32> =
            left.iter().map(|d| parents_named(gazetteer, from, d, all, counted)).collect();
        let best = scores.iter().copied().max().unwrap_or(0);
        let codes: Vec<&str> = left
            .iter()
            .zip(&scores)
            .filter(|(_, s)| **s == best)
            .map(|(d, _)| d.code.as_ref())
            .collect();
        let second = left
            .iter()
            .zip(&scores)
            .filter(|(d, _)| !codes.contains(&d.code.as_ref()))
            .map(|(_, s)| *s)
            .max()
            .unwrap_or(0);
        if best == 0 || best < second + second / 2 {
            return None;
        }
        let codes: Vec<String> = codes.into_iter().map(str::to_owned).collect();
        left.retain(|d| codes.iter().any(|c| *c == d.code));
    }
    if distinct(&left) > 1 {
        return None;
    }
    let year = from.year.unwrap_or(i16::MAX);
    left.iter().find(|d| d.stood(year)).or(left.first()).copied()
}

/// Keeps what fits, unless nothing would be left.
fn keep(left: &mut Vec<&Division>, fits: impl Fn(&Division) -> bool) {
    if left.iter().any(|d| fits(d)) {
        left.retain(|d| fits(d));
    }
}

/// How loudly the labels and the text name the parents of a division.
fn parents_named(
    gazetteer: &Gazetteer,
    from: &Sources<'_>,
    division: &Division,
    all: &[Reading<'_>],
    counted: &Lazily<'_, '_>,
) -> u32 {
    let place = gazetteer.place(division, from.year);
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
        let labels = from.path.iter().chain(from.columns).chain(from.page).map(String::as_str);
        if labels.chain(from.titles.iter().map(|(_, t)| t.as_str())).any(in_labels) {
            score += 60;
        }
        score += counted.get().short(&short).min(40);
    }
    score
}

/// The rank that the text tells of its place by speaking of 全市, 全县, 全区 …
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rank(char);

impl Rank {
    fn fits(self, division: &Division) -> bool {
        let name = division.name.as_ref();
        match self.0 {
            '省' => division.level == Level::Province,
            '区' => name.ends_with('区'),
            '县' => name.ends_with('县'),
            '州' => name.ends_with('州'),
            '盟' => name.ends_with('盟'),
            '旗' => name.ends_with('旗'),
            _ => name.ends_with('市') || name.ends_with("地区"),
        }
    }
}

/// Counts 全市, 我市, 市政府 and their like.
pub(super) fn rank_told(from: &Sources<'_>) -> Option<Rank> {
    let mut counts: Vec<(u32, char)> = Vec::new();
    let mut before = ' ';
    let mut tally: HashMap<char, u32> = HashMap::new();
    for c in from.sample.chars() {
        if matches!(before, '全' | '我' | '本') && "省市区县州盟旗".contains(c) {
            *tally.entry(c).or_default() += 1;
        }
        before = c;
    }
    counts.extend(tally.into_iter().map(|(c, n)| (n, c)));
    counts.sort_unstable();
    let (most, rank) = counts.pop()?;
    let second = counts.pop().map_or(0, |(n, _)| n);
    (most >= 2 && most > second * 2).then_some(Rank(rank))
}

/// What the text says of itself.
fn body_readings<'g>(gazetteer: &'g Gazetteer, from: &Sources<'_>, out: &mut Vec<Reading<'g>>) {
    let joined = from.head.joined.as_str();
    let titles = from.titles.iter().map(|(origin, title)| (*origin, title.as_str()));
    for (origin, text) in std::iter::once((Origin::DateLine, joined)).chain(titles) {
        for found in SESSION.iter().flat_map(|p| p.captures_iter(text)).take(3) {
            let words = found.get(0).map_or("", |m| m.as_str());
            if found.get(2).is_some() {
                out.extend(nation(gazetteer, origin.min(Origin::Title), words));
            } else if let Some(name) = found.get(1) {
                out.extend(named(gazetteer, from, origin, name.as_str(), words, true));
            }
        }
    }
    if let Some(found) = OPENING.as_ref().and_then(|p| p.captures(head(&from.head.opening, 900))) {
        let words = found.get(0).map_or("", |m| m.as_str());
        let name = found.get(1).map_or("", |m| m.as_str());
        if words.ends_with("国务院") && !name.contains("人民") {
            out.extend(nation(gazetteer, Origin::Body, words));
        } else {
            out.extend(named(gazetteer, from, Origin::Body, name, words, true));
        }
    }
    if joined.contains("国务院总理")
        || from.head.lines.first().is_some_and(|l| l.contains("国务院政府工作报告"))
    {
        out.extend(nation(gazetteer, Origin::DateLine, "国务院总理"));
    }
    for line in &from.head.lines {
        if let Some(found) = SPEAKER.as_ref().and_then(|p| p.captures(line)) {
            let words = found.get(0).map_or("", |m| m.as_str());
            let name = found.get(1).map_or("", |m| m.as_str());
            out.extend(named(gazetteer, from, Origin::DateLine, name, words, true));
        }
    }
}

/// What titles, tables, the page and the path say.
fn label_readings<'g>(gazetteer: &'g Gazetteer, from: &Sources<'_>, out: &mut Vec<Reading<'g>>) {
    let title_lines =
        from.head.lines.iter().take(4).filter(|l| l.chars().count() <= 60 && !l.contains('。'));
    let title_lines =
        title_lines.filter(|l| super::kind::of_title(l).is_some() || l.ends_with("人民政府"));
    for line in title_lines {
        out.extend(titled(gazetteer, from, Origin::Title, line));
    }
    for (origin, title) in from.titles {
        out.extend(titled(gazetteer, from, *origin, title));
    }
    if !from.columns.is_empty() {
        let words = from.columns.join(" ");
        out.extend(chain(gazetteer, from, Origin::Table, from.columns, &words));
    }
    let cards = ["发布机构", "发布单位", "来源", "发文机关", "发文单位", "位置"];
    for line in from.page.iter().filter(|l| cards.iter().any(|card| l.contains(card))).take(6) {
        out.extend(named(gazetteer, from, Origin::Page, head(line, 80), line, false));
    }
    let path = from.path.join("/");
    out.extend(chain(gazetteer, from, Origin::Path, from.path, &path));
}

/// Whether the text is about the whole country: it says 我国 and 全国 time and again.
fn speaks_of_nation(sample: &str) -> bool {
    sample.matches("我国").count() + sample.matches("全国").count() >= 10
}

fn nation<'g>(gazetteer: &'g Gazetteer, from: Origin, words: &str) -> Option<Reading<'g>> {
    let nation = gazetteer.by_code(NATION, None)?;
    Some(Reading { from, words: words.to_owned(), candidates: vec![nation], full: true })
}

/// A title names its place at its beginning, perhaps behind a year.
fn titled<'g>(
    gazetteer: &'g Gazetteer,
    from: &Sources<'_>,
    origin: Origin,
    title: &str,
) -> Option<Reading<'g>> {
    let national = ["国务院", "中华人民共和国", "全国"].iter().any(|w| title.contains(w));
    if national && !title.contains("人民政府") {
        return nation(gazetteer, origin, title);
    }
    let end = ["工作报告", "政府工作", "国民经济", "统计公报", "人民政府"]
        .iter()
        .filter_map(|w| title.find(w))
        .min();
    let name = &title[..end.unwrap_or(title.len())];
    named(gazetteer, from, origin, name, title, false)
}

/// The division that a phrase such as 上海市徐汇区 names: its last name, with the names before it
/// as its parents. `strict` asks that the phrase ends with the name.
fn named<'g>(
    gazetteer: &'g Gazetteer,
    from: &Sources<'_>,
    origin: Origin,
    phrase: &str,
    words: &str,
    strict: bool,
) -> Option<Reading<'g>> {
    let mentions = gazetteer.mentions(phrase);
    let last = mentions.last()?;
    if strict && phrase[last.range.end..].chars().count() > 2 {
        return None;
    }
    let (last, above) = innermost(&mentions, phrase)?;
    reading(gazetteer, from, origin, last, above, phrase, words)
}

/// The last of the names that stand one behind the other from the outermost in.
fn innermost<'m, 'g>(
    mentions: &'m [Mention<'g>],
    phrase: &str,
) -> Option<(&'m Mention<'g>, &'m [Mention<'g>])> {
    let last = mentions.len().checked_sub(1)?;
    // 云溪区区长: the scanner may take a rank word for a name of its own; names of one character
    // behind a longer one are noise.
    let noise = phrase[mentions[last].range.clone()].chars().count() < 2;
    let last = if noise { last.checked_sub(1)? } else { last };
    Some((&mentions[last], &mentions[..last]))
}

fn reading<'g>(
    gazetteer: &'g Gazetteer,
    from: &Sources<'_>,
    origin: Origin,
    last: &Mention<'g>,
    above: &[Mention<'g>],
    phrase: &str,
    words: &str,
) -> Option<Reading<'g>> {
    let name = &phrase[last.range.clone()];
    let mut candidates = gazetteer.find(name, from.year);
    if candidates.is_empty() {
        candidates = gazetteer.find(name, None);
    }
    if candidates.is_empty() {
        candidates.clone_from(&last.divisions);
    }
    for parent in above {
        keep(&mut candidates, |d| {
            let codes = gazetteer.place(d, from.year).codes;
            parent.divisions.iter().any(|p| p.code != d.code && codes.contains(&p.code.to_string()))
        });
    }
    let full = last.wording == Wording::Full;
    let words = head(words, 80).to_owned();
    (!candidates.is_empty()).then_some(Reading { from: origin, words, candidates, full })
}

/// The division that folders or columns name from the outermost in.
fn chain<'g>(
    gazetteer: &'g Gazetteer,
    from: &Sources<'_>,
    origin: Origin,
    parts: &[String],
    words: &str,
) -> Option<Reading<'g>> {
    let mut best: Option<Reading<'g>> = None;
    for part in parts {
        let national = ["国务院", "全国", "中国", "中央"].iter().any(|w| part.contains(w));
        let found = named(gazetteer, from, origin, part, words, false).filter(|r| {
            let whole = r.full
                || gazetteer
                    .find(part, None)
                    .iter()
                    .any(|d| r.candidates.iter().any(|c| c.code == d.code));
            whole
                || origin == Origin::Table
                || part.contains("报告")
                || starts_with_name(gazetteer, part)
        });
        match (found, &best) {
            (Some(mut inner), Some(outer)) => {
                let parents: Vec<&Division> = outer.candidates.clone();
                keep(&mut inner.candidates, |d| {
                    let codes = gazetteer.place(d, from.year).codes;
                    parents.iter().any(|p| codes.contains(&p.code.to_string()))
                });
                let below =
                    inner.candidates.iter().any(|d| parents.iter().all(|p| p.level <= d.level));
                if below || parents.iter().any(|p| p.code == NATION) {
                    best = Some(inner);
                }
            }
            (Some(inner), None) => best = Some(inner),
            (None, _) if national && best.is_none() => best = nation(gazetteer, origin, words),
            (None, _) => {}
        }
    }
    best
}

/// 朝阳2016: a short name counts in a file's name where it stands first.
fn starts_with_name(gazetteer: &Gazetteer, part: &str) -> bool {
    let start = part.trim_start_matches(|c: char| {
        c.is_ascii_digit() || matches!(c, '(' | ')' | '年' | '.' | '_' | '-')
    });
    gazetteer.mentions(start).first().is_some_and(|m| m.range.start == 0)
}

/// The names in the text, counted only where something is open: that takes longer than all else.
struct Lazily<'g, 's> {
    gazetteer: &'g Gazetteer,
    sample: &'s str,
    counted: OnceCell<Counted<'g>>,
}

impl<'g> Lazily<'g, '_> {
    fn get(&self) -> &Counted<'g> {
        self.counted.get_or_init(|| Counted::of(self.gazetteer, self.sample))
    }
}

/// How often the beginning of the text speaks of each division.
struct Counted<'g> {
    by_code: HashMap<&'g str, (u32, &'g Division)>,
    by_short: HashMap<String, u32>,
    /// Names that lie in one province or one prefecture only, by the beginning of the code.
    by_area: HashMap<&'g str, u32>,
}

impl<'g> Counted<'g> {
    fn of(gazetteer: &'g Gazetteer, sample: &str) -> Self {
        let mut by_code: HashMap<&str, (u32, &Division)> = HashMap::new();
        let mut by_short: HashMap<String, u32> = HashMap::new();
        let mut by_area: HashMap<&str, u32> = HashMap::new();
        for mention in gazetteer.mentions(sample) {
            let short = short(&sample[mention.range.clone()]);
            let said = by_short.entry(short).or_default();
            *said += 1;
            // 合作 and 前进 are places and words: no name counts more than a few times.
            for digits in [2, 4].into_iter().filter(|_| *said <= 3) {
                let mut areas = mention.divisions.iter().filter_map(|d| d.code.get(..digits));
                if let Some(area) = areas.next()
                    && areas.all(|other| other == area)
                {
                    *by_area.entry(area).or_default() += 1;
                }
            }
            for division in mention.divisions {
                by_code.entry(division.code.as_ref()).or_insert((0, division)).0 += 1;
            }
        }
        Self { by_code, by_short, by_area }
    }

    /// The province or the city that most of the names lie in, where the text never says its own
    /// name but speaks of 全省 or 全市.
    fn around(
        &self,
        gazetteer: &'g Gazetteer,
        year: Option<i16>,
        rank: Rank,
    ) -> Option<Reading<'g>> {
        let digits = match rank.0 {
            '省' => 2,
            '市' | '州' | '盟' => 4,
            _ => return None,
        };
        let mut areas: Vec<(u32, &str)> = self
            .by_area
            .iter()
            .filter(|(area, _)| area.len() == digits)
            .map(|(area, count)| (*count, *area))
            .collect();
        areas.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        let all: u32 = areas.iter().map(|(count, _)| count).sum();
        let (most, area) = *areas.first()?;
        // Words that are names by chance lie all over the country.
        let second = areas.get(1).map_or(0, |(count, _)| *count);
        let division = gazetteer.by_code(&format!("{area:0<6}"), year)?;
        let stands_out = most * 2 > all || most > second * 2;
        (most >= 8 && stands_out && rank.fits(division)).then(|| Reading {
            from: Origin::Body,
            words: format!("文中{all}处地名有{most}处属{}", division.name),
            candidates: vec![division],
            full: false,
        })
    }

    fn short(&self, short: &str) -> u32 {
        self.by_short.get(short).copied().unwrap_or(0)
    }

    fn names(&self, division: &Division) -> u32 {
        self.by_code
            .get(division.code.as_ref())
            .map_or(0, |(count, _)| *count)
            .max(self.short(&short(&division.name)))
    }

    /// The division that the text keeps naming, if one stands out and its rank fits.
    fn loudest(&self, year: Option<i16>, rank: Option<Rank>) -> Option<Reading<'g>> {
        let mut counts: Vec<(u32, &'g Division)> = self
            .by_code
            .values()
            .filter(|(_, d)| {
                rank.is_some_and(|rank| rank.fits(d)) && year.is_none_or(|y| d.stood(y))
            })
            .copied()
            .collect();
        counts.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.code.cmp(&b.1.code)));
        let (most, first) = *counts.first()?;
        let same: Vec<&Division> = counts
            .iter()
            .filter(|(_, d)| short(&d.name) == short(&first.name))
            .map(|(_, d)| *d)
            .collect();
        let second =
            counts.iter().find(|(_, d)| !same.iter().any(|s| s.code == d.code)).map_or(0, |c| c.0);
        (most >= 6 && most > second * 2).then(|| Reading {
            from: Origin::Body,
            words: format!("{}（文中{most}次）", first.name),
            candidates: same,
            full: false,
        })
    }
}

/// The best short name, or the name itself where it has none.
fn short(name: &str) -> String {
    short_name(name).into_iter().next().unwrap_or_else(|| name.to_owned())
}
