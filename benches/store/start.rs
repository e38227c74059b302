//! What a start costs on a store with a million messages: after a kill, when everything since the
//! last start must be gone through, and after a clean stop.

use std::fs;
use std::io::Read;
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

use serde::Serialize;
use serde_json::json;
use teahouse::store::embedded::EngineKind;
use teahouse::store::embedded::envelope::seal;
use teahouse::store::embedded::layer::Layer;

use crate::NOW;
use crate::support::machine::now;
use crate::support::report::Report;
use crate::support::server::{Process, teahouse};

/// The argument with which this program fills a store and then waits to be killed.
pub const FILL: &str = "fill-and-wait";

const MESSAGES: u64 = 1_000_000;
const CHATS: u64 = 1_000;

/// What a message holds; about 200 bytes when it is sealed.
#[derive(Serialize)]
struct Message {
    author: u64,
    at: i64,
    id: [u8; 8],
    text: String,
}

pub fn measure(report: &mut Report, home: &Path) {
    let title = format!(
        "A start of the server on a store with {MESSAGES} records of 200 bytes, until it listens"
    );
    let columns = ["engine", "start", "CPU ms", "wall ms", "RSS MiB", "disk MiB"];
    report.table(title, &columns);
    for engine in EngineKind::ALL {
        let data = home.join(format!("start-{}", engine.name()));
        start(report, engine, &home.join(format!("empty-{}", engine.name())), "empty");
        let itself = std::env::current_exe().unwrap();
        // Says where it is when it has filled the store, and is then killed.
        drop(Process::start(Command::new(itself).arg(FILL).arg(engine.name()).arg(&data)));
        start(report, engine, &data, "after kill -9");
        start(report, engine, &data, "after a clean stop");
        fs::remove_dir_all(data).unwrap();
    }
}

/// Starts the server and stops it cleanly.
fn start(report: &mut Report, engine: EngineKind, data: &Path, how: &str) {
    let began = now();
    let server = teahouse(data, &[("TEAHOUSE_STORE__ENGINE", engine.name())]);
    TcpStream::connect(server.address).unwrap();
    let (wall, cpu) = (began.elapsed().as_millis() as u64, server.cpu().as_millis() as u64);
    let resident = server.resident_mebibytes();
    let disk = bytes_under(data) >> 20;
    server.stop();
    let (name, resident) = (engine.name(), json!(resident));
    report.row(vec![json!(name), json!(how), json!(cpu), json!(wall), resident, json!(disk)]);
}

/// Runs in a process of its own, so that it can be killed.
pub fn fill(arguments: &[String]) {
    let named = |engine: &EngineKind| engine.name() == arguments[0];
    let engine = EngineKind::ALL.into_iter().find(named).unwrap();
    let store = crate::open(Path::new(&arguments[1]), engine);
    let write = |round: u64| store.decide(move |layer| write_round(layer, round));
    crate::runtime().block_on(async {
        for round in 0..MESSAGES / CHATS {
            write(round).await.unwrap();
        }
    });
    println!("127.0.0.1:1");
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
}

/// A message to each chat, as they come in where many people talk.
fn write_round(
    layer: &mut Layer<'_>,
    round: u64,
) -> Result<(), teahouse::store::embedded::engine::Fault> {
    for chat in 0..CHATS {
        let key = [b"z".as_slice(), &chat.to_be_bytes(), &round.to_be_bytes()].concat();
        let text = format!("{round} cups of tea in {chat} ").repeat(6);
        let message = Message { author: chat, at: NOW.0, id: round.to_be_bytes(), text };
        let sealed = seal(&key, &message)?;
        layer.put(key, sealed)?;
    }
    Ok(())
}

fn bytes_under(path: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(path) else {
        return path.metadata().map_or(0, |file| file.len());
    };
    entries.map(|entry| bytes_under(&entry.unwrap().path())).sum()
}
