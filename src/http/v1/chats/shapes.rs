//! What is said of chats in JSON, the same over REST and on the socket; entries are in
//! [`super::entry`].

use serde::Serialize;
use utoipa::ToSchema;

use super::entry::{PersonShape, Shape, person, shown};
use super::role::RoleInRoom;
use crate::http::v1::visit::cursor;
use crate::store::chats::{ChatRole, Found, Hit, Person, PublicRoom, Receipt, Rooms, Summary};
use crate::values::{ChatId, Millis, Seq, Slug, Uid};

/// A chat as the caller has it.
#[derive(Serialize, ToSchema)]
#[schema(as = Chat)]
pub struct ChatShape<'a> {
    #[schema(value_type = String, example = "d:17:42")]
    chat: ChatId,
    /// `direct` or `room`.
    #[schema(example = "direct")]
    kind: &'static str,
    /// Of a room; a direct chat has none.
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    slug: Option<&'a str>,
    /// In a direct chat, the other.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    with: Option<PersonShape<'a>>,
    public: bool,
    closed: bool,
    /// The last entry that you can read.
    #[schema(value_type = u64)]
    head: Seq,
    /// The last entry that you have read.
    #[schema(value_type = u64)]
    read: Seq,
    /// The last entry that somebody else has read; in a direct chat, the other.
    #[schema(value_type = u64)]
    seen: Seq,
    /// Messages of others behind `read` that were not deleted.
    unread: u64,
    /// How many of these call you by name, as they read now; counted up to 100.
    mentions: u64,
    /// The last message.
    last: Option<Shape<'a>>,
    members: u64,
    /// Yours; null when you have gone.
    #[schema(value_type = Option<RoleInRoom>)]
    role: Option<ChatRole>,
    muted: bool,
    #[schema(value_type = i64)]
    active_at: Millis,
}

pub fn chat(summary: &Summary) -> ChatShape<'_> {
    ChatShape {
        chat: summary.id,
        kind: match summary.id {
            ChatId::Direct(_) => "direct",
            ChatId::Room(_) => "room",
        },
        title: &summary.title,
        slug: summary.slug.as_ref().map(Slug::as_str),
        with: summary.with.as_ref().map(person),
        public: summary.public,
        closed: summary.closed,
        head: summary.head,
        read: summary.read,
        seen: summary.seen,
        unread: summary.unread,
        mentions: summary.mentions,
        last: summary.last.as_ref().map(|entry| shown(summary.id, entry)),
        members: summary.members,
        role: summary.role,
        muted: summary.muted,
        active_at: summary.active_at,
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = Chats)]
pub struct ChatsPage<'a> {
    pub chats: Vec<ChatShape<'a>>,
    /// Asks for the next page, as `after`; null where there is none.
    pub next: Option<String>,
}

/// A piece of a log.
#[derive(Serialize, ToSchema)]
#[schema(as = Events)]
pub struct EventsPage<'a> {
    #[schema(value_type = String)]
    pub chat: ChatId,
    /// Ascending.
    pub events: Vec<Shape<'a>>,
    /// The last entry that you can read.
    #[schema(value_type = u64)]
    pub head: Seq,
    /// The log goes on, in the direction in which it was asked for.
    pub more: bool,
}

/// Where in which log it stands.
#[derive(Serialize, ToSchema)]
#[schema(as = Receipt)]
pub struct ReceiptShape {
    #[schema(value_type = String, example = "d:17:42")]
    chat: ChatId,
    #[schema(value_type = u64, example = 12)]
    seq: Seq,
    #[schema(value_type = i64)]
    at: Millis,
    /// It stood there before, or there was nothing to change.
    duplicate: bool,
}

pub fn receipt(receipt: Receipt) -> ReceiptShape {
    let Receipt { chat, seq, at, duplicate } = receipt;
    ReceiptShape { chat, seq, at, duplicate }
}

/// Somebody in a chat.
#[derive(Serialize, ToSchema)]
#[schema(as = Member)]
pub struct MemberShape<'a> {
    #[schema(value_type = u64)]
    uid: Uid,
    username: &'a str,
    #[schema(value_type = RoleInRoom)]
    role: ChatRole,
    /// Whether they have a connection now.
    online: bool,
}

pub fn member((person, role): &(Person, ChatRole), online: bool) -> MemberShape<'_> {
    MemberShape { uid: person.uid, username: &person.name, role: *role, online }
}

#[derive(Serialize, ToSchema)]
#[schema(as = Members)]
pub struct MembersPage<'a> {
    #[schema(value_type = String)]
    pub chat: ChatId,
    /// In order of uid.
    pub members: Vec<MemberShape<'a>>,
    /// Asks for the next page, as `after`; null where there is none.
    pub next: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct Pins {
    #[schema(value_type = String)]
    pub chat: ChatId,
    /// The messages that are pinned, in their order.
    #[schema(value_type = Vec<u64>)]
    pub pins: Vec<Seq>,
}

/// A message that was found.
#[derive(Serialize, ToSchema)]
#[schema(as = Hit)]
pub struct HitShape<'a> {
    #[schema(value_type = String)]
    chat: ChatId,
    #[schema(value_type = u64)]
    seq: Seq,
    #[schema(value_type = i64)]
    at: Millis,
    #[schema(value_type = u64)]
    uid: Uid,
    from: &'a str,
    text: &'a str,
}

pub fn hit(hit: &Hit) -> HitShape<'_> {
    let Hit { chat, seq, at, by, text } = hit;
    HitShape { chat: *chat, seq: *seq, at: *at, uid: by.uid, from: &by.name, text }
}

#[derive(Serialize, ToSchema)]
#[schema(as = Hits)]
pub struct HitsPage<'a> {
    hits: Vec<HitShape<'a>>,
    /// Asks for the next page, as `after`; null where there is none.
    next: Option<String>,
}

pub fn hits(found: &Found) -> HitsPage<'_> {
    let next = found.next.as_ref().and_then(cursor);
    HitsPage { hits: found.hits.iter().map(hit).collect(), next }
}

/// A room that anybody can join.
#[derive(Serialize, ToSchema)]
#[schema(as = PublicRoom)]
pub struct RoomShape<'a> {
    #[schema(value_type = String, example = "r:5")]
    chat: ChatId,
    #[schema(example = "tea")]
    slug: &'a str,
    title: &'a str,
    members: u64,
    #[schema(value_type = i64)]
    active_at: Millis,
}

#[derive(Serialize, ToSchema)]
#[schema(as = PublicRooms)]
pub struct RoomsPage<'a> {
    rooms: Vec<RoomShape<'a>>,
    /// Asks for the next page, as `after`; null where there is none.
    next: Option<String>,
}

pub fn rooms(found: &Rooms) -> RoomsPage<'_> {
    let next = found.next.as_ref().and_then(cursor);
    RoomsPage { rooms: found.rooms.iter().map(room).collect(), next }
}

pub fn room(room: &PublicRoom) -> RoomShape<'_> {
    let PublicRoom { id, slug, title, members, active_at } = room;
    RoomShape { chat: *id, slug: slug.as_str(), title, members: *members, active_at: *active_at }
}
