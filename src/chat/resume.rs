//! Going on where one left off.

use super::{Chat, ReadError};
use crate::store::chats::Refusal;
use crate::values::{ChatId, Seq, Uid};

/// What somebody who names the last event they have of each chat has missed. The events
/// themselves are read by [`Chat::history`], a page at a time, each chat from its cursor: however
/// much it is, no more of it is in memory than a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resume {
    pub chats: Vec<Cursor>,
    /// Chats that are not theirs, and cursors beyond the end of the log: it is another log than
    /// the one they have read, perhaps after a restore.
    pub refused: Vec<(ChatId, Refusal)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub chat: ChatId,
    /// What they have.
    pub after: Seq,
    /// What there is for them to read.
    pub head: Seq,
}

impl Chat {
    pub async fn resume(&self, uid: Uid, since: Vec<(ChatId, Seq)>) -> Result<Resume, ReadError> {
        let max = self.house.settings.resumed_max;
        if since.len() > max {
            return Err(ReadError::TooManyAtOnce { field: "since", max });
        }
        let chats = since.iter().map(|(chat, _)| *chat).collect();
        let reaches = self.house.chats.reaches(uid, chats).await?;
        let mut resume = Resume::default();
        for ((chat, after), reach) in since.into_iter().zip(reaches) {
            match reach {
                Ok(head) if after <= head => resume.chats.push(Cursor { chat, after, head }),
                Ok(head) => resume.refused.push((chat, Refusal::BeyondHead { head })),
                Err(refusal) => resume.refused.push((chat, refusal)),
            }
        }
        Ok(resume)
    }
}
