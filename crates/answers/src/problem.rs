//! What goes wrong with a request, in one shape: a code for programs, a message and a hint for
//! people. Whoever shows it decides how: HTTP maps the code to a status, the terminal to a line.
//! Details of the inside go to the log.

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
}

impl From<suyan_engine::Error> for Problem {
    fn from(error: suyan_engine::Error) -> Self {
        match error {
            suyan_engine::Error::TooManyWords(most) => Self::new(
                "query_too_long",
                format!("检索式的词太多（最多 {most} 个）"),
                "请缩短检索式，或用引号作精确检索",
            ),
            other => {
                tracing::error!(error = %other, "the backend failed");
                Self::internal()
            }
        }
    }
}
