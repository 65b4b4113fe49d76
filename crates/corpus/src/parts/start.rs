//! Where a report's own text begins.

use super::headings::HeadingRank;
use super::outline::Outline;
use crate::draft::Paragraph;
use crate::text::{flat, han, head};

/// Where the report's body begins: behind titles, salutation and 现在，我代表….
pub(super) fn of(paragraphs: &[Paragraph], outline: &Outline) -> usize {
    let scope = paragraphs.len().min(30);
    let early = scope.min(prose_start(paragraphs, outline));
    // Something else may stand before the report: its title then stands behind that.
    let title = |p: &Paragraph| flat(&p.text).ends_with("政府工作报告") && is_title(&p.text);
    let scope = if paragraphs[early..scope].iter().any(title) { scope } else { early };
    let start = |p: &Paragraph| flat(head(&p.text, 60));
    let speaks = |p: &Paragraph| {
        let start = start(p);
        let says = start.contains("我代表") || start.contains("我受") || start.contains("请予审议");
        says && han(&p.text) < 300
    };
    let salutes = |p: &Paragraph| {
        let start = start(p);
        start.starts_with("各位代表") && start.chars().count() <= 16
    };
    let opening = paragraphs[..scope].iter().position(speaks);
    let opening = opening.or_else(|| paragraphs[..scope].iter().position(salutes));
    let titles = paragraphs.iter().take(6).take_while(|p| is_title(&p.text)).count();
    opening.map_or(titles, |at| at + 1)
}

/// Where the prose begins, at the latest: behind it 各位代表 is said to those who listen already.
fn prose_start(paragraphs: &[Paragraph], outline: &Outline) -> usize {
    const PROSE: usize = 120;
    let is_prose =
        |p: &Paragraph| han(&p.text) >= PROSE && !flat(head(&p.text, 60)).contains("我代表");
    let second = paragraphs.iter().enumerate().filter(|(_, p)| is_prose(p)).nth(1);
    let second = second.map_or(paragraphs.len(), |(at, _)| at);
    // A heading with prose below it; one without stands in a list of contents.
    let headed = outline.found.iter().take(30).enumerate().position(|(at, heading)| {
        let is_first = heading.as_ref().is_some_and(|h| h.rank <= HeadingRank::First && !h.runs_in);
        is_first && paragraphs.iter().skip(at + 1).take(3).any(is_prose)
    });
    second.min(headed.unwrap_or(paragraphs.len()))
}

/// Lines above a fragment that name the document, its day and its speaker.
fn is_title(text: &str) -> bool {
    let line = flat(head(text, 80));
    let names = ["工作报告", "政府工作的报告", "公报", "次会议", "规划纲要"]
        .iter()
        .any(|w| line.contains(w));
    let speaks =
        ["省长", "市长", "区长", "县长", "州长", "主席", "总理"].iter().any(|w| line.contains(w));
    line.chars().count() <= 70
        && !line.contains('。')
        && (names || speaks && line.chars().count() <= 24)
}
