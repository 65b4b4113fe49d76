//! The columns of a panel, the same in every form.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use suyan_corpus::places::short_name;

use crate::cells::{FieldKind, Value};
use crate::panel::{By, Panel, Per, Row, RowPlace, Shape, Status};

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What it is, in a few words: the label of a variable.
    pub label: String,
    /// The same in full.
    pub about: String,
    /// What its values are.
    pub kind: FieldKind,
    what: What,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum What {
    Code,
    CodeNumber,
    Name,
    ShortName,
    Path,
    Level,
    Year,
    YearReviewed,
    Kind,
    Part,
    ReportId,
    Title,
    Date,
    Status,
    Reports,
    Passages,
    Sentences,
    Characters,
    Words,
    Stopped,
    Ids,
    CodesThen,
    CodeToday,
    Event,
    Count(usize),
    Rate(usize),
    StatusOf(i16),
    CountOf(usize, i16),
    RateOf(usize, i16),
}

/// See the module.
pub struct Table<'a> {
    panel: &'a Panel,
    fields: Vec<Field>,
    /// The rows of the panel that each row of the table is made of, by year where it is wide.
    rows: Vec<(usize, BTreeMap<i16, usize>)>,
}

impl<'a> Table<'a> {
    /// The table of a panel.
    #[must_use]
    pub fn of(panel: &'a Panel) -> Self {
        let is_wide = panel.request.shape == Shape::Wide;
        let mut table = Self { panel, fields: Vec::new(), rows: Vec::new() };
        if is_wide {
            table.place_fields();
            table.wide_fields();
            table.wide_rows();
        } else {
            table.key_fields();
            table.size_fields();
            table.count_fields();
            table.rows = (0..panel.rows.len()).map(|at| (at, BTreeMap::new())).collect();
        }
        table
    }

    /// The columns.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The values of a row, in the order of the columns.
    #[must_use]
    pub fn values(&self, row: usize) -> Vec<Value> {
        self.fields.iter().map(|field| self.value(row, field)).collect()
    }

    /// One value.
    #[must_use]
    pub fn value(&self, row: usize, field: &Field) -> Value {
        let (first, years) = &self.rows[row];
        let in_year = |year: i16| years.get(&year).map(|&at| &self.panel.rows[at]);
        match field.what {
            What::StatusOf(year) => {
                in_year(year).map_or(Value::None, |row| Value::Text(row.status.as_str().into()))
            }
            What::CountOf(at, year) => in_year(year).map_or(Value::None, |row| count(row, at)),
            What::RateOf(at, year) => in_year(year)
                .and_then(|row| self.panel.rate(row, at))
                .map_or(Value::None, Value::Real),
            What::Rate(at) => {
                self.panel.rate(&self.panel.rows[*first], at).map_or(Value::None, Value::Real)
            }
            what => value(&self.panel.rows[*first], what),
        }
    }

    fn add(&mut self, name: &str, kind: FieldKind, about: &str, what: What) {
        let mut name = name.to_owned();
        while self.fields.iter().any(|field| field.name == name) {
            name.push('_');
        }
        let label = about.split('：').next().unwrap_or(about);
        let label = label.chars().take(80).collect();
        self.fields.push(Field { name, label, about: about.to_owned(), kind, what });
    }

    fn place_fields(&mut self) {
        use FieldKind::{Int, Text};
        self.add("place_code", Text, "地区代码：GB/T 2260，文本", What::Code);
        self.add("place_code_number", Int, "地区代码：同上，数字", What::CodeNumber);
        self.add("place", Text, "地区全称", What::Name);
        self.add("place_short", Text, "地区简称", What::ShortName);
        self.add("place_path", Text, "所属：自省级起，以 / 相隔", What::Path);
        self.add(
            "level",
            Text,
            "层级：nation、province、prefecture、county、township",
            What::Level,
        );
    }

    fn key_fields(&mut self) {
        use FieldKind::{Int, Text};
        let by = self.panel.request.by.clone();
        let has = |any: &[By]| by.iter().any(|by| any.contains(by));
        if has(&[By::Place, By::Report]) {
            self.place_fields();
        } else if has(&[By::Level]) {
            self.add("level", Text, "层级", What::Level);
        }
        if has(&[By::Year, By::Report]) {
            self.add("year", Int, "年度：报告部署其工作的那一年", What::Year);
            self.add("year_reviewed", Int, "回顾年度：年度减一", What::YearReviewed);
        }
        if has(&[By::Kind]) {
            self.add("kind", Text, "文种", What::Kind);
        }
        if has(&[By::Part]) {
            self.add("part", Text, "部分：报告里的位置", What::Part);
        }
        if has(&[By::Report]) {
            self.add("report_id", Text, "报告编号", What::ReportId);
            self.add("title", Text, "标题", What::Title);
            self.add("date", Text, "报告日期：原文写明者", What::Date);
        }
    }

