//! `[codes]`: the codes that prove an address.

use std::time::Duration;

use serde::{Deserialize, Deserializer};

use super::kinds::{self, Within};
use crate::accounts::{CodePolicy, Knocking};
use crate::store::CodePace;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Codes {
    pub digits: Within<6, 10>,
    pub life_minutes: Within<1, 60>,
    pub tries: Within<1, 20>,
    pub interval_seconds: Within<0, 3600>,
    pub per_address_hour: Within<1, 1000>,
    pub per_address_day: Within<1, 1000>,
    pub mails_per_day: Within<1, 100_000_000>,
    pub texts_per_day: Within<1, 100_000_000>,
    #[serde(deserialize_with = "prefixes")]
    pub text_prefixes: Vec<String>,
}

impl Codes {
    pub fn policy(&self) -> CodePolicy {
        let small = |number: u64| u8::try_from(number).unwrap_or(u8::MAX);
        CodePolicy {
            digits: small(self.digits.get()),
            lives: Duration::from_secs(60 * self.life_minutes.get()),
            tries: small(self.tries.get()),
            knocking: Knocking::Uniform,
            to_claimed: false,
        }
    }

    pub fn mail_pace(&self) -> CodePace {
        self.pace(self.mails_per_day.get())
    }

    pub fn text_pace(&self) -> CodePace {
        self.pace(self.texts_per_day.get())
    }

    fn pace(&self, per_day: u64) -> CodePace {
        let number = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        CodePace {
            interval: Duration::from_secs(self.interval_seconds.get()),
            per_address_hour: number(self.per_address_hour.get()),
            per_address_day: number(self.per_address_day.get()),
            per_channel_day: number(per_day),
        }
    }
}

fn prefixes<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let prefixes = kinds::list(from)?;
    let is_prefix = |text: &&String| {
        let digits = text.strip_prefix('+').unwrap_or_default();
        (1..=7).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    match prefixes.iter().find(|text| !is_prefix(text)) {
        None => Ok(prefixes),
        Some(text) => Err(kinds::refused(text, "not a prefix", "a plus and digits, such as +86")),
    }
}
