//! The committer's thread: how it groups, and what becomes of calls when the disk fails.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt;

use super::{batch, records, spell, write};
use crate::store::StoreError;
use crate::store::embedded::effects::Effects;
use crate::store::embedded::engine::{Batch, Engine, Fault, View};
use crate::store::embedded::ground::Ground;
use crate::store::embedded::layer::Effect;
use crate::store::embedded::memory::Memory;
use crate::store::embedded::open::OnGround;
use crate::store::embedded::system::System;
use crate::store::embedded::{BackOff, EmbeddedStore};

/// A disk that does what a test says. It outlives the engines that are opened on it.
#[derive(Default)]
struct Rig {
    memory: Memory,
    commits_fail: AtomicBool,
    reads_fail: AtomicBool,
    probe_fails: AtomicBool,
    full: AtomicBool,
    opened: AtomicUsize,
    batches: Mutex<Vec<usize>>,
    /// Holds a commit until the test lets go.
    gate: Mutex<Option<Receiver<()>>>,
}

/// A handle: it fails for good once it has failed.
struct Handle {
    rig: Arc<Rig>,
    failed: AtomicBool,
}

impl Engine for Handle {
    fn name(&self) -> &'static str {
        "rig"
    }

    fn read(&self, look: &mut dyn FnMut(&dyn View) -> Result<(), Fault>) -> Result<(), Fault> {
        if self.rig.reads_fail.load(SeqCst) {
            return Err(Fault::Io("the rig reads no more".into()));
        }
        self.rig.memory.read(look)
    }

    fn commit(&self, batch: &Batch) -> Result<(), Fault> {
        assert!(!self.failed.load(SeqCst), "a commit was tried on a failed handle");
        if let Some(gate) = &*self.rig.gate.lock().unwrap() {
            gate.recv().unwrap();
        }
        if self.rig.commits_fail.load(SeqCst) {
            self.failed.store(true, SeqCst);
            return Err(Fault::Io("the rig has failed".into()));
        }
        // The store's own record of how many commits there were is not counted.
        self.rig.batches.lock().unwrap().push(batch.len() - 1);
        self.rig.memory.commit(batch)
    }

    fn checkpoint(&self) -> Result<(), Fault> {
        Ok(())
    }

    fn can_read(&self) -> bool {
        !self.rig.reads_fail.load(SeqCst)
    }

    fn syncs(&self) -> u64 {
        self.rig.batches.lock().unwrap().len() as u64
    }
}

struct RigGround(Arc<Rig>);

impl Ground for RigGround {
    fn shortage(&self) -> Option<String> {
        self.0.full.load(SeqCst).then(|| "the rig is full".into())
    }

    fn probe(&self) -> Result<(), Fault> {
        match self.0.probe_fails.load(SeqCst) {
            true => Err(Fault::Io("the rig takes no file".into())),
            false => Ok(()),
        }
    }

    fn reopen(&mut self) -> Result<Box<dyn Engine>, Fault> {
        self.0.opened.fetch_add(1, SeqCst);
        self.0.reads_fail.store(false, SeqCst);
        Ok(handle(&self.0))
    }
}

fn handle(rig: &Arc<Rig>) -> Box<dyn Engine> {
    Box::new(Handle { rig: Arc::clone(rig), failed: AtomicBool::new(false) })
}

fn rigged() -> (Arc<Rig>, Arc<EmbeddedStore>) {
    let rig = Arc::new(Rig::default());
    let mut first = Batch::new();
    let system = System { schema: 1, commits: 1 };
    system.write(&mut first).unwrap();
    rig.memory.commit(&first).unwrap();
    let ground = OnGround { ground: Box::new(RigGround(Arc::clone(&rig))), space: None, system };
    let back_off = BackOff { first: Duration::ZERO, longest: Duration::ZERO };
    let store = EmbeddedStore::start(handle(&rig), Effects::default(), ground, back_off).unwrap();
    (rig, Arc::new(store))
}

