//! Requests about rooms and who is in them.

use super::{Done, Turn, bad};
use crate::chat::NewRoom;
use crate::store::chats::ChatRole;
use crate::values::Slug;
use crate::ws::frame::Request;
use crate::ws::say::Failure;

impl Turn {
    pub(super) async fn change_room(&self, request: Request) -> Result<Done, Failure> {
        let chat = &self.seat.house.chat;
        let by = self.author();
        let receipt = match request {
            Request::Create { slug, title, public, members } => {
                let wrong = |_| bad("slug", "letters, digits, - and _, at most 32");
                let slug = Some(Slug::parse(&slug).map_err(wrong)?);
                let (id, members) = (self.client_id()?, self.users(&members).await?);
                let room = NewRoom { id, slug, title, public, members };
                let receipt = chat.create(by, room).await?;
                self.acknowledge(receipt);
                return Ok(Done { wrote_to: Some(receipt.chat), ..Done::default() });
            }
            Request::Join { chat: name } => {
                let receipt = chat.join(by, self.chat(&name).await?).await?;
                self.acknowledge(receipt);
                return Ok(Done { wrote_to: Some(receipt.chat), ..Done::default() });
            }
            Request::Leave { chat: name } => chat.leave(by, self.chat(&name).await?).await?,
            Request::Invite { chat: name, users } => {
                let users = self.users(&users).await?;
                chat.invite(by, self.chat(&name).await?, users).await?
            }
            Request::Kick { chat: name, user } => {
                chat.kick(by, self.chat(&name).await?, self.user(&user).await?).await?
            }
            Request::Ban { chat: name, user } => {
                chat.ban(by, self.chat(&name).await?, self.user(&user).await?).await?
            }
            Request::Unban { chat: name, user } => {
                chat.unban(by, self.chat(&name).await?, self.user(&user).await?).await?
            }
            Request::Role { chat: name, user, role } => {
                let role = role_of(&role).ok_or(bad("role", "owner, moderator or member"))?;
                chat.role(by, self.chat(&name).await?, self.user(&user).await?, role).await?
            }
            Request::Topic { chat: name, title } => {
                chat.topic(by, self.chat(&name).await?, &title).await?
            }
            Request::Close { chat: name } => chat.close(by, self.chat(&name).await?).await?,
            _ => return Ok(Done::default()),
        };
        self.acknowledge(receipt);
        Ok(Done::default())
    }
}

fn role_of(word: &str) -> Option<ChatRole> {
    match word {
        "owner" => Some(ChatRole::Owner),
        "moderator" => Some(ChatRole::Moderator),
        "member" => Some(ChatRole::Member),
        _ => None,
    }
}
