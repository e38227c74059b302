//! Takes decisions, a group at a time, and makes each group durable with one commit. When a commit
//! fails, nothing is written any longer until the engine has been reopened on a disk that takes
//! and confirms.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::time::Instant;

use super::Parts;
use super::backup::tee::{FileHold, Tee};
use super::command::Command;
use super::counters::Counters;
use super::effects::Effects;
use super::engine::{Batch, Engine, Fault, View};
use super::ground::Ground;
use super::layer::{Effect, Layer};
use super::open::BackOff;
use super::slot::Slot;
use super::system::{System, count_commit};
use crate::store::{Answer, StoreError};

const GROUP_COMMANDS_MAX: usize = 512;
const GROUP_BYTES_MAX: usize = 1024 * 1024;

pub struct Committer {
    slot: Arc<Slot>,
    counters: Arc<Counters>,
    effects: Arc<Effects>,
    ground: Box<dyn Ground>,
    back_off: BackOff,
    /// How many commits the store has counted in its life.
    commits: u64,
    short_of_space: bool,
    broken: Option<Broken>,
    /// A backup that runs, and what it asks to be put off until it has copied the files.
    tee: Option<Weak<Tee>>,
    file_hold: Weak<FileHold>,
    put_off: Vec<Effect>,
}

/// A commit has failed: what came of it is not known, and its engine must not write again.
struct Broken {
    why: String,
    next_try: Instant,
    pause: Duration,
}

impl Committer {
    pub fn new(
        parts: &Parts,
        ground: Box<dyn Ground>,
        back_off: BackOff,
        commits: u64,
    ) -> Committer {
        let Parts { slot, counters, effects } = parts;
        Committer {
            slot: Arc::clone(slot),
            counters: Arc::clone(counters),
            effects: Arc::clone(effects),
            ground,
            back_off,
            commits,
            short_of_space: false,
            broken: None,
            tee: None,
            file_hold: Weak::new(),
            put_off: Vec::new(),
        }
    }

    /// From the next group on, committed batches flow into `tee` too, and no file is removed while
    /// `files` lives. A backup that has gone away is forgotten.
    pub fn tap(&mut self, tee: Option<Weak<Tee>>, files: Weak<FileHold>) {
        self.tee = tee;
        self.file_hold = files;
    }

    /// Takes `first` and all that `more` gives, as one group: decide, commit, then effects, then
    /// the answers in the order of the decisions.
    ///
    /// A decision that wrote nothing waits for its group too: what it has read may be the writes
    /// of its neighbours, and nobody may hear of those before they are durable.
    pub fn take_group(
        &mut self,
        first: Box<dyn Command>,
        more: &mut dyn FnMut() -> Option<Box<dyn Command>>,
    ) {
        let mut commands = vec![first];
        let outcome = match self.refusal() {
            Some(reason) => Err(StoreError::Unavailable(reason)),
            None => {
                let decided = self.slot.read(|view| Ok(decide_all(view, &mut commands, more)));
                let group = commands.len();
                decided.and_then(|(batch, effects)| self.make_durable(batch, effects, group))
            }
        };
        self.counters.commands.fetch_add(commands.len() as u64, Relaxed);
        for command in commands {
            command.answer(outcome.clone());
        }
    }

    fn refusal(&mut self) -> Option<String> {
        if let Some(broken) = &self.broken {
            return Some(broken.why.clone());
        }
        let shortage = self.ground.shortage();
        if shortage.is_some() != self.short_of_space {
            self.short_of_space = shortage.is_some();
            match &shortage {
                Some(reason) => tracing::warn!(reason, "the store takes no writes"),
                None => tracing::info!("there is room again; the store takes writes"),
            }
        }
        shortage
    }

    fn make_durable(
        &mut self,
        mut batch: Batch,
        effects: Vec<Effect>,
        commands: usize,
    ) -> Answer<()> {
        if !batch.is_empty() {
            let began = Instant::now();
            count_commit(&mut batch, self.commits + 1)?;
            if let Err(fault) = self.commit(&batch) {
                return Err(self.give_up_writing(&fault));
            }
            self.commits += 1;
            self.counters.committed(commands, began.elapsed());
            self.ground.committed(self.commits);
            if let Some(tee) = self.tee.as_ref().and_then(Weak::upgrade) {
                tee.push(batch);
            }
        }
        self.run_effects(effects);
        Ok(())
    }

    fn commit(&self, batch: &Batch) -> Result<(), Fault> {
        let committed = catch_unwind(AssertUnwindSafe(|| {
            self.slot.with(|engine| engine.commit(batch)).unwrap_or_else(|_| Err(no_engine()))
        }));
        committed.unwrap_or_else(|_| Err(Fault::Io("the engine panicked".into())))
    }

