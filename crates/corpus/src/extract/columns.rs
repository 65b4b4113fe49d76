//! Tables of reports: which column is what, told by its name in Chinese or English.
//!
//! Used by every format that has rows: a row becomes one draft.

use crate::Level;
use crate::draft::{Draft, Given, PlaceCell};
use crate::extract::{txt, values};

/// What a column of a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// The id that the row gives its report.
    Id,
    /// The title.
    Title,
    /// A place; the number orders columns from the outermost in.
    Place(u8),
    /// The year.
    Year,
    /// The day.
    Date,
    /// The kind of document.
    Kind,
    /// Where it came from.
    Url,
    /// The GB/T 2260 code of the place.
    Code,
    /// The path or name of the file that the text was read from.
    File,
    /// The text. Of several, the lowest number is the best.
    Text(u8),
}

impl Column {
    /// Reads a column's name. Blanks, case, underscores and what stands in brackets mean nothing.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.split(['(', '（']).next().unwrap_or_default();
        let name: String = name
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '\u{FEFF}' | '"'))
            .flat_map(char::to_lowercase)
            .collect();
        Some(match name.as_str() {
            "id" | "编号" | "报告编号" | "标识" | "reportid" | "docid" | "uuid" | "文档编号" => {
                Self::Id
            }
            "title" | "标题" | "题目" | "题名" | "报告标题" | "文件标题" | "名称" | "报告名称"
            | "headline" | "bt" | "biaoti" | "报告题目" | "报告题名" | "文件题目" | "文章标题"
            | "reporttitle" | "doctitle" | "篇名" => Self::Title,
            "file" | "filename" | "filepath" | "path" | "fname" | "文件" | "文件名"
            | "文件名称" | "文件路径" | "路径" | "docname" | "文档名" | "文档名称"
            | "sourcefile" | "源文件" | "wjm" | "所在文件" | "文件位置" | "relpath"
            | "文档路径" | "原文件" | "原文件名" | "txt文件" => Self::File,
            "code"
            | "代码"
            | "行政区划代码"
            | "区划代码"
            | "行政代码"
            | "行政区代码"
            | "地区代码"
            | "adcode"
            | "区划码"
            | "国标码"
            | "国标代码"
            | "citycode"
            | "城市代码"
            | "provincecode"
            | "省份代码"
            | "省代码"
            | "市代码"
            | "县代码"
            | "区县代码"
            | "countycode"
            | "districtcode"
            | "areacode"
            | "regioncode"
            | "gbcode"
            | "gb"
            | "xzqhdm"
            | "xzqdm"
            | "行政编码"
            | "地区编码"
            | "行政区划编码"
            | "城市编码"
            | "placecode"
            | "provcode"
            | "prefcode"
            | "cntycode"
            | "地级市代码"
            | "所属地区代码"
            | "统计用区划代码" => Self::Code,
            "nation" | "国家" | "country" => Self::Place(0),
            "province" | "省份" | "省" | "省市" | "省级" | "prov" | "provincename" | "所属省份"
            | "sf" | "shengfen" | "省名" | "省份名称" | "省自治区" | "所在省份" | "省市自治区"
            | "省域" | "省级行政区" | "一级地区" | "省直辖市" | "所在省" | "所属省"
            | "provname" | "省级单位" => Self::Place(1),
            "city" | "城市" | "市" | "地市" | "地级市" | "prefecture" | "cityname" | "所属城市"
            | "cs" | "chengshi" | "城市名称" | "市名" | "市级" | "所在城市" | "市州" | "地州市"
            | "地级" | "所属市" | "所在市" | "地级市名" | "地级市名称" | "地市级" | "市地"
            | "市域" | "prefname" | "prefecturename" | "地级行政区" | "二级地区" | "地级单位"
            | "市地州" => Self::Place(2),
            "county" | "district" | "区县" | "县" | "区" | "县区" | "县市" | "县级"
            | "countyname" | "所属区县" | "qx" | "quxian" | "县名" | "区县名称" | "县市区"
            | "districtname" | "区县名" | "所在区县" | "所属县" | "县级行政区" | "区县级"
            | "三级地区" | "县级市" | "县级单位" | "市辖区" => Self::Place(3),
            "place" | "dq" | "diqu" | "地区" | "地点" | "地名" | "placename" | "region"
            | "area" | "行政区" | "行政区划" | "地区名称" | "location" | "政府" | "单位"
            | "regionname" | "所在地" | "所属地区" | "行政区划名称" | "地方" | "区域" | "gov"
            | "government" | "行政区名称" | "地区名" => Self::Place(4),
            "year" | "nf" | "nd" | "nianfen" | "年份" | "年度" | "年" | "报告年份" | "报告年度"
            | "yr" | "reportyear" | "年别" | "所属年份" | "所属年度" => Self::Year,
            "date" | "rq" | "fbsj" | "riqi" | "日期" | "报告日期" | "发布日期" | "时间"
            | "发布时间" | "成文日期" | "publishdate" | "pubdate" | "报告时间" | "reportdate"
            | "作报告日期" | "公布日期" | "公布时间" | "会议日期" | "会议时间" | "召开日期"
            | "召开时间" | "发文日期" | "印发日期" | "time" | "publishtime" | "pubtime"
            | "publisheddate" | "releasedate" | "发表日期" | "发表时间" | "公开日期"
            | "更新时间" | "day" => Self::Date,
            "kind" | "类型" | "文种" | "类别" | "报告类型" | "type" | "doctype" => {
                Self::Kind
            }
            "url" | "链接" | "网址" | "来源" | "来源链接" | "link" | "source" | "原文链接"
            | "出处" | "sourceurl" | "href" | "来源网址" | "来源网站" | "网页地址" | "页面地址"
            | "原文网址" | "原文地址" | "pageurl" => Self::Url,
            "text" | "zw" | "zhengwen" | "正文" | "报告全文" | "fulltext" | "全文" | "全文内容"
            | "正文全文" | "报告正文全文" | "alltext" => Self::Text(0),
            "doc" | "docs" | "document" | "documents" | "doctext" | "docontent" | "doccontent"
            | "文档" | "文档内容" | "文书" | "报告文档" | "documenttext" | "filecontent"
            | "filetext" | "文件内容" | "文件正文" | "文件全文" | "report" | "reports"
            | "articletext" | "articlecontent" | "文章" | "文章正文" | "全文文本"
            | "textcontent" | "rawcontent" | "markdown" | "正文文本" | "reportcontent"
            | "reportbody" | "govreport" | "workreport" => Self::Text(1),
            "content"
            | "nr"
            | "neirong"
            | "内容"
            | "报告内容"
            | "正文内容"
            | "报告正文"
            | "文本"
            | "body"
            | "文本内容"
            | "报告文本"
            | "工作报告"
            | "政府工作报告"
            | "政府工作报告全文"
            | "原文"
            | "文章内容"
            | "具体内容"
            | "详细内容"
            | "reporttext"
            | "rawtext"
            | "cleantext"
            | "maintext"
            | "article"
            | "txt"
            | "报告"
            | "文本全文"
            | "contenttext" => Self::Text(1),
            _ => return None,
        })
    }
}

