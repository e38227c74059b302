//! Somebody's account is gone: they leave their rooms. Direct chats stay with those they were with,
//! and so does what was said.

use super::append::Line;
use super::{keys, log};
use crate::store::chats::{ChatRole, Member, What};
use crate::store::embedded::engine::{Fault, Order, View};
use crate::store::embedded::layer::Layer;
use crate::store::embedded::{envelope, keys as all_keys, rows};
use crate::values::{ChatId, Millis, Uid};

use std::ops::ControlFlow;

/// Leaves at most `limit` rooms; says how many.
pub fn leave_rooms(
    layer: &mut Layer<'_>,
    uid: Uid,
    at: Millis,
    limit: usize,
) -> Result<usize, Fault> {
    // Rooms stand behind direct chats, which are not left and need not be passed over.
    let rooms = keys::memberships_in_rooms(uid);
    let rooms = rows::keys_in(layer, &rooms, Order::Ascending, limit)?;
    for key in &rooms {
        if let Some((_, chat)) = keys::uid_and_chat(key) {
            leave(layer, uid, chat, at)?;
        }
    }
    Ok(rooms.len())
}

/// A room that loses its last owner goes to who stands next to them, or ends if nobody is left.
fn leave(layer: &mut Layer<'_>, uid: Uid, id: ChatId, at: Millis) -> Result<(), Fault> {
    let mut line = Line { id, by: log::person(layer, uid)?, at };
    let role = log::member(layer, id, uid)?.and_then(|member| member.role());
    let chat = log::chat(layer, id)?.ok_or_else(|| rows::missing(&keys::chat(id)))?;
    if role == Some(ChatRole::Owner) && chat.owners == 1 && !chat.closed {
        let last_act = match heir(layer, id, uid)? {
            Some(heir) => What::Role { user: log::person(layer, heir)?, role: ChatRole::Owner },
            None => What::Closed,
        };
        line.add(layer, last_act, None)?;
    }
    line.add(layer, What::Leave, None).map(drop)
}

/// The first of the highest role.
fn heir(view: &dyn View, chat: ChatId, leaving: Uid) -> Result<Option<Uid>, Fault> {
    let mut best: Option<(ChatRole, Uid)> = None;
    let mut fault = None;
    let members = keys::of_chat(keys::ChatTable::Member, chat);
    view.scan(&members, Order::Ascending, &mut |key, sealed| {
        let role = match envelope::open::<Member>(key, sealed) {
            Ok(member) => member.role(),
            Err(damage) => {
                fault = Some(damage);
                return ControlFlow::Break(());
            }
        };
        let candidate = role.zip(all_keys::last_uid(key)).filter(|(_, uid)| *uid != leaving);
        if let Some((role, _)) = candidate
            && best.is_none_or(|(highest, _)| role > highest)
        {
            best = candidate;
        }
        ControlFlow::Continue(())
    })?;
    fault.map_or(Ok(best.map(|(_, uid)| uid)), Err)
}
