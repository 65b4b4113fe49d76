//! What holds of answers as HTTP: methods, heads, caches, conditions, compression, bounds.

use std::io::Read as _;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, Request};

use crate::App;
use crate::router::ADDRESSES;
use crate::testing::{Answer, call, enc, get, ledger, send};

/// An address of every route, with what it asks for.
fn filled(route: &str) -> String {
    let of =
        |id: &str| route.replace("{id}", id).replace("{code}", "990101").replace("{name}", "none");
    let path = match route.contains("promises/{id}") {
        true => of("990101-2021:6:1"),
        false => of("990101-2022"),
    };
    let query = match path.rsplit('/').next().unwrap().split('.').next().unwrap() {
        "trace" | "citation" => "p=6",
        "compare" => "a=990101-2021&b=990101-2022",
        "panel" | "coding" | "evaluation" | "reliability" => "words=ab&each=1",
        "kwic" | "collocates" | "firsts" | "trend" | "explain" => "q=5&report=990101-2022&min=1",
        "keywords" => "place=990101&min=1",
        "series" => "indicator=ab&place=990101",
        _ => "",
    };
    format!("{}?{query}", path.replace("{matter}", "1"))
}

async fn asked(method: &str, address: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(address);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(App::new(Arc::new(ledger())), request.body(Body::empty()).unwrap()).await
}

/// The headers that say what an answer is, and not how long it took.
fn told(headers: &HeaderMap) -> Vec<(String, String)> {
    let mut told: Vec<(String, String)> = headers
        .iter()
        .filter(|(name, _)| *name != "content-length" && *name != "set-cookie")
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    told.sort();
    told
}

#[tokio::test]
async fn head_answers_as_get_does_without_the_body() {
    for route in ADDRESSES {
        // The file's day and the clock's tick may differ from one to the next.
        let address = filled(route);
        let (got, head) = (asked("GET", &address, &[]).await, asked("HEAD", &address, &[]).await);
        assert_eq!(head.status, got.status, "{address}");
        assert!(head.body.is_empty(), "{address}");
        assert_eq!(told(&head.headers), told(&got.headers), "{address}");
    }
}

#[tokio::test]
async fn every_answer_forbids_what_a_page_never_needs() {
    for (method, address) in [
        ("GET", "/"),
        ("GET", "/nowhere"),
        ("GET", "/api/v1/nowhere"),
        ("GET", "/api/v1/search?year=x"),
        ("GET", "/search?q=panic"),
        ("GET", "/api/v1/search.csv"),
        ("GET", "/search.atom"),
        ("GET", "/assets/none.css"),
        ("DELETE", "/search"),
        ("GET", "/openapi.json"),
        ("GET", "/metrics"),
    ] {
        let answer = call(method, address).await;
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        for rule in [
            "default-src 'none'",
            "script-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
        ] {
            assert!(policy.contains(rule), "{method} {address}: {rule}");
        }
        assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{address}");
        assert_eq!(answer.headers["referrer-policy"], "same-origin", "{address}");
        assert!(answer.headers.contains_key("content-type"), "{method} {address}");
    }
}

#[tokio::test]
async fn nothing_but_reading_is_done_by_other_methods() {
    let posts = ["/api/v1/panel", "/coding", "/notes", "/api/v1/evaluation"];
    for route in ADDRESSES {
        let takes_posts = posts.iter().any(|path| route.starts_with(path))
            || route.ends_with("/notes")
            || route.ends_with("notes.csv");
        let address = filled(route);
        for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "POST"] {
            if method == "POST" && takes_posts {
                continue;
            }
            let answer = asked(method, &address, &[]).await;
            assert_eq!(answer.status, 405, "{method} {address}");
            let allowed = answer.headers["allow"].to_str().unwrap();
            assert!(
                !allowed.contains(method) && !allowed.is_empty(),
                "{method} {address}: {allowed}"
            );
            assert_eq!(answer.json()["error"]["code"], "method_not_allowed", "{address}");
        }
    }
}

#[tokio::test]
async fn what_is_allowed_is_answered() {
    for route in ADDRESSES {
        let address = filled(route);
        let refused = asked("PATCH", &address, &[]).await;
        let allowed = refused.headers["allow"].to_str().unwrap();
        for method in ["GET", "HEAD", "POST"] {
            let answer = asked(method, &address, &[]).await;
            let is_allowed = allowed.split(", ").any(|one| one == method);
            assert_eq!(answer.status != 405, is_allowed, "{method} {address}: {allowed}");
        }
    }
}

#[tokio::test]
async fn files_of_pages_are_kept_for_ever_and_feeds_are_asked_again() {
    let page = get("/").await;
    let addresses = page.text().split(['"', '\'']).filter(|one| one.starts_with("/assets/"));
    let addresses: Vec<String> = addresses.map(str::to_owned).collect();
    assert_eq!(addresses.len(), 3);
    for address in &addresses {
        let file = get(address).await;
        assert_eq!(file.status, 200, "{address}");
        let kept = file.headers["cache-control"].to_str().unwrap();
        assert!(kept.contains("immutable") && kept.contains("max-age=31536000"), "{kept}");
        // Another content is another address.
        let other = address.replacen('.', ".0", 1);
        assert_eq!(get(&other).await.status, 404, "{other}");
    }
    let feed = asked("GET", "/search.atom?q=5", &[]).await;
    assert_eq!(feed.headers["cache-control"], "no-cache");
    let tag = feed.headers["etag"].to_str().unwrap().to_owned();
    for (known, status) in [
        (tag.clone(), 304),
        (format!("W/{tag}"), 304),
        (format!("\"other\", {tag}"), 304),
        ("*".to_owned(), 304),
        ("\"other\"".to_owned(), 200),
        (String::new(), 200),
    ] {
        let again = asked("GET", "/search.atom?q=5", &[("if-none-match", &known)]).await;
        assert_eq!(
            (again.status.as_u16(), again.body.is_empty()),
            (status, status == 304),
            "{known}"
        );
        assert_eq!(again.headers["etag"], tag.as_str());
    }
    // Another question has another tag.
    for other in ["/search.atom?q=15", "/promises.atom?q=5", "/search.atom?q=5&year=2022"] {
        assert_ne!(asked("GET", other, &[]).await.headers["etag"], tag.as_str(), "{other}");
    }
}

