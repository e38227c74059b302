//! Takes decisions, a group at a time, and makes each group durable with one commit.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use super::command::Command;
use super::counters::Counters;
use super::effects::Effects;
use super::engine::{Batch, Fault, View};
use super::layer::{Effect, Layer};
use super::slot::Slot;
use crate::store::{Answer, StoreError};

const GROUP_COMMANDS_MAX: usize = 512;
const GROUP_BYTES_MAX: usize = 1024 * 1024;

pub struct Committer {
    pub slot: Arc<Slot>,
    pub counters: Arc<Counters>,
    pub effects: Arc<Effects>,
}

/// A group that has been decided and is not durable yet.
struct Decided {
    commands: Vec<Box<dyn Command>>,
    written: (Batch, Vec<Effect>),
}

impl Committer {
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
        let written = self.slot.read(|view| Ok(decide_all(view, &mut commands, more)));
        self.counters.commands.fetch_add(commands.len() as u64, Relaxed);
        let committed = match written {
            Ok(written) => self.commit(Decided { commands, written }),
            Err(error) => (commands, Err(error)),
        };
        let (commands, outcome) = committed;
        for command in commands {
            command.answer(outcome.clone());
        }
    }

    fn commit(&mut self, decided: Decided) -> (Vec<Box<dyn Command>>, Answer<()>) {
        let (batch, effects) = decided.written;
        let outcome = if batch.is_empty() { Ok(()) } else { self.make_durable(&batch) };
        if outcome.is_ok() && !effects.is_empty() {
            // Effects are kindnesses that upkeep makes good if they are missed.
            let _ = self.slot.read(|view| {
                self.effects.run(view, &effects);
                Ok(())
            });
        }
        (decided.commands, outcome)
    }

    fn make_durable(&mut self, batch: &Batch) -> Answer<()> {
        let committed = self.slot.with(|engine| engine.commit(batch))?;
        match committed {
            Ok(()) => {
                self.counters.commits.fetch_add(1, Relaxed);
                Ok(())
            }
            Err(fault) => Err(self.give_up_writing(fault)),
        }
    }

    fn give_up_writing(&mut self, fault: Fault) -> StoreError {
        tracing::error!(%fault, "the store could not commit; it takes no writes until it has been reopened");
        self.counters.set_read_only(Some(fault.to_string()));
        StoreError::Unknown(fault.to_string())
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
