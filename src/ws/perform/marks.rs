//! Requests that leave no entry: read marks, typing, mute.

use super::{Done, Turn};
use crate::values::{ChatId, Seq};
use crate::ws::frame::Request;
use crate::ws::say::{self, Failure};

impl Turn {
    pub(super) async fn mark(&self, request: Request) -> Result<Done, Failure> {
        match request {
            Request::Read { chat, seq } => self.read(self.chat(&chat).await?, Seq(seq)).await?,
            Request::Typing { chat, on } => self.type_in(self.chat(&chat).await?, on).await?,
            Request::Mute { chat, on } => {
                let chat = self.chat(&chat).await?;
                self.seat.house.chat.mute(self.uid(), chat, on).await?;
            }
            _ => return Ok(Done::default()),
        }
        self.say_ok();
        Ok(Done::default())
    }

    async fn read(&self, chat: ChatId, upto: Seq) -> Result<(), Failure> {
        // One's own other devices hear of it from the same whisper.
        if self.seat.house.chat.read(self.uid(), chat, upto).await? {
            let frame = say::read(chat, self.uid(), upto);
            self.seat.house.hub.whisper(chat, &frame, Some(self.seat.link.id));
        }
        Ok(())
    }

    async fn type_in(&self, chat: ChatId, on: bool) -> Result<(), Failure> {
        self.seat.house.chat.may_whisper(self.uid(), chat).await?;
        let frame = say::typing(chat, self.uid(), self.seat.guest.name(), on);
        self.seat.house.hub.whisper(chat, &frame, Some(self.seat.link.id));
        Ok(())
    }
}
