use super::*;
use crate::store::CodeUse;

async fn uses(house: &Teahouse, purpose: CodePurpose, to: &Address, code: &SecretText) -> CodeUse {
    let proof = Some(house.accounts.proof(purpose, to, code));
    let given = crate::store::Given { proof, ..crate::store::Given::at(house.clock.now()) };
    house.store.use_code(given).await.unwrap()
}

#[tokio::test]
async fn a_code_comes_by_letter_in_the_readers_language_and_is_good_once() {
    let house = Teahouse::open();
    let to = address("a@tea.example");
    let sent = house.ask_code(CodePurpose::Register, &to).await.unwrap();
    assert_eq!(sent, CodeSent { lives: 10 * MINUTE, again_after: MINUTE });
    let code = house.newest_code(&to).await;
    assert_eq!(code.reveal().len(), 6);
    assert_eq!(uses(&house, CodePurpose::Register, &to, &code).await, CodeUse::Used);
    assert_eq!(uses(&house, CodePurpose::Register, &to, &code).await, CodeUse::Gone);
}

/// OTP-01, OTP-02: the tries are counted before anything is compared.
#[tokio::test]
async fn five_wrong_tries_kill_a_code_even_all_at_once() {
    let house = Teahouse::open();
    let to = address("a@tea.example");
    let code = house.code_for(CodePurpose::Register, &to).await;
    let wrong = almost(&code);
    let tries = (0..100).map(|_| uses(&house, CodePurpose::Register, &to, &wrong));
    let done = futures_util::future::join_all(tries).await;
    let weighed = done.iter().filter(|answer| matches!(answer, CodeUse::Wrong { .. })).count();
    assert_eq!(weighed, 5);
    assert_eq!(uses(&house, CodePurpose::Register, &to, &code).await, CodeUse::Gone);
}

/// OTP-03.
#[tokio::test]
async fn of_twenty_who_use_one_code_at_once_one_does() {
    let house = Teahouse::open();
    let to = address("a@tea.example");
    let code = house.code_for(CodePurpose::Register, &to).await;
    let tries = (0..20).map(|_| house.register(person_at(&to, &code)));
    let done = futures_util::future::join_all(tries).await;
    assert_eq!(done.iter().filter(|answer| answer.is_ok()).count(), 1);
}

/// OTP-04, OTP-05.
#[tokio::test]
async fn a_code_is_for_one_purpose_and_one_address() {
    let house = Teahouse::open();
    house.settle("alice", &["a@tea.example"]).await;
    let (own, other) = (address("a@tea.example"), address("b@tea.example"));
    let code = house.code_for(CodePurpose::Login, &own).await;
    for (purpose, to) in [
        (CodePurpose::Reset, &own),
        (CodePurpose::Register, &own),
        (CodePurpose::Verify, &own),
        (CodePurpose::Login, &other),
    ] {
        assert_eq!(uses(&house, purpose, to, &code).await, CodeUse::Gone, "{purpose:?} {to}");
    }
    assert_eq!(uses(&house, CodePurpose::Login, &own, &code).await, CodeUse::Used);
}

/// OTP-08.
#[tokio::test]
async fn a_code_dies_at_its_time_and_not_before() {
    for (after, use_of_it) in [
        (Duration::from_secs(179), CodeUse::Used),
        (Duration::from_secs(180), CodeUse::Gone),
        (Duration::from_secs(181), CodeUse::Gone),
    ] {
        let house = Teahouse::open();
        let to = address("a@tea.example");
        let policy = CodePolicy { lives: 3 * MINUTE, ..house.settings().code };
        house.accounts.send_code(CodePurpose::Register, &to, &policy, &visit()).await.unwrap();
        let code = house.newest_code(&to).await;
        house.clock.advance(after);
        assert_eq!(uses(&house, CodePurpose::Register, &to, &code).await, use_of_it, "{after:?}");
    }
}

