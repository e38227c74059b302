use super::*;
use crate::values::Email;

const POLICY: LinkPolicy = LinkPolicy { lives: DAY, page: None };

fn email(typed: &str) -> Email {
    Email::parse(typed).unwrap()
}

/// Somebody with an address that nobody has proven.
async fn claimant(house: &Teahouse, name: &str, address: &str) -> Account {
    let person = NewPerson { email: Some(email(address)), ..person(name) };
    let demands = Registration {
        email_code: false,
        confirm_by_link: Some(POLICY),
        ..Registration::default()
    };
    let policy = &house.settings().password;
    house.accounts.register(person, &demands, policy, None, &visit()).await.unwrap()
}

/// What the newest letter with a link says.
async fn link_to(house: &Teahouse, to: &str) -> String {
    house.newest_code(&address(to)).await.reveal().to_owned()
}

async fn reset_link(house: &Teahouse, to: &str) -> (String, String) {
    house.clock.advance(MINUTE);
    house.accounts.send_reset_link(&email(to), &POLICY, &visit()).await.unwrap();
    let said = link_to(house, to).await;
    let (uid, token) = said.split_once('/').unwrap();
    (uid.to_owned(), token.to_owned())
}

async fn reset(
    house: &Teahouse,
    (uid, token): &(String, String),
    new: &str,
) -> Result<Account, LinkError> {
    let link = house.accounts.read_reset_link(uid, token, &POLICY, &visit()).await?;
    let link = link.ok_or(LinkError::BadLink)?;
    let policy = PasswordPolicy::of_length(1, 100);
    house.accounts.reset_by_link(&link, &Password::new(new), &policy, &visit()).await
}

async fn key(house: &Teahouse, name: &str, password: &str) -> SecretText {
    let visit = Visit { shows: SessionKind::Key, ..visit() };
    let grant = house.accounts.login(name, &Password::new(password), &visit).await.unwrap();
    grant.secret.unwrap()
}

async fn shows(house: &Teahouse, key: &SecretText) -> Result<(), KeyError> {
    let from = visit().origin.address;
    house.accounts.authenticate_key(key.reveal(), from).await.map(drop)
}

#[tokio::test]
async fn a_link_sets_a_new_password_once_and_proves_the_address() {
    let house = Teahouse::open();
    let alice = claimant(&house, "alice", "a@tea.example").await;
    assert_eq!(alice.proven_address(), None);
    let link = reset_link(&house, "a@tea.example").await;
    reset(&house, &link, NEW_PASSWORD).await.unwrap();
    assert!(house.log_in("alice", NEW_PASSWORD).await.is_ok());
    assert!(house.account(alice.uid).await.proven_address().is_some());
    assert_eq!(reset(&house, &link, PASSWORD).await.err(), Some(LinkError::BadLink));
    assert!(house.deeds(&alice).await.contains(&"password_reset".to_owned()));
}

#[tokio::test]
async fn a_link_is_for_one_account_and_one_day_and_one_password() {
    let house = Teahouse::open();
    claimant(&house, "alice", "a@tea.example").await;
    claimant(&house, "bob", "b@tea.example").await;
    let (_, token) = reset_link(&house, "a@tea.example").await;
    let (bob, _) = reset_link(&house, "b@tea.example").await;
    let bad = Some(LinkError::BadLink);
    assert_eq!(reset(&house, &(bob, token), NEW_PASSWORD).await.err(), bad);
    let old = reset_link(&house, "a@tea.example").await;
    house.clock.advance(DAY + MINUTE);
    assert_eq!(reset(&house, &old, NEW_PASSWORD).await.err(), bad);
    let before = reset_link(&house, "a@tea.example").await;
    let caller = house.sign_in("alice").await;
    let (old, new) = (Password::new(PASSWORD), Password::new(NEW_PASSWORD));
    let policy = &house.settings().password;
    house.accounts.change_password(&caller, &old, &new, policy, &visit()).await.unwrap();
    assert_eq!(reset(&house, &before, PASSWORD).await.err(), bad);
}

#[tokio::test]
async fn an_address_that_nobody_has_gets_no_letter_at_the_same_pace() {
    let house = Teahouse::open();
    let nobody = email("nobody@tea.example");
    house.accounts.send_reset_link(&nobody, &POLICY, &visit()).await.unwrap();
    assert!(house.letters_to(&address("nobody@tea.example")).await.is_empty());
    let again = house.accounts.send_reset_link(&nobody, &POLICY, &visit()).await;
    assert!(matches!(again, Err(CodeError::TooMany(_))), "{again:?}");
}

