//! The contracts of other front ends, word for word, against the real binary.

mod browser;
mod captcha_session;
mod clinic;
mod codes;
mod documents;
mod gateway;
mod phone;
mod rest_auth;
mod talk;
mod together;
mod walker;
