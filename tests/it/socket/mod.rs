//! The socket, through the real binary.

mod attacks;
mod conversation;
mod door;
mod excess;
pub mod talker;
