//! A WebSocket over a bare TCP stream: bytes in, bytes out, and the goodbye.
//!
//! One read buffer serves all connections of a thread, so a connection that is idle holds none.
//! Writing is the [`Link`]'s: it writes on whatever thread has something for this peer.

use std::cell::RefCell;
use std::io;
use std::sync::Arc;
use std::time::Duration;

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

struct Tcp(Arc<TcpStream>);

impl Wire for Tcp {
    fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        self.0.try_write(bytes)
    }
}

impl Socket {
    pub fn new(stream: TcpStream, early: Vec<u8>, limits: DecoderLimits) -> Socket {
        Socket { stream: Arc::new(stream), decoder: Decoder::new(limits), early }
    }

    pub fn wire(&self) -> Box<dyn Wire> {
        Box::new(Tcp(Arc::clone(&self.stream)))
    }

    pub async fn readable(&self) {
        if self.early.is_empty() {
            // An error shows itself when we read.
            let _ = self.stream.readable().await;
        }
    }

    pub async fn writable(&self) {
        let _ = self.stream.writable().await;
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
        BUFFER.with_borrow_mut(|buffer| match self.stream.try_read(buffer) {
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
    pub async fn refuse(self, farewell: Farewell) {
        let (code, reason) = farewell.on_the_wire();
        // A socket that has just opened has room for so little.
        let _ = self.stream.try_write(&framing::close(code, reason));
        self.hang_up().await;
    }

    /// Says goodbye behind everything that waits, and hangs up.
    pub async fn part(self, link: &Link, farewell: Farewell) {
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
    async fn hang_up(self) {
        let _ = rustix::net::shutdown(&*self.stream, rustix::net::Shutdown::Write);
        let mut ignored = [0; 1024];
        let heard_out = async {
            loop {
                let _ = self.stream.readable().await;
                match self.stream.try_read(&mut ignored) {
                    Ok(1..) => {}
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                    Ok(0) | Err(_) => return,
                }
            }
        };
        let _ = tokio::time::timeout(GOODBYE_WITHIN, heard_out).await;
    }
}
