//! What is listed, counted, fed and found of chats.

use super::house::*;
use super::talkers::*;
use crate::store::chats::*;
use crate::store::*;
use crate::values::*;

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

pub async fn what_is_deleted_is_not_unread(house: &House) {
    let [alice, bob, carol] = house.people(["alice", "bob", "carol"]).await;
    let room = house.room(alice, "tea", true, &[bob, carol]).await;
    let mut said = Vec::new();
    for text in ["one", "two", "three", "four"] {
        said.push(house.says(alice, room, text).await.unwrap().seq);
    }
    let unread = async |uid| house.sees(uid, room).await.unread;
    house.mark_read(bob, room, said[1]).await.unwrap().unwrap();
    assert_eq!((unread(bob).await, unread(carol).await), (2, 4));
    for message in [said[0], said[2]] {
        house.does(alice, room, delete(message.0)).await.unwrap();
        house.does(alice, room, delete(message.0)).await.unwrap();
    }
    assert_eq!((unread(bob).await, unread(carol).await), (1, 2));
    house.does(alice, room, Deed::Kick { user: carol }).await.unwrap();
    house.does(alice, room, delete(said[3].0)).await.unwrap();
    assert_eq!((unread(bob).await, unread(carol).await), (0, 1));
    house.says(alice, room, "five").await.unwrap();
    assert_eq!((unread(bob).await, unread(carol).await), (1, 1));
    house.mark_read(carol, room, said[3]).await.unwrap().unwrap();
    assert_eq!(unread(carol).await, 0);
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
