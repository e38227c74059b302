//! The WebSocket edge: the socket is ours from the upgrade on.
//!
//! A request passes through [`handshake`] (is it one?), [`credential`] (with what?) and [`guest`]
//! (who is it?); [`upgrade`] does these in order. Then there is a [`connection`] with a [`seat`],
//! which speaks through a [`socket`]: bytes become messages in [`decoder`], messages become requests
//! in [`frame`] ([`json`]) or, as a person types them, in [`mod@line`]; [`session`] decides what each
//! is to cause ([`pace`], [`heart`]), [`perform`] asks the rules, and what is said back is written
//! in [`say`] and [`entry`] ([`framing`]). Why a connection ends is in [`close`]. All of it is
//! described in [`asyncapi`].
//!
//! What others do reaches a connection through the hub, fed by [`fanout`].
//!
//! Deliberately absent: rules (`accounts` and `chat` have them), compression, and any state that
//! must survive.

pub mod asyncapi;
pub mod close;
mod company;
pub mod connection;
pub mod credential;
pub mod decoder;
#[cfg(feature = "echo")]
pub mod echo;
pub mod entry;
pub mod fanout;
pub mod frame;
pub mod framing;
pub mod guest;
pub mod handshake;
pub mod heart;
pub mod json;
pub mod line;
pub mod pace;
pub mod perform;
pub mod say;
pub mod seat;
pub mod session;
pub mod socket;
pub mod upgrade;

use std::sync::Arc;

use crate::accounts::Accounts;
use crate::chat::Chat;
use crate::hub::Hub;
use crate::limits::Limits;
use crate::values::{Clock, Random};

/// What the connections stand on.
pub struct House {
    pub accounts: Accounts,
    pub chat: Chat,
    pub hub: Arc<Hub>,
    pub limits: Arc<Limits>,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub settings: Settings,
}

#[derive(Clone, Debug)]
pub struct Settings {
    /// Origins beside our own whose pages may open a socket.
    pub allowed_origins: Vec<String>,
    /// The longest frame and the longest message.
    pub frame_bytes_max: usize,
    pub pace: pace::PaceLimits,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            allowed_origins: Vec::new(),
            frame_bytes_max: 64 * 1024,
            pace: pace::PaceLimits { rate: 20, burst: 60 },
        }
    }
}

#[cfg(test)]
mod tests;
