//! Signing, opaque keys, sealing: everything that is made from the one secret of the house.
//!
//! - [`Secrets`]: the master secret, and the keys that are derived from it.
//! - [`Tokens`]: access tokens (JWT, minutes), refresh tokens (opaque, rotated), keyed hashes for
//!   what the store must recognise but not know, and the codes that are sent to people.
//!
//! Deliberately absent: any state. Whether a session still lives, which generation of its refresh
//! token is the current one, and how many tries a code has left is known by the store alone.

mod access;
mod codes;
mod keys;
mod links;
mod provider;
mod refresh;
mod secrets;

pub use access::{Access, BadToken, Claims};
pub use codes::new_code;
pub use keys::KeyClaims;
pub use refresh::Refresh;
pub use secrets::{BadSecret, Secrets};

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;

use crate::values::{Millis, SecretText, SessionId, Uid};

/// Who signs, for whom, and for how long.
#[derive(Clone, Debug)]
pub struct TokenSettings {
    pub issuer: String,
    /// What tells two houses apart that were given the same secret.
    pub audience: String,
    /// How long an access token is good for. Ending a session does not wait for it: every request
    /// asks the store whether its session still lives.
    pub access_lives: Duration,
}

/// Makes and reads every token of the house. Its `Debug` shows no key.
#[derive(Debug)]
pub struct Tokens {
    access: access::AccessTokens,
    access_lives: Duration,
    refresh: hmac::Key,
    hashes: hmac::Key,
    keys: hmac::Key,
    links: hmac::Key,
}

impl Tokens {
    pub fn new(secrets: &Secrets, settings: TokenSettings) -> Tokens {
        Tokens {
            access_lives: settings.access_lives,
            access: access::AccessTokens::new(secrets, settings),
            refresh: hmac::Key::new(hmac::HMAC_SHA256, &secrets.derive("refresh tokens")),
            hashes: hmac::Key::new(hmac::HMAC_SHA256, &secrets.derive("keyed hashes")),
            keys: hmac::Key::new(hmac::HMAC_SHA256, &secrets.derive("session keys")),
            links: hmac::Key::new(hmac::HMAC_SHA256, &secrets.derive("links in letters")),
        }
    }

    /// A token with which `uid` can show, until it expires, that it is `sid` that asks.
    pub fn access(&self, uid: Uid, sid: SessionId, now: Millis) -> Access {
        self.access.issue(uid, sid, now, self.access_lives)
    }

    /// As [`Tokens::access`], good for so long: for clients that know no refresh.
    pub fn lasting_access(&self, uid: Uid, sid: SessionId, now: Millis, lives: Duration) -> Access {
        self.access.issue(uid, sid, now, lives)
    }

    /// The secret of a session that is shown in a cookie. It is not kept but computed, as refresh
    /// tokens are; the store has [`Tokens::secret_hash`] of it, to find the session by.
    pub fn cookie_secret(&self, sid: SessionId, nonce: &[u8; 16]) -> SecretText {
        let secret = self.keyed_hash("session cookie", &[sid.0.as_bytes(), nonce]);
        SecretText::new(URL_SAFE_NO_PAD.encode(secret))
    }

    /// The secret of a session that is shown as a key; see [`keys`].
    pub fn key_secret(&self, claims: KeyClaims, nonce: &[u8; 16]) -> SecretText {
        keys::issue(&self.keys, claims, nonce)
    }

    /// Of whom a key is, or was.
    pub fn read_key(&self, text: &str) -> Option<KeyClaims> {
        keys::read(&self.keys, text)
    }

    /// A text for a link that is sent by mail, good while `parts` are as they are.
    pub fn link(&self, parts: &[&[u8]], now: Millis) -> SecretText {
        links::issue(&self.links, parts, now)
    }

    pub fn link_is_good(&self, text: &str, parts: &[&[u8]], lives: Duration, now: Millis) -> bool {
        links::is_good(&self.links, text, parts, lives, now)
    }

    /// What a page repeats in a header to show that it may read the cookies of its session.
    pub fn page_token(&self, sid: SessionId, nonce: &[u8; 16]) -> SecretText {
        let token = self.keyed_hash("page token", &[sid.0.as_bytes(), nonce]);
        SecretText::new(token.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
    }

    pub fn secret_hash(&self, secret: &str) -> [u8; 32] {
        self.keyed_hash("session secret", &[secret.as_bytes()])
    }

    /// Who a token says is asking. The session may have ended since; the store knows.
    pub fn read_access(&self, text: &str, now: Millis) -> Result<Claims, BadToken> {
        self.access.read(text, now)
    }

    /// The refresh token of one generation of a session; asked twice, it is the same text.
    pub fn refresh(&self, sid: SessionId, generation: u32, nonce: &[u8; 16]) -> SecretText {
        refresh::issue(&self.refresh, sid, generation, nonce)
    }

    /// What a refresh token claims to be. It proves nothing before
    /// [`Refresh::is_signed_for`] was asked with the nonce of the session it names.
    pub fn read_refresh(&self, text: &str) -> Option<Refresh<'_>> {
        refresh::read(&self.refresh, text)
    }

    /// A hash that nobody can compute or search without the secret, so that even six digits can be
    /// kept in the store. `domain` keeps uses apart; the parts cannot run into one another.
    pub fn keyed_hash(&self, domain: &'static str, parts: &[&[u8]]) -> [u8; 32] {
        let mut hash = hmac::Context::with_key(&self.hashes);
        for part in std::iter::once(&domain.as_bytes()).chain(parts) {
            hash.update(&(part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let mut bytes = [0; 32];
        bytes.copy_from_slice(hash.sign().as_ref());
        bytes
    }
}

/// In a time that does not tell where two texts differ.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    let differing = one.iter().zip(other).fold(0, |differing, (a, b)| differing | (a ^ b));
    one.len() == other.len() && differing == 0
}

#[cfg(test)]
mod tests;
