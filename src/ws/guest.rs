//! Who sits at the other end. There is no guest before the credential was found good, and no
//! connection without a guest.

use super::House;
use super::credential::Credential;
use crate::accounts::{AuthError, Caller, LoginError, Visit};
use crate::values::Uid;

/// Somebody who has shown who they are, and has not been seated yet.
#[derive(Debug)]
pub struct Guest {
    caller: Caller,
    /// The session was opened for this socket and ends with it.
    fleeting: bool,
    /// Nothing is pushed before the client has said from where.
    pub holds: bool,
}

/// Why somebody is not let in.
#[derive(Debug)]
pub enum NotLetIn {
    Token(AuthError),
    Password(LoginError),
}

impl Guest {
    pub async fn admit(
        house: &House,
        credential: Credential,
        visit: &Visit,
        holds: bool,
    ) -> Result<Guest, NotLetIn> {
        let from = visit.origin.address;
        let accounts = &house.accounts;
        let fleeting = matches!(credential, Credential::Password { .. });
        let caller = match credential {
            Credential::Token(token) | Credential::Cookie(token) => {
                accounts.authenticate(token.reveal(), from).await
            }
            Credential::Ticket(ticket) => accounts.redeem(ticket.reveal()).await,
            Credential::Password { name, password } => {
                let grant = accounts.login(&name, &password, visit).await;
                let grant = grant.map_err(NotLetIn::Password)?;
                accounts.authenticate(grant.access_token.reveal(), from).await
            }
        };
        Ok(Guest { caller: caller.map_err(NotLetIn::Token)?, fleeting, holds })
    }

    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    pub fn uid(&self) -> Uid {
        self.caller.uid()
    }

    pub fn name(&self) -> &str {
        self.caller.name()
    }

    /// What was opened for the socket alone is closed with it.
    pub async fn leave(&self, house: &House) {
        if self.fleeting
            && let Err(error) =
                house.accounts.end_session(&self.caller, self.caller.session().id).await
        {
            tracing::warn!(%error, "a session that was to end with its socket goes on");
        }
    }
}