    /// Effects are kindnesses: what one of them misses, upkeep makes good later.
    fn run_effects(&mut self, mut effects: Vec<Effect>) {
        if self.file_hold.strong_count() > 0 {
            let removes_file = |effect: &mut Effect| matches!(effect, Effect::FileUnused(_));
            self.put_off.extend(effects.extract_if(.., removes_file));
        } else {
            effects.append(&mut self.put_off);
        }
        if effects.is_empty() {
            return;
        }
        let run = |view: &dyn View| {
            self.effects.run(view, &effects);
            Ok(())
        };
        let ran = catch_unwind(AssertUnwindSafe(|| self.slot.read(run)));
        if !matches!(ran, Ok(Ok(()))) {
            tracing::error!("what was to happen after a commit could not be done");
        }
    }

    fn give_up_writing(&mut self, fault: &Fault) -> StoreError {
        tracing::error!(%fault, "the store could not commit; it takes no writes until it has been reopened");
        self.break_off(fault, self.back_off.first);
        StoreError::Unknown(fault.to_string())
    }

    fn break_off(&mut self, fault: &Fault, pause: Duration) {
        let why = format!("the disk has failed: {fault}");
        self.counters.set_read_only(Some(why.clone()));
        self.broken = Some(Broken { why, next_try: Instant::now() + pause, pause });
    }

    /// How long until a failed engine should be tried again; `None` while all is well.
    pub fn next_try_in(&self) -> Option<Duration> {
        self.broken.as_ref().map(|broken| broken.next_try.duration_since(Instant::now()))
    }

    /// Tries to get a failed engine back if it is time to.
    pub fn come_back_if_due(&mut self) {
        let due = |broken: &&Broken| broken.next_try <= Instant::now();
        let Some(pause) = self.broken.as_ref().filter(due).map(|broken| broken.pause) else {
            return;
        };
        match self.come_back() {
            Ok(()) => {
                tracing::info!("the store takes writes again");
                // The group that failed may be there after all, and nobody was told of it.
                self.effects.chats.feed.gap();
                self.counters.set_read_only(None);
                self.broken = None;
            }
            Err(fault) => {
                tracing::warn!(%fault, "the store is still read-only");
                self.break_off(&fault, (pause * 2).min(self.back_off.longest));
            }
        }
    }

    /// The old handle is given up for a new one when the disk works again, or when nothing can be
    /// read through it any longer (redb refuses to read after an error; sled reads on).
    fn come_back(&mut self) -> Result<(), Fault> {
        let probed = self.ground.probe();
        let readable = self.slot.with(Engine::can_read).unwrap_or(false);
        if readable && probed.is_err() {
            return probed;
        }
        if let Some(engine) = self.slot.clear() {
            discard(engine);
        }
        let engine = self.ground.reopen()?;
        let mut system = None;
        engine.read(&mut |view| {
            system = System::read(view)?;
            Ok(())
        })?;
        match system {
            Some(system) if system.commits >= self.commits => self.commits = system.commits,
            _ => return Err(Fault::Damaged("the store has lost its end".into())),
        }
        self.slot.fill(engine);
        probed
    }

    /// Leaves a checkpoint, and no engine: whoever comes later hears that the store is closed.
    pub fn finish(&mut self) {
        if self.broken.is_none() {
            match self.slot.with(Engine::checkpoint) {
                Ok(Ok(())) => self.ground.closed(self.commits),
                Ok(Err(fault)) => tracing::error!(%fault, "the store could not leave a checkpoint"),
                Err(_) => {}
            }
        }
        if let Some(engine) = self.slot.clear() {
            discard(engine);
        }
    }
}

fn decide_all(
    view: &dyn View,
    commands: &mut Vec<Box<dyn Command>>,
    more: &mut dyn FnMut() -> Option<Box<dyn Command>>,
) -> (Batch, Vec<Effect>) {
    let mut group = Layer::over(view);
    for command in commands.iter_mut() {
        command.decide(&mut group);
    }
    while commands.len() < GROUP_COMMANDS_MAX && group.bytes() < GROUP_BYTES_MAX {
        let Some(mut command) = more() else { break };
        command.decide(&mut group);
        commands.push(command);
    }
    group.into_parts()
}

/// A failed sled may panic when it is dropped.
fn discard(engine: Box<dyn Engine>) {
    if catch_unwind(AssertUnwindSafe(|| drop(engine))).is_err() {
        tracing::error!("the engine panicked while it closed");
    }
}

fn no_engine() -> Fault {
    Fault::Io("there is no engine".into())
}
