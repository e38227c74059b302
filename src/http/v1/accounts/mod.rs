//! Accounts that come into being.

pub mod create;
