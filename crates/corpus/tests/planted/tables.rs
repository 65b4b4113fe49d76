//! Tables of reports as people make them, of each sort one or more files.

use std::error::Error;

use jiff::civil::{Date, date};
use suyan_corpus::Level::{Prefecture, Province};

use super::disk::{Dice, Disk};
use super::reports::{Report, Stock};
use super::{county, pack, xls};

type Done = Result<(), Box<dyn Error>>;
type Rows = Vec<Vec<String>>;

pub fn plant(disk: &mut Disk, stock: &mut Stock, dice: &mut Dice) -> Done {
    files_in_cells(disk, stock, dice)?;
    one_key(disk, stock, dice)?;
    headless(disk, stock, dice)?;
    codes(disk, stock, dice)?;
    short_names(disk, stock, dice)?;
    dates(disk, stock, dice)?;
    sentences(disk, stock, dice)?;
    wide(disk, stock)?;
    sheets(disk, stock)?;
    merged(disk, stock)?;
    words_in_titles(disk, stock, dice)?;
    zones(disk, stock, dice)?;
    rows_of_json(disk, stock)?;
    foreign(disk, dice)
}

fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

/// Writes a table of one report a row as csv, tsv or xlsx, and says what is true of each.
fn table(disk: &mut Disk, name: &str, rows: &Rows, first: usize, all: &[Report]) -> Done {
    let bytes = match name.rsplit('.').next() {
        Some("tsv") => pack::csv(rows, b'\t')?,
        Some("xlsx") => {
            let sheet = pack::Sheet { name: "Sheet1".into(), rows: rows.clone(), merged: vec![] };
            pack::xlsx(&[sheet])?
        }
        _ => pack::csv(rows, b',')?,
    };
    disk.write(name, &bytes)?;
    // Spreadsheets count with the header, csv its records.
    let from = if name.ends_with(".xlsx") { first + 1 } else { first };
    for (at, report) in all.iter().enumerate() {
        disk.is_report(name, &format!("{}", at + from), report);
    }
    Ok(())
}

fn some(stock: &mut Stock, count: usize) -> Vec<Report> {
    (0..count).map(|at| stock.take(if at % 3 == 2 { Province } else { Prefecture })).collect()
}

/// `file,doc`, `path,text`, `文件,内容`: the place and the year stand in the name of a file.
fn files_in_cells(disk: &mut Disk, stock: &mut Stock, dice: &mut Dice) -> Done {
    let heads = [
        ["file", "doc"],
        ["path", "text"],
        ["文件", "内容"],
        ["文件名", "正文"],
        ["filename", "content"],
    ];
    for (at, head) in heads.iter().enumerate() {
        let all: Vec<Report> = some(stock, 4).iter().map(Report::nameless).collect();
        let mut rows = vec![row(head)];
        for report in &all {
            let (place, year) = (&report.place, report.year);
            let name = match dice.below(5) {
                0 => format!("data/{place}{year}.txt"),
                1 => format!("{place}/{year}.txt"),
                2 => format!("D:\\报告\\{year}年{place}政府工作报告.docx"),
                3 => format!("{year}-{place}.md"),
                _ => format!("{place}_{year}.txt"),
            };
            rows.push(vec![name, report.body.clone()]);
        }
        let ending = dice.pick(&["csv", "tsv", "xlsx"]);
        table(disk, &format!("表/文件{at}.{ending}"), &rows, 1, &all)?;
    }
    Ok(())
}

