//! `[socket]`: what one connection of the chat may take.

use std::time::Duration;

use serde::Deserialize;

use super::kinds::Within;
use crate::hub::HubLimits;
use crate::limits::Rate;
use crate::ws;
use crate::ws::pace::PaceLimits;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Socket {
    pub frame_bytes_max: Within<1024, { 1 << 20 }>,
    pub frames_per_second: Within<1, 100_000>,
    pub frames_at_once: Within<1, 100_000>,
    pub connections_per_account_max: Within<1, 100_000>,
    pub queue_kibibytes: Within<16, 65_536>,
}

impl Socket {
    pub fn hub(&self) -> HubLimits {
        HubLimits {
            connections_per_account: self.connections_per_account_max.count(),
            queue_bytes: self.queue_kibibytes.count() << 10,
        }
    }

    /// The pace of who asks without a socket: as much at once, and as much in the long run.
    pub fn rest_pace(&self) -> Rate {
        let (at_once, a_second) = (self.frames_at_once.get(), self.frames_per_second.get());
        let times = u32::try_from(at_once).unwrap_or(u32::MAX);
        Rate { times, within: Duration::from_secs_f64(at_once as f64 / a_second as f64) }
    }

    pub fn settings(&self, scale: f64, allowed_origins: &[String]) -> ws::Settings {
        ws::Settings {
            allowed_origins: allowed_origins.to_owned(),
            frame_bytes_max: self.frame_bytes_max.count(),
            pace: PaceLimits {
                rate: scaled(self.frames_per_second.get(), scale),
                burst: scaled(self.frames_at_once.get(), scale),
            },
        }
    }
}

/// At least one, or nobody could ever say anything.
fn scaled(number: u64, scale: f64) -> u32 {
    (number as f64 * scale).clamp(1.0, 1e9) as u32
}
