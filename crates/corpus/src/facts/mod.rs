//! What a report is, where and when: each fact with what it was read from.
//!
//! The order of trust is [`Origin`]'s: the text's word about itself, the date line, the title,
//! the table, the page, the path. Readings that were not believed stay in the evidence with
//! `used == false`, and a contradiction between the text and its labels is a doubt that a reader
//! gets to see. Nothing here looks through the whole text: the head, the headings and a sample of
//! the beginning tell all that there is to tell.

mod cells;
mod dates;
mod doubtful;
mod head;
mod kind;
mod people;
mod place;
mod talk;
mod title;
mod trust;
mod visitor;
mod year;

use jiff::civil::Date;

use crate::clean::Clean;
use crate::draft::Draft;
use crate::ids;
use crate::places::Gazetteer;
use crate::reason::Reason;
use crate::report::{Doubt, Evidence, Facts, Kind, Origin};
use crate::text::flat;
use head::DocumentHead;

/// How many bytes of the beginning are looked through for phrases and names.
const SAMPLE: usize = 24 * 1024;

/// Reads the facts of a document, or says why it is no report.
///
/// # Errors
/// The reason why the document is no report. A document with a given id is always one.
pub fn read(gazetteer: &Gazetteer, draft: &Draft, clean: &Clean) -> Result<Facts, Reason> {
    let head = DocumentHead::of(clean);
    let path = head::path_parts(draft);
    let titles = title::candidates(draft, clean, &head);
    let sample = sample(clean);
    let told = told_kind(draft, &head, &titles, &path);
    let case = trust::TrustRequirement {
        clean,
        head: &head,
        titles: &titles,
        kind: told.as_ref().map(|k| k.0),
        path: &path,
        sample: &sample,
    };
    if draft.given.id.is_none()
        && let Some(reason) = trust::not_report(&case)
    {
        return Err(Reason::OtherText(reason));
    }
    let mut facts = Facts { sources: vec![draft.source.clone()], ..Facts::default() };
    facts.kind = told.as_ref().map_or_else(|| untold_kind(&head, &titles, &sample), |k| k.0);
    if let Some((kind, from, words)) = told {
        note(&mut facts, "kind", kind.as_str(), from, &words, true);
    }
    let gathered = FactSources { head, path, titles, sample };
    date_and_year(gazetteer, draft, &gathered, clean, &mut facts);
    finish(draft, &gathered, clean, &mut facts);
    Ok(facts)
}

/// Everything that the rules look at.
struct FactSources {
    head: DocumentHead,
    path: Vec<String>,
    titles: Vec<(Origin, String)>,
    sample: String,
}

/// The kind of a text that does not say what it is: a part of a report reads like one, and has no
/// title of another document.
fn untold_kind(head: &DocumentHead, titles: &[(Origin, String)], sample: &str) -> Kind {
    let mut lines = titles
        .iter()
        .map(|(_, t)| t)
        .chain(head.lines.iter().take(4))
        .chain(head.headings.iter().take(4));
    let official = lines.any(|l| kind::is_official(l));
    let is_report = !official && !kind::reforms_offices(sample) && kind::reads_like_report(sample);
    if is_report { Kind::WorkReport } else { Kind::Other }
}

/// The beginning of the text, flat.
fn sample(clean: &Clean) -> String {
    let mut out = String::new();
    for paragraph in &clean.paragraphs {
        if out.len() > SAMPLE {
            break;
        }
        out.push_str(&flat(&paragraph.text));
        out.push('\n');
    }
    out
}

/// The kind, where anything tells it.
fn told_kind(
    draft: &Draft,
    head: &DocumentHead,
    titles: &[(Origin, String)],
    path: &[String],
) -> Option<(Kind, Origin, String)> {
    let opening = kind::of_opening(&head.joined, &head.opening)
        .map(|kind| (kind, Origin::Body, crate::text::head(&head.opening, 40).to_owned()));
    let first_lines = head.lines.iter().take(3).filter(|l| l.chars().count() <= 60);
    let titled = first_lines
        .map(|l| (Origin::Title, l))
        .chain(titles.iter().map(|(o, t)| (*o, t)))
        .find_map(|(origin, t)| Some((kind::of_title(t)?, origin, t.clone())));
    let column = draft.given.kind.as_ref().map(|k| flat(k));
    let column = column.and_then(|k| Some((kind::of_column(&k)?, Origin::Table, k)));
    // Folders sort archives by kind, but only the file's own name speaks of the file.
    let named = path.last().and_then(|p| Some((kind::of_title(p)?, Origin::Path, p.clone())));
    // A plan that is put before a congress as a report is a report by its opening.
    opening.or(titled).or(column).or(named)
}

