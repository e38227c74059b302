//! Mail and SMS out of the durable outbox.
//!
//! A rule asks [`Post`] for a letter and hands it to the store with what caused it, in one batch.
//! Deliberately absent: who gets a letter and why (the rules'), and whether a code is right
//! (the store's).

mod kind;
mod post;
mod seal;

pub use kind::LetterKind;
pub use post::Post;

#[cfg(test)]
mod tests;
