//! New passwords for who has lost the old one.

pub mod create;
