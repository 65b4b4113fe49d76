//! What a cell of a table holds, told by the cell itself: for tables without a header, or with one
//! that names nothing.

use std::sync::LazyLock;

use regex::Regex;

use super::columns::ColumnRole;
use crate::text::{han, is_han};

/// How many Han characters with a sentence's end among them are prose.
const PROSE: usize = 40;

static YEAR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?:19|20)\d{2}(?:\.0)?\s*(?:年度?)?$").ok());
static CODE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])\d{4}(?:000|000000|\.0)?$")
        .ok()
});
static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:19|20)\d{2}\s*[-－–—/.年]\s*\d{1,2}(?:\s*[-－–—/.月]|$)").ok()
});
static FILE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)[/\\]|\.(?:txt|text|md|docx?|pdf|rtf|odt|html?|mht|wps|xlsx?|csv)$").ok()
});

fn fits(pattern: &LazyLock<Option<Regex>>, value: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.is_match(value.trim()))
}

/// Whether the value is a path or a name with the extension of a document.
pub(super) fn is_file(value: &str) -> bool {
    fits(&FILE, value) && !value.contains("://")
}

/// Whether the value is a year: 2020, 2020年, 2020年度.
pub(super) fn is_year(value: &str) -> bool {
    fits(&YEAR, value)
}

/// Whether the value reads like sentences rather than like a name.
pub(super) fn is_prose(value: &str) -> bool {
    value.contains(['。', '；', '，', '：']) && han(value) >= PROSE
}

/// Whether the value is a report of its own rather than a paragraph of one: it has the salutation
/// or the opening sentence, or it is longer than paragraphs are.
pub(super) fn is_whole_report(value: &str) -> bool {
    let start = crate::text::head(value, 1500);
    let opens = start.contains("代表") && (start.contains("报告工作") || start.contains("审议"))
        || start.contains("各位代表");
    opens || value.chars().nth(1500).is_some()
}

/// Whether the value may be the name of a place: a few Han characters and nothing else.
fn is_name(value: &str) -> bool {
    (2..=15).contains(&value.chars().count()) && value.chars().all(is_han)
}

impl ColumnRole {
    /// What a short value is: a year, a day, a code, a file, a title, a name.
    pub(super) fn of_value(value: &str) -> Option<Self> {
        let value = value.trim();
        Some(if is_year(value) {
            Self::Year
        } else if fits(&CODE, value) {
            Self::Code
        } else if fits(&DATE, value) {
            Self::Date
        } else if value.contains("://") {
            Self::Url
        } else if is_file(value) {
            Self::File
        } else if is_prose(value) {
            Self::Text(2)
        } else if ["报告", "公报", "规划"].iter().any(|word| value.contains(word)) {
            Self::Title
        } else if is_name(value) {
            Self::Place(4)
        } else if value.chars().any(is_han) && value.chars().any(|c| c.is_ascii_digit()) {
            Self::File
        } else {
            return None;
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_tell_what_they_are() {
        let prose = "全市生产总值增长百分之六，新建成学校十二所，改造老旧小区四十个，\
                     群众反映的问题办结率达到百分之九十八。";
        for (value, column) in [
            ("2020", Some(ColumnRole::Year)),
            ("2020年度", Some(ColumnRole::Year)),
            ("310104", Some(ColumnRole::Code)),
            ("310104000000", Some(ColumnRole::Code)),
            ("500101", Some(ColumnRole::Code)),
            ("820000", Some(ColumnRole::Code)),
            // Six digits that no province begins with are none: a month, a number.
            ("195312", None),
            ("880000", None),
            ("2020/1/5 0:00", Some(ColumnRole::Date)),
            ("2020年1月", Some(ColumnRole::Date)),
            ("data/云溪区2013.txt", Some(ColumnRole::File)),
            (r"D:\报告\云溪区.docx", Some(ColumnRole::File)),
            ("云溪区2013", Some(ColumnRole::File)),
            ("https://yunxi.example/1.html", Some(ColumnRole::Url)),
            ("云溪区政府工作报告", Some(ColumnRole::Title)),
            ("云溪区", Some(ColumnRole::Place(4))),
            (prose, Some(ColumnRole::Text(2))),
            ("17", None),
            ("AB-9", None),
        ] {
            assert_eq!(ColumnRole::of_value(value), column, "{value}");
        }
    }

    #[test]
    fn a_paragraph_is_no_report() {
        assert!(is_whole_report("各位代表：现在，我代表区人民政府报告工作，请予审议。"));
        assert!(is_whole_report(&"全市经济平稳运行。".repeat(200)));
        assert!(!is_whole_report("全市经济平稳运行，新增就业三万人。"));
    }
}
