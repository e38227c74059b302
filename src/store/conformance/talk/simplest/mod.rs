//! The simplest thing that could answer: vectors and maps, no rows, and every rule written out once
//! more ([`rules`]).

mod files;
mod rules;

use std::collections::{BTreeMap, BTreeSet};

use self::files::File;
use super::{Act, Doing, EMOJI, PEOPLE, TEXTS};
use crate::store::chats::ChatRole;

/// The number of the event (or of what else was done) and whether it was there before; none if it is
/// refused.
pub type Answer = Option<(u64, bool)>;

#[derive(Default)]
pub struct Model {
    chats: BTreeMap<usize, Chat>,
    blocks: BTreeSet<(usize, usize)>,
    files: Vec<File>,
    /// How often people have waited.
    now: usize,
}

#[derive(Default)]
struct Chat {
    is_room: bool,
    public: bool,
    closed: bool,
    title: String,
    log: Vec<Line>,
    roles: BTreeMap<usize, ChatRole>,
    banned: BTreeSet<usize>,
    /// Who has gone, and with which event.
    gone: BTreeMap<usize, u64>,
    sent: BTreeMap<(usize, usize), Sent>,
    messages: BTreeMap<u64, Message>,
    reactions: BTreeSet<(u64, usize, usize)>,
    pins: BTreeSet<u64>,
    read: BTreeMap<usize, u64>,
}

/// An event as it is spelt; the words in it go with their message.
struct Line {
    start: String,
    words: Option<(u64, usize)>,
}

/// What was said under an id, and where it stands.
struct Sent {
    text: usize,
    reply_to: Option<u64>,
    files: Vec<usize>,
    seq: u64,
}

struct Message {
    author: usize,
    text: usize,
    files: Vec<usize>,
    calls: Option<usize>,
    deleted: bool,
}

impl Model {
    pub fn begin_room(
        &mut self,
        number: usize,
        by: usize,
        title: &str,
        public: bool,
        in_it: &[usize],
    ) {
        let chat = self.chats.entry(number).or_default();
        (chat.is_room, chat.public, chat.title) = (true, public, title.into());
        chat.roles.insert(by, ChatRole::Owner);
        chat.add(by, &format!("created {title}"));
        for user in in_it {
            chat.roles.insert(*user, ChatRole::Member);
            chat.add(by, &format!("invite {}", PEOPLE[*user]));
        }
    }

    pub fn answer(&mut self, act: &Act) -> Answer {
        let Act { who, chat: number, what } = act;
        let (who, blocks) = (*who, self.blocks.clone());
        match what {
            Doing::Block { user } if *user != who => {
                self.blocks.insert((*user, who));
                return None;
            }
            Doing::Unblock { user } => {
                self.blocks.remove(&(*user, who));
                return None;
            }
            Doing::Block { .. } | Doing::Index => return None,
            Doing::Upload { .. } | Doing::Wait | Doing::Sweep => return self.of_files(who, what),
            _ => {}
        }
        let given = self.given(who, what);
        let chat = self.chats.entry(*number).or_default();
        if let Doing::Read { upto } = what {
            return chat.mark(*number, who, *upto);
        }
        let answer = match chat.sent_before(who, what, &given.numbers) {
            Some(before) => return before,
            None if !given.are_there => return None,
            None if !chat.is_room => chat.answer_in_direct(*number, who, what, &blocks),
            None => chat.answer_in_room(who, what, &blocks),
        };
        if let Some((seq, false)) = answer {
            chat.remember(who, what, seq, &given.numbers);
            self.follow(*number, what, seq, &given.numbers);
        }
        answer
    }

    pub fn log(&self, number: usize, who: usize) -> Option<Vec<String>> {
        let chat = self.chats.get(&number)?;
        let reach = chat.reach(number, who)?;
        let spell = |(line, seq): (&Line, u64)| match line.words {
            Some((message, _)) if chat.messages[&message].deleted => {
                format!("{}(erased)", line.start)
            }
            Some((message, text)) => {
                let files = if message == seq { &chat.messages[&message].files[..] } else { &[] };
                format!("{}{}{}", line.start, TEXTS[text], files::spell(files))
            }
            None => line.start.clone(),
        };
        Some(chat.log.iter().zip(1..=reach).map(spell).collect())
    }

    pub fn unread(&self, number: usize, who: usize) -> Option<u64> {
        let chat = self.chats.get(&number)?;
        let reach = chat.reach(number, who)?;
        let read = chat.read.get(&who).copied().unwrap_or(0);
        let unread = chat.messages.iter().filter(|(seq, _)| **seq > read && **seq <= reach);
        Some(unread.filter(|(_, message)| !message.deleted).count() as u64)
    }

    /// How many unread messages call them, and how far another has read; nothing of both once they
    /// have gone.
    pub fn told(&self, number: usize, who: usize) -> Option<(u64, u64)> {
        let chat = self.chats.get(&number)?;
        chat.reach(number, who)?;
        if !chat.roles.contains_key(&who) {
            return Some((0, 0));
        }
        let read = chat.read.get(&who).copied().unwrap_or(0);
        let unread = chat.messages.range(read + 1..).map(|(_, message)| message);
        let calling = unread.filter(|message| !message.deleted && message.calls == Some(who));
        let other = |other: &usize| {
            *other != who && (chat.is_room || !self.blocks.contains(&(*other, who)))
        };
        let others = chat.read.iter().filter(|(uid, _)| other(uid)).map(|(_, read)| *read);
        Some((calling.count() as u64, others.max().unwrap_or(0)))
    }

    pub fn members(&self, number: usize) -> Vec<(String, ChatRole)> {
        let name = |(user, role): (&usize, &ChatRole)| (PEOPLE[*user].to_owned(), *role);
        self.chats[&number].roles.iter().map(name).collect()
    }

    pub fn pins(&self, number: usize) -> Vec<u64> {
        self.chats[&number].pins.iter().copied().collect()
    }

    pub fn message(&self, number: usize, seq: u64) -> (Option<String>, Vec<(String, u64)>) {
        let chat = &self.chats[&number];
        let message = &chat.messages[&seq];
        let mut counts = BTreeMap::new();
        for (_, emoji, _) in chat.reactions.iter().filter(|(target, ..)| *target == seq) {
            *counts.entry(EMOJI[*emoji].to_owned()).or_default() += 1;
        }
        match message.deleted {
            true => (None, Vec::new()),
            false => (Some(TEXTS[message.text].into()), counts.into_iter().collect()),
        }
    }
}
