//! `teahouse admin create`.

use clap::Args;

use super::password::{self, NewPassword};
use super::role_parser;
use crate::cli::print::Print;
use crate::cli::{Common, Exit, Failure, carry_out};
use crate::control::{NewAccount, Order};
use crate::store::Role;

const EXAMPLES: &str = "\
Examples:
  teahouse admin create alice --role admin
  teahouse admin create alice --email alice@example.org --password-stdin < password.txt
  teahouse admin create --phone +8613800138000";

/// Create an account; names that strangers may not take are allowed
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Create {
    /// The username
    #[arg(required_unless_present_any = ["email", "phone"])]
    username: Option<String>,
    /// An e-mail address; it counts as not proven until its owner enters a code
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// A phone number; it counts as not proven until its owner enters a code
    #[arg(long, value_name = "NUMBER")]
    phone: Option<String>,
    #[arg(long, value_name = "NAME", default_value = "")]
    display_name: String,
    #[arg(long, default_value = "normal_user", value_parser = role_parser())]
    role: Role,
    #[command(flatten)]
    password: NewPassword,
}

impl Create {
    pub fn run(self, common: &Common, print: Print) -> Result<Exit, Failure> {
        let password = self.password.get()?;
        let outcome = carry_out(
            common,
            Order::Create(NewAccount {
                username: self.username,
                email: self.email,
                phone: self.phone,
                display_name: self.display_name,
                role: self.role,
                password: password.secret.clone(),
            }),
        )?;
        password::say(print, &outcome, &password);
        Ok(Exit::Done)
    }
}
