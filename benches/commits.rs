//! Durable commands a second, and what each costs, at 1, 16 and 256 writers on each engine:
//! `cargo bench --bench commits [-- DIRECTORY]`. Give a directory on the disk that is to be measured.

#![allow(clippy::unwrap_used, reason = "a measurement that fails should say where")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use teahouse::store::embedded::envelope::seal;
use teahouse::store::embedded::{EmbeddedStore, EngineKind, FreeSpace, Settings};
use teahouse::values::Millis;

use self::support::{cpu, now};

const SPAN: Duration = Duration::from_secs(4);
/// About what a message is.
const TEXT_BYTES: usize = 150;

fn main() {
    let given = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let base = given.map_or_else(std::env::temp_dir, PathBuf::from);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    println!("engine writers  acks/s  acks/sync  CPU µs/ack  disk bytes/ack");
    for engine in EngineKind::ALL {
        for writers in [1, 16, 256] {
            let data = base.join(format!("teahouse-commits-{}", std::process::id()));
            runtime.block_on(measure(&data, engine, writers));
            fs::remove_dir_all(&data).unwrap();
        }
    }
}

async fn measure(data: &Path, engine: EngineKind, writers: u32) {
    let mut settings = Settings::of(data, engine);
    settings.free_space = FreeSpace { bytes_min: 0, percent_min: 0 };
    let store = Arc::new(EmbeddedStore::open(&settings, Millis(0)).unwrap());
    let (cpu_before, disk_before) = (cpu(), store.report().disk_bytes);
    let syncs_before = store.report().syncs;
    let begun = now();
    let tasks: Vec<_> =
        (0..writers).map(|writer| tokio::spawn(write(Arc::clone(&store), writer, begun))).collect();
    let mut acks = 0;
    for task in tasks {
        acks += task.await.unwrap();
    }
    let took = begun.elapsed().as_secs_f64();
    let spent = (cpu() - cpu_before).as_secs_f64() * 1e6;
    let report = store.report();
    let per_sync = f64::from(acks) / (report.syncs - syncs_before) as f64;
    println!(
        "{:<6} {writers:>7} {:>7.0} {per_sync:>10.1} {:>11.1} {:>15.0}",
        engine.name(),
        f64::from(acks) / took,
        spent / f64::from(acks),
        (report.disk_bytes - disk_before) as f64 / f64::from(acks),
    );
    store.shut().await;
}

async fn write(store: Arc<EmbeddedStore>, writer: u32, begun: Instant) -> u32 {
    let mut acks = 0u32;
    while begun.elapsed() < SPAN {
        let key = [b"b".as_slice(), &writer.to_be_bytes(), &acks.to_be_bytes()].concat();
        let decision = move |layer: &mut teahouse::store::embedded::layer::Layer<'_>| {
            let sealed = seal(&key, &"m".repeat(TEXT_BYTES))?;
            layer.put(key, sealed)
        };
        store.decide(decision).await.unwrap();
        acks += 1;
    }
    acks
}
