//! Files of one report each, in every format of texts, whose name, folder, title or date misleads;
//! and documents that are no reports.

use std::error::Error;

use suyan_corpus::Level::{Prefecture, Province};
use suyan_corpus::places::Gazetteer;

use super::disk::{Dice, Disk};
use super::reports::{Report, Stock};
use super::tables::{WORDS, ZONES};
use super::{county, pack};

type Done = Result<(), Box<dyn Error>>;

pub fn plant(disk: &mut Disk, stock: &mut Stock, dice: &mut Dice) -> Done {
    words_in_titles(disk, stock, dice)?;
    short_folders(disk, stock, dice)?;
    wrong_days(disk, stock, dice)?;
    years_under_review(disk, stock, dice)?;
    todays_names(disk, stock, dice)?;
    other_counties(disk, dice)?;
    zones(disk, stock, dice)?;
    whole(disk, stock)?;
    none(disk, dice)
}

fn file(disk: &mut Disk, path: &str, format: &str, text: &str, report: &Report) -> Done {
    let name = format!("{path}.{format}");
    disk.write(&name, &pack::text(format, text)?)?;
    let name = name.as_str();
    disk.is_report(name, "", report);
    Ok(())
}

/// 徐汇区/平安建设工作报告2018.docx: a word of the title is another place's name.
fn words_in_titles(disk: &mut Disk, stock: &mut Stock, dice: &mut Dice) -> Done {
    for format in pack::TEXTS {
        let report = stock.take(Prefecture).nameless();
        let word = dice.pick(&WORDS);
        let (place, year) = (&report.place, report.year);
        let text = format!("{word}工作报告\n{}", report.body);
        let path = format!("词/{place}/{year}/{word}工作报告{year}");
        file(disk, &path, format, &text, &report)?;
    }
    Ok(())
}

/// 河北/石家庄/2017.txt, and a province's own folder.
fn short_folders(disk: &mut Disk, stock: &mut Stock, dice: &mut Dice) -> Done {
    for at in 0..8 {
        let report = stock.take(if at % 4 == 3 { Province } else { Prefecture }).nameless();
        let format = dice.pick(&pack::TEXTS);
        let province = suyan_corpus::places::short_name(&report.province).into_iter().next();
        let province = province.unwrap_or_else(|| report.province.clone());
        let path = match report.place == report.province {
            true => format!("简称/{province}/{}", report.year),
            false => format!("简称/{province}/{}/{}", report.short(), report.year),
        };
        file(disk, &path, format, &report.body, &report)?;
    }
    for year in [2014, 2017, 2019, 2021] {
        let report = county::take(dice, year);
        let Some(prefecture) = county::prefecture(&report) else { continue };
        let path = format!("简称/{}/{prefecture}/{}/{year}", report.province, report.short());
        file(disk, &path, dice.pick(&pack::TEXTS), &report.body, &report)?;
    }
    Ok(())
}

/// One day in brackets, years away from all that the text speaks of.
fn wrong_days(disk: &mut Disk, stock: &mut Stock, dice: &mut Dice) -> Done {
    for at in 0..8 {
        let mut report = stock.take(Prefecture);
        let (place, year) = (report.place.clone(), report.year);
        let away = if at % 2 == 0 { 6 } else { 8 };
        let wrong = if year > 2012 { year - away } else { year + away };
        let (month, day) = (1 + dice.below(3), 1 + dice.below(28));
        let text =
            format!("{year}年{place}政府工作报告\n（{wrong}年{month}月{day}日）\n{}", report.body);
        report.date = None;
        let path = format!("错日/{place}/{year}");
        file(disk, &path, dice.pick(&pack::TEXTS), &text, &report)?;
    }
    Ok(())
}

/// The title and the folders name the year under review; of the text there is the opening.
fn years_under_review(disk: &mut Disk, stock: &mut Stock, dice: &mut Dice) -> Done {
    let mut planted = 0;
    while planted < 8 {
        let mut report = stock.take(Prefecture);
        let date = report.date.clone().unwrap_or_default();
        let parts: Vec<i16> = date.split('-').filter_map(|part| part.parse().ok()).collect();
        let [y, m, d] = parts[..] else { continue };
        if y != report.year || m > 2 {
            continue;
        }
        let (place, before) = (report.place.clone(), report.year - 1);
        let opening = "各位代表：\n现在，我代表市人民政府，向大会报告工作，请予审议，并请市政协委员和\
                       列席人员提出意见。\n过去的一年，面对复杂严峻的形势，全市上下攻坚克难，完成了\
                       市人大确定的各项任务，经济社会发展取得新成绩。";
        let text = format!(
            "{before}年{place}政府工作报告\n——{y}年{m}月{d}日在{place}第十四届人民代表大会第三次会议上\n{opening}"
        );
        report.sentences = Vec::new();
        let path = format!("前年/{place}/{before}/{before}年{place}政府工作报告");
        file(disk, &path, dice.pick(&pack::TEXTS), &text, &report)?;
        planted += 1;
    }
    Ok(())
}

