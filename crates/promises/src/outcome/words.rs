//! Words that tell what is done from what is to be done, and how far a thing has come.

use std::sync::LazyLock;

use daachorse::CharwiseDoubleArrayAhoCorasick as Automaton;

/// Words that are looked for in one pass over a text.
struct WordList(Option<Automaton<usize>>);

impl WordList {
    fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        Self(Automaton::new(words).ok())
    }

    /// The places in the list of the words that a text holds, overlapping ones too.
    fn found(&self, text: &str) -> impl Iterator<Item = usize> {
        let all = self.0.iter().flat_map(move |finder| finder.find_overlapping_iter(text));
        all.map(|found| found.value())
    }

    /// Whether a text holds any of the words.
    fn any_in(&self, text: &str) -> bool {
        self.found(text).next().is_some()
    }
}

/// Whether a sentence speaks of what is to be done.
pub(super) fn looks_ahead(text: &str) -> bool {
    const AHEAD: &[&str] = &[
        "力争",
        "确保",
        "争取",
        "今年要",
        "要坚持",
        "我们要",
        "将进一步",
        "计划",
        "预期目标",
        "年内",
        "务必",
    ];
    AHEAD.iter().any(|word| text.contains(word))
}

/// Whether a clause says that something is done.
pub(super) fn is_done(text: &str) -> bool {
    static DONE: LazyLock<WordList> = LazyLock::new(|| WordList::new(DONE_WORDS));
    DONE.any_in(text)
}

const DONE_WORDS: [&str; 43] = [
    "完成",
    "建成",
    "实现",
    "达到",
    "开通",
    "投用",
    "获批",
    "通过",
    "落成",
    "竣工",
    "投产",
    "启用",
    "开园",
    "开馆",
    "通车",
    "运行",
    "投入使用",
    "挂牌",
    "设立",
    "成立",
    "建立",
    "出台",
    "印发",
    "新增",
    "获评",
    "入选",
    "成功",
    "全部",
    "清零",
    "晋升",
    "落户",
    "封顶",
    "交付",
    "开放",
    "实施",
    "改造",
    "全覆盖",
    "落地",
    "开工",
    "超额",
    "累计",
    "零的突破",
    "编制",
];

/// A claim about all promises of a kind at once: 十件民生实事全面完成.
pub(super) fn is_umbrella(text: &str) -> bool {
    let all = ["实事", "民生工程", "目标任务", "约束性指标", "年度任务", "各项任务"]
        .iter()
        .any(|word| text.contains(word));
    let done = [
        "全面完成",
        "全部完成",
        "圆满完成",
        "顺利完成",
        "高标准完成",
        "高质量完成",
        "如期完成",
        "办结",
        "完成年度",
        "全部办",
    ]
    .iter()
    .any(|word| text.contains(word));
    all && done
}

/// Words of failure: 未完成, 没有达到, 低于预期.
pub(super) fn admits(text: &str) -> bool {
    const SHORT: &[&str] = &[
        "未完成",
        "没有完成",
        "未达到",
        "没有达到",
        "未达预期",
        "未能达到",
        "低于预期",
        "未能完成",
        "没有实现",
        "未实现",
        "未能实现",
        "没有按",
        "未按期",
        "未如期",
        "没有如期",
        "终止",
        "不再建设",
        "推迟",
        "未达目标",
        "有差距",
        "没有一次到位",
        "尚未完成",
    ];
    SHORT.iter().any(|word| text.contains(word))
}

/// Words that say that something is about to be done, and is not.
pub(super) fn is_near_only(text: &str) -> bool {
    ["即将", "有望", "拟于"].iter().any(|word| text.contains(word))
}

/// How far a thing has come, from nothing to done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// 谋划, 前期工作, 申报
    Prepared,
    /// 开工, 启动
    Begun,
    /// 加快推进, 在建, 进展顺利
    Underway,
    /// 封顶, 主体完工, 基本建成
    Nearly,
    /// 建成, 通车, 获批
    Done,
}

