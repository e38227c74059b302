//! What people and chats are called in a request.

use super::{Chat, ReadError};
use crate::store::chats::Refusal;
use crate::values::{ChatId, LoginName, Pair, Slug, Uid, Username};

impl Chat {
    /// The chat behind `d:17:42`, `r:5`, `@bob` or `#tea`, as `caller` means it. Whether they may
    /// know of it is for the deed to find out.
    pub async fn find_chat(&self, caller: Uid, name: &str) -> Result<ChatId, ReadError> {
        if let Some(chat) = ChatId::parse(name) {
            return Ok(chat);
        }
        if name.starts_with('@') {
            let other = self.find_user(name).await?;
            let pair = Pair::of(caller, other).ok_or(Refusal::UnknownChat)?;
            return Ok(ChatId::Direct(pair));
        }
        let slug = name.strip_prefix('#').and_then(|slug| Slug::parse(slug).ok());
        let slug = slug.ok_or(Refusal::UnknownChat)?;
        let found = self.house.chats.room_by_slug(&slug).await?;
        Ok(found.ok_or(Refusal::UnknownChat)?)
    }

    /// As [`Chat::find_chat`], for several. A chat that there is not, or no longer, is left out; that
    /// none could be asked for is no such answer.
    pub async fn find_chats<T>(
        &self,
        caller: Uid,
        named: Vec<(String, T)>,
    ) -> Result<Vec<(ChatId, T)>, ReadError> {
        let mut found = Vec::with_capacity(named.len());
        for (name, with) in named {
            match self.find_chat(caller, &name).await {
                Ok(chat) => found.push((chat, with)),
                Err(ReadError::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }

    /// The account behind `17`, `@bob` or `bob`.
    pub async fn find_user(&self, name: &str) -> Result<Uid, ReadError> {
        if let Some(uid) = Uid::parse(name) {
            return Ok(uid);
        }
        let name = name.strip_prefix('@').unwrap_or(name);
        let name = Username::parse(name).map_err(|_| Refusal::UnknownUser)?;
        let found = self.house.people.account_by_name(&LoginName::Username(name)).await?;
        Ok(found.map(|account| account.uid).ok_or(Refusal::UnknownUser)?)
    }
}
