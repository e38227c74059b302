use std::io;
use std::sync::{Arc, Mutex};

use bytes::Bytes;

use super::house::*;
use crate::hub::*;
use crate::values::Uid;

const TEA: u64 = 1;

fn seqs(range: std::ops::RangeInclusive<u64>) -> Vec<String> {
    range.map(|seq| format!("r1:{seq}")).collect()
}

#[test]
fn what_comes_in_one_turn_leaves_in_one_piece_and_in_order() {
    let mut house = House::new();
    let (_alice, peer) = house.hearing(17, room(TEA));
    let entries = (0..3).map(|_| house.write(room(TEA), What::Said, None)).collect();
    house.hub.deliver(entries);
    assert_eq!(peer.heard(), seqs(1..=3));
}

#[test]
fn what_was_heard_before_is_not_heard_again() {
    let mut house = House::new();
    let (_alice, peer) = house.hearing(17, room(TEA));
    let one = house.write(room(TEA), What::Said, None);
    let two = house.write(room(TEA), What::Said, None);
    house.hub.deliver(vec![one.clone()]);
    house.hub.deliver(vec![one, two.clone()]);
    house.hub.deliver(vec![two]);
    assert_eq!(peer.heard(), seqs(1..=2));
}

#[test]
fn a_hole_is_filled_from_the_log() {
    let mut house = House::new();
    let (alice, peer) = house.hearing(17, room(TEA));
    house.write(room(TEA), What::Said, None);
    house.say(room(TEA));
    assert!(peer.heard().is_empty(), "nothing may come before what is missing");
    house.settle_down(alice.link(), &peer);
    house.say(room(TEA));
    assert_eq!(peer.heard(), seqs(1..=3));
}

#[test]
fn a_slow_reader_has_a_bounded_queue_and_delays_nobody() {
    let mut house = House::new();
    let (slow, slow_peer) = house.hearing(17, room(TEA));
    let (_quick, quick_peer) = house.hearing(42, room(TEA));
    slow_peer.takes(0);
    for _ in 0..1_000 {
        house.say(room(TEA));
    }
    assert_eq!(quick_peer.heard(), seqs(1..=1_000));
    assert!(slow.link().standing().behind && slow.link().standing().blocked);
    assert!(slow_peer.heard().is_empty());
    slow_peer.takes(usize::MAX);
    slow.link().flush_blocked();
    let queued: usize = slow_peer.heard().iter().map(|word| word.len() + 1).sum();
    assert!(queued <= QUEUE_BYTES, "{queued} bytes waited");
    house.settle_down(slow.link(), &slow_peer);
    assert_eq!(slow_peer.heard(), seqs(1..=1_000));
}

#[test]
fn nothing_is_pushed_to_a_connection_that_has_not_said_from_where() {
    let mut house = House::new();
    house.say(room(TEA));
    let (alice, peer) = house.connect(17);
    house.hub.follow(alice.link(), room(TEA));
    house.say(room(TEA));
    assert!(peer.heard().is_empty());
    // It saw the log at 1, and missed what was delivered since.
    assert!(house.hub.point(alice.link(), room(TEA), 1, 1), "2 is to be read");
    house.hub.release(alice.link());
    house.settle_down(alice.link(), &peer);
    assert_eq!(peer.heard(), seqs(2..=2));
}

#[test]
fn a_chat_that_comes_in_while_the_connection_holds_goes_on_from_there() {
    let mut house = House::new();
    house.say(room(TEA));
    let (alice, peer) = house.connect(17);
    let joined = house.write(room(TEA), What::Came(17), None);
    house.hub.deliver(vec![joined]);
    house.say(room(TEA));
    assert!(peer.heard().is_empty());
    house.hub.release(alice.link());
    house.settle_down(alice.link(), &peer);
    assert_eq!(peer.heard(), seqs(2..=3));
}

#[test]
fn who_is_shown_out_hears_of_that_and_of_nothing_after_it() {
    let mut house = House::new();
    let (_alice, peer) = house.hearing(17, room(TEA));
    house.say(room(TEA));
    let kick = house.write(room(TEA), What::Went(17), None);
    let after = house.write(room(TEA), What::Said, None);
    house.hub.deliver(vec![kick, after]);
    house.say(room(TEA));
    assert_eq!(peer.heard(), seqs(1..=2));
}

#[test]
fn who_is_shown_out_while_behind_still_reads_up_to_there() {
    let mut house = House::new();
    let (alice, peer) = house.hearing(17, room(TEA));
    house.write(room(TEA), What::Said, None);
    house.say(room(TEA));
    let kick = house.write(room(TEA), What::Went(17), None);
    house.hub.deliver(vec![kick]);
    house.say(room(TEA));
    house.settle_down(alice.link(), &peer);
    house.say(room(TEA));
    assert_eq!(peer.heard(), seqs(1..=3));
}

