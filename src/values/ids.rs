//! Numbers and identifiers.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Millis, Random};

/// A person's number: positive, never reused, below 2^53 so that JavaScript can hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Uid(pub u64);

impl Uid {
    /// The highest that a double can count to without a gap.
    pub const LAST: Uid = Uid((1 << 53) - 1);

    pub fn parse(text: &str) -> Option<Uid> {
        let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let number = if plain { text.parse().ok()? } else { return None };
        (1..=Uid::LAST.0).contains(&number).then_some(Uid(number))
    }
}

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Defines an identifier that sorts by the time at which it was made.
macro_rules! time_ordered_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            pub fn new(at: Millis, random: &dyn Random) -> $name {
                let millis = u64::try_from(at.0).unwrap_or(0);
                let bytes = random.bytes::<10>();
                $name(uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid())
            }

            pub fn parse(text: &str) -> Option<$name> {
                Uuid::parse_str(text).ok().map($name)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }
    };
}

time_ordered_id! {
    /// One signed-in device.
    SessionId
}

time_ordered_id! {
    /// One letter in the outbox.
    MailId
}

time_ordered_id! {
    /// One picture that somebody is to read.
    CaptchaId
}

time_ordered_id! {
    /// One file that somebody has sent us.
    UploadId
}
