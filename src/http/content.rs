//! A body that its handler takes as it comes, because it may be large.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::{Buf, Bytes};
use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt};
use tokio::time::Instant;

use super::refusal::Refusal;

type Pieces = BoxStream<'static, Result<Bytes, Refusal>>;

/// What is on its way; taken once. Without one, there is nothing.
#[derive(Default)]
pub struct Content {
    pieces: Mutex<Option<Pieces>>,
    read_to_end: Arc<AtomicBool>,
}

impl Content {
    pub fn of<B: Buf + 'static>(
        body: impl Stream<Item = Result<B, warp::Error>> + Send + 'static,
    ) -> Content {
        let read_to_end = Arc::new(AtomicBool::new(false));
        let ended = Arc::clone(&read_to_end);
        let whole = |mut piece: B| piece.copy_to_bytes(piece.remaining());
        let pieces = body.map(move |piece| piece.map(whole).map_err(|_| Refusal::BrokenBody));
        let end = stream::once(async move { ended.store(true, Ordering::Relaxed) });
        let pieces = pieces.chain(end.filter_map(|()| async { None }));
        Content { pieces: Mutex::new(Some(pieces.boxed())), read_to_end }
    }

    /// What of it has not come by then does not come at all.
    pub fn take(&self, patience: Duration) -> Pieces {
        let mut place = self.pieces.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(pieces) = place.take() else { return stream::empty().boxed() };
        let deadline = Instant::now() + patience;
        let next = move |mut pieces: Pieces| async move {
            let next = tokio::time::timeout_at(deadline, pieces.next()).await;
            Some((next.unwrap_or(Some(Err(Refusal::TooSlow)))?, pieces))
        };
        stream::unfold(pieces, next).boxed()
    }

    /// Tells afterwards whether something else can come the same way.
    pub fn watch(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.read_to_end)
    }
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Content")
    }
}
