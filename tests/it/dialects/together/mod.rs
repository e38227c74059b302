//! One account behind all the contracts: whoever came in by one door is at home behind every other.

mod deeds;
mod doors;
mod endings;
mod fronts;
mod guesses;
mod leaks;
mod logins;
mod names;
mod races;

use crate::support::House;

/// Long enough for every contract and short enough for each.
pub const PASSWORD: &str = "Zq-tvw0lxYe";
pub const NEW: &str = "Ws8-nUrpLic";

pub const MAIL: &str = "zhang@example.com";
pub const PHONE: &str = "13800138000";

/// A house whose captchas a test can read.
pub fn house() -> House {
    House::easygoing().with("debug.captcha_answer", true)
}
