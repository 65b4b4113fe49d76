//! Whether paragraphs speak of what was done or of what is to be done.

use super::words::{DONE, OUGHT, TO_DO};

/// Whether a run of paragraphs speaks of what was done rather than of what is to be done; words of
/// the past weigh `weight` times those of plans: at 2, of sections whose headings say what they are, 98
/// of 100 are told.
pub(super) fn speaks_of_the_past<'a>(texts: impl Iterator<Item = &'a str>, weight: usize) -> bool {
    let (mut done, mut ahead) = (0, 0);
    for text in texts {
        done += count(text, &DONE);
        ahead += count(text, &TO_DO);
    }
    done * weight > ahead
}

/// How often paragraphs speak of what was done, and how often of what is or ought to be done.
pub(super) fn counts<'a>(texts: impl Iterator<Item = &'a str>) -> (usize, usize) {
    texts.fold((0, 0), |(done, ahead), text| {
        (done + count(text, &DONE), ahead + count(text, &TO_DO) + count(text, &OUGHT))
    })
}

/// Whether paragraphs of another time look back more than ahead.
pub(super) fn looks_back<'a>(texts: impl Iterator<Item = &'a str>) -> bool {
    let (done, ahead) = counts(texts);
    done > ahead
}

fn count(text: &str, words: &[&str]) -> usize {
    words.iter().map(|word| text.matches(word).count()).sum()
}
