//! Reports that nobody gave: of provinces and prefectures as they stood, in several years, of
//! sentences that the dice put together.

use suyan_corpus::Level::{self, County, Prefecture, Province};
use suyan_corpus::places::{Division, Gazetteer};
use suyan_corpus::text;

use super::disk::Dice;
use super::reports::{Report, sentences};

/// How many reports of each place there are, year after year.
const YEARS: i16 = 3;

/// What was done, each with a number; the rank of the place stands for `@`.
const DONE: [&str; 12] = [
    "新建改建农村公路#公里，群众出行更加方便",
    "完成老旧小区改造#个，居民居住条件明显改善",
    "全@城镇新增就业#人，就业形势总体稳定",
    "新增学位#个，义务教育优质均衡发展",
    "实施重点项目#个，固定资产投资较快增长",
    "全@完成造林#亩，空气质量优良天数持续增加",
    "新增规模以上企业#家，产业结构不断优化",
    "改造供水管网#公里，城乡供水保障能力显著提升",
    "建成高标准农田#亩，粮食生产再获丰收",
    "办结群众来信来访#件，一批突出问题得到解决",
    "建成养老服务站点#个，保障水平稳步提高",
    "引进项目资金#万元，开放合作取得新进展",
];

/// What is to be done, likewise.
const TO_DO: [&str; 12] = [
    "全@加快推进重点项目#个，扩大有效投资",
    "新建充电桩#个，完善城市公共服务设施",
    "整治河道#公里，持续改善水环境质量",
    "培育专业合作社#家，推进乡村全面振兴",
    "新增公办幼儿园学位#个，办好人民满意的教育",
    "改造农村危房#户，加强基本民生保障",
    "建设口袋公园#个，提升城市品质",
    "帮扶困难家庭#户，确保应保尽保",
    "推广适用技术#项，增强科技创新能力",
    "建设社区食堂#家，完善养老服务体系",
    "实施技术改造项目#个，推动全@制造业转型升级",
    "更新供热管网#公里，保障群众温暖过冬",
];

/// Some reports of every year of some places.
pub fn reports(dice: &mut Dice) -> Vec<Report> {
    let gazetteer = Gazetteer::builtin();
    let mut reports = Vec::new();
    for (level, places) in [(Prefecture, 48), (Province, 20)] {
        let whole = |row: &&Division| {
            row.level == level
                && row.to.is_none()
                && row.code.len() == 6
                && !row.code.starts_with(['7', '8'])
                && row.name.chars().count() > 2
        };
        let rows: Vec<&Division> = gazetteer.divisions().iter().filter(whole).collect();
        for _ in 0..places {
            let place = dice.pick(&rows);
            let first = 2006 + i16::try_from(dice.below(16)).unwrap_or(0);
            let years = (first..first + YEARS).filter(|year| place.stood(*year));
            reports.extend(years.filter_map(|year| report(gazetteer, place, year, dice)));
        }
    }
    for at in (1..reports.len()).rev() {
        reports.swap(at, dice.below(at + 1));
    }
    reports
}

fn report(gazetteer: &Gazetteer, place: &Division, year: i16, dice: &mut Dice) -> Option<Report> {
    let name = place.name.as_ref();
    let body = body(name, &below(gazetteer, place, year), year, dice);
    let (month, day) = (1 + dice.below(2), 3 + dice.below(24));
    Some(Report {
        place: name.to_owned(),
        code: Some(place.code.to_string()),
        also: Vec::new(),
        province: gazetteer.place(place, Some(year)).path.first()?.clone(),
        level: place.level,
        year,
        date: Some(format!("{year}-{month:02}-{day:02}")),
        head: format!(
            "{year}年{name}政府工作报告\n\
             ——{year}年{month}月{day}日在{name}第十三届人民代表大会第二次会议上\n"
        ),
        sentences: sentences(&body),
        body,
    })
}

/// The names of what lies below a place.
fn below(gazetteer: &Gazetteer, place: &Division, year: i16) -> Vec<String> {
    let (digits, level): (usize, Level) = match place.level {
        Province => (2, Prefecture),
        _ => (4, County),
    };
    let inside = |row: &&Division| {
        row.level == level && row.stood(year) && row.code.starts_with(&place.code[..digits])
    };
    let rows = gazetteer.divisions().iter().filter(inside);
    rows.map(|row| row.name.to_string()).take(8).collect()
}

fn body(name: &str, below: &[String], year: i16, dice: &mut Dice) -> String {
    let before = year - 1;
    let rank =
        if name.ends_with("地区") { "地区" } else { text::head(&name[name.len() - 3..], 1) };
    let mut body = format!(
        "各位代表：\n现在，我代表{name}人民政府，向大会报告工作，请予审议，并请政协委员和列席人员提出意见。\n\
         一、{before}年工作回顾\n"
    );
    for at in 0..6 {
        let opening = if at % 2 == 0 { format!("{before}年，") } else { String::new() };
        body.push_str(&paragraph(&opening, &DONE, below, dice));
    }
    body.push_str(&format!("二、{year}年工作安排\n"));
    for at in 0..6 {
        let opening = if at % 2 == 0 { format!("{year}年，要") } else { String::new() };
        body.push_str(&paragraph(&opening, &TO_DO, below, dice));
    }
    body.push_str(
        "三、加强政府自身建设\n坚持依法行政，改进工作作风，提高服务效能，自觉接受各方面监督。\n",
    );
    body.push_str("各位代表！让我们团结一心，奋力前进，为全面完成各项任务而努力奋斗。\n");
    body.replace('@', rank)
}

/// Three sentences, one of them about a place below.
fn paragraph(opening: &str, deeds: &[&str], below: &[String], dice: &mut Dice) -> String {
    let mut paragraph = opening.to_owned();
    for at in 0..3 {
        if at == 1 && !below.is_empty() {
            paragraph.push_str(&below[dice.below(below.len())]);
        }
        let number = (11 + dice.below(900)).to_string();
        paragraph.push_str(&dice.pick(deeds).replace('#', &number));
        paragraph.push('。');
    }
    paragraph + "\n"
}
