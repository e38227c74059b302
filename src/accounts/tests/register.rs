use super::*;
use crate::store::Role;
use crate::values::LoginKind;

#[tokio::test]
async fn a_username_and_a_password_are_enough_where_nothing_else_is_demanded() {
    let house = Teahouse::open();
    let account = house.register(person("alice")).await.unwrap();
    assert_eq!(account.username, Some(username("alice")));
    assert_eq!(house.deeds(&account).await, ["registered"]);
    assert!(house.log_in("Alice", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn an_address_is_proven_by_the_code_that_was_sent_there() {
    let house = Teahouse::open();
    for typed in ["a@tea.example", "13800138000"] {
        let to = address(typed);
        let without = NewPerson { code: None, ..person_at(&to, &SecretText::new("")) };
        let kind = to.login_name().kind();
        assert_eq!(house.register(without).await, Err(RegisterError::CodeNeeded(kind)));

        let code = house.code_for(CodePurpose::Register, &to).await;
        let wrong = house.register(person_at(&to, &almost(&code))).await;
        assert_eq!(wrong, Err(RegisterError::WrongCode));
        let account = house.register(person_at(&to, &code)).await.unwrap();
        assert!(account.has_proven(&to.login_name()), "{typed}");
        let again = house.register(person_at(&to, &code)).await;
        assert_eq!(again, Err(RegisterError::WrongCode), "a code is good for one use");
    }
}

#[tokio::test]
async fn one_code_proves_one_address() {
    let house = Teahouse::open();
    let to = address("a@tea.example");
    let code = house.code_for(CodePurpose::Register, &to).await;
    let both = NewPerson { phone: Some(phone("13800138000")), ..person_at(&to, &code) };
    assert_eq!(house.register(both).await, Err(RegisterError::CodeNeeded(LoginKind::Phone)));

    let lax = Teahouse::with(|settings| settings.registration.phone_code = false);
    let code = lax.code_for(CodePurpose::Register, &to).await;
    let both = NewPerson { phone: Some(phone("13800138000")), ..person_at(&to, &code) };
    let account = lax.register(both).await.unwrap();
    assert!(account.email.unwrap().verified_at.is_some());
    assert!(account.phone.unwrap().verified_at.is_none());
}

#[tokio::test]
async fn a_refused_password_leaves_the_code_good() {
    let house = Teahouse::open();
    let to = address("a@tea.example");
    let code = house.code_for(CodePurpose::Register, &to).await;
    let weak = NewPerson { password: Some(Password::new("12345678")), ..person_at(&to, &code) };
    let refused = house.register(weak).await;
    assert_eq!(refused, Err(RegisterError::Weak(WeakPassword::Guessable)));
    assert!(house.register(person_at(&to, &code)).await.is_ok());
}

#[tokio::test]
async fn a_taken_username_leaves_the_code_good() {
    let house = Teahouse::open();
    house.settle("alice", &[]).await;
    let to = address("a@tea.example");
    let code = house.code_for(CodePurpose::Register, &to).await;
    let named = |name| NewPerson { username: Some(username(name)), ..person_at(&to, &code) };
    let taken = house.register(named("ALICE")).await;
    assert_eq!(taken, Err(RegisterError::Taken(LoginKind::Username)));
    assert!(house.register(named("bob")).await.is_ok());
}

#[tokio::test]
async fn a_wrong_code_does_not_tell_that_an_address_has_an_account() {
    let house = Teahouse::open();
    house.settle("alice", &["a@tea.example"]).await;
    let guess = SecretText::new("000000");
    for typed in ["a@tea.example", "nobody@tea.example"] {
        let answer = house.register(person_at(&address(typed), &guess)).await;
        assert_eq!(answer, Err(RegisterError::WrongCode), "{typed}");
    }
}

#[tokio::test]
async fn without_a_name_or_a_password_there_is_nobody() {
    let house = Teahouse::open();
    let nameless = NewPerson { username: None, ..person("alice") };
    assert_eq!(house.register(nameless).await, Err(RegisterError::NoName));
    let open = NewPerson { password: None, ..person("alice") };
    assert_eq!(house.register(open).await, Err(RegisterError::PasswordNeeded));
}

#[tokio::test]
async fn where_a_contract_allows_it_a_proven_address_is_enough() {
    let house = Teahouse::with(|settings| settings.registration.password = false);
    let to = address("13800138000");
    let code = house.code_for(CodePurpose::Register, &to).await;
    let without = |person| NewPerson { password: None, ..person };
    let account = house.register(without(person_at(&to, &code))).await.unwrap();
    assert_eq!(account.password_hash, None);
    assert_eq!(house.log_in("13800138000", "").await.err(), Some(LoginError::WrongPassword));
    let unproven = house.register(without(person("alice"))).await;
    assert_eq!(unproven, Err(RegisterError::PasswordNeeded), "nobody could come back");
}

#[tokio::test]
async fn look_alikes_of_reserved_and_of_taken_names_are_taken() {
    let house = Teahouse::open();
    house.settle("alice", &[]).await;
    let looks =
        ["admin", "Admin", "ａｄｍｉｎ", "аdmin", "a.d-min", "ROOT", "客服", "ALICE", "аlice"];
    for name in looks {
        let answer = house.register(person(name)).await;
        assert_eq!(answer, Err(RegisterError::Taken(LoginKind::Username)), "{name}");
    }
    let more = Teahouse::with(|settings| settings.reserved_names = vec!["oolong".into()]);
    let answer = more.register(person("Oolong")).await;
    assert_eq!(answer, Err(RegisterError::Taken(LoginKind::Username)));
}

#[tokio::test]
async fn nobody_makes_himself_an_admin() {
    let house = Teahouse::open();
    let admin = NewPerson { role: Role::Admin, ..person("mallory") };
    assert_eq!(house.register(admin).await, Err(RegisterError::RoleNotOpen));
    let open = Teahouse::with(|settings| settings.registration.roles.push(Role::VipUser));
    let vip = NewPerson { role: Role::VipUser, ..person("alice") };
    assert_eq!(open.register(vip).await.unwrap().role, Role::VipUser);
}

#[tokio::test]
async fn of_fifty_who_want_one_name_at_once_one_gets_it() {
    let house = Teahouse::open();
    let Settings { registration, password, .. } = house.settings();
    let visits: Vec<_> = (0..50).map(|i| visit_from(&format!("192.0.2.{i}"))).collect();
    let tries = visits
        .iter()
        .map(|visit| house.accounts.register(person("alice"), registration, password, None, visit));
    let done = futures_util::future::join_all(tries).await;
    assert_eq!(done.iter().filter(|answer| answer.is_ok()).count(), 1);
    let taken = Err(RegisterError::Taken(LoginKind::Username));
    assert_eq!(done.iter().filter(|answer| **answer == taken).count(), 49);
}

#[tokio::test]
async fn a_repeat_with_the_same_key_makes_nothing_and_signs_in_all_the_same() {
    let house = Teahouse::open();
    let Settings { registration, password, .. } = house.settings();
    let again = |person| async {
        let accounts = &house.accounts;
        accounts.register_and_sign_in(person, registration, password, Some("k"), &visit()).await
    };
    let first = again(person("alice")).await.unwrap();
    let second = again(person("alice")).await.unwrap();
    assert_eq!(first.account.uid, second.account.uid);
    assert!(house.caller(&second).await.is_ok());

    let other_password =
        NewPerson { password: Some(Password::new(NEW_PASSWORD)), ..person("alice") };
    for other in [person("bob"), other_password] {
        assert_eq!(again(other).await.err(), Some(RegisterError::OtherRequest));
    }
}

#[tokio::test]
async fn a_repeat_with_a_used_code_is_known_by_its_key() {
    let house = Teahouse::open();
    let Settings { registration, password, .. } = house.settings();
    let to = address("a@tea.example");
    let code = house.code_for(CodePurpose::Register, &to).await;
    let again = || {
        let person = person_at(&to, &code);
        let accounts = &house.accounts;
        async move { accounts.register(person, registration, password, Some("k"), &visit()).await }
    };
    let first = again().await.unwrap();
    assert_eq!(again().await.unwrap().uid, first.uid);
}

#[tokio::test]
async fn a_display_name_can_be_shown() {
    let house = Teahouse::open();
    for bad in ["a\u{202e}b", "a\nb", &"x".repeat(DISPLAY_NAME_MAX + 1)] {
        let named = NewPerson { display_name: bad.into(), ..person("alice") };
        assert_eq!(house.register(named).await, Err(RegisterError::BadDisplayName), "{bad:?}");
    }
    let named = NewPerson { display_name: "小明 <b>".into(), ..person("alice") };
    assert_eq!(house.register(named).await.unwrap().profile.display_name, "小明 <b>");
}

#[tokio::test]
async fn one_address_makes_only_so_many_accounts() {
    let house = Teahouse::open();
    for i in 0..20 {
        house.register(person(&format!("guest{i}"))).await.unwrap();
    }
    let Err(RegisterError::TooMany(too_many)) = house.register(person("late")).await else {
        panic!("twenty are allowed");
    };
    house.clock.advance(too_many.retry_after);
    assert!(house.register(person("late")).await.is_ok());
}

#[tokio::test]
async fn a_closed_house_takes_nobody_in() {
    let house = Teahouse::with(|settings| settings.registration.open = false);
    assert_eq!(house.register(person("alice")).await, Err(RegisterError::Closed));
}
