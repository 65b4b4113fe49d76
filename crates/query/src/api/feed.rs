//! `GET /search.atom`: the newest passages that match, as a feed, with conditional requests.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use suyan_answers::Params;
use suyan_answers::feed::{etag, search_feed};

use crate::App;
use crate::address::base;
use crate::error::Failure;

/// Answers the request; 304 where the reader has it already.
pub async fn search(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let params = Params::read(query.as_deref())?;
    let request = params.without("cursor").without("limit").search()?;
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let known = known.unwrap_or_default().to_owned();
    let base = base(&app, &headers);
    let (tag, feed) = app
        .ask(move |backend| {
            let tag = etag(backend, &request);
            let is_known = known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag);
            let feed = if is_known { None } else { Some(search_feed(backend, &request, &base)?) };
            Ok((tag, feed))
        })
        .await?;
    let tag = HeaderValue::from_str(&tag).map_err(|_| Failure::internal())?;
    let head = [
        (header::ETAG, tag),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::CONTENT_TYPE, HeaderValue::from_static("application/atom+xml; charset=utf-8")),
    ];
    Ok(match feed {
        Some(feed) => (head, feed.body).into_response(),
        None => (StatusCode::NOT_MODIFIED, head).into_response(),
    })
}
