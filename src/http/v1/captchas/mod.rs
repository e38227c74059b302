//! Captchas, for those who want to register.

pub mod create;
