//! RFC 6455, the half that we read: bytes in, whole messages out.
//!
//! The bytes come out of a buffer that all connections share, and most messages are read where
//! they lie; a decoder holds memory only while a message is under way. Deliberately absent:
//! extensions (none is ever accepted, so a reserved bit is an error) and the client's role.

use std::io::Cursor;
use std::str;

use tokio_tungstenite::tungstenite::protocol::frame::FrameHeader;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{CloseCode, Control, Data, OpCode};

const CONTROL_BYTES_MAX: u64 = 125;

/// How much of one message is taken at all.
#[derive(Clone, Copy, Debug)]
pub struct DecoderLimits {
    pub message_bytes: usize,
    /// A message in more pieces than this is an attack on our patience, not a message.
    pub fragments: usize,
}

/// What the peer says.
#[derive(Debug, PartialEq, Eq)]
pub enum Incoming<'a> {
    Text(&'a str),
    Binary(&'a [u8]),
    Ping(&'a [u8]),
    Pong,
    /// The last thing it says; the code, if any, is to be sent back.
    Close(Option<u16>),
}

/// Why the peer cannot be understood any further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error("protocol error")]
    Protocol,
    #[error("text is not UTF-8")]
    NotUtf8,
    #[error("message too big")]
    TooBig,
}

#[derive(Debug)]
pub struct Decoder {
    limits: DecoderLimits,
    /// The beginning of a frame whose rest has not come yet.
    held: Vec<u8>,
    message: Option<Fragments>,
    closed: bool,
}

/// A message of which the last fragment has not come yet.
#[derive(Debug)]
struct Fragments {
    text: bool,
    bytes: Vec<u8>,
    /// How much of it is known to be UTF-8.
    valid: usize,
    count: usize,
}

impl Decoder {
    pub fn new(limits: DecoderLimits) -> Decoder {
        Decoder { limits, held: Vec::new(), message: None, closed: false }
    }

    /// Takes what has arrived and gives each complete message to `take`. After a close frame or an
    /// error, whatever else comes is thrown away.
    pub fn feed(
        &mut self,
        arrived: &mut [u8],
        take: &mut impl FnMut(Incoming<'_>),
    ) -> Result<(), Broken> {
        let fed = if self.held.is_empty() {
            self.read_frames(arrived, take)
                .map(|read| self.held.extend_from_slice(&arrived[read..]))
        } else {
            let mut held = std::mem::take(&mut self.held);
            held.extend_from_slice(arrived);
            self.read_frames(&mut held, take).map(|read| {
                self.held = if read == 0 { held } else { held[read..].to_vec() };
            })
        };
        if fed.is_err() || self.closed {
            self.closed = true;
            (self.held, self.message) = (Vec::new(), None);
        }
        fed
    }

    /// The bytes it holds, for tests.
    #[cfg(test)]
    pub(super) fn memory(&self) -> usize {
        self.held.capacity() + self.message.as_ref().map_or(0, |message| message.bytes.capacity())
    }

    /// Reads all frames that are complete; says how many bytes they had.
    fn read_frames(
        &mut self,
        bytes: &mut [u8],
        take: &mut impl FnMut(Incoming<'_>),
    ) -> Result<usize, Broken> {
        let mut read = 0;
        while !self.closed {
            let mut cursor = Cursor::new(&bytes[read..]);
            let parsed = FrameHeader::parse(&mut cursor).map_err(|_| Broken::Protocol)?;
            let Some((header, length)) = parsed else { break };
            let start = read + usize::try_from(cursor.position()).unwrap_or(usize::MAX);
            let mask = self.judge(&header, length)?;
            let Some(end) = usize::try_from(length).ok().and_then(|n| start.checked_add(n)) else {
                return Err(Broken::TooBig);
            };
            let Some(payload) = bytes.get_mut(start..end) else { break };
            unmask(payload, mask);
            self.read_frame(&header, payload, take)?;
            read = end;
        }
        Ok(if self.closed { bytes.len() } else { read })
    }

    /// Everything that can be said against a frame before its payload is there.
    fn judge(&self, header: &FrameHeader, length: u64) -> Result<[u8; 4], Broken> {
        let reserved = header.rsv1 || header.rsv2 || header.rsv3;
        let fits = match header.opcode {
            OpCode::Control(_) => header.is_final && length <= CONTROL_BYTES_MAX,
            OpCode::Data(Data::Continue) => self.message.is_some(),
            OpCode::Data(_) => self.message.is_none(),
        };
        if reserved || !fits {
            return Err(Broken::Protocol);
        }
        let so_far = self.message.as_ref().map_or(0, |message| message.bytes.len());
        if length > (self.limits.message_bytes - so_far) as u64 {
            return Err(Broken::TooBig);
        }
        header.mask.ok_or(Broken::Protocol)
    }

    fn read_frame(
        &mut self,
        header: &FrameHeader,
        payload: &[u8],
        take: &mut impl FnMut(Incoming<'_>),
    ) -> Result<(), Broken> {
        match header.opcode {
            OpCode::Control(Control::Ping) => take(Incoming::Ping(payload)),
            OpCode::Control(Control::Pong) => take(Incoming::Pong),
            OpCode::Control(_) => {
                self.closed = true;
                take(Incoming::Close(close_code(payload)?));
            }
            OpCode::Data(Data::Continue) => return self.go_on(header.is_final, payload, take),
            OpCode::Data(kind) if header.is_final => take(match kind {
                Data::Text => Incoming::Text(utf8(payload)?),
                _ => Incoming::Binary(payload),
            }),
            OpCode::Data(kind) => {
                let text = kind == Data::Text;
                let mut message = Fragments { text, bytes: payload.to_vec(), valid: 0, count: 1 };
                message.check_text()?;
                self.message = Some(message);
            }
        }
        Ok(())
    }

    fn go_on(
        &mut self,
        last: bool,
        payload: &[u8],
        take: &mut impl FnMut(Incoming<'_>),
    ) -> Result<(), Broken> {
        let Some(mut message) = self.message.take() else { return Err(Broken::Protocol) };
        message.bytes.extend_from_slice(payload);
        message.count += 1;
        message.check_text()?;
        match last {
            false if message.count >= self.limits.fragments => return Err(Broken::TooBig),
            false => self.message = Some(message),
            true if message.text => take(Incoming::Text(utf8(&message.bytes)?)),
            true => take(Incoming::Binary(&message.bytes)),
        }
        Ok(())
    }
}

impl Fragments {
    /// Refuses bad text at the fragment that spoils it; a character may be cut in two.
    fn check_text(&mut self) -> Result<(), Broken> {
        if !self.text {
            return Ok(());
        }
        match str::from_utf8(&self.bytes[self.valid..]) {
            Ok(_) => self.valid = self.bytes.len(),
            Err(bad) if bad.error_len().is_none() => self.valid += bad.valid_up_to(),
            Err(_) => return Err(Broken::NotUtf8),
        }
        Ok(())
    }
}

fn utf8(bytes: &[u8]) -> Result<&str, Broken> {
    str::from_utf8(bytes).map_err(|_| Broken::NotUtf8)
}

/// The code of a close frame, if it has one and it may stand on the wire.
fn close_code(payload: &[u8]) -> Result<Option<u16>, Broken> {
    let Some((code, reason)) = payload.split_first_chunk::<2>() else {
        return if payload.is_empty() { Ok(None) } else { Err(Broken::Protocol) };
    };
    utf8(reason)?;
    let code = u16::from_be_bytes(*code);
    if CloseCode::from(code).is_allowed() { Ok(Some(code)) } else { Err(Broken::Protocol) }
}

/// The mask repeats every four bytes; eight at a time is what the compiler needs to do many more.
fn unmask(payload: &mut [u8], mask: [u8; 4]) {
    let [a, b, c, d] = mask;
    let twice = [a, b, c, d, a, b, c, d];
    let mut chunks = payload.chunks_exact_mut(8);
    for chunk in &mut chunks {
        for (byte, key) in chunk.iter_mut().zip(twice) {
            *byte ^= key;
        }
    }
    for (byte, key) in chunks.into_remainder().iter_mut().zip(twice) {
        *byte ^= key;
    }
}