/// Place and year need each other: the year decides which division a name means, and the nation
/// has rules of its own for the year. So the place is looked for twice.
fn date_and_year(
    gazetteer: &Gazetteer,
    draft: &Draft,
    from: &FactSources,
    clean: &Clean,
    facts: &mut Facts,
) {
    let days = days(draft, from, clean, facts.kind);
    let cell = draft.given.date.as_deref().and_then(cells::read);
    let talk = talk::Talk::of(&from.sample);
    let chosen = days.first().cloned();
    let doubted = chosen.as_ref().filter(|_| matches!(facts.kind, Kind::WorkReport | Kind::Other));
    let about = doubted.and_then(|(day, ..)| {
        let labels = year::labels(&from.titles, draft.given.year.as_deref(), &from.path);
        talk.against(day.year(), &labels)
    });
    let mut place_sources = place::PlaceSources {
        head: &from.head,
        titles: &from.titles,
        columns: &draft.given.place,
        codes: &draft.given.codes,
        page: &clean.page,
        path: &from.path,
        sample: &from.sample,
        whole: &|| clean.paragraphs.iter().map(|p| flat(&p.text)).collect(),
        year: chosen.as_ref().map(|d| d.0.year()),
    };
    let first = place::decide(gazetteer, &place_sources);
    let nation = first.division.is_some_and(|d| d.code == crate::places::NATION);
    let column = draft.given.year.as_deref().map(flat);
    let votes = year::votes(&year::YearSources {
        head: &from.head,
        kind: facts.kind,
        nation,
        date: chosen.clone(),
        titles: &from.titles,
        column: column.as_deref(),
        cell,
        about,
        path: &from.path,
        sample: &from.sample,
        speaks_of: &|phrase| clean.paragraphs.iter().any(|p| flat_contains(&p.text, phrase)),
    });
    facts.year = year::decide(&votes);
    for vote in &votes {
        let used = Some(vote.year) == facts.year;
        note(facts, "year", &vote.year.to_string(), vote.from, &vote.words, used);
    }
    // A doubted day is the report's only if it fits the year after all; else another may be.
    let fits = |day: &Date| facts.year.is_none_or(|year| (year - 1..=year).contains(&day.year()));
    let fitting = || days.iter().map(|day| day.0).find(fits);
    facts.date = if about.is_some() { fitting() } else { chosen.map(|day| day.0) };
    for (day, origin, words) in &days {
        note(facts, "date", &day.to_string(), *origin, words, Some(*day) == facts.date);
    }
    place_sources.year = facts.year.or(place_sources.year);
    let decision = place::decide(gazetteer, &place_sources);
    place_evidence(&decision, facts);
    facts.place = decision.division.map(|d| gazetteer.place(d, facts.year));
}

/// Whether a text contains a phrase, digits of either width.
fn flat_contains(text: &str, phrase: &str) -> bool {
    text.contains(phrase)
        || text.contains(|c: char| ('０'..='９').contains(&c)) && flat(text).contains(phrase)
}

/// Notes the readings of the place; a reading that leaves out the decided place contradicts it.
fn place_evidence(decision: &place::PlaceDecision<'_>, facts: &mut Facts) {
    for (at, reading) in decision.readings.iter().enumerate() {
        let agreed =
            decision.division.filter(|d| reading.candidates.iter().any(|c| c.code == d.code));
        if let Some(zone) = &reading.zone {
            if decision.used == Some(at) {
                let words = format!("{zone}不是行政区划单位：{}", reading.words);
                note(facts, "place", zone, reading.from, &words, true);
            }
            continue;
        }
        let value = agreed.or(reading.candidates.first().copied());
        let Some(value) = value else { continue };
        let used = decision.used == Some(at) || agreed.is_some();
        note(facts, "place", &value.name, reading.from, &reading.words, used);
    }
}

fn note(facts: &mut Facts, fact: &str, value: &str, from: Origin, words: &str, used: bool) {
    let words = crate::text::head(words, 80).to_owned();
    let evidence = Evidence { fact: fact.to_owned(), value: value.to_owned(), from, words, used };
    let known =
        |e: &Evidence| e.fact == evidence.fact && e.value == evidence.value && e.from == from;
    if !facts.evidence.iter().any(known) {
        facts.evidence.push(evidence);
    }
}

