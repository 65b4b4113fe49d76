//! The names that a document gives its place, each with what it may mean.

use std::sync::LazyLock;

use regex::Regex;

use super::{PlaceReading, PlaceSources, keep, zone};
use crate::places::{Division, Gazetteer, NATION, NameWording, PlaceMention};
use crate::text::{flat, head};
use crate::{Level, Origin};

static SESSION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:在|,|日|\)|—|^|上)?([^,。:在日()—]{0,30}?)第?[一二三四五六七八九十百〇零\d]{1,4}届(全国)?(?:各族各界)?(?:人民代表大会|人大|人代会|人民代表会议)").ok()
});
static OPENING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:我)?(?:谨|现|现在|受)?(?:代表|受)(.{0,30}?)(?:人民政府|政府|国务院|人民委员会|革命委员会|管理委员会|管委会|行政公署)").ok()
});
static SPEAKER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"([^,。:—]{0,30}?)(?:人民政府)?(?:党组书记|常务|代理|代|副)*(?:、)?(省长|市长|区长|县长|州长|盟长|旗长|自治区主席|人民政府主席|政府主席|专员)").ok()
});

/// A phrase that may name a place.
#[derive(Clone, Copy)]
struct PlacePhrase<'a> {
    from: Origin,
    text: &'a str,
    /// The words around it, kept as evidence.
    words: &'a str,
    /// Whether the phrase has to end with the name.
    strict: bool,
    /// The level that its column is named for.
    level: Option<Level>,
}

impl<'a> PlacePhrase<'a> {
    fn of(from: Origin, text: &'a str, words: &'a str) -> Self {
        Self { from, text, words, strict: false, level: None }
    }

    fn strict(self) -> Self {
        Self { strict: true, ..self }
    }
}

/// What the text says of itself.
pub(super) fn body<'g>(
    gazetteer: &'g Gazetteer,
    from: &PlaceSources<'_>,
    out: &mut Vec<PlaceReading<'g>>,
) {
    let joined = from.head.joined.as_str();
    let titles = from.titles.iter().map(|(origin, title)| (*origin, title.as_str()));
    for (origin, text) in std::iter::once((Origin::DateLine, joined)).chain(titles) {
        for found in SESSION.iter().flat_map(|p| p.captures_iter(text)).take(3) {
            let words = found.get(0).map_or("", |m| m.as_str());
            if found.get(2).is_some() {
                out.extend(nation(gazetteer, origin.min(Origin::Title), words));
            } else if let Some(name) = found.get(1) {
                let phrase = PlacePhrase::of(origin, name.as_str(), words).strict();
                out.extend(named(gazetteer, from, phrase));
            }
        }
    }
    if let Some(found) = OPENING.as_ref().and_then(|p| p.captures(head(&from.head.opening, 900))) {
        let words = found.get(0).map_or("", |m| m.as_str());
        let name = found.get(1).map_or("", |m| m.as_str());
        if words.ends_with("国务院") && !name.contains("人民") {
            out.extend(nation(gazetteer, Origin::Body, words));
        } else {
            out.extend(named(gazetteer, from, PlacePhrase::of(Origin::Body, name, words).strict()));
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
            out.extend(named(
                gazetteer,
                from,
                PlacePhrase::of(Origin::DateLine, name, words).strict(),
            ));
        }
    }
}

/// What titles, tables, the page and the path say.
pub(super) fn labels<'g>(
    gazetteer: &'g Gazetteer,
    from: &PlaceSources<'_>,
    out: &mut Vec<PlaceReading<'g>>,
) {
    let title_lines =
        from.head.lines.iter().take(4).filter(|l| l.chars().count() <= 60 && !l.contains('。'));
    let is_title =
        |l: &&String| super::super::kind::of_title(l).is_some() || l.ends_with("人民政府");
    for line in title_lines.filter(is_title) {
        out.extend(titled(gazetteer, from, Origin::Title, line));
    }
    for (origin, title) in from.titles {
        out.extend(titled(gazetteer, from, *origin, title));
    }
    let columns: Vec<(String, Option<Level>)> =
        from.columns.iter().map(|cell| (flat(&cell.name), cell.level)).collect();
    out.extend(chain(gazetteer, from, Origin::Table, &columns));
    out.extend(coded(gazetteer, from));
    let cards = ["发布机构", "发布单位", "来源", "发文机关", "发文单位", "位置"];
    for line in from.page.iter().filter(|l| cards.iter().any(|card| l.contains(card))).take(6) {
        let at = cards.iter().filter_map(|card| Some(line.find(card)? + card.len())).min();
        let value = head(&line[at.unwrap_or(0)..], 80);
        out.extend(named(gazetteer, from, PlacePhrase::of(Origin::Page, value, line)));
    }
    let path: Vec<(String, Option<Level>)> =
        from.path.iter().map(|part| (part.clone(), None)).collect();
    out.extend(chain(gazetteer, from, Origin::Path, &path));
}

