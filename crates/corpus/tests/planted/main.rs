//! What is read is held against what is known: place, year, day, kind, sentences and furniture of
//! reports with faults planted into them, in every format and sort of table, and of real reports
//! in the formats of real disks.
//!
//! The reports are invented ([`invented`]), so that this runs everywhere; where `SUYAN_ARCHIVE` and
//! `SUYAN_SHARED` are set, faults are planted into real ones, too, and the set in
//! `SUYAN_SHARED/corpus/formats` is read. Planted are faults of place, year, day and table,
//! documents that are no reports, and what stands between the paragraphs of texts. Counties, of
//! which archives hold few, get a text of sentences about their own towns. Which places and years
//! are taken the seed decides: another one shows whether a rule holds of places that nobody looked
//! at. With `--nocapture` everything that is wrong is shown.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod county;
mod disk;
mod faults;
mod invented;
mod pack;
mod reports;
mod score;
mod tables;
mod texts;
mod xls;

use std::path::PathBuf;

use disk::{Dice, Disk};
use reports::Stock;
use score::{Check, FIELDS};

/// How many answers may be wrong, in the order of [`FIELDS`].
type Most = [usize; 8];

/// How many answers of each field there are at least, so that a test cannot pass for want of any.
const LEAST_ASKED: usize = 15;

/// Shows what is wrong, and fails where more is than may be.
fn holds(check: &Check, most: Most) {
    eprintln!("{}\n{}", check.misses.join("\n"), check.table());
    for ((field, score), most) in FIELDS.iter().zip(check.scores["all"].0).zip(most) {
        let wrong = score.all - score.right;
        assert!(wrong <= most, "{field}: {wrong} of {} wrong, {most} may be", score.all);
        assert!(score.all >= LEAST_ASKED, "{field}: asked for {} times", score.all);
    }
}

/// Plants everything and reads it.
fn planted(stock: impl FnOnce(&mut Dice) -> Stock, seed: u64) -> Check {
    let folder = tempfile::tempdir().unwrap();
    let mut dice = Dice::of(seed);
    let mut stock = stock(&mut dice);
    let mut disk = Disk::below(folder.path());
    tables::plant(&mut disk, &mut stock, &mut dice).unwrap();
    faults::plant(&mut disk, &mut stock, &mut dice).unwrap();
    texts::plant(&mut disk, &mut stock, &mut dice).unwrap();
    score::check(folder.path(), &disk.truth).unwrap()
}

/// A folder that a variable names; says that the test is skipped where it names none.
fn folder(variable: &str) -> Option<PathBuf> {
    let folder = std::env::var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: {variable} is not set");
    }
    folder
}

#[test]
fn what_is_planted_into_invented_reports_is_read() {
    for seed in [1, 2] {
        let check = planted(|dice| Stock::of(invented::reports(dice)), seed);
        for format in pack::TEXTS.map(disk::format_of).iter().chain(&disk::TABLES) {
            assert!(check.scores[*format].0[0].all > 0, "no {format} is planted");
        }
        holds(&check, [0; 8]);
    }
}

#[test]
fn what_is_planted_into_real_reports_is_read() {
    let (Some(archive), Some(shared)) = (folder("SUYAN_ARCHIVE"), folder("SUYAN_SHARED")) else {
        return;
    };
    let labels = shared.join("corpus/labels.tsv");
    let check = planted(|dice| Stock::read(&archive, &labels, dice).unwrap(), 1);
    // A report of 2022 has the label of 2021.
    holds(&check, [0, 0, 1, 0, 0, 0, 0, 0]);
}

/// Of the days nine of the set stand in no copy of their report.
#[test]
fn the_set_of_formats_is_read() {
    let Some(shared) = folder("SUYAN_SHARED") else { return };
    let set = shared.join("corpus/formats");
    let truth = score::lines(&set.join("truth.jsonl")).unwrap();
    let check = score::check(&set.join("files"), &truth).unwrap();
    holds(&check, [0, 0, 0, 9, 0, 0, 0, 0]);
}
