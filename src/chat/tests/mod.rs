//! A house in memory with a few people in it.

mod looking;
mod reading;
mod uploading;
mod writing;

use std::sync::Arc;

use super::*;
use crate::store::chats::{Range, Refusal, What};
use crate::store::embedded::EmbeddedStore;
use crate::store::{Created, Given, NewAccount, Profile, Role, Tie};
use crate::values::{ClientId, ManualClock, Millis, Pair, SeededRandom, Seq, Slug, Username};

const NOON: Millis = Millis(1_700_000_000_000);

pub struct Teahouse {
    pub chat: Chat,
    pub store: Arc<EmbeddedStore>,
    pub people: Vec<Uid>,
}

impl Teahouse {
    pub async fn with(names: &[&str]) -> Teahouse {
        Teahouse::set_up(names, Settings::default()).await
    }

    pub async fn set_up(names: &[&str], settings: Settings) -> Teahouse {
        let store = Arc::new(EmbeddedStore::in_memory());
        let mut people = Vec::new();
        for name in names {
            let new = NewAccount {
                username: Some(Username::parse(name).unwrap()),
                email: None,
                phone: None,
                password_hash: None,
                role: Role::NormalUser,
                profile: Profile::default(),
            };
            match store.create_account(new, Given::at(NOON)).await.unwrap() {
                Created::Created(account) => people.push(account.uid),
                other => panic!("{other:?}"),
            }
        }
        let chat = Chat::new(House {
            chats: store.clone(),
            people: store.clone(),
            ties: store.clone(),
            uploads: store.clone(),
            clock: Arc::new(ManualClock::at(NOON)),
            random: Arc::new(SeededRandom::new(7)),
            settings,
        });
        Teahouse { chat, store, people }
    }

    pub fn direct(&self, one: usize, other: usize) -> ChatId {
        ChatId::Direct(Pair::of(self.people[one], self.people[other]).unwrap())
    }

    pub async fn says(&self, who: usize, chat: ChatId, text: &str) -> Result<Receipt, WriteError> {
        let message = NewMessage { text: text.into(), ..NewMessage::default() };
        self.chat.send(self.people[who].into(), chat, message).await
    }

    pub async fn room(&self, who: usize, slug: &str, public: bool, members: &[usize]) -> ChatId {
        let room = NewRoom {
            id: None,
            slug: Some(Slug::parse(slug).unwrap()),
            title: None,
            public,
            members: members.iter().map(|member| self.people[*member]).collect(),
        };
        self.chat.create(self.people[who].into(), room).await.unwrap().chat
    }
}
