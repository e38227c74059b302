//! Making a room: its number, its slug, its first events.

use serde::{Deserialize, Serialize};

use super::append::{Line, hash_of};
use super::deeds::invited;
use super::keys;
use super::log;
use super::state::holder;
use super::step::Step;
use crate::store::chats::{NewRoom, Quota, Receipt, Refusal, What};
use crate::store::embedded::layer::Layer;
use crate::store::embedded::rows;
use crate::values::{ChatId, Seq, Uid};

/// Which room a client's id stands for.
#[derive(Serialize, Deserialize)]
pub struct Made {
    pub chat: ChatId,
    hash: u64,
}

pub fn create(layer: &mut Layer<'_>, new: NewRoom) -> Step<Receipt> {
    let by = log::active_person(layer, new.creator)?.ok_or(Refusal::UnknownUser)?;
    let hash = fingerprint(&new);
    if let Some(before) = before(layer, &new, hash)? {
        return Ok(before);
    }
    if let Some(slug) = &new.slug
        && holder(layer, slug)?.is_some()
    {
        return Err(Refusal::SlugTaken.into());
    }
    has_room_for_a_chat(layer, &new, new.creator)?;
    let invites = invited(layer, new.creator, &new.members, |user| {
        has_room_for_a_chat(layer, &new, user).map(|()| true)
    })?;
    if 1 + invites.len() as u64 > new.quotas.members_per_room {
        return Err(Refusal::TooMany(Quota::Members).into());
    }

    let id = ChatId::Room(next_number(layer)?);
    let mut line = Line { id, by, at: new.at };
    let created = What::Created { slug: new.slug, title: new.title, public: new.public };
    let receipt = line.add(layer, created, new.tag)?;
    for invite in invites {
        line.add(layer, invite, None)?;
    }
    if let Some(client_id) = &new.id {
        rows::write(layer, keys::made(new.creator, client_id), &Made { chat: id, hash })?;
    }
    Ok(receipt)
}

fn before(layer: &Layer<'_>, new: &NewRoom, hash: u64) -> Step<Option<Receipt>> {
    let Some(id) = &new.id else { return Ok(None) };
    let made: Option<Made> = rows::read(layer, &keys::made(new.creator, id))?;
    match made {
        None => Ok(None),
        Some(made) if made.hash == hash => {
            let at = log::must_row(layer, made.chat, Seq(1))?.at;
            Ok(Some(Receipt { chat: made.chat, seq: Seq(1), at, duplicate: true }))
        }
        Some(_) => Err(Refusal::Conflict.into()),
    }
}

fn fingerprint(new: &NewRoom) -> u64 {
    let slug = new.slug.as_ref().map(|slug| slug.as_str()).unwrap_or_default();
    let members: Vec<u8> = new.members.iter().flat_map(|uid| uid.0.to_be_bytes()).collect();
    hash_of(&[slug.as_bytes(), new.title.as_bytes(), &[u8::from(new.public)], &members])
}

fn has_room_for_a_chat(layer: &Layer<'_>, new: &NewRoom, uid: Uid) -> Step<()> {
    match log::tally(layer, uid)? >= new.quotas.chats_per_account {
        true => Err(Refusal::TooMany(Quota::Chats).into()),
        false => Ok(()),
    }
}

fn next_number(layer: &mut Layer<'_>) -> Result<u64, crate::store::embedded::engine::Fault> {
    let number = rows::read::<u64>(layer, &keys::last_room())?.unwrap_or(0) + 1;
    rows::write(layer, keys::last_room(), &number)?;
    Ok(number)
}
