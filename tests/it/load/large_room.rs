//! A room of ten thousand.

use std::sync::Arc;

use futures_util::{StreamExt, stream};
use serde_json::json;
use teahouse::chat::{Chat, House as Rules, Settings as ChatSettings};
use teahouse::store::embedded::{EmbeddedStore, EngineKind, Settings};
use teahouse::store::{AccountStore, Created, Given, NewAccount, Profile, Role};
use teahouse::values::{ChatId, Millis, SystemClock, SystemRandom, Uid, Username};

use super::machine::peak_mebibytes;
use super::{hear_log, house, people, room};
use crate::support::Server;

const MEMBERS: u64 = 10_000;
const AT_ONCE: usize = 512;

#[tokio::test]
async fn a_room_of_ten_thousand_is_joined_talked_in_and_looked_at() {
    let mut server = house().open();
    let people = people(&server, &["alice", "bob"]).await;
    let (room, begun) = room(&mut people[0].connect(&server), &["bob"]);
    assert!(server.stop().success());
    fill(&server, &room, MEMBERS - 2).await;
    server.start_again();

    let before = peak_mebibytes(server.pid());
    let (mut hers, mut his) = (people[0].connect(&server), people[1].connect(&server));
    let ack = hers.ask(json!({"type": "send", "id": "k", "chat": room, "text": "hello all"}));
    assert_eq!(ack["seq"], begun + MEMBERS - 2 + 1, "{ack}");
    hear_log(&mut his, &mut None, begun + MEMBERS - 2 + 1);
    let who = hers.ask(json!({"type": "members", "id": "who", "chat": room}));
    assert_eq!((&who["type"], &who["more"]), (&json!("members"), &json!(true)), "{who}");
    let listed = hers.ask(json!({"type": "chats", "id": "mine"}));
    assert_eq!(listed["chats"][0]["members"], MEMBERS);
    his.line(&format!("/leave {room}"));
    assert_eq!(his.hears("ack")["seq"], begun + MEMBERS - 2 + 2);
    let grown = peak_mebibytes(server.pid()) - before;
    assert!(grown < 16, "the server grew by {grown} MiB");
}

/// So many more join, by the rules, in the store of a server that stands still: ten thousand
/// passwords would be hashed for a long while.
async fn fill(server: &Server, room: &str, more: u64) {
    let settings = Settings::of(&server.data(), EngineKind::Redb);
    let store = Arc::new(EmbeddedStore::open(&settings, Millis(0)).unwrap());
    let chat = Chat::new(Rules {
        chats: store.clone(),
        people: store.clone(),
        ties: store.clone(),
        uploads: store.clone(),
        clock: Arc::new(SystemClock::start()),
        random: Arc::new(SystemRandom::new()),
        settings: ChatSettings::default(),
    });
    let room = ChatId::parse(room).unwrap();
    let owner = Uid(1);
    let join = |number| {
        let (store, chat) = (store.clone(), chat.clone());
        async move {
            let uid = account(&store, number).await;
            chat.invite(owner.into(), room, vec![uid]).await.unwrap();
        }
    };
    stream::iter(0..more).map(join).buffer_unordered(AT_ONCE).collect::<()>().await;
    store.shut().await;
}

async fn account(store: &EmbeddedStore, number: u64) -> Uid {
    let new = NewAccount {
        username: Some(Username::parse(&format!("member{number}")).unwrap()),
        email: None,
        phone: None,
        password_hash: None,
        role: Role::NormalUser,
        profile: Profile::default(),
    };
    match store.create_account(new, Given::at(Millis(0))).await.unwrap() {
        Created::Created(account) => account.uid,
        other => panic!("{other:?}"),
    }
}
