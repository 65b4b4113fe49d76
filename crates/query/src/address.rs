//! The addresses by which this server is called: the one that is written into citations, links of
//! files and feeds, and the ones that are answered.
//!
//! A server on loopback answers to the names of loopback and to its public address only. A page of
//! another site that makes its own name point here (DNS rebinding) is thus refused before it could
//! read the archive.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, Uri, header, uri::Authority};
use percent_encoding::utf8_percent_encode;
use suyan_answers::Problem;
use suyan_answers::params::PLAIN;

use crate::App;

/// The address under which readers reach the server, where that is not what they send as `Host`:
/// behind a proxy that speaks TLS, say. Without a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    text: String,
    host: String,
}

impl PublicUrl {
    /// An address of the form `https://example.org` or `https://example.org/path`.
    ///
    /// # Errors
    /// Why it is none, in Chinese.
    pub fn new(text: &str) -> Result<Self, String> {
        let refuse =
            |why: &str| format!("{why}，应写作 https://example.org 或 https://example.org/路径");
        let uri: Uri = text.parse().map_err(|_| refuse("不是网址"))?;
        if !matches!(uri.scheme_str(), Some("http" | "https")) {
            return Err(refuse("不是以 http:// 或 https:// 开头的网址"));
        }
        if uri.query().is_some() || text.contains('#') {
            return Err(refuse("网址里不能有 ? 或 #"));
        }
        let host = uri.host().ok_or_else(|| refuse("网址里没有主机名"))?.to_lowercase();
        Ok(Self { text: text.trim_end_matches('/').to_owned(), host })
    }

    /// The address, without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// Which values of `Host` are answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Hosts {
    /// Any: the server is meant for other machines, which may call it by any name.
    #[default]
    Any,
    /// Names of loopback, and the public address.
    Loopback,
}

impl Hosts {
    /// What a server that listens here answers to.
    #[must_use]
    pub fn of_listener(local: SocketAddr) -> Self {
        if local.ip().is_loopback() { Self::Loopback } else { Self::Any }
    }

    /// Whether a request with these headers is answered.
    ///
    /// # Errors
    /// `bad_host`, for a request that has another name, several, or none.
    pub fn admit(self, headers: &HeaderMap, public: Option<&PublicUrl>) -> Result<(), Problem> {
        if self == Self::Any {
            return Ok(());
        }
        let mut given = headers.get_all(header::HOST).iter();
        let only = given.next().filter(|_| given.next().is_none());
        let name = only.and_then(|host| host.to_str().ok()).and_then(host_of);
        let is_known = |name: &str| is_loopback(name) || public.is_some_and(|p| p.host == name);
        if name.as_deref().is_some_and(is_known) {
            return Ok(());
        }
        Err(Problem::new(
            "bad_host",
            "这个服务只回应本机的地址",
            "请用 http://localhost 或 http://127.0.0.1 加端口打开；经由代理或域名访问时，启动时用 --public-url 写明网址",
        ))
    }
}

/// The name in a `Host`, without its port, in small letters.
fn host_of(host: &str) -> Option<String> {
    let authority: Authority = host.parse().ok()?;
    Some(authority.host().to_lowercase())
}

fn is_loopback(name: &str) -> bool {
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    let is_address = bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    is_address || name == "localhost" || name.ends_with(".localhost")
}

/// What every absolute address of this server begins with: the public address, else the name by
/// which the client called.
pub fn base(app: &App, headers: &HeaderMap) -> String {
    if let Some(public) = &app.public {
        return public.text.clone();
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    format!("http://{host}")
}

/// The permalink of a report's page.
pub fn of_report(app: &App, headers: &HeaderMap, id: &str) -> String {
    format!("{}/reports/{}", base(app, headers), utf8_percent_encode(id, PLAIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(hosts: &[&str]) -> HeaderMap {
        let host = |host: &&str| (header::HOST, host.parse().unwrap());
        hosts.iter().map(host).collect()
    }

    #[test]
    fn loopback_answers_to_its_own_names_and_the_public_one() {
        let public = PublicUrl::new("https://archive.example.org/suyan/").unwrap();
        let admits = |hosts: &[&str]| Hosts::Loopback.admit(&headers(hosts), Some(&public)).is_ok();
        for known in [
            "localhost:8080",
            "LOCALHOST",
            "127.0.0.1:8080",
            "127.1.2.3",
            "[::1]:80",
            "archive.example.org",
        ] {
            assert!(admits(&[known]), "{known}");
        }
        for foreign in [
            &["evil.example"][..],
            &["127.0.0.1.evil.example:8080"],
            &["localhost", "localhost"],
            &[],
        ] {
            assert!(!admits(foreign), "{foreign:?}");
        }
        assert!(Hosts::Any.admit(&headers(&["evil.example"]), None).is_ok());
    }

    #[test]
    fn a_public_address_is_one() {
        assert_eq!(PublicUrl::new("https://a.cn/").unwrap().text, "https://a.cn");
        for wrong in ["a.cn", "ftp://a.cn", "https://a.cn/?x=1", "https://a.cn/#x", "https://"] {
            assert!(PublicUrl::new(wrong).is_err(), "{wrong}");
        }
    }
}
