//! Why a connection is closed: the one table of codes and reasons.
//!
//! Codes from 4000 on tell the client what to do next: below 4500 it may come back, with back-off;
//! from 4500 on it would meet the same answer again.

use super::decoder::Broken;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Farewell {
    /// The peer closed first; it gets its own code back.
    Echo(Option<u16>),
    ShuttingDown,
    ProtocolError,
    BinaryFrame,
    NotUtf8,
    TooBig,
    /// What a connection needs to begin cannot be read just now.
    TryAgain,
    TooFast,
    NoPong,
    SessionEnded,
    TooManyConnections,
}

impl Farewell {
    /// Every one that we say of our own accord, for the documents and the tests.
    pub const TABLE: [Farewell; 10] = [
        Farewell::ShuttingDown,
        Farewell::ProtocolError,
        Farewell::BinaryFrame,
        Farewell::NotUtf8,
        Farewell::TooBig,
        Farewell::TryAgain,
        Farewell::TooFast,
        Farewell::NoPong,
        Farewell::SessionEnded,
        Farewell::TooManyConnections,
    ];

    /// For the numbers.
    pub fn word(self) -> &'static str {
        match self {
            Farewell::Echo(_) => "closed_by_peer",
            Farewell::ShuttingDown => "shutting_down",
            Farewell::ProtocolError => "protocol_error",
            Farewell::BinaryFrame => "binary_frame",
            Farewell::NotUtf8 => "not_utf8",
            Farewell::TooBig => "too_big",
            Farewell::TryAgain => "try_again",
            Farewell::TooFast => "too_fast",
            Farewell::NoPong => "no_pong",
            Farewell::SessionEnded => "session_ended",
            Farewell::TooManyConnections => "too_many_connections",
        }
    }

    /// The code and the reason on the wire. A peer that gave no code gets none.
    pub fn on_the_wire(self) -> (Option<u16>, &'static str) {
        let (code, reason) = match self {
            Farewell::Echo(code) => return (code, ""),
            Farewell::ShuttingDown => (1001, "shutting down"),
            Farewell::ProtocolError => (1002, "not the WebSocket protocol"),
            Farewell::BinaryFrame => (1003, "frames here are text"),
            Farewell::NotUtf8 => (1007, "text must be UTF-8"),
            Farewell::TooBig => (1009, "frame over the limit"),
            Farewell::TryAgain => (1013, "not now"),
            Farewell::TooFast => (4008, "kept sending too fast"),
            Farewell::NoPong => (4010, "no pong for a ping"),
            Farewell::SessionEnded => (4501, "the session was ended"),
            Farewell::TooManyConnections => (4509, "too many connections of this account"),
        };
        (Some(code), reason)
    }
}

impl From<Broken> for Farewell {
    fn from(broken: Broken) -> Farewell {
        match broken {
            Broken::Protocol => Farewell::ProtocolError,
            Broken::NotUtf8 => Farewell::NotUtf8,
            Broken::TooBig => Farewell::TooBig,
        }
    }
}
