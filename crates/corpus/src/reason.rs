//! Why a file, member or row did not become a report: the reasons, and their words in one place.

use serde::{Deserialize, Serialize};

use crate::limits::{Bound, Limits};

/// Why something did not become a report. Its words are for users, in Chinese.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A bound struck.
    #[error("{}", bound_words(*bound, *value))]
    Bound {
        /// Which.
        bound: Bound,
        /// Its value, in the unit in which it is told.
        value: u64,
    },
    /// What stands before it was read; this is why the rest was not.
    #[error("{0}，其后未读")]
    Rest(Box<Self>),

    // Shortages: the file may be fine, and is tried again.
    /// It took longer than it may.
    #[error("读取超过每个文件 {0} 秒的上限；下次收录时会再试")]
    Time(u64),
    /// It took more memory than it may.
    #[error("读取超过每个文件 {0} MB 内存的上限；下次收录时会再试")]
    Memory(u64),
    /// The system gave no thread, or no process, to read it in.
    #[error("系统无法再开线程或进程（{0}）；下次收录时会再试")]
    NoWorker(String),
    /// The disk did not give it.
    #[error("读不出：{0}；下次收录时会再试")]
    Unread(String),

    // What cannot be read.
    /// Nothing stands in it.
    #[error("空文件")]
    Empty,
    /// Nothing but marks stands in it.
    #[error("空文件：没有文字")]
    Wordless,
    /// What an office program leaves beside an open document.
    #[error("办公软件的占用标记，不是文档")]
    LockFile,
    /// What a browser leaves of a download.
    #[error("没有下载完的文件")]
    Unfinished,
    /// A format that nothing here reads.
    #[error("不能读取的格式：{0}")]
    UnknownFormat(String),
    /// A kind of document that nothing here reads.
    #[error("{0}，暂不能读取")]
    Unsupported(String),
    /// Slides.
    #[error("演示文稿，不是报告文本")]
    Slides,
    /// An archive that is named as a document.
    #[error("名为文档，实为装着别的东西的压缩包")]
    Misnamed,
    /// Locked by a password.
    #[error("{0}已加密，无口令不能读")]
    Encrypted(String),
    /// Damaged, and how it shows.
    #[error(transparent)]
    Damaged(Damage),
    /// The parser gave up within the file.
    #[error("文件损坏，解析中断")]
    Broken,
    /// The reading program failed.
    #[error("读取时程序出错（请报告此文件）")]
    Panicked,
    /// A member whose path points out of its archive.
    #[error("成员路径指向包外（..），拒绝")]
    Outside,
    /// A member that is a link.
    #[error("成员是链接，不予跟随")]
    Link,
    /// Characters that were lost before it came here.
    #[error("乱码：文字在此前已被错误转码，无法复原")]
    Garbled,
    /// A document whose glyphs have no characters.
    #[error("PDF 的文字层没有字符对照，读出的是乱码")]
    Nameless,
    /// Pictures of pages: and the remedy, or why it did not help.
    #[error("扫描件，无文字层；{0}")]
    Scanned(String),

    /// A page whose text a script fetches when it is shown.
    #[error("网页的正文由脚本载入，文件里没有；请在浏览器中打开后另存")]
    Scripted,

    // What was read and is no report.
    /// There is no text in it.
    #[error(transparent)]
    NoText(MissingContent),
    /// It is a text of another kind.
    #[error(transparent)]
    OtherText(OtherText),
}

/// What is damaged in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Damage {
    /// What is packed does not unpack.
    #[error("压缩数据损坏")]
    Packed,
    /// The package of a document does not open.
    #[error("文档损坏，打不开")]
    Package,
    /// An archive does not open.
    #[error("压缩包损坏，打不开")]
    Archive,
    /// A member is not what its archive says of it.
    #[error("成员损坏，校验不符")]
    Member,
    /// A member is damaged, or packed in a way that is not read.
    #[error("成员损坏或压缩方法不支持")]
    Method,
    /// A tar.
    #[error("tar 包损坏")]
    Tar,
    /// What ought to be XML is none.
    #[error("不是有效的 XML")]
    Xml,
    /// A document without a body.
    #[error("文档没有正文")]
    Body,
    /// The head of a Word file is cut.
    #[error("Word 文件头不完整")]
    WordHead,
    /// The main stream is not one of Word.
    #[error("不是 Word 97 文档")]
    Word97,
    /// A Word file without its table of pieces.
    #[error("Word 文档缺少分段表")]
    Pieces,
    /// A Word file without characters.
    #[error("Word 文档没有文字")]
    Units,
    /// A saved page without the page.
    #[error("网页存档里没有网页")]
    WebArchive,
    /// A PDF does not open.
    #[error("PDF 损坏，打不开")]
    Pdf,
    /// A PDF without pages.
    #[error("PDF 损坏，没有页")]
    Pages,
    /// The reader of workbooks gave up.
    #[error("工作簿损坏")]
    Workbook,
    /// A workbook does not open.
    #[error("工作簿损坏或已加密")]
    WorkbookOrLocked,
    /// A Stata data set.
    #[error("Stata 数据文件损坏")]
    Stata,
    /// A table of text.
    #[error("表格损坏")]
    Table,
    /// A line that is no JSON.
    #[error("这一行不是 JSON")]
    JsonLine,
    /// A package without the part of this name.
    #[error("缺少部件 {0}")]
    Part(String),
    /// A compound file without the stream of this name.
    #[error("缺少数据流 {0}")]
    Stream(String),
    /// The pages of a scan were not read: what failed, and what the program said.
    #[error("{0}")]
    Ocr(String),
}

