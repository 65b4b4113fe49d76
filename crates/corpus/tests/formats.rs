//! The bounds of the check of formats (`examples/check_formats`) on the set in
//! `SUYAN_SHARED/corpus/formats`: what is read of real reports in the formats of real disks.
//! Without the variable the test is skipped, and says so.

#[path = "../examples/check_formats/score.rs"]
mod score;

use std::path::PathBuf;

/// The least share that is right, in thousandths, in the order of [`score::FIELDS`]. Of the days,
/// nine of the set stand in no copy of their report, so that 163 of 172 is all.
const BOUNDS: [usize; 8] = [990, 980, 980, 940, 970, 980, 990, 1000];

#[test]
fn the_bounds_hold() {
    let Some(shared) = std::env::var_os("SUYAN_SHARED").map(PathBuf::from) else {
        eprintln!("skipped: SUYAN_SHARED is not set");
        return;
    };
    let set = shared.join("corpus/formats");
    let check = score::check(&set.join("files"), &set.join("truth.jsonl")).unwrap();
    let all = check.scores["all"];
    for ((field, score), bound) in score::FIELDS.iter().zip(all.0).zip(BOUNDS) {
        assert!(
            score.all > 30 && score.right * 1000 >= score.all * bound,
            "{field}: {}/{}\n{}\n{}",
            score.right,
            score.all,
            check.table(),
            check.misses.join("\n")
        );
    }
}
