//! Nine invented reports of real places: of two years and more, of every level but one, one cut
//! short, one of which nothing is known.

use suyan_corpus::{Doubt, Facts, Gazetteer, Kind, Part, Passage, Report};

/// Id, the place's code, year, kind, whether it is cut short, and its passages: `#` begins a
/// heading, a letter and a bar tell the part.
type ArchiveRow = (&'static str, &'static str, i16, Kind, bool, &'static [&'static str]);

const REPORTS: [ArchiveRow; 8] = [
    (
        "jingan-2014",
        "310106",
        2014,
        Kind::WorkReport,
        false,
        &[
            "R|# 一、2013年工作回顾",
            "R|完成架空线入地3.5公里，新增养老床位120张。",
            "T|# 二、2014年主要任务",
            "T|推进架空线入地和合杆整治。",
            "L|为老年人提供养老服务、助餐服务；养老金按时足额发放。",
        ],
    ),
    (
        "zhabei-2014",
        "310108",
        2014,
        Kind::WorkReport,
        false,
        &[
            "R|# 一、过去一年",
            "R|旧区改造征收居民1200户。养老服务设施新增12处。",
            "T|# 二、今年任务",
            "T|架空线全部入地。",
        ],
    ),
    (
        "jingan-2018",
        "310106",
        2018,
        Kind::WorkReport,
        false,
        &[
            "R|架空线入地12公里，“一网通办”上线。",
            "T|推进一网统管、一网通办；新增养老床位 200 张。",
            "G|一网通办：政务服务一个平台办成。",
        ],
    ),
    (
        "xuhui-2014",
        "310104",
        2014,
        Kind::WorkReport,
        true,
        &["R|新建公园2个，改造绿道12公里。", "T|养老床位增加100张，养老服务覆盖全部街镇。"],
    ),
    (
        "xuhui-2015-plan",
        "310104",
        2015,
        Kind::Plan,
        false,
        &["S|面临人口老龄化的形势。", "A|到2020年，养老床位达到5000张。"],
    ),
    (
        "shanghai-2018",
        "310000",
        2018,
        Kind::WorkReport,
        false,
        &[
            "R|全市架空线入地116公里。WiFi覆盖公共场所。",
            "T|PM2.5年均浓度下降。养老服务。养老服务。",
        ],
    ),
    (
        "shenzhen-2018",
        "440300",
        2018,
        Kind::Communique,
        false,
        &["O|新增高中学位1万个，公园达到1000个。", "O|养老服务机构12家，养老金支付98亿元。"],
    ),
    (
        "shenzhen-2020",
        "440300",
        2020,
        Kind::WorkReport,
        false,
        &["R|“一核·两翼”格局形成；公园1206个。", "F|建设廉洁政府，自身建设不断加强。"],
    ),
];

/// See the module.
#[must_use]
pub fn archive() -> Vec<Report> {
    let mut reports: Vec<Report> = REPORTS.iter().map(report).collect();
    let passage = passage(1, "O|架空线入地。不知何处，不知何年。", &mut None);
    let facts = Facts { title: "无题".to_owned(), ..Facts::default() };
    reports.push(Report { id: "nowhere".to_owned(), facts, passages: vec![passage] });
    reports
}

fn report((id, code, year, kind, is_cut, passages): &ArchiveRow) -> Report {
    let gazetteer = Gazetteer::builtin();
    let division = gazetteer.by_code(code, Some(*year));
    let place = division.map(|division| gazetteer.place(division, Some(*year)));
    let name = place.as_ref().map_or("", |place| place.name.as_str());
    let mut above = None;
    let passages = (1..).zip(passages.iter());
    Report {
        id: (*id).to_owned(),
        facts: Facts {
            title: format!("{name}{year}年报告"),
            place: place.clone(),
            year: Some(*year),
            kind: *kind,
            doubts: if *is_cut { vec![Doubt::Truncated] } else { Vec::new() },
            ..Facts::default()
        },
        passages: passages.map(|(at, written)| passage(at, written, &mut above)).collect(),
    }
}

fn passage(ordinal: u32, written: &str, above: &mut Option<String>) -> Passage {
    let (letter, text) = written.split_once('|').unwrap_or(("O", written));
    let part = match letter {
        "R" => Part::Review,
        "S" => Part::Situation,
        "A" => Part::Targets,
        "T" => Part::Tasks,
        "L" => Part::Livelihood,
        "F" => Part::SelfGovernment,
        "G" => Part::Glossary,
        _ => Part::Other,
    };
    let heading: Vec<String> = above.iter().cloned().collect();
    match text.strip_prefix("# ") {
        Some(title) => {
            *above = Some(title.to_owned());
            let text = title.to_owned();
            Passage { ordinal, part, heading: Vec::new(), is_heading: true, text }
        }
        None => Passage { ordinal, part, heading, is_heading: false, text: text.to_owned() },
    }
}
