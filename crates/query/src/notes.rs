//! Who may write into a reader's journal: a page of this very server in this very browser, or a
//! program on this machine. Nobody else can make either of them do it.
//!
//! A page of another site can make a browser send a form here. What it cannot: read our pages, and
//! so know the token in their forms; have the browser send our cookie, to which the token is bound
//! (`SameSite=Strict`); or claim another `Origin` than its own. All three are asked for. A program
//! sends a token of its own in a header, which no form can.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use suyan_answers::Problem;
use suyan_answers::notes::{Book, Journal, JournalError};

use crate::App;

/// The cookie that a form's token is bound to.
const COOKIE: &str = "suyan-notes";
/// The header in which a program sends its token.
const TOKEN: HeaderName = HeaderName::from_static("x-suyan-token");
/// What a browser says of where a request comes from.
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// What a program's token is bound to.
const PROGRAM: &str = "program";

/// A journal that this server writes for its reader.
#[derive(Debug)]
pub struct Notes {
    journal: Journal,
    /// Of this run of the server; what it made is good for nothing in the next.
    secret: [u8; 32],
}

impl Notes {
    /// Opens the journal in this file; where there is none it is made.
    ///
    /// # Errors
    /// As [`Journal::open`], or where the system gives no random bytes.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret)
            .map_err(|error| JournalError::Io { file: path.to_owned(), why: error.to_string() })?;
        Ok(Self { journal: Journal::open(path)?, secret })
    }

    /// The journal.
    pub(crate) fn journal(&self) -> &Journal {
        &self.journal
    }

    fn token(&self, bound_to: &str) -> String {
        blake3::keyed_hash(&self.secret, bound_to.as_bytes()).to_hex().to_string()
    }

    /// What a program on this machine writes with.
    pub(crate) fn token_of_programs(&self) -> String {
        self.token(PROGRAM)
    }

    /// The token for forms in the browser that sends these headers, and the cookie that it is bound
    /// to where the browser has none yet.
    pub(crate) fn for_forms(&self, headers: &HeaderMap) -> (String, Option<HeaderValue>) {
        if let Some(session) = session(headers) {
            return (self.token(session), None);
        }
        let mut drawn = [0; 16];
        if let Err(error) = getrandom::fill(&mut drawn) {
            tracing::error!(%error, "no random bytes for a session");
            return (String::new(), None);
        }
        let session: String = drawn.iter().map(|byte| format!("{byte:02x}")).collect();
        let cookie = format!("{COOKIE}={session}; Path=/; HttpOnly; SameSite=Strict");
        (self.token(&session), HeaderValue::from_str(&cookie).ok())
    }

    /// Whether a request with these headers, and this token in its form, may write.
    ///
    /// # Errors
    /// `forbidden`, for whatever this server's own page or a program did not send.
    pub(crate) fn admit(&self, headers: &HeaderMap, token: Option<&str>) -> Result<(), Problem> {
        let from_here = comes_from_here(headers);
        let sent = headers.get(&TOKEN).and_then(|token| token.to_str().ok());
        let is_admitted = match (sent, session(headers)) {
            // A program names no origin; a page that sends a header is one of ours or is refused.
            (Some(sent), _) => from_here != Some(false) && same(sent, &self.token(PROGRAM)),
            (None, Some(session)) => {
                from_here == Some(true)
                    && token.is_some_and(|token| same(token, &self.token(session)))
            }
            (None, None) => false,
        };
        if is_admitted {
            return Ok(());
        }
        Err(Problem::new(
            "forbidden",
            "这个请求不是从本机的溯言页面发出的，没有写入",
            "请重新打开承诺的页面再提交；程序请先读 /api/v1/notes 的 token，写在 x-suyan-token 头里",
        ))
    }
}

/// Whether the origin of a request is this server by the name that it was called by; `None` where
/// the request says nothing of it.
fn comes_from_here(headers: &HeaderMap) -> Option<bool> {
    let text = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if text(&SITE).is_some_and(|site| site != "same-origin") {
        return Some(false);
    }
    let own = format!("http://{}", text(&header::HOST)?);
    if let Some(origin) = text(&header::ORIGIN) {
        return Some(origin.eq_ignore_ascii_case(&own));
    }
    let referer = text(&header::REFERER)?;
    let path = referer.get(own.len()..)?;
    Some(referer[..own.len()].eq_ignore_ascii_case(&own) && path.starts_with('/'))
}

