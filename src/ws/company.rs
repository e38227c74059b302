//! Those who are connected, as REST sees them.

use super::{House, say};
use crate::http::v1::chats::company::Company;
use crate::hub::PresenceChange;
use crate::values::{ChatId, Seq, Uid};

impl Company for House {
    fn presence(&self, uid: Uid) -> PresenceChange {
        self.hub.presence(uid)
    }

    fn has_read(&self, chat: ChatId, uid: Uid, upto: Seq) {
        self.hub.whisper(chat, &say::read(chat, uid, upto), None);
    }

    fn is_typing(&self, chat: ChatId, uid: Uid, name: &str, on: bool) {
        self.hub.whisper(chat, &say::typing(chat, uid, name, on), None);
    }
}