pub(super) fn nation<'g>(
    gazetteer: &'g Gazetteer,
    from: Origin,
    words: &str,
) -> Option<PlaceReading<'g>> {
    let nation = gazetteer.by_code(NATION, None)?;
    Some(PlaceReading { full: true, ..PlaceReading::new(from, words, vec![nation]) })
}

/// A title names its place at its beginning, perhaps behind a year.
fn titled<'g>(
    gazetteer: &'g Gazetteer,
    from: &PlaceSources<'_>,
    origin: Origin,
    title: &str,
) -> Option<PlaceReading<'g>> {
    let national = ["国务院", "中华人民共和国", "全国"].iter().any(|w| title.contains(w));
    if national && !title.contains("人民政府") {
        return nation(gazetteer, origin, title);
    }
    let end = ["工作报告", "政府工作", "施政报告", "国民经济", "统计公报", "人民政府"]
        .iter()
        .filter_map(|w| title.find(w))
        .min();
    let name = &title[..end.unwrap_or(title.len())];
    named(gazetteer, from, PlacePhrase::of(origin, name, title))
}

/// The codes of a table's row: the longest is the innermost.
fn coded<'g>(gazetteer: &'g Gazetteer, from: &PlaceSources<'_>) -> Option<PlaceReading<'g>> {
    let mut best: Option<(&str, PlaceReading<'g>)> = None;
    for cell in from.codes {
        let digits = cell.trim().trim_end_matches(".0");
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            continue;
        }
        let code = match digits.len() {
            2 | 4 => format!("{digits:0<6}"),
            12 if digits.ends_with("000000") => digits[..6].to_owned(),
            9 if digits.ends_with("000") => digits[..6].to_owned(),
            6 | 9 | 12 => digits.to_owned(),
            _ => continue,
        };
        let Some(division) =
            gazetteer.by_code(&code, from.year).or_else(|| gazetteer.by_code(&code, None))
        else {
            continue;
        };
        let division = gazetteer.as_of(division, from.year).unwrap_or(division);
        let depth = |reading: &PlaceReading<'_>| reading.candidates.iter().map(|d| d.level).max();
        if best.as_ref().is_none_or(|(_, known)| depth(known) < Some(division.level)) {
            let reading = PlaceReading::new(Origin::Table, cell, vec![division]);
            best = Some((cell, PlaceReading { full: true, ..reading }));
        }
    }
    best.map(|(_, reading)| reading)
}

/// The division that a phrase such as 上海市徐汇区 names: its last name, with the names before it
/// as its parents; or the zone that it names.
fn named<'g>(
    gazetteer: &'g Gazetteer,
    from: &PlaceSources<'_>,
    phrase: PlacePhrase<'_>,
) -> Option<PlaceReading<'g>> {
    let text = phrase.text;
    let mentions = gazetteer.mentions(text);
    if let Some(zone) = zone::of(text, &mentions) {
        let label = matches!(phrase.from, Origin::Table | Origin::Path);
        let ends = phrase.strict && text[zone.end..].chars().count() <= 2
            || !phrase.strict && stands_before(&text[zone.end..]);
        let name = &text[zone];
        // A title may be about some zone: 高新区发展规划 of a city.
        if ends && (label || phrase.strict || zone::has_name(name)) {
            let reading = PlaceReading::new(phrase.from, phrase.words, Vec::new());
            return Some(PlaceReading { zone: Some(name.to_owned()), ..reading });
        }
        if label && !ends {
            return None;
        }
    }
    let last = mentions.last()?;
    if phrase.strict && text[last.range.end..].chars().count() > 2 {
        return None;
    }
    // 云溪区区长: the scanner may take a rank word for a name of its own; names of one character
    // behind a longer one are noise.
    let long = |m: &&PlaceMention<'_>| text[m.range.clone()].chars().count() >= 2;
    let mut open = mentions.as_slice();
    while let Some((last, above)) = open.split_last() {
        let apart = phrase.strict || stands_alone(text, last, above);
        let reads =
            long(&last) && (last.wording == NameWording::Full && !is_generic(text, last) || apart);
        if let Some(found) = reads.then(|| reading(gazetteer, from, last, above, phrase)).flatten()
        {
            return Some(found);
        }
        if phrase.strict && long(&last) {
            return None;
        }
        open = above;
    }
    None
}

fn is_generic(text: &str, mention: &PlaceMention<'_>) -> bool {
    zone::is_generic(&text[mention.range.clone()])
}

/// Whether a short name stands for itself and is not a part of a word or of another name: 平安 in
/// 平安2018年政府工作报告, and not in 平安建设.
fn stands_alone(text: &str, mention: &PlaceMention<'_>, above: &[PlaceMention<'_>]) -> bool {
    let before = &text[..mention.range.start];
    let parent = above.last().is_some_and(|m| m.range.end == mention.range.start);
    let begins = before.chars().next_back().is_none_or(|c| !crate::text::is_han(c) || c == '年')
        || ["年度", "中共", "关于", "位置", "来源", "单位", "机构"]
            .iter()
            .any(|w| before.ends_with(w));
    (parent || begins) && stands_before(&text[mention.range.end..])
}

