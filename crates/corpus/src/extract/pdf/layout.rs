//! The lines of a page in reading order: rows of glyphs, columns, blanks.

use super::glyphs::{Glyph, PageGlyphs};
use super::widths;

/// A line of a page, or of one of its columns.
#[derive(Debug, Clone)]
pub(super) struct PdfLine {
    /// Its characters, blanks only where they mean something.
    pub text: String,
    /// Parts that stand far from each other, as the cells of a row do: where each begins, and its
    /// characters. Most lines have one.
    pub cells: Vec<(f64, String)>,
    /// Where its first and behind its last character.
    pub x: (f64, f64),
    /// Its baseline, from the page's top.
    pub y: f64,
    /// The size of its font.
    pub size: f64,
    /// Left and right end of the full lines of its column.
    pub column: (f64, f64),
}

/// A page as lines in reading order.
#[derive(Debug)]
pub(super) struct PdfPage {
    /// The lines.
    pub lines: Vec<PdfLine>,
    /// The height of the page.
    pub height: f64,
}

/// Glyphs on one baseline, from left to right.
#[derive(Debug, Clone)]
pub(super) struct GlyphRow {
    pub glyphs: Vec<Glyph>,
    pub y: f64,
    pub size: f64,
}

impl PdfPage {
    /// Lays out the glyphs of a page.
    pub(super) fn of(page: PageGlyphs) -> Self {
        let mut rows = rows(page.glyphs);
        widths::tell_full(&mut rows);
        let rows = attach_marks(rows);
        let mut lines = Vec::new();
        read_columns(rows, 0, &mut lines);
        Self { lines, height: page.bounds.1 }
    }
}

impl Glyph {
    /// How wide it is, as far as its character tells.
    fn width(&self) -> f64 {
        let wide =
            self.full || self.text.chars().any(|c| c as u32 >= 0x2E80 || matches!(c, '—' | '…'));
        let units = if wide { 1.0 } else { 0.5 };
        units * self.size * self.text.chars().count().max(1) as f64
    }

    fn is_blank(&self) -> bool {
        self.text.chars().all(char::is_whitespace)
    }
}

impl GlyphRow {
    fn start(&self) -> f64 {
        self.inked().next().map_or(0.0, |g| g.x)
    }

    fn end(&self) -> f64 {
        self.inked().last().map_or(0.0, |g| g.x + g.width())
    }

    fn inked(&self) -> impl Iterator<Item = &Glyph> {
        self.glyphs.iter().filter(|g| !g.is_blank())
    }

    /// The stretches of ink, apart by nearly a character: a gutter may be no wider.
    fn stretches(&self) -> Vec<(f64, f64)> {
        let mut stretches: Vec<(f64, f64)> = Vec::new();
        for glyph in self.inked() {
            let end = glyph.x + glyph.width();
            match stretches.last_mut() {
                Some(last) if glyph.x - last.1 < self.size * GAP => last.1 = last.1.max(end),
                _ => stretches.push((glyph.x, end)),
            }
        }
        stretches
    }

    /// Whether the row runs across a gutter: with ink in it, or with a gap there that is like its
    /// other gaps (政 府 工 作 报 告).
    fn crosses(&self, gutter: f64) -> bool {
        let ink: Vec<(f64, f64)> = self.inked().map(|g| (g.x, g.x + g.width())).collect();
        let behind = ink.partition_point(|(from, _)| *from < gutter);
        let (Some(left), Some(right)) = (behind.checked_sub(1).map(|at| ink[at]), ink.get(behind))
        else {
            return ink
                .last()
                .is_some_and(|(from, to)| *from < gutter && *to > gutter + self.size * 0.3);
        };
        let gap = right.0 - left.1;
        let like = ink.windows(2).filter(|pair| pair[1].0 - pair[0].1 > gap * 0.6).count();
        gap < self.size * GAP || like > 2 && like * 2 >= ink.len() - 1
    }
}

/// The narrowest gap between columns, in characters.
const GAP: f64 = 0.75;

