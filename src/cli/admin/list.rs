//! `teahouse admin list`.

use clap::Args;

use super::Limit;
use crate::control::Order;
use crate::values::Uid;

/// List accounts, in order of uid
#[derive(Debug, Args)]
pub struct List {
    /// Begin behind this uid
    #[arg(long, value_name = "UID", value_parser = uid)]
    after: Option<Uid>,
    #[command(flatten)]
    limit: Limit,
}

impl List {
    pub fn order(self) -> Order {
        Order::List { after: self.after, limit: self.limit.rows() }
    }
}

fn uid(typed: &str) -> Result<Uid, &'static str> {
    Uid::parse(typed).ok_or("not a uid; allowed: a positive number")
}
