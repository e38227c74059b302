//! A small file beside the store that says that there is one, so that a store which has vanished,
//! come up empty or lost its tail is noticed and never quietly begun anew.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::home::replace_file;
use super::{EngineKind, OpenError};
use crate::values::Millis;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marker {
    pub engine: EngineKind,
    pub schema: u32,
    pub made_at: Millis,
    /// The store has counted at least this many commits. It is brought up to date now and then;
    /// a store that knows of fewer has lost some.
    pub commits_at_least: u64,
}

impl Marker {
    pub fn read(home: &Path) -> Result<Option<Marker>, OpenError> {
        let text = match fs::read(path(home)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            text => text?,
        };
        let marker = serde_json::from_slice(&text);
        marker.map(Some).map_err(|error| OpenError::Damaged(format!("store.json: {error}")))
    }

    pub fn write(&self, home: &Path) -> io::Result<()> {
        let mut text = serde_json::to_vec_pretty(self).map_err(io::Error::other)?;
        text.push(b'\n');
        replace_file(&path(home), &text)
    }
}

fn path(home: &Path) -> PathBuf {
    home.join("store.json")
}