/// Puts glyphs of one baseline and about one size together.
fn rows(mut glyphs: Vec<Glyph>) -> Vec<GlyphRow> {
    glyphs.retain(|g| g.size > 1.0 && g.x.is_finite() && g.y.is_finite());
    glyphs.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut rows: Vec<GlyphRow> = Vec::new();
    for glyph in glyphs {
        let near = rows.iter_mut().rev().take(6).find(|row| {
            let ratio = glyph.size / row.size;
            (glyph.y - row.y).abs() < 0.25 * row.size && (0.72..1.4).contains(&ratio)
        });
        match near {
            Some(row) => row.glyphs.push(glyph),
            None => rows.push(GlyphRow { y: glyph.y, size: glyph.size, glyphs: vec![glyph] }),
        }
    }
    for row in &mut rows {
        row.glyphs.sort_by(|a, b| a.x.total_cmp(&b.x));
        // Bold type is feigned by printing twice.
        row.glyphs.dedup_by(|b, a| a.text == b.text && b.x - a.x < 0.15 * a.size);
        let mut sizes: Vec<f64> = row.glyphs.iter().map(|g| g.size).collect();
        sizes.sort_by(f64::total_cmp);
        row.size = sizes[sizes.len() / 2];
    }
    rows.retain(|row| row.inked().next().is_some());
    rows
}

/// Takes raised small marks out of the rows that they stand in: the number of a footnote is no
/// part of its sentence. What is no mark joins its row.
fn attach_marks(rows: Vec<GlyphRow>) -> Vec<GlyphRow> {
    let (small, mut large): (Vec<GlyphRow>, Vec<GlyphRow>) = {
        let is_small = |row: &GlyphRow| {
            rows.iter().any(|other| row.size < 0.8 * other.size && raised(row, other))
        };
        let flags: Vec<bool> = rows.iter().map(is_small).collect();
        let mut flags = flags.into_iter();
        rows.into_iter().partition(|_| flags.next().unwrap_or(false))
    };
    for row in small {
        let host =
            large.iter_mut().find(|other| row.size < 0.8 * other.size && raised(&row, other));
        let Some(host) = host else { continue };
        let start = host.start();
        for glyph in row.glyphs {
            let mark = glyph.text.chars().all(|c| {
                c.is_ascii_digit()
                    || matches!(
                        c,
                        '①'..='⑳' | '*' | '[' | ']' | '(' | ')' | '〔' | '〕' | '［' | '］'
                    )
            });
            if !mark || glyph.x < start {
                host.glyphs.push(glyph);
            }
        }
        host.glyphs.sort_by(|a, b| a.x.total_cmp(&b.x));
    }
    large.sort_by(|a, b| a.y.total_cmp(&b.y));
    large
}

/// Whether a small row stands within the height and reach of another.
fn raised(row: &GlyphRow, other: &GlyphRow) -> bool {
    let within = row.y > other.y - 0.75 * other.size && row.y < other.y + 0.3 * other.size;
    within
        && row.start() > other.start() - 2.5 * other.size
        && row.end() < other.end() + 2.5 * other.size
}

/// Emits rows column by column. Rows that cross a gutter part what stands above from what stands
/// below.
fn read_columns(rows: Vec<GlyphRow>, depth: u8, lines: &mut Vec<PdfLine>) {
    let Some(gutter) = (depth < 3).then(|| gutter(&rows)).flatten() else {
        return emit(rows, lines);
    };
    let (mut left, mut right) = (Vec::new(), Vec::new());
    let mut across: Vec<GlyphRow> = Vec::new();
    for row in rows {
        if row.crosses(gutter) {
            if !left.is_empty() || !right.is_empty() {
                read_columns(std::mem::take(&mut left), depth + 1, lines);
                read_columns(std::mem::take(&mut right), depth + 1, lines);
            }
            across.push(row);
            continue;
        }
        if !across.is_empty() {
            emit(std::mem::take(&mut across), lines);
        }
        let (y, size) = (row.y, row.size);
        let (before, behind): (Vec<Glyph>, Vec<Glyph>) =
            row.glyphs.into_iter().partition(|glyph| glyph.x < gutter);
        for (glyphs, side) in [(before, &mut left), (behind, &mut right)] {
            let part = GlyphRow { glyphs, y, size };
            if part.inked().next().is_some() {
                side.push(part);
            }
        }
    }
    emit(across, lines);
    if !left.is_empty() || !right.is_empty() {
        read_columns(left, depth + 1, lines);
        read_columns(right, depth + 1, lines);
    }
}

