//! The report's own text is never lost, whatever page it stands on: properties of cleaning over
//! pages that are put together of a report's lines and of the furniture that sites have.

use proptest::prelude::*;
use suyan_corpus::clean::clean;
use suyan_corpus::draft::{Draft, Paragraph};

/// Furniture and lines that are none, as the table has them.
const TABLE: &str = include_str!("../data/furniture.txt");

fn cases(section: &str) -> Vec<&'static str> {
    let heading = format!("[{section}]");
    let lines = TABLE.lines().skip_while(move |line| *line != heading).skip(1);
    let lines = lines.take_while(|line| !line.starts_with('[') || line.contains('|'));
    let cases: Vec<&str> = lines.filter_map(|line| line.strip_prefix("= ")).collect();
    assert!(cases.len() > 5, "{section}");
    cases
}

/// Paragraphs of a report, long enough to be prose wherever they stand.
const BODY: [&str; 8] = [
    "一年来，我们坚持稳中求进，全区生产总值增长百分之六，一般公共预算收入增长百分之五，新增就业三千人，居民人均可支配收入稳步提高，经济运行总体平稳，主要指标好于预期，高质量发展迈出坚实步伐。各项工作扎实推进，群众满意度不断提升，为长远发展打下了坚实基础。",
    "城市品质持续提升。完成老旧小区改造四十个，新建口袋公园十二座，打通断头路三条，新增停车泊位二千个，架空线入地工程全面完成，群众居住条件明显改善，城市面貌焕然一新，治理能力不断增强。各项工作扎实推进，群众满意度不断提升，为长远发展打下了坚实基础。",
    "我们也清醒地看到，发展中还存在不少困难和问题：产业结构不够优，创新能力不够强，公共服务仍有短板，部分干部作风不实，与群众期盼还有差距。对此，我们将采取有力措施，认真加以解决。各项工作扎实推进，群众满意度不断提升，为长远发展打下了坚实基础。",
    "加快建设现代化产业体系。推进重点项目一百个，培育专精特新企业二十家，支持企业技术改造，打造数字经济集聚区，深化放管服改革，营造市场化法治化国际化营商环境，激发各类经营主体活力。各项工作扎实推进，群众满意度不断提升，为长远发展打下了坚实基础。",
    "扎实推进乡村全面振兴。建成高标准农田三万亩，培育家庭农场五十家，改造农村公路六十公里，实施人居环境整治，发展乡村旅游和特色种养，确保不发生规模性返贫，让农民的腰包越来越鼓。各项工作扎实推进，群众满意度不断提升，为长远发展打下了坚实基础。",
    "办好人民满意的教育。新建改扩建学校十二所，新增学位八千个，落实双减政策，推进集团化办学，加强师资队伍建设，关爱留守儿童，开展家庭教育指导，促进义务教育优质均衡发展，提高办学质量。各项工作扎实推进，群众满意度不断提升，为长远发展打下了坚实基础。",
    "严守安全底线。开展隐患排查整治，压实各方责任，提升应急处置能力，加强食品药品监管，化解信访积案，完善社会治安防控体系，推进常态化扫黑除恶，坚决防范和遏制重特大事故，维护社会大局稳定。各项工作扎实推进，群众满意度不断提升，为长远发展打下了坚实基础。",
    "各位代表！使命重在担当，实干铸就辉煌。让我们更加紧密地团结起来，锐意进取，埋头苦干，为完成全年各项目标任务、谱写高质量发展新篇章而努力奋斗，以优异成绩回报全区人民的信任和期待。各项工作扎实推进，群众满意度不断提升，为长远发展打下了坚实基础。",
];

fn cleaned(lines: &[&str]) -> Vec<String> {
    let paragraph = |line: &&str| Paragraph { text: (*line).to_owned(), ..Paragraph::default() };
    let draft = Draft { paragraphs: lines.iter().map(paragraph).collect(), ..Draft::default() };
    clean(&draft).paragraphs.into_iter().map(|paragraph| paragraph.text).collect()
}