/// The days that may be the day of delivery, most trusted first.
fn days(
    draft: &Draft,
    from: &FactSources,
    clean: &Clean,
    kind: Kind,
) -> Vec<(Date, Origin, String)> {
    let mut out: Vec<(Date, Origin, String)> = Vec::new();
    let mut push =
        |date: Date, origin: Origin, words: &str| out.push((date, origin, words.to_owned()));
    let lines = &from.head.lines;
    // The line that names the session, or the line beside it, has the day.
    let session = lines
        .iter()
        .position(|l| l.contains("会议") || l.contains("人民代表大会") || l.contains("人大"));
    if let Some(at) = session {
        for near in [at, at + 1, at.wrapping_sub(1), at + 2] {
            let Some(line) = lines.get(near) else { continue };
            dates::all(line).iter().for_each(|f| push(f.date, Origin::DateLine, line));
        }
    }
    if let Some(found) = dates::stripped(&from.head.joined) {
        push(found.date, Origin::DateLine, &from.head.joined);
    }
    for line in lines {
        dates::all(line).iter().for_each(|f| push(f.date, Origin::DateLine, line));
    }
    dates::all(&from.head.joined)
        .iter()
        .for_each(|f| push(f.date, Origin::DateLine, &from.head.joined));
    for (origin, title) in &from.titles {
        dates::all(title).iter().for_each(|f| push(f.date, *origin, title));
    }
    if kind != Kind::WorkReport {
        for line in clean.paragraphs.iter().take(16).filter(|p| p.text.len() < 180) {
            let line = flat(&line.text);
            dates::all(&line).iter().for_each(|f| push(f.date, Origin::Body, &line));
        }
        dates::all(&from.head.tail)
            .iter()
            .for_each(|f| push(f.date, Origin::Body, &from.head.tail));
    }
    for line in clean.page.iter().filter(|l| l.contains("次会议") || l.contains("人民代表大会"))
    {
        let line = flat(line);
        dates::all(&line).iter().for_each(|f| push(f.date, Origin::Page, &line));
    }
    if let Some(given) = &draft.given.date
        && let Some(cells::DateCell::Day(day)) = cells::read(given)
    {
        push(day, Origin::Table, given);
    }
    if let Some(name) = from.path.last()
        && kind == Kind::WorkReport
    {
        dates::in_name(name).iter().for_each(|f| push(f.date, Origin::Path, name));
    }
    out
}

/// Title, people, url and doubts.
fn finish(draft: &Draft, from: &FactSources, clean: &Clean, facts: &mut Facts) {
    let titles: Vec<String> = from.titles.iter().map(|(_, t)| t.clone()).collect();
    facts.speaker = people::speaker(&from.head, &titles);
    facts.session = people::session(&from.head, &titles);
    facts.url = draft.given.url.clone();
    let first = clean.paragraphs.first().map_or("", |p| p.text.as_str());
    let official = title::official(clean);
    let place = facts.place.as_ref();
    let (title, origin) =
        title::cite(&from.titles, facts.kind, place, facts.year, &from.path, first, official);
    note(facts, "title", &title, origin, &title, true);
    if let Some((id, problem)) =
        draft.given.id.as_ref().and_then(|id| Some((id, ids::problem(id)?)))
    {
        note(facts, "id", &ids::beginning(id), Origin::Table, &problem, false);
    }
    facts.title = title::as_written(title, draft, clean);
    facts.doubts = trust::doubts(clean, draft);
    if contradicts(facts) {
        facts.doubts.push(Doubt::Contradiction);
    }
}

/// Whether labels and text name different places, or years that no custom of labelling explains.
fn contradicts(facts: &Facts) -> bool {
    facts.evidence.iter().any(|e| match e.fact.as_str() {
        "place" => !e.used && other_place(facts, e),
        "year" => !e.used && far_year(facts, e),
        _ => false,
    })
}

fn other_place(facts: &Facts, evidence: &Evidence) -> bool {
    // A label that names only the province or city above does not contradict.
    facts.place.as_ref().is_some_and(|p| !p.path.contains(&evidence.value))
}

fn far_year(facts: &Facts, evidence: &Evidence) -> bool {
    match (facts.year, evidence.value.parse::<i16>()) {
        // Labels by the year under review, and days of the autumn before, are one off.
        (Some(year), Ok(other)) => {
            (year - other).abs() > 1 || evidence.from >= Origin::Table && other > year
        }
        _ => false,
    }
}
