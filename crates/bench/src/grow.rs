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

/// Copies a paragraph; the inner digits of each figure are drawn anew, years are kept.
fn new_figures(paragraph: &str, random: &mut Random, out: &mut String) {
    let mut figure = 0;
    let mut chars = paragraph.chars().peekable();
    while let Some(c) = chars.next() {
        figure = if c.is_ascii_digit() { figure + 1 } else { 0 };
        let ends = chars.peek().is_none_or(|next| *next == '年');
        if figure > 1 && !ends && random.below(2) == 0 {
            out.push(char::from(b'0' + random.below(10) as u8));
        } else {
            out.push(c);
        }
    }
}
