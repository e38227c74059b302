use super::*;
use crate::values::Uid;

async fn why(order: Order, yard: &Yard) -> Why {
    execute(order, yard).await.unwrap_err().why
}

#[tokio::test]
async fn an_admin_is_created_shown_and_listed() {
    let yard = yard();
    let alice = account(create("alice", Role::Admin), &yard).await;
    assert_eq!((alice.uid, alice.role, alice.active), (Uid(1), Role::Admin, true));
    let Order::Create(new) = create("bob", Role::NormalUser) else { panic!() };
    let phone = Some("138 0013 8000".into());
    let bob = account(Order::Create(NewAccount { phone, ..new }), &yard).await;
    assert_eq!(bob.phone.as_ref().unwrap().address, "+8613800138000");
    assert_eq!(bob.phone.as_ref().unwrap().verified_at, None, "nobody has proven it");

    for who in ["1", "@alice", "Alice"] {
        assert_eq!(account(Order::Show { who: who.into() }, &yard).await, alice, "{who}");
    }
    for who in ["13800138000", "+8613800138000", "2"] {
        assert_eq!(account(Order::Show { who: who.into() }, &yard).await, bob, "{who}");
    }
    let listed = execute(Order::List { after: None, limit: 1 }, &yard).await.unwrap();
    assert_eq!(listed, Outcome::Accounts { accounts: vec![alice], next: Some(Uid(1)) });
    let listed = execute(Order::List { after: Some(Uid(1)), limit: 1 }, &yard).await.unwrap();
    assert_eq!(listed, Outcome::Accounts { accounts: vec![bob], next: None });
}

/// `@` says that it is a username, even if it reads like a phone number.
#[tokio::test]
async fn a_username_behind_an_at_is_nothing_else() {
    let yard = yard();
    let Order::Create(new) = create("bob", Role::NormalUser) else { panic!() };
    let phone = Some("13800138000".into());
    account(Order::Create(NewAccount { phone, ..new }), &yard).await;
    assert_eq!(why(Order::Show { who: "@13800138000".into() }, &yard).await, Why::Refused);
}

#[tokio::test]
async fn what_was_done_stands_in_the_audit_log() {
    let yard = yard();
    account(create("alice", Role::NormalUser), &yard).await;
    let who = "@alice".to_owned();
    assert!(!account(Order::Disable { who: who.clone() }, &yard).await.active);
    assert!(account(Order::Enable { who: who.clone() }, &yard).await.active);
    let role = Role::Creator;
    assert_eq!(account(Order::SetRole { who: who.clone(), role }, &yard).await.role, role);
    let password = SecretText::new("gunpowder & jasmine 88");
    account(Order::SetPassword { who: who.clone(), password }, &yard).await;
    let ended = execute(Order::EndSessions { who: who.clone() }, &yard).await;
    assert_eq!(ended, Ok(Outcome::Ended { ended: 0 }));

    let audit = Order::Audit { about: Some(who), before: None, limit: 200 };
    let Ok(Outcome::Acts { acts, next: None }) = execute(audit, &yard).await else { panic!() };
    let told: Vec<_> = acts.iter().map(|act| act.what.as_str()).collect();
    // No session ended, so that is no act.
    let expected = ["password_set_by_admin", "role_set", "enabled", "disabled", "created_by_admin"];
    assert_eq!(told, expected);
    assert!(acts.iter().all(|act| act.console && act.actor.is_none()));
}

#[tokio::test]
async fn a_bad_order_says_what_is_wrong_with_it_and_does_nothing() {
    let yard = yard();
    account(create("alice", Role::NormalUser), &yard).await;
    let Order::Create(new) = create("bob", Role::NormalUser) else { panic!() };
    let email = Some("not an address".to_owned());
    let weak = NewAccount { password: SecretText::new("12345678"), ..new.clone() };
    let nameless = NewAccount { username: None, ..new.clone() };
    for (new, expected, word) in [
        (NewAccount { email, ..new.clone() }, Why::BadOrder, "e-mail address"),
        (NewAccount { username: Some("a b".into()), ..new.clone() }, Why::BadOrder, "username"),
        (NewAccount { username: Some("ALICE".into()), ..new }, Why::Refused, "username"),
        (weak, Why::BadOrder, "guess"),
        (nameless, Why::BadOrder, "needed"),
    ] {
        let refusal = execute(Order::Create(new), &yard).await.unwrap_err();
        assert_eq!(refusal.why, expected, "{refusal}");
        assert!(refusal.says.contains(word), "{refusal}");
    }
    let nobody = || "@nobody".to_owned();
    for order in [
        Order::Disable { who: nobody() },
        Order::Show { who: "999".into() },
        Order::Show { who: String::new() },
        Order::EndSessions { who: nobody() },
        Order::Audit { about: Some(nobody()), before: None, limit: 1 },
    ] {
        assert_eq!(why(order, &yard).await, Why::Refused);
    }
    let into = "relative".into();
    assert_eq!(why(Order::Backup { into, with_secret: true }, &yard).await, Why::BadOrder);
    let listed = execute(Order::List { after: None, limit: 9 }, &yard).await.unwrap();
    assert!(matches!(listed, Outcome::Accounts { accounts, .. } if accounts.len() == 1));
}

#[tokio::test]
async fn a_sound_store_is_found_sound() {
    let yard = yard();
    account(create("alice", Role::Admin), &yard).await;
    let checked = execute(Order::Check, &yard).await.unwrap();
    assert!(!checked.is_damage(), "{checked:?}");
    let Outcome::Checked(checked) = checked else { panic!() };
    assert_eq!(checked.engine.as_deref(), Some("memory"));
    assert!(checked.records > 0);
    let rebuilt = execute(Order::RebuildSearch, &yard).await.unwrap();
    assert_eq!(rebuilt, Outcome::Rebuilt { chats: 0 });
}

#[test]
fn a_password_is_in_no_debug_output() {
    let order = create("alice", Role::Admin);
    assert!(!format!("{order:?}").contains(PASSWORD));
    assert!(serde_json::to_string(&order).unwrap().contains(PASSWORD), "it has to arrive");
}
