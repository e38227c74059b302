//! How far a room has been read by that one of the others who has read furthest: what its members
//! are told of each other's marks. There may be ten thousand of them, so it is noted as marks are
//! written and not worked out when somebody asks.

use serde::{Deserialize, Serialize};

use super::keys;
use crate::store::embedded::engine::{Fault, View};
use crate::store::embedded::layer::Layer;
use crate::store::embedded::rows;
use crate::values::{ChatId, Seq, Uid};

/// The two who have read furthest, the first of them first: one of the two is not who asks. Marks
/// never go back, so neither does this; who has left the room has read it all the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Furthest(Vec<(Uid, Seq)>);

impl Furthest {
    pub fn of(uid: Uid, read: Seq) -> Furthest {
        Furthest(vec![(uid, read)])
    }

    pub fn note(&mut self, uid: Uid, read: Seq) {
        match self.0.iter_mut().find(|(known, _)| *known == uid) {
            Some((_, known)) => *known = read.max(*known),
            None => self.0.push((uid, read)),
        }
        self.0.sort_by_key(|(_, read)| std::cmp::Reverse(*read));
        self.0.truncate(2);
    }

    pub fn note_all(&mut self, others: &Furthest) {
        others.0.iter().for_each(|(uid, read)| self.note(*uid, *read));
    }

    pub fn but(&self, reader: Uid) -> Seq {
        self.0.iter().find(|(uid, _)| *uid != reader).map_or(Seq::NONE, |(_, read)| *read)
    }

    pub fn readers(&self) -> impl Iterator<Item = (Uid, Seq)> + '_ {
        self.0.iter().copied()
    }
}

pub fn read(view: &dyn View, room: ChatId) -> Result<Furthest, Fault> {
    Ok(rows::read(view, &keys::furthest(room))?.unwrap_or_default())
}

/// Adds what is newly known of a chat. In a direct chat there is nothing to keep: it has two marks.
pub fn note(layer: &mut Layer<'_>, chat: ChatId, news: &Furthest) -> Result<(), Fault> {
    if let ChatId::Direct(_) = chat {
        return Ok(());
    }
    let before = read(layer, chat)?;
    let mut after = before.clone();
    after.note_all(news);
    match after == before {
        true => Ok(()),
        false => rows::write(layer, keys::furthest(chat), &after),
    }
}
