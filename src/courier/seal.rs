//! Closing what a letter says, so that a stolen copy of the store holds no code.
//!
//! ChaCha20-Poly1305: nonce, ciphertext, tag. The letter's id is bound to it, so that no sealed
//! text can be moved into another letter.

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::values::{MailId, Random};

/// The words in a letter cannot be read: another key closed it, or it is damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the letter cannot be opened with this server's key")]
pub struct Unreadable;

pub struct Seal(LessSafeKey);

impl Seal {
    pub fn new(key: [u8; 32]) -> Seal {
        #[expect(clippy::expect_used, reason = "the only error is a key of another length")]
        let key = UnboundKey::new(&CHACHA20_POLY1305, &key).expect("a key of 32 bytes");
        Seal(LessSafeKey::new(key))
    }

    /// Nonces are random. At 96 bits they may meet after some 2^32 letters under one key, more
    /// than any server sends.
    pub fn close(&self, id: MailId, mut words: Vec<u8>, random: &dyn Random) -> Vec<u8> {
        let nonce = random.bytes::<NONCE_LEN>();
        let mut sealed = nonce.to_vec();
        let nonce = Nonce::assume_unique_for_key(nonce);
        #[expect(clippy::expect_used, reason = "the only error is a text of 256 GiB")]
        self.0.seal_in_place_append_tag(nonce, bound_to(id), &mut words).expect("a short text");
        sealed.append(&mut words);
        sealed
    }

    pub fn open(&self, id: MailId, sealed: &[u8]) -> Result<Vec<u8>, Unreadable> {
        let (nonce, closed) = sealed.split_at_checked(NONCE_LEN).ok_or(Unreadable)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Unreadable)?;
        let mut words = closed.to_vec();
        let open = self.0.open_in_place(nonce, bound_to(id), &mut words);
        let length = open.map_err(|_| Unreadable)?.len();
        words.truncate(length);
        Ok(words)
    }
}

fn bound_to(id: MailId) -> Aad<[u8; 16]> {
    Aad::from(id.0.into_bytes())
}
