use super::*;
use crate::store::{Actor, Role};
use crate::values::Uid;

async fn an_admin(house: &Teahouse) -> (Admin, Account) {
    let boss = NewPerson { role: Role::Admin, ..person("admin") };
    let policy = &house.settings().password;
    let account = Admin::console(&house.accounts).create(boss, policy).await.unwrap();
    let caller = house.sign_in("admin").await;
    (Admin::by(&house.accounts, &caller).unwrap(), account)
}

#[tokio::test]
async fn only_an_admin_becomes_one() {
    let house = Teahouse::open();
    let alice = house.settle("alice", &[]).await;
    let caller = house.sign_in("alice").await;
    assert!(Admin::by(&house.accounts, &caller).is_none());
    Admin::console(&house.accounts).set_role(alice.uid, Role::Admin).await.unwrap();
    let stale = house.caller(&house.log_in("alice", PASSWORD).await.unwrap()).await.unwrap();
    assert!(Admin::by(&house.accounts, &stale).is_some());
}

#[tokio::test]
async fn the_console_may_create_an_admin_with_a_reserved_name() {
    let house = Teahouse::open();
    let (_, account) = an_admin(&house).await;
    assert_eq!(account.role, Role::Admin);
    assert_eq!(house.deeds(&account).await, ["created_by_admin"]);
    let weak = NewPerson { password: Some(Password::new("admin")), ..person("boss") };
    let console = Admin::console(&house.accounts);
    let refused = console.create(weak, &house.settings().password).await;
    assert!(matches!(refused, Err(RegisterError::Weak(_))), "nobody is let off a bad password");
}

#[tokio::test]
async fn disabling_ends_the_sessions_and_enabling_lets_in_again() {
    let house = Teahouse::open();
    let alice = house.settle("alice", &[]).await;
    let grant = house.log_in("alice", PASSWORD).await.unwrap();
    let (admin, boss) = an_admin(&house).await;
    let mut endings = house.accounts.watch_endings();
    admin.set_active(alice.uid, false).await.unwrap();
    assert_eq!(endings.try_recv().unwrap().session, grant.session.id);
    assert_eq!(house.log_in("alice", PASSWORD).await.err(), Some(LoginError::Disabled));
    admin.set_active(alice.uid, true).await.unwrap();
    assert!(house.log_in("alice", PASSWORD).await.is_ok());

    let log = admin.acts(Some(alice.uid), None, 2).await.unwrap();
    let told: Vec<_> = log.items.iter().map(|(_, act)| (act.what.as_str(), act.actor)).collect();
    let by_boss = Actor::Account(boss.uid);
    assert_eq!(told, [("enabled", by_boss), ("disabled", by_boss)]);
    assert!(log.next.is_some());
}

#[tokio::test]
async fn a_new_role_signs_out_so_that_nothing_keeps_the_old_one() {
    let house = Teahouse::open();
    let alice = house.settle("alice", &[]).await;
    let grant = house.log_in("alice", PASSWORD).await.unwrap();
    let (admin, _) = an_admin(&house).await;
    assert_eq!(admin.set_role(alice.uid, Role::Creator).await.unwrap().role, Role::Creator);
    assert_eq!(house.caller(&grant).await, Err(AuthError::Refused));
}

#[tokio::test]
async fn an_admin_sets_a_password_and_the_owner_is_told() {
    let house = Teahouse::open();
    let alice = house.settle("alice", &["a@tea.example"]).await;
    let grant = house.log_in("alice", PASSWORD).await.unwrap();
    let (admin, _) = an_admin(&house).await;
    let policy = &house.settings().password;
    admin.set_password(alice.uid, &Password::new(NEW_PASSWORD), policy).await.unwrap();
    assert_eq!(house.caller(&grant).await, Err(AuthError::Refused));
    assert!(house.log_in("alice", NEW_PASSWORD).await.is_ok());
    let letters = house.letters_to(&address("a@tea.example")).await;
    assert_eq!(letters[0], LetterKind::PasswordChanged);
}

#[tokio::test]
async fn an_admin_cannot_lock_himself_out_and_nobody_is_nobody() {
    let house = Teahouse::open();
    let (admin, boss) = an_admin(&house).await;
    assert_eq!(admin.set_active(boss.uid, false).await, Err(StandingError::Oneself));
    assert_eq!(admin.set_role(boss.uid, Role::NormalUser).await, Err(StandingError::Oneself));
    let nobody = Uid(999);
    assert_eq!(admin.set_active(nobody, false).await, Err(StandingError::NoSuchAccount));
    assert_eq!(admin.end_sessions(nobody).await, Err(StandingError::NoSuchAccount));
}

#[tokio::test]
async fn an_admin_finds_accounts_and_ends_their_sessions() {
    let house = Teahouse::open();
    let alice = house.settle("alice", &["a@tea.example"]).await;
    let (admin, boss) = an_admin(&house).await;
    let first = admin.accounts(None, 1).await.unwrap();
    assert_eq!((first.items[0].uid, first.next), (alice.uid, Some(alice.uid)));
    let second = admin.accounts(first.next, 1).await.unwrap();
    assert_eq!((second.items[0].uid, second.next), (boss.uid, None));
    let called = admin.account_called("A@tea.example").await.unwrap().unwrap();
    assert_eq!(called.uid, alice.uid);
    house.sign_in("alice").await;
    house.sign_in("alice").await;
    assert_eq!(admin.end_sessions(alice.uid).await, Ok(2));
}

#[tokio::test]
async fn an_admin_sees_that_letters_wait_but_not_what_they_say() {
    let house = Teahouse::open();
    let (admin, _) = an_admin(&house).await;
    let to = address("a@tea.example");
    let code = house.code_for(CodePurpose::Register, &to).await;
    let letters = admin.letters(None, 10).await.unwrap();
    assert_eq!(letters.items[0].to, to);
    assert_eq!(letters.items[0].kind, "register_code");
    assert!(!format!("{:?}", letters.items[0]).contains(code.reveal()));
}
