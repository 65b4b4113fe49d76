//! A real archive grown to a nation's: as many reports as every county has delivered in twenty
//! years, made of the paragraphs of real ones.
//!
//! A grown report takes the length of a real one, and for each of its paragraphs one that stands
//! at the same relative place in some other real report, so that reviews come before tasks and
//! words keep their frequencies and their company. The digits of figures are drawn anew, since
//! figures are what makes the vocabulary of a real archive go on growing. Sentences themselves
//! repeat, about 26 times each at full size: an index of a real nation would compress less well.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Result, ensure};
use rayon::prelude::*;
use suyan_corpus::{Division, Gazetteer, Level};

use crate::archive;
use crate::random::Random;

/// Reports of a whole nation over twenty years.
const NATION: usize = 60_000;
/// Reports of one folder.
const FOLDER: usize = 1_000;
const FIRST_YEAR: usize = 2004;
const YEARS: usize = 20;

/// Writes `NATION / part` reports below `out`, as Markdown with place and year in front matter.
pub fn grow(archive: &Path, out: &Path, part: usize, seed: u64) -> Result<()> {
    let reports = archive::markdown(archive)?;
    let places = counties();
    ensure!(!reports.is_empty() && !places.is_empty(), "no reports or no places to grow from");
    let count = NATION / part.max(1);
    (0..count).into_par_iter().try_for_each(|number| {
        let mut random = Random::new(seed ^ (number as u64).wrapping_mul(0x2545_f491_4f6c_dd1d));
        let place = &places[number / YEARS % places.len()];
        let year = FIRST_YEAR + number % YEARS;
        let text = report(&reports, place, year, &mut random);
        let folder = out.join(format!("{:03}", number / FOLDER));
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join(format!("{number:05}.md")), text)?;
        Ok(())
    })
}

/// Every county that stands today, as province/county.
fn counties() -> Vec<String> {
    let gazetteer = Gazetteer::builtin();
    let today = |division: &&Division| division.level == Level::County && division.to.is_none();
    gazetteer
        .divisions()
        .iter()
        .filter(today)
        .map(|division| gazetteer.place(division, None).path.join("/"))
        .collect()
}

/// One grown report.
fn report(reports: &[Vec<String>], place: &str, year: usize, random: &mut Random) -> String {
    let length = reports[random.below(reports.len())].len();
    let name = place.rsplit('/').next().unwrap_or(place);
    let province = place.split('/').next().unwrap_or(place);
    let mut text = String::with_capacity(64 * 1024);
    let _ = write!(
        text,
        "---\ntitle: {name}{year}年政府工作报告\n省份: {province}\n地区: {name}\nyear: {year}\n---\n\n\
         # 政府工作报告\n\n——{year}年1月{}日在{name}人民代表大会会议上\n\n",
        random.between(3, 28),
    );
    for at in 0..length {
        let donor = &reports[random.below(reports.len())];
        if let Some(paragraph) = donor.get(at * donor.len() / length) {
            new_figures(paragraph, random, &mut text);
            text.push_str("\n\n");
        }
    }
    text
}

/// Copies a paragraph; the digits of each figure behind its first are drawn anew, one in two of
/// them. Years are kept.
fn new_figures(paragraph: &str, random: &mut Random, out: &mut String) {
    let mut rest = paragraph;
    while let Some(begin) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(begin);
        let end = from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len());
        let (figure, behind) = from.split_at(end);
        out.push_str(before);
        let is_year = figure.len() == 4 && behind.starts_with('年');
        for (at, digit) in figure.char_indices() {
            let is_drawn = at > 0 && !is_year && random.below(2) == 0;
            out.push(if is_drawn { char::from(b'0' + random.below(10) as u8) } else { digit });
        }
        rest = behind;
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redrawn(paragraph: &str, seed: u64) -> String {
        let mut out = String::new();
        new_figures(paragraph, &mut Random::new(seed), &mut out);
        out
    }

    #[test]
    fn figures_are_drawn_anew_and_years_and_words_are_kept() {
        let paragraph = "2023年新增床位1250张，增长7.5%，5年共建12345套，完成98";
        let mut drawn = std::collections::HashSet::new();
        for seed in 0..200 {
            let text = redrawn(paragraph, seed);
            let shape = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "#");
            assert_eq!(shape(&text), shape(paragraph));
            assert!(text.starts_with("2023年新增床位1"), "{text}");
            assert!(text.contains("增长7.5%，5年共建1"), "{text}");
            drawn.insert(text);
        }
        assert!(drawn.len() > 100, "{}", drawn.len());
        let last = |text: &String| text.ends_with("98");
        assert!(drawn.iter().any(last) && !drawn.iter().all(last), "the last figure is one, too");
    }

    #[test]
    fn what_has_no_figures_is_copied() {
        for text in ["", "政府工作报告", "７％", "二〇二三年"] {
            assert_eq!(redrawn(text, 1), text);
        }
    }

    #[test]
    fn a_grown_report_has_the_length_and_the_order_of_real_ones() {
        let numbered =
            |name: char| (0..40).map(|at| format!("{name}{}", "字".repeat(at))).collect();
        let reports: Vec<Vec<String>> = ['甲', '乙', '丙'].map(numbered).into();
        let text = report(&reports, "江苏省/南京市/江宁区", 2019, &mut Random::new(7));
        assert!(text.starts_with(
            "---\ntitle: 江宁区2019年政府工作报告\n省份: 江苏省\n地区: 江宁区\nyear: 2019\n---\n"
        ));
        let body = text.split("代表大会会议上\n\n").nth(1).expect("a body");
        let lengths: Vec<usize> = body.trim().split("\n\n").map(|p| p.chars().count()).collect();
        // Each paragraph stands where it stood in the report that it is from.
        assert_eq!(lengths, (1..=40).collect::<Vec<_>>());
        let donors: std::collections::HashSet<_> = body.chars().filter(|c| *c != '字').collect();
        assert!(donors.len() > 3, "{donors:?}");
    }

    #[test]
    fn an_archive_is_grown_alike_from_one_seed() {
        let folder = tempfile::tempdir().expect("a folder");
        let (from, out) = (folder.path().join("from"), folder.path().join("out"));
        std::fs::create_dir_all(&from).expect("a folder");
        // Shorter files are no reports.
        let text =
            format!("# 政府工作报告\n\n{}", "新增床位120张，完成投资35亿元。\n\n".repeat(12));
        std::fs::write(from.join("a.md"), text).expect("write");
        std::fs::write(from.join("b.md"), "短文。\n").expect("write");
        let read = |out: &Path| {
            let mut texts = Vec::new();
            for number in [0, 19, 20, 59] {
                texts.push(std::fs::read_to_string(out.join(format!("000/{number:05}.md"))));
            }
            texts.into_iter().collect::<Result<Vec<String>, _>>().expect("read")
        };
        grow(&from, &out, NATION / 60, 3).expect("grow");
        let once = read(&out);
        grow(&from, &out, NATION / 60, 3).expect("grow");
        assert_eq!(once, read(&out));
        grow(&from, &out, NATION / 60, 4).expect("grow");
        assert_ne!(once, read(&out));
        // Twenty years of a place, then the next one.
        assert!(once[0].contains("year: 2004") && once[1].contains("year: 2023"));
        assert!(once[2].contains("year: 2004"));
        let place =
            |text: &str| text.lines().find(|line| line.starts_with("地区")).map(str::to_owned);
        assert_eq!(place(&once[0]), place(&once[1]));
        assert_ne!(place(&once[0]), place(&once[2]));
        assert!(grow(&out.join("none"), &out, 1, 1).is_err());
    }
}
