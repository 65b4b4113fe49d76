//! The fields of an index, and the fingerprint that says what they were made by.
//!
//! One document is one passage. The passages of a report stand together in one segment, in order;
//! the facts of the report stand as fast fields on the first of them, the text of each in the
//! docstore (as a [`super::record`]), its character pairs with positions in the postings, and its
//! words by the segmenter in postings beside those.

use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};

/// What this program writes and reads: a hash of all sources that fold, cut and write, of their data,
/// and of the libraries that they use, made by the build script.
pub(crate) fn fingerprint() -> String {
    concat!("suyan-5/", env!("SUYAN_FORMAT")).to_owned()
}

/// The name of the tokenizer of [`Fields::text`], which is not one of tantivy's: terms come from
/// `suyan_analysis::grams`, by way of the segment builder.
const GRAMS: &str = "suyan_grams";
/// The name of the analysis of [`Fields::cut`], whose terms come from `suyan_analysis::segment`.
const CUT: &str = "suyan_cut";

/// The fields, by purpose.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    /// The passage's text, indexed as pairs of characters with positions.
    pub text: Field,
    /// The text with the headings above it, as a [`super::record`]: stored.
    pub passage: Field,
    /// The report's id, on every passage: what a report is removed by.
    pub id: Field,
    /// Its words by the segmenter, indexed with how often each stands there: what is counted by
    /// words. Numbers and marks are not among them.
    pub cut: Field,
    /// Ordinal, part and whether it is a heading, packed by [`pack_row`].
    pub row: Field,
    /// On every passage, a column: how many sentences it has.
    pub sentences: Field,
    /// On every passage, a column: how many letters, digits and ideographs it has.
    pub letters: Field,
    /// On every passage, a column: how many words by the segmenter it has.
    pub words: Field,
    /// The report's facts as JSON in a Zstandard frame, on its first passage: stored.
    pub facts: Field,
    /// On the first passage, a column: the id of the report once more.
    pub report: Field,
    /// On the first passage, a column: the title.
    pub title: Field,
    /// On the first passage, a column: the place as JSON (a dictionary keeps each once).
    pub place: Field,
    /// On the first passage, a column: the year.
    pub year: Field,
    /// On the first passage, a column: the kind.
    pub kind: Field,
    /// On the first passage, a column: the day of delivery as YYYYMMDD.
    pub date: Field,
    /// On the first passage, a column: how many characters the report has.
    pub characters: Field,
    /// On the first passage, a column: how long the report's passages are together, in terms.
    pub length: Field,
    /// On the first passage, a column: a hash of all that the report says
    /// (`Report::content_digest`).
    pub digest: Field,
    /// On the first passage, a column: by what the report is doubted, a bit each.
    pub doubtful: Field,
}

/// The schema and its fields.
pub(crate) fn schema() -> (Schema, Fields) {
    let mut builder = SchemaBuilder::default();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(GRAMS)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = TextOptions::default().set_indexing_options(indexing);
    let whole = TextFieldIndexing::default()
        .set_tokenizer("raw")
        .set_fieldnorms(false)
        .set_index_option(IndexRecordOption::Basic);
    let id = TextOptions::default().set_indexing_options(whole);
    let words = TextFieldIndexing::default()
        .set_tokenizer(CUT)
        .set_fieldnorms(false)
        .set_index_option(IndexRecordOption::WithFreqs);
    let cut = TextOptions::default().set_indexing_options(words);
    let column = TextOptions::default().set_fast("raw");
    let fields = Fields {
        text: builder.add_text_field("text", text),
        passage: builder.add_bytes_field("passage", STORED),
        id: builder.add_text_field("id", id),
        cut: builder.add_text_field("cut", cut),
        row: builder.add_u64_field("row", FAST),
        sentences: builder.add_u64_field("sentences", FAST),
        letters: builder.add_u64_field("letters", FAST),
        words: builder.add_u64_field("words", FAST),
        facts: builder.add_bytes_field("facts", STORED),
        report: builder.add_text_field("report", column.clone()),
        title: builder.add_text_field("title", column.clone()),
        place: builder.add_text_field("place", column),
        year: builder.add_i64_field("year", FAST),
        kind: builder.add_u64_field("kind", FAST),
        date: builder.add_u64_field("date", FAST),
        characters: builder.add_u64_field("characters", FAST),
        length: builder.add_u64_field("length", FAST),
        digest: builder.add_u64_field("digest", FAST),
        doubtful: builder.add_u64_field("doubtful", FAST),
    };
    (builder.build(), fields)
}

/// Ordinal, part and heading mark in one number.
pub(crate) fn pack_row(ordinal: u32, part: usize, is_heading: bool) -> u64 {
    u64::from(ordinal) << 5 | (part as u64) << 1 | u64::from(is_heading)
}

/// The inverse of [`pack_row`].
pub(crate) fn unpack_row(row: u64) -> (u32, usize, bool) {
    ((row >> 5) as u32, (row >> 1 & 15) as usize, row & 1 == 1)
}
