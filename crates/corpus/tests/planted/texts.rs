//! Faults inside of texts: what sites, newspapers and sellers leave between the paragraphs, lines
//! that hold several paragraphs, pictures as data, lists of who answers for what.

use std::error::Error;

use suyan_corpus::Level::Prefecture;

use super::disk::{Dice, Disk};
use super::pack;
use super::reports::{Report, Stock};

type Done = Result<(), Box<dyn Error>>;

pub fn plant(disk: &mut Disk, stock: &mut Stock, dice: &mut Dice) -> Done {
    for _ in 0..2 {
        for format in pack::TEXTS {
            furnished(disk, &stock.take(Prefecture), format, dice)?;
        }
    }
    for at in 0..4 {
        for format in ["txt", "md"] {
            in_one_line(disk, &stock.take(Prefecture), format, at)?;
        }
    }
    for format in pack::TEXTS {
        with_duties(disk, &stock.take(Prefecture), format, dice)?;
    }
    Ok(())
}

/// What stands at the head of a page, between its paragraphs and behind them.
fn furnished(disk: &mut Disk, report: &Report, format: &str, dice: &mut Dice) -> Done {
    let (place, n) = (&report.place, 2 + dice.below(8));
    let seller = dice.pick(&[
        "报告由某某数据网收集整理",
        "关注微信公众号：某某研究数据",
        "某某文库 www.wenku.example 海量资料",
    ]);
    let head = [
        "[大字] [中字] [小字]".to_owned(),
        format!("您检索的关键字是：{place} 报告"),
        "提示：若打印不完整，请调整浏览器的打印设置".to_owned(),
    ];
    let between = [
        format!("（下转第{n}版）"),
        "（上接第1版）".to_owned(),
        "本报记者 周某某 通讯员 吴某 摄".to_owned(),
        seller.to_owned(),
    ];
    let tail = [
        format!("（来源：{}日报）", report.short()),
        "责任编辑：郑某".to_owned(),
        format!("主办：{place}人民政府办公室　承办：信息中心"),
    ];
    let mut lines: Vec<&str> = head.iter().map(String::as_str).collect();
    let text = report.text();
    let body: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let every = (body.len() / 5).max(2);
    for (at, line) in body.iter().enumerate() {
        lines.push(line);
        if at > 6 && at % every == 0 {
            lines.push(&between[(at / every) % 3]);
            lines.push(&between[3]);
        }
    }
    lines.extend(tail.iter().map(String::as_str));
    let name = format!("页/{place}/{}-{n}.{format}", report.year);
    disk.write(&name, &pack::text(format, &lines.join("\n"))?)?;
    disk.is_report(&name, "", report);
    let mut hidden: Vec<&str> = head.iter().chain(&tail).map(String::as_str).collect();
    hidden.extend(["（下转第", "（上接第", "周某某 通讯员", seller]);
    disk.hides(&hidden);
    Ok(())
}

/// A whole report in one line, its paragraphs told by indents, tags or vertical tabs; and a
/// picture as data.
fn in_one_line(disk: &mut Disk, report: &Report, format: &str, how: usize) -> Done {
    let text = report.text();
    let paragraphs = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let joined: String = match how {
        0 => paragraphs().map(|p| format!("　　{p}")).collect(),
        1 => paragraphs().map(|p| format!("<p>{p}</p>")).collect(),
        2 => paragraphs().collect::<Vec<_>>().join("<br />"),
        _ => paragraphs().collect::<Vec<_>>().join("\u{B}"),
    };
    let picture = format!("![图](data:image/png;base64,{})", "iVBORw0KGgo".repeat(300));
    let name = format!("行/{}/{}-{how}.{format}", report.place, report.year);
    disk.write(&name, format!("{joined}\n{picture}\n").as_bytes())?;
    disk.is_report(&name, "", report);
    disk.hides(&["<p>", "<br", "base64", "iVBORw0KGgo"]);
    Ok(())
}

/// A list of livelihood at the end, each item with who answers for it.
fn with_duties(disk: &mut Disk, report: &Report, format: &str, dice: &mut Dice) -> Done {
    let label = dice.pick(&["主办单位", "责任单位", "牵头部门", "承办单位", "责任部门"]);
    let bureaus =
        ["市水务局", "市教育局", "市民政局、市残联", "市交通运输局", "各县（区）人民政府"];
    let mut report = report.clone();
    let mut text = format!("{}\n{}年十件民生实事", report.text().trim_end(), report.year);
    report.sentences.clear();
    for (at, item) in
        ["新建社区食堂", "改造老旧电梯", "修缮乡村道路", "增设口袋公园"].iter().enumerate()
    {
        let duty = format!("{label}：{}", dice.pick(&bureaus));
        text.push_str(&format!("\n{}.{item}{}处\n{duty}", at + 1, 10 + dice.below(80)));
        report.sentences.push(duty);
    }
    let name = format!("责/{}/{}.{format}", report.place, report.year);
    disk.write(&name, &pack::text(format, &text)?)?;
    disk.is_report(&name, "", &report);
    Ok(())
}
