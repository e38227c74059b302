//! What may be done, by whom, and what comes of it.

use std::collections::BTreeSet;

use super::super::{Doing, EMOJI, PEOPLE, ROLES, TEXTS};
use super::{Answer, Chat, Line, Message, Sent};
use crate::store::chats::ChatRole;

impl Chat {
    fn head(&self) -> u64 {
        self.log.len() as u64
    }

    pub fn add(&mut self, by: usize, what: &str) -> Answer {
        let seq = self.head() + 1;
        self.log.push(Line { start: format!("{seq} {} {what}", PEOPLE[by]), words: None });
        Some((seq, false))
    }

    fn add_words(&mut self, start: String, message: u64, text: usize) -> Answer {
        self.log.push(Line { start, words: Some((message, text)) });
        Some((self.head(), false))
    }

    fn same(&self) -> Answer {
        Some((self.head(), true))
    }

    pub fn reach(&self, number: usize, who: usize) -> Option<u64> {
        match self.roles.contains_key(&who) {
            true => Some(self.head()),
            false if self.is_room => self.gone.get(&who).copied(),
            false => (self.head() > 0 && is_between(number, who)).then(|| self.head()),
        }
    }

    pub fn mark(&mut self, number: usize, who: usize, upto: u64) -> Answer {
        let reach = self.reach(number, who).filter(|_| self.head() > 0)?;
        if upto > reach {
            return None;
        }
        let read = self.read.entry(who).or_default();
        let news = upto > *read;
        *read = upto.max(*read);
        Some((upto, news))
    }

    pub fn answer_in_direct(
        &mut self,
        number: usize,
        who: usize,
        what: &Doing,
        blocks: &BTreeSet<(usize, usize)>,
    ) -> Answer {
        if !is_between(number, who) {
            return None;
        }
        let other = if number + 1 == who { number } else { number + 1 };
        if blocks.contains(&(who, other)) && !matches!(what, Doing::Delete { .. }) {
            return None;
        }
        if self.head() == 0 && !matches!(what, Doing::Send { .. }) {
            return None;
        }
        let answer = match what {
            Doing::Send { .. } | Doing::Edit { .. } | Doing::Delete { .. } => self.words(
                who,
                what,
                ChatRole::Member,
                called(what).filter(|calls| *calls == other),
            ),
            Doing::React { .. } => self.react(who, what),
            Doing::Pin { target, on } => self.pin(who, *target, *on),
            _ => None,
        };
        if self.head() > 0 {
            self.roles.extend([(number, ChatRole::Member), (number + 1, ChatRole::Member)]);
        }
        answer
    }

    pub fn answer_in_room(
        &mut self,
        who: usize,
        what: &Doing,
        blocks: &BTreeSet<(usize, usize)>,
    ) -> Answer {
        let mine = self.roles.get(&who).copied();
        if matches!(what, Doing::Join) {
            if mine.is_some() {
                return self.same();
            }
            if self.closed || !self.public || self.banned.contains(&who) {
                return None;
            }
            self.enter(who, ChatRole::Member);
            return self.add(who, "join");
        }
        let mine = mine?;
        if self.closed && !matches!(what, Doing::Leave) {
            return None;
        }
        match what {
            Doing::Send { .. } | Doing::Edit { .. } | Doing::Delete { .. } => {
                // Somebody else who is there and has not blocked the author.
                let hears = |user: &usize| *user != who && !blocks.contains(&(who, *user));
                let calls = called(what).filter(hears);
                let calls = calls.filter(|user| self.roles.contains_key(user));
                self.words(who, what, mine, calls)
            }
            Doing::React { .. } => self.react(who, what),
            Doing::Leave => {
                let is_last = mine == ChatRole::Owner && self.owners() == 1;
                if is_last && !self.closed {
                    return None;
                }
                self.leave(who);
                self.add(who, "leave")
            }
            _ if mine < ChatRole::Moderator => None,
            Doing::Pin { target, on } => self.pin(who, *target, *on),
            Doing::Invite { first, second } => self.invite(who, &[*first, *second], blocks),
            Doing::Kick { .. } | Doing::Ban { .. } | Doing::Unban { .. } => {
                self.keep_order(who, what, mine)
            }
            _ if mine < ChatRole::Owner => None,
            _ => self.rule(who, what),
        }
    }

    /// What moderators do, to who stands lower.
    fn keep_order(&mut self, who: usize, what: &Doing, mine: ChatRole) -> Answer {
        match *what {
            Doing::Kick { user } => {
                self.roles.get(&user).filter(|theirs| **theirs < mine)?;
                self.leave(user);
                self.add(who, &format!("kick {}", PEOPLE[user]))
            }
            Doing::Ban { user } => {
                if self.banned.contains(&user) {
                    return self.same();
                }
                if self.roles.get(&user).is_some_and(|theirs| *theirs >= mine) {
                    return None;
                }
                self.leave(user);
                self.banned.insert(user);
                self.add(who, &format!("ban {}", PEOPLE[user]))
            }
            Doing::Unban { user } => match self.banned.remove(&user) {
                true => self.add(who, &format!("unban {}", PEOPLE[user])),
                false => self.same(),
            },
            _ => None,
        }
    }

