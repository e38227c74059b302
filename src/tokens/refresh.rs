//! Refresh tokens: opaque to the client, and computable, so that the store keeps no token at all.
//!
//! `thr_` and, in base64url: session (16 bytes), generation (4, big endian), HMAC-SHA256 (32) over
//! both and the session's nonce, which only the store and this server know. Two tabs that refresh
//! at once are therefore given the very same successor without anyone having remembered it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::hmac;
use uuid::Uuid;

use crate::values::{SecretText, SessionId};

/// Makes a token that leaked into a log or a repository findable.
const PREFIX: &str = "thr_";
const SID: usize = 16;
const GENERATION: usize = 4;
const MAC: usize = 32;

/// What a refresh token claims.
#[derive(Debug)]
pub struct Refresh<'a> {
    pub sid: SessionId,
    pub generation: u32,
    mac: [u8; MAC],
    key: &'a hmac::Key,
}

impl Refresh<'_> {
    /// Whether this house made the token for a session with this nonce; in constant time.
    pub fn is_signed_for(&self, nonce: &[u8; 16]) -> bool {
        let signed = signed_part(self.sid, self.generation, nonce);
        hmac::verify(self.key, &signed, &self.mac).is_ok()
    }
}

pub(super) fn issue(
    key: &hmac::Key,
    sid: SessionId,
    generation: u32,
    nonce: &[u8; 16],
) -> SecretText {
    let signed = signed_part(sid, generation, nonce);
    let mac = hmac::sign(key, &signed);
    let token = [&signed[..SID + GENERATION], mac.as_ref()].concat();
    SecretText::new(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(token)))
}

pub(super) fn read<'a>(key: &'a hmac::Key, text: &str) -> Option<Refresh<'a>> {
    let encoded = text.strip_prefix(PREFIX)?;
    let mut token = [0; SID + GENERATION + MAC];
    // The decoder takes one spelling only: no padding, no spare bits. A longer text does not fit
    // and is refused before it is read.
    if URL_SAFE_NO_PAD.decode_slice(encoded, &mut token).ok()? != token.len() {
        return None;
    }
    let (sid, rest) = token.split_first_chunk::<SID>()?;
    let (generation, mac) = rest.split_first_chunk::<GENERATION>()?;
    Some(Refresh {
        sid: SessionId(Uuid::from_bytes(*sid)),
        generation: u32::from_be_bytes(*generation),
        mac: mac.try_into().ok()?,
        key,
    })
}

fn signed_part(sid: SessionId, generation: u32, nonce: &[u8; 16]) -> [u8; SID + GENERATION + 16] {
    let mut signed = [0; SID + GENERATION + 16];
    signed[..SID].copy_from_slice(sid.0.as_bytes());
    signed[SID..SID + GENERATION].copy_from_slice(&generation.to_be_bytes());
    signed[SID + GENERATION..].copy_from_slice(nonce);
    signed
}
