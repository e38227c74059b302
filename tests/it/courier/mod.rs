//! The courier's transports against servers that are not ours.

mod killed;
pub mod other_side;
mod sms_http;
mod smtp;
