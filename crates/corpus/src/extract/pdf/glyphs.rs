//! The glyphs of a page: characters, places, sizes.

use hayro_cmap::BfString;
use hayro_interpret::font::GlyphRun;
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, SoftMask, interpret_page,
};
use hayro_syntax::Pdf;
use kurbo::{Affine, BezPath, Point, Rect};

/// A character on a page.
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    /// Left end of its baseline, from the page's left.
    pub x: f64,
    /// Its baseline, from the page's top.
    pub y: f64,
    /// The size of its font, in points.
    pub size: f64,
    /// What it says: one character, or a ligature's several.
    pub text: String,
    /// The number of the string that it was drawn with.
    pub run: usize,
    /// Whether it takes a whole square although its character is a narrow one.
    pub full: bool,
}

/// What stands on a page.
#[derive(Debug, Default)]
pub(super) struct PageGlyphs {
    /// Upright characters within the page.
    pub glyphs: Vec<Glyph>,
    /// How many glyphs have no character.
    pub nameless: usize,
    /// Width and height of the page.
    pub bounds: (f64, f64),
}

/// How many glyphs are read of one page: more than a wall poster holds.
const MAX_GLYPHS: usize = 200_000;

/// The pages of a file, one after the other.
pub(super) fn pages(pdf: &Pdf) -> impl Iterator<Item = PageGlyphs> {
    let cache = InterpreterCache::new();
    pdf.pages().iter().map(move |page| {
        let (width, height) = page.render_dimensions();
        let bounds = (f64::from(width), f64::from(height));
        let transform = Affine::new(page.initial_transform(true).as_coeffs());
        let mut context = Context::new(
            transform,
            Rect::new(0.0, 0.0, bounds.0, bounds.1),
            &cache,
            pdf.xref(),
            InterpreterSettings::default(),
        );
        let mut collector =
            Collector { page: PageGlyphs { bounds, ..PageGlyphs::default() }, runs: 0 };
        interpret_page(page, &mut context, &mut collector);
        collector.page
    })
}

struct Collector {
    page: PageGlyphs,
    /// How many strings were drawn.
    runs: usize,
}

impl Device<'_> for Collector {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, _: &DrawMode) {
        self.runs += 1;
        for glyph in run.glyphs() {
            let transform = props.transform * glyph.transform();
            let [a, b, c, d, ..] = transform.as_coeffs();
            // Watermarks lie across the page.
            if b.abs() > a.abs() * 0.05 || a <= 0.0 {
                continue;
            }
            let Some(text) = glyph.as_unicode() else {
                self.page.nameless += 1;
                continue;
            };
            let origin = transform * Point::ZERO;
            let (width, height) = self.page.bounds;
            let inside = (0.0..=width).contains(&origin.x) && (0.0..=height).contains(&origin.y);
            if !inside || self.page.glyphs.len() >= MAX_GLYPHS {
                continue;
            }
            self.page.glyphs.push(Glyph {
                x: origin.x,
                y: origin.y,
                // Glyphs are drawn in thousandths of their size.
                size: c.hypot(d) * 1000.0,
                text: match text {
                    BfString::Char(c) => c.to_string(),
                    BfString::String(string) => string,
                },
                run: self.runs,
                full: false,
            });
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
