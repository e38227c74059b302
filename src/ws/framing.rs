//! RFC 6455, the half that we write: frames of a server are unmasked, so that one encoding serves
//! every connection.

use std::io;

use bytes::Bytes;
use serde::Serialize;
use tokio_tungstenite::tungstenite::protocol::frame::FrameHeader;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Control, Data, OpCode};

/// The longest header of an unmasked frame.
const HEADER_MAX: usize = 10;

/// A text frame with `what` as JSON, written once.
pub fn json(what: &impl Serialize) -> Bytes {
    build(OpCode::Data(Data::Text), |body| serde_json::to_writer(body, what).map_err(Into::into))
}

pub fn ping() -> Bytes {
    build(OpCode::Control(Control::Ping), |_| Ok(()))
}

pub fn pong(payload: &[u8]) -> Bytes {
    build(OpCode::Control(Control::Pong), |body| io::Write::write_all(body, payload))
}

/// A close frame; without a code it says nothing, as the peer did.
pub fn close(code: Option<u16>, reason: &str) -> Bytes {
    build(OpCode::Control(Control::Close), |body| {
        if let Some(code) = code {
            body.extend_from_slice(&code.to_be_bytes());
            body.extend_from_slice(reason.as_bytes());
        }
        Ok(())
    })
}

/// A data frame of any kind, for the echo that conformance suites talk to.
#[cfg(feature = "echo")]
pub fn data(text: bool, payload: &[u8]) -> Bytes {
    let kind = if text { Data::Text } else { Data::Binary };
    build(OpCode::Data(kind), |body| io::Write::write_all(body, payload))
}

/// Writes the body behind room for the longest header, then the header right before it.
fn build(opcode: OpCode, write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> Bytes {
    let mut frame = Vec::with_capacity(256);
    frame.resize(HEADER_MAX, 0);
    // Writing into memory cannot fail, and none of our frames has a key that is no text.
    if let Err(error) = write(&mut frame) {
        tracing::error!(%error, "a frame could not be written");
    }
    let length = (frame.len() - HEADER_MAX) as u64;
    let header = FrameHeader { opcode, ..FrameHeader::default() };
    let start = HEADER_MAX - header.len(length);
    let mut room = &mut frame[start..HEADER_MAX];
    let _ = header.format(length, &mut room);
    Bytes::from(frame).slice(start..)
}
