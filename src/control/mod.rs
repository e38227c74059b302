//! What whoever can start a program on the machine may order, without a login.
//!
//! The embedded store belongs to one process. So an [`Order`] goes through a socket in the data
//! directory to the server that runs there; where none does, the command opens the store itself
//! and calls the very same [`execute()`]. Who may reach the socket is decided by the modes of
//! directory and socket alone: whoever can write there could as well write the store's own files.
//!
//! - [`order`], [`outcome`], [`refusal`]: what is said both ways; [`execute()`] does it.
//! - [`door`]: the server's side of the socket; [`client`]: the command's side; [`place`]: where
//!   it is.
//! - [`secret`]: the secret of the house goes into a backup and comes out of it.
//!
//! What goes over the socket is no public interface: both ends are the same program, and what one
//! of them does not understand is refused. Scripts read what the commands print.

pub mod client;
pub mod door;
mod execute;
pub mod order;
pub mod outcome;
mod place;
pub mod refusal;
pub mod secret;
#[cfg(test)]
mod tests;

pub use client::ask;
pub use door::Door;
pub use execute::execute;
pub use order::{NewAccount, Order};
pub use outcome::Outcome;
pub use refusal::{Refusal, Why};

use std::sync::Arc;

use crate::accounts::Accounts;
use crate::hub::Hub;
use crate::store::embedded::EmbeddedStore;

/// What orders are carried out on, whether a server runs or not.
#[derive(Clone)]
pub struct Yard {
    pub accounts: Accounts,
    pub store: Arc<EmbeddedStore>,
    /// Who is connected; none where no server runs.
    pub hub: Option<Arc<Hub>>,
}

pub type Answer = Result<Outcome, Refusal>;
