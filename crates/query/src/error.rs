//! What goes wrong with a request, in one shape: a status, a code for programs, a message and a
//! hint for people. Details of the inside go to the log, not to the client.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Why a request was not answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Failure {
    /// The HTTP status.
    pub status: StatusCode,
    /// The code, stable: `bad_year`.
    pub code: &'static str,
    /// What is wrong, in Chinese.
    pub message: String,
    /// What to do instead, in Chinese.
    pub hint: String,
}

impl Failure {
    /// A failure of this status.
    pub fn new(
        status: StatusCode,
        code: &'static str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self { status, code, message: message.into(), hint: hint.into() }
    }

    /// 400: the request says something that cannot be meant.
    pub fn bad(code: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message, hint)
    }

    /// 404: there is nothing of this address.
    pub fn not_found(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", message, hint)
    }

    /// 404 for an address that no route has.
    pub fn no_route() -> Self {
        Self::not_found("没有这个地址", "接口说明见 /openapi.json")
    }

    /// 500: our own fault.
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "服务器内部出错",
            "请稍后重试；若反复出现，请查看服务器日志",
        )
    }

    /// 503: too much at once, or too slow.
    pub fn busy() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "busy",
            "请求过多或检索超时",
            "请稍后重试，或缩小检索范围",
        )
    }
}

impl From<suyan_engine::Error> for Failure {
    fn from(error: suyan_engine::Error) -> Self {
        match error {
            suyan_engine::Error::TooManyWords(most) => Self::bad(
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

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let body = json!({"error": {
            "code": self.code, "message": self.message, "hint": self.hint
        }});
        (self.status, Json(body)).into_response()
    }
}
