//! Passwords that are tried.

use super::*;

const OWNER: Whom<'static> = Whom::Account(Uid(7));

fn home() -> IpAddr {
    ip("203.0.113.5")
}

fn attacker(n: u8) -> IpAddr {
    IpAddr::from([192, 0, 2, n])
}

/// A wrong password.
fn miss(limits: &Limits, whom: Whom<'_>, from: IpAddr, known: bool) -> Result<(), TooMany> {
    limits.login_from(from)?;
    limits.guess(whom, from, known).map(drop)
}

#[test]
fn brute_01_many_addresses_share_ten_guesses_and_the_owner_still_gets_in() {
    let clock = clock();
    let limits = limits(&clock);
    let mut passed = 0;
    for n in 0..100 {
        passed += usize::from(miss(&limits, OWNER, attacker(n % 20), false).is_ok());
    }
    assert_eq!(passed, 10);
    // A right password of somebody who is not known here has to wait like the guesses.
    assert!(limits.guess(OWNER, ip("198.51.100.9"), false).is_err());
    // At home the owner may even mistype.
    assert!(miss(&limits, OWNER, home(), true).is_ok());
    limits.guess(OWNER, home(), true).unwrap().was_right();

    clock.advance(minutes(17));
    limits.guess(OWNER, ip("198.51.100.9"), false).unwrap().was_right();
}

#[test]
fn five_wrong_passwords_in_five_minutes_are_enough_even_at_home() {
    let clock = clock();
    let limits = limits(&clock);
    assert_eq!(passes(|| miss(&limits, OWNER, home(), true)), 5);
    let refused = miss(&limits, OWNER, home(), true).unwrap_err();
    assert!(refused.retry_after <= minutes(6), "{refused}");
    assert!(miss(&limits, Whom::Account(Uid(8)), home(), true).is_ok(), "others may go on");
    clock.advance(refused.retry_after);
    assert_eq!(passes(|| miss(&limits, OWNER, home(), true)), 5);
}

#[test]
fn a_right_password_wipes_the_slate() {
    let limits = limits(&clock());
    for _ in 0..20 {
        for _ in 0..4 {
            limits.guess(OWNER, home(), true).map(drop).unwrap();
        }
        limits.guess(OWNER, home(), true).unwrap().was_right();
    }
}

#[test]
fn right_passwords_count_against_nobody() {
    let limits = limits(&clock());
    for uid in 1..1000 {
        limits.guess(Whom::Account(Uid(uid)), attacker(1), false).unwrap().was_right();
        limits.guess(OWNER, attacker((uid % 250) as u8), false).unwrap().was_right();
        limits.guess(OWNER, home(), false).unwrap().was_not_judged();
    }
    assert_eq!(passes(|| miss(&limits, OWNER, home(), false)), 5);
}

#[test]
fn a_right_password_gives_no_more_guesses_at_other_accounts() {
    let limits = limits(&clock());
    let mine = Whom::Account(Uid(1));
    let mut guessed = 0;
    for uid in 100..200 {
        limits.guess(mine, attacker(1), true).map(Guess::was_right).ok();
        guessed += usize::from(miss(&limits, Whom::Account(Uid(uid)), attacker(1), false).is_ok());
    }
    assert_eq!(guessed, 20);
}

#[test]
fn brute_02_after_twenty_accounts_an_address_is_refused_for_up_to_an_hour() {
    let clock = clock();
    let limits = limits(&clock);
    let mut passed = 0;
    for uid in 1..=200 {
        passed += usize::from(miss(&limits, Whom::Account(Uid(uid)), attacker(1), false).is_ok());
        clock.advance(Duration::from_secs(3));
    }
    assert_eq!(passed, 20);
    let refused = limits.login_from(attacker(1)).unwrap_err();
    assert_eq!(refused.what, "guessed accounts");
    assert!(refused.retry_after > minutes(45) && refused.retry_after < minutes(68), "{refused}");
    assert!(miss(&limits, Whom::Account(Uid(1)), attacker(2), false).is_ok());
    clock.advance(refused.retry_after);
    assert!(limits.login_from(attacker(1)).is_ok());
}

#[test]
fn mistyping_one_password_again_and_again_is_not_spraying() {
    let clock = clock();
    let limits = limits(&clock);
    for _ in 0..15 {
        assert_eq!(passes(|| miss(&limits, OWNER, home(), true)), 5);
        clock.advance(minutes(6));
    }
    assert!(limits.login_from(home()).is_ok());
}

#[test]
fn enum_03_after_ten_unknown_names_every_login_is_refused_alike() {
    let clock = clock();
    let limits = limits(&clock);
    let names: Vec<String> = (0..30).map(|n| format!("stranger{n}")).collect();
    let mut tries = names.iter().map(|name| miss(&limits, Whom::Nobody(name), attacker(1), false));
    assert_eq!(tries.by_ref().take_while(Result::is_ok).count(), 10);
    assert!(tries.all(|tried| tried.is_err()));
    assert!(limits.login_from(attacker(1)).is_err(), "or the refusal would tell who exists");
    clock.advance(Duration::from_secs(68));
    assert!(limits.login_from(attacker(1)).is_ok());
}

#[test]
fn a_name_that_nobody_has_is_limited_like_an_account() {
    let limits = limits(&clock());
    assert_eq!(passes(|| miss(&limits, Whom::Nobody("ghost"), attacker(1), false)), 5);
    assert_eq!(passes(|| miss(&limits, OWNER, attacker(2), false)), 5);
}

#[test]
fn a_hundred_guesses_at_once_are_not_all_let_through() {
    let limits = limits(&clock());
    let passed = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|| {
                // None is judged before all have begun.
                let held: Vec<_> =
                    (0..10).filter_map(|_| limits.guess(OWNER, attacker(1), false).ok()).collect();
                passed.fetch_add(held.len(), std::sync::atomic::Ordering::SeqCst);
            });
        }
    });
    assert_eq!(passed.into_inner(), 5);
}

#[test]
fn a_refused_guess_leaves_no_trace() {
    let limits = limits(&clock());
    for n in 0..2 {
        assert_eq!(passes(|| miss(&limits, OWNER, attacker(n), false)), 5);
    }
    // The account is closed to strangers now; knocking on it is no spraying.
    for _ in 0..29 {
        assert!(miss(&limits, OWNER, attacker(3), false).is_err());
    }
    assert!(limits.guessed_accounts.check(&attacker(3), limits.now()).is_ok());
    assert_eq!(passes(|| limits.guess(Whom::Account(Uid(8)), attacker(3), false).map(drop)), 5);
}
