use prometheus_client::metrics::counter::Counter;

use std::sync::Arc;

use super::*;
use crate::accounts::passwords::Passwords;
use crate::accounts::settings::Hashing;

const CHEAP: Hashing = Hashing { memory_kib: 8, passes: 1, lanes: 1, parallel: 2, waiting: 1_000 };

fn passwords(hashing: Hashing) -> Arc<Passwords> {
    Arc::new(
        Passwords::start(&hashing, Arc::new(SeededRandom::new(1)), Counter::default()).unwrap(),
    )
}

#[tokio::test]
async fn a_hash_names_its_cost_and_knows_its_password() {
    let passwords = passwords(CHEAP);
    let (right, wrong) = (Password::new("right"), Password::new("wrong"));
    let hash = passwords.hash(&right).await.unwrap();
    assert!(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{hash}");
    assert!(passwords.verify(Some(&hash), &right).await.unwrap());
    assert!(!passwords.verify(Some(&hash), &wrong).await.unwrap());
    assert_ne!(passwords.hash(&right).await.unwrap(), hash, "each hash has its own salt");
}

#[tokio::test]
async fn what_is_hashed_here_is_verified_by_the_crate_itself() {
    use argon2::PasswordVerifier;
    let hash = passwords(CHEAP).hash(&Password::new("right")).await.unwrap();
    let crates_own = argon2::Argon2::default();
    crates_own.verify_password(b"right", hash.as_str()).unwrap();
}

#[tokio::test]
async fn every_byte_counts_and_no_password_is_cut() {
    let passwords = passwords(CHEAP);
    let long = "x".repeat(99);
    let hash = passwords.hash(&Password::new(&format!("{long}a"))).await.unwrap();
    assert!(!passwords.verify(Some(&hash), &Password::new(&format!("{long}b"))).await.unwrap());
    assert!(!passwords.verify(Some(&hash), &Password::new(&long)).await.unwrap());
}

#[tokio::test]
async fn nobody_has_no_password_not_even_the_decoys() {
    let passwords = passwords(CHEAP);
    assert!(!passwords.verify(None, &Password::new("")).await.unwrap());
    assert!(!passwords.verify(Some("no hash at all"), &Password::new("")).await.unwrap());
}

#[tokio::test]
async fn a_password_too_long_to_exist_is_wrong_without_any_hashing() {
    let passwords = passwords(CHEAP);
    let hash = passwords.hash(&Password::new("right")).await.unwrap();
    let huge = Password::new(&"x".repeat(Password::BYTES_MAX + 1));
    // The answer is there at once: nothing was handed to another thread.
    let answer = futures_util::poll!(Box::pin(passwords.verify(Some(&hash), &huge)));
    assert_eq!(answer, std::task::Poll::Ready(Ok(false)));
}

#[tokio::test]
async fn hashes_of_another_day_are_verified_with_their_own_cost() {
    let dear = passwords(Hashing { memory_kib: 64, passes: 3, ..CHEAP });
    let cheap = passwords(CHEAP);
    let password = Password::new("right");
    let (dear_hash, cheap_hash) =
        (dear.hash(&password).await.unwrap(), cheap.hash(&password).await.unwrap());
    assert!(cheap.verify(Some(&dear_hash), &password).await.unwrap());
    assert!(dear.verify(Some(&cheap_hash), &password).await.unwrap());
    assert!(cheap.is_outdated(&dear_hash));
    assert!(!cheap.is_outdated(&cheap_hash));
}

#[test]
fn impossible_costs_are_refused_at_the_start() {
    let no_memory = Hashing { memory_kib: 0, ..CHEAP };
    assert!(
        Passwords::start(&no_memory, Arc::new(SeededRandom::new(1)), Counter::default()).is_err()
    );
}

#[test]
fn passwords_that_everybody_guesses_are_refused() {
    let policy = PasswordPolicy::default();
    for weak in ["password", "12345678", "qwertyuiop", "Password1", "iloveyou1", "aaaaaaaaaaaa"] {
        let judged = policy.judge(&Password::new(weak), []);
        assert_eq!(judged, Err(WeakPassword::Guessable), "{weak}");
    }
    for good in [PASSWORD, NEW_PASSWORD, "大红袍是一种很好喝的茶", "correct horse battery"]
    {
        assert_eq!(policy.judge(&Password::new(good), []), Ok(()), "{good}");
    }
}

#[test]
fn a_password_has_a_length_in_characters() {
    let policy = PasswordPolicy { guesses_min: 0, ..PasswordPolicy::default() };
    let of = |chars| policy.judge(&Password::new(&"茶".repeat(chars)), []);
    assert_eq!(of(7), Err(WeakPassword::TooShort { min: 8 }));
    assert_eq!(of(8), Ok(()));
    assert_eq!(of(128), Ok(()));
    assert_eq!(of(129), Err(WeakPassword::TooLong { max: 128 }));
}

#[test]
fn whatever_a_policy_allows_nothing_beyond_the_bytes_that_are_hashed_is_taken() {
    let policy = PasswordPolicy { chars_max: 10_000, ..PasswordPolicy::default() };
    let of = |bytes: usize| policy.judge(&Password::new(&"xy".repeat(bytes / 2)), []);
    assert!(matches!(of(1026), Err(WeakPassword::TooLong { .. })));
}

#[test]
fn ones_own_names_are_no_password() {
    let policy = PasswordPolicy::default();
    let judge =
        |password| policy.judge(&Password::new(password), ["Zhangwei", "tea.lover@x.example"]);
    for like in ["zhangwei", "ZHANGWEI-2024-x", "my tea.lover password", "tea.lover@x.example"] {
        assert_eq!(judge(like), Err(WeakPassword::LikeName), "{like}");
    }
    assert_eq!(judge(PASSWORD), Ok(()));
    let short = policy.judge(&Password::new("customer battle horse"), ["tom"]);
    assert_eq!(short, Ok(()), "a short name is in many words");
}

#[test]
fn a_contract_can_ask_for_less_or_for_other_things() {
    let clinic = PasswordPolicy {
        chars_min: 5,
        chars_max: 128,
        guesses_min: 0,
        unlike_names: false,
        not_all_digits: false,
    };
    assert_eq!(clinic.judge(&Password::new("admin"), ["admin"]), Ok(()));
    let strict = PasswordPolicy { not_all_digits: true, ..clinic };
    assert_eq!(strict.judge(&Password::new("8675309"), []), Err(WeakPassword::AllDigits));
}
