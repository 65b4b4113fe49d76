//! What the docstore of one segment holds, read a passage at a time.

use suyan_corpus::Facts;
use suyan_search::Error;
use tantivy::schema::document::{DeserializeError, DocumentDeserialize, DocumentDeserializer};
use tantivy::schema::{Field, OwnedValue};
use tantivy::store::StoreReader;
use tantivy::{DocId, SegmentReader};

use super::format::record;
use super::format::schema::Fields;

/// Blocks that are kept: passages of one report follow each other.
const BLOCKS_KEPT: usize = 32;

/// See the module.
pub(crate) struct Stored {
    reader: StoreReader,
    fields: Fields,
}

impl Stored {
    pub(crate) fn open(segment: &SegmentReader, fields: Fields) -> Result<Self, Error> {
        let reader = segment.get_store_reader(BLOCKS_KEPT);
        Ok(Self { reader: reader.map_err(Error::index("opening a segment"))?, fields })
    }

    /// The text of one passage.
    pub(crate) fn text(&self, doc: DocId) -> Result<String, Error> {
        record::text(&self.record(doc)?)
    }

    /// The headings above one passage, and its text.
    pub(crate) fn passage(&self, doc: DocId) -> Result<(Vec<String>, String), Error> {
        let record = self.record(doc)?;
        let headings = record::headings(doc, &record, |other| self.record(other))?;
        Ok((headings, record::text(&record)?))
    }

    /// The facts of the report whose first passage it is.
    pub(crate) fn facts(&self, first: DocId) -> Result<Facts, Error> {
        let reading = "reading a report's facts";
        let packed = self.field(first, self.fields.facts)?;
        let json = zstd::decode_all(packed.as_slice()).map_err(Error::index(reading))?;
        serde_json::from_slice(&json).map_err(Error::index(reading))
    }

    fn record(&self, doc: DocId) -> Result<Vec<u8>, Error> {
        self.field(doc, self.fields.passage)
    }

    fn field(&self, doc: DocId, field: Field) -> Result<Vec<u8>, Error> {
        let reading = "reading a passage";
        let values: Values = self.reader.get(doc).map_err(Error::index(reading))?;
        let found = values.0.into_iter().find(|(of, _)| *of == field);
        found.map(|(_, bytes)| bytes).ok_or_else(|| Error::index(reading)("it is not stored"))
    }
}

/// The bytes of a document, by field.
struct Values(Vec<(Field, Vec<u8>)>);

impl DocumentDeserialize for Values {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(
        mut document: D,
    ) -> Result<Self, DeserializeError> {
        // A number that is read is not believed before what it counts is there.
        let mut values = Vec::with_capacity(document.size_hint().min(4));
        while let Some((field, value)) = document.next_field::<OwnedValue>()? {
            if let OwnedValue::Bytes(bytes) = value {
                values.push((field, bytes));
            }
        }
        Ok(Self(values))
    }
}
