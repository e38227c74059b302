//! Codes that prove an address.

pub mod send;
