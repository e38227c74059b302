//! The yardstick: what the kernel asks for a bare `send()` on a loopback socket.
//!
//! Many sockets, each with a reader that sleeps until something comes, are written to one after
//! another by one thread, again and again with a pause between. It is what a server with nothing
//! else to do would pay for a delivery to each member of a room.
//!
//! The longer a socket has rested and the more others there are, the less of it is still in the
//! caches of the machine, and the more a send costs. So the yardstick is taken with as many sockets
//! as the load has, each of which rests about as long as there.

use std::io::Write;
use std::net::TcpStream as Blocking;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::trouble::Trouble;

/// In so long a time rounds are made that make a figure which repeats to a few percent.
const SPAN: Duration = Duration::from_secs(3);
/// More of them cost no more: the caches hold none by then.
const SOCKETS_MAX: usize = 1000;

/// How the sockets are written to.
#[derive(Clone, Copy, Debug)]
pub struct Rounds {
    pub sockets: usize,
    pub pause: Duration,
}

impl Rounds {
    /// As under a load that never rests.
    pub fn without_rest(sockets: usize) -> Rounds {
        Rounds { sockets, pause: Duration::from_millis(10) }
    }
}

/// For loads of few sockets, or of none that count: fewer would make the figure unsteady.
impl Default for Rounds {
    fn default() -> Rounds {
        Rounds::without_rest(250)
    }
}

/// CPU time of one `send()` of so many bytes.
pub async fn send_cost(bytes: usize, rounds: Rounds) -> Result<Duration, Trouble> {
    let sockets = rounds.sockets.clamp(1, SOCKETS_MAX);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let mut readers = JoinSet::new();
    let mut writers = Vec::with_capacity(sockets);
    for _ in 0..sockets {
        let (near, far) = tokio::try_join!(TcpStream::connect(address), listener.accept())?;
        readers.spawn(drain(near));
        let writer = far.0.into_std()?;
        writer.set_nonblocking(false)?;
        writer.set_nodelay(true)?;
        writers.push(writer);
    }
    Ok(tokio::task::spawn_blocking(move || write_rounds(&mut writers, bytes, rounds.pause))
        .await??)
}

async fn drain(stream: TcpStream) {
    let mut ignored = [0; 4096];
    while stream.readable().await.is_ok() {
        if matches!(stream.try_read(&mut ignored), Ok(0)) {
            return;
        }
    }
}

fn write_rounds(
    writers: &mut [Blocking],
    bytes: usize,
    pause: Duration,
) -> std::io::Result<Duration> {
    let payload = vec![b'x'; bytes];
    let rounds = SPAN.div_duration_f64(pause) as usize;
    let mut spent = Duration::ZERO;
    for _ in 0..rounds {
        let before = own_cpu();
        for writer in &mut *writers {
            writer.write_all(&payload)?;
        }
        spent += own_cpu() - before;
        std::thread::sleep(pause);
    }
    Ok(spent / u32::try_from(rounds * writers.len()).unwrap_or(u32::MAX))
}

/// Of this thread alone, to the nanosecond.
fn own_cpu() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}
