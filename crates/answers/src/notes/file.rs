//! The journal as a file: one row a line, written and read back.

use std::str::FromStr;

use jiff::Timestamp;
use percent_encoding::{percent_decode_str, utf8_percent_encode};
use suyan_promises::Verdict;

use super::{Anchor, Book, Change, Cited, Journal, RuleReading};
use crate::export::{ExportCell, ExportForm, Out, to_rows, unguarded};
use crate::params::PLAIN;
use crate::problem::Problem;

/// The names of the columns and how wide they are in a sheet. They are described in the API's
/// description under `NoteRow`.
pub const CHANGE_COLUMNS: [(&str, f64); 19] = [
    ("number", 8.0),
    ("matter", 8.0),
    ("at", 24.0),
    ("by", 12.0),
    ("place_code", 10.0),
    ("place", 12.0),
    ("year", 8.0),
    ("sentence", 60.0),
    ("words", 40.0),
    ("promise_id", 24.0),
    ("item", 6.0),
    ("read_verdict", 14.0),
    ("read_evidence", 60.0),
    ("before", 14.0),
    ("after", 14.0),
    ("reason", 50.0),
    ("evidence", 60.0),
    ("source", 40.0),
    ("asked", 40.0),
];

/// Writes every line in this form; `asked` is the address where they stand, empty where there is none.
///
/// # Errors
/// A list that the form cannot hold, or a file that cannot be written.
pub fn write_changes(
    book: &Book,
    form: ExportForm,
    asked: &str,
    out: &mut dyn Out,
) -> Result<(), Problem> {
    to_rows(form, &CHANGE_COLUMNS, out, |rows| {
        let changes = book.changes();
        rows.begin(changes.len() as u64);
        for change in changes {
            if rows.row(&cells(change, asked)).is_break() {
                break;
            }
        }
        Ok(())
    })
}

fn cells(change: &Change, asked: &str) -> [ExportCell; CHANGE_COLUMNS.len()] {
    let (text, number) = (ExportCell::text, ExportCell::number);
    let anchor = &change.anchor;
    let word = |verdict: Option<Verdict>| text(verdict.map(Verdict::as_str));
    let filled = |words: &str| text(Some(words).filter(|words| !words.is_empty()));
    [
        number(Some(change.number)),
        number(Some(change.matter)),
        filled(&change.at),
        text(change.by.as_deref()),
        text(anchor.place_code.as_deref()),
        text(anchor.place.as_deref()),
        number(anchor.year.and_then(|year| u64::try_from(year).ok())),
        filled(&anchor.sentence),
        filled(&anchor.words),
        filled(&anchor.promise),
        number(Some(anchor.item.into())),
        word(Some(change.read.verdict)),
        filled(&cited_lines(&change.read.evidence)),
        word(change.before),
        word(change.after),
        filled(&change.reason),
        filled(&cited_lines(&change.evidence)),
        text(change.source.as_deref()),
        filled(asked),
    ]
}

/// A line a sentence: where it stood, its year, its words.
fn cited_lines(cited: &[Cited]) -> String {
    let line = |one: &Cited| {
        let report = utf8_percent_encode(&one.report, PLAIN);
        let year = one.year.map_or_else(|| "-".to_owned(), |year| year.to_string());
        format!("{report}:{}:{} {year} {}", one.ordinal, one.sentence, one.text)
    };
    cited.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn cited_of(lines: &str) -> Option<Vec<Cited>> {
    let read = |line: &str| {
        let mut words = line.splitn(3, ' ');
        let (at, year, text) = (words.next()?, words.next()?, words.next()?);
        let mut at = at.rsplitn(3, ':');
        let (sentence, ordinal) = (at.next()?.parse().ok()?, at.next()?.parse().ok()?);
        let report = percent_decode_str(at.next()?).decode_utf8().ok()?.into_owned();
        let year = if year == "-" { None } else { Some(year.parse().ok()?) };
        Some(Cited { report, year, ordinal, sentence, text: text.to_owned() })
    };
    lines.lines().filter(|line| !line.trim().is_empty()).map(read).collect()
}

/// The lines of a file that [`write_changes`] wrote as CSV, whatever else it has for columns and in
/// whichever order.
///
/// # Errors
/// `bad_notes`, naming row and column.
pub fn read_changes(bytes: &[u8]) -> Result<Vec<Change>, Problem> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut table = csv::Reader::from_reader(bytes);
    let names = table.headers().map_err(|error| bad(&error.to_string()))?.clone();
    let wanted = ["at", "sentence", "words", "promise_id", "item", "read_verdict", "after"];
    if let Some(missing) = wanted.iter().find(|name| !names.iter().any(|own| own == **name)) {
        return Err(bad(&format!("缺少 {missing} 列")));
    }
    let rows = (2..).zip(table.records());
    rows.map(|(line, row)| {
        let row = row.map_err(|error| bad(&error.to_string()))?;
        let cell = |name: &str| {
            let at = names.iter().position(|own| own == name);
            at.and_then(|at| row.get(at)).map_or("", unguarded)
        };
        change(&cell).map_err(|column| bad(&format!("第 {line} 行的 {column} 列读不懂")))
    })
    .collect()
}