    /// What owners do.
    fn rule(&mut self, who: usize, what: &Doing) -> Answer {
        match *what {
            Doing::Role { user, role } => {
                let theirs = *self.roles.get(&user)?;
                let role = ROLES[role];
                if theirs == role {
                    return self.same();
                }
                if theirs == ChatRole::Owner && self.owners() == 1 {
                    return None;
                }
                self.roles.insert(user, role);
                self.add(who, &format!("role {} {role:?}", PEOPLE[user]))
            }
            Doing::Topic { title } if self.title == TEXTS[title] => self.same(),
            Doing::Topic { title } => {
                self.title = TEXTS[title].into();
                self.add(who, &format!("topic {}", TEXTS[title]))
            }
            Doing::Close => {
                self.closed = true;
                self.add(who, "closed")
            }
            _ => None,
        }
    }

    /// What is answered to a message under an id that was used before: the same says the same.
    pub fn sent_before(&self, who: usize, what: &Doing, given: &[usize]) -> Option<Answer> {
        let Doing::Send { id, text, reply_to, .. } = what else { return None };
        let said = self.sent.get(&(who, *id))?;
        let is_same = (said.text, said.reply_to, &said.files[..]) == (*text, *reply_to, given);
        Some(is_same.then_some((said.seq, true)))
    }

    /// What was said, by which a repeat is known and with which its files go.
    pub fn remember(&mut self, who: usize, what: &Doing, seq: u64, given: &[usize]) {
        let Doing::Send { id, text, reply_to, .. } = *what else { return };
        self.sent.insert((who, id), Sent { text, reply_to, files: given.to_vec(), seq });
        if let Some(message) = self.messages.get_mut(&seq) {
            message.files = given.to_vec();
        }
    }

    fn owners(&self) -> usize {
        self.roles.values().filter(|role| **role == ChatRole::Owner).count()
    }

    fn enter(&mut self, who: usize, role: ChatRole) {
        self.roles.insert(who, role);
        self.gone.remove(&who);
    }

    /// With the event that comes next.
    fn leave(&mut self, who: usize) {
        if self.roles.remove(&who).is_some() {
            self.gone.insert(who, self.head() + 1);
        }
    }

    fn invite(&mut self, who: usize, users: &[usize], blocks: &BTreeSet<(usize, usize)>) -> Answer {
        let mut new = Vec::new();
        for user in users.iter().filter(|user| **user != who) {
            if new.contains(user) {
                continue;
            }
            if blocks.contains(&(who, *user)) || self.banned.contains(user) {
                return None;
            }
            if !self.roles.contains_key(user) {
                new.push(*user);
            }
        }
        let mut answer = self.same();
        for user in new {
            self.enter(user, ChatRole::Member);
            answer = self.add(who, &format!("invite {}", PEOPLE[user]));
        }
        answer
    }

    fn words(&mut self, who: usize, what: &Doing, mine: ChatRole, calls: Option<usize>) -> Answer {
        let seq = self.head() + 1;
        match *what {
            Doing::Send { text, reply_to, .. } => {
                if reply_to.is_some_and(|target| !self.messages.contains_key(&target)) {
                    return None;
                }
                let files = Vec::new();
                let message = Message { author: who, text, files, calls, deleted: false };
                self.messages.insert(seq, message);
                self.read.insert(who, seq);
                self.add_words(format!("{seq} {}: ", PEOPLE[who]), seq, text)
            }
            Doing::Edit { target, text, .. } => {
                let message = self.messages.get_mut(&target).filter(|message| !message.deleted)?;
                if message.author != who {
                    return None;
                }
                (message.text, message.calls) = (text, calls);
                self.add_words(format!("{seq} {} edit {target}: ", PEOPLE[who]), target, text)
            }
            Doing::Delete { target } => {
                let message = self.messages.get_mut(&target)?;
                if message.author != who && mine < ChatRole::Moderator {
                    return None;
                }
                if std::mem::replace(&mut message.deleted, true) {
                    return self.same();
                }
                self.pins.remove(&target);
                self.add(who, &format!("delete {target}"))
            }
            _ => None,
        }
    }

    fn react(&mut self, who: usize, what: &Doing) -> Answer {
        let Doing::React { target, emoji, on } = *what else { return None };
        self.messages.get(&target).filter(|message| !message.deleted)?;
        let changed = match on {
            true => self.reactions.insert((target, emoji, who)),
            false => self.reactions.remove(&(target, emoji, who)),
        };
        match changed {
            true => self.add(who, &format!("react {target} {} {on}", EMOJI[emoji])),
            false => self.same(),
        }
    }

    fn pin(&mut self, who: usize, target: u64, on: bool) -> Answer {
        self.messages.get(&target).filter(|message| !message.deleted)?;
        let changed = if on { self.pins.insert(target) } else { self.pins.remove(&target) };
        match changed {
            true => self.add(who, &format!("pin {target} {on}")),
            false => self.same(),
        }
    }
}

fn called(what: &Doing) -> Option<usize> {
    match what {
        Doing::Send { calls, .. } | Doing::Edit { calls, .. } => Some(*calls),
        _ => None,
    }
}

/// The direct chat of a number is that of the people with this number and the next.
fn is_between(number: usize, who: usize) -> bool {
    who == number || who == number + 1
}
