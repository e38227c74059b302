//! `teahouse admin letters`.

use clap::Args;

use super::Limit;
use crate::control::Order;
use crate::values::MailId;

/// List letters that are not handed over, the newest first; what they say stays sealed
#[derive(Debug, Args)]
pub struct Letters {
    /// Begin before this letter
    #[arg(long, value_name = "ID", value_parser = mail_id)]
    before: Option<MailId>,
    #[command(flatten)]
    limit: Limit,
}

impl Letters {
    pub fn order(self) -> Order {
        Order::Letters { before: self.before, limit: self.limit.rows() }
    }
}

fn mail_id(typed: &str) -> Result<MailId, &'static str> {
    MailId::parse(typed).ok_or("not the id of a letter; allowed: a UUID, as the list shows it")
}
