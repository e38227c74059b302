//! The promises of [`AccountStore`].

use super::house::*;
use crate::store::*;
use crate::values::*;

pub async fn a_name_belongs_to_one_account(house: &House) {
    let mut new = new_account("alice");
    new.email = Some(owned_email("alice@mail.example"));
    new.phone = Some(owned_phone("13800138000"));
    let Created::Created(alice) = house.create_account(new, Given::at(NOON)).await.unwrap() else {
        panic!()
    };

    let mut email = new_account("bob");
    email.email = Some(owned_email("Alice@MAIL.example"));
    let mut phone = new_account("bob");
    phone.phone = Some(owned_phone("+86 138 0013 8000"));
    for (new, taken) in [
        (new_account("ALICE"), LoginKind::Username),
        (email, LoginKind::Email),
        (phone, LoginKind::Phone),
    ] {
        let created = house.create_account(new, Given::at(NOON)).await;
        assert_eq!(created, Ok(Created::Taken(taken)));
    }

    assert_eq!(house.account_count(), 1);
    assert_eq!(house.account(alice.uid).await, Ok(Some(alice.clone())));
    assert_eq!(house.account_by_name(&username("ａｌｉｃｅ")).await, Ok(Some(alice.clone())));
    let mail = LoginName::Email(Email::parse("ALICE@mail.example").unwrap());
    assert_eq!(house.account_by_name(&mail).await, Ok(Some(alice)));
    for stranger in ["a", "alic", "alicea", "bob"] {
        assert_eq!(house.account_by_name(&username(stranger)).await, Ok(None), "{stranger}");
    }
}

pub async fn what_looks_like_a_name_is_as_taken_as_the_name(house: &House) {
    let alice = house.person("alice").await;
    let cyrillic = house.create_account(new_account("аlice"), Given::at(NOON)).await;
    assert_eq!(cyrillic, Ok(Created::Taken(LoginKind::Username)));

    // One's own name may be written differently, also so that it looks like itself.
    for own in ["Alice", "аlice", "alice"] {
        let change = AccountChange {
            username: Some(Username::parse(own).unwrap()),
            ..AccountChange::default()
        };
        let (account, _) =
            changed(house.change_account(alice.uid, change, None, Given::at(NOON)).await);
        assert_eq!(account.username.unwrap().shown(), own);
        house.is_sound();
    }
}

pub async fn a_taken_name_leaves_the_code_good(house: &House) {
    house.person("alice").await;
    let address = email("bob@mail.example");
    house.code(CodePurpose::Register, &address, 2).await;
    let right = |at| proven(CodePurpose::Register, &address, right(), at);

    let taken = house.create_account(new_account("alice"), right(NOON)).await;
    assert_eq!(taken, Ok(Created::Taken(LoginKind::Username)));
    let guess = proven(CodePurpose::Register, &address, wrong(), NOON);
    let refused = house.create_account(new_account("bob"), guess).await;
    assert_eq!(refused, Ok(Created::WrongCode { left: 1 }));
    let made = house.create_account(new_account("bob"), right(NOON)).await;
    assert!(matches!(made, Ok(Created::Created(_))), "{made:?}");
    let again = house.create_account(new_account("carol"), right(NOON)).await;
    assert_eq!(again, Ok(Created::NoCode));
}

pub async fn a_proof_displaces_a_claim_and_nothing_else(house: &House) {
    let (mail, number) = ("alice@mail.example", "13800138000");
    let mut new = new_account("squatter");
    new.email = Some(OwnedEmail { verified_at: None, ..owned_email(mail) });
    new.phone = Some(OwnedPhone { verified_at: None, ..owned_phone(number) });
    let squatter = created(house.create_account(new, Given::at(NOON)).await);
    let session = house.signed_in(&squatter, NOON).await;

    let mut claim = new_account("mallory");
    claim.email = Some(OwnedEmail { verified_at: None, ..owned_email(mail) });
    let refused = house.create_account(claim, Given::at(NOON)).await;
    assert_eq!(refused, Ok(Created::Taken(LoginKind::Email)), "a claim displaces nobody");

    // At a registration, and in a change.
    let mut proof = new_account("alice");
    proof.email = Some(owned_email(mail));
    let alice = created(house.create_account(proof, Given::at(NOON)).await);
    let phone = AccountChange { phone: Some(Some(owned_phone(number))), ..Default::default() };
    let change = house.change_account(alice.uid, phone.clone(), None, Given::at(NOON)).await;
    let (alice, _) = changed(change);
    for name in [LoginName::Phone(Phone::parse(number).unwrap()), email(mail).login_name()] {
        assert_eq!(house.account_by_name(&name).await, Ok(Some(alice.clone())));
    }

    let left = house.account(squatter.uid).await.unwrap().unwrap();
    assert_eq!((&left.email, &left.phone, &left.username), (&None, &None, &squatter.username));
    assert!(left.version > squatter.version);
    assert!(house.is_live(&session, NOON).await);
    let acts = house.acts(Some(squatter.uid), None, 10).await.unwrap();
    assert!(acts.len() == 2 && acts.iter().all(|(_, act)| act.what == Act::ADDRESS_LOST));

    let bob = house.person("bob").await;
    let taken = house.change_account(bob.uid, phone, None, Given::at(NOON)).await;
    assert_eq!(taken, Ok(Changed::Taken(LoginKind::Phone)), "what is proven stays");
}

