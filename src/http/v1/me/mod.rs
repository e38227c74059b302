//! One's own account.

pub mod show;
