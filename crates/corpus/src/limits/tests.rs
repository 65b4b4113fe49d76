//! Bounds as users are told of them, and how they grow with a file.

use super::*;
use crate::Reason;

const ALL: [Bound; 17] = [
    Bound::FileBytes,
    Bound::MemberBytes,
    Bound::UnpackedBytes,
    Bound::PartBytes,
    Bound::TextBytes,
    Bound::Ratio,
    Bound::Members,
    Bound::Rows,
    Bound::Columns,
    Bound::Cells,
    Bound::TableBytes,
    Bound::Nodes,
    Bound::Nesting,
    Bound::Depth,
    Bound::FileTime,
    Bound::Strikes,
    Bound::OcrPages,
];

#[test]
fn a_file_may_unpack_to_sixteen_times_its_size_between_half_a_gigabyte_and_two() {
    let limits = Limits::default();
    for (size, most) in [
        (0, 512 << 20),
        (32 << 20, 512 << 20),
        ((32 << 20) + 1, (512 << 20) + 16),
        (128 << 20, 2 << 30),
        ((128 << 20) + 1, 2 << 30),
        (u64::MAX, 2 << 30),
    ] {
        assert_eq!(limits.unpacked_of(size), most, "{size}");
    }
    // A lower bound of all holds for small files too.
    let tight = Limits { unpacked_bytes: 1 << 20, ..limits };
    assert_eq!(tight.unpacked_of(0), 1 << 20);
}

#[test]
fn time_is_given_by_the_beginning_of_each_further_stretch() {
    let limits = Limits { file_time: Duration::from_secs(50), ..Limits::default() };
    let stretch = Limits::TIMED_BYTES;
    for (size, seconds) in [
        (0, 50),
        (1, 50),
        (stretch, 50),
        (stretch + 1, 100),
        (2 * stretch, 100),
        (2 * stretch + 1, 150),
    ] {
        assert_eq!(limits.time_of(size).as_secs(), seconds, "{size}");
    }
    let endless = Limits { file_time: Duration::MAX, ..limits };
    assert_eq!(endless.time_of(u64::MAX), Duration::MAX);
}

#[test]
fn every_bound_is_told_by_its_own_words_and_its_value() {
    let limits = Limits::default();
    let told: Vec<String> =
        ALL.iter().map(|bound| Reason::bound(*bound, &limits).to_string()).collect();
    for (at, words) in told.iter().enumerate() {
        let value = ALL[at].value(&limits);
        assert!(value > 0 && words.contains(&format!("超过 {value} ")), "{words}");
        assert!(!told[..at].contains(words), "two bounds say {words}");
    }
    // Sizes are told in megabytes, whatever they are kept in.
    for (bound, megabytes) in [
        (Bound::FileBytes, 512),
        (Bound::MemberBytes, 128),
        (Bound::UnpackedBytes, 2048),
        (Bound::PartBytes, 64),
        (Bound::TextBytes, 16),
        (Bound::TableBytes, 128),
    ] {
        assert_eq!(bound.value(&limits), megabytes, "{bound:?}");
        assert_eq!(bound.words().1, "MB ", "{bound:?}");
    }
}

#[test]
fn only_what_passes_is_said_to_be_tried_again() {
    let limits = Limits::default();
    for bound in ALL {
        let reason = Reason::bound(bound, &limits);
        let passes = matches!(bound, Bound::FileTime | Bound::Strikes);
        assert_eq!(reason.is_transient(), passes, "{bound:?}");
        assert_eq!(reason.to_string().contains("会再试"), passes, "{reason}");
        assert_eq!(reason.clone().rest().is_transient(), passes, "{bound:?}");
    }
}

#[test]
fn bounds_and_reasons_travel_between_processes() {
    let limits = Limits { time: Duration::from_millis(1500), ..Limits::default() };
    let sent = serde_json::to_string(&limits).unwrap();
    assert_eq!(serde_json::from_str::<Limits>(&sent).unwrap(), limits);
    for bound in ALL {
        let reason = Reason::bound(bound, &limits).rest();
        let sent = serde_json::to_string(&reason).unwrap();
        assert_eq!(serde_json::from_str::<Reason>(&sent).unwrap(), reason);
    }
}
