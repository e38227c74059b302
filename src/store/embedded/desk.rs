//! Where callers hand their decisions in: to the committer's thread, or to a committer that works
//! in the caller's own.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Semaphore, oneshot};

use super::command::Command;
use super::committer::Committer;
use crate::store::{Answer, StoreError};

/// Two full groups: one being committed, one waiting. Whoever comes later waits in the semaphore.
const ACCEPTED_MAX: usize = 1024;

pub enum Desk {
    Thread { jobs: Sender<Job>, room: Arc<Semaphore> },
    Inline(Mutex<Committer>),
}

pub enum Job {
    Decide(Box<dyn Command>),
    /// Something to be done between two groups.
    Between(Box<dyn FnOnce(&mut Committer) + Send>),
    Close(oneshot::Sender<()>),
}

impl Desk {
    pub fn inline(committer: Committer) -> Desk {
        Desk::Inline(Mutex::new(committer))
    }

    /// Starts the committer's thread. It ends when it is closed, or when the desk is gone and all
    /// is done.
    pub fn with_thread(committer: Committer) -> std::io::Result<Desk> {
        let (jobs, queue) = channel();
        std::thread::Builder::new()
            .name("committer".into())
            .spawn(move || work_off(&queue, committer))?;
        Ok(Desk::Thread { jobs, room: Arc::new(Semaphore::new(ACCEPTED_MAX)) })
    }

    pub async fn hand_in(&self, mut command: Box<dyn Command>) -> Answer<()> {
        if let Desk::Thread { room, .. } = self {
            command.hold(Arc::clone(room).acquire_owned().await.map_err(|_| closed())?);
        }
        self.submit(command)
    }

    /// As [`Desk::hand_in`], but refused where that would wait.
    pub fn hand_in_now(&self, mut command: Box<dyn Command>) -> Answer<()> {
        if let Desk::Thread { room, .. } = self {
            let busy = |_| StoreError::Unavailable("the store is busy or closed".into());
            command.hold(Arc::clone(room).try_acquire_owned().map_err(busy)?);
        }
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

    /// Does something between two groups.
    pub fn between_groups(&self, task: impl FnOnce(&mut Committer) + Send + 'static) -> Answer<()> {
        match self {
            Desk::Thread { jobs, .. } => {
                jobs.send(Job::Between(Box::new(task))).map_err(|_| closed())
            }
            Desk::Inline(committer) => {
                task(&mut committer.lock().unwrap_or_else(PoisonError::into_inner));
                Ok(())
            }
        }
    }

    /// Takes nothing more, and answers when all that was accepted has been done.
    pub async fn close(&self) {
        match self {
            Desk::Thread { jobs, room } => {
                room.close();
                let (done, closed) = oneshot::channel();
                if jobs.send(Job::Close(done)).is_ok() {
                    // An error says that somebody else has closed it.
                    let _ = closed.await;
                }
            }
            Desk::Inline(committer) => {
                committer.lock().unwrap_or_else(PoisonError::into_inner).finish();
            }
        }
    }
}

fn closed() -> StoreError {
    StoreError::Unavailable("the store is closed".into())
}

/// The life of the committer's thread.
fn work_off(queue: &Receiver<Job>, mut committer: Committer) {
    let mut aside = None;
    let closing = loop {
        let job = match aside.take() {
            Some(job) => Ok(job),
            None => match committer.next_try_in() {
                Some(pause) => queue.recv_timeout(pause),
                None => queue.recv().map_err(|_| RecvTimeoutError::Disconnected),
            },
        };
        committer.come_back_if_due();
        match job {
            Ok(Job::Decide(first)) => {
                committer.take_group(first, &mut || next_command(queue, &mut aside));
            }
            Ok(Job::Between(task)) => task(&mut committer),
            Ok(Job::Close(done)) => break Some(done),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break None,
        }
    };
    committer.finish();
    // What came in behind the closing was never begun.
    while let Ok(job) = queue.try_recv() {
        if let Job::Decide(command) = job {
            command.answer(Err(closed()));
        }
    }
    // The lock of the data directory goes with the committer: who hears that the store is closed
    // may open it again.
    drop(committer);
    if let Some(done) = closing {
        let _ = done.send(());
    }
}

/// The next command that waits. Anything else ends the group and is kept for after it.
fn next_command(queue: &Receiver<Job>, aside: &mut Option<Job>) -> Option<Box<dyn Command>> {
    match queue.try_recv() {
        Ok(Job::Decide(command)) => Some(command),
        other => {
            *aside = other.ok();
            None
        }
    }
}