/// OTP-14: nothing is trimmed, folded or read as a number.
#[tokio::test]
async fn only_the_very_characters_are_the_code() {
    let house = Teahouse::open();
    let to = address("a@tea.example");
    let code = house.code_for(CodePurpose::Register, &to).await;
    let code = code.reveal();
    let wide = code.chars().map(|c| char::from_u32(c as u32 + 0xFEE0).unwrap()).collect::<String>();
    for typed in [format!(" {code}"), format!("0{code}"), wide, String::new()] {
        let answer =
            uses(&house, CodePurpose::Register, &to, &SecretText::new(typed.clone())).await;
        assert!(matches!(answer, CodeUse::Wrong { .. }), "{typed:?}");
    }
    let right = uses(&house, CodePurpose::Register, &to, &SecretText::new(code)).await;
    assert_eq!(right, CodeUse::Used, "the fifth try");
}

/// OTP-10, BRUTE-05: the pace holds across a restart.
#[tokio::test]
async fn an_address_is_sent_so_many_codes_an_hour_and_a_day_whoever_asks() {
    let house = Teahouse::open();
    let to = address("a@tea.example");
    let mut sent = 0;
    for second in 0..60 {
        let visit = visit_from(&format!("198.51.100.{second}"));
        let policy = &house.settings().code;
        let answer = house.accounts.send_code(CodePurpose::Register, &to, policy, &visit).await;
        sent += usize::from(answer.is_ok());
        house.clock.advance(Duration::from_secs(1));
    }
    assert_eq!(sent, 1, "one a minute");
    let house = Teahouse::on(house.store.clone(), house.clock.clone(), house.settings().clone());
    for step in 0..(24 * 60) {
        let visit = visit_from(&format!("198.51.{}.{}", step / 200, step % 200));
        let policy = &house.settings().code;
        let answer = house.accounts.send_code(CodePurpose::Register, &to, policy, &visit).await;
        sent += usize::from(answer.is_ok());
        if step == 58 {
            assert_eq!(sent, 5, "five an hour");
        }
        house.clock.advance(MINUTE);
    }
    assert!((10..=11).contains(&sent), "ten a day: {sent}");
}

#[tokio::test]
async fn one_visitor_asks_for_so_many_codes() {
    let house = Teahouse::open();
    let mut refused = 0;
    for i in 0..15 {
        let to = address(&format!("guest{i}@tea.example"));
        let answer = house.ask_code(CodePurpose::Register, &to).await;
        refused += usize::from(matches!(answer, Err(CodeError::TooMany(_))));
    }
    assert_eq!(refused, 5);
}

/// OTP-11.
#[tokio::test]
async fn no_text_goes_to_a_country_that_is_not_served() {
    let house = Teahouse::open();
    let abroad = address("+44 7400 123456");
    assert_eq!(house.ask_code(CodePurpose::Register, &abroad).await, Err(CodeError::NotServed));
    assert!(house.letters_to(&abroad).await.is_empty());
    let wide = Teahouse::with(|settings| settings.sms_prefixes = vec!["+86".into(), "+44".into()]);
    assert!(wide.ask_code(CodePurpose::Register, &abroad).await.is_ok());
}

#[tokio::test]
async fn the_days_budget_for_texts_stops_a_pump() {
    let house = Teahouse::with(|settings| settings.sms_pace.per_channel_day = 3);
    let mut sent = 0;
    for i in 0..9 {
        let to = address(&format!("1380013800{i}"));
        sent += usize::from(house.ask_code(CodePurpose::Register, &to).await.is_ok());
    }
    assert_eq!(sent, 3);
    assert!(house.ask_code(CodePurpose::Register, &address("a@tea.example")).await.is_ok());
}

/// ENUM-02, in the uniform way: the same answers, in the same order, for friend and stranger.
#[tokio::test]
async fn who_asks_does_not_learn_whether_an_address_has_an_account() {
    let (known, unknown) = (address("a@tea.example"), address("b@tea.example"));
    for purpose in [CodePurpose::Register, CodePurpose::Login, CodePurpose::Reset] {
        let house = Teahouse::open();
        house.settle("alice", &["a@tea.example"]).await;
        house.clock.advance(DAY);
        for wait in [Duration::ZERO, MINUTE / 2, MINUTE, 5 * MINUTE] {
            house.clock.advance(wait);
            let answers =
                (house.ask_code(purpose, &known).await, house.ask_code(purpose, &unknown).await);
            assert_eq!(answers.0, answers.1, "{purpose:?} after {wait:?}");
        }
    }
}

