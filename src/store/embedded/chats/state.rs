//! The state of a chat as the fold sees it, on a layer.

use super::{keys, log, read};
use crate::store::chats::fold::{Reactor, State};
use crate::store::chats::{Chat, Fate, Member, Words};
use crate::store::embedded::engine::Fault;
use crate::store::embedded::layer::Layer;
use crate::store::embedded::rows;
use crate::values::{ChatId, Seq, Slug, Uid};

pub struct LayerState<'s, 'l> {
    pub layer: &'s mut Layer<'l>,
    pub id: ChatId,
    /// Who became a member, and who ceased to be one.
    pub came: Vec<Uid>,
    pub went: Vec<Uid>,
}

impl<'s, 'l> LayerState<'s, 'l> {
    pub fn of(layer: &'s mut Layer<'l>, id: ChatId) -> LayerState<'s, 'l> {
        LayerState { layer, id, came: Vec::new(), went: Vec::new() }
    }

    fn mark_or_not(&mut self, key: Vec<u8>, there: bool) -> Result<(), Fault> {
        if there {
            return rows::write(self.layer, key, &());
        }
        self.layer.remove(key);
        Ok(())
    }

    fn count_in(&mut self, uid: Uid) -> Result<(), Fault> {
        self.came.push(uid);
        let tally = log::tally(self.layer, uid)? + 1;
        rows::write(self.layer, keys::tally(uid), &tally)
    }

    fn count_out(&mut self, uid: Uid) -> Result<(), Fault> {
        self.went.push(uid);
        let tally = log::tally(self.layer, uid)?.saturating_sub(1);
        rows::write(self.layer, keys::tally(uid), &tally)
    }
}

impl State for LayerState<'_, '_> {
    type Fault = Fault;

    fn chat(&mut self) -> Result<Option<Chat>, Fault> {
        log::chat(self.layer, self.id)
    }

    fn set_chat(&mut self, chat: Chat) -> Result<(), Fault> {
        let began = chat.head == Seq(1);
        if began || chat.closed {
            self.set_slug(&chat)?;
        }
        rows::write(self.layer, keys::chat(self.id), &chat)
    }

    fn member(&mut self, uid: Uid) -> Result<Option<Member>, Fault> {
        log::member(self.layer, self.id, uid)
    }

    fn set_member(&mut self, uid: Uid, member: Member) -> Result<(), Fault> {
        let was_in = self.member(uid)?.is_some_and(|before| before.role().is_some());
        let is_in = member.role().is_some();
        if was_in != is_in {
            if is_in {
                self.count_in(uid)?
            } else {
                self.count_out(uid)?
            }
            self.mark_or_not(keys::membership(uid, self.id), is_in)?;
        }
        rows::write(self.layer, keys::member(self.id, uid), &member)
    }

    fn fate(&mut self, message: Seq) -> Result<Fate, Fault> {
        Ok(log::fate(self.layer, self.id, message)?.unwrap_or_default())
    }

    fn set_fate(&mut self, message: Seq, fate: Fate) -> Result<(), Fault> {
        self.mark_or_not(keys::pin(self.id, message), fate.pinned.is_some())?;
        if fate.deleted.is_some() {
            rows::write(self.layer, keys::deleted(self.id, message), &())?;
        }
        rows::write(self.layer, keys::fate(self.id, message), &fate)
    }

    fn has_reacted(&mut self, who: &Reactor<'_>) -> Result<bool, Fault> {
        rows::is_there(self.layer, &keys::reacted(self.id, who))
    }

    fn set_reacted(&mut self, who: &Reactor<'_>, on: bool) -> Result<(), Fault> {
        self.mark_or_not(keys::reacted(self.id, who), on)
    }

    fn words(&mut self, seq: Seq) -> Result<Words, Fault> {
        read::words_at(self.layer, self.id, seq)
    }

    fn set_called(&mut self, uid: Uid, message: Seq, on: bool) -> Result<(), Fault> {
        self.mark_or_not(keys::call(self.id, uid, message), on)
    }
}

impl LayerState<'_, '_> {
    /// A slug is taken when the room begins and given back when it ends; between the two it stays.
    fn set_slug(&mut self, chat: &Chat) -> Result<(), Fault> {
        let Some(slug) = &chat.slug else { return Ok(()) };
        let mine = holder(self.layer, slug)?.is_none_or(|holder| holder == self.id);
        match (mine, chat.closed) {
            (false, _) => {}
            (true, true) => {
                self.layer.remove(keys::slug(slug));
                self.layer.remove(keys::public(slug));
            }
            (true, false) => {
                rows::write(self.layer, keys::slug(slug), &self.id)?;
                if chat.public {
                    rows::write(self.layer, keys::public(slug), &self.id)?;
                }
            }
        }
        Ok(())
    }
}

/// The room that has a slug.
pub fn holder(
    view: &dyn crate::store::embedded::engine::View,
    slug: &Slug,
) -> Result<Option<ChatId>, Fault> {
    rows::read(view, &keys::slug(slug))
}