    fn size_fields(&mut self) {
        use FieldKind::{Int, Text};
        self.add(
            "status",
            Text,
            "收录：whole 全文，part 只有一部分，missing 未收录（计数为空，不是零）",
            What::Status,
        );
        self.add("reports", Int, "报告数", What::Reports);
        self.add("passages", Int, "段数", What::Passages);
        self.add("sentences", Int, "句数：以 。！？ 或段落为界", What::Sentences);
        self.add("characters", Int, "字数：规范化后的字母、数字与汉字", What::Characters);
        self.add("words", Int, "词数：分词器切出的全部词，含标点", What::Words);
        if !self.panel.request.cut.stop.is_empty() {
            self.add("stop_words", Int, "停用词数：词数里属于停用词的", What::Stopped);
        }
        self.add("report_ids", Text, "报告编号：原档没有编号的，是全文的指纹", What::Ids);
        let by = &self.panel.request.by;
        if by.contains(&By::Place) || by.contains(&By::Report) {
            self.add("codes_then", Text, "当年代码：所计报告当年的地区代码", What::CodesThen);
            self.add("code_today", Text, "今日代码：这些地区今天归入的代码", What::CodeToday);
            self.add("event", Text, "沿革：年份、旧代码和旧名", What::Event);
        }
    }

    fn count_fields(&mut self) {
        let columns = &self.panel.request.columns;
        for (at, column) in columns.iter().enumerate() {
            let about = format!("{}：{}", column.name, column.strings.join("、"));
            self.add(&column.name, FieldKind::Int, &about, What::Count(at));
        }
        if self.panel.request.per != Per::None {
            for (at, column) in columns.iter().enumerate() {
                let about = format!("{} 的比率：见公式", column.name);
                let name = format!("{}_rate", column.name);
                self.add(&name, FieldKind::Real, &about, What::Rate(at));
            }
        }
    }

    fn wide_fields(&mut self) {
        let years: BTreeSet<i16> = self.panel.rows.iter().filter_map(|row| row.year).collect();
        for &year in &years {
            let about = format!("{year} 年收录：whole、part、missing");
            self.add(&format!("status_{year}"), FieldKind::Text, &about, What::StatusOf(year));
        }
        for (at, column) in self.panel.request.columns.iter().enumerate() {
            for &year in &years {
                let name = format!("{}_{year}", column.name);
                let about = format!("{} {year}：{}", column.name, column.strings.join("、"));
                self.add(&name, FieldKind::Int, &about, What::CountOf(at, year));
            }
            if self.panel.request.per != Per::None {
                for &year in &years {
                    let name = format!("{}_rate_{year}", column.name);
                    let about = format!("{} {year} 的比率：见公式", column.name);
                    self.add(&name, FieldKind::Real, &about, What::RateOf(at, year));
                }
            }
        }
    }

    fn wide_rows(&mut self) {
        let mut last: Option<Option<&RowPlace>> = None;
        for (at, row) in self.panel.rows.iter().enumerate() {
            let place = row.place.as_ref();
            if last != Some(place) {
                last = Some(place);
                self.rows.push((at, BTreeMap::new()));
            }
            if let (Some(year), Some((_, years))) = (row.year, self.rows.last_mut()) {
                years.insert(year, at);
            }
        }
    }
}

fn count(row: &Row, at: usize) -> Value {
    row.counts.get(at).map_or(Value::None, |&count| int(count))
}

fn int(number: u64) -> Value {
    i64::try_from(number).map_or(Value::None, Value::Int)
}

fn text(text: Option<impl Into<String>>) -> Value {
    text.map_or(Value::None, |text| Value::Text(text.into()))
}

fn joined<'t>(texts: impl Iterator<Item = &'t str>) -> Value {
    let joined = texts.collect::<Vec<_>>().join(";");
    if joined.is_empty() { Value::None } else { Value::Text(joined) }
}

fn value(row: &Row, what: What) -> Value {
    let place = row.place.as_ref();
    let report = row.report.as_ref();
    let there = |number: u64| {
        if row.status == Status::Missing { Value::None } else { int(number) }
    };
    match what {
        What::Code => text(place.map(|place| place.code.clone())),
        What::CodeNumber => {
            place.and_then(|place| place.code.parse().ok()).map_or(Value::None, Value::Int)
        }
        What::Name => text(place.map(|place| place.name.clone())),
        What::ShortName => text(place.map(|place| {
            short_name(&place.name).into_iter().next().unwrap_or_else(|| place.name.clone())
        })),
        What::Path => text(place.map(|place| place.path.join("/"))),
        What::Level => text(row.level.map(suyan_corpus::Level::as_str)),
        What::Year => row.year.map_or(Value::None, |year| Value::Int(year.into())),
        What::YearReviewed => row.year.map_or(Value::None, |year| Value::Int(i64::from(year) - 1)),
        What::Kind => text(row.kind.map(suyan_corpus::Kind::as_str)),
        What::Part => text(row.part.map(suyan_corpus::Part::as_str)),
        What::ReportId => text(report.map(|report| report.id.clone())),
        What::Title => text(report.map(|report| report.title.clone())),
        What::Date => text(report.and_then(|report| report.date.clone())),
        What::Status => Value::Text(row.status.as_str().into()),
        What::Reports => int(row.reports),
        What::Passages => there(row.size.passages),
        What::Sentences => there(row.size.sentences),
        What::Characters => there(row.size.characters),
        What::Words => there(row.size.words),
        What::Stopped => there(row.size.stopped),
        What::Ids => joined(row.ids.iter().map(String::as_str)),
        What::CodesThen => joined(row.then.iter().map(|(code, _)| code.as_str())),
        What::CodeToday => text(row.today.clone()),
        What::Event => {
            let events = row.events.iter();
            let said: Vec<String> = events
                .map(|event| format!("{} {} {}", event.year, event.code, event.name))
                .collect();
            joined(said.iter().map(String::as_str))
        }
        What::Count(at) => count(row, at),
        // These hang on more than the row.
        What::Rate(_) | What::StatusOf(_) | What::CountOf(..) | What::RateOf(..) => Value::None,
    }
}
