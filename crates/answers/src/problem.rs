//! What goes wrong with a request, in one shape: a code for programs, a message and a hint for
//! people. Whoever shows it decides how: HTTP maps the code to a status, the terminal to a line.
//! Details of the inside go to the log.

use suyan_search::query::TooComplex;
use suyan_search::query::bounds::{
    DEEPEST, MOST_ALTERNATIVES, MOST_EXCLUDED, MOST_FIGURES, MOST_NEAR, MOST_NEAR_TOGETHER,
    MOST_WORDS,
};

/// Why a request was not answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Problem {
    /// The code, stable: `bad_year`.
    pub code: &'static str,
    /// What is wrong, in Chinese.
    pub message: String,
    /// What to do instead, in Chinese.
    pub hint: String,
}

impl Problem {
    /// The request says something that cannot be meant.
    pub fn new(code: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: hint.into() }
    }

    /// `not_found`: there is nothing of this name.
    pub fn not_found(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new("not_found", message, hint)
    }

    /// `internal`: our own fault.
    pub fn internal() -> Self {
        Self::new("internal", "服务器内部出错", "请稍后重试；若反复出现，请查看服务器日志")
    }

    /// `busy`: too much at once, or too slow.
    pub fn busy() -> Self {
        Self::new("busy", "请求过多或检索超时", "请稍后重试，或缩小检索范围")
    }

    /// `timed_out`: the work took longer than a request may, and was ended.
    pub fn timed_out() -> Self {
        Self::new("timed_out", "检索超时，已中止", "请缩小检索范围，或减少词语后重试")
    }

    /// `engine_away`: the engine that holds the archive does not answer.
    pub fn engine_away() -> Self {
        Self::new(
            "engine_away",
            "存放档案的检索引擎暂时没有回应",
            "请稍后重试；若一直如此，请查看服务器日志里写明的地址，确认那里的引擎在运行",
        )
    }

    /// `query_too_complex`: the query asks for more than one search may cost.
    pub fn too_complex(bound: TooComplex) -> Self {
        let (message, hint) = match bound {
            TooComplex::Words => (
                format!("检索式展开后词语过多（各种组合合计最多 {MOST_WORDS} 个）"),
                "请减少词语，或少用括号与 OR 的组合",
            ),
            TooComplex::Alternatives => (
                format!("检索式中 OR 的组合过多（最多 {MOST_ALTERNATIVES} 种）"),
                "请拆成几次检索，或少用括号与 OR",
            ),
            TooComplex::Near => (
                format!("邻近检索的词语过多（引号内最多 {MOST_NEAR} 个）"),
                "请只保留关键的词，或去掉引号后的 ~",
            ),
            TooComplex::NearTogether => (
                format!("邻近检索过多（各种组合合计最多 {MOST_NEAR_TOGETHER} 个词）"),
                "请拆成几次检索，或去掉几处引号后的 ~",
            ),
            TooComplex::Excluded => (
                format!("排除的内容过多（各种组合合计最多 {MOST_EXCLUDED} 项）"),
                "请拆成几次检索，或去掉几个减号",
            ),
            TooComplex::Figures => (
                format!("数量的比较过多（各种组合合计最多 {MOST_FIGURES} 个）"),
                "请拆成几次检索，或去掉几个比较",
            ),
            TooComplex::Brackets => {
                (format!("括号嵌套过深（最多 {DEEPEST} 层）"), "请去掉多余的括号")
            }
        };
        Self::new("query_too_complex", message, hint)
    }
}

impl From<TooComplex> for Problem {
    fn from(bound: TooComplex) -> Self {
        Self::too_complex(bound)
    }
}

impl From<suyan_search::Error> for Problem {
    fn from(error: suyan_search::Error) -> Self {
        match error {
            suyan_search::Error::TooComplex(bound) => Self::too_complex(bound),
            suyan_search::Error::TimedOut => Self::timed_out(),
            suyan_search::Error::Away { address, why } => {
                tracing::error!(%address, %why, "the engine is away");
                Self::engine_away()
            }
            other => {
                tracing::error!(error = %other, "the backend failed");
                Self::internal()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_that_is_away_is_no_fault_of_ours_and_keeps_its_address() {
        let (address, why) = ("https://10.0.0.7:9200".to_owned(), "connection refused".to_owned());
        let problem = Problem::from(suyan_search::Error::Away { address, why });
        assert_eq!(problem.code, "engine_away");
        assert!(!format!("{problem:?}").contains("10.0.0.7"));
    }
}
