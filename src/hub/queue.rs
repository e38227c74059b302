//! What waits to be written to one peer.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io;

use bytes::{Buf, Bytes};

/// How much is put together for one write.
const WRITE_BYTES_MAX: usize = 64 * 1024;
/// Room for so many frames is kept when the queue is empty; more is given back.
const PIECES_KEPT: usize = 8;

/// The peer, as far as writing goes.
pub trait Wire: Send + Sync + 'static {
    /// Writes as much as the peer takes now, or says `WouldBlock`. Never waits.
    fn try_write(&self, bytes: &[u8]) -> io::Result<usize>;
}

#[derive(Default)]
pub(super) struct Queue {
    pieces: VecDeque<Bytes>,
    /// So many wait.
    pub bytes: usize,
    /// So many were written since the beginning.
    pub written: u64,
    /// The peer took less than there was.
    pub blocked: bool,
    /// Writing failed, or nobody is there any more: nothing is taken.
    pub broken: bool,
}

impl Queue {
    /// One frame is taken at least, however long it is: else it could never be sent.
    pub fn has_room(&self, more: usize, bytes_max: usize) -> bool {
        self.bytes == 0 || self.bytes + more <= bytes_max
    }

    pub fn put(&mut self, frame: Bytes) {
        if !self.broken {
            self.bytes += frame.len();
            self.pieces.push_back(frame);
        }
    }

    /// Writes until nothing is left or the peer takes no more.
    pub fn write_to(&mut self, wire: &dyn Wire) {
        self.blocked = false;
        while let Some(front) = self.pieces.front() {
            let written = match self.pieces.len() {
                1 => wire.try_write(front),
                _ => write_together(wire, &self.pieces),
            };
            match written {
                Ok(0) => return self.give_up(),
                Ok(bytes) => self.advance(bytes),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.blocked = true;
                    return;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return self.give_up(),
            }
        }
        self.pieces.shrink_to(PIECES_KEPT);
    }

    fn advance(&mut self, mut written: usize) {
        self.bytes -= written;
        self.written += written as u64;
        while let Some(front) = self.pieces.front_mut() {
            if front.len() > written {
                front.advance(written);
                return;
            }
            written -= front.len();
            self.pieces.pop_front();
        }
    }

    pub fn give_up(&mut self) {
        self.broken = true;
        (self.pieces, self.bytes) = (VecDeque::new(), 0);
    }
}

/// One contiguous write costs less than one of many pieces.
fn write_together(wire: &dyn Wire, pieces: &VecDeque<Bytes>) -> io::Result<usize> {
    thread_local! {
        static TOGETHER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    TOGETHER.with_borrow_mut(|together| {
        together.clear();
        for piece in pieces {
            let room = WRITE_BYTES_MAX - together.len();
            together.extend_from_slice(&piece[..piece.len().min(room)]);
            if together.len() == WRITE_BYTES_MAX {
                break;
            }
        }
        wire.try_write(together)
    })
}