/// Makes commits wait; each message lets one through.
fn close_gate(rig: &Rig) -> Sender<()> {
    let (open, gate) = channel();
    *rig.gate.lock().unwrap() = Some(gate);
    open
}

type Task = tokio::task::JoinHandle<Result<(), StoreError>>;

/// Hands decisions in, in this order, without waiting for their answers.
async fn hand_in(store: &Arc<EmbeddedStore>, changes: &[&'static str]) -> Vec<Task> {
    let mut tasks = Vec::new();
    for change in changes {
        let (store, changes) = (Arc::clone(store), batch(change));
        tasks.push(tokio::spawn(async move {
            store
                .decide(move |layer| {
                    for (key, value) in changes {
                        layer.put(key, value.unwrap_or_default())?;
                    }
                    Ok(())
                })
                .await
        }));
        // On a runtime with one thread: the task runs up to where it waits.
        tokio::task::yield_now().await;
    }
    tasks
}

fn state(rig: &Rig) -> String {
    let all = super::all(&rig.memory);
    spell(&all.into_iter().filter(|(key, _)| key.first() != Some(&0)).collect())
}

#[tokio::test]
async fn those_who_wait_together_are_committed_together() {
    let (rig, store) = rigged();
    let open = close_gate(&rig);
    let mut tasks = hand_in(&store, &["a=1"]).await;
    // The first is being committed when its answer is still out and the gate is still closed.
    tasks.extend(hand_in(&store, &["b=2", "c=3", "d=4"]).await);
    for _ in 0..tasks.len() {
        open.send(()).unwrap();
    }
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(state(&rig), "a=1 b=2 c=3 d=4");
    let batches = rig.batches.lock().unwrap().clone();
    assert_eq!(batches.iter().sum::<usize>(), 4);
    assert!(batches.len() <= 2, "{batches:?}");
}

#[tokio::test]
async fn a_decision_sees_what_its_group_has_decided_before() {
    let (_rig, store) = rigged();
    let counting = (0..50).map(|_| {
        store.decide(|layer| {
            let count = layer.get(b"count")?.map_or(0, |value| value[0]);
            layer.put(b"count".to_vec(), vec![count + 1])?;
            Ok(count)
        })
    });
    let mut seen: Vec<u8> =
        futures_util::future::join_all(counting).await.into_iter().map(Result::unwrap).collect();
    seen.sort_unstable();
    assert_eq!(seen, (0..50).collect::<Vec<u8>>());
}

#[tokio::test]
async fn nothing_is_seen_or_answered_before_it_is_durable() {
    let (rig, store) = rigged();
    let open = close_gate(&rig);
    let task = hand_in(&store, &["a=1"]).await.remove(0);
    let reader = {
        let store = Arc::clone(&store);
        tokio::spawn(async move { store.decide(|layer| layer.get(b"a")).await })
    };
    tokio::task::yield_now().await;
    assert_eq!(records(&store), "");
    assert!(!task.is_finished() && !reader.is_finished());
    open.send(()).unwrap();
    drop(open);
    task.await.unwrap().unwrap();
    assert_eq!(reader.await.unwrap().unwrap(), Some(b"1".to_vec()));
}

#[tokio::test]
async fn a_failed_commit_is_unknown_and_what_comes_next_unavailable() {
    let (rig, store) = rigged();
    write(&store, "a=1").await;
    rig.commits_fail.store(true, SeqCst);
    rig.probe_fails.store(true, SeqCst);
    let unknown = store.decide(|layer| layer.put(b"b".to_vec(), vec![2])).await;
    assert!(matches!(unknown, Err(StoreError::Unknown(_))), "{unknown:?}");
    let refused = store.decide(|layer| layer.put(b"c".to_vec(), vec![3])).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    assert_eq!(records(&store), "a=1");
    assert!(store.report().read_only.is_some());
    assert_eq!(rig.opened.load(SeqCst), 0, "a readable handle was given up on a broken disk");
}

#[tokio::test]
async fn when_the_disk_works_again_so_does_the_store() {
    let (rig, store) = rigged();
    rig.commits_fail.store(true, SeqCst);
    let _ = store.decide(|layer| layer.put(b"b".to_vec(), vec![2])).await;
    rig.commits_fail.store(false, SeqCst);
    write(&store, "a=1").await;
    assert_eq!(records(&store), "a=1");
    assert!(rig.opened.load(SeqCst) >= 1);
    assert_eq!(store.report().read_only, None);
}

#[tokio::test]
async fn an_engine_that_cannot_even_read_is_reopened_on_a_disk_that_takes_nothing() {
    let (rig, store) = rigged();
    write(&store, "a=1").await;
    for fails in [&rig.commits_fail, &rig.probe_fails, &rig.reads_fail] {
        fails.store(true, SeqCst);
    }
    // Breaks the store; the next calls find it read-only, and reading again.
    let _ = store.decide(|_| Ok(())).await;
    rig.reads_fail.store(false, SeqCst);
    let _ = store.decide(|layer| layer.put(b"b".to_vec(), vec![2])).await;
    rig.reads_fail.store(true, SeqCst);
    let refused = store.decide(|layer| layer.put(b"c".to_vec(), vec![3])).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    assert_eq!(records(&store), "a=1");
    assert!(store.report().read_only.is_some());
}

#[tokio::test]
async fn without_room_writes_are_refused_until_there_is_some() {
    let (rig, store) = rigged();
    write(&store, "a=1").await;
    rig.full.store(true, SeqCst);
    let refused = store.decide(|layer| layer.put(b"b".to_vec(), vec![2])).await;
    assert_eq!(refused, Err(StoreError::Unavailable("the rig is full".into())));
    assert_eq!(records(&store), "a=1");
    rig.full.store(false, SeqCst);
    write(&store, "b=2").await;
    assert_eq!(records(&store), "a=1 b=2");
    assert_eq!(rig.opened.load(SeqCst), 0);
}

#[tokio::test]
async fn effects_come_after_durability_and_not_after_a_failure() {
    let (rig, store) = rigged();
    let posted = Arc::clone(&store.effects().letter_posted);
    let post = |store: Arc<EmbeddedStore>| async move {
        store
            .decide(|layer| {
                layer.afterwards(Effect::LetterPosted);
                layer.put(b"letter".to_vec(), vec![1])
            })
            .await
    };
    rig.commits_fail.store(true, SeqCst);
    post(Arc::clone(&store)).await.unwrap_err();
    assert!(Box::pin(posted.notified()).now_or_never().is_none());
    rig.commits_fail.store(false, SeqCst);
    post(Arc::clone(&store)).await.unwrap();
    posted.notified().await;
}

#[tokio::test]
async fn what_is_lazy_rides_along() {
    let (rig, store) = rigged();
    store.decide_lazily(|layer| layer.put(b"seen".to_vec(), vec![b'1'])).unwrap();
    store.decide(|_| Ok(())).await.unwrap();
    assert_eq!(state(&rig), "seen=1");
}

#[tokio::test]
async fn closing_finishes_what_was_accepted() {
    let (rig, store) = rigged();
    let tasks = hand_in(&store, &["a=1", "b=2", "c=3"]).await;
    store.shut().await;
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(state(&rig), "a=1 b=2 c=3");
    let late = store.decide(|_| Ok(())).await;
    assert!(matches!(late, Err(StoreError::Unavailable(_))), "{late:?}");
    let read = store.look(|view| {
        view.scan(&super::everything(), super::Order::Ascending, &mut |_, _| ControlFlow::Break(()))
    });
    assert!(matches!(read, Err(StoreError::Unavailable(_))), "{read:?}");
}

#[tokio::test]
async fn a_caller_that_goes_away_changes_nothing() {
    let (rig, store) = rigged();
    let task = hand_in(&store, &["a=1"]).await.remove(0);
    task.abort();
    write(&store, "b=2").await;
    assert!(state(&rig).starts_with("a=1"), "{}", state(&rig));
    assert_eq!(store.report().waiting, 0);
}
