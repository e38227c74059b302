//! The HTTP edge: what every front end that speaks HTTP shares, and the canonical API.
//!
//! A request passes through, in this order:
//! - [`listen`]: accepting, how many at once, how long they may take; who the client is.
//! - [`around`]: what happens to every request whoever answers it: its number, headers for
//!   security, CORS, the log line, the numbers.
//! - [`mount`]: one warp filter per front end, and under it that front end's own route table
//!   ([`table`], [`path`]): who may come in ([`handler`], [`auth`], [`cookies`], [`origin`]), the
//!   body ([`body`]).
//! - a handler, which gets a [`call`] ([`json`], [`query`]) and answers with [`reply`] or a
//!   [`problem`].
//!
//! What is mounted: [`v1`], and everything of the server itself in [`grounds`] ([`health`],
//! [`metrics`], [`web`], [`inbox`]). [`openapi`] describes what is mounted from the tables.
//!
//! Deliberately absent: rules (they are in `accounts`), the store's keys, and HTTP/2, which belongs
//! to the proxy in front.

pub mod around;
pub mod auth;
pub mod body;
pub mod call;
pub mod content;
pub mod cookies;
pub mod grounds;
pub mod handler;
pub mod health;
pub mod inbox;
pub mod json;
pub mod listen;
pub mod metrics;
pub mod mount;
pub mod openapi;
pub mod origin;
pub mod path;
pub mod problem;
pub mod query;
pub mod refusal;
pub mod reply;
pub mod table;
pub mod v1;
pub mod web;

pub use problem::{Code, Problem};
pub use reply::Response;

#[cfg(test)]
mod tests;
