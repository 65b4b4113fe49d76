//! What is held in memory of one segment: which passages belong to which report, and the facts
//! that filters, facets and sorting look at. Built once per segment, whatever commits follow.

use std::sync::Arc;

use suyan_corpus::{Kind, Place};
use tantivy::columnar::Column;
use tantivy::{DocId, SegmentReader};

use super::schema::unpack_row;
use crate::Error;

/// The bits of [`SegmentData::parts`] that hold the part.
pub(crate) const PART: u8 = 0x0f;
/// The bit of [`SegmentData::parts`] that marks a heading.
pub(crate) const HEADING: u8 = 0x80;

/// The facts of one report that a search looks at.
#[derive(Debug, Clone)]
pub(crate) struct ReportRow {
    /// Its first document in the segment.
    pub first: DocId,
    /// The document behind its last.
    pub end: DocId,
    pub id: Arc<str>,
    pub title: Arc<str>,
    /// An index into the places of its segment, then of its snapshot.
    pub place: Option<u32>,
    pub year: Option<i16>,
    pub kind: Kind,
    /// YYYYMMDD.
    pub date: Option<u32>,
    pub characters: u32,
    pub truncated: bool,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct SegmentData {
    /// For every document the report it belongs to.
    pub report_of: Vec<u32>,
    /// For every document its part and whether it is a heading.
    pub parts: Vec<u8>,
    /// The reports in document order.
    pub reports: Vec<ReportRow>,
    /// For every report the document behind its last.
    pub ends: Vec<DocId>,
    /// The distinct places of [`Self::reports`].
    pub places: Vec<Place>,
}

impl SegmentData {
    pub(crate) fn read(segment: &SegmentReader) -> Result<Self, Error> {
        Self::try_read(segment).map_err(Error::index("reading a segment"))
    }

    fn try_read(segment: &SegmentReader) -> tantivy::Result<Self> {
        let columns = segment.fast_fields();
        let rows = columns.column_first_or_default::<u64>("row")?;
        let max_doc = segment.max_doc();
        let mut data = Self {
            report_of: Vec::with_capacity(max_doc as usize),
            parts: Vec::with_capacity(max_doc as usize),
            reports: Vec::new(),
            ends: Vec::new(),
            places: Vec::new(),
        };
        let mut batch = vec![0u64; 4096];
        let mut starts = Vec::new();
        let mut from = 0;
        while from < max_doc {
            let many = (max_doc - from).min(4096) as usize;
            rows.get_range(u64::from(from), &mut batch[..many]);
            for (at, &row) in batch[..many].iter().enumerate() {
                let (ordinal, part, is_heading) = unpack_row(row);
                if ordinal == 1 || starts.is_empty() {
                    starts.push(from + at as u32);
                }
                data.report_of.push(starts.len() as u32 - 1);
                data.parts.push(part as u8 | if is_heading { HEADING } else { 0 });
            }
            from += many as u32;
        }
        data.read_facts(segment, &starts)?;
        data.ends = data.reports.iter().map(|report| report.end).collect();
        Ok(data)
    }

    fn read_facts(&mut self, segment: &SegmentReader, starts: &[DocId]) -> tantivy::Result<()> {
        let columns = segment.fast_fields();
        let numbers = |name: &str| columns.column_opt::<u64>(name);
        let (kinds, dates) = (numbers("kind")?, numbers("date")?);
        let (characters, truncated) = (numbers("characters")?, numbers("truncated")?);
        let years = columns.column_opt::<i64>("year")?;
        let ids = Strings::read(segment, "report")?;
        let titles = Strings::read(segment, "title")?;
        let places = Strings::read(segment, "place")?;
        // A place that cannot be read back is unknown, and never shifts the others.
        let parsed: Vec<Option<Place>> =
            places.terms.iter().map(|json| serde_json::from_str(json).ok()).collect();
        let mut kept = vec![None; parsed.len()];
        for (place, slot) in parsed.into_iter().zip(&mut kept) {
            if let Some(place) = place {
                *slot = Some(self.places.len() as u32);
                self.places.push(place);
            }
        }
        let first = |column: &Option<Column<u64>>, doc| column.as_ref().and_then(|c| c.first(doc));
        for (at, &start) in starts.iter().enumerate() {
            let end = starts.get(at + 1).copied().unwrap_or(segment.max_doc());
            let kind = first(&kinds, start).and_then(|k| Kind::ALL.get(k as usize).copied());
            self.reports.push(ReportRow {
                first: start,
                end,
                id: ids.term(start).map_or_else(|| Arc::from(""), Arc::from),
                title: titles.term(start).map_or_else(|| Arc::from(""), Arc::from),
                place: places.ord(start).and_then(|ord| kept.get(ord).copied().flatten()),
                year: years.as_ref().and_then(|c| c.first(start)).and_then(|y| y.try_into().ok()),
                kind: kind.unwrap_or_default(),
                date: first(&dates, start).and_then(|d| d.try_into().ok()),
                characters: first(&characters, start).unwrap_or(0) as u32,
                truncated: first(&truncated, start).is_some(),
            });
        }
        Ok(())
    }
}

/// A column of strings with its dictionary read whole.
struct Strings {
    ords: Option<Column<u64>>,
    terms: Vec<String>,
}

impl Strings {
    fn read(segment: &SegmentReader, name: &str) -> tantivy::Result<Self> {
        let Some(column) = segment.fast_fields().str(name)? else {
            return Ok(Self { ords: None, terms: Vec::new() });
        };
        let mut terms = Vec::with_capacity(column.num_terms());
        let mut stream = column.dictionary().stream()?;
        while stream.advance() {
            terms.push(String::from_utf8_lossy(stream.key()).into_owned());
        }
        Ok(Self { ords: Some(column.ords().clone()), terms })
    }

    fn ord(&self, doc: DocId) -> Option<usize> {
        self.ords.as_ref()?.first(doc).map(|ord| ord as usize)
    }

    fn term(&self, doc: DocId) -> Option<&str> {
        self.terms.get(self.ord(doc)?).map(String::as_str)
    }
}
