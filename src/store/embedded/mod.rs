//! The store inside the binary: one ordered tree of bytes, one thread that writes it.
//!
//! - [`engine`]: what an engine must do (sled, redb, memory); five methods.
//! - [`layer`]: writes that are decided but not yet durable, laid over what is.
//!
//! A writing call of the port is a *decision*: a function that reads a [`layer::Layer`] and writes
//! into it. The committer runs the decisions of all who wait one after another, hands what they
//! wrote to the engine as one batch, and answers when that batch is durable. So no decision ever
//! meets another, and none needs a compare-and-swap.

pub mod engine;
pub mod layer;
pub mod memory;
