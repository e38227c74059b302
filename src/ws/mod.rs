//! The WebSocket edge.

pub mod close;
pub mod credential;
pub mod decoder;
pub mod frame;
pub mod framing;
pub mod handshake;
pub mod heart;
pub mod json;
pub mod line;
pub mod pace;
pub mod say;
pub mod session;
pub mod socket;

#[cfg(test)]
mod tests;
