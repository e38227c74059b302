//! What somebody has read. Marks wait in memory until the next commit takes all of them along: a
//! mark is not worth a commit of its own, and the last ones may be lost.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::furthest::{self, Furthest};
use super::log::{self, Known};
use super::step::Step;
use super::{keys, ties};
use crate::store::chats::{Mark, Member, Refusal};
use crate::store::embedded::engine::{Fault, View};
use crate::store::embedded::layer::{Effect, Layer};
use crate::store::embedded::rows;
use crate::values::{ChatId, Seq, Uid};

/// More marks than this do not wait: the disk has stopped taking them.
const WAITING_MAX: usize = 64 * 1024;

#[derive(Default)]
pub struct Marks(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    marks: HashMap<(Uid, ChatId), Upto>,
    /// What they say of the chats in which they are.
    furthest: HashMap<ChatId, Furthest>,
    /// A decision that will take them along has been handed in.
    called_for: bool,
}

/// How far somebody has read, and how many messages that are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Upto {
    pub seq: Seq,
    pub messages: u64,
}

/// What waits of a chat's marks, as one of its members sees it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Around {
    pub mine: Option<Upto>,
    /// How far one of the others has read.
    pub others: Seq,
}

/// Marks on their way to the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    marks: Vec<((Uid, ChatId), Upto)>,
    furthest: Vec<(ChatId, Furthest)>,
}

impl Marks {
    /// What waits of somebody's mark. To be asked before the view is opened in which the rest of it
    /// is read: what waits no longer can then be seen there.
    pub fn waiting(&self, uid: Uid, chat: ChatId) -> Option<Upto> {
        self.lock().marks.get(&(uid, chat)).copied()
    }

    /// The same, with what waits of the others' marks.
    pub fn waiting_around(&self, uid: Uid, chat: ChatId) -> Around {
        let waiting = self.lock();
        Around {
            mine: waiting.marks.get(&(uid, chat)).copied(),
            others: waiting.furthest.get(&chat).map_or(Seq::NONE, |furthest| furthest.but(uid)),
        }
    }

    /// Lets a mark wait; says whether somebody must be called to take them along. `None` if too
    /// many wait already.
    pub fn wait(&self, uid: Uid, chat: ChatId, upto: Upto) -> Option<bool> {
        let mut waiting = self.lock();
        let full = waiting.marks.len() >= WAITING_MAX;
        if full && !waiting.marks.contains_key(&(uid, chat)) {
            return None;
        }
        waiting.marks.insert((uid, chat), upto);
        waiting.furthest.entry(chat).or_default().note(uid, upto.seq);
        Some(!std::mem::replace(&mut waiting.called_for, true))
    }

    /// The call could not be made; the next mark makes it.
    pub fn nobody_came(&self) {
        self.lock().called_for = false;
    }

    /// Writes all that wait. They wait on until they are durable, so that nobody sees a mark of
    /// theirs go back meanwhile.
    pub fn take_along(&self, layer: &mut Layer<'_>) -> Result<(), Fault> {
        let mut waiting = self.lock();
        waiting.called_for = false;
        let taken = Taken {
            marks: waiting.marks.iter().map(|(whose, upto)| (*whose, *upto)).collect(),
            furthest: waiting.furthest.iter().map(|(chat, some)| (*chat, some.clone())).collect(),
        };
        drop(waiting);
        for ((uid, chat), upto) in &taken.marks {
            write(layer, *uid, *chat, *upto)?;
        }
        for (chat, news) in &taken.furthest {
            furthest::note(layer, *chat, news)?;
        }
        layer.afterwards(Effect::MarksWritten(taken));
        Ok(())
    }

    /// These are durable.
    pub fn written(&self, taken: &Taken) {
        let mut waiting = self.lock();
        for (whose, upto) in &taken.marks {
            if waiting.marks.get(whose) == Some(upto) {
                waiting.marks.remove(whose);
            }
        }
        for (chat, news) in &taken.furthest {
            if waiting.furthest.get(chat) == Some(news) {
                waiting.furthest.remove(chat);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The mark as its owner should see it.
pub fn mark(view: &dyn View, waiting: Option<Upto>, uid: Uid, chat: ChatId) -> Result<Mark, Fault> {
    let mark = rows::read::<Mark>(view, &keys::mark(uid, chat))?.unwrap_or_default();
    Ok(waiting.map_or(mark, |upto| further(mark, upto)))
}

/// How far that one of the others has read who has read furthest. Whom the reader of a direct chat
/// has blocked is not heard, and so not seen to read.
pub fn seen(view: &dyn View, waiting: Seq, reader: Uid, chat: ChatId) -> Result<Seq, Fault> {
    let written = match chat {
        ChatId::Room(_) => furthest::read(view, chat)?.but(reader),
        ChatId::Direct(pair) => match pair.other(reader) {
            Some(other) if !ties::has_blocked(view, reader, other)? => {
                mark(view, None, other, chat)?.read
            }
            _ => return Ok(Seq::NONE),
        },
    };
    Ok(written.max(waiting))
}

fn further(mark: Mark, upto: Upto) -> Mark {
    match upto.seq > mark.read {
        true => Mark { read: upto.seq, read_messages: upto.messages, ..mark },
        false => mark,
    }
}

fn write(layer: &mut Layer<'_>, uid: Uid, chat: ChatId, upto: Upto) -> Result<(), Fault> {
    let key = keys::mark(uid, chat);
    let before = rows::read::<Mark>(layer, &key)?.unwrap_or_default();
    match further(before, upto) {
        same if same == before => Ok(()),
        after => rows::write(layer, key, &after),
    }
}

/// Who writes has read what stands above.
pub fn note_written(layer: &mut Layer<'_>, uid: Uid, chat: ChatId, seq: Seq) -> Result<(), Fault> {
    let messages = log::messages_up_to(layer, chat, seq)?;
    write(layer, uid, chat, Upto { seq, messages })?;
    furthest::note(layer, chat, &Furthest::of(uid, seq))
}

/// How far a mark at `seq` would go, if that is further than where it is.
pub fn news(
    view: &dyn View,
    waiting: Option<Upto>,
    uid: Uid,
    chat: ChatId,
    seq: Seq,
) -> Step<Option<Upto>> {
    let known = Known::about(view, chat, uid)?;
    let head = known.scene().reach(uid)?;
    if seq > head {
        return Err(Refusal::BeyondHead { head }.into());
    }
    if mark(view, waiting, uid, chat)?.read >= seq {
        return Ok(None);
    }
    let messages = log::messages_up_to(view, chat, seq)?;
    Ok(Some(Upto { seq, messages }))
}

pub fn mute(layer: &mut Layer<'_>, uid: Uid, chat: ChatId, muted: bool) -> Step<()> {
    let member = log::member(layer, chat, uid)?;
    if member.as_ref().and_then(Member::role).is_none() {
        return Err(Refusal::UnknownChat.into());
    }
    let key = keys::mark(uid, chat);
    let before = rows::read::<Mark>(layer, &key)?.unwrap_or_default();
    Ok(rows::write(layer, key, &Mark { muted, ..before })?)
}
