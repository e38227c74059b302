//! `teahouse admin password`.

use clap::Args;

use super::password::{self, NewPassword};
use crate::cli::print::Print;
use crate::cli::{Common, Exit, Failure, carry_out};
use crate::control::Order;

const EXAMPLES: &str = "\
Examples:
  teahouse admin password @alice                    a password is made up and printed once
  teahouse admin password @alice --password-stdin   asks for it, or reads it from a pipe";

/// Give somebody a new password, end their sessions, and tell them
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct SetPassword {
    /// A uid, @username or login name
    who: String,
    #[command(flatten)]
    password: NewPassword,
}

impl SetPassword {
    pub fn run(self, common: &Common, print: Print) -> Result<Exit, Failure> {
        let password = self.password.get()?;
        let order = Order::SetPassword { who: self.who, password: password.secret.clone() };
        password::say(print, &carry_out(common, order)?, &password);
        Ok(Exit::Done)
    }
}