/// A line of its cells, or the column that cannot be read.
fn change<'c>(cell: &impl Fn(&str) -> &'c str) -> Result<Change, &'static str> {
    let own = |name: &str| Some(cell(name)).filter(|text| !text.is_empty()).map(str::to_owned);
    let verdict = |name: &'static str| match cell(name) {
        "" => Ok(None),
        word => crate::verdicts::verdict(word).map(Some).ok_or(name),
    };
    cell("at").parse::<Timestamp>().map_err(|_| "at")?;
    if cell("sentence").is_empty() || cell("words").is_empty() {
        return Err("sentence");
    }
    Ok(Change {
        number: number(cell("number")).ok_or("number")?.unwrap_or(0),
        matter: number(cell("matter")).ok_or("matter")?.unwrap_or(0),
        at: cell("at").to_owned(),
        by: own("by"),
        anchor: Anchor {
            place_code: own("place_code"),
            place: own("place"),
            year: number(cell("year")).ok_or("year")?,
            sentence: cell("sentence").to_owned(),
            words: cell("words").to_owned(),
            promise: cell("promise_id").to_owned(),
            item: number(cell("item")).flatten().ok_or("item")?,
        },
        read: RuleReading {
            verdict: verdict("read_verdict")?.ok_or("read_verdict")?,
            evidence: cited_of(cell("read_evidence")).ok_or("read_evidence")?,
        },
        before: verdict("before")?,
        after: verdict("after")?,
        reason: cell("reason").to_owned(),
        evidence: cited_of(cell("evidence")).ok_or("evidence")?,
        source: own("source"),
    })
}

/// The number of a cell, where there is one; `None` for what is none.
fn number<N: FromStr>(cell: &str) -> Option<Option<N>> {
    if cell.is_empty() { Some(None) } else { cell.parse().ok().map(Some) }
}

fn bad(what: &str) -> Problem {
    Problem::new(
        "bad_notes",
        format!("不是笔记的 CSV：{what}"),
        "请用由 /api/v1/notes.csv 或 suyan notes 导出的文件，UTF-8 编码；一行也没有写入",
    )
}

/// Adds the lines of a file to a journal, all or none; those that it has are not added again. How
/// many were added is told. Lines of one matter stay together, and go to the matter of the same
/// words, place and year where the journal has one.
///
/// # Errors
/// The journal cannot be written.
pub fn add_changes(journal: &Journal, read: Vec<Change>) -> Result<usize, Problem> {
    let added = journal.add(|book| Ok::<_, Problem>(new_ones(book, read)))?;
    Ok(added.len())
}

