//! How a division is called besides its full name.
//!
//! Chinese usage drops the word for the rank (徐汇区 → 徐汇) and, in autonomous areas, the names of
//! the peoples (延边朝鲜族自治州 → 延边, 延边州). A name of one character keeps its rank word (沙县,
//! 唐县). What cannot be derived (前郭, 科左中旗, 克州) stands in a small table. Nothing here knows
//! which divisions exist: these are pure functions over names.

/// How much of the full name a name still tells. Ordered from the surest to the vaguest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameWording {
    /// The full name: 徐汇区.
    Full,
    /// Without its rank word: 徐汇, 上海, 内蒙古.
    Short,
    /// Without the names of peoples, or an abbreviation: 甘孜州, 延边, 前郭.
    Loose,
}

/// Peoples as they stand in names of divisions, with and without 族, to be taken from the end.
const PEOPLES: &[&str] = &[
    "达斡尔族",
    "柯尔克孜族",
    "柯尔克孜",
    "哈萨克族",
    "哈萨克",
    "蒙古族",
    "蒙古",
    "维吾尔族",
    "维吾尔",
    "塔吉克族",
    "塔吉克",
    "锡伯族",
    "锡伯",
    "鄂温克族",
    "鄂伦春族",
    "俄罗斯族",
    "土家族",
    "布依族",
    "朝鲜族",
    "哈尼族",
    "傈僳族",
    "拉祜族",
    "景颇族",
    "布朗族",
    "撒拉族",
    "毛南族",
    "仡佬族",
    "仫佬族",
    "纳西族",
    "普米族",
    "德昂族",
    "保安族",
    "裕固族",
    "东乡族",
    "高山族",
    "独龙族",
    "阿昌族",
    "基诺族",
    "回族",
    "藏族",
    "壮族",
    "苗族",
    "彝族",
    "侗族",
    "瑶族",
    "白族",
    "傣族",
    "黎族",
    "佤族",
    "畲族",
    "水族",
    "土族",
    "羌族",
    "怒族",
    "满族",
    "京族",
    "各族",
];

/// Abbreviations in use that no rule derives: the full name's beginning, and what stands for it.
const ABBREVIATED: &[(&str, &[&str])] = &[
    ("内蒙古自治区", &["内蒙"]),
    ("克孜勒苏柯尔克孜自治州", &["克州"]),
    ("巴音郭楞蒙古自治州", &["巴州"]),
    ("博尔塔拉蒙古自治州", &["博州"]),
    ("锡林郭勒盟", &["锡盟"]),
    ("呼伦贝尔盟", &["呼盟"]),
    ("巴彦淖尔盟", &["巴盟"]),
    ("乌兰察布盟", &["乌盟"]),
    ("伊克昭盟", &["伊盟"]),
    ("哲里木盟", &["哲盟"]),
    ("阿拉善盟", &["阿盟"]),
    ("前郭尔罗斯蒙古族自治县", &["前郭", "前郭县"]),
    ("杜尔伯特蒙古族自治县", &["杜蒙", "杜蒙县"]),
    ("阜新蒙古族自治县", &["阜蒙", "阜蒙县"]),
    ("喀喇沁左翼蒙古族自治县", &["喀左", "喀左县"]),
    ("莫力达瓦达斡尔族自治旗", &["莫旗"]),
    ("科尔沁左翼中旗", &["科左中旗"]),
    ("科尔沁左翼后旗", &["科左后旗"]),
    ("科尔沁右翼前旗", &["科右前旗"]),
    ("科尔沁右翼中旗", &["科右中旗"]),
    ("土默特左旗", &["土左旗"]),
    ("土默特右旗", &["土右旗"]),
    ("达尔罕茂明安联合旗", &["达茂旗"]),
    ("察哈尔右翼前旗", &["察右前旗"]),
    ("察哈尔右翼中旗", &["察右中旗"]),
    ("察哈尔右翼后旗", &["察右后旗"]),
    ("新巴尔虎左旗", &["新左旗"]),
    ("新巴尔虎右旗", &["新右旗"]),
    ("陈巴尔虎旗", &["陈旗"]),
    ("阿鲁科尔沁旗", &["阿旗"]),
    ("西乌珠穆沁旗", &["西乌旗"]),
    ("东乌珠穆沁旗", &["东乌旗"]),
    ("双江拉祜族佤族布朗族傣族自治县", &["双江县"]),
];

/// Rank words, longest first, with what is left of them in a loose name (自治州 → 州).
const RANKS: &[(&str, &str)] = &[
    ("特别行政区", ""),
    ("自治区", ""),
    ("自治州", "州"),
    ("自治县", "县"),
    ("自治旗", "旗"),
    ("民族乡", "乡"),
    ("行政区", ""),
    ("地区", ""),
    ("新区", ""),
    ("林区", ""),
    ("矿区", ""),
    ("特区", ""),
    ("街道", ""),
    ("苏木", ""),
    ("省", ""),
    ("市", ""),
    ("县", ""),
    ("区", ""),
    ("旗", ""),
    ("盟", ""),
    ("镇", ""),
    ("乡", ""),
];

