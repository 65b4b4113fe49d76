//! One segment in the making: reports go in, the files of a segment come out.
//!
//! Written with tantivy's own serializers, so that its readers and merges see nothing unusual;
//! only the postings are gathered in a way of our own, see [`Postings`].

use suyan_analysis::sentences;
use suyan_corpus::Report;
use tantivy::directory::TerminatingWrite;
use tantivy::fastfield::FastFieldsWriter;
use tantivy::fieldnorm::{FieldNormReader, FieldNormsSerializer};
use tantivy::index::{SegmentComponent, SegmentId};
use tantivy::postings::InvertedIndexSerializer;
use tantivy::schema::Schema;
use tantivy::store::StoreWriter;
use tantivy::{DocId, Segment, SegmentMeta, TantivyDocument};

use super::cut::TermCut;
use super::postings::{MOST_PASSAGES, MOST_TERMS, Postings};
use super::record::RecordWriter;
use super::schema::{self, Fields, pack_row};
use crate::Error;

/// What one segment has room for.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct Room {
    /// Passages, at the most.
    pub passages: usize,
    /// Distinct terms, at the most.
    pub terms: usize,
}

impl Room {
    /// What the postings can number.
    pub const ALL: Self = Self { passages: MOST_PASSAGES as usize, terms: MOST_TERMS };
}

/// See the module.
pub(in crate::store) struct SegmentBuilder {
    segment: Segment,
    schema: Schema,
    fields: Fields,
    store: StoreWriter,
    columns: FastFieldsWriter,
    /// The length of every passage in terms, as BM25 takes it.
    lengths: Vec<u8>,
    postings: Postings,
    cut: TermCut,
    /// The reports with their first passage and the one behind their last.
    reports: Vec<(String, DocId, DocId)>,
}

impl SegmentBuilder {
    /// Begins a segment of `index`.
    pub(in crate::store) fn new(index: &tantivy::Index) -> tantivy::Result<Self> {
        let (schema, fields) = schema::schema();
        let segment = index.new_segment();
        let settings = index.settings();
        let store = StoreWriter::new(
            segment.open_write(SegmentComponent::Store)?,
            settings.docstore_compression,
            settings.docstore_blocksize,
            false,
        )?;
        let columns = FastFieldsWriter::from_schema_and_tokenizer_manager(
            &schema,
            index.fast_field_tokenizer().clone(),
        )?;
        Ok(Self {
            segment,
            schema,
            fields,
            store,
            columns,
            lengths: Vec::new(),
            postings: Postings::default(),
            cut: TermCut::default(),
            reports: Vec::new(),
        })
    }

    /// The segment's id.
    pub(in crate::store) fn segment_id(&self) -> SegmentId {
        self.segment.id()
    }

    /// How much memory the postings take, in bytes; words come on top, about a seventh as much.
    pub(in crate::store) fn memory(&self) -> usize {
        self.postings.len() * size_of::<u64>()
    }

    /// Whether the report still goes in; the first always does.
    pub(in crate::store) fn has_room_for(&self, report: &Report, room: Room) -> bool {
        let bytes: usize = report.passages.iter().map(|passage| passage.text.len()).sum();
        self.reports.is_empty()
            || self.lengths.len() + report.passages.len() <= room.passages
                // A text has no more terms than bytes.
                && self.postings.terms() + bytes < room.terms
    }

