//! What happens elsewhere and concerns connections: entries that have become durable, sessions
//! that have ended, people who come and go, and the server's own end.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::House;
use super::entry;
use super::say;
use crate::accounts::Who;
use crate::hub::{Ack, Entry, LinkId, PresenceChange, Wish};
use crate::store::chats::{Fed, Posted};
use crate::values::Seq;

/// Who comes and goes is told so much later, if it is still true.
const PRESENCE_AFTER: Duration = Duration::from_secs(1);
/// So much is handed to connections before they write: a piece that each queue has room for.
const TURN_BYTES: usize = 32 * 1024;

/// Runs until the server stops, then tells every connection so.
pub async fn run(house: Arc<House>, stopping: CancellationToken) {
    tokio::select! {
        () = deliver(&house) => {}
        () = end_sessions(&house) => {}
        () = tell_presence(&house) => {}
        () = stopping.cancelled() => {}
    }
    house.hub.end_all();
}

async fn deliver(house: &House) {
    let feed = house.chat.feed();
    loop {
        let mut turn = Vec::new();
        let mut bytes = 0;
        for fed in feed.next().await {
            match fed {
                Fed::Posted(posted) => {
                    let entry = entry_of(posted);
                    bytes += entry.frame.len();
                    turn.push(entry);
                }
                Fed::Gap => {
                    house.hub.deliver(std::mem::take(&mut turn));
                    mend(house).await;
                }
            }
            if bytes >= TURN_BYTES {
                bytes = 0;
                house.hub.deliver(std::mem::take(&mut turn));
                // The connections that share this thread have their turn.
                tokio::task::yield_now().await;
            }
        }
        house.hub.deliver(turn);
        tokio::task::yield_now().await;
    }
}

fn entry_of(posted: Posted) -> Entry {
    let Posted { chat, event, came, went, tag } = posted;
    let ack = tag.map(|tag| Ack {
        link: LinkId(tag.connection),
        wish: Wish(tag.request),
        at: event.at,
        say: |id, chat, seq, at| say::ack(id, chat, Seq(seq), at, false),
    });
    Entry { chat, seq: event.seq.0, frame: entry::frame(chat, &event), ack, came, went }
}

/// Deliveries were missed. The logs have them, and who is in which chat is asked anew.
async fn mend(house: &House) {
    tracing::warn!("events went by unheard; connections read on from the logs");
    for uid in house.hub.accounts() {
        match house.chat.memberships(uid).await {
            Ok(chats) => {
                let chats: Vec<_> = chats.into_iter().map(|(chat, head)| (chat, head.0)).collect();
                house.hub.reconcile(uid, &chats);
            }
            Err(error) => tracing::warn!(%error, "the chats of an account are not known just now"),
        }
    }
    house.hub.missed();
}

async fn end_sessions(house: &House) {
    let mut endings = house.accounts.watch_endings();
    loop {
        match endings.recv().await {
            Ok(ended) => house.hub.end_session(ended.uid, ended.session),
            Err(RecvError::Lagged(_)) => house.hub.doubt_all(),
            Err(RecvError::Closed) => return std::future::pending().await,
        }
    }
}

async fn tell_presence(house: &House) {
    loop {
        house.hub.presence_changed().await;
        tokio::time::sleep(PRESENCE_AFTER).await;
        for change in house.hub.presence_changes() {
            let PresenceChange { uid, online, last_seen } = change;
            let Ok(Some(person)) = house.accounts.person(&Who::Uid(uid)).await else { continue };
            let name = person.username.as_ref().map_or(&*person.display_name, |name| name.shown());
            house.hub.tell_watchers(uid, &say::presence(uid, name, online, last_seen));
        }
    }
}
