use super::keys::ChatTable;
use super::*;
use crate::store::chats::{Deed, Quotas};
use crate::store::embedded::check::findings;
use crate::store::embedded::engine::{Order, View};
use crate::store::embedded::rows;
use crate::store::{AccountStore, Given, NewAccount, Profile, Role};
use crate::values::{ClientId, Emoji, Millis, Pair, Username};

/// At least one row in every table.
async fn a_full_store() -> EmbeddedStore {
    let store = EmbeddedStore::in_memory();
    for name in ["ann", "bo"] {
        let new = NewAccount {
            username: Some(Username::parse(name).unwrap()),
            email: None,
            phone: None,
            password_hash: None,
            role: Role::NormalUser,
            profile: Profile::default(),
        };
        store.create_account(new, Given::at(Millis(1))).await.unwrap();
    }
    let new = NewRoom {
        creator: Uid(1),
        id: Some(ClientId::parse("k").unwrap()),
        slug: Some(Slug::parse("tea").unwrap()),
        title: "Tea".into(),
        public: true,
        members: vec![Uid(2)],
        at: Millis(2),
        quotas: Quotas::default(),
        tag: None,
    };
    let room = store.create_room(new).await.unwrap().unwrap().chat;
    let direct = ChatId::Direct(Pair::of(Uid(1), Uid(2)).unwrap());
    for n in 0..index::BLOCK_EVENTS {
        send(&store, room, n).await;
    }
    send(&store, direct, 0).await;
    let (target, emoji) = (Seq(3), Emoji::parse("👍").unwrap());
    does(&store, room, Deed::React { target, emoji, on: true }).await;
    does(&store, room, Deed::Pin { target, on: true }).await;
    store.mark_read(Uid(2), room, Seq(5)).await.unwrap().unwrap();
    while store.index_some().await.unwrap() {}
    store
}

async fn send(store: &EmbeddedStore, chat: ChatId, n: u64) {
    let (id, text) = (ClientId::parse(&format!("k{n}")).unwrap(), format!("message {n}"));
    does(store, chat, Deed::Send { id, text, mentions: vec![], reply_to: None }).await;
}

async fn does(store: &EmbeddedStore, chat: ChatId, deed: Deed) {
    let quotas = Quotas::default();
    let append = Append { chat, author: Uid(1), deed, at: Millis(3), quotas, tag: None };
    store.append(append).await.unwrap().unwrap();
}

fn all_keys(view: &dyn View) -> Vec<Vec<u8>> {
    let all = ChatTable::ALL.into_iter();
    all.flat_map(|t| rows::keys_in(view, &t.span(), Order::Ascending, usize::MAX).unwrap())
        .collect()
}

#[tokio::test]
async fn every_row_of_a_chat_that_is_missing_is_found() {
    let store = a_full_store().await;
    assert_eq!(store.look(findings), Ok(vec![]));
    let rows = store.look(|view| Ok(all_keys(view))).unwrap();
    for table in ChatTable::ALL {
        assert!(rows.iter().any(|key| key[0] == table as u8), "{table:?} is empty");
    }
    for table in ChatTable::ALL {
        // What can be lost: the index is built again, a mark that is not there is unread, and a
        // client's id for a room is known to nobody else.
        if matches!(table, ChatTable::Block | ChatTable::Mark | ChatTable::Made) {
            continue;
        }
        let mut of_table = rows.iter().filter(|key| key[0] == table as u8);
        for key in [of_table.next(), of_table.next_back()].into_iter().flatten().cloned() {
            let store = a_full_store().await;
            let missing = store.decide(move |layer| {
                layer.remove(key);
                Ok(())
            });
            missing.await.unwrap();
            assert_ne!(store.look(findings), Ok(vec![]), "a row of {table:?} is missing");
        }
    }
}

#[tokio::test]
async fn an_event_that_was_changed_is_found() {
    let store = a_full_store().await;
    let room = ChatId::Room(1);
    let changed = store.decide(move |layer| {
        let mut row = log::must_row(layer, room, Seq(2))?;
        row.what = crate::store::chats::What::Join;
        rows::write(layer, keys::event(room, Seq(2)), &row)
    });
    changed.await.unwrap();
    assert_ne!(store.look(findings), Ok(vec![]));
}

/// Filters lie on the disk: what was put in under one version must be found under the next.
#[test]
fn the_filter_of_a_block_never_changes_its_places() {
    let terms: BTreeSet<String> = ["tea", "上海", "海"].map(str::to_owned).into();
    let filter = index::Filter::of(&terms);
    assert!(terms.iter().all(|term| filter.may_hold(term)));
    assert_eq!(serde_json::to_string(&filter).unwrap(), "[9007749342519296]");
}

#[test]
fn a_filter_lets_few_through_that_are_not_in_it() {
    let terms: BTreeSet<String> = (0..3_000).map(|n| format!("term{n}")).collect();
    let filter = index::Filter::of(&terms);
    let through = (0..10_000).filter(|n| filter.may_hold(&format!("other{n}"))).count();
    assert!(through < 300, "{through} of 10,000");
    assert!(terms.iter().all(|term| filter.may_hold(term)));
}