#[tokio::test]
async fn a_key_rests_after_a_link_until_its_owner_signs_in() {
    let house = Teahouse::open();
    let alice = claimant(&house, "alice", "a@tea.example").await;
    let old = key(&house, "alice", PASSWORD).await;
    assert_eq!(shows(&house, &old).await, Ok(()));
    let mut endings = house.accounts.watch_endings();
    let link = reset_link(&house, "a@tea.example").await;
    reset(&house, &link, NEW_PASSWORD).await.unwrap();
    assert_eq!(endings.try_recv().unwrap().uid, alice.uid, "sockets are told");
    assert_eq!(shows(&house, &old).await, Err(KeyError::PasswordChanged));
    let caller = house.log_in("alice", NEW_PASSWORD).await.unwrap();
    let caller = house.caller(&caller).await.unwrap();
    assert_eq!(house.accounts.sessions(&caller).await.unwrap().len(), 1, "and is no device");
    assert_eq!(key(&house, "alice", NEW_PASSWORD).await, old);
    assert_eq!(shows(&house, &old).await, Ok(()));
}

#[tokio::test]
async fn a_key_that_is_no_good_says_why() {
    let house = Teahouse::open();
    let alice = house.settle("alice", &[]).await;
    let one = key(&house, "alice", PASSWORD).await;
    assert_eq!(key(&house, "alice", PASSWORD).await, one, "all devices share it");
    let from = visit().origin.address;
    let caller = house.accounts.authenticate_key(one.reveal(), from).await.unwrap();
    house.accounts.end_keys(&caller).await.unwrap();
    assert_eq!(shows(&house, &one).await, Err(KeyError::Refused));

    let two = key(&house, "alice", PASSWORD).await;
    assert_ne!(two, one);
    let caller = house.accounts.authenticate_key(two.reveal(), from).await.unwrap();
    let old = Password::new(PASSWORD);
    let reassured = house.accounts.reassure(&caller, &old, &visit()).await.unwrap();
    let (new, policy) = (Password::new(NEW_PASSWORD), &house.settings().password);
    let (accounts, visit) = (&house.accounts, visit());
    let changed = accounts.replace_password(reassured, &new, policy, Ends::Others, &visit).await;
    changed.unwrap();
    assert_eq!(shows(&house, &two).await, Err(KeyError::PasswordChanged), "though it was shown");

    let three = key(&house, "alice", NEW_PASSWORD).await;
    Admin::console(&house.accounts).set_active(alice.uid, false).await.unwrap();
    assert_eq!(shows(&house, &three).await, Err(KeyError::Disabled));
    let cookie = Visit { shows: SessionKind::Cookie, ..visit };
    house.settle("bob", &[]).await;
    let bob = house.accounts.login("bob", &Password::new(PASSWORD), &cookie).await.unwrap();
    assert_eq!(shows(&house, &bob.secret.unwrap()).await, Err(KeyError::Refused), "no key");
}

#[tokio::test]
async fn a_new_address_is_proven_by_its_link() {
    let house = Teahouse::open();
    let alice = claimant(&house, "alice", "A@tea.example").await;
    let said = link_to(&house, "A@tea.example").await;
    let accounts = &house.accounts;
    let confirm = |said: String| async move { accounts.confirm_by_link(&said, &POLICY).await };
    let (address, token) = said.split_once(':').unwrap();
    for bad in ["", ":", token, &format!("{address}x:{token}"), &format!("{said}x")] {
        assert_eq!(confirm(bad.to_owned()).await, Err(LinkError::BadLink), "{bad}");
    }
    for _ in 0..2 {
        assert_eq!(confirm(said.clone()).await, Ok(()));
    }
    assert!(house.account(alice.uid).await.proven_address().is_some());
}

#[tokio::test]
async fn a_contract_may_take_usernames_only() {
    let house = Teahouse::open();
    house.settle("alice", &["a@tea.example"]).await;
    let to = address("b@tea.example");
    let code = house.code_for(CodePurpose::Register, &to).await;
    house.register(person_at(&to, &code)).await.unwrap();
    let log_in = async |name: &str| {
        let password = Password::new(PASSWORD);
        let named = Named::ByUsername(name);
        house.accounts.login_to(named, &password, &visit()).await.map(drop)
    };
    assert_eq!(log_in("ALICE").await, Ok(()));
    assert_eq!(log_in("a@tea.example").await, Err(LoginError::NoSuchAccount));
    assert_eq!(log_in("b@tea.example").await, Ok(()), "who has no username has his address");
    let called =
        |name: &str| NewPerson { password: Some(Password::new(NEW_PASSWORD)), ..person(name) };
    for name in ["a@tea.example", "b@tea.example"] {
        house.register(called(name)).await.unwrap();
    }
    assert_eq!(log_in("b@tea.example").await, Ok(()), "who has proven it stays the first");
    assert_eq!(log_in("a@tea.example").await, Err(LoginError::WrongPassword), "alice has another");
}
