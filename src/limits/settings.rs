//! What each limit allows.

use super::Rate;

#[derive(Clone, Debug)]
pub struct LimitSettings {
    /// Multiplies every rate, for tests and load runs.
    pub scale: f64,
    /// How many addresses or accounts one limit can tell apart at a time, at about 100 bytes each.
    /// When there are more, the new ones share counts with others that were new; nobody who is
    /// being counted is forgotten.
    pub keys_max: usize,
    /// Logins from one address, right or wrong.
    pub logins: Rate,
    /// Logins from one address with names that nobody has.
    pub unknown_names: Rate,
    /// Accounts whose password one address may get wrong before it is refused every login.
    pub guessed_accounts: Rate,
    /// Wrong passwords for one account from one address.
    pub guesses_from_address: Rate,
    /// Wrong passwords for one account from all addresses together that it is not known from.
    pub guesses_from_strangers: Rate,
    /// Accounts made from one address.
    pub registrations: Rate,
    /// Passwords reset from one address.
    pub resets: Rate,
    /// Codes that one address asks for, whomever they are sent to.
    pub codes: Rate,
    /// Letters to one address that somebody tried to register it again.
    pub notices: Rate,
    /// Captchas drawn for one address.
    pub captchas: Rate,
    /// Requests of any kind from one address, behind which a whole office may sit.
    pub requests: Rate,
    /// Requests without a session from one address.
    pub anonymous_requests: Rate,
    /// Tickets for one account, each good for opening one socket.
    pub tickets: Rate,
    /// Files that one account sends.
    pub uploads: Rate,
    /// What one account asks of its chats without a socket.
    pub chat_requests: Rate,
}

#[cfg(test)]
impl LimitSettings {
    /// The rates that the shipped configuration has.
    pub fn for_tests() -> LimitSettings {
        let rate = |text: &str| text.parse().unwrap();
        LimitSettings {
            scale: 1.0,
            keys_max: 50_000,
            logins: rate("30/min"),
            unknown_names: rate("10/min"),
            guessed_accounts: rate("20/h"),
            guesses_from_address: rate("5/5min"),
            guesses_from_strangers: rate("10/15min"),
            registrations: rate("20/min"),
            resets: rate("20/min"),
            codes: rate("10/10min"),
            notices: rate("1/h"),
            captchas: rate("60/min"),
            requests: rate("6000/min"),
            anonymous_requests: rate("1200/min"),
            tickets: rate("60/min"),
            uploads: rate("60/min"),
            chat_requests: rate("60/3s"),
        }
    }
}