/// `city,doc`, `year,doc`, `正文` alone: the rest stands in the text.
fn one_key(disk: &mut Disk, stock: &mut Stock, dice: &mut Dice) -> Done {
    for (at, head) in [["city", "doc"], ["城市", "报告"], ["地区", "document"]].iter().enumerate()
    {
        let all: Vec<Report> = (0..4).map(|_| stock.take(Prefecture).nameless()).collect();
        let mut rows = vec![row(head)];
        rows.extend(all.iter().map(|r| vec![r.place.clone(), r.body.clone()]));
        table(disk, &format!("表/城市{at}.csv"), &rows, 1, &all)?;
    }
    for (at, head) in [["year", "doc"], ["年份", "文本"]].iter().enumerate() {
        let all = some(stock, 4);
        let mut rows = vec![row(head)];
        rows.extend(all.iter().map(|r| vec![r.year.to_string(), r.text()]));
        table(disk, &format!("表/年份{at}.csv"), &rows, 1, &all)?;
    }
    for head in ["正文", "text", "报告全文"] {
        let all = some(stock, 3);
        let mut rows = vec![row(&[head])];
        rows.extend(all.iter().map(|r| vec![r.text()]));
        let ending = dice.pick(&["csv", "xlsx"]);
        table(disk, &format!("表/只有{head}.{ending}"), &rows, 1, &all)?;
    }
    Ok(())
}

/// No header, or one that says nothing.
fn headless(disk: &mut Disk, stock: &mut Stock, dice: &mut Dice) -> Done {
    for at in 0..4 {
        let all: Vec<Report> = some(stock, 4).iter().map(Report::nameless).collect();
        let cells = |r: &Report| {
            let year = if at % 2 == 0 { r.year.to_string() } else { format!("{}年", r.year) };
            match at {
                0 | 1 => vec![r.place.clone(), year, r.body.clone()],
                2 => vec![year, r.province.clone(), r.place.clone(), r.body.clone()],
                _ => vec![format!("{}{}年", r.place, r.year), r.body.clone()],
            }
        };
        let mut rows: Rows = all.iter().map(cells).collect();
        let odd = dice.below(2) == 0;
        if odd {
            let names = ["col1", "col2", "col3", "col4"];
            rows.insert(0, row(&names[..rows[0].len()]));
        }
        let ending = dice.pick(&["csv", "tsv", "xlsx"]);
        let first = usize::from(odd);
        table(disk, &format!("表/无表头{at}.{ending}"), &rows, first, &all)?;
    }
    Ok(())
}

fn codes(disk: &mut Disk, stock: &mut Stock, dice: &mut Dice) -> Done {
    for (at, name) in ["行政区划代码", "adcode", "地区代码"].iter().enumerate() {
        let mut all: Vec<Report> = some(stock, 3).iter().map(Report::nameless).collect();
        all.extend((0..2).map(|_| county::take(dice, 2019)));
        let mut rows = vec![row(&[name, "年份", "正文"])];
        for report in &all {
            let code = report.code.clone().unwrap_or_default();
            let code = if at == 1 { format!("{code}000000") } else { code };
            rows.push(vec![code, report.year.to_string(), report.body.clone()]);
        }
        let ending = if at == 2 { "xlsx" } else { "csv" };
        table(disk, &format!("表/代码{at}.{ending}"), &rows, 1, &all)?;
    }
    Ok(())
}

/// Short names below columns that tell the level.
fn short_names(disk: &mut Disk, stock: &mut Stock, dice: &mut Dice) -> Done {
    let all: Vec<Report> = (0..6).map(|_| stock.take(Province).nameless()).collect();
    let mut rows = vec![row(&["province", "year", "text"])];
    rows.extend(all.iter().map(|r| vec![r.short(), r.year.to_string(), r.body.clone()]));
    table(disk, "表/省简称.csv", &rows, 1, &all)?;
    let all: Vec<Report> = (0..8).map(|_| stock.take(Prefecture).nameless()).collect();
    let mut rows = vec![row(&["city", "year", "text"])];
    rows.extend(all.iter().map(|r| vec![r.short(), r.year.to_string(), r.body.clone()]));
    table(disk, "表/市简称.csv", &rows, 1, &all)?;
    let mut all = Vec::new();
    let mut rows = vec![row(&["省份", "城市", "区县", "年度", "报告内容"])];
    for at in 0..10 {
        let report = county::take(dice, 2012 + at);
        let Some(prefecture) = county::prefecture(&report) else { continue };
        let short = |name: &str| {
            suyan_corpus::places::short_name(name).into_iter().next().unwrap_or(name.to_owned())
        };
        let (province, year) = (short(&report.province), report.year.to_string());
        rows.push(vec![province, short(&prefecture), report.short(), year, report.body.clone()]);
        all.push(report);
    }
    table(disk, "表/三级简称.xlsx", &rows, 1, &all)
}

