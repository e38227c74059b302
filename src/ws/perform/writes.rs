//! Requests that say something.

use super::{Done, Turn, bad};
use crate::chat::{Author, NewMessage, WriteError};
use crate::store::chats::{Receipt, Refusal, Tag};
use crate::values::{ClientId, Emoji, Seq, UploadId};
use crate::ws::frame::Request;
use crate::ws::say::{self, Failure};

impl Turn {
    pub(super) async fn send(
        &self,
        name: &str,
        text: String,
        reply_to: Option<u64>,
        attachments: Vec<UploadId>,
    ) -> Result<Done, Failure> {
        let chat = self.chat(name).await?;
        let (id, reply_to) = (self.client_id()?, reply_to.map(Seq));
        let message = NewMessage { id, text, reply_to, attachments };
        let sent = self.seat.house.chat.send(self.author(), chat, message).await;
        let receipt = sent.map_err(|error| match error {
            WriteError::Refused(Refusal::UnknownMessage) => {
                bad("reply_to", "the chat has no such message, or it was deleted")
            }
            error => error.into(),
        })?;
        self.acknowledge(receipt);
        Ok(Done { wrote_to: Some(receipt.chat), ..Done::default() })
    }

    /// What somebody does about a message that stands in the log.
    pub(super) async fn write(&self, request: Request) -> Result<Done, Failure> {
        let chat = &self.seat.house.chat;
        let by = self.author();
        let receipt = match request {
            Request::Edit { chat: name, target, text } => {
                chat.edit(by, self.chat(&name).await?, Seq(target), &text).await?
            }
            Request::Delete { chat: name, target } => {
                chat.delete(by, self.chat(&name).await?, Seq(target)).await?
            }
            Request::React { chat: name, target, emoji, on } => {
                let wrong = |_| bad("emoji", "must be one picture");
                let emoji = Emoji::parse(&emoji).map_err(wrong)?;
                chat.react(by, self.chat(&name).await?, Seq(target), emoji, on).await?
            }
            Request::Pin { chat: name, target, on } => {
                chat.pin(by, self.chat(&name).await?, Seq(target), on).await?
            }
            _ => return Ok(Done::default()),
        };
        self.acknowledge(receipt);
        Ok(Done::default())
    }

    pub(super) fn author(&self) -> Author {
        let tag = Tag { connection: self.seat.link.id.0, request: self.wish.0 };
        Author { uid: self.uid(), tag: Some(tag) }
    }

    pub(super) fn client_id(&self) -> Result<Option<ClientId>, Failure> {
        let wrong = |_| bad("id", "must be a text of 1 to 64 characters");
        self.id().map(|id| ClientId::parse(id).map_err(wrong)).transpose()
    }

    /// The acknowledgement takes the entry's place in the log's order. One that names an entry from
    /// before takes nobody's place.
    pub(super) fn acknowledge(&self, receipt: Receipt) {
        let Receipt { chat, seq, at, duplicate } = receipt;
        let ack = || say::ack(self.id(), chat, seq, at, duplicate);
        if duplicate {
            self.say(ack());
        } else {
            self.seat.house.hub.settle(&self.seat.link, chat, seq.0, self.wish, ack);
        }
    }
}
