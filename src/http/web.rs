//! Files that come with the binary. Each is a place of its own in the route table, so there is no
//! path that could lead anywhere else.

use std::borrow::Cow;
use std::io::Write;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use rust_embed::RustEmbed;
use tokio::sync::OnceCell;
use warp::http::{HeaderValue, StatusCode, header};

use super::call::Call;
use super::grounds::Grounds;
use super::handler::Handler;
use super::reply::{self, Response};
use super::table::Route;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

struct File {
    name: String,
    data: Bytes,
    etag: HeaderValue,
    content_type: &'static str,
    policy: HeaderValue,
    gzip: OnceCell<Bytes>,
}

/// Pages get their scripts and styles from this server only, and none from within themselves. The
/// last two let no script make a page out of text either, so that what people write stays text.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types 'none'";

/// The explorer is another's code, which writes its styles into the page as it runs.
const EXPLORER_POLICY: &str = "default-src 'none'; script-src 'self'; \
    style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; \
    connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Below this a packed file is hardly smaller, or larger.
const PACKED_BYTES_MIN: usize = 256;

/// Every file: `index.html` at `/`, `docs.html` at `/docs`, and whatever is no page under
/// `/static/`.
pub fn routes() -> Vec<Route<Grounds>> {
    Files::iter().filter_map(|name| file(&name)).map(route).collect()
}

fn route(file: File) -> Route<Grounds> {
    let file: &'static File = Box::leak(Box::new(file));
    let answer = move |call: Call, _: Grounds| async move { as_it_is_now(file, &call).await };
    Route::plain(warp::http::Method::GET, place(&file.name), answer.entrance())
}

/// A build for development reads from the disk, so that a change is seen without building anew.
async fn as_it_is_now(kept: &File, call: &Call) -> Response {
    let now = if cfg!(debug_assertions) { file(&kept.name) } else { None };
    now.as_ref().unwrap_or(kept).answer(call).await
}

fn place(name: &str) -> &'static str {
    let place = match name.strip_suffix(".html") {
        Some("index") => "/".to_owned(),
        Some(page) => format!("/{page}"),
        None => format!("/static/{name}"),
    };
    place.leak()
}

fn file(name: &str) -> Option<File> {
    let found = Files::get(name)?;
    let hash: String = found.metadata.sha256_hash().iter().take(16).map(hexadecimal).collect();
    let policy = if name == "docs.html" { EXPLORER_POLICY } else { PAGE_POLICY };
    Some(File {
        name: name.to_owned(),
        data: match found.data {
            Cow::Borrowed(data) => Bytes::from_static(data),
            Cow::Owned(data) => Bytes::from(data),
        },
        etag: reply::header_of(&format!("\"{hash}\"")),
        content_type: content_type(name),
        policy: HeaderValue::from_static(policy),
        gzip: OnceCell::new(),
    })
}

fn hexadecimal(byte: &u8) -> String {
    format!("{byte:02x}")
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("txt" | "md") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

impl File {
    async fn answer(&self, call: &Call) -> Response {
        let mut response = match self.etag.to_str().is_ok_and(|tag| call.has(tag)) {
            true => reply::empty(StatusCode::NOT_MODIFIED),
            false => self.whole(call).await,
        };
        let headers = response.headers_mut();
        headers.insert(header::ETAG, self.etag.clone());
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        headers.insert(header::CONTENT_SECURITY_POLICY, self.policy.clone());
        response
    }

    async fn whole(&self, call: &Call) -> Response {
        let mut response = reply::empty(StatusCode::OK);
        let content_type = HeaderValue::from_static(self.content_type);
        response.headers_mut().insert(header::CONTENT_TYPE, content_type);
        let takes_gzip = accepts_gzip(call.header(header::ACCEPT_ENCODING).unwrap_or_default());
        let packed = if takes_gzip { self.packed().await } else { None };
        let body = match packed {
            Some(packed) => {
                let gzip = HeaderValue::from_static("gzip");
                response.headers_mut().insert(header::CONTENT_ENCODING, gzip);
                packed
            }
            None => self.data.clone(),
        };
        *response.body_mut() = body.into();
        response
    }

    /// Packed when it is first asked for, where nobody else waits for it, and kept.
    async fn packed(&self) -> Option<Bytes> {
        let is_text = self.content_type.starts_with("text/") || self.content_type.contains("svg");
        if !is_text || self.data.len() < PACKED_BYTES_MIN {
            return None;
        }
        let data = self.data.clone();
        let pack = || tokio::task::spawn_blocking(move || gzip(&data));
        self.gzip
            .get_or_try_init(|| async { pack().await.ok().flatten().ok_or(()) })
            .await
            .ok()
            .cloned()
    }
}

fn gzip(data: &[u8]) -> Option<Bytes> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(data).and_then(|()| packer.finish()).ok().map(Bytes::from)
}

fn accepts_gzip(header: &str) -> bool {
    header.split(',').any(|offer| {
        let (name, weight) = offer.split_once(';').unwrap_or((offer, ""));
        let weight = weight.trim().strip_prefix("q=").map_or(Ok(1.0), str::parse::<f32>);
        name.trim().eq_ignore_ascii_case("gzip") && weight.is_ok_and(|weight| weight > 0.0)
    })
}
