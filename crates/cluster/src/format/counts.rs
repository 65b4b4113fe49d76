//! How many passages hold each term, in bytes: every term as its distance from the one before, so that
//! most take two or three.

use suyan_search::plain::GramCounts;

/// Writes counts.
pub(crate) fn write(counts: &GramCounts) -> Result<Vec<u8>, postcard::Error> {
    let mut before = 0;
    let mut distance = |&(gram, count): &(u64, u32)| {
        let from = std::mem::replace(&mut before, gram);
        (gram.wrapping_sub(from), count)
    };
    let grams: Vec<(u64, u32)> = counts.grams.iter().map(&mut distance).collect();
    postcard::to_allocvec(&(counts.passages, counts.length, grams))
}

/// Reads them back; none where nothing was written, `None` where something else was.
pub(crate) fn read(bytes: &[u8]) -> Option<GramCounts> {
    if bytes.is_empty() {
        return Some(GramCounts::default());
    }
    let (passages, length, mut grams): (u64, u64, Vec<(u64, u32)>) =
        postcard::from_bytes(bytes).ok()?;
    let mut before = 0u64;
    for (gram, _) in &mut grams {
        before = before.wrapping_add(*gram);
        *gram = before;
    }
    grams.is_sorted_by_key(|one| one.0).then_some(GramCounts { grams, passages, length })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn counts_are_read_as_they_were_written() {
        let grams = vec![(1, 3), (1 << 40, 1), (1 << 63, 70_000), (u64::MAX, 2)];
        let counts = GramCounts { grams, passages: 9, length: 1_000 };
        let written = write(&counts).expect("bytes");
        assert_eq!(read(&written), Some(counts));
        assert_eq!(read(&[]), Some(GramCounts::default()));
        assert_eq!(read(&written[..written.len() - 1]), None);
        // Counts are looked up by their order: what stands in another is none.
        let other = GramCounts { grams: vec![(5, 1), (3, 1)], passages: 1, length: 2 };
        assert_eq!(read(&write(&other).expect("bytes")), None);
    }

    proptest! {
        #[test]
        fn any_counts_are_read_as_they_were_written(
            grams in prop::collection::btree_map(any::<u64>(), any::<u32>(), 0..40),
            passages in any::<u64>(),
            length in any::<u64>(),
        ) {
            let counts = GramCounts { grams: grams.into_iter().collect(), passages, length };
            let written = write(&counts).expect("bytes");
            prop_assert_eq!(read(&written), Some(counts));
        }

        #[test]
        fn any_bytes_are_counts_in_order_or_none(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            if let Some(counts) = read(&bytes) {
                prop_assert!(counts.grams.is_sorted_by_key(|one| one.0));
            }
        }
    }
}
