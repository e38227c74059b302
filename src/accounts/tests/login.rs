use super::*;

#[tokio::test]
async fn any_login_name_opens_the_same_account() {
    let house = Teahouse::open();
    let alice = house.settle("Zhang", &["Zhang@Tea.example", "13800138000"]).await;
    for name in ["zhang", "ZHANG", " zhang ", "zhang@tea.example", "+86 138 0013 8000"] {
        let grant = house.log_in(name, PASSWORD).await.unwrap();
        assert_eq!(grant.account.uid, alice.uid, "{name}");
        assert_eq!(house.caller(&grant).await.unwrap().uid(), alice.uid);
    }
    let last_login_at = house.account(alice.uid).await.last_login_at;
    assert_eq!(last_login_at, Some(house.clock.now()));
}

#[tokio::test]
async fn a_wrong_password_and_a_stranger_are_told_apart_for_who_must_know() {
    let house = Teahouse::open();
    house.settle("alice", &[]).await;
    assert_eq!(house.log_in("alice", "guess").await.err(), Some(LoginError::WrongPassword));
    assert_eq!(house.log_in("mallory", "guess").await.err(), Some(LoginError::NoSuchAccount));
    assert_eq!(house.log_in("", "guess").await.err(), Some(LoginError::NoSuchAccount));
}

#[tokio::test]
async fn that_an_account_is_disabled_is_told_only_to_who_knows_its_password() {
    let house = Teahouse::open();
    let alice = house.settle("alice", &[]).await;
    Admin::console(&house.accounts).set_active(alice.uid, false).await.unwrap();
    assert_eq!(house.log_in("alice", "guess").await.err(), Some(LoginError::WrongPassword));
    assert_eq!(house.log_in("alice", PASSWORD).await.err(), Some(LoginError::Disabled));
}

/// A username may look like somebody's address. It must not stand before its owner.
#[tokio::test]
async fn nobody_shadows_a_proven_address_by_a_username_or_a_claim() {
    let house = Teahouse::open();
    let owner = house.settle("owner", &["13800138000", "o@tea.example"]).await;
    house.settle("13800138000", &[]).await;
    house.settle("o@tea.example", &[]).await;
    for name in ["13800138000", "o@tea.example"] {
        assert_eq!(house.log_in(name, PASSWORD).await.unwrap().account.uid, owner.uid, "{name}");
    }

    let named = house.settle("b@tea.example", &[]).await;
    house.settle("mallory", &[]).await;
    let mallory = house.sign_in("mallory").await;
    let claims = vec![address("b@tea.example")];
    let change = ProfileChange { claims, ..ProfileChange::default() };
    house.accounts.change_profile(&mallory, change, None, &visit()).await.unwrap();
    let grant = house.log_in("b@tea.example", PASSWORD).await.unwrap();
    assert_eq!(grant.account.uid, named.uid, "a claim comes last");
}

