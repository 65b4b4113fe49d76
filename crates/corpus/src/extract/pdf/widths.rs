//! Fonts without widths for digits: every character takes a whole square then, `1 3 . 7`, and the
//! gap behind a digit is no blank.

use super::layout::GlyphRow;

/// The narrowest step to the next character that is a whole square's, in sizes of the font.
const SQUARE: f64 = 0.94;
/// The widest.
const WIDE_SQUARE: f64 = 1.06;
/// From here on something else stands between two characters.
const APART: f64 = 1.6;
/// How many steps tell what a page does.
const TOLD: usize = 8;

/// Marks the narrow characters of rows whose font gives them whole squares. In such a row no step
/// from a letter or digit to its neighbour, a blank among them, is less than a square; that this is
/// the font's doing and no table of single digits, strings tell that were drawn as one, or else
/// the whole page.
pub(super) fn tell_full(rows: &mut [GlyphRow]) {
    let mut steps: Vec<f64> = rows.iter().flat_map(steps_of).map(|step| step.0).collect();
    steps.sort_by(f64::total_cmp);
    let page = steps.len() >= TOLD && steps.get(steps.len() / 8).is_some_and(|&s| s >= SQUARE);
    for row in rows {
        let (mut count, mut other, mut drawn_as_one) = (0, false, true);
        for (step, same) in steps_of(row) {
            count += 1;
            // Within one string characters may be spread to fill a line.
            other |= step < SQUARE || !same && step > WIDE_SQUARE;
            drawn_as_one &= same;
        }
        if count > 0 && !other && (page || drawn_as_one && count > 1) {
            row.glyphs.iter_mut().for_each(|glyph| glyph.full = true);
        }
    }
}

/// From each narrow letter, digit or mark of a row to what stands next: how far, in sizes of the
/// font, and whether both were drawn with one string.
fn steps_of(row: &GlyphRow) -> impl Iterator<Item = (f64, bool)> {
    row.glyphs.windows(2).filter_map(|pair| {
        let [glyph, next] = pair else { return None };
        let is_narrow = glyph.text.bytes().all(|b| b.is_ascii_graphic()) && !glyph.text.is_empty();
        let step = (next.x - glyph.x) / glyph.size;
        (is_narrow && step < APART).then_some((step, glyph.run == next.run))
    })
}
