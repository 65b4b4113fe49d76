//! What is held in memory of one segment: which passages belong to which report, and the facts
//! that filters, facets and sorting look at. Built once per segment, whatever commits follow.

use std::sync::Arc;

use suyan_corpus::{Doubtful, Kind, Part, Place};
use suyan_search::Error;
use tantivy::columnar::Column;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::{DocId, SegmentReader};

use super::format::schema::unpack_row;

/// The bits of [`SegmentData::parts`] that hold the part.
pub(crate) const PART: u8 = 0x07;
/// The bit of [`SegmentData::parts`] that marks a heading.
pub(crate) const HEADING: u8 = 0x08;
/// Of the bits of [`SegmentData::parts`], the lowest of those that hold the class of length.
pub(crate) const LENGTH: u32 = 4;

const _: () = assert!(Part::ALL.len() <= PART as usize + 1, "every part has its bits");

/// By class of length, the least tokens of a passage: enough to tell, without a look at the length
/// itself, that a passage cannot score high.
const LEAST_LENGTHS: [u32; 16] =
    [0, 31, 37, 44, 53, 64, 76, 92, 110, 132, 158, 190, 228, 300, 400, 600];

/// The least tokens of a passage with these bits of [`SegmentData::parts`].
pub(crate) const fn least_length(bits: u8) -> u32 {
    LEAST_LENGTHS[(bits >> LENGTH) as usize]
}

/// The facts of one report that a search looks at.
#[derive(Debug, Clone)]
pub(crate) struct SegmentReport {
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
    /// How long its passages are together, in terms.
    pub length: u64,
    /// A hash of all that it says.
    pub digest: u64,
    /// A bit for each [`Doubtful`] that it is doubted by.
    pub doubtful: u64,
}

impl SegmentReport {
    /// Whether it is doubted by this.
    pub fn is_doubtful(&self, by: Doubtful) -> bool {
        self.doubtful & 1 << by as u64 != 0
    }

    /// Whether it is another file of a report that is there.
    pub fn is_twin(&self) -> bool {
        self.is_doubtful(Doubtful::Twin)
    }

    /// Whether only a part of it is there.
    pub fn is_part(&self) -> bool {
        self.is_doubtful(Doubtful::Truncated)
    }
}

/// See the module.
#[derive(Debug)]
pub(crate) struct SegmentData {
    /// For every document the report it belongs to.
    pub report_of: Vec<u32>,
    /// For every document its part, whether it is a heading, and the class of its length.
    pub parts: Vec<u8>,
    /// The reports in document order.
    pub reports: Vec<SegmentReport>,
    /// For every report the document behind its last.
    pub ends: Vec<DocId>,
    /// The distinct places of [`Self::reports`].
    pub places: Vec<Place>,
}

impl SegmentData {
    pub(crate) fn read(segment: &SegmentReader, lengths: &FieldNormReader) -> Result<Self, Error> {
        Self::try_read(segment, lengths).map_err(Error::index("reading a segment"))
    }

