//! A WebSocket over a bare TCP stream: bytes in, bytes out, and the goodbye.
//!
//! One read buffer serves all connections of a thread, so a connection that is idle holds none.
//! Writing is the [`Link`]'s: it writes on whatever thread has something for this peer.

use std::cell::RefCell;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::io::{AsyncRead, ReadBuf};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

use super::close::Farewell;
use super::decoder::{Decoder, DecoderLimits, Incoming};
use super::framing;
use crate::hub::{Link, Wire};

const READ_BYTES: usize = 32 * 1024;
/// How long a peer may take to receive our goodbye and give its own.
const GOODBYE_WITHIN: Duration = Duration::from_secs(2);

pub struct Socket {
    reader: OwnedReadHalf,
    writer: Arc<OwnedWriteHalf>,
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

struct Tcp(Arc<OwnedWriteHalf>);

impl Wire for Tcp {
    fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        self.0.try_write(bytes)
    }
}

impl Socket {
    pub fn new(stream: TcpStream, early: Vec<u8>, limits: DecoderLimits) -> Socket {
        // Whoever waited for the stream before is still noted to be woken, and kept in memory by
        // that: the whole task that read the request, as long as the socket is open and silent.
        let nobody = &mut Context::from_waker(Waker::noop());
        let _ = stream.poll_read_ready(nobody);
        let _ = stream.poll_write_ready(nobody);
        let (reader, writer) = stream.into_split();
        Socket { reader, writer: Arc::new(writer), decoder: Decoder::new(limits), early }
    }

    pub fn wire(&self) -> Box<dyn Wire> {
        Box::new(Tcp(Arc::clone(&self.writer)))
    }

    pub async fn readable(&self) {
        if self.early.is_empty() {
            // An error shows itself when we read.
            let _ = self.reader.readable().await;
        }
    }

    pub async fn writable(&self) {
        let _ = self.writer.writable().await;
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
        BUFFER.with_borrow_mut(|buffer| {
            let mut read = ReadBuf::new(buffer);
            match self.poll_read(&mut read) {
                Poll::Ready(Ok(())) if !read.filled().is_empty() => {
                    self.decoder.feed(read.filled_mut(), take)?;
                    Ok(Got::Something)
                }
                Poll::Ready(_) => Ok(Got::End),
                Poll::Pending => Ok(Got::NothingYet),
            }
        })
    }

    /// A poll, not a try: a read that did not fill the buffer shows that nothing is left, so that
    /// nobody has to ask the kernel once more to hear that.
    fn poll_read(&mut self, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let nobody = &mut Context::from_waker(Waker::noop());
        Pin::new(&mut self.reader).poll_read(nobody, into)
    }

    /// Says goodbye to somebody who finds no seat.
    pub async fn refuse(&mut self, farewell: Farewell) {
        let (code, reason) = farewell.on_the_wire();
        // A socket that has just opened has room for so little.
        let _ = self.writer.try_write(&framing::close(code, reason));
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
        let stream: &TcpStream = self.reader.as_ref();
        let _ = rustix::net::shutdown(stream, rustix::net::Shutdown::Write);
        let heard_out = async { while self.reader.readable().await.is_ok() && self.skip() {} };
        let _ = tokio::time::timeout(GOODBYE_WITHIN, heard_out).await;
    }

    /// Throws away what has come; false at the end.
    fn skip(&self) -> bool {
        let mut ignored = [0; 1024];
        match self.reader.try_read(&mut ignored) {
            Ok(bytes) => bytes > 0,
            Err(error) => error.kind() == io::ErrorKind::WouldBlock,
        }
    }
}
