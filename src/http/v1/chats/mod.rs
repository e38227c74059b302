//! Chats: what can be asked and done on the socket, by single requests, for programs that hold no
//! connection. What is written here reaches every connection like what is written there.

pub mod ask;
pub mod change;
pub mod close;
pub mod company;
pub mod create;
pub mod entry;
pub mod events;
pub mod list;
pub mod members;
pub mod messages;
pub mod pins;
pub mod read;
mod refused;
pub mod role;
pub mod shapes;
pub mod show;
pub mod typing;
