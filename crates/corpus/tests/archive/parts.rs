//! The parts of work reports: how much of the text each has, and how many whole reports lack one
//! that every report has.
//!
//! Places are told in two halves by a hash of their folder, so that rules written while looking at
//! the first are measured on the second.

use std::collections::BTreeMap;

use suyan_corpus::Part;

/// From how many Han characters on a report is whole.
const WHOLE: usize = 5000;

/// How many whole reports of each half may have implausible parts.
const MOST: [usize; 2] = [1, 2];

/// The share of the text that a part has at least and at most, in hundredths, in both halves.
const SHARES: [(Part, usize, usize); 4] = [
    (Part::Review, 31, 33),
    (Part::Tasks, 48, 51),
    (Part::Targets, 7, 9),
    (Part::SelfGovernment, 4, 6),
];

/// What was seen in one half.
#[derive(Default)]
struct Half {
    whole: usize,
    implausible: Vec<String>,
    han: BTreeMap<Part, usize>,
}

/// Which half a file belongs to, by the name of its folder.
fn half(path: &str) -> usize {
    let folder = path.rsplit_once('/').map_or(path, |(folder, _)| folder);
    let hash = folder.bytes().fold(14_695_981_039_346_656_037_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(1_099_511_628_211)
    });
    (hash >> 32) as usize % 2
}

#[test]
fn work_reports_have_the_parts_that_reports_have() {
    let Some(files) = crate::archive() else { return };
    let mut halves: [Half; 2] = Default::default();
    for (path, seen) in files {
        let Some(seen) = seen.as_ref().ok().filter(|seen| seen.is_work_report()) else { continue };
        let half = &mut halves[half(path)];
        half.whole += usize::from(seen.han >= WHOLE);
        seen.shares.iter().for_each(|(part, han)| *half.han.entry(*part).or_default() += han);
        if seen.implausible {
            half.implausible.push(format!("{path}: {:?}", seen.shares));
        }
    }
    for (number, half) in halves.iter().enumerate() {
        let all: usize = half.han.values().sum();
        let shares = half.han.iter().map(|(part, han)| (*part, 1000 * han / all.max(1)));
        eprintln!(
            "half {number}: {} implausible of {} whole reports; in thousandths {:?}\n  {}",
            half.implausible.len(),
            half.whole,
            shares.collect::<Vec<_>>(),
            half.implausible.join("\n  ")
        );
    }
    for (half, most) in halves.iter().zip(MOST) {
        assert!(half.whole > 500 && half.implausible.len() <= most, "{}", half.implausible.len());
        let all: usize = half.han.values().sum();
        for (part, least, most) in SHARES {
            let share = half.han.get(&part).map_or(0, |han| 100 * han / all);
            assert!((least..=most).contains(&share), "{part}: {share} of a hundred");
        }
    }
}
