//! A draft becomes the report's own paragraphs: page furniture out, cut lines healed.
//!
//! The rule above all others: never drop text of the report. So a line goes only where its
//! wording is that of page furniture, and what stands between the page's top and the report's
//! first line only where it is no sentence. What was taken out is kept apart: breadcrumbs and
//! index cards tell place and date where the text does not.

mod chrome;
mod duty;
mod edges;
mod lines;
mod markup;
mod split;

use crate::draft::{Draft, Paragraph, ParagraphStyle};
use crate::text::{flat, han};
use chrome::{Chrome, chrome};

/// A draft without its page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clean {
    /// The report's paragraphs, in reading order, none empty.
    pub paragraphs: Vec<Paragraph>,
    /// The lines of page furniture before the end of the text, in reading order.
    pub page: Vec<String>,
}

/// Cleans a draft.
#[must_use]
pub fn clean(draft: &Draft) -> Clean {
    let mut out = Clean::default();
    let lines = edges::trim(lines::paragraphs(&draft.paragraphs, &mut out.page));
    out.page.retain(|comment| !comment.is_empty());
    let flats: Vec<String> =
        lines.iter().map(|line| flat(crate::text::head(&line.text, 900))).collect();
    let mut kinds: Vec<Option<Chrome>> = flats
        .iter()
        .zip(&lines)
        .map(|(flat, line)| chrome(flat).or_else(|| chrome::row_of_buttons(&line.text)))
        .collect();
    duty::keep(&flats, &mut kinds);
    edges::repeated(&flats, &mut kinds);
    let start = first_line(&flats, &kinds);
    let end = last_line(&flats, &kinds, start);
    for (at, line) in lines.into_iter().enumerate() {
        let furniture = match kinds[at] {
            Some(Chrome::End) => !matches!(line.style, ParagraphStyle::Row | ParagraphStyle::Note),
            Some(Chrome::Plain) => !protected(&line, &flats[at], at, start),
            None => false,
        };
        if at < start || at >= end || furniture {
            out.page.push(line.text);
        } else {
            out.paragraphs.push(line);
        }
    }
    // A row with an id was chosen by someone: whatever it holds is its text.
    if out.paragraphs.is_empty() && draft.given.id.is_some() {
        out.page.clear();
        out.paragraphs = lines::paragraphs(&draft.paragraphs, &mut Vec::new());
    }
    out
}

/// Headings by style are the report's even when their words are a button's.
fn protected(line: &Paragraph, flat: &str, at: usize, start: usize) -> bool {
    matches!(line.style, ParagraphStyle::Heading(_)) && at > start + 2 && han(flat) > 4
        || line.style == ParagraphStyle::Row
        || line.style == ParagraphStyle::Note
}

/// Whether a line can be the first of a report: a title, a date line, a salutation.
fn opens(flat: &str) -> bool {
    let short = flat.chars().count() <= 80;
    let title = short
        && (flat.contains("工作报告")
            || flat.contains("统计公报")
            || flat.contains("规划纲要")
            || flat.contains("五年计划"))
        && !flat.contains(['>', '|', '。'])
        && !flat.starts_with(['•', '·']);
    let session = short && flat.contains("人民代表大会") && flat.contains("次会议");
    title || session || flat.starts_with("各位代表") || flat.starts_with("同志们")
}

/// Where the report begins: lines of menus and logos above its title go, sentences stay.
fn first_line(flats: &[String], kinds: &[Option<Chrome>]) -> usize {
    let scope = flats.len().min(60);
    let Some(anchor) = (0..scope).find(|&at| kinds[at].is_none() && opens(&flats[at])) else {
        return 0;
    };
    // Only a page has furniture above its title; a text that begins with prose keeps it.
    let above = &flats[..anchor];
    let prose = above.iter().any(|line| han(line) > 60 || line.contains('。') && han(line) > 15);
    let furnished = kinds[..anchor].iter().any(Option::is_some);
    if prose || !furnished { 0 } else { anchor }
}

/// Where the report ends: behind a footer only what is plainly report goes on.
fn last_line(flats: &[String], kinds: &[Option<Chrome>], start: usize) -> usize {
    let total: usize = flats[start..].iter().map(|line| han(line)).sum();
    let mut seen = 0;
    for at in start..flats.len() {
        if kinds[at] == Some(Chrome::End) && seen * 2 > total && !goes_on(&flats[at + 1..]) {
            return at;
        }
        seen += han(&flats[at]);
    }
    flats.len()
}