/// How many characters a nameless column needs to pass for the text.
const TEXT_CHARS: usize = 200;

/// Makes a draft of one row, given as names and values of its columns, or `None` where no column
/// holds a text. A column without a known name passes for the text if it is long. Where no name
/// tells anything of the document, the values tell what they are ([`Column::of_value`]).
#[must_use]
pub fn row_draft<'a, I>(source: &str, row: I) -> Option<Draft>
where
    I: IntoIterator<Item = (&'a str, &'a str)>,
{
    let mut cells = Cells::default();
    for (name, value) in row {
        let value = value.trim();
        if !value.is_empty() && !matches!(value, "null" | "NULL" | "NaN" | "nan" | "None") {
            cells.take(name, value);
        }
    }
    cells.draft(source)
}

/// The cells of a row, sorted by what they are.
#[derive(Default)]
struct Cells<'a> {
    given: Given,
    labels: Vec<String>,
    places: Vec<(u8, PlaceCell)>,
    text: Option<(u8, &'a str)>,
    /// Short values of columns whose names tell nothing.
    nameless: Vec<&'a str>,
}

impl<'a> Cells<'a> {
    fn take(&mut self, name: &str, value: &'a str) {
        match Column::from_name(name) {
            Some(column) => self.put(column, value),
            None => {
                let longer = self.text.is_none_or(|(r, t)| r == u8::MAX && value.len() > t.len());
                let long = value.chars().take(TEXT_CHARS).count() == TEXT_CHARS;
                if long && longer {
                    self.text = Some((u8::MAX, value));
                } else if !long {
                    self.nameless.push(value);
                }
            }
        }
    }

