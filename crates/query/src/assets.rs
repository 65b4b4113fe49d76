//! The files that pages need beside their HTML, embedded, with a hash of their content in their
//! names so that browsers may keep them for ever.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::error::Failure;

/// One embedded file.
struct Asset {
    /// The address: `/assets/style.3f9a1c2b.css`.
    address: String,
    kind: &'static str,
    bytes: &'static [u8],
}

/// The address of the style sheet.
pub static STYLE: LazyLock<&str> = LazyLock::new(|| &ASSETS[0].address);
/// The address of the script.
pub static SCRIPT: LazyLock<&str> = LazyLock::new(|| &ASSETS[1].address);
/// The address of the icon.
pub static ICON: LazyLock<&str> = LazyLock::new(|| &ASSETS[2].address);

static ASSETS: LazyLock<[Asset; 3]> = LazyLock::new(|| {
    [
        asset("style", "css", "text/css; charset=utf-8", include_bytes!("../assets/style.css")),
        asset("app", "js", "text/javascript; charset=utf-8", include_bytes!("../assets/app.js")),
        asset("icon", "svg", "image/svg+xml", include_bytes!("../assets/icon.svg")),
    ]
});

fn asset(name: &str, extension: &str, kind: &'static str, bytes: &'static [u8]) -> Asset {
    let hash = blake3::hash(bytes).to_hex();
    let address = format!("/assets/{name}.{}.{extension}", &hash[..10]);
    Asset { address, kind, bytes }
}

/// Answers with a file; only the very name that the pages give is one.
pub async fn file(Path(name): Path<String>) -> Response {
    let found = ASSETS.iter().find(|asset| asset.address.ends_with(&format!("/{name}")));
    let Some(asset) = found else { return Failure::no_route().into_response() };
    let headers = [
        (header::CONTENT_TYPE, asset.kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, asset.bytes).into_response()
}