pub async fn who_loses_the_last_name_is_given_one(house: &House) {
    let mail = "alice@mail.example";
    let claim = OwnedEmail { verified_at: None, ..owned_email(mail) };
    let new = NewAccount { username: None, email: Some(claim), ..new_account("nobody") };
    let squatter = created(house.create_account(new, Given::at(NOON)).await);
    // One account has the name that lies nearest, and the very one who proves takes the next.
    house.person(&format!("user{}", squatter.uid)).await;
    let mut proof = new_account(&format!("user{}-2", squatter.uid));
    proof.email = Some(owned_email(mail));
    created(house.create_account(proof, Given::at(NOON)).await);

    let given = username(&format!("user{}-3", squatter.uid));
    let found = house.account_by_name(&given).await.unwrap().unwrap();
    assert_eq!((found.uid, found.email), (squatter.uid, None));
}

pub async fn a_repeated_call_makes_nothing_twice(house: &House) {
    let first = house.create_account(new_account("alice"), once(1, 1, NOON)).await;
    let Ok(Created::Created(alice)) = first else { panic!("{first:?}") };
    let repeat = house.create_account(new_account("alice"), once(1, 1, NOON)).await;
    assert_eq!(repeat, Ok(Created::Repeated(alice.clone())));
    let other = house.create_account(new_account("bob"), once(1, 2, NOON)).await;
    assert_eq!(other, Ok(Created::OtherRequest));

    // A refused call is not remembered.
    let taken = house.create_account(new_account("alice"), once(2, 1, NOON)).await;
    assert_eq!(taken, Ok(Created::Taken(LoginKind::Username)));
    let bob = house.create_account(new_account("bob"), once(2, 2, NOON)).await;
    assert!(matches!(bob, Ok(Created::Created(_))), "{bob:?}");

    // A late repeat does not bring back who has gone.
    house.delete_account(alice.uid, NOON, Given::at(NOON)).await.unwrap();
    let late = house.create_account(new_account("alice"), once(1, 1, NOON)).await;
    assert_eq!(late, Ok(Created::OtherRequest));
    let next_day = house.create_account(new_account("alice"), once(1, 1, NOON + DAY)).await;
    let Ok(Created::Created(second)) = next_day else { panic!("{next_day:?}") };
    assert!(second.uid > alice.uid, "a uid was given twice");
}

pub async fn all_of_a_change_or_nothing(house: &House) {
    house.person("alice").await;
    let bob = house.person("bob").await;
    let change = AccountChange {
        username: Some(Username::parse("Alice").unwrap()),
        intro: Some("I would be Alice".into()),
        ..AccountChange::default()
    };
    let taken = house.change_account(bob.uid, change, None, Given::at(NOON)).await;
    assert_eq!(taken, Ok(Changed::Taken(LoginKind::Username)));
    assert_eq!(house.account(bob.uid).await, Ok(Some(bob.clone())));

    let change = AccountChange {
        username: Some(Username::parse("robert").unwrap()),
        email: Some(Some(owned_email("bob@mail.example"))),
        ..AccountChange::default()
    };
    let stale = house.change_account(bob.uid, change.clone(), Some(7), Given::at(NOON)).await;
    assert_eq!(stale, Ok(Changed::Stale));
    let (robert, _) = changed(
        house.change_account(bob.uid, change.clone(), Some(bob.version), Given::at(NOON)).await,
    );
    assert_eq!(robert.version, bob.version + 1);
    assert_eq!(house.account_by_name(&username("bob")).await, Ok(None));
    assert_eq!(house.account_by_name(&username("robert")).await, Ok(Some(robert)));
    let nobody = house.change_account(Uid(99), change, None, Given::at(NOON)).await;
    assert_eq!(nobody, Ok(Changed::NoAccount));
}

