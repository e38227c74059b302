//! The integration tests: through the real binary.

#![expect(clippy::unwrap_used, reason = "a test that meets what it did not expect has failed")]

mod chats;
mod cli;
mod courier;
mod dialects;
mod durability;
mod edge;
mod house;
mod journeys;
mod load;
mod model;
mod readers;
mod security;
mod socket;
mod support;
mod v1;
