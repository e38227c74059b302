//! The master secret, and the keys that are derived from it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use ring::hkdf;

use crate::values::Random;

/// Less than a key of HMAC-SHA256 could be found by trying.
const BYTES_MIN: usize = 32;
/// No secret is longer; whatever is, is the wrong file.
const BYTES_MAX: u64 = 4096;

/// Why a secret cannot be used. No message repeats the secret.
#[derive(Debug, thiserror::Error)]
pub enum BadSecret {
    #[error(
        "the secret has fewer than {BYTES_MIN} bytes; `openssl rand -base64 32` makes a good one"
    )]
    TooShort,
    #[error("{path} has mode {mode:o} and can be read by others than its owner; chmod it to 600")]
    Open { path: PathBuf, mode: u32 },
    #[error("{path} cannot be used: {cause}")]
    File { path: PathBuf, cause: io::Error },
}

/// The one secret of the house. Whoever has it can forge every token; whoever changes it ends every
/// session. Its `Debug` shows nothing.
pub struct Secrets(hkdf::Prk);

impl Secrets {
    pub const FILE: &str = "secret.key";

    /// The secret of a data directory, made there when there is none yet. The caller holds the
    /// directory's lock: two processes must not make it at once.
    pub fn open(data: &Path, random: &dyn Random) -> Result<Secrets, BadSecret> {
        let path = data.join(Secrets::FILE);
        let in_file = |cause| BadSecret::File { path: path.clone(), cause };
        if !path.try_exists().map_err(in_file)? {
            write_private(data, Secrets::FILE, &random.bytes::<BYTES_MIN>()).map_err(in_file)?;
            tracing::info!(path = %path.display(), "made a new secret");
        }
        let file = File::open(&path).map_err(in_file)?;
        let mode = file.metadata().map_err(in_file)?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(BadSecret::Open { path, mode });
        }
        let mut master = Vec::new();
        file.take(BYTES_MAX).read_to_end(&mut master).map_err(in_file)?;
        Secrets::from_bytes(&master)
    }

    /// Only what a master does not tell matters to a key, so any bytes will do that are enough.
    pub fn from_bytes(master: &[u8]) -> Result<Secrets, BadSecret> {
        if master.len() < BYTES_MIN {
            return Err(BadSecret::TooShort);
        }
        let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, b"teahouse");
        Ok(Secrets(salt.extract(master)))
    }

    /// The key under which letters wait in the outbox, since they hold codes that people can use.
    pub fn sealing_key(&self) -> [u8; 32] {
        self.derive("letters in the outbox")
    }

    /// One key per use, so that nothing made for one use means anything to another.
    #[expect(clippy::expect_used, reason = "HKDF gives up to 8160 bytes")]
    pub(super) fn derive(&self, purpose: &str) -> [u8; 32] {
        let mut key = [0; 32];
        self.0
            .expand(&[purpose.as_bytes()], hkdf::HKDF_SHA256)
            .and_then(|expanded| expanded.fill(&mut key))
            .expect("32 bytes are not too many");
        key
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(***)")
    }
}

/// Writes a file that only its owner can read, whole or not at all, and durable when it answers.
fn write_private(directory: &Path, name: &str, content: &[u8]) -> io::Result<()> {
    let half_made = directory.join(format!("{name}.new"));
    match fs::remove_file(&half_made) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&half_made)?;
    // The umask may have taken the owner's own bits away.
    file.set_permissions(fs::Permissions::from_mode(0o600))?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&half_made, directory.join(name))?;
    File::open(directory)?.sync_all()
}
