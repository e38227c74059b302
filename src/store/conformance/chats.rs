//! Chats: what is written once, in which order, by whom, and who can read it.

use super::house::*;
use super::talkers::*;
use crate::store::chats::*;
use crate::store::*;
use crate::values::*;

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
