//! Messages, and what can be done to one.

pub mod delete;
pub mod edit;
pub mod pin;
pub mod react;
pub mod send;
pub mod show;
pub mod unpin;
pub mod unreact;
