//! Read marks: what somebody has not read, what of it calls them, and what the others have read.

use super::house::*;
use super::talkers::*;
use crate::store::chats::*;
use crate::store::*;
use crate::values::*;

impl House {
    /// Says `text`, calling somebody.
    async fn calls(&self, author: Uid, chat: ChatId, text: &str, whom: &[Uid]) -> u64 {
        let id = ClientId::parse(text).unwrap();
        let mentions = whom.to_vec();
        let deed =
            Deed::Send { id, text: text.into(), mentions, reply_to: None, attachments: vec![] };
        self.does(author, chat, deed).await.unwrap().seq.0
    }

    async fn edits(&self, author: Uid, chat: ChatId, target: u64, whom: &[Uid]) {
        let (target, text, mentions) = (Seq(target), "edited".into(), whom.to_vec());
        self.does(author, chat, Deed::Edit { target, text, mentions }).await.unwrap();
    }

    async fn reads(&self, uid: Uid, chat: ChatId, upto: u64) {
        self.mark_read(uid, chat, Seq(upto)).await.unwrap().unwrap();
    }

    async fn mentions(&self, uid: Uid, chat: ChatId) -> u64 {
        self.sees(uid, chat).await.mentions
    }

    async fn seen(&self, uid: Uid, chat: ChatId) -> u64 {
        self.sees(uid, chat).await.seen.0
    }
}

pub async fn what_calls_somebody_is_counted_until_it_is_read(house: &House) {
    let [alice, bob, carol] = house.people(["alice", "bob", "carol"]).await;
    for chat in [direct(alice, bob), house.room(alice, "tea", true, &[bob, carol]).await] {
        let first = house.calls(alice, chat, "one", &[alice, bob]).await;
        house.calls(alice, chat, "nobody", &[]).await;
        let last = house.calls(alice, chat, "two", &[bob]).await;
        let seen = (house.mentions(alice, chat).await, house.mentions(bob, chat).await);
        assert_eq!(seen, (0, 2), "one does not call oneself");
        house.reads(bob, chat, first).await;
        assert_eq!(house.mentions(bob, chat).await, 1);
        house.reads(bob, chat, last).await;
        assert_eq!(house.mentions(bob, chat).await, 0);
        house.calls(alice, chat, "three", &[bob]).await;
        house.calls(bob, chat, "yes?", &[]).await;
        assert_eq!(house.mentions(bob, chat).await, 0, "who writes has read");
    }
}

pub async fn a_message_calls_whom_it_calls_as_it_reads_now(house: &House) {
    let [alice, bob, carol] = house.people(["alice", "bob", "carol"]).await;
    let room = house.room(alice, "tea", true, &[bob, carol]).await;
    let counts = async || (house.mentions(bob, room).await, house.mentions(carol, room).await);
    let message = house.calls(alice, room, "m", &[bob]).await;
    assert_eq!(counts().await, (1, 0));
    house.edits(alice, room, message, &[bob, carol]).await;
    assert_eq!(counts().await, (1, 1));
    house.edits(alice, room, message, &[carol]).await;
    assert_eq!(counts().await, (0, 1));
    let other = house.calls(bob, room, "n", &[carol]).await;
    house.does(alice, room, delete(message)).await.unwrap();
    assert_eq!(counts().await, (0, 1));
    house.reads(carol, room, other).await;
    house.edits(bob, room, other, &[alice, carol]).await;
    assert_eq!(counts().await, (0, 0), "what was read calls nobody again");
    assert_eq!(house.mentions(alice, room).await, 1);
    house.does(alice, room, delete(other)).await.unwrap();
    assert_eq!(house.mentions(alice, room).await, 0);
}

pub async fn calls_beyond_a_bound_are_not_counted(house: &House) {
    let [alice, bob] = house.people(["alice", "bob"]).await;
    let chat = direct(alice, bob);
    for n in 0..MENTIONS_COUNTED_MAX + 5 {
        house.calls(alice, chat, &n.to_string(), &[bob]).await;
    }
    assert_eq!(house.mentions(bob, chat).await, MENTIONS_COUNTED_MAX as u64);
    house.reads(bob, chat, 6).await;
    assert_eq!(house.mentions(bob, chat).await, MENTIONS_COUNTED_MAX as u64 - 1);
}

pub async fn who_has_blocked_is_not_called(house: &House) {
    let [alice, bob] = house.people(["alice", "bob"]).await;
    let room = house.room(alice, "tea", true, &[bob]).await;
    let before = house.calls(alice, room, "before", &[bob]).await;
    house.tie(bob, Tie::Block, alice, 10, Given::at(NOON)).await.unwrap();
    house.calls(alice, room, "after", &[bob]).await;
    assert_eq!(house.mentions(bob, room).await, 1, "what was said before stays");
    house.edits(alice, room, before, &[bob]).await;
    assert_eq!(house.mentions(bob, room).await, 0);
    house.untie(bob, Tie::Block, alice, Given::at(NOON)).await.unwrap();
    house.calls(alice, room, "again", &[bob]).await;
    assert_eq!(house.mentions(bob, room).await, 1);
}

