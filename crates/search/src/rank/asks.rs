//! What a question asks for, as far as its own words tell: a figure, a day, or something else.
//! A passage without any figure does not say how many, whatever else it says.

/// What the answer to a question must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asks {
    /// The text asks nothing.
    Nothing,
    /// A name, a reason, a way: nothing that characters tell.
    Something,
    /// A figure: 多少人, 增长率.
    Figure,
    /// A day, a year or a span: 什么时候.
    Time,
}

const TIMES: [&str; 12] = [
    "时间",
    "日期",
    "时候",
    "何时",
    "哪年",
    "哪天",
    "哪月",
    "哪一年",
    "哪一天",
    "几月",
    "几号",
    "几年",
];
const FIGURES: [&str; 20] = [
    "多少",
    "几个",
    "几次",
    "几名",
    "几家",
    "几所",
    "几条",
    "人数",
    "多长",
    "多大",
    "多高",
    "多久",
    "增速",
    "增长率",
    "总量",
    "总额",
    "数量",
    "销量",
    "产量",
    "比例",
];
const WORDS: [&str; 14] = [
    "什么",
    "哪",
    "谁",
    "怎么",
    "怎样",
    "如何",
    "为何",
    "是否",
    "吗",
    "何处",
    "几",
    "有没有",
    "是不是",
    "？",
];

impl Asks {
    /// Reads a question in normal form.
    pub(super) fn of(question: &str) -> Self {
        let has = |words: &[&str]| words.iter().any(|word| question.contains(word));
        match () {
            () if has(&TIMES) => Self::Time,
            () if has(&FIGURES) => Self::Figure,
            () if has(&WORDS) => Self::Something,
            () => Self::Nothing,
        }
    }

    /// Whether a text with so many numbers, so many of them of a year, month or day, can answer.
    pub(super) fn is_answered(self, numbers: usize, of_time: usize) -> bool {
        match self {
            Self::Nothing | Self::Something => false,
            Self::Figure => numbers > of_time,
            Self::Time => of_time > 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Asks;

    #[test]
    fn questions_say_what_they_ask_for() {
        let cases = [
            ("临江市去年新增了多少养老床位", Asks::Figure),
            ("东湖大桥什么时候通车", Asks::Time),
            ("谁代表市政府作报告", Asks::Something),
            ("新增养老床位", Asks::Nothing),
        ];
        for (question, asks) in cases {
            assert_eq!(Asks::of(question), asks, "{question}");
        }
    }

    #[test]
    fn a_date_does_not_say_how_many() {
        assert!(!Asks::Figure.is_answered(2, 2));
        assert!(Asks::Figure.is_answered(3, 2));
        assert!(!Asks::Time.is_answered(3, 0));
        assert!(!Asks::Something.is_answered(3, 3));
    }
}
