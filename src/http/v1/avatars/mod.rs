//! Pictures.

pub mod show;