/// The middle of the white stripe between two columns of prose, where there is one.
fn gutter(rows: &[GlyphRow]) -> Option<f64> {
    const STEP: f64 = 2.0;
    if rows.len() < 8 {
        return None;
    }
    let start = rows.iter().map(GlyphRow::start).fold(f64::MAX, f64::min);
    let end = rows.iter().map(GlyphRow::end).fold(0.0, f64::max);
    let bins = ((end - start) / STEP) as usize;
    if !(20..=10_000).contains(&bins) {
        return None;
    }
    let mut covered = vec![0_usize; bins + 2];
    for (from, to) in rows.iter().flat_map(GlyphRow::stretches) {
        let first = ((from - start) / STEP) as usize;
        let last = ((to - start) / STEP) as usize;
        for bin in &mut covered[first.min(bins)..=last.min(bins)] {
            *bin += 1;
        }
    }
    let size = rows[rows.len() / 2].size;
    let few = rows.len() * 35 / 100;
    let (mut best, mut run) = (0..0, 0);
    for (bin, &count) in covered.iter().enumerate().take(bins * 4 / 5).skip(bins / 5) {
        run = if count <= few { run + 1 } else { 0 };
        if run > best.len() {
            best = bin + 1 - run..bin + 1;
        }
    }
    if (best.len() as f64) * STEP < 0.7 * size {
        return None;
    }
    let middle = start + (best.start + best.end) as f64 / 2.0 * STEP;
    let lowest = covered[best].iter().min().copied().unwrap_or(0);
    (lowest <= few && is_prose(rows, middle, true) && is_prose(rows, middle, false))
        .then_some(middle)
}

/// Whether one side of a gutter is filled as prose fills a column, and not as cells do.
fn is_prose(rows: &[GlyphRow], middle: f64, left: bool) -> bool {
    let parts: Vec<(f64, f64)> = rows
        .iter()
        .filter(|row| !row.crosses(middle))
        .filter_map(|row| {
            let inked = row.inked().filter(|g| (g.x < middle) == left);
            let ends = inked.fold((f64::MAX, f64::MIN), |(from, to), g| {
                (from.min(g.x), to.max(g.x + g.width()))
            });
            (ends.0 < ends.1).then_some(ends)
        })
        .collect();
    if parts.len() < 6 {
        return false;
    }
    let from = parts.iter().map(|p| p.0).fold(f64::MAX, f64::min);
    let to = parts.iter().map(|p| p.1).fold(f64::MIN, f64::max);
    let full = parts.iter().filter(|(_, end)| end - from > 0.85 * (to - from)).count();
    full * 2 >= parts.len()
}

/// Emits the rows of one column as lines.
fn emit(rows: Vec<GlyphRow>, lines: &mut Vec<PdfLine>) {
    let mut starts: Vec<f64> = rows.iter().map(GlyphRow::start).collect();
    let mut ends: Vec<f64> = rows.iter().map(GlyphRow::end).collect();
    starts.sort_by(f64::total_cmp);
    ends.sort_by(f64::total_cmp);
    let (Some(left), Some(right)) =
        (starts.get(starts.len() / 20), ends.get(ends.len().saturating_sub(1) * 9 / 10))
    else {
        return;
    };
    lines.extend(rows.iter().map(|row| line(row, (*left, *right))));
}

fn line(row: &GlyphRow, column: (f64, f64)) -> PdfLine {
    let mut cells: Vec<(f64, String)> = Vec::new();
    let mut text = String::new();
    let mut last: Option<&Glyph> = None;
    let mut blank = false;
    for glyph in &row.glyphs {
        if glyph.is_blank() {
            blank |= !glyph.text.is_empty();
            continue;
        }
        let gap = last.map_or(0.0, |last| glyph.x - last.x - last.width());
        let latin = last.is_some_and(|last| is_latin(&last.text, &glyph.text));
        let spaced = gap > row.size * 0.9 || latin && (blank || gap > row.size * 0.3);
        if last.is_some() && spaced {
            text.push(' ');
        }
        if last.is_none() || gap > row.size * 1.6 {
            cells.push((glyph.x, String::new()));
        } else if spaced && let Some((_, cell)) = cells.last_mut() {
            cell.push(' ');
        }
        text.push_str(&glyph.text);
        if let Some((_, cell)) = cells.last_mut() {
            cell.push_str(&glyph.text);
        }
        last = Some(glyph);
        blank = false;
    }
    PdfLine { text, cells, x: (row.start(), row.end()), y: row.y, size: row.size, column }
}

/// Whether a blank between two characters means something: both Latin letters or digits.
fn is_latin(before: &str, behind: &str) -> bool {
    let graphic = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    graphic(before.chars().next_back()) && graphic(behind.chars().next())
}