#[test]
fn who_is_sent_away_while_taking_stock_reads_up_to_there_and_hears_no_more() {
    for flowing in [true, false] {
        let mut house = House::new();
        house.say(room(TEA));
        let (_bob, _) = house.hearing(42, room(TEA));
        let (alice, peer) = house.connect(17);
        let link = alice.link();
        if flowing {
            house.hub.follow(link, room(TEA));
            house.hub.point(link, room(TEA), 1, 1);
            house.hub.release(link);
        }
        house.hub.take_stock(link);
        house.hub.follow(link, room(TEA));
        // It was seen that she is in the room and has 1; and by now that is no longer so.
        let kick = house.write(room(TEA), What::Went(17), None);
        house.hub.deliver(vec![kick]);
        house.hub.follow(link, room(TEA));
        assert!(house.hub.point(link, room(TEA), 1, 1), "2 is to be read");
        house.say(room(TEA));
        house.hub.release(link);
        house.settle_down(link, &peer);
        house.say(room(TEA));
        let heard = peer.heard();
        assert_eq!(heard.last().unwrap(), "r1:2", "{heard:?}");
    }
}

#[test]
fn who_is_brought_in_while_taking_stock_hears_all_that_follows() {
    let mut house = House::new();
    house.say(room(TEA));
    let (alice, peer) = house.connect(17);
    let link = alice.link();
    house.hub.take_stock(link);
    // She was seen to have left with 1; and by now she is back.
    let invite = house.write(room(TEA), What::Came(17), None);
    house.hub.deliver(vec![invite]);
    house.hub.follow(link, room(TEA));
    assert!(house.hub.point_until(link, room(TEA), 1, 1), "2 is to be read");
    house.hub.release(link);
    house.settle_down(link, &peer);
    house.say(room(TEA));
    assert_eq!(peer.heard(), seqs(2..=3));
}

#[test]
fn who_comes_hears_from_that_entry_on_with_every_connection() {
    let mut house = House::new();
    let (phone, phone_peer) = house.connect(17);
    let (laptop, laptop_peer) = house.connect(17);
    house.hub.release(phone.link());
    house.hub.release(laptop.link());
    house.say(room(TEA));
    let join = house.write(room(TEA), What::Came(17), None);
    house.hub.deliver(vec![join]);
    house.say(room(TEA));
    assert_eq!(phone_peer.heard(), seqs(2..=3));
    assert_eq!(laptop_peer.heard(), seqs(2..=3));
}

#[test]
fn the_sender_gets_the_ack_in_place_of_the_entry_whoever_is_first() {
    for delivered_first in [true, false] {
        let mut house = House::new();
        let (alice, peer) = house.hearing(17, room(TEA));
        let (_phone, phone_peer) = house.hearing(17, room(TEA));
        let link = alice.link();
        let before = house.write(room(TEA), What::Said, None);
        let mine = house.write(room(TEA), What::Said, Some((link.id, Wish(1))));
        let ack = ack_of(&mine);
        if delivered_first {
            house.hub.deliver(vec![before, mine]);
            house.hub.settle(link, room(TEA), 2, Wish(1), || ack);
        } else {
            house.hub.settle(link, room(TEA), 2, Wish(1), || ack);
            assert!(peer.heard().is_empty(), "the ack waits for what is before it");
            house.hub.deliver(vec![before, mine]);
        }
        link.flush();
        house.say(room(TEA));
        assert_eq!(peer.heard(), ["r1:1", "r1:2!", "r1:3"]);
        assert_eq!(phone_peer.heard(), seqs(1..=3));
    }
}

/// Notes whom it was that was written to.
struct Journal {
    uid: u64,
    written: Arc<Mutex<Vec<u64>>>,
}

impl Wire for Journal {
    fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        self.written.lock().unwrap().push(self.uid);
        Ok(bytes.len())
    }
}

#[test]
fn who_wrote_is_answered_before_the_others_are_written_to() {
    let mut house = House::new();
    let written = Arc::new(Mutex::new(Vec::new()));
    let journal = |uid| Journal { uid, written: Arc::clone(&written) };
    let members: Vec<_> =
        (1..=30).map(|uid| house.hearing_by(uid, room(TEA), journal(uid))).collect();
    let authors = [3, 17, 29];
    let entries = authors.map(|uid| {
        let link = members[uid - 1].link().id;
        house.write(room(TEA), What::Said, Some((link, Wish(1))))
    });
    house.hub.deliver(entries.into());
    let mut written = written.lock().unwrap().clone();
    written[..authors.len()].sort_unstable();
    assert_eq!(written[..authors.len()], authors.map(|uid| uid as u64));
    assert_eq!(written.len(), members.len(), "each is written to once");
}

#[test]
fn an_entry_that_was_acknowledged_long_ago_is_not_heard_again() {
    let mut house = House::new();
    let (alice, peer) = house.connect(17);
    let link = alice.link();
    house.hub.release(link);
    // Both are answered before the first is delivered.
    let one = house.write(room(TEA), What::Came(17), Some((link.id, Wish(1))));
    house.hub.settle(link, room(TEA), 1, Wish(1), || ack_of(&one));
    let two = house.write(room(TEA), What::Said, Some((link.id, Wish(2))));
    house.hub.settle(link, room(TEA), 2, Wish(2), || ack_of(&two));
    house.hub.deliver(vec![one]);
    house.hub.deliver(vec![two]);
    link.flush();
    assert_eq!(peer.heard(), ["r1:1!", "r1:2!"]);
}

