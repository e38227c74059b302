//! Where a request came from.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// Who asks, as far as the network can tell. Shown to the owner of the account among the devices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    pub address: IpAddr,
    /// The `User-Agent`, cut to a length that a person would read.
    pub agent: String,
    /// What the person calls this device, if anything.
    pub device: Option<String>,
}
