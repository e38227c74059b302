//! A WebSocket over a bare TCP stream: bytes in, bytes out, and the goodbye.
//!
//! One read buffer serves all connections of a thread, so a connection that is idle holds none.
//! Writing is the [`Link`]'s: it writes on whatever thread has something for this peer.

use std::cell::RefCell;
use std::future::poll_fn;
use std::io;
use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::Duration;

use rustix::io::Errno;
use rustix::net::{SendFlags, Shutdown};
use tokio::io::Interest;
use tokio::net::TcpStream;

use super::close::Farewell;
use super::decoder::{Decoder, DecoderLimits, Incoming};
use super::framing;
use crate::hub::{Link, Wire};

const READ_BYTES: usize = 32 * 1024;
/// How long a peer may take to receive our goodbye and give its own.
const GOODBYE_WITHIN: Duration = Duration::from_secs(2);

pub struct Socket {
    stream: Arc<TcpStream>,
    decoder: Decoder,
    /// What the client sent behind its request for the upgrade, before it had our answer.
    early: Vec<u8>,
}

/// What one read gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Got {
    Something,
    NothingYet,
    /// The peer is gone without a goodbye.
    End,
}

impl Wire for TcpStream {
    /// Asks the kernel, not the runtime: what that notes of a socket lies elsewhere in memory, and
    /// whoever writes to a thousand of them waits for each.
    fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        match rustix::net::send(self, bytes, SendFlags::NOSIGNAL) {
            // The runtime is to hear of it, or it would not wait for the socket to take more.
            Err(Errno::AGAIN) => TcpStream::try_write(self, bytes),
            sent => Ok(sent?),
        }
    }
}

impl Socket {
    pub fn new(stream: TcpStream, early: Vec<u8>, limits: DecoderLimits) -> Socket {
        // Whoever waited for the stream before is still noted to be woken, and kept in memory by
        // that: the whole task that read the request, as long as the socket is open and silent.
        let nobody = &mut Context::from_waker(Waker::noop());
        let _ = stream.poll_read_ready(nobody);
        let _ = stream.poll_write_ready(nobody);
        Socket { stream: Arc::new(stream), decoder: Decoder::new(limits), early }
    }

    pub fn wire(&self) -> Arc<dyn Wire> {
        Arc::<TcpStream>::clone(&self.stream)
    }

    pub async fn readable(&self) {
        if self.early.is_empty() {
            // An error shows itself when we read.
            let _ = poll_fn(|task| self.stream.poll_read_ready(task)).await;
        }
    }

    pub async fn writable(&self) {
        let _ = poll_fn(|task| self.stream.poll_write_ready(task)).await;
    }

    /// Reads once, and gives each message that is complete to `take`.
    pub fn read(&mut self, take: &mut impl FnMut(Incoming<'_>)) -> Result<Got, Farewell> {
        thread_local! {
            static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; READ_BYTES]);
        }
        if !self.early.is_empty() {
            let mut early = std::mem::take(&mut self.early);
            self.decoder.feed(&mut early, take)?;
            return Ok(Got::Something);
        }
        BUFFER.with_borrow_mut(|buffer| match read_once(&self.stream, buffer) {
            Ok(0) => Ok(Got::End),
            Ok(bytes) => {
                self.decoder.feed(&mut buffer[..bytes], take)?;
                Ok(Got::Something)
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(Got::NothingYet),
            Err(_) => Ok(Got::End),
        })
    }

    /// Says goodbye to somebody who finds no seat.
    pub async fn refuse(&mut self, farewell: Farewell) {
        let (code, reason) = farewell.on_the_wire();
        // A socket that has just opened has room for so little.
        let _ = self.stream.try_write(&framing::close(code, reason));
        self.hang_up().await;
    }

    /// Says goodbye behind everything that waits, and hangs up.
    pub async fn part(&mut self, link: &Link, farewell: Farewell) {
        let (code, reason) = farewell.on_the_wire();
        link.answer(framing::close(code, reason));
        link.flush();
        let written = async {
            while link.standing().blocked {
                self.writable().await;
                link.flush_blocked();
            }
        };
        let _ = tokio::time::timeout(GOODBYE_WITHIN, written).await;
        self.hang_up().await;
    }

    /// Ends our side, and takes what still comes until the peer has ended its own. Hanging up on
    /// what it still says would make its system throw our goodbye away.
    async fn hang_up(&mut self) {
        let _ = rustix::net::shutdown(&self.stream, Shutdown::Write);
        let heard_out = async { while self.stream.readable().await.is_ok() && self.skip() {} };
        let _ = tokio::time::timeout(GOODBYE_WITHIN, heard_out).await;
    }

    /// Throws away what has come; false at the end.
    fn skip(&self) -> bool {
        let mut ignored = [0; 1024];
        match self.stream.try_read(&mut ignored) {
            Ok(bytes) => bytes > 0,
            Err(error) => error.kind() == io::ErrorKind::WouldBlock,
        }
    }
}

/// A read that does not fill the buffer shows that nothing is left. The runtime hears of that here,
/// so that nobody has to ask the kernel once more to be told so.
fn read_once(stream: &TcpStream, buffer: &mut [u8]) -> io::Result<usize> {
    let mut got = 0;
    let attempt = stream.try_io(Interest::READABLE, || {
        got = rustix::io::read(stream, &mut *buffer)?;
        match got {
            got if got == 0 || got == buffer.len() => Ok(()),
            _ => Err(io::ErrorKind::WouldBlock.into()),
        }
    });
    match attempt {
        Err(_) if got > 0 => Ok(got),
        attempt => attempt.map(|()| got),
    }
}