/// Whether report text follows: a glossary, or prose in some length.
fn goes_on(after: &[String]) -> bool {
    let glossary = after
        .iter()
        .any(|line| line.contains("名词解释") && han(line) < 30 || line.starts_with("附件"));
    let prose = after
        .iter()
        .filter(|line| han(line) > 80 && line.contains('。') && chrome(line).is_none())
        .count();
    glossary || prose >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        let paragraphs = text
            .lines()
            .map(|l| Paragraph { text: l.to_owned(), style: ParagraphStyle::Body })
            .collect();
        clean(&Draft { paragraphs, ..Draft::default() })
            .paragraphs
            .into_iter()
            .map(|p| p.text)
            .collect()
    }

    const BODY: &str = "持续提升城区品质。完成道路整治三十条，新建口袋公园十二座，居民满意度稳步提高，各项任务有序推进，年度目标全面完成。";

    #[test]
    fn a_scraped_page_leaves_only_its_report() {
        let page = format!(
            "导航菜单\n\n(江岭省)江岭省云溪区人民政府工作报告(2023年1月4日)\n\n  {BODY}\n  {BODY}\n\n本文仅代表作者观点,不代表本站立场。 凡注明为某网原创作品的,未经许可,不得转载。\n\n本文地址:/baogao/1.html\n\n留言与评论(共有 条评论)\n验证码:"
        );
        assert_eq!(
            texts(&page),
            ["(江岭省)江岭省云溪区人民政府工作报告(2023年1月4日)", BODY, BODY]
        );
    }

    #[test]
    fn index_cards_and_menus_above_the_title_go() {
        let page = format!(
            "云溪区人民政府\n无障碍 | 长者版\n索引号 YX-2022-01\n当前位置：首页 > 政务公开 > 政府工作报告\n政 府 工 作 报 告\n发布时间：2022-03-28 浏览次数：99\n各位代表：\n{BODY}\n谢谢大家！\n上一篇：去年的报告\n某网 某栏\n"
        );
        assert_eq!(texts(&page), ["政 府 工 作 报 告", "各位代表：", BODY, "谢谢大家！"]);
    }

    #[test]
    fn a_glossary_behind_a_footer_is_kept() {
        let text =
            format!("政府工作报告\n{BODY}\n{BODY}\n责任编辑：某某\n名词解释\n一网通办：指{BODY}");
        assert_eq!(texts(&text).len(), 5);
    }

    #[test]
    fn a_sellers_line_between_paragraphs_goes() {
        for line in
            ["某某数据网整理 www.shuju.example", "关注公众号：某某文库", "更多资料加微信 abc123"]
        {
            let page = format!(
                "政府工作报告\n{BODY}\n{line}\n{BODY}\n{line}\n一、数据\n{BODY}\n{line}\n{BODY}"
            );
            assert_eq!(
                texts(&page),
                ["政府工作报告", BODY, BODY, "一、数据", BODY, BODY],
                "{line}"
            );
        }
    }

    #[test]
    fn who_answers_for_an_item_is_kept() {
        for (label, other) in [
            ("主办单位：", "协办单位："),
            ("责任单位：", "责任人："),
            ("牵头单位:", "责任部门:"),
            ("承办：", "配合："),
            ("主管部门：", "项目名称："),
        ] {
            let mut page = vec!["政府工作报告".to_owned(), BODY.to_owned(), "民生实事".to_owned()];
            for (number, who) in
                ["市水务局", "市教育局", "望山区人民政府", "市教育局"].iter().enumerate()
            {
                page.push(format!("{}.新建口袋公园{}座", number + 1, number + 3));
                page.push(format!("{label}{who}"));
                page.push(format!("{other}云溪街道{number}"));
            }
            assert_eq!(texts(&page.join("\n")), page, "{label}");
            page.extend([
                "主办：云溪市政府办公室 承办：信息中心".to_owned(),
                "某ICP备12号".to_owned(),
            ]);
            assert_eq!(texts(&page.join("\n")).len(), page.len() - 2, "{label}");
        }
        let single = format!(
            "政府工作报告\n{BODY}\n1.修桥两座。\n责任单位：市交通局\n2.修路三条。\n{BODY}\n主办单位：市政府办公室"
        );
        assert_eq!(texts(&single).len(), 6);
    }

    #[test]
    fn prose_above_a_title_is_no_menu() {
        let text = format!("{BODY}\n各位代表：\n{BODY}");
        assert_eq!(texts(&text).len(), 3);
    }
}
