//! The port's nouns: codes.

use std::time::Duration;

use async_trait::async_trait;

use super::{Answer, CodePurpose, Given};
use crate::values::{Address, Millis};

#[async_trait]
pub trait CodeStore: Send + Sync + 'static {
    /// Puts a code in the place of the address's earlier one of that purpose, with its letter
    /// (if any) in the same batch, unless the pace forbids it. The counts behind the pace are as
    /// durable as the codes: a crash gives nobody a fresh set of tries.
    async fn issue_code(&self, new: NewCode, pace: CodePace, given: Given) -> Answer<Issued>;

    /// Uses the code in `given.proof` up, alone, without any other change.
    async fn use_code(&self, given: Given) -> Answer<CodeUse>;

    /// Takes a code back, because its letter could not be handed over. It stays counted: a gateway
    /// that fails is asked no more often than one that works.
    async fn drop_code(&self, purpose: CodePurpose, address: &Address) -> Answer<()>;
}

#[derive(Clone, Debug)]
pub struct NewCode {
    pub purpose: CodePurpose,
    pub address: Address,
    pub hash: [u8; 32],
    pub expires_at: Millis,
    pub tries: u8,
}

/// How often codes may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodePace {
    /// Between two codes to one address, whatever their purpose.
    pub interval: Duration,
    pub per_address_hour: u32,
    pub per_address_day: u32,
    /// To all addresses of the channel (mail or SMS) together: what a pumping attack can cost.
    pub per_channel_day: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Issued {
    Issued,
    /// The address has had its share until then.
    TooSoon {
        until: Millis,
    },
    /// The channel's budget for the day is spent.
    BudgetSpent {
        until: Millis,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeUse {
    Used,
    /// One try was spent; at zero the code is dead.
    Wrong {
        left: u8,
    },
    /// There is none, or no longer.
    Gone,
}
