//! The accept loop: hyper's HTTP/1 under limits of our own.
//!
//! warp's own server has no deadline for a head, no limit on connections, no TCP_NODELAY, and
//! answers HTTP/2 to whoever begins with it. Here a connection
//! - needs a [`places`] of its own, of the whole house and of its address;
//! - is closed when the head of a request takes too long, or nothing is asked for as long;
//! - is closed when it takes nothing of an answer for too long ([`paced`]);
//! - is read on for a moment when it is closed, so that its last answer arrives ([`leave`]);
//! - is counted until its socket is gone, an upgraded one too.
//!
//! When the process has no file descriptor left, accepting waits and goes on.

pub mod client;
mod leave;
mod paced;
mod places;

pub use paced::Paced;
pub use places::{Place, Places};

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioTimer;
use ipnet::IpNet;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::around::Around;

#[derive(Clone, Debug)]
pub struct Settings {
    pub address: SocketAddr,
    pub connections_max: usize,
    pub connections_per_address_max: usize,
    /// Whose connections are not counted by address: they speak for many.
    pub trusted_proxies: Vec<IpNet>,
    pub head_patience: Duration,
    pub write_patience: Duration,
}

/// More are refused by hyper with 431, before anything of ours sees them.
const HEADERS_MAX: usize = 64;
const HEAD_BYTES_MAX: usize = 16 * 1024;

/// How long to wait when no connection can be accepted. Those that are open go on meanwhile, and
/// each that closes makes room.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Said to who finds no place, without looking at what they want.
const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\n\
    Connection: close\r\n\r\n";

/// A connection, as it rides in the extensions of its requests.
#[derive(Clone)]
pub struct Connection {
    /// Held until the socket is gone: who upgrades a connection keeps a clone.
    pub place: Arc<Place>,
    /// Waits for what is spawned on it, when the server stops.
    pub tasks: TaskTracker,
    pub stopping: CancellationToken,
}

pub struct Listener {
    tcp: TcpListener,
    settings: Settings,
    places: Places,
}

impl Listener {
    pub async fn bind(settings: Settings) -> io::Result<Listener> {
        let tcp = TcpListener::bind(settings.address).await?;
        let places = Places::new(settings.connections_max, settings.connections_per_address_max);
        Ok(Listener { tcp, settings, places })
    }

    /// Where it really listens, also when the system was to choose the port.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.tcp.local_addr()
    }

    pub fn places(&self) -> Places {
        self.places.clone()
    }

    /// Accepts until `stopping`, then ends when every connection has. Dropped before that, it takes
    /// them with it.
    pub async fn run(self, around: Around, stopping: CancellationToken) {
        let tasks = TaskTracker::new();
        let cut = CancellationToken::new();
        let _cut_when_dropped = cut.clone().drop_guard();
        let serving = Serving {
            around,
            tasks: tasks.clone(),
            stopping: stopping.clone(),
            head_patience: self.settings.head_patience,
            write_patience: self.settings.write_patience,
        };
        loop {
            let (tcp, peer) = tokio::select! {
                accepted = self.tcp.accept() => match accepted {
                    Ok(accepted) => accepted,
                    Err(error) => {
                        if is_ours(&error) {
                            tracing::warn!(%error, "no connection can be accepted just now");
                            tokio::time::sleep(ACCEPT_PAUSE).await;
                        }
                        continue;
                    }
                },
                () = stopping.cancelled() => break,
            };
            let Some(place) = self.place(peer.ip()) else {
                turn_away(&tcp);
                continue;
            };
            let connection = serving.clone().connection(tcp, peer, place);
            let cut = cut.clone();
            tasks.spawn(async move {
                tokio::select! {
                    () = connection => {}
                    () = cut.cancelled() => {}
                }
            });
        }
        drop(self.tcp);
        tasks.close();
        tasks.wait().await;
    }

    fn place(&self, peer: IpAddr) -> Option<Place> {
        let peer = peer.to_canonical();
        let speaks_for_many = peer.is_loopback()
            || self.settings.trusted_proxies.iter().any(|network| network.contains(&peer));
        self.places.take((!speaks_for_many).then_some(peer))
    }
}

/// What all connections share.
#[derive(Clone)]
struct Serving {
    around: Around,
    tasks: TaskTracker,
    stopping: CancellationToken,
    head_patience: Duration,
    write_patience: Duration,
}

impl Serving {
    async fn connection(self, tcp: TcpStream, peer: SocketAddr, place: Place) {
        // Small answers must not wait for the acknowledgement of the one before.
        let _ = tcp.set_nodelay(true);
        let Serving { around, tasks, stopping, head_patience, write_patience } = self;
        let connection = Connection { place: Arc::new(place), tasks, stopping: stopping.clone() };
        let service = service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
            let around = around.clone();
            request.extensions_mut().insert(connection.clone());
            async move { Ok::<_, std::convert::Infallible>(around.answer(peer.ip(), request).await) }
        });
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(head_patience)
            .max_headers(HEADERS_MAX)
            .max_buf_size(HEAD_BYTES_MAX);
        let paced = Paced::new(tcp, write_patience, stopping.clone());
        let served = http.serve_connection(paced, service);
        let mut served = std::pin::pin!(served.with_upgrades());
        tokio::select! {
            _ = served.as_mut() => return,
            () = stopping.cancelled() => served.as_mut().graceful_shutdown(),
        }
        // What a client did wrong has been answered where it could be; the rest concerns nobody.
        let _ = served.await;
    }
}

/// Whether accepting failed because of us (no descriptors, no memory) and not because the client
/// was gone before it was its turn.
fn is_ours(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    ![ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted].contains(&error.kind())
}

fn turn_away(tcp: &TcpStream) {
    let _ = tcp.try_write(FULL);
}
