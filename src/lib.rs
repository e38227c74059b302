//! Teahouse: a realtime chat-and-accounts server.
//!
//! The rooms, in the order in which a request passes through them. A room may use only rooms on
//! lower floors; `tests/it/house.rs` reads the `use` lines and holds the table.
//!
//! *main* — names everything, decides nothing
//! - [`server`]: the composition root; the only place that names concrete engines and transports.
//! - [`shutdown`]: stop taking work, wait for work, cut.
//! - [`config`]: `config.toml` is the defaults; the environment and a file override it.
//! - [`cli`]: what can be said on the command line, to a running server or to a closed store.
//!
//! *edges* — translate; hold no rule and no key of the store
//! - [`ws`]: the socket: what is on the wire, what a person types, the life of a connection.
//! - [`http`]: listening, mounting, bodies, errors as problems, `/v1`, health, metrics, documents.
//! - [`dialects`]: the contracts of other front ends, each a thin translation of its own.
//! - [`control`]: what the command line may order, over a socket in the data directory.
//!
//! *rules* — decide; know no HTTP, no JSON, no sentence of any contract
//! - [`accounts`]: who people are and how they prove it.
//! - [`chat`]: what is said, to whom, in which order.
//!
//! *means* — do one thing each; do not know each other (the courier knows the outbox port)
//! - [`hub`]: who is connected now, and getting ready-made bytes to them.
//! - [`store`]: what survives: the port and its promises, records, the engines.
//! - [`courier`]: mail and SMS out of the durable outbox.
//! - [`tokens`]: signing, opaque keys, sealing.
//! - [`captcha`]: drawing and judging pictures that a person can read.
//! - [`limits`]: how often may you try.
//!
//! *words* — know nothing
//! - [`values`]: what the words of the house mean: `Uid`, `Email`, `Millis`, `Clock`.

// What the binary, the integration tests and the benchmarks name. The compiler tells of everything
// else that nobody uses.
pub mod captcha;
pub mod chat;
pub mod cli;
pub mod config;
pub mod courier;
pub mod hub;
pub mod store;
pub mod values;

mod accounts;
mod control;
mod dialects;
mod http;
mod limits;
mod server;
mod shutdown;
mod tokens;
mod ws;
