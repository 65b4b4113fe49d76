//! The words for verdicts and strengths that a request may use: those of the API, and Chinese ones.

use suyan_promises::{Strength, Verdict};

/// The verdict that a word names.
#[must_use]
pub fn verdict(word: &str) -> Option<Verdict> {
    Some(match word {
        "做到" | "已做到" | "兑现" => Verdict::Kept,
        "超过" | "超额" => Verdict::Exceeded,
        "部分" | "部分做到" => Verdict::Partly,
        "未做到" | "没做到" | "未达" => Verdict::Missed,
        "推迟" | "再次承诺" => Verdict::Postponed,
        "改口径" | "口径改变" => Verdict::Restated,
        "未提" | "没有再提" => Verdict::NotMentioned,
        "看不出" | "无法判断" => Verdict::CannotTell,
        "缺报告" => Verdict::NoReport,
        "未到期" => Verdict::NotDue,
        _ => return Verdict::ALL.into_iter().find(|one| one.as_str() == word),
    })
}

/// The Chinese word for a verdict.
#[must_use]
pub fn label(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Kept => "做到",
        Verdict::Exceeded => "超过",
        Verdict::Partly => "部分做到",
        Verdict::Missed => "未做到",
        Verdict::Postponed => "推迟",
        Verdict::Restated => "改口径",
        Verdict::NotMentioned => "没有再提",
        Verdict::CannotTell => "看不出",
        Verdict::NoReport => "缺报告",
        Verdict::NotDue => "未到期",
    }
}

/// The strength that a word names.
#[must_use]
pub fn strength(word: &str) -> Option<Strength> {
    Some(match word {
        "guarantee" | "确保" | "必须" => Strength::Guarantee,
        "do" | "完成" => Strength::Do,
        "strive" | "力争" | "争取" => Strength::Strive,
        "promote" | "推进" | "支持" => Strength::Promote,
        "explore" | "探索" | "研究" => Strength::Explore,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verdict_is_named_by_its_word_and_its_label() {
        for one in Verdict::ALL {
            assert_eq!(verdict(one.as_str()), Some(one));
            assert_eq!(verdict(label(one)), Some(one), "{}", label(one));
        }
        for (word, one) in [
            ("兑现", Verdict::Kept),
            ("超额", Verdict::Exceeded),
            ("没做到", Verdict::Missed),
            ("再次承诺", Verdict::Postponed),
            ("未提", Verdict::NotMentioned),
            ("无法判断", Verdict::CannotTell),
        ] {
            assert_eq!(verdict(word), Some(one), "{word}");
        }
        for word in ["", "KEPT", "kept ", "未", "完成"] {
            assert_eq!(verdict(word), None, "{word}");
        }
    }

    #[test]
    fn every_strength_is_named_by_its_word() {
        for (word, one) in [
            ("guarantee", Strength::Guarantee),
            ("do", Strength::Do),
            ("strive", Strength::Strive),
            ("promote", Strength::Promote),
            ("explore", Strength::Explore),
            ("必须", Strength::Guarantee),
            ("完成", Strength::Do),
            ("争取", Strength::Strive),
            ("支持", Strength::Promote),
            ("研究", Strength::Explore),
        ] {
            assert_eq!(strength(word), Some(one), "{word}");
        }
        assert_eq!((strength(""), strength("强")), (None, None));
    }
}