pub async fn who_has_gone_is_told_nothing_of_marks_and_calls(house: &House) {
    let [alice, bob] = house.people(["alice", "bob"]).await;
    let room = house.room(alice, "tea", false, &[bob]).await;
    let first = house.calls(alice, room, "one", &[bob]).await;
    let second = house.calls(alice, room, "two", &[bob]).await;
    house.does(alice, room, Deed::Kick { user: bob }).await.unwrap();
    let sees = house.sees(bob, room).await;
    assert_eq!((sees.unread, sees.mentions, sees.seen), (2, 0, Seq::NONE));
    house.calls(alice, room, "not there", &[bob]).await;
    house.does(alice, room, delete(first)).await.unwrap();
    house.reads(bob, room, first).await;
    house.does(alice, room, Deed::Invite { users: vec![bob] }).await.unwrap();
    assert_eq!(house.mentions(bob, room).await, 1, "who is back has not read {second}");
    assert_eq!(house.seen(alice, room).await, first, "and what was read stays read");
}

pub async fn how_far_the_others_have_read_is_seen(house: &House) {
    let [alice, bob, carol] = house.people(["alice", "bob", "carol"]).await;
    let room = house.room(alice, "tea", true, &[bob, carol]).await;
    let chat = direct(alice, bob);
    for n in 0..10 {
        house.calls(alice, room, &n.to_string(), &[]).await;
        house.calls(alice, chat, &n.to_string(), &[]).await;
    }
    let seen = async |chat| {
        (
            house.seen(alice, chat).await,
            house.seen(bob, chat).await,
            house.sees(bob, chat).await.read,
        )
    };
    assert_eq!(seen(chat).await, (0, 10, Seq(0)));
    assert_eq!(seen(room).await, (0, 13, Seq(0)));
    for chat in [chat, room] {
        house.reads(bob, chat, 7).await;
        assert_eq!(seen(chat).await.0, 7);
    }
    house.reads(carol, room, 5).await;
    assert_eq!(house.seen(alice, room).await, 7, "of two the one who is further");
    house.reads(carol, room, 9).await;
    assert_eq!(house.seen(alice, room).await, 9);
    let mine = house.calls(carol, room, "mine", &[]).await;
    assert_eq!((house.seen(alice, room).await, house.seen(carol, room).await), (mine, 13));
    house.does(carol, room, Deed::Leave).await.unwrap();
    assert_eq!(house.seen(bob, room).await, mine, "it was read by who has left since");
}

pub async fn whom_one_has_blocked_is_not_seen_to_read(house: &House) {
    let [alice, bob] = house.people(["alice", "bob"]).await;
    let chat = direct(alice, bob);
    house.says(alice, chat, "one").await.unwrap();
    house.tie(alice, Tie::Block, bob, 10, Given::at(NOON)).await.unwrap();
    house.reads(bob, chat, 1).await;
    assert_eq!((house.seen(alice, chat).await, house.seen(bob, chat).await), (0, 1));
    house.untie(alice, Tie::Block, bob, Given::at(NOON)).await.unwrap();
    assert_eq!(house.seen(alice, chat).await, 1);
}

pub async fn what_others_have_read_stays_read_while_the_mark_is_written(house: &House) {
    let [alice, bob, carol] = house.people(["alice", "bob", "carol"]).await;
    let room = house.room(alice, "tea", true, &[bob, carol]).await;
    for number in 4..=60 {
        house.calls(alice, room, &number.to_string(), &[carol]).await;
    }
    for upto in 4..=60 {
        let (commits, reader) = (house.health().await.commits, [bob, carol][upto as usize % 2]);
        house.reads(reader, room, upto).await;
        while house.health().await.commits == commits {
            assert_eq!(house.seen(alice, room).await, upto);
        }
        assert_eq!(house.seen(alice, room).await, upto);
    }
}

pub async fn calls_and_marks_that_cross_are_both_kept(house: &House) {
    let [alice, bob, carol] = house.people(["alice", "bob", "carol"]).await;
    let room = house.room(alice, "tea", true, &[bob, carol]).await;
    let calls = (0..40).map(async |n| {
        let by = [alice, carol][n % 2];
        let seq = house.calls(by, room, &n.to_string(), &[bob]).await;
        if n % 4 == 0 {
            house.reads(bob, room, seq).await;
        }
    });
    futures_util::future::join_all(calls).await;
    let sees = house.sees(bob, room).await;
    assert_eq!((sees.mentions, sees.unread), (43 - sees.read.0, 43 - sees.read.0));
}
