//! The words for the values of filters, in Chinese and English: those of the query language, and of
//! whatever else takes a filter by its words, so that `类型:纲要` and `kind=纲要` say the same.

use suyan_corpus::{Kind, Level, Part};

/// What strings are quoted with in a query.
pub(crate) const QUOTATION_MARKS: [char; 6] = ['"', '“', '”', '「', '」', '＂'];

/// ASCII for its full-width form.
pub(crate) fn half_width(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character)
        }
        other => other,
    }
}

/// A value without blanks around it, and with ASCII for full-width forms.
pub(crate) fn plain(value: &str) -> String {
    value.trim().chars().map(half_width).collect()
}

/// A year or a span of years that [`span`] reads and that does not end before it begins.
#[must_use]
pub fn years(value: &str) -> Option<(i16, i16)> {
    span(value).filter(|(first, last)| first <= last)
}

/// First and last of a year or a span of years: `2023`, `2018..2023`, `2018..`, `..2023`; also
/// with another mark between, also a doubled one, 至 or 到, and 年 behind. What is open is the extreme of the type.
#[must_use]
pub fn span(value: &str) -> Option<(i16, i16)> {
    let value = plain(value);
    let year = |text: &str| -> Option<i16> {
        let text = text.trim();
        let text = text.strip_suffix('年').unwrap_or(text);
        let is_year = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
        text.parse().ok().filter(|&year| is_year && year >= 1000)
    };
    if let Some(single) = year(&value) {
        return Some((single, single));
    }
    let (first, last) = ["..", "…", "-", "—", "–", "~", "至", "到"]
        .iter()
        .find_map(|mark| value.split_once(mark))?;
    // Chinese input methods write dashes and dots twice: 2018——2023.
    Some(match (first.trim(), last.trim_start_matches(['.', '…', '-', '—', '–']).trim()) {
        ("", "") => return None,
        ("", last) => (i16::MIN, year(last)?),
        (first, "") => (year(first)?, i16::MAX),
        (first, last) => (year(first)?, year(last)?),
    })
}

/// A level by its API word or in Chinese.
#[must_use]
pub fn level(value: &str) -> Option<Level> {
    let value = plain(value);
    Some(match value.as_str() {
        "国" | "国家" | "国家级" | "全国" | "中央" => Level::Nation,
        "省" | "省级" | "省区市" | "直辖市" | "自治区" => Level::Province,
        "市" | "州" | "地市" | "地级" | "市级" | "地级市" | "地市级" | "市州" => {
            Level::Prefecture
        }
        "县" | "区" | "区县" | "县区" | "县级" | "区县级" | "市县" | "县市区" => {
            Level::County
        }
        "乡" | "镇" | "街道" | "乡镇" | "乡级" | "乡镇级" | "街镇" => Level::Township,
        _ => value.to_lowercase().parse().ok()?,
    })
}

/// A part by its API word or in Chinese.
#[must_use]
pub fn part(value: &str) -> Option<Part> {
    let value = plain(value);
    Some(match value.as_str() {
        "回顾" | "工作回顾" | "过去工作回顾" | "过去" | "成绩" => Part::Review,
        "形势" => Part::Situation,
        "目标" | "要求" | "总体要求" | "预期目标" => Part::Targets,
        "任务" | "工作任务" | "今年工作任务" | "重点工作" => Part::Tasks,
        "民生" | "实事" | "民生实事" => Part::Livelihood,
        "自身" | "自身建设" | "政府自身建设" => Part::SelfGovernment,
        "名词" | "名词解释" | "解释" | "注释" => Part::Glossary,
        "其他" | "其它" => Part::Other,
        _ => value.to_lowercase().parse().ok()?,
    })
}

/// A kind, also by its short names.
#[must_use]
pub fn kind(value: &str) -> Option<Kind> {
    let value = plain(value);
    Some(match value.as_str() {
        "工作报告" | "报告" => Kind::WorkReport,
        "公报" => Kind::Communique,
        "规划" | "计划" | "纲要" => Kind::Plan,
        "其它" => Kind::Other,
        _ => value.parse().ok()?,
    })
}

/// The word for a level that [`level`] reads.
#[must_use]
pub fn level_word(level: Level) -> &'static str {
    match level {
        Level::Nation => "国家",
        Level::Province => "省级",
        Level::Prefecture => "地市",
        Level::County => "区县",
        Level::Township => "乡镇",
    }
}

/// The word for a part that [`part`] reads.
#[must_use]
pub fn part_word(part: Part) -> &'static str {
    match part {
        Part::Review => "回顾",
        Part::Situation => "形势",
        Part::Targets => "目标",
        Part::Tasks => "任务",
        Part::Livelihood => "民生",
        Part::SelfGovernment => "自身建设",
        Part::Glossary => "名词解释",
        Part::Other => "其他",
    }
}