/// Days as spreadsheets print them.
fn dates(disk: &mut Disk, stock: &mut Stock, dice: &mut Dice) -> Done {
    let mut all = Vec::new();
    let mut rows = vec![row(&["地区", "日期", "正文"])];
    for at in 0..12 {
        let dated = stock.take(Prefecture);
        let day = dated.date.clone().unwrap_or_default();
        let mut report = dated.nameless();
        let parts: Vec<i32> = day.split('-').filter_map(|part| part.parse().ok()).collect();
        let [y, m, d] = parts[..] else { continue };
        report.date = (at % 6 < 4).then(|| day.clone());
        let cell = match at % 6 {
            0 => format!("{y}/{m}/{d} 0:00"),
            1 => format!("{y}－{m:02}－{d:02}"),
            2 => serial(day.parse()?)?.to_string(),
            3 => format!("{y}年{m}月{d}日 09:00:00"),
            4 => format!("{y}年{m}月"),
            _ => format!("{y}-{m:02}"),
        };
        rows.push(vec![report.place.clone(), cell, report.body.clone()]);
        all.push(report);
    }
    let ending = dice.pick(&["csv", "tsv"]);
    table(disk, &format!("表/日期.{ending}"), &rows, 1, &all)
}

/// The number of a day in spreadsheets.
fn serial(day: Date) -> Result<i32, Box<dyn Error>> {
    Ok(date(1899, 12, 30).until(day)?.get_days())
}

/// One sentence a row, the place and year in an id.
fn sentences(disk: &mut Disk, stock: &mut Stock, dice: &mut Dice) -> Done {
    let heads = [["id", "text"], ["id", "sentence"], ["编号", "句子"], ["文件名", "sentence"]];
    for (at, head) in heads.iter().enumerate() {
        let all: Vec<Report> = some(stock, 3).iter().map(Report::nameless).collect();
        let mut rows = vec![row(head)];
        let mut firsts = Vec::new();
        for report in &all {
            firsts.push(rows.len());
            let pieces = report.body.split_inclusive('。').filter(|s| s.chars().count() > 3);
            for (number, piece) in pieces.enumerate() {
                let mut id = match at {
                    0 => format!("{}_{}_{}", report.place, report.year, number + 1),
                    1 => format!("{}-{}-{:04}", report.year, report.place, number + 1),
                    _ => format!("{}{}", report.place, report.year),
                };
                if at == 3 {
                    id.push_str(".txt");
                }
                rows.push(vec![id, piece.trim().to_owned()]);
            }
        }
        let name = format!("表/句子{at}.{}", dice.pick(&["csv", "tsv"]));
        let tsv = name.ends_with("tsv");
        disk.write(&name, &pack::csv(&rows, if tsv { b'\t' } else { b',' })?)?;
        for (first, report) in firsts.iter().zip(&all) {
            disk.is_report(&name, &format!("{first}"), report);
        }
    }
    Ok(())
}

/// Years as columns, and places as columns.
fn wide(disk: &mut Disk, stock: &mut Stock) -> Done {
    for at in 0..3 {
        let all: Vec<Report> = stock.series(3).iter().map(Report::nameless).collect();
        let name = format!("表/年份为列{at}.xlsx");
        let year = |r: &Report| match at {
            0 => r.year.to_string(),
            _ => format!("{}年", r.year),
        };
        let mut head = row(&["地区"]);
        head.extend(all.iter().map(year));
        let mut cells = vec![all[0].place.clone()];
        cells.extend(all.iter().map(|r| r.body.clone()));
        let sheet = pack::Sheet { name: "汇总".into(), rows: vec![head, cells], merged: vec![] };
        disk.write(&name, &pack::xlsx(&[sheet])?)?;
        for report in &all {
            disk.is_report(&name, &format!("2!{}", year(report)), report);
        }
    }
    Ok(())
}

