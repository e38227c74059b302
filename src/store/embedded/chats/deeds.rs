//! From what somebody wants to what happens: everything that must hold is asked here, and nothing
//! is written yet.

use super::log::{self, Known, Row};
use super::step::Step;
use super::{keys, ties};
use crate::store::chats::fold::Reactor;
use crate::store::chats::rights::{may_delete, may_send_away};
use crate::store::chats::{
    Chat, ChatRole, Deed, Fate, Member, Quota, Quotas, Refusal, Standing, What, Words,
};
use crate::store::embedded::engine::{Fault, View};
use crate::store::embedded::{rows, uploads};
use crate::store::uploads::Attachment;
use crate::values::{ChatId, Emoji, Millis, Seq, Uid, UploadId};

/// One decision about one chat.
pub struct Asking<'a> {
    pub view: &'a dyn View,
    pub known: &'a Known,
    pub author: Uid,
    pub at: Millis,
    pub quotas: Quotas,
}

impl Asking<'_> {
    /// What will happen, in order; nothing if it is so already.
    pub fn what_of(&self, deed: Deed) -> Step<Vec<What>> {
        self.known.scene().may(self.author, &deed)?;
        if !matches!(deed, Deed::Delete { .. }) {
            self.may_reach_the_other()?;
        }
        Ok(match deed {
            Deed::Send { id, text, mentions, reply_to, attachments } => {
                self.may_begin()?;
                if let Some(target) = reply_to {
                    self.row_of_message(target)?;
                }
                let words = self.words(text, mentions)?;
                let attachments = self.attachments(&attachments)?;
                vec![What::Message { id, words, reply_to, attachments }]
            }
            Deed::Edit { target, text, mentions } => self.edit(target, text, mentions)?,
            Deed::Delete { target } => self.delete(target)?,
            Deed::React { target, emoji, on } => self.react(target, emoji, on)?,
            Deed::Pin { target, on } => self.pin(target, on)?,
            Deed::Invite { users } => self.invite(&users)?,
            Deed::Join => self.join()?,
            Deed::Leave => vec![What::Leave],
            Deed::Kick { user } => self.kick(user)?,
            Deed::Ban { user } => self.ban(user)?,
            Deed::Unban { user } => self.unban(user)?,
            Deed::Role { user, role } => self.role(user, role)?,
            Deed::Topic { title } if self.chat()?.title == title => Vec::new(),
            Deed::Topic { title } => vec![What::Topic { title }],
            Deed::Close => vec![What::Closed],
        })
    }

    fn id(&self) -> ChatId {
        self.known.id
    }

    fn chat(&self) -> Step<&Chat> {
        Ok(self.known.chat.as_ref().ok_or(Refusal::UnknownChat)?)
    }

    fn my_role(&self) -> ChatRole {
        self.known.me.as_ref().and_then(Member::role).unwrap_or(ChatRole::Member)
    }

    fn role_of(&self, user: Uid) -> Result<Option<ChatRole>, Fault> {
        Ok(log::member(self.view, self.id(), user)?.and_then(|member| member.role()))
    }

    /// In a direct chat, the other must be there and must not have blocked the author.
    fn may_reach_the_other(&self) -> Step<()> {
        let ChatId::Direct(pair) = self.id() else { return Ok(()) };
        let other = pair.other(self.author).ok_or(Refusal::UnknownChat)?;
        log::active_person(self.view, other)?.ok_or(Refusal::UnknownUser)?;
        self.not_blocked_by(other)
    }

    fn not_blocked_by(&self, other: Uid) -> Step<()> {
        match ties::has_blocked(self.view, other, self.author)? {
            true => Err(Refusal::Blocked.into()),
            false => Ok(()),
        }
    }

    /// A direct chat that begins is one more for both.
    fn may_begin(&self) -> Step<()> {
        match (self.id(), &self.known.chat) {
            (ChatId::Direct(pair), None) => {
                pair.both().into_iter().try_for_each(|uid| self.has_room_for_a_chat(uid))
            }
            _ => Ok(()),
        }
    }

    fn has_room_for_a_chat(&self, uid: Uid) -> Step<()> {
        match log::tally(self.view, uid)? >= self.quotas.chats_per_account {
            true => Err(Refusal::TooMany(Quota::Chats).into()),
            false => Ok(()),
        }
    }

    /// Nobody is called who is not there, or by whom they have blocked.
    fn words(&self, text: String, mentions: Vec<Uid>) -> Step<Words> {
        let mut called = Vec::new();
        for uid in mentions {
            let both = |pair: crate::values::Pair| pair.both().contains(&uid);
            let is_there = match self.id() {
                ChatId::Direct(pair) => both(pair),
                ChatId::Room(_) => self.role_of(uid)?.is_some(),
            };
            if is_there && !ties::has_blocked(self.view, uid, self.author)? {
                called.push(uid);
            }
        }
        Ok(Words { text, mentions: called, erased: false })
    }

    fn attachments(&self, ids: &[UploadId]) -> Step<Vec<Attachment>> {
        let found = ids.iter().map(|id| {
            let waiting = uploads::waiting(self.view, self.author, *id, self.at)?;
            Ok(waiting.ok_or(Refusal::UnknownUpload)?)
        });
        found.collect()
    }

    fn row_of_message(&self, target: Seq) -> Step<Row> {
        let row = log::row(self.view, self.id(), target)?.ok_or(Refusal::UnknownMessage)?;
        match row.what {
            What::Message { .. } => Ok(row),
            _ => Err(Refusal::UnknownMessage.into()),
        }
    }

    /// A message that has not been deleted, and what became of it so far.
    fn message(&self, target: Seq) -> Step<(Row, Fate)> {
        let row = self.row_of_message(target)?;
        let fate = log::fate(self.view, self.id(), target)?.unwrap_or_default();
        match fate.deleted {
            Some(_) => Err(Refusal::UnknownMessage.into()),
            None => Ok((row, fate)),
        }
    }

    fn edit(&self, target: Seq, text: String, mentions: Vec<Uid>) -> Step<Vec<What>> {
        let (row, fate) = self.message(target)?;
        if row.by.uid != self.author {
            return Err(Refusal::Forbidden.into());
        }
        if fate.edits.len() >= self.quotas.edits_per_message {
            return Err(Refusal::TooMany(Quota::Edits).into());
        }
        Ok(vec![What::Edit { target, words: self.words(text, mentions)? }])
    }

    fn delete(&self, target: Seq) -> Step<Vec<What>> {
        let row = self.row_of_message(target)?;
        may_delete(self.my_role(), row.by.uid == self.author)?;
        let fate = log::fate(self.view, self.id(), target)?.unwrap_or_default();
        Ok(fate.deleted.is_none().then_some(What::Delete { target }).into_iter().collect())
    }

    fn react(&self, target: Seq, emoji: Emoji, on: bool) -> Step<Vec<What>> {
        let (_, fate) = self.message(target)?;
        let who = Reactor { message: target, emoji: &emoji, uid: self.author };
        if rows::is_there(self.view, &keys::reacted(self.id(), &who))? == on {
            return Ok(Vec::new());
        }
        let is_new = !fate.reactions.iter().any(|(known, _)| *known == emoji);
        if on && is_new && fate.reactions.len() >= self.quotas.reactions_per_message {
            return Err(Refusal::TooMany(Quota::Reactions).into());
        }
        Ok(vec![What::React { target, emoji, on }])
    }

    fn pin(&self, target: Seq, on: bool) -> Step<Vec<What>> {
        let (_, fate) = self.message(target)?;
        if fate.pinned.is_some() == on {
            return Ok(Vec::new());
        }
        if on && self.chat()?.pins >= self.quotas.pins_per_chat {
            return Err(Refusal::TooMany(Quota::Pins).into());
        }
        Ok(vec![What::Pin { target, on }])
    }

    fn join(&self) -> Step<Vec<What>> {
        if self.role_of(self.author)?.is_some() {
            return Ok(Vec::new());
        }
        self.has_room_for_members(1)?;
        self.has_room_for_a_chat(self.author)?;
        Ok(vec![What::Join])
    }

    fn has_room_for_members(&self, more: u64) -> Step<()> {
        match self.chat()?.members + more > self.quotas.members_per_room {
            true => Err(Refusal::TooMany(Quota::Members).into()),
            false => Ok(()),
        }
    }

    fn invite(&self, users: &[Uid]) -> Step<Vec<What>> {
        let invited = invited(self.view, self.author, users, |user| {
            let member = log::member(self.view, self.id(), user)?;
            match member.map(|member| member.standing) {
                Some(Standing::In(_)) => Ok(false),
                Some(Standing::Banned) => Err(Refusal::Banned.into()),
                Some(Standing::Out) | None => self.has_room_for_a_chat(user).map(|()| true),
            }
        })?;
        self.has_room_for_members(invited.len() as u64)?;
        Ok(invited)
    }

    fn kick(&self, user: Uid) -> Step<Vec<What>> {
        let theirs = self.role_of(user)?.ok_or(Refusal::UnknownUser)?;
        may_send_away(self.my_role(), Some(theirs))?;
        Ok(vec![What::Kick { user: log::person(self.view, user)? }])
    }

    fn ban(&self, user: Uid) -> Step<Vec<What>> {
        let member = log::member(self.view, self.id(), user)?;
        match member.map(|member| member.standing) {
            Some(Standing::Banned) => return Ok(Vec::new()),
            Some(Standing::In(theirs)) => may_send_away(self.my_role(), Some(theirs))?,
            Some(Standing::Out) => {}
            None => drop(log::active_person(self.view, user)?.ok_or(Refusal::UnknownUser)?),
        }
        Ok(vec![What::Ban { user: log::person(self.view, user)? }])
    }

    fn unban(&self, user: Uid) -> Step<Vec<What>> {
        let member = log::member(self.view, self.id(), user)?;
        let banned = member.is_some_and(|member| member.standing == Standing::Banned);
        let user = log::person(self.view, user)?;
        Ok(banned.then_some(What::Unban { user }).into_iter().collect())
    }

    fn role(&self, user: Uid, role: ChatRole) -> Step<Vec<What>> {
        let theirs = self.role_of(user)?.ok_or(Refusal::UnknownUser)?;
        if theirs == role {
            return Ok(Vec::new());
        }
        if theirs == ChatRole::Owner && self.chat()?.owners == 1 {
            return Err(Refusal::LastOwner.into());
        }
        Ok(vec![What::Role { user: log::person(self.view, user)?, role }])
    }
}

/// Each of `users` once who is still to be brought in, as `is_news` says. None of them may have
/// blocked the one who invites.
pub fn invited(
    view: &dyn View,
    author: Uid,
    users: &[Uid],
    is_news: impl Fn(Uid) -> Step<bool>,
) -> Step<Vec<What>> {
    let mut seen = std::collections::BTreeSet::from([author]);
    let mut invited = Vec::new();
    for user in users {
        if !seen.insert(*user) {
            continue;
        }
        let person = log::active_person(view, *user)?.ok_or(Refusal::UnknownUser)?;
        if ties::has_blocked(view, *user, author)? {
            return Err(Refusal::Blocked.into());
        }
        if is_news(*user)? {
            invited.push(What::Invite { user: person });
        }
    }
    Ok(invited)
}
