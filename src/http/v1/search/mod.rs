//! Everything that was said.

pub mod find;