/// The short names of a division, best first, without the full name itself.
///
/// 徐汇区 gives 徐汇; 甘孜藏族自治州 gives 甘孜 and 甘孜州; 沙县 gives none.
#[must_use]
pub fn short_name(full: &str) -> Vec<String> {
    shorts(full).into_iter().map(|(name, _)| name).collect()
}

/// The short names of a division with how sure each is.
pub(super) fn shorts(full: &str) -> Vec<(String, NameWording)> {
    let mut names = Vec::new();
    for &(rank, left) in RANKS {
        let Some(stem) = full.strip_suffix(rank).filter(|stem| long_enough(stem)) else { continue };
        // 万柏林区 is no 林区.
        if rank == "林区" && !stem.ends_with('架') {
            continue;
        }
        let bare = without_peoples(stem);
        let wording = if left.is_empty() { NameWording::Short } else { NameWording::Loose };
        // 科尔沁左翼中 is no name of 科尔沁左翼中旗.
        if rank != "旗" || !bare.ends_with(['左', '右', '前', '中', '后', '合']) {
            names.push((bare.to_owned(), wording));
        }
        if !left.is_empty() {
            names.push((format!("{bare}{left}"), NameWording::Loose));
        } else if bare.len() < stem.len() && !rank.ends_with("自治区") {
            names.push((format!("{bare}{rank}"), NameWording::Loose));
        }
        break;
    }
    // The shortest of them has five characters; most names are shorter.
    let abbreviated = if full.len() < 15 { &[] } else { ABBREVIATED };
    for (_, short) in abbreviated.iter().filter(|(name, _)| *name == full) {
        names.extend(short.iter().map(|name| ((*name).to_owned(), NameWording::Loose)));
    }
    names.retain(|(name, _)| name != full);
    names
}

/// A name of one character is not used alone.
fn long_enough(stem: &str) -> bool {
    stem.chars().nth(1).is_some()
}

/// Takes the names of peoples from the end while two characters or more are left. 东乡族 alone is
/// the name of the place: only its 族 goes.
fn without_peoples(stem: &str) -> &str {
    let mut rest = stem;
    if !rest.ends_with(['族', '古', '克', '尔', '伯']) {
        return rest;
    }
    while let Some(shorter) = PEOPLES
        .iter()
        .find_map(|people| rest.strip_suffix(people))
        .filter(|shorter| long_enough(shorter))
    {
        rest = shorter;
    }
    match rest.strip_suffix('族') {
        Some(people) if long_enough(people) => people,
        _ => rest,
    }
}

#[cfg(test)]
mod tests {
    use super::short_name;

    #[test]
    fn drops_what_usage_drops() {
        let cases: &[(&str, &[&str])] = &[
            ("徐汇区", &["徐汇"]),
            ("浦东新区", &["浦东"]),
            ("清新区", &["清新"]),
            ("上海市", &["上海"]),
            ("内蒙古自治区", &["内蒙古", "内蒙"]),
            ("广西壮族自治区", &["广西"]),
            ("新疆维吾尔自治区", &["新疆"]),
            ("香港特别行政区", &["香港"]),
            ("延边朝鲜族自治州", &["延边", "延边州"]),
            ("甘孜藏族自治州", &["甘孜", "甘孜州"]),
            ("西双版纳傣族自治州", &["西双版纳", "西双版纳州"]),
            ("海西蒙古族藏族自治州", &["海西", "海西州"]),
            ("前郭尔罗斯蒙古族自治县", &["前郭尔罗斯", "前郭尔罗斯县", "前郭", "前郭县"]),
            ("东乡族自治县", &["东乡", "东乡县"]),
            ("鄂伦春自治旗", &["鄂伦春", "鄂伦春旗"]),
            ("鄂温克族自治旗", &["鄂温克", "鄂温克旗"]),
            ("龙胜各族自治县", &["龙胜", "龙胜县"]),
            ("管城回族区", &["管城", "管城区"]),
            ("神农架林区", &["神农架"]),
            ("碑林区", &["碑林"]),
            ("万柏林区", &["万柏林"]),
            ("井陉矿区", &["井陉"]),
            ("科尔沁左翼中旗", &["科左中旗"]),
            ("阿里地区", &["阿里"]),
            ("沙县", &[]),
            ("唐县", &[]),
            ("郊区", &[]),
            ("矿区", &[]),
        ];
        for (full, expected) in cases {
            assert_eq!(&short_name(full), expected, "{full}");
        }
    }
}
