//! What happens once a group is durable, before its callers hear of it.

use std::sync::Arc;

use tokio::sync::Notify;

use super::engine::View;
use super::layer::Effect;
use crate::store::AvatarId;

/// Runs in the committer's thread, between two groups: `view` shows exactly what is durable, and no
/// decision can be taken meanwhile.
pub struct Effects {
    pub letter_posted: Arc<Notify>,
    pub avatar_unused: AvatarUnused,
}

pub type AvatarUnused = Box<dyn Fn(&dyn View, AvatarId) + Send + Sync>;

impl Effects {
    pub fn run(&self, view: &dyn View, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::LetterPosted => self.letter_posted.notify_one(),
                Effect::AvatarUnused(id) => (self.avatar_unused)(view, *id),
            }
        }
    }
}

impl Default for Effects {
    /// Tells who waits for letters, and leaves unused pictures where they are.
    fn default() -> Effects {
        Effects { letter_posted: Arc::default(), avatar_unused: Box::new(|_, _| ()) }
    }
}