/// A sheet a year, a sheet a place.
fn sheets(disk: &mut Disk, stock: &mut Stock) -> Done {
    for at in 0..4 {
        let by_place = at % 2 == 1;
        let mut sheets = Vec::new();
        let name = format!("表/分表{at}.xlsx");
        for _ in 0..3 {
            let all: Vec<Report> = match by_place {
                true => stock.series(2).iter().map(Report::nameless).collect(),
                false => vec![stock.take(Prefecture).nameless()],
            };
            let (title, head) = match by_place {
                true => (all[0].place.clone(), ["年份", "正文"]),
                false if at == 0 => (format!("{}年", all[0].year), ["地区", "报告内容"]),
                false => (all[0].year.to_string(), ["地区", "报告内容"]),
            };
            if sheets.iter().any(|sheet: &pack::Sheet| sheet.name == title) {
                continue;
            }
            let mut rows = vec![row(&head)];
            for (number, report) in all.iter().enumerate() {
                let key = if by_place { report.year.to_string() } else { report.place.clone() };
                rows.push(vec![key, report.body.clone()]);
                disk.is_report(&name, &format!("{title}!{}", number + 2), report);
            }
            sheets.push(pack::Sheet { name: title, rows, merged: vec![] });
        }
        disk.write(&name, &pack::xlsx(&sheets)?)?;
    }
    Ok(())
}

/// The place merged over the rows of its years.
fn merged(disk: &mut Disk, stock: &mut Stock) -> Done {
    for at in 0..4 {
        let old = at % 2 == 1;
        let mut rows = vec![row(&["地区", "年份", "报告全文"])];
        let mut ranges = Vec::new();
        let mut all = Vec::new();
        for _ in 0..2 {
            let series: Vec<Report> = stock.series(3).iter().map(Report::nameless).collect();
            ranges.push((rows.len(), rows.len() + 2, 0));
            for (number, report) in series.into_iter().enumerate() {
                let place = if number == 0 { report.place.clone() } else { String::new() };
                let text: String = report.body.chars().take(xls::CELL_CHARS).collect();
                let sentences = super::reports::sentences(&text);
                rows.push(vec![place, report.year.to_string(), text]);
                all.push(Report { sentences, ..report });
            }
        }
        let name = format!("表/合并{at}.{}", if old { "xls" } else { "xlsx" });
        let bytes = match old {
            true => xls::workbook("报告", &rows, &ranges)?,
            false => {
                let merged = ranges
                    .iter()
                    .map(|(from, to, column)| {
                        format!("{}:{}", pack::at(*from, *column), pack::at(*to, *column))
                    })
                    .collect();
                pack::xlsx(&[pack::Sheet { name: "报告".into(), rows, merged }])?
            }
        };
        disk.write(&name, &bytes)?;
        for (number, report) in all.iter().enumerate() {
            disk.is_report(&name, &format!("{}", number + 2), report);
        }
    }
    Ok(())
}

/// Words that are names of divisions too, as people title documents.
pub const WORDS: [&str; 16] = [
    "平安建设",
    "港口",
    "新华书店",
    "解放思想",
    "和平建设",
    "永安工作",
    "长治久安",
    "红旗渠",
    "城关改造",
    "东风工程",
    "新建项目",
    "前进路",
    "团结奋斗",
    "通道建设",
    "宁静广场",
    "大通道",
];

fn words_in_titles(disk: &mut Disk, stock: &mut Stock, dice: &mut Dice) -> Done {
    for at in 0..2 {
        let all: Vec<Report> = some(stock, 6).iter().map(Report::nameless).collect();
        let mut rows = vec![row(&["标题", "地区", "年份", "正文"])];
        for report in &all {
            let title = format!("{}工作报告", dice.pick(&WORDS));
            let (place, year) = (report.place.clone(), report.year.to_string());
            rows.push(vec![title, place, year, report.body.clone()]);
        }
        table(disk, &format!("表/标题有词{at}.csv"), &rows, 1, &all)?;
    }
    Ok(())
}

