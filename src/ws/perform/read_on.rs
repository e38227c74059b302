//! A connection that is behind reads on from the log, a page at a time.

use std::time::Duration;

use crate::chat::ReadError;
use crate::hub::{Arrears, CaughtUp, Piece};
use crate::store::chats::{Entry, EventPage, Range};
use crate::values::{ChatId, Seq};
use crate::ws::seat::Seat;
use crate::ws::{entry, say};

const PAGE: usize = 100;
/// When the log cannot be read just now.
const TRY_AGAIN_AFTER: Duration = Duration::from_secs(1);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadOn {
    pub chat: ChatId,
    pub caught_up: bool,
}

/// Reads the next page of a chat and hands over what there is room for. After a resume several
/// entries come in one frame; otherwise each comes as it would have been pushed.
pub async fn read_on(seat: &Seat, chat: ChatId, in_pages: bool) -> ReadOn {
    let Seat { house, link, .. } = seat;
    let done = |caught_up| ReadOn { chat, caught_up: caught_up == CaughtUp::Yes };
    let Some(arrears) = house.hub.arrears(link, chat) else { return done(CaughtUp::Yes) };
    let range = Range::After(Seq(arrears.after));
    match house.chat.history(seat.uid(), chat, range, PAGE).await {
        Ok(page) => {
            let pieces = pieces(chat, &page, &arrears, in_pages);
            let caught_up = house.hub.hand_over(link, chat, &pieces, page.more);
            link.flush();
            done(caught_up)
        }
        Err(ReadError::Unavailable(error)) => {
            tracing::warn!(%error, "a log cannot be read on just now");
            tokio::time::sleep(TRY_AGAIN_AFTER).await;
            done(house.hub.hand_over(link, chat, &[], true))
        }
        Err(_) => {
            house.hub.forget(link.id, chat);
            done(CaughtUp::Yes)
        }
    }
}

fn pieces(chat: ChatId, page: &EventPage, arrears: &Arrears, in_pages: bool) -> Vec<Piece> {
    let is_owed = |entry: &Entry| arrears.owed.contains(&entry.event.seq.0);
    if !in_pages {
        let piece = |entry: &Entry| Piece {
            last: entry.event.seq.0,
            frame: (!is_owed(entry)).then(|| entry::frame(chat, &entry.event)),
        };
        return page.entries.iter().map(piece).collect();
    }
    // An entry in whose place an acknowledgement stands divides the page.
    let together = |one: &Entry, next: &Entry| !is_owed(one) && !is_owed(next);
    let piece = |entries: &[Entry]| {
        let events: Vec<_> = entries.iter().map(|entry| entry::shape(chat, &entry.event)).collect();
        Piece {
            last: entries.last().map_or(0, |entry| entry.event.seq.0),
            frame: (!entries.iter().any(is_owed)).then(|| say::events(chat, &events, page.head)),
        }
    };
    page.entries.chunk_by(together).map(piece).collect()
}
