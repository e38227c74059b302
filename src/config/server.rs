//! `[server]`: where it listens, whom it believes, how much it takes.

use std::net::SocketAddr;
use std::path::PathBuf;

use ipnet::IpNet;
use serde::Deserialize;

use super::kinds::{self, Within};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    #[serde(deserialize_with = "kinds::socket_address")]
    pub listen: SocketAddr,
    #[serde(deserialize_with = "kinds::optional_origin")]
    pub public_url: Option<String>,
    #[serde(deserialize_with = "kinds::origins")]
    pub allowed_origins: Vec<String>,
    #[serde(deserialize_with = "kinds::networks")]
    pub trusted_proxies: Vec<IpNet>,
    pub data: PathBuf,
    pub connections_max: Within<1, 1_000_000>,
    pub connections_per_address_max: Within<1, 1_000_000>,
    pub head_timeout_seconds: Within<1, 3600>,
    pub body_timeout_seconds: Within<1, 3600>,
    pub write_timeout_seconds: Within<1, 3600>,
    pub body_bytes_max: Within<1024, { 16 << 20 }>,
    pub stop_timeout_seconds: Within<0, 600>,
}
