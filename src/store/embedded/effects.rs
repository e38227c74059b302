//! What happens once a group is durable, before its callers hear of it.

use std::sync::Arc;

use tokio::sync::Notify;

use super::chats::Backstage;
use super::engine::{Fault, View};
use super::files::Files;
use super::layer::Effect;
use super::wanted;
use crate::store::FileHash;

/// Runs in the committer's thread, between two groups: `view` shows exactly what is durable, and no
/// decision can be taken meanwhile. By default the files are kept in memory.
#[derive(Default)]
pub struct Effects {
    pub letter_posted: Arc<Notify>,
    pub files: Arc<Files>,
    pub chats: Arc<Backstage>,
}

impl Effects {
    pub fn on(files: Files) -> Effects {
        Effects { files: Arc::new(files), ..Effects::default() }
    }

    pub fn run(&self, view: &dyn View, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::LetterPosted => self.letter_posted.notify_one(),
                Effect::FileUnused(id) => self.remove_unwanted(view, *id),
                Effect::Posted(posted) => self.chats.feed.post((**posted).clone()),
                Effect::MarksWritten(taken) => self.chats.marks.written(taken),
                Effect::IndexDue(chat) => self.chats.index_due(*chat),
            }
        }
    }

    /// A file that stays by mistake takes up room and is found by `check`; one that goes by
    /// mistake is lost. So it is asked again, of the group as a whole.
    fn remove_unwanted(&self, view: &dyn View, file: FileHash) {
        let removed = wanted::is_wanted(view, file).and_then(|wanted| match wanted {
            true => Ok(()),
            false => self.files.remove(file).map_err(|error| Fault::Io(error.to_string())),
        });
        if let Err(fault) = removed {
            tracing::warn!("a file that nobody uses could not be removed: {fault}");
        }
    }
}
