//! The words of the house. A value here is already valid: it cannot be made from bad text.

mod chats;
mod email;
mod files;
mod ids;
mod language;
mod names;
mod origin;
mod random;
mod secret;
mod time;

pub use chats::{ChatId, ClientId, Emoji, Pair, Seq, Slug};
pub use files::{FileName, MediaType};
pub use ids::{CaptchaId, MailId, SessionId, Uid, UploadId};
pub use language::Language;
pub use names::{Address, BadName, Email, LoginKind, LoginName, Phone, Username, folded};
pub use origin::Origin;
pub use random::{Random, SystemRandom};
pub use secret::{Password, SecretText};
pub use time::{Clock, Millis, SystemClock};

#[cfg(test)]
pub use random::SeededRandom;
#[cfg(test)]
pub use time::ManualClock;

#[cfg(test)]
mod tests;
