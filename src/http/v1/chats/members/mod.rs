//! Who is in a chat.

pub mod add;
pub mod ban;
pub mod list;
pub mod remove;
pub mod role;
pub mod show;
pub mod unban;