    fn try_read(segment: &SegmentReader, lengths: &FieldNormReader) -> tantivy::Result<Self> {
        let class = |tokens| LEAST_LENGTHS.partition_point(|&least| least <= tokens) as u8 - 1;
        let classes: [u8; 256] =
            std::array::from_fn(|id| class(FieldNormReader::id_to_fieldnorm(id as u8)) << LENGTH);
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
                let doc = from + at as u32;
                if ordinal == 1 || starts.is_empty() {
                    starts.push(doc);
                }
                data.report_of.push(starts.len() as u32 - 1);
                let heading = if is_heading { HEADING } else { 0 };
                let length = classes[usize::from(lengths.fieldnorm_id(doc))];
                data.parts.push(part as u8 | heading | length);
            }
            from += many as u32;
        }
        data.read_facts(segment, &starts)?;
        data.ends = data.reports.iter().map(|report| report.end).collect();
        Ok(data)
    }

    /// Tells the reports of documents that come in their order.
    pub(crate) fn reports_in_order(&self) -> ReportsOfDocs<'_> {
        ReportsOfDocs { ends: &self.ends, row: 0 }
    }

    fn read_facts(&mut self, segment: &SegmentReader, starts: &[DocId]) -> tantivy::Result<()> {
        let columns = segment.fast_fields();
        let numbers = |name: &str| columns.column_opt::<u64>(name);
        let (kinds, dates) = (numbers("kind")?, numbers("date")?);
        let (characters, doubtful) = (numbers("characters")?, numbers("doubtful")?);
        let (lengths, digests) = (numbers("length")?, numbers("digest")?);
        let years = columns.column_opt::<i64>("year")?;
        let ids = StringColumn::read(segment, "report")?;
        let titles = StringColumn::read(segment, "title")?;
        let places = StringColumn::read(segment, "place")?;
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
            self.reports.push(SegmentReport {
                first: start,
                end,
                id: ids.term(start).map_or_else(|| Arc::from(""), Arc::from),
                title: titles.term(start).map_or_else(|| Arc::from(""), Arc::from),
                place: places.ord(start).and_then(|ord| kept.get(ord).copied().flatten()),
                year: years.as_ref().and_then(|c| c.first(start)).and_then(|y| y.try_into().ok()),
                kind: kind.unwrap_or_default(),
                date: first(&dates, start).and_then(|d| d.try_into().ok()),
                characters: first(&characters, start).unwrap_or(0) as u32,
                length: first(&lengths, start).unwrap_or(0),
                digest: first(&digests, start).unwrap_or(0),
                doubtful: first(&doubtful, start).unwrap_or(0),
            });
        }
        Ok(())
    }
}

/// The report that each of some documents belongs to, which come in their order.
///
/// [`SegmentData::report_of`] tells it of any document, and is so large that most look-ups miss the
/// processor's caches.
#[derive(Clone, Copy)]
pub(crate) struct ReportsOfDocs<'a> {
    ends: &'a [DocId],
    row: usize,
}

impl ReportsOfDocs<'_> {
    /// The report of a document, by its number in the segment, and the document behind its last.
    #[inline]
    pub(crate) fn of(&mut self, doc: DocId) -> (u32, DocId) {
        let mut step = 1;
        while self.ends.get(self.row + step - 1).is_some_and(|&end| end <= doc) {
            self.row += step;
            step *= 2;
        }
        if step > 1 {
            let last = self.ends.len().min(self.row + step);
            self.row += self.ends[self.row..last].partition_point(|&end| end <= doc);
        }
        (self.row(), self.ends.get(self.row).copied().unwrap_or(DocId::MAX))
    }

    /// The report of the document that was asked for last.
    #[inline]
    pub(crate) fn row(&self) -> u32 {
        self.row as u32
    }
}

/// A column of strings with its dictionary read whole.
struct StringColumn {
    ords: Option<Column<u64>>,
    terms: Vec<String>,
}

impl StringColumn {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_are_told_in_order() {
        let ends: Vec<DocId> = (1..200).map(|at| at * at).collect();
        for step in [1, 3, 50, 900, 20_000] {
            let mut reports = ReportsOfDocs { ends: &ends, row: 0 };
            for doc in (0..40_000).step_by(step) {
                let row = ends.partition_point(|&end| end <= doc);
                let end = ends.get(row).copied().unwrap_or(DocId::MAX);
                assert_eq!(reports.of(doc), (row as u32, end), "{doc} by {step}");
            }
        }
    }

    #[test]
    fn classes_of_length_are_told_from_below() {
        assert!(LEAST_LENGTHS.is_sorted());
        assert_eq!((least_length(0x0f), least_length(0x1f)), (0, 31));
        assert_eq!(least_length(0xf0), 600);
    }
}
