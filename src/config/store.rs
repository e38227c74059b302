//! `[store]`: which engine keeps what must survive, and how much room it may take.

use serde::Deserialize;

use super::kinds::Within;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Store {
    pub engine: EngineName,
    pub cache_mebibytes: Within<8, 65536>,
    pub free_mebibytes_min: Within<0, 1_048_576>,
    pub free_percent_min: Within<0, 90>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EngineName {
    Sled,
    Redb,
    Memory,
}

impl EngineName {
    /// What is written ends with the server.
    pub fn forgets(self) -> bool {
        self == EngineName::Memory
    }
}