/// Whether what follows a name lets it be one.
fn stands_before(after: &str) -> bool {
    const WORDS: &[&str] = &[
        "年",
        "人民政府",
        "政府",
        "工作报告",
        "施政报告",
        "国民经济",
        "经济社会",
        "经济和社会",
        "统计公报",
        "党工委",
        "管委会",
        "人大",
        "第",
        "十一五",
        "十二五",
        "十三五",
        "十四五",
        "十五五",
        "报告",
        "两会",
        "门户网站",
        "政务",
        "全文",
    ];
    let rank = after.strip_prefix(['省', '市', '区', '县', '州', '盟', '旗']).unwrap_or(after);
    [after, rank].iter().any(|after| {
        after.chars().next().is_none_or(|c| !crate::text::is_han(c))
            || WORDS.iter().any(|word| after.starts_with(word))
    })
}

fn reading<'g>(
    gazetteer: &'g Gazetteer,
    from: &PlaceSources<'_>,
    last: &PlaceMention<'g>,
    above: &[PlaceMention<'g>],
    phrase: PlacePhrase<'_>,
) -> Option<PlaceReading<'g>> {
    let name = &phrase.text[last.range.clone()];
    let full = last.wording == NameWording::Full && !zone::is_generic(name);
    let label = matches!(phrase.from, Origin::Table | Origin::Path);
    let mut candidates = gazetteer.find(name, from.year);
    if candidates.is_empty() {
        let rows = gazetteer.find(name, None);
        let near = |d: &&Division| from.year.is_none_or(|year| d.stood_near(year, 2));
        candidates = rows.iter().copied().filter(near).collect();
        if candidates.is_empty() && label {
            // Many archives call places by today's names, or by those of their first year.
            candidates = rows.iter().filter_map(|d| gazetteer.as_of(d, from.year)).collect();
        }
        if candidates.is_empty() && full && phrase.strict {
            candidates = if rows.is_empty() { last.divisions.clone() } else { rows };
        }
    }
    let mut above_fits = true;
    for parent in above {
        let below = |d: &Division| {
            let codes = gazetteer.place(d, from.year).codes;
            parent.divisions.iter().any(|p| p.code != d.code && codes.contains(&p.code.to_string()))
        };
        above_fits &= parent.wording != NameWording::Full || candidates.iter().any(|d| below(d));
        keep(&mut candidates, below);
    }
    // 上海市推进平安建设: a word behind the name of another place.
    if candidates.is_empty() || !full && !above_fits {
        return None;
    }
    let whole = label && phrase.text.chars().count() <= name.chars().count();
    let read = PlaceReading::new(phrase.from, phrase.words, candidates);
    Some(PlaceReading { full, whole, level: phrase.level, ..read })
}

/// The division that folders or columns name from the outermost in.
fn chain<'g>(
    gazetteer: &'g Gazetteer,
    from: &PlaceSources<'_>,
    origin: Origin,
    parts: &[(String, Option<Level>)],
) -> Option<PlaceReading<'g>> {
    let separator = if origin == Origin::Path { "/" } else { " " };
    let texts: Vec<&str> = parts.iter().map(|(text, _)| text.as_str()).collect();
    let words = texts.join(separator);
    let mut best: Option<PlaceReading<'g>> = None;
    for (part, level) in parts {
        let phrase = PlacePhrase { level: *level, ..PlacePhrase::of(origin, part, &words) };
        let national = ["国务院", "全国", "中国", "中央"].iter().any(|w| part.contains(w));
        best = match (named(gazetteer, from, phrase), best) {
            (Some(inner), Some(outer)) => Some(inside(gazetteer, from, outer, inner)),
            (Some(inner), None) => Some(inner),
            (None, None) if national => nation(gazetteer, origin, &words),
            (None, outer) => outer,
        };
    }
    best
}

/// What two names mean of which one stands in the folder or the column behind the other.
fn inside<'g>(
    gazetteer: &'g Gazetteer,
    from: &PlaceSources<'_>,
    outer: PlaceReading<'g>,
    mut inner: PlaceReading<'g>,
) -> PlaceReading<'g> {
    if inner.zone.is_some() || outer.zone.is_some() && outer.candidates.is_empty() {
        return inner;
    }
    let parents = outer.by_level();
    if parents.iter().any(|p| p.code == NATION) {
        return inner;
    }
    let codes = |d: &Division| gazetteer.place(d, from.year).codes;
    let below = |d: &Division| {
        parents.iter().any(|p| p.code != d.code && codes(d).contains(&p.code.to_string()))
    };
    let same = |d: &Division| parents.iter().any(|p| p.code == d.code);
    if inner.candidates.iter().any(|d| below(d)) {
        // 吉林/吉林 is the city in the province, unless the inner column is the province's again.
        inner.candidates.retain(|d| below(d));
        return inner;
    }
    if inner.candidates.iter().any(|d| same(d)) {
        inner.candidates.retain(|d| same(d));
        return inner;
    }
    let deeper = inner.candidates.iter().any(|d| parents.iter().all(|p| p.level <= d.level));
    if inner.full == outer.full && deeper || inner.full && !outer.full { inner } else { outer }
}