/// Those that the book does not have, each with the number of its matter here. A matter that begins
/// has the number that its first line will get.
fn new_ones(book: &Book, read: Vec<Change>) -> Vec<Change> {
    let there = book.changes();
    let mut number = book.last();
    // The matters of the file and what they are here.
    let mut known: Vec<(u64, u64)> = Vec::new();
    for change in &read {
        let same = there.iter().find(|own| own.is_same(change)).map(|own| own.matter);
        let here = same.or_else(|| book.exactly(&change.anchor).map(super::NotedItem::id));
        if let Some(here) = here
            && change.matter != 0
            && !known.iter().any(|(of_file, _)| *of_file == change.matter)
        {
            known.push((change.matter, here));
        }
    }
    let mut added: Vec<Change> = Vec::new();
    for change in read {
        let is_there = there.iter().any(|own| own.is_same(&change));
        if is_there || added.iter().any(|own| own.is_same(&change)) {
            continue;
        }
        number += 1;
        let of_file = change.matter;
        let here = known.iter().find(|(own, _)| of_file != 0 && *own == of_file);
        let matter = here.map_or(number, |(_, here)| *here);
        if here.is_none() {
            known.push((of_file, matter));
        }
        added.push(Change { number, matter, ..change });
    }
    added
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::tests::FileOut;

    fn line(matter: u64, at: &str, after: Option<Verdict>) -> Change {
        let cited = Cited {
            report: "甲 乙:1".to_owned(),
            year: Some(2023),
            ordinal: 7,
            sentence: 2,
            text: "建成 码头，\"一\"座。".to_owned(),
        };
        Change {
            number: 0,
            matter,
            at: at.to_owned(),
            by: Some("=张三".to_owned()),
            anchor: Anchor {
                place_code: Some("310104".to_owned()),
                place: None,
                year: Some(2022),
                sentence: format!("第{matter}件：建成码头一座。"),
                words: "建成码头一座".to_owned(),
                promise: "甲:1:2".to_owned(),
                item: 1,
            },
            read: RuleReading { verdict: Verdict::NotMentioned, evidence: Vec::new() },
            before: None,
            after,
            reason: "看过\n现场".to_owned(),
            evidence: vec![cited.clone(), Cited { year: None, ..cited }],
            source: Some("https://example.org/?a=1,2".to_owned()),
        }
    }

    fn journal(name: &str, folder: &tempfile::TempDir) -> Journal {
        Journal::open(&folder.path().join(name)).unwrap()
    }

    #[test]
    fn what_is_exported_is_read_back_once() {
        let folder = tempfile::tempdir().unwrap();
        let first = journal("a", &folder);
        let lines = vec![
            line(1, "2026-03-01T09:00:00+08:00", Some(Verdict::Kept)),
            line(1, "2026-03-02T09:00:00+08:00", Some(Verdict::Missed)),
            line(5, "2026-03-01T10:00:00+08:00", None),
        ];
        assert_eq!(add_changes(&first, lines).unwrap(), 3);
        let mut file = FileOut::default();
        let page = "http://h/notes";
        write_changes(&first.book(), ExportForm::Csv, page, &mut file).unwrap();
        assert!(file.records()[1..].iter().all(|row| row.last().unwrap() == page));
        let read = read_changes(&file.bytes).unwrap();
        assert_eq!(read, first.book().changes().into_iter().cloned().collect::<Vec<_>>());
        assert_eq!(add_changes(&first, read.clone()).unwrap(), 0);
        // Into a journal that has other lines, and twice.
        let second = journal("b", &folder);
        let own = line(9, "2026-02-01T09:00:00+08:00", Some(Verdict::Partly));
        add_changes(&second, vec![own]).unwrap();
        assert_eq!(add_changes(&second, read.clone()).unwrap(), 3);
        assert_eq!(add_changes(&second, read).unwrap(), 0);
        let book = second.book();
        let states: Vec<_> =
            book.matters().iter().map(|m| (m.changes.len(), m.verdict())).collect();
        assert_eq!(states, [(1, None), (2, Some(Verdict::Missed)), (1, Some(Verdict::Partly))]);
    }

    #[test]
    fn a_file_that_cannot_be_read_says_where() {
        let head = "at,sentence,words,promise_id,item,read_verdict,after,year\n";
        let good = "2026-03-01T09:00:00Z,一,一,a:1:1,1,kept,missed,2022\n";
        assert_eq!(read_changes(format!("{head}{good}").as_bytes()).unwrap().len(), 1);
        for (rows, said) in [
            (good.replace("2026-03-01T09:00:00Z", "昨天"), "第 2 行的 at 列"),
            (format!("{good}{}", good.replace("missed", "好")), "第 3 行的 after 列"),
            (good.replace("2022", "二"), "第 2 行的 year 列"),
        ] {
            let problem = read_changes(format!("{head}{rows}").as_bytes()).unwrap_err();
            assert!(problem.message.contains(said), "{problem}");
        }
        assert!(read_changes(b"a,b\n1,2\n").unwrap_err().message.contains("缺少 at 列"));
    }
}