#[test]
fn an_ack_is_not_lost_when_the_delivery_is_missed() {
    let mut house = House::new();
    let (alice, peer) = house.hearing(17, room(TEA));
    let link = alice.link();
    let mine = house.write(room(TEA), What::Said, Some((link.id, Wish(1))));
    house.hub.settle(link, room(TEA), 1, Wish(1), || ack_of(&mine));
    house.hub.missed();
    house.settle_down(link, &peer);
    house.say(room(TEA));
    assert_eq!(peer.heard(), ["r1:1!", "r1:2"]);
}

#[test]
fn the_first_message_of_a_new_chat_is_acknowledged_once() {
    for delivered_first in [true, false] {
        let mut house = House::new();
        let (alice, peer) = house.connect(17);
        let link = alice.link();
        house.hub.release(link);
        let mine = house.write(room(TEA), What::Came(17), Some((link.id, Wish(1))));
        let ack = ack_of(&mine);
        if delivered_first {
            house.hub.deliver(vec![mine]);
            house.hub.settle(link, room(TEA), 1, Wish(1), || ack);
        } else {
            house.hub.settle(link, room(TEA), 1, Wish(1), || ack);
            house.hub.deliver(vec![mine]);
        }
        link.flush();
        house.say(room(TEA));
        assert_eq!(peer.heard(), ["r1:1!", "r1:2"]);
    }
}

#[test]
fn an_ack_in_a_chat_into_which_one_was_brought_waits_for_the_news_of_that() {
    for told in [true, false] {
        let mut house = House::new();
        let (alice, peer) = house.connect(17);
        let link = alice.link();
        house.hub.release(link);
        let invited = house.write(room(TEA), What::Came(17), None);
        let mine = house.write(room(TEA), What::Said, Some((link.id, Wish(1))));
        house.hub.settle(link, room(TEA), 2, Wish(1), || ack_of(&mine));
        link.flush();
        assert!(peer.heard().is_empty());
        if told {
            house.hub.deliver(vec![invited, mine]);
            assert_eq!(peer.heard(), ["r1:1", "r1:2!"]);
        } else {
            house.hub.reconcile(Uid(17), &[(room(TEA), 2)]);
            house.hub.missed();
            house.settle_down(link, &peer);
            assert_eq!(peer.heard(), ["r1:2!"]);
        }
        house.say(room(TEA));
        assert_eq!(peer.heard().last().unwrap(), "r1:3");
    }
}

#[test]
fn an_ack_that_can_take_no_place_any_more_is_given_all_the_same() {
    let ways: [fn(&House, &Registration); 3] = [
        |house, alice| assert!(!house.hub.point(alice.link(), room(TEA), 2, 2)),
        |house, alice| house.hub.forget(alice.link().id, room(TEA)),
        |house, _| house.hub.reconcile(Uid(17), &[]),
    ];
    for goes_on in ways {
        let mut house = House::new();
        let (alice, peer) = house.hearing(17, room(TEA));
        let link = alice.link();
        house.write(room(TEA), What::Said, None);
        let mine = house.write(room(TEA), What::Said, Some((link.id, Wish(1))));
        house.hub.settle(link, room(TEA), 2, Wish(1), || ack_of(&mine));
        goes_on(&house, &alice);
        link.flush();
        assert_eq!(peer.heard(), ["r1:2!"]);
    }
}

#[test]
fn whispers_are_dropped_first() {
    let mut house = House::new();
    let (_slow, slow_peer) = house.hearing(17, room(TEA));
    slow_peer.takes(0);
    let typing = Bytes::from_static(b"typing ");
    for _ in 0..100 {
        house.hub.whisper(room(TEA), &typing, None);
    }
    house.say(room(TEA));
    let (slow, _) = (_slow, ());
    house.settle_down(slow.link(), &slow_peer);
    let heard = slow_peer.heard();
    let whispers = heard.iter().filter(|word| *word == "typing").count();
    assert!(whispers * typing.len() <= QUEUE_BYTES / 4, "{whispers} whispers waited");
    assert_eq!(heard.last().map(String::as_str), Some("r1:1"));
}

#[test]
fn a_connection_that_is_gone_leaves_nothing_behind() {
    let mut house = House::new();
    let (alice, _) = house.hearing(17, room(TEA));
    let (bob, _) = house.connect(42);
    assert!(house.hub.watch(bob.link(), Uid(17)));
    drop(alice);
    drop(bob);
    house.say(room(TEA));
    assert_eq!(house.hub.connections(), 0);
    assert!(house.hub.accounts.is_empty() && house.hub.chats.is_empty());
}

#[test]
fn an_account_has_only_so_many_connections() {
    let house = House::new();
    let all: Vec<_> = (0..3).map(|_| house.connect(17)).collect();
    let one_more =
        NewLink { uid: Uid(17), session: all[0].0.link().session, wire: Arc::new(Peer::default()) };
    assert!(house.hub.register(one_more).is_err());
    drop(all);
    house.connect(17);
}