/// Old reports in folders that have today's names.
fn todays_names(disk: &mut Disk, stock: &mut Stock, dice: &mut Dice) -> Done {
    let gazetteer = Gazetteer::builtin();
    let renamed: Vec<(&str, &str, i16)> = gazetteer
        .divisions()
        .iter()
        .filter_map(|old| {
            let ended = old.to.filter(|to| (2004..2018).contains(to))?;
            let [next] = &old.next[..] else { return None };
            let new = gazetteer.by_code(next, None)?;
            let county = suyan_corpus::Level::County;
            let rank = |name: &str| name.chars().next_back();
            // A county that became a district of the same name, whole and alone.
            let renamed = old.level == county
                && new.level == county
                && new.from == Some(ended)
                && rank(&old.name) == Some('县')
                && rank(&new.name) == Some('区')
                && old.name.chars().count() > 2
                && old.name.trim_end_matches('县') == new.name.trim_end_matches('区')
                && gazetteer.predecessors(next).len() <= 1;
            renamed.then_some((old.code.as_ref(), new.name.as_ref(), ended))
        })
        .collect();
    for _ in 0..6 {
        let (code, name, ended) = dice.pick(&renamed);
        let year = ended - 3;
        let Some(old) = gazetteer.by_code(code, Some(year)) else { continue };
        let mut report = stock.take(Prefecture).nameless();
        report.body = format!(
            "各位代表：\n现在，我代表县人民政府报告工作，请予审议。\n一、{}年工作回顾\n全县完成投资四十亿元，\
             我县新建学校三所，新增就业三千人，居民收入稳步增长，营商环境持续优化。\n二、{year}年工作\
             安排\n全县要推进重点项目建设，加强基层治理，完善公共服务，办好民生实事十件。",
            year - 1
        );
        report.place = old.name.to_string();
        report.code = Some(code.to_owned());
        (report.year, report.sentences) = (year, Vec::new());
        let province = gazetteer.place(old, Some(year)).path[0].clone();
        let path = format!("今名/{province}/{name}/{year}");
        file(disk, &path, dice.pick(&pack::TEXTS), &report.body, &report)?;
    }
    Ok(())
}

/// A county's folder with a text about another county's towns.
fn other_counties(disk: &mut Disk, dice: &mut Dice) -> Done {
    for year in [2013, 2016, 2018, 2020, 2022] {
        let (report, other) = (county::take(dice, year), county::take(dice, year));
        let path = format!("错放/{}/{}/{year}", other.province, other.place);
        file(disk, &path, dice.pick(&pack::TEXTS), &report.body, &report)?;
    }
    Ok(())
}

fn zones(disk: &mut Disk, stock: &mut Stock, dice: &mut Dice) -> Done {
    for _ in 0..4 {
        let mut report = stock.take(Prefecture).nameless();
        let zone = dice.pick(&ZONES);
        let year = report.year;
        let text = format!(
            "{year}年{zone}工作报告\n各位代表：\n现在，我代表管委会报告工作，请予审议。\n全区完成投资，修建\
             道路十二条，新增就业三千人，居民收入稳步增长，营商环境持续优化，办好民生实事十件。"
        );
        report.code = None;
        report.sentences = Vec::new();
        file(disk, &format!("园区/{zone}/{year}"), dice.pick(&pack::TEXTS), &text, &report)?;
    }
    Ok(())
}

/// Reports that say all of themselves, in every format.
fn whole(disk: &mut Disk, stock: &mut Stock) -> Done {
    for (at, format) in pack::TEXTS.iter().enumerate() {
        let report = stock.take(if at % 3 == 0 { Province } else { Prefecture });
        file(disk, &format!("全/{at}"), format, &report.text(), &report)?;
    }
    let report = stock.take(Prefecture);
    let member = format!("{}/{}.txt", report.place, report.year);
    let zip = pack::zipped(&[(&member, report.text().into_bytes())])?;
    disk.write("全/包.zip", &zip)?;
    disk.is_report("全/包.zip", &format!("/{member}"), &report);
    Ok(())
}

/// What surrounds reports, and what cannot be read.
fn none(disk: &mut Disk, dice: &mut Dice) -> Done {
    let resolution = "关于政府工作报告的决议\n（某某市第五届人民代表大会第二次会议通过）\n会议听取和审议了市长\
                      所作的政府工作报告。会议认为，报告实事求是，会议决定批准这个报告。";
    let notice = "关于印发《政府工作报告》重点任务分工的通知\n各区人民政府，市政府各部门：\n现将重点任务分工\
                  印发给你们，请结合实际认真贯彻落实，按季度报送进展情况，年底前全面完成各项目标任务。";
    let news = "市五届人大二次会议隆重开幕\n本报讯（记者 某某）昨日上午，市第五届人民代表大会第二次会议开幕，\
                市长代表市人民政府作政府工作报告，与会代表认真听取，会场气氛热烈，会议由执行主席主持。";
    let plan = "2021年度乡村道路养护实施方案\n为做好道路养护工作，制定本方案。各镇要加强组织领导，落实责任，\
                保证质量，按时完成任务，确保群众出行安全，资金按规定使用，接受审计监督。";
    for (at, text) in [resolution, notice, news, plan].iter().enumerate() {
        for format in [dice.pick(&pack::TEXTS), "txt"] {
            let name = format!("非/{at}-{}.{format}", dice.below(1000));
            disk.write(&name, &pack::text(format, text)?)?;
            disk.is_none(&name, "", "not_report");
        }
    }
    let noise: Vec<u8> = (0..4000).map(|_| (dice.roll() & 0xFF) as u8).collect();
    for (name, bytes) in [
        ("非/空.txt", Vec::new()),
        ("非/坏.docx", [&b"PK\x03\x04"[..], &noise[..500]].concat()),
        ("非/图.bin", noise.clone()),
        ("非/坏.pdf", [&b"%PDF-1.4\n"[..], &noise[..]].concat()),
    ] {
        disk.write(name, &bytes)?;
        disk.is_none(name, "", "unreadable");
    }
    Ok(())
}
