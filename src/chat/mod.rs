//! What is said, to whom, in which order.
//!
//! [`Chat`] is the one service behind the socket, the REST interface and every contract that has a
//! chat. It knows what may be written; the store decides, in one place and at one time, whether it
//! is; what has become durable comes out of [`Chat::feed`].
//!
//! - *writing*: [`send`], [`edit`], [`delete`], [`react`], [`pin`]; what a text may be is in
//!   [`text`]
//! - *rooms*: [`rooms`], [`membership`]
//! - *reading*: [`history`], [`resume`], [`lists`], [`search`]
//! - *files*: [`uploads`]; what one is is in [`look`], and how many come in at once in `receiving`
//! - *one's own*: [`marks`]
//! - [`naming`]: whom and what `@bob` and `#tea` mean; [`error`]: the closed list of refusals
//!
//! Deliberately absent: who is connected and how bytes get to them (the hub's), frames and their
//! words (the edges'), and any copy of the state: the store is asked each time.

pub mod delete;
pub mod edit;
pub mod error;
pub mod history;
pub mod lists;
pub mod look;
pub mod marks;
pub mod membership;
pub mod naming;
pub mod pin;
pub mod react;
mod receiving;
pub mod resume;
pub mod rooms;
pub mod search;
pub mod send;
pub mod settings;
#[cfg(test)]
mod tests;
pub mod text;
pub mod uploads;

pub use error::{Code, ReadError, WriteError};
pub use rooms::NewRoom;
pub use send::NewMessage;
pub use settings::Settings;
pub use uploads::{NewFile, UploadError, UploadSettings};

use std::sync::Arc;

use self::receiving::Receiving;
use crate::store::chats::{Append, ChatStore, Deed, Feed, Receipt, Tag};
use crate::store::{AccountStore, SocialStore, UploadStore};
use crate::values::{ChatId, Clock, Random, Uid};

/// The service. A clone is another handle on the same house.
#[derive(Clone)]
pub struct Chat {
    house: Arc<House>,
    receiving: Arc<Receiving>,
}

/// What the rules stand on.
pub struct House {
    pub chats: Arc<dyn ChatStore>,
    pub people: Arc<dyn AccountStore>,
    pub ties: Arc<dyn SocialStore>,
    pub uploads: Arc<dyn UploadStore>,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub settings: Settings,
}

/// Who writes, and what tells them apart from their other devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Author {
    pub uid: Uid,
    /// Comes out of the feed with the event.
    pub tag: Option<Tag>,
}

impl From<Uid> for Author {
    fn from(uid: Uid) -> Author {
        Author { uid, tag: None }
    }
}

impl Chat {
    pub fn new(house: House) -> Chat {
        Chat { house: Arc::new(house), receiving: Arc::default() }
    }

    pub fn settings(&self) -> &Settings {
        &self.house.settings
    }

    /// What becomes durable from now on, in the order of the commits; for the one who delivers.
    pub fn feed(&self) -> Arc<Feed> {
        self.house.chats.feed()
    }

    /// Handed in before anything waits, so that who waits holds a pointer and not the deed.
    fn write(
        &self,
        by: Author,
        chat: ChatId,
        deed: Deed,
    ) -> impl Future<Output = Result<Receipt, WriteError>> + Send {
        let append = Append {
            chat,
            author: by.uid,
            deed,
            at: self.house.clock.now(),
            quotas: self.house.settings.quotas,
            tag: by.tag,
        };
        let appended = self.house.chats.append(append);
        async move { Ok(appended.await??) }
    }
}
