//! Keys: what shows a session that all devices of an account share. 40 hexadecimal digits, as the
//! clients of such keys expect.
//!
//! 20 bytes: the account (7) and the number of its password (2), both masked, then three bytes of
//! the session's nonce and a MAC (8) over all of it. A key is found by its hash like any other
//! secret, and cannot be guessed without the MAC and the nonce; that it can also be read says why
//! one that has ended did so, without anything being kept of it.

use std::fmt::Write as _;

use ring::hmac;

use super::is_same;
use crate::values::{SecretText, Uid};

const CLAIMS: usize = 9;
const NONCE: usize = 3;
const MAC: usize = 8;

/// Of whom a key is or was, and under which password it was given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyClaims {
    pub uid: Uid,
    epoch: u16,
}

impl KeyClaims {
    pub fn new(uid: Uid, password_epoch: u64) -> KeyClaims {
        let [.., high, low] = password_epoch.to_be_bytes();
        KeyClaims { uid, epoch: u16::from_be_bytes([high, low]) }
    }

    fn bytes(self) -> [u8; CLAIMS] {
        let [_, uid @ ..] = self.uid.0.to_be_bytes();
        let mut bytes = [0; CLAIMS];
        bytes[..7].copy_from_slice(&uid);
        bytes[7..].copy_from_slice(&self.epoch.to_be_bytes());
        bytes
    }
}

pub(super) fn issue(key: &hmac::Key, claims: KeyClaims, nonce: &[u8; 16]) -> SecretText {
    let [a, b, c, ..] = *nonce;
    let mark = mark(key, &claims.bytes(), [a, b, c]);
    let masked = masked(key, claims.bytes(), &mark);
    let mut text = String::with_capacity(40);
    for byte in masked.iter().chain(&mark) {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    SecretText::new(text)
}

/// What the key says, if this house made it.
pub(super) fn read(key: &hmac::Key, text: &str) -> Option<KeyClaims> {
    let bytes = bytes_of(text)?;
    let (masked_claims, shown) = bytes.split_at(CLAIMS);
    let claims = masked(key, masked_claims.try_into().ok()?, shown);
    let nonce = shown.get(..NONCE)?.try_into().ok()?;
    if !is_same(&mark(key, &claims, nonce), shown) {
        return None;
    }
    let [u0, u1, u2, u3, u4, u5, u6, e0, e1] = claims;
    let uid = Uid(u64::from_be_bytes([0, u0, u1, u2, u3, u4, u5, u6]));
    Some(KeyClaims { uid, epoch: u16::from_be_bytes([e0, e1]) })
}

fn mark(key: &hmac::Key, claims: &[u8; CLAIMS], nonce: [u8; NONCE]) -> [u8; NONCE + MAC] {
    let mut signed = hmac::Context::with_key(key);
    signed.update(b"key");
    signed.update(claims);
    signed.update(&nonce);
    let mut mark = [0; NONCE + MAC];
    let (front, back) = mark.split_at_mut(NONCE);
    front.copy_from_slice(&nonce);
    back.copy_from_slice(&signed.sign().as_ref()[..MAC]);
    mark
}

/// Masked twice it is as before.
fn masked(key: &hmac::Key, mut claims: [u8; CLAIMS], mark: &[u8]) -> [u8; CLAIMS] {
    let mut mask = hmac::Context::with_key(key);
    mask.update(b"mask");
    mask.update(mark);
    for (byte, mask) in claims.iter_mut().zip(mask.sign().as_ref()) {
        *byte ^= mask;
    }
    claims
}

fn bytes_of(text: &str) -> Option<[u8; CLAIMS + NONCE + MAC]> {
    let is_hex = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let mut bytes = [0; CLAIMS + NONCE + MAC];
    if !is_hex || text.len() != 2 * bytes.len() {
        return None;
    }
    for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(bytes)
}
