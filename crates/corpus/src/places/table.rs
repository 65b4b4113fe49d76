//! Reads the tables: the built-in one, whose form is ours, and a user's, which may hold anything.

use std::borrow::Cow;

use super::{Division, Gazetteer, NATION};
use crate::Level;

/// `code,name,from,to,next,ceded`, built by `examples/build_gazetteer.rs`.
const DIVISIONS: &str = include_str!("../../data/divisions.csv");

/// Divisions without a GB/T 2260 code, in the form of a user's table, by the same tool.
pub(super) const UNCODED: &str = include_str!("../../data/uncoded.csv");

/// Other names of the nation.
const NATION_NAMES: &[&str] = &["全国", "国务院", "中华人民共和国"];

/// Why a user's table of places could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}; {remedy}")]
pub struct TableError {
    /// The line of the table, from 1.
    pub line: u64,
    /// What is wrong there.
    pub reason: String,
    /// What to do.
    pub remedy: String,
}

/// The rows of the built-in table with names that cannot be derived; the nation first.
pub(super) fn builtin() -> impl Iterator<Item = (Division, Vec<String>)> {
    let names = NATION_NAMES.iter().map(|name| (*name).to_owned()).collect();
    let rows = DIVISIONS.lines().skip(1).filter_map(row);
    std::iter::once((nation(), names)).chain(rows.map(|row| (row, Vec::new())))
}

fn nation() -> Division {
    Division {
        code: Cow::Borrowed(NATION),
        name: Cow::Borrowed("中国"),
        level: Level::Nation,
        from: None,
        to: None,
        parent: None,
        next: Vec::new(),
        ceded: Vec::new(),
    }
}

/// One line. A line of another form is no row: a test counts that none is lost.
fn row(line: &'static str) -> Option<Division> {
    let mut fields = line.split(',');
    let code = fields.next()?;
    let name = fields.next()?;
    let from = fields.next()?.parse().ok();
    let to = fields.next()?.parse().ok();
    let next = fields.next()?.split(';').filter(|code| !code.is_empty()).map(Cow::Borrowed);
    let next = next.collect();
    let ceded = fields.next()?.split(';').filter_map(|one| one.split_once('@'));
    let ceded =
        ceded.filter_map(|(code, year)| Some((Cow::Borrowed(code), year.parse().ok()?))).collect();
    Some(Division {
        code: Cow::Borrowed(code),
        name: Cow::Borrowed(name),
        level: level_of(code)?,
        from,
        to,
        parent: None,
        next,
        ceded,
    })
}

/// The level that a GB/T 2260 code tells: six digits by their zeros, nine or twelve are townships.
fn level_of(code: &str) -> Option<Level> {
    match code.len() {
        6 if code == NATION => Some(Level::Nation),
        6 if code.ends_with("0000") => Some(Level::Province),
        6 if code.ends_with("00") => Some(Level::Prefecture),
        6 => Some(Level::County),
        9 | 12 => Some(Level::Township),
        _ => None,
    }
}

/// The columns of a user's table, by their names.
#[derive(Debug, Default)]
struct Columns {
    code: Option<usize>,
    name: Option<usize>,
    level: Option<usize>,
    parent: Option<usize>,
    from: Option<usize>,
    to: Option<usize>,
    short: Option<usize>,
    next: Option<usize>,
}

impl Columns {
    fn read(header: &csv::StringRecord) -> Self {
        let mut columns = Self::default();
        for (at, title) in header.iter().enumerate() {
            let title = title.trim().trim_start_matches('\u{feff}').to_lowercase();
            let column = match title.as_str() {
                "code" | "代码" | "行政区划代码" => &mut columns.code,
                "name" | "名称" | "地区" | "全称" => &mut columns.name,
                "level" | "层级" | "级别" => &mut columns.level,
                "parent" | "上级" | "上级代码" | "所属" => &mut columns.parent,
                "from" | "起" | "起始年" | "启用时间" => &mut columns.from,
                "to" | "止" | "终止年" | "变更时间" => &mut columns.to,
                "short" | "short_names" | "简称" | "别名" => &mut columns.short,
                "next" | "successors" | "后继" | "新代码" => &mut columns.next,
                _ => continue,
            };
            *column = Some(at);
        }
        columns
    }
}

