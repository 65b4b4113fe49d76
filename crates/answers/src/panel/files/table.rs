//! The columns of a panel, the same in every form.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use suyan_corpus::places::short_name;

use crate::cells::{FieldKind, Value};
use crate::panel::{Panel, PanelRow, PanelShape, Per, RowPlace, RowStatus, RowsBy};

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct TableField {
    /// Its name.
    pub name: String,
    /// What it is, in a few words: the label of a variable.
    pub label: String,
    /// What the column is, in full.
    pub about: String,
    /// What its values are.
    pub kind: FieldKind,
    what: FieldContent,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum FieldContent {
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
pub struct PanelTable<'a> {
    panel: &'a Panel,
    fields: Vec<TableField>,
    /// The rows of the panel that each row of the table is made of, by year where it is wide.
    rows: Vec<(usize, BTreeMap<i16, usize>)>,
}

impl<'a> PanelTable<'a> {
    /// The table of a panel.
    #[must_use]
    pub fn of(panel: &'a Panel) -> Self {
        let is_wide = panel.request.shape == PanelShape::Wide;
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
    pub fn fields(&self) -> &[TableField] {
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
    pub fn value(&self, row: usize, field: &TableField) -> Value {
        let (first, years) = &self.rows[row];
        let in_year = |year: i16| years.get(&year).map(|&at| &self.panel.rows[at]);
        match field.what {
            FieldContent::StatusOf(year) => {
                in_year(year).map_or(Value::None, |row| Value::Text(row.status.as_str().into()))
            }
            FieldContent::CountOf(at, year) => {
                in_year(year).map_or(Value::None, |row| count(row, at))
            }
            FieldContent::RateOf(at, year) => in_year(year)
                .and_then(|row| self.panel.rate(row, at))
                .map_or(Value::None, Value::Real),
            FieldContent::Rate(at) => {
                self.panel.rate(&self.panel.rows[*first], at).map_or(Value::None, Value::Real)
            }
            what => value(&self.panel.rows[*first], what),
        }
    }

    fn add(&mut self, name: &str, kind: FieldKind, about: &str, what: FieldContent) {
        let mut name = name.to_owned();
        while self.fields.iter().any(|field| field.name == name) {
            name.push('_');
        }
        let label = about.split('：').next().unwrap_or(about);
        let label = label.chars().take(80).collect();
        self.fields.push(TableField { name, label, about: about.to_owned(), kind, what });
    }

    fn place_fields(&mut self) {
        use FieldKind::{Int, Text};
        self.add("place_code", Text, "地区代码：GB/T 2260，文本", FieldContent::Code);
        self.add("place_code_number", Int, "地区代码：同上，数字", FieldContent::CodeNumber);
        self.add("place", Text, "地区全称", FieldContent::Name);
        self.add("place_short", Text, "地区简称", FieldContent::ShortName);
        self.add("place_path", Text, "所属：自省级起，以 / 相隔", FieldContent::Path);
        self.add(
            "level",
            Text,
            "层级：nation、province、prefecture、county、township",
            FieldContent::Level,
        );
    }

    fn key_fields(&mut self) {
        use FieldKind::{Int, Text};
        let by = self.panel.request.by.clone();
        let has = |any: &[RowsBy]| by.iter().any(|by| any.contains(by));
        if has(&[RowsBy::Place, RowsBy::Report]) {
            self.place_fields();
        } else if has(&[RowsBy::Level]) {
            self.add("level", Text, "层级", FieldContent::Level);
        }
        if has(&[RowsBy::Year, RowsBy::Report]) {
            self.add("year", Int, "年度：报告部署其工作的那一年", FieldContent::Year);
            self.add("year_reviewed", Int, "回顾年度：年度减一", FieldContent::YearReviewed);
        }
        if has(&[RowsBy::Kind]) {
            self.add("kind", Text, "文种", FieldContent::Kind);
        }
        if has(&[RowsBy::Part]) {
            self.add("part", Text, "部分：报告里的位置", FieldContent::Part);
        }
        if has(&[RowsBy::Report]) {
            self.add("report_id", Text, "报告编号", FieldContent::ReportId);
            self.add("title", Text, "标题", FieldContent::Title);
            self.add("date", Text, "报告日期：原文写明者", FieldContent::Date);
        }
    }

    fn size_fields(&mut self) {
        use FieldKind::{Int, Text};
        self.add(
            "status",
            Text,
            "收录：whole 全文，part 只有一部分，missing 未收录（计数为空，不是零）",
            FieldContent::Status,
        );
        self.add("reports", Int, "报告数", FieldContent::Reports);
        self.add("passages", Int, "段数", FieldContent::Passages);
        self.add("sentences", Int, "句数：以 。！？ 或段落为界", FieldContent::Sentences);
        self.add("characters", Int, "字数：规范化后的字母、数字与汉字", FieldContent::Characters);
        self.add("words", Int, "词数：分词器切出的全部词，含标点", FieldContent::Words);
        if !self.panel.request.cut.stop.is_empty() {
            self.add("stop_words", Int, "停用词数：词数里属于停用词的", FieldContent::Stopped);
        }
        self.add("report_ids", Text, "报告编号：原档没有编号的，是全文的指纹", FieldContent::Ids);
        let by = &self.panel.request.by;
        if by.contains(&RowsBy::Place) || by.contains(&RowsBy::Report) {
            self.add(
                "codes_then",
                Text,
                "当年代码：所计报告当年的地区代码",
                FieldContent::CodesThen,
            );
            self.add(
                "code_today",
                Text,
                "今日代码：这些地区今天归入的代码",
                FieldContent::CodeToday,
            );
            self.add("event", Text, "沿革：年份、旧代码和旧名", FieldContent::Event);
        }
    }

    fn count_fields(&mut self) {
        let columns = &self.panel.request.columns;
        for (at, column) in columns.iter().enumerate() {
            let about = format!("{}：{}", column.name, column.strings.join("、"));
            self.add(&column.name, FieldKind::Int, &about, FieldContent::Count(at));
        }
        if self.panel.request.per != Per::None {
            for (at, column) in columns.iter().enumerate() {
                let about = format!("{} 的比率：见公式", column.name);
                let name = format!("{}_rate", column.name);
                self.add(&name, FieldKind::Real, &about, FieldContent::Rate(at));
            }
        }
    }

    fn wide_fields(&mut self) {
        let years: BTreeSet<i16> = self.panel.rows.iter().filter_map(|row| row.year).collect();
        for &year in &years {
            let about = format!("{year} 年收录：whole、part、missing");
            self.add(
                &format!("status_{year}"),
                FieldKind::Text,
                &about,
                FieldContent::StatusOf(year),
            );
        }
        for (at, column) in self.panel.request.columns.iter().enumerate() {
            for &year in &years {
                let name = format!("{}_{year}", column.name);
                let about = format!("{} {year}：{}", column.name, column.strings.join("、"));
                self.add(&name, FieldKind::Int, &about, FieldContent::CountOf(at, year));
            }
            if self.panel.request.per != Per::None {
                for &year in &years {
                    let name = format!("{}_rate_{year}", column.name);
                    let about = format!("{} {year} 的比率：见公式", column.name);
                    self.add(&name, FieldKind::Real, &about, FieldContent::RateOf(at, year));
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

fn count(row: &PanelRow, at: usize) -> Value {
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

fn value(row: &PanelRow, what: FieldContent) -> Value {
    let place = row.place.as_ref();
    let report = row.report.as_ref();
    let there = |number: u64| {
        if row.status == RowStatus::Missing { Value::None } else { int(number) }
    };
    match what {
        FieldContent::Code => text(place.map(|place| place.code.clone())),
        FieldContent::CodeNumber => {
            place.and_then(|place| place.code.parse().ok()).map_or(Value::None, Value::Int)
        }
        FieldContent::Name => text(place.map(|place| place.name.clone())),
        FieldContent::ShortName => text(place.map(|place| {
            short_name(&place.name).into_iter().next().unwrap_or_else(|| place.name.clone())
        })),
        FieldContent::Path => text(place.map(|place| place.path.join("/"))),
        FieldContent::Level => text(row.level.map(suyan_corpus::Level::as_str)),
        FieldContent::Year => row.year.map_or(Value::None, |year| Value::Int(year.into())),
        FieldContent::YearReviewed => {
            row.year.map_or(Value::None, |year| Value::Int(i64::from(year) - 1))
        }
        FieldContent::Kind => text(row.kind.map(suyan_corpus::Kind::as_str)),
        FieldContent::Part => text(row.part.map(suyan_corpus::Part::as_str)),
        FieldContent::ReportId => text(report.map(|report| report.id.clone())),
        FieldContent::Title => text(report.map(|report| report.title.clone())),
        FieldContent::Date => text(report.and_then(|report| report.date.clone())),
        FieldContent::Status => Value::Text(row.status.as_str().into()),
        FieldContent::Reports => int(row.reports),
        FieldContent::Passages => there(row.size.passages),
        FieldContent::Sentences => there(row.size.sentences),
        FieldContent::Characters => there(row.size.characters),
        FieldContent::Words => there(row.size.words),
        FieldContent::Stopped => there(row.size.stopped),
        FieldContent::Ids => joined(row.ids.iter().map(String::as_str)),
        FieldContent::CodesThen => joined(row.then.iter().map(|(code, _)| code.as_str())),
        FieldContent::CodeToday => text(row.today.clone()),
        FieldContent::Event => {
            let events = row.events.iter();
            let said: Vec<String> = events
                .map(|event| format!("{} {} {}", event.year, event.code, event.name))
                .collect();
            joined(said.iter().map(String::as_str))
        }
        FieldContent::Count(at) => count(row, at),
        // These hang on more than the row.
        FieldContent::Rate(_)
        | FieldContent::StatusOf(_)
        | FieldContent::CountOf(..)
        | FieldContent::RateOf(..) => Value::None,
    }
}
