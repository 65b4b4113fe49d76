//! What stands between the beginning of a clause and its verb.
//!
//! What tells the strength of a promise and what tells a promise from talk both pass over it, and each
//! over a few words more, for its own reasons.

/// Words before a verb that say how, when or where, and nothing of how firmly it is promised.
pub(crate) const ADVERBS: &[&str] = &[
    "进一步",
    "积极",
    "大力",
    "全面",
    "深入",
    "着力",
    "切实",
    "继续",
    "持续",
    "扎实",
    "稳步",
    "有序",
    "统筹",
    "科学",
    "认真",
    "严格",
    "全力",
    "不断",
    "稳妥",
    "高标准",
    "高质量",
    "高水平",
    "重点",
    "坚定不移",
    "要",
    "再",
    "同时",
    "今年",
    "全年",
    "年内",
    "全市",
    "全省",
    "全县",
    "全区",
];

/// Words before a verb that say how firmly it is promised, or how fast: what tells the strength of a
/// promise takes them for its verb, what tells a promise from talk for adverbs.
pub(crate) const FIRM: &[&str] = &["努力", "加快", "坚决", "新", "力争", "争取", "确保", "务必"];

/// Words that the strength passes over besides. The model does not: made with them it reads one
/// sentence more wrongly.
pub(crate) const MANNER: &[&str] =
    &["高效", "同步", "全州", "并", "主动", "协同", "分批", "适时", "有效", "合理"];
