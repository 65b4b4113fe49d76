//! How long a passage is to a score: lengths up to forty terms as they are, longer ones in steps of a
//! sixteenth or less, so that a byte holds one.
//!
//! The steps are those of Lucene's `SmallFloat.intToByte4`, which tantivy has too.

/// Lengths below this many are as they are before steps begin.
const FREE: u32 = 24;

/// The byte that a length is kept as: the last whose length is not more.
#[must_use]
pub fn length_id(length: u32) -> u8 {
    let (mut low, mut high) = (0u8, u8::MAX);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        if length_of(middle) <= length { low = middle } else { high = middle - 1 }
    }
    low
}

/// The length that a byte stands for.
#[must_use]
pub const fn length_of(id: u8) -> u32 {
    let id = id as u32;
    if id < FREE {
        return id;
    }
    let (bits, shift) = ((id - FREE) & 7, (id - FREE) >> 3);
    match shift {
        0 => FREE + bits,
        _ => FREE + ((bits | 8) << (shift - 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_lengths_are_exact_and_long_ones_in_steps() {
        assert!((0..=40).all(|length| length_of(length_id(length)) == length));
        assert_eq!([41, 42, 43, 600].map(|length| length_of(length_id(length))), [40, 42, 42, 600]);
        assert_eq!(length_of(u8::MAX), 2_013_265_944);
        assert_eq!(length_id(u32::MAX), u8::MAX);
        assert!((1..=u8::MAX).all(|id| length_of(id) > length_of(id - 1)));
        assert!((0..=u8::MAX).all(|id| length_id(length_of(id)) == id));
    }
}
