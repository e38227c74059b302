//! A decision on its way through the committer, and the way its answer goes back.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::engine::{Fault, View};
use super::layer::Layer;
use crate::store::{Answer, StoreError};

pub trait Command: Send {
    /// Takes a place in the queue, given back when the command has been answered.
    fn hold(&mut self, permit: OwnedSemaphorePermit);

    /// Takes the decision over what its group has written so far. If it refuses or panics,
    /// nothing that it wrote stays.
    fn decide(&mut self, group: &mut Layer<'_>);

    /// Tells the caller what was decided, or why that did not come to pass.
    fn answer(self: Box<Self>, committed: Result<(), StoreError>);
}

/// Makes a command of a decision; the answer will arrive at the receiver.
pub fn command<T, D>(decision: D) -> (Box<dyn Command>, oneshot::Receiver<Answer<T>>)
where
    T: Send + 'static,
    D: FnOnce(&mut Layer<'_>) -> Result<T, Fault> + Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    (Box::new(Asked { stage: Stage::Waiting(decision), reply, permit: None }), answer)
}

struct Asked<T, D> {
    stage: Stage<T, D>,
    reply: oneshot::Sender<Answer<T>>,
    permit: Option<OwnedSemaphorePermit>,
}

enum Stage<T, D> {
    Waiting(D),
    Deciding,
    Decided(Result<T, StoreError>),
}

impl<T, D> Command for Asked<T, D>
where
    T: Send,
    D: FnOnce(&mut Layer<'_>) -> Result<T, Fault> + Send,
{
    fn hold(&mut self, permit: OwnedSemaphorePermit) {
        self.permit = Some(permit);
    }

    fn decide(&mut self, group: &mut Layer<'_>) {
        if let Stage::Waiting(decision) = std::mem::replace(&mut self.stage, Stage::Deciding) {
            self.stage = Stage::Decided(decide_over(group, decision));
        }
    }

    fn answer(self: Box<Self>, committed: Result<(), StoreError>) {
        let answer = match (self.stage, committed) {
            // What was refused wrote nothing: how its group fared is all the same to it.
            (Stage::Decided(Err(error)), _) => Err(error),
            (_, Err(error)) => Err(error),
            (Stage::Decided(Ok(value)), Ok(())) => Ok(value),
            (Stage::Waiting(_) | Stage::Deciding, Ok(())) => {
                Err(StoreError::Unavailable("the call was passed over".into()))
            }
        };
        // A caller that has gone away does not need its answer.
        let _ = self.reply.send(answer);
    }
}

fn decide_over<T>(
    group: &mut Layer<'_>,
    decision: impl FnOnce(&mut Layer<'_>) -> Result<T, Fault>,
) -> Result<T, StoreError> {
    let under: &dyn View = group;
    // The layer dies with the panic, so nobody can meet it half written.
    let decided = catch_unwind(AssertUnwindSafe(|| {
        let mut layer = Layer::over(under);
        decision(&mut layer).map(|value| (value, layer.into_parts()))
    }));
    match decided {
        Ok(Ok((value, written))) => {
            group.adopt(written);
            Ok(value)
        }
        Ok(Err(fault)) => Err(fault.into()),
        Err(_) => {
            tracing::error!(
                "a decision of the store panicked; it was refused, nothing was written"
            );
            Err(StoreError::Unavailable("a fault in the program".into()))
        }
    }
}