/// Marks of what a page looks like are none of what it asks for.
#[tokio::test]
async fn what_a_feed_is_of_does_not_hang_on_the_looks_of_a_page() {
    let tag = asked("GET", "/search.atom?q=5", &[]).await.headers["etag"].clone();
    for same in ["cursor=abc", "limit=3", "sort=oldest"] {
        let other = asked("GET", &format!("/search.atom?q=5&{same}"), &[]).await;
        assert_eq!((other.status.as_u16(), &other.headers["etag"]), (200, &tag), "{same}");
    }
}

fn unpacked(packed: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    flate2::read::GzDecoder::new(packed).read_to_end(&mut plain).unwrap();
    plain
}

#[tokio::test]
async fn what_is_compressed_is_the_same() {
    let word = enc("架空线");
    for address in [
        "/".to_owned(),
        format!("/search?q={word}&lang=en"),
        format!("/api/v1/panel?words={word}"),
        "/promises".to_owned(),
        "/api/v1/promises.csv".to_owned(),
        "/search.atom".to_owned(),
        "/nowhere".to_owned(),
    ] {
        let plain = asked("GET", &address, &[]).await;
        let packed = asked("GET", &address, &[("accept-encoding", "gzip")]).await;
        assert!(!plain.headers.contains_key("content-encoding"), "{address}");
        assert_eq!(packed.headers["content-encoding"], "gzip", "{address}");
        assert!(packed.headers["vary"].to_str().unwrap().contains("accept-encoding"), "{address}");
        let same = |bytes: &[u8]| {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            // How long it took is another at every time.
            let is_clock = |line: &&str| {
                !line.contains("took_ms") && !line.contains(" ms") && !line.contains("毫秒")
            };
            text.split(['\n', '>']).filter(is_clock).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(same(&unpacked(&packed.body)), same(&plain.body), "{address}");
    }
    // What nobody can read is not sent.
    let other = asked("GET", "/", &[("accept-encoding", "br;q=0, identity")]).await;
    assert!(!other.headers.contains_key("content-encoding"));
}

/// Parts of an answer are not given, and what it is does not hang on what a reader would like.
#[tokio::test]
async fn ranges_and_wishes_change_nothing() {
    let whole = asked("GET", "/help", &[]).await;
    for header in [
        ("range", "bytes=0-9"),
        ("range", "bytes=9-0"),
        ("range", "lines=1-2"),
        ("accept", "application/json"),
        ("accept", "image/png;q=0.1"),
        ("accept", ";;;"),
        ("accept-language", "en"),
        ("if-none-match", "*"),
        ("if-modified-since", "Thu, 01 Jan 2099 00:00:00 GMT"),
        ("x-forwarded-host", "evil.example"),
    ] {
        let answer = asked("GET", "/help", &[header]).await;
        assert_eq!((answer.status, answer.body == whole.body), (whole.status, true), "{header:?}");
    }
}

#[tokio::test]
async fn unknown_parameters_are_passed_over() {
    for address in [
        "/search?q=5",
        "/promises?q=5",
        "/reports?year=2022",
        "/trend?q=5",
        "/archive?year=2021..2023",
    ] {
        let plain = asked("GET", address, &[]).await;
        for odd in
            ["unknown=1", "unknown", "=", "&&", "unknown=%E4%B8%80&unknown=2", "Q=6", "year%20=1"]
        {
            let answer = asked("GET", &format!("{address}&{odd}"), &[]).await;
            assert_eq!(answer.status, plain.status, "{address}&{odd}");
        }
        // A parameter that stands twice is one or several values, never a fault of the server.
        let (name, value) = address.split('?').nth(1).unwrap().split_once('=').unwrap();
        let twice = asked("GET", &format!("{address}&{name}={value}"), &[]).await;
        assert!(!twice.status.is_server_error(), "{address}: {}", twice.status);
    }
}

#[tokio::test]
async fn what_is_too_long_or_no_text_is_refused() {
    let q = |many: usize| format!("q={}", enc(&"长".repeat(many)));
    for path in ["/search", "/api/v1/search", "/promises", "/trend", "/kwic", "/search.atom"] {
        assert!(
            !asked("GET", &format!("{path}?{}", q(600)), &[]).await.status.is_server_error(),
            "{path}"
        );
        let long = asked("GET", &format!("{path}?{}", q(7_000)), &[]).await;
        assert_eq!(long.status, 414, "{path}");
    }
    for path in ["/search", "/api/v1/search", "/promises", "/search.atom"] {
        let broken = asked("GET", &format!("{path}?q=%ff%fe"), &[]).await;
        assert_eq!(broken.status, 400, "{path}");
    }
    for path in ["/reports/%ff", "/promises/%ff", "/places/%ff", "/api/v1/reports/%ff"] {
        let answer = asked("GET", path, &[]).await;
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
    }
}
