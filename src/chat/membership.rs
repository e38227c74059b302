//! Who is in a room, and as what.

use super::{Author, Chat, ReadError, WriteError};
use crate::store::Tie;
use crate::store::chats::{ChatRole, Deed, Member, Person, Receipt, Refusal};
use crate::values::{ChatId, Uid};

impl Chat {
    pub async fn join(&self, by: Author, chat: ChatId) -> Result<Receipt, WriteError> {
        self.write(by, chat, Deed::Join).await
    }

    /// The last owner must hand the room over or close it before.
    pub async fn leave(&self, by: Author, chat: ChatId) -> Result<Receipt, WriteError> {
        self.write(by, chat, Deed::Leave).await
    }

    /// Makes them members. Nobody can be brought into a room by somebody whom they have blocked.
    pub async fn invite(
        &self,
        by: Author,
        chat: ChatId,
        users: Vec<Uid>,
    ) -> Result<Receipt, WriteError> {
        let max = self.house.settings.invited_max;
        match users.len() {
            0 => Err(WriteError::Empty { field: "users" }),
            some if some > max => Err(WriteError::TooManyAtOnce { field: "users", max }),
            _ => self.write(by, chat, Deed::Invite { users }).await,
        }
    }

    /// Somebody who was kicked can come back; nothing after the kick reaches them until then.
    pub async fn kick(&self, by: Author, chat: ChatId, user: Uid) -> Result<Receipt, WriteError> {
        self.write(by, chat, Deed::Kick { user }).await
    }

    /// A kick after which they cannot come back. Who is not a member can be banned too.
    pub async fn ban(&self, by: Author, chat: ChatId, user: Uid) -> Result<Receipt, WriteError> {
        self.write(by, chat, Deed::Ban { user }).await
    }

    pub async fn unban(&self, by: Author, chat: ChatId, user: Uid) -> Result<Receipt, WriteError> {
        self.write(by, chat, Deed::Unban { user }).await
    }

    /// For owners. A room may have several; making another one an owner is the first half of
    /// handing it over, and stepping down the second.
    pub async fn role(
        &self,
        by: Author,
        chat: ChatId,
        user: Uid,
        role: ChatRole,
    ) -> Result<Receipt, WriteError> {
        self.write(by, chat, Deed::Role { user, role }).await
    }

    pub async fn members(
        &self,
        reader: Uid,
        chat: ChatId,
        after: Option<Uid>,
        limit: usize,
    ) -> Result<Vec<(Person, ChatRole)>, ReadError> {
        Ok(self.house.chats.members(reader, chat, after, self.page(limit)).await??)
    }

    /// May `uid` be heard in the chat now, by a sign that is not kept (typing, a read mark)? In a
    /// direct chat, not by who has blocked them.
    pub async fn may_whisper(&self, uid: Uid, chat: ChatId) -> Result<(), ReadError> {
        let member = self.house.chats.member(chat, uid).await?;
        if member.as_ref().and_then(Member::role).is_none() {
            return Err(Refusal::UnknownChat.into());
        }
        if let ChatId::Direct(pair) = chat
            && let Some(other) = pair.other(uid)
            && self.house.ties.is_tied(other, Tie::Block, uid).await?
        {
            return Err(Refusal::Blocked.into());
        }
        Ok(())
    }
}