    fn put(&mut self, column: Column, value: &'a str) {
        let given = &mut self.given;
        let slot = match column {
            Column::Id => &mut given.id,
            Column::Title => &mut given.title,
            Column::Year => &mut given.year,
            Column::Date => &mut given.date,
            Column::Kind => &mut given.kind,
            Column::Url => &mut given.url,
            Column::Code => return given.codes.push(value.to_owned()),
            Column::File => {
                // A name without folder and extension may be a title too.
                if !values::is_file(value) && value.contains("报告") {
                    given.title.get_or_insert_with(|| value.to_owned());
                }
                return self.labels.push(value.to_owned());
            }
            Column::Place(order) => {
                let cell = PlaceCell { name: value.to_owned(), level: level(order) };
                return self.places.push((order, cell));
            }
            Column::Text(rank) => {
                if self.text.is_none_or(|(best, _)| rank < best) {
                    self.text = Some((rank, value));
                }
                return;
            }
        };
        slot.get_or_insert_with(|| value.to_owned());
    }

    fn draft(mut self, source: &str) -> Option<Draft> {
        let told = self.given != Given::default() || !self.places.is_empty();
        let told = told || !self.labels.is_empty();
        for value in std::mem::take(&mut self.nameless) {
            match Column::of_value(value) {
                Some(Column::Text(_))
                    if self.text.is_none_or(|(r, t)| r == u8::MAX && value.len() > t.len()) =>
                {
                    self.text = Some((u8::MAX, value));
                }
                Some(Column::Text(_)) => {}
                Some(column) if !told => self.put(column, value),
                _ => {}
            }
        }
        self.places.sort_by_key(|(order, _)| *order);
        self.given.place = self.places.into_iter().map(|(_, cell)| cell).collect();
        let (_, text) = self.text?;
        Some(Draft {
            source: source.to_owned(),
            given: self.given,
            paragraphs: txt::lines(text),
            undecodable: text.matches('\u{FFFD}').count(),
            labels: self.labels,
            ..Draft::default()
        })
    }
}

/// The level that a place column is named for.
pub(super) fn level(order: u8) -> Option<Level> {
    match order {
        0 => Some(Level::Nation),
        1 => Some(Level::Province),
        2 => Some(Level::Prefecture),
        3 => Some(Level::County),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_known_by_name() {
        for (name, column) in [
            ("ID", Column::Id),
            (" 省份 ", Column::Place(1)),
            ("full_text", Column::Text(0)),
            ("报告全文（清洗）", Column::Text(0)),
            ("\u{FEFF}年份", Column::Year),
        ] {
            assert_eq!(Column::from_name(name), Some(column), "{name}");
        }
        assert_eq!(Column::from_name("字数"), None);
    }

    #[test]
    fn files_and_codes_have_columns_of_their_own() {
        for (name, column) in [
            ("file", Column::File),
            ("文件", Column::File),
            ("文件路径", Column::File),
            ("doc", Column::Text(1)),
            ("行政区划代码", Column::Code),
            ("adcode", Column::Code),
        ] {
            assert_eq!(Column::from_name(name), Some(column), "{name}");
        }
    }

    #[test]
    fn where_no_name_tells_anything_the_values_do() {
        let text = "全市经济平稳运行，群众得到实惠。".repeat(20);
        let row = [("x1", "云溪市"), ("x2", "2020"), ("x3", text.as_str())];
        let draft = row_draft("a.jsonl#1", row).unwrap();
        assert_eq!(draft.given.place, ["云溪市"]);
        assert_eq!(draft.given.year.as_deref(), Some("2020"));
        // A table that names its place needs no guess at its other columns.
        let row = [("城市", "云溪市"), ("备注", "东岭"), ("正文", text.as_str())];
        assert_eq!(row_draft("a.jsonl#1", row).unwrap().given.place, ["云溪市"]);
    }

    #[test]
    fn a_row_becomes_a_draft() {
        let row = [("城市", "云溪市"), ("省份", "江岭省"), ("year", "2020"), ("text", "一\n二")];
        let draft = row_draft("a.csv#1", row).unwrap();
        assert_eq!(draft.given.place, ["江岭省", "云溪市"]);
        assert_eq!(draft.given.year.as_deref(), Some("2020"));
        assert_eq!(draft.paragraphs.len(), 2);
        assert_eq!(row_draft("a.csv#2", [("城市", "云溪市")]), None);
    }
}
