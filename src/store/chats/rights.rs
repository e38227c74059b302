//! Who may do what in a chat. Pure: the one who decides brings what there is to know.
//!
//! Somebody who may not know of a chat is told what they would be told if there were none.

use super::{Chat, ChatRole, Deed, Member, Refusal, Standing};
use crate::values::{ChatId, Uid};

/// What a right depends on: the chat, if it is there, and what the author is to it.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    pub id: ChatId,
    pub chat: Option<&'a Chat>,
    pub me: Option<&'a Member>,
}

impl Scene<'_> {
    /// May `author` do this at all? What it asks of its target comes after.
    pub fn may(&self, author: Uid, deed: &Deed) -> Result<(), Refusal> {
        match self.id {
            ChatId::Direct(pair) => {
                pair.other(author).ok_or(Refusal::UnknownChat)?;
                self.may_in_direct(deed)
            }
            ChatId::Room(_) => self.may_in_room(deed),
        }
    }

    fn may_in_direct(&self, deed: &Deed) -> Result<(), Refusal> {
        match deed {
            Deed::Send { .. } => Ok(()),
            Deed::Edit { .. } | Deed::Delete { .. } | Deed::React { .. } | Deed::Pin { .. } => {
                self.chat.map(|_| ()).ok_or(Refusal::UnknownChat)
            }
            _ => Err(Refusal::RoomsOnly),
        }
    }

    fn may_in_room(&self, deed: &Deed) -> Result<(), Refusal> {
        let chat = self.chat.ok_or(Refusal::UnknownChat)?;
        if *deed == Deed::Join {
            return self.may_join(chat);
        }
        let role = self.my_role(chat)?;
        if chat.closed && *deed != Deed::Leave {
            return Err(Refusal::Closed);
        }
        if role < least_role_for(deed) {
            return Err(Refusal::Forbidden);
        }
        let last_owner = role == ChatRole::Owner && chat.owners == 1 && !chat.closed;
        if *deed == Deed::Leave && last_owner {
            return Err(Refusal::LastOwner);
        }
        Ok(())
    }

    fn may_join(&self, chat: &Chat) -> Result<(), Refusal> {
        match self.me.map(|me| me.standing) {
            Some(Standing::In(_)) => Ok(()),
            Some(Standing::Banned) if self.is_known(chat) => Err(Refusal::Banned),
            _ if !self.is_known(chat) => Err(Refusal::UnknownChat),
            _ if chat.closed => Err(Refusal::Closed),
            _ if chat.public => Ok(()),
            _ => Err(Refusal::Forbidden),
        }
    }

    fn my_role(&self, chat: &Chat) -> Result<ChatRole, Refusal> {
        match self.me.and_then(Member::role) {
            Some(role) => Ok(role),
            None if self.is_known(chat) => Err(Refusal::NotAMember),
            None => Err(Refusal::UnknownChat),
        }
    }

    /// Whether the author may know that there is such a room.
    fn is_known(&self, chat: &Chat) -> bool {
        let was_there = self.me.is_some_and(|me| me.role().is_some() || me.reads_to.is_some());
        (chat.public && !chat.closed) || was_there
    }

    /// How far `reader` may read.
    pub fn reach(&self, reader: Uid) -> Result<crate::values::Seq, Refusal> {
        if let ChatId::Direct(pair) = self.id {
            pair.other(reader).ok_or(Refusal::UnknownChat)?;
        }
        let chat = self.chat.ok_or(Refusal::UnknownChat)?;
        match self.me.and_then(|me| me.reach(chat.head)) {
            Some(reach) => Ok(reach),
            None if self.is_known(chat) => Err(Refusal::NotAMember),
            None => Err(Refusal::UnknownChat),
        }
    }
}

fn least_role_for(deed: &Deed) -> ChatRole {
    match deed {
        Deed::Role { .. } | Deed::Topic { .. } | Deed::Close => ChatRole::Owner,
        Deed::Invite { .. }
        | Deed::Kick { .. }
        | Deed::Ban { .. }
        | Deed::Unban { .. }
        | Deed::Pin { .. } => ChatRole::Moderator,
        _ => ChatRole::Member,
    }
}

/// Only who stands higher may send somebody away.
pub fn may_send_away(mine: ChatRole, theirs: Option<ChatRole>) -> Result<(), Refusal> {
    match theirs {
        Some(theirs) if theirs >= mine => Err(Refusal::Forbidden),
        _ => Ok(()),
    }
}

/// Others' messages are for moderators to delete. In a direct chat nobody is one.
pub fn may_delete(mine: ChatRole, is_author: bool) -> Result<(), Refusal> {
    match is_author || mine >= ChatRole::Moderator {
        true => Ok(()),
        false => Err(Refusal::Forbidden),
    }
}
