//! The end of a connection, so that its last answer arrives.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

/// How much is read and thrown away, and for how long. More than a body that was meant for us.
const BYTES_MAX: usize = 32 << 20;
const PATIENCE: Duration = Duration::from_secs(2);

/// Says that nothing more will be said, and then reads on, within bounds, until the client has
/// closed too. A body that was refused is still on its way; the kernel answers what comes to a
/// closed socket by a reset, and many a client that meets a reset forgets the answer that said why.
///
/// A server that stops does not wait for that.
pub struct Leave {
    stopping: CancellationToken,
    /// None until the socket is closed for writing.
    reading: Option<Reading>,
}

struct Reading {
    bytes_left: usize,
    late: Pin<Box<Sleep>>,
    stopping: Pin<Box<WaitForCancellationFutureOwned>>,
}

impl Leave {
    pub fn new(stopping: CancellationToken) -> Leave {
        Leave { stopping, reading: None }
    }

    /// Whatever goes wrong in reading, there is nobody left whom it would concern.
    pub fn poll(&mut self, tcp: &mut TcpStream, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let reading = match &mut self.reading {
            Some(reading) => reading,
            None => {
                ready!(Pin::new(&mut *tcp).poll_shutdown(context))?;
                self.reading.insert(Reading {
                    bytes_left: BYTES_MAX,
                    late: Box::pin(tokio::time::sleep(PATIENCE)),
                    stopping: Box::pin(self.stopping.clone().cancelled_owned()),
                })
            }
        };
        reading.poll(tcp, context).map(Ok)
    }
}

impl Reading {
    fn poll(&mut self, tcp: &mut TcpStream, context: &mut Context<'_>) -> Poll<()> {
        if self.stopping.as_mut().poll(context).is_ready()
            || self.late.as_mut().poll(context).is_ready()
        {
            return Poll::Ready(());
        }
        let mut room = [0; 16 * 1024];
        loop {
            let mut piece = ReadBuf::new(&mut room);
            let read = ready!(Pin::new(&mut *tcp).poll_read(context, &mut piece));
            let bytes = piece.filled().len();
            if read.is_err() || bytes == 0 || bytes >= self.bytes_left {
                return Poll::Ready(());
            }
            self.bytes_left -= bytes;
        }
    }
}

#[cfg(test)]
mod tests;
