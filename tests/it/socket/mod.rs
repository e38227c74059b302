//! The socket, through the real binary.

mod attacks;
mod conversation;
mod door;
pub mod talker;
