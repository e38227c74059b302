use super::*;

async fn change(
    house: &Teahouse,
    caller: &Caller,
    old: &str,
    new: &str,
) -> Result<Account, ChangePasswordError> {
    let (old, new) = (Password::new(old), Password::new(new));
    let policy = &house.settings().password;
    house.accounts.change_password(caller, &old, &new, policy, &visit()).await
}

#[tokio::test]
async fn who_knows_the_old_password_sets_a_new_one_and_the_others_are_signed_out() {
    let house = Teahouse::open();
    let alice = house.settle("alice", &["a@tea.example"]).await;
    let other = house.log_in("alice", PASSWORD).await.unwrap();
    let own = house.log_in("alice", PASSWORD).await.unwrap();
    let caller = house.caller(&own).await.unwrap();
    let mut endings = house.accounts.watch_endings();
    change(&house, &caller, PASSWORD, NEW_PASSWORD).await.unwrap();

    assert!(house.caller(&own).await.is_ok());
    assert_eq!(house.caller(&other).await, Err(AuthError::Refused));
    assert_eq!(endings.try_recv().unwrap().session, other.session.id);
    assert!(house.log_in("alice", NEW_PASSWORD).await.is_ok());
    assert_eq!(house.log_in("alice", PASSWORD).await.err(), Some(LoginError::WrongPassword));
    let letters = house.letters_to(&address("a@tea.example")).await;
    assert_eq!(letters[0], LetterKind::PasswordChanged);
    assert!(house.deeds(&alice).await.contains(&"password_changed".to_owned()));
}

#[tokio::test]
async fn a_session_alone_changes_no_password() {
    let house = Teahouse::open();
    house.settle("alice", &[]).await;
    let caller = house.sign_in("alice").await;
    let wrong = change(&house, &caller, "guess", NEW_PASSWORD).await;
    assert_eq!(wrong, Err(ChangePasswordError::WrongPassword));
    for _ in 0..4 {
        let _ = change(&house, &caller, "guess", NEW_PASSWORD).await;
    }
    let limited = change(&house, &caller, PASSWORD, NEW_PASSWORD).await;
    assert!(matches!(limited, Err(ChangePasswordError::TooMany(_))), "{limited:?}");
}

#[tokio::test]
async fn the_new_one_must_be_good_enough() {
    let house = Teahouse::open();
    house.settle("zhangwei", &[]).await;
    let caller = house.sign_in("zhangwei").await;
    let like = change(&house, &caller, PASSWORD, "zhangwei drinks tea").await;
    assert_eq!(like, Err(ChangePasswordError::Weak(WeakPassword::LikeName)));
}

#[tokio::test]
async fn of_two_changes_at_once_one_is_stale() {
    let house = Teahouse::open();
    house.settle("alice", &[]).await;
    let caller = house.sign_in("alice").await;
    let (one, other) = tokio::join!(
        change(&house, &caller, PASSWORD, NEW_PASSWORD),
        change(&house, &caller, PASSWORD, "oolong of the high hills"),
    );
    let stale = Err(ChangePasswordError::Stale);
    assert!(one.is_ok() && other == stale || other.is_ok() && one == stale);
}