/// What is missing in a file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum MissingContent {
    /// Nothing in it could be looked at.
    #[error("其中没有可读的内容")]
    Content,
    /// No Chinese text.
    #[error("没有中文正文")]
    Han,
    /// No text.
    #[error("没有正文")]
    Text,
    /// An archive without members.
    #[error("空的压缩包")]
    Members,
    /// A table without rows.
    #[error("空表")]
    Rows,
    /// A sheet whose columns name no text.
    #[error("这张表没有正文列")]
    TextColumn,
    /// A row without text.
    #[error("这一行没有正文")]
    RowText,
    /// A row whose columns name no text.
    #[error("这一行没有正文列")]
    RowColumn,
    /// Rows that belong together, without text.
    #[error("这几行没有正文")]
    RowsText,
    /// An element that looks like a row, without text.
    #[error("这一条没有正文")]
    ItemText,
    /// No picture of a page.
    #[error("没有可识读的页")]
    Picture,
    /// A cell that ought to be a report, without text.
    #[error("这一格没有正文")]
    CellText,
    /// A table of which nothing tells where its text stands: its header.
    #[error("表中看不出哪一列是报告正文（表头：{0}）；请把正文列命名为“正文”或 text")]
    Column(String),
}

/// What a text is that is no report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum OtherText {
    /// A template.
    #[error("写作模板，不是报告")]
    Template,
    /// A story about a report.
    #[error("新闻报道，不是报告本身")]
    News,
    /// The resolution on a report.
    #[error("关于报告的决议，不是报告本身")]
    Resolution,
    /// Who is to do what of a report.
    #[error("任务分解或分工文件，不是报告本身")]
    Tasks,
    /// A notice.
    #[error("通知，不是报告")]
    Notice,
    /// The glossary of a report.
    #[error("报告的名词解释，不是报告本身")]
    Glossary,
    /// A commentary on a report.
    #[error("报告的解读，不是报告本身")]
    Commentary,
    /// A plan or a set of rules.
    #[error("计划、方案或办法，不是报告")]
    Plan,
    /// A report to a congress of the party.
    #[error("党代会报告，不是政府工作报告")]
    Party,
    /// An abstract.
    #[error("只是摘要，不是报告原文")]
    Abstract,
    /// A page that says that there is none.
    #[error("错误页，没有正文")]
    ErrorPage,
    /// A page that asks for a password.
    #[error("登录页，没有正文")]
    LoginPage,
    /// A page of links.
    #[error("目录或索引页，没有正文")]
    ListPage,
    /// Nothing of it is like a report.
    #[error("没有报告的标题、称谓或行文")]
    Unlike,
    /// Too few characters for a report.
    #[error("正文太少（{0} 字）")]
    Short(usize),
    /// Too few characters, and no title of a report.
    #[error("正文太少（{0} 字），也没有报告的标题")]
    ShortAndUntitled(usize),
}

impl Reason {
    /// That a bound struck.
    #[must_use]
    pub fn bound(bound: Bound, limits: &Limits) -> Self {
        Self::Bound { bound, value: bound.value(limits) }
    }

    /// That it holds of the rest, where what stands before was read.
    #[must_use]
    pub fn rest(self) -> Self {
        Self::Rest(Box::new(self))
    }

    /// Whether it lies in the moment and not in the file: it is tried again at the next run, and
    /// what is known of the file stays.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Time(_) | Self::Memory(_) | Self::NoWorker(_) | Self::Unread(_) => true,
            Self::Bound { bound, .. } => bound.passes(),
            Self::Rest(reason) => reason.is_transient(),
            _ => false,
        }
    }

    /// Whether the document ran away: over its time or memory.
    pub(crate) fn ran_away(&self) -> bool {
        matches!(self, Self::Time(_) | Self::Memory(_))
    }
}

fn bound_words(bound: Bound, value: u64) -> String {
    let (what, unit) = bound.words();
    let aside = if bound == Bound::TextBytes { "，不会是一份报告" } else { "" };
    let again = match bound {
        Bound::FileTime => "；下次收录时会再试，拆成几个文件则可读完",
        _ if bound.passes() => "；下次收录时会再试",
        _ => "",
    };
    format!("{what}超过 {value} {unit}的上限{aside}{again}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_told_by_name_and_value() {
        let limits = Limits::default();
        let reason = Reason::bound(Bound::Rows, &limits).rest();
        assert_eq!(reason.to_string(), "表格超过 200000 行的上限，其后未读");
        assert!(!reason.is_transient());
    }

    #[test]
    fn shortages_are_transient_and_damage_is_not() {
        assert!(Reason::Time(30).rest().is_transient());
        assert!(Reason::NoWorker("x".to_owned()).is_transient());
        assert!(Reason::bound(Bound::Strikes, &Limits::default()).is_transient());
        assert!(!Reason::Broken.is_transient());
        assert!(!Reason::Encrypted("文档".to_owned()).is_transient());
    }
}