/// Zones, which are no divisions.
pub const ZONES: [&str; 14] = [
    "雄安新区",
    "西咸新区",
    "贵安新区",
    "兰州新区",
    "舟山群岛新区",
    "昆明高新区",
    "苏州工业园区",
    "横琴粤澳深度合作区",
    "郑州航空港经济综合实验区",
    "杨凌示范区",
    "威海火炬高技术产业开发区",
    "长白山保护开发区管委会",
    "武汉东湖新技术开发区",
    "广州开发区",
];

fn zones(disk: &mut Disk, stock: &mut Stock, dice: &mut Dice) -> Done {
    let mut all = Vec::new();
    let mut rows = vec![row(&["地区", "年份", "正文"])];
    for _ in 0..6 {
        let mut report = stock.take(Prefecture).nameless();
        let body = format!(
            "各位代表：\n现在，我代表管委会报告工作，请予审议。\n一、{}年工作回顾\n全区完成投资，\
             修建道路十二条，新增就业三千人，居民收入稳步增长，营商环境持续优化。\n二、{}年工作安排\n\
             全区要推进重点项目建设，加强基层治理，完善公共服务，办好民生实事十件。",
            report.year - 1,
            report.year
        );
        report.code = None;
        report.sentences = Vec::new();
        rows.push(vec![(dice.pick(&ZONES)).to_owned(), report.year.to_string(), body]);
        all.push(report);
    }
    table(disk, "表/开发区.csv", &rows, 1, &all)
}

fn rows_of_json(disk: &mut Disk, stock: &mut Stock) -> Done {
    for (at, keys) in [
        ["file", "doc", ""],
        ["city", "content", "year"],
        ["地区", "正文", "年份"],
        ["a", "b", "c"],
    ]
    .iter()
    .enumerate()
    {
        let all: Vec<Report> = some(stock, 3).iter().map(Report::nameless).collect();
        let mut lines = Vec::new();
        for report in &all {
            let value = match at {
                0 => format!("{}/{}.txt", report.place, report.year),
                _ => report.place.clone(),
            };
            let mut object = serde_json::Map::new();
            object.insert(keys[0].to_owned(), value.into());
            object.insert(keys[1].to_owned(), report.body.clone().into());
            if !keys[2].is_empty() {
                object.insert(keys[2].to_owned(), report.year.into());
            }
            lines.push(serde_json::Value::Object(object).to_string());
        }
        let name = format!("表/行{at}.jsonl");
        disk.write(&name, lines.join("\n").as_bytes())?;
        for (number, report) in all.iter().enumerate() {
            disk.is_report(&name, &format!("{}", number + 1), report);
        }
    }
    Ok(())
}

/// Tables that hold no reports.
fn foreign(disk: &mut Disk, dice: &mut Dice) -> Done {
    for at in 0..4 {
        let mut rows = vec![row(&["指标", "单位", "数值", "增速"])];
        for name in ["生产总值", "财政收入", "固定资产投资", "社会消费品零售总额", "城镇新增就业"]
        {
            let number = dice.below(9000).to_string();
            rows.push(vec![name.to_owned(), "亿元".to_owned(), number, format!("{}%", at + 4)]);
        }
        let sheet = pack::Sheet { name: "统计".into(), rows: rows.clone(), merged: vec![] };
        let name = format!("表/指标{at}.{}", if at % 2 == 0 { "csv" } else { "xlsx" });
        let bytes = if at % 2 == 0 { pack::csv(&rows, b',')? } else { pack::xlsx(&[sheet])? };
        disk.write(&name, &bytes)?;
        disk.is_none(&name, "", "not_report");
    }
    Ok(())
}
