//! The bounds of one file, each with a name and its value in one place.
//!
//! [`Bound`] is the name that a user meets in the account, [`Limits`] the values. What strikes one
//! is told as [`Reason::Bound`](crate::Reason::Bound).

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The values of all bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of one file as it lies on disk.
    pub file_bytes: u64,
    /// Bytes of one member of an archive, unpacked. Inside a further archive it is half of that,
    /// since both are held at once.
    pub member_bytes: u64,
    /// Bytes of all that one file unpacks to, at the most, however large it is.
    pub unpacked_bytes: u64,
    /// How many times its own size a file may unpack to, all of it together.
    pub unpacked_ratio: u64,
    /// How many bytes a file may unpack to however small it is, since small texts pack well.
    pub unpacked_from: u64,
    /// Bytes of one part of a document.
    pub part_bytes: u64,
    /// Bytes of one text: of a text file, of a page, of what a document holds of text. The longest
    /// plans have one megabyte.
    pub text_bytes: usize,
    /// How many times larger than packed a member may be.
    pub ratio: u64,
    /// Members of one archive.
    pub members: usize,
    /// Rows of one table.
    pub rows: usize,
    /// Columns of one table: as many as a spreadsheet may have.
    pub columns: usize,
    /// Cells of one table, those included that are only made room for.
    pub cells: usize,
    /// Bytes of text in the cells of one table or workbook, where the file has them less often than
    /// its cells do: shared strings, repeated and merged cells.
    pub table_bytes: u64,
    /// Elements, attributes, values or paragraphs of one document, all of its parts together.
    pub nodes: usize,
    /// Elements of all parts of a workbook, which are passed over one by one and not kept.
    pub streamed_nodes: usize,
    /// How deep elements or groups of a document may nest. Word's own stay below 60.
    pub nesting: usize,
    /// How deep archives may nest: 2 is a zip in a zip.
    pub depth: u8,
    /// Processor time for one document: a file, a member of an archive, a row that is a page.
    pub time: Duration,
    /// Processor time for all documents of one file of up to [`Self::TIMED_BYTES`], and as much
    /// again for each further so many.
    pub file_time: Duration,
    /// Memory for one document where it is read in a process of its own.
    pub memory: u64,
    /// How many documents of one file may run out of time or memory before the rest of them is
    /// left for another run.
    pub strikes: usize,
    /// Pages of one document that are read by OCR.
    pub ocr_pages: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 512 << 20,
            member_bytes: 128 << 20,
            unpacked_bytes: 2 << 30,
            unpacked_ratio: 16,
            unpacked_from: 512 << 20,
            part_bytes: 64 << 20,
            text_bytes: 16 << 20,
            ratio: 200,
            members: 200_000,
            rows: 200_000,
            columns: 16_384,
            cells: 4_000_000,
            table_bytes: 128 << 20,
            nodes: 3_000_000,
            streamed_nodes: 20_000_000,
            nesting: 300,
            depth: 2,
            time: Duration::from_secs(30),
            file_time: Duration::from_secs(50),
            memory: 768 << 20,
            strikes: 10,
            ocr_pages: 120,
        }
    }
}

impl Limits {
    /// See [`Self::file_time`].
    pub const TIMED_BYTES: u64 = 64 << 20;

    /// What a file of so many bytes may unpack to, all of it together.
    #[must_use]
    pub fn unpacked_of(&self, size: u64) -> u64 {
        let by_size = size.saturating_mul(self.unpacked_ratio).max(self.unpacked_from);
        by_size.min(self.unpacked_bytes)
    }

    /// How much processor time the documents of a file of so many bytes may take together.
    #[must_use]
    pub fn time_of(&self, size: u64) -> Duration {
        let times = size.div_ceil(Self::TIMED_BYTES).max(1);
        self.file_time.saturating_mul(u32::try_from(times).unwrap_or(u32::MAX))
    }
}

/// The name of a bound that a file can strike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are those of `Limits`")]
pub enum Bound {
    FileBytes,
    MemberBytes,
    UnpackedBytes,
    PartBytes,
    TextBytes,
    Ratio,
    Members,
    Rows,
    Columns,
    Cells,
    TableBytes,
    Nodes,
    Nesting,
    Depth,
    FileTime,
    Strikes,
    OcrPages,
}

impl Bound {
    /// Whether it strikes for want of time, or of what passes like it.
    pub(crate) fn passes(self) -> bool {
        matches!(self, Self::FileTime | Self::Strikes)
    }

    /// What is counted, and in what.
    #[must_use]
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::FileBytes => ("文件", "MB "),
            Self::MemberBytes => ("成员展开后", "MB "),
            Self::UnpackedBytes => ("全部展开后", "MB "),
            Self::PartBytes => ("文档部件展开后", "MB "),
            Self::TextBytes => ("文本", "MB "),
            Self::Ratio => ("压缩比", "倍"),
            Self::Members => ("成员", "个"),
            Self::Rows => ("表格", "行"),
            Self::Columns => ("表格", "列"),
            Self::Cells => ("表格", "个单元格"),
            Self::TableBytes => ("表格各单元格的文字", "MB "),
            Self::Nodes => ("文档结构", "个元素"),
            Self::Nesting => ("文档嵌套", "层"),
            Self::Depth => ("压缩包嵌套", "层"),
            Self::FileTime => ("整个文件的处理器时间", "秒"),
            Self::Strikes => ("耗尽时间或内存的成员", "个"),
            Self::OcrPages => ("OCR 页数", "页"),
        }
    }

    /// Its value, in the unit in which it is told.
    #[must_use]
    pub fn value(self, limits: &Limits) -> u64 {
        match self {
            Self::FileBytes => limits.file_bytes >> 20,
            Self::MemberBytes => limits.member_bytes >> 20,
            Self::UnpackedBytes => limits.unpacked_bytes >> 20,
            Self::PartBytes => limits.part_bytes >> 20,
            Self::TextBytes => limits.text_bytes as u64 >> 20,
            Self::Ratio => limits.ratio,
            Self::Members => limits.members as u64,
            Self::Rows => limits.rows as u64,
            Self::Columns => limits.columns as u64,
            Self::Cells => limits.cells as u64,
            Self::TableBytes => limits.table_bytes >> 20,
            Self::Nodes => limits.nodes as u64,
            Self::Nesting => limits.nesting as u64,
            Self::Depth => u64::from(limits.depth),
            Self::FileTime => limits.file_time.as_secs(),
            Self::Strikes => limits.strikes as u64,
            Self::OcrPages => limits.ocr_pages as u64,
        }
    }
}

#[cfg(test)]
mod tests;
