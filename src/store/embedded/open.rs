//! Opening the store of a data directory, or making its first one.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::committer::Committer;
use super::desk::Desk;
use super::effects::Effects;
use super::engine::{Batch, Engine, Fault};
use super::files::Files;
use super::ground::{Disk, Ground, Lent};
use super::guarded::{HowToOpen, open_engine};
use super::home::Home;
use super::marker::Marker;
use super::memory::Memory;
use super::migrations::{SCHEMA, migrate};
use super::space::{FreeSpace, Space};
use super::system::System;
use super::{EmbeddedStore, Parts};
use crate::values::Millis;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EngineKind {
    Sled,
    Redb,
    Memory,
}

impl EngineKind {
    /// Those that leave something behind.
    pub const ALL: [EngineKind; 2] = [EngineKind::Sled, EngineKind::Redb];

    pub fn name(self) -> &'static str {
        match self {
            EngineKind::Sled => "sled",
            EngineKind::Redb => "redb",
            EngineKind::Memory => "memory",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Settings {
    /// The data directory.
    pub data: PathBuf,
    pub engine: EngineKind,
    pub cache_bytes: u64,
    pub free_space: FreeSpace,
    pub open_limit: Duration,
    pub back_off: BackOff,
}

/// How long to wait between two tries to get a failed engine back; each time twice as long.
#[derive(Clone, Copy, Debug)]
pub struct BackOff {
    pub first: Duration,
    pub longest: Duration,
}

impl Settings {
    /// What fits a server with a disk of its own.
    pub fn of(data: &Path, engine: EngineKind) -> Settings {
        Settings {
            data: data.to_path_buf(),
            engine,
            cache_bytes: 128 << 20,
            free_space: FreeSpace { bytes_min: 256 << 20, percent_min: 5 },
            open_limit: Duration::from_secs(600),
            back_off: BackOff { first: Duration::from_secs(1), longest: Duration::from_secs(60) },
        }
    }

    pub(super) fn how(&self) -> HowToOpen {
        let Settings { engine, cache_bytes, open_limit, .. } = *self;
        HowToOpen { kind: engine, cache_bytes, open_limit }
    }
}

/// Why there is no store to work with.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("{} is in use by another process", .0.display())]
    InUse(PathBuf),
    #[error(
        "the store is damaged: {0}. No new one was begun in its place. Move the data directory away, keep it, and run `teahouse restore DIR` with the latest backup"
    )]
    Damaged(String),
    #[error(
        "the data directory holds a store of the engine `{found}`, and `{asked}` is configured. To convert it, run `teahouse backup DIR` with `{found}`, move the data directory away, and run `teahouse restore DIR` with `{asked}`"
    )]
    OtherEngine { found: &'static str, asked: &'static str },
    #[error(
        "the store has schema {found} and this program knows {SCHEMA}: it was written by a newer Teahouse"
    )]
    NewerSchema { found: u32 },
    #[error("the data directory cannot be used: {0}")]
    Io(#[from] std::io::Error),
    #[error("the store cannot be opened: {0}")]
    Unavailable(String),
}

impl From<Fault> for OpenError {
    fn from(fault: Fault) -> OpenError {
        match fault {
            Fault::Damaged(what) => OpenError::Damaged(what),
            other => OpenError::Unavailable(other.to_string()),
        }
    }
}

impl EmbeddedStore {
    /// Opens the store, or makes one where none has ever been. May read for a while: not for an
    /// async thread.
    pub fn open(settings: &Settings, at: Millis) -> Result<EmbeddedStore, OpenError> {
        let home = Home::take(&settings.data)?;
        let effects = Effects::on(Files::in_folder(home.dir().join("files"))?);
        let found = find(&home, settings.engine)?;
        if settings.engine == EngineKind::Memory {
            return EmbeddedStore::begin_in_memory(home, effects, settings.back_off);
        }
        let marker = match found {
            Some(marker) => marker,
            None => make(&home, settings, at)?,
        };
        let engine = open_engine(&settings.how(), home.engine_dir(settings.engine))?;
        let system = verify(&*engine, &marker)?;
        let system = migrate(&*engine, system)?;

        let marker = Marker { schema: system.schema, commits_at_least: system.commits, ..marker };
        marker.write(home.dir())?;
        let space = Space::on(home.dir(), settings.free_space);
        let disk = Disk { home, how: settings.how(), space: space.clone(), marker };
        let on_disk = OnGround { ground: Box::new(disk), space: Some(space), system };
        EmbeddedStore::start(engine, effects, on_disk, settings.back_off)
    }

