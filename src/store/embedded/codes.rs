//! Codes. One lives for each purpose and address; a new one takes the place of the old.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::engine::Fault;
use super::layer::Layer;
use super::proof::{self, Weighed};
use super::rows::{self, Record, Rows};
use super::{EmbeddedStore, given, keys, pace};
use crate::store::{Answer, CodePace, CodePurpose, CodeStore, CodeUse, Given, Issued, NewCode};
use crate::values::{Address, Millis};

#[async_trait]
impl CodeStore for EmbeddedStore {
    async fn issue_code(&self, new: NewCode, pace: CodePace, given: Given) -> Answer<Issued> {
        self.decide(move |layer| issue(layer, new, pace, &given)).await
    }

    async fn use_code(&self, given: Given) -> Answer<CodeUse> {
        self.decide(move |layer| use_up(layer, &given)).await
    }

    async fn drop_code(&self, purpose: CodePurpose, address: &Address) -> Answer<()> {
        let address = address.clone();
        self.decide(move |layer| drop(layer, purpose, &address)).await
    }
}

fn issue(
    layer: &mut Layer<'_>,
    new: NewCode,
    pace: CodePace,
    given: &Given,
) -> Result<Issued, Fault> {
    given::refuse_proof(given)?;
    given::refuse_once(given)?;
    let answer = pace::count(layer, &new.address, pace, given.at)?;
    if answer == Issued::Issued {
        let NewCode { purpose, address, hash, expires_at, tries } = new;
        let code = KeptCode { purpose, address, hash, expires_at, tries };
        let earlier: Option<KeptCode> = rows::read(layer, &code.key())?;
        rows::replace(layer, earlier.as_ref(), Some(&code))?;
        given::ride(layer, given)?;
    }
    Ok(answer)
}

fn use_up(layer: &mut Layer<'_>, given: &Given) -> Result<CodeUse, Fault> {
    given::refuse_once(given)?;
    if given.proof.is_none() {
        return Ok(CodeUse::Gone);
    }
    match proof::weigh(layer, given)? {
        Weighed::Right(right) => {
            right.spend(layer)?;
            given::ride(layer, given)?;
            Ok(CodeUse::Used)
        }
        Weighed::Wrong { left } => Ok(CodeUse::Wrong { left }),
        Weighed::NoCode => Ok(CodeUse::Gone),
    }
}

fn drop(layer: &mut Layer<'_>, purpose: CodePurpose, address: &Address) -> Result<(), Fault> {
    let code: Option<KeptCode> = rows::read(layer, &keys::code(purpose, address))?;
    code.map_or(Ok(()), |code| rows::remove(layer, &code))
}

/// Takes all codes of an address back.
pub fn drop_all(layer: &mut Layer<'_>, address: &Address) -> Result<(), Fault> {
    let all = [CodePurpose::Register, CodePurpose::Login, CodePurpose::Reset, CodePurpose::Verify];
    all.into_iter().try_for_each(|purpose| drop(layer, purpose, address))
}

/// A code as it lies on the disk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptCode {
    pub purpose: CodePurpose,
    pub address: Address,
    pub hash: [u8; 32],
    pub expires_at: Millis,
    pub tries: u8,
}

impl Record for KeptCode {
    fn key(&self) -> Vec<u8> {
        keys::code(self.purpose, &self.address)
    }

    fn rows(&self, rows: &mut Rows) -> Result<(), Fault> {
        rows.value(self.key(), self)?;
        rows.expires(self.expires_at, &self.key())
    }
}
