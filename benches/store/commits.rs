//! Durable commands a second, and what each of them costs, by how many write at once.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;
use teahouse::store::embedded::EmbeddedStore;
use teahouse::store::embedded::envelope::seal;
use teahouse::values::Uid;

use crate::guests::{settle, sign_in};
use crate::support::machine::{micros_each, now, own_cpu};
use crate::support::report::Report;

const SPAN: Duration = Duration::from_millis(2500);
const WRITERS: [u32; 3] = [1, 16, 256];
const ACCOUNTS: u32 = 2_000;
/// About what a message is.
const TEXT_BYTES: usize = 150;

const COLUMNS: [&str; 7] = [
    "engine",
    "command",
    "writers",
    "acks/s",
    "fdatasyncs per ack",
    "CPU µs per ack",
    "growth of the files, bytes per ack",
];

#[derive(Clone, Copy)]
enum Task {
    Record,
    Session,
}

impl Task {
    fn name(self) -> &'static str {
        match self {
            Task::Record => "a record of 150 bytes",
            Task::Session => "open a session",
        }
    }
}

pub fn measure(report: &mut Report, home: &Path) {
    report.table(
        "Durable commands; CPU of the whole process, with the tasks that ask and wait",
        &COLUMNS,
    );
    bare(report, home);
    for (engine, store) in crate::every_kind(home) {
        let runtime = crate::runtime();
        let uids: Arc<[Uid]> = runtime.block_on(settle(&store, ACCOUNTS)).into();
        for task in [Task::Record, Task::Session] {
            let costs = WRITERS.map(|writers| {
                let crowd = Crowd { store: &store, uids: &uids, task, writers };
                runtime.block_on(crowd.write(report, engine))
            });
            let what = format!("{engine}, {}: CPU of one among 256 writers / alone", task.name());
            report.ratio(what, costs[2] / costs[0], None);
        }
        runtime.block_on(store.shut());
    }
}

/// The least there is: as many bytes appended to a file and confirmed by the disk.
fn bare(report: &mut Report, home: &Path) {
    let mut file = File::create(home.join("bare")).unwrap();
    let (began, before, mut acks) = (now(), own_cpu(), 0);
    while began.elapsed() < SPAN {
        file.write_all(&[b'm'; TEXT_BYTES]).unwrap();
        file.sync_data().unwrap();
        acks += 1;
    }
    let (took, spent) = (began.elapsed().as_secs_f64(), own_cpu() - before);
    report.row(vec![
        json!("a bare file"),
        json!("append 150 bytes"),
        json!(1),
        json!(acks as f64 / took),
        json!(1.0),
        json!(micros_each(spent, acks)),
        json!(TEXT_BYTES),
    ]);
}

/// Writers each of whom writes again as soon as the write before is durable.
struct Crowd<'a> {
    store: &'a Arc<EmbeddedStore>,
    uids: &'a Arc<[Uid]>,
    task: Task,
    writers: u32,
}

impl Crowd<'_> {
    /// Gives back CPU microseconds for each acknowledged command.
    async fn write(&self, report: &mut Report, engine: &str) -> f64 {
        let before = self.store.report();
        let (began, cpu) = (now(), own_cpu());
        let writers: Vec<_> = (0..self.writers).map(|writer| self.spawn(writer, began)).collect();
        let mut acks = 0;
        for writer in writers {
            acks += writer.await.unwrap();
        }
        let (took, spent) = (began.elapsed().as_secs_f64(), own_cpu() - cpu);
        let after = self.store.report();
        let each = |count: u64| count as f64 / acks as f64;
        let cost = micros_each(spent, acks);
        report.row(vec![
            json!(engine),
            json!(self.task.name()),
            json!(self.writers),
            json!(acks as f64 / took),
            json!(each(after.syncs - before.syncs)),
            json!(cost),
            json!(each(after.disk_bytes.saturating_sub(before.disk_bytes))),
        ]);
        cost
    }

    fn spawn(&self, writer: u32, began: Instant) -> tokio::task::JoinHandle<u64> {
        let Crowd { task, writers, .. } = *self;
        let (store, uids) = (Arc::clone(self.store), Arc::clone(self.uids));
        tokio::spawn(async move {
            let mut acks = 0;
            while began.elapsed() < SPAN {
                let place = u64::from(writer) * 7_919 + acks;
                let number = (u64::from(writers) << 40) + acks;
                let uid = |place: u64| uids[place as usize % uids.len()];
                match task {
                    Task::Record => record(&store, writer, number).await,
                    Task::Session => drop(sign_in(&store, uid(place)).await),
                }
                acks += 1;
            }
            acks
        })
    }
}

async fn record(store: &EmbeddedStore, writer: u32, number: u64) {
    let key = [b"z".as_slice(), &writer.to_be_bytes(), &number.to_be_bytes()].concat();
    let decision = move |layer: &mut teahouse::store::embedded::layer::Layer<'_>| {
        let sealed = seal(&key, &"m".repeat(TEXT_BYTES))?;
        layer.put(key, sealed)
    };
    store.decide(decision).await.unwrap();
}
