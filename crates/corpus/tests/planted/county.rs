//! Reports of counties, written about their own towns.

use suyan_corpus::Level;
use suyan_corpus::places::{Division, Gazetteer};

use super::disk::Dice;
use super::reports::{Report, sentences};

/// A county that stood in the year, with towns of its own that no other has.
pub fn take(dice: &mut Dice, year: i16) -> Report {
    let gazetteer = Gazetteer::builtin();
    loop {
        let county = &gazetteer.divisions()[dice.below(gazetteer.divisions().len())];
        let plain = county.level == Level::County && county.name.chars().count() > 2;
        if !plain || !county.stood(year) || county.to.is_some() || county.code.len() != 6 {
            continue;
        }
        let towns = towns(gazetteer, county);
        if towns.len() >= 6 {
            return report(gazetteer, county, &towns, year);
        }
    }
}

fn towns(gazetteer: &Gazetteer, county: &Division) -> Vec<String> {
    let numbers = (1..30).chain(100..130).chain(200..220);
    let codes = numbers.map(|number| format!("{}{number:03}", county.code));
    let rows = codes.filter_map(|code| gazetteer.by_code(&code, None));
    let own = rows.filter(|row| gazetteer.find(&row.name, None).len() == 1);
    own.map(|row| row.name.to_string()).take(9).collect()
}

fn report(gazetteer: &Gazetteer, county: &Division, towns: &[String], year: i16) -> Report {
    let rank = county.name.chars().next_back().unwrap_or('县');
    let mut body = format!(
        "各位代表：\n现在，我代表{rank}人民政府，向大会报告工作，请予审议，并请政协委员提出意见。\n\
         一、{}年工作回顾\n",
        year - 1
    );
    for (at, town) in towns.iter().enumerate() {
        body.push_str(&format!(
            "{town}新建改建农村公路{}公里，完成危桥改造{}座，群众出行更加方便。全{rank}新增就业{}人，\
             我{rank}居民收入稳步增长。\n",
            at * 3 + 7,
            at + 2,
            at * 310 + 400
        ));
    }
    body.push_str(&format!("二、{year}年工作安排\n"));
    for (at, town) in towns.iter().rev().enumerate() {
        body.push_str(&format!(
            "在{town}实施饮水安全提升工程，整治河道{}公里，推进全{rank}产业转型发展，加强基层治理。\n",
            at + 4
        ));
    }
    let path = gazetteer.place(county, Some(year)).path;
    Report {
        place: county.name.to_string(),
        code: Some(county.code.to_string()),
        also: Vec::new(),
        province: path.first().cloned().unwrap_or_default(),
        level: Level::County,
        year,
        date: None,
        head: String::new(),
        sentences: sentences(&body),
        body,
    }
}

/// The prefecture above a county, by its short name or the name itself.
pub fn prefecture(report: &Report) -> Option<String> {
    let gazetteer = Gazetteer::builtin();
    let county = gazetteer.by_code(report.code.as_deref()?, Some(report.year))?;
    let path = gazetteer.place(county, Some(report.year)).path;
    (path.len() == 3).then(|| path[1].clone())
}