pub async fn a_change_of_nothing_is_no_change(house: &House) {
    let alice = house.person("alice").await;
    house.signed_in(&alice, NOON + SECOND).await;
    let same = AccountChange { intro: Some(String::new()), ..AccountChange::default() };
    let (account, _) = changed(house.change_account(alice.uid, same, None, Given::at(NOON)).await);
    assert_eq!((account.version, account.last_login_at), (alice.version, Some(NOON + SECOND)));
}

pub async fn a_new_password_ends_the_other_sessions(house: &House) {
    let alice = house.person("alice").await;
    let mut sessions = Vec::new();
    for second in 0..3 {
        sessions.push(house.signed_in(&alice, NOON + SECOND * second).await);
    }
    let new = |if_epoch| NewPassword { hash: "new".into(), if_epoch, keep: Some(sessions[1].id) };
    let stale = house.replace_password(alice.uid, new(Some(9)), Given::at(NOON)).await;
    assert_eq!(stale, Ok(Changed::Stale));
    let (account, mut ended) =
        changed(house.replace_password(alice.uid, new(Some(0)), Given::at(NOON)).await);
    ended.sort();
    assert_eq!(ended, [sessions[0].id, sessions[2].id]);
    assert_eq!((account.password_epoch, account.password_hash.as_deref()), (1, Some("new")));
    assert!(house.is_live(&sessions[1], NOON).await);

    // Whoever was proven under the old password is too late.
    let late = house.open_session(house.new_session(&alice), Given::at(NOON)).await;
    assert_eq!(late, Ok(Opened::NotProven));
}

pub async fn a_rehash_changes_nothing_else(house: &House) {
    let alice = house.person("alice").await;
    let session = house.signed_in(&alice, NOON).await;
    let old = alice.password_hash.clone().unwrap();
    assert_eq!(house.rehash_password(alice.uid, "another", "new").await, Ok(false));
    assert_eq!(house.rehash_password(alice.uid, &old, "new").await, Ok(true));
    assert_eq!(house.rehash_password(alice.uid, &old, "newer").await, Ok(false));
    let (_, account) = house.session(session.id, NOON).await.unwrap().unwrap();
    assert_eq!(account.password_hash.as_deref(), Some("new"));
    assert_eq!((account.version, account.password_epoch), (alice.version, alice.password_epoch));
}

pub async fn who_is_deleted_is_forgotten(house: &House) {
    let bob = house.person("bob").await;
    let rows_without_alice = house.rows();
    let mut new = new_account("alice");
    new.email = Some(owned_email("alice@mail.example"));
    let told = Given { act: Some(act("created", None)), ..Given::at(NOON) };
    let Ok(Created::Created(alice)) = house.create_account(new, told).await else { panic!() };
    let session = house.signed_in(&alice, NOON).await;
    house.code(CodePurpose::Reset, &email("alice@mail.example"), 5).await;
    for (from, to) in [(alice.uid, bob.uid), (bob.uid, alice.uid)] {
        for tie in [Tie::Follow, Tie::Block] {
            assert_eq!(house.tie(from, tie, to, 9, Given::at(NOON)).await, Ok(Tied::Tied));
        }
    }
    assert_eq!(house.acts(Some(alice.uid), None, 9).await.unwrap().len(), 1);

    let told = Given { act: Some(act("deleted", Some(alice.uid))), ..Given::at(NOON) };
    let deleted = house.delete_account(alice.uid, NOON, told).await;
    assert_eq!(deleted, Ok(Deleted::Deleted { ended: vec![session.id] }));
    assert_eq!(house.account(alice.uid).await, Ok(None));
    assert_eq!(house.account_by_name(&username("alice")).await, Ok(None));
    assert!(!house.is_live(&session, NOON).await);
    let acts = house.acts(Some(alice.uid), None, 9).await.unwrap();
    assert_eq!(acts.iter().map(|(_, act)| act.what.as_str()).collect::<Vec<_>>(), ["deleted"]);
    assert_eq!(house.account_count(), 1);

    // The paces of her address and of the channel run out by themselves; what stays is the line
    // that tells of it, with its index and its number.
    while house.sweep(NOON + DAY * 2, 100).await.unwrap() == 100 {}
    assert_eq!(house.rows(), rows_without_alice + 3);
    let gone = house.delete_account(alice.uid, NOON, Given::at(NOON)).await;
    assert_eq!(gone, Ok(Deleted::NoAccount));
}

