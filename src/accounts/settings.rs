//! Everything about accounts that a deployment may set.

use std::time::Duration;

use super::{CodePolicy, Knocking, LinkPolicy, PasswordPolicy};
use crate::store::{CodePace, Role};
use crate::values::Language;

/// The canonical rules; a contract that differs hands in values of its own.
#[derive(Clone, Debug)]
pub struct Settings {
    pub registration: Registration,
    pub password: PasswordPolicy,
    pub code: CodePolicy,
    pub mail_pace: CodePace,
    pub sms_pace: CodePace,
    /// Country prefixes (`+86`) to which a text message may go. What a stranger can make us spend
    /// is decided here, before anything is sent.
    pub sms_prefixes: Vec<String>,
    pub sessions: Sessions,
    pub hashing: Hashing,
    /// Names nobody can take, besides those that are always reserved.
    pub reserved_names: Vec<String>,
    /// How long the username of somebody who left stays taken.
    pub username_held: Duration,
    /// In which language to write to people who did not just ask for something in theirs.
    pub language: Language,
    /// How many one account may follow, and how many it may block.
    pub ties_max: usize,
}

/// What a registration must bring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    pub open: bool,
    /// An e-mail address must be proven by a code.
    pub email_code: bool,
    /// A phone number must be proven by a code.
    pub phone_code: bool,
    pub captcha: bool,
    /// False lets in who proves an address and never sets a password.
    pub password: bool,
    /// The roles that a stranger may give himself.
    pub roles: Vec<Role>,
    /// Sends a link that proves the e-mail address; nobody has to wait for it.
    pub confirm_by_link: Option<LinkPolicy>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sessions {
    /// A session that was not refreshed for so long has ended.
    pub idle: Duration,
    /// No session gets older than this, however busy.
    pub life: Duration,
    /// How many an account may have; the one seen longest ago makes way.
    pub per_account: usize,
    /// How long two tabs that refresh at once get the same successor.
    pub refresh_grace: Duration,
    /// How often at most it is written down that a session was seen.
    pub seen_every: Duration,
}

/// The cost of Argon2id, and how much of it may happen at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hashing {
    pub memory_kib: u32,
    pub passes: u32,
    pub lanes: u32,
    /// Hashes at one time; each takes `memory_kib` and a core.
    pub parallel: usize,
    /// How many may wait for their turn before the next is told to come back.
    pub waiting: usize,
}

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl Default for Settings {
    fn default() -> Settings {
        let pace = CodePace {
            interval: MINUTE,
            per_address_hour: 5,
            per_address_day: 10,
            per_channel_day: 10_000,
        };
        Settings {
            registration: Registration::default(),
            password: PasswordPolicy::default(),
            code: CodePolicy {
                digits: 6,
                lives: 10 * MINUTE,
                tries: 5,
                knocking: Knocking::Uniform,
                to_claimed: false,
            },
            mail_pace: pace,
            sms_pace: CodePace { per_channel_day: 1_000, ..pace },
            sms_prefixes: vec!["+86".into()],
            sessions: Sessions::default(),
            hashing: Hashing::default(),
            reserved_names: Vec::new(),
            username_held: 30 * DAY,
            language: Language::default(),
            ties_max: 2_000,
        }
    }
}

impl Default for Registration {
    fn default() -> Registration {
        Registration {
            open: true,
            email_code: true,
            phone_code: true,
            captcha: false,
            password: true,
            roles: vec![Role::NormalUser],
            confirm_by_link: None,
        }
    }
}

impl Default for Sessions {
    fn default() -> Sessions {
        Sessions {
            idle: 14 * DAY,
            life: 30 * DAY,
            per_account: 50,
            refresh_grace: Duration::from_secs(10),
            seen_every: 5 * MINUTE,
        }
    }
}

impl Default for Hashing {
    fn default() -> Hashing {
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
        Hashing { memory_kib: 19_456, passes: 2, lanes: 1, parallel: cores, waiting: 64 * cores }
    }
}
