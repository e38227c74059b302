//! Lists of chats.

use super::log::{self, Known};
use super::marks::{Around, mark, seen};
use super::step::Step;
use super::{keys, read};
use crate::store::chats::{
    Chat, ChatsPage, DELETED_COUNTED_MAX, Entry, MENTIONS_COUNTED_MAX, Member, Place, PublicRoom,
    Rooms, RoomsPage, Summary,
};
use crate::store::embedded::engine::{Fault, Order, Span, View};
use crate::store::embedded::{keys as all_keys, rows};
use crate::values::{ChatId, Seq, Uid, folded};

pub fn summary(view: &dyn View, waiting: Around, reader: Uid, id: ChatId) -> Step<Summary> {
    let known = Known::about(view, id, reader)?;
    let head = known.scene().reach(reader)?;
    let role = known.me.as_ref().and_then(Member::role);
    let Known { chat: Some(chat), .. } = known else {
        return Err(crate::store::chats::Refusal::UnknownChat.into());
    };
    let mark = mark(view, waiting.mine, reader, id)?;
    let is_in = role.is_some();
    let messages = match is_in {
        true => chat.messages,
        false => log::messages_up_to(view, id, head)?,
    };
    let behind = messages.saturating_sub(mark.read_messages);
    let with = match id {
        ChatId::Direct(pair) => {
            pair.other(reader).map(|other| log::person(view, other)).transpose()?
        }
        ChatId::Room(_) => None,
    };
    Ok(Summary {
        id,
        head,
        // What happened after somebody went is not theirs to see.
        last: last(view, reader, id, &chat, head)?.filter(|_| is_in),
        seen: if is_in { seen(view, waiting.others, reader, id)? } else { Seq::NONE },
        mentions: if is_in && behind > 0 { mentions(view, reader, id, mark.read)? } else { 0 },
        title: if is_in || chat.public { chat.title } else { String::new() },
        slug: chat.slug,
        public: chat.public,
        closed: chat.closed,
        with,
        members: if is_in { chat.members } else { 0 },
        role,
        read: mark.read,
        unread: behind.saturating_sub(deleted(view, id, (mark.read, head), behind)?),
        muted: mark.muted,
        active_at: chat.active_at,
    })
}

/// How many of the `messages` behind `read` and up to `head` were deleted.
fn deleted(
    view: &dyn View,
    chat: ChatId,
    (read, head): (Seq, Seq),
    messages: u64,
) -> Result<u64, Fault> {
    let limit = messages.min(DELETED_COUNTED_MAX);
    if limit == 0 {
        return Ok(0);
    }
    let span =
        Span { from: keys::deleted(chat, read.next()), to: keys::deleted(chat, head.next()) };
    Ok(rows::keys_in(view, &span, Order::Ascending, limit as usize)?.len() as u64)
}

/// How many messages behind `read` call somebody.
fn mentions(view: &dyn View, uid: Uid, chat: ChatId, read: Seq) -> Result<u64, Fault> {
    let from = keys::call(chat, uid, read.next());
    let span = Span { from, ..keys::calls(chat, uid) };
    let calls = rows::keys_in(view, &span, Order::Ascending, MENTIONS_COUNTED_MAX)?;
    Ok(calls.len() as u64)
}

fn last(
    view: &dyn View,
    reader: Uid,
    id: ChatId,
    chat: &Chat,
    head: Seq,
) -> Result<Option<Entry>, Fault> {
    let Some(seq) = chat.last_message.filter(|seq| *seq <= head) else { return Ok(None) };
    let event = log::must_row(view, id, seq)?.event(seq);
    read::entry(view, reader, id, event).map(Some)
}

/// Where the chats stand in the list that they are asked for. It is ordered when it is asked for:
/// keeping it in order would cost every message in a room of ten thousand as many writes.
pub fn places(view: &dyn View, chats: &[ChatId], page: &ChatsPage) -> Result<Vec<Place>, Fault> {
    let mut places = Vec::new();
    for chat in chats.iter().copied().filter(|chat| !page.without.contains(chat)) {
        let place = Place { active_at: must_chat(view, chat)?.active_at, chat };
        places.extend(page.before.is_none_or(|before| place < before).then_some(place));
    }
    Ok(places)
}

pub fn must_chat(view: &dyn View, chat: ChatId) -> Result<Chat, Fault> {
    rows::must_read(view, &keys::chat(chat))
}

/// How many rooms one page looks at, for a text that few of them hold.
const ROOMS_LOOKED_AT_MAX: usize = 500;

pub fn public_rooms(view: &dyn View, page: &RoomsPage) -> Result<Rooms, Fault> {
    let all = keys::ChatTable::Public.span();
    let after = page.after.as_ref();
    let from = after.map_or(all.from, |slug| all_keys::after(&keys::public(slug)));
    let span = Span { from, to: all.to };
    let ids: Vec<ChatId> = rows::records_in(view, &span, Order::Ascending, ROOMS_LOOKED_AT_MAX)?;
    let wanted = folded(&page.text);
    let (mut found, mut last) = (Rooms::default(), None);
    let is_cut = ids.len() == ROOMS_LOOKED_AT_MAX;
    for id in ids {
        if found.rooms.len() == page.limit {
            found.next = last;
            return Ok(found);
        }
        let Chat { slug: Some(slug), title, members, active_at, .. } = must_chat(view, id)? else {
            continue;
        };
        last = Some(slug.clone());
        if slug.as_str().contains(&wanted) || folded(&title).contains(&wanted) {
            found.rooms.push(PublicRoom { id, slug, title, members, active_at });
        }
    }
    found.next = last.filter(|_| is_cut);
    Ok(found)
}

/// The chats in which somebody is, behind `after`, with their heads.
pub fn memberships(
    view: &dyn View,
    uid: Uid,
    after: Option<ChatId>,
    limit: usize,
) -> Result<Vec<(ChatId, Seq)>, Fault> {
    let all = keys::memberships(uid);
    let from = after.map_or(all.from, |chat| all_keys::after(&keys::membership(uid, chat)));
    let keys = rows::keys_in(view, &Span { from, to: all.to }, Order::Ascending, limit)?;
    let chats = keys.iter().filter_map(|key| keys::uid_and_chat(key)).map(|(_, chat)| chat);
    chats.map(|chat| Ok((chat, must_chat(view, chat)?.head))).collect()
}
