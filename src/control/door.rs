//! The server's side: a socket that takes one order a connection.

use std::fs::{self, Permissions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::place::Place;
use super::{Answer, Order, Refusal, Why, Yard, execute};

/// Orders under way at one time; the next waits for its turn.
const ORDERS_MAX: usize = 8;
const ORDER_BYTES_MAX: u64 = 64 * 1024;
/// How long saying an order, or hearing its answer, may take. Carrying it out has no limit.
const PATIENCE: Duration = Duration::from_secs(10);
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Bound, and gone when it is dropped.
pub struct Door {
    socket: UnixListener,
    path: PathBuf,
}

impl Door {
    /// The caller holds the lock of the data directory, so that a socket that lies there is one
    /// that a killed server left behind.
    pub fn bind(data: &Path) -> io::Result<Door> {
        let place = Place::in_directory(data)?;
        match fs::remove_file(place.path()) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let socket = UnixListener::bind(place.address())?;
        fs::set_permissions(place.path(), Permissions::from_mode(0o600))?;
        Ok(Door { socket, path: place.path().to_owned() })
    }

    /// Takes orders until `stopping`, then ends when those under way are done. Dropped before
    /// that, it drops them.
    pub async fn run(self, yard: Yard, stopping: CancellationToken) {
        let turns = Arc::new(Semaphore::new(ORDERS_MAX));
        let mut orders = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                accepted = self.socket.accept() => accepted,
                () = stopping.cancelled() => break,
            };
            while orders.try_join_next().is_some() {}
            match accepted {
                Ok((stream, _)) => {
                    let (yard, turns) = (yard.clone(), turns.clone());
                    orders.spawn(async move {
                        let Ok(_turn) = turns.acquire_owned().await else { return };
                        attend(stream, &yard).await;
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "no order can be taken just now");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
        // Whoever comes now shall find nobody, and wait for the data directory instead.
        drop(self);
        while orders.join_next().await.is_some() {}
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Once an order was understood it is carried out, even if whoever gave it does not wait.
async fn attend(mut stream: UnixStream, yard: &Yard) {
    let answer = match timeout(PATIENCE, hear(&mut stream)).await {
        Ok(Ok(order)) => execute(order, yard).await,
        Ok(Err(refusal)) => Err(refusal),
        Err(_) => return,
    };
    let _ = timeout(PATIENCE, tell(&mut stream, &answer)).await;
}

async fn hear(stream: &mut UnixStream) -> Result<Order, Refusal> {
    let mut line = Vec::new();
    let mut reader = BufReader::new(stream.take(ORDER_BYTES_MAX));
    let read = reader.read_until(b'\n', &mut line).await;
    // The parser's own words may repeat what was sent, a password too.
    let order = read.ok().and_then(|_| serde_json::from_slice(&line).ok());
    let says = "the running server does not understand this order; are it and this command of \
                one version?";
    order.ok_or_else(|| Refusal::of(Why::BadOrder, says))
}

async fn tell(stream: &mut UnixStream, answer: &Answer) -> io::Result<()> {
    let mut line = serde_json::to_vec(answer)?;
    line.push(b'\n');
    stream.write_all(&line).await?;
    stream.shutdown().await
}