/// The rows of a user's table with their further short names.
pub(super) fn extra(
    text: &str,
    known: &Gazetteer,
) -> Result<Vec<(Division, Vec<String>)>, TableError> {
    let header = text.lines().next().unwrap_or_default();
    let delimiter = if header.contains('\t') && !header.contains(',') { b'\t' } else { b',' };
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let columns = Columns::read(reader.headers().map_err(|error| unreadable(&error))?);
    let mut rows: Vec<(u64, Division, Vec<String>)> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| unreadable(&error))?;
        let line = record.position().map_or(0, |position| line_of(text, position));
        if record.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        let (division, short) = extra_row(&record, &columns, line)?;
        rows.push((line, division, short));
    }
    for (line, division, _) in &rows {
        let Some(parent) = division.parent.as_deref() else { continue };
        let same = |other: &Division| other.code == parent || other.name == parent;
        let there = known.rows(parent).next().is_some() || !known.find(parent, None).is_empty();
        if !there && !rows.iter().any(|(_, other, _)| same(other)) {
            return Err(TableError {
                line: *line,
                reason: format!("parent {parent:?} is not known"),
                remedy: "add a row for it, or give its code as the built-in table has it".into(),
            });
        }
    }
    Ok(rows.into_iter().map(|(_, division, short)| (division, short)).collect())
}

/// The line of a record: the reader's position is that of the empty lines before it.
fn line_of(text: &str, position: &csv::Position) -> u64 {
    let byte = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let blank = text.get(byte..).unwrap_or_default().bytes();
    let blank = blank.take_while(|byte| matches!(byte, b'\r' | b'\n'));
    position.line() + blank.filter(|byte| *byte == b'\n').count() as u64
}

fn extra_row(
    record: &csv::StringRecord,
    columns: &Columns,
    line: u64,
) -> Result<(Division, Vec<String>), TableError> {
    let field = |column: Option<usize>| {
        column.and_then(|at| record.get(at)).map(str::trim).filter(|field| !field.is_empty())
    };
    let wrong = |reason: String, remedy: &str| TableError { line, reason, remedy: remedy.into() };
    let needed = |column, title: &str| {
        field(column).ok_or_else(|| {
            wrong(format!("{title} is missing"), "give every place a code and a name")
        })
    };
    let code = needed(columns.code, "code")?.to_owned();
    let name = needed(columns.name, "name")?.to_owned();
    let level = match field(columns.level) {
        Some(word) => level_word(word).ok_or_else(|| {
            wrong(
                format!("level {word:?} is not known"),
                "use nation, province, prefecture, county or township",
            )
        })?,
        None => level_of(&code).ok_or_else(|| {
            wrong(format!("code {code:?} does not tell the level"), "add a column level")
        })?,
    };
    let year = |column| match field(column) {
        Some(word) => word.parse::<i16>().map(Some).map_err(|_| {
            wrong(format!("year {word:?} is not a number"), "write years as 2015, or leave empty")
        }),
        None => Ok(None),
    };
    let list = |column| {
        let words = field(column).into_iter().flat_map(|words| words.split([';', '；', '、', '|']));
        words.map(|word| word.trim().to_owned()).filter(|word| !word.is_empty())
    };
    let division = Division {
        code: Cow::Owned(code),
        name: Cow::Owned(name),
        level,
        from: year(columns.from)?,
        to: year(columns.to)?,
        parent: field(columns.parent).map(|parent| Cow::Owned(parent.to_owned())),
        next: list(columns.next).map(Cow::Owned).collect(),
        ceded: Vec::new(),
    };
    let short = list(columns.short).collect();
    Ok((division, short))
}

/// A level in the contract's word or in Chinese.
fn level_word(word: &str) -> Option<Level> {
    word.to_lowercase().parse().ok().or_else(|| {
        Some(match word {
            "国家" | "全国" => Level::Nation,
            "省" | "省级" | "省份" | "直辖市" => Level::Province,
            "市" | "地级" | "市级" | "地市" | "地级市" | "自治州" => Level::Prefecture,
            "县" | "县级" | "区县" | "区" | "县区" | "开发区" => Level::County,
            "乡" | "镇" | "乡级" | "乡镇" | "街道" | "乡镇街道" => Level::Township,
            _ => return None,
        })
    })
}

fn unreadable(error: &csv::Error) -> TableError {
    TableError {
        line: error.position().map_or(1, csv::Position::line),
        reason: error.to_string(),
        remedy: "save the table as UTF-8 CSV with a header line".into(),
    }
}
