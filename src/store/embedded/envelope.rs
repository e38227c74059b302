//! How a value lies on the disk: one byte of version, a checksum over key and payload, and the
//! payload as MessagePack with named fields, so that fields can be added and left out both ways.
//!
//! The key is in the checksum so that a value which turns up under another key is noticed too.
//! *Every* value of the tree is sealed, also those of an index that say nothing (`&()`): that is
//! what lets `check` read everything without knowing what it means.

use serde::{Serialize, de::DeserializeOwned};

use super::engine::Fault;

const VERSION: u8 = 1;
const HEAD_BYTES: usize = 5;

pub fn seal<T: Serialize + ?Sized>(key: &[u8], value: &T) -> Result<Vec<u8>, Fault> {
    // Room for most records at once: a buffer that grows with each field costs more than the
    // record.
    let mut sealed = Vec::with_capacity(160);
    sealed.extend([VERSION, 0, 0, 0, 0]);
    let mut writer = rmp_serde::Serializer::new(&mut sealed).with_struct_map();
    value
        .serialize(&mut writer)
        .map_err(|error| Fault::Io(format!("a record cannot be encoded: {error}")))?;
    let sum = checksum(key, &sealed[HEAD_BYTES..]);
    sealed[1..HEAD_BYTES].copy_from_slice(&sum.to_be_bytes());
    Ok(sealed)
}

pub fn open<T: DeserializeOwned>(key: &[u8], sealed: &[u8]) -> Result<T, Fault> {
    let payload = verify(key, sealed)?;
    rmp_serde::from_slice(payload).map_err(|error| damaged(key, &error.to_string()))
}

/// The payload, if it is what was written under this key.
pub fn verify<'v>(key: &[u8], sealed: &'v [u8]) -> Result<&'v [u8], Fault> {
    let Some((head, payload)) = sealed.split_at_checked(HEAD_BYTES) else {
        return Err(damaged(key, "it is cut off"));
    };
    if head[0] != VERSION {
        return Err(damaged(key, &format!("its envelope has the unknown version {}", head[0])));
    }
    if head[1..] != checksum(key, payload).to_be_bytes() {
        return Err(damaged(key, "its checksum is another"));
    }
    Ok(payload)
}

fn checksum(key: &[u8], payload: &[u8]) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    sum.update(key);
    sum.update(payload);
    sum.finalize()
}

/// Keys hold names and addresses of people, so a report shows only the key's tag and length.
fn damaged(key: &[u8], what: &str) -> Fault {
    let tag =
        key.first().map_or_else(String::new, |tag| char::from(*tag).escape_default().collect());
    Fault::Damaged(format!("the value under a key '{tag}…' of {} bytes: {what}", key.len()))
}
