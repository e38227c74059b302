//! Rates, windows, and what is counted together.

use proptest::prelude::*;

use super::super::window::{Pace, Window};
use super::*;

#[test]
fn each_limit_allows_what_its_setting_says() {
    let clock = clock();
    let limits = limits(&clock);
    let me = ip("192.0.2.1");
    assert_eq!(passes(|| limits.login_from(me)), 30);
    assert_eq!(passes(|| limits.registration_from(me)), 20);
    assert_eq!(passes(|| limits.reset_from(me)), 20);
    assert_eq!(passes(|| limits.code_from(me)), 10);
    assert_eq!(passes(|| limits.captcha_from(me)), 60);
    assert_eq!(passes(|| limits.request_from(me)), 6000);
    assert_eq!(passes(|| limits.anonymous_request_from(me)), 1200);
    assert_eq!(passes(|| limits.ticket_for(Uid(7))), 60);
    assert_eq!(passes(|| limits.login_from(ip("192.0.2.2"))), 30, "others are not concerned");
}

#[test]
fn whoever_waits_as_long_as_he_was_told_may_try_again() {
    let clock = clock();
    let limits = limits(&clock);
    let me = ip("192.0.2.1");
    assert_eq!(passes(|| limits.registration_from(me)), 20);
    let refused = limits.registration_from(me).unwrap_err();
    assert_eq!(refused.what, "registrations");
    assert!(refused.retry_after > minutes(1) && refused.retry_after <= minutes(1) * 9 / 8);
    clock.advance(refused.retry_after - Duration::from_millis(1));
    assert!(limits.registration_from(me).is_err());
    clock.advance(Duration::from_millis(1));
    assert_eq!(passes(|| limits.registration_from(me)), 20);
}

#[test]
fn scale_multiplies_every_rate_and_closes_no_door() {
    let passes_at = |scale| {
        let settings = LimitSettings { scale, ..LimitSettings::for_tests() };
        let limits = Limits::new(&settings, Arc::new(clock()));
        passes(|| limits.code_from(ip("192.0.2.1")))
    };
    assert_eq!(passes_at(100.0), 1000);
    assert_eq!(passes_at(0.5), 5);
    assert_eq!(passes_at(0.0), 1);
}

#[test]
fn a_household_counts_as_one_and_mapped_addresses_are_themselves() {
    assert_eq!(network(ip("2001:db8:1:2:3:4:5:6")), network(ip("2001:db8:1:2::")));
    assert_ne!(network(ip("2001:db8:1:2::1")), network(ip("2001:db8:1:3::1")));
    assert_eq!(network(ip("::ffff:192.0.2.1")), ip("192.0.2.1"));

    let limits = limits(&clock());
    let mut host = 0u32;
    let from_next = || {
        host += 1;
        limits.registration_from(ip(&format!("2001:db8:1:2::{host:x}")))
    };
    assert_eq!(passes(from_next), 20);
}

#[test]
fn a_full_table_forgets_nobody_and_shares_what_is_left() {
    let clock = clock();
    let settings = LimitSettings { keys_max: 100, ..LimitSettings::for_tests() };
    let limits = Limits::new(&settings, Arc::new(clock.clone()));
    let attacker = ip("192.0.2.1");
    assert_eq!(passes(|| limits.code_from(attacker)), 10);
    for n in 0..200_000u32 {
        let _ = limits.code_from(IpAddr::from((0x0a00_0000 + n).to_be_bytes()));
    }
    assert_eq!(limits.codes.keys(), 100);
    assert!(limits.code_from(attacker).is_err(), "his count was washed away");
    assert!(limits.code_from(ip("198.51.100.1")).is_err(), "a flood has used the rest up");

    limits.forget_idle();
    assert_eq!(limits.codes.keys(), 100);
    clock.advance(minutes(12));
    limits.forget_idle();
    assert_eq!(limits.codes.keys(), 0);
    assert_eq!(passes(|| limits.code_from(attacker)), 10);
}

#[test]
fn a_few_strangers_in_a_full_table_hardly_meet() {
    let settings = LimitSettings { keys_max: 0, ..LimitSettings::for_tests() };
    let limits = Limits::new(&settings, Arc::new(clock()));
    assert_eq!(passes(|| limits.code_from(ip("192.0.2.1"))), 10);
    let others = (0..50u8).map(|n| IpAddr::from([198, 51, 100, n]));
    let refused = others.filter(|other| limits.code_from(*other).is_err()).count();
    assert!(refused < 5, "{refused} of 50");
}

#[test]
fn rates_are_written_as_people_write_them() {
    for (text, times, seconds) in
        [("30/min", 30, 60), ("5/5min", 5, 300), ("20/h", 20, 3600), ("100/10s", 100, 10)]
    {
        let rate: Rate = text.parse().unwrap();
        assert_eq!((rate.times, rate.within.as_secs()), (times, seconds), "{text}");
        assert_eq!(rate.to_string(), text);
    }
    for bad in [
        "",
        "30",
        "30/",
        "/min",
        "0/min",
        "-1/min",
        "+1/min",
        "1/0s",
        "1/25h",
        "1/day",
        "1 / min",
        "1.5/min",
        "4294967296/s",
        "1/4294967296h",
        "1/min/min",
        "一/min",
    ] {
        let refused = bad.parse::<Rate>().unwrap_err().to_string();
        assert!(refused.contains("30/min"), "{refused}");
    }
}

proptest! {
    #[test]
    fn in_no_window_is_more_let_through_than_allowed(
        times in 1u32..20,
        within_ms in 1_000u64..100_000,
        start in 0i64..1_000_000,
        steps in prop::collection::vec(0u64..30_000, 1..300),
    ) {
        let within = Duration::from_millis(within_ms);
        let pace = Pace::from(Rate { times, within });
        let (mut window, mut passed, mut now) = (Window::default(), Vec::new(), Millis(start));
        for step in steps {
            now = now + Duration::from_millis(step);
            let checked = window.clone().check(pace, now);
            let taken = window.take(pace, now).map(drop);
            prop_assert_eq!(&checked, &taken, "a look tells what a try would");
            // Both ends belong to the span, so this is a moment longer than was promised.
            let lately = |span: Duration| {
                passed.iter().filter(|at| now.since(**at) <= span).count() as u32
            };
            match taken {
                Ok(()) => prop_assert!(lately(within) < times),
                // A try that is refused was preceded by its full share within a span and an eighth
                // (and what rounding up to whole milliseconds adds to nine slots).
                Err(wait) => {
                    prop_assert!(lately(within * 9 / 8 + Duration::from_millis(9)) >= times);
                    prop_assert!(!wait.is_zero());
                    prop_assert!(window.clone().check(pace, now + wait).is_ok());
                    let sooner = now + (wait - Duration::from_millis(1));
                    prop_assert!(window.clone().check(pace, sooner).is_err());
                }
            }
            if taken.is_ok() {
                passed.push(now);
            }
        }
    }

    #[test]
    fn what_is_given_back_was_never_taken(
        times in 1u32..20,
        tries in prop::collection::vec((0u64..5_000, any::<bool>()), 1..200),
    ) {
        let pace = Pace::from(Rate { times, within: Duration::from_secs(60) });
        let (mut with, mut without) = (Window::default(), Window::default());
        let mut now = Millis(1_800_000_000_000);
        for (step, given_back) in tries {
            now = now + Duration::from_millis(step);
            if !given_back {
                prop_assert_eq!(with.take(pace, now), without.take(pace, now));
            } else if with.take(pace, now).is_ok() {
                with.give_back(pace, now);
            }
        }
    }
}