    /// A store that ends with the process, and leaves nothing that a later start would take for
    /// one.
    fn begin_in_memory(
        home: Home,
        effects: Effects,
        back_off: BackOff,
    ) -> Result<EmbeddedStore, OpenError> {
        let engine = Memory::default();
        let system = begin(&engine)?;
        let on = OnGround { ground: Box::new(Lent { _home: home }), space: None, system };
        EmbeddedStore::start(Box::new(engine), effects, on, back_off)
    }

    /// Starts the committer's thread over an engine that has been opened.
    pub(super) fn start(
        engine: Box<dyn Engine>,
        effects: Effects,
        on: OnGround,
        back_off: BackOff,
    ) -> Result<EmbeddedStore, OpenError> {
        let parts = Parts::new(engine, effects);
        let committer = Committer::new(&parts, on.ground, back_off, on.system.commits);
        let desk = Desk::with_thread(committer)?;
        Ok(EmbeddedStore::from_parts(parts, desk, on.space))
    }
}

/// What an opened engine stands on.
pub(super) struct OnGround {
    pub ground: Box<dyn Ground>,
    pub space: Option<Space>,
    pub system: System,
}

/// The marker of the store that is here; `None` where no store has ever been.
fn find(home: &Home, asked: EngineKind) -> Result<Option<Marker>, OpenError> {
    let present = home.engine_present();
    let marker = Marker::read(home.dir())?;
    let Some(found) = marker.map(|marker| marker.engine).or(present) else { return Ok(None) };
    if found != asked {
        return Err(OpenError::OtherEngine { found: found.name(), asked: asked.name() });
    }
    // An engine that is given an empty file would begin anew in it.
    let file = home.engine_dir(found).join("db").metadata();
    match (marker, file.is_ok_and(|file| file.len() > 0)) {
        (Some(marker), true) => Ok(Some(marker)),
        (_, false) => {
            Err(OpenError::Damaged(format!("the files of {} are gone or empty", found.name())))
        }
        // A store is named before its marker is written: this one was made, and then cut off.
        (None, true) => Ok(Some(Marker {
            engine: found,
            schema: SCHEMA,
            made_at: Millis::default(),
            commits_at_least: 0,
        })),
    }
}

/// Makes an empty store beside its place and puts it there when it is whole, so that a crash
/// leaves either none or one.
fn make(home: &Home, settings: &Settings, at: Millis) -> Result<Marker, OpenError> {
    let making = home.making_dir()?;
    let engine = open_engine(&settings.how(), making.clone())?;
    begin(&*engine)?;
    drop(engine);
    home.made(&making, settings.engine)?;
    let marker =
        Marker { engine: settings.engine, schema: SCHEMA, made_at: at, commits_at_least: 1 };
    marker.write(home.dir())?;
    Ok(marker)
}

/// The first commit.
fn begin(engine: &dyn Engine) -> Result<System, Fault> {
    let system = System { schema: SCHEMA, commits: 1 };
    let mut batch = Batch::new();
    system.write(&mut batch)?;
    engine.commit(&batch)?;
    Ok(system)
}

/// What can be seen at once of whether this is the whole store. Reading everything is `check`.
fn verify(engine: &dyn Engine, marker: &Marker) -> Result<System, OpenError> {
    let mut system = None;
    engine.read(&mut |view| {
        system = System::read(view)?;
        Ok(())
    })?;
    let Some(system) = system else {
        return Err(OpenError::Damaged("it has come up empty".into()));
    };
    if system.schema > SCHEMA {
        return Err(OpenError::NewerSchema { found: system.schema });
    }
    if system.commits < marker.commits_at_least {
        let (has, had) = (system.commits, marker.commits_at_least);
        return Err(OpenError::Damaged(format!("it has lost its end: {has} commits of {had}")));
    }
    Ok(system)
}
