//! The secret of the house in a backup: `secret.key`, and beside it its hash as `sha256sum -c`
//! reads it.
//!
//! Without the secret a restored house knows its people but none of their sessions, and cannot
//! read the letters that wait: so it goes into a backup unless somebody wants it kept apart.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use ring::digest::{SHA256, digest};

use crate::store::embedded::home::{private_file, sync_dir};
use crate::tokens::Secrets;

const HASH_FILE: &str = "secret.key.sha256";

#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    #[error("the backup is damaged: its secret.key is not what was written. Nothing was restored")]
    Damaged,
    #[error("the data directory holds another secret.key than the backup; move one of them away")]
    Another,
    #[error("the secret cannot be copied: {0}")]
    Io(#[from] io::Error),
}

/// Copies the secret of a data directory into a backup. False where it has none: the configuration
/// may give it.
pub fn put_into(backup: &Path, data: &Path) -> io::Result<bool> {
    let Some(secret) = read(&data.join(Secrets::FILE))? else { return Ok(false) };
    write_new(&backup.join(HASH_FILE), hash_line(&secret).as_bytes())?;
    write_new(&backup.join(Secrets::FILE), &secret)?;
    sync_dir(backup)?;
    Ok(true)
}

/// The secret that lies in a backup, if one does.
pub fn read_from(backup: &Path) -> Result<Option<Vec<u8>>, SecretError> {
    let secret = read(&backup.join(Secrets::FILE))?;
    let hash = read(&backup.join(HASH_FILE))?;
    match (secret, hash) {
        (None, None) => Ok(None),
        (Some(secret), Some(hash)) if hash == hash_line(&secret).as_bytes() => Ok(Some(secret)),
        _ => Err(SecretError::Damaged),
    }
}

/// Puts a secret into a data directory; one that is there already must be the same. True if it
/// was not there.
pub fn put_back(secret: &[u8], data: &Path) -> Result<bool, SecretError> {
    let path = data.join(Secrets::FILE);
    match read(&path)? {
        Some(there) if there == secret => Ok(false),
        Some(_) => Err(SecretError::Another),
        None => {
            write_new(&path, secret)?;
            sync_dir(data)?;
            Ok(true)
        }
    }
}

fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn write_new(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = private_file().create_new(true).open(path)?;
    io::Write::write_all(&mut file, content)?;
    file.sync_all()
}

fn hash_line(secret: &[u8]) -> String {
    let hash = digest(&SHA256, secret);
    let hex: String = hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{hex}  {}\n", Secrets::FILE)
}