pub async fn the_name_of_the_deleted_is_kept_for_a_while(house: &House) {
    let mut new = new_account("alice");
    new.email = Some(owned_email("alice@mail.example"));
    let Ok(Created::Created(alice)) = house.create_account(new.clone(), Given::at(NOON)).await
    else {
        panic!()
    };
    house.delete_account(alice.uid, NOON + DAY, Given::at(NOON)).await.unwrap();
    house.is_sound();

    let before = NOON + (DAY - SECOND);
    for same in ["alice", "ALICE", "аlice"] {
        let taken = house.create_account(new_account(same), Given::at(before)).await;
        assert_eq!(taken, Ok(Created::Taken(LoginKind::Username)), "{same}");
    }
    // The address was free at once.
    let mut other = new_account("carol");
    other.email = new.email;
    let made = house.create_account(other, Given::at(NOON)).await;
    assert!(matches!(made, Ok(Created::Created(_))), "{made:?}");
    // Free by time, even though nobody has swept.
    let made = house.create_account(new_account("alice"), Given::at(NOON + DAY)).await;
    assert!(matches!(made, Ok(Created::Created(_))), "{made:?}");
    assert_eq!(house.sweep(NOON + DAY, 9).await, Ok(0));
}

pub async fn people_are_found_by_what_they_are_called(house: &House) {
    for (name, display_name) in
        [("alice", "Wonder"), ("alina", "Ålice ß"), ("bob", "ALICE\0 too"), ("小明", "小红")]
    {
        let mut new = new_account(name);
        new.profile.display_name = display_name.into();
        house.create_account(new, Given::at(NOON)).await.unwrap();
    }
    let found = async |prefix: &str| -> Vec<u64> {
        let found = house.find_accounts(prefix, None, 10).await.unwrap();
        assert_eq!(found.next, None);
        found.accounts.iter().map(|account| account.uid.0).collect()
    };
    assert_eq!(found("al").await, [1, 3, 2], "in order of the name, each once");
    assert_eq!(found("ALICE").await, [1, 3]);
    assert_eq!(found("ålice SS").await, [2]);
    assert_eq!(found("小").await, [4]);
    assert_eq!(found("").await.len(), 4);
    assert_eq!(found("lice").await, [0; 0]);

    let off = AccountChange { active: Some(false), ..AccountChange::default() };
    house.change_account(Uid(1), off, None, Given::at(NOON)).await.unwrap();
    assert_eq!(found("alice").await, [3]);
    let on = AccountChange { active: Some(true), ..AccountChange::default() };
    house.change_account(Uid(1), on, None, Given::at(NOON)).await.unwrap();
    assert_eq!(found("alice").await, [1, 3]);
}

pub async fn a_page_of_the_found_goes_on_where_the_last_ended(house: &House) {
    for number in 0..25 {
        let mut new = new_account(&format!("name{number}"));
        // Half of them can be found twice by one prefix.
        new.profile.display_name = format!("Name {}", number % 2);
        house.create_account(new, Given::at(NOON)).await.unwrap();
    }
    for limit in 1..9 {
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let page = house.find_accounts("name", after, limit).await.unwrap();
            assert!(page.accounts.len() <= limit);
            seen.extend(page.accounts.iter().map(|account| account.uid.0));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        seen.sort_unstable();
        assert_eq!(seen, (1..=25).collect::<Vec<_>>(), "in pages of {limit}");
    }
    let everybody = house.accounts(Some(Uid(20)), 3).await.unwrap();
    assert_eq!(everybody.iter().map(|account| account.uid.0).collect::<Vec<_>>(), [21, 22, 23]);
}

pub async fn a_thousand_at_once_and_one_gets_the_name(house: &House) {
    let all = (0..1_000).map(|_| house.create_account(new_account("alice"), Given::at(NOON)));
    let answers = futures_util::future::join_all(all).await;
    let made = answers.iter().filter(|answer| matches!(answer, Ok(Created::Created(_)))).count();
    let taken = Ok(Created::Taken(LoginKind::Username));
    assert_eq!(made, 1);
    assert_eq!(answers.iter().filter(|answer| **answer == taken).count(), 999);
    assert_eq!(house.account_count(), 1);
}