const STAGES: &[(&str, Stage)] = &[
    ("前期工作", Stage::Prepared),
    ("前期", Stage::Prepared),
    ("可研", Stage::Prepared),
    ("规划设计", Stage::Prepared),
    ("谋划", Stage::Prepared),
    ("论证", Stage::Prepared),
    ("选址", Stage::Prepared),
    ("积极申", Stage::Prepared),
    ("即将", Stage::Underway),
    ("开工率", Stage::Underway),
    ("开工", Stage::Begun),
    ("动工", Stage::Begun),
    ("开建", Stage::Begun),
    ("启动", Stage::Begun),
    ("奠基", Stage::Begun),
    ("加快推进", Stage::Underway),
    ("加快建设", Stage::Underway),
    ("有序推进", Stage::Underway),
    ("稳步推进", Stage::Underway),
    ("扎实推进", Stage::Underway),
    ("全面推进", Stage::Underway),
    ("顺利推进", Stage::Underway),
    ("积极推进", Stage::Underway),
    ("进展顺利", Stage::Underway),
    ("顺利实施", Stage::Underway),
    ("全面铺开", Stage::Underway),
    ("稳步实施", Stage::Underway),
    ("推进", Stage::Underway),
    ("加快", Stage::Underway),
    ("推动", Stage::Underway),
    ("在建", Stage::Underway),
    ("设备调试", Stage::Nearly),
    ("主体完工", Stage::Nearly),
    ("主体结构", Stage::Nearly),
    ("封顶", Stage::Nearly),
    ("基本建成", Stage::Nearly),
    ("基本完成", Stage::Nearly),
    ("基本贯通", Stage::Nearly),
    ("试运营", Stage::Done),
    ("开通运营", Stage::Done),
    ("完成", Stage::Done),
    ("建成", Stage::Done),
    ("通车", Stage::Done),
    ("竣工", Stage::Done),
    ("投产", Stage::Done),
    ("投用", Stage::Done),
    ("投运", Stage::Done),
    ("投入使用", Stage::Done),
    ("投入运营", Stage::Done),
    ("通航", Stage::Done),
    ("开通", Stage::Done),
    ("运行", Stage::Done),
    ("启用", Stage::Done),
    ("开园", Stage::Done),
    ("开馆", Stage::Done),
    ("开放", Stage::Done),
    ("开街", Stage::Done),
    ("蓄水", Stage::Done),
    ("贯通", Stage::Done),
    ("打通", Stage::Done),
    ("通水", Stage::Done),
    ("供水", Stage::Done),
    ("获批", Stage::Done),
    ("获得批准", Stage::Done),
    ("批准", Stage::Done),
    ("批复", Stage::Done),
    ("通过", Stage::Done),
    ("获评", Stage::Done),
    ("入选", Stage::Done),
    ("成功创建", Stage::Done),
    ("成功争创", Stage::Done),
    ("申遗成功", Stage::Done),
    ("晋升", Stage::Done),
    ("挂牌", Stage::Done),
    ("成立", Stage::Done),
    ("设立", Stage::Done),
    ("建立", Stage::Done),
    ("组建", Stage::Done),
    ("出台", Stage::Done),
    ("印发", Stage::Done),
    ("颁布", Stage::Done),
    ("施行", Stage::Done),
    ("落户", Stage::Done),
    ("落地", Stage::Done),
    ("揭牌", Stage::Done),
    ("实现", Stage::Done),
    ("达到", Stage::Done),
    ("提高到", Stage::Done),
    ("提高至", Stage::Done),
    ("上调", Stage::Done),
    ("全覆盖", Stage::Done),
    ("突破", Stage::Done),
    ("编制", Stage::Done),
    ("举办", Stage::Done),
    ("承办", Stage::Done),
    ("签约", Stage::Done),
    ("交付", Stage::Done),
    ("全面完成", Stage::Done),
    ("成功", Stage::Done),
    ("实施", Stage::Done),
    ("开展", Stage::Done),
];

