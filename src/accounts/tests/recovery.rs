use super::*;

async fn reset(
    house: &Teahouse,
    to: &Address,
    code: &SecretText,
    new: &str,
) -> Result<Account, ResetError> {
    let policy = &house.settings().password;
    house.accounts.reset_password(to, code, &Password::new(new), policy, &visit()).await
}

#[tokio::test]
async fn a_reset_replaces_the_password_ends_every_session_and_tells_the_owner() {
    let house = Teahouse::open();
    let alice = house.settle("alice", &["a@tea.example"]).await;
    let to = address("a@tea.example");
    let grants = [
        house.log_in("alice", PASSWORD).await.unwrap(),
        house.log_in("alice", PASSWORD).await.unwrap(),
    ];
    let mut endings = house.accounts.watch_endings();
    let code = house.code_for(CodePurpose::Reset, &to).await;
    reset(&house, &to, &code, NEW_PASSWORD).await.unwrap();

    for grant in &grants {
        assert_eq!(house.caller(grant).await, Err(AuthError::Refused));
        let refreshed = house.accounts.refresh(grant.refresh_token.reveal(), &visit()).await;
        assert_eq!(refreshed.err(), Some(RefreshError::Refused));
    }
    let mut ended = [endings.try_recv().unwrap().session, endings.try_recv().unwrap().session];
    let mut opened = grants.map(|grant| grant.session.id);
    ended.sort();
    opened.sort();
    assert_eq!(ended, opened);
    assert_eq!(house.log_in("alice", PASSWORD).await.err(), Some(LoginError::WrongPassword));
    assert!(house.log_in("alice", NEW_PASSWORD).await.is_ok());
    assert_eq!(house.letters_to(&to).await[0], LetterKind::PasswordReset);
    assert!(house.deeds(&alice).await.contains(&"password_reset".to_owned()));
}

#[tokio::test]
async fn a_wrong_or_used_code_resets_nothing() {
    let house = Teahouse::open();
    house.settle("alice", &["a@tea.example"]).await;
    let to = address("a@tea.example");
    let code = house.code_for(CodePurpose::Reset, &to).await;
    let wrong = reset(&house, &to, &almost(&code), NEW_PASSWORD).await;
    assert_eq!(wrong, Err(ResetError::WrongCode));
    assert!(house.log_in("alice", PASSWORD).await.is_ok());
    assert!(reset(&house, &to, &code, NEW_PASSWORD).await.is_ok());
    let again = reset(&house, &to, &code, "oolong of the high hills").await;
    assert_eq!(again, Err(ResetError::NoCode));
}

#[tokio::test]
async fn a_password_out_of_range_leaves_the_code_good() {
    let house = Teahouse::open();
    house.settle("alice", &["a@tea.example"]).await;
    let to = address("a@tea.example");
    let code = house.code_for(CodePurpose::Reset, &to).await;
    let short = reset(&house, &to, &code, "short").await;
    assert_eq!(short, Err(ResetError::Weak(WeakPassword::TooShort { min: 8 })));
    assert!(reset(&house, &to, &code, NEW_PASSWORD).await.is_ok());
}

/// The refusal of a password that is like the username would tell a stranger the username.
#[tokio::test]
async fn only_who_has_the_code_learns_that_a_password_is_like_the_username() {
    let house = Teahouse::open();
    house.settle("zhangwei", &["a@tea.example"]).await;
    let to = address("a@tea.example");
    let code = house.code_for(CodePurpose::Reset, &to).await;
    let like = "zhangwei drinks green tea";
    assert_eq!(reset(&house, &to, &almost(&code), like).await, Err(ResetError::WrongCode));
    let told = reset(&house, &to, &code, like).await;
    assert_eq!(told, Err(ResetError::Weak(WeakPassword::LikeName)));
    assert!(house.log_in("zhangwei", PASSWORD).await.is_ok());
}

/// MASS-04: claiming somebody's address gives no way into anything.
#[tokio::test]
async fn an_address_that_was_only_claimed_recovers_nothing() {
    let house = Teahouse::open();
    house.settle("mallory", &[]).await;
    let mallory = house.sign_in("mallory").await;
    let to = address("victim@tea.example");
    let change = ProfileChange { claims: vec![to.clone()], ..ProfileChange::default() };
    house.accounts.change_profile(&mallory, change, None, &visit()).await.unwrap();
    house.ask_code(CodePurpose::Reset, &to).await.unwrap();
    assert!(house.letters_to(&to).await.is_empty());
    let guess = reset(&house, &to, &SecretText::new("000000"), NEW_PASSWORD).await;
    assert_eq!(guess, Err(ResetError::WrongCode));
}

#[tokio::test]
async fn a_disabled_account_is_not_opened_by_a_reset() {
    let house = Teahouse::open();
    let alice = house.settle("alice", &["a@tea.example"]).await;
    let to = address("a@tea.example");
    let code = house.code_for(CodePurpose::Reset, &to).await;
    Admin::console(&house.accounts).set_active(alice.uid, false).await.unwrap();
    assert_eq!(reset(&house, &to, &code, NEW_PASSWORD).await, Err(ResetError::WrongCode));
}

#[tokio::test]
async fn one_address_tries_only_so_many_resets() {
    let house = Teahouse::open();
    let to = address("a@tea.example");
    let guess = SecretText::new("000000");
    for _ in 0..20 {
        let answer = reset(&house, &to, &guess, NEW_PASSWORD).await;
        assert_eq!(answer, Err(ResetError::NoCode));
    }
    let answer = reset(&house, &to, &guess, NEW_PASSWORD).await;
    assert!(matches!(answer, Err(ResetError::TooMany(_))));
}

/// Contracts that never ask for a proof have no other way back. Whoever reads the letter is the
/// owner of the address, which is proven by that.
#[tokio::test]
async fn where_a_contract_says_so_a_claimed_address_gets_a_code_and_is_proven_by_it() {
    let house = Teahouse::open();
    let alice = house.settle("alice", &[]).await;
    let caller = house.sign_in("alice").await;
    let to = address("alice@tea.example");
    let change = ProfileChange { claims: vec![to.clone()], ..ProfileChange::default() };
    house.accounts.change_profile(&caller, change, None, &visit()).await.unwrap();
    let policy = CodePolicy { to_claimed: true, ..house.settings().code };
    house.accounts.send_code(CodePurpose::Reset, &to, &policy, &visit()).await.unwrap();
    let code = house.newest_code(&to).await;
    assert!(!house.account(alice.uid).await.has_proven(&to.login_name()));
    reset(&house, &to, &code, NEW_PASSWORD).await.unwrap();
    assert!(house.account(alice.uid).await.has_proven(&to.login_name()));
    let grant = house.log_in("alice@tea.example", NEW_PASSWORD).await.unwrap();
    assert_eq!(grant.account.uid, alice.uid);

    house.clock.advance(MINUTE);
    let policy = CodePolicy { to_claimed: true, knocking: Knocking::Telling, ..policy };
    let nobody = address("nobody@tea.example");
    let sent = house.accounts.send_code(CodePurpose::Reset, &nobody, &policy, &visit()).await;
    assert_eq!(sent, Err(CodeError::NoSuchAccount));
}