/// Whether a line of furniture is one that stands at the foot of a text.
fn is_foot(line: &str) -> bool {
    line.starts_with("责任编辑") || line.starts_with("微信公众号")
}

/// Those of the texts that are paragraphs of [`BODY`].
fn of_body(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).filter(|text| BODY.contains(text)).collect()
}

#[test]
fn every_line_of_furniture_goes_wherever_it_stands() {
    let (title, salutation) = ("云溪区人民政府工作报告", "各位代表：");
    for line in cases("plain") {
        // Behind a foot a single paragraph may be another text's.
        let places = (0..=BODY.len()).filter(|at| !is_foot(line) || *at != BODY.len() - 1);
        for at in places {
            let mut page = vec![title, salutation];
            page.extend(BODY);
            page.insert(at + 2, line);
            let texts = cleaned(&page);
            assert_eq!(of_body(&texts), BODY, "{line} at {at}");
            assert_eq!(texts.len(), page.len() - 1, "{line} at {at}: {texts:?}");
        }
    }
    for line in cases("end") {
        let mut page = vec![title, salutation];
        page.extend(BODY);
        page.extend([line, "某某网站简介", "友情链接一览"]);
        let texts = cleaned(&page);
        assert_eq!(texts.last().map(String::as_str), BODY.last().copied(), "{line}");
    }
}

#[test]
fn every_line_of_a_report_stays_wherever_it_stands() {
    for line in cases("stays") {
        for at in 1..BODY.len() {
            let mut page = vec!["云溪区人民政府工作报告"];
            page.extend(BODY);
            page.insert(at + 1, line);
            assert!(cleaned(&page).iter().any(|text| text == line), "{line} at {at}");
        }
    }
}

#[test]
fn a_page_that_is_nothing_but_furniture_leaves_nothing() {
    let plain = cases("plain");
    assert_eq!(cleaned(&plain), [""; 0]);
    assert_eq!(cleaned(&[]), [""; 0]);
    assert_eq!(cleaned(&["", "  ", "\u{3000}", "\r"]), [""; 0]);
}

proptest! {
    /// Furniture behind which text goes on, between any paragraphs and as often as may be.
    #[test]
    fn no_paragraph_of_a_report_is_lost_or_moved(
        page in proptest::collection::vec((0..BODY.len(), any::<prop::sample::Index>(), 0..3_usize), 2..30),
    ) {
        let mut plain = cases("plain");
        plain.retain(|line| !is_foot(line));
        let mut lines = vec!["云溪区人民政府工作报告", "各位代表："];
        let mut body = Vec::new();
        for (paragraph, furniture, count) in page {
            lines.push(BODY[paragraph]);
            body.push(BODY[paragraph]);
            lines.extend((0..count).map(|more| plain[(furniture.index(plain.len()) + more) % plain.len()]));
        }
        let texts = cleaned(&lines);
        prop_assert_eq!(of_body(&texts), body);
        // What is clean stays as it is.
        let again: Vec<&str> = texts.iter().map(String::as_str).collect();
        prop_assert_eq!(cleaned(&again), texts);
    }

    /// Where the file has its line ends, and how it indents, makes no difference.
    #[test]
    fn line_ends_and_indents_make_no_difference(
        order in proptest::collection::vec(0..BODY.len(), 1..12),
        end in prop::sample::select(vec!["\n", "\r\n", "\r", "\\r\\n", "\u{2028}", "\n\n", "<br>", "\u{B}"]),
        indent in prop::sample::select(vec!["", "　　", "    ", "\t", "\u{A0}\u{A0}", "&nbsp;&nbsp;", "\u{FEFF}"]),
    ) {
        let body: Vec<&str> = order.into_iter().map(|at| BODY[at]).collect();
        let line: String = body.iter().map(|text| format!("{indent}{text}{end}")).collect();
        prop_assert_eq!(cleaned(&[line.as_str()]), body);
    }
}
