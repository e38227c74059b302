//! Durable, acknowledged messages a second, and what each costs, at 1, 16 and 256 senders, in one
//! room and in pairs: `cargo bench --bench messages [-- DIRECTORY]`.

#![allow(clippy::unwrap_used, reason = "a measurement that fails should say where")]

mod support {
    pub mod machine;
}

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use teahouse::chat::{Chat, House, NewMessage, NewRoom, Settings as Rules};
use teahouse::store::embedded::{EmbeddedStore, EngineKind, FreeSpace, Settings};
use teahouse::store::{AccountStore, Created, Given, NewAccount, Profile, Role};
use teahouse::values::{ChatId, ClientId, Millis, Pair, SystemClock, SystemRandom, Uid, Username};

use self::support::machine::{micros_each, now, own_cpu};

const SPAN: Duration = Duration::from_secs(5);
const TEXT: &str = "The kettle is on; 茶已经泡好了. Come over when you are done with the accounts.";

fn main() {
    let given = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let base = given.map_or_else(std::env::temp_dir, PathBuf::from);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    println!("chats senders  acks/s  acks/sync  CPU µs/ack  disk bytes/ack");
    for pairs in [false, true] {
        for senders in [1, 16, 256] {
            let data = base.join(format!("teahouse-messages-{}", std::process::id()));
            runtime.block_on(measure(&data, senders, pairs));
            fs::remove_dir_all(&data).unwrap();
        }
    }
}

async fn measure(data: &Path, senders: usize, pairs: bool) {
    let mut settings = Settings::of(data, EngineKind::Sled);
    settings.free_space = FreeSpace { bytes_min: 0, percent_min: 0 };
    let store = Arc::new(EmbeddedStore::open(&settings, Millis(0)).unwrap());
    let people = people(&store, 2 * senders).await;
    let chat = service(&store);
    let room = room(&chat, &people).await;
    let listener = tokio::spawn(listen(chat.feed()));
    let (cpu_before, before) = (own_cpu(), store.report());
    let begun = now();
    let mut tasks = Vec::new();
    for pair in people.chunks(2) {
        let direct = ChatId::Direct(Pair::of(pair[0], pair[1]).unwrap());
        let to = if pairs { direct } else { room };
        tasks.push(tokio::spawn(send(chat.clone(), pair[0], to, begun)));
    }
    let mut acks = 0;
    for task in tasks {
        acks += task.await.unwrap();
    }
    let took = begun.elapsed().as_secs_f64();
    let spent = own_cpu() - cpu_before;
    let after = store.report();
    println!(
        "{} {senders:>7} {:>7.0} {:>10.1} {:>11.1} {:>15.0}",
        if pairs { "pairs" } else { "room " },
        f64::from(acks) / took,
        f64::from(acks) / (after.syncs - before.syncs) as f64,
        micros_each(spent, u64::from(acks)),
        (after.disk_bytes - before.disk_bytes) as f64 / f64::from(acks),
    );
    listener.abort();
    store.shut().await;
}

fn service(store: &Arc<EmbeddedStore>) -> Chat {
    Chat::new(House {
        chats: store.clone(),
        people: store.clone(),
        ties: store.clone(),
        uploads: store.clone(),
        clock: Arc::new(SystemClock::start()),
        random: Arc::new(SystemRandom::new()),
        settings: Rules::default(),
    })
}

async fn people(store: &EmbeddedStore, count: usize) -> Vec<Uid> {
    let mut people = Vec::new();
    for n in 0..count {
        let new = NewAccount {
            username: Some(Username::parse(&format!("person{n}")).unwrap()),
            email: None,
            phone: None,
            password_hash: Some("$argon2id$v=19$m=19456,t=2,p=1$of$about$the$usual$length".into()),
            role: Role::NormalUser,
            profile: Profile::default(),
        };
        match store.create_account(new, Given::at(Millis(0))).await.unwrap() {
            Created::Created(account) => people.push(account.uid),
            other => panic!("{other:?}"),
        }
    }
    people
}

async fn room(chat: &Chat, people: &[Uid]) -> ChatId {
    let room = NewRoom {
        id: None,
        slug: None,
        title: Some("everybody".into()),
        public: true,
        members: Vec::new(),
    };
    let id = chat.create(people[0].into(), room).await.unwrap().chat;
    for uid in people {
        chat.join((*uid).into(), id).await.unwrap();
    }
    id
}

async fn listen(feed: Arc<teahouse::store::chats::Feed>) {
    loop {
        std::hint::black_box(feed.next().await);
    }
}

async fn send(chat: Chat, uid: Uid, to: ChatId, begun: Instant) -> u32 {
    let mut acks = 0;
    while begun.elapsed() < SPAN {
        let id = Some(ClientId::parse(&format!("message-{acks}")).unwrap());
        let message = NewMessage { id, text: TEXT.into(), ..NewMessage::default() };
        chat.send(uid.into(), to, message).await.unwrap();
        acks += 1;
    }
    acks
}
