//! Where callers hand their decisions in: to the committer's thread, or to a committer that works
//! in the caller's own.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Semaphore, oneshot};

use super::command::{Command, command};
use super::committer::Committer;
use super::engine::Fault;
use super::layer::Layer;
use crate::store::{Answer, StoreError};

/// Two full groups: one being committed, one waiting. Whoever comes later waits in the semaphore.
const ACCEPTED_MAX: usize = 1024;

pub enum Desk {
    Thread { jobs: Sender<Job>, room: Arc<Semaphore> },
    Inline(Mutex<Committer>),
}

pub enum Job {
    Decide(Box<dyn Command>),
}

impl Desk {
    pub fn inline(committer: Committer) -> Desk {
        Desk::Inline(Mutex::new(committer))
    }

    /// Starts the committer's thread. It ends when the desk is gone and all is done.
    pub fn with_thread(committer: Committer) -> std::io::Result<Desk> {
        let (jobs, queue) = channel();
        std::thread::Builder::new()
            .name("committer".into())
            .spawn(move || work_off(&queue, committer))?;
        Ok(Desk::Thread { jobs, room: Arc::new(Semaphore::new(ACCEPTED_MAX)) })
    }

    pub async fn hand_in<T: Send + 'static>(
        &self,
        decision: impl FnOnce(&mut Layer<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> Answer<oneshot::Receiver<Answer<T>>> {
        let permit = match self {
            Desk::Thread { room, .. } => {
                Some(Arc::clone(room).acquire_owned().await.map_err(|_| closed())?)
            }
            Desk::Inline(_) => None,
        };
        let (command, answer) = command(decision, permit);
        self.submit(command)?;
        Ok(answer)
    }

    pub fn hand_in_lazily(
        &self,
        decision: impl FnOnce(&mut Layer<'_>) -> Result<(), Fault> + Send + 'static,
    ) -> Answer<()> {
        let permit = match self {
            Desk::Thread { room, .. } => Some(
                Arc::clone(room)
                    .try_acquire_owned()
                    .map_err(|_| StoreError::Unavailable("the store is busy".into()))?,
            ),
            Desk::Inline(_) => None,
        };
        let (command, _) = command(decision, permit);
        self.submit(command)
    }

    fn submit(&self, command: Box<dyn Command>) -> Answer<()> {
        match self {
            Desk::Thread { jobs, .. } => jobs.send(Job::Decide(command)).map_err(|_| closed()),
            Desk::Inline(committer) => {
                let mut committer = committer.lock().unwrap_or_else(PoisonError::into_inner);
                committer.take_group(command, &mut || None);
                Ok(())
            }
        }
    }
}

fn closed() -> StoreError {
    StoreError::Unavailable("the store is closed".into())
}

fn work_off(queue: &Receiver<Job>, mut committer: Committer) {
    while let Ok(Job::Decide(first)) = queue.recv() {
        committer
            .take_group(first, &mut || queue.try_recv().ok().map(|Job::Decide(command)| command));
    }
}
