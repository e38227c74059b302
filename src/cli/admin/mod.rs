//! `teahouse admin`: what an admin may do, without a login.

mod audit;
mod create;
mod letters;
mod list;
mod password;
mod set_password;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};

use super::print::Print;
use super::{Common, Exit, Failure, carry_out};
use crate::control::Order;
use crate::store::Role;

const EXAMPLES: &str = "\
WHO is a uid (7), a username behind an @ (@alice), or any login name (alice@example.org). Digits
alone are a uid; write a phone number with its +.

Examples:
  teahouse admin create alice --role admin          a password is made up and printed once
  teahouse admin disable @alice                     her sessions end at once
  teahouse admin list --limit 50 --json
  teahouse admin audit --about @alice

The orders go to the server that runs in the data directory; where none runs they are carried out
without it. Give the same --config and --data as the server has.";

/// Accounts, the outbox and the audit log, for whoever owns the data directory
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Admin {
    #[command(flatten)]
    print: Print,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Create(create::Create),
    /// Let somebody in no longer, and end their sessions
    Disable(Who),
    /// Let somebody in again
    Enable(Who),
    Role(SetRole),
    /// Sign somebody out everywhere
    EndSessions(Who),
    Password(set_password::SetPassword),
    List(list::List),
    /// Show an account
    Show(Who),
    Letters(letters::Letters),
    Audit(audit::Audit),
    /// Show how much there is of everything, and how the store is
    Numbers,
}

#[derive(Debug, Args)]
struct Who {
    /// A uid, @username or login name
    who: String,
}

/// Give somebody another role, and end their sessions
#[derive(Debug, Args)]
struct SetRole {
    /// A uid, @username or login name
    who: String,
    #[arg(value_parser = role_parser())]
    role: Role,
}

impl Admin {
    pub fn run(self, common: &Common) -> Result<Exit, Failure> {
        let order = match self.what {
            What::Create(create) => return create.run(common, self.print),
            What::Password(set) => return set.run(common, self.print),
            What::Disable(Who { who }) => Order::Disable { who },
            What::Enable(Who { who }) => Order::Enable { who },
            What::Role(SetRole { who, role }) => Order::SetRole { who, role },
            What::EndSessions(Who { who }) => Order::EndSessions { who },
            What::Show(Who { who }) => Order::Show { who },
            What::List(list) => list.order(),
            What::Letters(letters) => letters.order(),
            What::Audit(audit) => audit.order(),
            What::Numbers => Order::Numbers,
        };
        self.print.outcome(&carry_out(common, order)?);
        Ok(Exit::Done)
    }
}

/// The words for roles, as they are in records and in `/v1`.
pub const ROLES: [(&str, Role); 4] = [
    ("normal_user", Role::NormalUser),
    ("vip_user", Role::VipUser),
    ("creator", Role::Creator),
    ("admin", Role::Admin),
];

fn role_parser() -> impl TypedValueParser<Value = Role> {
    PossibleValuesParser::new(ROLES.map(|(word, _)| word)).map(|typed| {
        let known = ROLES.iter().find(|(word, _)| *word == typed);
        known.map_or(Role::default(), |(_, role)| *role)
    })
}

/// How much of a list to show.
#[derive(Debug, Args)]
struct Limit {
    /// How many to show
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=200))]
    limit: u16,
}

impl Limit {
    fn rows(&self) -> usize {
        usize::from(self.limit)
    }
}
