//! Giving out a file piece by piece: whole, or the range that was asked for.

use std::io;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use warp::Reply as _;
use warp::http::{HeaderValue, StatusCode, header};

use crate::chat::Chat;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response, header_of};
use crate::store::FileHash;

/// What waits in memory for each who reads slowly.
const PIECE_BYTES: usize = 256 * 1024;

/// What of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    Whole,
    /// From the first to before the second.
    Range(u64, u64),
    /// The caller has it.
    Nothing,
}

impl Wanted {
    pub fn of(call: &Call, file: FileHash, bytes: u64) -> Result<Wanted, Problem> {
        let tag = tag_of(file);
        if call.has(&tag) {
            return Ok(Wanted::Nothing);
        }
        let is_same = call.header(header::IF_RANGE).is_none_or(|known| known == tag);
        match call.header(header::RANGE).filter(|_| is_same) {
            None => Ok(Wanted::Whole),
            Some(asked) => range(asked, bytes).ok_or_else(|| {
                let detail = format!("the file has {bytes} bytes");
                Problem::new(Code::RangeNotSatisfiable).detail(detail)
            }),
        }
    }
}

/// One range is answered, none where nothing of it is there. What cannot be read, and several at
/// once, are passed over, as anybody may.
pub(super) fn range(asked: &str, bytes: u64) -> Option<Wanted> {
    let Some(range) = asked.strip_prefix("bytes=").filter(|range| !range.contains(',')) else {
        return Some(Wanted::Whole);
    };
    let Some((first, last)) = range.trim().split_once('-') else { return Some(Wanted::Whole) };
    let (from, to) = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if last < first => return Some(Wanted::Whole),
        (Ok(first), Ok(last)) => (first, bytes.min(last.saturating_add(1))),
        (Ok(first), Err(_)) if last.is_empty() => (first, bytes),
        (Err(_), Ok(length)) if first.is_empty() => (bytes.saturating_sub(length), bytes),
        _ => return Some(Wanted::Whole),
    };
    (from < to).then_some(Wanted::Range(from, to))
}

/// The file never changes; who may have it does, so it is asked for again each time.
pub fn respond(chat: Chat, file: FileHash, bytes: u64, wanted: Wanted) -> Response {
    let (status, from, to) = match wanted {
        Wanted::Nothing => (StatusCode::NOT_MODIFIED, 0, 0),
        Wanted::Whole => (StatusCode::OK, 0, bytes),
        Wanted::Range(from, to) => (StatusCode::PARTIAL_CONTENT, from, to),
    };
    let mut response = match wanted {
        Wanted::Nothing => reply::empty(status),
        Wanted::Whole | Wanted::Range(..) => {
            warp::reply::stream(shareable(pieces(chat, file, from, to))).into_response()
        }
    };
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::ETAG, header_of(&tag_of(file)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if wanted != Wanted::Nothing {
        headers.insert(header::CONTENT_LENGTH, (to - from).into());
    }
    if status == StatusCode::PARTIAL_CONTENT {
        let which = format!("bytes {from}-{}/{bytes}", to - 1);
        headers.insert(header::CONTENT_RANGE, header_of(&which));
    }
    response
}

fn tag_of(file: FileHash) -> String {
    let hex: String = file.0.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hex}\"")
}

/// A file that goes meanwhile breaks off, so that nobody takes a piece for the whole.
fn pieces(
    chat: Chat,
    file: FileHash,
    from: u64,
    to: u64,
) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    stream::try_unfold(from, move |at| {
        let chat = chat.clone();
        async move {
            let length = usize::try_from(to - at).unwrap_or(usize::MAX).min(PIECE_BYTES);
            if length == 0 {
                return Ok(None);
            }
            let piece = chat.piece_of(file, at, length).await.map_err(io::Error::other)?;
            match piece.filter(|piece| !piece.is_empty()) {
                Some(piece) => {
                    let at = at + piece.len() as u64;
                    Ok(Some((piece, at)))
                }
                None => Err(io::Error::other("the file has gone")),
            }
        }
    })
}

/// Warp asks of a body that two threads might look at it at once, which none ever does.
fn shareable<T: 'static>(
    pieces: impl Stream<Item = T> + Send + 'static,
) -> impl Stream<Item = T> + Send + Sync + 'static {
    let mut pieces = Mutex::new(pieces.boxed());
    stream::poll_fn(move |context| {
        let pieces = pieces.get_mut().unwrap_or_else(PoisonError::into_inner);
        pieces.poll_next_unpin(context)
    })
}
