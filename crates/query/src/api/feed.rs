//! `GET /search.atom` and `/promises.atom`: what is newest, as a feed, with conditional requests.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::fmt::rfc2822::{DateTimeParser, DateTimePrinter};
use suyan_answers::feed::{Feed, etag, promise_feed, promises_asked, search_asked, search_feed};
use suyan_answers::promises::promise_request;
use suyan_answers::{Params, Problem};
use suyan_search::Backend;

use crate::App;
use crate::address::base;
use crate::error::Failure;

/// The newest passages that match.
pub async fn search(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let request = listless(query.as_deref())?.search()?;
    let asked = search_asked(&request);
    let base = base(&app, &headers);
    let feed = move |backend: &dyn Backend| search_feed(backend, &request, &base);
    answer(&app, &headers, "search", asked, feed).await
}

/// The newest promises that pass.
pub async fn promises(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let request = promise_request(&listless(query.as_deref())?)?;
    let asked = promises_asked(&request);
    let base = base(&app, &headers);
    let feed = move |backend: &dyn Backend| promise_feed(backend, &request, &base);
    answer(&app, &headers, "promises", asked, feed).await
}

/// The parameters without those of a page of a list.
fn listless(query: Option<&str>) -> Result<Params, Problem> {
    Ok(Params::read(query)?.without("cursor").without("limit").without("sort"))
}

/// The feed, or 304 where the reader has it already.
async fn answer(
    app: &Arc<App>,
    headers: &HeaderMap,
    kind: &'static str,
    asked: Params,
    feed: impl FnOnce(&dyn Backend) -> Result<Feed, Problem> + Send + 'static,
) -> Result<Response, Failure> {
    let known = KnownVersion::of(headers);
    let (tag, committed, feed) = app
        .ask(move |backend| {
            let tag = etag(backend, kind, &asked);
            let committed = backend.stats().committed.and_then(|text| text.parse().ok());
            let feed = if known.is(&tag, committed) { None } else { Some(feed(backend)?) };
            Ok((tag, committed, feed))
        })
        .await?;
    let mut head = vec![
        (header::ETAG, text(&tag)?),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::CONTENT_TYPE, HeaderValue::from_static("application/atom+xml; charset=utf-8")),
    ];
    if let Some(committed) = committed.and_then(http_date) {
        head.push((header::LAST_MODIFIED, text(&committed)?));
    }
    let mut response = match feed {
        Some(feed) => feed.body.into_response(),
        None => StatusCode::NOT_MODIFIED.into_response(),
    };
    for (name, value) in head {
        let _: Option<HeaderValue> = response.headers_mut().insert::<HeaderName>(name, value);
    }
    Ok(response)
}

fn text(value: &str) -> Result<HeaderValue, Failure> {
    HeaderValue::from_str(value).map_err(|_| Failure::internal())
}

/// A moment as HTTP writes it.
fn http_date(moment: Timestamp) -> Option<String> {
    DateTimePrinter::new().timestamp_to_rfc9110_string(&moment).ok()
}

/// What a reader says that it has.
struct KnownVersion {
    tags: Option<String>,
    since: Option<Timestamp>,
}

impl KnownVersion {
    fn of(headers: &HeaderMap) -> Self {
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let since = text(header::IF_MODIFIED_SINCE);
        Self {
            tags: text(header::IF_NONE_MATCH).map(str::to_owned),
            since: since.and_then(|date| DateTimeParser::new().parse_timestamp(date).ok()),
        }
    }

    /// Whether that is the feed of this tag, last changed then. A tag tells more than a date, and
    /// where there is one the date does not count (RFC 9110, 13.1.3).
    fn is(&self, tag: &str, committed: Option<Timestamp>) -> bool {
        match &self.tags {
            Some(tags) => {
                let known = |one: &str| {
                    matches!(one.trim(), "*") || one.trim().trim_start_matches("W/") == tag
                };
                tags.split(',').any(known)
            }
            None => self
                .since
                .zip(committed)
                .is_some_and(|(since, committed)| committed.as_second() <= since.as_second()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_counts_before_a_date() {
        let committed: Timestamp = "2026-11-30T05:00:00.7Z".parse().unwrap();
        let written = http_date(committed).unwrap();
        assert_eq!(written, "Mon, 30 Nov 2026 05:00:00 GMT");
        let of = |pairs: &[(HeaderName, &str)]| {
            let headers = pairs.iter().map(|(name, value)| (name.clone(), value.parse().unwrap()));
            KnownVersion::of(&headers.collect()).is("\"a-1\"", Some(committed))
        };
        assert!(of(&[(header::IF_NONE_MATCH, "\"b\", W/\"a-1\"")]));
        assert!(of(&[(header::IF_MODIFIED_SINCE, &written)]));
        assert!(!of(&[(header::IF_MODIFIED_SINCE, "Mon, 30 Nov 2026 04:59:59 GMT")]));
        assert!(!of(&[(header::IF_MODIFIED_SINCE, "yesterday")]));
        assert!(!of(&[(header::IF_NONE_MATCH, "\"b\""), (header::IF_MODIFIED_SINCE, &written)]));
        assert!(!of(&[]));
    }
}
