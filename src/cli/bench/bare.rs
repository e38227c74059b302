//! The yardstick: what the kernel asks for a bare `send()` on a loopback socket.
//!
//! Many sockets, each with a reader that sleeps until something comes, are written to one after
//! another by one thread, again and again with a pause between. It is what a server with nothing
//! else to do would pay for a delivery to each member of a room.

use std::io::Write;
use std::net::TcpStream as Blocking;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::trouble::Trouble;

/// Together they make a figure that repeats to a few percent.
const SOCKETS: usize = 250;
const ROUNDS: usize = 200;
const PAUSE: Duration = Duration::from_millis(10);

/// CPU time of one `send()` of so many bytes.
pub async fn send_cost(bytes: usize) -> Result<Duration, Trouble> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let mut readers = JoinSet::new();
    let mut writers = Vec::with_capacity(SOCKETS);
    for _ in 0..SOCKETS {
        let (near, far) = tokio::try_join!(TcpStream::connect(address), listener.accept())?;
        readers.spawn(drain(near));
        let writer = far.0.into_std()?;
        writer.set_nonblocking(false)?;
        writer.set_nodelay(true)?;
        writers.push(writer);
    }
    Ok(tokio::task::spawn_blocking(move || write_rounds(&mut writers, bytes)).await??)
}

async fn drain(stream: TcpStream) {
    let mut ignored = [0; 4096];
    while stream.readable().await.is_ok() {
        if matches!(stream.try_read(&mut ignored), Ok(0)) {
            return;
        }
    }
}

fn write_rounds(writers: &mut [Blocking], bytes: usize) -> std::io::Result<Duration> {
    let payload = vec![b'x'; bytes];
    let mut spent = Duration::ZERO;
    for _ in 0..ROUNDS {
        let before = own_cpu();
        for writer in &mut *writers {
            writer.write_all(&payload)?;
        }
        spent += own_cpu() - before;
        std::thread::sleep(PAUSE);
    }
    Ok(spent / u32::try_from(ROUNDS * writers.len()).unwrap_or(u32::MAX))
}

/// Of this thread alone, to the nanosecond.
fn own_cpu() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}
