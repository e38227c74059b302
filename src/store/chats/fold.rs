//! What an event does to the state of its chat.
//!
//! This is the one place that knows. The store calls it when it writes an event, and `check` calls
//! it again over the whole log and compares. It asks nothing: whether the event may happen was
//! decided before, and what is in the log has happened.

use super::{Chat, ChatRole, Event, Fate, Member, Standing, What, Words};
use crate::values::{ChatId, Emoji, Seq, Uid};

/// The state of one chat, piece by piece: a room's ten thousand members are not one value.
pub trait State {
    type Fault;

    fn chat(&mut self) -> Result<Option<Chat>, Self::Fault>;
    fn set_chat(&mut self, chat: Chat) -> Result<(), Self::Fault>;
    fn member(&mut self, uid: Uid) -> Result<Option<Member>, Self::Fault>;
    fn set_member(&mut self, uid: Uid, member: Member) -> Result<(), Self::Fault>;
    fn fate(&mut self, message: Seq) -> Result<Fate, Self::Fault>;
    fn set_fate(&mut self, message: Seq, fate: Fate) -> Result<(), Self::Fault>;
    fn has_reacted(&mut self, who: &Reactor<'_>) -> Result<bool, Self::Fault>;
    fn set_reacted(&mut self, who: &Reactor<'_>, on: bool) -> Result<(), Self::Fault>;
    /// What a message or an edit says, as it stands in the log.
    fn words(&mut self, seq: Seq) -> Result<Words, Self::Fault>;
    fn set_called(&mut self, uid: Uid, message: Seq, on: bool) -> Result<(), Self::Fault>;
}

/// Somebody's one reaction to a message.
#[derive(Clone, Copy, Debug)]
pub struct Reactor<'a> {
    pub message: Seq,
    pub emoji: &'a Emoji,
    pub uid: Uid,
}

pub fn apply<S: State>(state: &mut S, id: ChatId, event: &Event) -> Result<(), S::Fault> {
    let mut chat = match state.chat()? {
        Some(chat) => chat,
        None => begin(state, id, event)?,
    };
    chat.head = event.seq;
    chat.head_at = event.at;
    match &event.what {
        What::Message { words, .. } => {
            chat.active_at = event.at;
            chat.last_message = Some(event.seq);
            chat.messages += 1;
            call(state, event, event.seq, words)?;
        }
        What::Edit { .. } | What::Delete { .. } | What::React { .. } | What::Pin { .. } => {
            befall(state, &mut chat, event)?;
        }
        What::Created { slug, title, public } => {
            chat.slug.clone_from(slug);
            chat.title.clone_from(title);
            chat.public = *public;
            enter(state, &mut chat, event.by.uid, ChatRole::Owner, event.seq)?;
        }
        What::Topic { title } => chat.title.clone_from(title),
        What::Closed => chat.closed = true,
        _ => come_and_go(state, &mut chat, event)?,
    }
    state.set_chat(chat)
}

/// The state before the first event.
fn begin<S: State>(state: &mut S, id: ChatId, event: &Event) -> Result<Chat, S::Fault> {
    let mut chat = Chat {
        head: Seq::NONE,
        head_at: event.at,
        title: String::new(),
        slug: None,
        public: false,
        created_at: event.at,
        active_at: event.at,
        last_message: None,
        messages: 0,
        members: 0,
        owners: 0,
        pins: 0,
        closed: false,
    };
    if let ChatId::Direct(pair) = id {
        for uid in pair.both() {
            enter(state, &mut chat, uid, ChatRole::Member, event.seq)?;
        }
    }
    Ok(chat)
}

/// A count that a damaged log would take below nothing stays there, for `check` to find.
fn lower(count: &mut u64, one_less: bool) {
    *count = count.saturating_sub(u64::from(one_less));
}

/// What happens to messages.
fn befall<S: State>(state: &mut S, chat: &mut Chat, event: &Event) -> Result<(), S::Fault> {
    match &event.what {
        What::Edit { target, words } => {
            let mut fate = state.fate(*target)?;
            call_off(state, *target, &fate)?;
            call(state, event, *target, words)?;
            fate.edits.push(event.seq);
            state.set_fate(*target, fate)
        }
        What::Delete { target } => {
            let fate = state.fate(*target)?;
            call_off(state, *target, &fate)?;
            lower(&mut chat.pins, fate.pinned.is_some());
            let deleted = Some(event.seq);
            let fate = Fate { deleted, reactions: Vec::new(), pinned: None, ..fate };
            state.set_fate(*target, fate)
        }
        What::Pin { target, on } => {
            let mut fate = state.fate(*target)?;
            lower(&mut chat.pins, fate.pinned.is_some());
            chat.pins += u64::from(*on);
            fate.pinned = on.then_some(event.seq);
            state.set_fate(*target, fate)
        }
        What::React { target, emoji, on } => {
            let who = Reactor { message: *target, emoji, uid: event.by.uid };
            if state.has_reacted(&who)? == *on {
                return Ok(());
            }
            state.set_reacted(&who, *on)?;
            let mut fate = state.fate(*target)?;
            count_reaction(&mut fate.reactions, emoji, *on);
            state.set_fate(*target, fate)
        }
        _ => Ok(()),
    }
}

/// A message calls whom it names but its author.
fn call<S: State>(
    state: &mut S,
    event: &Event,
    message: Seq,
    words: &Words,
) -> Result<(), S::Fault> {
    let others = words.mentions.iter().filter(|uid| **uid != event.by.uid);
    others.copied().try_for_each(|uid| state.set_called(uid, message, true))
}

/// Takes back what a message calls after its edits so far. In a log that is folded once more, the
/// words of what was deleted later are gone, and have called nobody.
fn call_off<S: State>(state: &mut S, message: Seq, fate: &Fate) -> Result<(), S::Fault> {
    let words = state.words(fate.edits.last().copied().unwrap_or(message))?;
    words.mentions.into_iter().try_for_each(|uid| state.set_called(uid, message, false))
}

fn count_reaction(reactions: &mut Vec<(Emoji, u64)>, emoji: &Emoji, on: bool) {
    match reactions.iter().position(|(counted, _)| counted == emoji) {
        Some(at) if on => reactions[at].1 += 1,
        Some(at) if reactions[at].1 > 1 => reactions[at].1 -= 1,
        Some(at) => drop(reactions.remove(at)),
        None if on => reactions.push((emoji.clone(), 1)),
        None => {}
    }
}

fn come_and_go<S: State>(state: &mut S, chat: &mut Chat, event: &Event) -> Result<(), S::Fault> {
    let seq = event.seq;
    match &event.what {
        What::Join => enter(state, chat, event.by.uid, ChatRole::Member, seq),
        What::Invite { user } => enter(state, chat, user.uid, ChatRole::Member, seq),
        What::Leave => depart(state, chat, event.by.uid, Standing::Out, seq),
        What::Kick { user } => depart(state, chat, user.uid, Standing::Out, seq),
        What::Ban { user } => depart(state, chat, user.uid, Standing::Banned, seq),
        What::Unban { user } => depart(state, chat, user.uid, Standing::Out, seq),
        What::Role { user, role } => enter(state, chat, user.uid, *role, seq),
        _ => Ok(()),
    }
}

/// Makes somebody a member, or a member something else.
fn enter<S: State>(
    state: &mut S,
    chat: &mut Chat,
    uid: Uid,
    role: ChatRole,
    seq: Seq,
) -> Result<(), S::Fault> {
    let before = state.member(uid)?;
    let role_before = before.as_ref().and_then(Member::role);
    chat.members += u64::from(role_before.is_none());
    lower(&mut chat.owners, role_before == Some(ChatRole::Owner));
    chat.owners += u64::from(role == ChatRole::Owner);
    state.set_member(uid, Member { standing: Standing::In(role), since: seq, reads_to: None })
}

/// Ends a membership, or changes what somebody outside is to the room. What they could read they
/// can read on, with the event that sent them away as the last.
fn depart<S: State>(
    state: &mut S,
    chat: &mut Chat,
    uid: Uid,
    standing: Standing,
    seq: Seq,
) -> Result<(), S::Fault> {
    let before = state.member(uid)?;
    let role_before = before.as_ref().and_then(Member::role);
    lower(&mut chat.members, role_before.is_some());
    lower(&mut chat.owners, role_before == Some(ChatRole::Owner));
    let reads_to = match role_before {
        Some(_) => Some(seq),
        None => before.and_then(|member| member.reads_to),
    };
    state.set_member(uid, Member { standing, since: seq, reads_to })
}
