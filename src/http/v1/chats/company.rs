//! Who is connected now, as REST sees them.

use crate::hub::PresenceChange;
use crate::values::{ChatId, Seq, Uid};

/// Asks who is here, and passes on what is not kept. Entries of logs reach connections by
/// themselves, whoever wrote them.
pub trait Company: Send + Sync {
    fn presence(&self, uid: Uid) -> PresenceChange;

    /// Tells those in the chat that `uid` has read up to there.
    fn has_read(&self, chat: ChatId, uid: Uid, upto: Seq);

    /// Tells those in the chat that somebody is writing, or not any more.
    fn is_typing(&self, chat: ChatId, uid: Uid, name: &str, on: bool);
}
