//! Chats: what is written once, in which order, by whom, and who can read it.

use super::house::*;
use crate::store::chats::*;
use crate::store::*;
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

fn spell(event: &Event) -> String {
    let (seq, by) = (event.seq, &event.by.name);
    match &event.what {
        What::Message { words, .. } if words.erased => format!("{seq} {by}: (erased)"),
        What::Message { words, .. } => format!("{seq} {by}: {}", words.text),
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

pub async fn a_direct_chat_begins_with_its_first_message(house: &House) {
    let [alice, bob, carol] = house.people(["alice", "bob", "carol"]).await;
    let chat = direct(alice, bob);
    assert_eq!(house.log(bob, chat).await, Err(Refusal::UnknownChat));
    let receipt = house.says(alice, chat, "hi").await.unwrap();
    assert_eq!(receipt, Receipt { chat, seq: Seq(1), at: NOON, duplicate: false });
    house.says(bob, chat, "hello").await.unwrap();
    for reader in [alice, bob] {
        assert_eq!(house.log(reader, chat).await.unwrap(), ["1 alice: hi", "2 bob: hello"]);
    }
    assert_eq!(house.log(carol, chat).await, Err(Refusal::UnknownChat));
    assert_eq!(house.says(carol, chat, "me too").await, Err(Refusal::UnknownChat));
    assert_eq!(house.says(alice, direct(alice, Uid(99)), "?").await, Err(Refusal::UnknownUser));
    assert_eq!(house.does(alice, chat, Deed::Leave).await, Err(Refusal::RoomsOnly));
}

pub async fn sent_twice_is_said_once(house: &House) {
    let [alice, bob] = house.people(["alice", "bob"]).await;
    let chat = direct(alice, bob);
    let first = house.does(alice, chat, send("k1", "hi")).await.unwrap();
    house.says(bob, chat, "hello").await.unwrap();
    let again = house.does(alice, chat, send("k1", "hi")).await.unwrap();
    assert_eq!(again, Receipt { duplicate: true, ..first });
    assert_eq!(house.does(alice, chat, send("k1", "ho")).await, Err(Refusal::Conflict));
    // The id is the author's own, in this chat.
    assert!(!house.does(bob, chat, send("k1", "hi")).await.unwrap().duplicate);
    let room = house.room(alice, "tea", true, &[]).await;
    assert!(!house.does(alice, room, send("k1", "hi")).await.unwrap().duplicate);
    assert_eq!(house.log(bob, chat).await.unwrap().len(), 3);
}

pub async fn one_id_twenty_times_at_once_is_one_message(house: &House) {
    let [alice, bob] = house.people(["alice", "bob"]).await;
    let chat = direct(alice, bob);
    house.says(bob, chat, "before").await.unwrap();
    let sends = (0..20).map(|_| house.does(alice, chat, send("k1", "hi")));
    let receipts = futures_util::future::join_all(sends).await;
    let receipts: Vec<Receipt> = receipts.into_iter().map(Result::unwrap).collect();
    assert!(receipts.iter().all(|receipt| receipt.seq == Seq(2)), "{receipts:?}");
    assert_eq!(receipts.iter().filter(|receipt| !receipt.duplicate).count(), 1);
    assert_eq!(house.log(bob, chat).await.unwrap().len(), 2);
}

pub async fn who_is_blocked_cannot_write(house: &House) {
    let [alice, bob] = house.people(["alice", "bob"]).await;
    let chat = direct(alice, bob);
    house.says(alice, chat, "hi").await.unwrap();
    let tied = house.tie(bob, Tie::Block, alice, 10, Given::at(NOON)).await;
    assert_eq!(tied, Ok(Tied::Tied));
    assert_eq!(house.says(alice, chat, "why?").await, Err(Refusal::Blocked));
    assert_eq!(house.does(alice, chat, react(1, "👍", true)).await, Err(Refusal::Blocked));
    let room = new_room(alice, "tea", false, &[bob]);
    assert_eq!(house.create_room(room).await.unwrap(), Err(Refusal::Blocked));
    // What is one's own can be taken back all the same.
    house.does(alice, chat, delete(1)).await.unwrap();
    house.says(bob, chat, "because").await.unwrap();
}

pub async fn a_deed_that_changes_nothing_adds_nothing(house: &House) {
    let [alice, bob] = house.people(["alice", "bob"]).await;
    let room = house.room(alice, "tea", true, &[bob]).await;
    house.says(alice, room, "hi").await.unwrap();
    house.does(bob, room, react(3, "👍", true)).await.unwrap();
    for deed in [
        Deed::Join,
        react(3, "👍", true),
        react(3, "👎", false),
        pin(3, false),
        Deed::Invite { users: vec![bob] },
        Deed::Topic { title: "tea".into() },
        Deed::Role { user: bob, role: ChatRole::Member },
        Deed::Unban { user: bob },
    ] {
        let by = if deed == Deed::Join || matches!(deed, Deed::React { .. }) { bob } else { alice };
        let receipt = house.does(by, room, deed.clone()).await;
        let nothing = Receipt { chat: room, seq: Seq(4), at: NOON, duplicate: true };
        assert_eq!(receipt, Ok(nothing), "{deed:?}");
    }
}

pub async fn the_words_of_a_deleted_message_are_gone(house: &House) {
    let [alice, bob] = house.people(["alice", "bob"]).await;
    let chat = direct(alice, bob);
    house.says(alice, chat, "secret").await.unwrap();
    house.does(alice, chat, edit(1, "still secret")).await.unwrap();
    house.does(bob, chat, react(1, "👍", true)).await.unwrap();
    assert_eq!(house.does(bob, chat, edit(1, "mine")).await, Err(Refusal::Forbidden));
    assert_eq!(house.does(bob, chat, delete(1)).await, Err(Refusal::Forbidden));
    house.does(alice, chat, delete(1)).await.unwrap();
    assert_eq!(
        house.log(bob, chat).await.unwrap(),
        [
            "1 alice: (erased)",
            "2 alice edit 1: (erased)",
            "3 bob react 1 👍 true",
            "4 alice delete 1"
        ]
    );
    assert_eq!(house.does(alice, chat, edit(1, "back")).await, Err(Refusal::UnknownMessage));
    assert!(house.does(alice, chat, delete(1)).await.unwrap().duplicate);
    assert_eq!(house.finds(bob, "secret").await, Vec::<String>::new());
    // The id stays used.
    assert!(house.says(alice, chat, "secret").await.unwrap().duplicate);
}

pub async fn a_message_shows_what_became_of_it(house: &House) {
    let [alice, bob] = house.people(["alice", "bob"]).await;
    let chat = direct(alice, bob);
    house.says(alice, chat, "helo").await.unwrap();
    house.says(alice, chat, "untouched").await.unwrap();
    house.does(alice, chat, edit(1, "hello")).await.unwrap();
    house.does(bob, chat, react(1, "👍", true)).await.unwrap();
    house.does(alice, chat, react(1, "👍", true)).await.unwrap();
    house.does(bob, chat, react(1, "🍵", true)).await.unwrap();
    house.does(alice, chat, pin(1, true)).await.unwrap();
    let page = house.page(alice, chat, Range::Newest, 100).await.unwrap();
    let now = page.entries[0].now.as_ref().unwrap();
    assert_eq!(now.edited.as_ref().map(|(seq, words)| (seq.0, &*words.text)), Some((3, "hello")));
    let reactions: Vec<_> =
        now.reactions.iter().map(|r| (r.emoji.as_str(), r.count, r.mine)).collect();
    assert_eq!(reactions, [("👍", 2, true), ("🍵", 1, false)]);
    assert!(now.pinned);
    assert_eq!(page.entries[1].now, None);
    assert_eq!(house.pins(bob, chat).await.unwrap(), Ok(vec![Seq(1)]));
    house.does(bob, chat, react(1, "🍵", false)).await.unwrap();
    let page = house.page(alice, chat, Range::Newest, 100).await.unwrap();
    assert_eq!(page.entries[0].now.as_ref().unwrap().reactions.len(), 1);
    house.does(alice, chat, delete(1)).await.unwrap();
    assert_eq!(house.pins(bob, chat).await.unwrap(), Ok(vec![]));
}

pub async fn pages_of_a_log_leave_nothing_out(house: &House) {
    let [alice, bob] = house.people(["alice", "bob"]).await;
    let chat = direct(alice, bob);
    for n in 1..=10 {
        house.says(alice, chat, &format!("message {n}")).await.unwrap();
    }
    assert_eq!(house.seqs(bob, chat, Range::Newest, 3).await, [8, 9, 10]);
    assert_eq!(house.seqs(bob, chat, Range::Before(Seq(8)), 3).await, [5, 6, 7]);
    assert_eq!(house.seqs(bob, chat, Range::After(Seq(7)), 2).await, [8, 9]);
    assert_eq!(house.seqs(bob, chat, Range::After(Seq(10)), 2).await, [0; 0]);
    assert_eq!(house.seqs(bob, chat, Range::Before(Seq(1)), 2).await, [0; 0]);
    assert_eq!(house.seqs(bob, chat, Range::After(Seq(u64::MAX)), 2).await, [0; 0]);
    assert_eq!(house.seqs(bob, chat, Range::Before(Seq(u64::MAX)), 1).await, [10]);
    let more =
        |range, limit| async move { house.page(bob, chat, range, limit).await.unwrap().more };
    assert!(more(Range::Newest, 9).await && !more(Range::Newest, 10).await);
    assert!(more(Range::After(Seq(5)), 4).await && !more(Range::After(Seq(5)), 5).await);
}

pub async fn a_page_of_long_messages_is_short(house: &House) {
    let [alice, bob] = house.people(["alice", "bob"]).await;
    let chat = direct(alice, bob);
    let longest = "😀".repeat(4_000);
    for n in 0..20 {
        house.does(alice, chat, send(&format!("k{n}"), &longest)).await.unwrap();
    }
    let page = house.page(bob, chat, Range::After(Seq::NONE), 200).await.unwrap();
    assert!((1..20).contains(&page.entries.len()) && page.more);
    let page = house.page(bob, chat, Range::Newest, 200).await.unwrap();
    assert_eq!(page.entries.last().unwrap().event.seq, Seq(20));
    assert!(page.entries.len() < 20 && page.more);
}

pub async fn who_has_gone_reads_up_to_there(house: &House) {
    let [alice, bob, carol] = house.people(["alice", "bob", "carol"]).await;
    let room = house.room(alice, "tea", false, &[bob, carol]).await;
    house.says(alice, room, "for all").await.unwrap();
    house.does(alice, room, Deed::Kick { user: bob }).await.unwrap();
    house.says(alice, room, "without bob").await.unwrap();
    house.does(alice, room, edit(4, "changed")).await.unwrap();
    let page = house.page(bob, room, Range::Newest, 100).await.unwrap();
    let seen: Vec<_> = page.entries.iter().map(|entry| spell(&entry.event)).collect();
    assert_eq!(seen[3..], ["4 alice: for all", "5 alice kick bob"]);
    assert!(page.entries.iter().all(|entry| entry.now.is_none()));
    assert_eq!(house.says(bob, room, "hm").await, Err(Refusal::NotAMember));
    assert_eq!(house.reaches(bob, vec![room]).await.unwrap(), [Ok(Seq(5))]);
    assert_eq!(house.sees(bob, room).await.role, None);
    assert_eq!(house.chats(bob, ChatsPage { limit: 10, ..Default::default() }).await.unwrap(), []);
    assert_eq!(house.finds(bob, "bob").await, Vec::<String>::new());
    house.does(alice, room, Deed::Invite { users: vec![bob] }).await.unwrap();
    assert_eq!(house.log(bob, room).await.unwrap().len(), 8);
}

pub async fn rooms_have_rules(house: &House) {
    let [alice, bob, carol, dave] = house.people(["alice", "bob", "carol", "dave"]).await;
    let private = house.room(alice, "private", false, &[bob]).await;
    let public = house.room(alice, "public", true, &[]).await;
    assert_eq!(house.does(carol, private, Deed::Join).await, Err(Refusal::UnknownChat));
    assert_eq!(house.says(carol, private, "hm").await, Err(Refusal::UnknownChat));
    assert_eq!(house.says(carol, public, "hm").await, Err(Refusal::NotAMember));
    assert_eq!(house.says(carol, ChatId::Room(99), "hm").await, Err(Refusal::UnknownChat));
    for deed in [
        Deed::Topic { title: "mine".into() },
        Deed::Invite { users: vec![carol] },
        Deed::Kick { user: alice },
        Deed::Role { user: bob, role: ChatRole::Owner },
        Deed::Close,
    ] {
        assert_eq!(
            house.does(bob, private, deed.clone()).await,
            Err(Refusal::Forbidden),
            "{deed:?}"
        );
    }
    house.does(carol, public, Deed::Join).await.unwrap();
    let moderator = Deed::Role { user: carol, role: ChatRole::Moderator };
    house.does(alice, public, moderator).await.unwrap();
    house.does(carol, public, Deed::Invite { users: vec![bob, dave] }).await.unwrap();
    house.says(bob, public, "spam").await.unwrap();
    house.does(carol, public, delete(6)).await.unwrap();
    assert_eq!(
        house.does(carol, public, Deed::Kick { user: alice }).await,
        Err(Refusal::Forbidden)
    );
    house.does(carol, public, Deed::Ban { user: bob }).await.unwrap();
    assert_eq!(house.does(bob, public, Deed::Join).await, Err(Refusal::Banned));
    let invite = Deed::Invite { users: vec![bob] };
    assert_eq!(house.does(carol, public, invite).await, Err(Refusal::Banned));
    house.does(carol, public, Deed::Unban { user: bob }).await.unwrap();
    house.does(bob, public, Deed::Join).await.unwrap();
    assert_eq!(house.log(dave, public).await.unwrap().len(), 10);
}

pub async fn the_last_owner_hands_over_or_closes(house: &House) {
    let [alice, bob] = house.people(["alice", "bob"]).await;
    let room = house.room(alice, "tea", true, &[bob]).await;
    assert_eq!(house.does(alice, room, Deed::Leave).await, Err(Refusal::LastOwner));
    let down = Deed::Role { user: alice, role: ChatRole::Member };
    assert_eq!(house.does(alice, room, down).await, Err(Refusal::LastOwner));
    house.does(alice, room, Deed::Role { user: bob, role: ChatRole::Owner }).await.unwrap();
    house.does(alice, room, Deed::Leave).await.unwrap();
    house.does(bob, room, Deed::Close).await.unwrap();
    assert_eq!(house.says(bob, room, "anybody?").await, Err(Refusal::Closed));
    let again = house.room(bob, "tea", true, &[]).await;
    house.does(bob, room, Deed::Leave).await.unwrap();
    assert_eq!(house.log(bob, room).await.unwrap().len(), 6);
    let slug = Slug::parse("#Tea").unwrap();
    assert_eq!(house.room_by_slug(&slug).await.unwrap(), Some(again));
}

pub async fn who_is_deleted_leaves_the_rooms(house: &House) {
    let [alice, bob, carol] = house.people(["alice", "bob", "carol"]).await;
    let shared = house.room(alice, "tea", true, &[bob, carol]).await;
    let own = house.room(alice, "mine", true, &[]).await;
    let chat = direct(alice, bob);
    house.says(alice, chat, "goodbye").await.unwrap();
    let moderator = Deed::Role { user: carol, role: ChatRole::Moderator };
    house.does(alice, shared, moderator).await.unwrap();
    house.delete_account(alice, NOON, Given::at(NOON)).await.unwrap();
    let members = house.members(bob, shared, None, 9).await.unwrap().unwrap();
    let members: Vec<_> = members.iter().map(|(person, role)| (&*person.name, *role)).collect();
    assert_eq!(members, [("bob", ChatRole::Member), ("carol", ChatRole::Owner)]);
    assert_eq!(house.log(bob, shared).await.unwrap()[4..], ["5  role carol Owner", "6  leave"]);
    assert_eq!(house.does(bob, own, Deed::Join).await, Err(Refusal::UnknownChat));
    assert_eq!(house.log(bob, chat).await.unwrap(), ["1 alice: goodbye"]);
    assert_eq!(house.says(bob, chat, "come back").await, Err(Refusal::UnknownUser));
    assert_eq!(house.says(alice, chat, "I cannot").await, Err(Refusal::UnknownUser));
}

pub async fn a_slug_belongs_to_one_room(house: &House) {
    let [alice, bob] = house.people(["alice", "bob"]).await;
    let creations = (0..20).map(|n| {
        let creator = if n % 2 == 0 { alice } else { bob };
        house.create_room(new_room(creator, "tea", true, &[]))
    });
    let created = futures_util::future::join_all(creations).await;
    let made: Vec<_> = created.into_iter().filter_map(|made| made.unwrap().ok()).collect();
    assert_eq!(made.len(), 1);
    let repeat = || NewRoom {
        id: Some(ClientId::parse("k1").unwrap()),
        ..new_room(alice, "pu-erh", false, &[bob])
    };
    let first = house.create_room(repeat()).await.unwrap().unwrap();
    let again = house.create_room(repeat()).await.unwrap();
    assert_eq!(again, Ok(Receipt { duplicate: true, ..first }));
    let other = NewRoom { slug: None, ..repeat() };
    assert_eq!(house.create_room(other).await.unwrap(), Err(Refusal::Conflict));
    let page = RoomsPage { limit: 10, ..RoomsPage::default() };
    let rooms = house.public_rooms(page).await.unwrap().rooms;
    assert_eq!(rooms.iter().map(|room| room.slug.as_str()).collect::<Vec<_>>(), ["tea"]);
}

pub async fn public_rooms_are_found_page_by_page(house: &House) {
    let [alice, bob] = house.people(["alice", "bob"]).await;
    for (slug, title) in [("assam", "Black TEA"), ("tea", "T"), ("tearoom", "T"), ("品茶", "T")] {
        let room = NewRoom { title: title.into(), ..new_room(alice, slug, true, &[]) };
        house.create_room(room).await.unwrap().unwrap();
    }
    house.room(alice, "tea-secret", false, &[bob]).await;
    let closed = house.room(alice, "tea-closed", true, &[]).await;
    house.does(alice, closed, Deed::Close).await.unwrap();
    let pages = async |text: &str, limit| {
        let (mut pages, mut after) = (Vec::new(), None);
        loop {
            let page = RoomsPage { text: text.into(), after, limit };
            let Rooms { rooms, next } = house.public_rooms(page).await.unwrap();
            pages.push(rooms.iter().map(|room| room.slug.to_string()).collect::<Vec<_>>());
            after = next;
            if after.is_none() {
                return pages;
            }
        }
    };
    assert_eq!(pages("", 10).await, [["assam", "tea", "tearoom", "品茶"]]);
    assert_eq!(pages("tea", 2).await, [vec!["assam", "tea"], vec!["tearoom"]]);
    assert_eq!(pages("茶", 1).await, [["品茶"]]);
    assert_eq!(pages("coffee", 10).await, [[""; 0]]);
    let looked_at = 510;
    let make = |number| async move {
        house.room(alice, &format!("b{number:04}"), true, &[]).await;
    };
    futures_util::future::join_all((0..looked_at).map(make)).await;
    let found = pages("tea", 10).await;
    assert_eq!(found.concat(), ["assam", "tea", "tearoom"], "few among many");
    assert!(found.len() > 1, "and no page looks at all of them");
    assert_eq!(pages("", 100).await.concat().len(), 4 + looked_at);
}

pub async fn what_is_unread_is_counted(house: &House) {
    let [alice, bob] = house.people(["alice", "bob"]).await;
    let chat = direct(alice, bob);
    for text in ["one", "two", "three"] {
        house.says(alice, chat, text).await.unwrap();
    }
    house.does(alice, chat, react(1, "👍", true)).await.unwrap();
    let unread = |uid| async move { house.sees(uid, chat).await.unread };
    assert_eq!((unread(alice).await, unread(bob).await), (0, 3));
    assert_eq!(house.mark_read(bob, chat, Seq(2)).await.unwrap(), Ok(true));
    assert_eq!(unread(bob).await, 1);
    assert_eq!(house.mark_read(bob, chat, Seq(1)).await.unwrap(), Ok(false));
    assert_eq!(unread(bob).await, 1);
    let beyond = house.mark_read(bob, chat, Seq(5)).await.unwrap();
    assert_eq!(beyond, Err(Refusal::BeyondHead { head: Seq(4) }));
    house.says(bob, chat, "four").await.unwrap();
    assert_eq!((unread(alice).await, unread(bob).await), (1, 0));
    house.mute(bob, chat, true).await.unwrap().unwrap();
    let sees = house.sees(bob, chat).await;
    assert!(sees.muted && sees.read == Seq(5) && sees.with.unwrap().name == "alice");
}

pub async fn what_was_marked_as_read_stays_read_while_the_mark_is_written(house: &House) {
    let [alice, bob] = house.people(["alice", "bob"]).await;
    let chat = direct(alice, bob);
    for number in 1..=100 {
        house.says(alice, chat, &number.to_string()).await.unwrap();
    }
    for seq in (1..=100).map(Seq) {
        let commits = house.health().await.commits;
        house.mark_read(bob, chat, seq).await.unwrap().unwrap();
        // Until the commit that takes it along has come.
        while house.health().await.commits == commits {
            assert_eq!(house.sees(bob, chat).await.read, seq);
        }
        assert_eq!(house.sees(bob, chat).await.read, seq);
    }
}

pub async fn chats_are_listed_by_recency(house: &House) {
    let [alice, bob, carol] = house.people(["alice", "bob", "carol"]).await;
    let mut chats = vec![direct(alice, bob), direct(alice, carol)];
    for n in 0..4 {
        chats.push(house.room(alice, &format!("room{n}"), true, &[bob]).await);
    }
    for (n, chat) in chats.iter().enumerate() {
        let deed = send("k", "hi");
        let at = NOON + SECOND * (n as u32 + 1);
        let append =
            Append { chat: *chat, author: alice, deed, at, quotas: Quotas::default(), tag: None };
        house.append(append).await.unwrap().unwrap();
    }
    chats.reverse();
    let mut listed = Vec::new();
    let mut before = None;
    loop {
        let page = ChatsPage { before, limit: 2, ..Default::default() };
        let page = house.chats(alice, page).await.unwrap();
        let Some(last) = page.last() else { break };
        before = Some(last.place());
        listed.extend(page.iter().map(|summary| summary.id));
    }
    assert_eq!(listed, chats);
    let without = [chats[0]].into();
    let page = ChatsPage { without, limit: 1, ..Default::default() };
    assert_eq!(house.chats(alice, page).await.unwrap()[0].id, chats[1]);
    let memberships = house.memberships(bob).await.unwrap();
    assert_eq!(memberships.len(), 5);
    assert_eq!(memberships[0], (direct(alice, bob), Seq(1)));
}

pub async fn quotas_hold(house: &House) {
    let [alice, bob, carol] = house.people(["alice", "bob", "carol"]).await;
    let quotas = Quotas {
        chats_per_account: 2,
        members_per_room: 2,
        pins_per_chat: 1,
        reactions_per_message: 1,
        edits_per_message: 1,
    };
    let does = |author, chat, deed| {
        house.append(Append { chat, author, deed, at: NOON, quotas, tag: None })
    };
    let room = NewRoom { quotas, ..new_room(alice, "tea", true, &[]) };
    let room = house.create_room(room).await.unwrap().unwrap().chat;
    does(bob, room, Deed::Join).await.unwrap().unwrap();
    let refused = |quota| Ok(Err(Refusal::TooMany(quota)));
    assert_eq!(does(carol, room, Deed::Join).await, refused(Quota::Members));
    for n in ["1", "2"] {
        does(alice, room, send(n, n)).await.unwrap().unwrap();
    }
    for (first, second, quota) in [
        (pin(3, true), pin(4, true), Quota::Pins),
        (react(3, "👍", true), react(3, "👎", true), Quota::Reactions),
        (edit(3, "x"), edit(3, "y"), Quota::Edits),
    ] {
        does(alice, room, first).await.unwrap().unwrap();
        assert_eq!(does(alice, room, second).await, refused(quota));
    }
    does(alice, direct(alice, carol), send("1", "hi")).await.unwrap().unwrap();
    assert_eq!(does(alice, direct(alice, bob), send("1", "hi")).await, refused(Quota::Chats));
    assert_eq!(does(bob, direct(alice, bob), send("1", "hi")).await, refused(Quota::Chats));
    does(alice, direct(alice, carol), send("2", "hi")).await.unwrap().unwrap();
}

pub async fn what_is_durable_is_fed_in_order(house: &House) {
    let [alice, bob] = house.people(["alice", "bob"]).await;
    let feed = house.feed();
    let room = house.room(alice, "tea", true, &[]).await;
    house.does(bob, room, Deed::Join).await.unwrap();
    let tag = Some(Tag { connection: 7, request: 1 });
    let deed = send("k", "hi");
    let append = Append { chat: room, author: bob, deed, at: NOON, quotas: Quotas::default(), tag };
    house.append(append.clone()).await.unwrap().unwrap();
    house.append(append).await.unwrap().unwrap();
    house.does(alice, room, Deed::Kick { user: bob }).await.unwrap();
    let fed: Vec<_> = feed.next().await.into_iter().collect();
    let fed: Vec<_> = fed
        .iter()
        .map(|fed| match fed {
            Fed::Posted(p) => (p.event.seq.0, p.came.clone(), p.went.clone(), p.tag),
            Fed::Gap => panic!("a gap"),
        })
        .collect();
    let none = Vec::new;
    assert_eq!(
        fed,
        [
            (1, vec![alice], none(), None),
            (2, vec![bob], none(), None),
            (3, none(), none(), tag),
            (4, none(), vec![bob], None),
        ]
    );
}

pub async fn what_was_said_is_found(house: &House) {
    let [alice, bob, carol] = house.people(["alice", "bob", "carol"]).await;
    let chat = direct(alice, bob);
    let room = house.room(carol, "tea", true, &[bob]).await;
    house.says(alice, chat, "我家在上海东边").await.unwrap();
    house.says(alice, chat, "Green Tea, please!").await.unwrap();
    house.says(carol, room, "no teapot here").await.unwrap();
    house.says(bob, chat, "green").await.unwrap();
    house.does(bob, chat, edit(3, "green tea for me")).await.unwrap();
    assert_eq!(house.finds(bob, "上海").await, [format!("{chat}/1 我家在上海东边")]);
    assert_eq!(house.finds(bob, "海").await.len(), 1);
    assert_eq!(house.finds(bob, "上东").await.len(), 0);
    assert_eq!(
        house.finds(bob, "tea GREEN").await,
        [format!("{chat}/3 green tea for me"), format!("{chat}/2 Green Tea, please!")]
    );
    assert_eq!(house.finds(bob, "teapot").await, [format!("{room}/3 no teapot here")]);
    assert_eq!(house.finds(alice, "teapot").await.len(), 0);
    let query = Query { text: "tea".into(), chat: Some(chat), before: None, limit: 10 };
    assert_eq!(house.search(carol, query).await.unwrap(), Err(Refusal::UnknownChat));
}

pub async fn a_long_log_is_found_in_pages(house: &House) {
    let [alice, bob] = house.people(["alice", "bob"]).await;
    let chats = [direct(alice, bob), house.room(bob, "tea", true, &[alice]).await];
    for n in 0..300_u32 {
        let text = if n % 7 == 0 { format!("七 lucky {n}") } else { format!("plain {n}") };
        let (chat, at) = (chats[n as usize % 2], NOON + SECOND * n);
        let deed = send(&text, &text);
        let append = Append { chat, author: alice, deed, at, quotas: Quotas::default(), tag: None };
        house.append(append).await.unwrap().unwrap();
    }
    let expected: Vec<u32> = (0..300).filter(|n| n % 7 == 0).rev().collect();
    let found = async || {
        let mut found = Vec::new();
        let mut before = None;
        loop {
            let query = Query { text: "lucky 七".into(), chat: None, before, limit: 5 };
            let page = house.search(bob, query).await.unwrap().unwrap();
            assert!(page.hits.len() <= 5);
            let number = |hit: &Hit| hit.text.rsplit(' ').next().unwrap().parse::<u32>().unwrap();
            found.extend(page.hits.iter().map(number));
            before = page.next;
            if before.is_none() {
                return found;
            }
        }
    };
    assert_eq!(found().await, expected);
    while house.index_some().await.unwrap() {}
    assert_eq!(found().await, expected);
    assert_eq!(house.rebuild_index().await.unwrap(), 2);
    assert_eq!(found().await, expected);
}
