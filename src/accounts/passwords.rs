//! Hashing passwords with Argon2id.

use std::sync::{Arc, Mutex, PoisonError};

use argon2::password_hash::phc::{Output, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use prometheus_client::metrics::counter::Counter;

use super::settings::Hashing;
use super::workshop::{BUSY, Busy, Workshop};
use crate::values::{Password, Random};

/// The settings ask for a hash that Argon2 does not know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these hashing settings are not possible: {0}")]
pub struct BadHashing(argon2::Error);

pub struct Passwords {
    workshop: Workshop,
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
    burnt: Counter,
}

impl Passwords {
    /// Makes the decoy, so it takes as long as one hash.
    pub fn start(
        asked: &Hashing,
        random: Arc<dyn Random>,
        burnt: Counter,
    ) -> Result<Passwords, BadHashing> {
        let params =
            Params::new(asked.memory_kib, asked.passes, asked.lanes, None).map_err(BadHashing)?;
        let kiln = Kiln { params, memory: Mutex::default(), burnt };
        let decoy = kiln.hash(&random.bytes::<32>(), &random.bytes()).map_err(BadHashing)?;
        Ok(Passwords {
            workshop: Workshop::new(asked.parallel, asked.waiting),
            kiln: Arc::new(kiln),
            decoy,
            random,
        })
    }

    pub async fn hash(&self, password: &Password) -> Result<String, Busy> {
        let password = password.clone();
        let (kiln, salt) = (self.kiln.clone(), self.random.bytes());
        let work = move || kiln.hash(password.reveal().as_bytes(), &salt);
        self.workshop.run(work).await?.map_err(|error| {
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
        let kiln = self.kiln.clone();
        let work = move || kiln.verify(password.reveal().as_bytes(), &hash);
        let right = self.workshop.run(work).await?;
        Ok(right && known)
    }

    /// Was the hash made with other parameters than today's?
    pub fn is_outdated(&self, hash: &str) -> bool {
        let params = PasswordHash::new(hash).ok().and_then(|hash| Params::try_from(&hash).ok());
        let costs = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
        params.is_none_or(|params| costs(&params) != costs(&self.kiln.params))
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
        self.burnt.inc();
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
