//! The promises of [`CodeStore`].

use super::house::*;
use crate::store::CodePurpose::{Login, Register, Reset};
use crate::store::*;
use crate::values::*;

fn alice() -> Address {
    email("alice@mail.example")
}

async fn typed(house: &House, hash: [u8; 32], at: Millis) -> CodeUse {
    house.use_code(proven(Reset, &alice(), hash, at)).await.unwrap()
}

pub async fn a_code_is_used_once(house: &House) {
    house.code(Reset, &alice(), 5).await;
    let tries = (0..20).map(|_| typed(house, right(), NOON));
    let answers = futures_util::future::join_all(tries).await;
    assert_eq!(answers.iter().filter(|answer| **answer == CodeUse::Used).count(), 1);
    assert_eq!(answers.iter().filter(|answer| **answer == CodeUse::Gone).count(), 19);
}

pub async fn wrong_tries_kill_a_code(house: &House) {
    house.code(Reset, &alice(), 5).await;
    for left in [4, 3, 2, 1, 0] {
        assert_eq!(typed(house, wrong(), NOON).await, CodeUse::Wrong { left });
        house.is_sound();
    }
    assert_eq!(typed(house, right(), NOON).await, CodeUse::Gone);
}

pub async fn a_new_code_takes_the_place_of_the_old(house: &House) {
    house.code(Reset, &alice(), 5).await;
    let newer = NewCode { hash: [2; 32], ..new_code(Reset, &alice(), 5) };
    let issued = house.issue_code(newer, free_pace(), Given::at(NOON + SECOND)).await;
    assert_eq!(issued, Ok(Issued::Issued));
    assert_eq!(typed(house, right(), NOON).await, CodeUse::Wrong { left: 4 });
    assert_eq!(typed(house, [2; 32], NOON).await, CodeUse::Used);
}

pub async fn purposes_and_addresses_are_kept_apart(house: &House) {
    house.code(Register, &alice(), 5).await;
    house.code(Login, &email("alice@mail.examples"), 5).await;
    for purpose in [Login, Reset] {
        let answer = house.use_code(proven(purpose, &alice(), right(), NOON)).await;
        assert_eq!(answer, Ok(CodeUse::Gone));
    }
    let other_case = email("ALICE@mail.example");
    let answer = house.use_code(proven(Register, &other_case, right(), NOON)).await;
    assert_eq!(answer, Ok(CodeUse::Used));
    assert_eq!(house.use_code(Given::at(NOON)).await, Ok(CodeUse::Gone));
}

pub async fn a_code_expires(house: &House) {
    house.code(Reset, &alice(), 5).await;
    let end = NOON + HOUR;
    assert_eq!(typed(house, right(), end).await, CodeUse::Gone);
    assert_eq!(typed(house, wrong(), Millis(end.0 - 1)).await, CodeUse::Wrong { left: 4 });
    let rows = house.rows();
    assert_eq!(house.sweep(end, 10).await, Ok(1));
    assert_eq!(house.rows(), rows - 2);
    assert_eq!(typed(house, right(), NOON).await, CodeUse::Gone);
}

async fn issue(house: &House, address: &Address, pace: CodePace, at: Millis) -> Issued {
    house.issue_code(new_code(Reset, address, 5), pace, Given::at(at)).await.unwrap()
}

pub async fn an_address_gets_its_share(house: &House) {
    let pace = CodePace {
        interval: MINUTE,
        per_address_hour: 3,
        per_address_day: 4,
        per_channel_day: u32::MAX,
    };
    let mail = alice();
    let too_soon = |until| Issued::TooSoon { until };
    assert_eq!(issue(house, &mail, pace, NOON).await, Issued::Issued);
    let just_before = NOON + (MINUTE - SECOND);
    assert_eq!(issue(house, &mail, pace, just_before).await, too_soon(NOON + MINUTE));
    for minute in [1, 2] {
        assert_eq!(issue(house, &mail, pace, NOON + MINUTE * minute).await, Issued::Issued);
    }
    assert_eq!(issue(house, &mail, pace, NOON + MINUTE * 3).await, too_soon(NOON + HOUR));
    // The purpose makes no difference, nor does the case; another address does.
    let other = NewCode { purpose: Login, ..new_code(Reset, &email("ALICE@mail.example"), 5) };
    let answer = house.issue_code(other, pace, Given::at(NOON + MINUTE * 3)).await;
    assert_eq!(answer, Ok(too_soon(NOON + HOUR)));
    let bob = email("bob@mail.example");
    assert_eq!(issue(house, &bob, pace, NOON + MINUTE * 3).await, Issued::Issued);

    assert_eq!(issue(house, &mail, pace, NOON + HOUR).await, Issued::Issued);
    assert_eq!(issue(house, &mail, pace, NOON + HOUR * 2).await, too_soon(NOON + DAY));
    while house.sweep(NOON + HOUR * 2, 10).await.unwrap() == 10 {}
    assert_eq!(issue(house, &mail, pace, NOON + HOUR * 2).await, too_soon(NOON + DAY));
    assert_eq!(issue(house, &mail, pace, NOON + DAY).await, Issued::Issued);
}

pub async fn a_channel_has_a_budget(house: &House) {
    let pace = CodePace { per_channel_day: 2, ..free_pace() };
    for second in 0..2 {
        let mail = email(&format!("a{second}@mail.example"));
        assert_eq!(issue(house, &mail, pace, NOON + SECOND * second).await, Issued::Issued);
    }
    let spent = Issued::BudgetSpent { until: NOON + DAY };
    assert_eq!(issue(house, &alice(), pace, NOON + MINUTE).await, spent);
    assert_eq!(typed(house, right(), NOON).await, CodeUse::Gone, "refused, and still issued");
    let phone = Address::Phone(Phone::parse("13800138000").unwrap());
    assert_eq!(issue(house, &phone, pace, NOON + MINUTE).await, Issued::Issued);
    assert_eq!(issue(house, &alice(), pace, NOON + DAY).await, Issued::Issued);
}

pub async fn a_code_is_taken_back(house: &House) {
    let pace = CodePace { interval: MINUTE, ..free_pace() };
    assert_eq!(issue(house, &alice(), pace, NOON).await, Issued::Issued);
    house.drop_code(Reset, &alice()).await.unwrap();
    house.drop_code(Login, &alice()).await.unwrap();
    assert_eq!(typed(house, right(), NOON).await, CodeUse::Gone);
    let again = issue(house, &alice(), pace, NOON + SECOND).await;
    assert_eq!(again, Issued::TooSoon { until: NOON + MINUTE }, "what was sent stays counted");
}
