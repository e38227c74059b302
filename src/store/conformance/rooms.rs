//! Rooms: who may do what in them, and how they are found.

use super::house::*;
use super::talkers::*;
use crate::store::chats::*;
use crate::store::*;
use crate::values::*;

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