/// Verbs that say that something is done, and leave to others how far that is: 开展论证.
const CARRIES_OUT: [&str; 1] = ["开展"];

/// The furthest stage that a clause tells. 加快建成 is still under way; 基本完成 is nearly done.
pub(super) fn stage(text: &str) -> Option<Stage> {
    static WORDS: LazyLock<WordList> =
        LazyLock::new(|| WordList::new(STAGES.iter().map(|(word, _)| *word)));
    let (mut furthest, mut held): (Option<Stage>, bool) = (None, false);
    let mut carried_out = None;
    for (word, stage) in WORDS.found(text).filter_map(|at| STAGES.get(at)) {
        held |= *stage == Stage::Nearly;
        if CARRIES_OUT.contains(word) {
            carried_out = Some(*stage);
        } else {
            furthest = furthest.max(Some(*stage));
        }
    }
    let furthest = furthest.or(carried_out);
    held |= ["即将", "力争", "前期"].iter().any(|word| text.contains(word));
    match furthest {
        Some(Stage::Done) if text.contains("前期") || text.contains("可研") => {
            Some(Stage::Prepared)
        }
        Some(Stage::Done) if text.contains("即将") => Some(Stage::Underway),
        Some(Stage::Done) if held && text.contains("基本") => Some(Stage::Nearly),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_are_told_apart() {
        for (text, wanted) in [
            ("完成前期工作", Some(Stage::Prepared)),
            ("开展选址论证", Some(Stage::Prepared)),
            ("可研报告获批", Some(Stage::Prepared)),
            ("启动建设", Some(Stage::Begun)),
            ("开工并加快推进", Some(Stage::Underway)),
            ("即将通车", Some(Stage::Underway)),
            ("主体结构封顶", Some(Stage::Nearly)),
            ("基本建成", Some(Stage::Nearly)),
            ("开展执法检查", Some(Stage::Done)),
            ("建成通车", Some(Stage::Done)),
            ("条例颁布施行", Some(Stage::Done)),
            ("群众满意", None),
            ("", None),
        ] {
            assert_eq!(stage(text), wanted, "{text}");
        }
        assert!(Stage::Prepared < Stage::Begun && Stage::Underway < Stage::Nearly);
    }

    #[test]
    fn failure_and_claims_about_everything_are_told_by_their_words() {
        for text in ["没有完成年度目标", "未达预期", "推迟到明年", "尚未完成", "与目标有差距"]
        {
            assert!(admits(text), "{text}");
        }
        for text in ["完成年度目标", "达到预期", "如期完成", ""] {
            assert!(!admits(text), "{text}");
        }
        for text in ["十件民生实事全面完成", "年度任务顺利完成", "约束性指标全部完成"]
        {
            assert!(is_umbrella(text), "{text}");
        }
        // Of one thing that is done, and of many of which nothing is claimed.
        for text in ["新建幼儿园3所全面完成", "民生实事扎实推进", "目标任务繁重"]
        {
            assert!(!is_umbrella(text), "{text}");
        }
        for text in ["力争增长5%", "我们要加快建设", "今年要建成", "预期目标是"]
        {
            assert!(looks_ahead(text), "{text}");
        }
        for text in ["增长5%", "建成通车", "我们建成"] {
            assert!(!looks_ahead(text), "{text}");
        }
        assert!(is_near_only("有望通车") && !is_near_only("通车"));
    }

    #[test]
    fn every_word_of_a_list_is_found() {
        for (word, stage) in STAGES {
            assert!(super::stage(word).is_some(), "{word} {stage:?}");
        }
        for word in DONE_WORDS {
            assert!(is_done(word), "{word}");
        }
        assert_eq!(stage("加快建成"), Some(Stage::Done));
        assert_eq!(stage("项目即将竣工"), Some(Stage::Underway));
        assert_eq!(stage("主体基本完成"), Some(Stage::Nearly));
    }
}