#[tokio::test]
async fn a_decoy_is_a_code_that_nothing_fits() {
    let house = Teahouse::open();
    let to = address("stranger@tea.example");
    house.ask_code(CodePurpose::Reset, &to).await.unwrap();
    assert!(house.letters_to(&to).await.is_empty());
    let answer = uses(&house, CodePurpose::Reset, &to, &SecretText::new("000000")).await;
    assert_eq!(answer, CodeUse::Wrong { left: 4 }, "tries are counted as for a real one");
}

#[tokio::test]
async fn the_owner_is_told_once_an_hour_that_somebody_registers_with_his_address() {
    let house = Teahouse::open();
    house.settle("alice", &["a@tea.example"]).await;
    let to = address("a@tea.example");
    let told = async || {
        let letters = house.letters_to(&to).await;
        letters.iter().filter(|kind| **kind == LetterKind::AccountExists).count()
    };
    for _ in 0..2 {
        house.ask_code(CodePurpose::Register, &to).await.unwrap();
        house.clock.advance(2 * MINUTE);
    }
    assert_eq!(told().await, 1);
    house.clock.advance(HOUR);
    house.ask_code(CodePurpose::Register, &to).await.unwrap();
    assert_eq!(told().await, 2);
    let codes = house.letters_to(&to).await;
    let register = |kind: &&LetterKind| {
        matches!(kind, LetterKind::Code { purpose: CodePurpose::Register, .. })
    };
    assert_eq!(codes.iter().filter(register).count(), 0);
}

#[tokio::test]
async fn a_contract_that_tells_is_told() {
    let house = Teahouse::open();
    house.settle("alice", &["a@tea.example"]).await;
    let policy = CodePolicy { knocking: Knocking::Telling, ..house.settings().code };
    let ask = async |purpose, to| {
        house.accounts.send_code(purpose, &address(to), &policy, &visit()).await.err()
    };
    let (known, unknown) = ("a@tea.example", "b@tea.example");
    assert_eq!(ask(CodePurpose::Register, known).await, Some(CodeError::Taken));
    assert_eq!(ask(CodePurpose::Reset, unknown).await, Some(CodeError::NoSuchAccount));
    assert_eq!(ask(CodePurpose::Login, unknown).await, Some(CodeError::NoSuchAccount));
}

#[tokio::test]
async fn a_new_code_takes_the_place_of_the_old_one() {
    let house = Teahouse::open();
    let to = address("a@tea.example");
    let first = house.code_for(CodePurpose::Register, &to).await;
    let second = house.code_for(CodePurpose::Register, &to).await;
    let old = uses(&house, CodePurpose::Register, &to, &first).await;
    assert!(matches!(old, CodeUse::Wrong { .. }));
    assert_eq!(uses(&house, CodePurpose::Register, &to, &second).await, CodeUse::Used);
}

/// ENUM-06, without a stopwatch: asking for a code is one durable write and no hash, whether or not
/// there is anybody to send it to; so is using a wrong one.
#[tokio::test]
async fn a_code_for_nobody_costs_what_a_code_for_somebody_costs() {
    let house = Teahouse::open();
    house.settle("alice", &["a@tea.example"]).await;
    house.clock.advance(MINUTE);
    let mut costs = Vec::new();
    for to in ["a@tea.example", "nobody@tea.example"].map(address) {
        let before = house.store.health().await.commits;
        house.ask_code(CodePurpose::Reset, &to).await.unwrap();
        let asked = house.store.health().await.commits - before;
        let hashes = house.accounts.house.counts.hashes();
        let (guess, new) = (SecretText::new("000000"), Password::new(NEW_PASSWORD));
        let policy = &house.settings().password;
        let reset = house.accounts.reset_password(&to, &guess, &new, policy, &visit()).await;
        assert_eq!(reset.err(), Some(ResetError::WrongCode));
        let used = house.store.health().await.commits - before - asked;
        costs.push((asked, used, house.accounts.house.counts.hashes() - hashes));
    }
    assert_eq!(costs, [(1, 1, 1), (1, 1, 1)]);
}
