//! Trying a password.

use std::net::IpAddr;

use super::{Limits, TooMany};
use crate::values::{Millis, Uid};

/// Whose password is tried.
#[derive(Clone, Copy, Debug)]
pub enum Whom<'a> {
    Account(Uid),
    /// A name that nobody has, in its normal form. It is counted as if it were an account, so that
    /// the limits do not tell which names are.
    Nobody(&'a str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Target {
    Account(Uid),
    Nobody(u64),
}

/// A password that is being checked. It counts as wrong, and goes on counting if this is dropped:
/// somebody who hangs up before he is answered has tried all the same.
#[must_use = "a guess that was right, or that nobody judged, must say so"]
pub struct Guess<'a> {
    limits: &'a Limits,
    target: Target,
    from: IpAddr,
    at: Millis,
    counted: Counted,
}

/// Which counts went up for this guess.
#[derive(Default)]
struct Counted {
    name: bool,
    from_address: bool,
    account: bool,
    from_stranger: bool,
}

impl<'a> Guess<'a> {
    pub(super) fn begin(
        limits: &'a Limits,
        target: Target,
        from: IpAddr,
        known: bool,
    ) -> Result<Guess<'a>, TooMany> {
        let at = limits.now();
        let mut guess = Guess { limits, target, from, at, counted: Counted::default() };
        match guess.count(known) {
            Ok(()) => Ok(guess),
            Err(too_many) => {
                guess.take_back();
                Err(too_many)
            }
        }
    }

    /// It was the account's password: nothing is held against who typed it.
    pub fn was_right(self) {
        self.take_back();
        self.limits.guesses_from_address.forget(&(self.target, self.from));
    }

    /// Nobody could say whether it was right, for instance because the store is not available.
    pub fn was_not_judged(self) {
        self.take_back();
    }

    fn count(&mut self, known: bool) -> Result<(), TooMany> {
        let Guess { limits, target, from, at, .. } = *self;
        if matches!(target, Target::Nobody(_)) {
            limits.unknown_names.take(from, at)?;
            self.counted.name = true;
        }
        let earlier = limits.guesses_from_address.take((target, from), at)?;
        self.counted.from_address = true;
        // Who mistypes one password again and again is not somebody who tries one account after
        // the other; each account counts once.
        if earlier == 0 {
            limits.guessed_accounts.take(from, at)?;
            self.counted.account = true;
        }
        if !known {
            limits.guesses_from_strangers.take(target, at)?;
            self.counted.from_stranger = true;
        }
        Ok(())
    }

    fn take_back(&self) {
        let Guess { limits, target, from, at, ref counted } = *self;
        if counted.name {
            limits.unknown_names.give_back(&from, at);
        }
        if counted.from_address {
            limits.guesses_from_address.give_back(&(target, from), at);
        }
        if counted.account {
            limits.guessed_accounts.give_back(&from, at);
        }
        if counted.from_stranger {
            limits.guesses_from_strangers.give_back(&target, at);
        }
    }
}
