//! What every request asks of the store first.

use std::path::Path;
use std::time::Duration;

use serde_json::json;
use teahouse::store::embedded::EmbeddedStore;
use teahouse::store::{AccountStore, SessionStore};
use teahouse::values::{SessionId, Uid};

use crate::NOW;
use crate::guests::{settle, sign_in};
use crate::support::machine::micros_each;
use crate::support::report::{Report, median};

const ACCOUNTS: u32 = 10_000;
const READS: usize = 100_000;
const ROUNDS: usize = 5;

pub fn measure(report: &mut Report, home: &Path) {
    let title =
        format!("CPU µs of one read in one thread, among {ACCOUNTS} accounts with sessions");
    report.table(title, &["engine", "session(id), with its account", "account(uid)"]);
    for (engine, store) in crate::every_kind(home) {
        let runtime = crate::runtime();
        let people = runtime.block_on(people(&store));
        let sessions = || {
            runtime.block_on(async {
                for (_, session) in far_apart(&people) {
                    assert!(store.session(session, NOW).await.unwrap().is_some());
                }
            })
        };
        let accounts = || {
            runtime.block_on(async {
                for (uid, _) in far_apart(&people) {
                    assert!(store.account(uid).await.unwrap().is_some());
                }
            })
        };
        report.row(vec![json!(engine), json!(cost(sessions)), json!(cost(accounts))]);
        runtime.block_on(store.shut());
    }
}

async fn people(store: &std::sync::Arc<EmbeddedStore>) -> Vec<(Uid, SessionId)> {
    let uids = settle(store, ACCOUNTS).await;
    let sign_in = |uid| {
        let store = store.clone();
        tokio::spawn(async move { (uid, sign_in(&store, uid).await) })
    };
    let signing_in: Vec<_> = uids.into_iter().map(sign_in).collect();
    let mut people = Vec::new();
    for person in signing_in {
        people.push(person.await.unwrap());
    }
    people
}

/// Each next one far from the one before, as people come.
fn far_apart(people: &[(Uid, SessionId)]) -> impl Iterator<Item = (Uid, SessionId)> {
    (0..READS).map(|read| people[read * 7_919 % people.len()])
}

fn cost(read: impl Fn()) -> f64 {
    let round = |_| {
        let before = own_thread();
        read();
        micros_each(own_thread() - before, READS as u64)
    };
    median((0..ROUNDS).map(round).collect())
}

/// What this thread alone has used of a processor: the engine's own threads go on meanwhile.
fn own_thread() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(told.split(' ').next().unwrap().parse().unwrap())
}
