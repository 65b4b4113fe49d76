//! Where a word stands only across the borders of others: 和服 in 和服务.

use tantivy::DocId;

/// The passages that hold a word only across the borders of others, by segment.
pub(crate) struct AcrossBySegment {
    passages: Vec<Vec<DocId>>,
}

impl AcrossBySegment {
    /// These, of every segment in their order.
    pub(super) fn new(passages: Vec<Vec<DocId>>) -> Self {
        Self { passages }
    }

    /// Whether a passage is one of them.
    #[inline]
    pub(super) fn holds(&self, segment: usize, doc: DocId) -> bool {
        self.passages[segment].binary_search(&doc).is_ok()
    }

    /// In bytes.
    pub(super) fn size(&self) -> usize {
        self.passages.iter().map(|docs| size_of_val(docs.as_slice())).sum()
    }
}