/// The value of our cookie, where a browser sends one that can be ours.
fn session(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|one| one.split_once('='));
    let (_, value) = pairs.find(|(name, _)| name.trim() == COOKIE)?;
    let value = value.trim();
    (value.len() == 32 && value.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(value)
}

/// Whether two tokens are one; how long that takes tells nothing of where they differ.
fn same(a: &str, b: &str) -> bool {
    let differ = a.bytes().zip(b.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b));
    a.len() == b.len() && differ == 0
}

/// A book without a word in it.
static EMPTY: LazyLock<Arc<Book>> = LazyLock::new(Arc::default);

impl App {
    /// The reader's journal.
    ///
    /// # Errors
    /// `notes_off` where the server was started without one.
    pub(crate) fn notes(&self) -> Result<Arc<Notes>, Problem> {
        self.notes.clone().ok_or_else(|| {
            Problem::new(
                "notes_off",
                "这个服务没有打开核定笔记，只能读取",
                "启动时加 --notes 文件名，并只在本机地址上服务，就可以核定承诺的结果",
            )
        })
    }

    /// What the reader's journal says now; nothing where there is none.
    pub(crate) fn book(&self) -> Arc<Book> {
        self.notes.as_ref().map_or_else(|| Arc::clone(&EMPTY), |notes| notes.journal.book())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &str)| {
            (HeaderName::from_static(name), value.parse().unwrap())
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn only_our_own_page_in_the_same_browser_and_programs_may_write() {
        let folder = tempfile::tempdir().unwrap();
        let notes = Notes::open(&folder.path().join("notes")).unwrap();
        let (_, cookie) = notes.for_forms(&HeaderMap::new());
        let cookie = cookie.unwrap().to_str().unwrap().to_owned();
        assert!(cookie.contains("SameSite=Strict") && cookie.contains("HttpOnly"));
        let cookie = cookie.split(';').next().unwrap();
        let (token, again) = notes.for_forms(&headers(&[("cookie", cookie)]));
        assert!(again.is_none());
        let host = ("host", "127.0.0.1:80");
        let own = ("origin", "http://127.0.0.1:80");
        let admits = |pairs: &[(&'static str, &str)], token: Option<&str>| {
            notes.admit(&headers(pairs), token).is_ok()
        };
        assert!(admits(&[host, own, ("cookie", cookie)], Some(&token)));
        let referer = ("referer", "http://127.0.0.1:80/promises/a");
        assert!(admits(&[host, referer, ("cookie", cookie)], Some(&token)));
        let other = notes.for_forms(&HeaderMap::new()).1.unwrap();
        let other = other.to_str().unwrap().split(';').next().unwrap().to_owned();
        for (forged, token) in [
            (&[host, own, ("cookie", cookie)][..], None),
            (&[host, own, ("cookie", cookie)], Some("")),
            (&[host, own], Some(token.as_str())),
            (&[host, own, ("cookie", &other)], Some(&token)),
            (&[host, ("cookie", cookie)], Some(&token)),
            (&[host, ("origin", "null"), ("cookie", cookie)], Some(&token)),
            (&[host, ("origin", "http://evil.example"), ("cookie", cookie)], Some(&token)),
            (&[host, ("origin", "http://127.0.0.1:81"), ("cookie", cookie)], Some(&token)),
            (&[host, own, ("sec-fetch-site", "cross-site"), ("cookie", cookie)], Some(&token)),
            (
                &[host, ("referer", "http://127.0.0.1:80.evil.example/"), ("cookie", cookie)],
                Some(&token),
            ),
        ] {
            assert!(!admits(forged, token), "{forged:?} {token:?}");
        }
        let program = notes.token_of_programs();
        assert!(admits(&[host, ("x-suyan-token", &program)], None));
        assert!(!admits(&[host, ("x-suyan-token", &token)], None));
        let evil = ("origin", "http://evil.example");
        assert!(!admits(&[host, evil, ("x-suyan-token", &program)], None));
    }
}
