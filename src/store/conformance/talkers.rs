//! People who talk, and what they have before their eyes.

use super::house::*;
use crate::store::chats::*;
use crate::values::*;

impl House {
    pub async fn people<const N: usize>(&self, names: [&str; N]) -> [Uid; N] {
        let mut uids = [Uid(0); N];
        for (uid, name) in uids.iter_mut().zip(names) {
            *uid = self.person(name).await.uid;
        }
        uids
    }

    pub async fn does(&self, author: Uid, chat: ChatId, deed: Deed) -> Result<Receipt, Refusal> {
        let quotas = Quotas::default();
        self.append(Append { chat, author, deed, at: NOON, quotas, tag: None }).await.unwrap()
    }

    /// Says `text` under an id that is the text itself.
    pub async fn says(&self, author: Uid, chat: ChatId, text: &str) -> Result<Receipt, Refusal> {
        self.does(author, chat, send(text, text)).await
    }

    pub async fn room(&self, creator: Uid, slug: &str, public: bool, members: &[Uid]) -> ChatId {
        let new = new_room(creator, slug, public, members);
        self.create_room(new).await.unwrap().unwrap().chat
    }

    /// The log as `reader` has it: `1 alice: hello`, `2 bob join`.
    pub async fn log(&self, reader: Uid, chat: ChatId) -> Result<Vec<String>, Refusal> {
        let page = self.page(reader, chat, Range::After(Seq::NONE), 1_000).await?;
        Ok(page.entries.iter().map(|entry| spell(&entry.event)).collect())
    }

    pub async fn page(
        &self,
        reader: Uid,
        chat: ChatId,
        range: Range,
        limit: usize,
    ) -> Result<EventPage, Refusal> {
        self.events(reader, chat, range, limit).await.unwrap()
    }

    pub async fn seqs(&self, reader: Uid, chat: ChatId, range: Range, limit: usize) -> Vec<u64> {
        let page = self.page(reader, chat, range, limit).await.unwrap();
        page.entries.iter().map(|entry| entry.event.seq.0).collect()
    }

    pub async fn sees(&self, reader: Uid, chat: ChatId) -> Summary {
        self.chat(reader, chat).await.unwrap().unwrap()
    }

    pub async fn finds(&self, reader: Uid, text: &str) -> Vec<String> {
        let query = Query { text: text.into(), chat: None, before: None, limit: 100 };
        let found = self.search(reader, query).await.unwrap().unwrap();
        assert_eq!(found.next, None);
        found.hits.into_iter().map(|hit| format!("{}/{} {}", hit.chat, hit.seq, hit.text)).collect()
    }
}

pub fn send(id: &str, text: &str) -> Deed {
    Deed::Send {
        id: ClientId::parse(id).unwrap(),
        text: text.into(),
        mentions: Vec::new(),
        reply_to: None,
        attachments: Vec::new(),
    }
}

pub fn edit(target: u64, text: &str) -> Deed {
    Deed::Edit { target: Seq(target), text: text.into(), mentions: Vec::new() }
}

pub fn delete(target: u64) -> Deed {
    Deed::Delete { target: Seq(target) }
}

pub fn react(target: u64, emoji: &str, on: bool) -> Deed {
    Deed::React { target: Seq(target), emoji: Emoji::parse(emoji).unwrap(), on }
}

pub fn pin(target: u64, on: bool) -> Deed {
    Deed::Pin { target: Seq(target), on }
}

pub fn new_room(creator: Uid, slug: &str, public: bool, members: &[Uid]) -> NewRoom {
    NewRoom {
        creator,
        id: None,
        slug: Some(Slug::parse(slug).unwrap()),
        title: slug.into(),
        public,
        members: members.to_vec(),
        at: NOON,
        quotas: Quotas::default(),
        tag: None,
    }
}

pub fn direct(one: Uid, other: Uid) -> ChatId {
    ChatId::Direct(Pair::of(one, other).unwrap())
}

pub fn spell(event: &Event) -> String {
    let (seq, by) = (event.seq, &event.by.name);
    match &event.what {
        What::Message { words, .. } if words.erased => format!("{seq} {by}: (erased)"),
        What::Message { words, attachments, .. } => {
            let files = attachments.iter().map(|file| format!(" +{}", file.name.as_str()));
            format!("{seq} {by}: {}{}", words.text, files.collect::<String>())
        }
        What::Edit { target, words } if words.erased => {
            format!("{seq} {by} edit {target}: (erased)")
        }
        What::Edit { target, words } => format!("{seq} {by} edit {target}: {}", words.text),
        What::Delete { target } => format!("{seq} {by} delete {target}"),
        What::React { target, emoji, on } => format!("{seq} {by} react {target} {emoji} {on}"),
        What::Pin { target, on } => format!("{seq} {by} pin {target} {on}"),
        What::Created { title, .. } => format!("{seq} {by} created {title}"),
        What::Join => format!("{seq} {by} join"),
        What::Leave => format!("{seq} {by} leave"),
        What::Invite { user } => format!("{seq} {by} invite {}", user.name),
        What::Kick { user } => format!("{seq} {by} kick {}", user.name),
        What::Ban { user } => format!("{seq} {by} ban {}", user.name),
        What::Unban { user } => format!("{seq} {by} unban {}", user.name),
        What::Role { user, role } => format!("{seq} {by} role {} {role:?}", user.name),
        What::Topic { title } => format!("{seq} {by} topic {title}"),
        What::Closed => format!("{seq} {by} closed"),
    }
}
