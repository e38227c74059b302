//! Entries, chats and hits as they stand on the wire: in the shapes that they have over REST.

use bytes::Bytes;

use super::framing;
pub use crate::http::v1::chats::entry::{Shape, shape, shown};
pub use crate::http::v1::chats::shapes::{
    ChatShape, HitShape, MemberShape, RoomShape, chat, hit, member, room,
};
use crate::store::chats::Event;
use crate::values::ChatId;

/// The frame of one entry, for everybody who hears of it.
pub fn frame(chat: ChatId, event: &Event) -> Bytes {
    framing::json(&shape(chat, event))
}