/// BRUTE-01: what strangers try does not lock the owner out of the place where he is at home.
#[tokio::test]
async fn guessing_at_one_account_is_stopped_and_its_owner_is_not() {
    let house = Teahouse::open();
    house.settle("alice", &[]).await;
    house.sign_in("alice").await;
    let mut evaluated = 0;
    for i in 0..100 {
        let attacker = visit_from(&format!("198.51.100.{}", i % 20));
        let guess = Password::new(&format!("guess {i}"));
        match house.accounts.login("alice", &guess, &attacker).await.err() {
            Some(LoginError::WrongPassword) => evaluated += 1,
            Some(LoginError::TooMany(too_many)) => assert!(too_many.retry_after > Duration::ZERO),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(evaluated, 10);
    assert!(house.log_in("alice", PASSWORD).await.is_ok(), "from where she is signed in");
}

#[tokio::test]
async fn guesses_that_come_all_at_once_are_not_all_let_through() {
    let house = Teahouse::open();
    house.settle("alice", &[]).await;
    let tries = (0..30).map(|_| house.log_in("alice", "guess"));
    let done = futures_util::future::join_all(tries).await;
    let wrong = done.iter().filter(|answer| matches!(answer, Err(LoginError::WrongPassword)));
    assert_eq!(wrong.count(), 5);
}

/// BRUTE-02: one password tried on many accounts.
#[tokio::test]
async fn who_guesses_at_many_accounts_is_refused_every_login_and_others_are_not() {
    let house = Teahouse::open();
    for i in 0..25 {
        house.settle(&format!("guest{i}"), &[]).await;
    }
    let sprayer = visit_from("198.51.100.1");
    let mut refused = 0;
    for i in 0..25 {
        let guess = Password::new("Spring2024!");
        let answer = house.accounts.login(&format!("guest{i}"), &guess, &sprayer).await;
        refused += usize::from(matches!(answer, Err(LoginError::TooMany(_))));
    }
    assert_eq!(refused, 5);
    let right = house.accounts.login("guest0", &Password::new(PASSWORD), &sprayer).await;
    assert!(matches!(right, Err(LoginError::TooMany(_))));
    assert!(house.log_in("guest0", PASSWORD).await.is_ok(), "from another address");
}

#[tokio::test]
async fn a_code_signs_in_who_has_proven_the_address() {
    let house = Teahouse::open();
    let alice = house.settle("alice", &["a@tea.example"]).await;
    let to = address("a@tea.example");
    let code = house.code_for(CodePurpose::Login, &to).await;
    let by_code = async |code| house.accounts.login_by_code(&to, &code, &visit()).await;
    assert_eq!(by_code(almost(&code)).await.err(), Some(CodeLoginError::WrongCode));
    let grant = by_code(code.clone()).await.unwrap();
    assert_eq!(grant.account.uid, alice.uid);
    assert_eq!(by_code(code).await.err(), Some(CodeLoginError::NoCode), "it is used up");
}

#[tokio::test]
async fn an_address_that_was_only_claimed_signs_nobody_in() {
    let house = Teahouse::open();
    house.settle("mallory", &[]).await;
    let mallory = house.sign_in("mallory").await;
    let to = address("victim@tea.example");
    let change = ProfileChange { claims: vec![to.clone()], ..ProfileChange::default() };
    house.accounts.change_profile(&mallory, change, None, &visit()).await.unwrap();
    house.ask_code(CodePurpose::Login, &to).await.unwrap();
    assert!(house.letters_to(&to).await.is_empty());
}

#[tokio::test]
async fn a_login_renews_a_hash_that_is_cheaper_than_today() {
    let house = Teahouse::open();
    let alice = house.settle("alice", &[]).await;
    let mut settings = house.settings().clone();
    settings.hashing.passes = 2;
    let later = Teahouse::on(house.store.clone(), house.clock.clone(), settings);
    assert!(later.log_in("alice", PASSWORD).await.is_ok());
    let renewed = later.account(alice.uid).await;
    assert!(renewed.password_hash.unwrap().contains("t=2"));
    assert_eq!(renewed.password_epoch, alice.password_epoch, "nobody is signed out by it");
    assert!(later.log_in("alice", PASSWORD).await.is_ok());
}

/// RACE-02: once a change has answered, nothing opens with the old password.
#[tokio::test]
async fn no_login_with_the_old_password_outlives_a_change() {
    let house = Teahouse::open();
    let alice = house.settle("alice", &[]).await;
    let caller = house.sign_in("alice").await;
    let (old, new) = (Password::new(PASSWORD), Password::new(NEW_PASSWORD));
    let visits: Vec<_> = (0..50).map(|i| visit_from(&format!("198.51.100.{i}"))).collect();
    let logins = visits.iter().map(|visit| house.accounts.login("alice", &old, visit));
    let here = visit();
    let policy = &house.settings().password;
    let change = house.accounts.change_password(&caller, &old, &new, policy, &here);
    let (_, changed) = tokio::join!(futures_util::future::join_all(logins), change);
    changed.unwrap();
    let left = house.store.sessions(alice.uid, house.clock.now()).await.unwrap();
    assert_eq!(left.iter().map(|session| session.id).collect::<Vec<_>>(), [caller.session().id]);
}

/// ENUM-05, without a stopwatch: what takes the time is done once, whoever is called.
#[tokio::test]
async fn a_stranger_costs_as_many_hashes_as_a_wrong_password() {
    let house = Teahouse::open();
    house.settle("alice", &["a@tea.example"]).await;
    let counts = &house.accounts.house.counts;
    for name in ["alice", "a@tea.example", "nobody", "n@tea.example", "13800138000", ""] {
        let before = counts.hashes();
        assert!(house.log_in(name, "guess").await.is_err());
        assert_eq!(counts.hashes(), before + 1, "{name}");
    }
    assert_eq!(counts.logins("password", "wrong_password"), 2);
    assert_eq!(counts.logins("password", "no_such_account"), 4);
}
