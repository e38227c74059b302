//! Hashing passwords: Argon2id, off the threads that serve, and never more at once than there are
//! cores for it.
//!
//! A flood of logins fills a queue of bounded length and is then told to come back; it takes
//! neither the memory nor the cores from those who are talking.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use argon2::password_hash::phc::{Output, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use tokio::sync::Semaphore;

use super::settings::Hashing;
use crate::values::{Password, Random};

/// Too many hashes wait already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too much to do")]
pub struct Busy {
    pub retry_after: Duration,
}

/// The settings ask for a hash that Argon2 does not know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these hashing settings are not possible: {0}")]
pub struct BadHashing(argon2::Error);

/// By then at least some of those who wait have had their turn.
const BUSY: Busy = Busy { retry_after: Duration::from_secs(1) };

pub struct Passwords {
    admitted: Arc<Semaphore>,
    running: Arc<Semaphore>,
    kiln: Arc<Kiln>,
    /// Nobody's hash, made with today's parameters: what a stranger's password is held against.
    decoy: String,
    random: Arc<dyn Random>,
}

/// Where hashing happens: parameters, and the memory that is used again and again, because asking
/// the system for 19 MiB each time costs a tenth of the hash.
struct Kiln {
    params: Params,
    memory: Mutex<Vec<Vec<Block>>>,
}

impl Passwords {
    /// Makes the decoy, so it takes as long as one hash.
    pub fn start(asked: &Hashing, random: Arc<dyn Random>) -> Result<Passwords, BadHashing> {
        let params =
            Params::new(asked.memory_kib, asked.passes, asked.lanes, None).map_err(BadHashing)?;
        let kiln = Kiln { params, memory: Mutex::default() };
        let decoy = kiln.hash(&random.bytes::<32>(), &random.bytes()).map_err(BadHashing)?;
        let parallel = asked.parallel.max(1);
        Ok(Passwords {
            admitted: Arc::new(Semaphore::new(parallel + asked.waiting)),
            running: Arc::new(Semaphore::new(parallel)),
            kiln: Arc::new(kiln),
            decoy,
            random,
        })
    }

    pub async fn hash(&self, password: &Password) -> Result<String, Busy> {
        let password = password.clone();
        let salt = self.random.bytes();
        let hashed = self.run(move |kiln| kiln.hash(password.reveal().as_bytes(), &salt)).await?;
        hashed.map_err(|error| {
            // The same parameters have made the decoy, so this is memory that could not be had.
            tracing::error!(%error, "a password could not be hashed");
            BUSY
        })
    }

    /// Whether `password` is the one behind `hash`. Without a hash the answer is no, after as much
    /// work as with one.
    pub async fn verify(&self, hash: Option<&str>, password: &Password) -> Result<bool, Busy> {
        // No hash was ever made of such a thing, and whoever sends it knows how long it is.
        if password.reveal().len() > Password::BYTES_MAX {
            return Ok(false);
        }
        let known = hash.is_some();
        let hash = hash.unwrap_or(&self.decoy).to_owned();
        let password = password.clone();
        let right = self.run(move |kiln| kiln.verify(password.reveal().as_bytes(), &hash)).await?;
        Ok(right && known)
    }

    /// Was the hash made with other parameters than today's?
    pub fn is_outdated(&self, hash: &str) -> bool {
        let params = PasswordHash::new(hash).ok().and_then(|hash| Params::try_from(&hash).ok());
        let costs = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
        params.is_none_or(|params| costs(&params) != costs(&self.kiln.params))
    }

    /// The permits travel with the work: somebody who hangs up while waiting makes room at once,
    /// while hashing only when the core is free again.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Kiln) -> T + Send + 'static,
    ) -> Result<T, Busy> {
        let admitted = self.admitted.clone().try_acquire_owned().map_err(|_| BUSY)?;
        let running = self.running.clone().acquire_owned().await.map_err(|_| BUSY)?;
        let kiln = self.kiln.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _permits = (admitted, running);
            work(&kiln)
        });
        done.await.map_err(|_| BUSY)
    }
}

impl Kiln {
    /// A PHC string.
    fn hash(&self, password: &[u8], salt: &[u8; 16]) -> Result<String, argon2::Error> {
        let output = self.burn(&self.params, password, salt)?;
        let (m, t, p) = (self.params.m_cost(), self.params.t_cost(), self.params.p_cost());
        let salt = Salt::new(salt).map_err(|_| argon2::Error::SaltTooShort)?;
        Ok(format!("$argon2id$v=19$m={m},t={t},p={p}${salt}${output}"))
    }

    /// With the parameters of the hash, which may be those of another day.
    fn verify(&self, password: &[u8], hash: &str) -> bool {
        let Ok(hash) = PasswordHash::new(hash) else { return false };
        let (Some(salt), Some(output)) = (hash.salt, hash.hash) else { return false };
        let Ok(params) = Params::try_from(&hash) else { return false };
        // `Output` compares in constant time.
        self.burn(&params, password, &salt).is_ok_and(|burnt| burnt == output)
    }

    fn burn(&self, params: &Params, password: &[u8], salt: &[u8]) -> Result<Output, argon2::Error> {
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
        let pooled = self.memory.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut memory = pooled.unwrap_or_default();
        let needed = params.block_count().max(self.params.block_count());
        memory.resize(needed, Block::new());
        let mut output = [0; Params::DEFAULT_OUTPUT_LEN];
        let burnt = argon.hash_password_into_with_memory(password, salt, &mut output, &mut memory);
        if needed == self.params.block_count() {
            self.memory.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
        }
        burnt?;
        Output::new(&output).map_err(|_| argon2::Error::OutputTooShort)
    }
}
