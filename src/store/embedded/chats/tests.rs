use super::keys::ChatTable;
use super::*;
use crate::store::chats::{DELETED_COUNTED_MAX, Deed, Quotas};
use crate::store::embedded::check::findings;
use crate::store::embedded::engine::{Batch, Order, View};
use crate::store::embedded::guarded::open_engine;
use crate::store::embedded::system::System;
use crate::store::embedded::{EngineKind, FreeSpace, Settings, rows, uploads};
use crate::store::uploads::{NewUpload, Place, UploadStore};
use crate::store::{AccountStore, Given, NewAccount, Profile, Role, Upload};
use crate::values::{ClientId, Emoji, FileName, MediaType, Millis, Pair, UploadId, Username};

/// At least one row in every table.
async fn a_full_store() -> EmbeddedStore {
    let store = EmbeddedStore::in_memory();
    fill(&store).await;
    store
}

async fn fill(store: &EmbeddedStore) {
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
        send(store, room, n).await;
    }
    send(store, direct, 0).await;
    let (target, emoji) = (Seq(3), Emoji::parse("👍").unwrap());
    does(store, room, Deed::React { target, emoji, on: true }).await;
    does(store, room, Deed::Pin { target, on: true }).await;
    // Three more call bo: of one nothing was taken back, one does so no more, one is gone.
    let (text, mentions) = (String::from("never mind"), vec![]);
    does(store, room, Deed::Edit { target: Seq(5), text, mentions }).await;
    does(store, room, Deed::Delete { target: Seq(6) }).await;
    store.mark_read(Uid(2), room, Seq(5)).await.unwrap().unwrap();
    while store.index_some().await.unwrap() {}
}

async fn send(store: &EmbeddedStore, chat: ChatId, n: u64) {
    let (id, text) = (ClientId::parse(&format!("k{n}")).unwrap(), format!("message {n}"));
    let mentions = if n < 4 { vec![Uid(1), Uid(2)] } else { vec![] };
    does(store, chat, Deed::Send { id, text, mentions, reply_to: None, attachments: vec![] }).await;
}

async fn does(store: &EmbeddedStore, chat: ChatId, deed: Deed) {
    let quotas = Quotas::default();
    let append = Append { chat, author: Uid(1), deed, at: Millis(3), quotas, tag: None };
    store.append(append).await.unwrap().unwrap();
}

/// All that is kept of chats.
fn all_rows(store: &EmbeddedStore) -> Vec<(Vec<u8>, Option<Vec<u8>>)> {
    let rows = |view: &dyn View| {
        all_keys(view).into_iter().map(|key| view.get(&key).map(|value| (key, value))).collect()
    };
    store.look(rows).unwrap()
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
async fn a_mark_that_is_further_than_was_noted_is_found() {
    for row in [keys::mark(Uid(2), ChatId::Room(1)), keys::furthest(ChatId::Room(1))] {
        let store = a_full_store().await;
        let missing = store.decide(move |layer| {
            layer.remove(row);
            Ok(())
        });
        missing.await.unwrap();
        let found = store.look(findings).unwrap();
        assert!(found.iter().any(|finding| finding.to_string().contains("furthest")), "{found:?}");
    }
}

/// As it was written before calls, marks and what was deleted were noted: without their rows.
#[tokio::test]
async fn a_store_of_the_first_schema_is_given_what_it_lacks() {
    for kind in EngineKind::ALL {
        let data = tempfile::tempdir().unwrap();
        let space = FreeSpace { bytes_min: 0, percent_min: 0 };
        let settings = Settings { free_space: space, ..Settings::of(data.path(), kind) };
        let store = EmbeddedStore::open(&settings, Millis(1)).unwrap();
        fill(&store).await;
        let before = all_rows(&store);
        store.shut().await;
        drop(store);

        let folder = data.path().join(kind.name());
        let engine = open_engine(&settings.how(), folder).unwrap();
        let new = [ChatTable::Call, ChatTable::Furthest, ChatTable::Deleted];
        let new = new.map(|table| table as u8);
        let gone = before.iter().filter(|(key, _)| new.contains(&key[0]));
        let mut batch: Batch = gone.map(|(key, _)| (key.clone(), None)).collect();
        assert!(batch.len() > 3, "there is something to miss");
        System { schema: 1, commits: 1_000 }.write(&mut batch).unwrap();
        engine.commit(&batch).unwrap();
        engine.checkpoint().unwrap();
        drop(engine);

        let store = EmbeddedStore::open(&settings, Millis(1)).unwrap();
        assert_eq!(all_rows(&store), before, "{}", kind.name());
        assert_eq!(store.look(findings), Ok(vec![]));
        store.shut().await;
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

#[tokio::test]
async fn so_many_deleted_messages_are_left_out_of_what_is_unread() {
    let store = EmbeddedStore::in_memory();
    fill(&store).await;
    let chat = ChatId::Direct(Pair::of(Uid(1), Uid(2)).unwrap());
    for n in 1..DELETED_COUNTED_MAX + 3 {
        send(&store, chat, n).await;
    }
    for target in (2..=DELETED_COUNTED_MAX + 3).map(Seq) {
        does(&store, chat, Deed::Delete { target }).await;
    }
    let unread = async || store.chat(Uid(2), chat).await.unwrap().unwrap().unread;
    assert_eq!(unread().await, 3);
    store.mark_read(Uid(2), chat, Seq(3)).await.unwrap().unwrap();
    assert_eq!(unread().await, 0);
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

#[tokio::test]
async fn a_message_and_its_upload_hold_each_other() {
    for harm in [0, 1] {
        let store = a_full_store().await;
        let mut incoming = store.receive().await.unwrap();
        incoming.write(bytes::Bytes::from_static(b"tea")).await.unwrap();
        let id = UploadId(uuid::Uuid::from_u128(3));
        let upload = NewUpload {
            id,
            owner: Uid(1),
            name: FileName::of("tea.txt"),
            media: MediaType::unknown(),
            size: None,
            at: Millis(2),
            room_max: 1 << 20,
        };
        store.keep_upload(incoming, upload).await.unwrap();
        let chat = ChatId::Direct(Pair::of(Uid(1), Uid(2)).unwrap());
        let deed = Deed::Send {
            id: ClientId::parse("with tea").unwrap(),
            text: String::new(),
            mentions: vec![],
            reply_to: None,
            attachments: vec![id],
        };
        does(&store, chat, deed).await;
        assert_eq!(store.look(findings).unwrap(), []);
        let harmed = store.decide(move |layer| {
            let upload = uploads::read(layer, id)?.unwrap();
            match harm {
                // The upload says it is in another message.
                0 => {
                    let place = Place::Held { chat, seq: Seq(1) };
                    rows::replace(layer, Some(&upload), Some(&Upload { place, ..upload.clone() }))
                }
                _ => uploads::remove(layer, &upload),
            }
        });
        harmed.await.unwrap();
        assert_ne!(store.look(findings).unwrap(), [], "{harm}");
    }
}