    /// Puts a report behind the others.
    pub(in crate::store) fn add(&mut self, report: &Report) -> Result<(), Error> {
        let first = self.lengths.len() as DocId;
        let passages = &report.passages[..report.passages.len().min(MOST_PASSAGES as usize)];
        let before = self.postings.length();
        let mut letters = Vec::with_capacity(passages.len());
        for passage in passages {
            let length = self.postings.add(self.lengths.len() as DocId, &passage.text);
            letters.push(self.postings.letters());
            self.lengths.push(FieldNormReader::fieldnorm_to_id(length));
        }
        let length = self.postings.length() - before;
        let mut records = RecordWriter::default();
        for (at, passage) in passages.iter().enumerate() {
            let mut document = TantivyDocument::default();
            document.add_bytes(self.fields.passage, records.next(passage));
            let row = pack_row(passage.ordinal, passage.part as usize, passage.is_heading);
            document.add_u64(self.fields.row, row);
            document.add_u64(self.fields.sentences, sentences(&passage.text).len() as u64);
            document.add_u64(self.fields.letters, letters[at] as u64);
            document.add_u64(self.fields.words, self.cut.add(&passage.text));
            if at == 0 {
                self.add_facts(&mut document, report)?;
                document.add_u64(self.fields.length, length);
            }
            self.store.store(&document, &self.schema).map_err(Error::index("storing a report"))?;
            self.columns.add_document(&document).map_err(Error::index("adding a report"))?;
        }
        self.reports.push((report.id.clone(), first, self.lengths.len() as DocId));
        Ok(())
    }

    fn add_facts(&self, document: &mut TantivyDocument, report: &Report) -> Result<(), Error> {
        let (fields, facts) = (self.fields, &report.facts);
        let json = |value: Result<String, serde_json::Error>| {
            value.map_err(Error::index("writing a report's facts"))
        };
        let packed = zstd::bulk::compress(json(serde_json::to_string(facts))?.as_bytes(), 3);
        document
            .add_bytes(fields.facts, &packed.map_err(Error::index("writing a report's facts"))?);
        document.add_text(fields.report, &report.id);
        document.add_text(fields.title, &facts.title);
        if let Some(place) = &facts.place {
            document.add_text(fields.place, json(serde_json::to_string(place))?);
        }
        if let Some(year) = facts.year {
            document.add_i64(fields.year, i64::from(year));
        }
        if let Some(date) = facts.date {
            let days = i64::from(date.year()) * 10_000
                + i64::from(date.month()) * 100
                + i64::from(date.day());
            document.add_u64(fields.date, days.unsigned_abs());
        }
        document.add_u64(fields.kind, facts.kind as u64);
        let characters: usize = report.passages.iter().map(|p| p.text.chars().count()).sum();
        document.add_u64(fields.characters, characters as u64);
        document.add_u64(fields.digest, report.content_digest());
        // A bit for each; most reports have none.
        let doubtful = facts.doubtful().iter().fold(0, |bits, one| bits | 1 << *one as u64);
        if doubtful != 0 {
            document.add_u64(fields.doubtful, doubtful);
        }
        Ok(())
    }

    /// Writes the segment; nobody sees it before it is added to the index.
    pub(in crate::store) fn finish(self) -> tantivy::Result<SegmentMeta> {
        let Self { segment, fields, store, mut columns, lengths, .. } = self;
        let (postings, cut, mut reports) = (self.postings, self.cut, self.reports);
        store.close()?;
        let mut out = segment.open_write(SegmentComponent::FastFields)?;
        columns.serialize(&mut out, None)?;
        out.terminate()?;

        let mut norms =
            FieldNormsSerializer::from_write(segment.open_write(SegmentComponent::FieldNorms)?)?;
        norms.serialize_field(fields.text, &lengths)?;
        norms.close()?;

        let mut inverted = InvertedIndexSerializer::open(&segment)?;
        let mut out = inverted.new_field(fields.text, postings.length(), None)?;
        postings.write(&mut out)?;
        out.close()?;
        reports.sort_unstable();
        let mut out = inverted.new_field(fields.id, lengths.len() as u64, None)?;
        for of_id in reports.chunk_by(|a, b| a.0 == b.0) {
            out.new_term_without_freq(of_id[0].0.as_bytes())?;
            for doc in of_id.iter().flat_map(|(_, first, end)| *first..*end) {
                out.write_doc(doc, 1, &[]);
            }
            out.close_term()?;
        }
        out.close()?;
        let mut out = inverted.new_field(fields.cut, cut.len() as u64, None)?;
        cut.write(&mut out)?;
        out.close()?;
        inverted.close()?;
        Ok(segment.with_max_doc(lengths.len() as DocId).meta().clone())
    }
}
