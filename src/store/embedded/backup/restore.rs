//! From a backup to a store of any engine. The whole stream is verified before the first record is
//! written, and nothing gets the name of a store before it is one.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use super::stream::{Totals, read};
use super::{STREAM, files};
use crate::store::embedded::engine::{Batch, Engine, Fault};
use crate::store::embedded::guarded::open_engine;
use crate::store::embedded::home::Home;
use crate::store::embedded::keys::{self, Table};
use crate::store::embedded::marker::Marker;
use crate::store::embedded::migrations::SCHEMA;
use crate::store::embedded::system::System;
use crate::store::embedded::{OpenError, Settings};
use crate::values::Millis;

/// Committed together while loading.
const BATCH_BYTES: usize = 1024 * 1024;

#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    #[error("{} holds a store already; restore into an empty data directory", .0.display())]
    NotEmpty(PathBuf),
    #[error("the backup is damaged: {0}. Nothing was restored")]
    Damaged(String),
    #[error(
        "the backup has schema {0} and this program knows {SCHEMA}: it was written by a newer Teahouse"
    )]
    Newer(u32),
    #[error("the backup cannot be read: {0}")]
    Io(#[from] io::Error),
    #[error(transparent)]
    Target(#[from] OpenError),
}

/// Makes a store of `settings.engine` in `settings.data` from the backup in `from`.
pub fn restore(from: &Path, settings: &Settings, at: Millis) -> Result<Totals, RestoreError> {
    let totals = verify(from)?;
    let home = Home::take(&settings.data)?;
    if home.engine_present().is_some() || Marker::read(home.dir())?.is_some() {
        return Err(RestoreError::NotEmpty(settings.data.clone()));
    }
    let making = home.making_dir()?;
    let engine = open_engine(&settings.how(), making.clone()).map_err(OpenError::from)?;
    load(from, &*engine)?;
    let system = system_of(&*engine)?;
    engine.checkpoint().map_err(OpenError::from)?;
    drop(engine);
    files::copy(from, home.dir())?;
    home.made(&making, settings.engine)?;
    let System { schema, commits } = system;
    let marker = Marker { engine: settings.engine, schema, made_at: at, commits_at_least: commits };
    marker.write(home.dir())?;
    Ok(totals)
}

/// Reads a backup through and compares all hashes, of the files that are used too.
pub fn verify(from: &Path) -> Result<Totals, RestoreError> {
    let mut uses = BTreeSet::new();
    let totals = read_stream(from, &mut |key, value| {
        if let Some(Table::PictureUse | Table::UploadUse) = Table::of(key) {
            match value {
                Some(_) => uses.insert(key.to_vec()),
                None => uses.remove(key),
            };
        }
        Ok(())
    })?;
    if totals.schema > SCHEMA {
        return Err(RestoreError::Newer(totals.schema));
    }
    let folder = files::folder(from);
    let used: BTreeSet<_> = uses.iter().filter_map(|key| keys::file(key)).collect();
    for file in used {
        if !folder.is_intact(file)? {
            let what = "a picture or an upload is not there, or not what was written";
            return Err(RestoreError::Damaged(what.into()));
        }
    }
    Ok(totals)
}

fn load(from: &Path, engine: &dyn Engine) -> Result<(), RestoreError> {
    let (mut batch, mut bytes) = (Batch::new(), 0);
    read_stream(from, &mut |key, value| {
        bytes += key.len() + value.map_or(0, <[u8]>::len);
        batch.insert(key.to_vec(), value.map(<[u8]>::to_vec));
        if bytes >= BATCH_BYTES {
            engine.commit(&batch).map_err(io::Error::other)?;
            batch.clear();
            bytes = 0;
        }
        Ok(())
    })?;
    Ok(engine.commit(&batch).map_err(OpenError::from)?)
}

fn system_of(engine: &dyn Engine) -> Result<System, RestoreError> {
    let mut system = None;
    let read = engine.read(&mut |view| {
        system = System::read(view)?;
        Ok(())
    });
    let lacks = || Fault::Damaged("it has no schema number".into());
    let damaged = |fault: Fault| RestoreError::Damaged(fault.to_string());
    read.and_then(|()| system.ok_or_else(lacks)).map_err(damaged)
}

fn read_stream(from: &Path, visit: super::stream::VisitRecord<'_>) -> Result<Totals, RestoreError> {
    let file = File::open(from.join(STREAM))?;
    read(BufReader::new(file), visit).map_err(|error| match error.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
            RestoreError::Damaged(error.to_string())
        }
        _ => RestoreError::Io(error),
    })
}
