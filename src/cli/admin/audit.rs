//! `teahouse admin audit`.

use clap::Args;

use super::Limit;
use crate::control::Order;

/// Show what was done, the newest first
#[derive(Debug, Args)]
pub struct Audit {
    /// Only what was done to this account: a uid, @username or login name
    #[arg(long, value_name = "WHO")]
    about: Option<String>,
    /// Begin before this line
    #[arg(long, value_name = "NUMBER")]
    before: Option<u64>,
    #[command(flatten)]
    limit: Limit,
}

impl Audit {
    pub fn order(self) -> Order {
        Order::Audit { about: self.about, before: self.before, limit: self.limit.rows() }
    }
}
